//! Who is told what the parts of a statement came to.

use crate::policy::model::verdict::{Questions, Truth};

/// The part of a statement that is not true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatementPart {
    Attachment,
    /// It stands for something that was not read.
    Unread,
    /// The dependency of this index.
    Dependency(usize),
    Action,
    Resource,
    /// The condition of this index.
    Condition(usize),
}

/// Who wants to know why.
pub(crate) trait Listener {
    /// A part that is false, or open for these reasons.
    fn part(&mut self, part: StatementPart, truth: Truth, key: Option<&str>, questions: Questions);
}

/// Nobody: the fast path.
impl Listener for () {
    fn part(&mut self, _: StatementPart, _: Truth, _: Option<&str>, _: Questions) {}
}
