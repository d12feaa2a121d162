//! Requests and responses as plain data, for callers who send by themselves: `buildRequest` and `parseResponse`.

use serde::{Serialize, Serializer};
use serde_json::Value;

#[cfg(feature = "types")]
use crate::base::declared::Typed;
use crate::base::declared::{List, Read, Within, input};
use crate::base::ids::{ApiVersion, Cloud};
use crate::base::method::Method;
use crate::base::operations::{Action, OperationName};
use crate::base::said::said;
use crate::base::sort::sort_by;
use crate::base::sorted::as_object;
use crate::cloud::exchange::{AnyCall, timeout_ms};
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::Context;
use crate::cloud::operations::{Output, build, decode, read};
use crate::cloud::target::GivenPlace;
use crate::input::fields::{Fields, item_text};
use crate::{Error, Secret, ServerId};

/// A request, ready to be authenticated and sent, with the IAM action that it needs.
#[derive(Debug, Serialize)]
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
    /// The body as JSON, where there is one: that of an operation which sets a password has the password in it.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    #[cfg_attr(feature = "types", ts(as = "Option<String>"))]
    pub body: Option<Secret>,
    /// The IAM action, and whether it is documented for this path.
    #[serde(flatten)]
    pub action: Action,
}

/// Builds a request from `{ operation, cloud, apiVersion, endpoint, projectId?, … }` and the operation's own fields, see
/// [`OperationName::fields`]: `serverId`, and `newPassword` of those that set one; or `limit?`, `marker?`, `microversion?`; or `name`. Those that IAM answers are built from
/// `{ operation, cloud, identityEndpoint, … }` and `userId`; or `groupId` and `domainId` or `projectId`.
///
/// # Errors
/// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where the cloud or the
/// API version does not know the operation.
pub fn build_request(input: &Value) -> Result<BuiltRequest, Error> {
    // First the operation's name: it decides which other fields there are.
    let operation = Fields::any(input, "")?.parse("operation", OperationName::parse)?;
    let fields = Fields::of(input, "", &[&["operation"], GivenPlace::fields(operation), operation.fields()].concat())?;
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
        body: request.body().map(|body| Secret::from(body.to_owned())),
        action,
    }
}

fn as_text<S: Serializer>(body: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    body.as_ref().and_then(Secret::text).serialize(serializer)
}

impl AnyCall {
    /// A call of the operation of that name: `input` has its own fields and `apiVersion?`, and `timeout` is in milliseconds, see
    /// [`timeout_ms`].
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(operation: &str, input: &Value, timeout: Option<f64>) -> Result<Self, Error> {
        let operation = OperationName::parse(operation, "operation")?;
        let fields = Fields::of(input, "", &[operation.fields(), VersionInput::DECLARED.names].concat())?;
        let VersionInput { api_version } = VersionInput::read(&fields)?;
        Ok(Self::new(
            operation,
            read(operation, &fields)?,
            api_version.unwrap_or_else(|| operation.usual_version()),
            timeout_ms(timeout)?,
        ))
    }
}

input! {
    /// The input of `parseResponse`: the operation, and what the server answered.
    ResponseInput as "ResponseInput<Name extends OperationName = OperationName>" {
        /// The operation that was asked for.
        operation as "operation" ("Name"): OperationName,
        /// The HTTP status.
        status as "status": Within<100, 599>,
        /// The response headers; the case of their names does not matter.
        headers as "headers": Headers,
        /// The body as text.
        body as "body": Option<String>,
        /// The kind of cloud; with it and `apiVersion` the error of a refusal names the action that the call needs.
        cloud as "cloud": Option<Cloud>,
        /// The version of the compute API of the request.
        api_version as "apiVersion": Option<ApiVersion>,
        /// Of `resetServerPasswords`: the servers that were asked for, so that each has its outcome, also those that the answer does not name.
        server_ids as "serverIds": Option<List<ServerId>>,
    }
}

input! {
    /// Lets a call choose the API version.
    VersionInput as "VersionInput" {
        /// The version of the compute API; by default `v2.1`, which every cloud knows, or `v1` of an operation that is there alone.
        api_version as "apiVersion": Option<ApiVersion>,
    }
}

/// Turns `{ operation, status, headers?, body?, cloud?, apiVersion?, serverIds? }` into the operation's result. Headers are an object
/// of strings (or arrays of strings); with `cloud` and `apiVersion` a refusal names the action that the call needs.
///
/// # Errors
/// What the answer says (see [`crate::Code`]); [`crate::Code::InvalidInput`] where the input itself is wrong.
pub fn parse_response(input: &Value) -> Result<Output, Error> {
    let given = ResponseInput::read(&Fields::of(input, "", ResponseInput::DECLARED.names)?)?;
    let ResponseInput { operation, status, headers, body, cloud, api_version, server_ids } = given;
    if server_ids.is_some() && operation != OperationName::ResetServerPasswords {
        let only = OperationName::ResetServerPasswords.as_str();
        return Err(Error::invalid("serverIds", said!("{} is for the operation `{}` only", "serverIds", only)));
    }
    let context = Context { operation, target: cloud.zip(api_version) };
    #[allow(clippy::cast_possible_truncation, reason = "at most 599")]
    let response = Response::new(status.0 as u16, headers.0, body.unwrap_or_default().into_bytes());
    let asked = server_ids.map(|List(ids)| ids).unwrap_or_default();
    decode(context, &response).map(|output| output.completed(&asked))
}

/// The headers of an answer, of which one may be there more than once.
#[derive(Debug)]
pub(crate) struct Headers(Vec<(String, String)>);

#[cfg(feature = "types")]
impl Typed for Headers {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "Record<string, string | string[]>".to_owned()
    }
}

impl Read<Fields<'_>> for Headers {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        headers(fields, name).map(Self)
    }
}

fn headers(fields: &Fields<'_>, name: &str) -> Result<Vec<(String, String)>, Error> {
    let map = match fields.value(name) {
        None => return Ok(Vec::new()),
        Some(Value::Object(map)) => map,
        Some(other) => return Err(fields.wrong(name, said!("an object of strings"), other)),
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
