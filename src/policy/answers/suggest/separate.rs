//! What cannot be allowed, or closed, apart from what was asked for.

use serde::Serialize;

use super::Wanted;
use crate::base::ids::Cloud;
use crate::base::operations::OperationName;
use crate::base::said::{Said, said};
use crate::base::sorted::SortedSet;
use crate::policy::catalog::{self, Api, Catalog, v5};

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

impl Wanted<'_> {
    /// The APIs that nobody asked for and that need `action` itself.
    pub(super) fn shared(&self, action: &str, allowed: &SortedSet<&str>) -> Option<CannotSeparate> {
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
    pub(super) fn other_doors(&self, allowed: &SortedSet<&str>) -> Vec<CannotSeparate> {
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
    pub(super) fn inferred(&self, actions: &SortedSet<&str>) -> Option<CannotSeparate> {
        let is_native = |action: &str| v5::is_native_action(self.catalog.cloud(), action);
        let is_inferred = |action: &&&str| {
            !self.schemas.row(self.catalog.cloud(), &action.to_ascii_lowercase()).is_named && !is_native(action)
        };
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
    pub(super) fn native(&self) -> Option<CannotSeparate> {
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
    pub(super) fn former_names(&self, allowed: &SortedSet<&str>) -> Vec<CannotSeparate> {
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
