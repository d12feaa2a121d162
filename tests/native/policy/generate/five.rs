//! What is of version 5.0: identity policies, session policies, SCPs, and who asks.

use serde_json::{Map, Value, json};

use super::{Choices, TYPES, Theme, Type, Unread, other_case, wild};

/// Whether the engine is asked of it.
pub(super) const ARE_COMPARED: bool = true;

/// Its questions.
pub(crate) const CODES: &[&str] = &[
    "aliasCounts",
    "aliasNot",
    "aliasWildcard",
    "denyAcross",
    "emptyList",
    "ipForm",
    "keyCase",
    "keyUnsupported",
    "nativeOpenStack",
    "noQualifier",
    "scalar",
    "scpAlias",
    "scpNative",
    "serviceSupport",
    "sessionLegacy",
    "setEmpty",
    "setIfExists",
    "urnCase",
    "variables",
    "wildcardSegments",
    "wildcardService",
    "wrongType",
];

/// What asks for it, and the actions that it turns around: documented rows and inferred ones, with and without aliases.
const SUBJECTS: &[(Option<&str>, Option<&str>, &[&str])] = &[
    (Some("huawei"), None, &["ecs:cloudServers:showServerPassword", "ecs:cloudServers:get"]),
    (
        Some("huawei"),
        Some("GET /v1/{project_id}/cloudservers/{server_id}/os-server-password"),
        &["ecs:cloudServers:showServerPassword", "ecs:cloudServers:get"],
    ),
    (Some("huawei"), None, &["ecs:cloudServers:showResetPasswordFlag", "ecs:cloudServers:get"]),
    (Some("huawei"), None, &["ecs:cloudServers:deletePassword"]),
    (Some("huawei"), None, &["ecs:cloudServers:resetServerPwd"]),
    (Some("huawei"), None, &["ecs:cloudServers:createServers", "ecs:cloudServers:create"]),
    (Some("huawei"), None, &["ecs:cloudServers:showServer", "ecs:cloudServers:get"]),
    (Some("otc"), None, &["ecs:cloudServers:showServer", "ecs:cloudServers:get"]),
    (Some("huawei"), None, &["ecs:serverPasswords:manage"]),
    (Some("otc"), None, &["ecs:serverPasswords:manage"]),
    (
        Some("huawei"),
        Some("GET /v2.1/{project_id}/servers/{server_id}/os-server-password"),
        &["ecs:serverPasswords:manage"],
    ),
    (None, None, &["sts::tagSession"]),
    (None, None, &["iam::listAccessKeys", "iam:users:list"]),
];

/// What most statements of version 5.0 turn around, where random ones seldom meet it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Focus {
    Nothing,
    Addresses,
    Sets,
    WrongTypes,
    Variables,
    Urns,
    OtherActions,
    Keyless,
}

/// Turns a theme to version 5.0; the others keep what they have.
pub(super) fn turn(choices: &mut Choices<'_>, theme: &mut Theme) {
    theme.five = choices.one(&[0, 0, 0, 50, 70]);
    if theme.five == 0 {
        return;
    }
    if choices.percent(40) {
        theme.focus = choices.one(&[
            Focus::Addresses,
            Focus::Sets,
            Focus::WrongTypes,
            Focus::Variables,
            Focus::Urns,
            Focus::OtherActions,
            Focus::Keyless,
        ]);
        (theme.conditions, theme.unread) = (60, theme.unread.min(20));
    }
    let rows = if matches!(theme.focus, Focus::OtherActions | Focus::Keyless) { &SUBJECTS[..3] } else { SUBJECTS };
    if rows.len() == 3 || choices.percent(65) {
        let (cloud, api, actions) = choices.one(rows);
        theme.cloud = cloud;
        theme.subject = api.map(|api| json!({ "api": api }));
        theme.actions = actions.iter().map(|action| (*action).to_owned()).collect();
        if choices.percent(30) {
            theme.actions.push(choices.one(super::CATALOGUED).to_owned());
        }
    }
}

