//! Sending, as pure state machines: events go in, and out comes what to do next. Time, random numbers and the network
//! belong to whoever drives them.
//!
//! A call signs in where it must, asks which microversion the service knows where that matters, sends its request, and
//! decides what a failure means. What only reads is sent again after 429, 503 and network failures; what changes something is sent once,
//! and what its failure leaves open is the operation's to say.

use std::fmt;

use serde::Serialize;

use crate::base::ids::{ApiVersion, Cloud, Microversion};
use crate::base::redact::Redactor;
use crate::base::said::{Message, Phrase, phrase, said};
use crate::base::timestamp;
use crate::cloud::auth::{Passcode, TokenInfo};
use crate::cloud::http::{Request, Response, TOO_MANY_REQUESTS};
use crate::cloud::operation::Context;
use crate::cloud::operations::{Output, decode, newest_microversion, versions_request};
use crate::cloud::provider_error;
use crate::cloud::session::Session;
use crate::{Code, Error, OperationName, Secret, ServerId};

pub use crate::cloud::operation::Sendable;
pub use crate::cloud::target::{Destination, Places};

/// Sends of one request at the most.
const MAX_SENDS: u32 = 4;
/// The pause before the first repetition; it doubles with each further one.
const FIRST_PAUSE_MS: f64 = 500.0;
/// No pause of our own is longer.
const LONGEST_PAUSE_MS: f64 = 8_000.0;
/// A `Retry-After` beyond this is not waited for: the caller decides.
const LONGEST_RETRY_AFTER_MS: f64 = 60_000.0;
/// How often a call looks whether another call's sign-in has ended.
const SIGN_IN_POLL_MS: f64 = 20.0;

/// What a call has when the caller gives no time.
pub const DEFAULT_TIMEOUT_MS: u32 = 60_000;

/// The longest time a caller may give: no timer waits longer (2^31 - 1 ms, 24 days).
const LONGEST_TIMEOUT_MS: u32 = 2_147_483_647;

/// Reads the caller's `timeoutMs`.
///
/// # Errors
/// [`Code::InvalidInput`] where it is no number of milliseconds from 1 to 2147483647.
pub fn timeout_ms(given: Option<f64>) -> Result<u32, Error> {
    match given {
        None => Ok(DEFAULT_TIMEOUT_MS),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just checked")]
        Some(ms) if (1.0..=f64::from(LONGEST_TIMEOUT_MS)).contains(&ms) => Ok(ms as u32),
        Some(ms) => Err(Error::invalid(
            "timeoutMs",
            said!("timeoutMs must be a number of milliseconds from 1 to {}, got `{}`", LONGEST_TIMEOUT_MS, shown(ms)),
        )),
    }
}

/// A number that is out of range, as whoever gave it would write it; by the JSON library, which is there anyway: to format
/// floats, the standard library takes some KB of WebAssembly.
fn shown(ms: f64) -> String {
    match serde_json::Number::from_f64(ms) {
        Some(number) => {
            let text = number.to_string();
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        }
        None if ms.is_nan() => "NaN".to_owned(),
        None => if ms > 0.0 { "Infinity" } else { "-Infinity" }.to_owned(),
    }
}

/// The longest body of an answer that is read, in bytes: one page of 1,000 servers, each with many attributes, has 7.1 MiB.
pub const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// What happened since the last step.
#[derive(Debug)]
pub enum Event {
    /// The first step.
    Start,
    /// The pause of [`Step::Wait`] is over.
    Elapsed,
    /// The request of [`Step::Send`] was answered.
    Response(Response),
    /// The request was answered with more than [`LARGEST_ANSWER`], which was not read: status and headers.
    TooLarge(Response),
    /// The request was not answered; a word on why, where there is one.
    Failed(Option<String>),
    /// The caller's way to send is none.
    Unfit(Unfit),
    /// The time of [`Step::Send`] ran out.
    TimedOut,
    /// The caller ended the call.
    Aborted,
}

