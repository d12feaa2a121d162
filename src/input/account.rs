//! The snapshot of an account, read strictly: an unknown field, a list that is not for its cloud, or an ID that is there twice is an error
//! that names the place.

use std::collections::HashSet;

use serde_json::Value;

use super::fields::{Fields, array};
use crate::account::snapshot::{All, EntityId, Grantee, Grantees, MappingRule, NotReadPart, Place, Rules, Snapshot};
#[cfg(feature = "types")]
use crate::base::declared::{Form, Typed, Union};
use crate::base::declared::{FromText, Read};
use crate::base::said::said;
use crate::base::text::quoted;
use crate::{Cloud, Error, ProjectId};

/// The largest text of a snapshot, in bytes.
pub(crate) const LARGEST_TEXT: usize = 32 * 1024 * 1024;

/// What there is on the clouds with IAM policies alone.
const WITH_POLICIES: &[&str] = &[
    "policies",
    "grants",
    "enterpriseProjects",
    "agencies",
    "identityProviders",
    "mappings",
    "identityPolicies",
    "serviceControlPolicies",
];

/// What there is of OpenStack alone.
const OF_OPENSTACK: &[&str] =
    &["domains", "roles", "impliedRoles", "assignments", "applicationCredentials", "policyFile", "novaRelease"];

impl Snapshot {
    /// Reads the text of a snapshot, at most 32 MiB of JSON.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        if text.len() > LARGEST_TEXT {
            return Err(Error::invalid(
                "snapshot",
                said!("`{}` must have at most {} MiB", "snapshot", LARGEST_TEXT / 1024 / 1024),
            ));
        }
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Error::invalid("snapshot", said!("the snapshot is not JSON: line {}, column {}", line, column))
        })?;
        Self::from_input(&value)
    }

    /// Reads a snapshot.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field, where one is missing or of another form, or unknown, or not for the cloud of
    /// the snapshot, and where an ID is there twice.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", Self::DECLARED.names)?;
        let snapshot = Self::read(&fields)?;
        let (elsewhere, clouds) = match snapshot.cloud {
            Cloud::Otc | Cloud::Huawei => (OF_OPENSTACK, "`openstack`"),
            Cloud::Openstack => (WITH_POLICIES, "`otc`, `huawei`"),
        };
        if let Some(name) = elsewhere.iter().find(|name| fields.value(name).is_some()) {
            return Err(Error::invalid(*name, said!("{} is only for {}", *name, clouds)));
        }
        each_once(&snapshot)?;
        forms(&snapshot)?;
        Ok(snapshot)
    }
}

/// # Errors
/// Where an ID is there twice: what is said of it would be of two.
fn each_once(snapshot: &Snapshot) -> Result<(), Error> {
    macro_rules! once {
        ($($list:ident as $name:literal,)+) => {
            $(no_twice($name, snapshot.$list.iter().flatten().map(|each| each.id.as_str()))?;)+
        };
    }
    once! {
        users as "users",
        groups as "groups",
        policies as "policies",
        projects as "projects",
        enterprise_projects as "enterpriseProjects",
        agencies as "agencies",
        identity_providers as "identityProviders",
        mappings as "mappings",
        identity_policies as "identityPolicies",
        domains as "domains",
        roles as "roles",
        application_credentials as "applicationCredentials",
    }
    Ok(())
}

fn no_twice<'a>(list: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let mut known = HashSet::new();
    for (index, id) in ids.enumerate() {
        if !known.insert(id) {
            let path = format!("{list}[{index}].id");
            return Err(Error::invalid(&path, said!("{} is there twice: {}", &*path, quoted(id))));
        }
    }
    Ok(())
}

