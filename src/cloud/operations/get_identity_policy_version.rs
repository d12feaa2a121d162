use serde::Serialize;

use super::{IDENTITY_POLICY_NOT_FOUND, read_json_of_iam, unexpected_of_iam};
use crate::Error;
use crate::base::ids::PolicyId;
use crate::base::operations::OperationName;
use crate::base::operations::get_identity_policy_version::IdentityPolicyVersionInput;
use crate::base::policy_ids::PolicyVersionId;
use crate::base::read_fields::ReadFields;
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::{self, Hints};
use crate::cloud::target::IdentityTarget;

/// Gets the text of a version of an identity policy.
///
/// IAM of Huawei Cloud, "GetPolicyVersionV5".
#[derive(Debug, Clone)]
pub struct GetIdentityPolicyVersion {
    /// The policy.
    pub policy_id: PolicyId,
    /// The version.
    pub version_id: PolicyVersionId,
}

/// A version of an identity policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct IdentityPolicyVersion {
    /// The text of the policy, as in an entry of a `PolicySet`.
    pub document: String,
}

const HINTS: Hints = Hints { not_found: IDENTITY_POLICY_NOT_FOUND, ..Hints::NONE };

impl Operation for GetIdentityPolicyVersion {
    type Target = IdentityTarget;
    type Output = IdentityPolicyVersion;

    fn name(&self) -> OperationName {
        OperationName::GetIdentityPolicyVersion
    }

    fn request(&self, target: &IdentityTarget) -> Result<Request, Error> {
        target.request(self.name(), &[&self.policy_id, &self.version_id])
    }

    fn decode(context: Context, response: &Response) -> Result<IdentityPolicyVersion, Error> {
        provider_error::check(context, response, &HINTS)?;
        let expected = "`{\"policy_version\": {\"document\": \"…\"}}`";
        let body = read_json_of_iam(response, expected)?;
        let document = body.get("policy_version").and_then(|version| version.get("document")?.as_str());
        let document = document.ok_or_else(|| unexpected_of_iam(response, expected))?;
        Ok(IdentityPolicyVersion { document: document.to_owned() })
    }
}

impl Sendable for GetIdentityPolicyVersion {}

impl Codec for GetIdentityPolicyVersion {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let IdentityPolicyVersionInput { policy_id, version_id } = IdentityPolicyVersionInput::read(fields)?;
        Ok(Self { policy_id, version_id })
    }
}
