//! `${…}` in a policy: plain text, or replaced by the value of a condition key.

use super::pattern::Context;
use crate::policy::model::kleene::Kleene;
use crate::policy::model::verdict::{Question, Settled};

/// What a text matches, as it stands and with its variables replaced.
pub(crate) fn either(text: &str, context: &Context, settled: Settled, matches: impl Fn(&str) -> Kleene) -> Kleene {
    if first(text).is_none() {
        return matches(text);
    }
    let replaced = match replaced(text, context) {
        Ok(Some(text)) => matches(&text),
        Ok(None) => Kleene::FALSE,
        Err(key) => Kleene::key(key),
    };
    Kleene::either(Question::Variables, settled, matches(text), replaced)
}

/// What stands before the first variable, its name, and what stands behind it.
fn first(text: &str) -> Option<(&str, &str, &str)> {
    let (mut from, mut rest) = (0, text);
    while let Some((before, after)) = rest.split_once("${") {
        let (name, behind) = after.split_once('}')?;
        if !name.is_empty() {
            return Some((text.get(..from + before.len())?, name, behind));
        }
        from += before.len() + 3;
        rest = behind;
    }
    None
}

/// With the values of the keys; none where one does not have exactly one value, an error by the first that is not given.
fn replaced<'a>(text: &'a str, context: &Context) -> Result<Option<String>, &'a str> {
    let (mut made, mut rest, mut is_one) = (String::new(), text, true);
    while let Some((before, name, behind)) = first(rest) {
        made.push_str(before);
        match context.get(name).map(Vec::as_slice) {
            None => return Err(name),
            Some([value]) => made.push_str(value),
            Some(_) => is_one = false,
        }
        rest = behind;
    }
    made.push_str(rest);
    Ok(is_one.then_some(made))
}
