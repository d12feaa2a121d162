//! Error answers of the clouds: every body shape they use, and what each means for the caller.
//!
//! Shapes and codes: "Returned Values for General Requests" and "Error Codes" of the ECS API references, the error code
//! pages of API Gateway and IAM, and nova `nova/api/openstack/wsgi.py`.

use serde_json::{Map, Value};

use crate::http::Response;
use crate::operation::{Basis, Context};
use crate::redact::Redactor;
use crate::said::{Said, said};
use crate::text::quoted;
use crate::{Cloud, Code, Error};

const MESSAGE_CHARACTERS: usize = 300;

/// Passes a successful answer on.
///
/// # Errors
/// What the answer says, where it is none: by its status, or by an error body under a 2xx status (`Common.0024`).
pub(crate) fn check(context: Context, response: &Response) -> Result<(), Error> {
    let fault = Fault::read(response.body(), response.redactor());
    let status = response.status();
    match status {
        // Only a provider's code makes an error of a 2xx answer; a message or a number there proves nothing.
        200..=299 if fault.code.is_none() => Ok(()),
        _ => Err(error(&About::Operation(context), response, &fault)),
    }
}

/// The cloud's own code for what the body says, or Nova's name for it, whatever the status.
pub(crate) fn code_in(response: &Response) -> Option<String> {
    let fault = Fault::read(response.body(), response.redactor());
    fault.code.or(fault.name)
}

/// The error of a refused sign-in. Keystone's validator repeats the request, so a 400 keeps the cloud's words to itself.
pub(crate) fn sign_in_error(response: &Response) -> Error {
    let mut fault = Fault::read(response.body(), response.redactor());
    if response.status() == 400 {
        fault.message = None;
    }
    error(&About::SignIn, response, &fault)
}

enum About {
    Operation(Context),
    SignIn,
}

/// What an error body says, whatever its shape.
#[derive(Debug, Default, PartialEq, Eq)]
struct Fault {
    /// The provider's code: `Ecs.0114`, `APIGW.0301`; never a bare HTTP status.
    code: Option<String>,
    /// Nova's name for the kind of fault: `itemNotFound`.
    name: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    /// An authorization failure of the 5.0 generation carries its reasons encoded.
    encoded: bool,
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

impl Fault {
    /// Without what the redactor hides: nothing of it leaves here.
    fn read(body: &[u8], redactor: &Redactor) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{feff}').trim();
        match serde_json::from_slice(text.as_bytes()) {
            Ok(Value::Object(object)) => Self::of_object(&object, redactor),
            Ok(_) => Self::default(),
            Err(_) => Self { message: readable(text, redactor), ..Self::default() },
        }
    }

