//! What is asked for, one read each: its path, what it would tell, and which others are refused for the same reason.
//!
//! Sources: IAM API references of Open Telekom Cloud and Huawei Cloud; IAM version 5 and Enterprise Management of Huawei Cloud; Identity API v3 of Keystone.

use crate::account::snapshot::{EntityId, Grantee, NotReadPart};
use crate::base::ids::{DomainId, EnterpriseProjectId, PathId};
use crate::base::policy_ids::{PageMarker, PolicyVersionId};
use crate::cloud::read_call::Get;
use crate::{Endpoint, Scope};

/// Records of grants on a page: no more are given.
pub(super) const RECORDS: usize = 50;
/// Policies of an account on a page.
pub(super) const POLICIES: usize = 300;
/// Enterprise projects on a page.
const ENTERPRISE_PROJECTS: &str = "1000";
/// Of version 5.
const FIVE: &str = "200";

/// The four questions for grants: what a question without a scope is about, no document says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Global,
    AllProjects,
    Projects,
    EnterpriseProjects,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Global, Self::AllProjects, Self::Projects, Self::EnterpriseProjects];
}

/// A read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ask {
    AccountName,
    Users { enabled: bool },
    Owner(EntityId),
    Groups,
    Members(EntityId),
    SystemPolicies(Option<&'static str>),
    CustomPolicies { page: usize },
    Policy(EntityId),
    Projects,
    Records { kind: Kind, page: usize },
    Granted { to: Grantee, scope: Scope },
    EnterpriseProjects { offset: usize },
    Holders { on: EnterpriseProjectId, users: bool },
    Agencies,
    Agencies5(Option<PageMarker>),
    Providers,
    Protocols(EntityId),
    Mappings,
    Devices,
    IdentityPolicies(Option<PageMarker>),
    IdentityPolicy(EntityId),
    Version(EntityId, PolicyVersionId),
    Entities(EntityId, Option<PageMarker>),
    Attached(Grantee, Option<PageMarker>),
    Domains(Option<PageMarker>),
    KeystoneProjects(Option<PageMarker>),
    KeystoneUsers(Option<PageMarker>),
    KeystoneGroups(Option<PageMarker>),
    Roles,
    Inferences,
    Assignments,
    Credentials(EntityId),
}

impl Ask {
    /// The request; `None` where an ID cannot stand in a path, or there is no address to ask.
    pub(super) fn get(&self, domain: &DomainId, enterprise: Option<&Endpoint>) -> Option<Get> {
        let own = domain.as_str();
        match self {
            Self::AccountName => plain("v3/auth/domains"),
            Self::Users { enabled } => {
                Some(plain("v3/users")?.with("domain_id", own).with("enabled", if *enabled { "true" } else { "false" }))
            }
            Self::Owner(id) => of("v3.0/OS-USER/users/{user_id}", &[id.as_str()]),
            Self::Groups => Some(plain("v3/groups")?.with("domain_id", own)),
            Self::Members(id) => of("v3/groups/{group_id}/users", &[id.as_str()]),
            Self::SystemPolicies(None) => plain("v3/roles"),
            Self::SystemPolicies(Some(kind)) => Some(plain("v3/roles")?.with("permission_type", *kind)),
            Self::CustomPolicies { page } => Some(paged(plain("v3.0/OS-ROLE/roles")?, *page, POLICIES)),
            Self::Policy(id) => of("v3/roles/{role_id}", &[id.as_str()]),
            Self::Projects => Some(plain("v3/projects")?.with("domain_id", own)),
            Self::Records { kind, page } => Some(paged(records(*kind, own), *page, RECORDS)),
            Self::Granted { to, scope } => granted(to, scope, own),
            Self::EnterpriseProjects { offset } => {
                let get = plain("v1.0/enterprise-projects")?.with("limit", ENTERPRISE_PROJECTS);
                Some(get.with("offset", offset.to_string()).at(enterprise?.clone()))
            }
            Self::Holders { on, users: true } => {
                of("v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project_id}/users", &[on.as_str()])
            }
            Self::Holders { on, users: false } => {
                of("v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project_id}/groups", &[on.as_str()])
            }
            Self::Agencies => Some(plain("v3.0/OS-AGENCY/agencies")?.with("domain_id", own)),
            Self::Providers => plain("v3/OS-FEDERATION/identity_providers"),
            Self::Protocols(id) => of("v3/OS-FEDERATION/identity_providers/{id}/protocols", &[id.as_str()]),
            Self::Mappings => plain("v3/OS-FEDERATION/mappings"),
            Self::Devices => plain("v3.0/OS-MFA/virtual-mfa-devices"),
            _ => self.of_version_5().or_else(|| self.of_keystone()),
        }
    }

