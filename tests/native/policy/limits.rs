//! What must hold of session policies, SCPs and who asks, for any set of `generate`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::generate::{self, Choices};
use super::reference;
use super::unread::decide;
use super::written::written;

/// One set of version 5.0 after another, each with what is asked of it.
struct Sets {
    compared: BTreeMap<&'static str, usize>,
}

/// A set as it is given and as it is read.
struct Set<'a> {
    input: &'a [Value],
    reading: &'a [Value],
}

impl Set<'_> {
    fn is_limit(&self, index: usize, kind: &str) -> bool {
        self.input[index]["kind"] == kind
    }

    fn is_five(&self, index: usize) -> bool {
        reference::is_five(&self.reading[index])
    }

    /// The set without some of its entries, where it is still one of version 5.0.
    fn without(&self, goes: impl Fn(usize) -> bool) -> Option<Vec<Value>> {
        let stays: Vec<usize> = (0..self.input.len()).filter(|index| !goes(*index)).collect();
        let five = stays.iter().any(|index| self.is_five(*index));
        five.then(|| stays.into_iter().map(|index| self.input[index].clone()).collect())
    }
}

impl Sets {
    /// Compares the answer of a set with that of another made from it, to the same or another check.
    fn compare(
        other: impl Fn(&Set<'_>, &Value, &mut Choices<'_>) -> Option<(Vec<Value>, Value)>,
        holds: impl Fn(&str, &str) -> bool,
    ) -> Self {
        let mut compared = BTreeMap::new();
        for seed in 0..3000 {
            let mut choices = Choices::Seed(seed);
            let case = generate::case(&mut choices);
            let (input, reading) = (case.input(), case.reading());
            if !reading.iter().any(reference::is_five) {
                continue;
            }
            let set = Set { input: &input, reading: &reading };
            for check in &case.checks {
                let Some((entries, asked)) = other(&set, check, &mut choices) else { continue };
                let (Some(one), Some(other)) = (decide(&input, check), decide(&entries, &asked)) else { continue };
                *compared.entry(one).or_default() += 1;
                let shown = || format!("{check}\n{}\n{asked}\n{}", json!(input), json!(entries));
                assert!(holds(one, other), "{one}, but {other}: {}", shown());
            }
        }
        Self { compared }
    }

    fn at_least(&self, count: usize) {
        let all = ["allow", "conditional", "explicitDeny", "implicitDeny"];
        assert!(all.iter().all(|each| self.compared.get(each).is_some_and(|met| *met >= count)), "{:?}", self.compared);
    }
}

fn same(one: &str, other: &str) -> bool {
    one == other
}

/// No, perhaps, yes.
fn rank(decision: &str) -> u8 {
    match decision {
        "allow" => 2,
        "conditional" => 1,
        _ => 0,
    }
}

fn with(set: &Set<'_>, entry: Value) -> Vec<Value> {
    set.input.iter().cloned().chain([entry]).collect()
}

#[test]
fn a_level_that_allows_everything_changes_nothing() {
    let everything = json!({ "Version": "5.0", "Statement": [{ "Effect": "Allow", "Action": ["*"] }] });
    let scp = json!({ "name": "FullAccess", "kind": "scp", "level": "new", "document": everything.to_string() });
    Sets::compare(|set, check, _| Some((with(set, scp.clone()), check.clone())), same).at_least(80);
}

#[test]
fn a_limit_more_never_lets_more_through() {
    let limit = |set: &Set<'_>, check: &Value, choices: &mut Choices<'_>| {
        let session = choices.below(2) == 0;
        if session && (0..set.input.len()).any(|index| set.is_limit(index, "session")) {
            return None;
        }
        let statements: Vec<Value> =
            (0..=choices.below(2)).map(|_| generate::five::hidden_statement(choices)).collect();
        let document = json!({ "Version": "5.0", "Statement": statements }).to_string();
        let limit = match (session, choices.below(5)) {
            (true, 0) => json!({ "name": "new", "kind": "session", "unread": "refused" }),
            (true, _) => json!({ "name": "new", "kind": "session", "document": document }),
            (false, 0) => json!({ "name": "new", "kind": "scp", "level": "new", "unread": "refused" }),
            (false, _) => json!({ "name": "new", "kind": "scp", "level": "new", "document": document }),
        };
        Some((with(set, limit), check.clone()))
    };
    Sets::compare(limit, |one, other| rank(other) <= rank(one)).at_least(80);
}

