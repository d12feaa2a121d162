//! Version 5.0: what a statement says of a request, by section 4 of its rules.

pub(super) mod beside;
mod conditions;
pub(super) mod document;

use super::asked::{Five, Request};
use super::patterns::matches;
use super::truth::{False, True, Truth, all, any, not, truth, unknown_key};

pub(super) use conditions::context_fits;
pub(super) use document::{Document, Side};

use document::{List, Statement};

/// The Allows and the Denies of a document.
pub(super) fn outcomes(document: &Document, side: &Side, five: &Five, request: &Request) -> (Vec<Truth>, Vec<Truth>) {
    let whole = || all(document.questions.iter().map(|code| request.question(code)));
    let outcome = |statement: &Statement| {
        all([
            whole(),
            action(&statement.actions, side, five, request),
            resource(statement, five, request),
            all(statement.conditions.iter().map(|one| conditions::condition(one, five, request))),
        ])
    };
    let of = |allow: bool| {
        let statements = document.statements.iter();
        statements.filter(|statement| statement.allow == allow).map(outcome).collect()
    };
    (of(true), of(false))
}

// Actions.

fn action(list: &List, side: &Side, five: &Five, request: &Request) -> Truth {
    let by_alias = |pattern: &str, alias: &str| {
        let literal = if is_wild(pattern) { request.question("aliasWildcard") } else { True };
        let in_an_scp = if matches!(side, Side::Level(_)) { not(request.question("scpAlias")) } else { True };
        let excluded = if list.not { request.question("aliasNot") } else { True };
        all([action_pattern(pattern, alias, request), literal, in_an_scp, excluded])
    };
    let named = any(list.patterns.iter().map(|pattern| {
        let aliases = any(five.aliases.iter().map(|alias| by_alias(pattern, alias)));
        any([action_pattern(pattern, &five.action, request), aliases])
    }));
    if list.not { not(named) } else { named }
}

fn action_pattern(pattern: &str, action: &str, request: &Request) -> Truth {
    if pattern == "*" {
        return True;
    }
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let (parts, of): (Vec<&str>, Vec<&str>) = (pattern.split(':').collect(), action.split(':').collect());
    let within = truth(parts_match(&parts, &of));
    let matched = request.either("wildcardSegments", truth(glob(&pattern, &action)), within);
    if is_wild(parts[0]) { all([matched, request.question("wildcardService")]) } else { matched }
}

/// Each part by itself; a `*` at the end of fewer parts stands for the rest.
fn parts_match(pattern: &[&str], text: &[&str]) -> bool {
    let each = |pattern: &[&str]| pattern.iter().zip(text).all(|(pattern, text)| glob(pattern, text));
    match pattern.split_last() {
        _ if pattern.len() == text.len() => each(pattern),
        Some((&"*", before)) if pattern.len() < text.len() => each(before),
        _ => false,
    }
}

fn is_wild(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// `*` is any run of characters, `?` is one.
fn glob(pattern: &str, text: &str) -> bool {
    matches(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>(), true)
}

// Resources.

fn resource(statement: &Statement, five: &Five, request: &Request) -> Truth {
    let Some(List { not: other, patterns }) = &statement.resources else { return True };
    let turned = |one: Truth| if *other { not(one) } else { one };
    if patterns.iter().any(|pattern| pattern == "*") {
        return turned(True);
    }
    if five.untyped && !patterns.is_empty() {
        return if statement.allow && !other { False } else { request.question("resourceNotSupported") };
    }
    if patterns.is_empty() {
        return turned(False);
    }
    let Some(resource) = &request.resource else { return unknown_key("resource") };
    turned(any(patterns.iter().map(|pattern| urn(pattern, resource, request))))
}

fn urn(pattern: &str, resource: &str, request: &Request) -> Truth {
    if resource.starts_with('/') {
        return False;
    }
    let plain = |pattern: &str| plain_urn(pattern, resource, request);
    match replaced(pattern, request) {
        None => plain(pattern),
        Some(replaced) => {
            let replaced = match replaced {
                Ok(pattern) => plain(&pattern),
                Err(why) => why,
            };
            request.either("variables", plain(pattern), replaced)
        }
    }
}

fn plain_urn(pattern: &str, resource: &str, request: &Request) -> Truth {
    let fits = |pattern: &str, resource: &str| {
        let within = parts_match(&segments(pattern), &segments(resource));
        request.either("wildcardSegments", truth(glob(pattern, resource)), truth(within))
    };
    let matched = request.either("urnCase", fits(&folded(pattern), &folded(resource)), fits(pattern, resource));
    if is_wild(segments(pattern)[0]) { all([matched, request.question("wildcardService")]) } else { matched }
}

/// Service, region, account, type, and a path that may have further colons.
fn segments(text: &str) -> Vec<&str> {
    text.splitn(5, ':').collect()
}

/// Service and type in lower case.
fn folded(text: &str) -> String {
    let lower = |(index, segment): (usize, &str)| match index {
        0 | 3 => segment.to_ascii_lowercase(),
        _ => segment.to_owned(),
    };
    segments(text).into_iter().enumerate().map(lower).collect::<Vec<_>>().join(":")
}

// Variables.

/// The text with the values of keys in place of its variables, or what that hangs on; `None` where it has none.
fn replaced(text: &str, request: &Request) -> Option<Result<String, Truth>> {
    let mut names = Vec::new();
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        whole += before;
        match after.split_once('}') {
            Some((name, after)) if !name.is_empty() => {
                names.push(name);
                if let Some([value]) = request.context.get(name).map(Vec::as_slice) {
                    whole += value;
                }
                rest = after;
            }
            _ => {
                whole += "${";
                rest = after;
            }
        }
    }
    whole += rest;
    if names.is_empty() {
        return None;
    }
    if let Some(unknown) = names.iter().find(|name| !request.context.contains_key(**name)) {
        return Some(Err(unknown_key(unknown)));
    }
    let one_value = |name: &&str| request.context[*name].len() == 1;
    Some(if names.iter().all(one_value) { Ok(whole) } else { Err(False) })
}
