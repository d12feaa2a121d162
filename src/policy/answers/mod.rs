//! What is told about a set: decisions with reasons, previews, differences, suggestions.

pub(crate) mod check;
pub(crate) mod context;
pub(crate) mod denied;
pub(crate) mod diff;
mod explain;
mod explainer;
mod met;
pub(crate) mod not_listed;
pub(crate) mod preview;
pub(crate) mod reason;
pub mod render;
pub mod suggest;
mod unmet;
mod unread;
mod v5;
