//! Random sets of policies and checks, from alphabets so small that matches and near misses are common.

use serde_json::{Map, Value, json};

/// Where the choices come from: a seed, or the bytes of a fuzzer.
#[derive(Debug)]
pub(crate) enum Choices<'a> {
    /// splitmix64.
    Seed(u64),
    /// Each byte one choice; when they are used up, always the first.
    Bytes(&'a [u8]),
}

impl Choices<'_> {
    /// A number below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        match self {
            Self::Seed(state) => {
                *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                usize::try_from((mixed ^ (mixed >> 31)) % count as u64).unwrap()
            }
            Self::Bytes(bytes) => {
                let mut number = 0;
                for _ in 0..if count > 256 { 2 } else { 1 } {
                    let (first, rest) = bytes.split_first().map_or((0, *bytes), |(first, rest)| (*first, rest));
                    *bytes = rest;
                    number = number * 256 + usize::from(first);
                }
                number % count
            }
        }
    }

    fn percent(&mut self, share: usize) -> bool {
        // The first choice is always the plain one, so that a fuzzer's short input is a simple case.
        self.below(100) >= 100 - share
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

/// A set, and what is asked of it. The documents are values here, or texts where they are no JSON.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) entries: Vec<Value>,
    pub(crate) checks: Vec<Value>,
    /// Actions that a preview asks for, in the situation of each check.
    pub(crate) preview: Vec<String>,
    /// Whether every API of the cloud is asked for too.
    pub(crate) whole: bool,
}

impl Case {
    /// The entries as the engine takes them.
    pub(crate) fn input(&self) -> Vec<Value> {
        let with_text = |entry: &Value| {
            let mut entry = entry.clone();
            if let Some(document) = entry.get_mut("document").filter(|document| !document.is_string()) {
                *document = document.to_string().into();
            }
            entry
        };
        self.entries.iter().map(with_text).collect()
    }
}

/// What one case turns around.
struct Theme {
    cloud: Option<&'static str>,
    /// The actions that patterns are made of and checks ask for.
    actions: Vec<String>,
    /// An API with a former name, and the operation, where the case asks by them.
    subject: Option<Value>,
    scopes: usize,
    /// Whether both kinds of attachment apply in most entries.
    mixed: bool,
    /// Whether entries are system roles that need each other.
    roles: bool,
    conditions: usize,
    /// What conditions and requests are made of.
    text_keys: Vec<&'static str>,
    words: Vec<String>,
    /// Whether keys have several values.
    several: bool,
}

const OTHER_ACTIONS: &[&str] =
    &["iam:users:list", "evs:volumes:get", "dns:zones:list", "obs:bucket:GetBucket", "iam:agencies:assume"];

const CATALOGUED: &[&str] = &[
    "ecs:serverPasswords:manage",
    "ecs:cloudServers:get",
    "ecs:cloudServers:showServerPassword",
    "ecs:cloudServers:showServerBlockDevice",
    "ecs:cloudServers:delete",
    "ecs:cloudServers:attach",
    "ecs:servers:rebuild",
    "ecs:servers:list",
    "ecs:cloudServers:showServer",
    "ecs:cloudServers:updateMetadata",
];

/// APIs whose action was called something else before, in both clouds or in one.
const RENAMED: &[(&str, &str, &[&str])] = &[
    (
        "otc",
        "GET /v1/{project_id}/cloudservers/{server_id}/block_device/{volume_id}",
        &["ecs:cloudServers:showServerBlockDevice", "ecs:cloudServers:get"],
    ),
    (
        "otc",
        "POST /v1/{project_id}/cloudservers/delete",
        &["ecs:cloudServers:deleteServers", "ecs:cloudServers:delete"],
    ),
    ("otc", "GET /v1/{project_id}/cloudservers/{server_id}", &["ecs:cloudServers:showServer", "ecs:cloudServers:get"]),
    (
        "huawei",
        "GET /v1/{project_id}/cloudservers/{server_id}/block_device",
        &["ecs:cloudServers:listServerBlockDevices", "ecs:cloudServers:get"],
    ),
    (
        "huawei",
        "GET /v1/{project_id}/cloudservers/{server_id}/os-server-password",
        &["ecs:cloudServers:showServerPassword", "ecs:cloudServers:get"],
    ),
    (
        "huawei",
        "GET /v1/{project_id}/cloudservers/{server_id}/tags",
        &["ecs:cloudServers:showServerTags", "ecs:cloudServers:get"],
    ),
];

