//! The boundary to JavaScript: decode strictly, call the core, encode. No logic.

#![allow(unreachable_pub, reason = "what is exported to JavaScript must be `pub`, though no Rust crate reaches it")]

#[cfg(feature = "cloud")]
mod client;
#[cfg(feature = "keys")]
mod keys;
#[cfg(feature = "policy")]
mod policy;
#[cfg(feature = "keys")]
mod stack;
#[cfg(any(feature = "cloud", feature = "keys", feature = "policy"))]
mod value;

use std::alloc::System;

#[cfg(feature = "cloud")]
use wasm_bindgen::JsValue;
#[cfg(feature = "cloud")]
use wasm_bindgen::prelude::wasm_bindgen;
use zeroizing_alloc::ZeroAlloc;

#[cfg(feature = "cloud")]
use self::value::{decode, encode, throw};

/// Wipes all memory it takes back, so that no crate leaves a copy of a key behind.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// The request of one operation as a plain value.
#[cfg(feature = "cloud")]
#[wasm_bindgen(js_name = buildRequest)]
pub fn build_request(input: &str) -> Result<JsValue, JsValue> {
    encode(&crate::build_request(&decode(input).map_err(throw)?).map_err(throw)?)
}

/// The result of one operation from the answer of the server.
#[cfg(feature = "cloud")]
#[wasm_bindgen(js_name = parseResponse)]
pub fn parse_response(input: &str) -> Result<JsValue, JsValue> {
    encode(&crate::parse_response(&decode(input).map_err(throw)?).map_err(throw)?)
}
