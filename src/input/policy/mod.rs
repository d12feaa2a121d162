//! What is asked about policies.

mod denied;
mod suggest;
