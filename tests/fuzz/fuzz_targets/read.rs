//! `tests/native/fuzz/read.rs` with any bytes.
#![no_main]

#[path = "../../native/fuzz/read.rs"]
mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read::run(bytes));
