//! What was read of Terraform and YAML, with the place of each value; and the policy in JSON that it says.

use std::ops::Range;
use std::rc::Rc;

use super::layer::Run;
use crate::base::said::{Argument, Said, said};

/// A value that stands at a place of the text as given. Cheap to copy: what aliases of YAML name is there once.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) range: Range<usize>,
    pub(super) kind: Rc<Kind>,
    /// The first thing in it whose value is not in the text.
    pub(super) unknown: Option<Rc<Unknown>>,
}

#[derive(Debug)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// Name, its place, value.
    Object(Vec<(String, Range<usize>, Node)>),
    Unknown,
}

/// Why a value is not known.
#[derive(Debug, Clone)]
pub(super) struct Unknown {
    /// Where it stands.
    pub(super) range: Range<usize>,
    pub(super) why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// `${…}`, a variable, a function: the text says what it depends on.
    Expression,
    TooDeep,
    /// Half of a character in a string of JSON.
    HalfCharacter,
    /// A tag, a merge key or a number of YAML that JSON has no word for.
    Yaml,
    /// The plan does not know it before it is applied.
    BeforeApply,
}

impl Unknown {
    pub(super) const fn expression(range: Range<usize>) -> Self {
        Self { range, why: Why::Expression }
    }

    pub(super) const fn too_deep(range: Range<usize>) -> Self {
        Self { range, why: Why::TooDeep }
    }

    pub(super) const fn half_character(range: Range<usize>) -> Self {
        Self { range, why: Why::HalfCharacter }
    }

    /// Why, of a part; `shown` is what stands there.
    pub(super) fn cause(&self, part: Said, shown: String, line: u32) -> Said {
        let part = Argument::from(part);
        match self.why {
            Why::Expression => {
                said!("{} depends on {} in line {}, whose value is not in this text", part, shown, line)
            }
            Why::TooDeep => said!("{} is nested too deeply in line {}", part, line),
            Why::HalfCharacter => said!("{} has half a character in line {}", part, line),
            Why::Yaml => said!("{} has {} in line {}, which JSON cannot say", part, shown, line),
            Why::BeforeApply => said!("{} is known only once the plan is applied", part),
        }
    }
}

impl Node {
    pub(super) fn new(range: Range<usize>, kind: Kind) -> Self {
        Self { range, kind: Rc::new(kind), unknown: None }
    }

    pub(super) fn unknown(range: Range<usize>, unknown: Unknown) -> Self {
        Self { range, kind: Rc::new(Kind::Unknown), unknown: Some(Rc::new(unknown)) }
    }

    pub(super) fn text(range: Range<usize>, text: &str) -> Self {
        Self::new(range, Kind::Text(text.to_owned()))
    }

    pub(super) fn list(range: Range<usize>, items: Vec<Self>) -> Self {
        let unknown = items.iter().find_map(|item| item.unknown.clone());
        Self { range, kind: Rc::new(Kind::List(items)), unknown }
    }

