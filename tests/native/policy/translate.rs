//! Policies in the other version: `tests/vectors/policy-translate.json`, and what must hold for any policy.

use std::collections::{BTreeMap, BTreeSet};

use ecs_password::policy::catalog;
use ecs_password::policy::{Difference, PolicySet, PreviewOptions};
use ecs_password::read::{ReadEntry, read_policies};
use ecs_password::translate::{LARGEST_POLICY, Target, Translation, translate};
use ecs_password::{Cloud, Code};
use serde_json::{Value, json};

use super::generate::Choices;

const BOTH: [Target; 2] = [Target::V5_0, Target::V1_1];

fn vectors(name: &str) -> Vec<Value> {
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn text_of(document: &Value) -> String {
    document.as_str().map_or_else(|| document.to_string(), str::to_owned)
}

/// A translation as the vectors write it: the document as data, and of the lists the codes.
fn as_written(translation: &Translation) -> Value {
    let document: Value = translation.document.as_ref().map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
    let plain = serde_json::to_value(translation).unwrap();
    let not_translated: Vec<Value> = plain["notTranslated"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| json!([each["code"], each["statement"], each["member"], each["effect"], each["actions"]]))
        .collect();
    let notes: Vec<Value> =
        plain["notes"].as_array().unwrap().iter().map(|each| json!([each["code"], each["about"]])).collect();
    json!({ "document": document, "notTranslated": not_translated, "notes": notes })
}

fn outcome(vector: &Value) -> Value {
    let text = text_of(&vector["document"]);
    let read = || {
        let cloud = Cloud::parse(vector["cloud"].as_str().unwrap_or("huawei"), "cloud")?;
        translate(&text, cloud, Target::parse(vector["to"].as_str().unwrap(), "to")?)
    };
    match read() {
        Ok(translation) => as_written(&translation),
        Err(error) => {
            json!({ "error": { "code": error.code().as_str(), "path": error.path(), "message": error.message() } })
        }
    }
}

#[test]
fn policies_are_translated_as_the_vectors_say() {
    let vectors = vectors("policy-translate.json");
    assert!(vectors.len() >= 25);
    let failures: Vec<String> = vectors
        .iter()
        .filter_map(|vector| {
            let actual = outcome(vector);
            (actual != vector["expect"])
                .then(|| format!("{}\nexpected {}\nactual   {actual}", vector["name"], vector["expect"]))
        })
        .collect();
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), vectors.len(), failures.join("\n"));
}

#[test]
fn every_code_occurs_in_some_vector() {
    let vectors = vectors("policy-translate.json");
    let codes = |list: &str| -> BTreeSet<String> {
        let all = vectors.iter().filter_map(|vector| vector["expect"][list].as_array()).flatten();
        all.map(|each| each[0].as_str().unwrap().to_owned()).collect()
    };
    let told = [
        "conditionKey",
        "conditionOperator",
        "conditionValue",
        "depends",
        "formerName",
        "nativeOpenStack",
        "noAction",
        "noResource",
        "notAction",
        "notResource",
        "openPattern",
        "patternForm",
        "resource",
        "resourceNotSupported",
        "role",
        "sharedAction",
        "tagNotSupported",
        "writtenOut",
    ];
    assert_eq!(codes("notTranslated"), told.into_iter().map(str::to_owned).collect());
    let notes = ["inferredAction", "inferredResource", "keptPattern", "limit", "scope", "sid"];
    assert_eq!(codes("notes"), notes.into_iter().map(str::to_owned).collect());
}

#[test]
fn texts_have_the_form_of_our_texts() {
    for vector in vectors("policy-translate.json") {
        let Ok(to) = Target::parse(vector["to"].as_str().unwrap(), "to") else { continue };
        let Ok(translation) = translate(&text_of(&vector["document"]), Cloud::Huawei, to) else { continue };
        let messages = translation.not_translated.iter().map(|each| &each.message);
        for message in messages.chain(translation.notes.iter().map(|note| &note.message)) {
            let ours: String = message.split('`').step_by(2).collect();
            let first = message.chars().next().unwrap();
            let is_good =
                !first.is_uppercase() && !message.ends_with('.') && !ours.contains("::") && !ours.contains('{');
            assert!(is_good, "{message}");
        }
    }
}

