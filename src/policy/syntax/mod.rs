//! Text to model, with spans and findings.

mod conditions;
pub mod diagnostic;
mod displaced;
mod document;
pub(crate) mod found;
mod json;
mod other_kinds;
pub mod parse;
mod parser;
pub(crate) mod statement;
mod summary;
mod unread;
mod v5;
