//! `tests/vectors/{requests,responses}.json` on the native build.

use ecs_password::{Endpoint, Error, build_request, parse_response};
use serde::Serialize;
use serde_json::{Value, json};

fn run<T: Serialize>(file: &str, text: &str, call: impl Fn(&Value) -> Result<T, Error>) {
    let vectors: Vec<Value> = serde_json::from_str(text).unwrap();
    assert!(vectors.len() > 50, "{file} has only {} vectors", vectors.len());
    let mut failures = Vec::new();
    for vector in &vectors {
        let outcome = call(&vector["input"]);
        if let Err(difference) = compare(&vector["expect"], outcome) {
            failures.push(format!("{}: {difference}", vector["name"]));
        }
    }
    assert!(failures.is_empty(), "{} of {} in {file}:\n{}", failures.len(), vectors.len(), failures.join("\n"));
}

fn compare<T: Serialize>(expect: &Value, outcome: Result<T, Error>) -> Result<(), String> {
    match (expect.get("error"), outcome) {
        (None, Ok(output)) => {
            let output = serde_json::to_value(output).unwrap();
            if output == *expect { Ok(()) } else { Err(format!("expected {expect}, got {output}")) }
        }
        (Some(expected), Err(error)) => compare_error(expected, &error),
        (None, Err(error)) => Err(format!("expected a result, got {error:?}")),
        (Some(expected), Ok(_)) => Err(format!("expected {expected}, got a result")),
    }
}

fn compare_error(expected: &Value, error: &Error) -> Result<(), String> {
    let text = |text: Option<&str>| json!(text);
    let mut actual = json!({ "code": error.code().as_str(), "retryable": error.retryable() });
    for (name, value) in [
        ("path", text(error.path())),
        ("status", json!(error.status())),
        ("providerCode", text(error.provider_code())),
        ("requestId", text(error.request_id())),
        ("action", json!(error.action())),
        ("mayHaveHappened", json!(error.may_have_happened())),
    ] {
        actual[name] = value;
    }
    let contains = |part: &Value, whole: &str| whole.contains(part.as_str().unwrap());
    for (name, value) in expected.as_object().unwrap() {
        let same = match name.as_str() {
            "hintContains" => contains(value, error.hint().unwrap_or_default()),
            "hintLacks" => !contains(value, error.hint().unwrap_or_default()),
            "messageContains" => contains(value, error.message()),
            "messageLengthAtMost" => {
                error.message().chars().count() <= usize::try_from(value.as_u64().unwrap()).unwrap()
            }
            _ => actual[name] == *value,
        };
        if !same {
            return Err(format!("{name} should be {value}, the error is {error:?}"));
        }
    }
    // What a vector does not name must not be there: an error with a status that never came would pass otherwise.
    for name in ["status", "providerCode", "requestId", "action", "mayHaveHappened"] {
        if expected.get(name).is_none() && !actual[name].is_null() {
            return Err(format!("{name} should not be there, the error is {error:?}"));
        }
    }
    check_text(error.message())?;
    error.hint().map_or(Ok(()), check_text)
}

/// The grammar of our texts: no line break, no full stop at the end, lower case at the start, no Rust type name.
fn check_text(text: &str) -> Result<(), String> {
    let lower = text.starts_with(|first: char| !first.is_uppercase());
    // What stands in backticks is the user's, and may look like anything.
    let ours: String = text.split('`').step_by(2).collect();
    let bad = !lower || text.is_empty() || text.ends_with('.') || text.contains('\n') || ours.contains("::");
    if bad { Err(format!("bad form of text: {text:?}")) } else { Ok(()) }
}

#[test]
fn requests_are_built_as_the_vectors_say() {
    run("requests.json", include_str!("../vectors/requests.json"), build_request);
}

#[test]
fn responses_are_read_as_the_vectors_say() {
    run("responses.json", include_str!("../vectors/responses.json"), parse_response);
}

/// The console's server goes by the same file.
#[test]
fn what_stands_behind_an_address_is_named_with_the_address_to_give() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("../vectors/endpoints.json")).unwrap();
    for vector in &vectors {
        let [service, text, give, address] = ["service", "text", "give", "address"].map(|name| vector[name].as_str());
        let parse = if service == Some("compute") { Endpoint::parse_compute } else { Endpoint::parse_identity };
        match parse(text.unwrap(), "endpoint") {
            Ok(endpoint) => assert_eq!((Some(endpoint.as_str()), give), (address, None), "{vector}"),
            Err(error) => {
                let give = format!("`{}`", give.unwrap_or_else(|| panic!("{vector}: {error:?}")));
                assert!(error.message().contains(&give), "{vector}: {error:?}");
                assert!(error.hint().unwrap().starts_with(&format!("give {give}")), "{vector}: {error:?}");
            }
        }
    }
}

#[test]
fn plain_http_of_another_machine_is_taken_by_those_functions_alone_that_say_so() {
    for text in ["http://10.0.0.5:5000", "http://keystone.example.com"] {
        assert!(Endpoint::parse(text, "endpoint").is_err());
        assert!(Endpoint::parse_compute(text, "endpoint").is_err());
        assert!(Endpoint::parse_identity(text, "endpoint").is_err());
        assert_eq!(Endpoint::parse_compute_allowing_http(text, "endpoint").unwrap().as_str(), text);
        let with_version = format!("{text}/v3/");
        assert_eq!(Endpoint::parse_identity_allowing_http(&with_version, "endpoint").unwrap().as_str(), text);
        assert!(Endpoint::parse_identity(&with_version, "endpoint").unwrap_err().message().contains("allowHttp"));
    }
}