/// What an entry is, and with which level.
pub(super) fn entry(choices: &mut Choices<'_>, theme: &Theme, unread: Unread) -> Value {
    let mut entry = json!({ "name": choices.one(&["A", "B", "C"]) });
    let mut limit = true;
    match choices.below(100) {
        0..35 => limit = false,
        35..60 if theme.focus != Focus::Nothing => limit = false,
        35..50 => (limit, entry["kind"]) = (false, "identity".into()),
        50..70 => entry["kind"] = "session".into(),
        _ => {
            entry["kind"] = "scp".into();
            if choices.percent(75) {
                entry["level"] = choices.one(&[json!("root"), json!("root"), json!("account"), json!(1), json!("1")]);
            }
        }
    }
    match unread {
        Unread::Said => entry["unread"] = choices.one(&["403", "not read: the service answered 500", "?"]).into(),
        Unread::NoJson => entry["raw"] = choices.one(super::NO_JSON).into(),
        _ => {
            // A document of 1.x as a limit is none.
            let old = limit && choices.percent(4);
            entry["document"] =
                if old { super::document(choices, theme, unread) } else { document(choices, theme, unread, limit) };
            entry["text"] = super::text(choices, theme, unread);
        }
    }
    if choices.percent(theme.scopes / 3) {
        entry["scope"] = super::scope(choices);
    }
    if unread != Unread::Said && choices.percent(10) {
        entry["catalog"] = choices.one(&["BASE", "CUSTOMED"]).into();
    }
    entry
}

fn document(choices: &mut Choices<'_>, theme: &Theme, unread: Unread, limit: bool) -> Value {
    let mut statements: Vec<Value> = (0..=choices.below(3)).map(|_| statement(choices, theme)).collect();
    if limit && choices.percent(40) {
        statements.push(json!({ "Effect": "Allow", "Action": ["*"] }));
    }
    if unread == Unread::Statement {
        for _ in 0..=choices.below(2) {
            let place = choices.below(statements.len() + 1);
            statements.insert(place, unreadable(choices, theme));
        }
    }
    let version = if choices.percent(10) { json!(5.0) } else { json!("5.0") };
    let mut policy = json!({ "Version": version, "Statement": statements });
    match unread {
        Unread::Version => {
            policy["Version"] = choices.one(&[json!("5"), json!(5), json!("5.1"), json!("1.1"), json!(" 5.0")])
        }
        Unread::NoStatements => {
            policy["Statement"] = choices.one(&[json!("x"), json!(5), Value::Null]);
            if choices.percent(40) {
                policy.as_object_mut().unwrap().remove("Statement");
            }
        }
        Unread::Depends => policy["Statement"][0]["Principal"] = json!({ "IAM": ["1"] }),
        Unread::NoPolicy => {
            return choices.one(&[json!([policy]), json!("none"), json!({ "roles": [policy] }), json!({})]);
        }
        _ => match choices.below(100) {
            0..4 => policy["Statement"] = policy["Statement"][0].clone(),
            4..6 => policy["Statement"] = json!([]),
            _ => {}
        },
    }
    if choices.percent(4) {
        policy["Depends"] = json!([super::dependency(choices)]);
    }
    if choices.percent(8) {
        policy = json!({ "display_name": choices.one(&["A", "B"]), "catalog": "BASE", "policy": policy });
    }
    policy
}

