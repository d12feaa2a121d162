//! What the statements came to, and rule 1, which joins them to a verdict.

use super::entry::AttachmentKind;
use super::plan::{Candidate, Plan};
use crate::policy::model::verdict::{Truth, Verdict};

/// One statement, and what it came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StatementOutcome {
    pub(crate) statement: u32,
    pub(crate) truth: Truth,
    pub(crate) by_precedence: Option<Precedence>,
}

/// How the Allows of the other kind of attachment, and they alone, keep a Deny open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Precedence {
    /// Whether it is open if the Deny counts against them (`scopePrecedence`).
    pub(crate) asked: bool,
    /// What they came to.
    pub(crate) allowed: Truth,
}

/// Every statement that may say something, and what it came to.
#[derive(Debug)]
pub(crate) struct StatementOutcomes {
    pub(crate) denies: Vec<StatementOutcome>,
    pub(crate) allows: Vec<StatementOutcome>,
    /// The unknown Allows that keep a Deny of the other kind of attachment open (rule 8), in order.
    pub(super) beside: Vec<u32>,
}

impl StatementOutcomes {
    fn best(outcome: &[StatementOutcome]) -> Truth {
        outcome.iter().map(|each| each.truth).max().unwrap_or(Truth::False)
    }

    /// The statements that keep a conditional decision open: the unknown Denies with the Allows that keep them open and,
    /// where no Allow is certain, the unknown Allows.
    pub(crate) fn open(&self) -> impl Iterator<Item = &StatementOutcome> {
        let certain = Self::best(&self.allows) == Truth::True;
        let allows =
            self.allows.iter().filter(move |each| !certain || self.beside.binary_search(&each.statement).is_ok());
        self.denies.iter().chain(allows).filter(|each| each.truth == Truth::Unknown)
    }
}

/// Rule 1.
pub(crate) fn verdict(outcomes: &StatementOutcomes) -> Verdict {
    joined(StatementOutcomes::best(&outcomes.denies), StatementOutcomes::best(&outcomes.allows))
}

/// Rule 1 where both kinds of attachment occur, and every question is open.
pub(super) fn by_kind(plan: Plan<'_>, truth: impl Fn(&Candidate) -> Truth) -> Verdict {
    let of = |candidates: &[Candidate]| {
        let [mut anyhow, mut project, mut enterprise_project] = [Truth::False; 3];
        for candidate in candidates {
            let best = match candidate.attached {
                AttachmentKind::Anyhow => &mut anyhow,
                AttachmentKind::Project => &mut project,
                AttachmentKind::EnterpriseProject => &mut enterprise_project,
            };
            *best = (*best).max(truth(candidate));
        }
        [anyhow, project, enterprise_project]
    };
    let [denied, denied_project, denied_enterprise] = of(plan.denies);
    let [allowed, allowed_project, allowed_enterprise] = of(plan.allows);
    let against = |deny: Truth, allow: Truth| if allow == Truth::False { deny } else { deny.min(Truth::Unknown) };
    let denied =
        denied.max(against(denied_project, allowed_enterprise)).max(against(denied_enterprise, allowed_project));
    joined(denied, allowed.max(allowed_project).max(allowed_enterprise))
}

pub(super) fn joined(denied: Truth, allowed: Truth) -> Verdict {
    match (denied, allowed) {
        (Truth::True, _) => Verdict::ExplicitDeny,
        (_, Truth::False) => Verdict::ImplicitDeny,
        (Truth::False, Truth::True) => Verdict::Allow,
        _ => Verdict::Conditional,
    }
}
