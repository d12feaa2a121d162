//! Random sets of policies and random questions, from alphabets so small that patterns, conditions, scopes and names meet.

use std::sync::Arc;

use ecs_password::policy::catalog::{self, Api};
use ecs_password::policy::{Check, PolicySet};
use ecs_password::{Cloud, OperationName};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::{Map, Value, json};

/// One entry of a set; its text is written when it is needed, so that statements can be added and moved.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub(crate) name: &'static str,
    pub(crate) catalog: Option<&'static str>,
    pub(crate) scope: Option<Value>,
    pub(crate) version: &'static str,
    pub(crate) depends: Vec<Value>,
    /// `catalog` and `flag` of the envelope, where there is one.
    pub(crate) envelope: Option<(&'static str, &'static str)>,
    pub(crate) statements: Vec<Value>,
    pub(crate) layout: Layout,
    /// Why it is given without a text.
    pub(crate) unread: Option<&'static str>,
    pub(crate) kind: Option<&'static str>,
    pub(crate) level: Option<&'static str>,
    /// Whether it says who may assume an agency, which no policy of a user does.
    pub(crate) trust: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    Compact,
    Pretty,
    /// Lines end with CRLF, characters beyond the BMP go first, and strings have escapes.
    Odd,
}

impl Policy {
    pub(crate) fn value(&self) -> Value {
        let mut policy = json!({ "Version": self.version, "Statement": self.statements });
        if self.trust {
            let trust = json!({ "Effect": "Allow", "Action": ["sts:agencies:assume"], "Principal": { "IAM": ["1"] } });
            policy["Statement"].as_array_mut().unwrap().push(trust);
        }
        if !self.depends.is_empty() {
            policy["Depends"] = json!(self.depends);
        }
        match self.envelope {
            None => policy,
            Some((catalog, flag)) => {
                let name = self.name;
                json!({ "role": { "display_name": name, "catalog": catalog, "flag": flag, "policy": policy } })
            }
        }
    }

    pub(crate) fn text(&self) -> String {
        let pretty = || serde_json::to_string_pretty(&self.value()).unwrap();
        match self.layout {
            Layout::Compact => self.value().to_string(),
            Layout::Pretty => pretty(),
            Layout::Odd => {
                let text = pretty().replacen('{', "{ \"\u{1f511}ü\": \"\u{1f600}\",", 1);
                text.replace('\n', "\r\n").replace("\"ecs:", "\"\\u0065cs:").replace("\"g:", "\"\\u0067:")
            }
        }
    }

    pub(crate) fn entry(&self) -> Value {
        let mut entry = match self.unread {
            Some(cause) => json!({ "name": self.name, "unread": cause, "scope": self.scope }),
            None => json!({ "name": self.name, "document": self.text(), "scope": self.scope, "catalog": self.catalog }),
        };
        for (member, value) in [("kind", self.kind), ("level", self.level)] {
            if let Some(value) = value {
                entry[member] = value.into();
            }
        }
        entry
    }

    pub(crate) fn is_five(&self) -> bool {
        self.version == "5.0" && self.unread.is_none()
    }

    /// Whether it grants nothing, whatever it says.
    pub(crate) fn is_limit(&self) -> bool {
        self.kind.is_some_and(|kind| kind != "identity")
    }

    /// Whether nothing of it is read.
    pub(crate) fn is_unread(&self) -> bool {
        self.unread.is_some() || self.trust || (self.is_limit() && self.version != "5.0")
    }

    /// Whether this statement of it is not read.
    pub(crate) fn is_unread_statement(&self, statement: &Value) -> bool {
        let both = |one: &str, other: &str| statement.get(one).is_some() && statement.get(other).is_some();
        is_unread(statement) || (self.version == "5.0" && both("Action", "NotAction"))
    }

    /// The statement as it can be added and says nothing of the document.
    pub(crate) fn plain(&self, mut statement: Value) -> Value {
        if self.version == "5.0" && statement.get("Action").is_some() {
            statement.as_object_mut().unwrap().remove("NotAction");
        }
        for member in ["Action", "NotAction", "Resource"] {
            if statement[member].is_string() {
                statement[member] = json!([statement[member]]);
            }
        }
        statement
    }
}

