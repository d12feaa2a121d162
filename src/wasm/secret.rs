//! Handles to secret bytes: they stay on this side of the boundary until they are asked for.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::value::thrown;
use crate::base::said::said;
use crate::{Code, Error, Secret};

/// Decrypted bytes; their memory is wiped by `free`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SecretHandle(Secret);

#[wasm_bindgen]
impl SecretHandle {
    /// A copy of the bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.bytes().to_vec()
    }

    /// What was taken off behind it: `lf`, `crlf` or `nul`.
    #[wasm_bindgen(getter)]
    pub fn trimmed(&self) -> Option<String> {
        self.0.trimmed().map(|trimmed| trimmed.as_str().to_owned())
    }

    /// What its bytes are encoded in, where that is not UTF-8: `utf-16le`, `utf-16be` or `windows-1252`.
    #[wasm_bindgen(getter)]
    pub fn encoding(&self) -> Option<String> {
        self.0.encoding().map(|encoding| encoding.as_str().to_owned())
    }

    /// A copy as text.
    pub fn reveal(&self) -> Result<String, JsValue> {
        let text = self.0.text().ok_or_else(|| Error::new(Code::PasswordNotText, said!("the secret is not text")));
        text.map(str::to_owned).map_err(|error| thrown(&error))
    }
}

impl From<Secret> for SecretHandle {
    fn from(secret: Secret) -> Self {
        Self(secret)
    }
}
