//! Bodies of requests that hold a secret.

use serde_json::Value;
use zeroize::Zeroize as _;

use crate::Secret;

/// A body as JSON. The tree that it is written from holds the secret too, and is wiped.
pub(super) fn secret_json(mut tree: Value) -> Secret {
    let body = Secret::from(tree.to_string());
    wipe(&mut tree);
    body
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Object(map) => map.values_mut().for_each(wipe),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
