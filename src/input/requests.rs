//! Requests and responses as plain data, for callers who send by themselves: `buildRequest` and `parseResponse`.

use serde::Serialize;
use serde_json::Value;

use crate::Error;
use crate::base::declared::{Declared, declared};
use crate::base::ids::{ApiVersion, Cloud};
use crate::base::method::Method;
use crate::base::operations::{Action, OperationName};
use crate::base::said::said;
use crate::base::sort::sort_by;
use crate::base::sorted::as_object;
use crate::cloud::exchange::{AnyCall, timeout_ms};
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::Context;
use crate::cloud::operations::{Output, build, decode, destination_fields, read};
use crate::input::fields::{Fields, item_text};

/// A request, ready to be authenticated and sent, with the IAM action that it needs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct BuiltRequest {
    /// The HTTP method.
    #[cfg_attr(feature = "types", ts(type = "OperationMethod"))]
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// The headers, without any authentication: the caller adds `X-Auth-Token` or a signature.
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>"))]
    #[serde(serialize_with = "as_object")]
    pub headers: Vec<(String, String)>,
    /// The body, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The IAM action, and whether it is documented for this path.
    #[serde(flatten)]
    pub action: Action,
}

/// Builds a request from `{ operation, cloud, apiVersion, endpoint, projectId?, … }` and the operation's own fields, see
/// [`OperationName::fields`]: `serverId`; or `limit?`, `marker?`, `microversion?`; or `name`. Those that IAM answers are built from
/// `{ operation, cloud, identityEndpoint, … }` and `userId`; or `groupId` and `domainId` or `projectId`.
///
/// # Errors
/// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where the cloud or the
/// API version does not know the operation.
pub fn build_request(input: &Value) -> Result<BuiltRequest, Error> {
    // First the operation's name: it decides which other fields there are.
    let operation = Fields::any(input, "")?.parse("operation", OperationName::parse)?;
    let fields = Fields::of(input, "", &[&["operation"], destination_fields(operation), operation.fields()].concat())?;
    let (request, action) = build(operation, &fields)?;
    Ok(built(&request, action))
}

fn built(request: &Request, action: Action) -> BuiltRequest {
    let mut headers: Vec<(String, String)> =
        request.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    sort_by(&mut headers, Ord::cmp);
    BuiltRequest {
        method: request.method(),
        url: request.url().to_owned(),
        headers,
        body: request.body().map(str::to_owned),
        action,
    }
}

impl AnyCall {
    /// A call of the operation of that name: `input` has its own fields and `apiVersion?`, and `timeout` is in milliseconds, see
    /// [`timeout_ms`].
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(operation: &str, input: &Value, timeout: Option<f64>) -> Result<Self, Error> {
        let operation = OperationName::parse(operation, "operation")?;
        let fields = Fields::of(input, "", &[operation.fields(), CALL.names].concat())?;
        let api_version = fields.optional("apiVersion", ApiVersion::parse)?.unwrap_or(ApiVersion::DEFAULT);
        Ok(Self::new(read(operation, &fields)?, api_version, timeout_ms(timeout)?))
    }
}

/// The operation that was asked for, and what the server answered.
pub(crate) const RESPONSE: Declared = declared! {
    /// The input of `parseResponse`: the operation, and what the server answered.
    "ResponseInput<Name extends OperationName = OperationName>" {
        /// The operation that was asked for.
        required "operation": "Name",
        /// The HTTP status.
        required "status": "number",
        /// The response headers; the case of their names does not matter.
        optional "headers": "Record<string, string | string[]>",
        /// The body as text.
        optional "body": "string",
        /// The kind of cloud; with it and `apiVersion` the error of a refusal names the action that the call needs.
        optional "cloud": "Cloud",
        /// The version of the compute API of the request.
        optional "apiVersion": "ApiVersion",
    }
};

/// What every call of a client may say besides the fields of its operation.
pub(crate) const CALL: Declared = declared! {
    /// Lets a call choose the API version.
    "VersionInput" {
        /// The version of the compute API; by default `v2.1`, which every cloud knows.
        optional "apiVersion": "ApiVersion",
    }
};

/// Turns `{ operation, status, headers?, body?, cloud?, apiVersion? }` into the operation's result. Headers are an object
/// of strings (or arrays of strings); with `cloud` and `apiVersion` a refusal names the action that the call needs.
///
/// # Errors
/// What the answer says (see [`crate::Code`]); [`crate::Code::InvalidInput`] where the input itself is wrong.
pub fn parse_response(input: &Value) -> Result<Output, Error> {
    let fields = Fields::of(input, "", RESPONSE.names)?;
    let operation = fields.parse("operation", OperationName::parse)?;
    let status = fields.optional_integer("status", 100..=599)?.ok_or_else(|| fields.missing("status"))?;
    let body = fields.optional_text("body")?.unwrap_or_default();
    let cloud = fields.optional("cloud", Cloud::parse)?;
    let api_version = fields.optional("apiVersion", ApiVersion::parse)?;
    let context = Context { operation, target: cloud.zip(api_version) };
    #[allow(clippy::cast_possible_truncation, reason = "at most 599")]
    let response = Response::new(status as u16, headers(&fields)?, body.as_bytes().to_vec());
    decode(context, &response)
}

fn headers(fields: &Fields<'_>) -> Result<Vec<(String, String)>, Error> {
    let map = match fields.value("headers") {
        None => return Ok(Vec::new()),
        Some(Value::Object(map)) => map,
        Some(other) => return Err(fields.wrong("headers", said!("an object of strings"), other)),
    };
    let mut headers = Vec::new();
    for (name, value) in map {
        let values = match value {
            Value::Array(values) => values.iter().collect(),
            single => vec![single],
        };
        for value in values {
            headers.push((name.clone(), item_text(value, &format!("headers.{name}"))?.to_owned()));
        }
    }
    Ok(headers)
}
