//! What is asked about policies.

mod check;
mod context;
mod denied;
mod lint;
mod preview;
mod set;
mod situation;
mod suggest;
