//! IAM API references, "Querying the User Group to Which a User Belongs"; the action: "Permissions Policies and Supported Actions".

use super::facts::{Facts, Route, Routes, SideEffect};
use crate::base::declared::input;
use crate::base::ids::UserId;
use crate::base::method::Method;

input! {
    /// A user by their ID.
    UserInput as "" {
        /// The user's ID.
        user_id as "userId": UserId,
    }
}

pub(super) const FACTS: Facts = Facts {
    name: "listUserGroups",
    method: Method::Get,
    input: UserInput::DECLARED,
    routes: Routes::Iam(Route::new("users/{user_id}/groups", "iam:groups:listGroupsForUser")),
    nova_role: None,
    effect: SideEffect::Reads,
};
