//! Sets of policies, compiled and evaluated.

pub(crate) mod attachment;
pub(crate) mod bitmaps;
pub(crate) mod compiled;
pub(crate) mod entry;
mod evaluate;
mod halves;
mod index;
pub(crate) mod listener;
pub(crate) mod outcome;
pub(crate) mod plan;
mod prepare;
pub(crate) mod request;
mod roles;
pub(crate) mod set;
pub(crate) mod situation;
mod statement;
pub(crate) mod v5;
