//! The names of all services' actions and condition keys, by cloud: data beside the WebAssembly (`ecs-password/services/otc.json`,
//! `huawei.json`), made of the facts of `src/services`; of ECS the catalogue has them itself.
//!
//! A list is what its pages name, not what exists: only of a list that is whole (the service's own current pages) is there anything to
//! say about a name that is not in it.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::read::read_marks;
use super::v5::SchemasV5;
use super::{Api, ignoring_case, live};
use crate::Error;
use crate::base::ids::{ApiVersion, Cloud};
use crate::base::method::Method;
use crate::base::operations::Basis;
use crate::base::said::said;
use crate::base::sort::sort_by;

/// The number of the form of the data.
const FORMAT: u64 = 1;

/// The names of the services of some clouds. Where there are several lists of a service of one cloud, the last one counts.
#[derive(Debug, Default)]
pub struct Services {
    lists: Vec<(Cloud, ServiceList)>,
    apis: Vec<(Cloud, Arc<Api>)>,
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
    /// Patterns that match none of the actions and are printed all the same.
    patterns: Vec<Box<str>>,
    /// Condition keys, each with what its values are, where that is known.
    pub(crate) keys: Vec<(Box<str>, Box<str>)>,
    /// Types of resources.
    pub(crate) types: Vec<Box<str>>,
    /// Of a live list, what it says about version 5.0.
    pub(super) schema: SchemasV5,
}

/// An action of a list.
#[derive(Debug)]
pub(crate) struct ListedAction {
    pub(crate) name: Box<str>,
    pub(crate) access: Access,
    /// Whether only former editions have it.
    pub(crate) is_former: bool,
}

