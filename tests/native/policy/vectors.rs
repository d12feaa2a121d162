//! `tests/vectors/policy-{documents,checks,five,own-lists,lint}.json` on the native build, and whether they have every code.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use ecs_password::Error;
use ecs_password::policy::diagnostic::DiagnosticCode;
use ecs_password::policy::{
    Check, Entry, LintOptions, PolicySet, Question, RequestFacts, Services, lint_entries, read,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::lists::services;

fn file(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn vectors(suite: &str, at_least: usize) -> Vec<Value> {
    let vectors: Vec<Value> = serde_json::from_str(&file(&format!("{suite}.json"))).unwrap();
    assert!(vectors.len() >= at_least, "{suite}.json has only {} vectors", vectors.len());
    vectors
}

/// Runs every vector before it fails, and names each that does not hold.
fn run(suite: &str, at_least: usize, outcome: impl Fn(&Value) -> Result<Value, Error>) {
    let vectors = vectors(suite, at_least);
    let failures: Vec<String> = vectors
        .iter()
        .filter_map(|vector| {
            compare(&completed(&vector["expect"]), outcome(vector))
                .err()
                .map(|why| format!("{}: {why}", vector["name"]))
        })
        .collect();
    assert!(failures.is_empty(), "{} of {} in {suite}.json:\n{}", failures.len(), vectors.len(), failures.join("\n"));
}

fn compare(expected: &Value, outcome: Result<Value, Error>) -> Result<(), String> {
    match (expected.get("error"), outcome) {
        (None, Ok(actual)) => difference(&actual, expected, "result"),
        (Some(expected), Err(error)) => {
            let actual = json!({ "code": error.code().as_str(), "path": error.path(), "message": error.message(), "hint": error.hint() });
            difference(&actual, expected, "error")
        }
        (None, Err(error)) => Err(format!("expected a result, got {error:?}")),
        (Some(expected), Ok(actual)) => Err(format!("expected {expected}, got {actual}")),
    }
}

/// Where `actual` lacks something of `expected`: lists have the same length, objects may have more; `…Contains` speaks of a part
/// of a text.
fn difference(actual: &Value, expected: &Value, path: &str) -> Result<(), String> {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => expected.iter().try_for_each(|(name, expected)| {
            let path = format!("{path}.{name}");
            match name.strip_suffix("Contains") {
                Some(text) => contains(actual.get(text), expected, &path),
                None => difference(actual.get(name).unwrap_or(&Value::Null), expected, &path),
            }
        }),
        (Value::Array(actual), Value::Array(expected)) if actual.len() == expected.len() => {
            let pairs = actual.iter().zip(expected).enumerate();
            pairs
                .into_iter()
                .try_for_each(|(index, (actual, expected))| difference(actual, expected, &format!("{path}[{index}]")))
        }
        _ if actual == expected => Ok(()),
        _ => Err(format!("{path} is {actual}, expected {expected}")),
    }
}

fn contains(text: Option<&Value>, part: &Value, path: &str) -> Result<(), String> {
    let (text, part) = (text.and_then(Value::as_str).unwrap_or_default(), part.as_str().unwrap());
    if text.contains(part) { Ok(()) } else { Err(format!("{path}: `{text}` does not say `{part}`")) }
}

fn plain<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap()
}

/// The options of a vector, none where it gives none.
fn given(value: &Value) -> Value {
    if value.is_null() { json!({}) } else { value.clone() }
}

/// The text of a document: as it is, from a file, or an object as JSON.
fn document(entry: &Value) -> String {
    match (&entry["document"], entry["file"].as_str()) {
        (_, Some(name)) => file(name),
        (Value::String(text), None) => text.clone(),
        (object, None) => object.to_string(),
    }
}

/// Blanks after a document, until it has so many characters.
fn padded(mut document: String, entry: &Value) -> String {
    let wanted = entry["padTo"].as_u64().map_or(0, |length| usize::try_from(length).unwrap());
    document.extend(std::iter::repeat_n(' ', wanted.saturating_sub(document.chars().count())));
    document
}

