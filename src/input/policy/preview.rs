//! What a preview, or a comparison of two sets, is of.

use serde_json::Value;

use super::declared::{PREVIEW, SITUATION};
use crate::input::fields::{Fields, item_text};
use crate::policy::{PreviewOptions, RequestFacts};
use crate::{ApiVersion, Error};

impl PreviewOptions {
    /// Reads `{ actions: [...] }`, or `{ cloud, apiVersion? }` for every API of the cloud; other fields as [`RequestFacts::from_input`].
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", &[PREVIEW.names, SITUATION.names].concat())?;
        let facts = RequestFacts::read(&fields)?;
        let version = fields.optional("apiVersion", ApiVersion::parse)?;
        let Some(actions) = fields.optional_array("actions")? else { return Self::of_apis(version, facts) };
        let mut options = Self::of_actions(facts);
        for (index, action) in actions.iter().enumerate() {
            let path = format!("actions[{index}]");
            options.add_action(item_text(action, &path)?, &path)?;
        }
        Ok(options)
    }
}