pub(crate) fn set(policies: &[Policy]) -> PolicySet {
    PolicySet::from_input(&policies.iter().map(Policy::entry).collect()).unwrap()
}

pub(crate) fn asked(ask: &Value) -> Check {
    Check::from_input(ask).unwrap()
}

/// The actions that are asked for: renamed ones and their former names, ones with and without marks, and two services
/// that no catalogue has.
const ACTIONS: &[&str] = &[
    "ecs:serverPasswords:manage",
    "ecs:servers:list",
    "ecs:cloudServers:showServer",
    "ecs:cloudServers:get",
    "ecs:cloudServers:showServerPassword",
    "ecs:cloudServers:createServers",
    "ecs:cloudServers:create",
    "ECS:cloudservers:SHOWSERVER",
    "vpc:publicIps:create",
    "evs:volumes:list",
    "iam:users:list",
    "obs:bucket:list",
];

const PATTERNS: &[&str] = &[
    "ecs:serverPasswords:manage",
    "ecs:servers:list",
    "ecs:cloudServers:showServer",
    "ecs:cloudServers:get",
    "ecs:cloudServers:create",
    "ecs:cloudServers:create*",
    "ecs:cloudServers:*",
    "ecs:*:*",
    "ecs:*:*",
    "ecs:*:get*",
    "ecs:*:*s*",
    "ecs:*",
    "ECS:*:*",
    "Ecs:cloudServers:showServer",
    "*:*:*",
    "*:*:*",
    "*:*:list",
    "*",
    "vpc:*:*",
    "iam:*:*",
    "obs:*:*",
    "ecs",
    "ecs:servers:list:x",
    "e?s:*:*",
    "ecs:*list",
];

const RESOURCES: &[&str] =
    &["*", "ecs:*:*:instance:*", "ECS:r:*:INSTANCE:i", "ecs:*:*:instance:j", "/v1/servers", "ecs:*"];

const ASKED_RESOURCES: &[&str] = &["ecs:r:a:instance:i", "ecs:r:a:instance:j", "/v1/servers", "obs:::bucket:b"];

/// Keys by the type that all operators on them have: a caller's value must fit every one of them.
const TEXT_KEYS: &[&str] = &["g:UserName", "g:ResourceTag/env"];
const SET_KEY: &str = "g:DomainName";
const KEYS: &[&str] =
    &["g:UserName", "g:ResourceTag/env", SET_KEY, "g:MFAAge", "g:CurrentTime", "g:MFAPresent", "g:SourceIp"];

pub(crate) const QUESTIONS: &[&str] = ecs_password::policy::Question::NAMES;

const TEXTS: &[&str] = &["a", "A", "ab", "b*", "?b", ""];
const NUMBERS: &[&str] = &["900", "1.5", "-1", "+0900.0", "many"];
const DATES: &[&str] = &["2026-01-01T00:00:00Z", "2026-06-01T00:00:00+02:00", "2026-01-01"];
const BOOLS: &[&str] = &["true", "FALSE", "yes"];
const RANGES: &[&str] = &["192.0.2.0/24", "192.0.2.7", "192.0.2.1-192.0.2.9", "x"];

fn one_of<T: Clone + std::fmt::Debug + 'static>(values: &'static [T]) -> impl Strategy<Value = T> + Clone {
    select(values)
}

fn some_of(values: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(values, 1..=2)
}

