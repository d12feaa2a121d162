//! "Who can?" of plain OpenStack: what Keystone would put into the tokens of each user, and what Nova's rules make of them.
//!
//! 1. A user can have a token for each project, domain and the system where it has a role: assigned to it or to a group of it; of a project also what is
//!    assigned, to be inherited, to its domain or to a project above it. A role brings those with it that it implies; one that belongs to a domain is in no
//!    token, only what it implies.
//! 2. An **application credential** has the roles that it was given, in its project. Whether what these imply is in its tokens hangs on the release of Keystone (from 2024.2
//!    on it is), which a snapshot does not say: both count. Its access rules limit it.
//! 3. Nova's rules are asked for each of these tokens, with the project that is asked for as the target. With a token of another project Nova finds the server
//!    for an administrator alone. With one of a domain or the system that is not known, so that what a rule allows there is open.
//! 4. The answer is the best of all tokens. What was not read (members of a group, assignments, names of roles) may be any role.
//!
//! Not covered: users of federations whom Keystone has no record of, trusts, EC2 credentials, and whether somebody is enabled.
//!
//! Sources: Keystone API v3 (role assignments, inherited roles, application credentials) and `keystone/assignment/core.py`; Nova
//! `nova/context.py` and `nova/db/main/api.py` (`project_only`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::snapshot::{
    AccessRule, ApplicationCredential, Assignment, Group, NotRead, NotReadPart, Place, Project, Role, Snapshot,
};
use crate::policy::oslo::{
    NovaRelease, OsloBasis, OsloCheck, OsloDecision, OsloOptions, OsloOutcome, OsloPolicy, OsloReason, OsloVerdict,
    TokenScope,
};
use crate::{Error, ProjectId};

/// How many ways an answer has at most.
const MOST_WAYS: usize = 8;
/// How far projects are above each other at most, and roles imply others.
const MOST_STEPS: usize = 64;

/// What is asked.
#[derive(Debug, Clone)]
pub struct OpenstackQuestion {
    /// Nova's rule.
    pub action: String,
    /// The method and the path of the request (`servers/{server_id}/os-server-password`), for access rules, where they are known.
    pub request: Option<(&'static str, &'static str)>,
    /// The project of what is asked for.
    pub project: ProjectId,
    /// Other attributes of the target, as [`OsloCheck::with_target`] takes them.
    pub target: BTreeMap<String, Option<String>>,
    /// Whether those who cannot are answers too.
    pub all: bool,
}

/// Who can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OpenstackWhoCan {
    /// An answer for each user and application credential.
    pub rows: Vec<OpenstackRow>,
    /// Whether a policy file was there, or Nova's own rules were asked alone.
    #[cfg_attr(feature = "types", ts(inline))]
    pub basis: OsloBasis,
    /// What the snapshot says was not read, and what it does not have.
    #[cfg_attr(feature = "types", ts(type = "readonly AccountNotRead[]"))]
    pub not_read: Vec<NotRead>,
    /// How many different tokens were asked for.
    pub sets: usize,
}

/// What kind of principal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum OpenstackPrincipalKind {
    /// A user.
    User,
    /// An application credential.
    ApplicationCredential,
}

/// Who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct OpenstackPrincipal {
    /// The kind.
    #[cfg_attr(feature = "types", ts(inline))]
    pub kind: OpenstackPrincipalKind,
    /// Its ID.
    pub id: String,
    /// Its name, where the snapshot has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of an application credential: the user whom it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Whether a user can sign in; not known where it is missing. It is not part of the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// The answer for one principal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OpenstackRow {
    /// Who.
    pub principal: OpenstackPrincipal,
    /// Whether it can.
    #[cfg_attr(feature = "types", ts(inline))]
    pub decision: OsloVerdict,
    /// How: by which assignments, in which token.
    pub via: Vec<OpenstackWay>,
    /// What keeps it open, as [`OsloDecision::unknown`]; besides `accessRules`, `impliedRoles`, and `token` (of a domain or the system).
    pub unknown: Vec<String>,
    /// The checks of Nova's rules that made it so.
    pub reasons: Vec<OsloReason>,
}

