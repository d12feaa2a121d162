//! What is granted, as it is read.

use serde_json::Value;

use super::five;
use super::five::document::{Side, names_somebody, read_document, side};

#[derive(Debug)]
pub(super) struct Entry {
    /// By which `Depends` finds it; `None`: the text ends before it says so.
    pub(super) catalog: Option<String>,
    pub(super) display_name: Option<String>,
    pub(super) scope: Value,
    pub(super) version_1_0: bool,
    pub(super) depends: Vec<(String, String)>,
    pub(super) statements: Vec<Statement>,
    /// Whether there is a policy of which anything could be read.
    pub(super) document: bool,
    /// Whether the text ends before it says of which version it is.
    pub(super) version_lost: bool,
    /// Whether the entry says what it is.
    pub(super) kind_said: bool,
    /// Whether it is of a version that is evaluated.
    pub(super) evaluated: bool,
    pub(super) side: five::Side,
    /// What it says as one of version 5.0.
    pub(super) five: five::Document,
    /// Whether there is a part that was not read. (Several say no more than one.)
    pub(super) unread: bool,
    /// What it says, to compare; `None` where not all was read.
    pub(super) content: Option<String>,
}

#[derive(Debug)]
pub(super) struct Statement {
    pub(super) allow: bool,
    pub(super) not_action: bool,
    pub(super) actions: Vec<String>,
    /// `None`: not said.
    pub(super) resources: Option<Vec<String>>,
    pub(super) conditions: Vec<Condition>,
}

#[derive(Debug)]
pub(super) struct Condition {
    pub(super) operator: String,
    pub(super) key: String,
    /// `None`: cannot be read. A value that is no string is `None` too.
    pub(super) values: Option<Vec<Option<String>>>,
}

/// The policy in a document, and what is around it.
pub(super) fn policy(document: &Value) -> (&Value, Option<&Value>) {
    let outer = if document["role"].is_object() { &document["role"] } else { document };
    if outer.get("policy").is_some() { (&outer["policy"], Some(outer)) } else { (outer, None) }
}

pub(super) fn read_entry(entry: &Value) -> Entry {
    let document = &entry["document"];
    let (policy, envelope) = policy(document);
    let version = match &policy["Version"] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    // A list of roles is no policy, and version 5.0 is another model.
    let is_policy = policy.is_object() && !envelope.unwrap_or(policy)["roles"].is_array();
    // Where something was left out, the version may be there.
    let version_lost =
        entry["versionLost"] == true || (entry["left"] == true && is_policy && policy.get("Version").is_none());
    let is_five = is_policy && version == "5.0" && !version_lost && !names_somebody(policy);
    let side = side(entry, is_five);
    if side != Side::Old {
        return read_five(entry, policy, side, is_policy, is_five);
    }
    // What is around the policy, or may turn out to be around one; what the text ends in was not read.
    let lost = strings(&entry["aroundLost"]);
    let is_lost = |member: &str| lost.iter().any(|lost| lost == member);
    let around = envelope.or(Some(policy).filter(|_| entry.get("aroundLost").is_some()));
    let said = |member: &str| around.filter(|_| !is_lost(member)).and_then(|around| text(around, member));
    let named = |member: &str, otherwise: &str, by_default: &str| {
        let otherwise = || text(entry, otherwise).unwrap_or_else(|| by_default.to_owned());
        (!is_lost(member)).then(|| said(member).unwrap_or_else(otherwise))
    };
    let is_no_role = said("flag").as_deref() == Some("fine_grained") || said("catalog").as_deref() == Some("CUSTOMED");
    let is_role = !is_no_role;
    let depends = dependencies(policy.get("Depends"));
    let evaluated = is_policy && version != "5.0" && !version_lost;
    let lost_role = is_lost("flag") || is_lost("catalog");
    let needed = depends.as_deref().filter(|_| !lost_role || depends == Some(Vec::new()));
    let (statements, all_read) = if evaluated {
        statements_of(policy, is_role, depends.is_some(), needed.is_some())
    } else {
        (Vec::new(), false)
    };
    // The end of what is cut off may have made it a role.
    let unread = !all_read || entry["left"] == true || (entry["policyOpen"] == true && version == "1.0");
    let whole = evaluated && !unread && lost.is_empty();
    let content = whole.then(|| format!("{:?}", (version == "1.0", &depends, &statements)));
    Entry {
        catalog: named("catalog", "catalog", "CUSTOMED"),
        display_name: named("display_name", "name", ""),
        scope: entry["scope"].clone(),
        version_1_0: version == "1.0",
        depends: depends.filter(|_| is_role).unwrap_or_default(),
        statements,
        document: is_policy,
        version_lost,
        kind_said: entry["kind"].is_string(),
        evaluated,
        side,
        five: five::Document::default(),
        unread,
        content,
    }
}

