//! One file an operation: its request and its answer. Its facts have a file of the same name in `base/operations`, where the registry is.

mod list_versions;
mod listed;

pub(crate) use list_versions::newest_microversion;
pub(crate) use list_versions::versions_request;

use serde::Serialize;
use serde_json::Value;

use crate::base::operations::{Action, OperationName, for_each_operation};
use crate::base::read_fields::ReadFields;
use crate::base::said::{self, Said, phrase, said};
use crate::cloud::exchange::AnyOperation;
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation};
use crate::cloud::provider_error::{self, Hints, NotFound};
use crate::cloud::target::{GivenPlace, Places};
use crate::{Code, Error, ServerId};

macro_rules! codecs {
    ($($file:ident: $codec:ident { $($(#[$doc:meta])+ $name:ident = $facts:ident,)+ })+) => {
        $(
            mod $file;
            pub use $file::*;
        )+

        /// The result of an operation.
        #[derive(Debug, Clone, Serialize)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum Output {
            $(
                #[doc = concat!("Of [`", stringify!($codec), "`].")]
                $codec(<$codec as Operation>::Output),
            )+
        }

        /// Turns an answer into the result of the operation that it is the answer to.
        ///
        /// # Errors
        /// See [`Operation::decode`].
        pub(crate) fn decode(context: Context, response: &Response) -> Result<Output, Error> {
            match context.operation {
                $($(OperationName::$name)|+ => $codec::decode(context, response).map(Output::$codec),)+
            }
        }

        /// What the result of an operation is called in TypeScript.
        #[cfg(feature = "types")]
        #[must_use]
        pub fn result_type(operation: OperationName) -> String {
            use ts_rs::TS;
            match operation {
                $($(OperationName::$name)|+ => <$codec as Operation>::Output::name(&ts_rs::Config::default()),)+
            }
        }

        /// Shows the results of all operations to a visitor.
        #[cfg(feature = "types")]
        pub fn visit_results(visitor: &mut impl ts_rs::TypeVisitor) {
            $(visitor.visit::<<$codec as Operation>::Output>();)+
        }

        /// Reads the own fields of an operation.
        ///
        /// # Errors
        /// See [`Codec::read`].
        pub(crate) fn read(operation: OperationName, fields: &impl ReadFields) -> Result<Box<dyn AnyOperation>, Error> {
            match operation {
                $($(OperationName::$name)|+ => Ok(Box::new($codec::read(operation, fields)?)),)+
            }
        }

    };
}

for_each_operation!(codecs);

impl Output {
    /// The same, with those of these servers of which the answer does not tell.
    #[must_use]
    pub fn completed(self, asked: &[ServerId]) -> Self {
        match self {
            Self::ResetServerPasswords(resets) if !asked.is_empty() => {
                Self::ResetServerPasswords(resets.completed(asked))
            }
            other => other,
        }
    }
}

/// Builds the request of an operation, and says what it takes.
///
/// # Errors
/// See [`Codec::read`] and [`Operation::request`].
pub(crate) fn build(operation: OperationName, fields: &impl ReadFields) -> Result<(Request, Action), Error> {
    let place = GivenPlace::read(operation, fields)?;
    let request = read(operation, fields)?.build(&place, place.api_version())?;
    Ok((request, operation.action(place.cloud(), place.api_version())?))
}

/// What a 404 of the cloud itself says about a server.
const SERVER_NOT_FOUND: NotFound = NotFound::ByTheCloud(phrase!(
    "the server ID is wrong, or the server is in another project than the token, or was deleted"
));

/// What a 404 says about IAM.
const IAM_NOT_FOUND: NotFound = NotFound::ByAnyone(phrase!(
    "check that identityEndpoint is IAM itself; or the user, the group or the project is of another account"
));

/// What a 404 says about identity policies.
const IDENTITY_POLICY_NOT_FOUND: NotFound = NotFound::ByAnyone(phrase!(
    "check that identityEndpoint is IAM itself; or there are no identity policies (version 5.0) there; or the user, the group or the policy is of another account"
));

/// The JSON of a successful answer.
fn read_json(response: &Response, expected: &str) -> Result<Value, Error> {
    serde_json::from_slice(response.body()).map_err(|_| unexpected(response, expected))
}

/// The same of IAM.
fn read_json_of_iam(response: &Response, expected: &'static str) -> Result<Value, Error> {
    serde_json::from_slice(response.body()).map_err(|_| unexpected_of_iam(response, expected))
}

/// A successful answer that is not what the documentation of the call says.
fn unexpected(response: &Response, expected: impl Into<said::Argument>) -> Error {
    unexpected_of(response, expected.into()).with_hint(phrase!(
        "check that the endpoint is the compute service itself, and not a console, a login page or a proxy's own page"
    ))
}

/// The same of an answer of IAM.
fn unexpected_of_iam(response: &Response, expected: impl Into<said::Argument>) -> Error {
    unexpected_of(response, expected.into()).with_hint(phrase!(
        "check that identityEndpoint is IAM itself, and not a console, a login page or a proxy's own page"
    ))
}

/// The same of an answer of Keystone or IAM.
pub(super) fn unexpected_of_keystone(response: &Response, expected: &'static str) -> Error {
    unexpected_of(response, expected.into())
        .with_hint(phrase!("check that identityEndpoint is the address of Keystone or IAM"))
}

/// What a success says that changes something, where it is none that is known: a login page, an error under another status, a wrong endpoint.
fn not_done(context: Context, response: &Response, hints: &Hints, expected: Said) -> Error {
    let success = (200..300).contains(&response.status());
    match provider_error::check(context, response, hints) {
        // Flow control is the one refusal that the clouds document under such a status (`Common.0024`).
        Err(error) if !success || error.code() == Code::RateLimited => match error.code() {
            Code::UnexpectedResponse => error.with_may_have_happened(true),
            _ => error,
        },
        _ => unexpected(response, expected)
            .with_provider_code(provider_error::code_in(response))
            .with_may_have_happened(true),
    }
}

/// Whether an answer has no body.
fn is_empty(response: &Response) -> bool {
    response.body().trim_ascii().is_empty()
}

fn unexpected_of(response: &Response, expected: said::Argument) -> Error {
    Error::new(Code::UnexpectedResponse, said!("the answer (HTTP {}) is not {}", response.status(), expected))
        .with_status(response.status())
        .with_request_id(response.request_id())
}