#[test]
fn only_a_cloud_with_identity_policies_has_two_versions() {
    let policy = r#"{ "Version": "1.1", "Statement": [] }"#;
    for cloud in [Cloud::Otc, Cloud::Openstack] {
        let error = translate(policy, cloud, Target::V5_0).unwrap_err();
        assert_eq!((error.code(), error.path()), (Code::UnsupportedOperation, Some("cloud")));
    }
    let large = " ".repeat(LARGEST_POLICY + 1);
    assert_eq!(translate(&large, Cloud::Huawei, Target::V5_0).unwrap_err().path(), Some("document"));
}

/// Every document that there is in the vectors.
fn documents() -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for suite in ["policy-checks.json", "policy-five.json", "policy-lint.json"] {
        let entries = vectors(suite).into_iter().filter_map(|vector| vector["policies"].as_array().cloned()).flatten();
        all.extend(entries.filter(|entry| entry.get("document").is_some()).map(|entry| text_of(&entry["document"])));
    }
    all.extend(vectors("policy-documents.json").iter().map(|vector| text_of(&vector["text"])));
    all.extend(vectors("policy-translate.json").iter().map(|vector| text_of(&vector["document"])));
    all.extend(vectors("system-policies.json").iter().map(|entry| text_of(&entry["document"])));
    for entry in vectors("../../www/src/permissions/policies/system-policies.json") {
        all.push(entry["policy"].to_string());
    }
    for row in vectors("public-policies.json") {
        let reading = read_policies(row["text"].as_str().unwrap()).unwrap();
        all.extend(reading.entries.iter().filter_map(|entry| match entry {
            ReadEntry::Policy { document, .. } => Some(document.clone()),
            ReadEntry::Unread { .. } => None,
        }));
    }
    all
}

fn one_of<T: Clone>(choices: &mut Choices<'_>, of: &[T]) -> T {
    of[choices.below(of.len())].clone()
}

const PATTERNS: &[&str] = &[
    "ecs:*:*",
    "ecs:*",
    "*",
    "*:*:*",
    "ecs:*:get*",
    "ecs:*:list*",
    "ecs:cloudServers:*",
    "ecs:cloudServers:list*",
    "ecs:cloudServers:show*",
    "ecs:cloudServers:create",
    "ecs:cloudServers:get",
    "ecs:cloudServers:delete*",
    "ecs:servers:*",
    "ecs:serverPasswords:manage",
    "ecs:cloudServers:changeOS",
    "ECS:*:*",
    "*:*:get*",
    "e*:*:*",
    "evs:*:get*",
    "vpc:ports:*",
    "obs:bucket:ListBucket",
    "ecs:cloudServerNics:*",
    "ecs:cloudServers:start",
    "ecs:cloudservers:STOP",
    "ecs:cloudServers:sho?Server",
    "ecs:cloud*",
    "ecs*",
    "ecs:servers",
    "a:b:c:d",
    "sts::x",
    "ecs:cloudServers:showServerPassword",
    "ecs:cloudServers:createServers",
    "ecs:*:s*",
    "ecs:new:thing",
];
const RESOURCES: &[&str] = &[
    "*",
    "ecs:*:*:instance:*",
    "ECS:*:*:instance:i*",
    "ecs:*:*:instance:i",
    "ecs:*:*:volume:*",
    "obs:*:*:bucket:b",
    "/iam/agencies/1",
    "ecs:*",
    "ecs",
    "ecs:*:*:instance:i?",
    "*:*:*:instance:*",
    "ecs:*:*:INSTANCE:*",
    "ecs:*:*:instance:${g:UserName}",
    "ecs:*:*:instance:a:b",
];
const CONDITIONS: &[(&str, &str, &[&str])] = &[
    ("StringEquals", "g:UserName", &["a", "b"]),
    ("StringNotEquals", "g:UserName", &["a"]),
    ("StringMatchIfExists", "g:DomainName", &["a*"]),
    ("StringEqualsIgnoreCase", "g:ResourceTag/env", &["A"]),
    ("StringNotEquals", "g:ResourceTag/env", &["a"]),
    ("Bool", "g:MFAPresent", &["true"]),
    ("Null", "g:MFAPresent", &["true"]),
    ("NumberLessThan", "g:MFAAge", &["900"]),
    ("DateGreaterThan", "g:CurrentTime", &["2026-01-01T00:00:00Z"]),
    ("ForAnyValue:StringEquals", "g:UserName", &["a"]),
    ("ForAllValues:StringEquals", "g:UserName", &["a"]),
    ("ForAnyValue:StringEqualsIfExists", "g:UserName", &["a"]),
    ("StringStartWith", "g:UserName", &["A"]),
    ("StringEquals", "g:ProjectName", &["p"]),
    ("StringEquals", "g:MFAPresent", &["true"]),
    ("StringEquals", "g:UserName", &["${g:UserId}"]),
    ("StringEquals", "g:UserName", &[]),
    ("StringLike", "g:UserName", &["a"]),
    ("IpAddress", "g:SourceIp", &["192.0.2.0/24"]),
    ("NumberEquals", "g:MFAAge", &["many"]),
];

