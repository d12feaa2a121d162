//! Callers' plain JSON data, read strictly into the typed inputs of the other rooms; and what one of them gives for another to take.

#[cfg(feature = "account")]
mod account;
#[cfg(feature = "account")]
mod account_openstack;
#[cfg(feature = "account")]
mod account_questions;
mod fields;
#[cfg(all(feature = "cloud", feature = "rules"))]
mod listed;
#[cfg(feature = "cloud")]
mod passwords;
#[cfg(feature = "rules")]
mod policy;
#[cfg(all(feature = "account", feature = "cloud"))]
mod reading;
#[cfg(feature = "cloud")]
mod requests;
#[cfg(feature = "rules")]
mod scope;
#[cfg(feature = "cloud")]
mod session;
#[cfg(feature = "cloud")]
mod signing;
#[cfg(feature = "types")]
pub mod types;

#[cfg(feature = "cloud")]
pub use passwords::{check_password, generate_password, password_entropy};
#[cfg(feature = "cloud")]
pub use requests::{BuiltRequest, build_request, parse_response};
#[cfg(feature = "cloud")]
pub use signing::sign_request;
