//! The one error of the package.
//!
//! Texts: lower case, no full stop at the end, what the user gave in backticks, what was expected and where, no Rust
//! type name, never a secret. The code is the contract; texts are not.

use std::fmt;

use serde::Serialize;

use crate::Secret;
use crate::base::operations::Basis;
use crate::base::said::{Message, Said};

macro_rules! codes {
    ($($(#[doc = $doc:expr])+ $variant:ident = $text:literal,)+) => {
        /// What went wrong, as a stable string: [`Code::as_str`] is what callers compare with, and a semver contract.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code there is, in the order of the documentation.
            pub const ALL: &[Code] = &[$(Code::$variant),+];

            /// The stable string, in camelCase.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Code::$variant => $text,)+
                }
            }

            /// The lines of its documentation.
            #[cfg(feature = "types")]
            #[must_use]
            pub const fn docs(self) -> &'static [&'static str] {
                match self {
                    $(Code::$variant => &[$($doc),+],)+
                }
            }
        }
    };
}

codes! {
    /// An input has the wrong form: an unknown or missing field, a wrong type, an id that is none. `path` names it.
    InvalidInput = "invalidInput",
    /// This operation does not exist on that cloud or in that API version; or the service answers that it does not have it (501).
    UnsupportedOperation = "unsupportedOperation",

    /// No answer arrived: name resolution, connection, TLS, CORS, a refused redirect.
    Network = "network",
    /// The time given to the call ran out.
    Timeout = "timeout",
    /// The caller's `AbortSignal` ended the call.
    Aborted = "aborted",
    /// 401: the token is missing, wrong, expired or revoked, or the sign-in was refused.
    Unauthenticated = "unauthenticated",
    /// 403: refused; the hint says why, as far as the answer does.
    Forbidden = "forbidden",
    /// 404: no such server, key pair or path in this project.
    NotFound = "notFound",
    /// 400: the project in the URL is not the project of the token.
    ProjectMismatch = "projectMismatch",
    /// The cloud refused the request as malformed (400 and other 4xx without a code of their own).
    BadRequest = "badRequest",
    /// 409: the server is in a state that does not allow this.
    Conflict = "conflict",
    /// 429, or one of the clouds' flow control codes under another status.
    RateLimited = "rateLimited",
    /// 502, 503, 504: the service or what is behind it cannot be reached now.
    Unavailable = "unavailable",
    /// 500 and other 5xx than those above.
    ServerError = "serverError",
    /// An answer that is not what the documentation of the call says.
    UnexpectedResponse = "unexpectedResponse",

    /// The text holds no private key.
    NoKey = "noKey",
    /// The text is a public key or a certificate.
    PublicKey = "publicKey",
    /// A private key that is not RSA (ed25519, ECDSA, DSA): only RSA can decrypt a Windows password.
    NotRsa = "notRsa",
    /// The key is protected by a passphrase and none was given.
    PassphraseMissing = "passphraseMissing",
    /// The passphrase does not open the key, or the key is damaged: the two look the same.
    PassphraseWrong = "passphraseWrong",
    /// The key is there, and cannot be read: damaged, cut off, without its line breaks, or of a type that is not known.
    KeyDamaged = "keyDamaged",
    /// A key in a form that is not read here; the hint gives the command that converts it.
    KeyUnsupported = "keyUnsupported",
    /// Trying the passphrase takes more than two seconds, as whoever protected the key chose; nothing is tried before that is allowed.
    KeySlow = "keySlow",
    /// An RSA key shorter than 1024 bits, or longer than Nova can store a ciphertext of.
    KeySize = "keySize",
    /// The ciphertext is empty: there is nothing to decrypt.
    CiphertextEmpty = "ciphertextEmpty",
    /// The ciphertext is not Base64.
    CiphertextNotBase64 = "ciphertextNotBase64",
    /// What was to be decrypted is far too short for a ciphertext: perhaps the password itself.
    NotCiphertext = "notCiphertext",
    /// A part of the ciphertext is missing.
    CiphertextCutOff = "ciphertextCutOff",
    /// The ciphertext has another length than those for this key: of another key, as [`Error::key_bits`] tells where that is known, or not whole.
    CiphertextLength = "ciphertextLength",
    /// Another key than the one the password was encrypted for, or a damaged ciphertext: the two cannot be told apart.
    WrongKey = "wrongKey",
    /// The decryption gave bytes that are no printable text in UTF-8, UTF-16 or Windows-1252; the error carries all of them as `secret`.
    PasswordNotText = "passwordNotText",
}

