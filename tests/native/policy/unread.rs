//! What must hold of what was not read, for any set of `generate` and whatever it may have said.

use std::collections::BTreeMap;

use ecs_password::policy::{Check, PolicySet};
use serde_json::{Value, json};

use super::generate::{self, Choices};
use super::reference;
use super::written::written;

fn decide(input: &[Value], check: &Value) -> Option<&'static str> {
    let set = PolicySet::from_input(&json!(input)).unwrap();
    let check = Check::from_input(check).ok()?;
    set.check(&check).ok().map(|decision| decision.decision.as_str())
}

/// Whether the second answer may follow once more is known.
fn turns(before: &str, after: &str) -> bool {
    match before {
        "conditional" => false,
        "implicitDeny" => !after.ends_with("Deny"),
        definite => after != definite,
    }
}

/// The entry as it may have been: the same where all of it was read.
fn read_after_all(choices: &mut Choices<'_>, entry: &Value) -> Option<Value> {
    let reading = written(entry).reading;
    let not_read = reference::not_read(&reading);
    let keep = |document: Value| {
        let mut other = reading.clone();
        other.as_object_mut().unwrap().remove("unread");
        other.as_object_mut().unwrap().remove("left");
        other["document"] = document.to_string().into();
        Some(other)
    };
    let whole = &entry["text"]["cut"];
    if not_read == reference::NotRead::default() {
        return None;
    }
    if !whole.is_null() || !entry["text"]["loss"].is_null() {
        // What is left of a text once had an end. What that says can be unread, too.
        let mut other = written(&json!({ "document": entry["document"] })).input;
        for name in ["name", "scope", "catalog"] {
            other[name] = entry[name].clone();
        }
        return Some(other);
    }
    let mut document = reading["document"].clone();
    if not_read.more {
        return keep(generate::hidden_document(choices));
    }
    let policy = ["/role/policy", "/policy", "/role", ""]
        .into_iter()
        .find(|place| document.pointer(place).is_some_and(|policy| policy["Statement"].is_array()))?;
    let statements = &mut document.pointer_mut(policy)?["Statement"];
    for index in not_read.statements {
        statements[index] = generate::hidden_statement(choices);
    }
    keep(document)
}

#[test]
fn what_was_not_read_turns_no_definite_answer_once_it_is_read() {
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..6000 {
        let mut choices = Choices::Seed(seed);
        let case = generate::case(&mut choices);
        let input = case.input();
        let others: Vec<Option<Value>> = case.entries.iter().map(|entry| read_after_all(&mut choices, entry)).collect();
        if others.iter().all(Option::is_none) {
            continue;
        }
        let read: Vec<Value> =
            others.into_iter().zip(&input).map(|(other, entry)| other.unwrap_or_else(|| entry.clone())).collect();
        for check in &case.checks {
            // An answer to the question is an assumption, and may be wrong.
            if !check["assume"]["unread"].is_null() {
                continue;
            }
            let (Some(before), Some(after)) = (decide(&input, check), decide(&read, check)) else { continue };
            *compared.entry(before).or_default() += 1;
            assert!(!turns(before, after), "{before}, then {after}: {check}\n{}\n{}", json!(input), json!(read));
        }
    }
    for (decision, least) in [("allow", 10), ("explicitDeny", 200), ("implicitDeny", 100), ("conditional", 1000)] {
        assert!(compared.get(decision).is_some_and(|count| *count >= least), "{compared:?}");
    }
}

/// Assuming that what was not read allows, or denies, is as a policy there that does.
#[test]
fn an_unread_entry_assumed_to_allow_or_deny_is_a_policy_that_does() {
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..6000 {
        let case = generate::case(&mut Choices::Seed(seed));
        let input = case.input();
        let unread = |entry: &&Value| entry.get("unread").is_some();
        let others = case.entries.iter().filter(|entry| !unread(entry));
        // Where it may be attached elsewhere, that is another question.
        let somewhere =
            |entry: &Value| matches!(entry["scope"]["kind"].as_str(), Some("otherProjects" | "enterpriseProjects"));
        let all_read =
            others.clone().all(|entry| reference::not_read(&written(entry).reading) == reference::NotRead::default());
        if !all_read || others.count() == case.entries.len() || case.entries.iter().filter(unread).any(somewhere) {
            continue;
        }
        for check in &case.checks {
            for (allows, effect) in [(true, "Allow"), (false, "Deny")] {
                let mut assumed = check.clone();
                assumed["assume"]["unread"] = allows.into();
                let document = json!({ "Version": "1.1", "Statement": [{ "Effect": effect, "Action": ["*:*:*"] }] });
                let policy = |entry: &Value| {
                    let mut entry = entry.clone();
                    if entry.as_object_mut().unwrap().remove("unread").is_some() {
                        entry["document"] = document.to_string().into();
                    }
                    entry
                };
                let read: Vec<Value> = input.iter().map(policy).collect();
                let (assumed_so, so) = (decide(&input, &assumed), decide(&read, check));
                assert_eq!(assumed_so, so, "{assumed}\n{}", json!(input));
                *compared.entry(so.unwrap_or("refused")).or_default() += 1;
            }
        }
    }
    for decision in ["allow", "explicitDeny", "implicitDeny", "conditional"] {
        assert!(compared.get(decision).is_some_and(|count| *count > 30), "{compared:?}");
    }
}

/// The places of these signs, outside strings.
fn signs(text: &str, wanted: &str) -> Vec<usize> {
    let (mut within, mut escaped, mut found) = (false, false, Vec::new());
    for (at, sign) in text.char_indices() {
        if !within && wanted.contains(sign) {
            found.push(at);
        }
        within ^= sign == '"' && !escaped;
        escaped = sign == '\\' && !escaped;
    }
    found
}

/// A text without one of its signs answers for certain only what the whole text answers.
#[test]
fn a_sign_less_makes_no_answer_certain_and_wrong() {
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..3000 {
        let mut choices = Choices::Seed(seed);
        let case = generate::case(&mut choices);
        let Some(entry) = case.entries.iter().find(|entry| entry["document"].is_object()) else { continue };
        let text = json!({ "layout": entry["text"]["layout"] });
        let whole = written(&json!({ "name": "A", "document": entry["document"], "text": text })).input;
        let mut text = whole["document"].as_str().unwrap().to_owned();
        let places = signs(&text, "{}],:");
        text.remove(places[choices.below(places.len())]);
        let mut damaged = whole.clone();
        damaged["document"] = text.into();
        for check in case.checks.iter().filter(|check| check["assume"].is_null()) {
            let [right, answer] = [&whole, &damaged].map(|entry| decide(std::slice::from_ref(entry), check));
            let (Some(right), Some(answer)) = (right, answer) else { continue };
            *compared.entry(answer).or_default() += 1;
            // Both kinds of no are one.
            let same = answer == right || (answer.ends_with("Deny") && right.ends_with("Deny"));
            assert!(answer == "conditional" || same, "{answer}, not {right}: {check}\n{}", damaged["document"]);
        }
    }
    for decision in ["allow", "explicitDeny", "implicitDeny"] {
        assert!(compared.get(decision).is_some_and(|count| *count > 200), "{compared:?}");
    }
}
