//! What a text is: JSON, Terraform, YAML, or one of them in a string or between the fences of Markdown.

use super::expression::Hcl;
use super::hcl;
use super::json;
use super::layer::{Layer, Quoted, unescaped};
use super::reader::{Known, Reader};
use super::told::NoteCode;
use super::view::View;
use crate::base::said::said;

/// A string in a string in a fence.
const MAX_DEPTH: usize = 6;

/// Whether something in a text looks like a policy.
pub(super) fn may_hold_policy(text: &str) -> bool {
    ["Statement", "statement", "Action"].iter().any(|word| text.contains(word))
}

/// Whether a text that is not read may have secrets in it.
fn may_hold_secrets(text: &str) -> bool {
    const MARKS: [&str; 6] =
        ["terraform_version", "resource_changes", "planned_values", "instances", "password", "secret"];
    MARKS.iter().any(|mark| text.contains(mark))
}

/// What nobody sees: blanks, and the mark that some editors put at the beginning.
pub(super) fn is_blank(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

/// A text without blanks and comments before it.
fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_start_matches(is_blank);
    loop {
        let after = if rest.starts_with('#') || rest.starts_with("//") {
            rest.split_once('\n').map_or("", |(_, after)| after)
        } else if rest.starts_with("/*") {
            rest.split_once("*/").map_or("", |(_, after)| after)
        } else {
            return rest;
        };
        rest = after.trim_start_matches(is_blank);
    }
}

/// The lines of a text, each from its first sign on that is no blank, with where that is.
fn lines_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let trimmed = line.trim_start();
        (start + line.len() - trimmed.len(), trimmed)
    })
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

impl Reader<'_> {
    /// Reads what a text holds, which may be of any form.
    pub(super) fn text_within(&mut self, layer: &Layer<'_>, known: &Known, depth: usize) {
        let length = layer.text.trim_end_matches(is_blank).len();
        let start = layer.text.len() - layer.text.trim_start_matches(is_blank).len();
        let Some(layer) = layer.piece(start..length.max(start)).filter(|layer| !layer.text.is_empty()) else { return };
        let place = layer.place(&(0..layer.text.len()));
        if depth > MAX_DEPTH || !self.looks(&place) {
            return;
        }
        let code = without_comments(&layer.text);
        let code = layer.text.len() - code.len();
        let text = layer.text.get(code..).unwrap_or_default();
        if layer.text.lines().next().is_some_and(is_fence) {
            self.fences(&layer, known, depth);
        } else if text.starts_with(['{', '[', '"']) {
            if let Some(layer) = layer.piece(code..layer.text.len()) {
                self.json(&layer, known, depth);
            }
        } else if text.starts_with("<<") || text.starts_with("jsonencode(") {
            if let Some(layer) = layer.piece(code..layer.text.len()) {
                self.expression(&layer, known);
            }
        } else if hcl::begins(text) {
            self.hcl(&layer, known);
        } else {
            self.prose(&layer, known, depth);
        }
    }

    /// YAML, or words around what is fenced.
    fn prose(&mut self, layer: &Layer<'_>, known: &Known, depth: usize) {
        if layer.text.lines().any(is_fence) {
            self.fences(layer, known, depth);
        } else if layer.text.contains([':', '-'])
            && let Err(error) = self.yaml(layer, known, depth)
        {
            // Words before a policy in JSON.
            let lines = lines_of(&layer.text).find(|(_, line)| line.starts_with(['{', '[']));
            match lines.and_then(|(at, _)| layer.piece(at..layer.text.len())) {
                Some(piece) if may_hold_policy(&piece.text) => self.json(&piece, known, depth),
                _ => self.not_yaml(layer, &error, known),
            }
        }
    }

    fn fences(&mut self, layer: &Layer<'_>, known: &Known, depth: usize) {
        let mut at = 0;
        let mut inside: Option<(usize, char)> = None;
        for line in layer.text.split_inclusive('\n') {
            let (start, end) = (at, at + line.len());
            at = end;
            let sign = line.trim_start().chars().next().unwrap_or_default();
            match inside {
                None if is_fence(line) => inside = Some((end, sign)),
                Some((from, open)) if is_fence(line) && sign == open => {
                    inside = None;
                    if let Some(piece) = layer.piece(from..start) {
                        self.text_within(&piece, known, depth + 1);
                    }
                }
                _ => {}
            }
        }
        if let Some(piece) = inside.and_then(|(from, _)| layer.piece(from..layer.text.len())) {
            self.text_within(&piece, known, depth + 1);
        }
    }

    /// JSON: one value, or several one after the other.
    fn json(&mut self, layer: &Layer<'_>, known: &Known, depth: usize) {
        let text = &*layer.text;
        let mut at = 0;
        loop {
            let (values, end) = json::values(layer, at);
            for value in &values {
                self.value(View::Json(*value), known, depth);
            }
            let rest = text.get(end..).unwrap_or_default();
            let is_between = |sign| is_blank(sign) || matches!(sign, ',' | ';');
            let next = text.len() - rest.trim_start_matches(is_between).len();
            let rest = text.get(next..).unwrap_or_default();
            if rest.is_empty() {
                return;
            }
            let begins = rest.starts_with(['{', '[', '"']);
            if values.is_empty() || !begins {
                let is_first = values.is_empty() && at == 0;
                return match layer.piece(next..text.len()) {
                    Some(piece) if is_first || begins || (rest.contains('{') && may_hold_policy(rest)) => {
                        self.not_json(&piece, known, depth);
                    }
                    _ => {
                        let line = self.line(layer.start(next));
                        let said = said!("what follows from line {} on is not JSON, and not read", line);
                        self.note(NoteCode::Syntax, said, Some(layer.place(&(next..text.len()))));
                    }
                };
            }
            at = next;
        }
    }

    /// What begins as JSON does, and goes on otherwise.
    fn not_json(&mut self, layer: &Layer<'_>, known: &Known, depth: usize) {
        let whole = 0..layer.text.len();
        let text = &*layer.text;
        let quote = text.find('"').unwrap_or_default();
        if quote > 0 && text.as_bytes().get(quote - 1) == Some(&b'\\') {
            // What stands in a string, without its quotes.
            if let Some(inner) = unescaped(layer, whole.clone(), Quoted::Json) {
                return self.text_within(&inner, known, depth + 1);
            }
        }
        if is_object_of_hcl(text) && hcl::is_too_much(text) {
            self.add_unread(known, &layer.place(&whole), None, hcl::too_much());
        } else if is_object_of_hcl(text) {
            match hcl_edit::parser::parse_expr(text.trim_end()) {
                Ok(expression) => {
                    let node = Hcl { layer, from: 0 }.node(&expression);
                    self.value(View::Node(&node), known, depth + 1);
                }
                Err(error) => {
                    self.add_not_terraform(known, layer, &whole, error.location().offset());
                }
            }
        } else if may_hold_secrets(text) {
            let cause = said!("the JSON is not whole, or has a mistake");
            self.add_unread(known, &layer.place(&whole), None, cause);
        } else if may_hold_policy(text) {
            // A set of policies mends it, and says what is wrong.
            self.add_piece(known, layer, whole);
        } else {
            let said = said!("the JSON is not whole, or has a mistake");
            self.note(NoteCode::Syntax, said, Some(layer.place(&whole)));
        }
    }
}

/// Whether the first name of an object stands before `=`.
fn is_object_of_hcl(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('{').map(without_comments) else { return false };
    let after = match inner.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').map_or("", |(_, after)| after),
        None => inner.trim_start_matches(|sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-')),
    };
    after.len() < inner.len() && after.trim_start().starts_with('=')
}
