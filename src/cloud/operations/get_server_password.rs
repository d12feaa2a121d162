use serde::Serialize;
use serde_json::Value;

use super::{SERVER_NOT_FOUND, read_json, unexpected};
use crate::base::operations::OperationName;
use crate::base::operations::get_server_password::ServerInput;
use crate::base::read_fields::ReadFields;
use crate::base::said::{Phrase, phrase};
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::{self, Hints};
use crate::cloud::target::Target;
use crate::{Error, ServerId};

/// Gets the stored initial password of a Windows server: the ciphertext, as the guest stored it.
///
/// `GET …/servers/{server_id}/os-server-password` (Open Telekom Cloud, Huawei Cloud: "Obtaining the Password of an ECS";
/// Nova: "Show Server Password"), in Huawei's v1 `GET …/cloudservers/{server_id}/os-server-password`.
#[derive(Debug, Clone)]
pub struct GetServerPassword {
    /// The server.
    pub server_id: ServerId,
}

/// What the cloud stores as password of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(as = "ServerPasswordForm"))]
pub struct ServerPassword {
    /// Whether a password is stored. Where none is, it was never set or has been deleted: the answers are the same.
    pub stored: bool,
    /// Base64 of the RSA ciphertext; empty where none is stored.
    pub ciphertext: String,
    /// Where one is stored: when it may not be the password that the guest has. Fixed texts: their own templates.
    #[serde(skip_serializing_if = "<[Phrase]>::is_empty")]
    pub notes: &'static [Phrase],
    /// What to know where none is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<Phrase>,
}

/// The two forms that it has for a caller.
#[cfg(feature = "types")]
#[derive(Debug, ts_rs::TS)]
#[ts(untagged)]
pub enum ServerPasswordForm {
    /// Where one is stored.
    Stored(StoredServerPassword),
    /// Where none is.
    None(NoServerPassword),
}

/// An encrypted password is stored.
#[cfg(feature = "types")]
#[derive(Debug, ts_rs::TS)]
pub struct StoredServerPassword {
    /// There is one.
    #[ts(type = "true")]
    pub stored: bool,
    /// RSA ciphertext in Base64, for `PrivateKey.decrypt`.
    pub ciphertext: String,
    /// When it may not be the password that the guest has (any more): the cloud's answer does not tell. Fixed texts: their own templates.
    #[ts(type = "string[]")]
    pub notes: Vec<Phrase>,
}

/// No password is stored (yet, or any more).
#[cfg(feature = "types")]
#[derive(Debug, ts_rs::TS)]
pub struct NoServerPassword {
    /// There is none.
    #[ts(type = "false")]
    pub stored: bool,
    /// Empty.
    #[ts(type = "\"\"")]
    pub ciphertext: String,
    /// Why that may be, and what to do.
    pub hint: String,
}

const NONE_STORED: Phrase = phrase!(
    "no password is stored: it was never set, or it was deleted (the cloud's answer is the same). \
    A Windows guest with cloudbase-init and an RSA key pair stores it 5 to 10 minutes after its first start; \
    Linux servers store none"
);

/// The guest stores it once, and is told of no change; what a rebuild does: nova `nova/compute/manager.py` (it keeps the stored one) and the
/// "409" of `nova/api/metadata/password.py`; how to get a new one: "FAQs" of the ECS user guide.
const NOTES: &[Phrase] = &[
    phrase!(
        "the stored password is usually the one of the guest's first start: one that was set later, in Windows or by a reset, \
         may not be stored"
    ),
    phrase!(
        "after a rebuild or a change of the operating system, what is stored may still be the password from before it, \
         while the guest has another one"
    ),
];

const HINTS: Hints = Hints { not_found: SERVER_NOT_FOUND, ..Hints::NONE };

impl Operation for GetServerPassword {
    type Target = Target;
    type Output = ServerPassword;

    fn name(&self) -> OperationName {
        OperationName::GetServerPassword
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        target.request(self.name(), &[&self.server_id])
    }

    fn decode(context: Context, response: &Response) -> Result<ServerPassword, Error> {
        provider_error::check(context, response, &HINTS)?;
        let expected = "`{\"password\": \"…\"}`";
        let body = read_json(response, expected)?;
        let password = body.get("password").and_then(Value::as_str).ok_or_else(|| unexpected(response, expected))?;
        let stored = !password.trim().is_empty();
        Ok(ServerPassword {
            stored,
            ciphertext: if stored { password.to_owned() } else { String::new() },
            notes: if stored { NOTES } else { &[] },
            hint: (!stored).then_some(NONE_STORED),
        })
    }
}

impl Sendable for GetServerPassword {}

impl Codec for GetServerPassword {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let ServerInput { server_id } = ServerInput::read(fields)?;
        Ok(Self { server_id })
    }
}
