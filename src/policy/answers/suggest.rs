//! The least policy for what somebody wants to do, and what cannot be allowed apart from it.
//!
//! Actions and dependencies are those of the catalogue (`catalog`); the form of the document is that of a custom
//! policy, version 1.1 or 5.0 (IAM user guides, "Policy Syntax"): exact actions, no wildcard but those that the
//! tables of other services themselves name as dependencies, no `Resource`, no `Condition`.

use std::sync::Arc;

use serde::Serialize;

use crate::base::ids::{ApiVersion, Cloud};
use crate::base::operations::OperationName;
use crate::base::said::{Said, said};
use crate::base::sorted::{SortedMap, SortedSet};
use crate::base::text::{nearest, quoted};
use crate::policy::catalog::lists::Services;
use crate::policy::catalog::{self, Api, Catalog, v5};
use crate::{Code, Error};

/// IAM takes no more actions in one statement (OTC IAM API reference, "Error Codes", IAM.1033).
const ACTIONS_PER_STATEMENT: usize = 100;

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

/// Something that cannot be allowed, or closed, by these actions alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CannotSeparate {
    /// What kind it is.
    #[cfg_attr(feature = "types", ts(inline))]
    pub code: CannotSeparateCode,
    /// It, in words.
    pub message: String,
    /// The actions it is about.
    pub actions: Vec<String>,
    /// The ids of the APIs it is about.
    pub apis: Vec<String>,
    /// The texts by their parts.
    #[cfg_attr(feature = "types", ts(inline))]
    pub said: CannotSeparateSaid,
}

/// The texts of a [`CannotSeparate`] by their parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CannotSeparateSaid {
    /// [`CannotSeparate::message`].
    pub message: Said,
}

impl CannotSeparate {
    fn new(code: CannotSeparateCode, message: Said, actions: Vec<String>, apis: Vec<String>) -> Self {
        Self { code, message: message.to_string(), actions, apis, said: CannotSeparateSaid { message } }
    }
}

/// Why something cannot be separated, as a stable string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum CannotSeparateCode {
    /// An API that was not asked for needs exactly this action too.
    SharedAction,
    /// The same can be done through another API, under another action (Huawei Cloud: the stored password, v1 and
    /// v2.1).
    OtherDoor,
    /// A region that still checks a former name of an action needs that name too.
    FormerName,
    /// No table of version 5.0 that is known here has the action: it is that of version 1.1.
    InferredAction,
    /// No table of version 5.0 has native OpenStack APIs: whether an identity policy allows them is open.
    NativeOpenStack,
}

/// What is to be allowed: APIs of a cloud's catalogue, by id.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    catalog: &'static Catalog,
    listed: Vec<&'a Api>,
    /// Whether the policy is to be an identity policy, version 5.0.
    identity: bool,
    apis: SortedMap<&'a str, &'a Api>,
}

impl<'a> Wanted<'a> {
    /// Nothing yet.
    ///
    /// # Errors
    /// [`Code::UnsupportedOperation`] for plain OpenStack.
    pub fn new(cloud: Cloud) -> Result<Self, Error> {
        let catalog = catalog::of(cloud).ok_or_else(|| no_catalog(cloud))?;
        Ok(Self { catalog, listed: Vec::new(), identity: false, apis: SortedMap::default() })
    }

