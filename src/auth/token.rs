use serde::{Deserialize, Serialize};

use crate::http::Response;
use crate::said::phrase;
use crate::{Code, Error, Secret, provider_error, timestamp};

/// A token and what it is for.
#[derive(Debug)]
pub struct Token {
    value: Secret,
    info: TokenInfo,
    lifetime_ms: Option<u64>,
}

/// What a sign-in tells, without the token itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenInfo {
    /// When the token ends, as the cloud writes it (ISO 8601, UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The user's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The project the token is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<Project>,
    /// The names of the user's roles in it.
    pub roles: Vec<String>,
}

/// A project, by both of its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

#[derive(Deserialize)]
struct Body {
    token: TokenBody,
}

#[derive(Deserialize)]
struct TokenBody {
    #[serde(default)]
    expires_at: Option<String>,
    #[serde(default)]
    issued_at: Option<String>,
    #[serde(default)]
    user: Option<Name>,
    #[serde(default)]
    project: Option<Project>,
    #[serde(default)]
    roles: Vec<Name>,
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

impl Token {
    /// A token that was got elsewhere: nothing is known about it.
    pub(crate) fn given(value: &Secret) -> Self {
        Self { value: Secret::new(value.bytes().to_vec()), info: TokenInfo::default(), lifetime_ms: None }
    }

    /// Reads the answer to a sign-in.
    pub(crate) fn decode(response: &Response) -> Result<Self, Error> {
        if response.status() != 201 && response.status() != 200 {
            return Err(provider_error::sign_in_error(response));
        }
        let unexpected = |message: &str, hint: &str| {
            Error::new(Code::UnexpectedResponse, message)
                .with_hint(hint)
                .with_status(response.status())
                .with_request_id(response.request_id().map(str::to_owned))
        };
        let body: Body = serde_json::from_slice(response.body()).map_err(|_| {
            unexpected(
                phrase!("the answer to the sign-in is not a Keystone token"),
                phrase!("check that identityEndpoint is the address of Keystone or IAM"),
            )
        })?;
        let value = response.header("x-subject-token").filter(|token| !token.is_empty()).ok_or_else(|| {
            unexpected(
                phrase!("the answer to the sign-in carries no X-Subject-Token header that can be read here"),
                phrase!(
                    "in a browser, another origin's header is readable only where Access-Control-Expose-Headers lists \
                     it: go through a proxy on the page's own origin, or have the cloud's operator list it"
                ),
            )
        })?;
        let TokenBody { expires_at, issued_at, user, project, roles } = body.token;
        // The difference of the cloud's two times, because the clock here may be wrong.
        let lifetime_ms =
            match (expires_at.as_deref().and_then(timestamp::iso), issued_at.as_deref().and_then(timestamp::iso)) {
                (Some(expires), Some(issued)) => u64::try_from(expires - issued).ok(),
                _ => None,
            };
        let info = TokenInfo {
            expires_at,
            user: user.map(|user| user.name),
            project,
            roles: roles.into_iter().map(|role| role.name).collect(),
        };
        Ok(Self { value: Secret::from(value.to_owned()), info, lifetime_ms })
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

    /// How long it lives from the moment it was issued, where the cloud said so.
    pub(crate) fn lifetime_ms(&self) -> Option<u64> {
        self.lifetime_ms
    }
}
