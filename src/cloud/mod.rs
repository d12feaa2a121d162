//! Talking to a cloud: operations as requests and answers, sign-in, and calls as state machines that somebody else drives.

pub mod auth;
mod body;
pub mod exchange;
pub mod http;
pub(crate) mod listing;
pub(crate) mod odd;
pub(crate) mod operation;
pub mod operations;
pub mod passwords;
pub(crate) mod projects;
pub(crate) mod provider_error;
#[cfg(feature = "account")]
pub(crate) mod read_call;
mod refused_sign_in;
pub(crate) mod session;
pub mod signing;
pub(crate) mod target;
#[cfg(any(target_arch = "wasm32", feature = "types"))]
pub mod told;

pub use listing::{ListPoliciesCall, ListedEntry, ListedGroup, ListedPolicies, NotRead};
#[cfg(feature = "types")]
pub use listing::{ListedGrant, ListedIdentityPolicy, ListedPolicy};
pub use odd::Oddity;
pub use operation::{Context, Operation};
pub use operations::Output;
pub use projects::{ListProjectsCall, Listed, Project, Projects, Regions};
pub use session::Session;
pub use target::{IdentityTarget, Target};
