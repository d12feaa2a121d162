//! What a preview, or a comparison of two sets, is of.

use serde_json::Value;

use super::situation::SituationInput;
use crate::base::declared::{List, input};
use crate::input::fields::Fields;
use crate::policy::{PreviewOptions, RequestFacts, Services};
use crate::{ApiVersion, Error};

input! {
    /// What a preview asks: every API of a cloud (of one API version), or a list of actions.
    PreviewInput as "PreviewInput" extends SituationInput {
        /// These actions, in place of a catalogue.
        actions as "actions": Option<List<String>>,
        /// Only the APIs of this version.
        api_version as "apiVersion": Option<ApiVersion>,
        /// The APIs of this service, in place of those of ECS, as the lists of the cloud (`services`) have them: `obs`.
        service as "service": Option<String>,
    }
}

impl PreviewOptions {
    /// Reads `{ actions: [...] }`, or `{ cloud, apiVersion? }` for every API of the cloud; other fields as [`RequestFacts::from_input`].
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        Self::from_input_with(input, &Services::new())
    }

    /// The same, where the cloud's APIs may be those of a `service` of these lists.
    ///
    /// # Errors
    /// As [`PreviewOptions::from_input`].
    pub fn from_input_with(input: &Value, services: &Services) -> Result<Self, Error> {
        let fields = Fields::of(input, "", &[PreviewInput::DECLARED.names, SituationInput::DECLARED.names].concat())?;
        let facts = RequestFacts::read(&fields)?;
        let PreviewInput { actions, api_version, service } = PreviewInput::read(&fields)?;
        let Some(List(actions)) = actions else {
            return match service {
                Some(service) => Self::of_service(services, &service, facts),
                None => Self::of_apis(api_version, facts),
            };
        };
        let mut options = Self::of_actions(facts);
        for (index, action) in actions.iter().enumerate() {
            options.add_action(action, "").map_err(|error| error.with_path(format!("actions[{index}]")))?;
        }
        Ok(options)
    }
}
