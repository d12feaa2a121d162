//! The clouds' own error codes: what kind of error each is, and what is in the way where the code says so.
//!
//! Of API Gateway (`APIGW.…` of the public clouds, `APIG.…` of the product, with the same numbers): "Error Codes" of its user guide and of
//! "API Request Signing", and "Common Errors Related to IAM Authentication Information". Of IAM and ECS: the error code pages of their API
//! references. Of the console's server: its README.

use super::Code;
use super::fault::Fault;
use super::said::{Phrase, phrase};

/// Numbers behind one prefix; what they are, where the status does not say; what is in the way, where they tell.
type Row = (&'static str, &'static str, Option<Code>, Option<Phrase>);

const GATEWAY: &str = "APIG.";
const IAM: &str = "IAM.";
const ECS: &str = "Ecs.";
const COMMON: &str = "Common.";

const fn row(prefix: &'static str, numbers: &'static str, code: Code, cause: Phrase) -> Row {
    (prefix, numbers, Some(code), Some(cause))
}

const fn kind(prefix: &'static str, numbers: &'static str, code: Code) -> Row {
    (prefix, numbers, Some(code), None)
}

const fn cause(prefix: &'static str, numbers: &'static str, cause: Phrase) -> Row {
    (prefix, numbers, None, Some(cause))
}

const WITHIN_THE_GATEWAY: Phrase = phrase!(
    "the failure is within the gateway, or on its way to the service behind it: only who runs the gateway can mend it; \
     give the request id to the cloud's support"
);
const APP_CREDENTIALS: Phrase = phrase!(
    "the gateway does not accept the credentials of the app, its own kind of caller: check them, and the clock of whoever signed"
);
const ADDRESS: Phrase = phrase!(
    "the gateway does not allow the IP address that the request came from (a whitelist or a blacklist): call from one that is \
     allowed, or ask for this one to be"
);

/// Of a sign-in that takes a one-time code.
pub(crate) const SECOND_FACTOR: Phrase = phrase!(
    "the cloud asks for a second factor: sign in with the one-time code of the authenticator app as well, or get a token elsewhere and \
     sign in with it"
);

pub(crate) const USER_DISABLED: Phrase = phrase!("the user is disabled, by what the cloud says: ask an administrator");
pub(crate) const WRONG_PASSWORD: Phrase =
    phrase!("check the password, by what the cloud says; after too many wrong ones the account is locked");

/// `0201` stands for several errors, which its status tells apart.
const TOO_LARGE: &str = "0201\n";

