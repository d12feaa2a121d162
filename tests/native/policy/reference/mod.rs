//! The permission engine once more, from the rules alone: no index, no memory, nothing shared with the engine. Slow, and
//! meant to be read beside the rules of `src/policy/mod.rs`, whose numbers the functions carry.

mod asked;
mod attachment;
mod conditions;
mod decisions;
mod entries;
mod five;
mod patterns;
mod truth;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use asked::{Name, Request, asked, catalogue};
use conditions::context_fits;
use decisions::{decide, decide_names, met};
use entries::{Entry, dependencies, policy, read_entry, read_statement};
use five::Side;
use truth::Open;

/// What a check comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) decision: &'static str,
    pub(crate) unknown_keys: BTreeSet<String>,
    /// By code, the decision where the answer is yes, and where it is no.
    pub(crate) assumptions: BTreeMap<&'static str, [&'static str; 2]>,
    /// The decision under each name, where there are several.
    pub(crate) names: Vec<(String, &'static str)>,
    /// What was met on the way, so that it can be counted.
    pub(crate) met: BTreeSet<&'static str>,
}

/// A set of entries.
#[derive(Debug)]
pub(crate) struct Entries(Vec<Entry>);

/// Takes entries as they are to be read.
pub(crate) fn read(reading: &[Value]) -> Entries {
    Entries(reading.iter().map(read_entry).collect())
}

/// The answer to a check; `None` where its input is refused.
pub(crate) fn check(Entries(set): &Entries, check: &Value) -> Option<Answer> {
    let request = Request::read(check);
    if !fits(set, &request) {
        return None;
    }
    let asked = asked(check)?;
    let (decision, open) = decide_names(set, &asked, &request);
    let keys = open.iter().filter_map(|open| if let Open::Key(key) = open { Some(key.clone()) } else { None });
    let questions = open.iter().filter_map(|open| if let Open::Question(code) = open { Some(*code) } else { None });
    let outcome = |code: &'static str| {
        let answered = |answer| decide_names(set, &asked, &request.assuming(code, answer)).0;
        (code, [answered(true), answered(false)])
    };
    let verdict = |name: &Name| (name.action.clone(), decide(set, name, &asked.five, &request).0);
    let names = &asked.names;
    Some(Answer {
        decision,
        met: met(set, &asked, &request, decision),
        unknown_keys: keys.collect(),
        assumptions: questions.map(outcome).collect(),
        names: if names.len() > 1 { names.iter().map(verdict).collect() } else { Vec::new() },
    })
}

/// The decision alone.
#[cfg(test)]
pub(crate) fn decision(Entries(set): &Entries, check: &Value) -> Option<&'static str> {
    let request = Request::read(check);
    let asked = asked(check)?;
    fits(set, &request).then(|| decide_names(set, &asked, &request).0)
}

/// Whether an entry is of version 5.0, or a limit that should be.
#[cfg(test)]
pub(crate) fn is_five(reading: &Value) -> bool {
    read_entry(reading).side != Side::Old
}

/// Whether a document says who may assume an agency.
#[cfg(test)]
pub(crate) fn is_trust_policy(document: &Value) -> bool {
    five::document::names_somebody(policy(document).0)
}

/// What of version 5.0 an entry is, so that it can be counted.
pub(crate) fn side(reading: &Value) -> Option<&'static str> {
    match read_entry(reading).side {
        Side::Old => None,
        Side::Identity => Some("with an identity policy"),
        Side::Session => Some("with a session policy"),
        Side::Level(_) => Some("with an SCP"),
    }
}

/// Whether the values that the caller gives are such as the conditions can compare.
fn fits(set: &[Entry], request: &Request) -> bool {
    context_fits(set, request) && set.iter().all(|entry| five::context_fits(&entry.five, request))
}

/// What was not read of an entry: its statements by their place, and whether there is more than these.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct NotRead {
    pub(crate) statements: Vec<usize>,
    pub(crate) more: bool,
}

