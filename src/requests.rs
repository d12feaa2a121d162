//! Requests and responses as plain data, for callers who send by themselves: `buildRequest` and `parseResponse`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::http::{Method, Request, Response};
use crate::ids::{ApiVersion, Cloud, KeyPairName, Microversion, ProjectId, ServerId};
use crate::input::{Fields, kind};
use crate::operation::{Action, Context, Operation, OperationName};
use crate::operations::{
    DeleteServerPassword, GetKeyPair, GetServerPassword, KeyPair, ListServers, Page, ServerPassword,
    ServerPasswordDeleted,
};
use crate::target::Target;
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
/// `serverId`; or `limit?`, `marker?`, `microversion?`; or `name`.
///
/// # Errors
/// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where the cloud or the
/// API version does not know the operation.
pub fn build_request(input: &Value) -> Result<BuiltRequest, Error> {
    // First the operation's name: it decides which other fields there are.
    match Fields::any(input, "")?.parse("operation", OperationName::parse)? {
        OperationName::GetServerPassword => build::<GetServerPassword>(input),
        OperationName::DeleteServerPassword => build::<DeleteServerPassword>(input),
        OperationName::ListServers => build::<ListServers>(input),
        OperationName::GetKeyPair => build::<GetKeyPair>(input),
    }
}

fn build<O: Operation + FromInput>(input: &Value) -> Result<BuiltRequest, Error> {
    let fields = Fields::of(input, "", &[&COMMON[..], O::FIELDS].concat())?;
    let cloud = fields.parse("cloud", Cloud::parse)?;
    let api_version = fields.parse("apiVersion", ApiVersion::parse)?;
    let endpoint = fields.parse("endpoint", Endpoint::parse_compute)?;
    let project_id = fields.optional("projectId", ProjectId::parse)?;
    let target = Target::new(cloud, api_version, endpoint, project_id)?;
    let request = O::from_fields(&fields)?.request(&target)?;
    Ok(built(&request, O::NAME.action(cloud, api_version)?))
}

fn built(request: &Request, action: Action) -> BuiltRequest {
    BuiltRequest {
        method: request.method(),
        url: request.url().to_owned(),
        headers: request.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
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
}

/// Turns `{ operation, status, headers?, body?, cloud?, apiVersion? }` into the operation's result. Headers are an object
/// of strings (or arrays of strings); with `cloud` and `apiVersion` a refusal names the action that is missing.
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
