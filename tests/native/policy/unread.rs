//! What must hold of what was not read, for any set of `generate` and whatever it may have said.

use std::collections::{BTreeMap, BTreeSet};

use ecs_password::policy::{Check, PolicySet, RequestFacts};
use serde_json::{Value, json};

use super::generate::{self, Choices};
use super::reference;
use super::written::written;

pub(crate) fn decide(input: &[Value], check: &Value) -> Option<&'static str> {
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
        for name in ["name", "scope", "catalog", "kind", "level"] {
            if let Some(value) = entry.get(name) {
                other[name] = value.clone();
            }
        }
        // A scope says nothing of version 5.0, and there this would turn out to be elsewhere.
        let elsewhere =
            !entry["scope"].is_null() && reference::is_five(&with_document(&other, entry["document"].clone()));
        return Some(other).filter(|_| !elsewhere);
    }
    let mut document = reading["document"].clone();
    let is_five = reference::is_five(&reading);
    if not_read.more {
        let may_be_five = entry.get("document").is_none() && entry["scope"].is_null() && choices.below(100) < 35;
        return keep(if is_five || may_be_five {
            generate::five::hidden_document(choices)
        } else {
            generate::hidden_document(choices)
        });
    }
    let policy = ["/role/policy", "/policy", "/role", ""]
        .into_iter()
        .find(|place| document.pointer(place).is_some_and(|policy| policy["Statement"].is_array()))?;
    let statements = &mut document.pointer_mut(policy)?["Statement"];
    for index in not_read.statements {
        statements[index] =
            if is_five { generate::five::hidden_statement(choices) } else { generate::hidden_statement(choices) };
    }
    keep(document)
}

fn with_document(entry: &Value, document: Value) -> Value {
    let mut entry = entry.clone();
    entry["document"] = document;
    entry
}

