use serde::{Deserialize, Serialize};

use super::read_json;
use crate::exchange::Sendable;
use crate::http::{Method, Request, Response};
use crate::ids::KeyPairName;
use crate::operation::{Context, Operation, OperationName};
use crate::target::Target;
use crate::{Error, provider_error};

/// Gets a key pair of the calling user. Key pairs belong to one user: a colleague's pair is not found, or is another
/// pair of the same name, so its fingerprint is a hint and never a proof.
///
/// `GET …/os-keypairs/{name}` (Nova "Show Keypair Details"; the public clouds: "Querying Details About an SSH Key Pair").
#[derive(Debug, Clone)]
pub struct GetKeyPair {
    /// The name, as servers carry it in `key_name`.
    pub name: KeyPairName,
}

/// A key pair, without its private half.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all(serialize = "camelCase"))]
pub struct KeyPair {
    /// The name.
    pub name: String,
    /// MD5 over the public blob, `aa:bb:…`.
    pub fingerprint: String,
    /// The OpenSSH public key line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// `ssh` or `x509`; Nova says so from microversion 2.2.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

#[derive(Deserialize)]
struct Body {
    keypair: KeyPair,
}

impl Operation for GetKeyPair {
    type Target = Target;
    type Output = KeyPair;
    const METHOD: Method = Method::Get;

    fn name(&self) -> OperationName {
        OperationName::GetKeyPair
    }

    fn request(&self, target: &Target) -> Result<Request, Error> {
        self.name().action(target.cloud(), target.api_version())?;
        Ok(Request::new(Self::METHOD, target.base().literal("os-keypairs").id(&self.name)))
    }

    fn decode(context: Context, response: &Response) -> Result<KeyPair, Error> {
        provider_error::check(context, response)?;
        read_json::<Body>(response, "`{\"keypair\": {…}}`").map(|body| body.keypair)
    }
}

impl Sendable for GetKeyPair {}
