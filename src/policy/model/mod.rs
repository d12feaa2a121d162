//! What a policy is: documents, patterns, conditions, and the values that decide about them.

pub(crate) mod action;
pub mod ast;
pub(crate) mod case;
pub(crate) mod condition;
pub(crate) mod content;
pub(crate) mod interner;
pub(crate) mod kleene;
pub(crate) mod operator;
pub(crate) mod pattern;
pub(crate) mod reach;
pub use crate::base::source;
pub(crate) mod v5;
pub(crate) mod values;
pub(crate) mod verdict;
pub(crate) mod write;
