//! The identity policies of a user, behind those that groups are granted: whatever IAM answers to its version 5, what it answered else is
//! listed, and what was not read is told.

use ecs_password::exchange::{Event, Now, Step};
use ecs_password::http::Response;
use ecs_password::policy::Verdict;
use ecs_password::{Code, Error, ListPoliciesCall, ListedEntry, ListedPolicies, NotRead, PolicyKind};
use serde_json::{Value, json};

use crate::listing::{GROUPS, PROJECT, USER, account_token, answer, answers, granted, groups, roles, session, unread};

const ONE: &str = r#"{"Version":"5.0","Statement":[{"Effect":"Allow","Action":["ecs:*:get*"]}]}"#;
const TWO: &str = r#"{"Version":"5.0","Statement":[{"Effect":"Deny","Action":["ecs:*:delete*"]}]}"#;
const THREE: &str = r#"{"Version":"5.0","Statement":[{"Effect":"Allow","Action":["*"],"Resource":["*"]}]}"#;

/// What IAM has behind `/v5/`: the user has two policies, the first group one of them and, on a second page, a third one.
fn iam() -> Vec<(String, Value)> {
    let attached = |ids: &[&str], next: Value| {
        let policy = |id: &&str| json!({ "policy_id": id, "policy_name": format!("policy {id}"), "urn": "u", "attached_at": "t" });
        let policies: Vec<Value> = ids.iter().map(policy).collect();
        json!({ "attached_policies": policies, "page_info": { "next_marker": next, "current_count": ids.len() } })
    };
    let policy = |version: &str| json!({ "policy": { "policy_name": "n", "policy_type": "custom", "default_version_id": version } });
    let version = |text: &str| json!({ "policy_version": { "version_id": "v", "is_default": true, "document": text } });
    let [first, second] = GROUPS;
    vec![
        (format!("users/{USER}/attached-policies?limit=200"), attached(&["p1", "p2"], json!(null))),
        (format!("groups/{first}/attached-policies?limit=200"), attached(&["p2"], json!("n+/="))),
        (format!("groups/{first}/attached-policies?limit=200&marker=n%2B%2F%3D"), attached(&["p3"], json!(null))),
        (format!("groups/{second}/attached-policies?limit=200"), attached(&[], json!(null))),
        ("policies/p1".to_owned(), policy("v2")),
        ("policies/p1/versions/v2".to_owned(), version(ONE)),
        ("policies/p2".to_owned(), policy("v1")),
        ("policies/p2/versions/v1".to_owned(), version(TWO)),
        ("policies/p3".to_owned(), policy("v12")),
        ("policies/p3/versions/v12".to_owned(), version(THREE)),
    ]
}

fn has_no_such_thing() -> Event {
    answer(404, &json!({ "error_msg": "not found", "request_id": "r" }))
}

fn denied() -> Event {
    answer(
        403,
        &json!({ "error_code": "PAP5.0001", "error_msg": "access denied", "encoded_authorization_message": "x" }),
    )
}

/// What was asked of version 5, and the outcome, where `v5` answers for it and everything else is in order.
fn list(v5: &mut dyn FnMut(&str) -> Event) -> (Vec<String>, Result<ListedPolicies, Error>) {
    list_with(|| roles(&["a"]), v5)
}

fn list_with(v3: fn() -> Event, v5: &mut dyn FnMut(&str) -> Event) -> (Vec<String>, Result<ListedPolicies, Error>) {
    let auth = json!({ "type": "token", "token": "given" });
    let mut session = session("huawei", &auth, &json!({ "projectId": PROJECT }));
    let mut call = ListPoliciesCall::new(60_000);
    let (mut asked, mut event, mut ms) = (Vec::new(), Event::Start, 0.0);
    loop {
        ms += 1.0;
        assert!(ms < 10_000.0, "it does not end: {asked:#?}");
        event = match call.next(&mut session, event, Now { ms, steady_ms: ms, random: 0.5 }) {
            Step::Done(result) => return (asked, result),
            Step::Wait(_) => Event::Elapsed,
            Step::Send { request, .. } => {
                assert!(request.headers().any(|(name, value)| (name, value) == ("X-Auth-Token", "given")));
                let path = request.url().strip_prefix("https://iam.example.com/").expect("only IAM is asked");
                match path.strip_prefix("v5/") {
                    Some(path) => {
                        asked.push(path.to_owned());
                        v5(path)
                    }
                    None if path.starts_with("v3/auth/") => account_token(),
                    None if path.ends_with("/groups") => groups(2),
                    None => v3(),
                }
            }
        };
    }
}

fn from(iam: &[(String, Value)], path: &str) -> Event {
    let found = iam.iter().find(|(each, _)| each == path);
    found.map_or_else(has_no_such_thing, |(_, body)| answer(200, body))
}

fn baseline() -> ListedPolicies {
    list(&mut |path| from(&iam(), path)).1.unwrap()
}

/// The names and texts of the identity policies that were read.
fn read(listed: &ListedPolicies) -> Vec<(&str, &str)> {
    let each = listed.entries.iter().filter_map(|entry| match entry {
        ListedEntry::Identity { name, document, kind: PolicyKind::Identity } => {
            Some((name.as_str(), document.as_str()))
        }
        _ => None,
    });
    each.collect()
}