/// A way to an answer: an assignment, the role that Nova's rules ask for, and the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct OpenstackWay {
    /// What the token is for: an ID, or the system.
    #[cfg_attr(feature = "types", ts(type = "OpenstackPlace"))]
    pub token: TokenPlace,
    /// The ID of the group that has the role; missing: the principal itself does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Where the role is assigned.
    #[cfg_attr(feature = "types", ts(type = "OpenstackPlace"))]
    pub on: TokenPlace,
    /// Whether it is inherited from there.
    pub inherited: bool,
    /// The names of the roles from the one that is assigned to the one that counts, each implied by the one before.
    pub roles: Vec<String>,
    /// Nova's rules, from the one that was asked for to the one that asks for the role.
    pub rules: Vec<String>,
}

/// What a token, or an assignment, is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "OpenstackPlace"))]
pub enum TokenPlace {
    /// A project.
    Project(String),
    /// A domain.
    Domain(String),
    /// The system: `all`.
    System(#[cfg_attr(feature = "types", ts(type = "\"all\""))] &'static str),
}

impl TokenPlace {
    fn of(place: &Place) -> Self {
        match place {
            Place::Project(id) => Self::Project(id.as_str().to_owned()),
            Place::Domain(id) => Self::Domain(id.as_str().to_owned()),
            Place::System(_) => Self::System("all"),
        }
    }

    fn scope(&self) -> TokenScope {
        match self {
            Self::Project(id) => TokenScope::Project(Some(id.clone())),
            Self::Domain(id) => TokenScope::Domain(id.clone()),
            Self::System(_) => TokenScope::System,
        }
    }
}

/// An assignment that somebody has.
#[derive(Debug, Clone, Copy)]
struct Held<'a> {
    assignment: &'a Assignment,
    group: Option<&'a Group>,
    /// Whether it is certain that the principal has it.
    certain: bool,
}

/// What a token holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
struct Roles {
    names: BTreeSet<String>,
    /// There may be others.
    more: bool,
    /// Whether there is such a token for certain.
    certain: bool,
}

/// A snapshot of OpenStack, to be asked.
struct Directory<'a> {
    snapshot: &'a Snapshot,
    roles: HashMap<&'a str, &'a Role>,
    projects: HashMap<&'a str, &'a Project>,
    implied: HashMap<&'a str, Vec<&'a str>>,
    of_users: HashMap<&'a str, Vec<Held<'a>>>,
    /// What groups have whose members were not read.
    of_anybody: Vec<Held<'a>>,
    /// Whether there may be assignments, or memberships, of which nothing is known.
    more: bool,
}