/// # Errors
/// Where fields do not go together.
fn forms(snapshot: &Snapshot) -> Result<(), Error> {
    for (index, assignment) in snapshot.assignments.iter().flatten().enumerate() {
        if assignment.user.is_some() == assignment.group.is_some() {
            return Err(one_field(&format!("assignments[{index}]"), &["user", "group"]));
        }
    }
    for (index, grant) in snapshot.grants.iter().flatten().enumerate() {
        if !grant.scope.is_attachable() {
            let path = format!("grants[{index}].scope");
            return Err(Error::invalid(&path, said!("{} must be a place where a policy can be granted", &*path)));
        }
    }
    for (index, not_read) in snapshot.not_read.iter().flatten().enumerate() {
        let path = |name: &str| format!("notRead[{index}].{name}");
        if not_read.cause.trim().is_empty() {
            let path = path("cause");
            return Err(Error::invalid(&path, said!("{} must say why it was not read", &*path)));
        }
        if not_read.scope.is_some() && not_read.what != NotReadPart::Grants {
            let path = path("scope");
            return Err(Error::invalid(&path, said!("{} is only for {}", &*path, "`grants`")));
        }
    }
    Ok(())
}

fn one_field(path: &str, names: &[&str]) -> Error {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    Error::invalid(path, said!("{} must have exactly one of {}", path, names.join(", ")))
}

/// The one field of an object that has exactly one of several.
fn one_of_fields<'a>(
    value: &'a Value,
    path: &str,
    names: &'static [&'static str],
) -> Result<(Fields<'a>, &'static str), Error> {
    let fields = Fields::of(value, path, names)?;
    let mut given = names.iter().copied().filter(|name| fields.value(name).is_some());
    match (given.next(), given.next()) {
        (Some(name), None) => Ok((fields, name)),
        _ => Err(one_field(path, names)),
    }
}

fn grantee(value: &Value, path: &str) -> Result<Grantee, Error> {
    let (fields, name) = one_of_fields(value, path, &Grantee::NAMES)?;
    let id = fields.parse(name, EntityId::from_text)?;
    Ok(match name {
        "user" => Grantee::User(id),
        "group" => Grantee::Group(id),
        _ => Grantee::Agency(id),
    })
}

impl Read<Fields<'_>> for Grantee {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        grantee(fields.value(name).ok_or_else(|| fields.missing(name))?, &fields.path_of(name))
    }
}

impl Read<Fields<'_>> for Grantees {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        let path = fields.path_of(name);
        let items = array(fields.value(name).ok_or_else(|| fields.missing(name))?, &path)?.iter().enumerate();
        items.map(|(index, item)| grantee(item, &format!("{path}[{index}]"))).collect::<Result<_, _>>().map(Self)
    }
}

impl Read<Fields<'_>> for Place {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        let path = fields.path_of(name);
        let value = fields.value(name).ok_or_else(|| fields.missing(name))?;
        let (fields, name) = one_of_fields(value, &path, &Self::NAMES)?;
        Ok(match name {
            "project" => Self::Project(fields.parse(name, ProjectId::parse)?),
            "domain" => Self::Domain(fields.parse(name, EntityId::from_text)?),
            _ => Self::System(fields.parse(name, all)?),
        })
    }
}

fn all(text: &str, path: &str) -> Result<All, Error> {
    match text {
        "all" => Ok(All::All),
        _ => Err(Error::invalid(path, said!("{} must be {}, got {}", path, said!("`{}`", "all"), quoted(text)))),
    }
}

impl Read<Fields<'_>> for Rules {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        let rules = <Option<Vec<MappingRule>> as Read<Fields<'_>>>::read(fields, name)?;
        rules.map(Self).ok_or_else(|| fields.missing(name))
    }
}

/// To whom something is granted, as TypeScript has it.
#[cfg(feature = "types")]
pub(crate) const GRANTEE: Union = Union {
    name: <Grantee as Typed>::of,
    docs: "To whom something is granted or attached: one of a user, a group and an agency, by its ID.",
    of: &[Form::Typed(grantees)],
};

#[cfg(feature = "types")]
fn grantees() -> String {
    Grantee::NAMES.map(|name| format!("{{ {name}: string }}")).join(" | ")
}
