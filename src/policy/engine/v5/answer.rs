//! The answer under one name of what is asked.

use super::compile::Group;
use super::facts::FactsV5;
pub(crate) use super::groups::{GroupOf, OutcomeV5, StatementId};
use super::verdict::{Groups, Pair};
use crate::Cloud;
use crate::base::policy_kind::PolicyKind;
use crate::policy::engine::plan::Plan;
use crate::policy::engine::request::ActionRequest;
use crate::policy::engine::set::PolicySet;
use crate::policy::engine::situation::{PrincipalModel, Situation};
use crate::policy::model::ast::Effect;
use crate::policy::model::kleene::{Kleene, Open};
use crate::policy::model::verdict::Verdict;

/// The answer under one name, with everything that has a say in it.
#[derive(Debug)]
pub(crate) struct AnswerV5 {
    pub(crate) verdict: Verdict,
    pub(crate) open: Open,
    pub(crate) outcomes: Vec<OutcomeV5>,
}

impl PolicySet {
    /// Whether more than versions 1.0 and 1.1 has a say.
    pub(crate) fn is_beyond(&self, situation: &Situation) -> bool {
        self.v5.is_some() || situation.facts.principal.is_special()
    }

    /// The answer under one name; `plan` is that of the name.
    pub(crate) fn answer_v5(
        &self,
        asked: &ActionRequest<'_>,
        facts: &FactsV5,
        plan: Plan<'_>,
        situation: &Situation,
    ) -> AnswerV5 {
        let principal = &situation.facts.principal;
        let mut outcomes = self.outcomes_v5(asked, facts, plan, situation);
        if principal.root {
            // Nothing but what limits has a say in what the root user may.
            outcomes.retain(|outcome| match outcome.group {
                GroupOf::V5(Group::Level(_)) => true,
                GroupOf::Unread => self.is_perhaps_scp(outcome.of),
                _ => false,
            });
        }
        if principal.management_account {
            outcomes.retain(|outcome| !matches!(outcome.group, GroupOf::V5(Group::Level(_))));
        }
        let of = |group: GroupOf| pair(&outcomes, group);
        let levels = self.v5.as_ref().map_or(0, |v5| v5.levels.len());
        let levels = (0..levels).filter(|_| !principal.management_account);
        let has_session = self.v5.as_ref().is_some_and(|v5| v5.has_session);
        let groups = Groups {
            legacy: of(GroupOf::Legacy),
            identity: of(GroupOf::V5(Group::Identity)),
            unread: of(GroupOf::Unread),
            session: has_session.then(|| of(GroupOf::V5(Group::Session))),
            levels: levels.map(|level| of(GroupOf::V5(Group::Level(level)))).collect(),
            root: principal.root,
            native: facts.native,
            undocumented: asked.cloud == Some(Cloud::Otc),
        };
        let (verdict, open) = groups.answer(situation.facts.settled);
        AnswerV5 { verdict, open, outcomes }
    }

    fn outcomes_v5(
        &self,
        asked: &ActionRequest<'_>,
        facts: &FactsV5,
        plan: Plan<'_>,
        situation: &Situation,
    ) -> Vec<OutcomeV5> {
        let mut outcomes = self.outcomes_v1(asked, facts, plan, situation);
        let Some(v5) = &self.v5 else { return outcomes };
        for (statement, id) in v5.statements.iter().zip(0..) {
            let truth = statement.evaluate(facts, situation);
            let (of, group) = (StatementId::V5(id), GroupOf::V5(statement.group));
            outcomes.push(OutcomeV5 { of, effect: statement.effect, group, truth });
        }
        outcomes
    }

    /// Those of versions 1.0 and 1.1, and of unread parts of what grants.
    pub(super) fn outcomes_v1(
        &self,
        asked: &ActionRequest<'_>,
        facts: &FactsV5,
        plan: Plan<'_>,
        situation: &Situation,
    ) -> Vec<OutcomeV5> {
        let with_legacy = situation.facts.principal.model != Some(PrincipalModel::Identity);
        let mut outcomes = Vec::new();
        for (statement, effect, truth) in self.legacy(asked, plan, situation) {
            let is_unread = self.statement(statement).is_some_and(|compiled| compiled.unread);
            if is_unread || with_legacy {
                let group = if is_unread { GroupOf::Unread } else { GroupOf::Legacy };
                outcomes.push(OutcomeV5 { of: StatementId::V1(statement), effect, group, truth });
            }
        }
        for alias in facts.aliases.iter().enumerate().filter(|_| with_legacy && self.v5.is_some()) {
            outcomes.extend(self.by_alias(asked, alias, situation));
        }
        outcomes
    }

    /// Whether an unread part is of an entry that may turn out a service control policy.
    pub(super) fn is_perhaps_scp(&self, of: StatementId) -> bool {
        let StatementId::V1(id) = of else { return false };
        let entry = self.statement(id).and_then(|compiled| self.entries.get(usize::try_from(compiled.entry).ok()?));
        entry.is_some_and(|entry| entry.document.is_none() && entry.kind != Some(PolicyKind::Identity))
    }
}

fn pair(outcomes: &[OutcomeV5], group: GroupOf) -> Pair {
    let best = |effect: Effect| {
        let those = outcomes.iter().filter(|outcome| outcome.group == group && outcome.effect == effect);
        Kleene::any(those.map(|outcome| outcome.truth.clone()))
    };
    Pair { deny: best(Effect::Deny), allow: best(Effect::Allow) }
}
