//! Random sets of policies and checks, from alphabets so small that matches and near misses are common.

pub(crate) mod five;

use serde_json::{Map, Value, json};

use super::written::{DAMAGES, LOSSES, Written, written};

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

/// A set, and what is asked of it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// As `written` takes them.
    pub(crate) entries: Vec<Value>,
    pub(crate) checks: Vec<Value>,
    /// Actions that a preview asks for, in the situation of each check.
    pub(crate) preview: Vec<String>,
    /// Whether every API of the cloud is asked for too.
    pub(crate) whole: bool,
}

impl Case {
    pub(crate) fn written(&self) -> Vec<Written> {
        self.entries.iter().map(written).collect()
    }

    /// The entries as the engine takes them.
    pub(crate) fn input(&self) -> Vec<Value> {
        self.written().into_iter().map(|entry| entry.input).collect()
    }

    /// The entries as they are to be read.
    pub(crate) fn reading(&self) -> Vec<Value> {
        self.written().into_iter().map(|entry| entry.reading).collect()
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
    /// How many of a hundred entries have something that cannot be read, and how many texts are damaged.
    unread: usize,
    damaged: usize,
    conditions: usize,
    /// What conditions and requests are made of.
    text_keys: Vec<&'static str>,
    words: Vec<String>,
    /// Whether keys have several values.
    several: bool,
    /// How many of a hundred entries are of version 5.0.
    five: usize,
    focus: five::Focus,
}

const OTHER_ACTIONS: &[&str] = &[
    "iam:users:list",
    "evs:volumes:get",
    "dns:zones:list",
    "obs:bucket:GetBucket",
    "iam:agencies:assume",
    "tms:tags:list",
];

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
    case_of(choices, five::ARE_COMPARED)
}

/// With version 5.0, or without.
pub(crate) fn case_of(choices: &mut Choices<'_>, with_five: bool) -> Case {
    let mut theme = theme(choices);
    if with_five {
        five::turn(choices, &mut theme);
    }
    let mut entries: Vec<Value> = (0..=choices.below(4)).map(|_| entry(choices, &theme)).collect();
    let checks = (0..=choices.below(3)).map(|_| check(choices, &theme)).collect();
    let mut preview = theme.actions.clone();
    preview.extend((0..choices.below(3)).map(|_| choices.one(CATALOGUED).to_owned()));
    let whole = if theme.subject.is_some() { 3 } else { 1 };
    let whole = choices.percent(whole);
    if theme.actions.iter().any(|action| action.starts_with("obs:")) && choices.percent(60) {
        grant_again(choices, &mut entries);
    }
    Case { entries, checks, preview, whole }
}

/// One of the entries once more, as Huawei Cloud wants it of OBS: globally, and in projects.
fn grant_again(choices: &mut Choices<'_>, entries: &mut Vec<Value>) {
    let place = choices.below(entries.len());
    let mut again = entries[place].clone();
    let projects = [
        json!({ "kind": "project", "id": "p1" }),
        json!({ "kind": "project", "id": "p2" }),
        json!({ "kind": "allProjects" }),
        json!({ "kind": "otherProjects", "id": "p2" }),
    ];
    let mut scopes = [json!({ "kind": "global" }), choices.one(&projects)];
    if choices.percent(50) {
        scopes.reverse();
    }
    [entries[place]["scope"], again["scope"]] = scopes;
    again["name"] = choices.one(&["A", "B", "C"]).into();
    entries.push(again);
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
    let (mixed, roles, several) = (choices.percent(25), choices.percent(15), choices.percent(40));
    // Few hindrances, so that Allows and Denies of both kinds meet.
    let (cloud, conditions) =
        if mixed && subject.is_none() { (None, choices.one(&[0, 0, 30])) } else { (cloud, conditions) };
    let (unread, damaged) = (choices.one(&[0, 0, 0, 20, 60]), choices.one(&[0, 0, 30]));
    let (five, focus) = (0, five::Focus::Nothing);
    Theme {
        cloud,
        actions,
        subject,
        scopes,
        mixed,
        roles,
        unread,
        damaged,
        conditions,
        text_keys,
        words,
        several,
        five,
        focus,
    }
}

// Entries.

/// What of an entry cannot be read.
#[derive(Clone, Copy, PartialEq)]
enum Unread {
    No,
    /// The entry says so itself.
    Said,
    NoJson,
    NoPolicy,
    /// A version with which it is no policy of a user.
    Version,
    NoStatements,
    Depends,
    Statement,
    CutOff,
    Lost,
}

