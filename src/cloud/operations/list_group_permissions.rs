use serde::Serialize;

use super::listed::listed;
use super::{IAM_NOT_FOUND, unexpected_of_iam};
use crate::Error;
use crate::Scope;
use crate::base::ids::{DomainId, GroupId, PathSegment, ProjectId};
use crate::base::operations::OperationName;
use crate::base::operations::list_group_permissions::{GroupInProjectInput, GroupOfDomainInput};
use crate::base::read_fields::ReadFields;
use crate::cloud::http::{Request, Response};
use crate::cloud::odd::{Oddities, Oddity};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::{self, Hints};
use crate::cloud::target::IdentityTarget;

/// Lists the policies and roles that a user group is granted in one place.
///
/// IAM, "Querying Permissions of a User Group Under a Domain", "… Corresponding to a Project" and "Querying All
/// Permissions of a User Group"; they take the role Security Administrator, or the action of each.
#[derive(Debug, Clone)]
pub struct ListGroupPermissions {
    /// The group.
    pub group_id: GroupId,
    /// Where it is granted what is listed.
    pub place: Place,
}

/// Where a group is granted something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the global services of an account: `GET /v3/domains/{domain_id}/groups/{group_id}/roles`.
    Domain(DomainId),
    /// In one project: `GET /v3/projects/{project_id}/groups/{group_id}/roles`.
    Project(ProjectId),
    /// In every project of an account: `GET /v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/inherited_to_projects`.
    AllProjects(DomainId),
}

impl Place {
    /// The same as the attachment of a policy.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self {
            Self::Domain(_) => Scope::Global,
            Self::Project(id) => Scope::Project { id: id.clone() },
            Self::AllProjects(_) => Scope::AllProjects,
        }
    }
}

/// A policy or role that a group is granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Permission {
    /// The name that the console shows.
    pub name: String,
    /// The policy in the envelope of the IAM API, as it was answered.
    pub document: String,
}

/// What a group is granted in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct GroupPermissions {
    /// The policies and roles: name and text as in an entry of a `PolicySet`.
    #[cfg_attr(feature = "types", ts(inline))]
    pub permissions: Vec<Permission>,
    /// Which entries have no name; missing where all have one. Each is among `permissions` with the text that was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oddities: Option<Vec<Oddity>>,
}

const HINTS: Hints = Hints { not_found: IAM_NOT_FOUND, ..Hints::NONE };

impl Operation for ListGroupPermissions {
    type Target = IdentityTarget;
    type Output = GroupPermissions;

    fn name(&self) -> OperationName {
        match self.place {
            Place::Domain(_) => OperationName::ListGroupPermissionsOnDomain,
            Place::Project(_) => OperationName::ListGroupPermissionsOnProject,
            Place::AllProjects(_) => OperationName::ListGroupPermissionsOnAllProjects,
        }
    }

    fn request(&self, target: &IdentityTarget) -> Result<Request, Error> {
        let place: &dyn PathSegment = match &self.place {
            Place::Domain(id) | Place::AllProjects(id) => id,
            Place::Project(id) => id,
        };
        target.request(self.name(), &[place, &self.group_id])
    }

    fn decode(context: Context, response: &Response) -> Result<GroupPermissions, Error> {
        provider_error::check(context, response, &HINTS)?;
        let text = String::from_utf8_lossy(response.body());
        let mut oddities = Oddities::default();
        let list = listed(&text, &mut oddities).ok_or_else(|| {
            unexpected_of_iam(response, "`{\"roles\": [{\"display_name\": …, \"policy\": {…}}]}` on one page")
        })?;
        let permission = |(name, document): (String, &str)| Permission { name, document: document.to_owned() };
        let permissions = list.into_iter().map(permission).collect();
        Ok(GroupPermissions { permissions, oddities: oddities.all() })
    }
}

impl Sendable for ListGroupPermissions {}

impl Codec for ListGroupPermissions {
    fn read(operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        if operation == OperationName::ListGroupPermissionsOnProject {
            let GroupInProjectInput { group_id, project_id } = GroupInProjectInput::read(fields)?;
            return Ok(Self { group_id, place: Place::Project(project_id) });
        }
        let GroupOfDomainInput { group_id, domain_id } = GroupOfDomainInput::read(fields)?;
        let everywhere = operation == OperationName::ListGroupPermissionsOnAllProjects;
        let place = if everywhere { Place::AllProjects(domain_id) } else { Place::Domain(domain_id) };
        Ok(Self { group_id, place })
    }
}