/// What is told of identity policies that were not read.
fn told(listed: &ListedPolicies) -> Vec<(&str, &str)> {
    let each = listed.entries.iter().filter_map(|entry| match entry {
        ListedEntry::UnreadIdentity { name, unread, .. } => Some((name.as_str(), unread.english())),
        ListedEntry::Unread { name, unread, kind: Some(PolicyKind::Identity), .. } => {
            Some((name.english(), unread.english()))
        }
        _ => None,
    });
    each.collect()
}

#[test]
fn what_was_not_read_of_service_control_policies_grants_nothing() {
    let mut listed = baseline();
    listed.entries.retain(|entry| entry.kind() == Some(PolicyKind::Scp));
    assert_eq!(listed.entries.len(), 1);
    assert_eq!(answers(&listed, &json!({ "action": "ecs:servers:list" })), Verdict::ImplicitDeny);
}

#[test]
fn each_identity_policy_of_user_and_groups_is_read_once_in_its_version_in_force() {
    let (asked, result) = list(&mut |path| from(&iam(), path));
    assert_eq!(asked, iam().into_iter().map(|(path, _)| path).collect::<Vec<_>>());
    let listed = result.unwrap();
    assert_eq!(read(&listed), [("policy p1", ONE), ("policy p2", TWO), ("policy p3", THREE)]);
    assert_eq!(granted(&listed).len(), 6, "behind what the groups are granted");
    let json = serde_json::to_value(&listed).unwrap();
    assert_eq!(json["entries"][6], json!({ "name": "policy p1", "document": ONE, "kind": "identity" }));
    assert_eq!(json["groups"][0]["entries"], json!([0, 1, 2, 7, 8]));
    assert_eq!(json["groups"][1]["entries"], json!([3, 4, 5]));
    assert_eq!(json["notRead"], json!(["enterpriseProjects", "otherProjects", "serviceControlPolicies"]));
    assert_eq!(json["entries"][11]["kind"], "scp");
    assert_eq!(json["entries"].as_array().unwrap().len(), 12);
}

