//! `tests/vectors/signing.json` on the native build, stage by stage.

use ecs_password::signing::AccessKey;
use ecs_password::{Code, Secret, sign_request};
use serde_json::{Value, json};

#[test]
fn requests_are_signed_as_the_vectors_say() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("../vectors/signing.json")).unwrap();
    assert!(vectors.len() > 45, "only {} vectors", vectors.len());
    for vector in &vectors {
        let (name, key, request, expect) = (&vector["name"], &vector["key"], &vector["request"], &vector["expect"]);
        let secret = |name: &str| key[name].as_str().map(|text| Secret::from(text.to_owned()));
        let key =
            AccessKey::new(key["access"].as_str().unwrap(), secret("secret").unwrap(), secret("securityToken"), "");
        let mut fields = request.clone();
        let body = fields.as_object_mut().unwrap().remove("body");
        let body = body.as_ref().and_then(Value::as_str).unwrap_or_default();
        let time = vector["time"].as_f64().unwrap();
        match sign_request(&key.unwrap(), &fields, body.as_bytes(), &vector["options"], time) {
            Ok(signed) => {
                let mut headers = request.get("headers").cloned().unwrap_or_else(|| json!({}));
                for (name, value) in &signed.headers {
                    headers[*name] = json!(value.text().unwrap());
                }
                assert_eq!(*signed.canonical_request, expect["canonicalRequest"].as_str().unwrap(), "{name}");
                assert_eq!(signed.string_to_sign, expect["stringToSign"].as_str().unwrap(), "{name}");
                assert_eq!(signed.signature, expect["signature"].as_str().unwrap(), "{name}");
                assert_eq!(headers, expect["headers"], "{name}");
            }
            Err(error) => {
                assert_eq!(error.code(), Code::InvalidInput, "{name}: {error:?}");
                assert_eq!(json!(error.path()), expect["error"]["path"], "{name}: {error:?}");
            }
        }
    }
}

#[test]
fn a_signature_that_is_shown_hides_what_is_secret() {
    let secret = || Secret::from("hunter2-hunter2".to_owned());
    let key = AccessKey::new("AK", secret(), Some(secret()), "").unwrap();
    let request = json!({ "method": "GET", "url": "https://a.example/?x=hunter2" });
    let signed = sign_request(&key, &request, b"", &json!({}), 0.0).unwrap();
    let shown = format!("{key:?} {signed:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}
