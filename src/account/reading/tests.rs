use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::account::snapshot::NotReadPart;
use crate::cloud::http::{Request, Response};

const CLOUDS: [&str; 3] = ["otc", "huawei", "openstack"];

fn reading(cloud: &str) -> Reading {
    let input = json!({
        "cloud": cloud,
        "identityEndpoint": "https://iam.example.com",
        "enterpriseProjectsEndpoint": "https://eps.example.com",
        "auth": { "type": "password", "user": "u", "domain": "d", "password": "hunter2" }
    });
    Reading::from_input(&input, None, None).unwrap()
}

fn answer(status: u16, body: &Value) -> Response {
    Response::new(status, [], body.to_string().into_bytes())
}

fn signed_in() -> Response {
    let token = json!({ "token": { "user": { "id": "u1", "name": "u", "domain": { "id": "d1" } }, "roles": [{ "name": "admin" }] } });
    let headers = [("x-subject-token".to_owned(), "token-hunter2".to_owned())];
    Response::new(201, headers, token.to_string().into_bytes())
}

/// Drives all lanes to their end, one after the other, with what `of` answers to each path; gives the snapshot as JSON, and how many requests there were.
fn read(cloud: &str, mut of: impl FnMut(&str) -> Response) -> (Value, usize) {
    let mut reading = reading(cloud);
    let mut now = Now { ms: 0.0, steady_ms: 0.0, random: 0.5 };
    let mut events: Vec<Option<Event>> = (0..LANES).map(|_| Some(Event::Start)).collect();
    let mut requests = 0;
    for turn in 0.. {
        assert!(turn < 200_000, "it goes on for ever");
        if events.iter().all(Option::is_none) {
            break;
        }
        for (lane, waiting) in events.iter_mut().enumerate() {
            let Some(event) = waiting.take() else { continue };
            now.steady_ms += 1.0;
            *waiting = match reading.next(lane, event, now) {
                Step::Send { request, .. } => {
                    requests += 1;
                    Some(Event::Response(answered(&request, &mut of)))
                }
                Step::Wait(ms) => {
                    now.steady_ms += ms;
                    Some(Event::Elapsed)
                }
                Step::Done(result) => {
                    result.unwrap();
                    None
                }
            };
        }
    }
    let progress = reading.progress(now);
    assert_eq!(progress.done, progress.known);
    let snapshot = reading.into_snapshot(None).unwrap();
    let text = serde_json::to_string(&snapshot).unwrap();
    assert_eq!(Snapshot::from_text(&text).unwrap(), snapshot, "what is written is read again");
    (serde_json::from_str(&text).unwrap(), requests)
}

fn answered(request: &Request, of: &mut impl FnMut(&str) -> Response) -> Response {
    if request.url().contains("/auth/tokens") {
        return signed_in();
    }
    assert_eq!(request.method().as_str(), "GET");
    let path = request.url().trim_start_matches("https://").split_once('/').map_or("", |(_, path)| path);
    of(path)
}

/// What is not read, of which nothing says more.
fn lists_not_read(snapshot: &Value) -> Vec<&str> {
    let all = snapshot["notRead"].as_array().unwrap().iter();
    all.filter(|each| each["of"].is_null()).filter_map(|each| each["what"].as_str()).collect()
}

/// The lists of a snapshot, with what each not being there has to be told as.
fn lists(cloud: &str) -> Vec<(&'static str, NotReadPart)> {
    let mut all =
        vec![("users", NotReadPart::Users), ("groups", NotReadPart::Groups), ("projects", NotReadPart::Projects)];
    all.extend(match cloud {
        "openstack" => vec![
            ("domains", NotReadPart::Domains),
            ("roles", NotReadPart::Roles),
            ("impliedRoles", NotReadPart::ImpliedRoles),
            ("assignments", NotReadPart::Assignments),
        ],
        _ => vec![
            ("policies", NotReadPart::Policies),
            ("grants", NotReadPart::Grants),
            ("enterpriseProjects", NotReadPart::EnterpriseProjects),
            ("agencies", NotReadPart::Agencies),
            ("identityProviders", NotReadPart::IdentityProviders),
            ("mappings", NotReadPart::Mappings),
        ],
    });
    if cloud == "huawei" {
        all.push(("identityPolicies", NotReadPart::IdentityPolicies));
    }
    all
}

