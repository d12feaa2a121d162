//! The list of a user's projects, and changing to one of them: what is sent, and what is made of the answers (`projects.json`).

use ecs_password::auth::Passcode;
use ecs_password::exchange::{Event, Now, SignInCall, Step};
use ecs_password::http::Response;
use ecs_password::{Code, Endpoint, Error, ListProjectsCall, Listed, ProjectId, Projects, Secret, Session};
use serde_json::{Value, json};

const NOW: Now = Now { ms: 0.0, steady_ms: 0.0, random: 0.5 };
const PROJECT: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba98765432100123456789abcdef";

fn session(cloud: &str, auth: &Value, project: Option<&str>) -> Session {
    Session::from_input(&json!({
        "cloud": cloud, "identityEndpoint": "https://iam.example.com/v3", "endpoint": "https://ecs.example.com",
        "projectId": project, "auth": auth,
    }))
    .unwrap()
}

fn token() -> Value {
    json!({ "type": "token", "token": "given-token" })
}

fn password() -> Value {
    json!({ "type": "password", "user": "alice", "domain": "Default", "password": "hunter2", "project": "demo" })
}

fn credential() -> Value {
    json!({ "type": "applicationCredential", "id": "c", "secret": "s" })
}

fn access_key() -> Value {
    json!({ "type": "accessKey", "access": "AK", "secret": "SK" })
}

fn answer(status: u16, body: &str) -> Event {
    Event::Response(Response::new(status, [], body.as_bytes().to_vec()))
}

fn signed_in(token: &str) -> Event {
    let body =
        json!({ "token": { "user": { "name": "alice" }, "project": { "id": OTHER, "name": "staging" }, "roles": [] } });
    let header = ("X-Subject-Token".to_owned(), token.to_owned());
    Event::Response(Response::new(201, [header], body.to_string().into_bytes()))
}

/// The lines that are sent with their tokens, and what comes of them.
fn list(session: &mut Session, events: Vec<Event>) -> (Vec<String>, Result<Projects, Error>) {
    let (sent, result) = sent(ListProjectsCall::new(60_000), session, events);
    let projects = |listed| if let Listed::Projects(projects) = listed { projects } else { panic!("no projects") };
    (sent, result.map(projects))
}

/// The same of the regions.
fn regions(session: &mut Session, events: Vec<Event>) -> (Vec<String>, Result<Vec<String>, Error>) {
    let (sent, result) = sent(ListProjectsCall::regions(60_000), session, events);
    let regions = |listed| if let Listed::Regions(list) = listed { list.regions } else { panic!("no regions") };
    (sent, result.map(regions))
}

fn sent(mut call: ListProjectsCall, session: &mut Session, events: Vec<Event>) -> (Vec<String>, Result<Listed, Error>) {
    let (mut sent, mut events) = (Vec::new(), events.into_iter());
    let mut step = call.next(session, Event::Start, NOW);
    loop {
        step = match step {
            Step::Send { request, .. } => {
                assert!(!request.changes());
                let token = request.headers().find(|(name, _)| *name == "X-Auth-Token").map_or("", |(_, token)| token);
                sent.push(format!("{} {} {token}", request.method().as_str(), request.url()).trim_end().to_owned());
                call.next(session, events.next().unwrap(), NOW)
            }
            Step::Wait(_) => call.next(session, Event::Elapsed, NOW),
            Step::Done(result) => return (sent, result),
        };
    }
}

/// The body of a sign-in, and what comes of the answer.
fn sign_in(session: &mut Session, passcode: Option<&str>, event: Event) -> (Value, Result<String, Error>) {
    let passcode = passcode.map(|code| Passcode::new(&Secret::from(code.to_owned())).unwrap());
    let mut call = SignInCall::new(60_000).with_passcode(passcode);
    let Step::Send { request, .. } = call.next(session, Event::Start, NOW) else { panic!("no request") };
    let body = serde_json::from_str(request.body().unwrap()).unwrap();
    let Step::Done(result) = call.next(session, event, NOW) else { panic!("not done") };
    (body, result.map(|info| info.project.unwrap().name))
}

fn changed(session: &Session) -> Result<Session, Error> {
    session.in_project(ProjectId::parse(OTHER, "projectId").unwrap(), None, None)
}

