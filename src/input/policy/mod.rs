//! What is asked about policies.

mod check;
mod context;
pub(crate) mod declared;
mod denied;
mod lint;
mod preview;
mod set;
mod situation;
mod suggest;
