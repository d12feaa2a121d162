//! Requests and responses as plain data, for callers who send by themselves: `buildRequest` and `parseResponse`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::base::fields::{Fields, kind};
use crate::base::ids::{ApiVersion, Cloud, DomainId, GroupId, KeyPairName, Microversion, ProjectId, ServerId, UserId};
use crate::base::operation::{Action, OperationName};
use crate::cloud::http::{Method, Request, Response};
use crate::cloud::operation::{Context, Operation};
use crate::cloud::operations::{
    DeleteServerPassword, GetKeyPair, GetServerPassword, KeyPair, ListGroupPermissions, ListServers, ListUserGroups,
    Page, Permission, Place, ServerPassword, ServerPasswordDeleted, UserGroup,
};
use crate::cloud::target::{IdentityTarget, Target};
use crate::{Endpoint, Error};

/// A request as plain data, with the IAM action that it needs.
#[derive(Debug, Clone, Serialize)]
pub struct BuiltRequest {
    /// The method.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// The headers; the caller adds `X-Auth-Token` or a signature.
    pub headers: BTreeMap<String, String>,
    /// The body, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The IAM action, and whether it is documented for this path.
    #[serde(flatten)]
    pub action: Action,
}

const COMMON: [&str; 5] = ["operation", "cloud", "apiVersion", "endpoint", "projectId"];

/// Builds a request from `{ operation, cloud, apiVersion, endpoint, projectId?, … }` and the operation's own fields:
/// `serverId`; or `limit?`, `marker?`, `microversion?`; or `name`. Those that IAM answers are built from `{ operation, cloud,
/// identityEndpoint, … }` and `userId`; or `groupId` and `domainId` or `projectId`.
///
/// # Errors
/// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where the cloud or the
/// API version does not know the operation.
pub fn build_request(input: &Value) -> Result<BuiltRequest, Error> {
    // First the operation's name: it decides which other fields there are.
    let operation = Fields::any(input, "")?.parse("operation", OperationName::parse)?;
    let own: &[&str] = match operation {
        OperationName::GetServerPassword => GetServerPassword::FIELDS,
        OperationName::DeleteServerPassword => DeleteServerPassword::FIELDS,
        OperationName::ListServers => ListServers::FIELDS,
        OperationName::GetKeyPair => GetKeyPair::FIELDS,
        OperationName::ListUserGroups => return build_for_iam(operation, input, &["userId"]),
        OperationName::ListGroupPermissionsOnProject => {
            return build_for_iam(operation, input, &["groupId", "projectId"]);
        }
        OperationName::ListGroupPermissionsOnDomain | OperationName::ListGroupPermissionsOnAllProjects => {
            return build_for_iam(operation, input, &["groupId", "domainId"]);
        }
    };
    let fields = Fields::of(input, "", &[&COMMON[..], own].concat())?;
    let cloud = fields.parse("cloud", Cloud::parse)?;
    let api_version = fields.parse("apiVersion", ApiVersion::parse)?;
    let endpoint = fields.parse("endpoint", Endpoint::parse_compute)?;
    let project_id = fields.optional("projectId", ProjectId::parse)?;
    let target = Target::new(cloud, api_version, endpoint, project_id)?;
    let request = match operation {
        OperationName::DeleteServerPassword => DeleteServerPassword::from_fields(&fields)?.request(&target)?,
        OperationName::ListServers => ListServers::from_fields(&fields)?.request(&target)?,
        OperationName::GetKeyPair => GetKeyPair::from_fields(&fields)?.request(&target)?,
        _ => GetServerPassword::from_fields(&fields)?.request(&target)?,
    };
    Ok(built(&request, operation.action(cloud, api_version)?))
}

fn build_for_iam(operation: OperationName, input: &Value, own: &[&str]) -> Result<BuiltRequest, Error> {
    let fields = Fields::of(input, "", &[&["operation", "cloud", "identityEndpoint"], own].concat())?;
    let cloud = fields.parse("cloud", Cloud::parse)?;
    let action = operation.action(cloud, ApiVersion::DEFAULT)?;
    let target = IdentityTarget::new(cloud, fields.parse("identityEndpoint", Endpoint::parse_identity)?);
    let domain = || fields.parse("domainId", DomainId::parse);
    let place = match operation {
        OperationName::ListGroupPermissionsOnDomain => Place::Domain(domain()?),
        OperationName::ListGroupPermissionsOnAllProjects => Place::AllProjects(domain()?),
        OperationName::ListGroupPermissionsOnProject => Place::Project(fields.parse("projectId", ProjectId::parse)?),
        _ => {
            let user_id = fields.parse("userId", UserId::parse)?;
            return Ok(built(&ListUserGroups { user_id }.request(&target)?, action));
        }
    };
    let group_id = fields.parse("groupId", GroupId::parse)?;
    Ok(built(&ListGroupPermissions { group_id, place }.request(&target)?, action))
}

fn built(request: &Request, action: Action) -> BuiltRequest {
    // Not collected: that would compile a sort.
    let mut headers = BTreeMap::new();
    for (name, value) in request.headers() {
        headers.insert(name.to_owned(), value.to_owned());
    }
    BuiltRequest {
        method: request.method(),
        url: request.url().to_owned(),
        headers,
        body: request.body().map(str::to_owned),
        action,
    }
}

