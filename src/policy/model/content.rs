//! What documents say, to find those that say the same.

use std::fmt::Write as _;

use super::ast::{Document, Statement};

/// What a document says, as a text that only another that says the same has, whatever is around it and however it is written; `None` where
/// not all of it was read. It is as long as the document: who compares many gives each a number ([`super::interner::Interner`]).
pub(crate) fn content(document: &Document) -> Option<String> {
    if !document.unread.is_empty() || document.has_lost_version || document.unread_envelope.is_some() {
        return None;
    }
    let mut content = Content(String::new());
    content.text(document.version.as_str());
    content.list("depends", document.depends.len());
    for needed in &document.depends {
        content.text(&needed.catalog.value);
        content.text(&needed.display_name.value);
    }
    document.statements.iter().for_each(|statement| content.statement(statement));
    Some(content.0)
}

/// Texts one behind the other, each with its length, so that where one ends is no question.
struct Content(String);

impl Content {
    #[inline(never)]
    fn text(&mut self, text: &str) {
        let _ = write!(self.0, "{} {text}", text.len());
    }

    /// What follows, and how many texts of it.
    #[inline(never)]
    fn list(&mut self, kind: &str, length: usize) {
        let _ = write!(self.0, "{kind}{length} ");
    }

    fn statement(&mut self, statement: &Statement) {
        let (actions, resources) = (&statement.actions, statement.resources.as_ref());
        self.list(statement.effect.as_str(), actions.patterns.len());
        self.list("not", usize::from(actions.negated));
        actions.patterns.iter().for_each(|text| self.text(&text.value));
        if let Some(resources) = resources {
            self.list("resources", resources.patterns.len());
            self.list("not", usize::from(resources.negated));
            resources.patterns.iter().for_each(|text| self.text(&text.value));
        }
        for condition in &statement.conditions {
            let values = condition.values.as_deref();
            self.list(if values.is_some() { "if" } else { "unread" }, values.unwrap_or_default().len());
            self.text(&condition.operator.value);
            self.text(&condition.key.value);
            for value in values.unwrap_or_default() {
                self.list("is", usize::from(value.text.is_some()));
                self.text(value.text.as_deref().unwrap_or_default());
            }
        }
    }
}
