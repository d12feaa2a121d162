//! `tests/native/fuzz/parse.rs` with any bytes.
#![no_main]

#[path = "../../native/fuzz/parse.rs"]
mod parse;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| parse::run(bytes));
