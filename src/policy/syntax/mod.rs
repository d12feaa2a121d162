//! Text to model, with spans and findings.

pub mod diagnostic;
pub(crate) mod json;
pub mod parse;
