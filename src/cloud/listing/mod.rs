//! The policies of the signed-in user, read from IAM: several calls, one answer.
//!
//! A token for the whole account; the user's groups; then what each group is granted for global services, in every project,
//! and in the project of the session; on Huawei Cloud then the identity policies of user and groups. What enterprise projects grant is told by
//! another API, and so is what service control policies limit: these are not read. What was not read is an entry of its own, so that it
//! is not forgotten on the way into a set.

mod entries;
mod identity;

pub use entries::{ListedEntry, ListedGroup, ListedPolicies, NotRead};
#[cfg(feature = "types")]
pub use entries::{ListedGrant, ListedIdentityPolicy, ListedPolicy};
use identity::{IdentityReading, Progress};

use crate::base::ids::{ApiVersion, Cloud, ProjectId};
use crate::base::said::phrase;
use crate::cloud::auth::Owner;
use crate::cloud::exchange::{AnyCall, Event, Now, Sendable, SignInCall, Step};
use crate::cloud::operations::{
    GroupPermissions, ListGroupPermissions, ListUserGroups, Output, Permission, Place, UserGroup, UserGroups,
};
use crate::{Code, Error, OperationName, Session};

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
    /// The identity policies, from when the groups are known until they are read.
    identity: Option<IdentityReading>,
    listed: ListedPolicies,
}

#[derive(Debug)]
enum ListingStage {
    /// The client's own sign-in: it says which project the requests are for, and that the credentials are right.
    SigningIn(SignInCall),
    /// The token for IAM, and whose it is.
    Identifying(SignInCall),
    Groups(AnyCall),
    /// What the group of this index is granted there.
    Permissions(AnyCall, usize, Place),
    /// The identity policies of user and groups.
    Identity(IdentityReading),
    Over,
}

impl ListPoliciesCall {
    /// The operations that it is made of, in their order, those that the cloud has; a sign-in for the whole account comes before them.
    pub const OPERATIONS: [OperationName; 8] = [
        OperationName::ListUserGroups,
        OperationName::ListGroupPermissionsOnDomain,
        OperationName::ListGroupPermissionsOnAllProjects,
        OperationName::ListGroupPermissionsOnProject,
        OperationName::ListAttachedUserPolicies,
        OperationName::ListAttachedGroupPolicies,
        OperationName::GetIdentityPolicy,
        OperationName::GetIdentityPolicyVersion,
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
            identity: None,
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
                Ok(done) => match done? {
                    Output::ListUserGroups(groups) => self.queue_up(groups, session, now)?,
                    _ => self.stage = ListingStage::Over,
                },
                Err(step) => return Ok(Some(step)),
            },
            (ListingStage::Permissions(call, group, place), Some(iam)) => match over(call.next(iam, event, now)) {
                Ok(done) => {
                    let (group, place) = (*group, place.clone());
                    self.take(done, group, &place)?;
                    self.ask_for_permissions(now)?;
                }
                Err(step) => return Ok(Some(step)),
            },
            (ListingStage::Identity(reading), Some(iam)) => {
                let left = left(self.deadline_ms, self.timeout_ms, now);
                match reading.advance(iam, event, now, left)? {
                    Progress::Pending(step) => return Ok(Some(step)),
                    Progress::Over => self.finish()?,
                }
            }
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
        self.stage = ListingStage::Groups(call(ListUserGroups { user_id }, self.left(now)));
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
        let Owner { user, domain, .. } = self.owner()?.clone();
        self.project = session.project();
        if session.cloud() == Cloud::Huawei {
            self.listed.not_read.push(NotRead::ServiceControlPolicies);
            self.identity = Some(IdentityReading::new(user, groups.iter().map(|group| group.id.clone())));
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
        match (self.queue.pop(), self.identity.take()) {
            (Some((group, operation)), identity) => {
                self.identity = identity;
                let place = operation.place.clone();
                self.stage = ListingStage::Permissions(call(operation, self.left(now)), group, place);
            }
            (None, Some(reading)) => self.stage = ListingStage::Identity(reading),
            (None, None) => self.finish()?,
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Error> {
        let (mut unread, answered) = match std::mem::replace(&mut self.stage, ListingStage::Over) {
            ListingStage::Identity(reading) => {
                let answered = reading.answered();
                (reading.tell(&mut self.listed), answered)
            }
            _ => (Vec::new(), false),
        };
        if let Some(error) = self.refused.take().filter(|_| !self.answered && !answered) {
            return Err(error);
        }
        let places = self.listed.not_read.iter();
        self.listed.entries.extend(places.filter_map(|place| place.entry(self.project.as_ref())));
        self.listed.entries.append(&mut unread);
        Ok(())
    }

    fn take(&mut self, answer: Result<Output, Error>, group: usize, place: &Place) -> Result<(), Error> {
        match answer {
            Ok(Output::ListGroupPermissions(GroupPermissions { permissions, .. })) => {
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
            Ok(_) => Ok(()),
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

    fn left(&self, now: Now) -> u32 {
        left(self.deadline_ms, self.timeout_ms, now)
    }
}

/// A call of one of its operations: all are driven by the same code, whose results are of one type.
fn call(operation: impl Sendable + 'static, timeout_ms: u32) -> AnyCall {
    AnyCall::new(operation.name(), Box::new(operation), ApiVersion::DEFAULT, timeout_ms)
}

/// What is left for a request: it ends at once where nothing is.
fn left(deadline_ms: Option<f64>, timeout_ms: f64, now: Now) -> u32 {
    let left = deadline_ms.map_or(timeout_ms, |deadline| deadline - now.steady_ms);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to what was given")]
    let whole = (left as u32).min(timeout_ms as u32);
    whole
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
