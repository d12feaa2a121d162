//! IAM API references, "Querying Permissions of a User Group Under a Domain", "… Corresponding to a Project" and "Querying All Permissions
//! of a User Group"; the actions: "Permissions Policies and Supported Actions".

use super::facts::{SideEffect, Facts, Route, Routes};
use crate::base::method::Method;

pub(super) const ON_DOMAIN: Facts = facts(
    "listGroupPermissionsOnDomain",
    &["groupId", "domainId"],
    Route::new("domains/{domain_id}/groups/{group_id}/roles", "iam:permissions:listRolesForGroupOnDomain"),
);

pub(super) const ON_PROJECT: Facts = facts(
    "listGroupPermissionsOnProject",
    &["groupId", "projectId"],
    Route::new("projects/{project_id}/groups/{group_id}/roles", "iam:permissions:listRolesForGroupOnProject"),
);

pub(super) const ON_ALL_PROJECTS: Facts = facts(
    "listGroupPermissionsOnAllProjects",
    &["groupId", "domainId"],
    Route::new(
        "OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/inherited_to_projects",
        "iam:permissions:listRolesForGroup",
    ),
);

const fn facts(name: &'static str, fields: &'static [&'static str], place: Route) -> Facts {
    Facts { name, method: Method::Get, fields, places: Routes::Iam(place), nova_role: None, effect: SideEffect::Reads }
}
