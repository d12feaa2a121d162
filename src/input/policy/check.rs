//! One question to a set of policies.

use serde_json::Value;

use super::situation::SituationInput;
use crate::base::declared::input;
use crate::base::said::said;
use crate::input::fields::Fields;
use crate::policy::{Check, RequestFacts, needed_cloud};
use crate::{ApiVersion, Error, OperationName};

input! {
    /// One question: exactly one of `operation`, `action` and `api`.
    CheckInput as "PolicyCheck" extends SituationInput {
        /// An operation of this package; needs `cloud`.
        operation as "operation": Option<OperationName>,
        /// An action, `service:type:operation`.
        action as "action": Option<String>,
        /// An API of the catalogue, by the `id` of a preview's row; needs `cloud`.
        api as "api": Option<String>,
        /// The API version of the operation; by default `v2.1`, or `v1` of an operation that is there alone.
        api_version as "apiVersion": Option<ApiVersion>,
    }
}

impl Check {
    /// Reads `{ operation | action | api, cloud?, apiVersion?, projectId?, enterpriseProjectId?, resource?, context?, assume? }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where the cloud has no such
    /// operation, or no IAM policies.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", &[CheckInput::DECLARED.names, SituationInput::DECLARED.names].concat())?;
        let facts = RequestFacts::read(&fields)?;
        Self::read(&fields, facts)
    }

    /// Reads what is asked for; the facts were read before.
    ///
    /// # Errors
    /// As [`Check::from_input`].
    pub(in crate::input) fn read(fields: &Fields<'_>, facts: RequestFacts) -> Result<Self, Error> {
        let CheckInput { operation, action, api, api_version } = CheckInput::read(fields)?;
        let version = |operation: OperationName| api_version.unwrap_or_else(|| operation.usual_version());
        let check = match (operation, action, api) {
            (None, Some(action), None) => Self::of_action(&action)?,
            (Some(operation), None, None) => {
                Self::of_operation(operation, needed_cloud(facts.cloud)?, version(operation))?
            }
            (None, None, Some(api)) => Self::of_api(&api, needed_cloud(facts.cloud)?)?,
            _ => {
                return Err(Error::invalid("action", said!("exactly one of operation, action and api must be given"))
                    .with_hint(said!("such as `{ operation: \"getServerPassword\", cloud: \"otc\" }` or `{ action: \"ecs:serverPasswords:manage\" }`")));
            }
        };
        Ok(check.with_facts(facts))
    }
}
