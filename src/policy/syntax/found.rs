//! Findings: what is wrong, and where, as a path in the document and as a place in the text.

use std::fmt::Write as _;

use super::diagnostic::{Diagnostic, DiagnosticCode as Code, DiagnosticSaid, Severity};
use super::json::{Node, NodeKind};
use crate::base::said::Said;
use crate::policy::model::source::{Range, Source, Span};

/// A finding before its place is worked out.
pub(crate) struct Found {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) range: Range,
    pub(crate) path: String,
    pub(crate) message: Said,
    pub(crate) hint: Option<Said>,
}

/// Works out the places of findings that are sorted by them.
pub(crate) fn diagnostics(source: &Source, found: Vec<Found>) -> Vec<Diagnostic> {
    let ranges: Vec<Range> = found.iter().map(|found| found.range).collect();
    let spans = source.spans(&ranges);
    let diagnostic = |(found, span): (Found, Span)| Diagnostic {
        code: found.code,
        severity: found.severity,
        message: found.message.to_string(),
        hint: found.hint.as_ref().map(Said::to_string),
        path: found.path,
        span,
        iam_code: found.code.iam(),
        said: DiagnosticSaid { message: found.message, hint: found.hint },
    };
    found.into_iter().zip(spans).map(diagnostic).collect()
}

/// The path of the innermost value around a place.
pub(super) fn path_at(node: &Node<'_>, place: Range) -> String {
    let mut path = "$".to_owned();
    let mut node = node;
    loop {
        let holds = |range: Range| range.start <= place.start && place.end <= range.end;
        let next = match &node.kind {
            NodeKind::Array(elements) => {
                elements.iter().enumerate().find(|(_, element)| holds(element.range)).map(|(index, element)| {
                    let _ = write!(path, "[{index}]");
                    element
                })
            }
            NodeKind::Object(members) => members
                .iter()
                .find(|member| holds(Range { start: member.key.range.start, end: member.value.range.end }))
                .map(|member| {
                    path = child(&path, &member.key.value);
                    &member.value
                }),
            _ => None,
        };
        match next {
            Some(inner) => node = inner,
            None => return path,
        }
    }
}

/// A member of `path`, as RFC 9535 writes it.
pub(crate) fn child(path: &str, name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if plain {
        return format!("{path}.{name}");
    }
    format!("{path}['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))
}
