//! What is asked: an action, with what the token has and what the target is.

use std::collections::BTreeMap;

use crate::base::said::said;
use crate::base::{ApiVersion, Cloud, Error, OperationName};

/// What a token is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenScope {
    /// A project, by its ID; `None`: some project.
    Project(Option<String>),
    /// A domain, by its ID.
    Domain(String),
    /// The whole system (`system_scope: all`).
    System,
}

impl TokenScope {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Project(_) => "project",
            Self::Domain(_) => "domain",
            Self::System => "system",
        }
    }
}

/// One question: may a token with these roles do this, to that?
#[derive(Debug, Clone)]
pub struct OsloCheck {
    pub(super) action: String,
    pub(super) roles: Vec<String>,
    pub(super) more_roles: bool,
    pub(super) user_id: Option<String>,
    pub(super) scope: TokenScope,
    pub(super) attributes: BTreeMap<String, Option<String>>,
    pub(super) target: BTreeMap<String, Option<String>>,
    /// Whether the target has no other attributes.
    pub(super) target_is_all: bool,
}

impl OsloCheck {
    /// Asks for a rule of Nova, by its name, for a token of that scope without roles.
    #[must_use]
    pub fn of_action(action: &str, scope: TokenScope) -> Self {
        let (roles, attributes, target) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Self {
            action: action.to_owned(),
            roles,
            more_roles: false,
            user_id: None,
            scope,
            attributes,
            target,
            target_is_all: false,
        }
    }

    /// Asks for the rule of an operation of this package.
    ///
    /// # Errors
    /// [`crate::Code::UnsupportedOperation`] where plain OpenStack does not have it; [`crate::Code::InvalidInput`] for one of Keystone.
    pub fn of_operation(operation: OperationName, scope: TokenScope) -> Result<Self, Error> {
        Ok(Self::of_action(Self::action_of(operation)?, scope))
    }

    /// The rule of an operation.
    ///
    /// # Errors
    /// As for [`OsloCheck::of_operation`].
    pub(crate) fn action_of(operation: OperationName) -> Result<&'static str, Error> {
        if operation.of_iam() {
            return Err(Error::invalid(
                "operation",
                said!("operation must be one of Nova, got `{}`", operation.as_str()),
            ));
        }
        let action = operation.action(Cloud::Openstack, ApiVersion::V2_1);
        Ok(action.map_err(|error| error.with_path("operation"))?.name)
    }

    /// The roles in the token, those that others imply too: rules compare names.
    #[must_use]
    pub fn with_roles(mut self, roles: &[&str]) -> Self {
        self.roles = roles.iter().map(|role| (*role).to_owned()).collect();
        self
    }

    /// There may be more roles than these.
    #[must_use]
    pub const fn with_more_roles(mut self) -> Self {
        self.more_roles = true;
        self
    }

    /// The ID of the user.
    #[must_use]
    pub fn with_user_id(mut self, id: &str) -> Self {
        self.user_id = Some(id.to_owned());
        self
    }

    /// Another attribute of the token, such as `user_domain_id`; `None`: it has none.
    #[must_use]
    pub fn with_attribute(mut self, name: &str, value: Option<&str>) -> Self {
        self.attributes.insert(name.to_owned(), value.map(str::to_owned));
        self
    }

    /// An attribute of the target, such as `project_id`; `None`: Nova gives none. What is not said is not known.
    #[must_use]
    pub fn with_target(mut self, name: &str, value: Option<&str>) -> Self {
        self.target.insert(name.to_owned(), value.map(str::to_owned));
        self
    }

    /// What Nova asks when it makes out whether somebody is an administrator: the same token, its own project and user as the target.
    pub(super) fn of_admin(&self) -> Self {
        let mut asked = Self { target: BTreeMap::new(), target_is_all: true, ..self.clone() };
        let project = match &self.scope {
            TokenScope::Project(id) => id.clone(),
            _ => Some(NONE.to_owned()),
        };
        for (name, value) in [("project_id", project), ("user_id", self.user_id.clone())] {
            if let Some(value) = value {
                asked.target.insert(name.to_owned(), Some(value));
            }
        }
        asked
    }

    /// What the target has by a name.
    pub(super) fn target(&self, name: &str) -> Attribute<'_> {
        match self.target.get(name) {
            Some(Some(value)) => Attribute::Value(value),
            Some(None) => Attribute::Absent,
            None if !self.target_is_all => Attribute::Open(format!("target.{name}")),
            None => match name {
                "project_id" => Attribute::Open("projectId".to_owned()),
                "user_id" => Attribute::Open("userId".to_owned()),
                _ => Attribute::Absent,
            },
        }
    }

    /// What the token has at a path.
    pub(super) fn credential(&self, path: &[String]) -> Credential<'_> {
        let [name, deeper @ ..] = path else { return Credential::Values(Vec::new()) };
        if name == "roles" {
            return match (deeper, self.more_roles) {
                ([], _) => Credential::Values(self.roles.iter().map(String::as_str).collect()),
                (_, false) if self.roles.is_empty() => Credential::Values(Vec::new()),
                (_, true) if self.roles.is_empty() => Credential::Open("roles".to_owned()),
                _ => Credential::Fails,
            };
        }
        let value = match (name.as_str(), &self.scope) {
            ("user_id", _) => self.user_id.as_deref().ok_or("userId"),
            ("project_id", TokenScope::Project(id)) => id.as_deref().ok_or("projectId"),
            ("domain_id", TokenScope::Domain(id)) => Ok(id.as_str()),
            ("system_scope" | "system", TokenScope::System) => Ok("all"),
            ("system", _) => return Credential::Values(Vec::new()),
            ("project_id" | "domain_id" | "system_scope", _) => Ok(NONE),
            _ => match self.attributes.get(name) {
                Some(Some(value)) => Ok(value.as_str()),
                Some(None) => return Credential::Values(Vec::new()),
                None => return Credential::Open(format!("attributes.{name}")),
            },
        };
        match value {
            Ok(_) if !deeper.is_empty() => Credential::Fails,
            Ok(value) => Credential::Values(vec![value]),
            Err(name) => Credential::Open(name.to_owned()),
        }
    }
}

/// What Python makes of nothing, as a text.
const NONE: &str = "None";

/// What a target has by a name.
pub(super) enum Attribute<'a> {
    Value(&'a str),
    Absent,
    /// It was not said, by this field.
    Open(String),
}

/// What a token has at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Credential<'a> {
    /// One of these; none: it has no such attribute.
    Values(Vec<&'a str>),
    /// oslo.policy stumbles: what is there has no attributes.
    Fails,
    /// It was not said, by this field.
    Open(String),
}
