//! A service's list as Huawei Cloud's IAM gives it itself: `GET /v5/authorization-schemas/services/{code}`, pasted.
//!
//! Its actions are those of identity policies (5.0); their `aliases` are names that policies of version 1.1 have.

use serde_json::Value;

use super::lists::{Access, ServiceList};
use super::v5::RowV5;

/// Reads one; `None` where it is none.
pub(super) fn read(value: &Value) -> Option<ServiceList> {
    let actions = value.get("actions")?.as_array()?;
    value.get("operations").or_else(|| value.get("conditions"))?.as_array()?;
    let first = actions.first()?.get("name")?.as_str()?;
    let edition = value.get("version").and_then(Value::as_str).unwrap_or_default();
    let service = first.split(':').next()?.to_ascii_lowercase();
    let mut list = ServiceList::whole(&service, edition);
    list.is_live = true;
    let array = |of: &Value, name: &str| of.get(name).and_then(Value::as_array).cloned();
    let texts = |of: &Value, name: &str| -> Vec<String> {
        array(of, name).unwrap_or_default().iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    for action in actions {
        let name = action.get("name")?.as_str()?;
        let access = match (Access::of(name, false), action.get("access_level").and_then(Value::as_str)) {
            (Access::Password, _) => Access::Password,
            (_, Some("list")) => Access::List,
            (_, Some("read")) => Access::Read,
            _ => Access::Write,
        };
        list.add(name, access, false);
        let aliases = texts(action, "aliases");
        for alias in &aliases {
            list.add(alias, access, false);
        }
        // What it does not say at all is not known to be nothing.
        let types = array(action, "resources");
        let keyless = array(action, "condition_keys").is_some_and(|keys| keys.is_empty())
            && types.iter().flatten().all(|of| texts(of, "condition_keys").is_empty());
        let untyped = types.is_some_and(|types| types.is_empty());
        list.schema.add_row(name, RowV5 { aliases, untyped, keyless, documented: true });
    }
    for key in array(value, "conditions").unwrap_or_default() {
        let text = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or_default();
        let kind = text("value_type").to_ascii_lowercase();
        if let Some(multi_valued) = key.get("multi_valued").and_then(Value::as_bool) {
            list.schema.add_key(text("key"), &kind, multi_valued);
        }
        list.keys.push((text("key").into(), kind.into()));
    }
    let resources = array(value, "resources").unwrap_or_default();
    let types = resources.iter().filter_map(|resource| resource.get("type_name")?.as_str());
    list.types = types.map(Into::into).collect();
    list.finish();
    Some(list)
}
