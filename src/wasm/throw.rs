//! Errors out: with the bytes that one may carry.

use wasm_bindgen::JsValue;

use super::value::thrown;
use crate::Error;

/// The plain object of which the JavaScript side makes an `EcsPasswordError`.
#[cfg(not(feature = "keys"))]
pub(super) fn throw(error: Error) -> JsValue {
    thrown(&error)
}

/// The plain object of which the JavaScript side makes an `EcsPasswordError`; the bytes that it may carry become a handle.
#[cfg(feature = "keys")]
pub(super) fn throw(mut error: Error) -> JsValue {
    let secret = error.take_secret();
    let thrown = thrown(&error);
    if let Some(secret) = secret {
        // It fails on no object that was just made.
        let _ = js_sys::Reflect::set(&thrown, &"secret".into(), &super::secret::SecretHandle::from(secret).into());
    }
    thrown
}
