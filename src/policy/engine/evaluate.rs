//! Decides what is asked (rules 1 to 8 of [`crate::policy`]).

use super::entry::AttachmentKind;
use super::outcome::{Precedence, StatementOutcome, StatementOutcomes, by_kind, joined, verdict};
use super::plan::{Candidate, Plan};
use super::request::ActionRequest;
use super::set::PolicySet;
use super::situation::Situation;
use super::v5::plan::PlanV5;
use crate::Error;
use crate::base::said::said;
use crate::policy::catalog::Marks;
use crate::policy::model::action::AskedAction;
use crate::policy::model::verdict::{Question, Truth, Verdict};

impl PolicySet {
    /// Whether `action` is allowed; the answer alone. Asks no catalogue unless the situation names a cloud.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] where `action` is not one action, or `situation` was made for another set.
    pub fn decide(&self, action: &str, situation: &Situation) -> Result<Verdict, Error> {
        let number = self.remember(action)?;
        Ok(self.decide_remembered(number, situation)?.unwrap_or(Verdict::ImplicitDeny))
    }

    /// The same for an action that was remembered ([`PolicySet::remember`]); `None` where it was forgotten.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] where `situation` was made for another set.
    pub fn decide_remembered(&self, number: u32, situation: &Situation) -> Result<Option<Verdict>, Error> {
        self.check_situation(situation)?;
        Ok(self.with_plan(number, situation.facts.cloud, |action, plan, five| {
            self.decide_plan(action, None, plan, five, situation)
        }))
    }

    /// The fast path: `marks` of the API that is asked for, where it is not the action that is.
    pub(crate) fn decide_plan(
        &self,
        action: &AskedAction,
        api: Option<Marks>,
        plan: Plan<'_>,
        five: Option<&PlanV5>,
        situation: &Situation,
    ) -> Verdict {
        let asked = || ActionRequest::new(action, situation.facts.cloud, api);
        if self.is_beyond(situation) {
            let own = five.is_none().then(|| self.plan_v5_of(action, situation.facts.cloud));
            return five
                .or(own.as_ref())
                .map_or(Verdict::ImplicitDeny, |five| self.verdict_v5(&asked, five, plan, situation));
        }
        if !self.plain(situation) {
            return verdict(&self.statement_outcomes(&asked(), plan, situation));
        }
        if let Some(verdict) = plan.verdict {
            return verdict;
        }
        let truth = |candidate: &Candidate| {
            let base = || situation.base(candidate.statement);
            let truth = if candidate.by_action { self.truth(candidate, &asked(), situation, &mut ()) } else { base() };
            if candidate.open.is_some() { truth.min(Truth::Unknown) } else { truth }
        };
        if self.mixed {
            return by_kind(plan, truth);
        }
        let mut denied = Truth::False;
        for candidate in plan.denies {
            denied = denied.max(truth(candidate));
            if denied == Truth::True {
                return Verdict::ExplicitDeny;
            }
        }
        let mut allowed = Truth::False;
        for candidate in plan.allows {
            allowed = allowed.max(truth(candidate));
            if allowed == Truth::True {
                break;
            }
        }
        joined(denied, allowed)
    }

    /// Whether every question is open.
    pub(crate) fn plain(&self, situation: &Situation) -> bool {
        situation.facts.settled.is_empty()
    }

    /// # Errors
    /// [`crate::Code::InvalidInput`] where `situation` was made for another set.
    pub fn check_situation(&self, situation: &Situation) -> Result<(), Error> {
        if situation.set == self.id {
            return Ok(());
        }
        Err(Error::invalid("situation", said!("situation was made by another policy set"))
            .with_hint(said!("make it with `situation` of the set that is asked")))
    }

    /// Every candidate and what it came to, scope precedence (rule 1) applied.
    pub(crate) fn statement_outcomes(
        &self,
        asked: &ActionRequest<'_>,
        plan: Plan<'_>,
        situation: &Situation,
    ) -> StatementOutcomes {
        let outcome = |candidate: &Candidate| StatementOutcome {
            statement: candidate.statement,
            truth: self.truth(candidate, asked, situation, &mut ()),
            by_precedence: None,
        };
        let allows: Vec<StatementOutcome> = plan.allows.iter().map(outcome).collect();
        let mut denies: Vec<StatementOutcome> = plan.denies.iter().map(outcome).collect();
        let against = |kind: AttachmentKind| {
            allows
                .iter()
                .zip(plan.allows)
                .filter(move |(_, allow)| allow.attached.differs(kind))
                .map(|(allow, _)| allow)
        };
        let kinds = [AttachmentKind::Anyhow, AttachmentKind::Project, AttachmentKind::EnterpriseProject];
        let strongest = kinds.map(|kind| against(kind).map(|allow| allow.truth).max().unwrap_or(Truth::False));
        let mut is_kept_open = [false; 3];
        let answer = situation.facts.settled.answer(Question::ScopePrecedence);
        for (deny, candidate) in denies.iter_mut().zip(plan.denies).filter(|(deny, _)| deny.truth != Truth::False) {
            let kind = candidate.attached as usize;
            let strongest = strongest.get(kind).copied().unwrap_or(Truth::False);
            match (answer, strongest) {
                (_, Truth::False) | (Some(true), _) => continue,
                (Some(false), Truth::True) => {
                    deny.truth = Truth::False;
                    continue;
                }
                (None, _) if deny.truth != Truth::True => continue,
                _ => {}
            }
            let precedence = Precedence { asked: answer.is_none(), allowed: strongest };
            deny.by_precedence = Some(precedence).filter(|_| deny.truth == Truth::True);
            deny.truth = Truth::Unknown;
            if let Some(open) = is_kept_open.get_mut(kind).filter(|_| strongest == Truth::Unknown) {
                *open = true;
            }
        }
        let open_kinds = || kinds.into_iter().zip(is_kept_open).filter(|(_, open)| *open);
        let unknown = allows.iter().zip(plan.allows).filter(|(allow, _)| allow.truth == Truth::Unknown);
        let beside = unknown.filter(|(_, allow)| open_kinds().any(|(kind, _)| allow.attached.differs(kind)));
        let beside = beside.map(|(allow, _)| allow.statement).collect();
        StatementOutcomes { denies, allows, beside }
    }
}
