//! Drives a call with the given `fetch` and the timers of the runtime. What to send, when to wait and what an answer
//! means is decided in `crate::exchange`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Date, Function, Math, Object, Promise, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{
    AbortController, AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestRedirect,
};

use super::value::{decode, encode, throw};
use crate::exchange::{Call, Event, Now, Sendable, SignInCall, Step, timeout_ms};
use crate::http::{Request, Response};
use crate::input::Fields;
use crate::operations::{DeleteServerPassword, GetKeyPair, GetServerPassword, ListServers};
use crate::requests::FromInput;
use crate::{ApiVersion, Error, ListPoliciesCall, Session};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, ms: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// One client: its session, and the `fetch` it was given.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ClientHandle {
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
    session: RefCell<Session>,
    fetch_impl: Option<Function>,
}

#[wasm_bindgen]
impl ClientHandle {
    /// Reads the client's options; without `fetch_impl` the global `fetch` of the moment of each call is used.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue, fetch_impl: Option<Function>) -> Result<Self, JsValue> {
        let session = decode(options).and_then(|options| Session::from_input(&options)).map_err(throw)?;
        Ok(Self { inner: Rc::new(Inner { session: RefCell::new(session), fetch_impl }) })
    }

    /// Signs in where there is no token that can be used, and tells what it is for.
    #[wasm_bindgen(js_name = signIn)]
    pub fn sign_in(&self, signal: Option<AbortSignal>, timeout: Option<f64>) -> Promise {
        let call = timeout_ms(timeout).map(SignInCall::new);
        self.drive(
            signal,
            call.map(|mut call| -> Next {
                Box::new(move |session, event, now| encoded(call.next(session, event, now)))
            }),
        )
    }

    /// See the core's `GetServerPassword`.
    #[wasm_bindgen(js_name = getServerPassword)]
    pub fn get_server_password(&self, input: &JsValue, signal: Option<AbortSignal>, timeout: Option<f64>) -> Promise {
        self.call::<GetServerPassword>(input, signal, timeout)
    }

    /// See the core's `DeleteServerPassword`.
    #[wasm_bindgen(js_name = deleteServerPassword)]
    pub fn delete_server_password(
        &self,
        input: &JsValue,
        signal: Option<AbortSignal>,
        timeout: Option<f64>,
    ) -> Promise {
        self.call::<DeleteServerPassword>(input, signal, timeout)
    }

    /// See the core's `ListServers`.
    #[wasm_bindgen(js_name = listServers)]
    pub fn list_servers(&self, input: &JsValue, signal: Option<AbortSignal>, timeout: Option<f64>) -> Promise {
        self.call::<ListServers>(input, signal, timeout)
    }

    /// See the core's `GetKeyPair`.
    #[wasm_bindgen(js_name = getKeyPair)]
    pub fn get_key_pair(&self, input: &JsValue, signal: Option<AbortSignal>, timeout: Option<f64>) -> Promise {
        self.call::<GetKeyPair>(input, signal, timeout)
    }

    /// See the core's `ListPoliciesCall`.
    #[wasm_bindgen(js_name = listPolicies)]
    pub fn list_policies(&self, signal: Option<AbortSignal>, timeout: Option<f64>) -> Promise {
        let call = timeout_ms(timeout).map(ListPoliciesCall::new);
        self.drive(
            signal,
            call.map(|mut call| -> Next {
                Box::new(move |session, event, now| encoded(call.next(session, event, now)))
            }),
        )
    }
}

impl ClientHandle {
    fn call<O>(&self, input: &JsValue, signal: Option<AbortSignal>, timeout: Option<f64>) -> Promise
    where
        O: Sendable<Output: Serialize> + FromInput + 'static,
    {
        let call = read_call::<O>(input, timeout);
        self.drive(
            signal,
            call.map(|mut call| -> Next {
                Box::new(move |session, event, now| encoded(call.next(session, event, now)))
            }),
        )
    }

    // The future owns an `Rc`, so that the handle may be freed while a call is under way.
    fn drive(&self, signal: Option<AbortSignal>, next: Result<Next, Error>) -> Promise {
        let inner = Rc::clone(&self.inner);
        future_to_promise(async move { drive(&inner, signal, next.map_err(throw)?).await })
    }
}

/// A call without its type: what drives it is there once.
type Next = Box<dyn FnMut(&mut Session, Event, Now) -> Step<Result<JsValue, JsValue>>>;

fn encoded<T: Serialize>(step: Step<T>) -> Step<Result<JsValue, JsValue>> {
    match step {
        Step::Send { request, timeout_ms } => Step::Send { request, timeout_ms },
        Step::Wait(ms) => Step::Wait(ms),
        Step::Done(result) => Step::Done(result.map(|output| encode(&output))),
    }
}

/// `{ …, apiVersion? }`: the operation's own fields, and the API version.
fn read_call<O: Sendable + FromInput>(input: &JsValue, timeout: Option<f64>) -> Result<Call<O>, Error> {
    let input = decode(input)?;
    let fields = Fields::of(&input, "", &[O::FIELDS, &["apiVersion"]].concat())?;
    let api_version = fields.optional("apiVersion", ApiVersion::parse)?.unwrap_or(ApiVersion::DEFAULT);
    Ok(Call::new(O::from_fields(&fields)?, api_version, timeout_ms(timeout)?))
}

