//! IAM API references, "Querying Permissions of a User Group Under a Domain", "… Corresponding to a Project" and "Querying All Permissions
//! of a User Group"; the actions: "Permissions Policies and Supported Actions".

use super::facts::{Facts, Route, Routes, SideEffect};
use crate::base::declared::{Declared, input};
use crate::base::ids::{DomainId, GroupId, ProjectId};
use crate::base::method::Method;

input! {
    /// A group of an account.
    GroupOfDomainInput as "" {
        /// The group's ID.
        group_id as "groupId": GroupId,
        /// The ID of the account.
        domain_id as "domainId": DomainId,
    }
}

input! {
    /// A group in a project.
    GroupInProjectInput as "" {
        /// The group's ID.
        group_id as "groupId": GroupId,
        /// The project's ID.
        project_id as "projectId": ProjectId,
    }
}

pub(super) const ON_DOMAIN: Facts = facts(
    "listGroupPermissionsOnDomain",
    GroupOfDomainInput::DECLARED,
    Route::new("domains/{domain_id}/groups/{group_id}/roles", "iam:permissions:listRolesForGroupOnDomain"),
);

pub(super) const ON_PROJECT: Facts = facts(
    "listGroupPermissionsOnProject",
    GroupInProjectInput::DECLARED,
    Route::new("projects/{project_id}/groups/{group_id}/roles", "iam:permissions:listRolesForGroupOnProject"),
);

pub(super) const ON_ALL_PROJECTS: Facts = facts(
    "listGroupPermissionsOnAllProjects",
    GroupOfDomainInput::DECLARED,
    Route::new(
        "OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/inherited_to_projects",
        "iam:permissions:listRolesForGroup",
    ),
);

const fn facts(name: &'static str, input: Declared, route: Route) -> Facts {
    Facts { name, method: Method::Get, input, routes: Routes::Iam(route), nova_role: None, effect: SideEffect::Reads }
}
