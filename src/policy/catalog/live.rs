//! A service's list as Huawei Cloud's IAM gives it itself: `GET /v5/authorization-schemas/services/{code}`, pasted.
//!
//! Its actions are those of identity policies (5.0); their `aliases` are names that policies of version 1.1 have.

use serde_json::Value;

use super::lists::{Access, ServiceList};

/// Reads one; `None` where it is none.
pub(super) fn read(value: &Value) -> Option<ServiceList> {
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
        let aliases = action.get("aliases").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for alias in aliases.iter().filter_map(Value::as_str) {
            list.add(alias, access, false);
        }
    }
    let conditions = value.get("conditions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for key in conditions {
        let text = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or_default();
        list.keys.push((text("key").into(), text("value_type").to_ascii_lowercase().into()));
    }
    let resources = value.get("resources").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let types = resources.iter().filter_map(|resource| resource.get("type_name")?.as_str());
    list.types = types.map(Into::into).collect();
    list.finish();
    Some(list)
}
