//! Calls that set a password, driven step by step: sent once, what a failure leaves open, and never a password in what is told.

use ecs_password::exchange::{AnyCall, Event, Now, Step};
use ecs_password::http::Response;
use ecs_password::{Error, Session};
use serde_json::{Value, json};

const SERVER: &str = "11111111-2222-4333-8444-555555555555";
const OTHER: &str = "22222222-2222-4333-8444-555555555555";
const PASSWORD: &str = "Hunter2-Hunter2!";

const AT: Now = Now { ms: 0.0, steady_ms: 0.0, random: 0.5 };

fn session(cloud: &str) -> Session {
    Session::from_input(&json!({
        "cloud": cloud, "identityEndpoint": "https://iam.example.com", "endpoint": "https://ecs.example.com",
        "projectId": "0123456789abcdef0123456789abcdef",
        "auth": { "type": "password", "user": "u", "domain": "d", "password": "sign-in", "project": "p" },
    }))
    .unwrap()
}

fn signed_in() -> Event {
    let body =
        json!({ "token": { "expires_at": "2099-11-23T05:00:00.000000Z", "issued_at": "2026-11-22T05:00:00.000000Z" } });
    Event::Response(Response::new(
        201,
        [("X-Subject-Token".to_owned(), "token".to_owned())],
        body.to_string().into_bytes(),
    ))
}

fn answer(status: u16, body: &Value) -> Event {
    Event::Response(Response::new(status, [], if body.is_null() { Vec::new() } else { body.to_string().into_bytes() }))
}

/// Each with its cloud and what it is called with.
fn calls() -> [(&'static str, &'static str, Value); 3] {
    [
        ("huawei", "resetServerPassword", json!({ "serverId": SERVER, "newPassword": PASSWORD })),
        ("huawei", "resetServerPasswords", json!({ "serverIds": [SERVER, OTHER], "newPassword": PASSWORD })),
        ("openstack", "changeServerPassword", json!({ "serverId": SERVER, "newPassword": PASSWORD })),
    ]
}

/// Sends it, answers with the event, and gives how it ended; it fails where it is sent again.
fn end_of(cloud: &str, operation: &str, input: &Value, event: Event) -> Result<Value, Error> {
    let mut session = session(cloud);
    let mut call = AnyCall::from_input(operation, input, None).unwrap();
    assert!(!format!("{call:?}").contains(PASSWORD));
    call.next(&mut session, Event::Start, AT);
    let Step::Send { request, .. } = call.next(&mut session, signed_in(), AT) else {
        panic!("{operation} is not sent")
    };
    assert!(request.changes(), "{operation}");
    assert_eq!(request.body().unwrap().contains(PASSWORD), input["newPassword"].is_string());
    assert!(!format!("{request:?}").contains(PASSWORD));
    match call.next(&mut session, event, AT) {
        Step::Done(result) => {
            assert!(!format!("{session:?}{result:?}").contains(PASSWORD));
            result.map(|output| serde_json::to_value(output).unwrap())
        }
        other => panic!("{operation} goes on: {other:?}"),
    }
}

#[test]
fn what_sets_a_password_is_sent_once_and_says_what_its_failure_leaves_open() {
    let failures: [(fn() -> Event, bool); 9] = [
        (|| Event::TimedOut, true),
        (|| Event::Aborted, true),
        (|| Event::Failed(None), true),
        (|| answer(503, &Value::Null), true),
        (|| answer(500, &json!({ "error": { "code": "Ecs.0000", "message": "x" } })), true),
        (|| answer(200, &json!("<html>")), true),
        (|| answer(401, &json!({ "error": { "code": 401, "message": "x" } })), false),
        (|| answer(403, &json!({ "error": { "code": "Pdp.0001", "message": "x" } })), false),
        (|| answer(429, &Value::Null), false),
    ];
    for (cloud, operation, input) in calls() {
        for (event, open) in failures {
            let error = end_of(cloud, operation, &input, event()).unwrap_err();
            assert_eq!(error.may_have_happened(), Some(open), "{operation}: {error:?}");
            let told = error.hint().is_some_and(|hint| hint.contains("all the same"));
            assert_eq!(told, open, "{operation}: {error:?}");
        }
    }
}

#[test]
fn the_clouds_words_tell_whether_a_change_reached_the_guest() {
    let (cloud, operation, input) = &calls()[2];
    for (status, message, open) in [
        (409, "Cannot 'changePassword' instance x while it is in vm_state stopped", false),
        (409, "Instance x is in an invalid state for 'changePassword'", false),
        (409, "Failed to set admin password on x because instance x is not running", false),
        (409, "QEMU guest agent is not enabled", false),
        (409, "Guest agent is not enabled for the instance", false),
        (409, "Set admin password is not supported", false),
        (409, "Failed to set admin password on x because error setting admin password", true),
        (409, "something new", true),
        (501, "Unable to set password on instance", true),
        (400, "Invalid input for field/attribute adminPass", false),
        (404, "Instance x could not be found.", false),
    ] {
        let body = json!({ "conflictingRequest": { "code": status, "message": message } });
        let error = end_of(cloud, operation, input, answer(status, &body)).unwrap_err();
        assert_eq!(error.may_have_happened(), Some(open), "{message}: {error:?}");
    }
}

