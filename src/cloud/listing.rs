//! The policies of the signed-in user, read from IAM: several calls, one answer.
//!
//! A token for the whole account; the user's groups; then what each group is granted for global services, in every project,
//! and in the project of the session. What enterprise projects grant is told by another API, and so is which identity policies apply
//! on Huawei Cloud: these are not read. What was not read is an entry of its own, so that it is not forgotten on the way into a set.

use serde::Serialize;

use crate::base::ids::{ApiVersion, Cloud, GroupId, ProjectId};
use crate::base::said::{Phrase, phrase};
use crate::cloud::auth::Owner;
use crate::cloud::exchange::{Call, Event, Now, SignInCall, Step};
use crate::cloud::operations::{
    GroupPermissions, ListGroupPermissions, ListUserGroups, Permission, Place, UserGroup, UserGroups,
};
use crate::{Code, Error, OperationName, Scope, Session};

/// The policies of a user, as IAM gives them (`Client.listPolicies`).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ListedPolicies {
    /// What the groups are granted, for `new PolicySet(entries)`: each grant by itself, so that a policy that is granted twice is there
    /// twice. The document is the text of IAM's answer. Behind them what was not read, one entry for each of `notRead`, so that no answer of
    /// the set is certain where these may have a say.
    #[cfg_attr(feature = "types", ts(type = "ListedPolicy[]"))]
    pub entries: Vec<ListedEntry>,
    /// The groups of the user, in the order of IAM; `entries` has the indexes of what each is granted. What was not read is in no group: it may
    /// be of any.
    pub groups: Vec<ListedGroup>,
    /// Where further policies may be granted that are not among the entries that were read: always in enterprise projects, which another API
    /// tells, and in projects other than the client's, whose requests they do not touch; on Huawei Cloud identity policies (version 5.0),
    /// which another API tells as well; `groups` where IAM lists a group without an ID; the others where IAM refused them.
    #[cfg_attr(feature = "types", ts(inline))]
    pub not_read: Vec<NotRead>,
}

/// An entry of a policy set (`policy::Entry` is made from it, and `PolicySet::from_input` takes its JSON).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ListedEntry {
    /// One grant.
    Granted {
        /// The name that the console shows.
        name: String,
        /// The text: the policy in the envelope of the API, as it was answered.
        document: String,
        /// Where it is attached.
        scope: Scope,
    },
    /// What was not read.
    Unread {
        /// What it is, in words. A fixed text: its own template.
        name: Phrase,
        /// Why it was not read. A fixed text as well.
        unread: Phrase,
        /// Where it is attached.
        #[serde(skip_serializing_if = "Option::is_none")]
        scope: Option<Scope>,
    },
}

/// One grant, or what was not read.
#[cfg(feature = "types")]
#[derive(Debug, ts_rs::TS)]
#[ts(type = "ListedGrant | UnreadPolicy")]
pub struct ListedPolicy;

/// One grant.
#[cfg(feature = "types")]
#[derive(Debug, ts_rs::TS)]
pub struct ListedGrant {
    /// The text.
    pub document: String,
    /// Where it is attached.
    pub scope: Scope,
}

impl ListedEntry {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Granted { name, .. } => name,
            Self::Unread { name, .. } => name.english(),
        }
    }

    /// Where it is attached.
    #[must_use]
    pub const fn scope(&self) -> Option<&Scope> {
        match self {
            Self::Granted { scope, .. } => Some(scope),
            Self::Unread { scope, .. } => scope.as_ref(),
        }
    }
}

/// A user group, with its grants.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ListedGroup {
    /// Its id.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Its grants, by their index in [`ListedPolicies::entries`]. What was not read is in no group: it may be of any.
    pub entries: Vec<usize>,
}