/// What a caller's `fetch` may do that no `fetch` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// There is none.
    Missing,
    /// It gives no response.
    NoResponse,
    /// Its response was read by somebody else.
    BodyRead,
    /// Its response has no body that can be read.
    NoBody,
    /// The body has something else than bytes.
    NoBytes,
}

impl Unfit {
    /// What it is called where JavaScript tells of it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "missing" => Self::Missing,
            "noResponse" => Self::NoResponse,
            "bodyRead" => Self::BodyRead,
            "noBody" => Self::NoBody,
            "noBytes" => Self::NoBytes,
            _ => return None,
        })
    }

    const fn told(self) -> Phrase {
        match self {
            Self::Missing => phrase!("there is no `fetch` here: give `fetchImpl`"),
            Self::NoResponse => phrase!("`fetchImpl` gave no response"),
            Self::BodyRead => phrase!("the body of the answer was read already"),
            Self::NoBody => phrase!("`fetchImpl` gave a response without a body"),
            Self::NoBytes => phrase!("the body of the answer has a chunk that is not a `Uint8Array`"),
        }
    }
}

/// The clocks and the dice, as they are now.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Milliseconds since 1970.
    pub ms: f64,
    /// Milliseconds of a clock that nobody sets: how much time a call has left goes by this one.
    pub steady_ms: f64,
    /// A number from 0 (inclusive) to 1 (exclusive).
    pub random: f64,
}

/// What to do next.
#[derive(Debug)]
pub enum Step<T> {
    /// Send this request; report the answer, the failure, or that `timeout_ms` passed.
    Send {
        /// The request.
        request: Request,
        /// How long to wait for the whole answer.
        timeout_ms: f64,
    },
    /// Wait so many milliseconds, then report [`Event::Elapsed`].
    Wait(f64),
    /// The call is over.
    Done(Result<T, Error>),
}

impl<T> Step<T> {
    fn map(self, then: impl FnOnce(T) -> T) -> Self {
        match self {
            Self::Done(Ok(output)) => Self::Done(Ok(then(output))),
            other => other,
        }
    }
}

/// How often a request was sent, and what follows from that.
#[derive(Debug, Default)]
struct Sends(u32);

impl Sends {
    /// The pause before the request is sent again; `None` where it must not be.
    fn pause(&self, error: &Error, retry_after_ms: Option<f64>, random: f64) -> Option<f64> {
        let worth_it = matches!(error.code(), Code::RateLimited | Code::Network) || error.status() == Some(503);
        if !worth_it || self.0 >= MAX_SENDS {
            return None;
        }
        let doubled = FIRST_PAUSE_MS * f64::from(1_u32 << self.0.saturating_sub(1).min(8));
        // Half fixed, half random: many callers that failed together must not come back together.
        let own = doubled.min(LONGEST_PAUSE_MS) * (0.5 + random / 2.0);
        match retry_after_ms {
            Some(asked) if asked > LONGEST_RETRY_AFTER_MS => None,
            Some(asked) => Some(asked.max(own)),
            None => Some(own),
        }
    }
}

fn retry_after_ms(response: &Response, now: Now) -> Option<f64> {
    retry_after(response.header("retry-after")?, now.ms)
}

/// How many milliseconds a `Retry-After` header asks to wait, which has seconds or a date (RFC 9110, 10.2.3); `None` where it has neither.
/// `now_ms` is milliseconds since 1970.
#[must_use]
pub fn retry_after(value: &str, now_ms: f64) -> Option<f64> {
    #[allow(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
    let ms = timestamp::retry_after(value, now_ms as i64);
    #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
    ms.map(|ms| ms as f64)
}