fn set(entries: &Value) -> Result<PolicySet, Error> {
    let Value::Array(entries) = entries else { return PolicySet::from_input(entries) };
    let with_text = |entry: &Value| {
        let Value::Object(fields) = entry else { return entry.clone() };
        let mut fields: Map<String, Value> = fields.clone();
        if fields.remove("file").is_some() || fields.get("document").is_some_and(Value::is_object) {
            fields.insert("document".into(), padded(document(entry), entry).into());
        }
        fields.remove("padTo");
        Value::Object(fields)
    };
    PolicySet::from_input(&entries.iter().map(with_text).collect())
}

/// The same, going by what the cloud says itself of its services, where a vector has that.
fn set_of(vector: &Value) -> Result<PolicySet, Error> {
    let Some(lists) = vector["services"].as_array() else { return set(&vector["policies"]) };
    let mut own = Services::new();
    for (index, list) in lists.iter().enumerate() {
        own.add(&list.to_string(), &format!("lists[{index}]"))?;
    }
    let entries = vector["policies"].as_array().unwrap().iter();
    let entries = entries.map(|entry| Entry::new(entry["name"].as_str().unwrap(), &document(entry)));
    Ok(PolicySet::with_services(entries.collect(), &own))
}

/// A finding as the vectors write it: `at` is `line:column start..end`, `on` that piece of the text.
fn finding(mut finding: Value, text: &str) -> Value {
    check_text(&finding);
    let span = &finding["span"];
    let unit = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
    let (start, end) = (unit("start"), unit("end"));
    let units: Vec<u16> = text.encode_utf16().collect();
    let on = String::from_utf16(&units[start..end]).unwrap();
    finding["at"] = format!("{}:{} {start}..{end}", span["line"], span["column"]).into();
    finding["on"] = on.into();
    finding
}

/// The grammar of our texts: no line break, no full stop at the end, lower case at the start, no Rust type name.
fn check_text(finding: &Value) {
    for text in ["message", "hint"].iter().filter_map(|name| finding[name].as_str()) {
        // What stands in backticks is the user's, and may look like anything.
        let ours: String = text.split('`').step_by(2).collect();
        let upper = text.starts_with(|first: char| first.is_uppercase()) && !text.starts_with("JSON ");
        let bad = upper || text.is_empty() || text.ends_with('.') || text.contains('\n') || ours.contains("::");
        assert!(!bad, "bad form of text: {text:?}");
    }
}

/// What a vector leaves out: no code of IAM, no unknown key, no assumption.
fn completed(expected: &Value) -> Value {
    let mut expected = expected.clone();
    if expected.get("decision").is_some() {
        let fields = expected.as_object_mut().unwrap();
        fields.entry("unknownKeys").or_insert(json!([]));
        fields.entry("assumptions").or_insert(json!({}));
        // A list, so that there are no others.
        fields.insert("questions".into(), fields["assumptions"].as_object().unwrap().keys().cloned().collect());
    }
    for list in ["diagnostics", "findings"] {
        for finding in expected.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            finding.as_object_mut().unwrap().entry("iamCode").or_insert(Value::Null);
        }
    }
    expected
}

fn sorted_by(mut findings: Vec<Value>, key: impl Fn(&Value) -> (u64, String)) -> Value {
    findings.sort_by_key(|finding| (key(finding), finding["code"].as_str().unwrap().to_owned()));
    findings.into()
}

fn run_document(vector: &Value) -> Result<Value, Error> {
    let text = vector["text"].as_str().unwrap();
    let read = plain(&read(text, &LintOptions::from_input(&given(&vector["options"]))?));
    let start = |finding: &Value| (finding["span"]["start"].as_u64().unwrap(), String::new());
    let found = read["diagnostics"].as_array().unwrap().clone();
    assert!(found.is_sorted_by_key(start), "{}: the findings are not by place", vector["name"]);
    let found = found.into_iter().map(|found| finding(found, text)).collect();
    let refused = read["wouldBeRefused"] == true;
    Ok(json!({ "policy": read["policy"], "diagnostics": sorted_by(found, start), "wouldBeRefused": refused }))
}