    /// The same as an identity policy, version 5.0.
    ///
    /// # Errors
    /// [`Code::UnsupportedOperation`] at `version` where the documents of the cloud do not know it.
    pub fn of_version_5(self) -> Result<Self, Error> {
        if self.catalog.cloud() != Cloud::Huawei {
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
        Self { listed: listed.filter(|api| api.action.split(':').next() != Some("ecs")).collect(), ..self }
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
            document: document(&actions, if self.identity { "5.0" } else { "1.1" }),
            actions: actions.iter().map(|action| (*action).to_owned()).collect(),
            cannot_separate,
        })
    }

    /// The APIs that nobody asked for and that need `action` itself.
    fn shared(&self, action: &str, allowed: &SortedSet<&str>) -> Option<CannotSeparate> {
        let is_other = |api: &&Api| api.action == action && !self.apis.contains_key(api.id.as_str());
        let others: Vec<&Api> = self.known().filter(is_other).collect();
        if others.is_empty() {
            return None;
        }
        let needs_more = |api: &Api| !api.dependent_actions.iter().all(|each| allowed.contains(each.as_str()));
        let (more, whole): (Vec<&Api>, Vec<&Api>) = others.iter().copied().partition(|api| needs_more(api));
        let opens = || match whole.len() {
            1 => said!("`{}` also opens 1 API that was not asked for: {}", action, titles(&whole)),
            count => said!("`{}` also opens {} APIs that were not asked for: {}", action, count, titles(&whole)),
        };
        let message = if self.only_one_half_of_the_password(action) {
            said!(
                "`{}` allows reading the stored password and deleting it alike: neither can be allowed without \
                 the other",
                action
            )
        } else {
            match (whole.len(), more.len()) {
                (_, 0) => opens(),
                (0, 1) => said!(
                    "`{}` is also what 1 API that was not asked for needs, with more besides: {}",
                    action,
                    titles(&more)
                ),
                (0, count) => said!(
                    "`{}` is also what {} APIs that were not asked for need, with more besides: {}",
                    action,
                    count,
                    titles(&more)
                ),
                (_, 1) => said!("{}; and it is what 1 other API needs with more besides", opens()),
                (_, count) => said!("{}; and it is what {} other APIs need with more besides", opens(), count),
            }
        };
        let apis = others.into_iter().map(|api| api.id.clone()).collect();
        Some(CannotSeparate::new(CannotSeparateCode::SharedAction, message, vec![action.to_owned()], apis))
    }

    /// Whether `action` is that of both password operations, and only one of them was asked for.
    fn only_one_half_of_the_password(&self, action: &str) -> bool {
        let halves = [OperationName::GetServerPassword, OperationName::DeleteServerPassword];
        let known = halves.iter().all(|half| needs(self.catalog.apis().iter().map(|api| &**api), action, *half));
        let asked = halves.iter().filter(|half| needs(self.apis.values().copied(), action, **half)).count();
        known && asked == 1
    }

    /// The stored password can be read and deleted through two APIs of Huawei Cloud, under different actions.
    fn other_doors(&self, allowed: &SortedSet<&str>) -> Vec<CannotSeparate> {
        let doors = self.apis.values().flat_map(|api| {
            let catalog: &'static Catalog = self.catalog;
            let same = catalog.apis().iter().filter(move |other| {
                is_password(other) && other.operation == api.operation && other.action != api.action
            });
            same.filter(|other| !self.apis.contains_key(other.id.as_str())).map(move |other| (*api, other))
        });
        doors
            .map(|(api, other)| {
                let so = if allowed.contains(other.action.as_str()) {
                    said!("this policy allows that too")
                } else {
                    said!("this policy does not allow that, and a Deny of `{}` alone does not close it", &*api.action)
                };
                let (id, action) = (&*other.id, &*other.action);
                let message = if api.operation == Some(OperationName::GetServerPassword) {
                    said!("the stored password can also be read by `{}`, which needs `{}`: {}", id, action, so)
                } else {
                    said!("the stored password can also be deleted by `{}`, which needs `{}`: {}", id, action, so)
                };
                let actions = vec![api.action.clone(), other.action.clone()];
                let apis = vec![api.id.clone(), other.id.clone()];
                CannotSeparate::new(CannotSeparateCode::OtherDoor, message, actions, apis)
            })
            .collect()
    }

    /// The actions that no table of version 5.0 has.
    fn inferred(&self, actions: &SortedSet<&str>) -> Option<CannotSeparate> {
        let is_native = |action: &str| v5::is_native_action(self.catalog.cloud(), action);
        let is_inferred = |action: &&&str| !v5::row(self.catalog.cloud(), action).documented && !is_native(action);
        let names: Vec<String> = actions.iter().filter(is_inferred).map(|action| (*action).to_owned()).collect();
        if names.is_empty() {
            return None;
        }
        let message = said!(
            "no table of identity policies that is known here has {}: they are the actions of version 1.1",
            names.join(", ")
        );
        Some(CannotSeparate::new(CannotSeparateCode::InferredAction, message, names, Vec::new()))
    }

    /// The APIs of native OpenStack.
    fn native(&self) -> Option<CannotSeparate> {
        let native: Vec<&Api> = self.apis.values().copied().filter(|api| v5::is_native(api)).collect();
        if native.is_empty() {
            return None;
        }
        let message = said!(
            "whether identity policies decide about native OpenStack APIs is open; a policy of version 1.1 allows them"
        );
        let mut actions: SortedSet<&str> = SortedSet::new();
        for api in &native {
            actions.insert(&*api.action);
        }
        let actions = actions.iter().map(|action| (*action).to_owned()).collect();
        let apis = native.iter().map(|api| api.id.clone()).collect();
        Some(CannotSeparate::new(CannotSeparateCode::NativeOpenStack, message, actions, apis))
    }

    /// The former names of the actions of what was asked for, unless they are allowed anyway.
    fn former_names(&self, allowed: &SortedSet<&str>) -> Vec<CannotSeparate> {
        let mut names: SortedSet<(&str, &str)> = SortedSet::new();
        for api in self.apis.values() {
            for former in api.former.iter().filter(|former| !allowed.contains(former.action.as_str())) {
                names.insert((&*api.action, &*former.action));
            }
        }
        names
            .iter()
            .map(|&(current, former)| {
                let message = said!(
                    "`{}` was called `{}` before: a region that still checks the former name needs that one too, \
                     and with it allows whatever else it checks it for",
                    current,
                    former
                );
                let was = |api: &&&Api| api.action == current && api.former.iter().any(|each| each.action == former);
                let apis = self.apis.values().filter(was).map(|api| api.id.clone()).collect();
                let actions = vec![current.to_owned(), former.to_owned()];
                CannotSeparate::new(CannotSeparateCode::FormerName, message, actions, apis)
            })
            .collect()
    }
}

