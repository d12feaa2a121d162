//! A handle to the lists of all services, and what is done with them.

use std::sync::Arc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::policy::{PolicySetHandle, PreviewHandle};
use super::throw::throw;
use super::value::{decode, encode, utf8};
use crate::policy::suggest::Wanted;
use crate::policy::{self, LintOptions, PreviewOptions, Services};

/// Lists of all services, read once.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ServicesHandle(Arc<Services>);

#[wasm_bindgen]
impl ServicesHandle {
    /// No lists yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self(Arc::default())
    }

    /// Adds one; before anything else is done with them.
    pub fn add(&mut self, path: &str, text: &[u8]) -> Result<(), JsValue> {
        let mut add = || {
            let text = utf8(path, text)?;
            Arc::get_mut(&mut self.0).map_or(Ok(()), |services| services.add(text, path))
        };
        add().map_err(throw)
    }

    /// The names they have, a line each.
    pub fn names(&self) -> String {
        self.0.names()
    }

    /// Compiles entries as `PolicySetHandle` does, with what live lists say about version 5.0.
    #[wasm_bindgen(js_name = policySet)]
    pub fn policy_set(&self, entries: &str, text: &[u8], lengths: &[u32]) -> Result<PolicySetHandle, JsValue> {
        PolicySetHandle::compiled(entries, text, lengths, &self.0)
    }

    /// What a policy text says, and what is wrong with it.
    #[wasm_bindgen(js_name = parsePolicy)]
    pub fn parse_policy(&self, text: &[u8], options: &str) -> Result<JsValue, JsValue> {
        let options = || Ok(LintOptions::from_input(&decode(options)?)?.with_services(Arc::clone(&self.0)));
        let read = || Ok(policy::read(utf8("text", text)?, &options()?));
        encode(&read().map_err(throw)?)
    }

    /// What is wrong with the policies of a set.
    pub fn lint(&self, set: &PolicySetHandle, options: &str) -> Result<JsValue, JsValue> {
        let options = decode(options).and_then(|options| LintOptions::of_set_from_input(&options)).map_err(throw)?;
        encode(&policy::lint_entries(set.set(), &options.with_services(Arc::clone(&self.0))))
    }

    /// A preview of a service's APIs.
    pub fn preview(&self, set: &PolicySetHandle, input: &str) -> Result<PreviewHandle, JsValue> {
        let options = decode(input).and_then(|input| PreviewOptions::from_input_with(&input, &self.0));
        set.preview_of(&options.map_err(throw)?)
    }

    /// The least policy that allows chosen operations.
    #[wasm_bindgen(js_name = suggestPolicy)]
    pub fn suggest_policy(&self, input: &str) -> Result<JsValue, JsValue> {
        let suggest = || Wanted::from_input_with(&decode(input)?, &self.0)?.suggest();
        encode(&suggest().map_err(throw)?)
    }
}
