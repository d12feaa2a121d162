//! A list of servers in which anything is replaced by anything: the other servers are as they were, and what was replaced is told.

use ecs_password::parse_response;
use serde_json::{Value, json};

const IDS: [&str; 3] = [
    "11111111-2222-4333-8444-555555555551",
    "11111111-2222-4333-8444-555555555552",
    "11111111-2222-4333-8444-555555555553",
];

fn good() -> Value {
    let server = |id: &str| {
        json!({
            "id": id, "name": "win", "status": "ACTIVE", "key_name": "k", "created": "2026-11-22T04:08:59Z", "tags": ["a"],
            "image": { "id": "i", "properties": { "os_type": "windows" } }, "metadata": { "os_type": "Windows", "x": "y" },
            "addresses": {
                "net": [
                    { "addr": "10.0.0.4", "version": 4, "OS-EXT-IPS:type": "fixed" },
                    { "addr": "fd00::4", "version": 6, "OS-EXT-IPS:type": "floating" },
                ],
                "other": [{ "addr": "10.1.0.4", "version": "4" }],
            },
        })
    };
    json!({ "servers": IDS.map(server), "servers_links": [{ "rel": "next", "href": "https://ecs.example.com" }] })
}

fn listed(body: &str) -> Result<Value, String> {
    let input = json!({ "operation": "listServers", "status": 200, "body": body });
    parse_response(&input).map(|output| serde_json::to_value(output).unwrap()).map_err(|error| error.to_string())
}

/// The path of every value in it.
fn paths(value: &Value, path: &[Value], found: &mut Vec<Vec<Value>>) {
    let mut inner = |step: Value, value: &Value| {
        let path = [path, &[step]].concat();
        found.push(path.clone());
        paths(value, &path, found);
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| inner(json!(at), item)),
        Value::Object(members) => members.iter().for_each(|(name, member)| inner(json!(name), member)),
        _ => {}
    }
}

fn at<'a>(value: &'a mut Value, path: &[Value]) -> &'a mut Value {
    path.iter().fold(value, |value, step| match step {
        Value::String(name) => &mut value[name.as_str()],
        index => &mut value[usize::try_from(index.as_u64().unwrap()).unwrap()],
    })
}

/// What of the answer a member of a server goes into.
fn fields_of(member: &str) -> &'static [&'static str] {
    match member {
        "name" => &["name"],
        "status" => &["status"],
        "key_name" => &["keyName"],
        "created" => &["created"],
        "addresses" => &["addresses"],
        "image" | "metadata" => &["os", "osType"],
        _ => &[],
    }
}

/// Whether a text or null may stand there without being odd.
fn is_in_order(path: &[&str], value: &Value) -> bool {
    match path {
        ["name"] => value.is_string(),
        ["status"] => value.as_str().is_some_and(|text| !text.is_empty()),
        ["key_name"] | ["image", "properties", "os_type"] | ["metadata", "os_type"] => {
            value.is_string() || value.is_null()
        }
        ["created"] => value.is_null() || *value == "",
        ["image"] => value.is_null() || *value == "" || *value == json!({}),
        ["metadata"] | ["image", "properties"] => value.is_null() || *value == "" || *value == json!({}),
        ["addresses"] => *value == json!({}),
        ["addresses", _] => *value == json!([]),
        _ => false,
    }
}

#[test]
fn whatever_is_replaced_in_a_list_the_others_are_listed_and_it_is_told() {
    let baseline = listed(&good().to_string()).unwrap();
    assert_eq!((baseline["servers"].as_array().unwrap().len(), baseline.get("oddities")), (3, None));
    let mut all = Vec::new();
    paths(&good(), &[], &mut all);
    let replacements =
        [json!(null), json!(""), json!(0), json!(-1), json!(1e99), json!(true), json!([]), json!({}), json!("x")];
    let mut cases = 0;
    for path in &all {
        for replacement in &replacements {
            let mut body = good();
            *at(&mut body, path) = replacement.clone();
            let outcome = listed(&body.to_string());
            check(&baseline, path, replacement, outcome)
                .unwrap_or_else(|why| panic!("{path:?} = {replacement}: {why}"));
            cases += 1;
        }
    }
    assert!(cases > 700, "{cases}");
}

