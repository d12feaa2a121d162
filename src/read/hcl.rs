//! Terraform: a file is cut into its blocks, so that one with a mistake takes no other with it, and those with policies are read.

use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::structure::{Block, Body};

use super::expression::Hcl;
use super::layer::Layer;
use super::node::{Node, Unknown};
use super::reader::{Known, Reader};
use super::states::{self, Resource, STATEMENT, policy_of};
use super::told::NoteCode;
use crate::base::said::{Said, said};
use crate::base::text::quoted;

/// As deep as blocks and brackets go, with room to spare.
const MAX_DEPTH: usize = 100;
/// An object with more is not read: the parser compares each name with all before it.
const MOST_MEMBERS: usize = 1000;

/// One block or attribute of a file.
#[derive(Debug, Clone)]
struct Piece {
    range: Range<usize>,
    /// It is nested more deeply, or has larger objects, than is read.
    is_too_much: bool,
}

/// Where the cutting is: in brackets, or in a string.
enum Open {
    /// How many names and values there are in them.
    Brackets(usize),
    Quotes,
}

/// The pieces of a file.
fn pieces(text: &str) -> Vec<Piece> {
    let mut cutter = Cutter { text, at: 0, open: Vec::new(), start: None, is_too_much: false, found: Vec::new() };
    while cutter.at < text.len() {
        match cutter.open.last() {
            Some(Open::Quotes) => cutter.quoted(),
            _ => cutter.code(),
        }
    }
    cutter.end_piece();
    cutter.found
}

/// Whether an expression is nested more deeply, or has larger objects, than is read.
pub(super) fn is_too_much(text: &str) -> bool {
    pieces(text).iter().any(|piece| piece.is_too_much)
}

pub(super) fn too_much() -> Said {
    said!("it is nested too deeply, or too large")
}

struct Cutter<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open>,
    start: Option<usize>,
    is_too_much: bool,
    found: Vec<Piece>,
}

impl<'a> Cutter<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, length: usize) {
        self.at = (self.at + length).min(self.text.len());
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    fn push(&mut self, open: Open) {
        self.open.push(open);
        self.is_too_much |= self.open.len() > MAX_DEPTH;
    }

    fn end_piece(&mut self) {
        if let Some(start) = self.start.take() {
            self.found.push(Piece { range: start..self.at, is_too_much: self.is_too_much });
        }
        self.is_too_much = false;
    }

    fn quoted(&mut self) {
        let rest = self.rest();
        if rest.starts_with('\\') {
            self.skip(2);
        } else if rest.starts_with("$${") || rest.starts_with("%%{") {
            self.skip(3);
        } else if rest.starts_with("${") || rest.starts_with("%{") {
            self.push(Open::Brackets(0));
            self.skip(2);
        } else {
            if rest.starts_with('"') {
                self.open.pop();
            }
            self.skip(1);
        }
    }

    fn code(&mut self) {
        let rest = self.rest();
        let length = if rest.starts_with('#') || rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            self.sign(rest)
        };
        self.skip(length);
    }

    /// Reads what is no comment; gives how long it is.
    fn sign(&mut self, rest: &str) -> usize {
        let sign = rest.bytes().next().unwrap_or_default();
        if sign == b'\n' && self.open.is_empty() {
            self.end_piece();
        }
        if !sign.is_ascii_whitespace() && self.start.is_none() {
            self.start = Some(self.at);
        }
        match sign {
            b'"' => self.push(Open::Quotes),
            b'{' | b'[' | b'(' => self.push(Open::Brackets(0)),
            b'}' | b']' | b')' => {
                self.open.pop();
            }
            b'=' | b':' => {
                if let Some(Open::Brackets(members)) = self.open.last_mut() {
                    *members += 1;
                    self.is_too_much |= *members > MOST_MEMBERS;
                }
            }
            b'<' => return heredoc(rest).unwrap_or(1),
            _ => {}
        }
        1
    }
}

/// How long a heredoc is, if here is one: up to the line with its word.
fn heredoc(rest: &str) -> Option<usize> {
    let start = rest.strip_prefix("<<")?;
    let start = start.strip_prefix('-').unwrap_or(start);
    let (word, _) = start.split_once('\n')?;
    let word = word.trim_end_matches('\r');
    let is_sign = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-');
    if word.is_empty() || !word.chars().all(is_sign) {
        return None;
    }
    let mut at = rest.find('\n')? + 1;
    for line in rest.get(at..)?.split_inclusive('\n') {
        let trimmed = line.trim_start_matches([' ', '\t']);
        if trimmed.strip_prefix(word).is_some_and(|after| !after.starts_with(is_sign)) {
            return Some(at + (line.len() - trimmed.len()) + word.len());
        }
        at += line.len();
    }
    Some(rest.len())
}

/// What a piece begins with: `resource`, `"huaweicloud_identity_role"`, `"ops"`, and the sign after them.
fn head(text: &str) -> (Vec<&str>, char) {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let sign = rest.chars().next().unwrap_or_default();
        let length = if sign == '"' {
            rest.get(1..).and_then(|inner| inner.find('"')).map_or(0, |end| end + 2)
        } else {
            rest.find(|sign: char| !sign.is_alphanumeric() && !matches!(sign, '_' | '-')).unwrap_or(rest.len())
        };
        if length == 0 || words.len() > 3 {
            return (words, sign);
        }
        let (word, after) = rest.split_at_checked(length).unwrap_or_default();
        words.push(word.trim_matches('"'));
        rest = after;
    }
}