pub(crate) fn case(choices: &mut Choices<'_>) -> Case {
    let theme = theme(choices);
    let entries = (0..=choices.below(4)).map(|_| entry(choices, &theme)).collect();
    let checks = (0..=choices.below(3)).map(|_| check(choices, &theme)).collect();
    let mut preview = theme.actions.clone();
    preview.extend((0..choices.below(3)).map(|_| choices.one(CATALOGUED).to_owned()));
    let whole = if theme.subject.is_some() { 3 } else { 1 };
    Case { entries, checks, preview, whole: choices.percent(whole) }
}

fn theme(choices: &mut Choices<'_>) -> Theme {
    let mut cloud = choices.one(&[None, None, Some("otc"), Some("huawei")]);
    let mut actions = vec![choices.one(CATALOGUED).to_owned()];
    let mut subject = None;
    if choices.percent(30) {
        actions = vec![choices.one(OTHER_ACTIONS).to_owned()];
    }
    if choices.percent(35) {
        let (its, api, names) = choices.one(RENAMED);
        cloud = Some(its);
        actions = names.iter().map(|name| (*name).to_owned()).collect();
        subject = Some(json!({ "api": api }));
        if choices.percent(30) {
            let operation = choices.one(&["getServerPassword", "deleteServerPassword", "listServers", "getKeyPair"]);
            let version = choices.one(&["v1", "v2", "v2.1"]);
            let action = match (operation, version) {
                ("getServerPassword", "v1") => "ecs:cloudServers:showServerPassword",
                ("deleteServerPassword", "v1") => "ecs:cloudServers:deletePassword",
                ("listServers", _) => "ecs:servers:list",
                ("getKeyPair", _) => "ecs:serverKeypairs:get",
                _ => "ecs:serverPasswords:manage",
            };
            actions = vec![action.to_owned(), "ecs:cloudServers:get".to_owned()];
            subject = Some(json!({ "operation": operation, "apiVersion": version }));
            if choices.percent(30) {
                subject.as_mut().unwrap().as_object_mut().unwrap().remove("apiVersion");
            }
        }
    }
    if choices.percent(40) {
        let others = if choices.percent(50) { OTHER_ACTIONS } else { CATALOGUED };
        actions.push(choices.one(others).to_owned());
    }
    let (scopes, conditions) = (choices.one(&[0, 40, 90]), choices.one(&[0, 60, 90]));
    let text_keys = vec![choices.one(STRING_KEYS), choices.one(STRING_KEYS)];
    let word = choices.one(STRINGS);
    let edge = word.chars().take(1).collect::<String>().to_uppercase();
    let words = vec![word.to_owned(), other_case(choices, word), edge, choices.one(STRINGS).to_owned()];
    let (mixed, roles, several) = (choices.percent(20), choices.percent(15), choices.percent(40));
    let (cloud, conditions) = if mixed && subject.is_none() { (None, 0) } else { (cloud, conditions) };
    Theme { cloud, actions, subject, scopes, mixed, roles, conditions, text_keys, words, several }
}

// Entries.

