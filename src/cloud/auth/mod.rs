//! How a caller proves who they are: a token, a password, an application credential, or an access key.

mod second_factor;
mod token;

use serde_json::Value;

pub use second_factor::Passcode;
pub(crate) use second_factor::{RECEIPT_HEADER, SecondFactor, receipt_of};
pub(crate) use token::Owner;
pub use token::{Project, Token, TokenInfo};

use crate::base::said::{phrase, said};
use crate::cloud::body::{object, secret_json, text};
use crate::cloud::http::{Method, Request, TOKEN_HEADER, Url};
use crate::cloud::signing::AccessKey;
use crate::{Cloud, Endpoint, Error, ProjectId, Secret};

/// Credentials. Secrets inside are wiped on drop and never shown.
#[derive(Debug)]
pub enum Auth {
    /// A token that somebody else got; it cannot be renewed here.
    Token {
        /// The value of `X-Auth-Token`.
        token: Secret,
    },
    /// User name and password, for one project.
    Password {
        /// The user.
        user: Named,
        /// The user's domain (the public clouds: the account).
        domain: Named,
        /// The password.
        password: Secret,
        /// The project the token is for (the public clouds: `eu-de`, or `eu-de_name`); `None`: the whole account.
        project: Option<ProjectScope>,
    },
    /// An application credential; it carries its project.
    ApplicationCredential {
        /// Its id.
        id: String,
        /// Its secret.
        secret: Secret,
    },
    /// An access key, which signs every request (the public clouds): there is no sign-in, and no token.
    AccessKey(AccessKey),
    /// A token, exchanged for one with another scope: of a user whose sign-in cannot be repeated without another one-time code, or is not known.
    Exchange {
        /// The token that is there already.
        token: Secret,
        /// What the other one is for.
        scope: Scope,
    },
}

/// What a token is exchanged for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The user's domain (the public clouds: the account).
    Account(Named),
    /// A project.
    Project(ProjectId),
}

/// Something that Keystone knows by name or by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// By its name.
    Name(String),
    /// By its id.
    Id(String),
}

/// The project that a token is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectScope {
    /// The project.
    pub project: Named,
    /// The project's domain, where it is not the user's.
    pub domain: Option<Named>,
}

impl Auth {
    /// The same user for the whole account; `None` of an access key, which signs in nowhere. What is copied here is wiped with it.
    pub(crate) fn for_account(&self) -> Option<Self> {
        Some(match self {
            Self::Token { token } => Self::Token { token: copy(token) },
            Self::Password { user, domain, password, .. } => {
                let (user, domain) = (user.clone(), domain.clone());
                Self::Password { user, domain, password: copy(password), project: None }
            }
            Self::ApplicationCredential { id, secret } => {
                Self::ApplicationCredential { id: id.clone(), secret: copy(secret) }
            }
            Self::Exchange { token, scope } => Self::Exchange { token: copy(token), scope: scope.clone() },
            Self::AccessKey(_) => return None,
        })
    }

    /// The user's token exchanged for one of the whole account, as [`Auth::for_account`] but without a sign-in anew.
    pub(crate) fn exchange(&self, token: &str) -> Option<Self> {
        match self {
            Self::Password { domain, .. } => {
                let scope = Scope::Account(domain.clone());
                Some(Self::Exchange { token: Secret::from(token.to_owned()), scope })
            }
            _ => None,
        }
    }

