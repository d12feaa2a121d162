//! The least policy for what somebody wants to do, and what cannot be allowed apart from it.
//!
//! Actions and dependencies are those of the catalogue (`catalog`); the form of the document is that of a custom
//! policy, version 1.1 or 5.0 (IAM user guides, "Policy Syntax"): exact actions, no wildcard but those that the
//! tables of other services themselves name as dependencies, no `Resource`, no `Condition`.

mod separate;

use std::sync::Arc;

use serde::Serialize;

use crate::base::ids::{ApiVersion, Cloud};
use crate::base::operations::OperationName;
use crate::base::said::said;
use crate::base::sorted::{SortedMap, SortedSet};
use crate::base::text::{nearest, quoted};
use crate::policy::catalog::lists::Services;
use crate::policy::catalog::v5::SchemasV5;
use crate::policy::catalog::{self, Api, Catalog};
use crate::policy::model::ast::{Effect, Version};
use crate::policy::model::write::Writer;
use crate::{Code, Error};

pub use self::separate::{CannotSeparate, CannotSeparateCode, CannotSeparateSaid};

/// The longest id of the catalogue has fewer characters; what is longer is near to none.
const LONGEST_ID: usize = 200;

/// A suggested policy, and what it says or leaves open besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "SuggestedPolicy"))]
pub struct Suggestion {
    /// The text of the policy, ready to be created: one Allow for each service.
    pub document: String,
    /// The actions it allows, sorted.
    pub actions: Vec<String>,
    /// What cannot be granted, or closed, apart.
    #[cfg_attr(feature = "types", ts(inline))]
    pub cannot_separate: Vec<CannotSeparate>,
}

/// What is to be allowed: APIs of a cloud's catalogue, by id.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    catalog: &'static Catalog,
    listed: Vec<&'a Api>,
    /// Whether the policy is to be an identity policy, version 5.0.
    identity: bool,
    /// What the cloud gives itself of its services.
    schemas: SchemasV5,
    apis: SortedMap<&'a str, &'a Api>,
}

impl<'a> Wanted<'a> {
    /// Nothing yet.
    ///
    /// # Errors
    /// [`Code::UnsupportedOperation`] for plain OpenStack.
    pub fn new(cloud: Cloud) -> Result<Self, Error> {
        let catalog = catalog::of(cloud).ok_or_else(|| no_catalog(cloud))?;
        Ok(Self {
            catalog,
            listed: Vec::new(),
            identity: false,
            schemas: SchemasV5::default(),
            apis: SortedMap::default(),
        })
    }

    /// The same as an identity policy, version 5.0.
    ///
    /// # Errors
    /// [`Code::UnsupportedOperation`] at `version` where the documents of the cloud do not know it.
    pub fn of_version_5(self) -> Result<Self, Error> {
        if !Version::V5_0.exists_on(self.catalog.cloud()) {
            let message =
                said!("no document of Open Telekom Cloud knows identity policies or service control policies");
            return Err(Error::new(Code::UnsupportedOperation, message).with_path("version"));
        }
        Ok(Self { identity: true, ..self })
    }

    /// The same, where the APIs of other services than ECS may be asked for, as these lists have them.
    #[must_use]
    pub fn with_services(self, services: &'a Services) -> Self {
        let listed = services.apis(self.catalog.cloud()).map(|api| &**api);
        let listed = listed.filter(|api| api.action.split(':').next() != Some("ecs")).collect();
        Self { listed, schemas: services.schemas().clone(), ..self }
    }

