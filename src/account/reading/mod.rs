//! Reading a whole account: many calls, several at a time, and one snapshot.
//!
//! It signs in for the whole account, and then asks for what is there, for what belongs to it, and where a list is refused for its parts. What could not be
//! read is told in the snapshot, by what it is and why. No API of the clouds tells what changed since another time: each reading reads all of it.

mod asks;
mod collected;
mod entries;
mod keystone;
mod plan;
mod take;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet, VecDeque};

use serde::Serialize;

use self::asks::{Ask, Kind};
use self::collected::{Collected, Why};
use super::snapshot::{Snapshot, Time};
use crate::base::ids::DomainId;
use crate::base::said::phrase;
use crate::cloud::auth::Passcode;
use crate::cloud::exchange::{Event, Now, SignInCall, Step};
use crate::cloud::http::TOO_MANY_REQUESTS;
use crate::cloud::read_call::ReadCall;
use crate::{Cloud, Code, Endpoint, Error, Session};

/// Calls at a time: the clouds publish no limit, and answer 429 beyond theirs.
pub const LANES: usize = 6;
/// More reads than any account of the documents takes.
const MOST: usize = 200_000;
/// How often a lane without work looks whether another one found some.
const POLL_MS: f64 = 20.0;
/// How often a read that was refused for too many requests is put behind the others.
const MOST_DEFERRALS: u8 = 3;
/// So many refusals of a kind, and no success: the others are refused as well.
const ENOUGH_REFUSALS: usize = 3;
/// Before that many answers nothing is said of the time.
const LEAST_FOR_TIME: usize = 5;

const ENDED: &str = "the reading was ended before";
const SAME: &str = "not asked for: others of its kind were refused";
const NO_PATH: &str = "its ID is not one that a path can hold";
const TOO_MANY: &str = "not asked for: the account takes too many calls";

/// A reading under way. Each of its [`LANES`] is driven like a call of its own.
#[derive(Debug)]
pub struct Reading {
    session: Session,
    enterprise: Option<Endpoint>,
    timeout_ms: u32,
    lanes: Vec<Lane>,
    passcode: Option<Passcode>,
    domain: Option<DomainId>,
    openstack: bool,
    queue: VecDeque<Ask>,
    deferred: HashMap<String, u8>,
    gone_on: HashSet<String>,
    /// How many distinct records of each question were seen.
    seen: HashMap<u8, usize>,
    agencies5: Vec<(String, Option<String>)>,
    /// The questions for grants that were refused, and why.
    refused_records: Vec<(Kind, Why)>,
    /// Why lists of policies, or the texts of some, were refused.
    policies_refused: Option<Why>,
    /// Why the list of identity policies was refused.
    identity_refused: Option<Why>,
    /// What is asked for because of the texts in it alone.
    for_documents: HashSet<String>,
    classes: HashMap<(u8, Option<u8>), Class>,
    stage: u8,
    collected: Collected,
    asked: usize,
    done: usize,
    started_ms: Option<f64>,
    hold_until_ms: f64,
    ended: Option<&'static str>,
}

/// What became of the reads of one kind.
#[derive(Debug, Default)]
struct Class {
    answered: bool,
    refused: usize,
}

#[derive(Debug, Default)]
enum Lane {
    #[default]
    Idle,
    SigningIn(SignInCall),
    Asking(Box<ReadCall>, Ask),
}

/// How far a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "AccountProgress", optional_fields))]
pub struct Progress {
    /// The calls that were answered or given up.
    pub done: usize,
    /// All calls that are known to be needed so far: each answer may add some.
    pub known: usize,
    /// What could not be read so far.
    pub not_read: usize,
    /// How long the known calls will take at the pace of before, in milliseconds; missing while there is no saying.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms_left: Option<f64>,
}

impl Reading {
    /// A reading by a session for the whole account; each call may take so many milliseconds, pauses and repetitions included. `enterprise` is the address of
    /// the service that lists enterprise projects: without it their names are not read.
    #[must_use]
    pub fn new(session: Session, enterprise: Option<Endpoint>, passcode: Option<Passcode>, timeout_ms: u32) -> Self {
        Self {
            openstack: session.cloud() == Cloud::Openstack,
            session,
            enterprise,
            timeout_ms,
            lanes: (0..LANES).map(|_| Lane::Idle).collect(),
            passcode,
            domain: None,
            queue: VecDeque::new(),
            deferred: HashMap::new(),
            gone_on: HashSet::new(),
            seen: HashMap::new(),
            agencies5: Vec::new(),
            refused_records: Vec::new(),
            policies_refused: None,
            identity_refused: None,
            for_documents: HashSet::new(),
            classes: HashMap::new(),
            stage: 0,
            collected: Collected::default(),
            asked: 0,
            done: 0,
            started_ms: None,
            hold_until_ms: 0.0,
            ended: None,
        }
    }

