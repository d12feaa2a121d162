//! Requests and answers as plain values; a client and its calls. What to send, when to wait and what an answer means is decided in `crate::cloud::exchange`; sending and
//! waiting are `src/js/internal/drive.ts`'s, where a caller's `fetchImpl` may throw what it likes.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::stack::on_wiped_stack;
use super::steps::{answer_of, event_of, time, told};
use super::throw::throw;
use super::value::{decode, encode};
use crate::cloud::auth::Passcode;
use crate::cloud::exchange::{AnyCall, Event, Now, SignInCall, SignOutCall, retry_after};
use crate::{ListPoliciesCall, ListProjectsCall, Secret, Session};

/// The request of one operation as a plain value.
#[wasm_bindgen(js_name = buildRequest)]
pub fn build_request(input: &str) -> Result<JsValue, JsValue> {
    encode(&crate::build_request(&decode(input).map_err(throw)?).map_err(throw)?)
}

/// The result of one operation from the answer of the server.
#[wasm_bindgen(js_name = parseResponse)]
pub fn parse_response(input: &str) -> Result<JsValue, JsValue> {
    encode(&crate::parse_response(&decode(input).map_err(throw)?).map_err(throw)?)
}

/// How long a `Retry-After` header asks to wait.
#[wasm_bindgen(js_name = retryAfterMs)]
pub fn retry_after_ms(value: &str, now: f64) -> Option<f64> {
    retry_after(value, now)
}

/// One client: its session.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ClientHandle(Rc<RefCell<Session>>);

#[wasm_bindgen]
impl ClientHandle {
    /// Reads the client's options.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Self, JsValue> {
        let session = decode(options).and_then(|options| Session::from_input(&options)).map_err(throw)?;
        Ok(Self(Rc::new(RefCell::new(session))))
    }

    /// Signs in where there is no token that can be used, and tells what it is for; with `verify` that of a token that was given too.
    #[wasm_bindgen(js_name = signIn)]
    pub fn sign_in(&self, verify: bool, timeout: Option<f64>, passcode: Option<String>) -> Result<CallHandle, JsValue> {
        let passcode = passcode.map(|given| Passcode::new(&Secret::from(given))).transpose().map_err(throw)?;
        let mut call = SignInCall::new(time(timeout)?).with_passcode(passcode);
        let other = if verify { self.0.borrow().to_verify().map_err(throw)? } else { None };
        let session = other.map_or_else(|| Rc::clone(&self.0), |other| Rc::new(RefCell::new(other)));
        Ok(CallHandle { session, next: Box::new(move |session, event, now| told(call.next(session, event, now))) })
    }

    /// Has the cloud revoke the token that the client signed in for, and forgets it.
    #[wasm_bindgen(js_name = signOut)]
    pub fn sign_out(&self, timeout: Option<f64>) -> Result<CallHandle, JsValue> {
        let mut call = SignOutCall::new(time(timeout)?);
        Ok(self.begin(move |session, event, _| told(call.next(session, event))))
    }

    /// One of the operations, by its name: its own fields, and `apiVersion?`.
    pub fn call(&self, operation: &str, input: &str, timeout: Option<f64>) -> Result<CallHandle, JsValue> {
        let call = decode(input).and_then(|input| AnyCall::from_input(operation, &input, timeout));
        let mut call = call.map_err(throw)?;
        Ok(self.begin(move |session, event, now| told(call.next(session, event, now))))
    }

    /// The client of the same user in another project.
    #[wasm_bindgen(js_name = forProject)]
    pub fn for_project(&self, input: &str) -> Result<Self, JsValue> {
        let session = decode(input).and_then(|input| self.0.borrow().in_project_of_input(&input)).map_err(throw)?;
        Ok(Self(Rc::new(RefCell::new(session))))
    }

    /// The projects that the user may sign in to; or the regions in which the token has a compute service.
    #[wasm_bindgen(js_name = listProjects)]
    pub fn list_projects(&self, of_regions: bool, timeout: Option<f64>) -> Result<CallHandle, JsValue> {
        let timeout = time(timeout)?;
        let mut call = if of_regions { ListProjectsCall::regions(timeout) } else { ListProjectsCall::new(timeout) };
        Ok(self.begin(move |session, event, now| told(call.next(session, event, now))))
    }

    /// See the core's `ListPoliciesCall`.
    #[wasm_bindgen(js_name = listPolicies)]
    pub fn list_policies(&self, timeout: Option<f64>) -> Result<CallHandle, JsValue> {
        let mut call = ListPoliciesCall::new(time(timeout)?);
        Ok(self.begin(move |session, event, now| told(call.next(session, event, now))))
    }
}

impl ClientHandle {
    fn begin(&self, next: impl FnMut(&mut Session, Event, Now) -> Result<JsValue, JsValue> + 'static) -> CallHandle {
        CallHandle { session: Rc::clone(&self.0), next: Box::new(next) }
    }
}

/// One call under way. It has its own hold of the session, so that the client may be freed meanwhile.
#[wasm_bindgen]
pub struct CallHandle {
    session: Rc<RefCell<Session>>,
    next: Box<Next>,
}

/// A call without its type: what drives it is there once.
type Next = dyn FnMut(&mut Session, Event, Now) -> Result<JsValue, JsValue>;

impl std::fmt::Debug for CallHandle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("CallHandle").field("session", &self.session).finish_non_exhaustive()
    }
}

/// Every step comes as `{ send, timeoutMs, maxBytes }`, `{ wait }` or `{ done }`; a failure of the call is thrown.
#[wasm_bindgen]
impl CallHandle {
    /// The step after `start`, `elapsed`, `timedOut`, `aborted`, `failed` with a word on why, or what the `fetch` lacks to be one.
    pub fn next(
        &mut self,
        event: &str,
        reason: Option<String>,
        ms: f64,
        steady_ms: f64,
        random: f64,
    ) -> Result<JsValue, JsValue> {
        self.advance(event_of(event, reason), Now { ms, steady_ms, random })
    }

    /// The step after an answer; `headers` is JSON, `[[name, value], …]`, and without `body` the answer was larger than `maxBytes`.
    pub fn answered(
        &mut self,
        status: u16,
        headers: &str,
        body: Option<Vec<u8>>,
        ms: f64,
        steady_ms: f64,
        random: f64,
    ) -> Result<JsValue, JsValue> {
        self.advance(answer_of(status, headers, body), Now { ms, steady_ms, random })
    }
}

impl CallHandle {
    fn advance(&mut self, event: Event, now: Now) -> Result<JsValue, JsValue> {
        // Where the step is a request that is signed, the key was on the stack.
        on_wiped_stack(|| (self.next)(&mut self.session.borrow_mut(), event, now))
    }
}
