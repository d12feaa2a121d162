//! The identity policies (version 5.0) of a user of Huawei Cloud and of the user's groups: their lists, then each policy once.
//!
//! Nothing that goes wrong here loses what was read before: it is told as what was not read.

use super::{ListedEntry, ListedPolicies, NotRead, call, over};
use crate::base::ids::{GroupId, PolicyId, UserId};
use crate::base::policy_ids::PageMarker;
use crate::base::policy_kind::PolicyKind;
use crate::base::said::{Phrase, phrase};
use crate::cloud::exchange::{AnyCall, Event, LARGEST_ANSWER, Now, Step};
use crate::cloud::odd::Oddity;
use crate::cloud::operations::{
    AttachedPolicies, AttachedPolicy, GetIdentityPolicy, GetIdentityPolicyVersion, Holder, IdentityPolicy,
    IdentityPolicyVersion, ListAttachedPolicies, Output,
};
use crate::{Code, Error, Session};

/// Policies on a page: as many as IAM gives.
const PAGE: u32 = 200;
/// Pages of all lists together.
const MOST_PAGES: u32 = 100;
/// Policies that are read.
const MOST_POLICIES: usize = 200;

const FURTHER: Phrase = phrase!("further identity policies");
const WITHOUT_ID: Phrase = phrase!("an identity policy without an ID");

const REFUSED: Phrase = phrase!("IAM refused to show it");
const NOT_FOUND: Phrase =
    phrase!("IAM does not have it: there may be no identity policies (version 5.0) in this account");
const NO_ANSWER: Phrase = phrase!("IAM did not answer when it was asked for identity policies");
const ODD: Phrase = phrase!("what IAM answered is not what its documents say");
const NO_ID: Phrase = phrase!("IAM lists it without an ID, so that nobody can ask for it");
const WHETHER_MORE: Phrase = phrase!("IAM did not say whether there are more, or how to ask for them");
const TOO_MANY: Phrase = phrase!("there are more than are read at once");

/// The next step, or that there is none.
pub(super) enum Progress {
    Pending(Step<ListedPolicies>),
    Over,
}

/// The reading, from its first list to its last policy.
#[derive(Debug)]
pub(super) struct IdentityReading {
    /// What is being asked.
    call: Option<AnyCall>,
    /// The list that it is a page of.
    list: Option<List>,
    /// What is still to be asked for, the next one last.
    lists: Vec<List>,
    pages_left: u32,
    /// What the lists have, each once.
    found: Vec<Found>,
    /// Which of them is read next.
    next: usize,
    /// How much text may still be kept.
    room: usize,
    /// What was not read besides those that were found.
    gaps: Vec<ListedEntry>,
    /// Why nothing more is asked.
    stopped: Option<Phrase>,
    answered: bool,
}

/// A page of a list, with the index of its group.
#[derive(Debug, Clone)]
struct List {
    holder: Holder,
    group: Option<usize>,
    marker: Option<PageMarker>,
}

#[derive(Debug)]
struct Found {
    id: PolicyId,
    name: String,
    groups: Vec<usize>,
    /// Its text, or why there is none.
    text: Result<String, Phrase>,
}

impl IdentityReading {
    pub(super) fn new(user: UserId, groups: impl Iterator<Item = GroupId>) -> Self {
        let list = |holder, group| List { holder, group, marker: None };
        let groups = groups.enumerate().map(|(index, id)| list(Holder::Group(id), Some(index)));
        let mut lists: Vec<List> = std::iter::once(list(Holder::User(user), None)).chain(groups).collect();
        lists.reverse();
        Self {
            call: None,
            list: None,
            lists,
            pages_left: MOST_PAGES,
            found: Vec::new(),
            next: 0,
            room: LARGEST_ANSWER,
            gaps: Vec::new(),
            stopped: None,
            answered: false,
        }
    }

    /// The next step; `left` is the time for a request.
    ///
    /// # Errors
    /// Where the caller ended the call, or its time is over.
    pub(super) fn advance(&mut self, iam: &mut Session, event: Event, now: Now, left: u32) -> Result<Progress, Error> {
        let mut event = event;
        loop {
            let Some(call) = &mut self.call else {
                if self.choose(left) {
                    continue;
                }
                return Ok(Progress::Over);
            };
            let done = match over(call.next(iam, event, now)) {
                Ok(done) => done,
                Err(step) => return Ok(Progress::Pending(step)),
            };
            (self.call, event) = (None, Event::Start);
            match done {
                Ok(answer) => self.take(answer, left),
                Err(error) => self.fail(error)?,
            }
        }
    }

    /// Begins with what is next; false where nothing is.
    fn choose(&mut self, left: u32) -> bool {
        while let Some(list) = self.lists.pop() {
            if let Some(why) = self.stopped.or((self.pages_left == 0).then_some(TOO_MANY)) {
                self.miss(of(&list.holder), why);
                continue;
            }
            self.pages_left -= 1;
            let List { holder, marker, .. } = list.clone();
            self.call = Some(call(ListAttachedPolicies { holder, limit: Some(PAGE), marker }, left));
            self.list = Some(list);
            return true;
        }
        if let Some(why) = self.stopped {
            self.found.iter_mut().skip(self.next).for_each(|found| found.text = Err(why));
            return false;
        }
        let Some(found) = self.found.get(self.next) else { return false };
        self.call = Some(call(GetIdentityPolicy { policy_id: found.id.clone() }, left));
        true
    }

