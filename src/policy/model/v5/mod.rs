//! Version 5.0: patterns and conditions of identity policies, session policies and service control policies.

pub(crate) mod condition;
pub(crate) mod keys;
pub(crate) mod pattern;
pub(crate) mod variable;
