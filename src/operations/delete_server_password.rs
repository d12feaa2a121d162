use serde::Serialize;

use super::{server_password_url, unexpected};
use crate::exchange::Sendable;
use crate::http::{Method, Request, Response};
use crate::operation::{Context, Operation, OperationName};
use crate::said::{phrase, said};
use crate::target::Target;
use crate::{Error, ServerId, provider_error};

/// Deletes the stored ciphertext of a server's initial password. The password in the guest stays as it is.
///
/// `DELETE …/servers/{server_id}/os-server-password` (Open Telekom Cloud, Huawei Cloud: "Deleting the Password of an
/// ECS"; Nova calls it "Clear"); repeating it is harmless.
#[derive(Debug, Clone)]
pub struct DeleteServerPassword {
    /// The server.
    pub server_id: ServerId,
}

/// The answer to a delete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServerPasswordDeleted {
    /// True when the ciphertext is gone; false when the cloud only accepted the order (202).
    pub deleted: bool,
    /// What to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<&'static str>,
}

impl Operation for DeleteServerPassword {
    type Target = Target;
    type Output = ServerPasswordDeleted;
    const METHOD: Method = Method::Delete;

    fn name(&self) -> OperationName {
        OperationName::DeleteServerPassword
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        self.name().action(target.cloud(), target.api_version())?;
        Ok(Request::new(Self::METHOD, server_password_url(target, &self.server_id)))
    }

    fn decode(context: Context, response: &Response) -> Result<ServerPasswordDeleted, Error> {
        provider_error::check(context, response)?;
        // A login page answers 200 to everything; the clouds answer a delete with nothing at all.
        let body = response.body().trim_ascii();
        if !matches!(response.status(), 200..=202 | 204) || !(body.is_empty() || body.starts_with(b"{")) {
            return Err(unexpected(response, said!("an empty one")));
        }
        Ok(match response.status() {
            202 => ServerPasswordDeleted {
                deleted: false,
                hint: Some(phrase!(
                    "the cloud accepted the order and will carry it out later; get the password again to see that it is gone"
                )),
            },
            _ => ServerPasswordDeleted { deleted: true, hint: None },
        })
    }
}

impl Sendable for DeleteServerPassword {}
