//! Huawei Cloud, IAM API reference of version 5, "ListAttachedUserPoliciesV5" and "ListAttachedGroupPoliciesV5": paths, actions, paging. The host
//! is that of the other version (Huawei Cloud's SDK for Python, `iam/v3/region/iam_region.py` and `iam/v5/region/iam_region.py`).

use super::facts::{Facts, Route, Routes, SideEffect};
use crate::base::declared::{Declared, Within, input};
use crate::base::ids::{GroupId, UserId};
use crate::base::method::Method;
use crate::base::policy_ids::PageMarker;

input! {
    /// Which page of the identity policies of a user.
    PoliciesOfUserInput as "" {
        /// The user's ID.
        user_id as "userId": UserId,
        /// How many policies at most, 1 to 200; the cloud's own limit where none is given.
        limit as "limit": Option<Within<1, 200>>,
        /// Where the page begins (`nextMarker` of the answer before).
        marker as "marker": Option<PageMarker>,
    }
}

input! {
    /// Which page of the identity policies of a group.
    PoliciesOfGroupInput as "" {
        /// The group's ID.
        group_id as "groupId": GroupId,
        /// How many policies at most, 1 to 200; the cloud's own limit where none is given.
        limit as "limit": Option<Within<1, 200>>,
        /// Where the page begins (`nextMarker` of the answer before).
        marker as "marker": Option<PageMarker>,
    }
}

pub(super) const OF_USER: Facts = facts(
    "listAttachedUserPolicies",
    PoliciesOfUserInput::DECLARED,
    Route::new("users/{user_id}/attached-policies", "iam:users:listAttachedPoliciesV5"),
);

pub(super) const OF_GROUP: Facts = facts(
    "listAttachedGroupPolicies",
    PoliciesOfGroupInput::DECLARED,
    Route::new("groups/{group_id}/attached-policies", "iam:groups:listAttachedPoliciesV5"),
);

const fn facts(name: &'static str, input: Declared, route: Route) -> Facts {
    Facts { name, method: Method::Get, input, routes: Routes::IamV5(route), nova_role: None, effect: SideEffect::Reads }
}
