//! Bodies of requests that hold a secret.

use serde_json::{Map, Value};
use zeroize::Zeroize as _;

use crate::Secret;

/// A body as JSON. The tree that it is written from holds the secret too, and is wiped.
pub(super) fn secret_json(mut tree: Value) -> Secret {
    let body = Secret::from(tree.to_string());
    wipe(&mut tree);
    body
}

/// An object of these members. A function of its own: `json!` writes it out at every place.
#[inline(never)]
pub(super) fn object(members: Vec<(&str, Value)>) -> Value {
    let mut map = Map::new();
    for (name, value) in members {
        map.insert(name.to_owned(), value);
    }
    Value::Object(map)
}

/// A text, empty where there is none.
#[inline(never)]
pub(super) fn text(text: Option<&str>) -> Value {
    Value::String(text.unwrap_or_default().to_owned())
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Object(map) => map.values_mut().for_each(wipe),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