    pub(super) fn object(range: Range<usize>, members: Vec<(String, Range<usize>, Self)>) -> Self {
        let unknown = members.iter().find_map(|(_, _, value)| value.unknown.clone());
        Self { range, kind: Rc::new(Kind::Object(members)), unknown }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match &*self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A policy, or an envelope with one, without the statements that are not known; and those, each with its number from 1.
#[derive(Debug)]
pub(super) struct Readable {
    pub(super) node: Node,
    pub(super) left_out: Vec<(usize, Range<usize>, Rc<Unknown>)>,
    /// Whether a statement is left.
    pub(super) is_left: bool,
}

/// Takes apart what is known and what is not; an error where something besides single statements is not known.
pub(super) fn readable(node: &Node) -> Result<Readable, Rc<Unknown>> {
    let mut readable = Readable { node: node.clone(), left_out: Vec::new(), is_left: true };
    if node.unknown.is_some() {
        readable.node = without_unknown(node, &mut readable, 0)?;
    }
    Ok(readable)
}

fn without_unknown(node: &Node, readable: &mut Readable, depth: usize) -> Result<Node, Rc<Unknown>> {
    let Some(unknown) = &node.unknown else { return Ok(node.clone()) };
    let Kind::Object(members) = &*node.kind else { return Err(Rc::clone(unknown)) };
    let mut kept = Vec::new();
    for (name, place, value) in members {
        let value = match (&value.unknown, name.as_str(), &*value.kind) {
            (None, _, _) => value.clone(),
            (Some(_), "Statement", Kind::List(statements)) => {
                let mut known = Vec::new();
                for (statement, number) in statements.iter().zip(1..) {
                    match &statement.unknown {
                        None => known.push(statement.clone()),
                        Some(why) => readable.left_out.push((number, statement.range.clone(), Rc::clone(why))),
                    }
                }
                readable.is_left = !known.is_empty();
                Node::list(value.range.clone(), known)
            }
            (Some(_), "role" | "policy", Kind::Object(_)) if depth < 2 => without_unknown(value, readable, depth + 1)?,
            (Some(why), _, _) => return Err(Rc::clone(why)),
        };
        kept.push((name.clone(), place.clone(), value));
    }
    Ok(Node::object(node.range.clone(), kept))
}

/// Writes a value as JSON, with runs; none where it would be longer than `most` bytes.
pub(super) fn written(node: &Node, most: usize) -> Option<(String, Vec<Run>)> {
    let mut writer = Writer { text: String::new(), runs: Vec::new(), most };
    writer.value(node, 0)?;
    Some((writer.text, writer.runs))
}

struct Writer {
    text: String,
    runs: Vec<Run>,
    most: usize,
}

impl Writer {
    fn value(&mut self, node: &Node, depth: usize) -> Option<()> {
        match &*node.kind {
            Kind::Null | Kind::Unknown => self.token(&node.range, "null"),
            Kind::Bool(value) => self.token(&node.range, if *value { "true" } else { "false" }),
            Kind::Number(text) => self.token(&node.range, text),
            Kind::Text(text) => self.string(&node.range, text),
            Kind::List(items) => {
                let is_flat = items.iter().all(|item| !matches!(&*item.kind, Kind::List(_) | Kind::Object(_)));
                self.container(node, ['[', ']'], depth, is_flat, items.len(), |writer, index| {
                    items.get(index).and_then(|item| writer.value(item, depth + 1))
                })
            }
            Kind::Object(members) => {
                self.container(node, ['{', '}'], depth, members.is_empty(), members.len(), |writer, index| {
                    let (name, place, value) = members.get(index)?;
                    writer.string(place, name)?;
                    writer.text.push_str(": ");
                    writer.value(value, depth + 1)
                })
            }
        }
    }

    fn container(
        &mut self,
        node: &Node,
        [open, close]: [char; 2],
        depth: usize,
        is_flat: bool,
        length: usize,
        mut each: impl FnMut(&mut Self, usize) -> Option<()>,
    ) -> Option<()> {
        self.token(&node.range, open.encode_utf8(&mut [0; 4]))?;
        for index in 0..length {
            if index > 0 {
                self.text.push(',');
            }
            match is_flat {
                true if index > 0 => self.text.push(' '),
                true => {}
                false => self.line(depth + 1),
            }
            each(self, index)?;
        }
        if !is_flat {
            self.line(depth);
        }
        let last = node.range.end.saturating_sub(1).max(node.range.start);
        self.token(&(last..node.range.end), close.encode_utf8(&mut [0; 4]))
    }

    fn line(&mut self, depth: usize) {
        self.text.push('\n');
        for _ in 0..depth {
            self.text.push_str("  ");
        }
    }

    fn string(&mut self, place: &Range<usize>, text: &str) -> Option<()> {
        self.token(place, &serde_json::to_string(text).ok()?)
    }

    fn token(&mut self, place: &Range<usize>, text: &str) -> Option<()> {
        self.runs.push(Run { at: self.text.len(), from: place.start, until: place.end });
        self.text.push_str(text);
        (self.text.len() <= self.most).then_some(())
    }
}
