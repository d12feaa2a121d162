//! What a client is made of.

use serde_json::Value;

#[cfg(feature = "types")]
use crate::base::declared::{Form, Typed, Union};
use crate::base::declared::{FromText, Read, input};
use crate::base::said::said;
use crate::cloud::auth::{Auth, Named, ProjectScope, header_safe};
use crate::cloud::signing::AccessKey;
use crate::input::fields::Fields;
use crate::{Cloud, Endpoint, Error, ProjectId, Secret, Session};

input! {
    /// What a client is made of, but for what only JavaScript has.
    SessionInput as "SessionInput" {
        /// The kind of cloud.
        cloud as "cloud": Cloud,
        /// The endpoint of IAM or Keystone; needed unless `auth` is a token or an access key.
        identity as "identityEndpoint": Option<String>,
        /// The endpoint of the compute service.
        compute as "endpoint": String,
        /// With `auth` of type `accessKey`, where `endpoint` is that of a proxy: the endpoint by which the cloud knows the service. Its path is what
        /// the cloud verifies the signature by.
        signed_endpoint as "signedEndpoint": Option<String>,
        /// Takes plain `http` of other machines than this one too: whoever is on the network in between can read and change all that passes, with a
        /// sign-in the password or the secret too.
        allow_http as "allowHttp": Option<bool>,
        /// The project ID; where it is missing, that of the token is taken. Public clouds with a given token or an access key need it.
        project_id as "projectId": Option<ProjectId>,
        /// How to authenticate.
        auth as "auth": Auth,
    }
}

input! {
    /// Another project of the user of a client.
    ProjectClientInput as "ProjectClientInput" {
        /// The ID of the project, as `listProjects` tells it.
        project_id as "projectId": ProjectId,
        /// The endpoint of the compute service there, where it is another one, as in another region.
        compute as "endpoint": Option<String>,
        /// With `auth` of type `accessKey`, where `endpoint` is that of a proxy: the endpoint by which the cloud knows the service.
        signed_endpoint as "signedEndpoint": Option<String>,
        /// The endpoint of IAM or Keystone there, where it is another one: on Huawei Cloud a token of a region's own IAM is good in that region alone.
        identity as "identityEndpoint": Option<String>,
        /// Takes plain `http` of other machines than this one too: whoever is on the network in between can read and change all that passes.
        allow_http as "allowHttp": Option<bool>,
    }
}

input! {
    /// A token the caller has already.
    TokenAuth as "TokenAuth" where "type" is "token" {
        /// The token; kept in memory only.
        token as "token": Secret,
    }
}

input! {
    /// Signs in as a user.
    PasswordAuth as "PasswordAuth" where "type" is "password" {
        /// The user.
        user as "user": Named,
        /// The domain of the user; on the public clouds the account.
        domain as "domain": Named,
        /// The user's password; kept in memory only.
        password as "password": Secret,
        /// The project that the token is for.
        project as "project": ProjectScope,
    }
}

input! {
    /// Signs in with an application credential (OpenStack).
    ApplicationCredentialAuth as "ApplicationCredentialAuth" where "type" is "applicationCredential" {
        /// The ID of the credential.
        id as "id": NotEmpty,
        /// Its secret; kept in memory only.
        secret as "secret": Secret,
    }
}

input! {
    /// Signs every request with an access key (public clouds); nothing is asked of IAM.
    AccessKeyAuth as "AccessKeyAuth" where "type" is "accessKey" {
        /// The access key ID (AK).
        access as "access": NotEmpty,
        /// The secret access key (SK); kept in memory only.
        secret as "secret": Secret,
        /// Of a temporary access key its security token; kept in memory only.
        security_token as "securityToken": Option<Secret>,
    }
}

/// The ways to authenticate.
#[cfg(feature = "types")]
pub(crate) const AUTH: Union = Union {
    name: <Auth as Typed>::of,
    docs: "How a client authenticates.",
    of: &[
        Form::Named(TokenAuth::DECLARED),
        Form::Named(PasswordAuth::DECLARED),
        Form::Named(ApplicationCredentialAuth::DECLARED),
        Form::Named(AccessKeyAuth::DECLARED),
    ],
};

input! {
    /// Something by either of its ID and its name.
    NameOrId as "NameOrId" {
        /// The ID.
        id as "id": Option<NotEmpty>,
        /// The name.
        name as "name": Option<NotEmpty>,
    }
}