fn entry(choices: &mut Choices<'_>, theme: &Theme) -> Value {
    let role = choices.percent(if theme.roles { 50 } else { 15 });
    let version = match choices.below(100) {
        0..75 => json!("1.1"),
        75..93 => json!("1.0"),
        93..95 => json!("5.0"),
        95..97 => Value::Null,
        _ => choices.one(&[json!("2.0"), json!(1.0), json!(1.1)]),
    };
    let statements: Vec<Value> = (0..=choices.below(3)).map(|_| statement(choices, theme)).collect();
    let mut policy = json!({ "Version": version, "Statement": statements });
    if policy["Version"].is_null() && choices.percent(50) {
        policy.as_object_mut().unwrap().remove("Version");
    }
    if choices.percent(3) {
        let single = statement(choices, theme);
        policy["Statement"] = choices.one(&[single, json!("x"), json!([5, {}])]);
    }
    if role || choices.percent(5) {
        policy["Depends"] = (0..=choices.below(2)).map(|_| dependency(choices)).collect();
    }
    let mut document = policy;
    if !theme.roles && choices.percent(if role { 50 } else { 20 }) {
        let mut envelope = Map::new();
        for (member, values) in [
            ("display_name", &["A", "B", "a"][..]),
            ("catalog", &["BASE", "CUSTOMED", "BASE", "ECS"]),
            ("flag", &["fine_grained", "", "fine_grained "]),
        ] {
            if choices.percent(70) {
                envelope.insert(member.to_owned(), choices.one(values).into());
            }
        }
        envelope.insert("policy".to_owned(), document);
        document = Value::Object(envelope);
    }
    if choices.percent(10) {
        document = json!({ "role": document });
    }
    if choices.percent(2) {
        document = choices.one(&[json!([document]), json!("none"), json!({ "roles": [document] }), json!({})]);
    }
    let mut entry = json!({ "name": choices.one(&["A", "B", "C"]), "document": document });
    if theme.roles && choices.percent(90) {
        entry["catalog"] = "BASE".into();
    } else if choices.percent(30) {
        entry["catalog"] = choices.one(&["BASE", "ECS", "CUSTOMED"]).into();
    }
    if theme.mixed && choices.percent(90) {
        entry["scope"] = match choices.below(6) {
            0 => json!({ "kind": "allProjects" }),
            1 => json!({ "kind": "allResources" }),
            2 => json!({ "kind": "project", "id": "p1" }),
            _ => json!({ "kind": "enterpriseProject", "id": "e1" }),
        };
    } else if choices.percent(theme.scopes) {
        entry["scope"] = scope(choices);
    }
    entry
}

fn dependency(choices: &mut Choices<'_>) -> Value {
    let one = json!({
        "catalog": choices.one(&["BASE", "BASE", "BASE", "ECS", "CUSTOMED", "base"]),
        "display_name": choices.one(&["A", "B", "C", "a"]),
    });
    if choices.percent(5) { choices.one(&[json!("A"), json!({ "catalog": "BASE" }), json!(null)]) } else { one }
}

fn scope(choices: &mut Choices<'_>) -> Value {
    match choices.below(10) {
        0..3 => json!({ "kind": "project", "id": choices.one(&["p1", "p2", "P1"]) }),
        3 => json!({ "kind": "allProjects" }),
        4 => json!({ "kind": "allResources" }),
        5 => json!({ "kind": "global" }),
        _ => json!({ "kind": "enterpriseProject", "id": choices.one(&["e1", "e1", "p1", "E1"]) }),
    }
}

fn statement(choices: &mut Choices<'_>, theme: &Theme) -> Value {
    let effect = match choices.below(100) {
        0..58 => "Allow",
        58..95 => "Deny",
        95 => "allow",
        96 => "DENY",
        97 => "Reject",
        _ => "Allow",
    };
    let mut statement = json!({ "Effect": effect });
    let patterns = |choices: &mut Choices<'_>| -> Value {
        let patterns: Vec<Value> = (0..=choices.below(3)).map(|_| pattern(choices, theme).into()).collect();
        match choices.below(40) {
            0..38 => patterns.into(),
            38 => patterns[0].clone(),
            _ => choices.one(&[json!([]), json!([5, patterns[0]]), json!({}), Value::Null]),
        }
    };
    let how = choices.below(100);
    if !(90..97).contains(&how) && how != 99 {
        statement["Action"] = patterns(choices);
    }
    if (90..98).contains(&how) {
        statement["NotAction"] = patterns(choices);
    }
    if choices.percent(20) {
        let mut resources: Vec<Value> = (0..=choices.below(2)).map(|_| resource_pattern(choices).into()).collect();
        if choices.percent(5) {
            resources.push(json!("*"));
        }
        statement["Resource"] = match choices.below(30) {
            0 => json!({ "uri": resources }),
            1 => resources[0].clone(),
            2 => choices.one(&[json!([]), json!([null]), json!(5)]),
            _ => resources.into(),
        };
    }
    if choices.percent(theme.conditions) {
        statement["Condition"] = conditions(choices, theme);
    }
    statement
}