    fn cloud(&self) -> Cloud {
        self.session.cloud()
    }

    fn domain(&self) -> &str {
        self.domain.as_ref().map_or("", DomainId::as_str)
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self, now: Now) -> Progress {
        let known = self.done + self.queue.len() + self.busy();
        let passed = self.started_ms.map(|start| now.steady_ms - start).filter(|_| self.done >= LEAST_FOR_TIME);
        #[allow(clippy::cast_precision_loss, reason = "counts of calls")]
        let ms_left = passed.map(|passed| passed / self.done as f64 * (known - self.done) as f64);
        Progress { done: self.done, known, not_read: self.collected.count_not_read(), ms_left }
    }

    fn busy(&self) -> usize {
        self.lanes.iter().filter(|lane| !matches!(lane, Lane::Idle)).count()
    }

    /// What was read; `read_at` is when.
    ///
    /// # Errors
    /// [`Code::UnexpectedResponse`] where it was not signed in: nothing is known then, not even which account it is.
    pub fn into_snapshot(self, read_at: Option<Time>) -> Result<Snapshot, Error> {
        let account = take::entity(self.domain()).ok_or_else(no_account)?;
        Ok(self.collected.snapshot(self.session.cloud(), account, read_at))
    }

    /// The next step of a lane; the driver of each calls it until it says [`Step::Done`]. An error is one of the sign-in: it ends the reading.
    pub fn next(&mut self, lane: usize, event: Event, now: Now) -> Step<()> {
        if matches!(event, Event::Aborted) {
            return self.abort(lane);
        }
        let was_throttled = matches!(&event, Event::Response(response) if response.status() == TOO_MANY_REQUESTS);
        let own = self.lanes.get_mut(lane).map(std::mem::take).unwrap_or_default();
        match own {
            Lane::SigningIn(call) => self.sign_in(lane, call, event, now),
            Lane::Asking(mut call, ask) => {
                let step = call.next(&mut self.session, event, now);
                if let (true, Step::Wait(ms)) = (was_throttled, &step) {
                    self.hold_until_ms = self.hold_until_ms.max(now.steady_ms + ms);
                }
                match step {
                    Step::Done(result) => {
                        self.over(&ask, result, now);
                        self.begin(lane, now)
                    }
                    step => {
                        self.put(lane, Lane::Asking(call, ask));
                        pending(step)
                    }
                }
            }
            Lane::Idle => self.begin(lane, now),
        }
    }

    fn put(&mut self, lane: usize, what: Lane) {
        if let Some(own) = self.lanes.get_mut(lane) {
            *own = what;
        }
    }

    fn sign_in(&mut self, lane: usize, mut call: SignInCall, event: Event, now: Now) -> Step<()> {
        match call.next(&mut self.session, event, now) {
            Step::Done(Ok(_)) => match self.session.owner().map(|owner| owner.domain.clone()) {
                Some(domain) => {
                    self.domain = Some(domain);
                    self.started_ms = Some(now.steady_ms);
                    self.plan();
                    self.begin(lane, now)
                }
                None => self.give_up(no_account()),
            },
            Step::Done(Err(error)) => self.give_up(error),
            step => {
                self.put(lane, Lane::SigningIn(call));
                pending(step)
            }
        }
    }

    fn give_up(&mut self, error: Error) -> Step<()> {
        self.ended = Some(ENDED);
        Step::Done(Err(error))
    }

    /// Sends what is next, or waits for what others find.
    fn begin(&mut self, lane: usize, now: Now) -> Step<()> {
        if self.domain.is_none() {
            if self.ended.is_some() {
                return Step::Done(Ok(()));
            }
            if self.busy() > 0 {
                return Step::Wait(POLL_MS);
            }
            let call = SignInCall::new(self.timeout_ms).with_passcode(self.passcode.take());
            // A token that was given says whose it is when the cloud is asked.
            return self.sign_in(lane, call, Event::Start, now);
        }
        loop {
            if now.steady_ms < self.hold_until_ms && !self.queue.is_empty() {
                return Step::Wait(self.hold_until_ms - now.steady_ms);
            }
            let Some(ask) = self.queue.pop_front() else {
                if self.busy() > 0 {
                    return Step::Wait(POLL_MS);
                }
                if self.ended.is_some() || !self.refill() {
                    return Step::Done(Ok(()));
                }
                continue;
            };
            if let Some(call) = self.call_of(&ask) {
                let mut call = call;
                match call.next(&mut self.session, Event::Start, now) {
                    Step::Done(result) => self.over(&ask, result, now),
                    step => {
                        self.put(lane, Lane::Asking(Box::new(call), ask));
                        return pending(step);
                    }
                }
            }
        }
    }

