//! What Keystone tells: roles and who was assigned which, as they were assigned; implied roles, memberships and inheritance are worked out of that.

use super::Reading;
use super::asks::Ask;
use super::collected::Why;
use super::entries::{AssignmentEntry, CredentialEntry, InferenceEntry, Named, Reference, RuleOfAccess};
use super::take::{Answer, UNEXPECTED, entity, time};
use crate::ProjectId;
use crate::account::snapshot::{
    AccessRule, All, ApplicationCredential, Assignment, Domain, EntityId, ImpliedRole, Place, Project, Role,
};
use crate::base::policy_ids::PageMarker;
use crate::cloud::odd::{Members, member, read};

const CUT_OFF: &str = "the list is cut off by the service (`list_limit`)";

impl Reading {
    pub(super) fn take_of_keystone(&mut self, ask: &Ask, answer: &Answer<'_>) -> Option<usize> {
        match ask {
            Ask::AccountName => self.account_name(answer),
            Ask::Domains(_) => self.domains(answer),
            Ask::KeystoneProjects(_) => self.keystone_projects(answer),
            Ask::KeystoneUsers(_) => {
                let before = self.collected.users.as_ref().map_or(0, |users| users.iter().count());
                let odd = self.users(answer)?;
                let new: Vec<Ask> = {
                    let users = self.collected.users.iter().flat_map(|users| users.iter());
                    users.skip(before).map(|user| Ask::Credentials(user.id.clone())).collect()
                };
                self.queue.extend(new);
                self.page_of_keystone(answer, ask, Ask::KeystoneUsers);
                Some(odd)
            }
            Ask::KeystoneGroups(_) => {
                let odd = self.groups(answer)?;
                self.page_of_keystone(answer, ask, Ask::KeystoneGroups);
                Some(odd)
            }
            Ask::Members(id) => {
                let odd = self.members(id, answer)?;
                if is_cut_off(answer) || next_of(answer).is_some() {
                    if let Some(group) = self.collected.groups.as_mut().and_then(|groups| groups.get_mut(id.as_str())) {
                        group.members = None;
                    }
                    self.collected.lost(ask, &Why::told(CUT_OFF));
                }
                Some(odd)
            }
            Ask::Roles => self.roles(answer),
            Ask::Inferences => self.inferences(answer),
            Ask::Assignments => self.assignments(answer),
            Ask::Credentials(id) => self.credentials(id, answer),
            _ => None,
        }
    }

