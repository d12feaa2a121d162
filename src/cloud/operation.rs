//! What an operation is: a value that becomes a request and turns a response into a result.

use crate::base::operation::{Action, OperationName};
use crate::cloud::http::{Method, Request, Response};
use crate::{ApiVersion, Cloud, Error};

/// One REST operation of a cloud.
pub trait Operation {
    /// Where it is sent: [`crate::Target`] to the compute service, [`crate::IdentityTarget`] to IAM.
    type Target;

    /// What a successful answer becomes.
    type Output;

    /// Its method: only a GET is ever sent twice.
    const METHOD: Method;

    /// Which operation this is; carries the IAM action.
    fn name(&self) -> OperationName;

    /// Builds the request.
    ///
    /// # Errors
    /// [`crate::Code::UnsupportedOperation`] where the target's cloud or API version does not know the operation.
    fn request(&self, target: &Self::Target) -> Result<Request, Error>;

    /// Turns an answer into the result.
    ///
    /// # Errors
    /// Whatever the answer says: see [`crate::Code`], from `Unauthenticated` to `UnexpectedResponse`.
    fn decode(context: Context, response: &Response) -> Result<Self::Output, Error>;
}

/// What an answer is the answer to; errors name the action that it needs by it.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The operation.
    pub operation: OperationName,
    /// The cloud and API version, where the caller said so.
    pub target: Option<(Cloud, ApiVersion)>,
}

impl Context {
    pub(crate) fn action(self) -> Option<Action> {
        self.target.and_then(|(cloud, version)| self.operation.action(cloud, version).ok())
    }
}
