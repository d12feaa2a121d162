//! What stands in a document of version 5.0, as it is read.

use serde_json::Value;

use super::super::entries::{Condition, list, read_conditions, text};

/// What an entry is beside version 1.x.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Side {
    /// 1.x, and what is not read and may be anything.
    Old,
    Identity,
    Session,
    /// An SCP, and the level that it is attached to.
    Level(Option<String>),
}

#[derive(Debug)]
pub(in super::super) struct Statement {
    pub(super) allow: bool,
    pub(super) actions: List,
    /// `None`: not said.
    pub(super) resources: Option<List>,
    pub(super) conditions: Vec<Condition>,
}

/// One of `Action` and `NotAction`, or of `Resource` and `NotResource`.
#[derive(Debug)]
pub(super) struct List {
    pub(super) not: bool,
    pub(super) patterns: Vec<String>,
}

#[derive(Debug, Default)]
pub(in super::super) struct Document {
    /// Which must be answered with yes before any of it counts.
    pub(super) questions: Vec<&'static str>,
    pub(super) statements: Vec<Statement>,
    /// The unread statements, by their place.
    pub(in super::super) unread: Vec<usize>,
    /// Whether there are statements at all.
    pub(in super::super) has_statements: bool,
}

/// What an entry is, and whether its document can be read as such.
pub(in super::super) fn side(entry: &Value, five: bool) -> Side {
    match entry["kind"].as_str() {
        Some("session") => Side::Session,
        Some("scp") => Side::Level(match &entry["level"] {
            Value::String(level) => Some(level.clone()),
            Value::Number(level) => Some(level.to_string()),
            _ => None,
        }),
        _ if five => Side::Identity,
        _ => Side::Old,
    }
}

/// Whether somebody is named in it: a trust policy, then.
pub(in super::super) fn names_somebody(policy: &Value) -> bool {
    let named = |statement: &Value| statement.get("Principal").is_some() || statement.get("NotPrincipal").is_some();
    listed(&policy["Statement"]).into_iter().flatten().any(named)
}

fn listed(statements: &Value) -> Option<&[Value]> {
    match statements {
        Value::Array(statements) => Some(statements),
        one @ Value::Object(_) => Some(std::slice::from_ref(one)),
        _ => None,
    }
}

pub(in super::super) fn read_document(policy: &Value, side: &Side) -> Document {
    let Some(statements) = listed(&policy["Statement"]) else { return Document::default() };
    let mut document = Document { has_statements: true, ..Document::default() };
    let mut open = vec![("scalar", policy["Statement"].is_object())];
    for (index, statement) in statements.iter().enumerate() {
        let Some(read) = read_statement(statement) else {
            document.unread.push(index);
            continue;
        };
        document.statements.push(read);
        for member in ["Action", "NotAction", "Resource", "NotResource"] {
            let value = &statement[member];
            open.push(("scalar", value.is_string()));
            let empty = value.as_array().is_some_and(Vec::is_empty);
            open.push(("emptyList", empty && !matches!(side, Side::Level(_))));
        }
    }
    document.questions = open.into_iter().filter(|(_, occurs)| *occurs).map(|(code, _)| code).collect();
    document
}

/// `None` where effect, actions or resources cannot be read, or are said twice.
fn read_statement(statement: &Value) -> Option<Statement> {
    let allow = match text(statement, "Effect")?.to_ascii_lowercase().as_str() {
        "allow" => true,
        "deny" => false,
        _ => return None,
    };
    let conditions = statement.get("Condition").map(read_conditions).unwrap_or_default();
    let actions = one_list(statement, "Action", "NotAction")??;
    Some(Statement { allow, actions, resources: one_list(statement, "Resource", "NotResource")?, conditions })
}

/// `None`: it cannot be read; within, that none is there.
#[allow(clippy::option_option, reason = "one that is missing is no error")]
fn one_list(statement: &Value, member: &str, other: &str) -> Option<Option<List>> {
    let read = |not: bool, value: &Value| Some(Some(List { not, patterns: list(value)? }));
    match (statement.get(member), statement.get(other)) {
        (None, None) => Some(None),
        (Some(value), None) => read(false, value),
        (None, Some(value)) => read(true, value),
        (Some(_), Some(_)) => None,
    }
}
