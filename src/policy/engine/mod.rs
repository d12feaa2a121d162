//! Sets of policies, compiled and evaluated.

pub(crate) mod bitmaps;
pub(crate) mod evaluate;
pub(crate) mod set;
pub(crate) mod situation;
