use serde::Serialize;

use super::{IDENTITY_POLICY_NOT_FOUND, read_json_of_iam, unexpected_of_iam};
use crate::Error;
use crate::base::ids::PolicyId;
use crate::base::operations::OperationName;
use crate::base::operations::get_identity_policy::IdentityPolicyInput;
use crate::base::policy_ids::PolicyVersionId;
use crate::base::read_fields::ReadFields;
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::{self, Hints};
use crate::cloud::target::IdentityTarget;

/// Gets an identity policy, which says which of its versions is in force.
///
/// IAM of Huawei Cloud, "GetPolicyV5".
#[derive(Debug, Clone)]
pub struct GetIdentityPolicy {
    /// The policy.
    pub policy_id: PolicyId,
}

/// An identity policy, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct IdentityPolicy {
    /// Its name, where IAM says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The version that is in force.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub default_version_id: PolicyVersionId,
}

const HINTS: Hints = Hints { not_found: IDENTITY_POLICY_NOT_FOUND, ..Hints::NONE };

impl Operation for GetIdentityPolicy {
    type Target = IdentityTarget;
    type Output = IdentityPolicy;

    fn name(&self) -> OperationName {
        OperationName::GetIdentityPolicy
    }

    fn request(&self, target: &IdentityTarget) -> Result<Request, Error> {
        target.request(self.name(), &[&self.policy_id])
    }

    fn decode(context: Context, response: &Response) -> Result<IdentityPolicy, Error> {
        provider_error::check(context, response, &HINTS)?;
        let expected = "`{\"policy\": {\"default_version_id\": …}}`";
        let body = read_json_of_iam(response, expected)?;
        let text = |name: &str| body.get("policy")?.get(name)?.as_str();
        let version = text("default_version_id").and_then(|id| PolicyVersionId::parse(id, "versionId").ok());
        let default_version_id = version.ok_or_else(|| unexpected_of_iam(response, expected))?;
        Ok(IdentityPolicy { name: text("policy_name").map(str::to_owned), default_version_id })
    }
}

impl Sendable for GetIdentityPolicy {}

impl Codec for GetIdentityPolicy {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let IdentityPolicyInput { policy_id } = IdentityPolicyInput::read(fields)?;
        Ok(Self { policy_id })
    }
}
