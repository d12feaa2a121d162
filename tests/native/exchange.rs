//! Calls, driven step by step with a clock and dice of our own: what is sent, when, and what a failure means.

use ecs_password::auth::{Passcode, TokenInfo};
use ecs_password::exchange::{Call, Event, Now, Sendable, SignInCall, SignOutCall, SignedOut, Step, Unfit};
use ecs_password::http::Response;
use ecs_password::operations::{DeleteServerPassword, GetServerPassword, ListServers, Os};
use ecs_password::{ApiVersion, Code, Error, Secret, ServerId, Session};
use proptest::prelude::*;
use serde_json::{Value, json};

const SERVER: &str = "11111111-2222-4333-8444-555555555555";
const PROJECT: &str = "0123456789abcdef0123456789abcdef";

fn token_auth() -> Value {
    json!({ "type": "token", "token": "given-token" })
}

fn password_auth() -> Value {
    json!({ "type": "password", "user": "alice", "domain": "Default", "password": "hunter2", "project": "demo" })
}

fn session_of(cloud: &str, auth: Value) -> Session {
    session(&json!({
        "cloud": cloud, "identityEndpoint": "https://iam.example.com/v3", "endpoint": "https://ecs.example.com",
        "projectId": PROJECT, "auth": auth,
    }))
}

fn session(input: &Value) -> Session {
    Session::from_input(input).unwrap()
}

fn get() -> Call<GetServerPassword> {
    let server_id = ServerId::parse(SERVER, "serverId").unwrap();
    Call::new(GetServerPassword { server_id }, ApiVersion::V2_1, 60_000)
}

fn delete() -> Call<DeleteServerPassword> {
    let server_id = ServerId::parse(SERVER, "serverId").unwrap();
    Call::new(DeleteServerPassword { server_id }, ApiVersion::V2_1, 60_000)
}

fn answer(status: u16, body: &str) -> Event {
    answer_with(status, &[], body)
}

fn answer_with(status: u16, headers: &[(&str, &str)], body: &str) -> Event {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Event::Response(Response::new(status, headers, body.as_bytes().to_vec()))
}

fn too_large(status: u16) -> Event {
    let headers = [("X-OpenStack-Request-Id".to_owned(), "req-1".to_owned())];
    Event::TooLarge(Response::new(status, headers, Vec::new()))
}

fn signed_in(token: &str) -> Event {
    let body = json!({ "token": {
        "expires_at": "2026-11-23T05:00:00.000000Z", "issued_at": "2026-11-22T05:00:00.000000Z",
        "user": { "name": "alice", "id": "u" }, "project": { "id": "fedcba98765432100123456789abcdef", "name": "demo" },
        "roles": [{ "name": "member" }, { "name": "reader" }],
    } });
    answer_with(201, &[("X-Subject-Token", token)], &body.to_string())
}