impl<'a> Directory<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let by_id = snapshot.groups.iter().flatten().map(|group| (group.id.as_str(), group));
        let groups: HashMap<&str, &Group> = by_id.collect();
        let not_read = |what: NotReadPart| snapshot.not_read.iter().flatten().any(|each| each.what == what);
        let mut directory = Self {
            snapshot,
            roles: snapshot.roles.iter().flatten().map(|role| (role.id.as_str(), role)).collect(),
            projects: snapshot.projects.iter().flatten().map(|project| (project.id.as_str(), project)).collect(),
            implied: HashMap::new(),
            of_users: HashMap::new(),
            of_anybody: Vec::new(),
            more: snapshot.assignments.is_none() || not_read(NotReadPart::Assignments),
        };
        for rule in snapshot.implied_roles.iter().flatten() {
            directory.implied.entry(rule.prior.as_str()).or_default().push(rule.implies.as_str());
        }
        for assignment in snapshot.assignments.iter().flatten() {
            if let Some(user) = &assignment.user {
                let held = Held { assignment, group: None, certain: true };
                directory.of_users.entry(user.as_str()).or_default().push(held);
            }
            let Some(id) = &assignment.group else { continue };
            let group = groups.get(id.as_str()).copied();
            let partly = |group: &Group| {
                let of_it = |each: &NotRead| each.of.is_none() || each.of.as_ref() == Some(&group.id);
                let mut all = snapshot.not_read.iter().flatten();
                all.any(|each| each.what == NotReadPart::Members && of_it(each))
            };
            let members = group.and_then(|group| group.members.as_ref());
            for member in members.into_iter().flatten() {
                let held = Held { assignment, group, certain: true };
                directory.of_users.entry(member.as_str()).or_default().push(held);
            }
            if members.is_none() || group.is_some_and(partly) {
                directory.of_anybody.push(Held { assignment, group, certain: false });
            }
        }
        directory
    }

    /// The users: those of the list, and whom else it names.
    fn users(&self) -> Vec<(&'a str, Option<&'a super::snapshot::User>)> {
        let mut users: Vec<(&str, Option<&super::snapshot::User>)> =
            self.snapshot.users.iter().flatten().map(|user| (user.id.as_str(), Some(user))).collect();
        let known: BTreeSet<&str> = users.iter().map(|(id, _)| *id).collect();
        let members = self.snapshot.groups.iter().flatten().flat_map(|group| group.members.iter().flatten());
        let members = members.map(super::snapshot::EntityId::as_str);
        let others: BTreeSet<&str> =
            self.of_users.keys().copied().chain(members).filter(|id| !known.contains(id)).collect();
        users.extend(others.into_iter().map(|id| (id, None)));
        users
    }

    fn held(&self, user: &str) -> Vec<Held<'a>> {
        let own = self.of_users.get(user).into_iter().flatten();
        own.chain(&self.of_anybody).copied().collect()
    }

    /// Whether an assignment is for a place: `None` where that is not known.
    fn reaches(&self, assignment: &Assignment, place: &TokenPlace) -> Option<bool> {
        let on = TokenPlace::of(&assignment.on);
        if !assignment.inherited.unwrap_or(false) {
            return Some(on == *place);
        }
        let (TokenPlace::Project(id), false) = (place, matches!(on, TokenPlace::System(_))) else { return Some(false) };
        if let TokenPlace::Domain(domain) = &on {
            let own = self.projects.get(id.as_str()).and_then(|project| project.domain_id.as_ref());
            return own.map(|own| own.as_str() == domain);
        }
        let mut below = self.projects.get(id.as_str());
        for _ in 0..MOST_STEPS {
            let project = below?;
            let Some(parent) = &project.parent_id else { return Some(false) };
            if on == TokenPlace::Project(parent.as_str().to_owned()) {
                return Some(true);
            }
            // Above the first project is its domain.
            if project.domain_id.as_ref() == Some(parent) {
                return Some(false);
            }
            below = self.projects.get(parent.as_str());
        }
        None
    }

    /// The roles that one brings with it, itself first, each with the way to it.
    fn with_implied(&self, role: &'a str) -> Vec<Vec<&'a str>> {
        let mut ways: Vec<Vec<&str>> = vec![vec![role]];
        let mut seen = BTreeSet::from([role]);
        let mut next = 0;
        while let Some(way) = ways.get(next).cloned() {
            next += 1;
            let last = way.last().copied().unwrap_or_default();
            for implied in self.implied.get(last).into_iter().flatten() {
                if seen.insert(implied) {
                    ways.push(way.iter().copied().chain([*implied]).collect());
                }
            }
        }
        ways
    }

    /// What a token of these assignments holds for a place; none where there can be none.
    fn roles(&self, held: &[Held<'a>], place: &TokenPlace) -> Option<Roles> {
        let mut roles = Roles { more: self.more, ..Roles::default() };
        for held in held {
            match self.reaches(held.assignment, place) {
                Some(true) if held.certain => {
                    roles.certain = true;
                    self.add(held.assignment.role.as_str(), &mut roles, true);
                }
                Some(false) => {}
                _ => roles.more = true,
            }
        }
        (roles.certain || roles.more).then_some(roles)
    }

    fn add(&self, role: &'a str, roles: &mut Roles, with_implied: bool) {
        roles.more |= self.snapshot.implied_roles.is_none() && with_implied;
        let ways = if with_implied { self.with_implied(role) } else { vec![vec![role]] };
        for id in ways.iter().filter_map(|way| way.last()) {
            match self.roles.get(id) {
                Some(role) if role.domain_id.is_none() => {
                    roles.names.insert(role.name.clone());
                }
                Some(_) => {}
                None => roles.more = true,
            }
        }
    }

    fn name(&self, role: &str) -> String {
        self.roles.get(role).map_or_else(|| role.to_owned(), |role| role.name.clone())
    }
}

/// One question, with what was answered already.
struct Asking<'a> {
    directory: Directory<'a>,
    question: &'a OpenstackQuestion,
    policy: OsloPolicy,
    /// Whether the rules may ask for the user.
    by_user: bool,
    known: HashMap<(Roles, TokenPlace, String), Answer>,
}

