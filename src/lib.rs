//! Get, decrypt and delete the initial Windows password of an Elastic Cloud Server (Huawei Cloud, Open Telekom
//! Cloud, plain OpenStack Nova).
//!
//! The core does no I/O: it has no clock, no randomness, no storage and no network. An operation is a value that
//! becomes an HTTP request and turns an HTTP response into a result; somebody else sends it. The `wasm` module is the
//! only one that knows JavaScript, and exists on `wasm32` only.
//!
//! | module | what it is for |
//! |---|---|
//! | [`base`] | what everything is made of: ids, [`Endpoint`], [`Secret`], [`Error`], sentences by their parts, the operations and their IAM actions |
//! | [`cloud`] | one operation, one value: its request and its answer; sign-in, token, retries, several calls for one answer: state machines that somebody else drives |
//! | [`keys`] | private keys in every usual form, and what they decrypt |
//! | [`policy`] | "may I?": IAM policies, read, checked and evaluated, with reasons |
//! | `input` | callers' plain JSON data, read strictly: [`build_request`], [`parse_response`] |
//!
//! `base` imports nothing of ours; `cloud`, `keys` and `policy` import `base`; `input` reads what callers give for all of
//! them; `wasm` is on top.

pub mod base;
#[cfg(feature = "cloud")]
pub mod cloud;
#[cfg(any(feature = "cloud", feature = "policy"))]
mod input;
#[cfg(feature = "keys")]
pub mod keys;
#[cfg(feature = "policy")]
pub mod policy;
#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(any(feature = "cloud", feature = "policy"))]
pub use base::Scope;
pub use base::said;
pub use base::{
    Action, ApiVersion, Basis, Cloud, Code, DomainId, Endpoint, Error, GroupId, KeyPairName, Method, Microversion,
    OperationName, ProjectId, Secret, ServerId, Trimmed, UserId,
};
#[cfg(feature = "cloud")]
pub use cloud::{
    Context, IdentityTarget, ListPoliciesCall, ListedEntry, ListedGroup, ListedPolicies, NotRead, Operation, Output,
    Session, Target, auth, exchange, http, operations,
};
#[cfg(feature = "cloud")]
pub use input::{BuiltRequest, build_request, parse_response};
