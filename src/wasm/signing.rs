//! Handles to access keys: the secret stays on this side of the boundary.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::stack::on_stack_wiped_to;
use super::throw::throw;
use super::value::{decode, encode};
use crate::Secret;
use crate::cloud::signing::AccessKey;
use crate::cloud::told::AddedHeaders;
use crate::sign_request;

/// In words of eight bytes: more than hashing a request takes. It is done so often that wiping all that an RSA operation takes would be most of its work.
const DEPTH: usize = 16 * 1024 / 8;

/// An access key; its memory is wiped by `free`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct AccessKeyHandle(AccessKey);

#[wasm_bindgen]
impl AccessKeyHandle {
    /// Puts an access key together.
    #[wasm_bindgen(constructor)]
    pub fn new(access: &str, secret: Vec<u8>, security_token: Option<Vec<u8>>) -> Result<Self, JsValue> {
        AccessKey::new(access, Secret::new(secret), security_token.map(Secret::new), "").map(Self).map_err(throw)
    }

    /// The headers to send besides those of the request.
    pub fn sign(&self, request: &str, body: &[u8], options: &str, time: f64) -> Result<JsValue, JsValue> {
        let signed = on_stack_wiped_to::<DEPTH, _>(|| {
            let (request, options) = (decode(request)?, decode(options)?);
            sign_request(&self.0, &request, body, &options, time)
        });
        encode(&AddedHeaders(&signed.map_err(throw)?))
    }
}
