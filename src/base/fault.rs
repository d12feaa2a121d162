//! What a cloud's error body says, whatever its shape, and what that means. `cloud` makes errors of it, `policy` reads refusals.

use serde_json::{Map, Value};

use super::text::{one_line, quoted};
use super::{Code, known_codes};

const MESSAGE_CHARACTERS: usize = 300;

/// What an error body says, whatever its shape.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The provider's code: `Ecs.0114`, `APIGW.0301`; never a bare HTTP status.
    pub(crate) code: Option<String>,
    /// Nova's name for the kind of fault: `itemNotFound`.
    pub(crate) name: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    /// An authorization failure of the 5.0 generation carries its reasons encoded.
    pub(crate) encoded: bool,
    /// Of Keystone's receipt for one factor of several.
    pub(crate) receipt: Option<Required>,
    /// In a member of its own (`error`, or Nova's names), as only a cloud's service has it.
    pub(crate) wrapped: bool,
}

/// The ways to sign in that Keystone's receipt lists (`required_auth_methods`), each a list of methods.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Required {
    /// In words, such as `password` + `totp`.
    pub(crate) methods: String,
    /// Whether each way takes more than one method.
    pub(crate) several: bool,
    /// Whether a password and a one-time code are enough for one of them.
    pub(crate) passcode: bool,
}

/// The top-level keys of Nova's faults (nova `nova/api/openstack/wsgi.py`, class `Fault`).
const NOVA_FAULTS: [&str; 12] = [
    "badRequest",
    "unauthorized",
    "forbidden",
    "itemNotFound",
    "badMethod",
    "conflictingRequest",
    "overLimit",
    "badMediaType",
    "notImplemented",
    "serviceUnavailable",
    "computeFault",
    "serverCapacityUnavailable",
];

/// Who knows secrets looks for them; who knows none carries no code for that.
type Line<'a> = dyn Fn(&str, usize) -> String + 'a;

impl Fault {
    /// `line` makes one line of a text, of at most so many characters, and hides in it what must not leave here.
    pub(crate) fn read(body: &[u8], line: &Line) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{feff}').trim();
        match serde_json::from_slice(text.as_bytes()) {
            Ok(Value::Object(object)) => Self::of_object(&object, line),
            Ok(_) => Self::default(),
            Err(_) => Self { message: readable(text, line), ..Self::default() },
        }
    }

    fn of_object(object: &Map<String, Value>, line: &Line) -> Self {
        let encoded = object.contains_key("encoded_authorization_message");
        let receipt = object.get("required_auth_methods").map(|rules| required_methods(rules, line));
        let text_of = |name| text_of(object, name, line);
        let request_id = text_of("request_id");
        // Gateway and most services: { error_code, error_msg }; flat services: { code, message }.
        for (code, message) in [("error_code", "error_msg"), ("code", "message")] {
            if object.contains_key(code) || (message == "message" && object.contains_key(message)) {
                let read = Self { code: code_of(object, code, line), message: text_of(message), ..Self::default() };
                if read.code.is_some() || read.message.is_some() {
                    return Self { request_id, encoded, receipt, ..read };
                }
            }
        }
        // ECS v1 and Keystone: { error: { code, message } }; Nova: { itemNotFound: { code, message } }.
        let nested = object.iter().find_map(|(name, value)| {
            let inner = value.as_object()?;
            let has = |field: &str| inner.contains_key(field);
            let fault = (has("code") && has("message")) || (has("error_code") && has("error_msg"));
            (fault || (name == "error" && has("message"))).then_some((name, inner))
        });
        let Some((name, inner)) = nested else {
            // Some services in front of Keystone: { error: "…" }.
            return Self { message: text_of("error"), request_id, encoded, receipt, ..Self::default() };
        };
        let inner = Self::of_object(inner, line);
        Self {
            name: NOVA_FAULTS.contains(&name.as_str()).then(|| name.clone()),
            request_id: request_id.or(inner.request_id),
            encoded: encoded || inner.encoded,
            receipt: receipt.or(inner.receipt),
            wrapped: true,
            ..inner
        }
    }
}

fn required_methods(rules: &Value, line: &Line) -> Required {
    /// Of a list, as far as it is told.
    const MOST: usize = 8;
    let mut required = Required { several: true, ..Required::default() };
    let ways = rules.as_array().into_iter().flatten().filter_map(|rule| {
        let all: Vec<&str> = rule.as_array()?.iter().filter_map(Value::as_str).collect();
        required.several &= all.len() > 1;
        required.passcode |= all.contains(&"totp") && all.iter().all(|method| ["password", "totp"].contains(method));
        let methods: Vec<String> = all.iter().take(MOST).map(|method| quoted(&line(method, 64))).collect();
        (!methods.is_empty()).then(|| methods.join(" + "))
    });
    let ways: Vec<String> = ways.take(MOST).collect();
    required.methods = ways.join(" | ");
    required
}