fn run_check(vector: &Value) -> Result<Value, Error> {
    let set = set_of(vector)?;
    let decision = plain(&set.check(&Check::from_input(&vector["check"])?)?);
    if let Some(action) = vector["check"]["action"].as_str() {
        let mut situation = vector["check"].clone();
        situation.as_object_mut().unwrap().remove("action");
        let fast = plain(&set.decide(action, &set.situation(RequestFacts::from_input(&situation)?)?)?);
        assert_eq!(fast, decision["decision"], "{}: the fast way says otherwise", vector["name"]);
    }
    Ok(as_written(&decision))
}

/// A decision as the vectors write it: of an assumption what each answer, true and false, makes of the decision; of what was not
/// read where it stands.
fn as_written(decision: &Value) -> Value {
    let each = |assumption: &Value| {
        let [yes, no] = [0, 1].map(|answer| assumption["outcomes"][answer]["decision"].clone());
        (assumption["code"].as_str().unwrap().to_owned(), json!([yes, no]))
    };
    let list = |name: &str| decision[name].as_array().cloned().unwrap_or_default();
    // Policy and statement.
    let part = |reason: &Value| json!([reason["policy"], reason["statement"]]);
    let names: Value = list("names").iter().map(|name| json!([name["action"], name["decision"]])).collect();
    json!({
        "decision": decision["decision"],
        "action": decision["action"],
        "unknownKeys": decision["unknownKeys"],
        "questions": list("assumptions").iter().map(|each| each["code"].clone()).collect::<Value>(),
        "assumptions": list("assumptions").iter().map(each).collect::<Map<String, Value>>(),
        "names": names,
        "wouldBeRefused": list("wouldBeRefused"),
        "unread": list("reasons").iter().filter(|reason| reason["outcome"] == "unread").map(part).collect::<Value>(),
        "reasons": list("reasons").iter().filter_map(|reason| reason["what"].as_str()).collect::<Vec<_>>().join("; "),
    })
}

fn run_lint(vector: &Value) -> Result<Value, Error> {
    let set = set(&vector["policies"])?;
    let mut options = LintOptions::of_set_from_input(&given(&vector["options"]))?;
    if let Some(lists) = vector["lists"].as_array() {
        options = options.with_services(services(lists.iter().filter_map(Value::as_str)));
    }
    let found = lint_entries(&set, &options);
    let found: Vec<Value> = found.iter().map(plain).collect();
    found.iter().for_each(check_text);
    let place =
        |finding: &Value| (finding["policyIndex"].as_u64().unwrap(), finding["path"].as_str().unwrap().to_owned());
    Ok(json!({ "findings": sorted_by(found, place) }))
}

#[test]
fn policy_documents_are_read_as_the_vectors_say() {
    run("policy-documents", 200, run_document);
}

#[test]
fn policy_checks_are_answered_as_the_vectors_say() {
    run("policy-checks", 500, run_check);
}

#[test]
fn policies_of_version_5_0_are_answered_as_the_vectors_say() {
    run("policy-five", 200, run_check);
}

#[test]
fn what_the_cloud_says_itself_decides_as_the_vectors_say() {
    run("policy-own-lists", 20, run_check);
}

#[test]
fn policies_are_linted_as_the_vectors_say() {
    run("policy-lint", 80, run_lint);
}

#[test]
fn every_diagnostic_code_and_every_question_occurs_in_some_vector() {
    let found = |suite: &str, list: &str| -> BTreeSet<String> {
        let vectors = vectors(suite, 1);
        let findings = vectors.iter().filter_map(|vector| vector["expect"][list].as_array()).flatten();
        findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    };
    let mut codes = found("policy-documents", "diagnostics");
    codes.extend(found("policy-lint", "findings"));
    // A text of a thousand findings is made in `bounded.rs`.
    codes.insert(DiagnosticCode::NotAllListed.as_str().to_owned());
    let all = DiagnosticCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    assert_eq!(codes, all);

    let checks = [vectors("policy-checks", 1), vectors("policy-five", 1)].concat();
    let assumptions = checks.iter().filter_map(|vector| vector["expect"]["assumptions"].as_object());
    let questions: BTreeSet<&str> = assumptions.flat_map(Map::keys).map(String::as_str).collect();
    assert_eq!(questions, Question::NAMES.iter().copied().collect());
}
