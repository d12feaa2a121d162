//! Handles to compiled policies. Hot calls answer with numbers; objects that explain are made when asked for.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::throw::throw;
use super::value::{decode, encode, utf8};
use crate::Error;
use crate::policy::render::{self, Format};
use crate::policy::suggest::Wanted;
use crate::policy::{
    self, Answers, Check, LintOptions, Preview, PreviewOptions, Refusal, RequestContext, RequestFacts, Situation,
    Verdict,
};

/// What a policy text says, and what is wrong with it.
#[wasm_bindgen(js_name = parsePolicy)]
pub fn parse_policy(text: &[u8], options: &str) -> Result<JsValue, JsValue> {
    let read = || Ok(policy::read(utf8("text", text)?, &LintOptions::from_input(&decode(options)?)?));
    encode(&read().map_err(throw)?)
}

/// The least policy that allows chosen operations.
#[wasm_bindgen(js_name = suggestPolicy)]
pub fn suggest_policy(input: &str) -> Result<JsValue, JsValue> {
    encode(&decode(input).and_then(|input| Wanted::from_input(&input)?.suggest()).map_err(throw)?)
}

/// The check that explains a refusal.
#[wasm_bindgen(js_name = deniedCheck)]
pub fn denied_check(input: &str) -> Result<JsValue, JsValue> {
    encode(&decode(input).and_then(|input| Refusal::from_input(&input).map(|refusal| refusal.check())).map_err(throw)?)
}

/// The condition keys that follow from the token, the request and the clock.
#[wasm_bindgen(js_name = requestContext)]
pub fn request_context(input: &str) -> Result<JsValue, JsValue> {
    encode(&decode(input).and_then(|input| RequestContext::from_input(&input)).map_err(throw)?)
}

/// A compiled set of policies.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PolicySetHandle(Rc<policy::PolicySet>);

#[wasm_bindgen]
impl PolicySetHandle {
    /// Compiles entries; the texts of their documents stand one after the other in `text`. The length `u32::MAX` is that of none.
    #[wasm_bindgen(constructor)]
    pub fn new(entries: &str, text: &[u8], lengths: &[u32]) -> Result<Self, JsValue> {
        Self::compiled(entries, text, lengths, &policy::Services::new())
    }

    /// One question, with reasons.
    pub fn check(&self, input: &str) -> Result<JsValue, JsValue> {
        encode(&self.decision(input).map_err(throw)?)
    }

    /// The same as text, Markdown or CSV.
    pub fn explain(&self, input: &str, format: &str) -> Result<String, JsValue> {
        let explain = || Ok(render::decision(&self.decision(input)?, Format::parse(format)?));
        explain().map_err(throw)
    }

    /// What is known about requests, for `decide` and previews.
    pub fn situation(&self, input: &str) -> Result<SituationHandle, JsValue> {
        let situation =
            decode(input).and_then(|input| self.0.situation(RequestFacts::from_input(&input)?)).map_err(throw)?;
        Ok(SituationHandle(Rc::new(situation)))
    }

    /// The number by which `decide` knows an action, until it is forgotten.
    pub fn remember(&self, action: &str) -> Result<u32, JsValue> {
        self.0.remember(action).map_err(throw)
    }

    /// The number of the verdict, without any check of the situation that could throw: [`Verdict::NONE`] where the action was forgotten or the
    /// situation is another set's.
    pub fn decide(&self, number: u32, situation: &SituationHandle) -> u32 {
        let verdict = self.0.decide_remembered(number, &situation.0).ok().flatten();
        verdict.map_or(u32::from(Verdict::NONE), |verdict| verdict as u32)
    }

    /// The same for many actions: the numbers of the verdicts, in their order.
    #[wasm_bindgen(js_name = decideAll)]
    pub fn decide_all(&self, numbers: &[u32], situation: &SituationHandle) -> Vec<u8> {
        let verdict = |number: &u32| self.0.decide_remembered(*number, &situation.0).ok().flatten();
        numbers.iter().map(|number| verdict(number).map_or(Verdict::NONE, |verdict| verdict as u8)).collect()
    }

    /// Throws where the situation is another set's.
    #[wasm_bindgen(js_name = checkSituation)]
    pub fn check_situation(&self, situation: &SituationHandle) -> Result<(), JsValue> {
        self.0.check_situation(&situation.0).map_err(throw)
    }

    /// A preview of a catalogue, or of a list of actions.
    pub fn preview(&self, input: &str) -> Result<PreviewHandle, JsValue> {
        self.preview_of(&preview_options(input).map_err(throw)?)
    }