fn effect(choices: &mut Choices<'_>) -> &'static str {
    match choices.below(100) {
        0..62 => "Allow",
        62..96 => "Deny",
        96 => "allow",
        97 => "DENY",
        _ => "Allow",
    }
}

fn statement(choices: &mut Choices<'_>, theme: &Theme) -> Value {
    if theme.focus != Focus::Nothing && choices.percent(75) {
        return focused(choices, theme);
    }
    let mut statement = json!({ "Effect": effect(choices) });
    let member = if choices.percent(14) { "NotAction" } else { "Action" };
    let patterns: Vec<Value> = (0..=choices.below(3)).map(|_| pattern(choices, theme).into()).collect();
    statement[member] = listed(choices, patterns);
    if choices.percent(25) {
        let member = if choices.percent(30) { "NotResource" } else { "Resource" };
        let mut urns: Vec<Value> = (0..=choices.below(2)).map(|_| urn_pattern(choices, theme).into()).collect();
        if choices.percent(6) {
            urns.push(json!("*"));
        }
        statement[member] = listed(choices, urns);
    }
    if choices.percent(theme.conditions) {
        statement["Condition"] = conditions(choices, theme);
    }
    if choices.percent(10) {
        statement["Sid"] = choices.one(&[json!(""), json!("Sid1"), json!("Sid1"), json!(5)]);
    }
    statement
}

/// One that little but the focus hinders.
fn focused(choices: &mut Choices<'_>, theme: &Theme) -> Value {
    let actions = choices.one(&[theme.actions.clone(), theme.actions[..1].to_vec(), vec!["*".to_owned()]]);
    let mut statement = json!({ "Effect": choices.one(&["Allow", "Allow", "Deny"]), "Action": actions });
    let exists = choices.one(&["", "", "IfExists"]);
    let mut condition = |operator: String, key: &str, values: Value| {
        statement["Condition"] = json!({ operator: { key: values } });
    };
    match theme.focus {
        Focus::Nothing => {}
        Focus::Addresses => {
            let dashed = choices.percent(60);
            let of = if dashed { DASHED } else { RANGES };
            let ranges: Vec<&str> = (0..=choices.below(2)).map(|_| choices.one(of)).collect();
            let operator = choices.one(&["IpAddress", "NotIpAddress"]);
            condition(
                format!("{operator}{exists}"),
                choices.one(&["g:SourceIp", "g:SourceIp", "g:sourceip"]),
                json!(ranges),
            );
        }
        Focus::Sets => {
            let operator = choices.one(&["StringEquals", "StringNotEquals", "StringMatch"]);
            let prefix = choices.one(&["", "ForAnyValue:", "ForAllValues:"]);
            let words: Vec<String> = (0..=choices.below(2)).map(|_| choices.one(&theme.words)).collect();
            condition(format!("{prefix}{operator}{exists}"), choices.one(&["g:TagKeys", "ecs:imageID"]), json!(words));
        }
        Focus::WrongTypes => {
            let (operator, key, value) = choices.one(&[
                ("StringNotEquals", "g:MFAPresent", "true"),
                ("StringEquals", "g:MFAPresent", "true"),
                ("NumberNotEquals", "g:UserName", "1"),
                ("NotIpAddress", "g:CurrentTime", "192.0.2.1"),
                ("StringNotMatch", "g:sourceip", "192.*"),
                ("Bool", "g:MFAAge", "true"),
                ("StringNotEquals", "ecs:Flag", "true"),
            ]);
            let prefix = choices.one(&["", "", "ForAnyValue:", "ForAllValues:"]);
            condition(format!("{prefix}{operator}{exists}"), key, json!([value]));
        }
        Focus::Variables if choices.percent(60) => {
            let operator = choices.one(&["StringEquals", "StringNotEquals", "StringMatch", "StringEqualsIgnoreCase"]);
            let variable = choices.one(&["${g:PrincipalTag/team}", "${g:PrincipalTag/team}*", "${g:TagKeys}"]);
            condition(format!("{operator}{exists}"), "g:UserName", json!([variable]));
        }
        Focus::Variables => statement["Resource"] = json!([format!("ecs:*:*:instance:{}", choices.one(VARIABLES))]),
        Focus::Urns => {
            let urns: Vec<String> = (0..=choices.below(2)).map(|_| urn_pattern(choices, theme)).collect();
            statement[choices.one(&["Resource", "Resource", "NotResource"])] = json!(urns);
        }
        Focus::OtherActions => {
            statement.as_object_mut().unwrap().remove("Action");
            let actions = ["ecs:cloudServers:get", "ecs:cloudServers:*get", "ecs:*:get*", "iam:*:*"];
            statement["NotAction"] = json!([choices.one(&actions)]);
        }
        Focus::Keyless => {
            let operator = choices.one(&["StringEquals", "StringNotEquals"]);
            let key = choices.one(&["g:ResourceTag/team", "g:resourcetag/team", "g:EnterpriseProjectId"]);
            let words: Vec<String> = (0..=choices.below(2)).map(|_| choices.one(&theme.words)).collect();
            condition(format!("{operator}{exists}"), key, json!(words));
        }
    }
    statement
}

/// As a list, and seldom as one, or without any.
fn listed(choices: &mut Choices<'_>, values: Vec<Value>) -> Value {
    match choices.below(50) {
        0..47 => values.into(),
        47..49 => values[0].clone(),
        _ => json!([]),
    }
}

/// A statement of which something cannot be read.
fn unreadable(choices: &mut Choices<'_>, theme: &Theme) -> Value {
    let mut statement = statement(choices, theme);
    let pattern = Value::from(pattern(choices, theme));
    match choices.below(8) {
        0 => statement["Effect"] = choices.one(&[json!("Permit"), json!(["Allow"]), Value::Null]),
        1 => drop(statement.as_object_mut().unwrap().remove("Effect")),
        2..4 => (statement["Action"], statement["NotAction"]) = (json!([pattern]), json!([pattern])),
        4 => (statement["Resource"], statement["NotResource"]) = (json!(["*"]), json!(["*"])),
        5 => {
            for member in ["Action", "NotAction"] {
                statement.as_object_mut().unwrap().remove(member);
            }
        }
        6 => {
            let member = choices.one(&["Action", "NotAction", "Resource", "NotResource"]);
            statement[member] = choices.one(&[json!([5, pattern]), json!(5), json!({ "uri": [pattern] }), Value::Null]);
        }
        _ => return choices.one(&[json!("Allow"), json!([statement]), Value::Null, json!({})]),
    }
    statement
}

fn pattern(choices: &mut Choices<'_>, theme: &Theme) -> String {
    let action = choices.one(&theme.actions);
    if choices.percent(30) {
        return action;
    }
    let mut segments: Vec<String> = action.split(':').map(str::to_owned).collect();
    for (index, segment) in segments.iter_mut().enumerate() {
        if choices.percent(if index == 0 { 12 } else { 35 }) {
            *segment = wild(choices, segment);
        }
        if choices.percent(8) {
            *segment = other_case(choices, segment);
        }
    }
    match choices.below(100) {
        0..72 => segments.join(":"),
        72..78 => "*".to_owned(),
        78..82 => format!("{}:*", segments[0]),
        82..84 => format!("{}:{}*", segments[0], segments[1]),
        84..86 => format!("{}:*{}", segments[0], segments[2]),
        86..88 => format!("{}*", segments[0]),
        88..89 => format!("{}:{}", segments[0], segments[1]),
        89..91 => format!("{}:*:*:*", segments[0]),
        91..93 => format!("*{}", segments[2]),
        93..95 => format!("{}::{}", segments[0], segments[2]),
        95..96 => format!(" {}", segments.join(":")),
        96..97 => String::new(),
        97..98 => "${g:UserName}".to_owned(),
        _ => "*:*".to_owned(),
    }
}

const VARIABLES: &[&str] = &[
    "${g:UserName}",
    "${g:UserName}",
    "${g:PrincipalTag/team}",
    "${g:TagKeys}",
    "${g:username}",
    "${}",
    "${g:UserName",
    "${x${g:UserName}",
    "${g:UserName}${g:PrincipalTag/team}",
];

fn urn_pattern(choices: &mut Choices<'_>, theme: &Theme) -> String {
    let resource = choices.one(super::RESOURCES);
    let mut segments: Vec<String> = resource.split(':').map(str::to_owned).collect();
    for segment in &mut segments {
        if choices.percent(25) {
            *segment = wild(choices, segment);
        }
        if choices.percent(8) {
            *segment = other_case(choices, segment);
        }
    }
    if choices.percent(15) {
        let place = choices.below(segments.len());
        segments[place] = choices.one(VARIABLES).to_owned();
    }
    match choices.below(20) {
        0 => segments[..segments.len() - 1].join(":"),
        1 => format!("{}:*", segments.join(":")),
        2 => "*:*:*:*:*".to_owned(),
        3 => "ecs:*".to_owned(),
        4 => format!("ecs:*:{}", choices.one(&theme.words)),
        5 => "ecs:*i1".to_owned(),
        _ => segments.join(":"),
    }
}

// Conditions.

/// As policies spell them.
fn keys(of: Type) -> &'static [&'static str] {
    match of {
        Type::Text => &[
            "g:UserName",
            "g:UserName",
            "g:username",
            "g:PrincipalTag/team",
            "g:PrincipalOrgID",
            "g:ResourceTag/team",
            "g:resourcetag/team",
            "g:EnterpriseProjectId",
            "g:enterpriseprojectid",
            "g:TagKeys",
            "g:TagKeys",
            "ecs:imageID",
            "ecs:ServerId",
        ],
        Type::Number => &["g:MFAAge", "g:MFAAge", "ecs:Count"],
        Type::Date => &["g:CurrentTime", "g:currenttime", "g:TokenIssueTime"],
        Type::Bool => &["g:MFAPresent", "g:MFAPresent", "g:ViaService", "ecs:Flag"],
        Type::Ip => &["g:SourceIp", "g:SourceIp", "g:VpcSourceIp", "g:sourceip"],
    }
}