/// An action with one or more of its segments spoilt or made a wildcard.
fn pattern(choices: &mut Choices<'_>, theme: &Theme) -> String {
    let action = choices.one(&theme.actions);
    let mut segments: Vec<String> = action.split(':').map(str::to_owned).collect();
    for segment in &mut segments {
        if choices.percent(35) {
            *segment = wild(choices, segment);
        }
        if choices.percent(12) {
            *segment = other_case(choices, segment);
        }
    }
    match choices.below(100) {
        0..80 => segments.join(":"),
        80..86 => "*".to_owned(),
        86..90 => format!("{}:*", segments[0]),
        90..92 => format!("{}:{}", segments[0], segments[1]),
        92..93 => segments[0].clone(),
        93..94 => format!("{}*", &segments[0]),
        94..95 => format!("{}:*:*:*", segments[0]),
        95..96 => format!("{}::{}", segments[0], segments[2]),
        96..97 => format!("{}:{}:", segments[0], segments[1]),
        97..98 => format!(" {}", segments.join(":")),
        98..99 => String::new(),
        _ => "*:*".to_owned(),
    }
}

fn wild(choices: &mut Choices<'_>, segment: &str) -> String {
    let characters: Vec<char> = segment.chars().collect();
    let (one, other) = (choices.below(characters.len() + 1), choices.below(characters.len() + 1));
    let (start, end) = (one.min(other), one.max(other));
    let part = |range: &[char]| range.iter().collect::<String>();
    let (before, after) = (part(&characters[..start]), part(&characters[end..]));
    match choices.below(8) {
        0..2 => "*".to_owned(),
        2 => format!("{before}*"),
        3 => format!("*{after}"),
        4 => format!("{before}*{after}"),
        5 => format!("*{}*", part(&characters[start..end])),
        6 => format!("{before}?{}", part(&characters[(start + 1).min(characters.len())..])),
        _ => format!("{before}{after}"),
    }
}

fn other_case(choices: &mut Choices<'_>, text: &str) -> String {
    match choices.below(3) {
        0 => text.to_ascii_uppercase(),
        1 => text.to_ascii_lowercase(),
        _ => {
            let mut text = text.to_owned();
            if let Some(first) = text.get_mut(..1) {
                if choices.percent(50) { first.make_ascii_uppercase() } else { first.make_ascii_lowercase() }
            }
            text
        }
    }
}

const RESOURCES: &[&str] = &[
    "ecs:eu-de:a1:instance:i1",
    "ECS:eu-de:a1:Instance:i1",
    "ecs:eu-de:a1:instance:I1",
    "obs:eu-de:a1:bucket:b",
    "/iam/agencies/1",
];

fn resource_pattern(choices: &mut Choices<'_>) -> String {
    let resource = choices.one(RESOURCES);
    let mut segments: Vec<String> = resource.split(':').map(str::to_owned).collect();
    for segment in &mut segments {
        if choices.percent(25) {
            *segment = wild(choices, segment);
        }
        if choices.percent(8) {
            *segment = other_case(choices, segment);
        }
    }
    match choices.below(20) {
        0 => segments[..segments.len() - 1].join(":"),
        1 => format!("{}:*", segments.join(":")),
        2 => "*:*:*:*:*".to_owned(),
        3 => "ecs:*".to_owned(),
        _ => segments.join(":"),
    }
}

// Conditions: keys have a type, so that an operator usually fits.

const STRING_KEYS: &[&str] =
    &["g:UserName", "g:DomainName", "g:username", "g:ResourceTag/team", "g:ResourceTag/", "g:resourcetag/team"];
const STRINGS: &[&str] =
    &["ab", "AB", "Ab", "a", "b", "abc", "aBC", "", "a*", "a?", "äß", "ÄSS", "İa", "ΑΣ", "ας", "a\nb"];
