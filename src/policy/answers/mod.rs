//! What is told about a set: decisions with reasons, previews, differences, suggestions.

pub(crate) mod check;
pub(crate) mod context;
pub(crate) mod denied;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod preview;
pub mod render;
pub mod suggest;
