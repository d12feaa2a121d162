//! What is read, in which order, and what instead of what is refused.

use super::Reading;
use super::asks::{Ask, Kind, scope_of};
use super::collected::{Collected, Why};
use crate::account::snapshot::{Agency, EntityId, Grantee, NotReadPart, Policy};
use crate::{Cloud, Scope};

const NO_ENTERPRISE_ENDPOINT: &str = "the address of the service that lists enterprise projects was not given";
const LIMITS: &str = "service control policies are the organization's, which is not read";
const TRUST: &str = "whom its trust policy admits is not read";
const AGENCIES_ON_ENTERPRISE_PROJECTS: &str = "no other call tells what agencies are granted on enterprise projects";
const ONE_DOMAIN: &str = "without the role `admin` Keystone tells the assignments of one domain or project alone";
const NO_DOCUMENT: &str = "no answer has its text";

impl Reading {
    /// Asks for the lists.
    pub(super) fn plan(&mut self) {
        let cloud = self.cloud();
        let asks = if cloud == Cloud::Openstack { self.of_keystone() } else { self.of_iam() };
        self.queue.extend(asks);
    }

    fn of_iam(&mut self) -> Vec<Ask> {
        let mut asks = vec![
            Ask::AccountName,
            Ask::Users { enabled: true },
            Ask::Users { enabled: false },
            Ask::Groups,
            Ask::Projects,
            Ask::Agencies,
            Ask::CustomPolicies { page: 1 },
        ];
        asks.extend(Kind::ALL.map(|kind| Ask::Records { kind, page: 1 }));
        if self.cloud() == Cloud::Huawei {
            // Of one question at most 300 come.
            asks.extend(["policy", "role"].map(|kind| Ask::SystemPolicies(Some(kind))));
            asks.extend([Ask::Agencies5(None), Ask::IdentityPolicies(None)]);
            self.collected.not_read((NotReadPart::ServiceControlPolicies, None, None), &Why::told(LIMITS));
        } else {
            asks.push(Ask::SystemPolicies(None));
        }
        asks.extend([Ask::Providers, Ask::Mappings, Ask::Devices]);
        if self.enterprise.is_some() {
            asks.push(Ask::EnterpriseProjects { offset: 0 });
        } else {
            let part = (NotReadPart::EnterpriseProjects, None, None);
            self.collected.not_read(part, &Why::told(NO_ENTERPRISE_ENDPOINT));
        }
        asks
    }

    fn of_keystone(&mut self) -> Vec<Ask> {
        let roles = self.session.token_info().map(|info| info.roles.as_slice()).unwrap_or_default();
        if !roles.iter().any(|role| role == "admin") {
            self.collected.not_read((NotReadPart::Assignments, None, None), &Why::told(ONE_DOMAIN));
        }
        vec![
            Ask::AccountName,
            Ask::Domains(None),
            Ask::Roles,
            Ask::Inferences,
            Ask::Assignments,
            Ask::KeystoneProjects(None),
            Ask::KeystoneGroups(None),
            Ask::KeystoneUsers(None),
        ]
    }

    /// What a read would have told is not read, unless something else tells it; `is_answer`: of what the cloud said, not of what was not asked for.
    pub(super) fn failed(&mut self, ask: &Ask, why: &Why, is_answer: bool) {
        match ask {
            // The name of the account is told nowhere else, and nothing hangs on it but who its owner is.
            Ask::AccountName => {}
            Ask::Records { kind, page: 1 } if is_answer => self.refused_records.push((*kind, why.clone())),
            // Instead it is asked who has which.
            Ask::IdentityPolicies(None) if is_answer => self.identity_refused = Some(why.clone()),
            Ask::Granted { .. } if self.for_documents.contains(&format!("{ask:?}")) => {
                self.policies_refused.get_or_insert_with(|| why.clone());
            }
            // Of these the text may come with what somebody is granted: see `settle`.
            Ask::Policy(_) | Ask::SystemPolicies(_) | Ask::CustomPolicies { .. } => {
                self.policies_refused.get_or_insert_with(|| why.clone());
            }
            _ => self.collected.lost(ask, why),
        }
    }

