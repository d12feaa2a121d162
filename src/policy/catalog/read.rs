//! Reads `catalog.json`.

use serde_json::Value;

use super::lists::ServiceList;
use super::{Api, Catalog, Former, Marks};
use crate::base::ids::{ApiVersion, Cloud};
use crate::base::method::Method;
use crate::base::operations::{Basis, OperationName};

/// Reads the file. `named` are names that are in no row: with the day from which no page has them any more behind an `@`. Cells of a row: title, versions of the path, method, the path after its version and what tells it
/// from its neighbours, action, marks (enterprise project, resource, tag: `y`, `n` or `?`), dependent actions, and
/// where there are any, former names (name, until, edition, page of the edition).
pub(super) fn read(text: &str) -> Option<Vec<Catalog>> {
    let file: Value = serde_json::from_slice(text.as_bytes()).ok()?;
    let editions = file.get("editions")?;
    file.get("clouds")?.as_array()?.iter().map(|cloud| read_cloud(cloud, editions)).collect()
}

fn read_cloud(value: &Value, editions: &Value) -> Option<Catalog> {
    let cloud = Cloud::parse(text(value, "cloud")?, "cloud").ok()?;
    let basis = if text(value, "basis")? == "documented" { Basis::Documented } else { Basis::Inferred };
    let mut apis = Vec::new();
    for page in value.get("pages")?.as_array()? {
        let category = text(page, "category")?;
        let source = format!("{}{}", text(value, "source")?, text(page, "page")?);
        for row in page.get("apis")?.as_array()? {
            let cell = |index: usize| row.get(index).and_then(Value::as_str);
            for version in cell(1)?.split(' ') {
                let (method, place) = (Method::of_name(cell(2)?)?, format!("/{version}{}", cell(3)?));
                let path = place.split(" #").next()?;
                let api_version = ApiVersion::parse(if version == "v1.1" { "v1" } else { version }, "version").ok()?;
                let behind_project = cell(3)?.split(" #").next()?.strip_prefix("/{project_id}/");
                let former = match row.get(7) {
                    Some(former) => former.as_array()?.iter().map(|each| read_former(each, editions)).collect(),
                    None => Some(Vec::new()),
                };
                apis.push(Api {
                    id: format!("{} {place}", method.as_str()),
                    title: cell(0)?.to_owned(),
                    category: category.to_owned(),
                    method,
                    path: path.to_owned(),
                    api_version: Some(api_version),
                    action: cell(4)?.to_owned(),
                    former: former?,
                    dependent_actions: cell(6)?.split_whitespace().map(str::to_owned).collect(),
                    marks: read_marks(cell(5)?, basis)?,
                    operation: behind_project
                        .and_then(|path| OperationName::of_request(cloud, api_version, method, path, cell(4)?)),
                    source: source.clone(),
                });
            }
        }
    }
    let list = ServiceList::of_apis("ecs", text(value, "edition")?, &apis, text(value, "named")?);
    Some(Catalog::new(cloud, apis, list))
}

fn read_former(value: &Value, editions: &Value) -> Option<Former> {
    let cell = |index: usize| value.get(index).and_then(Value::as_str);
    let edition = text(editions, cell(2)?)?;
    Some(Former { action: cell(0)?.to_owned(), until: cell(1)?.to_owned(), source: format!("{edition}{}", cell(3)?) })
}

pub(crate) fn read_marks(cell: &str, basis: Basis) -> Option<Marks> {
    let mark = |index: usize| match cell.as_bytes().get(index)? {
        b'y' => Some(Some(true)),
        b'n' => Some(Some(false)),
        b'?' => Some(None),
        _ => None,
    };
    Some(Marks { enterprise_project: mark(0)?, resource: mark(1)?, tag: mark(2)?, basis })
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}