/// As requests spell them.
const GIVEN: &[(&str, Type)] = &[
    ("g:PrincipalTag/team", Type::Text),
    ("g:PrincipalOrgId", Type::Text),
    ("g:ResourceTag/team", Type::Text),
    ("g:EnterpriseProjectId", Type::Text),
    ("g:TagKeys", Type::Text),
    ("ecs:imageID", Type::Text),
    ("ecs:ServerId", Type::Text),
    ("ecs:Count", Type::Number),
    ("g:TokenIssueTime", Type::Date),
    ("g:ViaService", Type::Bool),
    ("ecs:Flag", Type::Bool),
    ("g:SourceIp", Type::Ip),
    ("g:VpcSourceIp", Type::Ip),
];

const RANGES: &[&str] = &[
    "192.0.2.0/24",
    "192.0.2.128/25",
    "0.0.0.0/0",
    "::/0",
    "2001:db8::/32",
    "192.0.2.0-192.0.2.200",
    "192.0.2.129-192.0.2.129",
    "192.0.2.200-192.0.2.0",
    "2001:db8::-2001:db8::ff",
    "192.0.2.0-2001:db8::1",
    "192.0.2.0/24-192.0.3.0/24",
    "192.0.2.1-",
    "192.0.2.1 - 192.0.2.9",
    "192.0.2.7/33",
    "x",
];