    /// When everything that is known was asked for: what follows from the answers. Gives whether there is something.
    pub(super) fn refill(&mut self) -> bool {
        while self.queue.is_empty() && self.stage < 4 {
            self.stage += 1;
            match self.stage {
                1 => self.first_round_is_over(),
                2 => self.ask_for_policies(),
                3 => self.ask_for_documents(),
                _ => self.settle(),
            }
        }
        !self.queue.is_empty()
    }

    fn first_round_is_over(&mut self) {
        let owner = self.owner();
        self.queue.extend(owner);
        for (kind, why) in std::mem::take(&mut self.refused_records) {
            self.instead_of_records(kind, &why);
        }
        for (id, name) in std::mem::take(&mut self.agencies5) {
            let Some(entity) = super::take::entity(&id) else { continue };
            let (name, of) = (name.unwrap_or_else(|| id.clone()), Some(entity.clone()));
            let agency = Agency { id: entity, name, trusted_account: None, trusted_service: None, expires_at: None };
            if self.collected.agencies.get_or_insert_default().add(&id, agency) {
                self.collected.not_read((NotReadPart::Agencies, of, None), &Why::told(TRUST));
            }
        }
    }

    /// The account itself is a user of the name of the account; that it is, the answer says.
    fn owner(&self) -> Option<Ask> {
        let Collected { account_name, users, .. } = &self.collected;
        let name = account_name.as_ref().filter(|_| !self.openstack)?;
        let owner = users.as_ref()?.iter().find(|user| user.name == *name)?;
        Some(Ask::Owner(owner.id.clone()))
    }

    /// By the grants of each group and agency in each place.
    fn instead_of_records(&mut self, kind: Kind, why: &Why) {
        let places: Option<Vec<Scope>> = match kind {
            Kind::Global => Some(vec![Scope::Global]),
            Kind::AllProjects => Some(vec![Scope::AllProjects]),
            Kind::Projects => {
                let projects = self.collected.projects.as_ref();
                projects.map(|list| list.iter().map(|each| Scope::Project { id: each.id.clone() }).collect())
            }
            Kind::EnterpriseProjects => {
                self.on_enterprise_projects(why);
                return;
            }
        };
        let part = (NotReadPart::Grants, None, scope_of(kind));
        let Some(places) = places else { return self.collected.not_read(part, why) };
        for holder in self.groups_and_agencies() {
            let Some(holder) = holder else {
                self.collected.not_read(part.clone(), why);
                continue;
            };
            self.collected.grants.get_or_insert_default();
            for to in holder {
                let ask = |scope: &Scope| Ask::Granted { to: to.clone(), scope: scope.clone() };
                self.queue.extend(places.iter().map(ask));
            }
        }
    }

    fn on_enterprise_projects(&mut self, why: &Why) {
        let part = (NotReadPart::Grants, None, Some(Scope::EnterpriseProjects));
        let known = self.collected.enterprise_projects.as_ref().filter(|_| self.session.cloud() == Cloud::Huawei);
        let Some(known) = known else { return self.collected.not_read(part, why) };
        let ask = |users| move |id| Ask::Holders { on: id, users };
        let ids: Vec<_> = known.iter().map(|each| each.id.clone()).collect();
        self.queue.extend(ids.iter().cloned().map(ask(false)));
        self.queue.extend(ids.into_iter().map(ask(true)));
        self.collected.not_read(part, &Why::told(AGENCIES_ON_ENTERPRISE_PROJECTS));
    }

    fn all_users(&self) -> Option<Vec<Grantee>> {
        let list = self.collected.users.as_ref()?;
        Some(list.iter().map(|each| Grantee::User(each.id.clone())).collect())
    }