/// Operator, key and values.
fn condition() -> impl Strategy<Value = (String, &'static str, Value)> {
    let text = one_of(&[
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringMatch",
        "StringNotMatch",
        "StringStartWith",
        "StringNotStartWith",
        "StringEndWith",
        "StringNotEndWith",
    ]);
    let number = one_of(&[
        "NumberEquals",
        "NumberNotEquals",
        "NumberLessThan",
        "NumberLessThanEquals",
        "NumberGreaterThan",
        "NumberGreaterThanEquals",
    ]);
    let date = one_of(&["DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"]);
    let prefix = one_of(&["", "", "ForAnyValue:", "ForAllValues:"]);
    let set_prefix = one_of(&["ForAnyValue:", "ForAllValues:"]);
    let suffix = one_of(&["", "", "IfExists"]);
    let whole = |(prefix, base, suffix): (&str, &str, &str)| format!("{prefix}{base}{suffix}");
    let typed = (prefix.clone(), text.clone(), suffix.clone()).prop_map(whole);
    let typed = prop_oneof![
        4 => (typed, one_of(TEXT_KEYS), some_of(TEXTS)),
        2 => ((set_prefix, text, suffix.clone()).prop_map(whole), Just(SET_KEY), some_of(TEXTS)),
        1 => ((prefix.clone(), number, suffix.clone()).prop_map(whole), Just("g:MFAAge"), some_of(NUMBERS)),
        1 => ((prefix.clone(), date, suffix.clone()).prop_map(whole), Just("g:CurrentTime"), some_of(DATES)),
        1 => ((prefix, Just("Bool"), suffix).prop_map(whole), Just("g:MFAPresent"), some_of(BOOLS)),
        1 => (Just("Null".to_owned()), one_of(KEYS), some_of(BOOLS)),
        1 => (one_of(&["IpAddress", "NotIpAddress"]).prop_map(str::to_owned), Just("g:SourceIp"), some_of(RANGES)),
        1 => (one_of(&["StringLike", "NullIfExists", "stringEquals"]).prop_map(str::to_owned), one_of(KEYS), some_of(TEXTS)),
    ];
    prop_oneof![
        9 => typed.prop_map(|(operator, key, values)| (operator, key, json!(values))),
        1 => one_of(&["5", "{}", "\"a\"", "[1]", "[]"])
            .prop_map(|values| ("StringEquals".to_owned(), "g:UserName", values.parse().unwrap())),
    ]
}

pub(crate) fn statement(effect: impl Strategy<Value = &'static str>) -> impl Strategy<Value = Value> {
    let actions = prop_oneof![
        12 => vec(one_of(PATTERNS), 1..3).prop_map(|patterns| json!({ "Action": patterns })),
        1 => vec(one_of(PATTERNS), 1..3).prop_map(|patterns| json!({ "NotAction": patterns })),
        1 => one_of(PATTERNS).prop_map(|pattern| json!({ "Action": pattern, "NotAction": ["*"] })),
    ];
    let conditions = prop_oneof![3 => Just(Vec::new()), 2 => vec(condition(), 1..3)];
    let sid = weighted(0.1, one_of(&["", "Sid1"]));
    (effect, actions, weighted(0.25, some_of(RESOURCES)), conditions, sid).prop_map(
        |(effect, mut statement, resources, conditions, sid)| {
            statement["Effect"] = json!(effect);
            if let Some(sid) = sid {
                statement["Sid"] = json!(sid);
            }
            if let Some(resources) = resources {
                statement["Resource"] = json!(resources);
            }
            if !conditions.is_empty() {
                let mut operators = json!({});
                for (operator, key, values) in conditions {
                    operators[operator][key] = values;
                }
                statement["Condition"] = operators;
            }
            statement
        },
    )
}

/// One that is read.
pub(crate) fn read_statement() -> impl Strategy<Value = Value> {
    statement(one_of(&["Allow", "Allow", "Allow", "Deny", "Deny", "allow"]))
}

/// One that is not read: its effect, its actions or its resources are none.
pub(crate) fn unread_statement() -> impl Strategy<Value = Value> {
    let spoilt = one_of(&[
        ("Effect", "\"Permit\""),
        ("Effect", "null"),
        ("Action", "7"),
        ("Action", "[\"ecs:*:*\", null]"),
        ("Resource", "null"),
        ("Resource", "[\"*\", {}]"),
    ]);
    (read_statement(), spoilt).prop_map(|(mut statement, (member, value))| {
        statement[member] = value.parse().unwrap();
        statement
    })
}

/// Whether [`unread_statement`] made it.
pub(crate) fn is_unread(statement: &Value) -> bool {
    let strings =
        |value: &Value| value.is_string() || value.as_array().is_some_and(|all| all.iter().all(Value::is_string));
    let read = |name: &str| statement.get(name).is_none_or(strings);
    let effect = statement["Effect"].as_str().is_some_and(|effect| effect != "Permit");
    !(effect && read("Action") && read("Resource"))
}