/// Most of them have the addresses that requests come from.
const DASHED: &[&str] =
    &["192.0.2.0-192.0.2.200", "192.0.2.7-192.0.2.7", "0.0.0.0-203.0.113.1", "2001:db8::-2001:db8::ff"];

fn good_value(choices: &mut Choices<'_>, theme: &Theme, of: Type) -> String {
    if of == Type::Text && choices.percent(70) {
        return choices.one(&theme.words);
    }
    choices
        .one(match of {
            Type::Text => super::STRINGS,
            Type::Number => super::NUMBERS,
            Type::Date => super::DATES,
            Type::Bool => super::BOOLS,
            Type::Ip => super::ADDRESSES,
        })
        .to_owned()
}

fn conditions(choices: &mut Choices<'_>, theme: &Theme) -> Value {
    if choices.percent(2) {
        return choices.one(&[json!([]), json!(null), json!("x")]);
    }
    let mut operators = Map::new();
    let most = if choices.percent(40) { 2 } else { 1 };
    for _ in 0..=choices.below(most) {
        let of = choices.one(TYPES);
        let operator = operator(choices, of);
        let keys_of = operators.entry(operator).or_insert_with(|| json!({}));
        let other = if choices.percent(10) { choices.one(TYPES) } else { of };
        let key = choices.one(keys(other));
        let values = values(choices, theme, of);
        if let Some(keys_of) = keys_of.as_object_mut() {
            keys_of.insert(key.to_owned(), values);
        }
        if choices.percent(1) {
            *keys_of = choices.one(&[json!(null), json!(["g:UserName"]), json!({})]);
        }
    }
    operators.into()
}

const ODD_OPERATORS: &[&str] = &[
    "StringLike",
    "NumericEquals",
    "DateEquals",
    "streq",
    "numlt",
    "stringequals",
    "NullIfExists",
    "ForAnyValue:Null",
    "IpAddressIfExistsIfExists",
    "ForAllValue:StringEquals",
    "ForAnyValue:",
    "ipaddress",
    "NotBool",
];