    fn groups_and_agencies(&self) -> [Option<Vec<Grantee>>; 2] {
        let Collected { groups, agencies, .. } = &self.collected;
        let groups = groups.as_ref().map(|list| list.iter().map(|each| Grantee::Group(each.id.clone())).collect());
        let agencies = agencies.as_ref().map(|list| list.iter().map(|each| Grantee::Agency(each.id.clone())).collect());
        [groups, agencies]
    }

    /// The texts of what was granted and is in no list; and where identity policies are not listed, which of them everybody has.
    fn ask_for_policies(&mut self) {
        if let Some(why) = self.identity_refused.clone() {
            let [groups, agencies] = self.groups_and_agencies();
            for holders in [self.all_users(), groups, agencies] {
                match holders {
                    Some(holders) => self.queue.extend(holders.into_iter().map(|to| Ask::Attached(to, None))),
                    None => self.collected.not_read((NotReadPart::IdentityPolicies, None, None), &why),
                }
            }
        }
        let unread = self.unread_policies();
        self.queue.extend(unread.into_iter().map(Ask::Policy));
    }

    /// The policies that were granted and whose texts are not there.
    fn unread_policies(&self) -> Vec<EntityId> {
        let mut ids: Vec<EntityId> = Vec::new();
        let mut known = std::collections::HashSet::new();
        for grant in self.collected.grants.iter().flatten() {
            let policies = self.collected.policies.as_ref();
            let has_text = |policy: &Policy| policy.id == grant.policy && policy.document.is_some();
            let is_read = policies.is_some_and(|list| list.find(grant.policy.as_str()).is_some_and(has_text));
            if !is_read && known.insert(grant.policy.clone()) {
                ids.push(grant.policy.clone());
            }
        }
        ids
    }

    /// What a group or an agency is granted comes with the texts.
    fn ask_for_documents(&mut self) {
        for policy in self.unread_policies() {
            let mut grants = self.collected.grants.iter().flatten();
            let grant = grants.find(|grant| {
                grant.policy == policy
                    && matches!(grant.to, Grantee::Group(_) | Grantee::Agency(_))
                    && matches!(grant.scope, Scope::Global | Scope::AllProjects | Scope::Project { .. })
            });
            let ask = grant.map(|grant| Ask::Granted { to: grant.to.clone(), scope: grant.scope.clone() });
            // One answer may have the texts of several.
            if let Some(ask) = ask.filter(|ask| !self.queue.contains(ask)) {
                self.for_documents.insert(format!("{ask:?}"));
                self.queue.push_back(ask);
            }
        }
    }

    /// What is left without a text is told.
    fn settle(&mut self) {
        if let (Some(why), None) = (&self.policies_refused, &self.collected.policies) {
            let why = why.clone();
            self.collected.not_read((NotReadPart::Policies, None, None), &why);
        }
        if let (Some(why), None) = (self.identity_refused.take(), &self.collected.identity_policies) {
            self.collected.not_read((NotReadPart::IdentityPolicies, None, None), &why);
        }
        let why = self.policies_refused.take().unwrap_or_else(|| Why::told(NO_DOCUMENT));
        for id in self.unread_policies() {
            self.collected.not_read((NotReadPart::Documents, Some(id.clone()), None), &why);
            let name = id.as_str().to_owned();
            let policy = Policy {
                id: id.clone(),
                name,
                display_name: None,
                catalog: None,
                flag: None,
                kind: None,
                document: None,
            };
            self.collected.policies.get_or_insert_default().add(id.as_str(), policy);
        }
    }

    /// Of what was not come to, where the reading ends before: what nothing else tells.
    pub(super) fn leave_open(&mut self, why: &Why) {
        for (kind, _) in std::mem::take(&mut self.refused_records) {
            self.collected.not_read((NotReadPart::Grants, None, scope_of(kind)), why);
        }
        if self.identity_refused.take().is_some() {
            self.collected.not_read((NotReadPart::IdentityPolicies, None, None), why);
        }
        if self.cloud() == Cloud::Huawei && self.stage < 1 {
            self.collected.not_read((NotReadPart::Agencies, None, None), why);
        }
        self.policies_refused.get_or_insert_with(|| why.clone());
        self.settle();
    }
}