    /// Every API that is known.
    fn known(&self) -> impl Iterator<Item = &'a Api> {
        let of_ecs: &'static [Arc<Api>] = self.catalog.apis();
        of_ecs.iter().map(|api| &**api).chain(self.listed.iter().copied())
    }

    /// Adds an operation of this package, in a version of the compute API.
    ///
    /// # Errors
    /// [`Code::UnsupportedOperation`] where it does not exist in the version.
    pub fn add_operation(&mut self, operation: OperationName, version: ApiVersion) -> Result<(), Error> {
        let api = of_operation(self.catalog, operation, version)?;
        self.apis.insert(&api.id, api);
        Ok(())
    }

    /// Adds an API of the catalogue by its id; `path` is where the id was given.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] at `path` where there is none.
    pub fn add_api(&mut self, id: &str, path: &str) -> Result<(), Error> {
        let api = self.known().find(|api| api.id == id).ok_or_else(|| unknown_api(self, id, path))?;
        self.apis.insert(&api.id, api);
        Ok(())
    }

    /// The least policy for it.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] where nothing is asked for.
    pub fn suggest(&self) -> Result<Suggestion, Error> {
        if self.apis.is_empty() {
            return Err(Error::invalid("operations", said!("operations or apis must name what is to be allowed")));
        }
        let mut actions: SortedSet<&str> = SortedSet::new();
        for api in self.apis.values() {
            actions.insert(&*api.action);
            for action in &api.dependent_actions {
                actions.insert(&**action);
            }
        }
        let mut cannot_separate: Vec<CannotSeparate> =
            actions.iter().filter_map(|action| self.shared(action, &actions)).collect();
        cannot_separate.extend(self.other_doors(&actions));
        if self.identity {
            cannot_separate.extend(self.inferred(&actions));
            cannot_separate.extend(self.native());
        } else {
            cannot_separate.extend(self.former_names(&actions));
        }
        Ok(Suggestion {
            document: document(&actions, if self.identity { Version::V5_0 } else { Version::V1_1 }),
            actions: actions.iter().map(|action| (*action).to_owned()).collect(),
            cannot_separate,
        })
    }
}

/// The API of an operation. Where the version has none (Huawei Cloud no longer documents `/v2`), the one that needs
/// the same action in the version that is documented.
fn of_operation(
    catalog: &'static Catalog,
    operation: OperationName,
    version: ApiVersion,
) -> Result<&'static Arc<Api>, Error> {
    let action = operation.action(catalog.cloud(), version)?;
    let exact = catalog.for_operation(operation, version);
    let neighbour = || {
        let api = catalog.for_operation(operation, ApiVersion::DEFAULT);
        api.filter(|api| api.action == action.name)
    };
    exact.or_else(neighbour).ok_or_else(|| {
        if operation.of_iam() {
            let message = said!("operation {} is not an API of ECS", operation.as_str());
            let hint = said!("a policy that allows it names the action `{}`", action.name);
            return Error::new(Code::UnsupportedOperation, message).with_path("operations").with_hint(hint);
        }
        if version == operation.usual_version() {
            let message = said!("no list of permissions has operation {}", operation.as_str());
            let hint = said!("its neighbour needs the action `{}`", action.name);
            return Error::new(Code::UnsupportedOperation, message).with_path("operations").with_hint(hint);
        }
        let message = said!("operation {} is not documented in API version {}", operation.as_str(), version.as_str());
        Error::new(Code::UnsupportedOperation, message)
            .with_path("apiVersion")
            .with_hint(said!("use apiVersion `v2.1`"))
    })
}

fn no_catalog(cloud: Cloud) -> Error {
    Error::new(Code::UnsupportedOperation, said!("there are no IAM policies in cloud `{}`", cloud.as_str()))
        .with_path("cloud")
        .with_hint(said!(
            "who may call plain Nova is decided by the roles in the project and by the rules of its operator (`policy.yaml`)"
        ))
}

fn unknown_api(wanted: &Wanted<'_>, id: &str, path: &str) -> Error {
    let error =
        Error::invalid(path, said!("{} must be {}, got {}", path, said!("an API of the catalogue"), quoted(id)));
    let ids: Vec<&str> = wanted.known().map(|api| api.id.as_str()).collect();
    let near = if id.len() > LONGEST_ID { Vec::new() } else { nearest(id, &ids) };
    let near = near.into_iter().map(|id| said!("`{}`", id)).reduce(|before, next| said!("{} or {}", before, next));
    error.with_hint(match near {
        Some(near) => said!("did you mean {}?", near),
        None => said!(
            "an API is named by method and path, such as `GET /v2.1/{project_id}/servers/{server_id}/os-server-password`"
        ),
    })
}

fn service(action: &str) -> Option<&str> {
    action.split(':').next()
}

/// The policy: one Allow for each service (more where IAM takes no more actions in one), services and actions sorted.
fn document(actions: &SortedSet<&str>, version: Version) -> String {
    let mut writer = Writer::new(version);
    for actions in actions.as_slice().chunk_by(|one, other| service(one) == service(other)) {
        writer.add(Effect::Allow, actions, "");
    }
    writer.document()
}
