//! YAML, as values with places. What an alias names is there once, so that aliases of aliases cost nothing.
//!
//! Source: YAML 1.2.2, chapter 10.3, "Core Schema".

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};

use super::layer::Layer;
use super::node::{Kind, Node, Unknown, Why};
use super::reader::{Known, Reader};
use super::told::NoteCode;
use super::view::View;
use crate::base::said::said;

/// Deeper than any policy, with what may be around it.
const MAX_DEPTH: usize = 64;

/// Why a text is not YAML.
#[derive(Debug)]
pub(super) enum NotYaml {
    /// There is a mistake, at this place in the layer.
    At(usize),
    TooDeep,
}

impl Reader<'_> {
    /// Reads the documents of a text, up to a mistake.
    pub(super) fn yaml(&mut self, layer: &Layer<'_>, known: &Known, depth: usize) -> Result<(), NotYaml> {
        let mut builder = Builder::new(layer);
        let mut parser = Parser::new_from_str(&layer.text).keep_tags(false);
        loop {
            match parser.next_event() {
                Some(Ok((Event::StreamEnd, _))) | None => return Ok(()),
                Some(Ok((Event::DocumentEnd, _))) => {
                    if let Some(node) = builder.end_document() {
                        self.value(View::Node(&node), known, depth + 1);
                    }
                }
                Some(Ok((event, span))) => builder.event(event, span).ok_or(NotYaml::TooDeep)?,
                Some(Err(error)) => return Err(NotYaml::At(builder.offset(error.marker()))),
            }
        }
    }

    pub(super) fn not_yaml(&mut self, layer: &Layer<'_>, error: &NotYaml, known: &Known) {
        let said = match error {
            NotYaml::At(at) => said!("line {} is not YAML", self.line(layer.start(*at))),
            NotYaml::TooDeep => said!("the YAML is nested too deeply"),
        };
        let place = layer.place(&(0..layer.text.len()));
        // A policy that could not be read must not be forgotten.
        if super::forms::may_hold_policy(&layer.text) {
            self.add_unread(known, &place, None, said);
        } else {
            self.note(NoteCode::Syntax, said, Some(place));
        }
    }
}

/// A list or an object that is not at its end.
struct Open {
    start: usize,
    anchor: usize,
    is_object: bool,
    /// Where it has a tag, or merges another object into it.
    odd: Option<Range<usize>>,
    items: Vec<Node>,
}

struct Builder<'a> {
    layer: &'a Layer<'a>,
    /// Where the characters begin, of a text that is not ASCII.
    offsets: Vec<u32>,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    root: Option<Node>,
}

impl<'a> Builder<'a> {
    fn new(layer: &'a Layer<'a>) -> Self {
        let offset = |(at, _): (usize, char)| u32::try_from(at).unwrap_or(u32::MAX);
        let offsets = if layer.text.is_ascii() { Vec::new() } else { layer.text.char_indices().map(offset).collect() };
        Self { layer, offsets, open: Vec::new(), anchors: HashMap::new(), root: None }
    }

    /// The place of a mark, which counts characters, in bytes.
    fn offset(&self, mark: &Marker) -> usize {
        let index = mark.index();
        if self.offsets.is_empty() {
            return index.min(self.layer.text.len());
        }
        let offset = self.offsets.get(index).map(|at| usize::try_from(*at).unwrap_or_default());
        offset.unwrap_or(self.layer.text.len())
    }

    fn place(&self, span: &Span) -> Range<usize> {
        self.layer.place(&(self.offset(&span.start)..self.offset(&span.end)))
    }

    fn end_document(&mut self) -> Option<Node> {
        self.open.clear();
        self.anchors.clear();
        self.root.take()
    }

