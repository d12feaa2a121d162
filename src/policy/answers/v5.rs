//! Why an answer is what it is, where version 5.0 has a say.

use super::explain::{CLOSEST, MOST_REASONS, and_more, general};
use super::explainer::{Explainer, UnmetParts};
use super::reason::{Ground, Reason, ReasonOutcome, ReasonSaid};
use crate::base::said::{Phrase, Said, phrase, said};
use crate::base::sorted::SortedSet;
use crate::base::text::quoted;
use crate::policy::engine::outcome::StatementOutcome;
use crate::policy::engine::v5::answer::{AnswerV5, GroupOf, OutcomeV5, StatementId};
use crate::policy::engine::v5::facts::FactsV5;
use crate::policy::engine::v5::{Group, StatementV5};
use crate::policy::model::ast::{Effect, Statement};
use crate::policy::model::kleene::Kleene;
use crate::policy::model::source::Range;
use crate::policy::model::v5::pattern::action_matches;
use crate::policy::model::verdict::{Question, Settled, Truth, Verdict};

const EVALUATION: Phrase = phrase!("Huawei Cloud IAM user guide, identity policies (iam_01_1290)");
const INFERRED: Phrase = phrase!(
    "no table of actions of identity policies that is known here has it; inferred from its name in version 1.1"
);
const ALIAS: Phrase = phrase!("Huawei Cloud ECS API reference, actions of identity policies");
const ROOT: Phrase = phrase!("Huawei Cloud IAM user guide, identity policies (iam_01_1108)");

/// What of a statement is told.
struct Told<'a> {
    what: Said,
    conditions: Option<Said>,
    range: Range,
    truth: Truth,
    basis: Ground,
    source: Phrase,
    statement: Option<&'a Statement>,
}