pub(crate) fn not_read(reading: &Value) -> NotRead {
    let entry = read_entry(reading);
    if entry.side != Side::Old && entry.evaluated {
        let more = !entry.five.has_statements || reading["left"] == true;
        return NotRead { statements: entry.five.unread, more: entry.unread && more };
    }
    let unnamed = entry.document && (entry.catalog.is_none() || entry.display_name.is_none());
    if !entry.unread {
        return NotRead { more: unnamed, ..NotRead::default() };
    }
    let policy = policy(&reading["document"]).0;
    // A statement that the text ends in may be named, though there is no version.
    let there = entry.evaluated || reading["versionLost"] == true;
    let statements: Option<&[Value]> = match &policy["Statement"] {
        Value::Array(statements) if there => Some(statements),
        one @ Value::Object(_) if there => Some(std::slice::from_ref(one)),
        _ => None,
    };
    let unread = statements.into_iter().flatten().enumerate().filter(|(_, each)| read_statement(each).is_none());
    let unread = unread.map(|(index, _)| index).collect();
    let depends = dependencies(policy.get("Depends")).is_none();
    let more = statements.is_none()
        || depends
        || unnamed
        || entry.side != Side::Old
        || reading.get("aroundLost").is_some()
        || reading["policyOpen"] == true
        || reading["left"] == true
        || reading["versionLost"] == true;
    NotRead { statements: unread, more }
}

/// Whether IAM would refuse the document of an entry, where that is beyond doubt.
pub(crate) fn refused(reading: &Value, mended: bool) -> Option<bool> {
    let (policy, envelope) = policy(&reading["document"]);
    let entry = read_entry(reading);
    if entry.side != Side::Old && entry.evaluated && !mended {
        return refused_five(&entry.side, policy, envelope.is_none());
    }
    if !entry.document || mended {
        return Some(entry.document);
    }
    if !entry.evaluated {
        return (policy["Version"] == "5.0").then_some(false);
    }
    let Value::Array(statements) = &policy["Statement"] else { return Some(true) };
    let version = policy["Version"] == "1.0" || policy["Version"] == "1.1";
    let effect = |statement: &Value| {
        let effect = statement["Effect"].as_str().unwrap_or_default();
        effect.eq_ignore_ascii_case("Allow") || effect.eq_ignore_ascii_case("Deny")
    };
    let both = |statement: &Value| statement.get("Action").is_some() && statement.get("NotAction").is_some();
    let wrong = |statement: &Value| !effect(statement) || both(statement) || !statement["Action"].is_array();
    // A `NotAction` alone may be no list either.
    let sure = |statement: &&Value| statement.is_object() && (statement.get("NotAction").is_none() || both(statement));
    if !version || statements.iter().filter(sure).any(wrong) {
        return Some(true);
    }
    let good_pattern = |pattern: &Value| {
        let segments: Vec<&str> = pattern.as_str().unwrap_or_default().split(':').collect();
        let plain = |segment: &&str| {
            !segment.is_empty() && segment.chars().all(|one| one.is_ascii_alphanumeric() || one == '*')
        };
        segments.len() == 3 && segments.iter().all(plain)
    };
    let good = |statement: &Value| {
        let members: Vec<&str> = statement.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        members == ["Action", "Effect"]
            && statement["Action"]
                .as_array()
                .is_some_and(|actions| !actions.is_empty() && actions.iter().all(good_pattern))
    };
    let plain = policy["Version"] == "1.1" && envelope.is_none() && policy.get("Depends").is_none();
    (plain && !statements.is_empty() && statements.iter().all(good)).then_some(false)
}

/// What is beyond doubt of version 5.0.
fn refused_five(side: &Side, policy: &Value, bare: bool) -> Option<bool> {
    let good_action = |action: &Value| {
        let segments: Vec<&str> = action.as_str().unwrap_or_default().split(':').collect();
        let plain = |segment: &&str| {
            *segment == "*" || (!segment.is_empty() && segment.chars().all(|one| one.is_ascii_alphanumeric()))
        };
        segments.len() == 3 && segments[0] != "*" && segments.iter().all(plain)
    };
    let good = |statement: &Value| {
        let members: Vec<&str> = statement.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        let actions = statement["Action"].as_array();
        members == ["Action", "Effect"]
            && (statement["Effect"] == "Allow" || statement["Effect"] == "Deny")
            && actions.is_some_and(|actions| !actions.is_empty() && actions.iter().all(good_action))
    };
    let statements = policy["Statement"].as_array();
    let plain = *side == Side::Identity && policy["Version"] == "5.0" && bare && policy.get("Depends").is_none();
    let clean = statements.is_some_and(|statements| !statements.is_empty() && statements.iter().all(good));
    (plain && clean).then_some(false)
}

/// The APIs of a preview of a whole cloud, each with the actions it needs besides.
pub(crate) fn apis(cloud: &str) -> Vec<(String, Vec<String>)> {
    catalogue(cloud).iter().map(|api| (api.id.clone(), api.dependent.clone())).collect()
}
