//! What the explanation of a decision looks at.

use super::reason::{Ground, Reason, ReasonOutcome, ReasonSaid};
use crate::base::said::{Phrase, Said};
use crate::policy::engine::compiled::CompiledStatement;
use crate::policy::engine::entry::{AttachmentKind, Entry};
use crate::policy::engine::listener::{Listener, StatementPart};
use crate::policy::engine::plan::Candidate;
use crate::policy::engine::request::ActionRequest;
use crate::policy::engine::set::PolicySet;
use crate::policy::engine::situation::Situation;
use crate::policy::model::ast::Statement;
use crate::policy::model::source::Range;
use crate::policy::model::verdict::{Question, Questions, Truth};

/// Explains the answer for one name of what is asked.
pub(crate) struct Explainer<'a> {
    pub(crate) set: &'a PolicySet,
    pub(crate) asked: &'a ActionRequest<'a>,
    pub(crate) name: &'a str,
    pub(crate) situation: &'a Situation,
}

/// The parts of a statement that are false or open, with the key that is unknown and the questions.
#[derive(Debug, Default)]
pub(super) struct UnmetParts(pub(super) Vec<(StatementPart, Truth, Option<String>, Questions)>);

impl Listener for UnmetParts {
    fn part(&mut self, part: StatementPart, truth: Truth, key: Option<&str>, questions: Questions) {
        if truth != Truth::True {
            self.0.push((part, truth, key.map(str::to_owned), questions));
        }
    }
}

impl Explainer<'_> {
    /// What a statement lacks, its action included.
    pub(super) fn parts(&self, statement: u32) -> UnmetParts {
        let mut parts = UnmetParts::default();
        let compiled = self.set.statement(statement);
        let open = compiled.and_then(|compiled| match compiled.action(self.asked.action) {
            Truth::Unknown if compiled.negated => Some(Question::NotAction),
            Truth::Unknown => Some(Question::ServiceCase),
            _ => None,
        });
        let not_by_case = compiled.is_some_and(|compiled| compiled.not_by_case(self.asked.action));
        let candidate = Candidate { statement, open, not_by_case, by_action: true, attached: AttachmentKind::Anyhow };
        self.set.truth(&candidate, self.asked, self.situation, &mut parts);
        parts
    }

    /// A reason of a statement, with its place in the text.
    pub(super) fn place(
        &self,
        compiled: &CompiledStatement,
        truth: Truth,
        what: Said,
        range: Range,
        basis: Ground,
        source: Phrase,
    ) -> Option<Reason> {
        let entry = self.entry(compiled.entry)?;
        let document = entry.document.as_deref()?;
        Some(Reason {
            policy: Some(entry.name.clone()),
            policy_index: Some(compiled.entry),
            statement: self.source(compiled).map(|statement| statement.index),
            sid: None,
            effect: Some(compiled.effect.as_str()),
            outcome: ReasonOutcome::of(truth),
            what: what.to_string(),
            conditions: None,
            span: Some(document.source.span(range)),
            basis,
            source,
            said: ReasonSaid { what, conditions: None },
        })
    }

    pub(super) fn entry(&self, index: u32) -> Option<&Entry> {
        self.set.entries.get(usize::try_from(index).ok()?)
    }

    pub(super) fn source(&self, compiled: &CompiledStatement) -> Option<&Statement> {
        self.set.document(compiled)?.statements.get(usize::try_from(compiled.statement).ok()?)
    }
}