fn operator(choices: &mut Choices<'_>, of: Type) -> String {
    match choices.below(100) {
        0..8 => return "Null".to_owned(),
        8..11 => return choices.one(ODD_OPERATORS).to_owned(),
        _ => {}
    }
    let bare = choices.one(match of {
        Type::Text => &[
            "StringEquals",
            "StringEquals",
            "StringNotEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringMatch",
            "StringNotMatch",
            "StringStartWith",
            "StringNotStartWith",
            "StringEndWith",
            "StringNotEndWith",
        ][..],
        Type::Number => &[
            "NumberEquals",
            "NumberNotEquals",
            "NumberLessThan",
            "NumberLessThanEquals",
            "NumberGreaterThan",
            "NumberGreaterThanEquals",
        ],
        Type::Date => &["DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"],
        Type::Bool => &["Bool"],
        Type::Ip => &["IpAddress", "NotIpAddress"],
    });
    let prefix = choices.one(&["", "", "", "", "ForAnyValue:", "ForAllValues:"]);
    let suffix = if choices.percent(25) { "IfExists" } else { "" };
    format!("{prefix}{bare}{suffix}")
}

fn values(choices: &mut Choices<'_>, theme: &Theme, of: Type) -> Value {
    let value = |choices: &mut Choices<'_>| -> Value {
        match choices.below(100) {
            0..45 if of == Type::Ip => choices.one(RANGES).into(),
            0..12 if of == Type::Text => {
                let variable = choices.one(VARIABLES);
                choices.one(&[variable.to_owned(), format!("{variable}*"), format!("a{variable}")]).into()
            }
            0..78 => good_value(choices, theme, of).into(),
            78..80 => choices.one(&[json!(5), json!(true), json!(null)]),
            80..88 => choices.one(super::BOOLS).into(),
            _ => choices
                .one(match of {
                    Type::Text => super::STRING_PATTERNS,
                    Type::Number => super::BAD_NUMBERS,
                    Type::Date => super::BAD_DATES,
                    Type::Bool => super::BAD_BOOLS,
                    Type::Ip => RANGES,
                })
                .into(),
        }
    };
    match choices.below(50) {
        0..44 => (0..=choices.below(3)).map(|_| value(choices)).collect(),
        44..48 => value(choices),
        _ => choices.one(&[json!([]), json!(null), json!(5), json!({})]),
    }
}

// Checks.

pub(super) fn context(choices: &mut Choices<'_>, theme: &Theme, context: &mut Map<String, Value>) {
    for (key, of) in GIVEN {
        let values = match choices.below(100) {
            0..50 => {
                let several = theme.several || matches!(*key, "g:TagKeys" | "ecs:imageID");
                (0..=choices.below(if several { 3 } else { 1 })).map(|_| good_value(choices, theme, *of)).collect()
            }
            50..70 => choices.one(&[json!(null), json!([])]),
            70..71 => json!(["x"]),
            _ => continue,
        };
        let key = if choices.percent(4) { other_case(choices, key) } else { (*key).to_owned() };
        context.entry(key).or_insert(values);
    }
}

pub(super) fn principal(choices: &mut Choices<'_>) -> Value {
    choices.one(&[
        json!({ "root": true }),
        json!({ "managementAccount": true }),
        json!({ "root": true, "managementAccount": true }),
        json!({ "model": "identity" }),
        json!({ "model": "identity", "managementAccount": true }),
        json!({ "root": false }),
        json!({}),
    ])
}

/// What may have stood where something of version 5.0 was not read.
pub(crate) fn hidden_statement(choices: &mut Choices<'_>) -> Value {
    json!({ "Effect": choices.one(&["Allow", "Deny"]), "Action": [choices.one(&["*", "ecs:*", "ecs:*:*s*", "ecs:*:get*"])] })
}

/// A whole document of them.
pub(crate) fn hidden_document(choices: &mut Choices<'_>) -> Value {
    let statements: Vec<Value> = (0..choices.below(3)).map(|_| hidden_statement(choices)).collect();
    json!({ "Version": "5.0", "Statement": statements })
}
