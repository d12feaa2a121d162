//! What an answer says. An entry that is not as the documents have it loses none of the others, and is told as one that was not read.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Reading;
use super::asks::{Ask, Kind, POLICIES, RECORDS};
use super::collected::Why;
use super::entries::{
    Agency5, AgencyEntry, DeviceEntry, EnterpriseProjectEntry, GrantRecord, HolderEntry, IdentityPolicyEntry,
    LocalEntry, MappingEntry, Named, PolicyEntry, ProtocolEntry, ProviderEntry, RemoteEntry, RuleEntry, VersionEntry,
};
use crate::account::snapshot::{
    Account, Agency, EnterpriseProject, EntityId, Grantee, Grantees, Group, IdentityPolicy, IdentityProvider, Mapping,
    MappingCondition, MappingRule, NotReadPart, Policy, PolicyType, Project, Rules, Sso, Time, User,
};
use crate::base::ids::EnterpriseProjectId;
use crate::base::policy_ids::{PageMarker, PolicyVersionId};
use crate::cloud::odd::{Members, body, member, read};
use crate::{Cloud, ProjectId, Scope};

/// What an answer is not.
pub(super) const UNEXPECTED: &str = "the answer is not what the documents of the cloud have";
const ODD: &str = "an entry of the list is not as the documents of the cloud have it";
const NO_MORE: &str = "fewer came than were announced";

/// The IDs that services of the clouds have as accounts begin so.
const SERVICE: &str = "op_svc_";

/// An answer, taken apart as far as its members.
pub(super) struct Answer<'a>(pub(super) Members<'a>);

impl<'a> Answer<'a> {
    pub(super) fn of(text: &'a str) -> Option<Self> {
        body(text).map(Self)
    }

    /// The entries of a list that can be read, and how many cannot. One object in place of the list is a list of one: so the examples of the
    /// documents of IAM have it.
    pub(super) fn list<T: Deserialize<'a>>(&self, name: &str) -> Option<(Vec<T>, usize)> {
        let raw = self.0.get(name)?;
        let all: Vec<&'a RawValue> = match raw.get().starts_with('{') {
            true => vec![raw],
            false => read(raw)?,
        };
        let count = all.len();
        let good: Vec<T> = all.into_iter().filter_map(read).collect();
        let odd = count - good.len();
        Some((good, odd))
    }

    pub(super) fn one<T: Deserialize<'a>>(&self, name: &str) -> Option<T> {
        member(&self.0, name).and_then(read)
    }
}

pub(super) fn entity(text: &str) -> Option<EntityId> {
    EntityId::parse(text, "id").ok()
}

/// A time; the clouds write theirs in UTC, some without saying so.
pub(super) fn time(text: Option<String>) -> Option<Time> {
    let text = text?;
    Time::parse(&text, "time").or_else(|_| Time::parse(&format!("{text}Z"), "time")).ok()
}

impl Reading {
    /// Takes the answer to a read.
    pub(super) fn take(&mut self, ask: &Ask, text: &str) {
        let taken = Answer::of(text).and_then(|answer| match self.cloud() {
            Cloud::Openstack => self.take_of_keystone(ask, &answer),
            Cloud::Otc | Cloud::Huawei => self.take_of_iam(ask, &answer),
        });
        match taken {
            Some(0) => {}
            Some(_) => self.collected.lost(ask, &Why::told(ODD)),
            None => self.failed(ask, &Why::told(UNEXPECTED), false),
        }
    }

