//! What a linter is told besides the policies.

use serde_json::Value;

use super::situation::PolicyCloud;
use crate::PolicyKind;
#[cfg(feature = "types")]
use crate::base::declared::name_of;
use crate::base::declared::{FromText, input};
use crate::input::fields::Fields;
use crate::policy::{Limits, LintOptions};
use crate::{Error, Scope};

input! {
    /// What the linter should know.
    LintInput as "LintOptions" {
        /// Whose catalogue of actions to compare with; both where none is given.
        cloud as "cloud": Option<PolicyCloud>,
        /// The limits of size and number; those of the OTC error codes by default.
        limits as "limits": Option<Limits>,
    }
}

input! {
    /// Options of `parsePolicy`.
    ParseInput as "ParsePolicyOptions" extends LintInput {
        /// Where it is to be attached.
        scope as "scope": Option<Scope>,
        /// What kind of policy it is; without it, by its version.
        kind as "kind": Option<PolicyKind>,
    }
}

impl FromText for Limits {
    #[cfg(feature = "types")]
    fn of() -> String {
        name_of::<Self>()
    }

    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        Self::parse(text, path)
    }
}

impl LintOptions {
    /// Reads `{ cloud?, limits?, scope?, kind? }`, for one policy.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", &[LintInput::DECLARED.names, ParseInput::DECLARED.names].concat())?;
        let ParseInput { scope, kind } = ParseInput::read(&fields)?;
        Ok(Self { scope, kind, ..Self::read(&fields)? })
    }

    /// Reads `{ cloud?, limits? }`, for a set, which knows where its policies are attached.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn of_set_from_input(input: &Value) -> Result<Self, Error> {
        Self::read(&Fields::of(input, "", LintInput::DECLARED.names)?)
    }

    fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        let LintInput { cloud, limits } = LintInput::read(fields)?;
        Ok(Self { cloud: cloud.map(|cloud| cloud.0), limits: limits.unwrap_or_default(), ..Self::default() })
    }
}