fn any_statement() -> impl Strategy<Value = Value> {
    prop_oneof![29 => read_statement(), 1 => unread_statement()]
}

pub(crate) fn scope() -> impl Strategy<Value = Option<Value>> {
    let scopes = || {
        vec![
            json!({ "kind": "project", "id": "p" }),
            json!({ "kind": "project", "id": "p" }),
            json!({ "kind": "project", "id": "q" }),
            json!({ "kind": "allProjects" }),
            json!({ "kind": "allResources" }),
            json!({ "kind": "global" }),
            json!({ "kind": "enterpriseProject", "id": "p" }),
            json!({ "kind": "enterpriseProject", "id": "p" }),
            json!({ "kind": "enterpriseProject", "id": "e" }),
            json!({ "kind": "enterpriseProjects" }),
            json!({ "kind": "otherProjects", "id": "q" }),
        ]
    };
    weighted(0.7, select(scopes()))
}

/// Any that is read as a whole.
pub(crate) fn read_policy() -> impl Strategy<Value = Policy> {
    (policy(), vec(read_statement(), 1..4)).prop_map(|(policy, statements)| {
        let statements = statements.into_iter().map(|statement| policy.plain(statement)).collect();
        let kind = policy.kind.filter(|_| policy.version == "5.0");
        Policy { statements, kind, level: policy.level.filter(|_| kind == Some("scp")), unread: None, ..policy }
    })
}

/// Of which version a policy is, and of what kind.
fn version() -> impl Strategy<Value = (&'static str, Option<&'static str>, Option<&'static str>)> {
    let levels = || one_of(&[None, Some("root"), Some("root"), Some("account")]);
    let five = prop_oneof![
        5 => one_of(&[None, None, Some("identity")]).prop_map(|kind| ("5.0", kind, None)),
        2 => Just(("5.0", Some("session"), None)),
        2 => levels().prop_map(|level| ("5.0", Some("scp"), level)),
    ];
    prop_oneof![
        20 => one_of(&["1.1", "1.1", "1.0"]).prop_map(|version| (version, None, None)),
        8 => five,
        1 => levels().prop_map(|level| ("1.1", Some("scp"), level)),
    ]
}

/// Any, a few of which are not read as a whole.
fn policy() -> impl Strategy<Value = Policy> {
    let needed = one_of(&[("BASE", "one"), ("BASE", "two"), ("CUSTOMED", "one")]);
    let needed = needed.prop_map(|(catalog, name)| json!({ "catalog": catalog, "display_name": name }));
    let depends = prop_oneof![6 => Just(Vec::new()), 1 => vec(needed, 1..3)];
    let envelope = one_of(&[("BASE", "-"), ("BASE", "fine_grained"), ("CUSTOMED", "-")]);
    let layout = one_of(&[Layout::Compact, Layout::Compact, Layout::Pretty, Layout::Odd]);
    (
        one_of(&["one", "two", "three"]),
        one_of(&[None, Some("BASE"), Some("CUSTOMED")]),
        scope(),
        version(),
        depends,
        weighted(0.2, envelope),
        vec(any_statement(), 1..4),
        layout,
        weighted(0.04, one_of(&["the list was refused"])),
    )
        .prop_map(|(name, catalog, scope, of, depends, envelope, statements, layout, unread)| {
            let (version, kind, level) = of;
            let trust = false;
            Policy { name, catalog, scope, version, depends, envelope, statements, layout, unread, kind, level, trust }
        })
}

