//! The names of all services' actions and condition keys, by cloud: data beside the WebAssembly (`ecs-password/services/otc.json`,
//! `huawei.json`), made of the facts of `src/services`; of ECS the catalogue has them itself.
//!
//! A list is what its pages name, not what exists: only of a list that is whole (the service's own current pages) is there anything to
//! say about a name that is not in it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::v5::SchemasV5;
use super::{Api, ignoring_case};
use crate::base::ids::Cloud;
use crate::base::method::Method;
use crate::base::sort::sort_by;
use crate::base::text::signs;

/// The names of the services of some clouds. Where there are several lists of a service of one cloud, the last one counts.
#[derive(Debug, Default)]
pub struct Services {
    lists: Vec<(Cloud, ServiceList)>,
    apis: Vec<(Cloud, Arc<Api>)>,
    /// Those of all lists.
    schemas: SchemasV5,
}

/// What an action allows, as far as its name tells; a live list says so itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// It gives a list.
    List,
    /// It only reads.
    Read,
    /// Whatever is not known to read only.
    Write,
    /// It gives or changes a password, or opens the screen of a server.
    Password,
}

/// The names of one service.
#[derive(Debug, Default)]
pub(crate) struct ServiceList {
    pub(crate) name: Box<str>,
    /// Whether the list has all actions that the service's own current pages name.
    pub(crate) is_whole: bool,
    /// Whether the cloud gave it itself.
    pub(crate) is_live: bool,
    /// The day of its pages, or the version of a live list.
    pub(crate) edition: Box<str>,
    /// By name, ignoring case.
    actions: Vec<ListedAction>,
    /// What was called the first is called the others now; by the first, ignoring case.
    renamed: Vec<(Box<str>, Vec<Box<str>>)>,
    /// Today's and former names as patterns are compared with them, once that was asked for.
    names: OnceLock<Vec<ListedName>>,
    /// Patterns that match none of the actions and are printed all the same.
    pub(crate) patterns: Vec<Box<str>>,
    /// Condition keys, each with what its values are, where that is known.
    pub(crate) keys: Vec<(Box<str>, Box<str>)>,
    /// Types of resources.
    pub(crate) types: Vec<Box<str>>,
    /// Of a live list, what it says about version 5.0.
    pub(crate) schema: SchemasV5,
}

/// An action of a list.
#[derive(Debug)]
pub(crate) struct ListedAction {
    pub(crate) name: Box<str>,
    pub(crate) access: Access,
    /// Whether only former editions have it.
    pub(crate) is_former: bool,
}

/// The name of an action or a former one, in lower case.
#[derive(Debug)]
pub(crate) struct ListedName {
    pub(crate) kind: Box<str>,
    pub(crate) operation: Box<str>,
    /// The signs of both ([`signs`]).
    pub(crate) signs: u64,
}

/// Whether nothing is changed by its method.
pub(crate) fn only_reads(api: &Api) -> bool {
    matches!(api.method, Method::Get | Method::Head)
}

/// What the operations that only read begin with.
const READING: [&str; 6] = ["count", "describe", "get", "head", "query", "show"];

impl Access {
    /// As far as a name tells; `reads`: whether all of its APIs only read.
    #[must_use]
    pub fn of(action: &str, reads: bool) -> Self {
        let operation = action.rsplit(':').next().unwrap_or_default();
        let lower = action.to_ascii_lowercase();
        let is_password = ["passw", "pwd"].iter().any(|word| lower.contains(word))
            || [":vnc", ":createconsole"].iter().any(|end| lower.ends_with(end));
        let begins = |word: &str| {
            let rest = operation.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word));
            let next = operation.get(word.len()..).unwrap_or_default();
            rest.is_some() && !next.starts_with(|next: char| next.is_ascii_lowercase())
        };
        if is_password {
            Self::Password
        } else if begins("list") {
            Self::List
        } else if reads || READING.iter().any(|word| begins(word)) {
            Self::Read
        } else {
            Self::Write
        }
    }

    /// Whether it reads only.
    #[must_use]
    pub fn is_reading(self) -> bool {
        matches!(self, Self::List | Self::Read)
    }
}

impl ServiceList {
    /// A list that is whole, of rows of a catalogue, and names that are in none.
    pub(super) fn of_apis(name: &str, edition: &str, apis: &[Api], named: &str) -> Self {
        let prefix = format!("{name}:");
        let mut list = Self::whole(name, edition);
        let mut reads: HashMap<&str, bool> = HashMap::new();
        for api in apis {
            *reads.entry(&api.action).or_insert(true) &= only_reads(api);
        }
        let needed = |api| {
            let Api { action, dependent_actions, .. }: &Api = api;
            std::iter::once(action).chain(dependent_actions)
        };
        for action in apis.iter().flat_map(needed).filter(|action| action.starts_with(&prefix)) {
            list.add(action, Access::of(action, reads.get(action.as_str()).copied().unwrap_or_default()), false);
        }
        for named in named.split_whitespace() {
            let (action, until) = named.split_once('@').map_or((named, None), |(action, until)| (action, Some(until)));
            list.add(action, Access::of(action, false), until.is_some());
        }
        for (former, api) in apis.iter().flat_map(|api| api.former.iter().map(move |former| (former, api))) {
            list.rename(&former.action, &api.action);
        }
        list.finish();
        list
    }

    /// A whole list of nothing yet.
    pub(crate) fn whole(name: &str, edition: &str) -> Self {
        Self { name: name.into(), is_whole: true, edition: edition.into(), ..Self::default() }
    }

    pub(crate) fn add(&mut self, name: &str, access: Access, is_former: bool) {
        self.actions.push(ListedAction { name: name.into(), access, is_former });
    }

