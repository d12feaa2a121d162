//! The list of policies and roles that IAM gives, taken apart into texts.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Listed<'a> {
    #[serde(borrow)]
    roles: Vec<&'a RawValue>,
    #[serde(default)]
    links: Value,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    display_name: Value,
    #[serde(default)]
    name: Value,
    #[serde(rename = "policy")]
    _policy: IgnoredAny,
}

/// Name and text of each entry of `{ "roles": [ … ] }`. The text stays as it is, so that places in it mean something.
/// `None` where it is no such list, or not all of it: the documents know of no second page.
pub(super) fn listed(text: &str) -> Option<Vec<(String, &str)>> {
    let listed: Listed<'_> = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let has_more = listed.links.get("next").is_some_and(Value::is_string);
    if has_more { None } else { listed.roles.into_iter().map(entry_of).collect() }
}

fn entry_of(entry: &RawValue) -> Option<(String, &str)> {
    let Entry { display_name, name, .. } = serde_json::from_str(entry.get()).ok()?;
    let name = display_name.as_str().or_else(|| name.as_str())?;
    Some((name.to_owned(), entry.get()))
}
