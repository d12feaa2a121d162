//! The list of policies and roles that IAM gives, taken apart into texts.

use serde_json::value::RawValue;

use crate::base::said::phrase;
use crate::cloud::odd::{Members, Oddities, body, member, read};

/// Name and text of each entry of `{ "roles": [ … ] }`. The text stays as it is, so that places in it mean something; what is odd in it, whoever
/// reads it as a policy says. `None` where it is no such list, or not all of it: the documents know of no second page.
pub(super) fn listed<'a>(text: &'a str, oddities: &mut Oddities) -> Option<Vec<(String, &'a str)>> {
    let body = body(text)?;
    let entries: Vec<&RawValue> = read(member(&body, "roles")?)?;
    let links = member(&body, "links").and_then(read::<Members<'_>>);
    // A next link of another kind than a text is none, or nobody knows what.
    let has_more = links.is_some_and(|links| member(&links, "next").and_then(read::<String>).is_some());
    let entries = entries.into_iter().enumerate();
    (!has_more).then(|| entries.map(|(index, entry)| (name_of(index, entry, oddities), entry.get())).collect())
}

fn name_of(index: usize, entry: &RawValue, oddities: &mut Oddities) -> String {
    let members = read::<Members<'_>>(entry).unwrap_or_default();
    let name = ["display_name", "name", "id"].iter().find_map(|name| member(&members, name).and_then(read::<String>));
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| {
        oddities.of_entry(index, None, None);
        oddities
            .tell("display_name", phrase!("it is missing, or no text: the entry is named by its place in the list"));
        format!("#{}", index + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_policy_is_listed_as_it_stands_and_loses_no_other() {
        let odd = r#"{ "name": "odd", "policy": { "Version": "1.1", "Version": "1.0" } }"#;
        let none = r#"{"display_name":"none","name":"x","policy":null}"#;
        let text =
            format!(r#"{{ "roles": [ {odd} , {none}, null, {{ "policy": {{}} }}], "links": {{ "next": null }} }}"#);
        let mut oddities = Oddities::default();
        let all = [("odd", odd), ("none", none), ("#3", "null"), ("#4", r#"{ "policy": {} }"#)];
        assert_eq!(listed(&text, &mut oddities), Some(all.map(|(name, text)| (name.to_owned(), text)).to_vec()));
        assert_eq!(
            oddities.all().unwrap_or_default().iter().map(|each| each.index).collect::<Vec<_>>(),
            [Some(2), Some(3)]
        );
    }

    #[test]
    fn a_list_that_is_not_whole_is_none() {
        let whole = r#"{ "roles": [{ "name": "a", "policy": {} }] }"#;
        let listed = |text: &str| listed(text, &mut Oddities::default()).map(|all| all.len());
        assert!(listed(whole).is_some());
        for text in [
            r#"{ "roles": [{ "name": "a", "policy": {} }], "links": { "next": "https://iam/2" } }"#,
            r#"{ "roles": null }"#,
            r#"{ "roles": {} }"#,
            r#"{ "links": {} }"#,
            whole.strip_suffix('}').unwrap(),
        ] {
            assert_eq!(listed(text), None, "{text}");
        }
    }
}
