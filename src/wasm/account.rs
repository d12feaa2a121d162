//! A handle to an account. Answers are many objects: they cross as text.

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::throw::throw;
use super::value::{decode, utf8};
use crate::account::openstack::{self, OpenstackQuestion};
use crate::account::{self, Account, MatrixOptions, Operations, Principal, Question, Snapshot};
use crate::base::said::said;
use crate::{Cloud, Error};

/// An account, ready to be asked.
#[wasm_bindgen]
#[derive(Debug)]
pub struct AccountHandle(Account);

#[wasm_bindgen]
impl AccountHandle {
    /// Reads the JSON text of a snapshot.
    #[wasm_bindgen(constructor)]
    pub fn new(snapshot: &[u8]) -> Result<Self, JsValue> {
        let read = || Ok(Account::new(Snapshot::from_text(utf8("snapshot", snapshot)?)?));
        read().map(Self).map_err(throw)
    }

    /// Everybody.
    pub fn principals(&self) -> Result<String, JsValue> {
        json(&self.0.principals().collect::<Vec<_>>()).map_err(throw)
    }

    /// Who can do something.
    #[wasm_bindgen(js_name = whoCan)]
    pub fn who_can(&self, input: &str) -> Result<String, JsValue> {
        let snapshot = self.0.snapshot();
        let answer = || match snapshot.cloud {
            Cloud::Openstack => json(&openstack::who_can(snapshot, &OpenstackQuestion::from_input(&decode(input)?)?)?),
            _ => json(&self.0.who_can(&Question::from_input(&decode(input)?, snapshot)?)?),
        };
        answer().map_err(throw)
    }

    /// What somebody can.
    #[wasm_bindgen(js_name = principalCan)]
    pub fn principal_can(&self, principal: &str, input: &str) -> Result<String, JsValue> {
        let answer = || {
            let principal = Principal::from_input(&decode(principal)?)?;
            let asked = Operations::from_input(&decode(input)?, self.0.snapshot())?;
            json(&there(self.0.principal_can(&principal, &asked)?)?)
        };
        answer().map_err(throw)
    }

    /// The policies of somebody.
    #[wasm_bindgen(js_name = policySet)]
    pub fn policy_set(&self, principal: &str) -> Result<String, JsValue> {
        let answer = || json(&there(self.0.policy_set(&Principal::from_input(&decode(principal)?)?))?);
        answer().map_err(throw)
    }

    /// The decisions for everybody, by number; before them what they are of, as text, and before that its length in four bytes.
    pub fn matrix(&self, input: &str) -> Result<Vec<u8>, JsValue> {
        let answer = || {
            let matrix: account::Matrix =
                self.0.matrix(&MatrixOptions::from_input(&decode(input)?, self.0.snapshot())?)?;
            let head = json(&matrix)?;
            let length = u32::try_from(head.len()).unwrap_or_default();
            Ok([&length.to_le_bytes(), head.as_bytes(), &matrix.decisions].concat())
        };
        answer().map_err(throw)
    }

    /// Who gained what, and who lost it.
    pub fn diff(&self, after: &Self, input: &str) -> Result<String, JsValue> {
        let answer = || {
            let asked = Operations::from_input(&decode(input)?, self.0.snapshot())?;
            json(&self.0.diff(&after.0, &asked)?)
        };
        answer().map_err(throw)
    }
}

fn there<T>(found: Option<T>) -> Result<T, Error> {
    found.ok_or_else(|| Error::invalid("principal", said!("the account has no such principal")))
}

fn json<T: Serialize>(answer: &T) -> Result<String, Error> {
    serde_json::to_string(answer).map_err(|_| Error::invalid("input", said!("`input` must be plain JSON data")))
}
