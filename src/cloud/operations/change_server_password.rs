use serde::Serialize;

use super::{SERVER_NOT_FOUND, is_empty, not_done};
use crate::base::operations::OperationName;
use crate::base::operations::change_server_password::ChangeInput;
use crate::base::read_fields::ReadFields;
use crate::base::said::{Phrase, phrase, said};
use crate::cloud::body::{object, secret_json, text};
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::Hints;
use crate::cloud::target::Target;
use crate::{Error, NewPassword, Secret, ServerId};

/// Sets the administrator's password in the guest, by its guest agent.
///
/// `POST …/servers/{server_id}/action` with `{"changePassword": {"adminPass": …}}` (Nova: "Change Administrative Password").
#[derive(Debug)]
pub struct ChangeServerPassword {
    /// The server.
    pub server_id: ServerId,
    /// The new password.
    pub new_password: NewPassword,
}

/// The password was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ChangedServerPassword"))]
pub struct ServerPasswordChanged {
    /// It was: Nova answers 202 when the driver has set it.
    #[cfg_attr(feature = "types", ts(type = "true"))]
    pub changed: bool,
    /// What is stored now. A fixed text: its own template.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub hint: Phrase,
}

/// nova `virt/libvirt/driver.py`, `_save_instance_password_if_sshkey_present`.
const CHANGED: Phrase = phrase!(
    "with libvirt, of a server with an RSA key pair, Nova now stores the new password, encrypted, in place of the old one; elsewhere \
     what is stored is still the old one"
);

const HINTS: Hints = Hints {
    not_found: SERVER_NOT_FOUND,
    by_code: &[(
        "conflictingRequest",
        phrase!(
            "a password can be set in a server that runs, and that has a guest agent by the properties of its image"
        ),
    )],
};

impl Operation for ChangeServerPassword {
    type Target = Target;
    type Output = ServerPasswordChanged;

    fn name(&self) -> OperationName {
        OperationName::ChangeServerPassword
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        let request = target.request(self.name(), &[&self.server_id])?;
        let change = object(vec![("adminPass", text(Some(self.new_password.text())))]);
        Ok(request.with_body(secret_json(object(vec![("changePassword", change)]))))
    }

    fn decode(context: Context, response: &Response) -> Result<ServerPasswordChanged, Error> {
        match response.status() {
            // "… because the password has been changed when returning a response": nova `api/openstack/compute/admin_password.py`.
            202 if is_empty(response) => Ok(ServerPasswordChanged { changed: true, hint: CHANGED }),
            _ => Err(not_done(context, response, &HINTS, said!("what confirms a change of the password"))),
        }
    }
}

impl Sendable for ChangeServerPassword {
    fn secret(&self) -> Option<&Secret> {
        Some(self.new_password.secret())
    }
}

impl Codec for ChangeServerPassword {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let ChangeInput { server_id, new_password } = ChangeInput::read(fields)?;
        Ok(Self { server_id, new_password })
    }
}
