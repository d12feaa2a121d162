//! What a client is made of.

use serde_json::Value;

use crate::base::declared::{Declared, declared};
use crate::base::said::said;
use crate::cloud::auth::{Auth, Named, ProjectScope, header_safe};
use crate::input::fields::Fields;
use crate::{Cloud, Endpoint, Error, ProjectId, Session};

/// What a client is made of; `fetchImpl` stays in JavaScript.
pub(crate) const CLIENT: Declared = declared! {
    /// What a client is made of, but for what only JavaScript has.
    "SessionInput" {
        /// The kind of cloud.
        required "cloud": "Cloud",
        /// The endpoint of IAM or Keystone; needed unless `auth` is a token.
        optional "identityEndpoint": "string",
        /// The endpoint of the compute service.
        required "endpoint": "string",
        /// The project ID; where it is missing, that of the token is taken. Public clouds with a given token need it.
        optional "projectId": "string",
        /// How to authenticate.
        required "auth": "Auth",
    }
};

pub(crate) const TOKEN: Declared = declared! {
    /// A token the caller has already.
    "TokenAuth" {
        /// The kind.
        required "type": "\"token\"",
        /// The token; kept in memory only.
        required "token": "string",
    }
};

pub(crate) const PASSWORD: Declared = declared! {
    /// Signs in as a user.
    "PasswordAuth" {
        /// The kind.
        required "type": "\"password\"",
        /// The user.
        required "user": "Named",
        /// The domain of the user; on the public clouds the account.
        required "domain": "Named",
        /// The user's password; kept in memory only.
        required "password": "string",
        /// The project that the token is for.
        required "project": "ProjectInput",
    }
};

pub(crate) const APPLICATION_CREDENTIAL: Declared = declared! {
    /// Signs in with an application credential (OpenStack).
    "ApplicationCredentialAuth" {
        /// The kind.
        required "type": "\"applicationCredential\"",
        /// The ID of the credential.
        required "id": "string",
        /// Its secret; kept in memory only.
        required "secret": "string",
    }
};

/// The fields of all of them.
const EVERY: &[&str] = &["type", "token", "user", "domain", "password", "project", "id", "secret"];

impl Session {
    /// Reads `{ cloud, identityEndpoint?, endpoint, projectId?, auth }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", CLIENT.names)?;
        let cloud = fields.parse("cloud", Cloud::parse)?;
        let compute = fields.parse("endpoint", Endpoint::parse_compute)?;
        let identity = fields.optional("identityEndpoint", Endpoint::parse_identity)?;
        let project_id = fields.optional("projectId", ProjectId::parse)?;
        let auth = Auth::from_input(fields.value("auth").ok_or_else(|| fields.missing("auth"))?, "auth")?;
        Self::new(cloud, compute, identity, project_id, auth)
    }
}

impl Auth {
    /// Reads `{ type: "token" | "password" | "applicationCredential", … }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; secret values are never repeated.
    pub(crate) fn from_input(value: &Value, path: &str) -> Result<Self, Error> {
        let kind = Fields::of(value, path, EVERY)?;
        match kind.text("type")? {
            "token" => {
                let fields = Fields::of(value, path, TOKEN.names)?;
                let token = fields.secret("token")?;
                header_safe(&token, &fields.path_of("token"))?;
                Ok(Self::Token { token })
            }
            "password" => {
                let fields = Fields::of(value, path, PASSWORD.names)?;
                Ok(Self::Password {
                    user: named(&fields, "user")?,
                    domain: named(&fields, "domain")?,
                    password: fields.secret("password")?,
                    project: Some(project_scope(&fields)?),
                })
            }
            "applicationCredential" => {
                let fields = Fields::of(value, path, APPLICATION_CREDENTIAL.names)?;
                Ok(Self::ApplicationCredential {
                    id: not_empty(&fields, "id", fields.text("id")?)?,
                    secret: fields.secret("secret")?,
                })
            }
            other => Err(crate::base::ids::one_of(
                other,
                &kind.path_of("type"),
                &["token", "password", "applicationCredential"],
            )),
        }
    }
}

/// `"name"` or `{ id: "…" }`.
fn named(fields: &Fields<'_>, name: &str) -> Result<Named, Error> {
    match fields.value(name) {
        None => Err(fields.missing(name)),
        Some(Value::String(text)) => Ok(Named::Name(not_empty(fields, name, text)?)),
        Some(value @ Value::Object(_)) => {
            let inner = Fields::of(value, &fields.path_of(name), &["id", "name"])?;
            one_name(&inner)
        }
        Some(other) => Err(fields.wrong(name, said!("a name or `{ id }`"), other)),
    }
}

fn one_name(fields: &Fields<'_>) -> Result<Named, Error> {
    match (fields.optional_text("id")?, fields.optional_text("name")?) {
        (Some(id), None) => Ok(Named::Id(not_empty(fields, "id", id)?)),
        (None, Some(name)) => Ok(Named::Name(not_empty(fields, "name", name)?)),
        (None, None) => Err(fields.missing("id")),
        (Some(_), Some(_)) => {
            Err(Error::invalid(fields.path_of("name"), said!("give either an id or a name, not both")))
        }
    }
}

/// `"name"`, `{ id }` or `{ name, domain }`.
fn project_scope(fields: &Fields<'_>) -> Result<ProjectScope, Error> {
    let Some(value @ Value::Object(_)) = fields.value("project") else {
        return Ok(ProjectScope { project: named(fields, "project")?, domain: None });
    };
    let inner = Fields::of(value, &fields.path_of("project"), &["id", "name", "domain"])?;
    let domain = inner.value("domain").map(|_| named(&inner, "domain")).transpose()?;
    Ok(ProjectScope { project: one_name(&inner)?, domain })
}

fn not_empty(fields: &Fields<'_>, name: &str, text: &str) -> Result<String, Error> {
    if text.is_empty() {
        return Err(Error::invalid(fields.path_of(name), said!("{} must not be empty", fields.path_of(name))));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_way_to_sign_in_has_its_fields_among_all_of_them() {
        let each: BTreeSet<&str> =
            [TOKEN, PASSWORD, APPLICATION_CREDENTIAL].iter().flat_map(|auth| auth.names).copied().collect();
        assert_eq!(each, EVERY.iter().copied().collect());
    }
}