    /// The same user in another project: with the password, the access key, or by an exchange of the token where a sign-in cannot be repeated; `token` is
    /// the one that took a one-time code. `None` where the credentials are for one project, and this is not it (`own`).
    pub(crate) fn in_project(&self, project: &ProjectId, own: bool, token: Option<&str>) -> Option<Self> {
        let token = match (self, token) {
            (Self::ApplicationCredential { .. }, _) if own => return self.for_account(),
            (Self::AccessKey(key), _) => return Some(Self::AccessKey(key.copy())),
            (Self::Token { token } | Self::Exchange { token, .. }, _) => copy(token),
            (Self::Password { .. }, Some(token)) => Secret::from(token.to_owned()),
            (Self::Password { user, domain, password, .. }, None) => {
                let (user, domain) = (user.clone(), domain.clone());
                let project = ProjectScope { project: Named::Id(project.as_str().to_owned()), domain: None };
                return Some(Self::Password { user, domain, password: copy(password), project: Some(project) });
            }
            (Self::ApplicationCredential { .. }, _) => return None,
        };
        Some(Self::Exchange { token, scope: Scope::Project(project.clone()) })
    }

    /// What proves who it is.
    pub(crate) fn secrets(&self) -> Vec<&Secret> {
        match self {
            Self::Token { token } | Self::Exchange { token, .. } => vec![token],
            Self::Password { password, .. } => vec![password],
            Self::ApplicationCredential { secret, .. } => vec![secret],
            Self::AccessKey(key) => key.secrets(),
        }
    }

    /// The access key that signs every request.
    pub(crate) fn access_key(&self) -> Option<&AccessKey> {
        match self {
            Self::AccessKey(key) => Some(key),
            _ => None,
        }
    }

    /// Whether a new token can be got without asking the caller.
    pub(crate) fn renewable(&self) -> bool {
        !matches!(self, Self::Token { .. } | Self::AccessKey(_))
    }

    /// Whether a one-time code can go with it on that cloud.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] where it cannot. The public clouds want the user's ID beside a code: "Obtaining a User Token Through Password
    /// and Virtual MFA Authentication" (IAM).
    pub(crate) fn check_takes_passcode(&self, cloud: Cloud) -> Result<(), Error> {
        match self {
            Self::Password { user: Named::Name(_), .. } if cloud != Cloud::Openstack => Err(Error::invalid(
                "auth.user",
                said!("{} must be `{}` for a sign-in with a one-time code", "auth.user", "{ id }"),
            )
            .with_hint(phrase!("give the user's ID: the public clouds' My Credentials page has it"))),
            Self::Password { .. } => Ok(()),
            _ => Err(Error::invalid("passcode", said!("{} is for auth of type `{}`", "passcode", "password"))),
        }
    }
}

fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.bytes().to_vec())
}

/// A token goes into a header: visible ASCII only, or the request could not be sent, or would carry another header.
pub(crate) fn header_safe(token: &Secret, path: &str) -> Result<(), Error> {
    if token.bytes().iter().all(u8::is_ascii_graphic) {
        return Ok(());
    }
    Err(Error::invalid(path, said!("{} holds characters that no token has", path))
        .with_hint(phrase!("paste the value of X-Subject-Token alone, without blanks or line breaks")))
}

impl Named {
    fn named(&self) -> (&'static str, &str) {
        match self {
            Self::Name(name) => ("name", name),
            Self::Id(id) => ("id", id),
        }
    }

    fn to_json(&self) -> Value {
        let (name, value) = self.named();
        object(vec![(name, text(Some(value)))])
    }
}

