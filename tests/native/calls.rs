//! Calls of a client by vectors: `echoes.json`, endpoints that repeat what they were sent, and `sign-ins.json`, refusals.

use ecs_password::auth::Passcode;
use ecs_password::exchange::{Call, Event, Now, Sendable, SignInCall, Step};
use ecs_password::http::Response;
use ecs_password::operations::{ChangeServerPassword, DeleteServerPassword, GetServerPassword};
use ecs_password::{ApiVersion, Error, NewPassword, Secret, ServerId, Session};
use serde_json::{Value, json};

const NOW: Now = Now { ms: 0.0, steady_ms: 0.0, random: 0.5 };

fn session(auth: &Value) -> Session {
    Session::from_input(&json!({
        "cloud": "openstack", "identityEndpoint": "https://iam.example.com", "endpoint": "https://ecs.example.com", "auth": auth,
    }))
    .unwrap()
}

fn server_id() -> ServerId {
    ServerId::parse("11111111-2222-4333-8444-555555555555", "serverId").unwrap()
}

/// Gives the events one after the other, each where the call waits for one; the error that comes of it.
fn error_of<T>(mut next: impl FnMut(Event) -> Step<T>, events: Vec<Event>) -> Error {
    let mut events = events.into_iter();
    let mut step = next(Event::Start);
    loop {
        step = match step {
            Step::Done(Err(error)) => return error,
            Step::Done(Ok(_)) => panic!("the call went well"),
            Step::Wait(_) => next(Event::Elapsed),
            Step::Send { .. } => next(events.next().expect("another event")),
        };
    }
}

fn call_error<O: Sendable>(session: &mut Session, operation: O, events: Vec<Event>) -> Error {
    let mut call = Call::new(operation, ApiVersion::V2_1, 60_000);
    error_of(|event| call.next(session, event, NOW), events)
}

fn sign_in_error(session: &mut Session, passcode: &Value, events: Vec<Event>) -> Error {
    let passcode = passcode.as_str().map(|text| Passcode::new(&Secret::from(text.to_owned())).unwrap());
    let mut call = SignInCall::new(60_000).with_passcode(passcode);
    error_of(|event| call.next(session, event, NOW), events)
}

fn event(answer: &Value) -> Event {
    let headers = answer["headers"].as_object().into_iter().flatten();
    let headers = headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
    let status = u16::try_from(answer["status"].as_u64().unwrap()).unwrap();
    Event::Response(Response::new(status, headers, answer["body"].as_str().unwrap().into()))
}

/// As the driver words it: the message, and what is behind it.
fn failed(failure: &Value) -> Event {
    Event::Failed(Some(format!("{} ({})", failure["message"].as_str().unwrap(), failure["cause"].as_str().unwrap())))
}

fn run(vector: &Value) -> Error {
    let mut session = session(&vector["auth"]);
    let events = match vector["answers"].as_array() {
        Some(answers) => answers.iter().map(event).collect(),
        None => vec![failed(&vector["failure"])],
    };
    match vector["operation"].as_str().unwrap() {
        "signIn" => sign_in_error(&mut session, &vector["passcode"], events),
        "changeServerPassword" => {
            let password = vector["input"]["newPassword"].as_str().unwrap().to_owned();
            let new_password = NewPassword::parse(password.into(), "newPassword").unwrap();
            call_error(&mut session, ChangeServerPassword { server_id: server_id(), new_password }, events)
        }
        "deleteServerPassword" => call_error(&mut session, DeleteServerPassword { server_id: server_id() }, events),
        _ => call_error(&mut session, GetServerPassword { server_id: server_id() }, events),
    }
}

fn all_of(error: &Error) -> String {
    let said = serde_json::to_string(&(error.message_said(), error.hint_said())).unwrap();
    format!("{error:?}\n{error}\n{said}")
}

fn difference(vector: &Value) -> Option<String> {
    let error = run(vector);
    let told = all_of(&error);
    let hidden = vector["hidden"].as_array().into_iter().flatten().map(|secret| secret.as_str().unwrap());
    // In the forms of Rust and JSON as well, as they are printed.
    if let Some(shown) = hidden
        .into_iter()
        .find(|secret| told.contains(secret) || told.contains(format!("{secret:?}").trim_matches('"')))
    {
        return Some(format!("shows {shown}: {told}"));
    }
    let found = json!({
        "code": error.code().as_str(), "retryable": error.retryable(), "status": error.status(), "message": error.message(),
        "providerCode": error.provider_code(), "requestId": error.request_id(), "mayHaveHappened": error.may_have_happened(),
        "action": error.action(), "takesPasscode": error.takes_passcode(),
    });
    let expected = vector["expect"]["error"].as_object().unwrap();
    let differs = |(name, value): &(&String, &Value)| match name.as_str() {
        "hintContains" => !error.hint().unwrap_or_default().contains(value.as_str().unwrap()),
        "hintLacks" => error.hint().unwrap_or_default().contains(value.as_str().unwrap()),
        "messageContains" => !error.message().contains(value.as_str().unwrap()),
        name => found[name] != **value,
    };
    expected.iter().find(differs).map(|(name, value)| format!("{name} should be {value}: {told}"))
}

fn hold(text: &str, at_least: usize) {
    let vectors: Vec<Value> = serde_json::from_str(text).unwrap();
    assert!(vectors.len() >= at_least, "only {} vectors", vectors.len());
    let failures: Vec<String> =
        vectors.iter().filter_map(|vector| Some(format!("{}: {}", vector["name"], difference(vector)?))).collect();
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), vectors.len(), failures.join("\n"));
}

#[test]
fn no_error_repeats_what_the_endpoint_echoes() {
    hold(include_str!("../vectors/echoes.json"), 57);
}

#[test]
fn a_refused_sign_in_is_told_as_far_as_the_cloud_does() {
    hold(include_str!("../vectors/sign-ins.json"), 48);
}

#[test]
fn a_sign_in_that_fails_on_its_way_does_not_either() {
    let auth = json!({ "type": "password", "user": "alice", "domain": "d", "password": "S3cret-Pa55", "project": "p" });
    let failures = (0..4).map(|_| Event::Failed(Some("refused by S3cret-Pa55@proxy".to_owned()))).collect();
    let error = sign_in_error(&mut session(&auth), &Value::Null, failures);
    assert_eq!(error.message(), "the request was not answered: refused by [redacted]@proxy");
}
