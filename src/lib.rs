//! Get, decrypt and delete the initial Windows password of an Elastic Cloud Server (Huawei Cloud, Open Telekom
//! Cloud, plain OpenStack Nova).
//!
//! The core does no I/O: it has no clock, no randomness, no storage and no network. An operation is a value that
//! becomes an HTTP request and turns an HTTP response into a result; somebody else sends it. The `wasm` module is the
//! only one that knows JavaScript, and exists on `wasm32` only.

pub mod decrypt;

mod error;
mod secret;

pub use error::{Code, Error};
pub use secret::Secret;