/// What a refused call needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct RefusedAction {
    /// The action that the cloud names, or else the one that the call needs; missing where neither is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the answer says that an action is missing. If not, the refusal may have another cause.
    pub missing: bool,
    /// Whether a document, or the cloud itself, names the action for this call, or it is inferred from its neighbour; missing without a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(inline))]
    pub basis: Option<Basis>,
}

/// Whether the same call may succeed a moment later.
const fn is_retryable(code: Code) -> bool {
    matches!(code, Code::Network | Code::Timeout | Code::RateLimited | Code::Unavailable)
}

/// The one error of the package: a stable code, a text, and what the caller can do next.
pub struct Error(Box<Details>);

#[derive(Debug)]
struct Details {
    code: Code,
    message: Message,
    hint: Option<Message>,
    path: Option<String>,
    status: Option<u16>,
    provider_code: Option<String>,
    request_id: Option<String>,
    action: Option<RefusedAction>,
    retryable: bool,
    may_have_happened: Option<bool>,
    key_bits: Option<u32>,
    takes_passcode: bool,
    secret: Option<Secret>,
}

impl Error {
    /// An error with a code and a text; everything else is added by the `with_…` methods.
    #[must_use]
    pub fn new(code: Code, message: impl Into<Message>) -> Self {
        Self(Box::new(Details {
            code,
            message: message.into(),
            hint: None,
            path: None,
            status: None,
            provider_code: None,
            request_id: None,
            action: None,
            retryable: is_retryable(code),
            may_have_happened: None,
            key_bits: None,
            takes_passcode: false,
            secret: None,
        }))
    }

    /// An [`Code::InvalidInput`] at `path` (such as `serverId` or `auth.user`).
    #[must_use]
    pub fn invalid(path: impl Into<String>, message: impl Into<Message>) -> Self {
        Self::new(Code::InvalidInput, message).with_path(path)
    }

    /// Says what to do next.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Message>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Names the input field that is wrong.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    /// Keeps the HTTP status of the answer.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Keeps the cloud's own code, such as `Ecs.0114` or Nova's fault name `itemNotFound`.
    #[must_use]
    pub fn with_provider_code(mut self, code: Option<String>) -> Self {
        self.0.provider_code = code;
        self
    }

