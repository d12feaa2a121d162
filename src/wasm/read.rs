//! Policies out of whatever was pasted or opened.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::throw::throw;
use super::value::{encode, utf8};

/// The policies that a text holds.
#[wasm_bindgen(js_name = readPolicies)]
pub fn read_policies(text: &[u8]) -> Result<JsValue, JsValue> {
    encode(&utf8("text", text).and_then(crate::read::read_policies).map_err(throw)?)
}
