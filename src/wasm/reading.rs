//! A reading of an account: its lanes are driven like calls, all by the same session.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::stack::on_wiped_stack;
use super::steps::{answer_of, event_of, told};
use super::throw::throw;
use super::value::{decode, encode};
use crate::account::reading::{LANES, Reading};
use crate::account::snapshot::Time;
use crate::cloud::exchange::{Event, Now};
use crate::{Error, Secret};

/// A reading under way; empty after its snapshot was taken.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ReadingHandle(Rc<RefCell<Option<Reading>>>);

#[wasm_bindgen]
impl ReadingHandle {
    /// Reads what it is made of.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, passcode: Option<String>, timeout: Option<f64>) -> Result<Self, JsValue> {
        let passcode = passcode.map(Secret::from);
        let reading = decode(options).and_then(|options| Reading::from_input(&options, passcode.as_ref(), timeout));
        Ok(Self(Rc::new(RefCell::new(Some(reading.map_err(throw)?)))))
    }

    /// How many lanes it has.
    #[must_use]
    pub fn lanes(&self) -> usize {
        LANES
    }

    /// One of them.
    #[must_use]
    pub fn lane(&self, lane: usize) -> LaneHandle {
        LaneHandle { reading: Rc::clone(&self.0), lane }
    }

    /// How far it is.
    pub fn progress(&self, steady_ms: f64) -> Result<JsValue, JsValue> {
        let now = Now { ms: 0.0, steady_ms, random: 0.0 };
        encode(&self.0.borrow().as_ref().map(|reading| reading.progress(now)))
    }

    /// What was read; `read_at` is when.
    pub fn snapshot(&self, read_at: &str) -> Result<JsValue, JsValue> {
        let read_at = Time::parse(read_at, "readAt").ok();
        let taken = self.0.borrow_mut().take();
        let snapshot = taken.map(|reading| reading.into_snapshot(read_at)).transpose();
        encode(&snapshot.map_err(|error: Error| throw(error))?)
    }
}

/// One of the lanes of a reading.
#[wasm_bindgen]
#[derive(Debug)]
pub struct LaneHandle {
    reading: Rc<RefCell<Option<Reading>>>,
    lane: usize,
}

#[wasm_bindgen]
impl LaneHandle {
    /// The step after what happened.
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

    /// The step after an answer.
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

impl LaneHandle {
    fn advance(&mut self, event: Event, now: Now) -> Result<JsValue, JsValue> {
        on_wiped_stack(|| match self.reading.borrow_mut().as_mut() {
            Some(reading) => told(reading.next(self.lane, event, now)),
            None => told(crate::cloud::exchange::Step::Done(Ok(()))),
        })
    }
}