    pub(crate) fn rename(&mut self, former: &str, today: &str) {
        match self.renamed.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(former)) {
            Some((_, names)) if names.iter().any(|name| **name == *today) => {}
            Some((_, names)) => names.push(today.into()),
            None => self.renamed.push((former.into(), vec![today.into()])),
        }
    }

    /// What was renamed is in no table of today, whoever else still names it.
    pub(crate) fn mark_renamed(&mut self) {
        for listed in &mut self.actions {
            listed.is_former |= self.renamed.iter().any(|(former, _)| former.eq_ignore_ascii_case(&listed.name));
        }
    }

    /// Puts all in order; of the same name the first one is kept.
    pub(crate) fn finish(&mut self) {
        sort_by(&mut self.actions, |one, other| ignoring_case(&one.name, &other.name));
        self.actions.dedup_by(|one, other| one.name.eq_ignore_ascii_case(&other.name));
        for (_, names) in &mut self.renamed {
            sort_by(names, Ord::cmp);
        }
    }

    pub(crate) fn actions(&self) -> &[ListedAction] {
        &self.actions
    }

    /// An action by its name, ignoring case.
    pub(crate) fn action(&self, name: &str) -> Option<&ListedAction> {
        let found = self.actions.binary_search_by(|action| ignoring_case(&action.name, name)).ok()?;
        self.actions.get(found)
    }

    /// Whether the documents print a pattern that matches none of the actions.
    pub(crate) fn is_printed(&self, pattern: &str) -> bool {
        self.patterns.iter().any(|printed| printed.eq_ignore_ascii_case(pattern))
    }

    /// What a former name became; empty where it is none.
    pub(crate) fn today(&self, name: &str) -> &[Box<str>] {
        let found = self.renamed.iter().find(|(former, _)| former.eq_ignore_ascii_case(name));
        found.map_or(&[], |(_, names)| names)
    }

    /// Today's and former names, taken apart.
    pub(crate) fn names(&self) -> &[ListedName] {
        self.names.get_or_init(|| {
            let actions = self.actions.iter().map(|listed| &*listed.name);
            let name = |name: &str| {
                let lower = name.to_ascii_lowercase();
                let mut segments = lower.split(':').skip(1);
                let (kind, operation) = (segments.next()?, segments.next()?);
                let signs = signs(kind) | signs(operation);
                Some(ListedName { kind: kind.into(), operation: operation.into(), signs })
            };
            actions.chain(self.former_names()).filter_map(name).collect()
        })
    }

    pub(crate) fn former_names(&self) -> impl Iterator<Item = &str> {
        self.renamed.iter().map(|(name, _)| &**name)
    }
}

impl Services {
    /// No list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a list, in place of one of the same service.
    pub(crate) fn put(&mut self, cloud: Cloud, list: ServiceList) {
        match self.lists.iter_mut().find(|(of, known)| *of == cloud && known.name == list.name) {
            Some((_, known)) => *known = list,
            None => self.lists.push((cloud, list)),
        }
        // One that was replaced says nothing any more.
        let mut schemas = SchemasV5::default();
        self.lists().for_each(|(_, list)| schemas.add(&list.schema));
        self.schemas = schemas;
    }

    /// Adds APIs of a cloud.
    pub(crate) fn add_apis(&mut self, cloud: Cloud, apis: Vec<Api>) {
        self.apis.extend(apis.into_iter().map(|api| (cloud, Arc::new(api))));
    }

    pub(crate) fn list(&self, cloud: Cloud, service: &str) -> Option<&ServiceList> {
        self.lists.iter().find(|(of, list)| *of == cloud && *list.name == *service).map(|(_, list)| list)
    }

    /// Every list, with its cloud.
    pub(crate) fn lists(&self) -> impl Iterator<Item = (Cloud, &ServiceList)> {
        self.lists.iter().map(|(cloud, list)| (*cloud, list))
    }

    /// The names of all lists, a line each, for whoever completes what somebody types: `action` or `conditionKey`, the cloud, the name, and for an
    /// action of today what it does, in English, where a list says so; with tabs between them.
    #[must_use]
    pub fn names(&self) -> String {
        let mut names = String::new();
        let mut add = |cloud: Cloud, parts: [&str; 3]| {
            let [kind, name, title] = parts;
            for part in [kind, "\t", cloud.as_str(), "\t", name, "\t", title] {
                names.extend(part.chars().map(|sign| if part != "\t" && sign.is_control() { ' ' } else { sign }));
            }
            names.push('\n');
        };
        let mut titles: HashMap<(Cloud, &str), &str> = HashMap::new();
        for (cloud, api) in self.apis.iter().filter(|(_, api)| !api.title.is_empty()) {
            titles.entry((*cloud, &api.action)).or_insert(&api.title);
        }
        for (cloud, list) in self.lists() {
            for listed in list.actions().iter().filter(|listed| !listed.is_former) {
                let title = titles.get(&(cloud, &*listed.name)).copied().unwrap_or_default();
                add(cloud, ["action", &listed.name, title]);
            }
            for (key, _) in &list.keys {
                add(cloud, ["conditionKey", key, ""]);
            }
        }
        names
    }

    /// What the live lists say about version 5.0.
    pub(crate) fn schemas(&self) -> &SchemasV5 {
        &self.schemas
    }

    pub(crate) fn has(&self, cloud: Cloud) -> bool {
        self.lists.iter().any(|(of, _)| *of == cloud)
    }

    /// The APIs of a cloud's services; those of ECS as the catalogue has them.
    pub(crate) fn apis(&self, cloud: Cloud) -> impl Iterator<Item = &Arc<Api>> {
        self.apis.iter().filter(move |(of, _)| *of == cloud).map(|(_, api)| api)
    }
}
