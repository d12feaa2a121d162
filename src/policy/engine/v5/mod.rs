//! Version 5.0: identity policies, which grant, and session policies and service control policies, which limit.

pub(crate) mod answer;
mod compile;
pub(crate) mod facts;
mod groups;
pub(crate) mod plan;
mod verdict;

pub(crate) use self::compile::{Group, SetV5, StatementV5};
