//! The ways to an answer: through which group, by which grant, by which statement of which policy.

use std::collections::HashSet;

use serde::Serialize;

use super::directory::{Directory, Held, OWN};
use super::question::{Asked, Part, SetAnswer, Where};
use super::snapshot::EntityId;
use crate::Scope;
use crate::base::source::Span;
use crate::policy::model::ast::Effect;
use crate::policy::model::verdict::Truth;
use crate::policy::{ReasonOutcome, Verdict};

/// How many ways of each effect an answer has at most.
const MOST_WAYS: usize = 8;

/// How many causes an answer has at most of what was not read.
const MOST_UNREAD: usize = 20;

/// The ID of something, and its name where the snapshot has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "AccountName", optional_fields))]
pub struct Named {
    /// The ID; missing of what is no thing of the account, such as grants that were not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "string"))]
    pub id: Option<EntityId>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A grant or an attachment: of which policy, where, and through which group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "AccountWayGrant", optional_fields))]
pub struct WayGrant {
    /// The group that has it; missing: the principal itself does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Named>,
    /// The policy.
    pub policy: Named,
    /// Where it is granted; missing where it has no place, as identity policies and service control policies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
}

/// A way to an answer: a statement, and how it reaches the principal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "AccountWay", optional_fields))]
pub struct Way {
    /// The grant.
    #[serde(flatten)]
    pub grant: WayGrant,
    /// The index of the statement in the text of the policy, from 0; missing of what was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<u32>,
    /// What the statement does; missing of what was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "\"Allow\" | \"Deny\""))]
    pub effect: Option<&'static str>,
    /// What it came to: it applies, that is open, or it was not read.
    #[cfg_attr(feature = "types", ts(type = "\"matched\" | \"unknown\" | \"unread\""))]
    pub outcome: ReasonOutcome,
    /// Where it stands in the text of the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Of a role: the roles without which it has no effect, as the principal has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "types", ts(optional, as = "Option<_>"))]
    pub needs: Vec<WayGrant>,
}

/// Something that was not read, and keeps an answer open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "AccountUnread"))]
pub struct UnreadCause {
    /// What it is: the name of a policy or group, or what of the account.
    pub name: String,
    /// Why it was not read.
    pub cause: String,
}

/// What an answer rests on, for one principal.
pub(super) struct Ways<'a> {
    pub(super) directory: &'a Directory,
    pub(super) asked: &'a Asked,
    pub(super) held: &'a [Held],
    pub(super) place: Where<'a>,
}

/// A statement that an answer rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Deciding {
    statement: u32,
    effect: Effect,
    outcome: ReasonOutcome,
    /// Whether it is so by every name that the API has.
    by_all_names: bool,
}