/// What it is, the answer, and whether nothing more is asked after it.
type Fault = (&'static str, fn() -> Event, bool);

#[test]
fn what_one_request_is_refused_loses_nothing_else() {
    let good = baseline();
    let faults: [Fault; 10] = [
        ("refused", denied, false),
        ("not there", has_no_such_thing, false),
        ("not taken", || answer(401, &json!({ "error_code": "APIGW.0301", "error_msg": "x" })), true),
        ("bad", || answer(400, &json!({ "error_code": "PAP5.0010", "error_msg": "x" })), false),
        ("failed", || answer(500, &json!({ "error_code": "PAP5.0100", "error_msg": "x" })), true),
        ("busy", || answer(503, &json!({})), true),
        ("away", || Event::Failed(None), true),
        ("a page", || Event::Response(Response::new(200, [], b"<html>".to_vec())), false),
        ("nothing", || answer(200, &json!({})), false),
        ("too large", || Event::TooLarge(Response::new(200, [], Vec::new())), false),
    ];
    for (faulty, _) in iam() {
        for (name, fault, ends) in &faults {
            let at = format!("{name}: {faulty}");
            let (asked, result) = list(&mut |path| if path == faulty { fault() } else { from(&iam(), path) });
            let listed = result.unwrap_or_else(|error| panic!("{at}: {error:?}"));
            assert_eq!(granted(&listed), granted(&good), "{at}");
            assert_eq!(listed.not_read.last(), Some(&NotRead::IdentityPolicies), "{at}");
            assert!(!told(&listed).is_empty() && unread(&listed).len() >= 3, "{at}");
            let whole = read(&good);
            assert!(read(&listed).iter().all(|each| whole.contains(each)), "{at}");
            if *ends {
                assert_eq!(asked.last(), Some(&faulty), "{at}: nothing more is asked");
            } else if faulty.starts_with("policies") {
                assert_eq!((read(&listed).len(), told(&listed).len()), (2, 1), "{at}");
                assert_eq!(listed.groups, good.groups, "{at}: it is in its groups all the same");
            }
            let check = json!({ "operation": "getServerPassword", "cloud": "huawei", "projectId": PROJECT });
            assert_eq!(answers(&listed, &check), Verdict::Conditional, "{at}");
        }
    }
}

#[test]
fn an_account_without_version_5_has_what_it_had() {
    let (asked, result) = list(&mut |_| has_no_such_thing());
    assert_eq!(asked.len(), 3, "the user and each group are asked for, and no policy");
    let listed = result.unwrap();
    assert_eq!(granted(&listed), granted(&baseline()));
    let why = "IAM does not have it: there may be no identity policies (version 5.0) in this account";
    assert_eq!(told(&listed), [("identity policies of the user", why), ("identity policies of a group", why)]);
}

#[test]
fn identity_policies_are_listed_where_nothing_else_is() {
    let forbidden = || answer(403, &json!({ "error": { "code": 403, "message": "no" } }));
    let (_, result) = list_with(forbidden, &mut |path| from(&iam(), path));
    let listed = result.unwrap();
    assert_eq!((granted(&listed).len(), read(&listed).len()), (0, 3));
    assert_eq!(listed.not_read[3..], [NotRead::Global, NotRead::AllProjects, NotRead::Project]);
    let (_, result) = list_with(forbidden, &mut |_| denied());
    assert_eq!(result.unwrap_err().code(), Code::Forbidden, "what is refused everywhere is forbidden");
}

#[test]
fn the_caller_ends_it_wherever_it_is() {
    for (faulty, _) in iam() {
        for (event, code) in [(Event::Aborted, Code::Aborted), (Event::TimedOut, Code::Timeout)] {
            let mut event = Some(event);
            let (_, result) = list(&mut |path| if path == faulty { event.take().unwrap() } else { from(&iam(), path) });
            assert_eq!(result.unwrap_err().code(), code);
        }
    }
}

#[test]
fn lists_without_end_end() {
    let page = |next: &str, id: &str| {
        let policy = json!({ "policy_id": id, "policy_name": id });
        answer(200, &json!({ "attached_policies": [policy], "page_info": { "next_marker": next } }))
    };
    let mut count = 0;
    // A marker that leads to itself.
    let (asked, result) =
        list(&mut |path| if path.contains("attached") { page("same", "p1") } else { from(&iam(), path) });
    let listed = result.unwrap();
    assert_eq!((asked.len(), read(&listed)), (8, vec![("p1", ONE)]));
    assert_eq!(told(&listed).len(), 2);
    // A new one each time, with a new policy.
    let (asked, result) = list(&mut |path| {
        count += 1;
        if path.contains("attached") { page(&format!("m{count}"), &format!("p{count}")) } else { denied() }
    });
    assert!(asked.len() <= 100 + 200, "{}", asked.len());
    assert!(
        told(&result.unwrap()).contains(&("identity policies of the user", "there are more than are read at once"))
    );
    // More policies on a page than are read.
    let many: Vec<Value> =
        (0..500).map(|index| json!({ "policy_id": format!("p{index}"), "policy_name": "n" })).collect();
    let body = json!({ "attached_policies": many, "page_info": {} });
    let (asked, result) = list(&mut |path| if path.contains("attached") { answer(200, &body) } else { denied() });
    assert_eq!(asked.len(), 3 + 200);
    assert!(told(&result.unwrap()).contains(&("further identity policies", "there are more than are read at once")));
    // More text than is kept.
    let large = json!({ "policy_version": { "document": "x".repeat(3 << 20) } });
    let (_, result) =
        list(&mut |path| if path.contains("versions") { answer(200, &large) } else { from(&iam(), path) });
    let listed = result.unwrap();
    assert_eq!((read(&listed).len(), told(&listed)), (2, vec![("policy p3", "there are more than are read at once")]));
}

/// The path of every value in it.
fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
    let mut inner = |step: String, value: &Value| {
        found.push(format!("{path}/{step}"));
        paths(value, &format!("{path}/{step}"), found);
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| inner(at.to_string(), item)),
        Value::Object(members) => members.iter().for_each(|(name, member)| inner(name.clone(), member)),
        _ => {}
    }
}

#[test]
fn whatever_is_replaced_in_an_answer_the_others_are_listed_and_it_is_told() {
    let good = baseline();
    let replacements =
        [json!(null), json!(""), json!(0), json!(1e99), json!(true), json!([]), json!({}), json!("x"), json!("a b")];
    let mut cases = 0;
    for (index, (asked, body)) in iam().into_iter().enumerate() {
        let mut all = Vec::new();
        paths(&body, "", &mut all);
        for (path, replacement) in all.iter().flat_map(|path| replacements.iter().map(move |each| (path, each))) {
            let mut odd = iam();
            *odd[index].1.pointer_mut(path).unwrap() = replacement.clone();
            let at = format!("{asked} {path} = {replacement}");
            let (_, result) = list(&mut |path| from(&odd, path));
            let listed = result.unwrap_or_else(|error| panic!("{at}: {error:?}"));
            assert_eq!(granted(&listed), granted(&good), "{at}");
            let is_told = listed.not_read.contains(&NotRead::IdentityPolicies);
            assert_eq!(is_told, !told(&listed).is_empty(), "{at}");
            let member = path.rsplit('/').next().unwrap();
            // A text is whatever it is, a list may be empty or end, and a name is a name.
            let in_order = match member {
                "document" => replacement.is_string(),
                "attached_policies" => *replacement == json!([]),
                "next_marker" => replacement.is_null(),
                "page_info" => *replacement == json!({}),
                _ => false,
            };
            let unused =
                ["policy_name", "urn", "attached_at", "current_count", "policy_type", "version_id", "is_default"];
            if unused.contains(&member) {
                assert!(!is_told && read(&listed).len() == 3, "{at}");
            } else {
                assert_eq!(is_told, !in_order, "{at}");
            }
            cases += 1;
        }
    }
    assert!(cases > 300, "{cases}");
}
