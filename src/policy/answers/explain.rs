//! Why a decision is what it is: what decided, where it stands, and for a "no" what came closest and what it lacked.

use super::explainer::Explainer;
use super::reason::{EVALUATION, Ground, Reason, ReasonOutcome, ReasonSaid};
use super::unread::contested;
use crate::base::said::{Said, said};
use crate::base::sort::sort_by_key;
use crate::base::sorted::SortedSet;
use crate::base::text::{edit_distance, quoted};
use crate::policy::engine::attachment::UnreadGrants;
use crate::policy::engine::compiled::CompiledStatement;
use crate::policy::engine::listener::StatementPart;
use crate::policy::engine::outcome::{StatementOutcome, StatementOutcomes};
use crate::policy::engine::v5::answer::AnswerV5;
use crate::policy::model::ast::{Effect, Statement};
use crate::policy::model::source::Range;
use crate::policy::model::verdict::{Question, Questions, Truth, Verdict};

/// How many statements that came close are named for a "no".
pub(super) const CLOSEST: usize = 3;

/// How many patterns, or statements, are compared sign by sign: more are more than IAM takes.
const MOST_COMPARED: usize = 100;

/// How many reasons an answer lists.
pub(super) const MOST_REASONS: usize = 100;

/// What one name comes to.
pub(crate) enum Answer {
    /// By versions 1.0 and 1.1 alone.
    V1(Verdict, StatementOutcomes),
    /// Where version 5.0 has a say.
    V5(AnswerV5),
}

impl Answer {
    pub(crate) fn verdict(&self) -> Verdict {
        match self {
            Self::V1(verdict, _) => *verdict,
            Self::V5(answer) => answer.verdict,
        }
    }
}