/// Whether a text begins as a block or an attribute of Terraform does.
pub(super) fn begins(text: &str) -> bool {
    let (words, sign) = head(text);
    let is_name = words.first().is_some_and(|word| word.starts_with(|sign: char| sign.is_alphabetic() || sign == '_'));
    is_name && !text.starts_with('"') && (sign == '{' || (sign == '=' && words.len() == 1))
}

impl Reader<'_> {
    /// Reads a file, or pieces of one.
    pub(super) fn hcl(&mut self, layer: &Layer<'_>, known: &Known) {
        let mut statements: Vec<Node> = Vec::new();
        for piece in pieces(&layer.text) {
            let text = layer.text.get(piece.range.clone()).unwrap_or_default();
            let place = layer.place(&piece.range);
            if !self.looks(&place) {
                return;
            }
            match head(text) {
                (words, '{') => match words.as_slice() {
                    ["resource", kind, label] => match states::policies_of(kind) {
                        Resource::Policy => self.resource(layer, &piece, &format!("{kind}.{label}")),
                        Resource::Limit => self.note_limit(&format!("{kind}.{label}"), place),
                        Resource::Other => self.without_policy += 1,
                    },
                    ["module", label] => {
                        let said = said!("the resources of the module {} are not in this text", quoted(label));
                        self.note(NoteCode::Elsewhere, said, Some(place));
                    }
                    ["statement"] | ["dynamic", "statement"] => match self.body(layer, &piece, known) {
                        Some(body) => statements.extend(Hcl { layer, from: piece.range.start }.statements(&body)),
                        None => return,
                    },
                    _ => {}
                },
                (words, '=') if states::DOCUMENTS.contains(&words.first().copied().unwrap_or_default()) => {
                    if let Some(body) = self.body(layer, &piece, known) {
                        self.attribute(Hcl { layer, from: piece.range.start }, &body, known, &place);
                    }
                }
                _ => {}
            }
        }
        if let (Some(first), Some(last)) = (statements.first(), statements.last()) {
            let place = first.range.start..last.range.end;
            self.add_node(known, &policy_of(&place, statements));
        }
    }

    /// What a piece says; where that is not Terraform, an entry that was not read.
    fn body(&mut self, layer: &Layer<'_>, piece: &Piece, known: &Known) -> Option<Body> {
        let text = layer.text.get(piece.range.clone()).unwrap_or_default();
        if piece.is_too_much {
            self.add_unread(known, &layer.place(&piece.range), None, too_much());
            return None;
        }
        match hcl_edit::parser::parse_body(text) {
            Ok(body) => Some(body),
            Err(error) => {
                self.add_not_terraform(known, layer, &piece.range, piece.range.start + error.location().offset());
                None
            }
        }
    }

    fn resource(&mut self, layer: &Layer<'_>, piece: &Piece, address: &str) {
        let mut known = Known { address: Some(address.to_owned()), ..Known::default() };
        let Some(file) = self.body(layer, piece, &known) else { return };
        let Some(block) = file.blocks().next() else { return };
        let hcl = Hcl { layer, from: piece.range.start };
        known.name = ["display_name", "name"].iter().find_map(|name| {
            let value = hcl.node(block.body.get_attribute(name).map(|attribute| &attribute.value)?);
            value.as_text().map(str::to_owned)
        });
        let place = layer.place(&piece.range);
        if states::DOCUMENTS.iter().any(|name| block.body.has_attribute(name)) {
            return self.attribute(hcl, &block.body, &known, &place);
        }
        let statements = hcl.statements(&block.body);
        if statements.is_empty() {
            self.add_without_document(&known, &place);
        } else {
            self.add_node(&known, &policy_of(&place, statements));
        }
    }

    /// The policy that an attribute holds.
    fn attribute(&mut self, hcl: Hcl<'_>, body: &Body, known: &Known, place: &Range<usize>) {
        let value = states::DOCUMENTS.iter().find_map(|name| body.get_attribute(name)).map(|found| &found.value);
        match value {
            Some(value) => self.policy_expression(hcl, value, known),
            None => self.add_without_document(known, place),
        }
    }
}

impl Hcl<'_> {
    /// The statements that stand as blocks of their own.
    fn statements(self, body: &Body) -> Vec<Node> {
        let each = body.blocks().filter_map(|block| match block.ident.as_str() {
            "statement" => Some(self.statement(block)),
            "dynamic" if block.labels.first().is_some_and(|label| label.as_str() == "statement") => {
                let place = self.place(block.span());
                let head = self.place(block.ident.span()).start;
                let end = block.labels.first().map_or(head, |label| self.place(label.span()).end);
                Some(Node::unknown(place, Unknown::expression(head..end)))
            }
            _ => None,
        });
        each.collect()
    }

    fn statement(self, block: &Block) -> Node {
        let mut members = Vec::new();
        for (name, member) in STATEMENT {
            let Some(attribute) = block.body.get_attribute(name) else { continue };
            let value = if name == "condition" {
                match self.condition(&attribute.value) {
                    Some(value) => value,
                    None => continue,
                }
            } else {
                self.node(&attribute.value)
            };
            members.push((member.to_owned(), self.place(attribute.key.span()), value));
        }
        Node::object(self.place(block.span()), members)
    }
}