#[test]
fn what_is_refused_is_told_list_by_list() {
    for cloud in CLOUDS {
        let (snapshot, _) = read(cloud, |_| answer(403, &json!({ "error_msg": "no", "error_code": "IAM.0003" })));
        let told = lists_not_read(&snapshot);
        for (list, part) in lists(cloud) {
            assert!(snapshot[list].is_null(), "{cloud}: {list}");
            assert!(told.contains(&part.as_str()), "{cloud}: {list} in {told:?}");
        }
        let refused = snapshot["notRead"].as_array().unwrap().iter().find(|each| each["what"] == "users").unwrap();
        assert_eq!((&refused["status"], &refused["code"]), (&json!(403), &json!("IAM.0003")));
    }
}

#[test]
fn after_a_token_that_counts_no_more_nothing_is_asked_for() {
    let mut asked = 0;
    let (snapshot, _) = read("otc", |path| {
        asked += 1;
        match path.starts_with("v3/groups?") {
            true => answer(
                200,
                &json!({ "groups": (0..100).map(|id| json!({ "id": format!("g{id}"), "name": "g" })).collect::<Vec<_>>() }),
            ),
            false => answer(401, &json!({ "error": { "message": "no", "code": 401 } })),
        }
    });
    assert!(asked < 40, "{asked}");
    for (list, part) in lists("otc") {
        assert!(!snapshot[list].is_null() || lists_not_read(&snapshot).contains(&part.as_str()), "{list}");
    }
    let groups = snapshot["groups"].as_array().unwrap();
    let members = snapshot["notRead"].as_array().unwrap().iter().filter(|each| each["what"] == "members").count();
    assert_eq!((groups.len(), members), (100, 100));
}

#[test]
fn what_goes_on_for_ever_ends() {
    // Each page the same, with more announced; each page with a further marker, and the same one again.
    let (snapshot, requests) = read("otc", |path| match path {
        path if path.contains("role-assignments") => answer(
            200,
            &json!({ "total_num": 1000, "role_assignments": [{ "group": { "id": "g" }, "role": { "id": "r" }, "scope": { "project": { "id": "p" }, "enterprise_project": { "id": "0" } } }] }),
        ),
        path if path.contains("enterprise-projects") => answer(
            200,
            &json!({ "total_count": 9, "enterprise_projects": [{ "id": "0", "name": "default", "status": 1 }] }),
        ),
        _ => answer(404, &json!({})),
    });
    assert!(requests < 100, "{requests}");
    assert_eq!(snapshot["grants"].as_array().unwrap().len(), 4);
    let told = lists_not_read(&snapshot);
    assert_eq!(told.iter().filter(|what| **what == "grants").count(), 4);
    assert!(told.contains(&"enterpriseProjects"));
    let (_, requests) = read("huawei", |path| match path.starts_with("v5/policies?") {
        true => answer(200, &json!({ "policies": [], "page_info": { "next_marker": "again" } })),
        false => answer(404, &json!({})),
    });
    assert!(requests < 100, "{requests}");
    let (_, requests) = read("openstack", |path| match path.starts_with("v3/users") {
        true => answer(
            200,
            &json!({ "users": [], "links": { "next": "https://elsewhere.example/v3/users?limit=2&marker=again" } }),
        ),
        false => answer(404, &json!({})),
    });
    assert!(requests < 100, "{requests}");
}