    fn of_object(object: &Map<String, Value>, redactor: &Redactor) -> Self {
        let encoded = object.contains_key("encoded_authorization_message");
        let text_of = |name| text_of(object, name, redactor);
        let request_id = text_of("request_id");
        // Gateway and most services: { error_code, error_msg }; flat services: { code, message }.
        for (code, message) in [("error_code", "error_msg"), ("code", "message")] {
            if object.contains_key(code) || (message == "message" && object.contains_key(message)) {
                let read = Self { code: code_of(object, code, redactor), message: text_of(message), ..Self::default() };
                if read.code.is_some() || read.message.is_some() {
                    return Self { request_id, encoded, ..read };
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
        let Some((name, inner)) = nested else { return Self { request_id, encoded, ..Self::default() } };
        let inner = Self::of_object(inner, redactor);
        Self {
            name: NOVA_FAULTS.contains(&name.as_str()).then(|| name.clone()),
            request_id: request_id.or(inner.request_id),
            encoded: encoded || inner.encoded,
            ..inner
        }
    }
}

/// A code that is one: `"Ecs.0114"`, and not the HTTP status that Nova and Keystone put there as a number.
fn code_of(object: &Map<String, Value>, name: &str, redactor: &Redactor) -> Option<String> {
    let code = object.get(name)?.as_str().map(|code| redactor.one_line(code, 64))?;
    (!code.is_empty() && !code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

fn text_of(object: &Map<String, Value>, name: &str, redactor: &Redactor) -> Option<String> {
    object.get(name)?.as_str().map(|text| redactor.one_line(text, MESSAGE_CHARACTERS)).filter(|text| !text.is_empty())
}

/// What a person can read in a body that is no JSON: plain text itself, of an HTML page its title.
fn readable(text: &str, redactor: &Redactor) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let html = lower.starts_with('<');
    let text = if html {
        let start = lower.find("<title>").map(|at| at + "<title>".len());
        let title = start.and_then(|start| text.get(start..)?.split('<').next());
        format!("an HTML page, {}", quoted(&redactor.one_line(title.unwrap_or("without a title"), MESSAGE_CHARACTERS)))
    } else {
        redactor.one_line(text, MESSAGE_CHARACTERS)
    };
    (!text.is_empty()).then_some(text)
}

fn error(about: &About, response: &Response, fault: &Fault) -> Error {
    let status = response.status();
    let code = classify(status, fault);
    let provider_code = fault.code.clone().or_else(|| fault.name.clone());
    let request_id = response.request_id().or_else(|| fault.request_id.clone());

    let label = match &provider_code {
        Some(provider_code) => format!("HTTP {status}, {provider_code}"),
        None => format!("HTTP {status}"),
    };
    let summary = summary(code, about);
    let message = match &fault.message {
        Some(given) => said!("{} ({}): {}", summary, label, given.trim_end_matches('.')),
        None => said!("{} ({})", summary, label),
    };
    let error =
        Error::new(code, message).with_status(status).with_provider_code(provider_code).with_request_id(request_id);
    match hint(code, about, status, fault) {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

/// The provider's code decides where it is known, because the clouds' statuses are not reliable ("the HTTP status may be
/// inaccurate", ECS error codes); then the status does.
fn classify(status: u16, fault: &Fault) -> Code {
    let provider = fault.code.as_deref().unwrap_or_default();
    // The gateway's codes stand under two prefixes with the same numbers.
    let gateway = provider.strip_prefix("APIGW.").or_else(|| provider.strip_prefix("APIG."));
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

fn summary(code: Code, about: &About) -> Said {
    match (code, about) {
        (Code::Unauthenticated, About::SignIn) => said!("the sign-in was refused"),
        (Code::Unauthenticated, _) => said!("the cloud does not accept the token"),
        (Code::Forbidden, About::SignIn) => said!("the sign-in is not permitted"),
        (Code::Forbidden, _) => said!("no permission"),
        (Code::NotFound, About::SignIn) => said!("no sign-in service found at identityEndpoint"),
        (Code::NotFound, _) => said!("not found"),
        (Code::ProjectMismatch, _) => said!("the project in the URL is not the project of the token"),
        (Code::BadRequest, About::SignIn) => said!("the cloud did not understand the sign-in"),
        (Code::BadRequest, _) => said!("the cloud refused the request"),
        (Code::Conflict, _) => said!("the server's state does not allow this"),
        (Code::RateLimited, _) => said!("too many requests"),
        (Code::Unavailable, _) => said!("the service is not available"),
        (Code::ServerError, _) => said!("the cloud failed"),
        _ => said!("the answer is not what was expected"),
    }
}

fn hint(code: Code, about: &About, status: u16, fault: &Fault) -> Option<Said> {
    let provider = fault.code.as_deref().unwrap_or_default();
    Some(match (code, about) {
        (Code::Unauthenticated, About::SignIn) => match provider {
            "IAM.0061" => {
                said!("the account is locked for a while after too many wrong passwords; wait 15 minutes")
            }
            _ => said!(
                "check user, domain, project and password or secret; the cloud does not say which of them is wrong, \
                  and a user without a role in the project gets the same answer"
            ),
        },
        (Code::Unauthenticated, _) => said!("sign in again: the token is wrong, expired or revoked"),
        (Code::Forbidden, _) if provider == "Ecs.0003" => {
            said!("either the permission is missing, or the account is in arrears or frozen")
        }
        (Code::Forbidden, _) if provider == "Ecs.0066" => said!("the account needs real-name authentication"),
        (Code::Forbidden, About::SignIn) => {
            said!("the user may be disabled or limited to the console; ask an administrator")
        }
        (Code::Forbidden, About::Operation(context)) => forbidden_hint(*context, fault),
        (Code::ProjectMismatch, _) => {
            said!("the token belongs to another project: use the project ID of the token, or sign in to this project")
        }
        (Code::NotFound, About::SignIn) => {
            said!(
                "give the address of Keystone or IAM as identityEndpoint, such as `{}`",
                "https://iam.eu-de.otc.t-systems.com"
            )
        }
        (Code::NotFound, About::Operation(context)) => not_found_hint(*context, fault),
        (Code::RateLimited, _) => said!("wait a moment and try again"),
        (Code::Unavailable, _) => said!("try again later; the endpoint answers, but what is behind it does not"),
        (Code::ServerError, About::Operation(_))
            if fault.message.as_deref().is_some_and(|said| said.contains("NovaException")) =>
        {
            said!("a token without a project gets this answer from Nova: sign in with a project")
        }
        (Code::ServerError, _) => said!("try again later; if it stays, give the request id to the cloud's support"),
        (Code::BadRequest, About::SignIn) => {
            said!("check the form of user, domain and project; an application credential takes no project")
        }
        (Code::BadRequest, _) if status == 407 => {
            said!("a proxy between here and the cloud asks for its own sign-in")
        }
        (Code::BadRequest, _) if status == 406 => {
            said!("the service does not know the microversion that was asked for")
        }
        (Code::UnexpectedResponse, _) => {
            said!(
                "check that the endpoint is the service itself, and not a console, a login page or a proxy's own page"
            )
        }
        _ => return None,
    })
}

fn forbidden_hint(context: Context, fault: &Fault) -> Said {
    let given = fault.message.as_deref().and_then(denied_action);
    let (action, inferred) = match (given, context.action()) {
        (Some(given), _) => (Some(given), false),
        (None, Some(action)) => (Some(action.name), action.basis == Basis::Inferred),
        (None, None) => (None, false),
    };
    let missing = match action {
        Some(action) if inferred => said!("the missing action is probably `{}`", action),
        Some(action) => said!("the missing action is `{}`", action),
        None => said!("an action is missing"),
    };
    let nova = action.filter(|action| action.contains("os_compute_api:"));
    let nova = nova.filter(|_| context.target.is_none_or(|(cloud, _)| cloud == Cloud::Openstack));
    let hint = match nova {
        Some(action) => said!(
            "{}: by default it takes the role `{}` in the project (an application credential must carry it itself); ask \
             an administrator, then sign in again",
            missing,
            if action.contains(":show") || action.contains(":detail") { "reader" } else { "member" }
        ),
        None => said!(
            "{}: ask an administrator for a policy that allows it, then sign in again, because a token dies within 30 \
             minutes of a permission change",
            missing
        ),
    };
    if fault.encoded {
        said!("{}; STS DecodeAuthorizationMessage turns encoded_authorization_message into the reasons", hint)
    } else {
        hint
    }
}

fn not_found_hint(context: Context, fault: &Fault) -> Said {
    use crate::OperationName::{
        DeleteServerPassword, GetKeyPair, GetServerPassword, ListGroupPermissionsOnAllProjects,
        ListGroupPermissionsOnDomain, ListGroupPermissionsOnProject, ListServers, ListUserGroups,
    };
    let gateway = fault.code.as_deref().is_some_and(|code| code.starts_with("APIG"));
    if gateway {
        return said!("the gateway knows no such path: check the endpoint's region, and apiVersion");
    }
    match context.operation {
        GetKeyPair => said!("key pairs belong to one user: it may be a colleague's, or have been deleted"),
        ListServers => said!("check the endpoint, and that it carries no path of its own"),
        GetServerPassword | DeleteServerPassword => {
            said!("the server ID is wrong, or the server is in another project than the token")
        }
        ListUserGroups
        | ListGroupPermissionsOnDomain
        | ListGroupPermissionsOnProject
        | ListGroupPermissionsOnAllProjects => {
            said!(
                "check that identityEndpoint is IAM itself; or the user, the group or the project is of another account"
            )
        }
    }
}

/// Of an answer that is a refusal: the action that it names, if it does. `None` for any other answer.
pub(crate) fn refused_action(status: u32, body: Option<&str>, message: &str) -> Option<Option<String>> {
    let fault = match body {
        Some(body) => Fault::read(body.as_bytes(), &Redactor::default()),
        None => Fault { message: Some(message.to_owned()), ..Fault::default() },
    };
    let refused = classify(u16::try_from(status).unwrap_or_default(), &fault) == Code::Forbidden;
    refused.then(|| fault.message.as_deref().and_then(denied_action).map(str::to_owned))
}

/// The action that the cloud names in its refusal: "Policy does not allow X to be performed" (ECS, `Pdp.0001`), "Policy
/// doesn't allow X to be performed." (Nova), "Policy doesn't allow X" (IAM).
fn denied_action(message: &str) -> Option<&str> {
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
        let fault =
            Fault::read(br#"{"error":{"code":401,"title":"Unauthorized","message":"no"}}"#, &Redactor::default());
        assert_eq!((fault.code, fault.message.as_deref()), (None, Some("no")));
        assert_eq!(Fault::read(br#"{"error_code":"404","error_msg":"x"}"#, &Redactor::default()).code, None);
    }
}
