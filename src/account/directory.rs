//! Who is there, and which policies each has, where, and through which group: rule by rule of what a snapshot says, and does not say.

use std::collections::{HashMap, HashSet};

use super::principal::{Principal, PrincipalKind};
use super::snapshot::{EntityId, Grantee, Group, MappingRule, NotReadPart, Snapshot, Sso};
use crate::base::policy_kind::PolicyKind;
use crate::base::said::{Said, said};
use crate::policy::{Entry, UnreadEntry};
use crate::{Cloud, Scope};

/// The group that every account begins with, which has all permissions (Huawei Cloud IAM user guide, "给IAM用户授权").
const ADMIN: &str = "admin";

/// What principals can have: a policy, or something that was not read; without the place where it is granted.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) entry: Entry,
    /// The ID of the policy, where it is one.
    pub(super) id: Option<EntityId>,
}

/// Something that a principal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Held {
    pub(super) piece: u32,
    /// Where, by its index among the scopes.
    pub(super) scope: u32,
    /// Through which group, by its index; [`OWN`] where it was granted to the principal itself.
    pub(super) group: u32,
}

/// In place of a group: granted to the principal itself.
pub(super) const OWN: u32 = u32::MAX;

/// A group that the snapshot names, in its list or elsewhere.
#[derive(Debug)]
pub(super) struct KnownGroup {
    pub(super) id: EntityId,
    pub(super) name: Option<String>,
}

/// Who is there.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) pieces: Vec<Piece>,
    pub(super) scopes: Vec<Option<Scope>>,
    pub(super) groups: Vec<KnownGroup>,
    /// What principals have, each once.
    pub(super) holdings: Vec<Vec<Held>>,
    /// Each with the index of what it has.
    pub(super) principals: Vec<(Principal, u32)>,
}

/// A policy somewhere.
type Granted = (u32, u32);

struct Builder<'a> {
    snapshot: &'a Snapshot,
    pieces: Vec<Piece>,
    of_policy: HashMap<&'a EntityId, u32>,
    scopes: Vec<Option<Scope>>,
    of_scope: HashMap<(u8, String), u32>,
    granted: HashMap<Grantee, Vec<Granted>>,
    /// What everybody has.
    common: Vec<Granted>,
    /// What limits everybody, the account root too.
    limits: Vec<Granted>,
    groups: Vec<KnownGroup>,
    of_group: HashMap<EntityId, u32>,
    /// The groups of each user.
    memberships: HashMap<&'a EntityId, Vec<u32>>,
    /// What anybody may have who may be in a group: its index, and this.
    perhaps: Vec<(u32, Vec<Granted>)>,
    /// The same of groups that are not known at all.
    unknown_groups: Vec<Granted>,
    holdings: Vec<Vec<Held>>,
    of_holding: HashMap<Vec<Held>, u32>,
    principals: Vec<(Principal, u32)>,
}