fn entry(choices: &mut Choices<'_>, theme: &Theme) -> Value {
    let unread = if choices.percent(theme.unread) {
        choices.one(&[
            Unread::Said,
            Unread::Said,
            Unread::Said,
            Unread::NoJson,
            Unread::NoPolicy,
            Unread::Version,
            Unread::Version,
            Unread::NoStatements,
            Unread::Depends,
            Unread::Statement,
            Unread::Statement,
            Unread::Statement,
            Unread::Statement,
            Unread::CutOff,
            Unread::CutOff,
            Unread::Lost,
        ])
    } else {
        Unread::No
    };
    if theme.five > 0 && choices.percent(theme.five) {
        return five::entry(choices, theme, unread);
    }
    let mut entry = json!({ "name": choices.one(&["A", "B", "C"]) });
    match unread {
        Unread::Said => entry["unread"] = choices.one(&["403", "not read: the service answered 500", "?"]).into(),
        Unread::NoJson => entry["raw"] = choices.one(NO_JSON).into(),
        _ => {
            entry["document"] = document(choices, theme, unread);
            entry["text"] = text(choices, theme, unread);
        }
    }
    if unread == Unread::Said {
        // It has no `catalog`.
    } else if theme.roles && choices.percent(90) {
        entry["catalog"] = "BASE".into();
    } else if choices.percent(30) {
        entry["catalog"] = choices.one(&["BASE", "ECS", "CUSTOMED"]).into();
    }
    if theme.mixed && choices.percent(90) {
        entry["scope"] = match choices.below(10) {
            0 => json!({ "kind": "allProjects" }),
            1 => json!({ "kind": "allResources" }),
            2..4 => json!({ "kind": "project", "id": "p1" }),
            4 => json!({ "kind": "otherProjects", "id": "p2" }),
            5 => json!({ "kind": "enterpriseProjects" }),
            _ => json!({ "kind": "enterpriseProject", "id": "e1" }),
        };
    } else if choices.percent(theme.scopes) {
        entry["scope"] = scope(choices);
    }
    entry
}

/// Texts that are no JSON, and have none in them.
const NO_JSON: &[&str] = &[
    "",
    " \r\n\t",
    "\u{feff}",
    "// nothing",
    "Version: \"1.1\"\nStatement:\n  - Effect: Allow\n    Action:\n      - ecs:*:*\n",
    "Allow everything",
    "<html><body>403 Forbidden</body></html>",
    "undefined",
    "policy.json",
];

