//! IAM API references, "Querying the User Group to Which a User Belongs"; the action: "Permissions Policies and Supported Actions".

use super::facts::{SideEffect, Facts, Route, Routes};
use crate::base::method::Method;

pub(super) const FACTS: Facts = Facts {
    name: "listUserGroups",
    method: Method::Get,
    fields: &["userId"],
    places: Routes::Iam(Route::new("users/{user_id}/groups", "iam:groups:listGroupsForUser")),
    nova_role: None,
    effect: SideEffect::Reads,
};