    /// How many entries are odd; `None` where the answer is no such answer.
    fn take_of_iam(&mut self, ask: &Ask, answer: &Answer<'_>) -> Option<usize> {
        match ask {
            Ask::AccountName => self.account_name(answer),
            Ask::Users { .. } => self.users(answer),
            Ask::Owner(id) => self.owner_is(id, answer),
            Ask::Groups => self.groups(answer),
            Ask::Members(id) => self.members(id, answer),
            Ask::SystemPolicies(_) | Ask::CustomPolicies { .. } => self.policies(ask, answer),
            Ask::Policy(_) => {
                let entry: PolicyEntry<'_> = answer.one("role")?;
                self.policy(entry).map(|_| 0)
            }
            Ask::Projects => self.projects(answer),
            Ask::Records { kind, page } => self.records(*kind, *page, answer),
            Ask::Granted { to, scope } => self.granted(to, scope, answer),
            Ask::EnterpriseProjects { offset } => self.enterprise_projects(*offset, answer),
            Ask::Holders { on, users } => self.holders(on, *users, answer),
            Ask::Agencies => self.agencies(answer),
            Ask::Agencies5(_) => self.agencies_of_version_5(answer),
            Ask::Providers => self.providers(answer),
            Ask::Protocols(id) => self.protocols(id, answer),
            Ask::Mappings => self.mappings(answer),
            Ask::Devices => {
                let (devices, odd): (Vec<DeviceEntry>, _) = answer.list("virtual_mfa_devices")?;
                self.collected.devices.get_or_insert_default().extend(devices.into_iter().map(|each| each.user_id));
                Some(odd)
            }
            Ask::IdentityPolicies(_) => self.identity_policies(answer),
            Ask::IdentityPolicy(id) => {
                let entry: IdentityPolicyEntry = answer.one("policy")?;
                self.ask_for_version(id, entry.default_version_id.as_deref())
            }
            Ask::Version(id, _) => {
                let version: VersionEntry = answer.one("policy_version")?;
                self.collected.identity_policies.as_mut()?.get_mut(id.as_str())?.document = Some(version.document);
                Some(0)
            }
            Ask::Entities(id, _) => self.entities(id, answer),
            Ask::Attached(to, _) => self.attached(to, answer),
            _ => None,
        }
    }

    pub(super) fn account_name(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (domains, _): (Vec<Named>, _) = answer.list("domains")?;
        let own = self.domain();
        self.collected.account_name = domains.into_iter().find(|each| each.id == own).and_then(|each| each.name);
        Some(0)
    }

