//! Policies out of whatever was pasted or opened, and in another version.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::throw::throw;
use super::value::{encode, utf8};
use crate::Cloud;
use crate::translate::{Target, translate};

/// The policies that a text holds.
#[wasm_bindgen(js_name = readPolicies)]
pub fn read_policies(text: &[u8]) -> Result<JsValue, JsValue> {
    encode(&utf8("text", text).and_then(crate::read::read_policies).map_err(throw)?)
}

/// A policy in the other version, and what is lost on the way.
#[wasm_bindgen(js_name = translatePolicy)]
pub fn translate_policy(document: &[u8], cloud: &str, to: &str) -> Result<JsValue, JsValue> {
    let translated = || translate(utf8("document", document)?, Cloud::parse(cloud, "cloud")?, Target::parse(to, "to")?);
    encode(&translated().map_err(throw)?)
}
