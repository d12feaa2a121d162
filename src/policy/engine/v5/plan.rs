//! The statements of version 5.0 that may say something about an action, found once for many answers; and these answers, without what keeps
//! them open.

use super::answer::GroupOf;
use super::compile::{Group, SetV5, StatementV5};
use super::facts::FactsV5;
use super::verdict::{Groups, Pair};
use crate::Cloud;
use crate::policy::engine::index::Posting;
use crate::policy::engine::outcome::joined;
use crate::policy::engine::plan::Plan;
use crate::policy::engine::request::ActionRequest;
use crate::policy::engine::set::PolicySet;
use crate::policy::engine::situation::Situation;
use crate::policy::model::action::{ANY_SERVICE, AskedAction};
use crate::policy::model::ast::Effect;
use crate::policy::model::kleene::{Kleene, Open};
use crate::policy::model::verdict::{Truth, Verdict};

/// An action as version 5.0 sees it, with the statements that may say something about it.
#[derive(Debug)]
pub(crate) struct PlanV5 {
    pub(crate) facts: FactsV5,
    /// Each with what its `Action` or `NotAction` comes to where every question is open.
    statements: Vec<(u32, Truth)>,
}

/// The best Deny and Allow of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Best {
    deny: Truth,
    allow: Truth,
}

impl Best {
    const NOTHING: Self = Self { deny: Truth::False, allow: Truth::False };

    fn add(&mut self, effect: Effect, truth: Truth) {
        let best = if effect == Effect::Deny { &mut self.deny } else { &mut self.allow };
        *best = truth.max(*best);
    }

    fn pair(self) -> Pair {
        let of = |truth| Kleene { truth, open: Open::nothing() };
        Pair { deny: of(self.deny), allow: of(self.allow) }
    }
}

/// What a pattern is found by: whole segments without wildcard that it begins with, or all of it; see [`AskedAction::index_keys`].
fn index_key(pattern: &str) -> &str {
    let Some(literal) = pattern.find(['*', '?']).and_then(|end| pattern.get(..end)) else { return pattern };
    let mut colons = literal.match_indices(':').map(|(at, _)| at);
    let (first, second) = (colons.next(), colons.next());
    second.or(first).and_then(|end| pattern.get(..end)).unwrap_or(ANY_SERVICE)
}

impl SetV5 {
    /// To be done once, when everything is added.
    pub(crate) fn finish(&mut self) {
        let mut index = std::mem::take(&mut self.index);
        for (statement, id) in self.statements.iter().zip(0..) {
            if statement.negated || statement.unread {
                self.anyhow.push(id);
                continue;
            }
            for (pattern, position) in statement.actions.iter().zip(0..) {
                index.add(index_key(pattern), None, Posting { statement: id, pattern: position });
            }
        }
        index.finish(|_, _| false);
        self.index = index;
    }

    fn statement(&self, id: u32) -> Option<&StatementV5> {
        self.statements.get(usize::try_from(id).ok()?)
    }

    fn plan(&self, facts: &FactsV5) -> Vec<(u32, Truth)> {
        let mut found: Vec<u64> = self.anyhow.iter().copied().map(u64::from).collect();
        for name in std::iter::once(&facts.action).chain(&facts.aliases) {
            for key in name.index_keys() {
                found.extend(self.index.get(key).iter().map(|indexed| u64::from(indexed.posting.statement)));
            }
        }
        found.sort_unstable();
        found.dedup();
        let of = |id: u64| {
            let id = u32::try_from(id).ok()?;
            let truth = self.statement(id)?.action_truth(facts);
            (truth != Truth::False).then_some((id, truth))
        };
        found.into_iter().filter_map(of).collect()
    }
}

impl PolicySet {
    /// The plan of what is asked.
    #[inline(never)]
    pub(crate) fn plan_v5(&self, facts: FactsV5) -> PlanV5 {
        let statements = self.v5.as_ref().map_or_else(Vec::new, |v5| v5.plan(&facts));
        PlanV5 { facts, statements }
    }

    /// The plan of an action that is asked for as such.
    pub(crate) fn plan_v5_of(&self, action: &AskedAction, cloud: Option<Cloud>) -> PlanV5 {
        self.plan_v5(FactsV5::of(action, None, cloud, &self.schemas))
    }

    /// [`PolicySet::answer_v5`], the verdict alone.
    #[inline(never)]
    pub(crate) fn verdict_v5<'a>(
        &self,
        asked: &dyn Fn() -> ActionRequest<'a>,
        five: &PlanV5,
        plan: Plan<'_>,
        situation: &Situation,
    ) -> Verdict {
        if !self.plain(situation) {
            return self.answer_v5(&asked(), &five.facts, plan, situation).verdict;
        }
        let principal = &situation.facts.principal;
        let v5 = self.v5.as_deref();
        let levels = v5.map_or(0, |v5| v5.levels.len());
        let mut levels = vec![Best::NOTHING; if principal.management_account { 0 } else { levels }];
        let [mut identity, mut session, mut legacy, mut unread] = [Best::NOTHING; 4];
        let facts = &five.facts;
        for (id, action) in &five.statements {
            let Some(statement) = v5.and_then(|v5| v5.statement(*id)) else { continue };
            let best = match statement.group {
                Group::Level(level) => levels.get_mut(level),
                _ if principal.root => None,
                Group::Identity => Some(&mut identity),
                Group::Session => Some(&mut session),
            };
            let Some(best) = best else { continue };
            let base = situation.base_v5(*id).filter(|_| !facts.untyped && !facts.keyless);
            let rest = base.unwrap_or_else(|| statement.rest(facts.untyped, facts.keyless, situation));
            best.add(statement.effect, rest.min(*action));
        }
        if !self.statements.is_empty() {
            for outcome in self.outcomes_v1(&asked(), facts, plan, situation) {
                let best = match outcome.group {
                    GroupOf::Unread if !principal.root || self.is_perhaps_scp(outcome.of) => &mut unread,
                    _ if principal.root => continue,
                    GroupOf::Legacy => &mut legacy,
                    _ => &mut identity,
                };
                best.add(outcome.effect, outcome.truth.truth);
            }
        }
        let has_session = v5.is_some_and(|v5| v5.has_session);
        let undocumented = situation.facts.cloud == Some(Cloud::Otc);
        let others = legacy != Best::NOTHING || unread != Best::NOTHING || has_session || !levels.is_empty();
        if !others && !principal.root && !facts.native && !undocumented {
            return joined(identity.deny, identity.allow);
        }
        let groups = Groups {
            legacy: legacy.pair(),
            identity: identity.pair(),
            unread: unread.pair(),
            session: has_session.then(|| session.pair()),
            levels: levels.into_iter().map(Best::pair).collect(),
            root: principal.root,
            native: facts.native,
            undocumented,
        };
        groups.answer(situation.facts.settled).0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::model::v5::pattern::action_matches;
    use crate::policy::model::verdict::Settled;

    proptest! {
        #[test]
        fn a_pattern_is_found_by_every_action_that_it_matches(pattern in "(a|b|:|\\*|\\?){0,7}", action in "[ab]{1,2}:[ab]{0,2}:[ab]{1,2}") {
            // An action may have an empty type.
            let asked = AskedAction::parse(&action).unwrap();
            let matched = action_matches(&pattern, &action, Settled::default()).truth;
            prop_assert!(matched == Truth::False || asked.index_keys().contains(&index_key(&pattern)), "{}", pattern);
        }
    }
}
