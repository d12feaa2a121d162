//! The steps of calls as they cross the boundary.

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::throw::throw;
use super::value::{decode_headers, encode};
#[cfg(not(feature = "reading"))]
use crate::cloud::exchange::timeout_ms;
use crate::cloud::exchange::{Event, LARGEST_ANSWER, Step, Unfit};
use crate::cloud::http::{Request, Response};
use crate::cloud::told::{DoneStep, SendStep, SentRequest, WaitStep};

/// What happened: `start`, `elapsed`, `timedOut`, `aborted`, `failed` with a word on why, or what the `fetch` lacks to be one.
pub(super) fn event_of(event: &str, reason: Option<String>) -> Event {
    match event {
        "start" => Event::Start,
        "elapsed" => Event::Elapsed,
        "timedOut" => Event::TimedOut,
        "aborted" => Event::Aborted,
        other => Unfit::named(other).map_or(Event::Failed(reason), Event::Unfit),
    }
}

/// An answer; `headers` is JSON, `[[name, value], …]`, and without `body` the answer was larger than `maxBytes`.
pub(super) fn answer_of(status: u16, headers: &str, body: Option<Vec<u8>>) -> Event {
    let headers = decode_headers(headers);
    match body {
        Some(body) => Event::Response(Response::new(status, headers, body)),
        None => Event::TooLarge(Response::new(status, headers, Vec::new())),
    }
}

/// Every step comes as `{ send, timeoutMs, maxBytes }`, `{ wait }` or `{ done }`; a failure of the call is thrown.
pub(super) fn told<T: Serialize>(step: Step<T>) -> Result<JsValue, JsValue> {
    match step {
        Step::Send { request, timeout_ms } => send(&request, timeout_ms),
        Step::Wait(wait) => encode(&WaitStep { wait }),
        Step::Done(Ok(done)) => encode(&DoneStep { done }),
        Step::Done(Err(error)) => Err(throw(error)),
    }
}

/// How long a call may take.
#[cfg(not(feature = "reading"))]
#[inline(never)]
pub(super) fn time(given: Option<f64>) -> Result<u32, JsValue> {
    timeout_ms(given).map_err(throw)
}

/// Once for all results.
#[inline(never)]
fn send(request: &Request, timeout_ms: f64) -> Result<JsValue, JsValue> {
    let (send, changes) = (SentRequest::of(request), request.changes());
    encode(&SendStep { send, timeout_ms, max_bytes: LARGEST_ANSWER, changes })
}