    pub(super) fn users(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<Named>, _) = answer.list("users")?;
        let users = self.collected.users.get_or_insert_default();
        for Named { id, name, enabled, domain_id, .. } in entries {
            let Some(entity) = entity(&id) else {
                odd += 1;
                continue;
            };
            let domain_id = domain_id.as_deref().and_then(self::entity).filter(|_| self.openstack);
            let name = name.unwrap_or_else(|| id.clone());
            users.add(&id, User { id: entity, name, enabled, owner: None, mfa: None, domain_id });
        }
        Some(odd)
    }

    fn owner_is(&mut self, id: &EntityId, answer: &Answer<'_>) -> Option<usize> {
        let entry: Named = answer.one("user")?;
        self.collected.users.as_mut()?.get_mut(id.as_str())?.owner = entry.is_domain_owner;
        Some(0)
    }

    pub(super) fn groups(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<Named>, _) = answer.list("groups")?;
        let groups = self.collected.groups.get_or_insert_default();
        for Named { id, name, domain_id, .. } in entries {
            let Some(entity) = entity(&id) else {
                odd += 1;
                continue;
            };
            let domain_id = domain_id.as_deref().and_then(self::entity).filter(|_| self.openstack);
            let name = name.unwrap_or_else(|| id.clone());
            if groups.add(&id, Group { id: entity.clone(), name, members: None, domain_id }) {
                self.queue.push_back(Ask::Members(entity));
            }
        }
        Some(odd)
    }

    pub(super) fn members(&mut self, id: &EntityId, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<Named>, _) = answer.list("users")?;
        let mut members: Vec<EntityId> = Vec::new();
        for user in entries {
            match entity(&user.id) {
                Some(id) => members.push(id),
                None => odd += 1,
            }
        }
        // A part of them is not them.
        if odd == 0 {
            self.collected.groups.as_mut()?.get_mut(id.as_str())?.members = Some(members);
        }
        Some(odd)
    }

    fn policies(&mut self, ask: &Ask, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<PolicyEntry<'_>>, _) = answer.list("roles")?;
        let count = entries.len() + odd;
        self.collected.policies.get_or_insert_default();
        let mut new = 0;
        for entry in entries {
            match self.policy(entry) {
                Some(true) => new += 1,
                Some(false) => {}
                None => odd += 1,
            }
        }
        match ask {
            Ask::CustomPolicies { page } if count >= POLICIES && new > 0 => {
                self.queue.push_back(Ask::CustomPolicies { page: page + 1 });
            }
            _ => {}
        }
        Some(odd)
    }

    /// Adds a policy, or the text of one that is there without; gives whether it was not there.
    fn policy(&mut self, entry: PolicyEntry<'_>) -> Option<bool> {
        let PolicyEntry { id, name, display_name, catalog, flag, policy } = entry;
        let entity = entity(&id)?;
        let document = policy.map(RawValue::get).filter(|text| *text != "null").map(str::to_owned);
        let list = self.collected.policies.get_or_insert_default();
        if let Some(known) = list.get_mut(&id) {
            known.document = known.document.take().or(document);
            return Some(false);
        }
        let is_custom = catalog.as_deref() == Some("CUSTOMED");
        let kind = catalog.is_some().then_some(if is_custom { PolicyType::Custom } else { PolicyType::System });
        let name = name.unwrap_or_else(|| id.clone());
        Some(list.add(&id, Policy { id: entity, name, display_name, catalog, flag, kind, document }))
    }

    fn projects(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<Named>, _) = answer.list("projects")?;
        let projects = self.collected.projects.get_or_insert_default();
        for Named { id, name, enabled, parent_id, domain_id, .. } in entries {
            let Ok(project) = ProjectId::parse(&id, "id") else {
                odd += 1;
                continue;
            };
            let (parent_id, domain_id) = (parent_id.as_deref().and_then(entity), domain_id.as_deref().and_then(entity));
            let domain_id = domain_id.filter(|_| self.openstack);
            let name = name.unwrap_or_else(|| id.clone());
            projects.add(&id, Project { id: project, name, parent_id, enabled, domain_id });
        }
        Some(odd)
    }

    fn records(&mut self, kind: Kind, page: usize, answer: &Answer<'_>) -> Option<usize> {
        let (records, mut odd): (Vec<GrantRecord>, _) = answer.list("role_assignments")?;
        let total: Option<usize> = answer.one("total_num");
        self.collected.grants.get_or_insert_default();
        let mut new = odd;
        for record in records {
            match grant_of(record, kind) {
                Some((to, policy, scope)) => new += usize::from(self.collected.grant(to, policy, scope)),
                None => odd += 1,
            }
        }
        let seen = self.seen.entry(kind as u8).or_default();
        *seen += new;
        let is_short = total.map_or(new >= RECORDS, |total| *seen < total);
        if is_short && new > 0 {
            self.queue.push_back(Ask::Records { kind, page: page + 1 });
        } else if total.is_some_and(|total| *seen < total) {
            self.collected.lost(&Ask::Records { kind, page }, &Why::told(NO_MORE));
        }
        Some(odd)
    }

    fn granted(&mut self, to: &Grantee, scope: &Scope, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<PolicyEntry<'_>>, _) = answer.list("roles")?;
        self.collected.grants.get_or_insert_default();
        for entry in entries {
            let Some(policy) = entity(&entry.id) else {
                odd += 1;
                continue;
            };
            self.collected.grant(to.clone(), policy, scope.clone());
            self.policy(entry);
        }
        Some(odd)
    }

    fn enterprise_projects(&mut self, offset: usize, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<EnterpriseProjectEntry>, _) = answer.list("enterprise_projects")?;
        let count = entries.len() + odd;
        let projects = self.collected.enterprise_projects.get_or_insert_default();
        let mut new = 0;
        for EnterpriseProjectEntry { id, name, status } in entries {
            let Ok(project) = EnterpriseProjectId::parse(&id, "id") else {
                odd += 1;
                continue;
            };
            let (name, enabled) = (name.unwrap_or_else(|| id.clone()), status.map(|status| status == 1));
            new += usize::from(projects.add(&id, EnterpriseProject { id: project, name, enabled }));
        }
        let total: Option<usize> = answer.one("total_count");
        let seen = offset + count;
        if total.is_some_and(|total| seen < total) {
            let ask = Ask::EnterpriseProjects { offset: seen };
            if new > 0 { self.queue.push_back(ask) } else { self.collected.lost(&ask, &Why::told(NO_MORE)) }
        }
        Some(odd)
    }

    fn holders(&mut self, on: &EnterpriseProjectId, users: bool, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<Named>, _) = answer.list(if users { "users" } else { "groups" })?;
        for entry in entries {
            let Some(id) = entity(&entry.id) else {
                odd += 1;
                continue;
            };
            let to = if users { Grantee::User(id) } else { Grantee::Group(id) };
            self.queue.push_back(Ask::Granted { to, scope: Scope::EnterpriseProject { id: on.clone() } });
        }
        Some(odd)
    }

    fn agencies(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<AgencyEntry>, _) = answer.list("agencies")?;
        let agencies = self.collected.agencies.get_or_insert_default();
        for AgencyEntry { id, name, trust_domain_id, trust_domain_name, expire_time } in entries {
            let Some(entity) = entity(&id) else {
                odd += 1;
                continue;
            };
            let service = trust_domain_name.clone().filter(|name| name.starts_with(SERVICE));
            let account = trust_domain_id.as_deref().and_then(self::entity).filter(|_| service.is_none());
            let trusted_account = account.map(|id| Account { id, name: trust_domain_name });
            let name = name.unwrap_or_else(|| id.clone());
            let expires_at = time(expire_time);
            agencies.add(&id, Agency { id: entity, name, trusted_account, trusted_service: service, expires_at });
        }
        Some(odd)
    }

    /// Those that the list of before does not have are for whoever their trust policy admits, which is not read.
    fn agencies_of_version_5(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, odd): (Vec<Agency5>, _) = answer.list("agencies")?;
        self.agencies5.extend(entries.into_iter().map(|each| (each.agency_id, each.agency_name)));
        self.next_page(answer, Ask::Agencies5);
        Some(odd)
    }

    fn providers(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<ProviderEntry>, _) = answer.list("identity_providers")?;
        let providers = self.collected.identity_providers.get_or_insert_default();
        for ProviderEntry { id, enabled, sso_type } in entries {
            let Some(entity) = entity(&id) else {
                odd += 1;
                continue;
            };
            let sso = match sso_type.as_deref() {
                Some("virtual_user_sso") => Some(Sso::VirtualUser),
                Some("iam_user_sso") => Some(Sso::IamUser),
                _ => None,
            };
            if providers.add(&id, IdentityProvider { id: entity.clone(), enabled, sso, mapping: None }) {
                self.queue.push_back(Ask::Protocols(entity));
            }
        }
        Some(odd)
    }

    /// A provider has one protocol; of several with different mappings none is the provider's.
    fn protocols(&mut self, id: &EntityId, answer: &Answer<'_>) -> Option<usize> {
        let (entries, odd): (Vec<ProtocolEntry>, _) = answer.list("protocols")?;
        let mut mappings: Vec<String> = entries.into_iter().filter_map(|each| each.mapping_id).collect();
        mappings.dedup();
        let mapping = match mappings.as_slice() {
            [one] => entity(one),
            [] => None,
            _ => return None,
        };
        self.collected.identity_providers.as_mut()?.get_mut(id.as_str())?.mapping = mapping;
        Some(odd)
    }

    fn mappings(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<MappingEntry>, _) = answer.list("mappings")?;
        let mappings = self.collected.mappings.get_or_insert_default();
        for MappingEntry { id, rules } in entries {
            let Some(entity) = entity(&id) else {
                odd += 1;
                continue;
            };
            let rules = Rules(rules.into_iter().map(rule_of).collect());
            mappings.add(&id, Mapping { id: entity, rules });
        }
        Some(odd)
    }

    fn identity_policies(&mut self, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<IdentityPolicyEntry>, _) = answer.list("policies")?;
        self.collected.identity_policies.get_or_insert_default();
        for IdentityPolicyEntry { policy_id, policy_name, default_version_id } in entries {
            let Some(id) = self.identity_policy(&policy_id, policy_name) else {
                odd += 1;
                continue;
            };
            self.queue.push_back(Ask::Entities(id.clone(), None));
            self.ask_for_version(&id, default_version_id.as_deref());
        }
        self.next_page(answer, Ask::IdentityPolicies);
        Some(odd)
    }

    /// Adds one where it is not there.
    fn identity_policy(&mut self, id: &str, name: Option<String>) -> Option<EntityId> {
        let entity = entity(id)?;
        let list = self.collected.identity_policies.get_or_insert_default();
        let name = name.unwrap_or_else(|| id.to_owned());
        list.add(id, IdentityPolicy { id: entity.clone(), name, document: None, attached_to: Grantees(Vec::new()) });
        Some(entity)
    }

    fn ask_for_version(&mut self, id: &EntityId, version: Option<&str>) -> Option<usize> {
        match version.and_then(|version| PolicyVersionId::parse(version, "version").ok()) {
            Some(version) => self.queue.push_back(Ask::Version(id.clone(), version)),
            None => {
                let part = (NotReadPart::Documents, Some(id.clone()), None);
                self.collected.not_read(part, &Why::told("the answer does not say which version is in force"));
            }
        }
        Some(0)
    }

    fn entities(&mut self, id: &EntityId, answer: &Answer<'_>) -> Option<usize> {
        let mut odd = 0;
        let mut holders = Vec::new();
        for name in ["policy_users", "policy_groups", "policy_agencies"] {
            let (entries, not_as_documented): (Vec<HolderEntry>, _) = answer.list(name).unwrap_or_default();
            odd += not_as_documented;
            holders.extend(entries);
        }
        let policy = self.collected.identity_policies.as_mut()?.get_mut(id.as_str())?;
        for HolderEntry { user_id, group_id, agency_id } in holders {
            let of = |id: Option<String>| id.as_deref().and_then(entity);
            let user = of(user_id).map(Grantee::User);
            match user.or_else(|| of(group_id).map(Grantee::Group)).or_else(|| of(agency_id).map(Grantee::Agency)) {
                Some(holder) if !policy.attached_to.0.contains(&holder) => policy.attached_to.0.push(holder),
                Some(_) => {}
                None => odd += 1,
            }
        }
        self.next_page(answer, |marker| Ask::Entities(id.clone(), marker));
        Some(odd)
    }

    fn attached(&mut self, to: &Grantee, answer: &Answer<'_>) -> Option<usize> {
        let (entries, mut odd): (Vec<IdentityPolicyEntry>, _) = answer.list("attached_policies")?;
        self.collected.identity_policies.get_or_insert_default();
        for IdentityPolicyEntry { policy_id, policy_name, .. } in entries {
            let is_new = self.collected.identity_policies.as_ref().is_none_or(|list| !list.has(&policy_id));
            let Some(id) = self.identity_policy(&policy_id, policy_name) else {
                odd += 1;
                continue;
            };
            if is_new {
                self.queue.push_back(Ask::IdentityPolicy(id));
            }
            let list = self.collected.identity_policies.as_mut();
            if let Some(policy) = list.and_then(|list| list.get_mut(&policy_id))
                && !policy.attached_to.0.contains(to)
            {
                policy.attached_to.0.push(to.clone());
            }
        }
        self.next_page(answer, |marker| Ask::Attached(to.clone(), marker));
        Some(odd)
    }

    /// Version 5 goes on where `page_info` has a marker.
    fn next_page(&mut self, answer: &Answer<'_>, ask: impl Fn(Option<PageMarker>) -> Ask) {
        let Some(info) = answer.one::<Members<'_>>("page_info") else { return };
        let Some(raw) = member(&info, "next_marker") else { return };
        match read::<String>(raw).and_then(|text| PageMarker::parse(&text, "marker").ok()) {
            Some(marker) => self.go_on(ask(Some(marker))),
            None => self.collected.lost(&ask(None), &Why::told(UNEXPECTED)),
        }
    }
}