static KNOWN: &[Row] = &[
    row(
        GATEWAY,
        "0101",
        Code::NotFound,
        phrase!("the gateway knows no such path: check the endpoint, its region, and the API version"),
    ),
    row(GATEWAY, "0103 0104 0105 0106 0107", Code::ServerError, WITHIN_THE_GATEWAY),
    cause(
        GATEWAY,
        TOO_LARGE,
        phrase!(
            "the request is too large for the gateway: its address, its body, or its headers with the token in them"
        ),
    ),
    row(
        GATEWAY,
        "0202 0203 0610",
        Code::Unavailable,
        phrase!("the service behind the gateway does not answer: try again later"),
    ),
    cause(GATEWAY, "0204", phrase!("the gateway does not take this version of TLS: use one that it supports")),
    cause(GATEWAY, "0205", phrase!("the gateway could not verify the client certificate: check it")),
    kind(GATEWAY, "0301", Code::Unauthenticated),
    row(
        GATEWAY,
        "0302",
        Code::Forbidden,
        phrase!(
            "the gateway has a list of the users that may call this API, or may not (a whitelist or a blacklist): ask who runs it"
        ),
    ),
    row(GATEWAY, "0303", Code::Unauthenticated, APP_CREDENTIALS),
    row(
        GATEWAY,
        "0304",
        Code::Forbidden,
        phrase!(
            "the app, the gateway's own kind of caller, lacks an authorization for this API: ask who runs it for one"
        ),
    ),
    row(
        GATEWAY,
        "0305",
        Code::Unauthenticated,
        phrase!("the gateway does not accept what the request identifies itself with: check it, or sign in again"),
    ),
    row(
        GATEWAY,
        "0306",
        Code::Forbidden,
        phrase!("the gateway refuses access to this API: ask who runs it for an authorization"),
    ),
    row(GATEWAY, "0307", Code::Unauthenticated, phrase!("the token must be renewed: sign in again")),
    kind(GATEWAY, "0308", Code::RateLimited),
    row(
        GATEWAY,
        "0310",
        Code::Forbidden,
        phrase!("the project is not available: look at its state, or use another project"),
    ),
    cause(
        GATEWAY,
        "0311",
        phrase!("the gateway does not accept the credentials of its own debugging: ask the cloud's support"),
    ),
    cause(
        GATEWAY,
        "0312 0313 0314",
        phrase!("the gateway has callers checked by another service, which refused this one: ask who runs the gateway"),
    ),
    row(
        GATEWAY,
        "0401",
        Code::Forbidden,
        phrase!(
            "the gateway does not know the IP address of the client: check the way to it, such as a proxy or a VPN"
        ),
    ),
    row(GATEWAY, "0402 0405", Code::Forbidden, ADDRESS),
    row(
        GATEWAY,
        "0404",
        Code::Forbidden,
        phrase!("the gateway may not use the IP address that is behind it: only who runs the API can change that"),
    ),
    row(
        GATEWAY,
        "0501",
        Code::Forbidden,
        phrase!("the quota of the app, the gateway's own kind of caller, is used up: ask for a larger one"),
    ),
    row(
        GATEWAY,
        "0502",
        Code::Forbidden,
        phrase!(
            "the app, the gateway's own kind of caller, is frozen: look whether the account's balance is sufficient"
        ),
    ),
    kind(GATEWAY, "0601", Code::ServerError),
    kind(GATEWAY, "0602", Code::BadRequest),
    row(GATEWAY, "0605 0606 0608 0609 0611 0612 0615 0616 0617 0705", Code::ServerError, WITHIN_THE_GATEWAY),
    row(
        GATEWAY,
        "0607",
        Code::BadRequest,
        phrase!(
            "the gateway takes only the protocol that it names: check what the endpoint begins with, `https://` or `http://`"
        ),
    ),
    row(
        GATEWAY,
        "0613",
        Code::Unavailable,
        phrase!("the gateway answers that IAM is not available now: try again later"),
    ),
    row(
        GATEWAY,
        "0801",
        Code::Forbidden,
        phrase!("the service is not available in this region: check the region of the endpoint"),
    ),
    row(
        GATEWAY,
        "0802",
        Code::Forbidden,
        phrase!("the user may not use this region: use another region, or ask an administrator"),
    ),
    cause(GATEWAY, "1001 1002", phrase!("the app's own token of the gateway has expired: get a new one")),
    cause(GATEWAY, "1003 1004 1009 2102 2201 2202 2203", APP_CREDENTIALS),
    kind(IAM, "0001 0009", Code::Unauthenticated),
    kind(IAM, "0002 0003", Code::Forbidden),
    kind(IAM, "0004", Code::NotFound),
    kind(IAM, "0012", Code::RateLimited),
    row(
        IAM,
        "0061",
        Code::Unauthenticated,
        phrase!(
            "the account is locked for a while after too many wrong passwords: 15 minutes, unless it sets another time"
        ),
    ),
    row(IAM, "0062", Code::Unauthenticated, WRONG_PASSWORD),
    row(
        IAM,
        "0064",
        Code::Unauthenticated,
        phrase!("the cloud says that the token lacks a permission: ask an administrator, then sign in again"),
    ),
    row(IAM, "0066", Code::Unauthenticated, phrase!("the token has expired: sign in again")),
    row(IAM, "0067", Code::Unauthenticated, phrase!("the token is not valid: sign in again")),
    row(IAM, "0080", Code::Forbidden, phrase!("the user of the access key is disabled: ask an administrator")),
    row(
        IAM,
        "0081",
        Code::Forbidden,
        phrase!("this user may use the cloud's console only, and not its APIs: ask an administrator"),
    ),
    row(IAM, "0082", Code::Forbidden, USER_DISABLED),
    row(
        IAM,
        "0083",
        Code::Forbidden,
        phrase!("the user may not use this region, which is a private one: use another, or ask who runs it"),
    ),
    row(IAM, "1061", Code::Unauthenticated, SECOND_FACTOR),
    row(
        IAM,
        "1104",
        Code::Unauthenticated,
        phrase!("the access key (AK) is on a blacklist of the cloud: use another one"),
    ),
    row(IAM, "1105", Code::Unauthenticated, phrase!("the access key (AK) has expired: create a new one")),
    row(IAM, "1106", Code::Unauthenticated, phrase!("the cloud finds no user of this access key (AK): check it")),
    row(
        IAM,
        "1107",
        Code::Unauthenticated,
        phrase!("the access key (AK) is disabled: have it enabled, or use another one"),
    ),
    row(IAM, "1108", Code::Unauthenticated, phrase!("the temporary access key has expired: get a new one")),
    cause(
        IAM,
        "1109",
        phrase!("the cloud does not find the project that the request or the token names: check the project"),
    ),
    row(
        ECS,
        "0003",
        Code::Forbidden,
        phrase!("either the permission is missing, or the account is in arrears or frozen"),
    ),
    row(ECS, "0066", Code::Forbidden, phrase!("the account needs real-name authentication")),
    kind(ECS, "0110", Code::Forbidden),
    kind("Pdp.", "0001", Code::Forbidden),
    kind(ECS, "0004", Code::Unauthenticated),
    kind(ECS, "0023", Code::ProjectMismatch),
    kind(ECS, "0114 0614 0314", Code::NotFound),
    kind(COMMON, "0013", Code::Unauthenticated),
    kind(COMMON, "0018", Code::ProjectMismatch),
    kind(COMMON, "0024 1503", Code::RateLimited),
    // The cloud did answer, and asking again brings the same.
    kind("Proxy.", "0009 0010 0016 0019", Code::UnexpectedResponse),
];

