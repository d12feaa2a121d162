//! A handle to an account.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::throw::throw;
use super::value::utf8;
use crate::account::{Account, Snapshot};

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
}
