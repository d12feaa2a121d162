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
struct ListedRole {
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
    let ListedRole { display_name, name, .. } = serde_json::from_str(entry.get()).ok()?;
    let name = display_name.as_str().or_else(|| name.as_str())?;
    Some((name.to_owned(), entry.get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_policy_is_listed_as_it_stands_and_loses_no_other() {
        let odd = r#"{ "name": "odd", "policy": { "Version": "1.1", "Version": "1.0" } }"#;
        let none = r#"{"display_name":"none","name":"x","policy":null}"#;
        let text = format!(r#"{{ "roles": [ {odd} , {none}], "links": {{ "next": null }} }}"#);
        assert_eq!(listed(&text), Some(vec![("odd".to_owned(), odd), ("none".to_owned(), none)]));
    }

    #[test]
    fn a_list_that_is_not_whole_is_none() {
        let whole = r#"{ "roles": [{ "name": "a", "policy": {} }] }"#;
        assert!(listed(whole).is_some());
        for text in [
            r#"{ "roles": [{ "name": "a", "policy": {} }], "links": { "next": "https://iam/2" } }"#,
            r#"{ "roles": [{ "name": "a" }] }"#,
            r#"{ "roles": [{ "policy": {} }] }"#,
            r#"{ "roles": [], "roles": [] }"#,
            r#"{ "links": {} }"#,
            whole.strip_suffix('}').unwrap(),
        ] {
            assert_eq!(listed(text), None, "{text}");
        }
    }
}