/// A policy whose statements concern everything, so that what they lack and where they are attached decides.
fn narrow() -> impl Strategy<Value = Policy> {
    let limits = one_of(&[
        "{}",
        "{}",
        "{}",
        r#"{ "Resource": ["ecs:*:*:instance:i"] }"#,
        r#"{ "Resource": ["ecs:*:*:instance:*"] }"#,
        r#"{ "Condition": { "StringEquals": { "g:UserName": ["a"] } } }"#,
        r#"{ "Condition": { "StringNotEquals": { "g:UserName": ["a"] } } }"#,
        r#"{ "Condition": { "StringStartWith": { "g:ResourceTag/env": ["A"] } } }"#,
    ]);
    let pattern = one_of(&["*:*:*", "*:*:*", "ECS:*:*", "ecs:*:*s", "ecs:*:*get*"]);
    let statement = (one_of(&["Allow", "Deny"]), pattern, limits).prop_map(|(effect, pattern, limits)| {
        let mut statement: Value = limits.parse().unwrap();
        (statement["Effect"], statement["Action"]) = (json!(effect), json!([pattern]));
        statement
    });
    let scopes = select(vec![
        None,
        Some(json!({ "kind": "project", "id": "p" })),
        Some(json!({ "kind": "allProjects" })),
        Some(json!({ "kind": "enterpriseProject", "id": "p" })),
        Some(json!({ "kind": "enterpriseProject", "id": "p" })),
        Some(json!({ "kind": "enterpriseProjects" })),
        Some(json!({ "kind": "otherProjects", "id": "q" })),
    ]);
    (policy(), scopes, vec(statement, 1..3)).prop_map(|(policy, scope, statements)| {
        let (name, depends, envelope) = ("narrow", Vec::new(), None);
        Policy { name, scope, depends, envelope, statements, ..policy }
    })
}

pub(crate) fn policies() -> impl Strategy<Value = Vec<Policy>> {
    let policies = prop_oneof![2 => vec(policy(), 1..5), 1 => vec(narrow(), 2..4)];
    (policies, weighted(0.25, (any::<Index>(), granted_twice()))).prop_map(|(mut policies, again)| {
        if let Some((place, scopes)) = again {
            let place = place.index(policies.len());
            let name = "again";
            policies.push(Policy { name, ..policies[place].clone() });
            let last = policies.len() - 1;
            for (place, scope) in [place, last].into_iter().zip(scopes) {
                policies[place].scope = Some(scope);
            }
        }
        policies
    })
}

/// The two places where Huawei Cloud wants a policy of OBS, in either order.
fn granted_twice() -> impl Strategy<Value = [Value; 2]> {
    let in_projects = select(vec![
        json!({ "kind": "project", "id": "p" }),
        json!({ "kind": "project", "id": "q" }),
        json!({ "kind": "allProjects" }),
        json!({ "kind": "otherProjects", "id": "q" }),
    ]);
    (in_projects, any::<bool>()).prop_map(|(in_projects, turned)| {
        let global = json!({ "kind": "global" });
        if turned { [in_projects, global] } else { [global, in_projects] }
    })
}

/// A value that the caller may give for a context key: null is "the request does not have it".
fn given(key: &'static str) -> impl Strategy<Value = Value> {
    let one = |values: &'static [&'static str]| one_of(values).prop_map(|value| vec![value]).boxed();
    let present = match key {
        "g:MFAAge" => one(&["900", "1.50", "-1", "7"]),
        "g:CurrentTime" => one(&["2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-05-31T22:00:00Z"]),
        "g:MFAPresent" => one(&["true", "False"]),
        "g:SourceIp" => one(&["192.0.2.7", "203.0.113.1"]),
        SET_KEY => subsequence(&["a", "A", "ab", "xb"][..], 1..=3).boxed(),
        _ => one(&["a", "A", "ab", "xB", "ba"]),
    };
    prop_oneof![1 => Just(Value::Null), 2 => present.prop_map(|values| json!(values))]
}

/// A fact that a question may leave open: a field of the input or, where there is a second name, a member of it.
pub(crate) type Fact = (&'static str, &'static str, Value);

pub(crate) fn fact() -> impl Strategy<Value = Fact> {
    let text = |name: &'static str, values: &'static [&'static str]| {
        one_of(values).prop_map(move |value| (name, "", json!(value))).boxed()
    };
    prop_oneof![
        4 => one_of(KEYS).prop_flat_map(|key| given(key).prop_map(move |value| ("context", key, value))),
        2 => text("projectId", &["p", "q"]),
        2 => text("enterpriseProjectId", &["p", "e"]),
        2 => text("resource", ASKED_RESOURCES),
        3 => (one_of(QUESTIONS), any::<bool>()).prop_map(|(question, answer)| ("assume", question, json!(answer))),
    ]
}

/// Whether a question says nothing about this yet.
pub(crate) fn is_open(ask: &Value, (field, member, _): &Fact) -> bool {
    let found = ask.get(field);
    if member.is_empty() { found.is_none() } else { found.and_then(|object| object.get(member)).is_none() }
}

