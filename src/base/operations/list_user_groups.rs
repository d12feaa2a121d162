//! IAM API references, "Querying the User Group to Which a User Belongs"; the action: "Permissions Policies and Supported Actions".

use super::facts::{Effect, Facts, Place, Places};
use crate::base::method::Method;

pub(super) const FACTS: Facts = Facts {
    name: "listUserGroups",
    method: Method::Get,
    fields: &["userId"],
    places: Places::Iam(Place::new("users/{user_id}/groups", "iam:groups:listGroupsForUser")),
    nova_role: None,
    effect: Effect::Reads,
};
