//! One question to a set of policies.

use serde_json::Value;

use super::declared::{CHECK, SITUATION};
use crate::base::said::said;
use crate::input::fields::Fields;
use crate::policy::{Check, RequestFacts, needed_cloud};
use crate::{ApiVersion, Error, OperationName};

impl Check {
    /// Reads `{ operation | action | api, cloud?, apiVersion?, projectId?, enterpriseProjectId?, resource?, context?, assume? }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where the cloud has no such
    /// operation, or no IAM policies.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        const SUBJECTS: &[&str] = &["operation", "action", "api"];
        let fields = Fields::of(input, "", &[CHECK.names, SITUATION.names].concat())?;
        let facts = RequestFacts::read(&fields)?;
        let version = fields.optional("apiVersion", ApiVersion::parse)?.unwrap_or(ApiVersion::DEFAULT);
        let given: Vec<&str> = SUBJECTS.iter().copied().filter(|name| fields.value(name).is_some()).collect();
        let check = match given.as_slice() {
            ["action"] => Self::of_action(fields.text("action")?)?,
            ["operation"] => {
                let operation = fields.parse("operation", OperationName::parse)?;
                Self::of_operation(operation, needed_cloud(facts.cloud)?, version)?
            }
            ["api"] => Self::of_api(fields.text("api")?, needed_cloud(facts.cloud)?)?,
            _ => {
                return Err(Error::invalid("action", said!("exactly one of operation, action and api must be given"))
                    .with_hint(said!("such as `{ operation: \"getServerPassword\", cloud: \"otc\" }` or `{ action: \"ecs:serverPasswords:manage\" }`")));
            }
        };
        Ok(check.with_facts(facts))
    }
}