#[test]
fn an_error_of_several_resets_says_that_nothing_was_done_only_where_it_is_about_all_of_them() {
    let (cloud, operation, input) = &calls()[1];
    for (status, code, open) in [
        (400, "Ecs.0005", false),
        (400, "Ecs.0011", false),
        (404, "APIGW.0101", false),
        (400, "Common.0018", false),
        (400, "Ecs.0610", true),
        (400, "Ecs.0001", true),
        (404, "Ecs.0114", true),
        (409, "Ecs.0209", true),
    ] {
        let body = json!({ "error": { "code": code, "message": "x" } });
        let error = end_of(cloud, operation, input, answer(status, &body)).unwrap_err();
        assert_eq!(error.may_have_happened(), Some(open), "{code}: {error:?}");
    }
}

#[test]
fn every_server_that_was_asked_for_has_its_outcome() {
    let (cloud, operation, input) = &calls()[1];
    let body = json!({ "error": { "code": "Ecs.0610", "message": "x" }, "internalError": [{ "id": OTHER, "error_code": "ECS.0610", "error_message": "no" }] });
    let resets = end_of(cloud, operation, input, answer(400, &body)).unwrap();
    let outcomes: Vec<_> =
        resets["servers"].as_array().unwrap().iter().map(|each| (&each["serverId"], &each["outcome"])).collect();
    assert_eq!(outcomes, [(&json!(SERVER), &json!("unknown")), (&json!(OTHER), &json!("failed"))]);
    assert_eq!(resets["failure"], json!({ "status": 400, "providerCode": "Ecs.0610", "message": "x" }));
}

#[test]
fn a_check_of_several_resets_changes_nothing_whatever_happens() {
    let input = json!({ "serverIds": [SERVER], "dryRun": true });
    for event in [Event::TimedOut, answer(500, &Value::Null), answer(200, &json!("<html>")), answer(400, &Value::Null)]
    {
        let error = end_of("huawei", "resetServerPasswords", &input, event).unwrap_err();
        assert_eq!(error.may_have_happened(), Some(false), "{error:?}");
        assert!(!error.hint().unwrap_or_default().contains("all the same"), "{error:?}");
    }
}

/// As an endpoint or a gateway echoes a request.
#[test]
fn a_password_that_comes_back_is_not_shown() {
    let base64 = "SHVudGVyMi1IdW50ZXIyIQ==";
    for (cloud, operation, input) in calls() {
        for told in [PASSWORD, "Hunter2-Hunter2%21", base64, "Hunter2-Hunt"] {
            let body = json!({ "error": { "code": "Ecs.0005", "message": format!("invalid body: {{\"adminPass\":\"{told}\"}}") } });
            let error = end_of(cloud, operation, &input, answer(400, &body)).unwrap_err();
            assert!(error.message().contains("[redacted]") && !error.message().contains(told), "{error}");
            let error =
                end_of(cloud, operation, &input, Event::Failed(Some(format!("could not send {told}")))).unwrap_err();
            assert!(error.message().contains("[redacted]") && !error.message().contains(told), "{error}");
        }
    }
    let (cloud, operation, input) = &calls()[1];
    let body = json!({ "error": { "code": PASSWORD, "message": PASSWORD }, "internalError": [{ "id": OTHER, "error_code": PASSWORD, "error_message": base64 }] });
    let resets = end_of(cloud, operation, input, answer(400, &body)).unwrap().to_string();
    assert!(!resets.contains(PASSWORD) && !resets.contains(base64) && resets.contains("[redacted]"), "{resets}");
}

#[test]
fn without_a_version_a_call_has_the_one_that_its_operation_is_in() {
    for (cloud, operation, input) in calls() {
        let mut session = session(cloud);
        let mut call = AnyCall::from_input(operation, &input, None).unwrap();
        call.next(&mut session, Event::Start, AT);
        let Step::Send { request, .. } = call.next(&mut session, signed_in(), AT) else { panic!("{operation}") };
        let version = if cloud == "huawei" { "/v1/" } else { "/v2.1/" };
        assert!(request.url().contains(version), "{}", request.url());
    }
    for cloud in ["otc", "openstack"] {
        let mut session = session(cloud);
        let mut call = AnyCall::from_input("getResetPasswordFlag", &json!({ "serverId": SERVER }), None).unwrap();
        call.next(&mut session, Event::Start, AT);
        let Step::Done(Err(error)) = call.next(&mut session, signed_in(), AT) else { panic!("{cloud}") };
        assert_eq!((error.code().as_str(), error.path()), ("unsupportedOperation", Some("cloud")), "{error:?}");
    }
}