/// Where policies may be granted that were not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum NotRead {
    /// In enterprise projects: by another API.
    EnterpriseProjects,
    /// In projects other than that of the session, whose requests they do not touch.
    OtherProjects,
    /// Identity policies (version 5.0), which Huawei Cloud has: by another API.
    IdentityPolicies,
    /// To a group whose entry in IAM's list has no ID.
    Groups,
    /// For global services: refused.
    Global,
    /// In the project of the session: refused.
    Project,
    /// In every project: refused.
    AllProjects,
}

impl NotRead {
    fn of(place: &Place) -> Self {
        match place {
            Place::Domain(_) => Self::Global,
            Place::Project(_) => Self::Project,
            Place::AllProjects(_) => Self::AllProjects,
        }
    }

    /// What it is, and why it was not read.
    const fn words(self) -> (Phrase, Phrase) {
        match self {
            Self::EnterpriseProjects => (
                phrase!("what enterprise projects grant"),
                phrase!("another API lists what is granted in enterprise projects, and it was not asked"),
            ),
            Self::OtherProjects => (
                phrase!("what other projects grant"),
                phrase!("what is granted in projects other than that of the requests was not asked for"),
            ),
            Self::IdentityPolicies => (
                phrase!("identity policies"),
                phrase!("another API lists identity policies (version 5.0), and it was not asked"),
            ),
            Self::Groups => (
                phrase!("what a group without an ID is granted"),
                phrase!("IAM lists a group of the user without an ID, so that nobody can ask what it is granted"),
            ),
            Self::Global => (
                phrase!("what is granted for global services"),
                phrase!("IAM refused to list what is granted for global services"),
            ),
            Self::Project => (
                phrase!("what is granted in this project"),
                phrase!("IAM refused to list what is granted in this project"),
            ),
            Self::AllProjects => (
                phrase!("what is granted in all projects"),
                phrase!("IAM refused to list what is granted in all projects"),
            ),
        }
    }

    /// The same as an entry; `project` is that of the requests.
    fn entry(self, project: Option<&ProjectId>) -> ListedEntry {
        let scope = match (self, project) {
            (Self::EnterpriseProjects, _) => Some(Scope::EnterpriseProjects),
            (Self::OtherProjects, Some(project)) => Some(Scope::OtherProjects { id: project.clone() }),
            (Self::Project, Some(project)) => Some(Scope::Project { id: project.clone() }),
            // Any project may be the one of a request.
            (Self::AllProjects | Self::OtherProjects | Self::Project, _) => Some(Scope::AllProjects),
            (Self::Global, _) => Some(Scope::Global),
            (Self::IdentityPolicies | Self::Groups, _) => None,
        };
        let (name, unread) = self.words();
        ListedEntry::Unread { name, unread, scope }
    }
}

/// Reading a user's policies, from the first step to the result.
#[derive(Debug)]
pub struct ListPoliciesCall {
    timeout_ms: f64,
    deadline_ms: Option<f64>,
    stage: ListingStage,
    iam: Option<Box<Session>>,
    /// The project of the requests.
    project: Option<ProjectId>,
    /// What is still to be asked for, the next one last, with the index of its group.
    queue: Vec<(usize, ListGroupPermissions)>,
    /// The first refusal of a place.
    refused: Option<Error>,
    /// Some place was read.
    answered: bool,
    listed: ListedPolicies,
}

#[derive(Debug)]
enum ListingStage {
    /// The client's own sign-in: it says which project the requests are for, and that the credentials are right.
    SigningIn(SignInCall),
    /// The token for IAM, and whose it is.
    Identifying(SignInCall),
    Groups(Call<ListUserGroups>),
    /// What the group of this index is granted.
    Permissions(Call<ListGroupPermissions>, usize),
    Over,
}

impl ListPoliciesCall {
    /// The operations that it is made of, in their order; a sign-in for the whole account comes before them.
    pub const OPERATIONS: [OperationName; 4] = [
        OperationName::ListUserGroups,
        OperationName::ListGroupPermissionsOnDomain,
        OperationName::ListGroupPermissionsOnAllProjects,
        OperationName::ListGroupPermissionsOnProject,
    ];

