use serde::Serialize;
use serde_json::Value;

use crate::base::said::{Phrase, phrase};
use crate::base::timestamp;
use crate::cloud::http::Response;
use crate::cloud::provider_error;
use crate::cloud::refused_sign_in::Sent;
use crate::{Code, DomainId, Error, Secret, UserId};

/// A token and what it is for.
#[derive(Debug)]
pub struct Token {
    value: Secret,
    info: TokenInfo,
    owner: Option<Owner>,
    lifetime_ms: Option<u64>,
}

/// Whose a token is: an IAM user, of an account.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    pub(crate) user: UserId,
    pub(crate) domain: DomainId,
}

/// What the token of a client is for; not the token itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "Session", optional_fields))]
pub struct TokenInfo {
    /// When the token expires, as the cloud writes it (ISO 8601, UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The user's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The project the token is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(inline))]
    pub project: Option<Project>,
    /// The names of the user's roles in it.
    pub roles: Vec<String>,
}

/// A project, by both of its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Project {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl Token {
    /// A token that was got elsewhere: nothing is known about it.
    pub(crate) fn given(value: &Secret) -> Self {
        Self { value: Secret::new(value.bytes().to_vec()), info: TokenInfo::default(), owner: None, lifetime_ms: None }
    }

    /// Reads the answer to a sign-in, or to the question what a given token is.
    pub(crate) fn decode(response: &Response, given: Option<&Secret>, sent: Sent) -> Result<Self, Error> {
        if response.status() != 201 && response.status() != 200 {
            return Err(provider_error::sign_in_error(response, sent));
        }
        let unexpected = |message: Phrase, hint: Phrase| {
            Error::new(Code::UnexpectedResponse, message)
                .with_hint(hint)
                .with_status(response.status())
                .with_request_id(response.request_id())
        };
        let no_token = || {
            unexpected(
                phrase!("the answer to the sign-in is not a Keystone token"),
                phrase!("check that identityEndpoint is the address of Keystone or IAM"),
            )
        };
        let body: Value = serde_json::from_slice(response.body()).map_err(|_| no_token())?;
        let token = body.get("token").filter(|token| token.is_object()).ok_or_else(no_token)?;
        let given = given.and_then(Secret::text);
        let value = given.or_else(|| response.header("x-subject-token")).filter(|token| !token.is_empty()).ok_or_else(|| {
            unexpected(
                phrase!("the answer to the sign-in carries no X-Subject-Token header that can be read here"),
                phrase!(
                    "in a browser, another origin's header is readable only where Access-Control-Expose-Headers lists \
                     it: go through a proxy on the page's own origin, or have the cloud's operator list it"
                ),
            )
        })?;
        let text = |of: Option<&Value>, name: &str| Some(of?.get(name)?.as_str()?.to_owned());
        let (expires_at, issued_at) = (text(Some(token), "expires_at"), text(Some(token), "issued_at"));
        let (user, project) = (token.get("user"), token.get("project"));
        let roles = token.get("roles").and_then(Value::as_array);
        // The difference of the cloud's two times, because the clock here may be wrong.
        let lifetime_ms =
            match (expires_at.as_deref().and_then(timestamp::iso), issued_at.as_deref().and_then(timestamp::iso)) {
                (Some(expires), Some(issued)) => u64::try_from(expires - issued).ok(),
                _ => None,
            };
        let owner = || {
            let domain = text(user?.get("domain"), "id")?;
            let user = UserId::parse(&text(user, "id")?, "user").ok()?;
            Some(Owner { user, domain: DomainId::parse(&domain, "domain").ok()? })
        };
        let owner = owner();
        let info = TokenInfo {
            expires_at,
            user: text(user, "name"),
            project: text(project, "id").zip(text(project, "name")).map(|(id, name)| Project { id, name }),
            roles: roles.into_iter().flatten().filter_map(|role| text(Some(role), "name")).collect(),
        };
        Ok(Self { value: Secret::from(value.to_owned()), info, owner, lifetime_ms })
    }

    /// The value of `X-Auth-Token`.
    pub(crate) fn value(&self) -> &str {
        self.value.text().unwrap_or_default()
    }

    /// What the sign-in told.
    #[must_use]
    pub fn info(&self) -> &TokenInfo {
        &self.info
    }

    /// Whose it is, where the cloud said so.
    pub(crate) fn owner(&self) -> Option<&Owner> {
        self.owner.as_ref()
    }

    /// How long it lives from the moment it was issued, where the cloud said so.
    pub(crate) fn lifetime_ms(&self) -> Option<u64> {
        self.lifetime_ms
    }
}