fn failure(event: Event, secrets: &Redactor) -> Error {
    match event {
        Event::TimedOut => Error::new(Code::Timeout, phrase!("no answer within the time given"))
            .with_hint(phrase!("give a larger timeoutMs, or check that the endpoint can be reached from here")),
        Event::Aborted => Error::new(Code::Aborted, phrase!("the call was ended by its signal")),
        Event::Failed(Some(reason)) => {
            network_failure(said!("the request was not answered: {}", secrets.one_line(&reason, 200)))
        }
        Event::Unfit(unfit) => network_failure(said!("the request was not answered: {}", unfit.told())),
        Event::TooLarge(response) => Error::new(
            Code::UnexpectedResponse,
            said!("the answer is larger than {} MiB", (LARGEST_ANSWER >> 20).to_string()),
        )
        .with_hint(phrase!("list fewer servers at once with `limit`, or check that the endpoint is the cloud's"))
        .with_status(response.status())
        .with_request_id(response.request_id()),
        _ => network_failure(phrase!("the request was not answered")),
    }
}

fn network_failure(message: impl Into<Message>) -> Error {
    Error::new(Code::Network, message).with_hint(
        phrase!("check the endpoint and the connection; in a browser, the public clouds answer no other origin (CORS), so a page \
         needs a proxy on its own origin"),
    )
}

/// What every call has: its deadline, and the sign-in that may have to come first.
#[derive(Debug)]
struct Connection {
    deadline_ms: Option<f64>,
    timeout_ms: f64,
    /// This call holds the client's right to sign in, and must give it back.
    signing_in: bool,
    /// The refused sign-ins at the time when this call began to wait for another's.
    refusals_before: Option<u32>,
    sends: Sends,
}

enum Progress {
    Ready,
    Pending(Pending),
}

enum Pending {
    Send(Request),
    Wait(f64),
    Failed(Error),
}

/// A step that is no result yet, whatever the result will be.
enum UntypedStep {
    Send { request: Request, timeout_ms: f64 },
    Wait(f64),
    Failed(Error),
}

impl UntypedStep {
    fn step<T>(self) -> Step<T> {
        match self {
            Self::Send { request, timeout_ms } => Step::Send { request, timeout_ms },
            Self::Wait(ms) => Step::Wait(ms),
            Self::Failed(error) => Step::Done(Err(error)),
        }
    }
}

impl Connection {
    fn new(timeout_ms: u32) -> Self {
        Self {
            deadline_ms: None,
            timeout_ms: f64::from(timeout_ms),
            signing_in: false,
            refusals_before: None,
            sends: Sends::default(),
        }
    }

    fn remaining_ms(&mut self, now: Now) -> f64 {
        let deadline = *self.deadline_ms.get_or_insert(now.steady_ms + self.timeout_ms);
        deadline - now.steady_ms
    }

    /// Makes sure that the session has a token that can be used.
    fn connect(&mut self, session: &mut Session, now: Now) -> Progress {
        if session.is_ready(now.ms) {
            self.release(session);
            return Progress::Ready;
        }
        if !self.signing_in {
            let before = *self.refusals_before.get_or_insert(session.refusals());
            if let Some(error) = session.refusal().filter(|_| session.refusals() != before) {
                return Progress::Pending(Pending::Failed(error));
            }
            if !session.begin_sign_in() {
                return Progress::Pending(Pending::Wait(SIGN_IN_POLL_MS));
            }
            self.signing_in = true;
        }
        self.sends.0 += 1;
        Progress::Pending(match session.sign_in_request() {
            Some(request) => Pending::Send(request),
            None => Pending::Failed(session.no_sign_in()),
        })
    }

    /// Takes the outcome of the sign-in that this call sent.
    fn signed_in(&mut self, session: &mut Session, event: Event, now: Now) -> Progress {
        let (error, asked) = match event {
            Event::Response(response) => {
                let response = response.without(session.secrets());
                match session.accept_sign_in(&response, now.ms) {
                    Ok(()) => {
                        self.release(session);
                        self.sends = Sends::default();
                        return Progress::Ready;
                    }
                    Err(error) => (error, retry_after_ms(&response, now)),
                }
            }
            other => (failure(other, session.secrets()), None),
        };
        match self.sends.pause(&error, asked, now.random) {
            // The right to sign in is kept: another call would only run into the same.
            Some(pause) if pause < self.remaining_ms(now) => Progress::Pending(Pending::Wait(pause)),
            _ => {
                if error.code() == Code::Unauthenticated {
                    self.signing_in = false;
                    session.fail_sign_in(&error);
                }
                Progress::Pending(Pending::Failed(error))
            }
        }
    }