    /// A call that may take so many milliseconds, all its requests together.
    #[must_use]
    pub fn new(timeout_ms: u32) -> Self {
        Self {
            timeout_ms: f64::from(timeout_ms),
            deadline_ms: None,
            stage: ListingStage::SigningIn(SignInCall::new(timeout_ms)),
            iam: None,
            project: None,
            queue: Vec::new(),
            refused: None,
            answered: false,
            listed: ListedPolicies {
                not_read: vec![NotRead::EnterpriseProjects, NotRead::OtherProjects],
                ..ListedPolicies::default()
            },
        }
    }

    /// The next step; the driver calls it until it says [`Step::Done`].
    pub fn next(&mut self, session: &mut Session, event: Event, now: Now) -> Step<ListedPolicies> {
        self.deadline_ms.get_or_insert(now.steady_ms + self.timeout_ms);
        // A cloud without policies is told so before anything is sent.
        if let Err(error) = OperationName::ListUserGroups.action(session.cloud(), ApiVersion::DEFAULT) {
            return Step::Done(Err(error));
        }
        let mut event = event;
        loop {
            match self.advance(session, event, now) {
                Ok(Some(step)) => return step,
                Ok(None) => event = Event::Start,
                Err(error) => return Step::Done(Err(error)),
            }
        }
    }

    /// The next step; `None` where the next stage is to begin.
    fn advance(
        &mut self,
        session: &mut Session,
        event: Event,
        now: Now,
    ) -> Result<Option<Step<ListedPolicies>>, Error> {
        match (&mut self.stage, &mut self.iam) {
            (ListingStage::SigningIn(call), _) => match over(call.next(session, event, now)) {
                Ok(done) => done.and_then(|_| self.identify(session, now))?,
                Err(step) => return Ok(Some(step)),
            },
            (ListingStage::Identifying(call), Some(iam)) => match over(call.next(iam, event, now)) {
                Ok(done) => {
                    done.map_err(|error| not_for_iam(error, iam.can_renew())).and_then(|_| self.ask_for_groups(now))?
                }
                Err(step) => return Ok(Some(step)),
            },
            (ListingStage::Groups(call), Some(iam)) => match over(call.next(iam, event, now)) {
                Ok(done) => done.and_then(|groups| self.queue_up(groups, session, now))?,
                Err(step) => return Ok(Some(step)),
            },
            (ListingStage::Permissions(call, group), Some(iam)) => match over(call.next(iam, event, now)) {
                Ok(done) => {
                    let (group, place) = (*group, call.operation().place.clone());
                    self.take(done, group, &place)?;
                    self.ask_for_permissions(now)?;
                }
                Err(step) => return Ok(Some(step)),
            },
            _ => return Ok(Some(Step::Done(Ok(std::mem::take(&mut self.listed))))),
        }
        Ok(None)
    }

    fn identify(&mut self, session: &Session, now: Now) -> Result<(), Error> {
        self.iam = Some(Box::new(session.for_iam()?));
        self.stage = ListingStage::Identifying(SignInCall::new(self.left(now)));
        Ok(())
    }

    fn ask_for_groups(&mut self, now: Now) -> Result<(), Error> {
        let user_id = self.owner()?.user.clone();
        self.stage = ListingStage::Groups(Call::new(ListUserGroups { user_id }, ApiVersion::DEFAULT, self.left(now)));
        Ok(())
    }

    fn owner(&self) -> Result<&Owner, Error> {
        self.iam.as_ref().and_then(|iam| iam.owner()).ok_or_else(|| {
            Error::new(Code::UnexpectedResponse, phrase!("the token does not say whose it is")).with_hint(phrase!(
                "check that identityEndpoint is IAM; an agency or a federated user has no groups there"
            ))
        })
    }