/// The result of an operation.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Output {
    /// Of `getServerPassword`.
    ServerPassword(ServerPassword),
    /// Of `deleteServerPassword`.
    ServerPasswordDeleted(ServerPasswordDeleted),
    /// Of `listServers`.
    Page(Page),
    /// Of `getKeyPair`.
    KeyPair(KeyPair),
    /// Of `listUserGroups`.
    UserGroups {
        /// The groups.
        groups: Vec<UserGroup>,
    },
    /// Of `listGroupPermissionsOnDomain`, `…OnProject` and `…OnAllProjects`.
    Permissions {
        /// The policies and roles.
        permissions: Vec<Permission>,
    },
}

/// Turns `{ operation, status, headers?, body?, cloud?, apiVersion? }` into the operation's result. Headers are an object
/// of strings (or arrays of strings); with `cloud` and `apiVersion` a refusal names the action that the call needs.
///
/// # Errors
/// What the answer says (see [`crate::Code`]); [`crate::Code::InvalidInput`] where the input itself is wrong.
pub fn parse_response(input: &Value) -> Result<Output, Error> {
    let fields = Fields::of(input, "", &["operation", "status", "headers", "body", "cloud", "apiVersion"])?;
    let operation = fields.parse("operation", OperationName::parse)?;
    let status = fields.optional_integer("status", 100..=599)?.ok_or_else(|| fields.missing("status"))?;
    let body = fields.optional_text("body")?.unwrap_or_default();
    let cloud = fields.optional("cloud", Cloud::parse)?;
    let api_version = fields.optional("apiVersion", ApiVersion::parse)?;
    let context = Context { operation, target: cloud.zip(api_version) };
    #[allow(clippy::cast_possible_truncation, reason = "at most 599")]
    let response = Response::new(status as u16, headers(&fields)?, body.as_bytes().to_vec());
    match operation {
        OperationName::GetServerPassword => GetServerPassword::decode(context, &response).map(Output::ServerPassword),
        OperationName::DeleteServerPassword => {
            DeleteServerPassword::decode(context, &response).map(Output::ServerPasswordDeleted)
        }
        OperationName::ListServers => ListServers::decode(context, &response).map(Output::Page),
        OperationName::GetKeyPair => GetKeyPair::decode(context, &response).map(Output::KeyPair),
        OperationName::ListUserGroups => {
            ListUserGroups::decode(context, &response).map(|groups| Output::UserGroups { groups })
        }
        OperationName::ListGroupPermissionsOnDomain
        | OperationName::ListGroupPermissionsOnProject
        | OperationName::ListGroupPermissionsOnAllProjects => {
            ListGroupPermissions::decode(context, &response).map(|permissions| Output::Permissions { permissions })
        }
    }
}

fn headers(fields: &Fields<'_>) -> Result<Vec<(String, String)>, Error> {
    let map = match fields.value("headers") {
        None => return Ok(Vec::new()),
        Some(Value::Object(map)) => map,
        Some(other) => return Err(fields.wrong("headers", "an object of strings", other)),
    };
    let mut headers = Vec::new();
    for (name, value) in map {
        let values = match value {
            Value::Array(values) => values.iter().collect(),
            single => vec![single],
        };
        for value in values {
            match value {
                Value::String(text) => headers.push((name.clone(), text.clone())),
                other => {
                    let path = format!("headers.{name}");
                    return Err(Error::invalid(&path, format!("{path} must be a string, got {}", kind(other))));
                }
            }
        }
    }
    Ok(headers)
}

/// An operation that can be read from a caller's input.
pub(crate) trait FromInput: Sized {
    /// The operation's own fields.
    const FIELDS: &'static [&'static str];

    /// Reads them.
    fn from_fields(fields: &Fields<'_>) -> Result<Self, Error>;
}

impl FromInput for GetServerPassword {
    const FIELDS: &'static [&'static str] = &["serverId"];

    fn from_fields(fields: &Fields<'_>) -> Result<Self, Error> {
        Ok(Self { server_id: fields.parse("serverId", ServerId::parse)? })
    }
}

impl FromInput for DeleteServerPassword {
    const FIELDS: &'static [&'static str] = &["serverId"];

    fn from_fields(fields: &Fields<'_>) -> Result<Self, Error> {
        Ok(Self { server_id: fields.parse("serverId", ServerId::parse)? })
    }
}

impl FromInput for ListServers {
    const FIELDS: &'static [&'static str] = &["limit", "marker", "microversion"];

    fn from_fields(fields: &Fields<'_>) -> Result<Self, Error> {
        Ok(Self {
            limit: fields.optional_integer("limit", 1..=1000)?,
            marker: fields.optional("marker", ServerId::parse)?,
            microversion: fields.optional("microversion", Microversion::parse)?,
        })
    }
}

impl FromInput for GetKeyPair {
    const FIELDS: &'static [&'static str] = &["name"];

    fn from_fields(fields: &Fields<'_>) -> Result<Self, Error> {
        Ok(Self { name: fields.parse("name", KeyPairName::parse)? })
    }
}
