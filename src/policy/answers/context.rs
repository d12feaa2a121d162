//! The condition keys that follow from what is known anyway: the token, the request and the clock.

use serde::Serialize;

use crate::base::said::said;
use crate::base::sort::sort_by_key;
use crate::base::sorted::as_object;
use crate::policy::engine::set::asked_action;
use crate::policy::model::values;
use crate::{Cloud, Error, OperationName};

/// What follows from a token, a request and the clock: a part of the input of a check, a preview or a situation.
///
/// | key | from |
/// |---|---|
/// | `g:UserId`, `g:UserName`, `g:DomainName` | the token's user; not of an agency's token, which is no IAM user's |
/// | `g:ProjectName`, and `projectId` | the token's project |
/// | `g:MFAPresent` | `methods` of the token: `true` with `totp`, `false` with `password` alone, else unknown |
/// | `g:ServiceName` | the service of the action |
/// | `g:CurrentTime` | `time` |
///
/// `g:MFAAge` and the tags of a resource do not follow from any of them. Without a token (AK/SK) nothing is said of the user.
///
/// Sources: OTC IAM user guide "Policy Syntax", table of global condition keys; OTC IAM API reference, "Obtaining a User Token" and "… Through
/// Password Authentication and Virtual MFA".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct RequestContext {
    /// The project of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// The values of the condition keys that are certain, sorted by key.
    #[serde(serialize_with = "as_object")]
    #[cfg_attr(feature = "types", ts(type = "Record<string, string[]>"))]
    pub context: Vec<(&'static str, [String; 1])>,
}

/// What a token or a session says of its user; of an agency's, which is no IAM user's, only the project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestUser<'a> {
    /// The id of the user.
    pub id: Option<&'a str>,
    /// The name of the user.
    pub name: Option<&'a str>,
    /// The name of the user's account.
    pub domain: Option<&'a str>,
    /// The id of the project.
    pub project_id: Option<&'a str>,
    /// The name of the project.
    pub project_name: Option<&'a str>,
    /// Whether the sign-in had a second factor, where that is certain.
    pub mfa: Option<bool>,
}

impl RequestContext {
    /// Nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With what a token or a session says of its user.
    #[must_use]
    pub fn with_user(mut self, user: &RequestUser<'_>) -> Self {
        let each = [
            ("g:UserId", user.id),
            ("g:UserName", user.name),
            ("g:DomainName", user.domain),
            ("g:ProjectName", user.project_name),
            ("g:MFAPresent", user.mfa.map(|mfa| if mfa { "true" } else { "false" })),
        ];
        for (key, value) in each {
            if let Some(value) = value {
                self.insert(key, value);
            }
        }
        self.project_id = user.project_id.map(str::to_owned);
        self
    }

    fn insert(&mut self, key: &'static str, value: &str) {
        self.context.retain(|(each, _)| *each != key);
        self.context.push((key, [value.to_owned()]));
        sort_by_key(&mut self.context, |(key, _)| *key);
    }

    /// With the service of the action that is to be asked for.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `action` where it is not one action.
    pub fn with_action(self, action: &str) -> Result<Self, Error> {
        self.with_service_of(action, "action")
    }

    /// With the service of the action that an operation needs on a cloud.
    ///
    /// # Errors
    /// [`crate::Code::UnsupportedOperation`] where the cloud has no such operation.
    pub fn with_operation(self, operation: OperationName, cloud: Cloud) -> Result<Self, Error> {
        self.with_service_of(operation.action(cloud, operation.usual_version())?.name, "operation")
    }

    fn with_service_of(mut self, action: &str, path: &str) -> Result<Self, Error> {
        self.insert("g:ServiceName", asked_action(action, path)?.lower_service());
        Ok(self)
    }

    /// With the time of the request, an RFC 3339 date with offset.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `time` where it is none.
    pub fn at(mut self, time: &str) -> Result<Self, Error> {
        if values::date(time).is_none() {
            return Err(Error::invalid("time", said!("time must be a date with offset"))
                .with_hint(said!("such as `{}`", "2026-11-22T08:00:00Z")));
        }
        self.insert("g:CurrentTime", time);
        Ok(self)
    }
}
