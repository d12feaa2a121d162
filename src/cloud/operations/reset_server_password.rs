use serde::Serialize;
use serde_json::Value;

use super::{SERVER_NOT_FOUND, is_empty, not_done};
use crate::base::operations::OperationName;
use crate::base::operations::reset_server_password::ResetInput;
use crate::base::read_fields::ReadFields;
use crate::base::said::{Phrase, phrase, said};
use crate::cloud::body::{object, secret_json, text};
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::Hints;
use crate::cloud::target::Target;
use crate::{Error, NewPassword, Secret, ServerId};

/// Orders another password for the administrator of a server, which the reset plug-in sets in the guest.
///
/// `PUT /v1/{project_id}/cloudservers/{server_id}/os-reset-password` (Huawei Cloud: "Resetting the Password of an ECS with a Few Clicks").
#[derive(Debug)]
pub struct ResetServerPassword {
    /// The server.
    pub server_id: ServerId,
    /// The new password.
    pub new_password: NewPassword,
    /// Whether the cloud checks that the password keeps its rules; where nothing is said, it does not.
    pub check_complexity: Option<bool>,
}

/// The cloud took the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "OrderedPasswordReset"))]
pub struct PasswordResetOrdered {
    /// It did: what the guest does with it is not known.
    #[cfg_attr(feature = "types", ts(type = "true"))]
    pub accepted: bool,
    /// When the new password is in force, and what nobody tells. A fixed text: its own template.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub hint: Phrase,
}

const ORDERED: Phrase = phrase!(
    "the cloud took the order; the new password is in force once the server was started or restarted, and only if the reset plug-in \
     (CloudResetPwdAgent) in the guest sets it, which the cloud does not tell"
);

pub(super) const HINTS: Hints = Hints {
    not_found: SERVER_NOT_FOUND,
    by_code: &[
        (
            "Ecs.0610",
            phrase!("check that the reset plug-in (CloudResetPwdAgent) is installed in the guest, and that it runs"),
        ),
        ("Ecs.0011", phrase!("the password does not keep the cloud's rules: `checkPassword` says what is missing")),
    ],
};

impl Operation for ResetServerPassword {
    type Target = Target;
    type Output = PasswordResetOrdered;

    fn name(&self) -> OperationName {
        OperationName::ResetServerPassword
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        let request = target.request(self.name(), &[&self.server_id])?;
        let mut reset = vec![("new_password", text(Some(self.new_password.text())))];
        reset.extend(self.check_complexity.map(|check| ("is_check_password", Value::Bool(check))));
        Ok(request.with_body(secret_json(object(vec![("reset-password", object(reset))]))))
    }

    fn decode(context: Context, response: &Response) -> Result<PasswordResetOrdered, Error> {
        match response.status() {
            200 | 202 | 204 if is_empty(response) => Ok(PasswordResetOrdered { accepted: true, hint: ORDERED }),
            _ => Err(not_done(context, response, &HINTS, said!("what confirms a reset"))),
        }
    }
}

impl Sendable for ResetServerPassword {
    fn secret(&self) -> Option<&Secret> {
        Some(self.new_password.secret())
    }
}

impl Codec for ResetServerPassword {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let ResetInput { server_id, new_password, check_complexity } = ResetInput::read(fields)?;
        Ok(Self { server_id, new_password, check_complexity })
    }
}
