//! Native tests of the public API: the vectors of `tests/vectors`, and calls driven step by step.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "test code fails by panicking, in helpers too, and a test tells a whole course"
)]

mod account;
mod calls;
mod decrypt_properties;
mod decrypt_vectors;
mod exchange;
mod fuzz;
mod identity_policies;
mod listing;
mod lists;
mod mangled_keys;
mod passwords;
mod policy;
mod projects;
mod read;
mod requests;
mod set_passwords;
mod signing;