impl Explainer<'_> {
    pub(crate) fn reasons_v5(&self, answer: &AnswerV5, facts: &FactsV5, reasons: &mut Vec<Reason>) {
        let with = |truth: Truth, effect: Effect| {
            let those = answer.outcomes.iter();
            those.filter(move |outcome| outcome.truth.truth == truth && outcome.effect == effect)
        };
        let mut told: Vec<&OutcomeV5> = Vec::new();
        match answer.verdict {
            Verdict::ExplicitDeny => told.extend(with(Truth::True, Effect::Deny)),
            Verdict::Allow => {
                if self.situation.facts.principal.root {
                    let what = said!("the root user of an account has all permissions");
                    reasons.push(Reason { source: ROOT, ..general(what, ReasonOutcome::Matched) });
                }
                told.extend(with(Truth::True, Effect::Allow));
            }
            Verdict::Conditional => {
                told.extend(with(Truth::True, Effect::Deny));
                told.extend(with(Truth::Unknown, Effect::Deny));
                // What was not read is told once.
                let those = with(Truth::Unknown, Effect::Deny);
                let told_of: Vec<(u32, Option<u32>)> = those.filter_map(|each| unread_part(self, each)).collect();
                let twice = |each: &OutcomeV5| unread_part(self, each).is_some_and(|part| told_of.contains(&part));
                told.extend(with(Truth::Unknown, Effect::Allow).filter(|each| !twice(each)));
                told.extend(with(Truth::True, Effect::Allow));
                self.limits(answer, reasons);
            }
            Verdict::ImplicitDeny => {
                self.limits(answer, reasons);
                let granted = |outcome: &OutcomeV5| {
                    outcome.effect == Effect::Allow
                        && outcome.truth.truth != Truth::False
                        && matches!(outcome.group, GroupOf::Legacy | GroupOf::Unread | GroupOf::V5(Group::Identity))
                };
                if self.situation.facts.principal.root {
                    // Then limits alone have a say.
                } else if !answer.outcomes.iter().any(granted) {
                    self.closest(reasons);
                    told.extend(
                        with(Truth::False, Effect::Allow).filter(|each| self.is_close(each, facts)).take(CLOSEST),
                    );
                } else if reasons.is_empty() {
                    // What allows is of no effect, by one reading or by what was assumed.
                    let what = said!("no statement that has an effect here allows {}", quoted(self.name));
                    reasons.push(general(what, ReasonOutcome::NotMatched));
                    told.extend(with(Truth::True, Effect::Deny));
                }
            }
        }
        let more = told.len().saturating_sub(MOST_REASONS);
        let most = reasons.len() + MOST_REASONS;
        let is_open = answer.verdict == Verdict::Conditional;
        let mut seen = SortedSet::new();
        for part in told.iter().filter(|_| is_open).filter_map(|outcome| unread_part(self, outcome)) {
            seen.insert(part);
        }
        reasons.extend(told.into_iter().take(MOST_REASONS).filter_map(|outcome| self.reason_v5(outcome, facts)));
        if is_open {
            let open: Vec<StatementOutcome> = answer.outcomes.iter().filter_map(open_legacy).collect();
            self.add_perhaps(&mut open.iter(), &mut seen, most, reasons);
        }
        reasons.extend(and_more(more, answer.verdict));
    }

    /// What limits, and does not certainly let it pass.
    fn limits(&self, answer: &AnswerV5, reasons: &mut Vec<Reason>) {
        let Some(v5) = &self.set.v5 else { return };
        let levels = (0..v5.levels.len()).map(Group::Level);
        for group in v5.has_session.then_some(Group::Session).into_iter().chain(levels) {
            let mut those = answer.outcomes.iter().filter(|outcome| outcome.group == GroupOf::V5(group)).peekable();
            let is_asked = those.peek().is_some();
            if !is_asked || those.any(|each| each.effect == Effect::Allow && each.truth.truth != Truth::False) {
                continue;
            }
            let name = quoted(self.name);
            let what = match group {
                Group::Level(index) => match v5.levels.get(index).filter(|level| !level.is_empty()) {
                    Some(level) => {
                        said!("no service control policy of level {} allows {}", quoted(level), name)
                    }
                    None => said!("no service control policy allows {}", name),
                },
                _ => said!("no session policy allows {}", name),
            };
            reasons.push(Reason { source: EVALUATION, ..general(what, ReasonOutcome::NotMatched) });
        }
    }

    fn statement_v5(&self, outcome: &OutcomeV5) -> Option<&StatementV5> {
        let StatementId::V5(id) = outcome.of else { return None };
        self.set.v5.as_ref()?.statements.get(usize::try_from(id).ok()?)
    }

    /// Whether an Allow is about the action, but lacks something else.
    fn is_close(&self, outcome: &OutcomeV5, facts: &FactsV5) -> bool {
        self.statement_v5(outcome).is_some_and(|compiled| {
            compiled.group == Group::Identity && compiled.parts(facts, self.situation).action.truth != Truth::False
        })
    }

    fn reason_v5(&self, outcome: &OutcomeV5, facts: &FactsV5) -> Option<Reason> {
        match outcome.of {
            StatementId::V1(statement) => {
                let by_precedence = None;
                self.reason(&StatementOutcome { statement, truth: outcome.truth.truth, by_precedence })
            }
            StatementId::ByAlias(statement, alias) => {
                let compiled = self.set.statement(statement)?;
                let source = self.source(compiled)?;
                let alias = facts.aliases.get(alias)?;
                let patterns = compiled.patterns.iter().zip(&source.actions.patterns);
                let mut matching = patterns
                    .filter(|(pattern, _)| pattern.is_some_and(|pattern| pattern.matches(alias) != Truth::False));
                let (_, text) = matching.next()?;
                let what = by_alias(&text.value, alias.written(), self.name);
                let (what, question) = open(what, &outcome.truth);
                let basis = (Ground::Assumed, question.map_or(ALIAS, Question::source));
                self.place(compiled, outcome.truth.truth, what, text.range, basis.0, basis.1)
            }
            StatementId::V5(_) => self.of_statement(outcome, facts),
        }
    }

    fn of_statement(&self, outcome: &OutcomeV5, facts: &FactsV5) -> Option<Reason> {
        let compiled = self.statement_v5(outcome)?;
        if compiled.unread {
            let part = self.unread_part(compiled.entry, compiled.statement, compiled.effect, None)?;
            return self.not_read(compiled.entry, part, &UnmetParts::default());
        }
        let entry = self.entry(compiled.entry)?;
        let document = entry.document.as_deref()?;
        let statement = document.statements.get(usize::try_from(compiled.statement).ok()?)?;
        let told = self.told(compiled, statement, outcome, facts);
        let reason = Reason {
            policy: Some(entry.name.clone()),
            policy_index: Some(compiled.entry),
            statement: told.statement.map(|statement| statement.index),
            sid: statement.sid.as_ref().map(|sid| sid.value.to_string()),
            effect: Some(compiled.effect.as_str()),
            outcome: ReasonOutcome::of(told.truth),
            what: told.what.to_string(),
            conditions: None,
            span: Some(document.source.span(told.range)),
            basis: told.basis,
            source: told.source,
            said: ReasonSaid { what: told.what, conditions: None },
        };
        Some(reason.with_conditions(told.conditions))
    }

    fn told<'b>(
        &self,
        compiled: &StatementV5,
        statement: &'b Statement,
        outcome: &OutcomeV5,
        facts: &FactsV5,
    ) -> Told<'b> {
        let settled = self.situation.facts.settled;
        let (matched, range) = self.matched_v5(compiled, statement, facts, settled);
        let truth = outcome.truth.truth;
        let parts = compiled.parts(facts, self.situation);
        let conditions = parts.conditions.iter().zip(&statement.conditions);
        let mut lacking = conditions.filter(|(part, _)| part.truth == truth).map(|(part, condition)| {
            let on = (quoted(&condition.operator.value), quoted(&condition.key.value));
            let what = match part.truth {
                Truth::Unknown => said!("{} on {} is open", on.0, on.1),
                _ => said!("{} on {} is not met", on.0, on.1),
            };
            (what, part, condition.range)
        });
        let resources = statement.resources.as_ref().filter(|_| parts.resource.truth == truth);
        let resource = resources.map(|resources| {
            let what = match (truth, resources.negated) {
                (Truth::Unknown, _) => said!("its resources are open"),
                (_, false) => said!("no pattern of `Resource` matches the resource"),
                (_, true) => said!("a pattern of `NotResource` matches the resource"),
            };
            (what, &parts.resource, resources.range)
        });
        let (basis, source) =
            if facts.documented { (Ground::Documented, EVALUATION) } else { (Ground::Assumed, INFERRED) };
        let mut conditions = None;
        let (what, range, question) = if truth == Truth::True {
            let (what, met) = self.with_conditions(matched, statement);
            conditions = met;
            (what, range, None)
        } else {
            let own = || [&parts.form, &parts.action].into_iter().find(|part| part.truth == truth);
            match resource.or_else(|| lacking.next()) {
                Some((lacks, part, range)) if own().is_none() => {
                    let (lacks, question) = open(lacks, part);
                    (said!("{}, but {}", matched, lacks), range, question)
                }
                _ => {
                    let (what, question) = open(matched, &outcome.truth);
                    (what, range, question)
                }
            }
        };
        let (basis, source) = question.map_or((basis, source), |question| (Ground::Assumed, question.source()));
        Told { what, conditions, range, truth, basis, source, statement: Some(statement) }
    }

    /// Which pattern matched, and where it stands.
    fn matched_v5(
        &self,
        compiled: &StatementV5,
        statement: &Statement,
        facts: &FactsV5,
        settled: Settled,
    ) -> (Said, Range) {
        let name = quoted(facts.action.written());
        if compiled.negated {
            return (said!("`NotAction` does not name {}", name), statement.actions.range);
        }
        let patterns = || compiled.actions.iter().zip(&statement.actions.patterns);
        let by = |action: &str| {
            let truths = patterns().map(|(pattern, text)| (action_matches(pattern, action, settled).truth, text));
            let best = truths.reduce(|best, each| if each.0 > best.0 { each } else { best });
            best.filter(|(truth, _)| *truth != Truth::False).map(|(_, text)| text)
        };
        if let Some(text) = by(facts.action.lower()) {
            return (said!("{} matches {}", quoted(&text.value), name), text.range);
        }
        let alias = facts.aliases.iter().find_map(|alias| Some((by(alias.lower())?, alias)));
        match alias {
            Some((text, alias)) => (by_alias(&text.value, alias.written(), facts.action.written()), text.range),
            None => (said!("it concerns {}", name), statement.range),
        }
    }
}

