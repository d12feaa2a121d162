//! What the statements of each model come to under one name of what is asked.

use super::compile::{Group, ResourcesV5, StatementV5};
use super::facts::FactsV5;
use crate::policy::engine::entry::AttachmentKind;
use crate::policy::engine::listener::{Listener, StatementPart};
use crate::policy::engine::plan::{Candidate, Plan};
use crate::policy::engine::request::ActionRequest;
use crate::policy::engine::set::PolicySet;
use crate::policy::engine::situation::Situation;
use crate::policy::model::action::AskedAction;
use crate::policy::model::ast::{Effect, OpenForm};
use crate::policy::model::kleene::{Kleene, Open};
use crate::policy::model::v5::pattern::{action_matches, has_wildcard, urn_matches};
use crate::policy::model::verdict::{Question, Questions, Settled, Truth};

/// A statement of either model, and what it came to.
#[derive(Debug)]
pub(crate) struct OutcomeV5 {
    pub(crate) of: StatementId,
    pub(crate) effect: Effect,
    pub(crate) group: GroupOf,
    pub(crate) truth: Kleene,
}

/// Which statement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatementId {
    /// One of versions 1.0 and 1.1, or an unread part of what grants.
    V1(u32),
    /// One of version 1.x, by the alias of this index.
    ByAlias(u32, usize),
    V5(u32),
}

/// Where a statement counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupOf {
    Legacy,
    Unread,
    V5(Group),
}

/// Collects what keeps a statement open.
struct Opens(Open);

impl Listener for Opens {
    fn part(&mut self, _: StatementPart, truth: Truth, key: Option<&str>, questions: Questions) {
        if truth == Truth::Unknown {
            let mut open = key.map_or_else(Open::nothing, |key| Kleene::key(key).open);
            open.questions = questions;
            self.0.add(&open);
        }
    }
}

impl PolicySet {
    /// What the 1.x statements and the unread parts come to (rules 1 to 6).
    pub(super) fn legacy(
        &self,
        asked: &ActionRequest<'_>,
        plan: Plan<'_>,
        situation: &Situation,
    ) -> Vec<(u32, Effect, Kleene)> {
        let each = |candidate: &Candidate| {
            let mut opens = Opens(Open::nothing());
            let truth = self.truth(candidate, asked, situation, &mut opens);
            let open = if truth == Truth::Unknown { opens.0 } else { Open::nothing() };
            (candidate.statement, candidate.attached, Kleene { truth, open })
        };
        let allows: Vec<_> = plan.allows.iter().map(each).collect();
        let settled = situation.facts.settled;
        let against = |kind: AttachmentKind| {
            let others = allows.iter().filter(|(_, attached, _)| attached.differs(kind));
            Kleene::any(others.map(|(.., truth)| truth.clone())).not()
        };
        let denies = plan.denies.iter().map(each).map(|(statement, kind, truth)| {
            let truth = match settled.answer(Question::ScopePrecedence) {
                None if truth.truth == Truth::True => Kleene::ask(Question::ScopePrecedence, settled).or(against(kind)),
                None | Some(true) => truth,
                Some(false) => truth.and(against(kind)),
            };
            (statement, Effect::Deny, truth)
        });
        let mut all: Vec<_> = denies.collect();
        all.extend(allows.into_iter().map(|(statement, _, truth)| (statement, Effect::Allow, truth)));
        all
    }

    /// What the 1.x statements that name an alias of the action come to in the identity result.
    pub(super) fn by_alias(
        &self,
        asked: &ActionRequest<'_>,
        (index, alias): (usize, &AskedAction),
        situation: &Situation,
    ) -> Vec<OutcomeV5> {
        let (denies, allows) = self.candidates(alias, asked.marks, &mut Vec::new());
        let plan = Plan { denies: &denies, allows: &allows, verdict: None };
        let asked = ActionRequest { action: alias, ..*asked };
        let settled = situation.facts.settled;
        let each = |(statement, effect, truth): (u32, Effect, Kleene)| {
            let compiled = self.statement(statement).filter(|compiled| !compiled.unread && !compiled.negated)?;
            let (mut literal, mut is_wild) = (Truth::False, false);
            for pattern in compiled.patterns.iter().flatten() {
                let named = pattern.matches(alias);
                if pattern.lower().contains('*') {
                    is_wild |= named != Truth::False;
                } else {
                    literal = literal.max(named);
                }
            }
            let mut truth = truth.and(Kleene::ask(Question::AliasCounts, settled));
            if is_wild && literal != Truth::True {
                let mut named = Kleene::ask(Question::AliasWildcard, settled);
                if literal == Truth::Unknown {
                    named = named.or(Kleene::ask(Question::ServiceCase, settled));
                }
                truth = truth.and(named);
            }
            let of = StatementId::ByAlias(statement, index);
            Some(OutcomeV5 { of, effect, group: GroupOf::V5(Group::Identity), truth })
        };
        self.legacy(&asked, plan, situation).into_iter().filter_map(each).collect()
    }
}