/// What Keystone knows by name or by ID.
#[cfg(feature = "types")]
pub(crate) const NAMED: Union = Union {
    name: <Named as Typed>::of,
    docs: "A user or domain: its name, or either of its ID and its name.",
    of: &[Form::Text, Form::OneFieldOf(NameOrId::DECLARED)],
};

input! {
    /// A project of another domain than the user's.
    ProjectOfDomain as "ProjectOfDomain" {
        /// The project's name.
        name as "name": NotEmpty,
        /// The project's domain, where it is not the user's.
        domain as "domain": Named,
    }
}

/// The project that a token is asked for.
#[cfg(feature = "types")]
pub(crate) const PROJECT: Union = Union {
    name: <ProjectScope as Typed>::of,
    docs: "A project to sign in to: its name (on the public clouds such as `eu-de`), or more precisely.",
    of: &[Form::Typed(NAMED.name), Form::Object(ProjectOfDomain::DECLARED)],
};

/// A text with something in it.
#[derive(Debug)]
pub(crate) struct NotEmpty(String);

impl NotEmpty {
    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromText for NotEmpty {
    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Err(Error::invalid(path, said!("{} must not be empty", path)));
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(feature = "types")]
impl Typed for Secret {
    fn of() -> String {
        "string".to_owned()
    }
}

impl Read<Fields<'_>> for Secret {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        fields.secret(name)
    }
}

#[cfg(feature = "types")]
impl Typed for Option<Secret> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "string".to_owned()
    }
}

impl Read<Fields<'_>> for Option<Secret> {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        fields.value(name).map(|_| fields.secret(name)).transpose()
    }
}

/// The fields of all of them.
const EVERY: &[&str] =
    &["type", "token", "user", "domain", "password", "project", "id", "secret", "access", "securityToken"];

/// Those of a password for a whole account.
#[cfg(feature = "account")]
pub(super) const AUTH_OF_ACCOUNT: &[&str] = &["type", "user", "domain", "password", "project"];

/// The endpoint of IAM or Keystone.
fn identity_of(given: Option<String>, allow_http: Option<bool>) -> Result<Option<Endpoint>, Error> {
    given.map(|text| Endpoint::read_identity(&text, "identityEndpoint", allow_http == Some(true))).transpose()
}

impl Session {
    /// Reads `{ cloud, identityEndpoint?, endpoint, signedEndpoint?, allowHttp?, projectId?, auth }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let given = SessionInput::read(&Fields::of(input, "", SessionInput::DECLARED.names)?)?;
        let SessionInput { cloud, identity, compute, signed_endpoint, allow_http, project_id, auth } = given;
        let identity = identity_of(identity, allow_http)?;
        let compute = Endpoint::read_compute(&compute, "endpoint", allow_http == Some(true))?;
        Self::new(cloud, compute, identity, project_id, auth)?.signed_at(signed_endpoint)
    }
}

impl Session {
    fn signed_at(self, given: Option<String>) -> Result<Self, Error> {
        match given {
            Some(signed) => self.with_signed_endpoint(Endpoint::read_compute(&signed, "signedEndpoint", true)?),
            None => Ok(self),
        }
    }

    /// Reads `{ projectId, endpoint?, signedEndpoint?, identityEndpoint?, allowHttp? }`: the same user in another project.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field, and where the credentials are for one project alone.
    pub fn in_project_of_input(&self, input: &Value) -> Result<Self, Error> {
        let given = ProjectClientInput::read(&Fields::of(input, "", ProjectClientInput::DECLARED.names)?)?;
        let ProjectClientInput { project_id, compute, signed_endpoint, identity, allow_http } = given;
        let read = |text: String| Endpoint::read_compute(&text, "endpoint", allow_http == Some(true));
        let identity = identity_of(identity, allow_http)?;
        self.in_project(project_id, compute.map(read).transpose()?, identity)?.signed_at(signed_endpoint)
    }
}

#[cfg(feature = "types")]
impl Typed for Auth {
    fn of() -> String {
        "Auth".to_owned()
    }
}

impl Read<Fields<'_>> for Auth {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        Self::from_input(fields.value(name).ok_or_else(|| fields.missing(name))?, &fields.path_of(name))
    }
}

