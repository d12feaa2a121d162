//! What is asked about policies.

pub(super) mod check;
pub(super) mod context;
pub(super) mod denied;
pub(super) mod lint;
#[cfg(feature = "oslo")]
pub(super) mod oslo;
pub(super) mod preview;
pub(super) mod principal;
pub(super) mod services;
pub(super) mod set;
pub(super) mod situation;
pub(super) mod suggest;
