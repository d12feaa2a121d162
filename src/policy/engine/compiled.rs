//! A statement, ready to be evaluated.

use crate::policy::model::action::{ActionPatterns, AskedAction};
use crate::policy::model::ast::Effect;
use crate::policy::model::condition::RESOURCE_TAG;
use crate::policy::model::verdict::Truth;

/// A statement, ready to be evaluated; or the Allow or Deny that an unread part counts as.
#[derive(Debug)]
pub(crate) struct CompiledStatement {
    pub(crate) entry: u32,
    /// Its place among the statements, or among the unread parts, of its document.
    pub(crate) statement: u32,
    pub(crate) effect: Effect,
    /// Whether it stands for an unread part.
    pub(crate) unread: bool,
    pub(crate) negated: bool,
    pub(crate) patterns: ActionPatterns,
    /// `None`: every resource.
    pub(crate) resources: Option<Vec<Box<str>>>,
    /// Indexes of elements, in the order of the text.
    pub(crate) conditions: Vec<u32>,
    pub(crate) has_tag: bool,
    /// Whether it applies wherever its action matches.
    pub(crate) always: bool,
}

impl CompiledStatement {
    /// The Allow or Deny that an unread part counts as.
    pub(super) fn unread(entry: u32, part: u32, effect: Effect) -> Self {
        Self {
            entry,
            statement: part,
            effect,
            unread: true,
            negated: false,
            patterns: ActionPatterns::default(),
            resources: None,
            conditions: Vec::new(),
            has_tag: false,
            always: false,
        }
    }

    /// Whether the action matches (rule 2).
    pub(crate) fn action(&self, action: &AskedAction) -> Truth {
        if self.unread {
            return Truth::True;
        }
        match (self.matches(action), self.negated) {
            (truth, false) => truth,
            (Truth::True, true) => Truth::False,
            (_, true) => Truth::Unknown,
        }
    }

    /// Whether a pattern of its `NotAction` matches if the case of the service is ignored.
    pub(crate) fn not_by_case(&self, action: &AskedAction) -> bool {
        self.negated && self.matches(action) == Truth::Unknown
    }

    fn matches(&self, action: &AskedAction) -> Truth {
        let matches = self.patterns.iter().flatten().map(|pattern| pattern.matches(action));
        matches.max().unwrap_or(Truth::False)
    }
}

/// Whether a condition key is a tag of the resource.
pub(crate) fn is_tag(key: &str) -> bool {
    key.starts_with(RESOURCE_TAG)
}
