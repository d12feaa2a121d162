//! Get, decrypt and delete the initial Windows password of an Elastic Cloud Server (Huawei Cloud, Open Telekom
//! Cloud, plain OpenStack Nova).
//!
//! The core does no I/O: it has no clock, no randomness, no storage and no network. An operation is a value that
//! becomes an HTTP request and turns an HTTP response into a result; somebody else sends it. The `wasm` module is the
//! only one that knows JavaScript, and exists on `wasm32` only.
//!
//! | module | what it is for |
//! |---|---|
//! | [`error`](Error), [`secret`](Secret), [`ids`](ServerId), [`endpoint`](Endpoint), [`http`], [`target`](Target) | values everything else is made of |
//! | [`operation`](Operation), [`operations`] | one operation, one value: its request, its answer, its IAM action |
//! | [`requests`](build_request) | the same as plain data |
//! | [`auth`], [`session`](Session), [`exchange`], [`listing`](ListPoliciesCall) | sign-in, token, retries, several calls for one answer: state machines that somebody else drives |
//! | [`said`](said::Said) | sentences by their parts, for whoever shows them in another language |
//! | [`diagnostic`], [`policy`] | "may I?": IAM policies, read, checked and evaluated, with reasons |
//! | [`decrypt`] | private keys in every usual form, and what they decrypt; nothing else depends on it |

pub mod auth;
pub mod decrypt;
pub mod diagnostic;
mod endpoint;
mod error;
pub mod exchange;
pub mod http;
mod ids;
mod input;
mod listing;
mod operation;
pub mod operations;
pub mod policy;
mod provider_error;
mod redact;
mod requests;
pub mod said;
mod secret;
mod session;
mod sort;
mod target;
mod text;
mod timestamp;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use endpoint::Endpoint;
pub use error::{Code, Error};
pub use ids::{ApiVersion, Cloud, DomainId, GroupId, KeyPairName, Microversion, ProjectId, ServerId, UserId};
pub use listing::{ListPoliciesCall, ListedEntry, ListedGroup, ListedPolicies, NotRead};
pub use operation::{Action, Basis, Context, Operation, OperationName};
pub use requests::{BuiltRequest, Output, build_request, parse_response};
pub use secret::{Secret, Trimmed};
pub use session::Session;
pub use target::{IdentityTarget, Target};