    fn domains(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<Named>, _) = answer.list("domains")?;
        let domains = self.collected.domains.get_or_insert_default();
        for Named { id, name, .. } in entries {
            let Some(entity) = entity(&id) else {
                odd += 1;
                continue;
            };
            let name = name.unwrap_or_else(|| id.clone());
            domains.add(&id, Domain { id: entity, name });
        }
        self.page_of_keystone(answer, &Ask::Domains(None), Ask::Domains);
        Some(odd)
    }

    fn keystone_projects(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<Named>, _) = answer.list("projects")?;
        let projects = self.collected.projects.get_or_insert_default();
        for Named { id, name, enabled, parent_id, domain_id, .. } in entries {
            let Ok(project) = ProjectId::parse(&id, "id") else {
                odd += 1;
                continue;
            };
            let of = |id: Option<String>| id.as_deref().and_then(entity);
            let name = name.unwrap_or_else(|| id.clone());
            let (parent_id, domain_id) = (of(parent_id), of(domain_id));
            projects.add(&id, Project { id: project, name, parent_id, enabled, domain_id });
        }
        self.page_of_keystone(answer, &Ask::KeystoneProjects(None), Ask::KeystoneProjects);
        Some(odd)
    }

    fn roles(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<Named>, _) = answer.list("roles")?;
        let roles = self.collected.roles.get_or_insert_default();
        for Named { id, name, domain_id, .. } in entries {
            let (Some(entity), Some(name)) = (entity(&id), name) else {
                odd += 1;
                continue;
            };
            let domain_id = domain_id.as_deref().and_then(self::entity);
            roles.add(&id, Role { id: entity, name, domain_id });
        }
        Some(odd + usize::from(is_cut_off(answer)))
    }

    fn inferences(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<InferenceEntry>, _) = answer.list("role_inferences")?;
        let implied = self.collected.implied_roles.get_or_insert_default();
        for InferenceEntry { prior_role, implies } in entries {
            for Reference { id } in implies {
                match (entity(&prior_role.id), entity(&id)) {
                    (Some(prior), Some(implies)) => implied.push(ImpliedRole { prior, implies }),
                    _ => odd += 1,
                }
            }
        }
        Some(odd)
    }

    fn assignments(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<AssignmentEntry>, _) = answer.list("role_assignments")?;
        let assignments = self.collected.assignments.get_or_insert_default();
        for entry in entries {
            match assignment_of(entry) {
                Some(assignment) => assignments.push(assignment),
                None => odd += 1,
            }
        }
        Some(odd + usize::from(is_cut_off(answer)))
    }

    fn credentials(&mut self, user: &EntityId, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<CredentialEntry>, _) = answer.list("application_credentials")?;
        let credentials = self.collected.credentials.get_or_insert_default();
        for entry in entries {
            let id = entry.id.clone();
            match credential_of(entry, user) {
                Some(credential) => {
                    credentials.add(&id, credential);
                }
                None => odd += 1,
            }
        }
        Some(odd + usize::from(is_cut_off(answer)))
    }

    /// Keystone goes on where `links.next` is an address: its marker is taken, never the address.
    fn page_of_keystone(&mut self, answer: &Answer<'_>, ask: &Ask, next: impl Fn(Option<PageMarker>) -> Ask) {
        if is_cut_off(answer) {
            self.collected.lost(ask, &Why::told(CUT_OFF));
        }
        let Some(address) = next_of(answer) else { return };
        let pairs = address.split_once('?').map_or("", |(_, query)| query).split('&');
        let marker = pairs.filter_map(|pair| pair.strip_prefix("marker=")).next();
        match marker.and_then(|marker| PageMarker::parse(marker, "marker").ok()) {
            Some(marker) => self.go_on(next(Some(marker))),
            None => self.collected.lost(ask, &Why::told(UNEXPECTED)),
        }
    }
}

fn next_of(answer: &Answer<'_>) -> Option<String> {
    let links = answer.one::<Members<'_>>("links")?;
    member(&links, "next").and_then(read)
}

fn is_cut_off(answer: &Answer<'_>) -> bool {
    answer.one::<bool>("truncated") == Some(true)
}

fn assignment_of(entry: AssignmentEntry) -> Option<Assignment> {
    let AssignmentEntry { user, group, role, scope } = entry;
    let of = |reference: Option<Reference>| reference.map(|each| entity(&each.id));
    let (user, group) = match (of(user), of(group)) {
        (Some(Some(user)), None) => (Some(user), None),
        (None, Some(Some(group))) => (None, Some(group)),
        _ => return None,
    };
    let on = match (scope.project, scope.domain, scope.system) {
        (Some(project), None, None) => Place::Project(ProjectId::parse(&project.id, "id").ok()?),
        (None, Some(domain), None) => Place::Domain(entity(&domain.id)?),
        (None, None, Some(_)) => Place::System(All::All),
        _ => return None,
    };
    let inherited = match scope.inherited_to.as_deref() {
        None => None,
        Some("projects") => Some(true),
        Some(_) => return None,
    };
    Some(Assignment { user, group, role: entity(&role.id)?, on, inherited })
}

fn credential_of(entry: CredentialEntry, user: &EntityId) -> Option<ApplicationCredential> {
    let CredentialEntry { id, name, project_id, roles, unrestricted, expires_at, access_rules } = entry;
    let rule = |RuleOfAccess { service, method, path }| AccessRule { service, method, path };
    Some(ApplicationCredential {
        id: entity(&id)?,
        name: name.unwrap_or(id),
        user_id: user.clone(),
        project_id: ProjectId::parse(&project_id?, "id").ok()?,
        roles: roles.iter().map(|role| entity(&role.id)).collect::<Option<_>>()?,
        unrestricted,
        expires_at: time(expires_at),
        access_rules: access_rules.map(|rules| rules.into_iter().map(rule).collect()),
    })
}