impl Explainer<'_> {
    /// What keeps a conditional answer open.
    pub(crate) fn open(&self, answer: &Answer, keys: &mut Vec<String>, questions: &mut Questions) {
        let outcomes = match answer {
            Answer::V1(_, outcomes) => outcomes,
            Answer::V5(AnswerV5 { open, .. }) => {
                keys.extend(open.keys.iter().map(ToString::to_string));
                *questions = questions.with(open.questions);
                return;
            }
        };
        for outcome in outcomes.open() {
            if outcome.by_precedence.is_some_and(|precedence| precedence.asked) {
                *questions = questions.with(Questions::one(Question::ScopePrecedence));
                continue;
            }
            for (_, truth, key, open) in self.parts(outcome.statement).0 {
                if truth == Truth::Unknown {
                    if let Some(key) = key {
                        keys.push(key);
                    }
                    *questions = questions.with(open);
                }
            }
        }
    }

    pub(crate) fn reasons(&self, verdict: Verdict, outcomes: &StatementOutcomes, reasons: &mut Vec<Reason>) {
        let StatementOutcomes { denies, allows, .. } = outcomes;
        let certain = |outcome: &&StatementOutcome| outcome.truth == Truth::True;
        let most = reasons.len() + MOST_REASONS;
        let mut others = 0_usize;
        let mut tell = |reasons: &mut Vec<Reason>, outcome: &StatementOutcome| {
            if reasons.len() < most {
                reasons.extend(self.reason(outcome));
            } else {
                others += 1;
            }
        };
        match verdict {
            Verdict::ExplicitDeny => denies.iter().filter(certain).for_each(|each| tell(reasons, each)),
            Verdict::Allow => allows.iter().filter(certain).for_each(|each| tell(reasons, each)),
            Verdict::Conditional => {
                // An unread part is open as a Deny and as an Allow: one reason.
                let mut seen = SortedSet::new();
                let first = |each: &&StatementOutcome| {
                    let compiled = self.set.statement(each.statement).filter(|compiled| compiled.unread);
                    compiled.is_none_or(|compiled| seen.insert((compiled.entry, Some(compiled.statement))))
                };
                outcomes.open().filter(first).for_each(|each| tell(reasons, each));
                self.add_perhaps(&mut outcomes.open(), &mut seen, most, reasons);
                allows.iter().filter(certain).for_each(|each| tell(reasons, each));
            }
            Verdict::ImplicitDeny => self.closest(reasons),
        }
        reasons.extend(and_more(others, verdict));
    }

    pub(super) fn reason(&self, outcome: &StatementOutcome) -> Option<Reason> {
        let compiled = self.set.statement(outcome.statement)?;
        if compiled.unread {
            return self.unread(outcome, compiled);
        }
        let statement = self.source(compiled)?;
        let (matched, place) = self.matched(compiled, statement);
        if let Some(precedence) = outcome.by_precedence {
            let (what, source) = (contested(matched, precedence), Question::ScopePrecedence.source());
            return self.place(compiled, Truth::Unknown, what, place, Ground::Assumed, source);
        }
        let parts = self.parts(outcome.statement);
        let Some((part, ..)) = parts.0.first() else {
            if outcome.truth == Truth::Unknown {
                let what = said!("{}, but does not count if an Allow of the other kind of attachment applies", matched);
                let source = Question::ScopePrecedence.source();
                return self.place(compiled, Truth::Unknown, what, place, Ground::Assumed, source);
            }
            let (what, conditions) = self.with_conditions(matched, statement);
            let reason = self.place(compiled, Truth::True, what, place, Ground::Documented, EVALUATION)?;
            return Some(reason.with_conditions(conditions));
        };
        let place = self.part_place(*part, statement).unwrap_or(place);
        let (lacks, basis, source) = self.lacks(&parts, compiled, statement);
        self.place(compiled, outcome.truth, said!("{}, but {}", matched, lacks), place, basis, source)
    }

    /// Adds what was not read and may be a role that open statements need, or another grant of theirs, to at most `most` reasons.
    /// `seen` are those that were told of, by entry and unread part.
    pub(super) fn add_perhaps(
        &self,
        open: &mut dyn Iterator<Item = &StatementOutcome>,
        seen: &mut SortedSet<(u32, Option<u32>)>,
        most: usize,
        reasons: &mut Vec<Reason>,
    ) {
        let mut perhaps = Vec::new();
        let mut granted = UnreadGrants::default();
        let mut asked = None;
        for each in open {
            // What an entry needs is the same for all of its statements, which stand together.
            let entry = self.set.statement(each.statement).map(|compiled| compiled.entry);
            if entry != asked {
                perhaps.extend(self.perhaps_needed(each));
                self.perhaps_granted(each, &mut granted);
            }
            asked = entry;
        }
        perhaps.extend(self.unread_of(granted.entries));
        for (part, reason) in perhaps {
            if seen.insert(part) && reasons.len() < most {
                reasons.push(reason);
            }
        }
    }

    /// The entries, by entry and unread part, that a statement waits for because each may be a role it needs.
    fn perhaps_needed(&self, outcome: &StatementOutcome) -> Vec<((u32, Option<u32>), Reason)> {
        let Some(compiled) = self.set.statement(outcome.statement) else { return Vec::new() };
        let needs = usize::try_from(compiled.entry).ok().and_then(|entry| self.set.needs.get(entry));
        let mut entries: SortedSet<u32> = SortedSet::new();
        for (part, truth, _, questions) in &self.parts(outcome.statement).0 {
            if let StatementPart::Dependency(index) = part
                && *truth == Truth::Unknown
                && questions.has(Question::Unread)
            {
                for entry in needs.and_then(|needs| needs.get(*index)).iter().flat_map(|need| &need.perhaps_met_by) {
                    entries.insert(*entry);
                }
            }
        }
        self.unread_of(entries)
    }

    /// Adds the entries that a statement waits for because each may be the other grant of its entry, or of one that this needs.
    fn perhaps_granted(&self, outcome: &StatementOutcome, to: &mut UnreadGrants) {
        let Some(compiled) = self.set.statement(outcome.statement).filter(|compiled| !compiled.unread) else { return };
        let needs = usize::try_from(compiled.entry).ok().and_then(|entry| self.set.needs.get(entry));
        for (part, truth, _, questions) in &self.parts(outcome.statement).0 {
            if *truth != Truth::Unknown || !questions.has(Question::Unread) {
                continue;
            }
            match part {
                StatementPart::Attachment => self.set.add_unread_grants(compiled.entry, to),
                StatementPart::Dependency(index) => {
                    for entry in needs.and_then(|needs| needs.get(*index)).iter().flat_map(|need| &need.met_by) {
                        self.set.add_unread_grants(*entry, to);
                    }
                }
                _ => {}
            }
        }
    }

    /// What was not read of these entries, by entry and unread part, as far as it may have a say.
    fn unread_of(&self, mut entries: SortedSet<u32>) -> Vec<((u32, Option<u32>), Reason)> {
        if entries.as_slice().is_empty() {
            return Vec::new();
        }
        entries
            .retain(|entry| self.set.applies(*entry, Some(self.asked), self.situation, true, &mut ()) != Truth::False);
        let ids = self.set.statements.iter().zip(0..).filter(|(part, _)| part.unread && entries.contains(&part.entry));
        let parts = ids.filter_map(|(part, statement)| {
            let reason = self.reason(&StatementOutcome { statement, truth: Truth::Unknown, by_precedence: None })?;
            Some(((part.entry, Some(part.statement)), reason))
        });
        let names = entries.iter().filter_map(|entry| Some(((*entry, None), self.unread_name(*entry)?)));
        parts.chain(names).collect()
    }

    /// The Allows that came closest.
    pub(super) fn closest(&self, reasons: &mut Vec<Reason>) {
        reasons.push(general(said!("no statement allows {}", quoted(self.name)), ReasonOutcome::NotMatched));
        let mut close: Vec<(u8, u32)> = Vec::new();
        for (compiled, id) in self.set.statements.iter().zip(0..) {
            if compiled.effect != Effect::Allow || compiled.unread {
                continue;
            }
            let distance = if compiled.action(self.asked.action) == Truth::False {
                let nearness = compiled.patterns.iter().flatten().map(|pattern| pattern.closeness(self.asked.action));
                let nearness = nearness.max().filter(|_| !compiled.negated).unwrap_or(0);
                if nearness == 0 {
                    continue;
                }
                200 - nearness
            } else {
                u8::try_from(self.parts(id).0.len()).unwrap_or(99).min(99)
            };
            close.push((distance, id));
        }
        sort_by_key(&mut close, |each| *each);
        self.nearest_first(&mut close);
        for (distance, id) in close.into_iter().take(CLOSEST) {
            let Some(compiled) = self.set.statement(id) else { continue };
            let reason = if distance < 100 {
                self.reason(&StatementOutcome { statement: id, truth: Truth::False, by_precedence: None })
            } else {
                self.near_miss(compiled)
            };
            reasons.extend(reason);
        }
    }

    /// Puts those that are equally near by their segments in the order of their patterns' distance by signs.
    fn nearest_first(&self, close: &mut Vec<(u8, u32)>) {
        let Some((last, _)) = close.get(CLOSEST.saturating_sub(1)).copied().or_else(|| close.last().copied()) else {
            return;
        };
        close.retain(|(distance, _)| *distance <= last);
        if close.len() > MOST_COMPARED {
            return;
        }
        let asked = self.asked.action.lower();
        let by_signs = |distance: u8, id: u32| {
            let compiled = self.set.statement(id).filter(|_| distance >= 100)?;
            let patterns = compiled.patterns.iter().flatten().take(MOST_COMPARED);
            let nearest = patterns.filter(|pattern| pattern.closeness(self.asked.action) == 200 - distance);
            nearest.map(|pattern| edit_distance(asked, pattern.lower())).min()
        };
        let mut keyed: Vec<_> = close.iter().map(|&(distance, id)| (distance, by_signs(distance, id), id)).collect();
        sort_by_key(&mut keyed, |each| *each);
        *close = keyed.into_iter().map(|(distance, _, id)| (distance, id)).collect();
    }

    fn near_miss(&self, compiled: &CompiledStatement) -> Option<Reason> {
        let statement = self.source(compiled)?;
        let patterns = compiled.patterns.iter().zip(&statement.actions.patterns);
        let nearness = patterns.filter_map(|(pattern, text)| {
            let pattern = pattern?;
            Some((pattern.closeness(self.asked.action), pattern.lower(), text))
        });
        let nearness: Vec<_> = nearness.collect();
        let most = nearness.iter().map(|(closeness, ..)| *closeness).max()?;
        // Of those with as many matching segments the one with the fewest other signs; the first of equal ones.
        let close = nearness.iter().filter(|(closeness, ..)| *closeness == most).take(MOST_COMPARED);
        let asked = self.asked.action.lower();
        let (.., text) = close.min_by_key(|(_, lower, _)| edit_distance(asked, lower))?;
        let what = said!("its closest pattern is {}, which does not match {}", quoted(&text.value), quoted(self.name));
        self.place(compiled, Truth::False, what, text.range, Ground::Documented, EVALUATION)
    }

    /// Which pattern matched, and where it stands.
    fn matched(&self, compiled: &CompiledStatement, statement: &Statement) -> (Said, Range) {
        let name = quoted(self.name);
        if compiled.negated {
            return (said!("`NotAction` does not name {}", name), statement.actions.range);
        }
        let patterns = compiled.patterns.iter().zip(&statement.actions.patterns);
        let matching = patterns.filter_map(|(pattern, text)| Some((pattern?.matches(self.asked.action), text)));
        let best = matching.reduce(|best, each| if each.0 > best.0 { each } else { best });
        match best {
            Some((_, text)) => (said!("{} matches {}", quoted(&text.value), name), text.range),
            None => (said!("it concerns {}", name), statement.range),
        }
    }
}

/// That further statements have a say in it.
pub(super) fn and_more(count: usize, verdict: Verdict) -> Option<Reason> {
    let what = (count > 0).then(|| said!("{} more statements have a say in it, which are not listed", count))?;
    let outcome = if verdict == Verdict::Conditional { ReasonOutcome::Unknown } else { ReasonOutcome::Matched };
    Some(general(what, outcome))
}

/// A reason that is no statement's.
pub(super) fn general(what: Said, outcome: ReasonOutcome) -> Reason {
    Reason {
        policy: None,
        policy_index: None,
        statement: None,
        sid: None,
        effect: None,
        outcome,
        what: what.to_string(),
        conditions: None,
        span: None,
        basis: Ground::Documented,
        source: EVALUATION,
        said: ReasonSaid { what, conditions: None },
    }
}