/// The question with one fact more.
pub(crate) fn with(ask: &Value, (field, member, value): &Fact) -> Value {
    let mut ask = ask.clone();
    if member.is_empty() {
        ask[field] = value.clone();
    } else {
        ask[field][member] = value.clone();
    }
    ask
}

pub(crate) fn cloud() -> impl Strategy<Value = Cloud> {
    one_of(&[Cloud::Otc, Cloud::Huawei])
}

pub(crate) fn apis(cloud: Cloud) -> &'static [Arc<Api>] {
    catalog::of(cloud).unwrap().apis()
}

/// What is known about a request: about half of the facts, and sometimes answers to questions.
pub(crate) fn known() -> impl Strategy<Value = Value> {
    let context: Vec<_> =
        KEYS.iter().map(|key| weighted(0.4, given(key)).prop_map(move |value| (*key, value))).collect();
    let answered = |name: &&'static str| {
        let name = *name;
        weighted(0.3, any::<bool>()).prop_map(move |value| (name, value))
    };
    let assume: Vec<_> = QUESTIONS.iter().map(answered).collect();
    let principal = one_of(&[
        r#"{ "root": true }"#,
        r#"{ "managementAccount": true }"#,
        r#"{ "model": "identity" }"#,
        r#"{ "root": true, "managementAccount": true }"#,
    ]);
    let principal = weighted(0.15, principal);
    let assume = weighted(0.4, assume).prop_map(Option::unwrap_or_default);
    let text = |values: &'static [&'static str]| weighted(0.6, one_of(values));
    (context, assume, text(&["p", "p", "q"]), text(&["p", "p", "e"]), text(ASKED_RESOURCES), principal).prop_map(
        |(context, assume, project, enterprise, resource, principal)| {
            let mut known = Map::new();
            let mut put = |name: &str, value: Value| drop(known.insert(name.to_owned(), value));
            let object = |members: Vec<(&str, Value)>| {
                Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            };
            put("context", object(context.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()));
            put("assume", object(assume.into_iter().filter_map(|(name, value)| Some((name, json!(value?)))).collect()));
            for (name, value) in [("projectId", project), ("enterpriseProjectId", enterprise), ("resource", resource)] {
                if let Some(value) = value {
                    put(name, json!(value));
                }
            }
            if let Some(principal) = principal {
                put("principal", principal.parse().unwrap());
            }
            Value::Object(known)
        },
    )
}

/// A question: by action with or without cloud, by operation, or by API, renamed ones more often than their share.
pub(crate) fn ask() -> impl Strategy<Value = Value> {
    let by_action = (one_of(ACTIONS), weighted(0.6, cloud()))
        .prop_map(|(action, cloud)| json!({ "action": action, "cloud": cloud.map(Cloud::as_str) }));
    let by_operation = (one_of(OperationName::ALL), cloud()).prop_map(|(operation, cloud)| {
        let ask = |cloud: Cloud| json!({ "operation": operation.as_str(), "cloud": cloud.as_str() });
        // Some there are on one cloud alone.
        let of_clouds = [ask(cloud), ask(Cloud::Huawei)].into_iter().find(|ask| Check::from_input(ask).is_ok());
        // And one on plain OpenStack alone.
        of_clouds.unwrap_or_else(|| json!({ "operation": "getServerPassword", "cloud": cloud.as_str() }))
    });
    let by_api = (cloud(), any::<bool>(), any::<Index>()).prop_map(|(cloud, renamed, index)| {
        let wanted: Vec<&Arc<Api>> = apis(cloud).iter().filter(|api| !renamed || !api.former.is_empty()).collect();
        json!({ "api": index.get(&wanted).id, "cloud": cloud.as_str() })
    });
    let subject = prop_oneof![3 => by_action, 1 => by_operation, 2 => by_api];
    (subject, known()).prop_map(|(mut ask, known)| {
        ask.as_object_mut().unwrap().extend(known.as_object().unwrap().clone());
        ask
    })
}

pub(crate) fn asks() -> impl Strategy<Value = Vec<Value>> {
    vec(ask(), 4)
}
