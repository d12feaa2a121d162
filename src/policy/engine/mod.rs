//! Sets of policies, compiled and evaluated.

pub(crate) mod bitmaps;
pub(crate) mod compiled;
pub(crate) mod entry;
pub(crate) mod evaluate;
mod index;
pub(crate) mod plan;
mod roles;
pub(crate) mod set;
pub(crate) mod situation;
