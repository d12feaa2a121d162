//! The reasons that something was not read.

use super::explainer::{Explainer, UnmetParts};
use super::reason::{Ground, Reason, ReasonOutcome, ReasonSaid};
use super::unmet::described;
use crate::base::said::{Said, said};
use crate::policy::engine::compiled::CompiledStatement;
use crate::policy::engine::entry::Entry;
use crate::policy::engine::listener::StatementPart;
use crate::policy::engine::outcome::{Precedence, StatementOutcome};
use crate::policy::model::ast::Effect;
use crate::policy::model::source::Span;
use crate::policy::model::verdict::{Question, Truth};

/// Something of an entry that was not read.
pub(super) struct UnreadPart {
    pub(super) what: Said,
    pub(super) statement: Option<u32>,
    /// What it is assumed to be.
    pub(super) effect: Option<&'static str>,
    pub(super) span: Option<Span>,
    pub(super) by_precedence: Option<Precedence>,
}

impl Explainer<'_> {
    /// An entry of which nothing but its catalog or name was not read.
    pub(super) fn unread_name(&self, index: u32) -> Option<Reason> {
        let document = self.entry(index)?.document.as_deref().filter(|document| document.unread.is_empty())?;
        let unread = document.unread_envelope.as_ref()?;
        let mut parts = UnmetParts::default();
        self.set.applies(index, Some(self.asked), self.situation, true, &mut parts);
        let what = said!("it was not read as a whole: {}", unread.cause.clone());
        let span = Some(document.source.span(unread.range));
        self.not_read(index, UnreadPart { what, statement: None, effect: None, span, by_precedence: None }, &parts)
    }

    /// A part that was not read.
    pub(super) fn unread(&self, outcome: &StatementOutcome, compiled: &CompiledStatement) -> Option<Reason> {
        let unread = self.unread_part(compiled.entry, compiled.statement, compiled.effect, outcome.by_precedence)?;
        self.not_read(compiled.entry, unread, &self.parts(outcome.statement))
    }

    /// What of an entry was not read.
    pub(super) fn unread_part(
        &self,
        entry: u32,
        part: u32,
        effect: Effect,
        by_precedence: Option<Precedence>,
    ) -> Option<UnreadPart> {
        let entry = self.entry(entry)?;
        let part = entry.document.as_deref().and_then(|document| {
            let unread = document.unread.get(usize::try_from(part).ok()?)?;
            Some((&unread.cause, Some(document.source.span(unread.range)), unread.statement))
        });
        let whole = || entry.unread.as_ref().map(|unread| (&unread.cause, unread.span, None));
        let (cause, span, statement) = part.or_else(whole)?;
        let settled = self.situation.facts.settled.answer(Question::Unread);
        let what = match settled {
            None => said!("it was not read: {}", cause.clone()),
            Some(true) => said!("it was not read, and is assumed to allow this: {}", cause.clone()),
            Some(false) => said!("it was not read, and is assumed to deny this: {}", cause.clone()),
        };
        let effect = settled.map(|_| effect.as_str());
        Some(UnreadPart { what, statement, effect, span, by_precedence })
    }

    /// The reason that something of an entry was not read, and where that is attached.
    pub(super) fn not_read(&self, index: u32, unread: UnreadPart, parts: &UnmetParts) -> Option<Reason> {
        let entry = self.entry(index)?;
        let mut what = attached_where(unread.what, parts, entry);
        if let Some(precedence) = unread.by_precedence {
            what = contested(what, precedence);
        }
        let question = if unread.by_precedence.is_some() { Question::ScopePrecedence } else { Question::Unread };
        Some(Reason {
            policy: Some(entry.name.clone()),
            policy_index: Some(index),
            statement: unread.statement,
            sid: None,
            effect: unread.effect,
            outcome: ReasonOutcome::Unread,
            what: what.to_string(),
            conditions: None,
            span: unread.span,
            basis: Ground::Assumed,
            source: question.source(),
            said: ReasonSaid { what, conditions: None },
        })
    }
}

/// What was not read, and where it is attached if that is open.
fn attached_where(mut what: Said, parts: &UnmetParts, entry: &Entry) -> Said {
    for (part, truth, key, _) in &parts.0 {
        if *part == StatementPart::Attachment && *truth == Truth::Unknown {
            what = match (key, entry.place().map(described)) {
                (Some(key), Some(scope)) => {
                    said!("{}; it is attached to {}, and `{}` is not given", what, scope, key.as_str())
                }
                _ => what,
            };
        }
    }
    what
}

/// A Deny that the Allows of the other kind of attachment keep open.
pub(super) fn contested(deny: Said, precedence: Precedence) -> Said {
    if precedence.allowed == Truth::True {
        said!("{}, but an Allow was granted in the other kind of attachment", deny)
    } else {
        said!("{}, but an Allow is open in the other kind of attachment", deny)
    }
}