/// The parts of a statement of version 5.0.
pub(crate) struct PartsV5 {
    pub(crate) form: Kleene,
    pub(crate) action: Kleene,
    pub(crate) resource: Kleene,
    pub(crate) conditions: Vec<Kleene>,
}

impl PartsV5 {
    pub(crate) fn all(self) -> Kleene {
        let rest = Kleene::all(self.conditions.into_iter());
        self.form.and(self.action).and(self.resource).and(rest)
    }
}

impl StatementV5 {
    /// What it comes to.
    pub(crate) fn evaluate(&self, facts: &FactsV5, situation: &Situation) -> Kleene {
        let settled = situation.facts.settled;
        if self.unread {
            let allows = Kleene::ask(Question::Unread, settled);
            return if self.effect == Effect::Allow { allows } else { allows.not() };
        }
        let action = self.action(facts, settled);
        // Most statements are about something else.
        if action.truth == Truth::False {
            return action;
        }
        self.parts_with(action, facts.untyped, facts.keyless, situation).all()
    }

    pub(crate) fn parts(&self, facts: &FactsV5, situation: &Situation) -> PartsV5 {
        self.parts_with(self.action(facts, situation.facts.settled), facts.untyped, facts.keyless, situation)
    }

    fn parts_with(&self, action: Kleene, untyped: bool, keyless: bool, situation: &Situation) -> PartsV5 {
        let given = &situation.facts;
        let conditions = self.conditions.iter();
        PartsV5 {
            form: open_form(self.form, given.settled),
            action,
            resource: self.resource(untyped, situation),
            conditions: conditions.map(|element| element.evaluate(&given.context, keyless, given.settled)).collect(),
        }
    }

    /// What its `Action` or `NotAction` comes to where every question is open; of what stands for an unread part, that part.
    pub(super) fn action_truth(&self, facts: &FactsV5) -> Truth {
        if self.unread { Truth::Unknown } else { self.action(facts, Settled::default()).truth }
    }

    /// What it comes to, its action aside.
    pub(crate) fn rest(&self, untyped: bool, keyless: bool, situation: &Situation) -> Truth {
        if self.unread {
            return Truth::True;
        }
        self.parts_with(Kleene::TRUE, untyped, keyless, situation).all().truth
    }

    fn action(&self, facts: &FactsV5, settled: Settled) -> Kleene {
        let is_scp = matches!(self.group, Group::Level(_));
        let by_alias = |pattern: &str, alias: &AskedAction| {
            let mut truth = action_matches(pattern, alias.lower(), settled);
            if has_wildcard(pattern) {
                truth = truth.and(Kleene::ask(Question::AliasWildcard, settled));
            }
            if is_scp {
                truth = truth.and(Kleene::ask(Question::ScpAlias, settled).not());
            }
            if self.negated {
                truth = truth.and(Kleene::ask(Question::AliasNot, settled));
            }
            truth
        };
        let named = Kleene::any(self.actions.iter().map(|pattern| {
            let own = action_matches(pattern, facts.action.lower(), settled);
            own.or(Kleene::any(facts.aliases.iter().map(|alias| by_alias(pattern, alias))))
        }));
        if self.negated { named.not() } else { named }
    }

    fn resource(&self, untyped: bool, situation: &Situation) -> Kleene {
        let Some(ResourcesV5 { negated, patterns }) = &self.resources else { return Kleene::TRUE };
        let given = &situation.facts;
        let matched = if patterns.iter().any(|pattern| **pattern == *"*") {
            Kleene::TRUE
        } else if patterns.is_empty() {
            Kleene::FALSE
        } else if untyped {
            return match (negated, self.effect) {
                (false, Effect::Allow) => Kleene::FALSE,
                _ => Kleene::ask(Question::ResourceNotSupported, given.settled),
            };
        } else if let Some(asked) = &given.resource {
            let each = patterns.iter().map(|pattern| urn_matches(pattern, asked, &given.context, given.settled));
            Kleene::any(each)
        } else {
            Kleene::key("resource")
        };
        if *negated { matched.not() } else { matched }
    }
}

/// Whether the cloud takes a document of this form.
fn open_form(form: OpenForm, settled: Settled) -> Kleene {
    let asked = [(form.scalar, Question::Scalar), (form.empty_list, Question::EmptyList)];
    Kleene::all(asked.into_iter().filter(|(is_so, _)| *is_so).map(|(_, question)| Kleene::ask(question, settled)))
}
