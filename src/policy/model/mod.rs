//! What a policy is: documents, patterns, conditions, and the values that decide about them.

pub mod ast;
pub(crate) mod condition;
pub(crate) mod operator;
pub(crate) mod pattern;
pub use crate::base::source;
pub(crate) mod values;
pub(crate) mod verdict;