fn grant_of(record: GrantRecord, kind: Kind) -> Option<(Grantee, EntityId, Scope)> {
    let GrantRecord { user, group, agency, role, scope } = record;
    let to = match (user, group, agency) {
        (Some(user), None, None) => Grantee::User(entity(&user.id)?),
        (None, Some(group), None) => Grantee::Group(entity(&group.id)?),
        (None, None, Some(agency)) => Grantee::Agency(entity(&agency.id)?),
        _ => return None,
    };
    let scope = match kind {
        Kind::Global => Scope::Global,
        Kind::AllProjects => Scope::AllProjects,
        Kind::Projects => Scope::Project { id: ProjectId::parse(&scope?.project?.id, "id").ok()? },
        Kind::EnterpriseProjects => {
            let id = EnterpriseProjectId::parse(&scope?.enterprise_project?.id, "id").ok()?;
            Scope::EnterpriseProject { id }
        }
    };
    Some((to, entity(&role.id)?, scope))
}

/// A rule; the names of groups that hang on what the identity provider says are not known.
fn rule_of(rule: RuleEntry) -> MappingRule {
    let hangs = |name: &String| name.contains('{');
    let is_open = rule.local.iter().any(|LocalEntry { groups, .. }| groups.is_some());
    let (mut groups, mut user) = (Vec::new(), None);
    for local in rule.local {
        user = user.or_else(|| local.user.and_then(|user| user.name));
        groups.extend(local.group.and_then(|group| group.name));
    }
    let is_open = is_open || groups.iter().any(hangs);
    let condition =
        |RemoteEntry { kind, any_one_of, not_any_of, regex }| MappingCondition { kind, any_one_of, not_any_of, regex };
    let remote = rule.remote.map(|remote| remote.into_iter().map(condition).collect());
    MappingRule { groups: (!is_open).then_some(groups), user, remote }
}
