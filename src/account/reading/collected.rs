//! What was read so far, and what was not: each thing once, in the order in which it came.

use std::collections::{HashMap, HashSet};

use super::asks::Ask;
use crate::account::snapshot::{
    Account, Agency, ApplicationCredential, Assignment, Domain, EnterpriseProject, EntityId, Format, Grant, Grantee,
    Group, IdentityPolicy, IdentityProvider, ImpliedRole, Mapping, NotRead, NotReadPart, Policy, Project, Role,
    Snapshot, Status, Time, User, Version,
};
use crate::{Cloud, Error, Scope};

/// Things with an ID, each once. What is there stays, as the cloud told it first.
#[derive(Debug)]
pub(super) struct List<T> {
    items: Vec<T>,
    at: HashMap<Box<str>, usize>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), at: HashMap::new() }
    }
}

impl<T> List<T> {
    /// Adds it; gives whether it was not there.
    pub(super) fn add(&mut self, id: &str, item: T) -> bool {
        if self.at.contains_key(id) {
            return false;
        }
        self.at.insert(id.into(), self.items.len());
        self.items.push(item);
        true
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.at.get(id).and_then(|at| self.items.get_mut(*at))
    }

    pub(super) fn find(&self, id: &str) -> Option<&T> {
        self.at.get(id).and_then(|at| self.items.get(*at))
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.at.contains_key(id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.iter()
    }
}

/// A list that is there as soon as some of it was read.
pub(super) type Maybe<T> = Option<List<T>>;

fn items<T>(list: Maybe<T>) -> Option<Vec<T>> {
    list.map(|list| list.items)
}

/// All that was read.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) account_name: Option<String>,
    pub(super) users: Maybe<User>,
    pub(super) groups: Maybe<Group>,
    pub(super) policies: Maybe<Policy>,
    pub(super) grants: Option<Vec<Grant>>,
    granted: HashSet<String>,
    pub(super) projects: Maybe<Project>,
    pub(super) enterprise_projects: Maybe<EnterpriseProject>,
    pub(super) agencies: Maybe<Agency>,
    pub(super) identity_providers: Maybe<IdentityProvider>,
    pub(super) mappings: Maybe<Mapping>,
    pub(super) devices: Option<HashSet<String>>,
    pub(super) identity_policies: Maybe<IdentityPolicy>,
    pub(super) domains: Maybe<Domain>,
    pub(super) roles: Maybe<Role>,
    pub(super) implied_roles: Option<Vec<ImpliedRole>>,
    pub(super) assignments: Option<Vec<Assignment>>,
    pub(super) credentials: Maybe<ApplicationCredential>,
    not_read: Vec<NotRead>,
}

impl Collected {
    /// Adds a grant; gives whether it was not there.
    pub(super) fn grant(&mut self, to: Grantee, policy: EntityId, scope: Scope) -> bool {
        let grants = self.grants.get_or_insert_default();
        if !self.granted.insert(format!("{to:?} {policy:?} {scope:?}")) {
            return false;
        }
        grants.push(Grant { to, policy, scope });
        true
    }

    /// Tells that something was not read, each thing once.
    pub(super) fn not_read(&mut self, (what, of, scope): (NotReadPart, Option<EntityId>, Option<Scope>), why: &Why) {
        let known = self.not_read.iter().any(|each| each.what == what && each.of == of && each.scope == scope);
        if !known {
            let Why { status, code, cause } = why.clone();
            self.not_read.push(NotRead { what, of, scope, status, code, cause });
        }
    }

    /// The same of what a read would have told.
    pub(super) fn lost(&mut self, ask: &Ask, why: &Why) {
        self.not_read(ask.part(), why);
    }

    /// How much was not read so far.
    pub(super) fn count_not_read(&self) -> usize {
        self.not_read.len()
    }

    /// The snapshot.
    pub(super) fn snapshot(mut self, cloud: Cloud, account: EntityId, read_at: Option<Time>) -> Snapshot {
        if let (Some(devices), Some(users)) = (&self.devices, &mut self.users) {
            for user in &mut users.items {
                user.mfa = Some(devices.contains(user.id.as_str()));
            }
        }
        Snapshot {
            format: Format,
            version: Version,
            cloud,
            account: Account { id: account, name: self.account_name },
            read_at,
            users: items(self.users),
            groups: items(self.groups),
            policies: items(self.policies),
            grants: self.grants,
            projects: items(self.projects),
            enterprise_projects: items(self.enterprise_projects),
            agencies: items(self.agencies),
            identity_providers: items(self.identity_providers),
            mappings: items(self.mappings),
            identity_policies: items(self.identity_policies),
            service_control_policies: None,
            domains: items(self.domains),
            roles: items(self.roles),
            implied_roles: self.implied_roles,
            assignments: self.assignments,
            application_credentials: items(self.credentials),
            policy_file: None,
            nova_release: None,
            not_read: (!self.not_read.is_empty()).then_some(self.not_read),
        }
    }
}

/// Why something was not read.
#[derive(Debug, Clone)]
pub(super) struct Why {
    status: Option<Status>,
    code: Option<String>,
    cause: String,
}

impl Why {
    /// What was said of it here.
    pub(super) fn told(cause: &str) -> Self {
        Self { status: None, code: None, cause: cause.to_owned() }
    }

    /// What a call came to.
    pub(super) fn of(error: &Error) -> Self {
        let status = error.status().filter(|status| (100..=599).contains(status)).map(Status);
        let cause = if error.message().trim().is_empty() { error.code().as_str() } else { error.message() };
        Self { status, code: error.provider_code().map(str::to_owned), cause: cause.to_owned() }
    }
}