    fn bounded(&mut self, pending: Pending, now: Now) -> UntypedStep {
        // Every request and every pause passes here, so this is where the call's time is held to.
        let remaining = self.remaining_ms(now);
        match pending {
            Pending::Failed(error) => UntypedStep::Failed(error),
            _ if remaining <= 0.0 => UntypedStep::Failed(failure(Event::TimedOut, &Redactor::default())),
            Pending::Send(request) => UntypedStep::Send { request, timeout_ms: remaining },
            Pending::Wait(pause) => UntypedStep::Wait(pause.min(remaining)),
        }
    }

    /// Gives the right to sign in back.
    fn release(&mut self, session: &mut Session) {
        if std::mem::take(&mut self.signing_in) {
            session.end_sign_in();
        }
    }
}

/// A sign-in by itself: tells what the token is for.
#[derive(Debug)]
pub struct SignInCall {
    connection: Connection,
    passcode: Option<Passcode>,
}

impl SignInCall {
    /// A sign-in that may take so many milliseconds.
    #[must_use]
    pub fn new(timeout_ms: u32) -> Self {
        Self { connection: Connection::new(timeout_ms), passcode: None }
    }

    /// The same with a one-time code of the user: together with the password, or alone where Keystone gave a receipt for the password. Where the
    /// session has a token that can be used, there is no sign-in, and the code is not sent.
    #[must_use]
    pub fn with_passcode(self, passcode: Option<Passcode>) -> Self {
        Self { passcode, ..self }
    }

    /// The next step; the driver calls it until it says [`Step::Done`].
    pub fn next(&mut self, session: &mut Session, event: Event, now: Now) -> Step<TokenInfo> {
        let ready = session.check_has_tokens().and_then(|()| match self.passcode.take() {
            Some(passcode) => session.take_passcode(passcode),
            None => Ok(()),
        });
        if let Err(error) = ready {
            return Step::Done(Err(error));
        }
        let progress = match event {
            Event::Start | Event::Elapsed => self.connection.connect(session, now),
            event => self.connection.signed_in(session, event, now),
        };
        let step = match progress {
            Progress::Ready => Step::Done(Ok(session.token_info().cloned().unwrap_or_default())),
            Progress::Pending(pending) => self.connection.bounded(pending, now).step(),
        };
        if matches!(step, Step::Done(_)) {
            session.forget_passcode();
            self.connection.release(session);
        }
        step
    }
}

/// The end of a session: the token that it signed in for is revoked, and forgotten whatever comes of that ("Revoke token" of Keystone v3; IAM:
/// "Deleting a User Token"). It is sent once.
#[derive(Debug)]
pub struct SignOutCall {
    timeout_ms: u32,
    sent: bool,
}

/// What became of the token of a session that was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SignedOut {
    /// Whether a token of the client's own is certainly of no more use: the cloud has revoked it, or did not take it any more. False where the
    /// client had none: it was not signed in, was given a token, which stays its owner's, or signs with an access key.
    pub revoked: bool,
}

impl SignOutCall {
    /// A sign-out that may take so many milliseconds.
    #[must_use]
    pub fn new(timeout_ms: u32) -> Self {
        Self { timeout_ms, sent: false }
    }

    /// The next step; the driver calls it until it says [`Step::Done`].
    pub fn next(&mut self, session: &mut Session, event: Event) -> Step<SignedOut> {
        if !std::mem::replace(&mut self.sent, true) {
            return match session.sign_out_request() {
                Some(request) => Step::Send { request, timeout_ms: f64::from(self.timeout_ms) },
                None => Step::Done(Ok(SignedOut { revoked: false })),
            };
        }
        let Event::Response(response) = event else {
            let error = failure(event, session.secrets());
            return Step::Done(Err(error.with_may_have_happened(true)));
        };
        let response = response.without(session.secrets());
        // Of a request whose only proof is the token itself, 401 says that it counts no more.
        let ended = matches!(response.status(), 204 | 401) || provider_error::knows_no_token(&response);
        Step::Done(if ended { Ok(SignedOut { revoked: true }) } else { Err(provider_error::sign_out_error(&response)) })
    }
}

