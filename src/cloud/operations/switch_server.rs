use serde::Serialize;

use super::{SERVER_NOT_FOUND, is_empty, not_done};
use crate::base::operations::OperationName;
use crate::base::operations::get_server_password::ServerInput;
use crate::base::read_fields::ReadFields;
use crate::base::said::{phrase, said};
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::Hints;
use crate::cloud::target::Target;
use crate::{Cloud, Error, Secret, ServerId};

/// Starts or stops a server.
///
/// `POST …/servers/{server_id}/action` with `os-start` or `os-stop` (Nova: "Start Server", "Stop Server"; the public clouds: "Starting an ECS",
/// "Stopping an ECS", of their native OpenStack API).
#[derive(Debug, Clone)]
pub struct SwitchServer {
    /// The server.
    pub server_id: ServerId,
    /// Whether it is to run; else it is to stop.
    pub on: bool,
}

/// The cloud took the order to start or stop a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "SwitchedServer"))]
pub struct ServerSwitched {
    /// It did; the server's status tells when it is carried out.
    #[cfg_attr(feature = "types", ts(type = "true"))]
    pub accepted: bool,
}

const HINTS: Hints = Hints {
    not_found: SERVER_NOT_FOUND,
    by_code: &[(
        "conflictingRequest",
        phrase!(
            "a server can be started that is stopped, and stopped that runs, and neither while something else is done to it"
        ),
    )],
};

impl Operation for SwitchServer {
    type Target = Target;
    type Output = ServerSwitched;

    fn name(&self) -> OperationName {
        if self.on { OperationName::StartServer } else { OperationName::StopServer }
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        // As each documents it: Nova with null, the public clouds with an empty object.
        let body = match (self.on, target.cloud()) {
            (true, Cloud::Openstack) => "{\"os-start\":null}",
            (true, _) => "{\"os-start\":{}}",
            (false, Cloud::Openstack) => "{\"os-stop\":null}",
            (false, _) => "{\"os-stop\":{}}",
        };
        Ok(target.request(self.name(), &[&self.server_id])?.with_body(Secret::from(body.to_owned())))
    }

    fn decode(context: Context, response: &Response) -> Result<ServerSwitched, Error> {
        let public = context.target.is_none_or(|(cloud, _)| cloud != Cloud::Openstack);
        match response.status() {
            202 if is_empty(response) => Ok(ServerSwitched { accepted: true }),
            // The public clouds' table for all requests has these as well.
            200 | 204 if is_empty(response) && public => Ok(ServerSwitched { accepted: true }),
            _ => Err(not_done(context, response, &HINTS, said!("what confirms the order"))),
        }
    }
}

impl Sendable for SwitchServer {}

impl Codec for SwitchServer {
    fn read(operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let ServerInput { server_id } = ServerInput::read(fields)?;
        Ok(Self { server_id, on: operation == OperationName::StartServer })
    }
}
