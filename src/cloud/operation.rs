//! What an operation is: a value that becomes a request and turns a response into a result.

use serde::Serialize;

use crate::base::ids::Microversion;
use crate::base::operations::{Action, OperationName};
use crate::base::read_fields::ReadFields;
use crate::cloud::http::{Request, Response};
use crate::cloud::target::Destination;
use crate::{ApiVersion, Cloud, Error, Secret, ServerId};

/// One REST operation of a cloud.
pub trait Operation {
    /// Where it is sent: [`crate::Target`] to the compute service, [`crate::IdentityTarget`] to IAM.
    type Target;

    /// What a successful answer becomes.
    type Output;

    /// Which operation this is; carries the method and the IAM action, and whether it may be sent twice.
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

/// An operation that a client sends.
pub trait Sendable: Operation<Target: Destination> {
    /// Whether it wants to know the microversion that the service knows, and takes it here.
    fn wants_microversion(&self) -> bool {
        false
    }

    /// Takes the microversion to ask for.
    fn set_microversion(&mut self, _microversion: Option<Microversion>) {}

    /// What is secret in the request: an answer that repeats it must not show it.
    fn secret(&self) -> Option<&Secret> {
        None
    }

    /// Whether it changes nothing this time, though the operation does.
    fn only_checks(&self) -> bool {
        false
    }

    /// The servers that it is about, where its answer tells of each of several.
    fn asked(&self) -> &[ServerId] {
        &[]
    }

    /// The result, with what is not in the answer of those that it was asked for.
    fn completed(&self, output: Self::Output) -> Self::Output {
        output
    }
}

/// The codec of one or several operations, as the registry lists it.
pub(crate) trait Codec: Sendable<Output: Serialize> + Sized + 'static {
    /// Reads the own fields of the operation, one of those that the registry has for this codec.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    fn read(operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error>;
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
