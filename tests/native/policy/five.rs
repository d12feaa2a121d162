//! `tests/vectors/policy-five.json`: each rule of version 5.0, and each of its questions both ways, by the naive reference.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::generate::{self, Choices};
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

/// An answer to a question settles what it left open, and turns nothing that was certain.
#[test]
fn the_reference_holds_the_laws_of_questions_in_mixed_sets() {
    let codes: Vec<&str> = generate::CODES.iter().chain(generate::five::CODES).copied().collect();
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..number("POLICY_CASES").unwrap_or(2000) {
        let mut choices = Choices::Seed(seed);
        let case = generate::case_of(&mut choices, true);
        let set = reference::read(&case.reading());
        for check in &case.checks {
            let Some(answer) = reference::check(&set, check) else { continue };
            *met.entry(answer.decision).or_default() += 1;
            let shown = || format!("seed {seed}: {check}\n{}", json!(case.reading()));
            let named = !answer.unknown_keys.is_empty() || !answer.assumptions.is_empty();
            assert_eq!(named, answer.decision == "conditional", "{}", shown());
            for _ in 0..4 {
                let code = codes[choices.below(codes.len())];
                if !check["assume"][code].is_null() {
                    continue;
                }
                let mut settled = check.clone();
                settled["assume"][code] = (choices.below(2) == 0).into();
                let after = reference::decision(&set, &settled).unwrap();
                let turned = turns(answer.decision, after);
                assert!(!turned, "{settled}: {} then {after}, {}", answer.decision, shown());
                // Answered beforehand, it takes away what is open by something else.
                let names_it = answer.assumptions.contains_key(code) || code == "scopePrecedence";
                let settles = answer.decision == "conditional" && !names_it;
                assert!(!settles || after == "conditional", "{settled}: not named, but {after}, {}", shown());
            }
        }
    }
    assert!(met.len() == 4 && met.values().all(|count| *count > 200), "{met:?}");
}

/// Whether the second answer may follow once more is known.
fn turns(before: &str, after: &str) -> bool {
    match before {
        "conditional" => false,
        "implicitDeny" => !after.ends_with("Deny"),
        definite => after != definite,
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