fn document(choices: &mut Choices<'_>, theme: &Theme, unread: Unread) -> Value {
    let role = choices.percent(if theme.roles { 50 } else { 15 });
    let version = match choices.below(100) {
        0..77 => json!("1.1"),
        77..95 => json!("1.0"),
        95..97 => Value::Null,
        _ => choices.one(&[json!("2.0"), json!(1.0), json!(1.1)]),
    };
    let mut statements: Vec<Value> = (0..=choices.below(3)).map(|_| statement(choices, theme)).collect();
    if unread == Unread::Statement {
        for _ in 0..=choices.below(2) {
            let place = choices.below(statements.len() + 1);
            statements.insert(place, unreadable(choices, theme));
        }
    }
    let mut policy = json!({ "Version": version, "Statement": statements });
    if policy["Version"].is_null() && choices.percent(50) {
        policy.as_object_mut().unwrap().remove("Version");
    }
    if unread == Unread::Version {
        // A trust policy.
        policy["Version"] = choices.one(&[json!("5.0"), json!(5.0)]);
        policy["Statement"][0][choices.one(&["Principal", "NotPrincipal"])] = json!({ "IAM": ["1"] });
    }
    if unread == Unread::NoStatements {
        policy["Statement"] = choices.one(&[json!("x"), json!(5), Value::Null]);
        if choices.percent(40) {
            policy.as_object_mut().unwrap().remove("Statement");
        }
    } else if choices.percent(2) {
        // One without brackets is read.
        policy["Statement"] = policy["Statement"][0].clone();
    } else if choices.percent(2) {
        policy["Statement"] = json!([]);
    }
    if role || choices.percent(5) || unread == Unread::Depends {
        policy["Depends"] = (0..choices.one(&[1, 1, 2, 0])).map(|_| dependency(choices)).collect();
    }
    if unread == Unread::Depends {
        match choices.one(&[
            json!("A"),
            json!({ "catalog": "BASE" }),
            Value::Null,
            json!({ "display_name": "A", "catalog": 5 }),
        ]) {
            one if choices.percent(70) => policy["Depends"].as_array_mut().unwrap().push(one),
            no_list => policy["Depends"] = no_list,
        }
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
    if unread == Unread::NoPolicy {
        document = choices.one(&[
            json!([document]),
            json!("none"),
            json!(5),
            json!(true),
            Value::Null,
            json!([]),
            json!({ "roles": [document] }),
            json!({}),
        ]);
    }
    document
}

/// What may have stood where something was not read: hidden Allows and Denies of what is asked for.
pub(crate) fn hidden_statement(choices: &mut Choices<'_>) -> Value {
    json!({ "Effect": choices.one(&["Allow", "Deny"]), "Action": [choices.one(&["*", "ecs:*:*", "*:*:*s*", "*:*:get*"])] })
}

/// A whole document of them, which another may depend on.
pub(crate) fn hidden_document(choices: &mut Choices<'_>) -> Value {
    let statements: Vec<Value> = (0..choices.below(3)).map(|_| hidden_statement(choices)).collect();
    let policy = json!({ "Version": choices.one(&["1.1", "1.0"]), "Statement": statements });
    if choices.percent(50) {
        return policy;
    }
    let (name, catalog) = (choices.one(&["A", "B", "C", "a"]), choices.one(&["BASE", "BASE", "ECS", "CUSTOMED"]));
    json!({ "role": { "display_name": name, "catalog": catalog, "policy": policy } })
}

/// A statement of which something cannot be read, whatever else it has.
fn unreadable(choices: &mut Choices<'_>, theme: &Theme) -> Value {
    let mut statement = statement(choices, theme);
    let actions = if statement.get("Action").is_some() { "Action" } else { "NotAction" };
    let pattern = Value::from(pattern(choices, theme));
    match choices.below(10) {
        0..2 => {
            statement["Effect"] =
                choices.one(&[json!("Permit"), json!("Allow "), json!(""), json!(["Allow"]), json!(true), Value::Null])
        }
        2 => drop(statement.as_object_mut().unwrap().remove("Effect")),
        3 => drop(statement.as_object_mut().unwrap().remove(actions)),
        4..7 => {
            let patterns =
                [json!([5, pattern]), json!([pattern, null]), json!([[pattern]]), json!({}), json!(5), Value::Null];
            statement[actions] = choices.one(&patterns);
        }
        7..9 => {
            let resource = Value::from(resource_pattern(choices));
            statement["Resource"] = choices.one(&[
                json!([resource, 5]),
                json!(["*", null]),
                json!([{ "uri": [resource] }]),
                json!(5),
                Value::Null,
                json!({}),
                json!({ "urn": [resource] }),
                json!({ "uri": [resource, 5] }),
                json!({ "uri": 5 }),
            ]);
        }
        _ => return choices.one(&[json!("Allow"), json!([statement]), Value::Null, json!(5), json!({})]),
    }
    statement
}

/// How it is written.
fn text(choices: &mut Choices<'_>, theme: &Theme, unread: Unread) -> Value {
    let mut text = json!({ "layout": choices.one(&[0, 0, 6, 1, 2, 3, 4, 5]) });
    if unread == Unread::CutOff {
        text["cut"] = choices.below(1 << 16).into();
    }
    if unread == Unread::Lost {
        text["loss"] = json!({ "how": choices.one(LOSSES), "at": choices.below(1 << 16) });
    }
    if choices.percent(theme.damaged) {
        let damage = |choices: &mut Choices<'_>| json!({ "how": choices.one(DAMAGES), "at": choices.below(1 << 16) });
        text["damage"] = (0..=choices.below(2)).map(|_| damage(choices)).collect();
    }
    text
}

fn dependency(choices: &mut Choices<'_>) -> Value {
    json!({
        "catalog": choices.one(&["BASE", "BASE", "BASE", "ECS", "CUSTOMED", "base"]),
        "display_name": choices.one(&["A", "B", "C", "a"]),
    })
}

fn scope(choices: &mut Choices<'_>) -> Value {
    match choices.below(14) {
        0..3 => json!({ "kind": "project", "id": choices.one(&["p1", "p2", "P1"]) }),
        3 => json!({ "kind": "allProjects" }),
        4 => json!({ "kind": "allResources" }),
        5 => json!({ "kind": "global" }),
        6..8 => json!({ "kind": "otherProjects", "id": choices.one(&["p1", "p2", "p2", "P1"]) }),
        8..10 => json!({ "kind": "enterpriseProjects" }),
        _ => json!({ "kind": "enterpriseProject", "id": choices.one(&["e1", "e1", "p1", "E1"]) }),
    }
}

/// A statement that can be read.
fn statement(choices: &mut Choices<'_>, theme: &Theme) -> Value {
    let effect = match choices.below(100) {
        0..58 => "Allow",
        58..95 => "Deny",
        95 => "allow",
        96 => "DENY",
        _ => "Allow",
    };
    let mut statement = json!({ "Effect": effect });
    let patterns = |choices: &mut Choices<'_>| -> Value {
        let patterns: Vec<Value> = (0..=choices.below(3)).map(|_| pattern(choices, theme).into()).collect();
        match choices.below(60) {
            0..58 => patterns.into(),
            58 => patterns[0].clone(),
            _ => json!([]),
        }
    };
    let how = choices.below(100);
    if !(90..97).contains(&how) {
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
            2 => json!([]),
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
    if theme.mixed && choices.percent(50) {
        return action;
    }
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

const STRING_KEYS: &[&str] = &[
    "g:UserName",
    "g:DomainName",
    "g:username",
    "g:ResourceTag/team",
    "g:ResourceTag/",
    "g:resourcetag/team",
    "obs:prefix",
    "obs:prefix",
];
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
const ADDRESSES: &[&str] = &["192.0.2.7", "192.0.2.129", "203.0.113.1", "2001:db8::1", "0.0.0.0"];
const RANGES: &[&str] =
    &["192.0.2.0/24", "192.0.2.128/25", "0.0.0.0/0", "::/0", "2001:db8::/32", "192.0.2.7/33", "x", "192.0.2"];
const BAD_BOOLS: &[&str] = &["yes", "1", "", "true "];

#[derive(Clone, Copy, PartialEq)]
enum Type {
    Text,
    Number,
    Date,
    Bool,
    Ip,
}

const TYPES: &[Type] =
    &[Type::Text, Type::Text, Type::Text, Type::Text, Type::Number, Type::Date, Type::Bool, Type::Ip];

fn key(choices: &mut Choices<'_>, theme: &Theme, of: Type) -> String {
    match of {
        Type::Text => choices.one(&theme.text_keys),
        Type::Number => choices.one(&["g:MFAAge", "obs:max-keys"]),
        Type::Date => choices.one(&["g:CurrentTime", "obs:CurrentTime"]),
        Type::Bool => "g:MFAPresent",
        Type::Ip => choices.one(&["obs:SourceIp", "obs:SourceIp", "obs:SourceIp", "g:SourceIp"]),
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
            Type::Ip => ADDRESSES,
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
                    "NumericEquals",
                    "IpAddress",
                    "strl",
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
        Type::Text if choices.percent(20) => {
            choices.one(&["StringLike", "StringNotLike", "streq", "strneq", "streqi", "strneqi", "strl", "strnl"])
        }
        Type::Number if choices.percent(40) => choices.one(&[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
            "numeq",
            "numneq",
            "numlt",
            "numlteq",
            "numgt",
            "numgteq",
        ]),
        Type::Date if choices.percent(40) => choices.one(&[
            "DateEquals",
            "DateNotEquals",
            "dateeq",
            "dateneq",
            "datelt",
            "datelteq",
            "dategt",
            "dategteq",
        ]),
        Type::Ip => choices.one(&["IpAddress", "NotIpAddress"]),
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
            0..40 if of == Type::Ip => choices.one(RANGES).into(),
            0..80 => good_value(choices, theme, of).into(),
            80..82 => choices.one(&[json!(5), json!(true), json!(null), json!({})]),
            82..88 => choices.one(BOOLS).into(),
            _ => choices
                .one(match of {
                    Type::Text => STRING_PATTERNS,
                    Type::Number => BAD_NUMBERS,
                    Type::Date => BAD_DATES,
                    Type::Bool => BAD_BOOLS,
                    Type::Ip => RANGES,
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
    if theme.five > 0 && choices.percent(30) {
        check["principal"] = five::principal(choices);
    }
    if choices.percent(25) {
        let all = choices.percent(10);
        let share = if all { 100 } else { 15 };
        let mut assume = Map::new();
        let more = if theme.five > 0 { five::CODES } else { &[] };
        for code in CODES.iter().chain(more) {
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
    let typed = [
        ("g:MFAAge", Type::Number),
        ("obs:max-keys", Type::Number),
        ("g:CurrentTime", Type::Date),
        ("obs:CurrentTime", Type::Date),
        ("g:MFAPresent", Type::Bool),
        ("obs:SourceIp", Type::Ip),
    ];
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
    if theme.five > 0 {
        five::context(choices, theme, &mut context);
    }
    context.into()
}
