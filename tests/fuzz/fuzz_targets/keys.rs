//! `tests/native/fuzz/keys.rs` with any bytes.
#![no_main]

#[path = "../../native/fuzz/keys.rs"]
mod keys;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| keys::run(bytes));
