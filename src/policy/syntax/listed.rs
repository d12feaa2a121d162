//! The list of policies and roles that IAM gives, taken apart into texts.

use super::json::{self, Kind, Node};

/// Name and text of each entry of `{ "roles": [ … ] }`. The text stays as it is, so that places in it mean something.
/// `None` where it is no such list, or not all of it: the documents know of no second page.
pub(crate) fn listed(text: &str) -> Option<Vec<(String, &str)>> {
    let reading = json::read(text);
    let node = reading.node.filter(|_| reading.mistakes.is_empty())?;
    let has_more = |node: &Node<'_>| node.member("links")?.value.member("next")?.value.text();
    let roles = &node.member("roles")?.value;
    let Kind::Array(entries) = &roles.kind else { return None };
    if has_more(&node).is_some() {
        return None;
    }
    entries.iter().map(|entry| entry_of(entry, text)).collect()
}

fn entry_of<'a>(entry: &Node<'_>, text: &'a str) -> Option<(String, &'a str)> {
    entry.member("policy")?;
    let named = |name: &str| entry.member(name)?.value.text();
    let name = named("display_name").or_else(|| named("name"))?;
    Some((name.value.to_string(), text.get(entry.range.start as usize..entry.range.end as usize)?))
}