#[test]
fn answers_are_read_as_the_vectors_say() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("../vectors/projects.json")).unwrap();
    for vector in vectors {
        let name = vector["name"].as_str().unwrap();
        let status = u16::try_from(vector["status"].as_u64().unwrap_or(200)).unwrap();
        let events = vec![answer(status, vector["body"].as_str().unwrap())];
        match list(&mut session("openstack", &token(), None), events).1 {
            Ok(projects) => assert_eq!(serde_json::to_value(projects).unwrap(), vector["expect"], "{name}"),
            Err(error) => {
                let got = json!({ "code": error.code().as_str(), "message": error.message(), "hint": error.hint() });
                assert_eq!(got, vector["error"], "{name}");
            }
        }
    }
}

#[test]
fn the_list_is_asked_for_with_any_token_on_every_cloud() {
    let empty = || answer(200, r#"{"projects":[]}"#);
    for cloud in ["openstack", "otc", "huawei"] {
        let (sent, result) = list(&mut session(cloud, &token(), Some(PROJECT)), vec![empty()]);
        assert_eq!(sent, ["GET https://iam.example.com/v3/auth/projects given-token"]);
        assert_eq!(result.unwrap(), Projects { projects: Vec::new(), oddities: None });
    }
    let events = vec![signed_in("one"), answer(503, ""), answer(401, ""), signed_in("two"), empty()];
    let (sent, result) = list(&mut session("openstack", &password(), None), events);
    assert!(result.is_ok());
    let (sign_in, get) =
        ("POST https://iam.example.com/v3/auth/tokens?nocatalog=true", "GET https://iam.example.com/v3/auth/projects");
    assert_eq!(sent, [sign_in, &format!("{get} one"), &format!("{get} one"), sign_in, &format!("{get} two")]);
}

#[test]
fn without_a_token_or_an_address_nothing_is_asked() {
    let (sent, result) = regions(&mut session("otc", &access_key(), Some(PROJECT)), Vec::new());
    let error = result.unwrap_err();
    assert_eq!((sent.len(), error.code(), error.path()), (0, Code::InvalidInput, Some("auth.type")));
    let input = json!({ "cloud": "openstack", "endpoint": "https://ecs.example.com", "auth": token() });
    let (sent, result) = list(&mut Session::from_input(&input).unwrap(), Vec::new());
    let error = result.unwrap_err();
    assert_eq!(
        (sent.len(), error.code(), error.to_string().as_str()),
        (0, Code::InvalidInput, "identityEndpoint is missing")
    );
}

#[test]
fn a_password_signs_in_to_the_other_project() {
    let mut other = changed(&session("openstack", &password(), None)).unwrap();
    let (body, result) = sign_in(&mut other, None, signed_in("other"));
    assert_eq!(body["auth"]["scope"], json!({ "project": { "id": OTHER } }));
    assert_eq!(body["auth"]["identity"]["password"]["user"]["password"], "hunter2");
    assert_eq!(result.unwrap(), "staging");
}

#[test]
fn another_region_is_signed_in_to_where_its_own_iam_is() {
    let input = json!({ "projectId": OTHER, "endpoint": "https://ecs.eu-nl.example.com", "identityEndpoint": "https://iam.eu-nl.example.com/v3" });
    let mut other = session("otc", &password(), None).in_project_of_input(&input).unwrap();
    let Step::Send { request, .. } = SignInCall::new(60_000).next(&mut other, Event::Start, NOW) else {
        panic!("no request")
    };
    assert_eq!(request.url(), "https://iam.eu-nl.example.com/v3/auth/tokens?nocatalog=true");
}

#[test]
fn a_token_is_exchanged_where_a_sign_in_cannot_be_repeated() {
    let exchange = |token: &str| json!({ "auth": { "identity": { "methods": ["token"], "token": { "id": token } }, "scope": { "project": { "id": OTHER } } } });
    let given = session("openstack", &token(), None);
    let mut other = changed(&given).unwrap();
    assert_eq!(sign_in(&mut other, None, signed_in("other")).0, exchange("given-token"));
    // Of a session that was changed itself, the first token is exchanged again.
    assert_eq!(sign_in(&mut changed(&other).unwrap(), None, signed_in("third")).0, exchange("given-token"));

    let mut with_code = session("openstack", &password(), None);
    sign_in(&mut with_code, Some("908172"), signed_in("by-code")).1.unwrap();
    assert_eq!(sign_in(&mut changed(&with_code).unwrap(), None, signed_in("other")).0, exchange("by-code"));
}

#[test]
fn a_refused_exchange_says_what_it_may_be() {
    let refused = r#"{"error": {"code": 401, "message": "The request you have made requires authentication.", "title": "Unauthorized"}}"#;
    let mut other = changed(&session("openstack", &token(), None)).unwrap();
    let error = sign_in(&mut other, None, answer(401, refused)).1.unwrap_err();
    assert_eq!(error.code(), Code::Unauthenticated);
    assert_eq!(
        error.hint().unwrap(),
        "the token has ended, or its user has no role in the project: the cloud does not say which; choose another project, or sign in again"
    );
    assert!(!error.takes_passcode());
}

#[test]
fn the_requests_go_to_the_other_project_where_they_name_one() {
    use ecs_password::exchange::Places;
    let named = changed(&session("otc", &token(), Some(PROJECT))).unwrap();
    assert!(format!("{:?}", named.target(ecs_password::ApiVersion::V2_1).unwrap()).contains(OTHER));
    let short = changed(&session("openstack", &token(), None)).unwrap();
    assert!(!format!("{:?}", short.target(ecs_password::ApiVersion::V2_1).unwrap()).contains(OTHER));
    let elsewhere = Endpoint::parse("https://ecs.other.example.com", "endpoint").unwrap();
    let project = ProjectId::parse(OTHER, "projectId").unwrap();
    let other = session("otc", &token(), Some(PROJECT)).in_project(project, Some(elsewhere), None).unwrap();
    assert!(format!("{:?}", other.target(ecs_password::ApiVersion::V2_1).unwrap()).contains("ecs.other.example.com"));
}

#[test]
fn what_is_for_one_project_is_not_changed() {
    for project in [None, Some(PROJECT)] {
        let error = changed(&session("openstack", &credential(), project)).unwrap_err();
        assert_eq!((error.code(), error.path()), (Code::InvalidInput, Some("auth.type")));
        assert_eq!(
            error.to_string(),
            "auth.type `applicationCredential` is for one project, and cannot be changed to another"
        );
    }
    let input = json!({ "cloud": "openstack", "endpoint": "https://ecs.example.com", "auth": token() });
    assert_eq!(changed(&Session::from_input(&input).unwrap()).unwrap_err().path(), Some("identityEndpoint"));
}

#[test]
fn an_application_credential_is_good_for_another_region_of_its_project() {
    let mut here = session("openstack", &credential(), None);
    assert!(changed(&here).is_err(), "before its sign-in nobody knows its project");
    sign_in(&mut here, None, signed_in("one")).1.unwrap();
    let elsewhere = Endpoint::parse("https://ecs.other.example.com", "endpoint").unwrap();
    let mut other = here.in_project(ProjectId::parse(OTHER, "projectId").unwrap(), Some(elsewhere), None).unwrap();
    let (body, result) = sign_in(&mut other, None, signed_in("two"));
    assert_eq!(body["auth"]["identity"]["application_credential"], json!({ "id": "c", "secret": "s" }));
    assert_eq!((body["auth"].get("scope"), result.unwrap().as_str()), (None, "staging"));
    assert!(here.in_project(ProjectId::parse(PROJECT, "projectId").unwrap(), None, None).is_err());
}

/// What is sent first, as it is signed.
fn signed(session: &mut Session) -> (String, Vec<(String, String)>) {
    let Step::Send { request, .. } = ListProjectsCall::new(60_000).next(session, Event::Start, NOW) else {
        panic!("no request")
    };
    let headers = request.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    (format!("{} {}", request.method().as_str(), request.url()), headers)
}

#[test]
fn an_access_key_asks_for_the_projects_of_the_account_and_signs_for_another_of_them() {
    use ecs_password::exchange::Places;
    let (sent, headers) = signed(&mut session("otc", &access_key(), Some(PROJECT)));
    assert_eq!(sent, "GET https://iam.example.com/v3/projects");
    let authorization = |headers: &[(String, String)]| {
        headers.iter().find(|(name, _)| name == "Authorization").map(|(_, value)| value.clone()).unwrap()
    };
    assert!(headers.contains(&("X-Project-Id".to_owned(), PROJECT.to_owned())));
    assert!(authorization(&headers).starts_with("SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-project-id;x-sdk-date, "));
    // Behind a proxy the path that IAM knows is signed.
    let input = json!({
        "cloud": "otc", "identityEndpoint": "https://console.example.com/proxy/otc/identity",
        "endpoint": "https://console.example.com/proxy/otc/compute", "signedEndpoint": "https://console.example.com",
        "projectId": PROJECT, "auth": access_key(),
    });
    let mut proxied = Session::from_input(&input).unwrap();
    let (sent, through) = signed(&mut proxied);
    assert_eq!(sent, "GET https://console.example.com/proxy/otc/identity/v3/projects");
    assert_eq!(authorization(&through), authorization(&headers));
    // The answer may hold what any list has.
    let body = format!(r#"{{"projects":[{{"id":"{OTHER}","name":"eu-de_tests","enabled":true}}]}}"#);
    let (_, result) = list(&mut proxied, vec![answer(200, &body)]);
    assert_eq!(result.unwrap().projects[0].name, "eu-de_tests");

    let other = changed(&session("otc", &access_key(), Some(PROJECT))).unwrap();
    assert!(format!("{:?}", other.target(ecs_password::ApiVersion::V2_1).unwrap()).contains(OTHER));
    let (_, headers) = signed(&mut changed(&proxied).unwrap());
    assert!(headers.contains(&("X-Project-Id".to_owned(), OTHER.to_owned())));
    // Without IAM nothing is listed, and the project can be another all the same.
    let input =
        json!({ "cloud": "otc", "endpoint": "https://ecs.example.com", "projectId": PROJECT, "auth": access_key() });
    let mut alone = Session::from_input(&input).unwrap();
    assert_eq!(list(&mut alone, Vec::new()).1.unwrap_err().to_string(), "identityEndpoint is missing");
    assert!(changed(&alone).is_ok());
}

#[test]
fn a_signature_that_iam_refuses_is_told_as_one() {
    let refused = r#"{"error_msg":"Incorrect IAM authentication information: verify aksk signature fail","error_code":"APIGW.0301"}"#;
    let error = list(&mut session("otc", &access_key(), Some(PROJECT)), vec![answer(401, refused)]).1.unwrap_err();
    assert_eq!(error.code(), Code::Unauthenticated);
    assert!(!error.hint().unwrap().contains("token"), "{:?}", error.hint());
    let error = list(&mut session("otc", &access_key(), Some(PROJECT)), vec![answer(401, "{}")]).1.unwrap_err();
    assert!(error.hint().unwrap().starts_with("check the access key, the clock here"), "{:?}", error.hint());
}

#[test]
fn regions_are_those_of_the_compute_services_in_the_catalogue() {
    let body = r#"{"catalog": [
        {"type": "identity", "endpoints": [{"interface": "public", "region": "RegionZero", "url": "https://k"}]},
        {"type": "compute", "endpoints": [
            {"interface": "public", "region": "RegionOne", "region_id": "RegionOne", "url": "https://n"},
            {"interface": "internal", "region": "RegionOne", "url": "https://n"},
            {"interface": "public", "region": "RegionTwo", "url": "https://m"},
            {"interface": "public", "region": null, "url": "https://x"}, {"region": ""}, {}, 3]},
        {"type": "compute", "endpoints": null}, {"endpoints": []}, null
    ], "links": {}}"#;
    let (sent, result) = regions(&mut session("openstack", &token(), None), vec![answer(200, body)]);
    assert_eq!(sent, ["GET https://iam.example.com/v3/auth/catalog given-token"]);
    assert_eq!(result.unwrap(), ["RegionOne", "RegionTwo"]);
    for (body, expected) in
        [(r#"{"catalog": []}"#, true), ("{}", false), ("<html>", false), (r#"{"catalog": {}}"#, false)]
    {
        let (_, result) = regions(&mut session("openstack", &token(), None), vec![answer(200, body)]);
        assert_eq!(result.is_ok(), expected, "{body}");
        if let Err(error) = result {
            assert_eq!(error.code(), Code::UnexpectedResponse);
        }
    }
}
