//! What a client is made of.

use serde_json::Value;

use crate::base::said::said;
use crate::cloud::auth::{Auth, Named, ProjectScope, header_safe};
use crate::input::fields::Fields;
use crate::{Cloud, Endpoint, Error, ProjectId, Session};

impl Session {
    /// Reads `{ cloud, identityEndpoint?, endpoint, projectId?, auth }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", &["cloud", "identityEndpoint", "endpoint", "projectId", "auth"])?;
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
        const EVERY: &[&str] = &["type", "token", "user", "domain", "password", "project", "id", "secret"];
        let kind = Fields::of(value, path, EVERY)?;
        match kind.text("type")? {
            "token" => {
                let fields = Fields::of(value, path, &["type", "token"])?;
                let token = fields.secret("token")?;
                header_safe(&token, &fields.path_of("token"))?;
                Ok(Self::Token { token })
            }
            "password" => {
                let fields = Fields::of(value, path, &["type", "user", "domain", "password", "project"])?;
                Ok(Self::Password {
                    user: named(&fields, "user")?,
                    domain: named(&fields, "domain")?,
                    password: fields.secret("password")?,
                    project: Some(project_scope(&fields)?),
                })
            }
            "applicationCredential" => {
                let fields = Fields::of(value, path, &["type", "id", "secret"])?;
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