#[test]
fn no_scp_limits_the_management_account() {
    let besides = |set: &Set<'_>, check: &Value, _: &mut Choices<'_>| {
        let manages = check["principal"]["managementAccount"] == true;
        manages.then(|| Some((set.without(|index| set.is_limit(index, "scp"))?, check.clone())))?
    };
    Sets::compare(besides, same).at_least(8);
}

#[test]
fn a_trust_agency_is_as_one_without_policies_of_1_x() {
    let besides = |set: &Set<'_>, check: &Value, _: &mut Choices<'_>| {
        let alone = check["principal"]["model"] == "identity" && check["assume"]["scopePrecedence"].is_null();
        let read = |index: usize| reference::not_read(&set.reading[index]) == reference::NotRead::default();
        alone.then(|| Some((set.without(|index| !set.is_five(index) && read(index))?, check.clone())))?
    };
    Sets::compare(besides, same).at_least(5);
}

#[test]
fn the_scope_of_an_entry_of_version_5_says_nothing() {
    let scoped = |set: &Set<'_>, check: &Value, choices: &mut Choices<'_>| {
        let ids = ["p1", "e1", "elsewhere"];
        let moved = |(index, entry): (usize, &Value)| {
            let mut entry = entry.clone();
            if set.is_five(index) {
                entry["scope"] = match choices.below(3) {
                    0 => Value::Null,
                    1 => json!({ "kind": "project", "id": ids[choices.below(3)] }),
                    _ => json!({ "kind": "enterpriseProject", "id": ids[choices.below(3)] }),
                };
            }
            entry
        };
        Some((set.input.iter().enumerate().map(moved).collect(), check.clone()))
    };
    Sets::compare(scoped, same).at_least(80);
}

#[test]
fn a_level_is_the_same_as_a_number_and_as_a_text() {
    let named = |set: &Set<'_>, check: &Value, _: &mut Choices<'_>| {
        let other = |entry: &Value| {
            let mut entry = entry.clone();
            match &entry["level"] {
                Value::String(level) if level == "1" => entry["level"] = 1.into(),
                Value::Number(level) => entry["level"] = level.to_string().into(),
                _ => {}
            }
            entry
        };
        Some((set.input.iter().map(other).collect(), check.clone()))
    };
    Sets::compare(named, same).at_least(80);
}

/// What the root user may hangs on limits alone, and on what may be one.
#[test]
fn no_policy_of_the_root_user_counts_but_a_limit() {
    let besides = |set: &Set<'_>, check: &Value, _: &mut Choices<'_>| {
        let may_be_one = |index: usize| {
            let said = set.input[index]["kind"].is_string();
            set.is_limit(index, "scp") || (!said && set.reading[index]["document"].is_null())
        };
        let root = check["principal"]["root"] == true;
        root.then(|| Some((set.without(|index| !may_be_one(index))?, check.clone())))?
    };
    let sets = Sets::compare(besides, same);
    assert!(sets.compared.len() == 4, "{:?}", sets.compared);
}

/// Which kind a document is may be left out where its version says so.
#[test]
fn an_identity_policy_needs_no_kind() {
    let unsaid = |set: &Set<'_>, check: &Value, _: &mut Choices<'_>| {
        let other = |(index, entry): (usize, &Value)| {
            let mut entry = entry.clone();
            if entry["kind"] == "identity" && set.is_five(index) {
                entry.as_object_mut().unwrap().remove("kind");
            }
            entry
        };
        Some((set.input.iter().enumerate().map(other).collect(), check.clone()))
    };
    Sets::compare(unsaid, same).at_least(80);
}

/// The question of a set with nothing of version 5.0 is answered as if there were none.
#[test]
fn sets_of_1_x_alone_are_asked_nothing_new() {
    for seed in 0..3000 {
        let case = generate::case(&mut Choices::Seed(seed));
        let reading: Vec<Value> = case.entries.iter().map(|entry| written(entry).reading).collect();
        if reading.iter().any(reference::is_five) {
            continue;
        }
        let set = reference::read(&reading);
        for check in case.checks.iter().filter(|check| check["principal"].is_null()) {
            let Some(answer) = reference::check(&set, check) else { continue };
            let new = answer.assumptions.keys().find(|code| generate::five::CODES.contains(code));
            assert_eq!(new, None, "{check}\n{}", json!(reading));
        }
    }
}
