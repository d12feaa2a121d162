//! Findings: what is wrong, and where, as a path in the document and as a place in the text.

use std::fmt::Write as _;

use super::diagnostic::{Diagnostic, DiagnosticCode as Code, DiagnosticSaid, Severity};
use super::json::{Member, Node, NodeKind};
use crate::base::said::{Said, said};
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
        // Both stand in the order of the text.
        let next = match &node.kind {
            NodeKind::Array(elements) => {
                let index = elements.partition_point(|element| element.range.end < place.end);
                elements.get(index).filter(|element| holds(element.range)).inspect(|_| {
                    let _ = write!(path, "[{index}]");
                })
            }
            NodeKind::Object(members) => {
                let index = members.partition_point(|member| member.value.range.end < place.end);
                let whole = |member: &Member<'_>| Range { start: member.key.range.start, end: member.value.range.end };
                members.get(index).filter(|member| holds(whole(member))).map(|member| {
                    path = child(&path, &member.key.value);
                    &member.value
                })
            }
            _ => None,
        };
        match next {
            Some(inner) => node = inner,
            None => return path,
        }
    }
}

/// How many findings of a kind a document has at most: more is larger than anything that IAM takes, or that anybody reads.
pub(crate) const MOST: usize = 1000;

/// Of a document with more findings than are listed, or with more than is looked up.
pub(crate) fn not_all(path: &str) -> Found {
    Found {
        code: Code::NotAllListed,
        severity: Severity::Warning,
        range: Range { start: 0, end: 1 },
        path: path.to_owned(),
        message: said!("not all that may be wrong here is listed: this is far more than IAM takes"),
        hint: Some(said!("mend what is listed, or make it shorter, and read it again")),
    }
}

/// What a name in a path has at most: a long one would stand in the path of each finding in it.
const LONGEST_NAME: usize = 128;

/// A member of `path`, as RFC 9535 writes it; of a very long name what it begins with.
pub(crate) fn child(path: &str, name: &str) -> String {
    let short: String;
    let name = if name.chars().nth(LONGEST_NAME).is_some() {
        short = name.chars().take(LONGEST_NAME).chain(['…']).collect();
        &short
    } else {
        name
    };
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if plain {
        return format!("{path}.{name}");
    }
    format!("{path}['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))
}
