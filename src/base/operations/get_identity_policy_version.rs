//! Huawei Cloud, IAM API reference of version 5, "GetPolicyVersionV5".

use super::facts::{Facts, Route, Routes, SideEffect};
use crate::base::declared::input;
use crate::base::ids::PolicyId;
use crate::base::method::Method;
use crate::base::policy_ids::PolicyVersionId;

input! {
    /// A version of an identity policy.
    IdentityPolicyVersionInput as "" {
        /// The policy's ID.
        policy_id as "policyId": PolicyId,
        /// The version's ID, such as `v1`; the one in force is `defaultVersionId` of the policy.
        version_id as "versionId": PolicyVersionId,
    }
}

pub(super) const FACTS: Facts = Facts {
    name: "getIdentityPolicyVersion",
    method: Method::Get,
    input: IdentityPolicyVersionInput::DECLARED,
    routes: Routes::IamV5(Route::new("policies/{policy_id}/versions/{version_id}", "iam:policies:getVersionV5")),
    nova_role: None,
    effect: SideEffect::Reads,
};