/// What a token comes to.
#[derive(Debug, Clone)]
struct Answer {
    decision: OsloVerdict,
    unknown: Vec<String>,
    reasons: Vec<OsloReason>,
}

const fn rank(decision: OsloVerdict) -> u8 {
    match decision {
        OsloVerdict::Deny => 0,
        OsloVerdict::Conditional => 1,
        OsloVerdict::Allow => 2,
    }
}

impl Answer {
    fn of(decision: OsloDecision) -> Self {
        Self { decision: decision.decision, unknown: decision.unknown, reasons: decision.reasons }
    }

    /// Both are needed.
    fn and(self, other: Self) -> Self {
        let lesser = if rank(other.decision) < rank(self.decision) { &other } else { &self };
        let mut unknown = lesser.unknown.clone();
        let mut reasons = lesser.reasons.clone();
        if lesser.decision != OsloVerdict::Deny {
            let more = if std::ptr::eq(lesser, &self) { &other } else { &self };
            unknown.extend(more.unknown.iter().cloned());
            reasons.extend(more.reasons.iter().cloned());
        }
        Self { decision: lesser.decision, unknown, reasons }
    }

    /// An `allow` that hangs on something else too.
    fn open_by(mut self, name: &str) -> Self {
        if self.decision != OsloVerdict::Deny {
            self.decision = OsloVerdict::Conditional;
            self.unknown.push(name.to_owned());
        }
        self
    }
}

impl<'a> Asking<'a> {
    fn answer(&mut self, roles: &Roles, place: &TokenPlace, user: &str) -> Result<Answer, Error> {
        let key = (roles.clone(), place.clone(), if self.by_user { user.to_owned() } else { String::new() });
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let own = TokenPlace::Project(self.question.project.as_str().to_owned());
        let target = [("project_id".to_owned(), Some(self.question.project.as_str().to_owned()))];
        let target: BTreeMap<String, Option<String>> = target.into_iter().chain(self.question.target.clone()).collect();
        let mut answer = self.ask(&self.question.action, roles, place, user, &target)?;
        if answer.decision != OsloVerdict::Deny && *place != own {
            answer = if let TokenPlace::Project(id) = place {
                let target = [("project_id", id.as_str()), ("user_id", user)];
                let target = target.map(|(name, value)| (name.to_owned(), Some(value.to_owned()))).into();
                let mut needed = self.ask("context_is_admin", roles, place, user, &target)?;
                if matches!(
                    self.question.action.as_str(),
                    "os_compute_api:servers:detail" | "os_compute_api:servers:index"
                ) {
                    let action = format!("{}:get_all_tenants", self.question.action);
                    needed = needed.and(self.ask(&action, roles, place, user, &target)?);
                }
                answer.and(needed)
            } else {
                answer.open_by("token")
            };
        }
        if !roles.certain {
            answer = answer.open_by("roles");
        }
        self.known.insert(key, answer.clone());
        Ok(answer)
    }

