//! What the clouds ask of a new password, and passwords that keep it.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::secret::SecretHandle;
use super::stack::on_wiped_stack;
use super::throw::throw;
use super::value::{decode, encode};
use crate::{Secret, check_password, generate_password, password_entropy};

/// What a password lacks.
#[wasm_bindgen(js_name = checkPassword)]
pub fn check(password: Vec<u8>, input: &str) -> Result<JsValue, JsValue> {
    let password = Secret::new(password);
    let checked = on_wiped_stack(|| check_password(&password, &decode(input)?));
    encode(&checked.map_err(throw)?)
}

/// A password out of random bytes.
#[wasm_bindgen(js_name = generatePassword)]
pub fn generate(input: &str, random: &[u8]) -> Result<SecretHandle, JsValue> {
    let password = on_wiped_stack(|| generate_password(&decode(input)?, random));
    password.map(SecretHandle::from).map_err(throw)
}

/// The bits of entropy of such a password.
#[wasm_bindgen(js_name = passwordEntropy)]
pub fn entropy(input: &str) -> Result<f64, JsValue> {
    password_entropy(&decode(input).map_err(throw)?).map_err(throw)
}