    /// The call; `None` where there is none, which is told.
    fn call_of(&mut self, ask: &Ask) -> Option<ReadCall> {
        let is_refused = |class: &Class| !class.answered && class.refused >= ENOUGH_REFUSALS;
        let why = if ask.class().and_then(|class| self.classes.get(&class)).is_some_and(is_refused) {
            SAME
        } else if self.asked >= MOST {
            TOO_MANY
        } else {
            let get = self.domain.as_ref().and_then(|domain| ask.get(domain, self.enterprise.as_ref()));
            if let Some(get) = get {
                self.asked += 1;
                return Some(ReadCall::new(get, self.timeout_ms));
            }
            NO_PATH
        };
        self.done += 1;
        self.failed(ask, &Why::told(why), false);
        None
    }

    /// Takes what a read came to.
    fn over(&mut self, ask: &Ask, result: Result<String, Error>, now: Now) {
        match result {
            Ok(text) => {
                self.done += 1;
                if let Some(class) = ask.class() {
                    self.classes.entry(class).or_default().answered = true;
                }
                self.take(ask, &text);
            }
            Err(error) if error.code() == Code::RateLimited && self.may_defer(ask) => {
                self.hold_until_ms = self.hold_until_ms.max(now.steady_ms + POLL_MS);
                self.queue.push_back(ask.clone());
            }
            Err(error) => {
                self.done += 1;
                if let (Code::Forbidden, Some(class)) = (error.code(), ask.class()) {
                    self.classes.entry(class).or_default().refused += 1;
                }
                let why = Why::of(&error);
                self.failed(ask, &why, true);
                // Nothing more comes of this token.
                if error.code() == Code::Unauthenticated {
                    self.end(&why);
                }
            }
        }
    }

    fn may_defer(&mut self, ask: &Ask) -> bool {
        let count = self.deferred.entry(format!("{ask:?}")).or_default();
        *count += 1;
        *count <= MOST_DEFERRALS
    }

    /// Goes on with the next page of a list, which is another one than those before.
    fn go_on(&mut self, ask: Ask) {
        if self.gone_on.insert(format!("{ask:?}")) {
            self.queue.push_back(ask);
        } else {
            self.collected.lost(&ask, &Why::told("the list comes back to a page of before"));
        }
    }

    /// All that was not read yet is not read.
    fn end(&mut self, why: &Why) {
        self.ended = Some(ENDED);
        while let Some(ask) = self.queue.pop_front() {
            self.done += 1;
            self.collected.lost(&ask, why);
        }
        for lane in &mut self.lanes {
            if let Lane::Asking(_, ask) = std::mem::take(lane) {
                self.done += 1;
                self.collected.lost(&ask, why);
            }
        }
        self.leave_open(why);
    }

    /// The caller ends it: what was read stays.
    fn abort(&mut self, lane: usize) -> Step<()> {
        if self.domain.is_none() {
            let own = self.lanes.get_mut(lane).map(std::mem::take).unwrap_or_default();
            let was_first = self.ended.replace(ENDED).is_none();
            let error = Error::new(Code::Aborted, phrase!("the call was ended by its signal"));
            return match (own, was_first) {
                (Lane::Idle, false) => Step::Done(Ok(())),
                _ => Step::Done(Err(error)),
            };
        }
        if self.ended.is_none() {
            self.end(&Why::told(ENDED));
        }
        Step::Done(Ok(()))
    }
}

fn no_account() -> Error {
    Error::new(Code::UnexpectedResponse, phrase!("the token does not say whose it is"))
        .with_hint(phrase!("check that identityEndpoint is the address of Keystone or IAM"))
}

/// A step that is no result.
fn pending<T>(step: Step<T>) -> Step<()> {
    match step {
        Step::Send { request, timeout_ms } => Step::Send { request, timeout_ms },
        Step::Wait(ms) => Step::Wait(ms),
        Step::Done(_) => Step::Done(Ok(())),
    }
}
