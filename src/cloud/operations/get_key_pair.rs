use serde::Serialize;

use super::{read_json, unexpected};
use crate::Error;
use crate::base::ids::KeyPairName;
use crate::base::operations::OperationName;
use crate::base::operations::get_key_pair::KeyPairInput;
use crate::base::read_fields::ReadFields;
use crate::base::said::phrase;
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::{self, Hints, NotFound};
use crate::cloud::target::Target;

/// Gets a key pair of the calling user. Key pairs belong to one user: a colleague's pair is not found, or is another
/// pair of the same name, so its fingerprint is a hint and never a proof.
///
/// `GET …/os-keypairs/{name}` (Nova "Show Keypair Details"; the public clouds: "Querying Details About an SSH Key Pair").
#[derive(Debug, Clone)]
pub struct GetKeyPair {
    /// The name, as servers carry it in `key_name`.
    pub name: KeyPairName,
}

/// A key pair as the cloud knows it, without its private half.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct KeyPair {
    /// The name.
    pub name: String,
    /// MD5 over the public key blob, in pairs of hex digits (`aa:bb:…`): a hint, never a proof.
    pub fingerprint: String,
    /// The public key line in OpenSSH form, where the cloud gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// `ssh` or `x509`; Nova says so from microversion 2.2 on.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

const HINTS: Hints = Hints {
    not_found: NotFound::ByTheCloud(phrase!(
        "key pairs belong to one user: it may be a colleague's, or have been deleted"
    )),
    ..Hints::NONE
};

impl Operation for GetKeyPair {
    type Target = Target;
    type Output = KeyPair;

    fn name(&self) -> OperationName {
        OperationName::GetKeyPair
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        target.request(self.name(), &[&self.name])
    }

    fn decode(context: Context, response: &Response) -> Result<KeyPair, Error> {
        provider_error::check(context, response, &HINTS)?;
        let expected = "`{\"keypair\": {…}}`";
        let body = read_json(response, expected)?;
        let text = |name: &str| Some(body.get("keypair")?.get(name)?.as_str()?.to_owned());
        let (name, fingerprint) =
            text("name").zip(text("fingerprint")).ok_or_else(|| unexpected(response, expected))?;
        Ok(KeyPair { name, fingerprint, public_key: text("public_key"), kind: text("type") })
    }
}

impl Sendable for GetKeyPair {}

impl Codec for GetKeyPair {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let KeyPairInput { name } = KeyPairInput::read(fields)?;
        Ok(Self { name })
    }
}
