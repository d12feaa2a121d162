//! Reading a user's policies from IAM, driven step by step: what is asked, in which order, and what becomes of the answers.

use ecs_password::exchange::{Event, Now, Step};
use ecs_password::http::Response;
use ecs_password::policy::{Check, Entry, PolicySet, Verdict};
use ecs_password::{Code, Error, ListPoliciesCall, ListedEntry, ListedPolicies, NotRead, Session};
use serde_json::{Value, json};

pub(crate) const USER: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
const DOMAIN: &str = "88b16b6440684467b8825d7d96e154d8";
pub(crate) const PROJECT: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const GROUPS: [&str; 2] = ["e21c7a1e415c4604927948dc24750716", "47d79cabc2cf4c35b13493d919a5bb3d"];

pub(crate) fn session(cloud: &str, auth: &Value, more: &Value) -> Session {
    let mut input = json!({
        "cloud": cloud, "endpoint": "https://ecs.example.com", "identityEndpoint": "https://iam.example.com", "auth": auth,
    });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Session::from_input(&input).unwrap()
}

fn password() -> Value {
    json!({ "type": "password", "user": "alice", "domain": "OTC001", "password": "hunter2", "project": "eu-de" })
}

fn given_token() -> Session {
    session("otc", &json!({ "type": "token", "token": "given" }), &json!({ "projectId": PROJECT }))
}

pub(crate) fn answer(status: u16, body: &Value) -> Event {
    Event::Response(Response::new(status, [], body.to_string().into_bytes()))
}

fn token(value: &str, scope: &Value) -> Event {
    let mut token = json!({
        "issued_at": "2026-11-22T05:00:00.000000Z", "expires_at": "2026-11-23T05:00:00.000000Z", "methods": ["password"],
        "user": { "id": USER, "name": "alice", "domain": { "id": DOMAIN, "name": "OTC001" } }, "roles": [],
    });
    token.as_object_mut().unwrap().extend(scope.as_object().unwrap().clone());
    let headers = [("x-subject-token".to_owned(), value.to_owned())];
    Event::Response(Response::new(201, headers, json!({ "token": token }).to_string().into_bytes()))
}

fn project_token() -> Event {
    token("for-the-project", &json!({ "project": { "id": PROJECT, "name": "eu-de" } }))
}

pub(crate) fn account_token() -> Event {
    token("for-the-account", &json!({ "domain": { "id": DOMAIN, "name": "OTC001" } }))
}

pub(crate) fn groups(count: usize) -> Event {
    let groups: Vec<Value> =
        GROUPS.iter().take(count).map(|id| json!({ "id": id, "name": format!("group {id}") })).collect();
    answer(200, &json!({ "groups": groups, "links": { "next": null } }))
}

/// The identity policies of a user or a group, on one page.
pub(crate) fn attached(ids: &[&str]) -> Event {
    let policy =
        |id: &&str| json!({ "policy_id": id, "policy_name": format!("policy {id}"), "urn": "iam::1:policy:x" });
    let policies: Vec<Value> = ids.iter().map(policy).collect();
    answer(200, &json!({ "page_info": { "current_count": policies.len() }, "attached_policies": policies }))
}

pub(crate) fn roles(names: &[&str]) -> Event {
    let role = |name: &&str| {
        let statement = json!({ "Effect": "Allow", "Action": ["ecs:*:*"] });
        json!({ "display_name": name, "catalog": "CUSTOMED", "policy": { "Version": "1.1", "Statement": [statement] } })
    };
    answer(200, &json!({ "roles": names.iter().map(role).collect::<Vec<_>>(), "links": { "next": null } }))
}

fn refused() -> Event {
    answer(
        403,
        &json!({ "error": { "code": 403, "message": "You are not authorized to perform the requested action" } }),
    )
}