/// Which of its requests a call is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CallStage {
    SigningIn,
    AskingVersions,
    /// The operation itself, sent with the token of that generation.
    Operating(u32),
    Pausing,
}

/// One operation, from the first step to its result.
#[derive(Debug)]
pub struct Call<O> {
    operation: O,
    flow: Flow,
}

/// The same of an operation that is known by its name: one code for all of them.
pub struct AnyCall {
    name: OperationName,
    operation: Box<dyn AnyOperation>,
    flow: Flow,
}

/// What no error of a call may show.
fn hidden(operation: &dyn AnyOperation, session: &Session) -> Redactor {
    session.secrets().with_secret(operation.secret())
}

/// What is the same in the calls of all operations.
#[derive(Debug)]
pub(super) struct Flow {
    /// None of what is not among the operations: it only reads.
    name: Option<OperationName>,
    api_version: ApiVersion,
    connection: Connection,
    stage: CallStage,
    sends: Sends,
    /// The token was refused once, and a new one was got: a second refusal is the answer.
    renewed: bool,
    /// The service was asked for its versions, and did not say.
    versions_unknown: bool,
}

/// An operation as far as sending it goes, without its type: calls of all operations share their code.
pub(crate) trait AnyOperation {
    fn build(&self, places: &dyn Places, api_version: ApiVersion) -> Result<Request, Error>;
    fn wants_microversion(&self) -> bool;
    fn set_microversion(&mut self, microversion: Option<Microversion>);
    fn secret(&self) -> Option<&Secret>;
    fn only_checks(&self) -> bool;
    fn asked(&self) -> &[ServerId];
}

impl<O: Sendable> AnyOperation for O {
    fn build(&self, places: &dyn Places, api_version: ApiVersion) -> Result<Request, Error> {
        self.request(&<O::Target as Destination>::of(places, api_version)?)
    }

    fn wants_microversion(&self) -> bool {
        Sendable::wants_microversion(self)
    }

    fn set_microversion(&mut self, microversion: Option<Microversion>) {
        Sendable::set_microversion(self, microversion);
    }

    fn secret(&self) -> Option<&Secret> {
        Sendable::secret(self)
    }

    fn only_checks(&self) -> bool {
        Sendable::only_checks(self)
    }

    fn asked(&self) -> &[ServerId] {
        Sendable::asked(self)
    }
}

impl<O: Sendable> Call<O> {
    /// A call that may take so many milliseconds, pauses and repetitions included.
    #[must_use]
    pub fn new(operation: O, api_version: ApiVersion, timeout_ms: u32) -> Self {
        let flow = Flow::new(Some(operation.name()), api_version, timeout_ms);
        Self { operation, flow }
    }

    /// What is sent.
    pub fn operation(&self) -> &O {
        &self.operation
    }

    /// The next step; the driver calls it until it says [`Step::Done`].
    pub fn next(&mut self, session: &mut Session, event: Event, now: Now) -> Step<O::Output> {
        let operation = self.operation.name();
        let decode = |target, response: &Response| O::decode(Context { operation, target }, response);
        let step = self.flow.next(&mut self.operation, session, event, now, decode);
        step.map(|output| self.operation.completed(output))
    }
}

impl fmt::Debug for AnyCall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AnyCall").field("flow", &self.flow).finish_non_exhaustive()
    }
}

impl AnyCall {
    /// A call that may take so many milliseconds, pauses and repetitions included.
    pub(crate) fn new(
        name: OperationName,
        operation: Box<dyn AnyOperation>,
        api_version: ApiVersion,
        timeout_ms: u32,
    ) -> Self {
        Self { name, operation, flow: Flow::new(Some(name), api_version, timeout_ms) }
    }

