use serde::Serialize;

use super::{SERVER_NOT_FOUND, read_json, unexpected};
use crate::base::operations::OperationName;
use crate::base::operations::paint_server::PaintInput;
use crate::base::read_fields::ReadFields;
use crate::base::said::phrase;
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::{self, Hints};
use crate::cloud::target::Target;
use crate::{Error, Secret, ServerId};

/// Paints a server.
#[derive(Debug, Clone)]
pub struct PaintServer {
    /// The server.
    pub server_id: ServerId,
    /// Its new colour.
    pub colour: String,
}

/// A painted server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PaintedServer {
    /// When it will be dry, in minutes.
    pub dry_in: u32,
}

const HINTS: Hints = Hints { not_found: SERVER_NOT_FOUND, by_code: &[("Ecs.9999", phrase!("wait until it is dry"))] };

impl Operation for PaintServer {
    type Target = Target;
    type Output = PaintedServer;

    fn name(&self) -> OperationName {
        OperationName::PaintServer
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        let body = serde_json::json!({ "colour": self.colour }).to_string();
        Ok(target.request(self.name(), &[&self.server_id])?.with_body(Secret::from(body)))
    }

    fn decode(context: Context, response: &Response) -> Result<PaintedServer, Error> {
        provider_error::check(context, response, &HINTS)?;
        let expected = "`{\"dry_in\": …}`";
        let dry_in = read_json(response, expected)?
            .get("dry_in")
            .and_then(serde_json::Value::as_u64)
            .and_then(|minutes| minutes.try_into().ok());
        Ok(PaintedServer { dry_in: dry_in.ok_or_else(|| unexpected(response, expected))? })
    }
}

impl Sendable for PaintServer {}

impl Codec for PaintServer {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let PaintInput { server_id, colour } = PaintInput::read(fields)?;
        Ok(Self { server_id, colour: colour.0 })
    }
}
