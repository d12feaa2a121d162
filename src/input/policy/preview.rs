//! What a preview, or a comparison of two sets, is of.

use serde_json::Value;

use super::situation::SituationInput;
use crate::base::declared::input;
use crate::input::fields::{Fields, List};
use crate::policy::{PreviewOptions, RequestFacts};
use crate::{ApiVersion, Error};

input! {
    /// What a preview asks: every API of a cloud (of one API version), or a list of actions.
    PreviewInput as "PreviewInput" extends SituationInput {
        /// These actions, in place of a catalogue.
        actions as "actions": Option<List<String>>,
        /// Only the APIs of this version.
        api_version as "apiVersion": Option<ApiVersion>,
    }
}

impl PreviewOptions {
    /// Reads `{ actions: [...] }`, or `{ cloud, apiVersion? }` for every API of the cloud; other fields as [`RequestFacts::from_input`].
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", &[PreviewInput::DECLARED.names, SituationInput::DECLARED.names].concat())?;
        let facts = RequestFacts::read(&fields)?;
        let PreviewInput { actions, api_version } = PreviewInput::read(&fields)?;
        let Some(List(actions)) = actions else { return Self::of_apis(api_version, facts) };
        let mut options = Self::of_actions(facts);
        for (index, action) in actions.iter().enumerate() {
            options.add_action(action, "").map_err(|error| error.with_path(format!("actions[{index}]")))?;
        }
        Ok(options)
    }
}
