//! Plain JSON data in, plain JSON data out: what crosses the boundary besides handles and bytes.

use js_sys::{Array, JsString, Object, Reflect};
use serde::Serialize;
use serde_json::{Map, Number, Value};
use wasm_bindgen::{JsCast, JsValue};

use super::keys::SecretHandle;
use crate::Error;
use crate::said::Said;

/// Deeper than any input of the package, and far from the end of the stack.
const MAX_DEPTH: usize = 32;

/// Reads an input strictly: only what JSON can say, `undefined` being null.
pub(super) fn decode(input: &JsValue) -> Result<Value, Error> {
    Decoder { ancestors: Vec::new(), path: Vec::new() }.value(input)
}

/// The same for a part of an input: errors name the place from `root` on.
pub(super) fn decode_at(root: &str, input: &JsValue) -> Result<Value, Error> {
    Decoder { ancestors: Vec::new(), path: vec![root.to_owned()] }.value(input)
}

/// Writes a result as plain objects, arrays, strings, numbers and booleans.
pub(super) fn encode<T: Serialize + ?Sized>(result: &T) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible().serialize_bytes_as_arrays(false);
    result.serialize(&serializer).map_err(Into::into)
}

/// The plain object of which the JavaScript side makes an `EcsPasswordError`.
pub(super) fn throw(mut error: Error) -> JsValue {
    let secret = error.take_secret();
    let fields = [
        ("code", Some(error.code().as_str().into())),
        ("message", Some(error.message().into())),
        ("hint", error.hint().map(JsValue::from)),
        ("said", error_said(&error)),
        ("path", error.path().map(JsValue::from)),
        ("status", error.status().map(JsValue::from)),
        ("providerCode", error.provider_code().map(JsValue::from)),
        ("requestId", error.request_id().map(JsValue::from)),
        ("retryable", Some(error.retryable().into())),
        ("mayHaveHappened", error.may_have_happened().map(JsValue::from)),
        ("secret", secret.map(|secret| SecretHandle::from(secret).into())),
    ];
    let thrown = Array::new();
    for (name, value) in fields {
        if let Some(value) = value {
            thrown.push(&Array::of2(&name.into(), &value));
        }
    }
    Object::from_entries(&thrown).map_or_else(|_| JsValue::NULL, Into::into)
}

/// The texts of an error by their parts, where they have some.
fn error_said(error: &Error) -> Option<JsValue> {
    #[derive(Serialize)]
    struct ErrorSaid<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<&'a Said>,
        #[serde(skip_serializing_if = "Option::is_none")]
        hint: Option<&'a Said>,
    }
    let said = ErrorSaid { message: error.message_said(), hint: error.hint_said() };
    let some = said.message.is_some() || said.hint.is_some();
    some.then(|| encode(&said).ok()).flatten()
}

struct Decoder {
    ancestors: Vec<JsValue>,
    path: Vec<String>,
}

impl Decoder {
    fn value(&mut self, value: &JsValue) -> Result<Value, Error> {
        if value.is_null_or_undefined() {
            Ok(Value::Null)
        } else if let Some(flag) = value.as_bool() {
            Ok(Value::Bool(flag))
        } else if let Some(number) = value.as_f64() {
            decode_number(number).ok_or_else(|| self.not_plain())
        } else if let Some(text) = value.as_string() {
            Ok(Value::String(text))
        } else if value.is_object() {
            self.container(value)
        } else {
            Err(self.not_plain())
        }
    }

    fn container(&mut self, value: &JsValue) -> Result<Value, Error> {
        if self.ancestors.len() >= MAX_DEPTH || self.ancestors.contains(value) {
            return Err(Error::invalid("input", "the input refers to itself or is nested too deeply"));
        }
        self.ancestors.push(value.clone());
        let decoded = if let Some(array) = value.dyn_ref::<Array>() {
            self.array(array)
        } else if is_plain_object(value) {
            self.object(value)
        } else {
            Err(self.not_plain())
        };
        self.ancestors.pop();
        decoded
    }

    fn array(&mut self, array: &Array) -> Result<Value, Error> {
        let mut items = Vec::new();
        for (index, item) in array.iter().enumerate() {
            items.push(self.member(index.to_string(), &item)?);
        }
        Ok(Value::Array(items))
    }

    fn object(&mut self, object: &JsValue) -> Result<Value, Error> {
        let keys = Reflect::own_keys(object).map_err(|_| self.not_plain())?;
        let mut members = Map::new();
        for key in keys.iter() {
            let name = key.dyn_ref::<JsString>().map(String::from).ok_or_else(|| self.not_plain())?;
            let value = Reflect::get(object, &key).map_err(|_| self.not_plain())?;
            let decoded = self.member(name.clone(), &value)?;
            members.insert(name, decoded);
        }
        Ok(Value::Object(members))
    }

    fn member(&mut self, name: String, value: &JsValue) -> Result<Value, Error> {
        self.path.push(name);
        let decoded = self.value(value)?;
        self.path.pop();
        Ok(decoded)
    }

    fn not_plain(&self) -> Error {
        let path = if self.path.is_empty() { "input".to_owned() } else { self.path.join(".") };
        let message = format!("`{path}` must be plain JSON data");
        Error::invalid(path, message)
    }
}

/// Every whole number that JavaScript holds exactly stays whole, so that `5` is not read as `5.0`.
fn decode_number(number: f64) -> Option<Value> {
    const MAX_SAFE: f64 = 9_007_199_254_740_991.0;
    if number.fract() == 0.0 && number.abs() <= MAX_SAFE {
        #[allow(clippy::cast_possible_truncation, reason = "a safe integer always fits")]
        return Some(Value::Number((number as i64).into()));
    }
    Number::from_f64(number).map(Value::Number)
}

/// Objects written as literals, of any realm; a class instance, a `Map` or a `Date` is none.
fn is_plain_object(value: &JsValue) -> bool {
    let prototype = Object::get_prototype_of(value);
    JsValue::is_null(&prototype) || JsValue::is_null(&Object::get_prototype_of(&prototype))
}