impl Directory {
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let mut builder = Builder {
            snapshot,
            pieces: Vec::new(),
            of_policy: HashMap::new(),
            scopes: vec![None],
            of_scope: HashMap::new(),
            granted: HashMap::new(),
            common: Vec::new(),
            limits: Vec::new(),
            groups: Vec::new(),
            of_group: HashMap::new(),
            memberships: HashMap::new(),
            perhaps: Vec::new(),
            unknown_groups: Vec::new(),
            holdings: Vec::new(),
            of_holding: HashMap::new(),
            principals: Vec::new(),
        };
        if snapshot.cloud != Cloud::Openstack {
            builder.policies();
            builder.grants();
            builder.limits();
            builder.groups();
            builder.root_and_users();
            builder.agencies();
            builder.federated();
        }
        let Builder { pieces, scopes, groups, holdings, principals, .. } = builder;
        Self { pieces, scopes, groups, holdings, principals }
    }

    pub(super) fn piece(&self, held: Held) -> Option<&Piece> {
        self.pieces.get(usize::try_from(held.piece).ok()?)
    }

    pub(super) fn scope(&self, held: Held) -> Option<&Scope> {
        self.scopes.get(usize::try_from(held.scope).ok()?)?.as_ref()
    }

    pub(super) fn holding(&self, index: u32) -> &[Held] {
        usize::try_from(index).ok().and_then(|index| self.holdings.get(index)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn group(&self, held: Held) -> Option<&KnownGroup> {
        self.groups.get(usize::try_from(held.group).ok()?)
    }
}

fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<'a> Builder<'a> {
    fn piece(&mut self, entry: Entry, id: Option<&EntityId>) -> u32 {
        self.pieces.push(Piece { entry, id: id.cloned() });
        index(self.pieces.len() - 1)
    }

    /// Something that was not read: that of a kind, where it can be of one kind alone.
    fn unread(&mut self, name: &str, cause: Said, kind: Option<PolicyKind>, id: Option<&EntityId>) -> u32 {
        let mut entry = Entry::unread(name, "");
        entry.unread = Some(UnreadEntry { cause, span: None });
        let entry = kind.into_iter().fold(entry, Entry::with_kind);
        self.piece(entry, id)
    }

    fn scope(&mut self, scope: Option<&Scope>) -> u32 {
        let Some(scope) = scope else { return 0 };
        let key = match scope {
            Scope::Project { id } => (0, id.as_str().to_owned()),
            Scope::AllProjects => (1, String::new()),
            Scope::AllResources => (2, String::new()),
            Scope::Global => (3, String::new()),
            Scope::EnterpriseProject { id } => (4, id.as_str().to_owned()),
            Scope::EnterpriseProjects => (5, String::new()),
            Scope::OtherProjects { id } => (6, id.as_str().to_owned()),
        };
        let next = index(self.scopes.len());
        let found = *self.of_scope.entry(key).or_insert(next);
        if found == next {
            self.scopes.push(Some(scope.clone()));
        }
        found
    }

    /// Why a part was not read, where the snapshot says so; of one of its things, or of all.
    fn cause(&self, what: NotReadPart, of: Option<&EntityId>) -> Option<Said> {
        let mut all = self.snapshot.not_read.iter().flatten();
        let found = all.find(|each| each.what == what && each.of.as_ref() == of)?;
        Some(said!("{}", &*found.cause))
    }

    fn policies(&mut self) {
        let snapshot = self.snapshot;
        for policy in snapshot.policies.iter().flatten() {
            let name = policy.display_name.as_ref().unwrap_or(&policy.name);
            let not_read = self.cause(NotReadPart::Documents, Some(&policy.id));
            let piece = match (&policy.document, not_read) {
                (Some(document), None) => {
                    let entry = Entry::new(name, document);
                    let entry = match &policy.catalog {
                        Some(catalog) => entry.with_catalog(catalog),
                        None => entry,
                    };
                    self.piece(entry, Some(&policy.id))
                }
                (_, cause) => {
                    let cause = cause.unwrap_or_else(|| said!("the text of this policy was not read"));
                    self.unread(name, cause, None, Some(&policy.id))
                }
            };
            self.of_policy.insert(&policy.id, piece);
        }
    }

    /// The policy of an ID; one that the snapshot does not have was not read.
    fn policy(&mut self, id: &'a EntityId) -> u32 {
        if let Some(piece) = self.of_policy.get(id) {
            return *piece;
        }
        let cause = self
            .cause(NotReadPart::Documents, Some(id))
            .or_else(|| self.cause(NotReadPart::Policies, None))
            .unwrap_or_else(|| said!("the text of this policy was not read"));
        let piece = self.unread(id.as_str(), cause, None, Some(id));
        self.of_policy.insert(id, piece);
        piece
    }

    fn grants(&mut self) {
        let snapshot = self.snapshot;
        for grant in snapshot.grants.iter().flatten() {
            let granted = (self.policy(&grant.policy), self.scope(Some(&grant.scope)));
            self.granted.entry(grant.to.clone()).or_default().push(granted);
        }
        let not_read: Vec<_> =
            snapshot.not_read.iter().flatten().filter(|each| each.what == NotReadPart::Grants).collect();
        if snapshot.grants.is_none() && !not_read.iter().any(|each| each.of.is_none() && each.scope.is_none()) {
            let piece = self.unread("grants", said!("the snapshot does not have them"), None, None);
            self.common.push((piece, 0));
        }
        for each in not_read {
            let piece = self.unread("grants", said!("{}", &*each.cause), None, None);
            let granted = (piece, self.scope(each.scope.as_ref()));
            let Some(id) = &each.of else {
                self.common.push(granted);
                continue;
            };
            for to in [Grantee::User(id.clone()), Grantee::Group(id.clone()), Grantee::Agency(id.clone())] {
                self.granted.entry(to).or_default().push(granted);
            }
        }
        for policy in snapshot.identity_policies.iter().flatten() {
            let piece = self.of_version_5(&policy.name, policy.document.as_deref(), PolicyKind::Identity, &policy.id);
            for to in &policy.attached_to.0 {
                self.granted.entry(to.clone()).or_default().push((piece, 0));
            }
        }
        self.common_unread(NotReadPart::IdentityPolicies, snapshot.identity_policies.is_none(), PolicyKind::Identity);
    }

    fn of_version_5(&mut self, name: &str, document: Option<&str>, kind: PolicyKind, id: &EntityId) -> u32 {
        match (document, self.cause(NotReadPart::Documents, Some(id))) {
            (Some(document), None) => self.piece(Entry::new(name, document).with_kind(kind), Some(id)),
            (_, cause) => {
                let cause = cause.unwrap_or_else(|| said!("the text of this policy was not read"));
                self.unread(name, cause, Some(kind), Some(id))
            }
        }
    }

    /// What everybody has where some of a list was not read. No document of Open Telekom Cloud knows version 5.0: there a missing list says
    /// nothing.
    fn common_unread(&mut self, what: NotReadPart, is_missing: bool, kind: PolicyKind) {
        let told = self.snapshot.not_read.iter().flatten().find(|each| each.what == what);
        let cause = match told {
            Some(told) => said!("{}", &*told.cause),
            None if is_missing && self.snapshot.cloud == Cloud::Huawei => {
                said!("the snapshot does not have them")
            }
            None => return,
        };
        let piece = self.unread(what.as_str(), cause, Some(kind), None);
        if kind == PolicyKind::Scp { &mut self.limits } else { &mut self.common }.push((piece, 0));
    }

    fn limits(&mut self) {
        let snapshot = self.snapshot;
        for policy in snapshot.service_control_policies.iter().flatten() {
            let piece = self.of_version_5(&policy.name, policy.document.as_deref(), PolicyKind::Scp, &policy.id);
            if let Some(made) = self.pieces.get_mut(usize::try_from(piece).unwrap_or(usize::MAX)) {
                made.entry.level = Some(policy.level.as_str().into());
            }
            self.limits.push((piece, 0));
        }
        let is_missing = snapshot.service_control_policies.is_none();
        self.common_unread(NotReadPart::ServiceControlPolicies, is_missing, PolicyKind::Scp);
    }

    fn group(&mut self, id: &EntityId, name: Option<&str>) -> u32 {
        if let Some(group) = self.of_group.get(id) {
            return *group;
        }
        let group = index(self.groups.len());
        self.groups.push(KnownGroup { id: id.clone(), name: name.map(str::to_owned) });
        self.of_group.insert(id.clone(), group);
        group
    }

    fn groups(&mut self) {
        let snapshot = self.snapshot;
        for group in snapshot.groups.iter().flatten() {
            let index = self.group(&group.id, Some(&group.name));
            for user in group.members.iter().flatten() {
                let memberships = self.memberships.entry(user).or_default();
                if !memberships.contains(&index) {
                    memberships.push(index);
                }
            }
            self.shows_nothing(group);
        }
        // Groups that something was granted to, and that the list does not have.
        let mut unlisted: Vec<EntityId> = Vec::new();
        for to in self.granted.keys() {
            if let Grantee::Group(id) = to
                && !self.of_group.contains_key(id)
                && !snapshot.users.iter().flatten().any(|user| user.id == *id)
                && !snapshot.agencies.iter().flatten().any(|agency| agency.id == *id)
            {
                unlisted.push(id.clone());
            }
        }
        unlisted.sort();
        for id in &unlisted {
            self.group(id, None);
        }
        let all_open = self.cause(NotReadPart::Members, None);
        let listed: HashMap<&EntityId, &Group> =
            snapshot.groups.iter().flatten().map(|each| (&each.id, each)).collect();
        for index in 0..self.groups.len() {
            let Some(id) = self.groups.get(index).map(|group| group.id.clone()) else { continue };
            let cause = self.cause(NotReadPart::Members, Some(&id)).or_else(|| all_open.clone());
            let is_read = listed.get(&id).is_some_and(|group| group.members.is_some());
            if is_read && cause.is_none() {
                continue;
            }
            let cause = cause.unwrap_or_else(|| said!("the members of this group were not read"));
            self.perhaps(&id, cause);
        }
        let cause = self.cause(NotReadPart::Groups, None);
        if snapshot.groups.is_none() || cause.is_some() {
            let cause = cause.unwrap_or_else(|| said!("the snapshot does not have them"));
            let piece = self.unread("groups", cause, None, None);
            self.unknown_groups.push((piece, 0));
        }
    }

    /// What anybody may have who may be in this group: anything, where the group has something.
    fn perhaps(&mut self, id: &EntityId, cause: Said) {
        let granted = self.granted.get(&Grantee::Group(id.clone())).cloned().unwrap_or_default();
        let Some(group) = self.of_group.get(id).copied() else { return };
        let name = self.groups.get(usize::try_from(group).unwrap_or(usize::MAX));
        let name = name.and_then(|group| group.name.clone()).unwrap_or_else(|| id.as_str().to_owned());
        let of = |piece: u32| usize::try_from(piece).ok();
        let is_identity = |piece: u32| {
            of(piece)
                .and_then(|piece| self.pieces.get(piece))
                .is_some_and(|piece| piece.entry.kind == Some(PolicyKind::Identity))
        };
        let has_identity = granted.iter().any(|(piece, _)| is_identity(*piece));
        let scopes: HashSet<u32> =
            granted.iter().filter(|(piece, _)| !is_identity(*piece)).map(|(_, scope)| *scope).collect();
        let mut scopes: Vec<u32> = scopes.into_iter().collect();
        scopes.sort_unstable();
        let mut open = Vec::new();
        if !scopes.is_empty() {
            let piece = self.unread(&name, cause.clone(), None, None);
            open.extend(scopes.into_iter().map(|scope| (piece, scope)));
        }
        if has_identity {
            let piece = self.unread(&name, cause, Some(PolicyKind::Identity), None);
            open.push((piece, 0));
        }
        self.perhaps.push((group, open));
    }

    /// The group that has all permissions by the documents: where IAM shows no grant of it, what it has is open.
    fn shows_nothing(&mut self, group: &Group) {
        let to = Grantee::Group(group.id.clone());
        if group.name != ADMIN || self.granted.get(&to).is_some_and(|granted| !granted.is_empty()) {
            return;
        }
        let cause = said!("the documents say that the group `admin` has all permissions, and no grant of it was read");
        let piece = self.unread(ADMIN, cause, None, None);
        self.granted.entry(to).or_default().push((piece, 0));
    }

    fn add(&mut self, principal: Principal, mut held: Vec<Held>) {
        held.sort_unstable();
        held.dedup();
        let next = index(self.holdings.len());
        let holding = match self.of_holding.get(&held) {
            Some(known) => *known,
            None => {
                self.of_holding.insert(held.clone(), next);
                self.holdings.push(held);
                next
            }
        };
        self.principals.push((principal, holding));
    }

    /// What somebody has: of their own, through these groups, and as everybody.
    fn held(&self, own: Option<&Grantee>, groups: &[u32]) -> Vec<Held> {
        let mut held = Vec::new();
        let mut add = |granted: &[Granted], group: u32| {
            held.extend(granted.iter().map(|(piece, scope)| Held { piece: *piece, scope: *scope, group }));
        };
        add(&self.common, OWN);
        add(&self.limits, OWN);
        if let Some(granted) = own.and_then(|own| self.granted.get(own)) {
            add(granted, OWN);
        }
        for group in groups {
            let id = self.groups.get(usize::try_from(*group).unwrap_or(usize::MAX)).map(|known| known.id.clone());
            if let Some(granted) = id.and_then(|id| self.granted.get(&Grantee::Group(id))) {
                add(granted, *group);
            }
        }
        held
    }

    fn root_and_users(&mut self) {
        let snapshot = self.snapshot;
        let account = &snapshot.account;
        let owner = snapshot.users.iter().flatten().find(|user| user.owner == Some(true));
        let mut root = Principal::new(
            PrincipalKind::AccountRoot,
            owner.map(|user| user.id.clone()),
            owner.map(|user| user.name.clone()).or_else(|| account.name.clone()),
        );
        root.mfa = owner.and_then(|user| user.mfa);
        let limits = self.limits.iter().map(|(piece, scope)| Held { piece: *piece, scope: *scope, group: OWN });
        let limits = limits.collect();
        self.add(root, limits);
        for group in snapshot.groups.iter().flatten().filter(|group| group.name == ADMIN) {
            let index = self.group(&group.id, Some(&group.name));
            let principal = Principal::new(PrincipalKind::AdminGroup, Some(group.id.clone()), Some(group.name.clone()));
            self.add(principal, self.held(None, &[index]));
        }
        for user in snapshot.users.iter().flatten().filter(|user| user.owner != Some(true)) {
            let mut principal = Principal::new(PrincipalKind::User, Some(user.id.clone()), Some(user.name.clone()));
            (principal.enabled, principal.mfa) = (user.enabled, user.mfa);
            self.user(principal, &user.id);
        }
        let listed: HashSet<&EntityId> = snapshot.users.iter().flatten().map(|user| &user.id).collect();
        let granted = snapshot.grants.iter().flatten().map(|grant| &grant.to);
        let attached = snapshot.identity_policies.iter().flatten().flat_map(|policy| &policy.attached_to.0);
        let direct = granted.chain(attached).filter_map(|to| match to {
            Grantee::User(id) => Some(id),
            _ => None,
        });
        let members = snapshot.groups.iter().flatten().flat_map(|group| group.members.iter().flatten());
        let mut unlisted: Vec<&EntityId> = direct.chain(members).filter(|id| !listed.contains(id)).collect();
        unlisted.sort_unstable();
        unlisted.dedup();
        for id in unlisted {
            self.user(Principal::new(PrincipalKind::User, Some(id.clone()), None), id);
        }
    }

    fn user(&mut self, principal: Principal, id: &EntityId) {
        let groups = self.memberships.get(id).cloned().unwrap_or_default();
        let mut held = self.held(Some(&Grantee::User(id.clone())), &groups);
        for (group, open) in self.perhaps.iter().filter(|(group, _)| !groups.contains(group)) {
            held.extend(open.iter().map(|(piece, scope)| Held { piece: *piece, scope: *scope, group: *group }));
        }
        held.extend(self.unknown_groups.iter().map(|(piece, scope)| Held { piece: *piece, scope: *scope, group: OWN }));
        self.add(principal, held);
    }

    fn agencies(&mut self) {
        let snapshot = self.snapshot;
        for agency in snapshot.agencies.iter().flatten() {
            let mut principal =
                Principal::new(PrincipalKind::Agency, Some(agency.id.clone()), Some(agency.name.clone()));
            principal.trusted_account = agency.trusted_account.clone();
            principal.trusted_service = agency.trusted_service.clone();
            principal.expires_at = agency.expires_at.clone();
            let held = self.held(Some(&Grantee::Agency(agency.id.clone())), &[]);
            self.add(principal, held);
        }
        let listed: HashSet<&EntityId> = snapshot.agencies.iter().flatten().map(|agency| &agency.id).collect();
        let granted = snapshot.grants.iter().flatten().map(|grant| &grant.to);
        let attached = snapshot.identity_policies.iter().flatten().flat_map(|policy| &policy.attached_to.0);
        let mut unlisted: Vec<&EntityId> = granted
            .chain(attached)
            .filter_map(|to| match to {
                Grantee::Agency(id) if !listed.contains(id) => Some(id),
                _ => None,
            })
            .collect();
        unlisted.sort_unstable();
        unlisted.dedup();
        for id in unlisted {
            let held = self.held(Some(&Grantee::Agency(id.clone())), &[]);
            self.add(Principal::new(PrincipalKind::Agency, Some(id.clone()), None), held);
        }
    }

    fn federated(&mut self) {
        let snapshot = self.snapshot;
        let virtual_users =
            snapshot.identity_providers.iter().flatten().filter(|provider| provider.sso != Some(Sso::IamUser));
        for provider in virtual_users {
            let mut principal = Principal::new(
                PrincipalKind::Federated,
                Some(provider.id.clone()),
                Some(provider.id.as_str().to_owned()),
            );
            principal.enabled = provider.enabled;
            let mapping = provider.mapping.as_ref();
            let not_read = mapping.and_then(|id| self.cause(NotReadPart::Mappings, Some(id)));
            let found = mapping.and_then(|id| snapshot.mappings.iter().flatten().find(|each| each.id == *id));
            let Some(found) = found.filter(|_| not_read.is_none()) else {
                let cause = not_read.or_else(|| self.cause(NotReadPart::Mappings, None));
                let cause = cause.unwrap_or_else(|| said!("the mapping of this identity provider was not read"));
                let piece = self.unread(provider.id.as_str(), cause, None, None);
                let mut held = self.held(None, &[]);
                held.push(Held { piece, scope: 0, group: OWN });
                self.add(principal, held);
                continue;
            };
            let rules = &found.rules.0;
            let each: Vec<Vec<Held>> = rules.iter().map(|rule| self.admitted(provider.id.as_str(), rule)).collect();
            let several = (each.len() > 1).then(|| each.concat());
            for (rule, held) in (0..).zip(each) {
                self.add(Principal { rule: Some(rule), ..principal.clone() }, held);
            }
            if let Some(all) = several {
                self.add(principal, all);
            }
        }
    }

    /// What somebody has whom a rule admits.
    fn admitted(&mut self, provider: &str, rule: &MappingRule) -> Vec<Held> {
        let mut groups = Vec::new();
        let mut open = None;
        for name in rule.groups.iter().flatten() {
            let found: Vec<u32> = (0..)
                .zip(&self.groups)
                .filter(|(_, group)| group.name.as_ref() == Some(name))
                .map(|(index, _)| index)
                .collect();
            if found.is_empty() {
                open = Some(said!("the snapshot has no group of a name that the mapping has"));
            }
            groups.extend(found);
        }
        if rule.groups.is_none() {
            open = Some(said!("which groups the mapping puts somebody into hangs on the identity provider"));
        }
        let mut held = self.held(None, &groups);
        if let Some(cause) = open {
            let piece = self.unread(provider, cause, None, None);
            held.push(Held { piece, scope: 0, group: OWN });
        }
        held
    }
}
