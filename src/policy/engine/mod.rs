//! Sets of policies, compiled and evaluated.

pub(crate) mod evaluate;
pub(crate) mod planes;
pub(crate) mod set;
pub(crate) mod situation;