    fn of_version_5(&self) -> Option<Get> {
        let marked = |get: Get, marker: &Option<PageMarker>| after(get.with("limit", FIVE), marker.as_ref());
        Some(match self {
            Self::Agencies5(marker) => marked(plain("v5/agencies")?, marker),
            Self::IdentityPolicies(marker) => marked(plain("v5/policies")?, marker),
            Self::IdentityPolicy(id) => of("v5/policies/{policy_id}", &[id.as_str()])?,
            Self::Version(id, version) => {
                of("v5/policies/{policy_id}/versions/{version_id}", &[id.as_str(), version.as_str()])?
            }
            Self::Entities(id, marker) => {
                marked(of("v5/policies/{policy_id}/attached-entities", &[id.as_str()])?, marker)
            }
            Self::Attached(to, marker) => {
                let path = match to {
                    Grantee::User(_) => "v5/users/{user_id}/attached-policies",
                    Grantee::Group(_) => "v5/groups/{group_id}/attached-policies",
                    Grantee::Agency(_) => "v5/agencies/{agency_id}/attached-policies",
                };
                marked(of(path, &[to.id().as_str()])?, marker)
            }
            _ => return None,
        })
    }

    fn of_keystone(&self) -> Option<Get> {
        let (path, marker) = match self {
            Self::Domains(marker) => ("v3/domains", marker.as_ref()),
            Self::KeystoneProjects(marker) => ("v3/projects", marker.as_ref()),
            Self::KeystoneUsers(marker) => ("v3/users", marker.as_ref()),
            Self::KeystoneGroups(marker) => ("v3/groups", marker.as_ref()),
            Self::Roles => ("v3/roles", None),
            Self::Inferences => ("v3/role_inferences", None),
            Self::Assignments => ("v3/role_assignments", None),
            Self::Credentials(id) => return of("v3/users/{user_id}/application_credentials", &[id.as_str()]),
            _ => return None,
        };
        Some(after(plain(path)?, marker))
    }

    /// What is not read without it: of what, and where.
    pub(super) fn part(&self) -> (NotReadPart, Option<EntityId>, Option<Scope>) {
        let all = |part| (part, None, None);
        match self {
            Self::AccountName | Self::Users { .. } | Self::KeystoneUsers(_) => all(NotReadPart::Users),
            Self::Owner(id) => (NotReadPart::Users, Some(id.clone()), None),
            Self::Groups | Self::KeystoneGroups(_) => all(NotReadPart::Groups),
            Self::Members(id) => (NotReadPart::Members, Some(id.clone()), None),
            Self::SystemPolicies(_) | Self::CustomPolicies { .. } => all(NotReadPart::Policies),
            Self::Policy(id) => (NotReadPart::Documents, Some(id.clone()), None),
            Self::Projects | Self::KeystoneProjects(_) => all(NotReadPart::Projects),
            Self::Records { kind, .. } => (NotReadPart::Grants, None, scope_of(*kind)),
            Self::Granted { to, scope } => (NotReadPart::Grants, Some(to.id().clone()), Some(scope.clone())),
            Self::EnterpriseProjects { .. } => all(NotReadPart::EnterpriseProjects),
            Self::Holders { on, .. } => (NotReadPart::Grants, None, Some(Scope::EnterpriseProject { id: on.clone() })),
            Self::Agencies | Self::Agencies5(_) => all(NotReadPart::Agencies),
            Self::Providers => all(NotReadPart::IdentityProviders),
            Self::Protocols(id) => (NotReadPart::IdentityProviders, Some(id.clone()), None),
            Self::Mappings => all(NotReadPart::Mappings),
            Self::Devices => all(NotReadPart::Mfa),
            Self::IdentityPolicies(_) => all(NotReadPart::IdentityPolicies),
            Self::IdentityPolicy(id) | Self::Version(id, _) => (NotReadPart::Documents, Some(id.clone()), None),
            Self::Entities(id, _) => (NotReadPart::IdentityPolicies, Some(id.clone()), None),
            Self::Attached(to, _) => (NotReadPart::IdentityPolicies, Some(to.id().clone()), None),
            Self::Domains(_) => all(NotReadPart::Domains),
            Self::Roles => all(NotReadPart::Roles),
            Self::Inferences => all(NotReadPart::ImpliedRoles),
            Self::Assignments => all(NotReadPart::Assignments),
            Self::Credentials(id) => (NotReadPart::ApplicationCredentials, Some(id.clone()), None),
        }
    }

