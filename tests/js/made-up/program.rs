//! Uses the made-up operation as any other. Stands in the place of an example of the crate.

use ecs_password::exchange::{Call, Event, Now, Step};
use ecs_password::http::Response;
use ecs_password::operations::PaintServer;
use ecs_password::policy::{Check, PolicySet};
use ecs_password::{ApiVersion, Code, OperationName, ServerId, Session, build_request, parse_response};
use serde_json::{Value, json};

const SERVER: &str = "11111111-2222-4333-8444-555555555555";
const PROJECT: &str = "0123456789abcdef0123456789abcdef";

fn main() {
    assert_eq!(OperationName::NAMES.last(), Some(&"paintServer"));
    a_request_is_built();
    an_answer_is_read();
    a_policy_is_asked();
    a_client_sends_it_once_and_says_what_a_failure_leaves_open();
}

fn input(cloud: &str, more: &Value) -> Value {
    let mut input = json!({
        "operation": "paintServer", "cloud": cloud, "apiVersion": "v2.1", "endpoint": "https://ecs.example.com",
        "projectId": PROJECT, "serverId": SERVER, "colour": "blue",
    });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

fn a_request_is_built() {
    let built = serde_json::to_value(build_request(&input("otc", &json!({}))).unwrap()).unwrap();
    let expected = json!({
        "method": "PUT",
        "url": format!("https://ecs.example.com/v2.1/{PROJECT}/servers/{SERVER}/colour"),
        "headers": { "Accept": "application/json", "Content-Type": "application/json" },
        "body": "{\"colour\":\"blue\"}",
        "action": "ecs:servers:paint",
        "actionBasis": "documented",
    });
    assert_eq!(built, expected);
    let error = build_request(&input("openstack", &json!({}))).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::UnsupportedOperation, Some("cloud")));
    let error = build_request(&input("otc", &json!({ "color": "blue" }))).unwrap_err();
    assert_eq!((error.path(), error.hint()), (Some("color"), Some("did you mean `colour`?")));
}

fn an_answer_is_read() {
    let answer = |status: u16, body: Value| {
        parse_response(&json!({ "operation": "paintServer", "status": status, "body": body.to_string() }))
    };
    let output = answer(200, json!({ "dry_in": 90 })).unwrap();
    assert_eq!(serde_json::to_value(output).unwrap(), json!({ "dryIn": 90 }));
    let error = answer(418, json!({ "error": { "code": "Ecs.9999", "message": "wet" } })).unwrap_err();
    assert_eq!((error.provider_code(), error.hint()), (Some("Ecs.9999"), Some("wait until it is dry")));
    let error = answer(404, json!({ "itemNotFound": { "code": 404, "message": "no" } })).unwrap_err();
    assert!(error.hint().unwrap().starts_with("the server ID is wrong"), "{error:?}");
}

fn a_policy_is_asked() {
    let document = r#"{ "Version": "1.1", "Statement": [{ "Effect": "Allow", "Action": ["ecs:servers:paint"] }] }"#;
    let policies = PolicySet::from_input(&json!([{ "name": "painters", "document": document }])).unwrap();
    let check = Check::from_input(&json!({ "operation": "paintServer", "cloud": "otc" })).unwrap();
    let decision = serde_json::to_value(policies.check(&check).unwrap()).unwrap();
    assert_eq!(decision["decision"], "allow");
}

fn a_client_sends_it_once_and_says_what_a_failure_leaves_open() {
    let mut session = Session::from_input(&json!({
        "cloud": "otc", "endpoint": "https://ecs.example.com", "projectId": PROJECT,
        "auth": { "type": "token", "token": "given" },
    }))
    .unwrap();
    let now = Now { ms: 0.0, steady_ms: 0.0, random: 0.0 };
    for (event, may_have_happened) in [
        (Event::Response(Response::new(503, [], Vec::new())), true),
        (Event::TimedOut, true),
        (Event::Response(Response::new(403, [], Vec::new())), false),
    ] {
        let server_id = ServerId::parse(SERVER, "serverId").unwrap();
        let mut call = Call::new(PaintServer { server_id, colour: "blue".to_owned() }, ApiVersion::V2_1, 60_000);
        let Step::Send { request, .. } = call.next(&mut session, Event::Start, now) else { panic!("nothing is sent") };
        assert_eq!((request.method().as_str(), request.changes()), ("PUT", true));
        let Step::Done(Err(error)) = call.next(&mut session, event, now) else { panic!("it is sent again") };
        assert_eq!(error.may_have_happened(), Some(may_have_happened));
        let says_so = error.hint().is_some_and(|hint| hint.starts_with("look at the server"));
        assert_eq!(says_so, may_have_happened, "{error:?}");
    }
}