    /// Keeps the id under which the cloud logged the request.
    #[must_use]
    pub fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id;
        self
    }

    /// Keeps which action a refusal is about.
    #[must_use]
    pub fn with_action(mut self, action: Option<RefusedAction>) -> Self {
        self.0.action = action;
        self
    }

    /// Says whether a request that changes something may have been carried out all the same.
    #[must_use]
    pub fn with_may_have_happened(mut self, may: bool) -> Self {
        self.0.may_have_happened = Some(may);
        self
    }

    /// Keeps the length of the key that a ciphertext is for.
    #[must_use]
    pub fn with_key_bits(mut self, bits: Option<u32>) -> Self {
        self.0.key_bits = bits;
        self
    }

    /// Says whether the cloud takes a one-time code besides.
    #[must_use]
    pub fn with_takes_passcode(mut self, takes: bool) -> Self {
        self.0.takes_passcode = takes;
        self
    }

    /// Keeps decrypted bytes that are no text, for a caller who wants to look at them.
    #[must_use]
    pub fn with_secret(mut self, secret: Secret) -> Self {
        self.0.secret = Some(secret);
        self
    }

    /// The same with another code, and what follows from it; the rest stays.
    #[must_use]
    pub(crate) fn with_code(mut self, code: Code) -> Self {
        self.0.code = code;
        self.0.retryable = is_retryable(code);
        self
    }

    /// The same error for another caller who waited for the same thing; decrypted bytes stay with the first.
    pub(crate) fn copy_without_secret(&self) -> Self {
        let details = &self.0;
        Self(Box::new(Details {
            code: details.code,
            message: details.message.clone(),
            hint: details.hint.clone(),
            path: details.path.clone(),
            status: details.status,
            provider_code: details.provider_code.clone(),
            request_id: details.request_id.clone(),
            action: details.action.clone(),
            retryable: details.retryable,
            may_have_happened: details.may_have_happened,
            key_bits: details.key_bits,
            takes_passcode: details.takes_passcode,
            secret: None,
        }))
    }

    /// How many bits the key has that the ciphertext is for ([`Code::CiphertextLength`]), where its length tells that for certain.
    #[must_use]
    pub fn key_bits(&self) -> Option<u32> {
        self.0.key_bits
    }

    /// Of a refused sign-in: whether the cloud says that it takes a one-time code besides.
    #[must_use]
    pub fn takes_passcode(&self) -> bool {
        self.0.takes_passcode
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// One sentence for a person: what is wrong, and where.
    #[must_use]
    pub fn message(&self) -> &str {
        self.0.message.english()
    }

    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_ref().map(Message::english)
    }

    /// The parts of [`Error::message`], where it has some.
    #[must_use]
    pub fn message_said(&self) -> Option<&Said> {
        self.0.message.said()
    }

    /// The parts of [`Error::hint`], where it has some.
    #[must_use]
    pub fn hint_said(&self) -> Option<&Said> {
        self.0.hint.as_ref().and_then(Message::said)
    }

    /// The input field that is wrong, such as `auth.user`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The HTTP status, where there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The cloud's own error code.
    #[must_use]
    pub fn provider_code(&self) -> Option<&str> {
        self.0.provider_code.as_deref()
    }

    /// The id under which the cloud logged the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Which action a refusal is about, where nothing else is named as its cause ([`Code::Forbidden`] only).
    #[must_use]
    pub fn action(&self) -> Option<&RefusedAction> {
        self.0.action.as_ref()
    }

    /// Whether the same request may succeed later without any change.
    #[must_use]
    pub fn retryable(&self) -> bool {
        self.0.retryable
    }

    /// For a request that changes something: whether it may have been carried out despite the error.
    #[must_use]
    pub fn may_have_happened(&self) -> Option<bool> {
        self.0.may_have_happened
    }

    /// Decrypted bytes that are no printable text ([`Code::PasswordNotText`] only).
    #[must_use]
    pub fn secret(&self) -> Option<&Secret> {
        self.0.secret.as_ref()
    }

    /// Takes the decrypted bytes out of the error ([`Code::PasswordNotText`] only).
    #[must_use]
    pub fn take_secret(&mut self) -> Option<Secret> {
        self.0.secret.take()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.message())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::said::said;

    #[test]
    fn codes_are_distinct_camel_case_words() {
        let mut seen = std::collections::HashSet::new();
        for code in Code::ALL {
            let text = code.as_str();
            assert!(seen.insert(text), "`{text}` stands twice");
            assert!(text.starts_with(|first: char| first.is_ascii_lowercase()), "{text}");
            assert!(text.chars().all(|each| each.is_ascii_alphanumeric()), "{text}");
        }
    }

    #[test]
    fn debug_output_never_shows_the_secret() {
        let error = Error::new(Code::PasswordNotText, said!("no text")).with_secret(Secret::from("hunter2".to_owned()));
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}