    fn take(&mut self, answer: Output, left: u32) {
        self.answered = true;
        match (answer, self.list.take()) {
            (Output::ListAttachedPolicies(answer), Some(list)) => self.take_list(answer, list),
            (Output::GetIdentityPolicy(policy), _) => self.take_policy(policy, left),
            (Output::GetIdentityPolicyVersion(IdentityPolicyVersion { document }), _) => {
                let room = self.room.checked_sub(document.len());
                self.room = room.unwrap_or(self.room);
                self.read(if room.is_some() { Ok(document) } else { Err(TOO_MANY) });
            }
            _ => self.read(Err(ODD)),
        }
    }

    fn take_list(&mut self, answer: AttachedPolicies, List { holder, group, marker }: List) {
        let AttachedPolicies { policies, next_marker, oddities } = answer;
        for AttachedPolicy { id, name } in policies {
            self.add(id, name, group);
        }
        let oddities: Vec<Oddity> = oddities.into_iter().flatten().collect();
        if oddities.iter().any(|odd| odd.index.is_some() && odd.id.is_none()) {
            self.miss(WITHOUT_ID, NO_ID);
        }
        // A page that leads to itself says no more than one that does not say what is next.
        let is_same = next_marker.is_some() && next_marker == marker;
        if is_same || oddities.iter().any(|odd| odd.index.is_none()) {
            self.miss(of(&holder), WHETHER_MORE);
        } else if next_marker.is_some() {
            self.lists.push(List { holder, group, marker: next_marker });
        }
    }

    fn add(&mut self, id: PolicyId, name: String, group: Option<usize>) {
        let is_full = self.found.len() >= MOST_POLICIES;
        match self.found.iter_mut().find(|found| found.id == id) {
            Some(found) => found.groups.extend(group.filter(|group| !found.groups.contains(group))),
            None if is_full => self.miss(FURTHER, TOO_MANY),
            None => self.found.push(Found { id, name, groups: group.into_iter().collect(), text: Err(NO_ANSWER) }),
        }
    }

    fn take_policy(&mut self, IdentityPolicy { name, default_version_id: version_id }: IdentityPolicy, left: u32) {
        let Some(found) = self.found.get_mut(self.next) else { return };
        if found.name.is_empty() {
            found.name = name.unwrap_or_default();
        }
        self.call = Some(call(GetIdentityPolicyVersion { policy_id: found.id.clone(), version_id }, left));
    }

    /// The text of the policy that is next, or why there is none.
    fn read(&mut self, text: Result<String, Phrase>) {
        if let Some(found) = self.found.get_mut(self.next) {
            found.text = text;
        }
        self.next += 1;
    }

    /// Tells what was not answered. Where nobody answers, nobody is asked again.
    fn fail(&mut self, error: Error) -> Result<(), Error> {
        let (why, stops) = match error.code() {
            Code::Aborted | Code::Timeout => return Err(error),
            Code::Forbidden | Code::BadRequest => (REFUSED, false),
            // The same token was taken for the groups: it is this version of the API that does not take it.
            Code::Unauthenticated => (REFUSED, true),
            Code::NotFound => (NOT_FOUND, false),
            Code::Network | Code::RateLimited | Code::Unavailable | Code::ServerError => (NO_ANSWER, true),
            _ => (ODD, false),
        };
        self.stopped = self.stopped.or(stops.then_some(why));
        match self.list.take() {
            Some(List { holder, .. }) => self.miss(of(&holder), why),
            None => self.read(Err(why)),
        }
        Ok(())
    }

    fn miss(&mut self, name: Phrase, unread: Phrase) {
        let gap = ListedEntry::Unread { name, unread, scope: None, kind: Some(PolicyKind::Identity) };
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
    }

    /// Whether anything was answered.
    pub(super) fn answered(&self) -> bool {
        self.answered
    }

    /// Adds what was found to what is listed; gives what else was not read.
    pub(super) fn tell(self, listed: &mut ListedPolicies) -> Vec<ListedEntry> {
        let kind = PolicyKind::Identity;
        if !self.gaps.is_empty() || self.found.iter().any(|found| found.text.is_err()) {
            listed.not_read.push(NotRead::IdentityPolicies);
        }
        for Found { id, name, groups, text } in self.found {
            for group in groups {
                if let Some(group) = listed.groups.get_mut(group) {
                    group.entries.push(listed.entries.len());
                }
            }
            let name = if name.is_empty() { id.as_str().to_owned() } else { name };
            listed.entries.push(match text {
                Ok(document) => ListedEntry::Identity { name, document, kind },
                Err(unread) => ListedEntry::UnreadIdentity { name, unread, kind },
            });
        }
        self.gaps
    }
}

fn of(holder: &Holder) -> Phrase {
    match holder {
        Holder::User(_) => phrase!("identity policies of the user"),
        Holder::Group(_) => phrase!("identity policies of a group"),
    }
}
