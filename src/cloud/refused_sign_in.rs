//! A refused sign-in: what is in the way, where the cloud says so in words that are known. What is not known exactly is claimed nowhere: the
//! cloud's own words are in the message.
//!
//! Keystone: `keystone/exception.py`, the refusals of disabled users, domains and projects in `keystone/identity/core.py` and
//! `keystone/resource/core.py`, receipts in `keystone/receipt/handlers.py`. IAM: "Error Codes" of its API references; of one-time codes, what
//! clients of Open Telekom Cloud look for.

use crate::Code;
use crate::base::fault::{Fault, Required};
use crate::base::known_codes::{SECOND_FACTOR, USER_DISABLED, WRONG_PASSWORD, named_cause};
use crate::base::said::{Phrase, Said, phrase, said};

const EXPIRED: Phrase =
    phrase!("the password has expired: set a new one where the cloud lets users do so, or ask an administrator");
const LOCKED: Phrase = phrase!(
    "the account is locked, as after too many failed sign-ins: wait until the lock ends, or ask an administrator"
);
const METHOD: Phrase =
    phrase!("the cloud does not take this way of signing in: use another one, such as a token that was got elsewhere");
const NOT_FOUND: Phrase = phrase!("the cloud does not find what it names: check the sign-in for that");
const CREDENTIAL: Phrase =
    phrase!("check the application credential: its ID, its secret, and whether it has expired or was deleted");
const TOKEN: Phrase = phrase!("sign in again: a token that is wrong, expired or revoked is answered like this");
const EXCHANGED: Phrase = phrase!(
    "the token has ended, or its user has no role in the project: the cloud does not say which; choose another project, or sign in again"
);
const ANYTHING: Phrase = phrase!(
    "check user, domain, project and password or secret; the cloud does not say which of them is wrong, \
     and a user without a role in the project may get the same answer"
);

const WRONG_PASSCODE: Phrase =
    phrase!("the one-time code is not accepted: take the next one, and check the clock of the device that shows it");
const ANYTHING_WITH_PASSCODE: Phrase = phrase!(
    "check user, domain, project, password and one-time code, which is good for a short time only; the cloud does not say which of them is \
     wrong"
);

/// The clouds' words in lower case and without the full stop; `*` is a name or an ID.
static KNOWN: &[(&str, Phrase)] = &[
    ("the request you have made requires authentication", ANYTHING),
    ("the username or password is wrong", ANYTHING),
    ("username or password is wrong", ANYTHING),
    ("authentication required", ANYTHING),
    (OF_PASSCODE[0], SECOND_FACTOR),
    (OF_PASSCODE[1], SECOND_FACTOR),
    ("insufficient auth methods received for *", SECOND_FACTOR),
    ("additional authentications steps required", SECOND_FACTOR),
    ("the password is expired and needs to be changed for user: *", EXPIRED),
    ("the account is locked for user: *", LOCKED),
    ("account locked", LOCKED),
    ("the account is disabled for user: *", USER_DISABLED),
    ("user is disabled: *", USER_DISABLED),
    ("the user * is disabled", USER_DISABLED),
    (
        "domain is disabled: *",
        phrase!("the domain, which is the account on the public clouds, is disabled: ask who runs the cloud"),
    ),
    ("project is disabled: *", phrase!("the project is disabled: sign in to another one, or ask an administrator")),
    ("incorrect password", WRONG_PASSWORD),
    ("attempted to authenticate with an unsupported method", METHOD),
    ("error authenticating with application credential: *", CREDENTIAL),
    ("could not find * credential: *", CREDENTIAL),
    ("could not find token: *", TOKEN),
    ("could not find *: *", NOT_FOUND),
    (
        "user * has no access to project *",
        phrase!("the user has no role in the project: sign in to another one, or ask an administrator"),
    ),
    (
        "user * has no access to domain *",
        phrase!("the user has no role in the domain: sign in to a project, or ask an administrator"),
    ),
];

/// Said of a one-time code that is missing as of one that is wrong.
const OF_PASSCODE: [&str; 2] = ["mfa totp code verify fail", "invalid totp passcode"];

/// What Keystone adds to words that it shows in its debug mode only.
const AMENDMENT: &str = " (disable insecure_debug mode to suppress these details.)";

