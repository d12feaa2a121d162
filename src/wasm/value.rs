//! Plain JSON data in, plain JSON data out: what crosses the boundary besides handles and bytes.
//!
//! Inputs come as text that `src/js/internal/plain.ts` wrote. It walks the caller's objects before the core is called: a getter or a
//! proxy runs code of the caller, and what that throws must not unwind through WebAssembly.

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::Error;
#[cfg(any(feature = "account", feature = "cloud", feature = "policy", feature = "read"))]
use crate::base::said::said;

/// Reads an input.
#[cfg(any(feature = "account", feature = "cloud", feature = "policy"))]
pub(super) fn decode(input: &str) -> Result<serde_json::Value, Error> {
    serde_json::from_str(input).map_err(|_| Error::invalid("input", said!("`input` must be plain JSON data")))
}

/// Reads a text that was given as bytes.
#[cfg(any(feature = "account", feature = "policy", feature = "read"))]
pub(super) fn utf8<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, Error> {
    std::str::from_utf8(bytes).map_err(|_| {
        Error::invalid(path, said!("{} must be UTF-8 text", path))
            .with_hint(said!("decode the file with its own encoding first"))
    })
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
    encode(&error.fields()).unwrap_or_else(|failure| failure)
}