fn by_alias(pattern: &str, alias: &str, action: &str) -> Said {
    said!("{} matches {}, an alias of {}", quoted(pattern), quoted(alias), quoted(action))
}

/// An open statement of 1.x.
fn open_legacy(outcome: &OutcomeV5) -> Option<StatementOutcome> {
    let (StatementId::V1(statement) | StatementId::ByAlias(statement, _)) = outcome.of else { return None };
    let truth = outcome.truth.truth;
    (truth == Truth::Unknown).then_some(StatementOutcome { statement, truth, by_precedence: None })
}

/// Where something stands that was not read: its entry, and its place there.
fn unread_part(why: &Explainer<'_>, outcome: &OutcomeV5) -> Option<(u32, Option<u32>)> {
    match outcome.of {
        StatementId::V1(id) => {
            why.set.statement(id).filter(|part| part.unread).map(|part| (part.entry, Some(part.statement)))
        }
        StatementId::ByAlias(..) => None,
        StatementId::V5(_) => {
            why.statement_v5(outcome).filter(|part| part.unread).map(|part| (part.entry, Some(part.statement)))
        }
    }
}

/// With what it is open by, and the first question.
fn open(what: Said, truth: &Kleene) -> (Said, Option<Question>) {
    if truth.truth != Truth::Unknown {
        return (what, None);
    }
    let keys = truth.open.keys.iter().map(|key| said!("{} is not given", quoted(key)));
    let asked = truth.open.questions.iter().map(Question::asked);
    let all = keys.chain(asked).reduce(|before, next| said!("{}; {}", before, next));
    let what = match all {
        Some(all) => said!("{}: {}", what, all),
        None => what,
    };
    (what, truth.open.questions.iter().next())
}
