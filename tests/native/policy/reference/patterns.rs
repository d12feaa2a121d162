//! Rules 2 and 3: actions and resources.

use super::asked::{Name, Request};
use super::conditions::condition;
use super::entries::{Condition, Entry, Statement};
use super::truth::{False, True, Truth, all, any, not, truth, unknown_key};

/// Rule 2.
pub(super) fn action(entry: &Entry, statement: &Statement, name: &Name, request: &Request) -> Truth {
    let matched = any(statement.actions.iter().map(|pattern| action_pattern(entry, pattern, name, request)));
    if statement.not_action { all([not(matched), request.question("notAction")]) } else { matched }
}

pub(super) fn action_pattern(entry: &Entry, pattern: &str, name: &Name, request: &Request) -> Truth {
    let mut pattern: Vec<&str> = pattern.split(':').collect();
    if pattern.len() < 3 && pattern.last() == Some(&"*") {
        pattern.resize(3, "*");
    }
    let asked: Vec<&str> = name.action.split(':').collect();
    let ([service, kind, operation], [asked_service, asked_kind, asked_operation]) = (&pattern[..], &asked[..]) else {
        return False;
    };
    if !glob_ignoring_case(kind, asked_kind) || !glob_ignoring_case(operation, asked_operation) {
        return False;
    }
    if glob(service, asked_service) {
        return True;
    }
    match (glob_ignoring_case(service, asked_service), entry.version_1_0) {
        (false, _) => False,
        (true, true) => True,
        (true, false) => request.question("serviceCase"),
    }
}

/// `*` is any run of characters, everything else is itself.
pub(super) fn glob(pattern: &str, text: &str) -> bool {
    matches(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>(), false)
}

pub(super) fn glob_ignoring_case(pattern: &str, text: &str) -> bool {
    glob(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase())
}

pub(super) fn matches(pattern: &[char], text: &[char], question_mark: bool) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, _) => text.is_empty(),
        (Some(('*', rest)), _) => (0..=text.len()).any(|run| matches(rest, &text[run..], question_mark)),
        (Some(_), None) => false,
        (Some((one, rest)), Some((other, others))) => {
            (one == other || (question_mark && *one == '?')) && matches(rest, others, question_mark)
        }
    }
}

/// Rule 3.
pub(super) fn resource(statement: &Statement, name: &Name, request: &Request) -> Truth {
    let Some(patterns) = statement.resources.as_ref().filter(|patterns| !patterns.contains(&"*".to_owned())) else {
        return True;
    };
    if name.marks.is_some_and(|marks| marks.resource == Some(false)) {
        return if statement.allow { False } else { request.question("resourceNotSupported") };
    }
    let Some(resource) = &request.resource else { return unknown_key("resource") };
    truth(patterns.iter().any(|pattern| resource_pattern(pattern, resource)))
}

pub(super) fn resource_pattern(pattern: &str, resource: &str) -> bool {
    if pattern.starts_with('/') || resource.starts_with('/') {
        return pattern == resource;
    }
    let (pattern, resource): (Vec<&str>, Vec<&str>) = (pattern.split(':').collect(), resource.split(':').collect());
    let ([service, region, account, kind, id], [its_service, its_region, its_account, its_kind, its_id]) =
        (&pattern[..], &resource[..])
    else {
        return false;
    };
    glob_ignoring_case(service, its_service)
        && glob(region, its_region)
        && glob(account, its_account)
        && glob_ignoring_case(kind, its_kind)
        && glob(id, its_id)
}

/// Rule 3, for tags.
pub(super) fn tag_or_condition(statement: &Statement, one: &Condition, name: &Name, request: &Request) -> Truth {
    let values = request.context.get(&one.key).map(Vec::as_slice);
    if one.key.starts_with("g:ResourceTag/") && name.marks.is_some_and(|marks| marks.tag == Some(false)) {
        return if statement.allow {
            condition(one, Some(&[]), request)
        } else {
            request.question("resourceNotSupported")
        };
    }
    condition(one, values, request)
}