impl Auth {
    /// Reads `{ type: "token" | "password" | "applicationCredential" | "accessKey", … }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; secret values are never repeated.
    pub(crate) fn from_input(value: &Value, path: &str) -> Result<Self, Error> {
        let kind = Fields::of(value, path, EVERY)?;
        match kind.text("type")? {
            TokenAuth::KIND => {
                let fields = Fields::of(value, path, TokenAuth::DECLARED.names)?;
                let TokenAuth { token } = TokenAuth::read(&fields)?;
                header_safe(&token, &fields.path_of("token"))?;
                Ok(Self::Token { token })
            }
            PasswordAuth::KIND => {
                let fields = Fields::of(value, path, PasswordAuth::DECLARED.names)?;
                let PasswordAuth { user, domain, password, project } = PasswordAuth::read(&fields)?;
                Ok(Self::Password { user, domain, password, project: Some(project) })
            }
            ApplicationCredentialAuth::KIND => {
                let fields = Fields::of(value, path, ApplicationCredentialAuth::DECLARED.names)?;
                let ApplicationCredentialAuth { id, secret } = ApplicationCredentialAuth::read(&fields)?;
                Ok(Self::ApplicationCredential { id: id.0, secret })
            }
            AccessKeyAuth::KIND => {
                let fields = Fields::of(value, path, AccessKeyAuth::DECLARED.names)?;
                let AccessKeyAuth { access, secret, security_token } = AccessKeyAuth::read(&fields)?;
                AccessKey::new(&access.0, secret, security_token, path).map(Self::AccessKey)
            }
            other => Err(crate::base::ids::one_of(
                other,
                &kind.path_of("type"),
                &[TokenAuth::KIND, PasswordAuth::KIND, ApplicationCredentialAuth::KIND, AccessKeyAuth::KIND],
            )),
        }
    }
}

#[cfg(feature = "types")]
impl Typed for Named {
    fn of() -> String {
        "Named".to_owned()
    }
}

/// `"name"`, or `{ id: "…" }` or `{ name: "…" }`.
impl Read<Fields<'_>> for Named {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        match fields.value(name) {
            None => Err(fields.missing(name)),
            Some(Value::String(text)) => Ok(Self::Name(NotEmpty::from_text(text, &fields.path_of(name))?.0)),
            Some(value @ Value::Object(_)) => {
                one_name(&Fields::of(value, &fields.path_of(name), NameOrId::DECLARED.names)?)
            }
            Some(other) => Err(fields.wrong(name, said!("a name or `{ id }`"), other)),
        }
    }
}

fn one_name(fields: &Fields<'_>) -> Result<Named, Error> {
    match NameOrId::read(fields)? {
        NameOrId { id: Some(id), name: None } => Ok(Named::Id(id.0)),
        NameOrId { id: None, name: Some(name) } => Ok(Named::Name(name.0)),
        NameOrId { id: None, name: None } => Err(fields.missing("id")),
        NameOrId { id: Some(_), name: Some(_) } => {
            Err(Error::invalid(fields.path_of("name"), said!("give either an id or a name, not both")))
        }
    }
}

#[cfg(feature = "types")]
impl Typed for ProjectScope {
    fn of() -> String {
        "ProjectInput".to_owned()
    }
}

/// `"name"`, `{ id }` or `{ name, domain }`.
impl Read<Fields<'_>> for ProjectScope {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        let Some(value @ Value::Object(_)) = fields.value(name) else {
            return Ok(Self { project: Named::read(fields, name)?, domain: None });
        };
        let inner = Fields::of(value, &fields.path_of(name), PROJECT_FIELDS)?;
        let has = |name| inner.value(name).is_some();
        // An ID is of one domain anyway.
        if has("name") && has("domain") && !has("id") {
            let ProjectOfDomain { name, domain } = ProjectOfDomain::read(&inner)?;
            return Ok(Self { project: Named::Name(name.0), domain: Some(domain) });
        }
        Ok(Self { project: one_name(&inner)?, domain: None })
    }
}

/// The fields of every form of a project.
const PROJECT_FIELDS: &[&str] = &["id", "name", "domain"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::base::declared::Declared;

    #[test]
    fn every_way_to_sign_in_has_its_fields_among_all_of_them() {
        let every =
            [TokenAuth::DECLARED, PasswordAuth::DECLARED, ApplicationCredentialAuth::DECLARED, AccessKeyAuth::DECLARED];
        assert_eq!(names(&every), EVERY.iter().copied().collect());
    }

    #[test]
    fn every_form_of_a_project_has_its_fields_among_all_of_them() {
        let every = [NameOrId::DECLARED, ProjectOfDomain::DECLARED];
        assert_eq!(names(&every), PROJECT_FIELDS.iter().copied().collect());
    }

    fn names(all: &[Declared]) -> BTreeSet<&'static str> {
        all.iter().flat_map(|each| each.names).copied().collect()
    }
}
