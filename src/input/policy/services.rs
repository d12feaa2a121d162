//! The lists of services that a caller gives: those of a cloud as they ship, or one that the cloud gives itself.

use serde_json::Value;

use crate::Error;
use crate::base::ids::{ApiVersion, Cloud};
use crate::base::method::Method;
use crate::base::operations::Basis;
use crate::base::said::said;
use crate::policy::{Access, Api, OwnRowV5, ServiceList, Services, only_reads, read_marks};

/// The number of the form of the data.
const FORMAT: u64 = 1;

impl Services {
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
        if let Some(list) = read_live(&value) {
            self.put(Cloud::Huawei, list);
            return Ok(());
        }
        let (cloud, lists, apis) = read(&value).ok_or_else(wrong)?;
        for list in lists {
            self.put(cloud, list);
        }
        self.add_apis(cloud, apis);
        Ok(())
    }
}

/// Reads a service's list as Huawei Cloud's IAM gives it itself (`GET /v5/authorization-schemas/services/{code}`). Its actions are those of
/// identity policies (5.0); their `aliases` are names that policies of version 1.1 have.
fn read_live(value: &Value) -> Option<ServiceList> {
    let actions = value.get("actions")?.as_array()?;
    value.get("operations").or_else(|| value.get("conditions"))?.as_array()?;
    let first = actions.first()?.get("name")?.as_str()?;
    let edition = value.get("version").and_then(Value::as_str).unwrap_or_default();
    let service = first.split(':').next()?.to_ascii_lowercase();
    let mut list = ServiceList::whole(&service, edition);
    list.is_live = true;
    for action in actions {
        let name = action.get("name")?.as_str()?;
        let access = match (Access::of(name, false), action.get("access_level").and_then(Value::as_str)) {
            (Access::Password, _) => Access::Password,
            (_, Some("list")) => Access::List,
            (_, Some("read")) => Access::Read,
            _ => Access::Write,
        };
        list.add(name, access, false);
        for alias in texts(action, "aliases") {
            list.add(alias, access, false);
        }
        list.schema.add_row(name, read_row(action));
    }
    for key in array(value, "conditions").unwrap_or_default() {
        let text = |name: &str| key.get(name).and_then(Value::as_str);
        let (name, kind) = (text("key").unwrap_or_default(), text("value_type").map(str::to_ascii_lowercase));
        list.schema.add_key(name, kind.as_deref(), key.get("multi_valued").and_then(Value::as_bool));
        list.keys.push((name.into(), kind.unwrap_or_default().into()));
    }
    let resources = array(value, "resources").unwrap_or_default();
    let types = resources.iter().filter_map(|resource| resource.get("type_name")?.as_str());
    list.types = types.map(Into::into).collect();
    list.finish();
    Some(list)
}

/// What a live list says of an action. A list that is not there says nothing; one that is empty says that there is none.
fn read_row(action: &Value) -> OwnRowV5 {
    let has_keys = |of: &Value| array(of, "condition_keys").map(|keys| !keys.is_empty());
    let types = array(action, "resources");
    // Its own keys, and those of each type; without a list of types it is not known which there are.
    let of_types = types.map_or_else(|| vec![None], |types| types.iter().map(has_keys).collect());
    let said: Vec<Option<bool>> = of_types.into_iter().chain([has_keys(action)]).collect();
    OwnRowV5 {
        aliases: array(action, "aliases").map(|_| texts(action, "aliases").map(str::to_owned).collect()),
        untyped: types.map(<[Value]>::is_empty),
        keyless: if said.contains(&Some(true)) { Some(false) } else { (!said.contains(&None)).then_some(true) },
    }
}

/// A member that is an array.
fn array<'a>(of: &'a Value, name: &str) -> Option<&'a [Value]> {
    of.get(name)?.as_array().map(Vec::as_slice)
}

/// The texts of a member that is an array.
fn texts<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a str> {
    array(of, name).unwrap_or_default().iter().filter_map(Value::as_str)
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
        let mut list = ServiceList::whole(name, cell(2)?);
        list.is_whole = cell(1)? == "own";
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
        list.mark_renamed();
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