    /// Takes what comes next; none where it is nested too deeply.
    fn event(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let place = self.place(&span);
                let node = scalar(&text, style, tag.as_deref(), place);
                self.put(anchor, node);
            }
            Event::Alias(anchor) => {
                let place = self.place(&span);
                let odd = || Node::unknown(place.clone(), Unknown { range: place.clone(), why: Why::Yaml });
                let node = self.anchors.get(&anchor).map(|node| Node { range: place.clone(), ..node.clone() });
                // An alias within what it names is no value.
                self.put(0, node.unwrap_or_else(odd));
            }
            Event::SequenceStart(anchor, tag) => self.open(&span, anchor, false, tag.as_deref())?,
            Event::MappingStart(anchor, tag) => self.open(&span, anchor, true, tag.as_deref())?,
            Event::SequenceEnd | Event::MappingEnd => {
                let end = self.offset(&span.end);
                let before = self.layer.text.get(..end).and_then(|text| text.bytes().next_back());
                let end = self.place(&span).end;
                self.close(end, matches!(before, Some(b']' | b'}')));
            }
            _ => {}
        }
        Some(())
    }

    fn open(&mut self, span: &Span, anchor: usize, is_object: bool, tag: Option<&Tag>) -> Option<()> {
        let place = self.place(span);
        let odd = tag.filter(|tag| !tag.is_yaml_core_schema()).map(|_| place.clone());
        self.open.push(Open { start: place.start, anchor, is_object, odd, items: Vec::new() });
        (self.open.len() <= MAX_DEPTH).then_some(())
    }

    fn close(&mut self, end: usize, is_bracketed: bool) {
        let Some(open) = self.open.pop() else { return };
        // A block is at its end where the next one begins: what is between are blanks and comments.
        let end = open.items.last().filter(|_| !is_bracketed).map_or(end, |last| last.range.end);
        let place = open.start..end.max(open.start);
        let node = if let Some(odd) = open.odd {
            Node::unknown(place, Unknown { range: odd, why: Why::Yaml })
        } else if open.is_object {
            object(place, open.items)
        } else {
            Node::list(place, open.items)
        };
        self.put(open.anchor, node);
    }

    fn put(&mut self, anchor: usize, node: Node) {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            Some(open) => open.items.push(node),
            None => self.root = Some(node),
        }
    }
}

/// An object of its names and values, one after the other.
fn object(place: Range<usize>, items: Vec<Node>) -> Node {
    let mut members = Vec::new();
    let mut items = items.into_iter();
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        let name = match &*key.kind {
            // `<<` merges another object into this one.
            Kind::Text(name) if name != "<<" => name.clone(),
            Kind::Number(name) => name.clone(),
            Kind::Bool(name) => name.to_string(),
            _ => return Node::unknown(place, Unknown { range: key.range.clone(), why: Why::Yaml }),
        };
        members.push((name, key.range.clone(), value));
    }
    Node::object(place, members)
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, place: Range<usize>) -> Node {
    let odd = || Node::unknown(place.clone(), Unknown { range: place.clone(), why: Why::Yaml });
    let is_plain = match tag {
        None => style == ScalarStyle::Plain,
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => false,
        Some(_) => return odd(),
    };
    let kind = match text {
        _ if !is_plain => Kind::Text(text.to_owned()),
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ if is_number(text) => {
            if serde_json::from_str::<&serde_json::value::RawValue>(text).is_err() {
                return odd();
            }
            Kind::Number(text.to_owned())
        }
        _ => Kind::Text(text.to_owned()),
    };
    Node::new(place, kind)
}

/// Whether a plain text is a number of the core schema.
fn is_number(text: &str) -> bool {
    let all = |digits: &str, is_one: fn(&u8) -> bool| !digits.is_empty() && digits.as_bytes().iter().all(is_one);
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, u8::is_ascii_hexdigit);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |digit| (b'0'..=b'7').contains(digit));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    digits(whole)
        && digits(part)
        && !(whole.is_empty() && part.is_empty())
        && exponent.is_none_or(|exponent| all(exponent, u8::is_ascii_digit))
}