/// The statements of a policy of 1.x, and whether these are all, where it is known whether it `Depends` on what can be read.
fn statements_of(policy: &Value, is_role: bool, reads_depends: bool, knows_role: bool) -> (Vec<Statement>, bool) {
    let (mut statements, mut all_read) = read_statements(&policy["Statement"]);
    if is_role && !knows_role {
        // What a role needs decides whether any of it counts; or it may be none, and count without what it needs.
        all_read &= statements.is_empty();
    }
    if is_role && !reads_depends {
        statements.clear();
    }
    (statements, all_read)
}

/// An entry of version 5.0; a session policy or an SCP that is none is a limit of which nothing was read.
fn read_five(entry: &Value, policy: &Value, side: Side, is_policy: bool, is_five: bool) -> Entry {
    let document = if is_five { read_document(policy, &side) } else { five::Document::default() };
    Entry {
        catalog: None,
        display_name: None,
        scope: Value::Null,
        version_1_0: false,
        depends: Vec::new(),
        statements: Vec::new(),
        document: is_policy,
        version_lost: false,
        kind_said: entry["kind"].is_string(),
        evaluated: is_five,
        unread: !document.has_statements || !document.unread.is_empty() || entry["left"] == true,
        content: None,
        side,
        five: document,
    }
}

/// The roles that a role needs, by catalog and name; `None` where one cannot be read.
pub(super) fn dependencies(depends: Option<&Value>) -> Option<Vec<(String, String)>> {
    let one = |each: &Value| Some((text(each, "catalog")?, text(each, "display_name")?));
    match depends {
        None => Some(Vec::new()),
        Some(depends) => depends.as_array()?.iter().map(one).collect(),
    }
}

/// The statements that can be read, and whether these are all.
pub(super) fn read_statements(statements: &Value) -> (Vec<Statement>, bool) {
    let statements: &[Value] = match statements {
        Value::Array(statements) => statements,
        one @ Value::Object(_) => std::slice::from_ref(one),
        _ => return (Vec::new(), false),
    };
    let read: Vec<Statement> = statements.iter().filter_map(read_statement).collect();
    let all = read.len() == statements.len();
    (read, all)
}

/// `None` where effect, actions or resources cannot be read.
pub(super) fn read_statement(statement: &Value) -> Option<Statement> {
    let allow = match text(statement, "Effect")?.to_ascii_lowercase().as_str() {
        "allow" => true,
        "deny" => false,
        _ => return None,
    };
    // Rule 2: `NotAction` beside `Action` is ignored.
    let not_action = statement.get("Action").is_none();
    let actions = list(statement.get(if not_action { "NotAction" } else { "Action" })?)?;
    let resources = match statement.get("Resource") {
        Some(resources) => Some(list(resources.get("uri").unwrap_or(resources))?),
        None => None,
    };
    let conditions = statement.get("Condition").map(read_conditions).unwrap_or_default();
    Some(Statement { allow, not_action, actions, resources, conditions })
}

/// A list of strings; a single string counts as one. `None` where something else is there.
pub(super) fn list(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(values) => values.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
        Value::String(value) => Some(vec![value.clone()]),
        _ => None,
    }
}

pub(super) fn read_conditions(value: &Value) -> Vec<Condition> {
    let unreadable = |operator: &str| Condition { operator: operator.to_owned(), key: String::new(), values: None };
    let Value::Object(operators) = value else { return vec![unreadable("")] };
    let mut conditions = Vec::new();
    for (operator, keys) in operators {
        let Value::Object(keys) = keys else {
            conditions.push(unreadable(operator));
            continue;
        };
        for (key, values) in keys {
            let values = match values {
                Value::Array(values) => Some(values.iter().map(|value| value.as_str().map(str::to_owned)).collect()),
                Value::String(value) => Some(vec![Some(value.clone())]),
                _ => None,
            };
            conditions.push(Condition { operator: operator.clone(), key: key.clone(), values });
        }
    }
    conditions
}

/// The strings of an array.
pub(super) fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}