#[test]
fn too_many_requests_are_waited_for() {
    let mut refusals = 30;
    let (snapshot, _) = read("openstack", |path| {
        refusals -= 1;
        if refusals > 0 {
            let headers = [("Retry-After".to_owned(), "2".to_owned())];
            return Response::new(429, headers, br#"{"error_msg":"slow","error_code":"IAM.0012"}"#.to_vec());
        }
        let name = path.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        answer(200, &json!({ name: [] }))
    });
    assert!(snapshot["notRead"].is_null(), "{snapshot}");
}

#[test]
fn an_odd_entry_loses_no_other_and_is_told() {
    let (snapshot, _) = read("openstack", |path| match path.split('?').next().unwrap_or_default() {
        "v3/users" => answer(
            200,
            &json!({ "users": [{ "id": "a", "name": "one" }, { "id": 7 }, 8, { "id": "b", "enabled": "yes" }, { "id": "a", "name": "two" }] }),
        ),
        "v3/role_assignments" => answer(
            200,
            &json!({ "role_assignments": [
            { "user": { "id": "a" }, "role": { "id": "r" }, "scope": { "project": { "id": "p" } } },
            { "user": { "id": "a" }, "group": { "id": "g" }, "role": { "id": "r" }, "scope": { "project": { "id": "p" } } },
            { "user": { "id": "a" }, "role": { "id": "r" }, "scope": {} },
            { "user": { "id": "a" }, "role": { "id": "r" }, "scope": { "domain": { "id": "d" }, "OS-INHERIT:inherited_to": "elsewhere" } },
        ] }),
        ),
        "v3/users/a/application_credentials" => answer(
            200,
            &json!({ "application_credentials": [{ "id": "c", "project_id": "p", "roles": [] }, { "id": "without a project", "roles": [] }] }),
        ),
        path => answer(200, &json!({ path.rsplit('/').next().unwrap_or_default(): [] })),
    });
    assert_eq!(snapshot["users"].as_array().unwrap().len(), 1);
    assert_eq!(snapshot["assignments"].as_array().unwrap().len(), 1);
    assert_eq!(snapshot["applicationCredentials"].as_array().unwrap().len(), 1);
    let told: Vec<&str> =
        snapshot["notRead"].as_array().unwrap().iter().filter_map(|each| each["what"].as_str()).collect();
    assert_eq!(told, ["assignments", "users", "applicationCredentials"]);
}

/// Some JSON, of the names that the readers look for among others.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-z0-9{}/%?&=. _-]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        let name = prop::sample::select(vec![
            "id",
            "name",
            "users",
            "groups",
            "roles",
            "role",
            "projects",
            "policy",
            "catalog",
            "role_assignments",
            "user",
            "group",
            "agency",
            "scope",
            "project",
            "enterprise_project",
            "total_num",
            "agencies",
            "identity_providers",
            "protocols",
            "mapping_id",
            "mappings",
            "rules",
            "local",
            "remote",
            "type",
            "policies",
            "policy_id",
            "page_info",
            "next_marker",
            "links",
            "next",
            "truncated",
            "domains",
            "role_inferences",
            "prior_role",
            "implies",
            "application_credentials",
            "project_id",
            "enterprise_projects",
            "total_count",
            "virtual_mfa_devices",
            "user_id",
            "document",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..5).prop_map(|members| Value::Object(
                members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            )),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_answered_nothing_is_forgotten(
        cloud in prop::sample::select(CLOUDS.to_vec()),
        answers in prop::collection::vec((prop::sample::select(vec![200_u16, 200, 200, 403, 404, 500]), any_json()), 1..20),
    ) {
        let mut count = 0;
        let (snapshot, _) = read(cloud, |_| {
            count += 1;
            let (status, body) = &answers[count % answers.len()];
            answer(*status, body)
        });
        let told = if snapshot["notRead"].is_null() { Vec::new() } else { lists_not_read(&snapshot) };
        for (list, part) in lists(cloud) {
            prop_assert!(!snapshot[list].is_null() || told.contains(&part.as_str()), "{}: {} in {:?}", cloud, list, told);
        }
        for each in snapshot["notRead"].as_array().into_iter().flatten() {
            prop_assert!(each["cause"].as_str().is_some_and(|cause| !cause.trim().is_empty()));
        }
        for group in snapshot["groups"].as_array().into_iter().flatten().filter(|group| group["members"].is_null()) {
            let is_told = |each: &Value| each["what"] == "members" && each["of"] == group["id"];
            prop_assert!(snapshot["notRead"].as_array().into_iter().flatten().any(is_told), "{}", group);
        }
        prop_assert!(!snapshot.to_string().contains("hunter2"));
    }
}
