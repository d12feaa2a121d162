//! Where a policy is attached, as callers say it.

use serde_json::Value;

use super::fields::Fields;
use crate::base::declared::Read;
#[cfg(feature = "types")]
use crate::base::declared::{Typed, name_of};
use crate::base::ids::one_of;
use crate::base::said::said;
use crate::base::scope::{enterprise_project_id, project_id};
use crate::base::text::quoted;
use crate::{Error, Scope};

impl Scope {
    const KINDS: &[&str] = &[
        "project",
        "allProjects",
        "allResources",
        "global",
        "enterpriseProject",
        "enterpriseProjects",
        "otherProjects",
    ];

    /// Reads `{ kind, id? }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(value: &Value, path: &str) -> Result<Self, Error> {
        let fields = Fields::of(value, path, &["kind", "id"])?;
        let kind = fields.text("kind")?;
        let scope = match kind {
            "project" => Self::Project { id: fields.parse("id", project_id)? },
            "enterpriseProject" => Self::EnterpriseProject { id: fields.parse("id", enterprise_project_id)? },
            "otherProjects" => Self::OtherProjects { id: fields.parse("id", project_id)? },
            "enterpriseProjects" => Self::EnterpriseProjects,
            "allProjects" => Self::AllProjects,
            "allResources" => Self::AllResources,
            "global" => Self::Global,
            _ => return Err(one_of(kind, &fields.path_of("kind"), Self::KINDS)),
        };
        let without_id =
            matches!(scope, Self::AllProjects | Self::AllResources | Self::Global | Self::EnterpriseProjects);
        if fields.value("id").is_some() && without_id {
            let path = fields.path_of("id");
            return Err(Error::invalid(&path, said!("{} is not for kind {}", &*path, quoted(kind))));
        }
        Ok(scope)
    }
}

#[cfg(feature = "types")]
impl Typed for Option<Scope> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        name_of::<Scope>()
    }
}

impl Read<Fields<'_>> for Option<Scope> {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        fields.value(name).map(|scope| Scope::from_input(scope, &fields.path_of(name))).transpose()
    }
}

#[cfg(feature = "account")]
impl Read<Fields<'_>> for Scope {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        <Option<Self> as Read<Fields<'_>>>::read(fields, name)?.ok_or_else(|| fields.missing(name))
    }
}