    /// The rights go by the call: what was refused for some is refused for the others of its class.
    pub(super) fn class(&self) -> Option<(u8, Option<u8>)> {
        let place = |scope: &Scope| match scope {
            Scope::Global => 0,
            Scope::AllProjects | Scope::AllResources => 1,
            Scope::Project { .. } | Scope::OtherProjects { .. } => 2,
            Scope::EnterpriseProject { .. } | Scope::EnterpriseProjects => 3,
        };
        let holder = |to: &Grantee| match to {
            Grantee::User(_) => 0,
            Grantee::Group(_) => 10,
            Grantee::Agency(_) => 20,
        };
        Some(match self {
            Self::Members(_) => (0, None),
            Self::Policy(_) => (1, None),
            Self::Granted { to, scope } => (2, Some(holder(to) + place(scope))),
            Self::Holders { users, .. } => (3, Some(u8::from(*users))),
            Self::Protocols(_) => (4, None),
            Self::IdentityPolicy(_) => (5, None),
            Self::Version(..) => (6, None),
            Self::Entities(..) => (7, None),
            Self::Attached(to, _) => (8, Some(holder(to))),
            Self::Credentials(_) => (9, None),
            _ => return None,
        })
    }
}

/// Where the records of a question are in effect; of projects, anywhere.
pub(super) fn scope_of(kind: Kind) -> Option<Scope> {
    match kind {
        Kind::Global => Some(Scope::Global),
        Kind::AllProjects => Some(Scope::AllProjects),
        Kind::Projects => None,
        Kind::EnterpriseProjects => Some(Scope::EnterpriseProjects),
    }
}

fn records(kind: Kind, domain: &str) -> Get {
    let get = Get::new("v3.0/OS-PERMISSION/role-assignments", Vec::new()).with("domain_id", domain);
    match kind {
        Kind::Global => get.with("scope", "domain").with("is_inherited", "false"),
        Kind::AllProjects => get.with("scope", "domain").with("is_inherited", "true"),
        Kind::Projects => get.with("scope", "project"),
        Kind::EnterpriseProjects => get.with("scope", "enterprise_project"),
    }
}

fn granted(to: &Grantee, scope: &Scope, domain: &str) -> Option<Get> {
    let (path, place) = match (to, scope) {
        (Grantee::Group(_), Scope::Global) => ("v3/domains/{domain_id}/groups/{group_id}/roles", domain),
        (Grantee::Group(_), Scope::AllProjects) => {
            ("v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/inherited_to_projects", domain)
        }
        (Grantee::Group(_), Scope::Project { id }) => ("v3/projects/{project_id}/groups/{group_id}/roles", id.as_str()),
        (Grantee::Agency(_), Scope::Global) => {
            ("v3.0/OS-AGENCY/domains/{domain_id}/agencies/{agency_id}/roles", domain)
        }
        (Grantee::Agency(_), Scope::AllProjects) => {
            ("v3.0/OS-INHERIT/domains/{domain_id}/agencies/{agency_id}/roles/inherited_to_projects", domain)
        }
        (Grantee::Agency(_), Scope::Project { id }) => {
            ("v3.0/OS-AGENCY/projects/{project_id}/agencies/{agency_id}/roles", id.as_str())
        }
        (Grantee::Group(_), Scope::EnterpriseProject { id }) => {
            ("v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project_id}/groups/{group_id}/roles", id.as_str())
        }
        (Grantee::User(_), Scope::EnterpriseProject { id }) => {
            ("v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project_id}/users/{user_id}/roles", id.as_str())
        }
        _ => return None,
    };
    Some(Get::new(path, vec![path_id(place)?, path_id(to.id().as_str())?]))
}

fn plain(path: &'static str) -> Option<Get> {
    Some(Get::new(path, Vec::new()))
}

fn of(path: &'static str, ids: &[&str]) -> Option<Get> {
    let ids: Option<Vec<PathId>> = ids.iter().map(|id| path_id(id)).collect();
    Some(Get::new(path, ids?))
}

fn after(get: Get, marker: Option<&PageMarker>) -> Get {
    match marker {
        Some(marker) => get.with("marker", marker.escaped()),
        None => get,
    }
}

fn paged(get: Get, page: usize, size: usize) -> Get {
    get.with("page", page.to_string()).with("per_page", size.to_string())
}

fn path_id(text: &str) -> Option<PathId> {
    PathId::parse(text, "id").ok()
}