fn hangs_on_deny_across(input: &[Value], check: &Value) -> bool {
    let set = PolicySet::from_input(&json!(input)).unwrap();
    let decision = set.check(&Check::from_input(check).unwrap()).unwrap();
    let asked = decision.assumptions.iter().any(|assumption| assumption.code.as_str() == "denyAcross");
    asked || check["assume"]["denyAcross"] == false
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
            // A certain Deny of one model beside what turns out to be an Allow of the other.
            if before == "explicitDeny" && hangs_on_deny_across(&read, check) {
                continue;
            }
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
        // Beside version 5.0, nobody knows of which model it is.
        let is_limit = |entry: &Value| matches!(entry["kind"].as_str(), Some("session" | "scp"));
        let any_model = case.entries.iter().filter(unread).any(|entry| !is_limit(entry));
        if any_model && case.reading().iter().any(reference::is_five) {
            continue;
        }
        for check in case.checks.iter().filter(|check| !any_model || check.get("principal").is_none()) {
            for (allows, effect) in [(true, "Allow"), (false, "Deny")] {
                let mut assumed = check.clone();
                assumed["assume"]["unread"] = allows.into();
                let document = |version: &str, patterns: &[String]| {
                    let statement = json!({ "Effect": effect, "Action": patterns });
                    json!({ "Version": version, "Statement": [statement] }).to_string()
                };
                let policy = |(index, entry): (usize, &Value)| {
                    let mut entry = entry.clone();
                    if entry.as_object_mut().unwrap().remove("unread").is_some() {
                        // Two that say the same would be the two grants of a policy of OBS.
                        let old = ["*:*:*".to_owned(), format!("none:{index}:none")];
                        let of =
                            if is_limit(&entry) { document("5.0", &["*".to_owned()]) } else { document("1.1", &old) };
                        entry["document"] = of.into();
                    }
                    entry
                };
                let read: Vec<Value> = input.iter().enumerate().map(policy).collect();
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

/// A policy in what the IAM API puts around it, whatever that says and in any order; and the policy alone.
fn ways_to_say_it(policy: &str) -> Vec<String> {
    let mut texts = vec![policy.to_owned()];
    let names = ["", "\"A\"", "\"B\""].map(|name| ("display_name", name));
    for catalog in ["", "\"BASE\"", "\"BASED\"", "\"CUSTOMED\""].map(|catalog| ("catalog", catalog)) {
        for (name, flag) in names.iter().flat_map(|name| ["", "\"fine_grained\""].map(|flag| (name, ("flag", flag)))) {
            let members = [("policy", policy), catalog, *name, flag].into_iter().filter(|(_, value)| !value.is_empty());
            let mut orders = vec![Vec::new()];
            for member in members {
                orders = orders
                    .iter()
                    .flat_map(|order: &Vec<String>| {
                        (0..=order.len()).map(|place| {
                            let mut order = order.clone();
                            order.insert(place, format!("\"{}\":{}", member.0, member.1));
                            order
                        })
                    })
                    .collect();
            }
            texts.extend(orders.into_iter().map(|order| format!("{{{}}}", order.join(","))));
        }
    }
    let roles: Vec<String> = texts.iter().map(|text| format!("{{\"role\":{text}}}")).collect();
    texts.extend(roles);
    texts
}

/// Whatever a text that is cut off goes on with.
#[test]
fn a_text_cut_off_answers_for_certain_only_what_every_text_that_begins_so_does() {
    let policies = [
        r#"{"Version":"1.1","Statement":[]}"#,
        r#"{"Version":"1.0","Depends":[{"catalog":"BASE","display_name":"Z"}],"Statement":[{"Effect":"Deny","Action":["ecs:*:*"]}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":["ecs:*:*"]}],"Version":"1.1"}"#,
    ];
    let checks = ["ecs:servers:get", "evs:volumes:list", "vpc:vpcs:list", "obs:bucket:list"];
    let needs = |name: &str, effect: &str, action: &str| {
        let depends = json!([{ "catalog": "BASE", "display_name": name }]);
        let statement = json!({ "Effect": effect, "Action": [action] });
        let document = json!({ "Version": "1.0", "Depends": depends, "Statement": [statement] });
        json!({ "name": "needs", "document": document.to_string() })
    };
    let allow = json!({ "Version": "1.1", "Statement": [{ "Effect": "Allow", "Action": ["obs:*:*"] }] });
    let allow = json!({ "name": "allow", "document": allow.to_string() });
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    for catalog in ["BASE", "CUSTOMED"] {
        let answers = |text: &str| {
            let set = json!([
                { "name": "B", "catalog": catalog, "document": text },
                needs("A", "Allow", "evs:*:*"),
                needs("B", "Allow", "vpc:*:*"),
                needs("A", "Deny", "obs:*:*"),
                allow,
            ]);
            let set = PolicySet::from_input(&set).unwrap();
            let situation = set.situation(RequestFacts::new()).unwrap();
            checks.map(|action| set.decide(action, &situation).unwrap().as_str())
        };
        let texts: Vec<String> = policies.iter().flat_map(|policy| ways_to_say_it(policy)).collect();
        let mut later: BTreeMap<&str, BTreeSet<[&str; 4]>> = BTreeMap::new();
        for text in &texts {
            let whole = answers(text);
            for (end, _) in text.char_indices() {
                later.entry(text.get(..end).unwrap()).or_default().insert(whole);
            }
        }
        for (text, later) in later {
            let before = answers(text);
            for after in later {
                for (before, after) in before.iter().zip(after) {
                    *compared.entry(before).or_default() += 1;
                    assert!(!turns(before, after), "{before}, then {after}: {text} {catalog}");
                }
            }
        }
    }
    for decision in ["allow", "explicitDeny", "implicitDeny", "conditional"] {
        assert!(compared.get(decision).is_some_and(|count| *count > 1000), "{compared:?}");
    }
}

/// The places of these signs, outside strings.
pub(crate) fn signs(text: &str, wanted: &str) -> Vec<usize> {
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
        // Without the sign, nobody may be named in it.
        if reference::is_trust_policy(&entry["document"]) {
            continue;
        }
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

/// What happens to a text at a sign outside strings.
const SIGN_DAMAGES: [&str; 4] = ["removed", "doubled", "cut", "other"];

/// Damages a text, at most once; `at` chooses the place and what stands there instead.
fn damage(text: &mut String, how: &str, at: usize) {
    let places = signs(text, "{}[],:");
    if places.is_empty() {
        return;
    }
    let place = places[at % places.len()];
    match how {
        "removed" => drop(text.remove(place)),
        "doubled" => text.insert(place, char::from(text.as_bytes()[place])),
        "cut" => text.truncate(place),
        _ => text.replace_range(place..=place, ["{", "}", "[", "]", ",", ":"][at / places.len() % 6]),
    }
}

/// Whether a text is another one for everybody, whatever it was made of: JSON but for one bracket that is missing or too many and for what closes it
/// at its end, and not the whole one.
fn is_another(text: &str, whole: &str) -> bool {
    let closing = signs(text, "{}[],:").into_iter().chain([text.len()]).flat_map(|place| {
        let (before, behind) = text.split_at(place);
        ["}", "]"].map(|bracket| format!("{before}{bracket}{behind}"))
    });
    let without = signs(text, "{}[]").into_iter().map(|place| {
        let mut text = text.to_owned();
        text.remove(place);
        text
    });
    let read = |text: &str| serde_json::from_str::<Value>(&closed(text)).ok();
    let mended: Vec<Value> = closing.chain(without).filter_map(|text| read(&text)).collect();
    !mended.is_empty() && mended.iter().all(|mended| Some(mended) != read(whole).as_ref())
}

/// A text with what closes it at its end.
fn closed(text: &str) -> String {
    let mut open = Vec::new();
    for place in signs(text, "{}[]") {
        match text.as_bytes()[place] {
            b'{' => open.push('}'),
            b'[' => open.push(']'),
            _ => drop(open.pop()),
        }
    }
    let text = text.trim_end().trim_end_matches(',');
    text.chars().chain(open.into_iter().rev()).collect()
}

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// A text of 1.0 or 1.1 with two damages answers for certain only what the whole text answers, and nothing beside what was not read.
/// `BROKEN_SEED` is the first set (1), `BROKEN_CASES` how many there are (6,000).
#[test]
fn a_text_broken_twice_makes_no_answer_certain_and_wrong() {
    let first = number("BROKEN_SEED").unwrap_or(1);
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    let cases = number("BROKEN_CASES").unwrap_or(6000);
    for seed in first..first + cases {
        let mut choices = Choices::Seed(seed);
        let case = generate::case_of(&mut choices, false);
        let Some(place) = case.entries.iter().position(|entry| entry["document"].is_object()) else { continue };
        let mut entry = case.entries[place].clone();
        // Without a sign, nobody may be named in it.
        if reference::is_trust_policy(&entry["document"]) {
            continue;
        }
        entry["text"] = json!({ "layout": entry["text"]["layout"] });
        let mut whole = case.input();
        whole[place] = written(&entry).input;
        let mut text = whole[place]["document"].as_str().unwrap().to_owned();
        for _ in 0..2 {
            damage(&mut text, SIGN_DAMAGES[choices.below(SIGN_DAMAGES.len())], choices.below(1 << 16));
        }
        // What is JSON all the same is broken for nobody.
        if serde_json::from_str::<Value>(&text).is_ok() {
            continue;
        }
        let mut damaged = whole.clone();
        damaged[place]["document"] = text.into();
        let mut beside = damaged.clone();
        beside.push(json!({ "name": "Z", "unread": "IAM refused the list" }));
        for check in case.checks.iter().filter(|check| check["assume"].is_null()) {
            let [Some(before), Some(after), Some(beside)] = [&damaged, &whole, &beside].map(|set| decide(set, check))
            else {
                continue;
            };
            *compared.entry(before).or_default() += 1;
            let shown = || format!("BROKEN_SEED={seed} BROKEN_CASES=1: {check}\n{}\n{}", damaged[place], whole[place]);
            // Both kinds of no are one.
            let same = after == before || (after.ends_with("Deny") && before.ends_with("Deny"));
            let [text, of] = [&damaged, &whole].map(|set| set[place]["document"].as_str().unwrap());
            assert!(before == "conditional" || same || is_another(text, of), "{before}, not {after}: {}", shown());
            let is_open = beside == "conditional" || (beside == "explicitDeny" && before == beside);
            assert!(is_open, "{before}, and {beside} beside what was not read: {}", shown());
        }
    }
    for decision in ["allow", "explicitDeny", "implicitDeny", "conditional"] {
        let least = usize::from(cases >= 6000) * 100;
        assert!(compared.get(decision).copied().unwrap_or_default() >= least, "{compared:?}");
    }
}