async fn drive(inner: &Inner, signal: Option<AbortSignal>, mut next: Next) -> Result<JsValue, JsValue> {
    let mut event = Event::Start;
    loop {
        if signal.as_ref().is_some_and(AbortSignal::aborted) {
            event = Event::Aborted;
        }
        let now = Now { ms: Date::now(), random: Math::random() };
        let step = next(&mut inner.session.borrow_mut(), event, now);
        event = match step {
            Step::Done(result) => return result.map_err(throw)?,
            Step::Wait(ms) => match Interruption::after(ms, signal.as_ref()).wait().await {
                Event::TimedOut => Event::Elapsed,
                other => other,
            },
            Step::Send { request, timeout_ms } => send(inner, &request, timeout_ms, signal.as_ref()).await,
        };
    }
}

async fn send(inner: &Inner, request: &Request, timeout_ms: f64, signal: Option<&AbortSignal>) -> Event {
    let interruption = Interruption::after(timeout_ms, signal);
    let event = match fetch(inner, request) {
        Ok((answer, controller)) => {
            let answered = Rc::new(RefCell::new(None));
            let keep = Rc::clone(&answered);
            let read = future_to_promise(async move {
                let outcome = read(answer).await;
                keep.replace(Some(outcome));
                Ok(JsValue::UNDEFINED)
            });
            // A race rather than the abort alone: a `fetchImpl` may ignore its signal.
            let _ = JsFuture::from(Promise::race(&Array::of2(&read, &interruption.promise))).await;
            match answered.take() {
                Some(event) => event,
                None => {
                    controller.abort();
                    interruption.event()
                }
            }
        }
        Err(thrown) => Event::Failed(reason(&thrown)),
    };
    drop(interruption);
    event
}

/// Calls `fetch(url, init)`; gives the promise of the answer, and what ends it.
fn fetch(inner: &Inner, request: &Request) -> Result<(Promise, AbortController), JsValue> {
    let controller = AbortController::new()?;
    let headers = Object::new();
    for (name, value) in request.headers() {
        Reflect::set(&headers, &name.into(), &value.into())?;
    }
    let init = RequestInit::new();
    init.set_method(request.method().as_str());
    init.set_headers(&headers);
    if let Some(body) = request.body() {
        init.set_body(&body.into());
    }
    // Nothing of this may follow a redirect, be kept, or tell another site where it came from.
    init.set_redirect(RequestRedirect::Error);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&controller.signal()));
    let fetch: Function = match &inner.fetch_impl {
        Some(given) => given.clone(),
        None => Reflect::get(&js_sys::global(), &"fetch".into())?.dyn_into()?,
    };
    let answer = fetch.call2(&JsValue::UNDEFINED, &request.url().into(), &init)?;
    Ok((Promise::resolve(&answer), controller))
}

async fn read(answer: Promise) -> Event {
    match try_read(answer).await {
        Ok(response) => Event::Response(response),
        Err(thrown) => Event::Failed(reason(&thrown)),
    }
}

async fn try_read(answer: Promise) -> Result<Response, JsValue> {
    // Not `dyn_into`: a `fetchImpl` may answer with a class of its own that only looks like a Response.
    let response: web_sys::Response = JsFuture::from(answer).await?.unchecked_into();
    let body = JsFuture::from(response.array_buffer()?).await?;
    let mut headers = Vec::new();
    if let Some(entries) = js_sys::try_iter(&response.headers())? {
        for entry in entries {
            let entry: Array = entry?.unchecked_into();
            if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
                headers.push((name, value));
            }
        }
    }
    Ok(Response::new(response.status(), headers, Uint8Array::new(&body).to_vec()))
}

/// What a runtime says about a failed request: the message, and in Node the cause behind "fetch failed".
fn reason(thrown: &JsValue) -> Option<String> {
    let text = |value: &JsValue, name: &str| Reflect::get(value, &name.into()).ok()?.as_string();
    let message = text(thrown, "message");
    let cause = Reflect::get(thrown, &"cause".into()).ok().filter(JsValue::is_object);
    let cause = cause.and_then(|cause| text(&cause, "code").or_else(|| text(&cause, "message")));
    match (message, cause) {
        (Some(message), Some(cause)) => Some(format!("{message} ({cause})")),
        (message, cause) => message.or(cause),
    }
}

/// What ends a wait: its time, or the caller's signal. Timer and listener go with it.
struct Interruption {
    promise: Promise,
    timer: JsValue,
    signal: Option<AbortSignal>,
    aborted: Rc<Cell<bool>>,
    on_abort: Option<Closure<dyn FnMut()>>,
}

impl Interruption {
    fn after(ms: f64, signal: Option<&AbortSignal>) -> Self {
        let aborted = Rc::new(Cell::new(signal.is_some_and(AbortSignal::aborted)));
        let mut timer = JsValue::UNDEFINED;
        let mut on_abort = None;
        let promise = Promise::new(&mut |resolve, _reject| {
            timer = set_timeout(&resolve, ms);
            if let Some(signal) = signal {
                let flag = Rc::clone(&aborted);
                let listener = Closure::<dyn FnMut()>::new(move || {
                    flag.set(true);
                    let _ = resolve.call0(&JsValue::UNDEFINED);
                });
                let _ = signal.add_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
                on_abort = Some(listener);
            }
        });
        Self { promise, timer, signal: signal.cloned(), aborted, on_abort }
    }

    async fn wait(self) -> Event {
        let _ = JsFuture::from(self.promise.clone()).await;
        self.event()
    }

    fn event(&self) -> Event {
        if self.aborted.get() { Event::Aborted } else { Event::TimedOut }
    }
}

impl Drop for Interruption {
    fn drop(&mut self) {
        clear_timeout(&self.timer);
        if let (Some(signal), Some(listener)) = (&self.signal, &self.on_abort) {
            let _ = signal.remove_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        }
    }
}