impl Ways<'_> {
    /// The ways, the shortest first.
    pub(super) fn of(&self, answer: &SetAnswer) -> Vec<Way> {
        let wanted = |effect: Effect, outcome: ReasonOutcome| match answer.decision.decision {
            Verdict::Allow => effect == Effect::Allow && outcome == ReasonOutcome::Matched,
            Verdict::ExplicitDeny => effect == Effect::Deny && outcome == ReasonOutcome::Matched,
            Verdict::Conditional => outcome != ReasonOutcome::NotMatched,
            Verdict::ImplicitDeny => false,
        };
        if answer.decision.decision == Verdict::ImplicitDeny {
            return Vec::new();
        }
        let mut ways: Vec<(bool, bool, usize, Held, Way)> = Vec::new();
        let mut seen = HashSet::new();
        for held in self.held {
            let Some((like, own)) = self.asked.entry(self.directory, *held, self.place) else { continue };
            for deciding in self.deciding(answer, like, own) {
                if !wanted(deciding.effect, deciding.outcome) {
                    continue;
                }
                let is_unread = deciding.outcome == ReasonOutcome::Unread;
                if !seen.insert((*held, deciding.statement, (!is_unread).then_some(deciding.effect), deciding.outcome))
                {
                    continue;
                }
                let Some(way) = self.way(*held, own, deciding) else { continue };
                let is_open = deciding.outcome != ReasonOutcome::Matched;
                ways.push((is_open, !deciding.by_all_names, way.needs.len(), *held, way));
            }
        }
        ways.sort_by_key(|(is_open, is_partial, needs, held, _)| (*is_open, *is_partial, held.group != OWN, *needs));
        let mut counts = [0_usize; 3];
        ways.into_iter()
            .filter(|(.., way)| {
                let place = match way.effect {
                    Some("Allow") => 0,
                    Some(_) => 1,
                    None => 2,
                };
                counts.get_mut(place).is_some_and(|count| {
                    *count += 1;
                    *count <= MOST_WAYS
                })
            })
            .map(|(.., way)| way)
            .collect()
    }

    /// What of an entry the answer rests on: what it says itself, where that hangs on no other; and what the reasons of its set say.
    fn deciding(&self, answer: &SetAnswer, like: u32, own: u32) -> Vec<Deciding> {
        let says = self.says(own);
        let Ok(position) = answer.key.binary_search(&own) else {
            let is_there = answer.key.binary_search(&like).is_ok();
            return if is_there { says } else { Vec::new() };
        };
        let position = u32::try_from(position).ok();
        let is_certain = |each: &Deciding| each.outcome == ReasonOutcome::Matched && !self.needs_others(own);
        let mut found: Vec<Deciding> = says.into_iter().filter(is_certain).collect();
        for reason in answer.decision.reasons.iter().filter(|reason| reason.policy_index == position) {
            let (statement, effect, outcome) = match (self.place_of(own, reason.statement), reason.effect) {
                (Some(statement), Some("Allow")) => (statement, Effect::Allow, reason.outcome),
                (Some(statement), Some(_)) => (statement, Effect::Deny, reason.outcome),
                _ if matches!(reason.outcome, ReasonOutcome::Unread | ReasonOutcome::Unknown) => {
                    (u32::MAX, Effect::Allow, ReasonOutcome::Unread)
                }
                _ => continue,
            };
            if !found.iter().any(|each| (each.statement, each.effect) == (statement, effect)) {
                found.push(Deciding { statement, effect, outcome, by_all_names: true });
            }
        }
        found
    }

    /// What an entry says by itself, each statement once.
    fn says(&self, own: u32) -> Vec<Deciding> {
        let parts = self.asked.parts(own);
        let key = |part: &Part| (part.statement, part.effect, part.truth, part.unread);
        let mut found = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            if parts.iter().take(index).any(|other| key(other) == key(part)) {
                continue;
            }
            found.push(Deciding {
                statement: part.statement,
                effect: part.effect,
                outcome: match (part.unread, part.truth) {
                    (true, _) => ReasonOutcome::Unread,
                    (false, Truth::True) => ReasonOutcome::Matched,
                    (false, _) => ReasonOutcome::Unknown,
                },
                by_all_names: parts.iter().filter(|other| key(other) == key(part)).count() >= self.asked.names(),
            });
        }
        found
    }

    fn needs_others(&self, entry: u32) -> bool {
        self.asked.everything().needs(entry).next().is_some()
    }

    /// The place of a statement among those that were read, from its index in the text.
    fn place_of(&self, entry: u32, index: Option<u32>) -> Option<u32> {
        let document = self.asked.everything().own(entry)?.document.as_deref()?;
        let place = document.statements.iter().position(|statement| Some(statement.index) == index)?;
        u32::try_from(place).ok()
    }

    fn grant(&self, held: Held) -> Option<WayGrant> {
        let piece = self.directory.piece(held)?;
        let group = self.directory.group(held);
        Some(WayGrant {
            group: group.map(|group| Named { id: Some(group.id.clone()), name: group.name.clone() }),
            policy: Named { id: piece.id.clone(), name: Some(piece.entry.name.clone()) },
            scope: self.directory.scope(held).cloned(),
        })
    }

    fn way(&self, held: Held, own: u32, deciding: Deciding) -> Option<Way> {
        let entry = self.asked.everything().own(own)?;
        let is_unread = deciding.outcome == ReasonOutcome::Unread;
        let place = usize::try_from(deciding.statement).ok().filter(|_| !is_unread);
        let document = entry.document.as_deref();
        let statement = place.and_then(|place| document?.statements.get(place));
        let span = statement.and_then(|statement| Some(document?.source.span(statement.range)));
        let mut needs = Vec::new();
        for met_by in self.asked.everything().needs(own) {
            let has = |held: &Held| {
                let (_, own) = self.asked.entry(self.directory, *held, self.place)?;
                met_by.contains(&own).then(|| (self.asked.applies(own), held.group == OWN, *held))
            };
            // The most certain one.
            let best = self.held.iter().filter_map(has).max_by_key(|(applies, is_own, _)| (*applies, *is_own));
            needs.extend(best.and_then(|(.., held)| self.grant(held)));
        }
        Some(Way {
            grant: self.grant(held)?,
            statement: statement.map(|statement| statement.index),
            effect: (!is_unread).then_some(match deciding.effect {
                Effect::Allow => "Allow",
                Effect::Deny => "Deny",
            }),
            outcome: deciding.outcome,
            span,
            needs,
        })
    }

    /// What was not read, and keeps the answer open.
    pub(super) fn unread(&self, answer: &SetAnswer) -> Vec<UnreadCause> {
        let mut causes: Vec<UnreadCause> = Vec::new();
        if answer.decision.decision != Verdict::Conditional {
            return causes;
        }
        for held in self.held {
            let Some((like, own)) = self.asked.entry(self.directory, *held, self.place) else { continue };
            let in_set = [like, own].iter().any(|entry| answer.key.binary_search(entry).is_ok());
            let Some(piece) = self.directory.piece(*held).filter(|_| in_set) else { continue };
            let entry = &piece.entry;
            let inside = entry.document.as_deref().and_then(|document| document.unread.first());
            let cause = entry.unread.as_ref().map(|unread| &unread.cause).or(inside.map(|unread| &unread.cause));
            let Some(cause) = cause.filter(|_| causes.len() < MOST_UNREAD) else { continue };
            let cause = UnreadCause { name: entry.name.clone(), cause: cause.to_string() };
            if !causes.contains(&cause) {
                causes.push(cause);
            }
        }
        causes
    }
}