    /// What changes where `after` takes the place of this set.
    pub fn diff(&self, after: &Self, input: &str) -> Result<JsValue, JsValue> {
        encode(&preview_options(input).and_then(|options| self.0.diff(&after.0, &options)).map_err(throw)?)
    }

    /// The same as text, Markdown or CSV.
    #[wasm_bindgen(js_name = diffText)]
    pub fn diff_text(&self, after: &Self, input: &str, format: &str) -> Result<String, JsValue> {
        let make = || Ok(render::difference(&self.0.diff(&after.0, &preview_options(input)?)?, Format::parse(format)?));
        make().map_err(throw)
    }

    /// What is wrong with the texts, and what the linter finds, in each policy and across them.
    pub fn lint(&self, options: &str) -> Result<JsValue, JsValue> {
        let options = decode(options).and_then(|options| LintOptions::of_set_from_input(&options)).map_err(throw)?;
        encode(&policy::lint_entries(&self.0, &options))
    }
}

impl PolicySetHandle {
    pub(super) fn compiled(
        entries: &str,
        text: &[u8],
        lengths: &[u32],
        services: &policy::Services,
    ) -> Result<Self, JsValue> {
        let read = || {
            let mut rest = text;
            let mut documents = Vec::new();
            for (index, length) in lengths.iter().enumerate() {
                if *length == u32::MAX {
                    documents.push(None);
                    continue;
                }
                let length = usize::try_from(*length).unwrap_or_default();
                let Some((document, after)) = rest.split_at_checked(length) else { break };
                documents.push(Some(utf8(&format!("policies[{index}].document"), document)?));
                rest = after;
            }
            policy::PolicySet::from_parts(&decode(entries)?, &documents, services)
        };
        Ok(Self(Rc::new(read().map_err(throw)?)))
    }

    pub(super) fn set(&self) -> &policy::PolicySet {
        &self.0
    }

    pub(super) fn preview_of(&self, options: &PreviewOptions) -> Result<PreviewHandle, JsValue> {
        let (preview, situation) = self.0.preview(options).map_err(throw)?;
        Ok(PreviewHandle { set: Rc::clone(&self.0), preview, situation: Rc::new(situation) })
    }

    fn decision(&self, input: &str) -> Result<policy::Decision, Error> {
        self.0.check(&Check::from_input(&decode(input)?)?)
    }
}

/// What is known about requests besides their action.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SituationHandle(Rc<Situation>);

/// A catalogue, asked at once.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PreviewHandle {
    set: Rc<policy::PolicySet>,
    preview: Preview,
    situation: Rc<Situation>,
}

#[wasm_bindgen]
impl PreviewHandle {
    /// The rows.
    pub fn rows(&self) -> Result<JsValue, JsValue> {
        encode(&self.preview.rows())
    }

    /// The answers, by number.
    pub fn decisions(&self) -> Result<Vec<u8>, JsValue> {
        self.preview.decisions(&self.set, &self.situation).map_err(throw)
    }

    /// Whether the calls work in full, by number.
    pub fn whole(&self) -> Result<Vec<u8>, JsValue> {
        Ok(self.answers()?.whole.iter().map(|verdict| *verdict as u8).collect())
    }

    /// The answers for another situation, by number; throws where it is another set's or cloud's.
    pub fn update(&mut self, situation: &SituationHandle) -> Result<Vec<u8>, JsValue> {
        let decisions = self.preview.decisions(&self.set, &situation.0).map_err(throw)?;
        self.situation = Rc::clone(&situation.0);
        Ok(decisions)
    }

    /// One row with reasons; `undefined` where there is none.
    pub fn explain(&self, row: u32) -> Result<JsValue, JsValue> {
        let row = usize::try_from(row).unwrap_or(usize::MAX);
        let decision = self.preview.explain(&self.set, &self.situation, row);
        decision.map_or(Ok(JsValue::UNDEFINED), |decision| encode(&decision))
    }

    /// All rows as text, Markdown or CSV.
    pub fn export(&self, format: &str) -> Result<String, JsValue> {
        let format = Format::parse(format).map_err(throw)?;
        Ok(render::preview(&self.preview, &self.answers()?, format))
    }
}

impl PreviewHandle {
    fn answers(&self) -> Result<Answers, JsValue> {
        self.preview.answers(&self.set, &self.situation).map_err(throw)
    }
}

fn preview_options(input: &str) -> Result<PreviewOptions, Error> {
    PreviewOptions::from_input(&decode(input)?)
}
