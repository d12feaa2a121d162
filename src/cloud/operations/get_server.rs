use serde::Serialize;

use super::SERVER_NOT_FOUND;
use super::list_servers::{Server, server, with_microversion};
use crate::base::ids::Microversion;
use crate::base::operations::OperationName;
use crate::base::operations::get_server::GetServerInput;
use crate::base::read_fields::ReadFields;
use crate::cloud::http::{Request, Response};
use crate::cloud::odd::{Oddities, Oddity, body, member};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::{self, Hints};
use crate::cloud::target::Target;
use crate::{Error, ServerId};

/// Reads the details of one server.
///
/// `GET …/servers/{server_id}` (Nova "Show Server Details"; the public clouds: "Querying Details About an ECS").
#[derive(Debug, Clone)]
pub struct GetServer {
    /// The server.
    pub server_id: ServerId,
    /// The Nova microversion to ask for, see [`super::ListServers`].
    pub microversion: Option<Microversion>,
}

/// The details of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct ServerDetails {
    /// The server, as `listServers` has it.
    pub server: Server,
    /// Which field of it is not as the cloud's documents have it; missing where all are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oddities: Option<Vec<Oddity>>,
}

const HINTS: Hints = Hints { not_found: SERVER_NOT_FOUND, ..Hints::NONE };

impl Operation for GetServer {
    type Target = Target;
    type Output = ServerDetails;

    fn name(&self) -> OperationName {
        OperationName::GetServer
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        with_microversion(target.request(self.name(), &[&self.server_id])?, target, self.microversion)
    }

    fn decode(context: Context, response: &Response) -> Result<ServerDetails, Error> {
        provider_error::check(context, response, &HINTS)?;
        let text = String::from_utf8_lossy(response.body());
        let mut oddities = Oddities::default();
        body(&text)
            .and_then(|body| server(0, member(&body, "server")?, &mut oddities))
            .map(|server| ServerDetails { server, oddities: oddities.all() })
            .ok_or_else(|| super::unexpected(response, "`{\"server\": {\"id\": …}}`"))
    }
}

impl Sendable for GetServer {
    fn wants_microversion(&self) -> bool {
        self.microversion.is_none()
    }

    fn set_microversion(&mut self, microversion: Option<Microversion>) {
        self.microversion = microversion;
    }
}

impl Codec for GetServer {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let GetServerInput { server_id, microversion } = GetServerInput::read(fields)?;
        Ok(Self { server_id, microversion })
    }
}
