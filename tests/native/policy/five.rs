//! `tests/vectors/policy-five.json`: each rule of version 5.0, and each of its questions both ways, by the naive reference.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::reference;

fn vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("../../vectors/policy-five.json")).unwrap()
}

/// An entry as it is to be read: its document is a value.
fn reading(entry: &Value) -> Value {
    let mut entry = entry.clone();
    if let Some(text) = entry["document"].as_str() {
        entry["document"] = serde_json::from_str(text).unwrap();
    }
    entry
}

fn answered(vector: &Value) -> Value {
    let readings: Vec<Value> = vector["policies"].as_array().unwrap().iter().map(reading).collect();
    let Some(answer) = reference::check(&reference::read(&readings), &vector["check"]) else { return Value::Null };
    let mut answered = json!({ "decision": answer.decision });
    if !answer.unknown_keys.is_empty() {
        answered["unknownKeys"] = json!(answer.unknown_keys);
    }
    if !answer.assumptions.is_empty() {
        answered["assumptions"] = json!(answer.assumptions);
    }
    answered
}

#[test]
fn the_reference_answers_as_the_vectors_of_version_5_say() {
    let vectors = vectors();
    let wrong = vectors.iter().filter(|vector| answered(vector) != vector["expect"]);
    let wrong: Vec<String> = wrong
        .map(|vector| format!("{}: {}, expected {}", vector["name"], answered(vector), vector["expect"]))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
}

#[test]
fn the_vectors_of_version_5_have_names_of_their_own() {
    let vectors = vectors();
    let names: BTreeSet<&str> = vectors.iter().map(|vector| vector["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), vectors.len());
}
