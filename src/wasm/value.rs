//! Plain JSON data in, plain JSON data out: what crosses the boundary besides handles and bytes.
//!
//! Inputs come as text that `src/js/internal/plain.ts` wrote. It walks the caller's objects before the core is called: a getter or a
//! proxy runs code of the caller, and what that throws must not unwind through WebAssembly.

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::said::Said;
use crate::{Error, RefusedAction};

/// Reads an input.
#[cfg(any(feature = "cloud", feature = "policy"))]
pub(super) fn decode(input: &str) -> Result<serde_json::Value, Error> {
    serde_json::from_str(input)
        .map_err(|_| Error::invalid("input", crate::base::said::said!("`input` must be plain JSON data")))
}

/// Reads the headers of an answer, `[[name, value], …]`, as our own side of the boundary writes them.
#[cfg(feature = "cloud")]
pub(super) fn decode_headers(headers: &str) -> Vec<(String, String)> {
    serde_json::from_str(headers).unwrap_or_default()
}

/// Writes a result as plain objects, arrays, strings, numbers and booleans.
pub(super) fn encode<T: Serialize + ?Sized>(result: &T) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible().serialize_bytes_as_arrays(false);
    result.serialize(&serializer).map_err(Into::into)
}

/// An error as a plain object, its secret apart.
pub(super) fn thrown(error: &Error) -> JsValue {
    let said = ErrorSaid { message: error.message_said(), hint: error.hint_said() };
    let thrown = Thrown {
        code: error.code().as_str(),
        message: error.message(),
        hint: error.hint(),
        said: Some(said).filter(|said| said.message.is_some() || said.hint.is_some()),
        path: error.path(),
        status: error.status(),
        provider_code: error.provider_code(),
        request_id: error.request_id(),
        action: error.action(),
        retryable: error.retryable(),
        may_have_happened: error.may_have_happened(),
    };
    encode(&thrown).unwrap_or_else(|failure| failure)
}

/// An error as it crosses the boundary, its secret apart.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Thrown<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<ErrorSaid<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a RefusedAction>,
    retryable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    may_have_happened: Option<bool>,
}

/// The texts of an error by their parts, where they have some.
#[derive(Serialize)]
struct ErrorSaid<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a Said>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a Said>,
}
