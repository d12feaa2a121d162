//! Huawei Cloud, IAM API reference of version 5, "GetPolicyV5".

use super::facts::{Facts, Route, Routes, SideEffect};
use crate::base::declared::input;
use crate::base::ids::PolicyId;
use crate::base::method::Method;

input! {
    /// An identity policy by its ID.
    IdentityPolicyInput as "" {
        /// The policy's ID.
        policy_id as "policyId": PolicyId,
    }
}

pub(super) const FACTS: Facts = Facts {
    name: "getIdentityPolicy",
    method: Method::Get,
    input: IdentityPolicyInput::DECLARED,
    routes: Routes::IamV5(Route::new("policies/{policy_id}", "iam:policies:getV5")),
    nova_role: None,
    effect: SideEffect::Reads,
};
