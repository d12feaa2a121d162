use serde::Serialize;

use super::listed::listed;
use super::unexpected_of_iam;
use crate::Error;
use crate::Scope;
use crate::base::ids::{ApiVersion, DomainId, GroupId, ProjectId};
use crate::base::operation::OperationName;
use crate::cloud::exchange::Sendable;
use crate::cloud::http::{Method, Request, Response};
use crate::cloud::operation::{Context, Operation};
use crate::cloud::provider_error;
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
            Self::Project(id) => Scope::Project { id: id.as_str().to_owned() },
            Self::AllProjects(_) => Scope::AllProjects,
        }
    }
}

/// A policy or role that a group is granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// The name that the console shows.
    pub name: String,
    /// The text: the policy in the envelope of the API, as it was answered.
    pub document: String,
}

impl Operation for ListGroupPermissions {
    type Target = IdentityTarget;
    type Output = Vec<Permission>;
    const METHOD: Method = Method::Get;

    fn name(&self) -> OperationName {
        match self.place {
            Place::Domain(_) => OperationName::ListGroupPermissionsOnDomain,
            Place::Project(_) => OperationName::ListGroupPermissionsOnProject,
            Place::AllProjects(_) => OperationName::ListGroupPermissionsOnAllProjects,
        }
    }

    fn request(&self, target: &IdentityTarget) -> Result<Request, Error> {
        self.name().action(target.cloud(), ApiVersion::DEFAULT)?;
        let base = target.base();
        let place = match &self.place {
            Place::Domain(id) => base.literal("domains").id(id),
            Place::Project(id) => base.literal("projects").id(id),
            Place::AllProjects(id) => base.literal("OS-INHERIT/domains").id(id),
        };
        let roles = place.literal("groups").id(&self.group_id).literal("roles");
        let whole =
            if matches!(self.place, Place::AllProjects(_)) { roles.literal("inherited_to_projects") } else { roles };
        Ok(Request::new(Self::METHOD, whole))
    }

    fn decode(context: Context, response: &Response) -> Result<Vec<Permission>, Error> {
        provider_error::check(context, response)?;
        let text = std::str::from_utf8(response.body()).ok();
        let list = text.and_then(listed).ok_or_else(|| {
            unexpected_of_iam(response, "`{\"roles\": [{\"display_name\": …, \"policy\": {…}}]}` on one page")
        })?;
        Ok(list.into_iter().map(|(name, document)| Permission { name, document: document.to_owned() }).collect())
    }
}

impl Sendable for ListGroupPermissions {}
