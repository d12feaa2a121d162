//! What a linter is told besides the policies.

use serde_json::Value;

use super::declared::{LINT, PARSE};
use super::situation::policy_cloud;
use crate::input::fields::Fields;
use crate::policy::{Limits, LintOptions};
use crate::{Error, Scope};

impl LintOptions {
    /// Reads `{ cloud?, limits?, scope? }`, for one policy.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", &[LINT.names, PARSE.names].concat())?;
        let scope = fields.value("scope").map(|scope| Scope::from_input(scope, "scope")).transpose()?;
        Ok(Self { scope, ..Self::read(&fields)? })
    }

    /// Reads `{ cloud?, limits? }`, for a set, which knows where its policies are attached.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn of_set_from_input(input: &Value) -> Result<Self, Error> {
        Self::read(&Fields::of(input, "", LINT.names)?)
    }

    fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        Ok(Self {
            cloud: fields.optional("cloud", policy_cloud)?,
            limits: fields.optional("limits", Limits::parse)?.unwrap_or_default(),
            scope: None,
        })
    }
}
