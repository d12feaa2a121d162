//! What a suggested policy is to allow.

use serde_json::Value;

use super::declared::SUGGEST;
use crate::input::fields::{Fields, item_text};
use crate::policy::suggest::Wanted;
use crate::{ApiVersion, Cloud, Error, OperationName};

impl Wanted {
    /// Reads `{ cloud, apiVersion?, operations?: [name], apis?: [id] }`. `apiVersion` is that of the operations, v2.1 where it is not
    /// given.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] for an unknown field, operation or API; [`crate::Code::UnsupportedOperation`] for plain OpenStack, and
    /// where an operation does not exist in the version.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", SUGGEST.names)?;
        let cloud = fields.parse("cloud", Cloud::parse)?;
        let version = fields.optional("apiVersion", ApiVersion::parse)?.unwrap_or(ApiVersion::DEFAULT);
        let mut wanted = Self::new(cloud)?;
        for (path, name) in texts(&fields, "operations")? {
            wanted.add_operation(OperationName::parse(name, &path)?, version)?;
        }
        for (path, id) in texts(&fields, "apis")? {
            wanted.add_api(id, &path)?;
        }
        Ok(wanted)
    }
}

/// The texts of a list, where it is given, each with its path.
fn texts<'a>(fields: &Fields<'a>, name: &str) -> Result<Vec<(String, &'a str)>, Error> {
    let texts = fields.optional_array(name)?.unwrap_or_default().iter().enumerate().map(|(index, item)| {
        let path = format!("{}[{index}]", fields.path_of(name));
        let text = item_text(item, &path)?;
        Ok((path, text))
    });
    texts.collect()
}
