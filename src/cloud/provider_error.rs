//! Error answers of the clouds: every body shape they use, and what each means for the caller.
//!
//! Shapes and codes: "Returned Values for General Requests" and "Error Codes" of the ECS API references, the error code
//! pages of API Gateway and IAM, and nova `nova/api/openstack/wsgi.py`.

use super::http::Response;
use super::operation::Context;
use super::refused_sign_in::{self, Sent};
use crate::base::fault::{Fault, classify, denied_action};
use crate::base::known_codes::{is_unknown_of_gateway, named_cause};
use crate::base::operations::{Basis, NOVA_RULES};
use crate::base::said::{Message, Phrase, Said, phrase, said};
use crate::{Cloud, Code, Error, OperationName, RefusedAction};

/// What an operation knows of refusals of its own requests.
pub(crate) struct Hints {
    pub(crate) not_found: NotFound,
    /// By a code of the cloud, or Nova's name for the kind of fault.
    pub(crate) by_code: &'static [(&'static str, Phrase)],
}

impl Hints {
    /// Nothing that would not hold for any request.
    pub(crate) const NONE: Self = Self { not_found: NotFound::Unknown, by_code: &[] };
}

/// What a 404 says.
pub(crate) enum NotFound {
    /// Nothing.
    Unknown,
    /// This, where it comes from the cloud: a web server answers so to any path that it does not have.
    ByTheCloud(Phrase),
    /// This, whoever answers.
    ByAnyone(Phrase),
}

fn read(response: &Response) -> Fault {
    Fault::read(response.body(), &|text, limit| response.redactor().one_line(text, limit))
}

/// Passes a successful answer on.
///
/// # Errors
/// What the answer says, where it is none: by its status, or by an error body under a 2xx status (`Common.0024`).
pub(crate) fn check(context: Context, response: &Response, hints: &Hints) -> Result<(), Error> {
    passed_on(&About::Operation(context, hints), response)
}

/// The same of a list of the user's projects.
///
/// # Errors
/// What the answer says, where it is none.
pub(crate) fn check_projects(response: &Response) -> Result<(), Error> {
    passed_on(&About::Projects, response)
}

fn passed_on(about: &About<'_>, response: &Response) -> Result<(), Error> {
    let fault = read(response);
    let status = response.status();
    match status {
        // Only a provider's code makes an error of a 2xx answer; a message or a number there proves nothing.
        200..=299 if fault.code.is_none() => Ok(()),
        _ => Err(error(about, response, &fault)),
    }
}

/// The cloud's own code for what the body says, or Nova's name for it, whatever the status.
pub(crate) fn code_in(response: &Response) -> Option<String> {
    let fault = read(response);
    fault.code.or(fault.name)
}

/// The error of a refused sign-in, or of the refusal to tell what a token is that was given. Keystone's validator repeats the request, so a
/// 400 keeps the cloud's words to itself, unless they are known ones.
pub(crate) fn sign_in_error(response: &Response, sent: Sent) -> Error {
    let mut fault = read(response);
    let known = refused_sign_in::cause(response.status(), &fault, sent);
    if response.status() == 400 && known.is_none() {
        fault.message = None;
    }
    let takes_passcode = known.as_ref().is_some_and(|cause| cause.takes_passcode);
    error(&About::SignIn(known.map(|cause| cause.hint)), response, &fault).with_takes_passcode(takes_passcode)
}

/// Whether Keystone says of the token of a sign-out that it is none (any more), as its releases word it.
pub(crate) fn knows_no_token(response: &Response) -> bool {
    let fault = read(response);
    let message = fault.message.unwrap_or_default().to_ascii_lowercase();
    let none = ["failed to validate token", "could not find token"].iter().any(|words| message.starts_with(words));
    response.status() == 404 && fault.wrapped && none
}

/// What an answer to a sign-out says that confirms nothing.
pub(crate) fn sign_out_error(response: &Response) -> Error {
    let fault = read(response);
    let code = match response.status() {
        200..=399 => Code::UnexpectedResponse,
        status => classify(status, &fault),
    };
    let label = format!("HTTP {}", response.status());
    let message = match &fault.message {
        Some(given) => said!("the token was not revoked ({}): {}", label, given.trim_end_matches('.')),
        None => said!("the token was not revoked ({})", label),
    };
    Error::new(code, message)
        .with_hint(phrase!("it is forgotten here; it may stay valid until it expires"))
        .with_status(response.status())
        .with_provider_code(fault.code.clone().or_else(|| fault.name.clone()))
        .with_request_id(response.request_id().or_else(|| fault.request_id.clone()))
        .with_may_have_happened(response.status() < 400 || response.status() >= 500)
}

enum About<'a> {
    Operation(Context, &'a Hints),
    /// What is in the way, where the cloud says so.
    SignIn(Option<Said>),
    Projects,
}