    fn queue_up(
        &mut self,
        UserGroups { groups, oddities }: UserGroups,
        session: &Session,
        now: Now,
    ) -> Result<(), Error> {
        let domain = self.owner()?.domain.clone();
        self.project = session.project();
        if session.cloud() == Cloud::Huawei {
            self.listed.not_read.push(NotRead::IdentityPolicies);
        }
        if oddities.into_iter().flatten().any(|odd| odd.id.is_none()) {
            self.listed.not_read.push(NotRead::Groups);
        }
        for (index, group) in groups.iter().enumerate() {
            let mut ask = |place| self.queue.push((index, ListGroupPermissions { group_id: group.id.clone(), place }));
            ask(Place::Domain(domain.clone()));
            ask(Place::AllProjects(domain.clone()));
            if let Some(project) = &self.project {
                ask(Place::Project(project.clone()));
            }
        }
        self.queue.reverse();
        let group = |UserGroup { id, name }| ListedGroup { id, name, entries: Vec::new() };
        self.listed.groups = groups.into_iter().map(group).collect();
        self.ask_for_permissions(now)
    }

    fn ask_for_permissions(&mut self, now: Now) -> Result<(), Error> {
        self.stage = match (self.queue.pop(), self.refused.take()) {
            (None, Some(error)) if !self.answered => return Err(error),
            (None, _) => {
                let unread = self.listed.not_read.iter().map(|place| place.entry(self.project.as_ref()));
                self.listed.entries.extend(unread);
                ListingStage::Over
            }
            (Some((group, operation)), refused) => {
                self.refused = refused;
                ListingStage::Permissions(Call::new(operation, ApiVersion::DEFAULT, self.left(now)), group)
            }
        };
        Ok(())
    }

    fn take(&mut self, answer: Result<GroupPermissions, Error>, group: usize, place: &Place) -> Result<(), Error> {
        match answer {
            Ok(GroupPermissions { permissions, .. }) => {
                self.answered = true;
                let start = self.listed.entries.len();
                let entry =
                    |Permission { name, document }| ListedEntry::Granted { name, document, scope: place.scope() };
                self.listed.entries.extend(permissions.into_iter().map(entry));
                if let Some(group) = self.listed.groups.get_mut(group) {
                    group.entries.extend(start..self.listed.entries.len());
                }
                Ok(())
            }
            // The right goes by the place: what is refused for one group is so for the others.
            Err(error) if error.code() == Code::Forbidden => {
                let refused = NotRead::of(place);
                self.listed.not_read.push(refused);
                self.queue.retain(|(_, operation)| NotRead::of(&operation.place) != refused);
                self.refused.get_or_insert(error);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// What is left for a request: it ends at once where nothing is.
    fn left(&self, now: Now) -> u32 {
        let left = self.deadline_ms.map_or(self.timeout_ms, |deadline| deadline - now.steady_ms);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to what was given")]
        let whole = (left as u32).min(self.timeout_ms as u32);
        whole
    }
}

/// The outcome of a call, or the step that it takes before that.
fn over<T>(step: Step<T>) -> Result<Result<T, Error>, Step<ListedPolicies>> {
    match step {
        Step::Done(result) => Ok(result),
        Step::Send { request, timeout_ms } => Err(Step::Send { request, timeout_ms }),
        Step::Wait(ms) => Err(Step::Wait(ms)),
    }
}

/// The same credentials were just accepted for the project: what is refused is the account as a whole.
fn not_for_iam(error: Error, renewable: bool) -> Error {
    if error.code() != Code::Unauthenticated {
        return error;
    }
    let (code, hint) = if renewable {
        (
            Code::Forbidden,
            phrase!(
                "IAM gives this user no token for the whole account, which it takes to read policies: ask an administrator for the role `Security Administrator`"
            ),
        )
    } else {
        (
            Code::Unauthenticated,
            phrase!("sign in again: a token that is wrong, expired or revoked is answered like this"),
        )
    };
    error.with_code(code).with_hint(hint)
}
