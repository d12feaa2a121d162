//! Handles to private keys: a key stays on this side of the boundary.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::secret::SecretHandle;
use super::stack::on_wiped_stack;
use super::throw::throw;
use super::value::encode;
use crate::keys::{self, KeyOptions, PrivateKey};

/// How many bytes a ciphertext has.
#[wasm_bindgen(js_name = ciphertextLength)]
pub fn ciphertext_length(ciphertext: &str) -> Result<usize, JsValue> {
    keys::ciphertext_length(ciphertext).map_err(throw)
}

/// A parsed private key; its memory is wiped by `free`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PrivateKeyHandle(PrivateKey);

#[wasm_bindgen]
impl PrivateKeyHandle {
    /// Reads a key in any supported format.
    pub fn parse(
        bytes: &[u8],
        passphrase: Option<Vec<u8>>,
        nfc: Option<Vec<u8>>,
        nfd: Option<Vec<u8>>,
        allow_slow: bool,
    ) -> Result<Self, JsValue> {
        let forms = [passphrase, nfc, nfd].map(|form| form.map(Zeroizing::new));
        let [passphrase, nfc, nfd] = forms.each_ref().map(|form| form.as_ref().map(|secret| secret.as_slice()));
        let options = KeyOptions { passphrase, nfc, nfd, allow_slow };
        on_wiped_stack(|| PrivateKey::parse_with(bytes, &options)).map(Self).map_err(throw)
    }

    /// Format, length and fingerprints.
    pub fn info(&self) -> Result<JsValue, JsValue> {
        encode(&self.0.info())
    }

    /// Decrypts the Base64 text that the cloud stores.
    pub fn decrypt(&self, ciphertext: &str) -> Result<SecretHandle, JsValue> {
        on_wiped_stack(|| self.0.decrypt(ciphertext)).map(SecretHandle::from).map_err(throw)
    }
}