fn random_pattern(choices: &mut Choices<'_>, known: &[&str]) -> String {
    if choices.below(3) == 0 { one_of(choices, known).to_owned() } else { one_of(choices, PATTERNS).to_owned() }
}

fn random_statement(choices: &mut Choices<'_>, known: &[&str], is_five: bool) -> Value {
    let actions: Vec<String> = (0..=choices.below(3)).map(|_| random_pattern(choices, known)).collect();
    let name = if choices.below(15) == 0 { "NotAction" } else { "Action" };
    let mut statement = json!({ "Effect": one_of(choices, &["Allow", "Allow", "Deny"]), name: actions });
    if choices.below(3) == 0 {
        let name = if is_five && choices.below(6) == 0 { "NotResource" } else { "Resource" };
        statement[name] = (0..=choices.below(2)).map(|_| json!(one_of(choices, RESOURCES))).collect();
    }
    for _ in 0..choices.below(4).saturating_sub(1) {
        let (operator, key, values) = one_of(choices, CONDITIONS);
        statement["Condition"][operator][key] = json!(values);
    }
    if is_five && choices.below(5) == 0 {
        statement["Sid"] = json!("s");
    }
    statement
}

/// One of which both versions say the same, unless it is about APIs of native OpenStack as well.
fn plain_statement(choices: &mut Choices<'_>, known: &[&str]) -> Value {
    let actions: Vec<&str> = (0..=choices.below(3)).map(|_| one_of(choices, known)).collect();
    let mut statement = json!({ "Effect": one_of(choices, &["Allow", "Allow", "Deny"]), "Action": actions });
    if choices.below(2) == 0 {
        let (operator, key, values) = CONDITIONS[choices.below(10)];
        statement["Condition"][operator][key] = json!(values);
    }
    statement
}

fn random_document(choices: &mut Choices<'_>, known: &[&str]) -> String {
    let version = one_of(choices, &["1.1", "5.0"]);
    if choices.below(4) == 0 {
        let known: Vec<&str> = known.iter().copied().filter(|action| action.contains(":cloudServer")).collect();
        let statements: Vec<Value> = (0..=choices.below(2)).map(|_| plain_statement(choices, &known)).collect();
        return json!({ "Version": version, "Statement": statements }).to_string();
    }
    let mut statements: Vec<Value> =
        (0..=choices.below(3)).map(|_| random_statement(choices, known, version == "5.0")).collect();
    // So that what a Deny lacks is seen.
    if choices.below(2) == 0 {
        statements.push(json!({ "Effect": "Allow", "Action": ["ecs:cloudServers:*", "ecs:cloudServerNics:*"] }));
    }
    json!({ "Version": version, "Statement": statements }).to_string()
}

/// What may be known about a request. Always by current names: what version 1.1 is called before counts for nothing.
fn facts(choices: &mut Choices<'_>) -> Value {
    let mut asked = json!({ "cloud": "huawei", "context": {}, "assume": { "renamedAction": true } });
    for (key, values) in [
        ("g:UserName", ["a", "A"]),
        ("g:DomainName", ["ab", "b"]),
        ("g:ResourceTag/env", ["a", "b"]),
        ("g:MFAPresent", ["true", "false"]),
        ("g:MFAAge", ["1", "1000"]),
        ("g:ProjectName", ["p", "q"]),
        ("g:CurrentTime", ["2026-03-01T00:00:00Z", "2025-03-01T00:00:00Z"]),
        ("g:SourceIp", ["192.0.2.1", "203.0.113.1"]),
        ("g:UserId", ["a", "b"]),
    ] {
        match choices.below(4) {
            0 => {}
            1 => asked["context"][key] = Value::Null,
            _ => asked["context"][key] = json!([one_of(choices, &values)]),
        }
    }
    if choices.below(4) != 0 {
        asked["resource"] = json!(one_of(choices, &["ecs:r:a:instance:i", "ecs:r:a:instance:j", "ecs:r:a:volume:i"]));
    }
    for question in ecs_password::policy::Question::NAMES.iter().filter(|name| **name != "renamedAction") {
        if choices.below(3) == 0 {
            asked["assume"][*question] = json!(choices.below(2) == 0);
        }
    }
    asked
}

