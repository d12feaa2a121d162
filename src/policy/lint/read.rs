//! What is wrong with policies: what the reader and the linter find, together.

use serde::Serialize;

use crate::base::sort::sort_by_key;
use crate::policy::engine::entry::Entry;
use crate::policy::engine::set::PolicySet;
use crate::policy::lint::{self, AttachedPolicy, LintOptions};
use crate::policy::model::ast::Document;
use crate::policy::syntax::diagnostic::Diagnostic;
use crate::policy::syntax::found::{MOST, diagnostics, not_all};
use crate::policy::syntax::parse::{Summary, parse};

/// What a policy text says (`parsePolicy`), and what is wrong with it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ParsedPolicy", optional_fields))]
pub struct Read {
    /// What was read; missing where the text holds no policy at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Summary>,
    /// All that is wrong with it, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// `true` where IAM would refuse the text: an error that IAM has a code for, or a text that had to be mended to be JSON.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "types", ts(optional, type = "true"))]
    pub would_be_refused: bool,
}

/// Reads and lints one policy text. A wrong one is no error.
#[must_use]
pub fn read(text: &str, options: &LintOptions) -> Read {
    let parsed = parse(text);
    let would_be_refused = parsed.would_be_refused;
    let mut diagnostics = parsed.diagnostics;
    if let Some(document) = &parsed.document {
        diagnostics.extend(lint::lint(document, options));
    }
    sort_by_key(&mut diagnostics, |diagnostic| diagnostic.span.start);
    Read { policy: parsed.document.as_ref().map(Summary::of), diagnostics, would_be_refused }
}

/// A finding in one policy of a set.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyFinding"))]
pub struct SetFinding {
    /// The name of the policy.
    pub policy: String,
    /// Its index in the set.
    pub policy_index: usize,
    /// What was found.
    #[serde(flatten)]
    pub diagnostic: Diagnostic,
}

/// How many findings are listed of a set.
const MOST_OF_SET: usize = 10 * MOST;

/// What is wrong with the policies of a set, each by itself and with the others. Where each is attached, the set knows.
#[must_use]
pub fn lint_entries(set: &PolicySet, options: &LintOptions) -> Vec<SetFinding> {
    let names = lint::names(options);
    let mut found: Vec<(usize, Diagnostic)> = Vec::new();
    for (index, entry) in set.entries().iter().enumerate() {
        found.extend(entry.diagnostics.iter().map(|diagnostic| (index, diagnostic.clone())));
        let options = LintOptions { scope: entry.scope.clone(), kind: entry.kind, ..options.clone() };
        let own = entry.document.iter().flat_map(|document| lint::lint_with(document, &options, &names));
        found.extend(own.map(|diagnostic| (index, diagnostic)));
    }
    let readable = set.entries().iter().enumerate();
    let readable: Vec<(usize, AttachedPolicy<'_>)> =
        readable.filter_map(|(index, entry)| Some((index, member(entry)?))).collect();
    let members: Vec<AttachedPolicy<'_>> = readable.iter().map(|(_, member)| *member).collect();
    let unread = set
        .entries()
        .iter()
        .any(|entry| !entry.is_v5() && entry.document.as_deref().is_none_or(Document::has_open_name));
    for (position, diagnostic) in lint::lint_set(&members, unread, options.cloud) {
        if let Some((index, _)) = readable.get(position) {
            found.push((*index, diagnostic));
        }
    }
    sort_by_key(&mut found, |(index, diagnostic)| (*index, diagnostic.span.start));
    if let Some((index, _)) = found.get(MOST_OF_SET).filter(|_| found.len() > MOST_OF_SET + 1) {
        let index = *index;
        let document = set.entries().get(index).and_then(|entry| entry.document.as_deref());
        let more =
            document.into_iter().flat_map(|document| diagnostics(&document.source, vec![not_all(&document.path)]));
        found.truncate(MOST_OF_SET);
        found.extend(more.map(|diagnostic| (index, diagnostic)));
    }
    let finding = |(policy_index, diagnostic): (usize, Diagnostic)| {
        let policy = set.entries().get(policy_index).map(|entry| entry.name.clone()).unwrap_or_default();
        SetFinding { policy, policy_index, diagnostic }
    };
    found.into_iter().map(finding).collect()
}

fn member(entry: &Entry) -> Option<AttachedPolicy<'_>> {
    let document = entry.document.as_deref().filter(|_| !entry.is_v5())?;
    Some(AttachedPolicy { name: &entry.name, document, scope: entry.scope.as_ref(), catalog: &entry.catalog })
}