/// `POST {identity}/v3/auth/tokens`: "Obtaining a User Token Through Password Authentication" (IAM), "Password
/// authentication with scoped authorization" and "Authenticating with an Application Credential" (Keystone v3). Of a token
/// that is there already it asks whose it is: `GET`, "Verifying a Token" (IAM). `None` for an access key, which signs in nowhere.
///
/// A one-time code goes with the password ("Obtaining a User Token Through Password and Virtual MFA Authentication" of IAM, "Multi-Factor
/// Authentication" of Keystone), or alone with the receipt that Keystone gave for the password.
pub(crate) fn sign_in_request(
    auth: &Auth,
    cloud: Cloud,
    identity: &Endpoint,
    second: Option<SecondFactor<'_>>,
) -> Option<Request> {
    // The catalogue is not used (an address never comes from an answer), and it is most of the body.
    let url = Url::new(identity).literal("v3/auth/tokens").query("nocatalog", "true");
    let body = match auth {
        Auth::Token { token } => {
            let token = token.text().unwrap_or_default();
            let request = Request::new(Method::Get, url);
            return Some(request.with_header(TOKEN_HEADER, token).with_header("X-Subject-Token", token));
        }
        Auth::Password { user, domain, password, project } => {
            let scope = match project {
                Some(project) => ("project", project_json(project, domain, cloud)),
                None => ("domain", domain.to_json()),
            };
            let mut methods = Vec::new();
            let mut proofs = Vec::new();
            let mut factor = |method: &'static str, name: &'static str, secret: Option<&str>| {
                let mut who = match user {
                    // A user's id is unique; a name is so within its domain.
                    Named::Id(id) => vec![("id", text(Some(id)))],
                    Named::Name(name) => vec![("name", text(Some(name))), ("domain", domain.to_json())],
                };
                who.push((name, text(secret)));
                proofs.push((method, object(vec![("user", object(who))])));
                methods.push(text(Some(method)));
            };
            if second.is_none_or(|second| second.receipt.is_none()) {
                factor("password", "password", password.text());
            }
            if let Some(second) = second {
                factor("totp", "passcode", Some(second.passcode.text()));
            }
            body_of(methods, proofs, Some(scope))
        }
        // With a scope Keystone refuses it: "Application credentials cannot request a scope."
        Auth::ApplicationCredential { id, secret } => {
            let credential = object(vec![("id", text(Some(id))), ("secret", text(secret.text()))]);
            let method = "application_credential";
            body_of(vec![text(Some(method))], vec![(method, credential)], None)
        }
        // "Obtaining a Scoped Token" (IAM), "Token authentication with scoped authorization" (Keystone v3).
        Auth::Exchange { token, scope } => {
            let token = object(vec![("id", text(token.text()))]);
            let scope = match scope {
                Scope::Account(domain) => ("domain", domain.to_json()),
                Scope::Project(project) => ("project", object(vec![("id", text(Some(project.as_str())))])),
            };
            body_of(vec![text(Some("token"))], vec![("token", token)], Some(scope))
        }
        Auth::AccessKey(_) => return None,
    };
    let request = Request::new(Method::Post, url).with_body(secret_json(body));
    Some(match second.and_then(|second| second.receipt) {
        Some(receipt) => request.with_header(RECEIPT_HEADER, receipt.text().unwrap_or_default()),
        None => request,
    })
}

fn body_of(methods: Vec<Value>, mut proofs: Vec<(&str, Value)>, scope: Option<(&str, Value)>) -> Value {
    proofs.push(("methods", Value::Array(methods)));
    let mut auth = vec![("identity", object(proofs))];
    if let Some(scope) = scope {
        auth.push(("scope", object(vec![scope])));
    }
    object(vec![("auth", object(auth))])
}

/// `DELETE {identity}/v3/auth/tokens` of the token itself.
pub(crate) fn sign_out_request(identity: &Endpoint, token: &Token) -> Request {
    let request = Request::new(Method::Delete, Url::new(identity).literal("v3/auth/tokens"));
    request.with_header(TOKEN_HEADER, token.value()).with_header("X-Subject-Token", token.value()).changing(true)
}

fn project_json(project: &ProjectScope, domain: &Named, cloud: Cloud) -> Value {
    let (name, value) = project.project.named();
    let mut scope = vec![(name, text(Some(value)))];
    let project_domain = match (&project.domain, cloud) {
        (Some(domain), _) => Some(domain),
        // The public clouds' project names are unique in the account, and their documents show no domain here.
        (None, Cloud::Openstack) => Some(domain),
        (None, Cloud::Otc | Cloud::Huawei) => None,
    };
    if let (Named::Name(_), Some(domain)) = (&project.project, project_domain) {
        scope.push(("domain", domain.to_json()));
    }
    object(scope)
}
