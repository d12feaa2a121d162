//! What the readers of all parts of a policy share: it collects what is wrong, and knows how the text was read.

use super::diagnostic::{DiagnosticCode as Code, Severity};
use super::found::{Found, MOST, child};
use super::json::{self, Member, Node, NodeKind, Reading};
use crate::base::said::{Said, said};
use crate::base::text::{nearest, quoted};
use crate::policy::model::ast::{Text, Version};
use crate::policy::model::source::Range;

/// Reads one text.
pub(super) struct Parser<'a, 'b> {
    pub(super) found: Vec<Found>,
    /// Whether one of them is a reason for IAM to refuse the text.
    pub(super) is_refused: bool,
    /// Whether there are more than are kept.
    pub(super) has_more: bool,
    pub(super) version: Version,
    pub(super) reading: &'a Reading<'b>,
}

impl Parser<'_, '_> {
    pub(super) fn add(
        &mut self,
        code: Code,
        range: Range,
        path: &dyn Fn() -> String,
        message: Said,
        hint: Option<Said>,
    ) {
        let severity = match code {
            Code::ServiceCase | Code::Empty => Severity::Warning,
            _ => Severity::Error,
        };
        self.add_as(severity, code, range, path, message, hint);
    }

    /// What a single value in place of an array is: an error, but in version 5.0, where the documents leave open whether it is taken.
    pub(super) fn lenient(&self, is_single: bool) -> Severity {
        if is_single && self.version == Version::V5_0 { Severity::Warning } else { Severity::Error }
    }

    pub(super) fn add_as(
        &mut self,
        severity: Severity,
        code: Code,
        range: Range,
        path: &dyn Fn() -> String,
        message: Said,
        hint: Option<Said>,
    ) {
        // The first reason for IAM to refuse it is kept, however many findings are before it.
        let refuses = severity == Severity::Error && code.refuses(self.version == Version::V5_0);
        if self.found.len() >= MOST && (!refuses || self.is_refused) {
            self.has_more = true;
            return;
        }
        self.is_refused |= refuses;
        self.found.push(Found { code, severity, range, path: path(), message, hint });
    }

    /// Whether one more finding for which IAM has no code would not be kept.
    pub(super) fn is_full(&mut self) -> bool {
        let is_full = self.found.len() >= MOST;
        self.has_more |= is_full;
        is_full
    }

    /// IAM wants at least one of most things (IAM.1028, 1037, 1050, 1054, 1056); nowhere does an empty list mean what it seems to.
    pub(super) fn not_empty(&mut self, node: &Node<'_>, path: &dyn Fn() -> String, name: &str, means: Said) {
        let empty = match &node.kind {
            NodeKind::Array(elements) => elements.is_empty(),
            NodeKind::Object(members) => members.is_empty(),
            _ => false,
        };
        if empty {
            self.add(Code::Empty, node.range, path, said!("{} is empty: {}", quoted(name), means), None);
        }
    }

    pub(super) fn unknown_members(&mut self, node: &Node<'_>, path: &str, known: &[&str]) {
        let NodeKind::Object(members) = &node.kind else { return };
        for member in members.iter().filter(|member| !known.contains(&&*member.key.value)) {
            if self.is_full() {
                return;
            }
            let message = said!("unknown member {}, expected one of {}", quoted(&member.key.value), listed(known));
            let hint = nearest(&member.key.value, known).first().map(|meant| said!("did you mean `{}`?", *meant));
            self.add(Code::UnknownMember, member.key.range, &|| child(path, &member.key.value), message, hint);
        }
    }

    /// The strings of an array, each looked at by `check` with its path; a single string counts as one. Also why it was not read as a
    /// whole, where that is so.
    pub(super) fn strings(
        &mut self,
        member: &Member<'_>,
        path: &dyn Fn() -> String,
        (not_array, not_string): (Code, Code),
        check: fn(&mut Self, &Text, &dyn Fn() -> String),
    ) -> (Vec<Text>, Option<Said>) {
        let name = quoted(&member.key.value);
        let mut unread = None;
        let texts = match &member.value.kind {
            NodeKind::Array(elements) => {
                let means = match &*member.key.value {
                    "Action" => said!("the statement is about no action"),
                    "NotAction" => said!("the statement excludes no action"),
                    "NotResource" => said!("the statement excludes no resource"),
                    _ => said!("the statement is about no resource; leave `Resource` out for every one"),
                };
                self.not_empty(&member.value, path, &member.key.value, means);
                let mut texts = Vec::with_capacity(elements.len());
                for (index, element) in elements.iter().enumerate() {
                    match element.text() {
                        Some(text) => {
                            check(self, &text, &|| format!("{}[{index}]", path()));
                            texts.push(text);
                        }
                        None => {
                            let message = said!("{} takes strings, got {}", &*name, element.what());
                            unread.get_or_insert_with(|| message.clone());
                            self.add(not_string, element.range, &|| format!("{}[{index}]", path()), message, None);
                        }
                    }
                }
                texts
            }
            _ => {
                let message = said!("{} must be an array of strings, got {}", name, member.value.what());
                let text = member.value.text();
                let hint = text.is_some().then(|| said!("put `[` before and `]` after it"));
                unread = text.is_none().then(|| message.clone());
                self.add_as(self.lenient(text.is_some()), not_array, member.value.range, path, message, hint);
                text.iter().for_each(|text| check(self, text, path));
                text.into_iter().collect()
            }
        };
        (texts, unread)
    }

    /// Whether the end of a text took nothing from a member of an object.
    pub(super) fn is_whole(&self, value: &Node<'_>, object: &Node<'_>) -> bool {
        match value.kind {
            NodeKind::String(_) | NodeKind::Array(_) | NodeKind::Object(_) => !self.reading.is_unfinished(value),
            // A number may go on.
            _ => value.range.end < object.range.end,
        }
    }
}

pub(super) fn too_deep() -> Said {
    said!("the document is nested more than {} deep; the rest is not read", json::MAX_DEPTH)
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
