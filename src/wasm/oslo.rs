//! A handle to a policy of OpenStack.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::throw::throw;
use super::value::{decode, encode, utf8};
use crate::policy::oslo::{OsloCheck, OsloOptions, OsloPolicy};

/// A policy of OpenStack, compiled once.
#[wasm_bindgen]
#[derive(Debug)]
pub struct OsloPolicyHandle(OsloPolicy);

#[wasm_bindgen]
impl OsloPolicyHandle {
    /// Reads the text of an operator's file, if there is one.
    #[wasm_bindgen(constructor)]
    pub fn new(file: Option<Box<[u8]>>, options: &str) -> Result<Self, JsValue> {
        let read = || {
            let file = file.as_deref().map(|bytes| utf8("file", bytes)).transpose()?;
            Ok(OsloPolicy::new(file, OsloOptions::from_input(&decode(options)?)?))
        };
        read().map(Self).map_err(throw)
    }

    /// One question, with reasons.
    pub fn check(&self, input: &str) -> Result<JsValue, JsValue> {
        let check = || self.0.check(&OsloCheck::from_input(&decode(input)?)?);
        encode(&check().map_err(throw)?)
    }
}