    fn ask(
        &self,
        action: &str,
        roles: &Roles,
        place: &TokenPlace,
        user: &str,
        target: &BTreeMap<String, Option<String>>,
    ) -> Result<Answer, Error> {
        let names: Vec<&str> = roles.names.iter().map(String::as_str).collect();
        let mut check = OsloCheck::of_action(action, place.scope()).with_roles(&names).with_user_id(user);
        if roles.more {
            check = check.with_more_roles();
        }
        for (name, value) in target {
            check = check.with_target(name, value.as_deref());
        }
        self.policy.check(&check).map(Answer::of)
    }

    /// The best that a user's tokens come to, and which token that is.
    fn of_user(&mut self, user: &str, held: &[Held<'a>]) -> Result<Option<(TokenPlace, Answer)>, Error> {
        let own = TokenPlace::Project(self.question.project.as_str().to_owned());
        let mut places = vec![own.clone()];
        let assigned: BTreeSet<TokenPlace> = held
            .iter()
            .filter(|held| !held.assignment.inherited.unwrap_or(false))
            .map(|held| TokenPlace::of(&held.assignment.on))
            .collect();
        places.extend(assigned);
        if held.iter().any(|held| held.assignment.inherited.unwrap_or(false)) {
            let all = self.directory.projects.keys().copied().collect::<BTreeSet<_>>();
            places.extend(all.into_iter().map(|id| TokenPlace::Project(id.to_owned())));
        }
        let mut best: Option<(TokenPlace, Answer)> = None;
        for place in places {
            let Some(roles) = self.directory.roles(held, &place) else { continue };
            let answer = self.answer(&roles, &place, user)?;
            if best.as_ref().is_none_or(|(_, known)| rank(answer.decision) > rank(known.decision)) {
                let is_allow = answer.decision == OsloVerdict::Allow;
                best = Some((place, answer));
                if is_allow {
                    break;
                }
            }
        }
        Ok(best)
    }

    fn of_credential(&mut self, credential: &'a ApplicationCredential) -> Result<Option<(TokenPlace, Answer)>, Error> {
        let place = TokenPlace::Project(credential.project_id.as_str().to_owned());
        let user = credential.user_id.as_str();
        let mut both = [false, true].map(|with_implied| {
            let mut roles = Roles { certain: true, ..Roles::default() };
            for role in &credential.roles {
                self.directory.add(role.as_str(), &mut roles, with_implied);
            }
            roles
        });
        let [without, with] = &mut both;
        let mut answer = self.answer(with, &place, user)?;
        let narrow = self.answer(without, &place, user)?;
        if narrow.decision != answer.decision {
            answer.decision = OsloVerdict::Conditional;
            answer.unknown.push("impliedRoles".to_owned());
        }
        if let Some(rules) = credential.access_rules.as_ref().filter(|_| answer.decision != OsloVerdict::Deny) {
            if !rules.iter().any(|rule| may_be_for(rule, self.question.request)) {
                return Ok(None);
            }
            // By which path a caller comes, and to which server, is not known.
            answer = answer.open_by("accessRules");
        }
        Ok(Some((place, answer)))
    }

    /// How the roles that Nova's rules asked for came into the token.
    fn ways(&self, held: &[Held<'a>], place: &TokenPlace, answer: &Answer) -> Vec<OpenstackWay> {
        let met = |reason: &&OsloReason| reason.outcome == OsloOutcome::Met;
        let wanted: Vec<(&OsloReason, String)> = answer
            .reasons
            .iter()
            .filter(met)
            .filter_map(|reason| Some((reason, reason.check.as_deref()?.strip_prefix("role:")?.to_lowercase())))
            .collect();
        let mut ways = Vec::new();
        for held in
            held.iter().filter(|held| held.certain && self.directory.reaches(held.assignment, place) == Some(true))
        {
            let chains = self.directory.with_implied(held.assignment.role.as_str());
            let mut add = |chain: &[&str], rules: &[String]| {
                ways.push(OpenstackWay {
                    token: place.clone(),
                    group: held.group.map(|group| group.id.as_str().to_owned()),
                    on: TokenPlace::of(&held.assignment.on),
                    inherited: held.assignment.inherited.unwrap_or(false),
                    roles: chain.iter().map(|role| self.directory.name(role)).collect(),
                    rules: rules.to_vec(),
                });
            };
            for (reason, role) in &wanted {
                let leads_to = |chain: &&Vec<&str>| {
                    chain.last().is_some_and(|last| self.directory.name(last).to_lowercase() == *role)
                };
                if let Some(chain) = chains.iter().find(leads_to) {
                    add(chain, &reason.via);
                }
            }
            if let (true, Some(first)) = (wanted.is_empty(), answer.reasons.iter().find(met)) {
                add(&[held.assignment.role.as_str()], &first.via);
            }
        }
        ways.sort_by_key(|way| (way.group.is_some(), way.inherited, way.roles.len()));
        ways.dedup();
        ways.truncate(MOST_WAYS);
        ways
    }
}

/// Whether an access rule may be for a request: not where its service, its method or the end of its path is another one.
fn may_be_for(rule: &AccessRule, request: Option<(&str, &str)>) -> bool {
    let is_open = |segment: &str| segment.contains(['*', '{']);
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let is_service = rule.service.as_deref().is_none_or(|service| service == "compute");
    is_service
        && request.is_none_or(|(method, path)| {
            let (own, asked) = (rule.path.as_deref().map(last), last(path));
            rule.method.as_deref().is_none_or(|own| own.eq_ignore_ascii_case(method))
                && own.is_none_or(|own| is_open(&own) || is_open(&asked) || own == asked)
        })
}

/// Who of an account of OpenStack can do what is asked for.
///
/// # Errors
/// [`crate::Code::InvalidInput`] where Nova has no such rule, or the snapshot names a release whose rules are not known.
pub fn who_can(snapshot: &Snapshot, question: &OpenstackQuestion) -> Result<OpenstackWhoCan, Error> {
    let release = snapshot.nova_release.as_deref().map(|text| NovaRelease::parse(text, "novaRelease")).transpose()?;
    let file = snapshot.policy_file.as_deref();
    let policy = OsloPolicy::new(file, OsloOptions { release, ..OsloOptions::default() });
    let by_user = file.is_some_and(|file| file.contains("user_id")) || question.action.contains("keypairs");
    let directory = Directory::new(snapshot);
    let mut asking = Asking { directory, question, policy, by_user, known: HashMap::new() };
    let mut rows = Vec::new();
    let mut add = |principal, found: Option<(TokenPlace, Answer)>, via: Vec<OpenstackWay>| {
        let (decision, mut unknown, reasons) = found
            .map_or((OsloVerdict::Deny, Vec::new(), Vec::new()), |(_, answer)| {
                (answer.decision, answer.unknown, answer.reasons)
            });
        if decision == OsloVerdict::Deny && !question.all {
            return;
        }
        unknown.sort_unstable();
        unknown.dedup();
        rows.push(OpenstackRow { principal, decision, via, unknown, reasons });
    };
    for (id, user) in asking.directory.users() {
        let held = asking.directory.held(id);
        let found = asking.of_user(id, &held)?;
        let via = found.as_ref().map(|(place, answer)| asking.ways(&held, place, answer)).unwrap_or_default();
        let (name, enabled) = (user.map(|user| user.name.clone()), user.and_then(|user| user.enabled));
        let kind = OpenstackPrincipalKind::User;
        add(OpenstackPrincipal { kind, id: id.to_owned(), name, user_id: None, enabled }, found, via);
    }
    for credential in snapshot.application_credentials.iter().flatten() {
        let found = asking.of_credential(credential)?;
        let principal = OpenstackPrincipal {
            kind: OpenstackPrincipalKind::ApplicationCredential,
            id: credential.id.as_str().to_owned(),
            name: Some(credential.name.clone()),
            user_id: Some(credential.user_id.as_str().to_owned()),
            enabled: None,
        };
        add(principal, found, Vec::new());
    }
    let sets = asking.known.len();
    let basis = if file.is_some() { OsloBasis::File } else { OsloBasis::Defaults };
    Ok(OpenstackWhoCan { rows, basis, not_read: snapshot.not_read.clone().unwrap_or_default(), sets })
}
