//! An error as plain data, for other languages.

use serde::Serialize;

use super::error::{Error, RefusedAction};
use super::said::Said;

/// What an error says, as plain data; its secret is apart.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct ErrorFields<'a> {
    /// The stable code, a semver contract.
    #[cfg_attr(feature = "types", ts(type = "ErrorCode"))]
    pub code: &'a str,
    /// The text.
    pub message: &'a str,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<&'a str>,
    /// Message and hint by their parts, where they have some, for another language.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(inline))]
    pub said: Option<ErrorSaid<'a>>,
    /// The input field that is wrong, such as `serverId` or `auth.user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<&'a str>,
    /// The HTTP status, where there was an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The cloud's own error code, such as `Ecs.0114` or Nova's fault name `itemNotFound`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<&'a str>,
    /// The id under which the cloud logged the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<&'a str>,
    /// `forbidden`: which action the refusal is about, where nothing else is named as its cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<&'a RefusedAction>,
    /// Whether the same request may succeed later without any change.
    pub retryable: bool,
    /// For a request that changes something: whether it may have been carried out despite the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_have_happened: Option<bool>,
    /// `ciphertextLength`: how many bits the key has that the ciphertext is for, where its length tells that for certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_bits: Option<u32>,
    /// `unauthenticated`: whether the cloud says that it takes a one-time code besides the password: `signIn({ passcode })`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes_passcode: Option<bool>,
}

/// The texts of an error by their parts, where they have some.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct ErrorSaid<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a Said>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a Said>,
}

impl Error {
    /// What it says, as plain data.
    #[must_use]
    pub fn fields(&self) -> ErrorFields<'_> {
        let said = ErrorSaid { message: self.message_said(), hint: self.hint_said() };
        ErrorFields {
            code: self.code().as_str(),
            message: self.message(),
            hint: self.hint(),
            said: Some(said).filter(|said| said.message.is_some() || said.hint.is_some()),
            path: self.path(),
            status: self.status(),
            provider_code: self.provider_code(),
            request_id: self.request_id(),
            action: self.action(),
            retryable: self.retryable(),
            may_have_happened: self.may_have_happened(),
            key_bits: self.key_bits(),
            takes_passcode: self.takes_passcode().then_some(true),
        }
    }
}