/// Whether nothing is changed by its method.
fn only_reads(api: &Api) -> bool {
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
    pub(super) fn whole(name: &str, edition: &str) -> Self {
        Self { name: name.into(), is_whole: true, edition: edition.into(), ..Self::default() }
    }

    pub(super) fn add(&mut self, name: &str, access: Access, is_former: bool) {
        self.actions.push(ListedAction { name: name.into(), access, is_former });
    }

    pub(super) fn rename(&mut self, former: &str, today: &str) {
        match self.renamed.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(former)) {
            Some((_, names)) if names.iter().any(|name| **name == *today) => {}
            Some((_, names)) => names.push(today.into()),
            None => self.renamed.push((former.into(), vec![today.into()])),
        }
    }

    /// Puts all in order; of the same name the first one is kept.
    pub(super) fn finish(&mut self) {
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

    /// Adds the lists of one cloud, or one live list of Huawei Cloud (`GET /v5/authorization-schemas/services/{code}`).
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path` where it is neither.
    pub fn add(&mut self, text: &str, path: &str) -> Result<(), Error> {
        let value: Option<Value> = serde_json::from_slice(text.as_bytes()).ok();
        let wrong = || {
            Error::invalid(path, said!("{} must be the lists of a cloud, or an authorization schema", path)).with_hint(
                said!("such as what `ecs-password/services/otc.json` holds, of the same version of the package"),
            )
        };
        let value = value.ok_or_else(wrong)?;
        if let Some(list) = live::read(&value) {
            self.put(Cloud::Huawei, list);
            return Ok(());
        }
        let (cloud, lists, apis) = read(&value).ok_or_else(wrong)?;
        for list in lists {
            self.put(cloud, list);
        }
        self.apis.extend(apis.into_iter().map(|api| (cloud, Arc::new(api))));
        Ok(())
    }

    fn put(&mut self, cloud: Cloud, list: ServiceList) {
        match self.lists.iter_mut().find(|(of, known)| *of == cloud && known.name == list.name) {
            Some((_, known)) => *known = list,
            None => self.lists.push((cloud, list)),
        }
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
    pub(crate) fn schemas(&self) -> SchemasV5 {
        let mut all = SchemasV5::default();
        self.lists().for_each(|(_, list)| all.add(&list.schema));
        all
    }

    /// What a live list says of a condition key.
    pub(crate) fn schema_key(&self, key: &str) -> Option<(&str, bool)> {
        self.lists().find_map(|(_, list)| list.schema.key(key))
    }

    pub(crate) fn has(&self, cloud: Cloud) -> bool {
        self.lists.iter().any(|(of, _)| *of == cloud)
    }

    /// The APIs of a cloud's services; those of ECS as the catalogue has them.
    pub(crate) fn apis(&self, cloud: Cloud) -> impl Iterator<Item = &Arc<Api>> {
        self.apis.iter().filter(move |(of, _)| *of == cloud).map(|(_, api)| api)
    }
}

/// The rows of the file. A service: its name, how its list came about, its day, its actions, condition keys (with the type of their
/// values), resource types, what was renamed,
/// patterns that match none of its actions. An action: type and operation, marks (and `i` where they are borrowed from another cloud's
/// edition), title, APIs, dependent actions, the day from which no page has it any more.
fn read(value: &Value) -> Option<(Cloud, Vec<ServiceList>, Vec<Api>)> {
    if value.get("format")?.as_u64()? != FORMAT {
        return None;
    }
    let cloud = Cloud::parse(value.get("cloud")?.as_str()?, "cloud").ok()?;
    let (mut lists, mut apis) = (Vec::new(), Vec::new());
    for service in value.get("services")?.as_array()? {
        let cell = |index: usize| service.get(index)?.as_str();
        let rows = |index: usize| service.get(index)?.as_array();
        let name = cell(0)?;
        let mut list = ServiceList { is_whole: cell(1)? == "own", ..ServiceList::whole(name, cell(2)?) };
        for row in rows(3)? {
            let cell = |index: usize| row.get(index).and_then(Value::as_str).unwrap_or_default();
            let action = format!("{name}:{}", row.get(0)?.as_str()?);
            // They stand in policies that are suggested.
            if !std::iter::once(&*action).chain(cell(4).split_whitespace()).all(is_name) {
                return None;
            }
            let calls = row.get(3).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let own = apis.len();
            for call in calls {
                apis.push(read_api(&action, row, call)?);
            }
            let own = apis.get(own..).unwrap_or_default();
            let reads = !own.is_empty() && own.iter().all(only_reads);
            list.add(&action, Access::of(&action, reads), !cell(5).is_empty());
            // The catalogue has its own rows, with their former names.
            if name == "ecs" || !cell(5).is_empty() {
                apis.truncate(apis.len() - own.len());
            }
        }
        for key in rows(4)? {
            list.keys.push((key.get(0)?.as_str()?.into(), key.get(1)?.as_str()?.into()));
        }
        list.types = rows(5)?.iter().filter_map(Value::as_str).map(Into::into).collect();
        for names in rows(6)? {
            let mut names = names.as_array()?.iter().filter_map(Value::as_str);
            let former = names.next()?;
            names.for_each(|today| list.rename(former, today));
        }
        // What was renamed is in no table of today, whoever else still names it.
        for listed in &mut list.actions {
            listed.is_former |= list.renamed.iter().any(|(former, _)| former.eq_ignore_ascii_case(&listed.name));
        }
        list.patterns = rows(7)?.iter().filter_map(Value::as_str).map(Into::into).collect();
        list.finish();
        lists.push(list);
    }
    Some((cloud, lists, apis))
}

/// Whether it has the signs of an action or a pattern, and no others.
fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":*_-.".contains(&byte))
}

/// An API: method and path; or an array of that, its own title, and its own mark for enterprise projects.
fn read_api(action: &str, row: &Value, call: &Value) -> Option<Api> {
    let of_row = |index: usize| row.get(index).and_then(Value::as_str).unwrap_or_default();
    let of_call = |index: usize| call.get(index).and_then(Value::as_str).filter(|text| !text.is_empty());
    let id = call.as_str().or_else(|| of_call(0))?;
    let (method, path) = id.split_once(' ')?;
    let marks = of_row(1);
    let basis = if marks.ends_with('i') { Basis::Inferred } else { Basis::Documented };
    let mut marks = read_marks(marks, basis)?;
    match of_call(2) {
        Some("y") => marks.enterprise_project = Some(true),
        Some("n") => marks.enterprise_project = Some(false),
        _ => {}
    }
    let first = path.split('/').nth(1).unwrap_or_default();
    Some(Api {
        id: format!("{id} #{action}"),
        title: of_call(1).unwrap_or_else(|| of_row(2)).to_owned(),
        category: action.split(':').next().unwrap_or_default().to_owned(),
        method: Method::of_name(method)?,
        path: path.to_owned(),
        api_version: ApiVersion::parse(first, "version").ok(),
        action: action.to_owned(),
        former: Vec::new(),
        dependent_actions: of_row(4).split_whitespace().map(str::to_owned).collect(),
        marks,
        operation: None,
        source: String::new(),
    })
}
