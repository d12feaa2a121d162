use serde::Serialize;
use serde_json::Value;

use super::{SERVER_NOT_FOUND, read_json, unexpected};
use crate::base::operations::OperationName;
use crate::base::operations::get_server_password::ServerInput;
use crate::base::read_fields::ReadFields;
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::{self, Hints};
use crate::cloud::target::Target;
use crate::{Error, ServerId};

/// Asks whether the password of a server can be reset.
///
/// `GET /v1/{project_id}/cloudservers/{server_id}/os-resetpwd-flag` (Huawei Cloud: "Checking Whether the Password of an ECS Can Be Reset with a
/// Few Clicks").
#[derive(Debug, Clone)]
pub struct GetResetPasswordFlag {
    /// The server.
    pub server_id: ServerId,
}

/// Whether the password of a server can be reset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ResetPasswordFlag {
    /// What the cloud says (`resetpwd_flag`).
    pub supported: bool,
}

const HINTS: Hints = Hints { not_found: SERVER_NOT_FOUND, ..Hints::NONE };

impl Operation for GetResetPasswordFlag {
    type Target = Target;
    type Output = ResetPasswordFlag;

    fn name(&self) -> OperationName {
        OperationName::GetResetPasswordFlag
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        target.request(self.name(), &[&self.server_id])
    }

    fn decode(context: Context, response: &Response) -> Result<ResetPasswordFlag, Error> {
        provider_error::check(context, response, &HINTS)?;
        let expected = "`{\"resetpwd_flag\": \"True\" | \"False\"}`";
        // A text, and no boolean.
        match read_json(response, expected)?.get("resetpwd_flag").and_then(Value::as_str) {
            Some("True") => Ok(ResetPasswordFlag { supported: true }),
            Some("False") => Ok(ResetPasswordFlag { supported: false }),
            _ => Err(unexpected(response, expected)),
        }
    }
}

impl Sendable for GetResetPasswordFlag {}

impl Codec for GetResetPasswordFlag {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let ServerInput { server_id } = ServerInput::read(fields)?;
        Ok(Self { server_id })
    }
}
