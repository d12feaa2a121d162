use serde::Serialize;

use super::{SERVER_NOT_FOUND, is_empty, not_done};
use crate::base::operations::OperationName;
use crate::base::operations::get_server_password::ServerInput;
use crate::base::read_fields::ReadFields;
use crate::base::said::{Phrase, phrase, said};
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::Hints;
use crate::cloud::target::Target;
use crate::{Cloud, Error, ServerId};

/// Deletes the stored ciphertext of a server's initial password. The password in the guest stays as it is.
///
/// `DELETE …/servers/{server_id}/os-server-password` (Open Telekom Cloud, Huawei Cloud: "Deleting the Password of an
/// ECS"; Nova calls it "Clear"); repeating it is harmless.
#[derive(Debug, Clone)]
pub struct DeleteServerPassword {
    /// The server.
    pub server_id: ServerId,
}

/// The outcome of a deletion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "DeletedServerPassword", optional_fields))]
pub struct ServerPasswordDeleted {
    /// True when the cloud confirmed it (204; on the public clouds 200 without a body too); false when it only accepted the order
    /// (202).
    pub deleted: bool,
    /// What to do next, where it was only accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "string"))]
    pub hint: Option<Phrase>,
}

const HINTS: Hints = Hints { not_found: SERVER_NOT_FOUND, ..Hints::NONE };

impl Operation for DeleteServerPassword {
    type Target = Target;
    type Output = ServerPasswordDeleted;

    fn name(&self) -> OperationName {
        OperationName::DeleteServerPassword
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        target.request(self.name(), &[&self.server_id])
    }

    fn decode(context: Context, response: &Response) -> Result<ServerPasswordDeleted, Error> {
        let empty = is_empty(response);
        // Nova documents 204 alone; the public clouds' table for all requests has 200 and 202 as well.
        let public = context.target.is_none_or(|(cloud, _)| cloud != Cloud::Openstack);
        match response.status() {
            204 if empty => Ok(ServerPasswordDeleted { deleted: true, hint: None }),
            200 if empty && public => Ok(ServerPasswordDeleted { deleted: true, hint: None }),
            202 if empty && public => Ok(ServerPasswordDeleted {
                deleted: false,
                hint: Some(phrase!(
                    "the cloud accepted the request; deletion is pending: get the password again to see that it is gone"
                )),
            }),
            _ => Err(not_done(context, response, &HINTS, said!("what confirms a delete"))),
        }
    }
}

impl Sendable for DeleteServerPassword {}

impl Codec for DeleteServerPassword {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let ServerInput { server_id } = ServerInput::read(fields)?;
        Ok(Self { server_id })
    }
}
