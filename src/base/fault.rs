//! What a cloud's error body says, whatever its shape, and what that means. `cloud` makes errors of it, `policy` reads refusals.

use serde_json::{Map, Value};

use super::Code;
use super::said::{Said, said};
use super::text::{one_line, quoted};

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
    /// Keystone's receipt for one factor of several.
    pub(crate) receipt: bool,
    /// In a member of its own (`error`, or Nova's names), as only a cloud's service has it.
    pub(crate) wrapped: bool,
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
        let receipt = object.contains_key("required_auth_methods");
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
            return Self { request_id, encoded, receipt, ..Self::default() };
        };
        let inner = Self::of_object(inner, line);
        Self {
            name: NOVA_FAULTS.contains(&name.as_str()).then(|| name.clone()),
            request_id: request_id.or(inner.request_id),
            encoded: encoded || inner.encoded,
            receipt: receipt || inner.receipt,
            wrapped: true,
            ..inner
        }
    }
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
    let provider = fault.code.as_deref().unwrap_or_default();
    let gateway = gateway_number(provider);
    let known = match (provider, gateway) {
        ("Common.0018" | "Ecs.0023", _) => Some(Code::ProjectMismatch),
        ("Pdp.0001" | "Ecs.0003" | "Ecs.0066" | "Ecs.0110" | "IAM.0002" | "IAM.0003", _)
        | ("IAM.0080" | "IAM.0081" | "IAM.0082" | "IAM.0083", _)
        | (_, Some("0302" | "0304" | "0306" | "0310" | "0401" | "0402" | "0405" | "0802")) => Some(Code::Forbidden),
        ("Common.0013" | "Ecs.0004" | "IAM.0001" | "IAM.0009", _)
        | ("IAM.0061" | "IAM.0062" | "IAM.0064" | "IAM.0066" | "IAM.0067", _)
        | ("IAM.1105" | "IAM.1107" | "IAM.1108", _)
        | (_, Some("0301" | "0303" | "0305" | "0307")) => Some(Code::Unauthenticated),
        ("Ecs.0114" | "Ecs.0614" | "Ecs.0314" | "IAM.0004", _) | (_, Some("0101")) => Some(Code::NotFound),
        ("Common.0024" | "Common.1503" | "IAM.0012", _) | (_, Some("0308")) => Some(Code::RateLimited),
        (_, Some("0613")) => Some(Code::Unavailable),
        // Of the console's server: the cloud did answer, and asking again brings the same.
        ("Proxy.0009" | "Proxy.0010" | "Proxy.0016", _) => Some(Code::UnexpectedResponse),
        _ => None,
    };
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
        (408 | 502..=504, _) => Code::Unavailable,
        (400..=499, _) => Code::BadRequest,
        (500..=599, _) => Code::ServerError,
        _ => Code::UnexpectedResponse,
    };
    known.or_else(by_message).unwrap_or(by_status)
}

/// What is in the way, where the cloud's code names something other than a missing action.
///
/// The gateway's codes: "Error Codes" of API Gateway; those of IAM and ECS: the error code pages of both.
pub(crate) fn named_cause(fault: &Fault) -> Option<Said> {
    let provider = fault.code.as_deref()?;
    Some(match (provider, gateway_number(provider).unwrap_or_default()) {
        ("Ecs.0003", _) => said!("either the permission is missing, or the account is in arrears or frozen"),
        ("Ecs.0066", _) => said!("the account needs real-name authentication"),
        ("IAM.0080" | "IAM.0081" | "IAM.0082" | "IAM.0083", _) => {
            said!(
                "the user or the access key is disabled, the user may use the console only, or may not use this region"
            )
        }
        (_, "0302") => {
            said!(
                "the gateway has a list of the users that may call this API, or may not (a whitelist or a blacklist): ask who runs it"
            )
        }
        (_, "0304" | "0306") => said!("the gateway refuses access to this API: ask who runs it for an authorization"),
        (_, "0310") => said!("the project is not available: look at its state, or use another project"),
        (_, "0401") => said!(
            "the gateway does not know the IP address of the client: check the way to it, such as a proxy or a VPN"
        ),
        (_, "0402" | "0405") => {
            said!(
                "the gateway does not allow the IP address that the request came from: call from one that is allowed, or ask for this one to be"
            )
        }
        (_, "0404") => {
            said!("the gateway may not use the IP address that is behind it: only who runs the API can change that")
        }
        (_, "0801") => said!("the service is not available in this region: check the region of the endpoint"),
        (_, "0802") => said!("the user may not use this region: use another region, or ask an administrator"),
        _ => return None,
    })
}

/// The number of a gateway's code: the same ones stand under two prefixes.
pub(crate) fn gateway_number(provider: &str) -> Option<&str> {
    provider.strip_prefix("APIGW.").or_else(|| provider.strip_prefix("APIG."))
}

/// Of an answer that is a refusal: the action that it names, if it does. `None` for any other answer, and for a refusal that
/// has another cause than policies. `message` is that of an error of this package.
pub(crate) fn refused_action(status: u32, body: Option<&str>, message: &str) -> Option<Option<String>> {
    let fault = match body {
        Some(body) => Fault::read(body.as_bytes(), &one_line),
        None => Fault { code: code_of_message(message), message: Some(message.to_owned()), ..Fault::default() },
    };
    // In arrears or without the permission: policies may tell.
    let elsewhere = named_cause(&fault).is_some() && fault.code.as_deref() != Some("Ecs.0003");
    let refused = classify(u16::try_from(status).unwrap_or_default(), &fault) == Code::Forbidden && !elsewhere;
    refused.then(|| fault.message.as_deref().and_then(denied_action).map(str::to_owned))
}

/// The cloud's code in a message of ours: "access is denied (HTTP 403, Pdp.0001): …".
fn code_of_message(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("(HTTP ")?;
    let (label, _) = rest.split_once(')')?;
    label.split_once(", ").map(|(_, code)| code.to_owned())
}

/// The action that the cloud names in its refusal: "Policy does not allow X to be performed" (ECS, `Pdp.0001`), "Policy
/// doesn't allow X to be performed." (Nova), "Policy doesn't allow X" (IAM).
pub(crate) fn denied_action(message: &str) -> Option<&str> {
    let (_, rest) = ["does not allow ", "doesn't allow "].iter().find_map(|words| message.split_once(words))?;
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
