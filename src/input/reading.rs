//! What a reading of an account is made of.

use serde_json::Value;

use super::fields::Fields;
use super::session::AUTH_OF_ACCOUNT;
use crate::account::reading::Reading;
#[cfg(feature = "types")]
use crate::base::declared::Typed;
use crate::base::declared::{Read, input};
use crate::cloud::auth::{Auth, Named, Passcode};
use crate::cloud::exchange::timeout_ms;
use crate::{Cloud, Endpoint, Error, Secret, Session};

input! {
    /// What a reading of an account is made of, but for what only JavaScript has.
    ReadingInput as "AccountReadingInput" {
        /// The kind of cloud.
        cloud as "cloud": Cloud,
        /// The endpoint of IAM or Keystone.
        identity as "identityEndpoint": String,
        /// The endpoint of the service that lists enterprise projects (EPS), such as `https://eps.myhuaweicloud.com` (public clouds). Without it
        /// the list is not read, and `notRead` says so.
        enterprise as "enterpriseProjectsEndpoint": Option<String>,
        /// Takes plain `http` of other machines than this one too: whoever is on the network in between can read and change all that passes, with a
        /// sign-in the password or the secret too.
        allow_http as "allowHttp": Option<bool>,
        /// How to authenticate. On the public clouds it signs in for the whole account, whatever project is given; with a password on OpenStack for the
        /// project, or without one for the domain of the user. An access key does not do: it gets no token.
        auth as "auth" ("Auth | Omit<PasswordAuth, \"project\">"): AccountAuth,
    }
}

/// As that of a client, with no need of a project.
#[derive(Debug)]
pub(crate) struct AccountAuth(Auth);

#[cfg(feature = "types")]
impl Typed for AccountAuth {
    fn of() -> String {
        "Auth".to_owned()
    }
}

impl Read<Fields<'_>> for AccountAuth {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        let given = fields.value(name).filter(|auth| auth.is_object());
        let inner = given.map(|auth| Fields::any(auth, &fields.path_of(name))).transpose()?;
        let is_password =
            inner.as_ref().is_some_and(|inner| inner.optional_text("type").is_ok_and(|kind| kind == Some("password")));
        match (given, inner) {
            (Some(auth), Some(inner)) if is_password && inner.value("project").is_none() => {
                let inner = Fields::of(auth, &fields.path_of(name), AUTH_OF_ACCOUNT)?;
                let (user, domain) = (Named::read(&inner, "user")?, Named::read(&inner, "domain")?);
                Ok(Self(Auth::Password { user, domain, password: inner.secret("password")?, project: None }))
            }
            _ => Auth::read(fields, name).map(Self),
        }
    }
}

impl Reading {
    /// Reads `{ cloud, identityEndpoint, enterpriseProjectsEndpoint?, allowHttp?, auth }`; `passcode` is a one-time code of a user with a second factor,
    /// `timeout` the time for each call, in milliseconds.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value, passcode: Option<&Secret>, timeout: Option<f64>) -> Result<Self, Error> {
        let given = ReadingInput::read(&Fields::of(input, "", ReadingInput::DECLARED.names)?)?;
        let ReadingInput { cloud, identity, enterprise, allow_http, auth: AccountAuth(auth) } = given;
        let read = |text: String, path| Endpoint::read_identity(&text, path, allow_http == Some(true));
        let identity = read(identity, "identityEndpoint")?;
        let enterprise = enterprise.map(|text| read(text, "enterpriseProjectsEndpoint")).transpose()?;
        let passcode = passcode.map(Passcode::new).transpose()?;
        if passcode.is_some() {
            auth.check_takes_passcode(cloud)?;
        }
        let session = Session::of_account(cloud, identity, auth)?;
        Ok(Self::new(session, enterprise, passcode, timeout_ms(timeout)?))
    }
}