fn stored() -> Event {
    answer(200, r#"{"password":"AAAA"}"#)
}

/// What a step shows to the outside.
#[derive(Debug, PartialEq)]
enum Shown {
    Sent { line: String, token: Option<String>, body: Option<String> },
    Waits(f64),
    Ok,
    Failed { code: Code, may_have_happened: Option<bool> },
}

fn sent(line: &str, token: &str) -> Shown {
    Shown::Sent { line: line.to_owned(), token: Some(token.to_owned()), body: None }
}

fn get_sent(token: &str) -> Shown {
    sent(&format!("GET https://ecs.example.com/v2.1/{PROJECT}/servers/{SERVER}/os-server-password"), token)
}

fn delete_sent(token: &str) -> Shown {
    sent(&format!("DELETE https://ecs.example.com/v2.1/{PROJECT}/servers/{SERVER}/os-server-password"), token)
}

fn show<T>(step: Step<T>) -> Shown {
    match step {
        Step::Send { request, timeout_ms } => {
            assert!(timeout_ms > 0.0, "a request without time");
            assert_eq!(request.changes(), request.method().as_str() == "DELETE", "a sign-in changes nothing");
            let token = request.headers().find(|(name, _)| *name == "X-Auth-Token").map(|(_, value)| value.to_owned());
            Shown::Sent {
                line: format!("{} {}", request.method().as_str(), request.url()),
                token,
                body: request.body().map(str::to_owned),
            }
        }
        Step::Wait(ms) => Shown::Waits(ms),
        Step::Done(Ok(_)) => Shown::Ok,
        Step::Done(Err(error)) => Shown::Failed { code: error.code(), may_have_happened: error.may_have_happened() },
    }
}

const fn at(ms: f64) -> Now {
    Now { ms, steady_ms: ms, random: 0.5 }
}

/// Drives one call with these events, at second 0, 1, 2 …, and shows every step.
fn drive<O: Sendable>(session: &mut Session, call: &mut Call<O>, events: Vec<Event>) -> Vec<Shown> {
    let mut steps = vec![show(call.next(session, Event::Start, at(0.0)))];
    let mut second = 0.0;
    for event in events {
        second += 1000.0;
        steps.push(show(call.next(session, event, at(second))));
    }
    steps
}

fn last_error<O: Sendable>(session: &mut Session, call: &mut Call<O>, events: Vec<Event>) -> Error {
    let mut last = call.next(session, Event::Start, at(0.0));
    for event in events {
        last = call.next(session, event, at(1000.0));
    }
    match last {
        Step::Done(Err(error)) => error,
        _ => panic!("the call did not fail"),
    }
}

#[test]
fn a_given_token_is_used_at_once() {
    let mut session = session_of("otc", token_auth());
    assert_eq!(drive(&mut session, &mut get(), vec![stored()]), [get_sent("given-token"), Shown::Ok]);
}

#[test]
fn a_password_is_exchanged_for_a_token_that_later_calls_use() {
    let mut session = session_of("openstack", password_auth());
    let steps = drive(&mut session, &mut get(), vec![signed_in("t1"), stored()]);
    let Shown::Sent { line, token: None, body: Some(body) } = &steps[0] else { panic!("{steps:?}") };
    assert_eq!(line, "POST https://iam.example.com/v3/auth/tokens?nocatalog=true");
    assert_eq!(
        serde_json::from_str::<Value>(body).unwrap(),
        json!({ "auth": {
            "identity": { "methods": ["password"], "password": { "user": {
                "name": "alice", "domain": { "name": "Default" }, "password": "hunter2" } } },
            "scope": { "project": { "name": "demo", "domain": { "name": "Default" } } },
        } })
    );
    assert_eq!(steps[1..], [get_sent("t1"), Shown::Ok]);
    assert_eq!(drive(&mut session, &mut get(), vec![stored()]), [get_sent("t1"), Shown::Ok]);
}

fn sign_in_body(cloud: &str, auth: Value) -> Value {
    let mut session = session_of(cloud, auth);
    let Step::Send { request, .. } = SignInCall::new(1000).next(&mut session, Event::Start, at(0.0)) else { panic!() };
    serde_json::from_str(request.body().unwrap()).unwrap()
}

#[test]
fn each_way_to_sign_in_has_the_body_of_its_document() {
    let scope = |body: &Value| body["auth"]["scope"].clone();
    // The public clouds' own examples name the project alone.
    assert_eq!(scope(&sign_in_body("otc", password_auth())), json!({ "project": { "name": "demo" } }));
    let mut by_id = password_auth();
    by_id["user"] = json!({ "id": "u1" });
    by_id["project"] = json!({ "id": "p1" });
    let body = sign_in_body("openstack", by_id);
    assert_eq!(body["auth"]["identity"]["password"]["user"], json!({ "id": "u1", "password": "hunter2" }));
    assert_eq!(scope(&body), json!({ "project": { "id": "p1" } }));
    let mut elsewhere = password_auth();
    elsewhere["project"] = json!({ "name": "p", "domain": { "id": "d" } });
    assert_eq!(scope(&sign_in_body("otc", elsewhere)), json!({ "project": { "name": "p", "domain": { "id": "d" } } }));
    assert_eq!(
        sign_in_body("openstack", json!({ "type": "applicationCredential", "id": "a1", "secret": "hunter2" })),
        json!({ "auth": { "identity": {
            "methods": ["application_credential"], "application_credential": { "id": "a1", "secret": "hunter2" } } } })
    );
}

fn passcode(text: &str) -> Passcode {
    Passcode::new(&Secret::from(text.to_owned())).unwrap()
}

/// A sign-in with a code: what is sent, and what comes of the answer.
fn sign_in_with(session: &mut Session, code: &str, event: Event) -> (Option<Sent>, Step<TokenInfo>) {
    sign_in_at(session, at(0.0), code, event)
}

fn sign_in_at(session: &mut Session, now: Now, code: &str, event: Event) -> (Option<Sent>, Step<TokenInfo>) {
    let mut call = SignInCall::new(1000).with_passcode(Some(passcode(code)));
    match call.next(session, Event::Start, now) {
        Step::Send { request, .. } => {
            let receipt = request.headers().find(|(name, _)| *name == "Openstack-Auth-Receipt");
            let receipt = receipt.map(|(_, value)| value.to_owned());
            let body = serde_json::from_str(request.body().unwrap()).unwrap();
            (Some(Sent { receipt, body }), call.next(session, event, now))
        }
        other => (None, other),
    }
}

struct Sent {
    receipt: Option<String>,
    body: Value,
}

impl Sent {
    fn identity(&self) -> &Value {
        &self.body["auth"]["identity"]
    }
}

fn asks_for_a_code(receipt: &[(&str, &str)]) -> Event {
    answer_with(401, receipt, r#"{"receipt":{},"required_auth_methods":[["password","totp"]]}"#)
}

#[test]
fn a_one_time_code_goes_with_the_password() {
    let mut session = session_of("openstack", password_auth());
    let (sent, step) = sign_in_with(&mut session, "908 172", signed_in("t1"));
    let user = json!({ "name": "alice", "domain": { "name": "Default" } });
    let with = |name: &str, value: &str| {
        let mut user = user.clone();
        user[name] = json!(value);
        json!({ "user": user })
    };
    assert_eq!(
        *sent.unwrap().identity(),
        json!({ "methods": ["password", "totp"], "password": with("password", "hunter2"), "totp": with("passcode", "908172") })
    );
    assert!(matches!(step, Step::Done(Ok(_))));
    assert!(!format!("{session:?}").contains("908172"));
}

#[test]
fn with_a_receipt_the_code_goes_alone_and_once() {
    let mut session = session_of("openstack", password_auth());
    let receipt = [("Openstack-Auth-Receipt", "r1")];
    let error = last_error(&mut session, &mut get(), vec![asks_for_a_code(&receipt)]);
    assert!(error.takes_passcode());
    // A wrong code: the receipt has done its work, and the next sign-in brings both.
    let (sent, step) = sign_in_with(&mut session, "111111", answer(401, "{}"));
    let sent = sent.unwrap();
    assert_eq!((sent.receipt.as_deref(), &sent.identity()["methods"]), (Some("r1"), &json!(["totp"])));
    assert!(sent.identity().get("password").is_none());
    assert_eq!(sent.body["auth"]["scope"]["project"]["name"], "demo");
    assert!(matches!(step, Step::Done(Err(error)) if error.code() == Code::Unauthenticated));
    let (sent, step) = sign_in_with(&mut session, "222222", signed_in("t1"));
    let sent = sent.unwrap();
    assert_eq!((sent.receipt.as_deref(), &sent.identity()["methods"]), (None, &json!(["password", "totp"])));
    assert!(matches!(step, Step::Done(Ok(_))));
}

#[test]
fn a_code_is_sent_again_only_within_its_sign_in() {
    let mut session = session_of("openstack", password_auth());
    let mut call = SignInCall::new(60_000).with_passcode(Some(passcode("908172")));
    let mut bodies = Vec::new();
    for event in [Event::Start, answer(503, ""), Event::Elapsed, answer(401, "{}")] {
        if let Step::Send { request, .. } = call.next(&mut session, event, at(0.0)) {
            bodies.push(request.body().unwrap().contains("908172"));
        }
    }
    assert_eq!(bodies, [true, true]);
    let mut later = get();
    let Step::Send { request, .. } = later.next(&mut session, Event::Start, at(1.0)) else { panic!() };
    assert!(!request.body().unwrap().contains("908172"), "a later sign-in has no code");
}

#[test]
fn after_a_sign_in_with_a_code_there_is_none_without() {
    for refusal in [true, false] {
        let mut session = session_of("openstack", password_auth());
        let (_, step) = sign_in_with(&mut session, "908172", signed_in("t1"));
        assert!(matches!(step, Step::Done(Ok(_))));
        let error = if refusal {
            // The cloud does not take the token any more.
            last_error(&mut session, &mut get(), vec![answer(401, "{}")]);
            last_error(&mut session, &mut get(), vec![])
        } else {
            let ended = at(24.0 * 3_600_000.0);
            let Step::Done(Err(error)) = get().next(&mut session, Event::Start, ended) else { panic!() };
            error
        };
        assert_eq!((error.code(), error.takes_passcode()), (Code::Unauthenticated, true));
        assert!(error.hint().unwrap().contains("new one-time code"), "{error}");
        // With another code it goes on.
        let (sent, step) = sign_in_at(&mut session, at(24.0 * 3_600_000.0), "654321", signed_in("t2"));
        assert_eq!(sent.unwrap().identity()["totp"]["user"]["passcode"], "654321");
        assert!(matches!(step, Step::Done(Ok(_))));
        assert_eq!(drive(&mut session, &mut get(), vec![stored()]), [get_sent("t2"), Shown::Ok]);
    }
}

#[test]
fn a_code_is_not_sent_where_there_is_a_token() {
    let mut session = session_of("openstack", password_auth());
    drive(&mut session, &mut get(), vec![signed_in("t1"), stored()]);
    let (sent, step) = sign_in_with(&mut session, "908172", answer(500, ""));
    assert!(sent.is_none() && matches!(step, Step::Done(Ok(_))));
}

#[test]
fn a_code_goes_with_a_password_and_on_the_public_clouds_with_the_id_of_the_user() {
    let mut by_id = password_auth();
    by_id["user"] = json!({ "id": "u1" });
    let (sent, _) = sign_in_with(&mut session_of("otc", by_id), "908172", signed_in("t1"));
    assert_eq!(sent.unwrap().identity()["totp"], json!({ "user": { "id": "u1", "passcode": "908172" } }));
    let credential = json!({ "type": "applicationCredential", "id": "a1", "secret": "hunter2" });
    for (cloud, auth, path) in [
        ("otc", password_auth(), "auth.user"),
        ("huawei", password_auth(), "auth.user"),
        ("openstack", token_auth(), "passcode"),
        ("openstack", credential, "passcode"),
    ] {
        let (sent, step) = sign_in_with(&mut session_of(cloud, auth), "908172", answer(500, ""));
        let Step::Done(Err(error)) = step else { panic!("{cloud}") };
        assert_eq!((error.code(), error.path(), sent.is_none()), (Code::InvalidInput, Some(path), true));
    }
}

fn sign_out(session: &mut Session, event: Event) -> (Option<String>, Step<SignedOut>) {
    let mut call = SignOutCall::new(1000);
    match call.next(session, Event::Start) {
        Step::Send { request, .. } => {
            let tokens: Vec<_> = request.headers().filter(|(name, _)| name.ends_with("-Token")).collect();
            let line = format!("{} {} {tokens:?} {}", request.method().as_str(), request.url(), request.changes());
            (Some(line), call.next(session, event))
        }
        other => (None, other),
    }
}

#[test]
fn a_sign_out_revokes_the_token_and_forgets_it_whatever_comes_of_that() {
    let gone = r#"{"error":{"code":404,"message":"Failed to validate token","title":"Not Found"}}"#;
    for (status, body, revoked) in [
        (204, "", Some(true)),
        (401, "", Some(true)),
        (404, gone, Some(true)),
        (404, "Failed to validate token", None),
        (404, "", None),
        (200, "", None),
        (403, gone, None),
        (503, "", None),
    ] {
        let mut session = session_of("openstack", password_auth());
        drive(&mut session, &mut get(), vec![signed_in("t1"), stored()]);
        let (line, step) = sign_out(&mut session, answer(status, body));
        assert_eq!(
            line.unwrap(),
            r#"DELETE https://iam.example.com/v3/auth/tokens [("X-Auth-Token", "t1"), ("X-Subject-Token", "t1")] true"#
        );
        match step {
            Step::Done(Ok(done)) => assert_eq!(Some(done.revoked), revoked, "{status}"),
            Step::Done(Err(error)) => {
                assert_eq!(revoked, None, "{status}");
                assert_eq!(error.may_have_happened(), Some(status == 200 || status == 503), "{status}");
                assert_ne!(error.code(), Code::Unauthenticated);
            }
            _ => panic!("{status}"),
        }
        let steps = drive(&mut session, &mut get(), vec![]);
        assert!(matches!(&steps[0], Shown::Sent { token: None, .. }), "the token is forgotten: {steps:?}");
    }
    let mut session = session_of("openstack", password_auth());
    drive(&mut session, &mut get(), vec![signed_in("t1"), stored()]);
    let (_, step) = sign_out(&mut session, Event::Failed(None));
    assert!(matches!(step, Step::Done(Err(error)) if error.may_have_happened() == Some(true)));
}

#[test]
fn a_token_that_was_given_is_not_revoked_and_neither_is_none() {
    for auth in [token_auth(), password_auth()] {
        let mut session = session_of("openstack", auth);
        let (line, step) = sign_out(&mut session, answer(500, ""));
        assert!(line.is_none() && matches!(step, Step::Done(Ok(SignedOut { revoked: false, .. }))));
    }
    let mut session = session_of("otc", token_auth());
    sign_out(&mut session, answer(500, ""));
    assert_eq!(drive(&mut session, &mut get(), vec![stored()]), [get_sent("given-token"), Shown::Ok]);
}

#[test]
fn a_sign_in_tells_what_the_token_is_for_and_never_the_token() {
    let mut session = session_of("otc", password_auth());
    let mut call = SignInCall::new(1000);
    call.next(&mut session, Event::Start, at(0.0));
    let Step::Done(Ok(info)) = call.next(&mut session, signed_in("secret-token"), at(1.0)) else { panic!() };
    assert_eq!((info.user.as_deref(), info.roles.len()), (Some("alice"), 2));
    assert!(!format!("{info:?}{session:?}").contains("secret-token"));
    assert!(!format!("{session:?}").contains("hunter2"));
}

#[test]
fn a_get_is_sent_again_after_429_503_and_network_failures_and_not_more_than_four_times() {
    let mut session = session_of("otc", token_auth());
    let events = vec![
        answer(503, ""),
        Event::Elapsed,
        answer(429, ""),
        Event::Elapsed,
        Event::Failed(Some("ECONNRESET".to_owned())),
        Event::Elapsed,
        answer(503, ""),
    ];
    // With 0.5 on the dice each pause is three quarters of 500, 1000, 2000 ms.
    assert_eq!(
        drive(&mut session, &mut get(), events),
        [
            get_sent("given-token"),
            Shown::Waits(375.0),
            get_sent("given-token"),
            Shown::Waits(750.0),
            get_sent("given-token"),
            Shown::Waits(1500.0),
            get_sent("given-token"),
            Shown::Failed { code: Code::Unavailable, may_have_happened: None },
        ]
    );
}

#[test]
fn flow_control_under_another_status_is_repeated_too() {
    let mut session = session_of("otc", token_auth());
    let flow = answer(202, r#"{"error":{"code":"Common.0024","message":"exceeds flow over limit"}}"#);
    assert_eq!(drive(&mut session, &mut get(), vec![flow])[1], Shown::Waits(375.0));
}

#[test]
fn other_failures_of_a_get_are_final() {
    for (status, code) in [
        (400, Code::BadRequest),
        (403, Code::Forbidden),
        (404, Code::NotFound),
        (500, Code::ServerError),
        (502, Code::Unavailable),
        (200, Code::UnexpectedResponse),
    ] {
        let mut session = session_of("otc", token_auth());
        let steps = drive(&mut session, &mut get(), vec![answer(status, "")]);
        assert_eq!(steps[1], Shown::Failed { code, may_have_happened: None }, "{status}");
    }
}

#[test]
fn retry_after_is_waited_for_unless_it_is_too_long() {
    let after = |value: &str| {
        let mut session = session_of("otc", token_auth());
        let steps = drive(&mut session, &mut get(), vec![answer_with(429, &[("Retry-After", value)], "")]);
        steps.into_iter().nth(1).unwrap()
    };
    assert_eq!(after("7"), Shown::Waits(7000.0));
    // The clock of the test stands at second 1.
    assert_eq!(after("Thu, 01 Jan 1970 00:00:06 GMT"), Shown::Waits(5000.0));
    assert_eq!(after("0"), Shown::Waits(375.0));
    let refused = Shown::Failed { code: Code::RateLimited, may_have_happened: None };
    assert_eq!(after("61"), refused);
    // 59 seconds are within the cap, and not within what is left of the call's minute.
    assert_eq!(after("59"), refused);
}

#[test]
fn a_retry_after_of_more_than_a_minute_is_the_caller_s_to_wait_for() {
    let mut session = session_of("otc", token_auth());
    let server_id = ServerId::parse(SERVER, "serverId").unwrap();
    for (seconds, waits) in [("60", true), ("61", false)] {
        let mut call = Call::new(GetServerPassword { server_id: server_id.clone() }, ApiVersion::V2_1, 600_000);
        call.next(&mut session, Event::Start, at(0.0));
        let step = call.next(&mut session, answer_with(429, &[("Retry-After", seconds)], ""), at(1.0));
        assert_eq!(matches!(step, Step::Wait(_)), waits, "{seconds}");
    }
}

#[test]
fn an_answer_that_was_too_large_is_unexpected_wherever_it_comes() {
    for (auth, events) in [
        (token_auth(), vec![too_large(200)]),
        (password_auth(), vec![too_large(201)]),
        (password_auth(), vec![signed_in("t1"), too_large(200)]),
    ] {
        let error = last_error(&mut session_of("otc", auth), &mut get(), events);
        assert_eq!((error.code(), error.request_id()), (Code::UnexpectedResponse, Some("req-1")));
        assert_eq!(error.message(), "the answer is larger than 8 MiB");
    }
    // Whatever its body is: such a status is worth another try.
    let steps = drive(&mut session_of("otc", token_auth()), &mut get(), vec![too_large(503)]);
    assert!(matches!(steps[1], Shown::Waits(_)), "{steps:?}");
}

#[test]
fn a_pause_that_would_outlast_the_call_is_not_begun() {
    let mut session = session_of("otc", token_auth());
    let server_id = ServerId::parse(SERVER, "serverId").unwrap();
    let mut call = Call::new(GetServerPassword { server_id }, ApiVersion::V2_1, 300);
    call.next(&mut session, Event::Start, at(0.0));
    assert_eq!(
        show(call.next(&mut session, answer(503, ""), at(10.0))),
        Shown::Failed { code: Code::Unavailable, may_have_happened: None }
    );
}

#[test]
fn the_time_of_a_call_does_not_hang_on_the_system_clock() {
    for set in [-3_600_000.0, 0.0, 3_600_000.0] {
        for (steady_ms, ended) in [(59_500.0, false), (59_700.0, true)] {
            let mut session = session_of("otc", token_auth());
            let mut call = get();
            call.next(&mut session, Event::Start, at(0.0));
            let now = Now { ms: set, steady_ms, random: 0.5 };
            let step = show(call.next(&mut session, answer(503, ""), now));
            assert_eq!(matches!(step, Shown::Failed { .. }), ended, "{set} {steady_ms} {step:?}");
        }
    }
}

#[test]
fn a_delete_is_sent_once_and_its_failure_says_whether_it_may_have_happened() {
    let cases: Vec<(Event, Code, bool)> = vec![
        (answer(400, ""), Code::BadRequest, false),
        (answer(401, ""), Code::Unauthenticated, false),
        (answer(403, ""), Code::Forbidden, false),
        (answer(404, ""), Code::NotFound, false),
        (answer(409, ""), Code::Conflict, false),
        (answer(429, ""), Code::RateLimited, false),
        (answer(202, r#"{"error":{"code":"Common.0024","message":"x"}}"#), Code::RateLimited, false),
        (answer(503, r#"{"error":{"code":"Common.1503","message":"x"}}"#), Code::RateLimited, false),
        (answer(500, ""), Code::ServerError, true),
        (answer(502, ""), Code::Unavailable, true),
        (answer(503, ""), Code::Unavailable, true),
        (answer(408, ""), Code::Unavailable, true),
        (answer(302, ""), Code::UnexpectedResponse, true),
        (answer(200, "<html>"), Code::UnexpectedResponse, true),
        (answer(200, r#"{"error":{"code":401,"message":"please sign in"}}"#), Code::UnexpectedResponse, true),
        (answer(200, r#"{"error":{"code":"Pdp.0001","message":"no"}}"#), Code::UnexpectedResponse, true),
        (answer(202, r#"{"success":false}"#), Code::UnexpectedResponse, true),
        (answer(204, "{"), Code::UnexpectedResponse, true),
        (answer(201, ""), Code::UnexpectedResponse, true),
        (too_large(200), Code::UnexpectedResponse, true),
        (too_large(404), Code::UnexpectedResponse, false),
        (Event::Failed(None), Code::Network, true),
        (Event::Unfit(Unfit::NoBody), Code::Network, true),
        (Event::TimedOut, Code::Timeout, true),
        (Event::Aborted, Code::Aborted, true),
    ];
    for (event, code, may) in cases {
        let named = format!("{event:?}");
        let mut session = session_of("otc", token_auth());
        let steps = drive(&mut session, &mut delete(), vec![event]);
        let failed = Shown::Failed { code, may_have_happened: Some(may) };
        assert_eq!(steps, [delete_sent("given-token"), failed], "{named}");
    }
}

#[test]
fn a_delete_that_was_never_sent_did_not_happen() {
    for event in [answer(401, ""), answer(400, ""), Event::TimedOut, Event::Aborted] {
        let mut session = session_of("otc", password_auth());
        let steps = drive(&mut session, &mut delete(), vec![event]);
        assert!(matches!(steps[1], Shown::Failed { may_have_happened: Some(false), .. }), "{steps:?}");
    }
    let mut session = session_of("otc", token_auth());
    let step = delete().next(&mut session, Event::Aborted, at(0.0));
    assert_eq!(show(step), Shown::Failed { code: Code::Aborted, may_have_happened: Some(false) });
}

#[test]
fn a_refused_token_is_renewed_once_for_a_get() {
    let mut session = session_of("otc", password_auth());
    let events = vec![signed_in("t1"), answer(401, ""), signed_in("t2"), answer(401, "")];
    let steps = drive(&mut session, &mut get(), events);
    assert_eq!(steps[1], get_sent("t1"));
    assert!(matches!(&steps[2], Shown::Sent { line, .. } if line.starts_with("POST")), "{steps:?}");
    assert_eq!(steps[3], get_sent("t2"));
    assert_eq!(steps[4], Shown::Failed { code: Code::Unauthenticated, may_have_happened: None });
}

#[test]
fn a_refused_token_that_was_given_is_an_error_at_once() {
    let mut session = session_of("otc", token_auth());
    let error = last_error(&mut session, &mut get(), vec![answer(401, "")]);
    assert_eq!(
        (error.code(), error.hint()),
        (Code::Unauthenticated, Some("sign in again: a token that is wrong, expired or revoked is answered like this"))
    );
    // It stays: there is no other, and the next refusal says the same.
    assert_eq!(show(get().next(&mut session, Event::Start, at(2.0))), get_sent("given-token"));
}

#[test]
fn a_delete_with_a_refused_token_is_not_repeated_and_the_next_call_signs_in_again() {
    let mut session = session_of("otc", password_auth());
    let steps = drive(&mut session, &mut delete(), vec![signed_in("t1"), answer(401, "")]);
    assert_eq!(steps[2], Shown::Failed { code: Code::Unauthenticated, may_have_happened: Some(false) });
    let steps = drive(&mut session, &mut delete(), vec![signed_in("t2"), answer(204, "")]);
    assert_eq!(steps[1..], [delete_sent("t2"), Shown::Ok]);
}

#[test]
fn a_token_is_renewed_before_it_ends() {
    let mut session = session_of("otc", password_auth());
    drive(&mut session, &mut get(), vec![signed_in("t1"), stored()]);
    let day = 24.0 * 3_600_000.0;
    let begin = |session: &mut Session, ms: f64| show(get().next(session, Event::Start, at(ms)));
    assert_eq!(begin(&mut session, day - 120_000.0), get_sent("t1"));
    let renewed = begin(&mut session, day - 30_000.0);
    assert!(matches!(&renewed, Shown::Sent { line, .. } if line.starts_with("POST")), "{renewed:?}");
}

#[test]
fn two_calls_share_one_sign_in() {
    let mut session = session_of("otc", password_auth());
    let (mut first, mut second) = (get(), get());
    assert!(matches!(first.next(&mut session, Event::Start, at(0.0)), Step::Send { .. }));
    assert_eq!(show(second.next(&mut session, Event::Start, at(0.0))), Shown::Waits(20.0));
    assert_eq!(show(second.next(&mut session, Event::Elapsed, at(20.0))), Shown::Waits(20.0));
    assert_eq!(show(first.next(&mut session, signed_in("t1"), at(30.0))), get_sent("t1"));
    assert_eq!(show(second.next(&mut session, Event::Elapsed, at(40.0))), get_sent("t1"));
}

#[test]
fn who_waits_for_another_s_sign_in_waits_no_longer_than_its_own_time() {
    let mut session = session_of("otc", password_auth());
    let server_id = ServerId::parse(SERVER, "serverId").unwrap();
    let mut second = Call::new(GetServerPassword { server_id }, ApiVersion::V2_1, 100);
    get().next(&mut session, Event::Start, at(0.0));
    second.next(&mut session, Event::Start, at(0.0));
    assert_eq!(show(second.next(&mut session, Event::Elapsed, at(90.0))), Shown::Waits(10.0));
    let late = Shown::Failed { code: Code::Timeout, may_have_happened: None };
    assert_eq!(show(second.next(&mut session, Event::Elapsed, at(100.0))), late);
}

#[test]
fn a_sign_in_can_be_aborted_in_its_middle() {
    let mut session = session_of("otc", password_auth());
    let mut call = SignInCall::new(60_000);
    call.next(&mut session, Event::Start, at(0.0));
    let aborted = Shown::Failed { code: Code::Aborted, may_have_happened: None };
    assert_eq!(show(call.next(&mut session, Event::Aborted, at(1.0))), aborted);
    assert!(matches!(SignInCall::new(1000).next(&mut session, Event::Start, at(2.0)), Step::Send { .. }));
}

#[test]
fn a_refused_sign_in_is_refused_for_all_who_waited_for_it() {
    // Or ten calls with a wrong password would be ten failed attempts, and lock the account.
    let mut session = session_of("otc", password_auth());
    let (mut first, mut second) = (get(), get());
    first.next(&mut session, Event::Start, at(0.0));
    second.next(&mut session, Event::Start, at(0.0));
    let refused = Shown::Failed { code: Code::Unauthenticated, may_have_happened: None };
    assert_eq!(show(first.next(&mut session, answer(401, ""), at(10.0))), refused);
    assert_eq!(show(second.next(&mut session, Event::Elapsed, at(20.0))), refused);
    // A later call tries for itself.
    assert!(matches!(get().next(&mut session, Event::Start, at(30.0)), Step::Send { .. }));
}

#[test]
fn a_call_that_ends_in_the_middle_of_its_sign_in_lets_the_next_one_begin() {
    for event in [Event::Aborted, Event::TimedOut, Event::Failed(None)] {
        let mut session = session_of("otc", password_auth());
        let (mut first, mut second) = (get(), get());
        first.next(&mut session, Event::Start, at(0.0));
        second.next(&mut session, Event::Start, at(0.0));
        let retried = matches!(event, Event::Failed(_));
        first.next(&mut session, event, at(10.0));
        let step = second.next(&mut session, Event::Elapsed, at(20.0));
        // After a network failure the first call keeps its right: it tries again by itself.
        assert_eq!(matches!(step, Step::Wait(_)), retried);
    }
}

#[test]
fn a_sign_in_refused_with_400_keeps_the_request_out_of_the_error() {
    let mut session = session_of("openstack", password_auth());
    let body = r#"{"error":{"code":400,"message":"'hunter2' does not match … On instance: {'password': 'hunter2'}","title":"Bad Request"}}"#;
    let error = last_error(&mut session, &mut get(), vec![answer(400, body)]);
    assert_eq!(error.code(), Code::BadRequest);
    assert!(!format!("{error:?}").contains("hunter2"));
}

#[test]
fn a_sign_in_whose_token_cannot_be_read_says_why() {
    let mut session = session_of("openstack", password_auth());
    let error = last_error(&mut session, &mut get(), vec![answer(201, r#"{"token":{}}"#)]);
    assert_eq!(error.code(), Code::UnexpectedResponse);
    assert!(error.hint().unwrap().contains("Access-Control-Expose-Headers"));
}

fn list() -> Call<ListServers> {
    Call::new(ListServers::default(), ApiVersion::V2_1, 60_000)
}

fn microversion_of<T>(step: &Step<T>) -> Option<String> {
    let Step::Send { request, .. } = step else { panic!() };
    request.headers().find(|(name, _)| *name == "OpenStack-API-Version").map(|(_, value)| value.to_owned())
}

#[test]
fn nova_is_asked_once_which_microversion_it_knows() {
    for (newest, asked) in [("2.104", "compute 2.98"), ("2.96", "compute 2.96"), ("2.1", "compute 2.1")] {
        let mut session = session_of("openstack", token_auth());
        let mut call = list();
        let versions = "GET https://ecs.example.com/v2.1/".to_owned();
        let first = show(call.next(&mut session, Event::Start, at(0.0)));
        assert_eq!(first, Shown::Sent { line: versions, token: None, body: None });
        let document = json!({ "version": { "id": "v2.1", "version": newest, "min_version": "2.1" } }).to_string();
        let step = call.next(&mut session, answer(200, &document), at(1.0));
        assert_eq!(microversion_of(&step).as_deref(), Some(asked));
        let step = list().next(&mut session, Event::Start, at(2.0));
        assert_eq!(microversion_of(&step).as_deref(), Some(asked));
    }
}

#[test]
fn a_service_that_does_not_say_its_versions_is_asked_for_none() {
    for (event, asked_again) in [
        (answer(404, "no"), false),
        (answer(200, "<html>"), false),
        (answer(503, ""), true),
        (Event::Failed(None), true),
    ] {
        let mut session = session_of("openstack", token_auth());
        let mut call = list();
        call.next(&mut session, Event::Start, at(0.0));
        let step = call.next(&mut session, event, at(1.0));
        assert_eq!(microversion_of(&step), None);
        let Step::Send { request, .. } = list().next(&mut session, Event::Start, at(2.0)) else { panic!() };
        assert_eq!(request.url().ends_with("/v2.1/"), asked_again);
    }
}

#[test]
fn the_public_clouds_are_not_asked_for_versions() {
    for cloud in ["otc", "huawei"] {
        let mut session = session_of(cloud, token_auth());
        let step = list().next(&mut session, Event::Start, at(0.0));
        let Step::Send { request, .. } = &step else { panic!() };
        assert!(request.url().ends_with("/servers/detail") && microversion_of(&step).is_none());
    }
    let mut session = session_of("otc", token_auth());
    let mut call = list();
    call.next(&mut session, Event::Start, at(0.0));
    let body = json!({ "servers": [{ "id": SERVER, "metadata": { "os_type": "Windows" } }] }).to_string();
    let Step::Done(Ok(page)) = call.next(&mut session, answer(200, &body), at(1.0)) else { panic!() };
    assert_eq!(page.servers[0].os, Os::Windows);
}

#[test]
fn the_token_s_project_stands_in_where_none_was_given() {
    let mut session = session(&json!({
        "cloud": "otc", "identityEndpoint": "https://iam.example.com", "endpoint": "https://ecs.example.com",
        "auth": password_auth(),
    }));
    let steps = drive(&mut session, &mut get(), vec![signed_in("t1")]);
    let Shown::Sent { line, .. } = &steps[1] else { panic!("{steps:?}") };
    assert!(line.contains("/v2.1/fedcba98765432100123456789abcdef/servers/"), "{line}");
}

#[test]
fn client_options_are_read_strictly_and_no_error_repeats_a_secret() {
    let base = json!({ "cloud": "otc", "identityEndpoint": "https://iam.example.com", "endpoint": "https://ecs.example.com",
        "projectId": PROJECT, "auth": password_auth() });
    let changed = |pointer: &str, value: Value| {
        let mut input = base.clone();
        match (pointer.rsplit_once('/').unwrap(), value) {
            ((parent, name), Value::Null) => {
                input.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
            }
            ((parent, name), value) => input.pointer_mut(parent).unwrap()[name] = value,
        }
        input
    };
    let token = json!({ "type": "token", "token": "hunter2" });
    let mut without_project = changed("/auth", token);
    without_project.as_object_mut().unwrap().remove("projectId");
    let cases = [
        (changed("/cloud", Value::Null), "cloud"),
        (changed("/endpoint", json!("http://ecs.example.com")), "endpoint"),
        (changed("/identityEndpoint", json!("http://iam.example.com")), "identityEndpoint"),
        (changed("/allowHttp", json!(1)), "allowHttp"),
        (changed("/identityEndpoint", Value::Null), "identityEndpoint"),
        (changed("/projectId", json!("../x")), "projectId"),
        (changed("/auth", json!("hunter2")), "auth"),
        (changed("/auth/type", json!("passwort")), "auth.type"),
        (changed("/auth/password", json!("")), "auth.password"),
        (changed("/auth/password", json!(["hunter2"])), "auth.password"),
        (changed("/auth/passwort", json!("hunter2")), "auth.passwort"),
        (changed("/auth/user", Value::Null), "auth.user"),
        (changed("/auth/user", json!({ "id": "a", "name": "b" })), "auth.user.name"),
        (changed("/auth/project", json!({ "domain": "d" })), "auth.project.id"),
        (changed("/auth", json!({ "type": "token", "token": "hunter2\r\nX-Evil: 1" })), "auth.token"),
        (changed("/auth", json!({ "type": "token", "token": "t", "password": "hunter2" })), "auth.password"),
        (changed("/auth", json!({ "type": "applicationCredential", "id": "a" })), "auth.secret"),
        (changed("/fetchImpl", json!(1)), "fetchImpl"),
        (without_project, "projectId"),
    ];
    for (input, path) in cases {
        let error = Session::from_input(&input).unwrap_err();
        assert_eq!((error.code(), error.path()), (Code::InvalidInput, Some(path)), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

fn access_key() -> Value {
    json!({ "type": "accessKey", "access": "HQKEXAMPLE", "secret": "hunter2-hunter2", "securityToken": "token-of-hunter2" })
}

fn headers_of(request: &ecs_password::http::Request) -> std::collections::BTreeMap<String, String> {
    request.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn an_access_key_signs_each_request_at_the_moment_it_is_sent() {
    let mut session = session_of("otc", access_key());
    let mut call = get();
    let Step::Send { request, .. } = call.next(&mut session, Event::Start, at(1_795_325_609_000.0)) else { panic!() };
    let first = headers_of(&request);
    assert_eq!(first["X-Sdk-Date"], "20261122T053329Z");
    assert_eq!(first["X-Project-Id"], PROJECT);
    assert_eq!(first["X-Security-Token"], "token-of-hunter2");
    assert!(!first.contains_key("X-Auth-Token"));
    let names = "SDK-HMAC-SHA256 Access=HQKEXAMPLE, SignedHeaders=x-project-id;x-sdk-date;x-security-token, Signature=";
    assert!(first["Authorization"].starts_with(names), "{first:?}");
    assert!(!format!("{request:?} {session:?}").contains("hunter2"), "{request:?} {session:?}");
    let Step::Wait(_) = call.next(&mut session, answer(503, ""), at(1_795_325_610_000.0)) else { panic!() };
    let Step::Send { request, .. } = call.next(&mut session, Event::Elapsed, at(1_795_325_611_000.0)) else { panic!() };
    let again = headers_of(&request);
    assert_eq!(again["X-Sdk-Date"], "20261122T053331Z");
    assert_ne!(again["Authorization"], first["Authorization"]);
}

#[test]
fn behind_a_proxy_the_path_of_the_cloud_is_signed() {
    let authorization = |endpoint: &str, signed: Value| {
        let mut session = session(&json!({
            "cloud": "huawei", "endpoint": endpoint, "signedEndpoint": signed, "projectId": PROJECT, "auth": access_key(),
        }));
        let Step::Send { request, .. } = get().next(&mut session, Event::Start, at(0.0)) else { panic!() };
        assert!(request.url().starts_with(endpoint), "{}", request.url());
        headers_of(&request)["Authorization"].clone()
    };
    let direct = authorization("https://ecs.example.com", Value::Null);
    let behind = authorization("https://proxy.example.com/proxy/a/compute", json!("https://ecs.example.com"));
    assert_eq!(direct, behind);
    assert_ne!(direct, authorization("https://proxy.example.com/proxy/a/compute", Value::Null));
}

#[test]
fn a_refused_signature_is_the_answer() {
    let mut session = session_of("otc", access_key());
    let mut call = get();
    let Step::Send { .. } = call.next(&mut session, Event::Start, at(0.0)) else { panic!() };
    let body = r#"{"error_msg":"verify aksk signature fail for hunter2-hunter2","error_code":"APIGW.0301"}"#;
    let Step::Done(Err(error)) = call.next(&mut session, answer(401, body), at(0.0)) else { panic!() };
    assert_eq!(error.code(), Code::Unauthenticated);
    assert!(error.message().starts_with("the signature or its access key is not accepted"), "{error}");
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    let Step::Send { .. } = call.next(&mut session, Event::Start, at(0.0)) else { panic!("the key is kept") };

    let mut call = get();
    let Step::Send { .. } = call.next(&mut session, Event::Start, at(0.0)) else { panic!() };
    let Step::Done(Err(error)) = call.next(&mut session, answer(401, ""), at(0.0)) else { panic!() };
    assert!(error.hint().unwrap().contains("15 minutes"), "{error:?}");
}

#[test]
fn an_access_key_has_no_token() {
    let mut session = session_of("otc", access_key());
    let Step::Done(Err(error)) = SignInCall::new(1000).next(&mut session, Event::Start, at(0.0)) else { panic!() };
    let Step::Done(Err(of_list)) = ecs_password::ListPoliciesCall::new(1000).next(&mut session, Event::Start, at(0.0))
    else {
        panic!()
    };
    let of_verify = session.to_verify().unwrap_err();
    for error in [error, of_list, of_verify] {
        assert_eq!((error.code(), error.path()), (Code::InvalidInput, Some("auth.type")), "{error}");
        assert!(error.message().contains("has no token") && error.hint().unwrap().contains("`password` or `token`"));
    }
}

#[test]
fn an_access_key_is_for_a_project_of_a_public_cloud() {
    let input = |change: Value| {
        let mut input = json!({
            "cloud": "huawei", "endpoint": "https://ecs.example.com", "projectId": PROJECT, "auth": access_key(),
        });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        input
    };
    assert!(Session::from_input(&input(json!({}))).is_ok());
    for (change, path) in [
        (json!({ "cloud": "openstack" }), "auth.type"),
        (json!({ "projectId": null }), "projectId"),
        (json!({ "auth": token_auth(), "signedEndpoint": "https://ecs.example.com" }), "signedEndpoint"),
        (json!({ "signedEndpoint": "https://ecs.example.com/v2.1" }), "signedEndpoint"),
        (json!({ "auth": { "type": "accessKey", "access": "A", "secret": "hunter2 " } }), "auth.secret"),
        (
            json!({ "auth": { "type": "accessKey", "access": "A", "secret": "hunter2", "securityToken": "" } }),
            "auth.securityToken",
        ),
        (json!({ "auth": { "type": "accessKey", "access": "A" } }), "auth.secret"),
        (json!({ "auth": { "type": "accessKey", "secret": "hunter2" } }), "auth.access"),
        (json!({ "auth": { "type": "accessKey", "access": "A", "secret": "hunter2", "token": "x" } }), "auth.token"),
    ] {
        let error = Session::from_input(&input(change)).unwrap_err();
        assert_eq!((error.code(), error.path()), (Code::InvalidInput, Some(path)), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

/// One thing that can happen to a call, in any order.
fn any_event() -> impl Strategy<Value = u8> {
    0_u8..13
}

fn event_of(number: u8) -> Event {
    match number {
        0 => stored(),
        1 => signed_in("t"),
        2 => answer(204, ""),
        3 => answer(401, ""),
        4 => answer(429, ""),
        5 => answer(503, ""),
        6 => answer(500, ""),
        7 => Event::Failed(None),
        8 => Event::TimedOut,
        9 => Event::Aborted,
        10 => answer_with(429, &[("retry-after", "2")], ""),
        11 => too_large(200),
        _ => Event::Elapsed,
    }
}

/// Plays random events to a call; gives how often its own request was sent, and how many steps it took.
fn play<O: Sendable>(mut call: Call<O>, auth: Value, events: &[u8]) -> (usize, Option<f64>) {
    let mut session = session_of("otc", auth);
    let (mut sends, mut ms) = (0, 0.0);
    let mut step = call.next(&mut session, Event::Start, at(ms));
    for number in events {
        let event = match &step {
            Step::Done(_) => return (sends, Some(ms)),
            Step::Wait(pause) => {
                ms += pause;
                Event::Elapsed
            }
            Step::Send { request, .. } => {
                sends += usize::from(request.url().ends_with("os-server-password"));
                ms += 5.0;
                event_of(*number)
            }
        };
        // The system clock is set as it pleases: by some 500 hours back or forth.
        let set = ms + 300_000_000.0 * f64::from(i16::from(*number) - 6);
        step = call.next(&mut session, event, Now { ms: set, ..at(ms) });
    }
    (sends, matches!(step, Step::Done(_)).then_some(ms))
}

proptest! {
    #[test]
    fn no_order_of_events_sends_a_delete_twice(events in prop::collection::vec(any_event(), 60), renewable: bool) {
        let auth = if renewable { password_auth() } else { token_auth() };
        let (sends, _) = play(delete(), auth, &events);
        prop_assert!(sends <= 1, "sent {sends} times");
    }

    #[test]
    fn every_get_ends_within_its_time(events in prop::collection::vec(any_event(), 60), renewable: bool) {
        let auth = if renewable { password_auth() } else { token_auth() };
        let (sends, ended) = play(get(), auth, &events);
        // Four with the first token, four with the renewed one.
        prop_assert!(sends <= 8, "sent {sends} times");
        prop_assert!(ended.is_some_and(|ms| ms <= 60_005.0), "{ended:?}");
    }
}