fn set(document: &str) -> PolicySet {
    PolicySet::from_input(&json!([{ "name": "p", "document": document }])).unwrap()
}

fn diff(before: &str, after: &str, asked: &Value) -> Option<Difference> {
    let options = PreviewOptions::from_input(asked).unwrap();
    set(before).diff(&set(after), &options).ok()
}

fn is_native(id: &str) -> bool {
    id.contains(" /v2")
}

#[derive(Debug, Default)]
struct Tally {
    translated: usize,
    whole: usize,
    back: usize,
    compared: usize,
    lossy: BTreeMap<String, usize>,
}

/// What must hold for one document, asked once.
fn law(document: &str, to: Target, asked: &Value, tally: &mut Tally) {
    let Ok(translation) = translate(document, Cloud::Huawei, to) else { return };
    for told in &translation.not_translated {
        *tally.lossy.entry(json!(told.code).as_str().unwrap().to_owned()).or_default() += 1;
    }
    let Some(written) = &translation.document else {
        assert!(
            !translation.not_translated.is_empty() || !document.contains("Effect"),
            "nothing is told of {document}"
        );
        return;
    };
    tally.translated += 1;
    let parsed = ecs_password::policy::parse::parse(written).document.unwrap();
    assert!(parsed.unread.is_empty(), "{written}");
    let Some(difference) = diff(document, written, asked) else { return };
    tally.compared += 1;
    let allowed: Vec<&str> = difference.newly_allowed.iter().map(|changed| &*changed.id).collect();
    assert!(allowed.is_empty(), "newly allowed: {allowed:?}\n{document}\n{written}\n{asked}");
    if !translation.not_translated.is_empty() {
        return;
    }
    tally.whole += 1;
    let changed =
        difference.newly_denied.iter().chain(&difference.now_conditional).filter(|changed| !is_native(&changed.id));
    let changed: Vec<&str> = changed.map(|changed| &*changed.id).collect();
    assert!(changed.is_empty(), "differs: {changed:?}\n{document}\n{written}\n{asked}");
    let back = translate(written, Cloud::Huawei, if to == Target::V5_0 { Target::V1_1 } else { Target::V5_0 }).unwrap();
    assert!(back.not_translated.is_empty(), "{:?}\n{document}\n{written}", back.not_translated);
    let back = back.document.unwrap();
    if let Some(difference) = diff(document, &back, asked) {
        tally.back += 1;
        let changed = [&difference.newly_allowed, &difference.newly_denied, &difference.now_conditional];
        assert!(changed.iter().all(|list| list.is_empty()), "and back: {document}\n{back}\n{asked}");
    }
}

#[test]
fn no_translation_of_a_document_that_others_wrote_allows_more() {
    let mut tally = Tally::default();
    let mut choices = Choices::Seed(7);
    for document in documents() {
        for to in BOTH {
            for asked in [json!({ "cloud": "huawei", "assume": { "renamedAction": true } }), facts(&mut choices)] {
                law(&document, to, &asked, &mut tally);
            }
        }
    }
    assert!(tally.translated > 1000 && tally.compared > 1000 && tally.whole > 200 && tally.back > 200, "{tally:?}");
}

#[test]
fn no_translation_of_a_random_document_allows_more() {
    let known: Vec<&str> = catalog::of(Cloud::Huawei).unwrap().apis().iter().map(|api| &*api.action).collect();
    let mut tally = Tally::default();
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(256_u64) * 4;
    for seed in 0..cases {
        let mut choices = Choices::Seed(seed);
        let document = random_document(&mut choices, &known);
        let asked = facts(&mut choices);
        for to in BOTH {
            law(&document, to, &asked, &mut tally);
        }
    }
    let least = usize::try_from(cases).unwrap();
    assert!(tally.translated * 4 > least && tally.whole * 40 > least && tally.back * 40 > least, "{tally:?}");
}
