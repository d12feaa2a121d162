//! Handles to a private key and to what it decrypts: both stay on this side of the boundary until they are asked for.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::stack::on_wiped_stack;
use super::value::{encode, throw};
use crate::keys::PrivateKey;
use crate::{Code, Error, Secret};

/// A parsed private key; its memory is wiped by `free`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PrivateKeyHandle(PrivateKey);

#[wasm_bindgen]
impl PrivateKeyHandle {
    /// Reads a key in any supported format.
    pub fn parse(bytes: &[u8], passphrase: Option<Vec<u8>>) -> Result<Self, JsValue> {
        let passphrase = passphrase.map(Zeroizing::new);
        let passphrase = passphrase.as_ref().map(|secret| secret.as_slice());
        on_wiped_stack(|| PrivateKey::parse(bytes, passphrase)).map(Self).map_err(throw)
    }

    /// Format, length and fingerprints.
    pub fn info(&self) -> Result<JsValue, JsValue> {
        encode(&self.0.info())
    }

    /// Decrypts the Base64 text that the cloud stores.
    pub fn decrypt(&self, ciphertext: &str) -> Result<SecretHandle, JsValue> {
        on_wiped_stack(|| self.0.decrypt(ciphertext)).map(SecretHandle).map_err(throw)
    }
}

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

    /// A copy as text.
    pub fn reveal(&self) -> Result<String, JsValue> {
        let text = self.0.text().ok_or_else(|| Error::new(Code::PasswordNotText, "the secret is no UTF-8 text"));
        text.map(str::to_owned).map_err(throw)
    }
}

impl From<Secret> for SecretHandle {
    fn from(secret: Secret) -> Self {
        Self(secret)
    }
}