    /// The next step; the driver calls it until it says [`Step::Done`].
    pub fn next(&mut self, session: &mut Session, event: Event, now: Now) -> Step<Output> {
        let operation = self.name;
        let decode = |target, response: &Response| decode(Context { operation, target }, response);
        let step = self.flow.next(&mut *self.operation, session, event, now, decode);
        step.map(|output| output.completed(self.operation.asked()))
    }
}

impl Flow {
    pub(super) fn new(name: Option<OperationName>, api_version: ApiVersion, timeout_ms: u32) -> Self {
        Self {
            name,
            api_version,
            connection: Connection::new(timeout_ms),
            stage: CallStage::Pausing,
            sends: Sends::default(),
            renewed: false,
            versions_unknown: false,
        }
    }

    /// The next step, with what reads the answer to the operation itself.
    pub(super) fn next<T>(
        &mut self,
        operation: &mut dyn AnyOperation,
        session: &mut Session,
        event: Event,
        now: Now,
        decode: impl FnOnce(Option<(Cloud, ApiVersion)>, &Response) -> Result<T, Error>,
    ) -> Step<T> {
        let step = match self.answer(operation, session, event, now) {
            Ok((response, generation)) => match decode(Some((session.cloud(), self.api_version)), &response) {
                Ok(output) => {
                    self.connection.release(session);
                    return Step::Done(Ok(output));
                }
                Err(error) => self.refused(operation, session, generation, error, &response, now),
            },
            Err(step) => step,
        };
        self.left(session, step).step()
    }

    /// Once for all results.
    #[inline(never)]
    fn answer(
        &mut self,
        operation: &mut dyn AnyOperation,
        session: &mut Session,
        event: Event,
        now: Now,
    ) -> Result<(Response, u32), UntypedStep> {
        let (response, generation) = self.advance(operation, session, event, now)?;
        Ok((response.without(&hidden(operation, session)).answering_signed(session.signs()), generation))
    }

    #[inline(never)]
    fn refused(
        &mut self,
        operation: &mut dyn AnyOperation,
        session: &mut Session,
        generation: u32,
        error: Error,
        response: &Response,
        now: Now,
    ) -> UntypedStep {
        self.failed(operation, session, generation, error, retry_after_ms(response, now), now)
    }

    #[inline(never)]
    fn left(&mut self, session: &mut Session, step: UntypedStep) -> UntypedStep {
        if matches!(step, UntypedStep::Failed(_)) {
            self.connection.release(session);
        }
        step
    }

    /// The answer to the operation itself, with the generation of the token that it was sent with; or what to do before that.
    fn advance(
        &mut self,
        operation: &mut dyn AnyOperation,
        session: &mut Session,
        event: Event,
        now: Now,
    ) -> Result<(Response, u32), UntypedStep> {
        let stage = std::mem::replace(&mut self.stage, CallStage::Pausing);
        Err(match (stage, event) {
            (CallStage::Operating(generation), Event::Response(response)) => return Ok((response, generation)),
            (CallStage::Operating(generation), event) => {
                let error = failure(event, &hidden(operation, session));
                self.failed(operation, session, generation, error, None, now)
            }
            (_, Event::Aborted) => UntypedStep::Failed(self.not_sent(failure(Event::Aborted, session.secrets()))),
            (CallStage::SigningIn, event) => match self.connection.signed_in(session, event, now) {
                Progress::Ready => self.proceed(operation, session, now),
                Progress::Pending(pending) => self.pending_sign_in(pending, now),
            },
            (CallStage::AskingVersions, event) => {
                match event {
                    Event::Response(response) if response.status() < 500 && response.status() != TOO_MANY_REQUESTS => {
                        session.remember_microversion(newest_microversion(&response));
                    }
                    // Without it the list is shorter, not wrong; the next call asks again.
                    _ => self.versions_unknown = true,
                }
                self.proceed(operation, session, now)
            }
            (CallStage::Pausing, _) => self.proceed(operation, session, now),
        })
    }

