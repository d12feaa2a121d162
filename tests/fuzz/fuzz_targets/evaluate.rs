//! `tests/native/fuzz/evaluate.rs` with any bytes.
#![no_main]

#[path = "../../native/fuzz/evaluate.rs"]
mod evaluate;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../native/policy/mod.rs"]
mod policy;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| evaluate::run(bytes));