/// What was sent to sign in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent {
    /// A token that was given: nobody here knows user or password.
    pub(crate) token: bool,
    /// A one-time code besides.
    pub(crate) passcode: bool,
    /// A token to be exchanged for one of another project.
    pub(crate) exchanged: bool,
}

/// What is in the way.
#[derive(Debug)]
pub(super) struct Cause {
    pub(super) hint: Said,
    /// The cloud says that it takes a one-time code besides.
    pub(super) takes_passcode: bool,
}

/// What is in the way, where the cloud says so.
pub(super) fn cause(status: u16, fault: &Fault, sent: Sent) -> Option<Cause> {
    if let Some(required) = &fault.receipt {
        return Some(Cause { hint: hint_of(required), takes_passcode: required.passcode });
    }
    let message = fault.message.as_deref().unwrap_or_default().to_ascii_lowercase();
    let message = message.strip_suffix(AMENDMENT).unwrap_or(&message).trim_end_matches('.');
    let named = named_cause(status, fault);
    let token = sent.token || sent.exchanged;
    let takes_passcode = !token && (named == Some(SECOND_FACTOR) || OF_PASSCODE.contains(&message));
    let known = named.or_else(|| KNOWN.iter().find(|(words, _)| says(message, words)).map(|(_, hint)| *hint));
    let refused = matches!(status, 401 | 404) && (status == 401 || fault.wrapped);
    let hint = match known {
        Some(ANYTHING | NOT_FOUND) | None if token && refused && (known.is_some() || message.is_empty()) => {
            if sent.exchanged { EXCHANGED } else { TOKEN }
        }
        Some(SECOND_FACTOR) if sent.passcode && takes_passcode => WRONG_PASSCODE,
        Some(ANYTHING) if sent.passcode => ANYTHING_WITH_PASSCODE,
        known => known?,
    };
    Some(Cause { hint: hint.into(), takes_passcode })
}

/// Keystone's receipt: it lists the methods, and none of its ways was taken whole.
fn hint_of(Required { methods, several, passcode }: &Required) -> Said {
    match (methods.is_empty() || *passcode, several) {
        (true, _) => SECOND_FACTOR.into(),
        (false, true) => said!(
            "the cloud asks for a second factor: it takes the methods {} together, which are not all sent from here; get a token \
             elsewhere and sign in with it",
            methods.as_str()
        ),
        (false, false) => said!(
            "the cloud asks for other methods of signing in, which are not sent from here: {}; get a token elsewhere and sign in with it",
            methods.as_str()
        ),
    }
}

/// A refusal in words that are not known.
pub(super) fn unknown(code: Code, fault: &Fault) -> Said {
    match (fault.message.is_some() || fault.code.is_some(), code) {
        (false, Code::Unauthenticated) => ANYTHING.into(),
        (false, _) => said!("the user may be disabled or limited to the console; ask an administrator"),
        (true, _) => said!("go by what the cloud says: what it means is not known here"),
    }
}

/// Whether a text is that pattern.
fn says(text: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let mut exact = true;
    for piece in pieces {
        exact = piece.is_empty();
        let Some(at) = rest.find(piece).filter(|at| *at > 0 || exact) else { return false };
        rest = rest.get(at + piece.len()..).unwrap_or_default();
    }
    // After the last star there must be something, and after the last words nothing.
    if exact && pattern.ends_with('*') { !rest.is_empty() } else { rest.is_empty() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_the_whole_text() {
        for (text, pattern, same) in [
            ("account locked", "account locked", true),
            ("account locked out of this", "account locked", false),
            ("the account locked", "account locked", false),
            ("user is disabled: 1f2e", "user is disabled: *", true),
            ("user is disabled: ", "user is disabled: *", false),
            ("the user bob is disabled", "the user * is disabled", true),
            ("the user is disabled", "the user * is disabled", false),
            ("the user bob is disabled for now", "the user * is disabled", false),
            ("could not find user: bob", "could not find *: *", true),
            ("could not find", "could not find *: *", false),
            ("user u has no access to project p", "user * has no access to project *", true),
        ] {
            assert_eq!(says(text, pattern), same, "{text} / {pattern}");
        }
    }
}