/// What was sent, one line a request with the token that went along, and the outcome.
fn drive(session: &mut Session, events: Vec<Event>) -> (Vec<String>, Result<ListedPolicies, Error>) {
    let mut call = ListPoliciesCall::new(60_000);
    let mut lines = Vec::new();
    let mut events = std::iter::once(Event::Start).chain(events);
    let mut ms = 0.0;
    loop {
        let event = events.next().unwrap_or_else(|| panic!("it wants more: {lines:#?}"));
        ms += 100.0;
        match call.next(session, event, Now { ms, steady_ms: ms, random: 0.5 }) {
            Step::Send { request, timeout_ms } => {
                assert!(timeout_ms > 0.0 && timeout_ms <= 60_000.0, "{timeout_ms}");
                let token = request.headers().find(|(name, _)| *name == "X-Auth-Token").map_or("", |(_, value)| value);
                let path = request.url().strip_prefix("https://iam.example.com").expect("only IAM is asked");
                lines.push(format!("{} {} {token}", request.method().as_str(), path.trim_start_matches("/v3")));
                if let Some(body) = request.body() {
                    lines.push(body.to_owned());
                }
            }
            Step::Wait(_) => lines.push("wait".to_owned()),
            Step::Done(result) => {
                assert!(events.next().is_none(), "it ended too early: {lines:#?}");
                return (lines, result);
            }
        }
    }
}

/// What was read, without what was not.
pub(crate) fn granted(listed: &ListedPolicies) -> Vec<&ListedEntry> {
    listed.entries.iter().filter(|entry| matches!(entry, ListedEntry::Granted { .. })).collect()
}

/// What was not read, with where it is attached.
pub(crate) fn unread(listed: &ListedPolicies) -> Vec<(&str, Value)> {
    let scope = |entry: &ListedEntry| entry.scope().map_or(Value::Null, |scope| serde_json::to_value(scope).unwrap());
    let each = listed.entries.iter().filter(|entry| matches!(entry, ListedEntry::Unread { .. }));
    each.map(|entry| (entry.name(), scope(entry))).collect()
}

fn asked_of(group: &str, token: &str) -> [String; 3] {
    [
        format!("GET /domains/{DOMAIN}/groups/{group}/roles {token}"),
        format!("GET /OS-INHERIT/domains/{DOMAIN}/groups/{group}/roles/inherited_to_projects {token}"),
        format!("GET /projects/{PROJECT}/groups/{group}/roles {token}"),
    ]
}