const STRING_PATTERNS: &[&str] = &["a*", "*b", "?b", "*", "a?c", "**", "?", "*a*b*", "a\\*", "*Σ", "??"];
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "900",
    "+900",
    "0900.00",
    "900.1",
    "-900",
    "99999999999999999999999999999999999999",
    "99999999999999999999999999999999999998",
    "900.00000000000000000000000000000000001",
    "-900.5",
    "0.5",
];
const BAD_NUMBERS: &[&str] = &["", "1e3", "9.", ".9", " 9", "NaN", "٩", "--1", "0x1", "1_0"];
const DATES: &[&str] = &[
    "2026-11-22T08:00:00Z",
    "2026-11-22T09:00:00+01:00",
    "2026-11-22T08:00:00.000Z",
    "2026-11-22T08:00:00.5Z",
    "2026-11-21T23:30:00-08:30",
    "2026-11-22T07:59:59-00:00",
    "2024-02-29T00:00:00Z",
    "2024-03-01T00:30:00+00:30",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2016-12-31T23:59:60Z",
    "2017-01-01T00:59:60+01:00",
    "2016-12-31T23:59:59.999Z",
    "2026-11-22t08:00:00.1234567891z",
    "2026-11-22T08:00:00.1234567892Z",
];
const BAD_DATES: &[&str] = &[
    "",
    "2026-11-22",
    "2026-11-22T08:00:00",
    "2023-02-29T00:00:00Z",
    "2026-11-22T24:00:00Z",
    "2026-13-01T00:00:00Z",
    "22.11.2026",
    "2026-11-22T08:00Z",
    "2026-11-22T08:00:00.Z",
    "2026-11-22T08:00:00+1:00",
    "2026-11-22T08:00:60Z",
    "2026-11-22 08:00:00Z",
    "2026-11-22T08:00:00,5Z",
    "2026-11-22T08:00:00+24:00",
];
const BOOLS: &[&str] = &["true", "false", "True", "FALSE"];
const BAD_BOOLS: &[&str] = &["yes", "1", "", "true "];

#[derive(Clone, Copy, PartialEq)]
enum Type {
    Text,
    Number,
    Date,
    Bool,
}

const TYPES: &[Type] = &[Type::Text, Type::Text, Type::Text, Type::Text, Type::Number, Type::Date, Type::Bool];

fn key(choices: &mut Choices<'_>, theme: &Theme, of: Type) -> String {
    match of {
        Type::Text => choices.one(&theme.text_keys),
        Type::Number => "g:MFAAge",
        Type::Date => "g:CurrentTime",
        Type::Bool => "g:MFAPresent",
    }
    .to_owned()
}

fn good_value(choices: &mut Choices<'_>, theme: &Theme, of: Type) -> String {
    if of == Type::Text && choices.percent(60) {
        return choices.one(&theme.words);
    }
    choices
        .one(match of {
            Type::Text => STRINGS,
            Type::Number => NUMBERS,
            Type::Date => DATES,
            Type::Bool => BOOLS,
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
        let operator = operator(choices, theme, of);
        let keys = operators.entry(operator).or_insert_with(|| json!({}));
        for _ in 0..=choices.below(most) {
            let of = if choices.percent(3) { choices.one(TYPES) } else { of };
            let key = key(choices, theme, of);
            let values = values(choices, theme, of);
            if let Some(keys) = keys.as_object_mut() {
                keys.insert(key, values);
            }
        }
        if choices.percent(2) {
            *keys = choices.one(&[json!(null), json!(["g:UserName"]), json!({})]);
        }
    }
    operators.into()
}

fn operator(choices: &mut Choices<'_>, theme: &Theme, of: Type) -> String {
    match choices.below(100) {
        0..8 => return "Null".to_owned(),
        8..12 => {
            return choices
                .one(&[
                    "StringLike",
                    "stringequals",
                    "",
                    "NullIfExists",
                    "ForAnyValue:Null",
                    "DateEquals",
                    "BoolIfExistsIfExists",
                    "ForAnyValue:ForAllValues:StringEquals",
                    "forAnyValue:StringEquals",
                    "StringEqualsifexists",
                    "IfExists",
                    "NumberEqualsIgnoreCase",
                ])
                .to_owned();
        }
        _ => {}
    }
    let bare = match of {
        Type::Text => choices.one(&[
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
            "StringStartWith",
            "StringEndWith",
            "StringNotStartWith",
            "StringNotEndWith",
        ]),
        Type::Number => choices.one(&[
            "NumberEquals",
            "NumberNotEquals",
            "NumberLessThan",
            "NumberLessThanEquals",
            "NumberGreaterThan",
            "NumberGreaterThanEquals",
        ]),
        Type::Date => choices.one(&["DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"]),
        Type::Bool => "Bool",
    };
    let prefix = match choices.below(100) {
        _ if theme.several && choices.percent(90) => choices.one(&["ForAnyValue:", "ForAllValues:"]),
        0..80 => "",
        80..90 => "ForAnyValue:",
        _ => "ForAllValues:",
    };
    let suffix = if choices.percent(20) { "IfExists" } else { "" };
    format!("{prefix}{bare}{suffix}")
}

/// What stands in a policy.
fn values(choices: &mut Choices<'_>, theme: &Theme, of: Type) -> Value {
    let value = |choices: &mut Choices<'_>| -> Value {
        match choices.below(100) {
            0..80 => good_value(choices, theme, of).into(),
            80..82 => choices.one(&[json!(5), json!(true), json!(null), json!({})]),
            82..88 => choices.one(BOOLS).into(),
            _ => choices
                .one(match of {
                    Type::Text => STRING_PATTERNS,
                    Type::Number => BAD_NUMBERS,
                    Type::Date => BAD_DATES,
                    Type::Bool => BAD_BOOLS,
                })
                .into(),
        }
    };
    match choices.below(50) {
        0..48 => (0..=choices.below(3)).map(|_| value(choices)).collect(),
        48 => value(choices),
        _ => choices.one(&[json!([]), json!(null), json!(5), json!({})]),
    }
}