fn needs<'a>(mut apis: impl Iterator<Item = &'a Api>, action: &str, operation: OperationName) -> bool {
    apis.any(|api| api.action == action && api.operation == Some(operation))
}

fn is_password(api: &Api) -> bool {
    matches!(api.operation, Some(OperationName::GetServerPassword | OperationName::DeleteServerPassword))
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
            let message = said!("operation {} is no API of ECS", operation.as_str());
            let hint = said!("a policy that allows it names the action `{}`", action.name);
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

/// Up to three different titles, and how many more there are.
fn titles(apis: &[&Api]) -> Said {
    let mut titles: Vec<&str> = Vec::new();
    for api in apis {
        let title = if api.title.is_empty() { &*api.id } else { &*api.title };
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    let quoted = |title: &str| match own_title(title) {
        // It is its own template.
        Some(title) => said!("\"{}\"", Said::new(title)),
        None => said!("\"{}\"", title),
    };
    let shown = titles.iter().take(3).map(|title| quoted(title)).reduce(|before, next| said!("{}, {}", before, next));
    let shown = shown.unwrap_or_else(|| quoted(""));
    match titles.len().saturating_sub(3) {
        0 => shown,
        more => said!("{} and {} more", shown, more),
    }
}

/// A title that the catalogue has, and languages with it.
fn own_title(title: &str) -> Option<&'static str> {
    let all = Cloud::ALL.into_iter().filter_map(catalog::of).flat_map(Catalog::apis);
    all.map(|api| api.title.as_str()).find(|own| *own == title)
}

fn service(action: &str) -> Option<&str> {
    action.split(':').next()
}

/// The policy: one Allow for each service (more where IAM takes no more actions in one), services and actions sorted.
/// The actions are those of the catalogue, so that none needs escaping.
fn document(actions: &SortedSet<&str>, version: &str) -> String {
    let statements: Vec<String> = actions
        .as_slice()
        .chunk_by(|one, other| service(one) == service(other))
        .flat_map(|actions| actions.chunks(ACTIONS_PER_STATEMENT))
        .map(|actions| {
            let actions: Vec<String> = actions.iter().map(|action| format!("        \"{action}\"")).collect();
            format!(
                "    {{\n      \"Effect\": \"Allow\",\n      \"Action\": [\n{}\n      ]\n    }}",
                actions.join(",\n")
            )
        })
        .collect();
    format!("{{\n  \"Version\": \"{version}\",\n  \"Statement\": [\n{}\n  ]\n}}", statements.join(",\n"))
}