#[test]
fn the_groups_are_asked_for_what_they_are_granted_in_every_place_with_a_token_for_the_account() {
    let mut session = session("otc", &password(), &json!({}));
    let events = vec![
        project_token(),
        account_token(),
        groups(2),
        roles(&["Security Administrator"]),
        roles(&["a", "b"]),
        roles(&[]),
        roles(&[]),
        roles(&["a"]),
        roles(&["c"]),
    ];
    let (lines, result) = drive(&mut session, events);
    assert!(lines[0].starts_with("POST /auth/tokens"), "{lines:#?}");
    assert!(lines[1].contains(r#""scope":{"project":{"name":"eu-de"}}"#), "{lines:#?}");
    assert!(lines[3].contains(r#""scope":{"domain":{"name":"OTC001"}}"#) && lines[3].contains("hunter2"), "{lines:#?}");
    assert_eq!(lines[4], format!("GET /users/{USER}/groups for-the-account"));
    assert_eq!(lines[5..8], asked_of(GROUPS[0], "for-the-account"));
    assert_eq!(lines[8..11], asked_of(GROUPS[1], "for-the-account"));
    let listed = serde_json::to_value(result.unwrap()).unwrap();
    let shown: Vec<String> = listed["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry.get("unread").is_none())
        .map(|entry| format!("{} {}", entry["name"].as_str().unwrap(), entry["scope"]["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(
        shown,
        ["Security Administrator global", "a allProjects", "b allProjects", "a allProjects", "c project"]
    );
    assert_eq!(listed["entries"][4]["scope"]["id"], PROJECT);
    assert_eq!(listed["groups"][0]["entries"], json!([0, 1, 2]));
    assert_eq!(
        listed["groups"][1],
        json!({ "id": GROUPS[1], "name": format!("group {}", GROUPS[1]), "entries": [3, 4] })
    );
    assert_eq!(listed["notRead"], json!(["enterpriseProjects", "otherProjects"]));
    // Behind the grants, so that the indexes of the groups are theirs.
    assert_eq!(
        listed["entries"].as_array().unwrap()[5..],
        [
            json!({
                "name": "what enterprise projects grant",
                "unread": "another API lists what is granted in enterprise projects, and it was not asked",
                "scope": { "kind": "enterpriseProjects" },
            }),
            json!({
                "name": "what other projects grant",
                "unread": "what is granted in projects other than that of the requests was not asked for",
                "scope": { "kind": "otherProjects", "id": PROJECT },
            }),
        ]
    );
}

#[test]
fn the_token_for_the_account_is_not_used_for_anything_else() {
    let mut session = session("huawei", &password(), &json!({}));
    let (first, _) = drive(&mut session, vec![project_token(), account_token(), groups(0), attached(&[])]);
    assert_eq!(first.len(), 6);
    // The project's token is kept; that for the account is not, and is got anew.
    let (again, result) = drive(&mut session, vec![account_token(), groups(0), attached(&[])]);
    assert!(again[1].contains(r#""scope":{"domain""#) && again.len() == 4, "{again:#?}");
    let listed = result.unwrap();
    assert_eq!(granted(&listed), Vec::<&ListedEntry>::new());
    // Huawei Cloud has policies that limit those of an account, which apply in no project.
    assert_eq!(listed.not_read, [NotRead::EnterpriseProjects, NotRead::OtherProjects, NotRead::ServiceControlPolicies]);
    assert_eq!(unread(&listed).last(), Some(&("service control policies", Value::Null)));
}

#[test]
fn a_given_token_is_asked_whose_it_is() {
    let (lines, result) =
        drive(&mut given_token(), vec![account_token(), groups(1), roles(&["a"]), roles(&[]), roles(&[])]);
    assert_eq!(lines[0], "GET /auth/tokens?nocatalog=true given");
    assert_eq!(lines[1], format!("GET /users/{USER}/groups given"));
    assert_eq!(lines[2..], asked_of(GROUPS[0], "given"));
    assert_eq!(granted(&result.unwrap()).len(), 1);
}

#[test]
fn a_user_in_no_group_has_no_policies() {
    let (_, result) = drive(&mut given_token(), vec![account_token(), groups(0)]);
    let listed = result.unwrap();
    assert_eq!((granted(&listed).len(), listed.groups.len()), (0, 0));
}

#[test]
fn what_is_refused_everywhere_is_forbidden_and_is_asked_for_one_group_only() {
    let (lines, result) = drive(&mut given_token(), vec![account_token(), groups(2), refused(), refused(), refused()]);
    assert_eq!(lines.len(), 5);
    let error = result.unwrap_err();
    assert_eq!((error.code(), error.status()), (Code::Forbidden, Some(403)));
    assert!(error.hint().unwrap().contains("`iam:permissions:listRolesForGroupOnDomain`"), "{error:?}");
}

#[test]
fn what_is_refused_in_one_place_is_said_beside_what_was_read() {
    let events = vec![account_token(), groups(2), refused(), roles(&["a"]), roles(&[]), roles(&["b"]), roles(&[])];
    let (lines, result) = drive(&mut given_token(), events);
    assert!(lines.iter().filter(|line| line.starts_with("GET /domains")).count() == 1, "{lines:#?}");
    let listed = result.unwrap();
    assert_eq!(listed.not_read, [NotRead::EnterpriseProjects, NotRead::OtherProjects, NotRead::Global]);
    assert_eq!(granted(&listed).iter().map(|entry| entry.name()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(listed.groups[1].entries, [1]);
    assert_eq!(listed.entries.len(), 5);
    assert_eq!(unread(&listed).last(), Some(&("what is granted for global services", json!({ "kind": "global" }))));
}

#[test]
fn each_place_that_is_refused_is_an_unread_entry_with_its_attachment() {
    let here = json!({ "kind": "project", "id": PROJECT });
    for (place, name, scope) in [
        (0, "what is granted for global services", json!({ "kind": "global" })),
        (1, "what is granted in all projects", json!({ "kind": "allProjects" })),
        (2, "what is granted in this project", here),
    ] {
        let answers = (0..3).map(|each| if each == place { refused() } else { roles(&["a"]) });
        let (_, result) = drive(&mut given_token(), [account_token(), groups(1)].into_iter().chain(answers).collect());
        let listed = result.unwrap();
        assert_eq!(unread(&listed)[2..], [(name, scope)]);
        assert_eq!(listed.groups[0].entries, [0, 1]);
    }
}

#[test]
fn groups_that_are_refused_are_forbidden() {
    let (_, result) = drive(&mut given_token(), vec![account_token(), refused()]);
    let error = result.unwrap_err();
    assert_eq!(error.code(), Code::Forbidden);
    assert!(error.hint().unwrap().contains("`iam:groups:listGroupsForUser`"), "{error:?}");
}

#[test]
fn an_account_that_gives_no_token_does_not_end_the_session() {
    let mut session = session("otc", &password(), &json!({}));
    let no = answer(401, &json!({ "error": { "code": 401, "message": "no access to domain" } }));
    let (_, result) = drive(&mut session, vec![project_token(), no]);
    let error = result.unwrap_err();
    assert_eq!((error.code(), error.status()), (Code::Forbidden, Some(401)));
    assert!(error.hint().unwrap().contains("Security Administrator"), "{error:?}");
}

#[test]
fn a_wrong_password_and_a_token_that_has_ended_are_unauthenticated() {
    let no = || answer(401, &json!({ "error": { "code": 401, "message": "no" } }));
    let (_, result) = drive(&mut session("otc", &password(), &json!({})), vec![no()]);
    assert_eq!(result.unwrap_err().code(), Code::Unauthenticated);
    let (_, result) = drive(&mut given_token(), vec![no()]);
    let error = result.unwrap_err();
    assert_eq!(error.code(), Code::Unauthenticated);
    assert!(error.hint().unwrap().contains("token"), "{error:?}");
}

#[test]
fn a_failure_is_retried_and_then_told() {
    let busy = || answer(503, &json!({}));
    let events = vec![account_token(), groups(1), busy(), Event::Elapsed, roles(&["a"]), roles(&[]), roles(&[])];
    let (lines, result) = drive(&mut given_token(), events);
    assert_eq!(lines[3], "wait");
    assert_eq!(granted(&result.unwrap()).len(), 1);
    let failed = answer(500, &json!({ "error": { "code": "IAM.0011", "message": "x" } }));
    let (_, result) = drive(&mut given_token(), vec![account_token(), groups(1), roles(&["a"]), failed]);
    assert_eq!(result.unwrap_err().code(), Code::ServerError);
}

#[test]
fn an_abort_ends_it_wherever_it_is() {
    let steps: [fn() -> Event; 3] = [account_token, || groups(1), || roles(&[])];
    for count in 0..=steps.len() {
        let events = steps.iter().take(count).map(|event| event()).chain([Event::Aborted]);
        let (_, result) = drive(&mut given_token(), events.collect());
        assert_eq!(result.unwrap_err().code(), Code::Aborted);
    }
}

#[test]
fn one_time_covers_all_requests() {
    let mut session = given_token();
    let mut call = ListPoliciesCall::new(1000);
    // The system clock is set back meanwhile.
    let at = |steady_ms| Now { ms: -10.0 * steady_ms, steady_ms, random: 0.5 };
    assert!(matches!(call.next(&mut session, Event::Start, at(0.0)), Step::Send { timeout_ms: 1000.0, .. }));
    assert!(matches!(call.next(&mut session, account_token(), at(400.0)), Step::Send { timeout_ms: 600.0, .. }));
    assert!(matches!(call.next(&mut session, groups(1), at(999.0)), Step::Send { timeout_ms: 1.0, .. }));
    match call.next(&mut session, roles(&[]), at(1000.0)) {
        Step::Done(Err(error)) => assert_eq!(error.code(), Code::Timeout),
        step => panic!("{step:?}"),
    }
}

#[test]
fn a_cloud_or_a_client_without_iam_sends_nothing() {
    let mut openstack = session("openstack", &password(), &json!({}));
    let (lines, result) = drive(&mut openstack, vec![]);
    assert_eq!((lines, result.unwrap_err().code()), (vec![], Code::UnsupportedOperation));
    let auth = json!({ "type": "token", "token": "given" });
    let mut blind = session("otc", &auth, &json!({ "projectId": PROJECT, "identityEndpoint": null }));
    let (lines, result) = drive(&mut blind, vec![]);
    let error = result.unwrap_err();
    assert_eq!((lines, error.code(), error.path()), (vec![], Code::InvalidInput, Some("identityEndpoint")));
}

#[test]
fn a_token_that_does_not_say_whose_it_is_is_unexpected() {
    let nobody = answer(200, &json!({ "token": { "user": { "name": "alice" } } }));
    let (_, result) = drive(&mut given_token(), vec![nobody]);
    assert_eq!(result.unwrap_err().code(), Code::UnexpectedResponse);
}

/// What the entries of a list answer, as they are: from their JSON, and from their types.
pub(crate) fn answers(listed: &ListedPolicies, check: &Value) -> Verdict {
    let check = Check::from_input(check).unwrap();
    let input = serde_json::to_value(&listed.entries).unwrap();
    let decisions = [
        PolicySet::from_input(&input).unwrap().check(&check).unwrap().decision,
        PolicySet::new(listed.entries.iter().map(Entry::from).collect()).check(&check).unwrap().decision,
    ];
    assert_eq!(decisions[0], decisions[1]);
    decisions[0]
}

#[test]
fn the_entries_are_a_policy_set_that_is_certain_only_where_nothing_unread_has_a_say() {
    let events = || vec![account_token(), groups(1), roles(&["a"]), roles(&[]), roles(&["a"])];
    let (_, result) = drive(&mut given_token(), events());
    let listed = result.unwrap();
    let password = |project: &str| json!({ "operation": "getServerPassword", "cloud": "otc", "projectId": project });
    // Neither enterprise projects nor other projects have a say in it.
    assert_eq!(answers(&listed, &password(PROJECT)), Verdict::Allow);
    assert_eq!(answers(&listed, &password("another")), Verdict::Conditional);
    // An action that enterprise projects do have a say in.
    let create = json!({ "action": "ecs:cloudServers:deleteServers", "cloud": "otc", "projectId": PROJECT });
    assert_eq!(answers(&listed, &create), Verdict::Conditional);

    // On Huawei Cloud service control policies may limit anything.
    let auth = json!({ "type": "token", "token": "given" });
    let mut huawei = session("huawei", &auth, &json!({ "projectId": PROJECT }));
    let none = [attached(&[]), attached(&[])];
    let (_, result) = drive(&mut huawei, events().into_iter().chain(none).collect());
    let mut check = password(PROJECT);
    check["cloud"] = json!("huawei");
    assert_eq!(answers(&result.unwrap(), &check), Verdict::Conditional);

    // Refused for this project: nothing else grants it there, which is not known to be a no.
    let (_, result) = drive(&mut given_token(), vec![account_token(), groups(1), roles(&["a"]), roles(&[]), refused()]);
    assert_eq!(answers(&result.unwrap(), &password(PROJECT)), Verdict::Conditional);
}
