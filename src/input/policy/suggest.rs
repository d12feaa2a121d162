//! What a suggested policy is to allow.

use serde_json::Value;

use crate::base::declared::{FromText, List, input};
use crate::base::ids::one_of;
use crate::input::fields::Fields;
use crate::policy::Services;
use crate::policy::suggest::Wanted;
use crate::{ApiVersion, Cloud, Error, OperationName};

input! {
    /// What a suggested policy should allow: operations of this package, APIs of the catalogue, or both.
    SuggestInput as "SuggestInput" {
        /// Whose actions.
        cloud as "cloud" ("PolicyCloud"): Cloud,
        /// The API version of the operations; by default `v2.1`, or `v1` of an operation that is there alone.
        api_version as "apiVersion": Option<ApiVersion>,
        /// The version of the policy; `1.1` by default. `5.0`: an identity policy.
        version as "version": Option<SuggestedVersion>,
        /// Operations of this package.
        operations as "operations": Option<List<OperationName>>,
        /// APIs, by the `id` of a preview's row.
        apis as "apis": Option<List<String>>,
    }
}

/// The version of a suggested policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SuggestedVersion {
    V1_1,
    V5_0,
}

impl FromText for SuggestedVersion {
    #[cfg(feature = "types")]
    fn of() -> String {
        "\"1.1\" | \"5.0\"".to_owned()
    }

    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        match text {
            "1.1" => Ok(Self::V1_1),
            "5.0" => Ok(Self::V5_0),
            _ => Err(one_of(text, path, &["1.1", "5.0"])),
        }
    }
}

impl Wanted<'static> {
    /// Reads `{ cloud, apiVersion?, version?, operations?: [name], apis?: [id] }`. `apiVersion` is that of the operations, v2.1 where it is not
    /// given.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] for an unknown field, operation or API; [`crate::Code::UnsupportedOperation`] for plain OpenStack, and
    /// where an operation does not exist in the version.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        Self::filled(input, Self::new)
    }
}

impl<'a> Wanted<'a> {
    /// The same, where `apis` may be those of these lists too.
    ///
    /// # Errors
    /// As [`Wanted::from_input`].
    pub fn from_input_with(input: &Value, services: &'a Services) -> Result<Self, Error> {
        Self::filled(input, |cloud| Ok(Wanted::new(cloud)?.with_services(services)))
    }

    fn filled(input: &Value, of_cloud: impl FnOnce(Cloud) -> Result<Self, Error>) -> Result<Self, Error> {
        let fields = Fields::of(input, "", SuggestInput::DECLARED.names)?;
        let SuggestInput { cloud, api_version, version: policy, operations, apis } = SuggestInput::read(&fields)?;
        let mut wanted = of_cloud(cloud)?;
        if let Some(SuggestedVersion::V5_0) = policy {
            wanted = wanted.of_version_5()?;
        }
        for operation in operations.map(|List(operations)| operations).unwrap_or_default() {
            wanted.add_operation(operation, api_version.unwrap_or_else(|| operation.usual_version()))?;
        }
        for (index, id) in apis.map(|List(ids)| ids).unwrap_or_default().iter().enumerate() {
            wanted.add_api(id, &format!("apis[{index}]"))?;
        }
        Ok(wanted)
    }
}
