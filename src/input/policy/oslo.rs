//! One question to a policy of OpenStack.

use std::collections::BTreeMap;

use serde_json::Value;

#[cfg(feature = "types")]
use crate::base::declared::Typed;
use crate::base::declared::{FromText, List, Read, input};
use crate::base::said::said;
use crate::base::text::quoted;
use crate::input::fields::{Fields, object, wrong};
use crate::policy::oslo::{NovaRelease, OsloCheck, OsloOptions, TokenScope};
use crate::{Error, OperationName};

input! {
    /// Of which release of Nova the rules are, and how its `nova.conf` has them applied.
    OptionsInput as "OsloOptions" {
        /// The release of Nova, by its name (`2023.1`, `Yoga`) or the first number of its version (`27`). None: an answer must hold for all whose rules are known.
        release as "release": Option<NovaRelease>,
        /// `enforce_scope` of `nova.conf`; by default as the release has it.
        enforce_scope as "enforceScope": Option<bool>,
        /// `enforce_new_defaults` of `nova.conf`; by default as the release has it.
        enforce_new_defaults as "enforceNewDefaults": Option<bool>,
    }
}

input! {
    /// One question to a policy of OpenStack: one of `operation` and `action`, and one of `projectId`, `domainId` and `systemScope`. What is left out is unknown.
    OsloInput as "OsloCheck" {
        /// An operation of this package.
        operation as "operation": Option<OperationName>,
        /// A rule of Nova, such as `os_compute_api:os-server-password:show`.
        action as "action": Option<String>,
        /// The names of the roles in the token, with those that others imply: rules compare names, in any case.
        roles as "roles": List<String>,
        /// The user of the token.
        user_id as "userId": Option<TokenId>,
        /// The project of the token.
        project_id as "projectId": Option<TokenId>,
        /// The domain of a token for a domain.
        domain_id as "domainId": Option<TokenId>,
        /// `all`, of a token for the system.
        system_scope as "systemScope": Option<SystemScope>,
        /// Other attributes of the token, by the names that rules have, such as `user_domain_id`; `null`: it has none.
        attributes as "attributes": Attributes,
        /// What Nova says of the target, by the names that rules have: `project_id` and `user_id` of a server; `null`: it says none. What is not here is unknown.
        target as "target": Attributes,
    }
}

impl OsloOptions {
    /// Reads `{ release?, enforceScope?, enforceNewDefaults? }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "options", OptionsInput::DECLARED.names)?;
        let OptionsInput { release, enforce_scope, enforce_new_defaults } = OptionsInput::read(&fields)?;
        Ok(Self { release, enforce_scope, enforce_new_defaults })
    }
}

impl OsloCheck {
    /// Reads `{ operation | action, roles, userId?, projectId | domainId | systemScope, attributes?, target? }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where plain OpenStack does not have the
    /// operation.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", OsloInput::DECLARED.names)?;
        let OsloInput { operation, action, roles, user_id, project_id, domain_id, system_scope, attributes, target } =
            OsloInput::read(&fields)?;
        let scope = match (project_id, domain_id, system_scope) {
            (Some(project), None, None) => TokenScope::Project(Some(project.0)),
            (None, Some(domain), None) => TokenScope::Domain(domain.0),
            (None, None, Some(SystemScope)) => TokenScope::System,
            _ => {
                let what = said!("exactly one of projectId, domainId and systemScope must be given");
                return Err(Error::invalid("projectId", what));
            }
        };
        let mut check = Self::of_action(&action_of(operation, action)?, scope);
        let roles: Vec<&str> = roles.0.iter().map(String::as_str).collect();
        check = check.with_roles(&roles);
        if let Some(user) = user_id {
            check = check.with_user_id(&user.0);
        }
        for (name, value) in &attributes.0 {
            check = check.with_attribute(name, value.as_deref());
        }
        for (name, value) in &target.0 {
            check = check.with_target(name, value.as_deref());
        }
        Ok(check)
    }
}

/// The rule that is asked for.
///
/// # Errors
/// As for [`OsloCheck::from_input`].
pub(crate) fn action_of(operation: Option<OperationName>, action: Option<String>) -> Result<String, Error> {
    match (operation, action) {
        (Some(operation), None) => OsloCheck::action_of(operation).map(str::to_owned),
        (None, Some(action)) => Ok(action),
        _ => Err(Error::invalid("action", said!("exactly one of operation and action must be given"))),
    }
}

impl FromText for NovaRelease {
    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        Self::parse(text, path)
    }
}

/// An ID as a token has it.
#[derive(Debug)]
pub(crate) struct TokenId(String);

impl FromText for TokenId {
    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Err(Error::invalid(path, said!("{} must not be empty", path)));
        }
        Ok(Self(text.to_owned()))
    }
}

/// The one system scope there is.
#[derive(Debug)]
pub(crate) struct SystemScope;

impl FromText for SystemScope {
    #[cfg(feature = "types")]
    fn of() -> String {
        "\"all\"".to_owned()
    }

    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        if text == "all" {
            return Ok(Self);
        }
        Err(Error::invalid(path, said!("{} must be {}, got {}", path, said!("`{}`", "all"), quoted(text))))
    }
}

/// Attributes by their names; `None`: there is none of the name.
#[derive(Debug, Default)]
pub(crate) struct Attributes(pub(crate) BTreeMap<String, Option<String>>);

#[cfg(feature = "types")]
impl Typed for Attributes {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "Record<string, string | boolean | null>".to_owned()
    }
}

impl Read<Fields<'_>> for Attributes {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        let Some(value) = fields.value(name) else { return Ok(Self::default()) };
        let mut read = BTreeMap::new();
        for (key, value) in object(value, name)? {
            let value = match value {
                Value::Null => None,
                Value::String(text) => Some(text.clone()),
                // As Python writes them.
                Value::Bool(true) => Some("True".to_owned()),
                Value::Bool(false) => Some("False".to_owned()),
                other => {
                    let path = format!("{name}[{}]", quoted(key));
                    return Err(wrong(&path, said!("a string, true, false or null"), other));
                }
            };
            read.insert(key.clone(), value);
        }
        Ok(Self(read))
    }
}