fn check(baseline: &Value, path: &[Value], replacement: &Value, outcome: Result<Value, String>) -> Result<(), String> {
    let ensure = |holds: bool, why: &str| if holds { Ok(()) } else { Err(format!("{why}: {outcome:?}")) };
    if path == [json!("servers")] {
        return ensure(outcome.is_err() != (*replacement == json!([])), "no list is no list");
    }
    let list = outcome.as_ref().map_err(Clone::clone)?;
    let servers = list["servers"].as_array().unwrap();
    let oddities = list.get("oddities").map_or(&[][..], |all| all.as_array().unwrap());
    let of = |id: &str| servers.iter().find(|server| server["id"] == id);
    let Some(changed) = path.get(1).filter(|_| path[0] == "servers").and_then(Value::as_u64) else {
        ensure(list["servers"] == baseline["servers"], "the servers are as they were")?;
        let harmless = path.len() == 3 && (path[2] == "href" || replacement.is_string());
        let none = path.len() == 1 && *replacement == json!([]);
        return ensure(
            oddities.iter().all(|odd| odd.get("index").is_none() && odd["field"] == "servers_links"),
            "the links",
        )
        .and_then(|()| ensure(oddities.is_empty() == (harmless || none), "the links are told"));
    };
    let changed = usize::try_from(changed).unwrap();
    for (index, id) in IDS.iter().enumerate().filter(|(index, _)| *index != changed) {
        ensure(of(id) == Some(&baseline["servers"][index]), "another server is as it was")?;
    }
    ensure(oddities.iter().all(|odd| odd["index"] == changed), "the oddities are of this server")?;
    let inner: Vec<&str> = path[2..].iter().map(|step| step.as_str().unwrap_or("*")).collect();
    if inner.is_empty() || inner == ["id"] {
        return ensure(of(IDS[changed]).is_none() && oddities.len() == 1, "without an ID it is told, and not listed");
    }
    let server = of(IDS[changed]).ok_or("it is listed")?;
    let mut expected = baseline["servers"][changed].clone();
    let mut actual = server.clone();
    for field in fields_of(inner[0]) {
        for each in [&mut expected, &mut actual] {
            each.as_object_mut().unwrap().remove(*field);
        }
    }
    ensure(expected == actual, "its other fields are as they were")?;
    let used = fields_of(inner[0]);
    let deep = inner.len() > 1
        && matches!(inner[0], "image" | "metadata")
        && !inner.contains(&"properties")
        && !inner.contains(&"os_type");
    if used.is_empty() || deep {
        return ensure(oddities.is_empty(), "what is not read is not odd");
    }
    if inner.len() > 2 && inner[0] == "addresses" {
        let here = match inner.as_slice() {
            [.., "addr"] => *replacement == "x",
            [.., "OS-EXT-IPS:type"] => replacement.is_null() || *replacement == "",
            _ => false,
        };
        let count = |list: &Value| list["addresses"].as_array().unwrap().len();
        let left_out = inner.len() == 3 || (inner.last() == Some(&"addr") && !here);
        ensure(count(server) + usize::from(left_out) == count(&baseline["servers"][changed]), "the other addresses")?;
        return ensure(oddities.is_empty() == here, "an address is told");
    }
    ensure(oddities.is_empty() == is_in_order(&inner, replacement), "it is told, or in order")
}

#[test]
fn what_no_value_can_hold_harms_no_other_server() {
    let server = |index: usize, more: &str| {
        format!(r#"{{"id": "{}", "name": "n", "status": "ACTIVE", "addresses": {{}}{more}}}"#, IDS[index])
    };
    let deep = format!(r#", "metadata": {}{}"#, "[".repeat(100_000), "]".repeat(100_000));
    for (more, told) in [
        (r#", "flavor": 1e999"#, None),
        (r#", "metadata": { "os_type": 1e999 }"#, Some("metadata.os_type")),
        (r#", "status": "SHUTOFF""#, None),
        (r#", "key_name": "\ud800""#, Some("key_name")),
        (deep.as_str(), Some("metadata")),
    ] {
        let body = format!(r#"{{"servers": [{}, {}, {}]}}"#, server(0, ""), server(1, more), server(2, ""));
        let list = listed(&body).unwrap();
        let ids: Vec<&str> =
            list["servers"].as_array().unwrap().iter().map(|server| server["id"].as_str().unwrap()).collect();
        assert_eq!(ids, IDS);
        let field = list.get("oddities").map(|odd| odd[0]["field"].as_str().unwrap());
        assert_eq!(field, told, "{}", more.chars().take(30).collect::<String>());
    }
}

#[test]
fn a_hostile_list_is_told_up_to_a_bound() {
    let list = listed(&json!({ "servers": vec![json!(null); 100_000] }).to_string()).unwrap();
    assert_eq!((list["servers"].as_array().unwrap().len(), list["oddities"].as_array().unwrap().len()), (0, 1000));
}