fn error(about: &About<'_>, response: &Response, fault: &Fault) -> Error {
    let status = response.status();
    let code = classify(status, fault);
    let provider_code = fault.code.clone().or_else(|| fault.name.clone());
    let request_id = response.request_id().or_else(|| fault.request_id.clone());

    let label = match &provider_code {
        Some(provider_code) => format!("HTTP {status}, {provider_code}"),
        None => format!("HTTP {status}"),
    };
    let signed = response.answers_signed();
    let summary = summary(code, about, signed);
    let message = match &fault.message {
        Some(given) => said!("{} ({}): {}", summary, label, given.trim_end_matches('.')),
        None => said!("{} ({})", summary, label),
    };
    let action = match about {
        About::Operation(context, _) if code == Code::Forbidden && named_cause(status, fault).is_none() => {
            Some(refused(*context, fault))
        }
        _ => None,
    };
    let hint = hint(code, about, response, fault, action.as_ref());
    let error = Error::new(code, message)
        .with_status(status)
        .with_provider_code(provider_code)
        .with_request_id(request_id)
        .with_action(action);
    match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

fn summary(code: Code, about: &About<'_>, signed: bool) -> Said {
    match (code, about) {
        (Code::Unauthenticated | Code::BadRequest, About::SignIn(_)) => said!("the sign-in was refused"),
        (Code::Unauthenticated, _) if signed => said!("the signature or its access key is not accepted"),
        (Code::Unauthenticated, _) => said!("the token is not accepted"),
        (Code::Forbidden, About::SignIn(_)) => said!("the sign-in is not permitted"),
        (Code::Forbidden, _) => said!("access is denied"),
        (Code::NotFound, About::SignIn(Some(_))) => said!("the sign-in was refused"),
        (Code::NotFound, About::SignIn(None)) => said!("identityEndpoint does not find the sign-in"),
        (Code::NotFound, _) => said!("not found"),
        (Code::ProjectMismatch, _) => said!("the project in the URL is not the project of the token"),
        (Code::BadRequest, _) => said!("the cloud refused the request"),
        (Code::Conflict, _) => said!("the current state does not allow this"),
        (Code::RateLimited, _) => said!("too many requests"),
        (Code::Unavailable, _) => said!("the service is not available"),
        (Code::ServerError, _) => said!("the cloud failed"),
        (Code::UnsupportedOperation, _) => said!("this is not supported here"),
        _ => said!("the answer is not what was expected"),
    }
}

fn hint(
    code: Code,
    about: &About<'_>,
    response: &Response,
    fault: &Fault,
    action: Option<&RefusedAction>,
) -> Option<Message> {
    let status = response.status();
    if let Some(hint) = by_code(about, fault) {
        return Some(hint.into());
    }
    if let About::SignIn(Some(known)) = about {
        return Some(known.clone().into());
    }
    if let Some(cause) = named_cause(status, fault) {
        return Some(cause.into());
    }
    let is_told = matches!((code, about), (Code::Forbidden, About::Operation(..)));
    if !is_told && is_unknown_of_gateway(status, fault) && status < 500 {
        let code = fault.code.as_deref().unwrap_or_default();
        return Some(
            said!("what the gateway means by its code `{}` is not known here: go by what the cloud says", code).into(),
        );
    }
    match (code, about) {
        (Code::Unauthenticated, _) if response.answers_signed() => Some(NOT_VERIFIED.into()),
        (Code::BadRequest | Code::ServerError, _) => by_status(code, about, status, fault).map(Into::into),
        (Code::NotFound, About::Operation(_, hints)) => not_found_hint(&hints.not_found, fault),
        _ => by_kind(code, about, fault, action).map(Into::into),
    }
}

/// API Gateway: "Common Errors Related to IAM Authentication Information".
const NOT_VERIFIED: Phrase = phrase!(
    "check the access key, the clock here (15 minutes off at the most), and that nothing on the way changes the path or what else is \
     signed; after several failures the cloud locks the key for some minutes"
);

/// What to do about a refusal of a kind.
fn by_kind(code: Code, about: &About<'_>, fault: &Fault, action: Option<&RefusedAction>) -> Option<Said> {
    Some(match (code, about) {
        (Code::Unauthenticated | Code::Forbidden, About::SignIn(None)) => refused_sign_in::unknown(code, fault),
        (Code::Unauthenticated, _) => {
            said!("sign in again: a token that is wrong, expired or revoked is answered like this")
        }
        (Code::Forbidden, About::Operation(context, _)) => forbidden_hint(*context, fault, action?),
        (Code::ProjectMismatch, _) => {
            said!("the token belongs to another project: use the project ID of the token, or sign in to this project")
        }
        (Code::NotFound, About::SignIn(_) | About::Projects) => {
            said!(
                "check that identityEndpoint is the address of Keystone or IAM, such as `{}`",
                "https://iam.eu-de.otc.t-systems.com"
            )
        }
        (Code::UnsupportedOperation, About::Operation(context, _)) => {
            said!(
                "the service answers that it does not have `{}`: asking again brings the same",
                context.operation.as_str()
            )
        }
        (Code::UnsupportedOperation, About::SignIn(_)) => {
            said!("the service answers that it does not have this sign-in: check identityEndpoint")
        }
        (Code::RateLimited, _) => said!("wait a moment and try again"),
        (Code::Unavailable, _) => said!("try again later"),
        (Code::UnexpectedResponse, _) => {
            said!(
                "check that the endpoint is the service itself, and not a console, a login page or a proxy's own page"
            )
        }
        _ => return None,
    })
}

/// What to do about a request that the cloud did not take, or failed over.
fn by_status(code: Code, about: &About<'_>, status: u16, fault: &Fault) -> Option<Said> {
    let says = |words: &str| fault.message.as_deref().is_some_and(|said| said.contains(words));
    Some(match (code, about) {
        (Code::ServerError, About::Operation(..)) if says("NovaException") => {
            said!("a token without a project gets this answer from Nova: sign in with a project")
        }
        (Code::ServerError, _) => said!("try again later; if it stays, give the request id to the cloud's support"),
        (Code::BadRequest, _) if status == 407 => {
            said!("a proxy between here and the cloud asks for its own sign-in")
        }
        (Code::BadRequest, _) if status == 406 && says("not supported by the API") => {
            said!("the service does not know the microversion that was asked for")
        }
        (Code::BadRequest, About::SignIn(_)) => {
            said!("check the form of user, domain and project; an application credential takes no project")
        }
        _ => return None,
    })
}

/// What the operation has for the code of the cloud.
fn by_code(about: &About<'_>, fault: &Fault) -> Option<Phrase> {
    let About::Operation(_, hints) = about else { return None };
    let code = fault.code.as_deref().or(fault.name.as_deref())?;
    hints.by_code.iter().find(|(each, _)| *each == code).map(|(_, hint)| *hint)
}

/// Of a 403 whose code names nothing else: a missing action where the answer says so, or else what the call needs.
fn refused(context: Context, fault: &Fault) -> RefusedAction {
    let given = fault.message.as_deref().and_then(denied_action);
    // By policy: "Policy does not allow …", "insufficient permission", and the encoded reasons of a policy.
    let by_policy =
        matches!(fault.code.as_deref(), Some("Pdp.0001" | "Ecs.0110" | "IAM.0003" | "PAP5.0001")) || fault.encoded;
    let missing = given.is_some() || by_policy;
    match (given, context.action()) {
        (Some(name), _) => RefusedAction { name: Some(name.to_owned()), missing, basis: Some(Basis::Documented) },
        (None, Some(action)) => {
            RefusedAction { name: Some(action.name.to_owned()), missing, basis: Some(action.basis) }
        }
        (None, None) => RefusedAction { name: None, missing, basis: None },
    }
}

fn forbidden_hint(context: Context, fault: &Fault, refused: &RefusedAction) -> Said {
    let is_missing = refused.missing;
    let (action, inferred) = (refused.name.as_deref(), refused.basis == Some(Basis::Inferred));
    let what = match action {
        Some(action) if is_missing && inferred => said!("the missing action is probably `{}`", action),
        Some(action) if is_missing => said!("the missing action is `{}`", action),
        None if is_missing => said!("an action is missing"),
        Some(action) if inferred => {
            said!(
                "this call needs an action, probably `{}`; whether that is what is missing, the answer does not say",
                action
            )
        }
        Some(action) => {
            said!("this call needs the action `{}`; whether that is what is missing, the answer does not say", action)
        }
        None => said!("what is missing, the answer does not say"),
    };
    let nova = action.filter(|action| action.contains(NOVA_RULES));
    let nova = nova.filter(|_| context.target.is_none_or(|(cloud, _)| cloud == Cloud::Openstack));
    let hint = match nova {
        Some(action) => match OperationName::of_nova_rule(action).and_then(OperationName::nova_role) {
            Some(role) => said!(
                "{}: by default it takes the role `{}` in the project (an application credential must carry it itself); ask \
                 an administrator, then sign in again",
                what,
                role
            ),
            None => said!("{}: ask an administrator", what),
        },
        None if is_missing => said!(
            "{}: ask an administrator for a policy that allows it, then sign in again, because a token dies within 30 \
             minutes of a permission change",
            what
        ),
        None => said!(
            "{}: ask an administrator; after a permission change sign in again, because a token dies within 30 minutes \
             of it",
            what
        ),
    };
    if fault.encoded {
        said!("{}; STS DecodeAuthorizationMessage turns encoded_authorization_message into the reasons", hint)
    } else {
        hint
    }
}

fn not_found_hint(not_found: &NotFound, fault: &Fault) -> Option<Message> {
    let is_of_the_cloud = fault.code.is_some() || fault.wrapped;
    match not_found {
        NotFound::Unknown => None,
        NotFound::ByTheCloud(_) if !is_of_the_cloud => Some(
            said!("what was not found, the answer does not say: check the endpoint first, then the ID or the name")
                .into(),
        ),
        NotFound::ByTheCloud(hint) | NotFound::ByAnyone(hint) => Some((*hint).into()),
    }
}
