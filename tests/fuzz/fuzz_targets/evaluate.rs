//! Bytes that choose a set of policies and what is asked of it: the engine and the naive reference must agree.
#![no_main]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../native/policy/mod.rs"]
mod policy;

use libfuzzer_sys::fuzz_target;
use policy::compare::mismatch;
use policy::generate::{Choices, case};

fuzz_target!(|bytes: &[u8]| {
    let case = case(&mut Choices::Bytes(bytes));
    if let Some((what, how)) = mismatch(&case, |_| ()) {
        panic!("{what}: {how}\n{case:?}");
    }
});