/// A code that is one: `"Ecs.0114"`, and not the HTTP status that Nova and Keystone put there as a number.
fn code_of(object: &Map<String, Value>, name: &str, line: &Line) -> Option<String> {
    let code = object.get(name)?.as_str().map(|code| line(code, 64))?;
    (!code.is_empty() && !code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

fn text_of(object: &Map<String, Value>, name: &str, line: &Line) -> Option<String> {
    object.get(name)?.as_str().map(|text| line(text, MESSAGE_CHARACTERS)).filter(|text| !text.is_empty())
}

/// What a person can read in a body that is no JSON: plain text itself, of an HTML page its title.
fn readable(text: &str, line: &Line) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let html = lower.starts_with('<');
    let text = if html {
        let start = lower.find("<title>").map(|at| at + "<title>".len());
        let title = start.and_then(|start| text.get(start..)?.split('<').next());
        format!("an HTML page, {}", quoted(&line(title.unwrap_or("without a title"), MESSAGE_CHARACTERS)))
    } else {
        line(text, MESSAGE_CHARACTERS)
    };
    (!text.is_empty()).then_some(text)
}

/// The provider's code decides where it is known, because the clouds' statuses are not reliable ("the HTTP status may be
/// inaccurate", ECS error codes); then the status does.
pub(crate) fn classify(status: u16, fault: &Fault) -> Code {
    let by_message = || {
        let message = fault.message.as_deref().unwrap_or_default();
        (status == 400 && message.contains("doesn't match Context's project_id")).then_some(Code::ProjectMismatch)
    };
    let by_status = match (status, fault.name.as_deref()) {
        (413, Some("overLimit")) | (429, _) => Code::RateLimited,
        (401, _) => Code::Unauthenticated,
        (403, _) => Code::Forbidden,
        (404, _) => Code::NotFound,
        (409, _) => Code::Conflict,
        (501, _) => Code::UnsupportedOperation,
        (408 | 502..=504, _) => Code::Unavailable,
        (400..=499, _) => Code::BadRequest,
        (500..=599, _) => Code::ServerError,
        _ => Code::UnexpectedResponse,
    };
    // That a path is not known is no reason to look for it elsewhere, where the service says that it does not have it.
    let by_code = known_codes::code_of(status, fault).filter(|code| (status, *code) != (501, Code::NotFound));
    by_code.or_else(by_message).unwrap_or(by_status)
}

/// Of an answer that is a refusal: the action that it names, if it does. `None` for any other answer, and for a refusal that
/// has another cause than policies. `message` is that of an error of this package.
pub(crate) fn refused_action(status: u32, body: Option<&str>, message: &str) -> Option<Option<String>> {
    let fault = match body {
        Some(body) => Fault::read(body.as_bytes(), &one_line),
        None => Fault { code: code_of_message(message), message: Some(message.to_owned()), ..Fault::default() },
    };
    // In arrears or without the permission: policies may tell.
    let status = u16::try_from(status).unwrap_or_default();
    let elsewhere = known_codes::named_cause(status, &fault).is_some() && fault.code.as_deref() != Some("Ecs.0003");
    let refused = classify(status, &fault) == Code::Forbidden && !elsewhere;
    refused.then(|| fault.message.as_deref().and_then(denied_action).map(str::to_owned))
}

/// The cloud's code in a message of ours: "access is denied (HTTP 403, Pdp.0001): …".
fn code_of_message(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("(HTTP ")?;
    let (label, _) = rest.split_once(')')?;
    label.split_once(", ").map(|(_, code)| code.to_owned())
}

/// The action that the cloud names in its refusal: "Policy does not allow X to be performed" (ECS, `Pdp.0001`), "Policy
/// doesn't allow X to be performed." (Nova), "Policy doesn't allow X" (IAM), "… is not authorized to
/// perform: X" (IAM).
pub(crate) fn denied_action(message: &str) -> Option<&str> {
    const WORDS: [&str; 3] = ["does not allow ", "doesn't allow ", "not authorized to perform: "];
    let (_, rest) = WORDS.iter().find_map(|words| message.split_once(words))?;
    let action = rest.split([' ', ',']).next()?.trim_end_matches('.');
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":_-*".contains(&byte);
    (action.contains(':') && action.bytes().all(plain)).then_some(action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_denied_action_is_read_from_each_cloud_s_words() {
        for (message, action) in [
            ("Policy does not allow ecs:serverPasswords:manage to be performed.", Some("ecs:serverPasswords:manage")),
            (
                "Policy doesn't allow os_compute_api:os-server-password:show to be performed.",
                Some("os_compute_api:os-server-password:show"),
            ),
            ("Policy doesn't allow iam:users:list", Some("iam:users:list")),
            ("Policy does not allow <script> to be performed", None),
            ("User is not authorized to perform: ecs:cloudServers:get on resource", Some("ecs:cloudServers:get")),
            ("forbidden", None),
        ] {
            assert_eq!(denied_action(message), action, "{message}");
        }
    }

    #[test]
    fn a_numeric_code_is_no_provider_code() {
        let fault = Fault::read(br#"{"error":{"code":401,"title":"Unauthorized","message":"no"}}"#, &one_line);
        assert_eq!((fault.code, fault.message.as_deref()), (None, Some("no")));
        assert_eq!(Fault::read(br#"{"error_code":"404","error_msg":"x"}"#, &one_line).code, None);
    }
}
