//! Policies out of whatever was pasted or opened.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::throw::throw;
use super::value::encode;
use crate::Error;
use crate::base::said::said;

/// The policies that a text holds.
#[wasm_bindgen(js_name = readPolicies)]
pub fn read_policies(text: &[u8]) -> Result<JsValue, JsValue> {
    let text = std::str::from_utf8(text).map_err(|_| {
        let error = Error::invalid("text", said!("{} must be UTF-8 text", "text"));
        error.with_hint(said!("decode the file with its own encoding first"))
    });
    encode(&text.and_then(crate::read::read_policies).map_err(throw)?)
}