/// What `APIGW.0301` says behind "Incorrect IAM authentication information": the words by which it tells the cause.
static AUTHENTICATION: &[(&str, Phrase)] = &[
    (
        "AK access failed to reach the limit",
        phrase!(
            "either the access key (AK) is locked for five minutes after more than five failures in a row, or the token has expired: \
             wait, or sign in again"
        ),
    ),
    ("ak not exist", phrase!("there is no such access key (AK): check it, and whether it was deleted")),
    (
        "signature expired",
        phrase!("the time of the signature is more than 15 minutes off: check the clock of whoever signed the request"),
    ),
    (
        "verify aksk signature fail",
        phrase!(
            "the signature does not fit: check the secret key (SK), and that nothing changes the request on its way"
        ),
    ),
];

/// The number of a gateway's code: the same ones stand under two prefixes.
fn gateway_number(provider: &str) -> Option<&str> {
    provider.strip_prefix("APIGW.").or_else(|| provider.strip_prefix(GATEWAY))
}

fn known(status: u16, fault: &Fault) -> Option<&'static Row> {
    let provider = fault.code.as_deref()?;
    let number = gateway_number(provider);
    let number = match (number, status) {
        (Some("0201"), 413 | 414 | 494) => Some(TOO_LARGE),
        (Some("0201"), 502 | 504) => Some("0202"),
        _ => number,
    };
    KNOWN.iter().find(|(prefix, numbers, ..)| {
        let own = if *prefix == GATEWAY { number } else { provider.strip_prefix(prefix) };
        own.is_some_and(|own| *numbers == own || numbers.split(' ').any(|each| each == own))
    })
}

/// What kind of error the code is, whatever the status.
pub(crate) fn code_of(status: u16, fault: &Fault) -> Option<Code> {
    known(status, fault)?.2
}

/// What is in the way, where the code names something other than a missing action.
pub(crate) fn named_cause(status: u16, fault: &Fault) -> Option<Phrase> {
    let (prefix, numbers, _, cause) = known(status, fault)?;
    let said = fault.message.as_deref().filter(|_| *prefix == GATEWAY && *numbers == "0301");
    let told = said.and_then(|said| AUTHENTICATION.iter().find(|(words, _)| said.contains(words)));
    told.map(|(_, cause)| *cause).or(*cause)
}

/// A code of the gateway that is in none of its tables: what it means, nobody here knows.
pub(crate) fn is_unknown_of_gateway(status: u16, fault: &Fault) -> bool {
    fault.code.as_deref().is_some_and(|provider| gateway_number(provider).is_some_and(|number| number != "0201"))
        && known(status, fault).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(code: &str) -> Fault {
        Fault { code: Some(code.to_owned()), ..Fault::default() }
    }

    #[test]
    fn every_number_stands_once_and_both_prefixes_of_the_gateway_say_the_same() {
        let mut seen = std::collections::BTreeSet::new();
        for (prefix, numbers, ..) in KNOWN.iter().filter(|row| row.1 != TOO_LARGE) {
            for number in numbers.split(' ') {
                assert!(number.len() == 4 && seen.insert((prefix, number)), "{prefix}{number}");
                let [one, other] = [format!("{prefix}{number}"), format!("APIGW.{number}")].map(|code| fault(&code));
                assert!(known(400, &one).is_some(), "{prefix}{number}");
                if *prefix == GATEWAY {
                    assert_eq!(named_cause(400, &one), named_cause(400, &other));
                }
            }
        }
    }

    #[test]
    fn a_code_that_is_not_known_has_no_cause() {
        for code in ["APIGW.9999", "APIG.030", "APIGW.", "APIG.0201", "IAM.9999", "Ecs.0302", "0302", ""] {
            assert_eq!((code_of(403, &fault(code)), named_cause(403, &fault(code))), (None, None), "{code}");
        }
        assert!(is_unknown_of_gateway(403, &fault("APIGW.9999")) && !is_unknown_of_gateway(403, &fault("Ecs.9999")));
    }
}