    /// Sends whatever comes next.
    fn proceed(&mut self, operation: &mut dyn AnyOperation, session: &mut Session, now: Now) -> UntypedStep {
        match self.connection.connect(session, now) {
            Progress::Ready => {}
            Progress::Pending(pending) => return self.pending_sign_in(pending, now),
        }
        let wants = session.cloud() == Cloud::Openstack
            && self.api_version == ApiVersion::V2_1
            && operation.wants_microversion();
        if wants && !self.versions_unknown {
            match session.microversion() {
                Some(microversion) => operation.set_microversion(microversion),
                None => {
                    self.stage = CallStage::AskingVersions;
                    return self.bounded(Pending::Send(versions_request(session.compute())), now);
                }
            }
        }
        // That the cloud does not have it at all says more than what is wrong with its place.
        let there = self.name.map_or(Ok(()), |name| name.check_cloud(session.cloud()));
        let built = there.and_then(|()| operation.build(session, self.api_version));
        let pending = match built.and_then(|request| session.authenticated(request, now.ms)) {
            Ok(Some((request, generation))) => {
                self.stage = CallStage::Operating(generation);
                self.sends.0 += 1;
                Pending::Send(request.changing(self.changes()))
            }
            Ok(None) => Pending::Wait(0.0),
            Err(error) => Pending::Failed(error),
        };
        self.bounded(pending, now)
    }

    /// The operation itself failed: whether that is the answer.
    fn failed(
        &mut self,
        operation: &mut dyn AnyOperation,
        session: &mut Session,
        generation: u32,
        error: Error,
        asked: Option<f64>,
        now: Now,
    ) -> UntypedStep {
        if error.code() == Code::Unauthenticated {
            session.refuse_token(generation);
            if !self.changes() && session.can_renew() && !self.renewed {
                self.renewed = true;
                self.sends = Sends::default();
                return self.proceed(operation, session, now);
            }
        }
        if let Some(name) = self.name.filter(|name| name.changes()) {
            return UntypedStep::Failed(match operation.only_checks() {
                true => error.with_may_have_happened(false),
                false => name.after_failure(error),
            });
        }
        match self.sends.pause(&error, asked, now.random) {
            Some(pause) if pause < self.connection.remaining_ms(now) => UntypedStep::Wait(pause),
            _ => UntypedStep::Failed(error),
        }
    }

    fn pending_sign_in(&mut self, pending: Pending, now: Now) -> UntypedStep {
        if matches!(pending, Pending::Send(_)) {
            self.stage = CallStage::SigningIn;
        }
        self.bounded(pending, now)
    }

    fn bounded(&mut self, pending: Pending, now: Now) -> UntypedStep {
        match self.connection.bounded(pending, now) {
            UntypedStep::Failed(error) => UntypedStep::Failed(self.not_sent(error)),
            action => action,
        }
    }

    /// The operation itself was never sent.
    fn not_sent(&self, error: Error) -> Error {
        if self.changes() { error.with_may_have_happened(false) } else { error }
    }

    fn changes(&self) -> bool {
        self.name.is_some_and(OperationName::changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_that_is_none_is_shown_as_it_was_given() {
        let given = [
            (-1.0, "-1"),
            (0.5, "0.5"),
            (-0.0, "-0"),
            (2_147_483_648.0, "2147483648"),
            (1e300, "1e+300"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (ms, shown) in given {
            let error = timeout_ms(Some(ms)).unwrap_err();
            let expected = format!("timeoutMs must be a number of milliseconds from 1 to 2147483647, got `{shown}`");
            assert_eq!((error.code(), error.to_string()), (Code::InvalidInput, expected));
        }
        assert_eq!(timeout_ms(Some(1.9)).unwrap(), 1);
        assert_eq!(timeout_ms(None).unwrap(), DEFAULT_TIMEOUT_MS);
    }
}