// Checks.

fn check(choices: &mut Choices<'_>, theme: &Theme) -> Value {
    let mut check = match &theme.subject {
        Some(subject) if !choices.percent(20) => subject.clone(),
        _ => {
            let mut action = choices.one(&theme.actions);
            if choices.percent(10) {
                action = action.split(':').map(|segment| other_case(choices, segment)).collect::<Vec<_>>().join(":");
            }
            json!({ "action": action })
        }
    };
    let cloud = if check.get("action").is_some() && choices.percent(35) {
        choices.one(&[None, Some("otc"), Some("huawei")])
    } else {
        theme.cloud
    };
    if let Some(cloud) = cloud {
        check["cloud"] = cloud.into();
    }
    for (name, values, share) in [
        ("projectId", &["p1", "p1", "p1", "p2"][..], 70),
        ("enterpriseProjectId", &["e1", "e1", "e1", "p1"], 70),
        ("resource", RESOURCES, 60),
    ] {
        if choices.percent(share) {
            check[name] = choices.one(values).into();
        }
    }
    if theme.conditions > 0 && choices.percent(90) {
        check["context"] = context(choices, theme);
    }
    if choices.percent(25) {
        let all = choices.percent(10);
        let share = if all { 100 } else { 15 };
        let mut assume = Map::new();
        for code in CODES {
            if choices.percent(share) {
                assume.insert((*code).to_owned(), choices.percent(50).into());
            }
        }
        check["assume"] = assume.into();
    }
    check
}

/// Every question (`Question::NAMES`; a test compares).
pub(crate) const CODES: &[&str] = &[
    "absentKeyNegated",
    "badValue",
    "notAction",
    "renamedAction",
    "resourceNotSupported",
    "scopePrecedence",
    "scopeUnknown",
    "serviceCase",
    "startWithCase",
    "unknownOperator",
    "unread",
];

fn context(choices: &mut Choices<'_>, theme: &Theme) -> Value {
    let keys = STRING_KEYS.iter().map(|key| (*key, Type::Text));
    let typed = [("g:MFAAge", Type::Number), ("g:CurrentTime", Type::Date), ("g:MFAPresent", Type::Bool)];
    let mut context = Map::new();
    for (key, of) in keys.chain(typed) {
        let values = match choices.below(100) {
            0..55 => {
                let most = if theme.several { 3 } else { 1 };
                (0..=choices.below(most)).map(|_| good_value(choices, theme, of)).collect()
            }
            55..70 => choices.one(&[json!(null), json!([])]),
            70..72 => choices.one(&[json!(["x"]), json!(["a", "b"])]),
            _ => continue,
        };
        context.insert(key.to_owned(), values);
    }
    context.into()
}
