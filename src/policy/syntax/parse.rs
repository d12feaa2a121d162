//! From a text to a [`Document`]: everything that is wrong gets a diagnostic, and everything that can be read is kept.
//!
//! Sources: OTC IAM user guide "Policy Syntax" and API reference, appendix "Error Codes" (`IAM.1020` to `IAM.1060`); Huawei Cloud IAM
//! "策略语法" and "角色".

use super::diagnostic::{Diagnostic, Severity};
use super::displaced;
use super::found::{Found, diagnostics, not_all, path_at};
use super::json::{self, Reading};
use super::parser::Parser;
pub use super::summary::{StatementSummary, Summary, UnreadSummary};
use crate::base::sort::sort_by_key;
use crate::policy::model::ast::{Document, Version};
use crate::policy::model::source::Source;

/// What was read, and what is wrong with it.
#[derive(Debug)]
pub struct Parsed {
    /// None where there is no policy object in the text.
    pub document: Option<Document>,
    /// By place.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether IAM would refuse the text: an error that IAM has a code for, or a text that had to be mended to be JSON.
    pub would_be_refused: bool,
}

/// Reads a policy or role: bare, or in the envelope of the IAM API. A text that is cut off at its end is mended by closing what is
/// open there; the statement that it ends in, or what may follow, is unread.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let source = Source::new(text);
    let mut reading = json::read(text);
    displaced::leave_out(&mut reading, text);
    let mended = reading.mended();
    let mut parser =
        Parser { found: Vec::new(), is_refused: false, has_more: false, version: Version::V1_1, reading: &reading };
    let document = reading.node.as_ref().and_then(|node| parser.document(node, &source));
    let mut has_more = parser.has_more || reading.has_more;
    let mut found = parser.found;
    let is_other_text = reading.is_other_text();
    let Reading { node, mut mistakes, .. } = reading;
    if is_other_text {
        // That it is another language says all.
        mistakes.clear();
        has_more = false;
    }
    let mut paths = Vec::new();
    if let Some(node) = node.as_ref().filter(|_| !mistakes.is_empty()) {
        paths = mistakes.iter().map(|mistake| path_at(node, mistake.about)).collect();
    }
    let paths = paths.into_iter().chain(std::iter::repeat_with(|| "$".to_owned()));
    found.extend(mistakes.into_iter().zip(paths).map(|(mistake, path)| Found {
        code: mistake.code,
        severity: Severity::Error,
        range: mistake.range,
        path,
        message: mistake.message,
        hint: mistake.hint,
    }));
    if has_more {
        found.push(not_all("$"));
    }
    sort_by_key(&mut found, |found| (found.range.start, found.range.end));
    let mut diagnostics = diagnostics(&source, found);
    let is_v5 = document.as_ref().is_some_and(|document| document.version == Version::V5_0);
    let refused = |found: &Diagnostic| found.severity == Severity::Error && found.code.refuses(is_v5);
    let would_be_refused = mended || diagnostics.iter().any(refused);
    for found in diagnostics.iter_mut().filter(|_| is_v5) {
        found.iam_code = found.code.issue();
    }
    Parsed { document, diagnostics, would_be_refused }
}
