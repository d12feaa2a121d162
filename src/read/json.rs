//! JSON, taken apart where it is looked into: a value that nobody asks for, such as a password in a state, is never read.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::layer::{Layer, Quoted, unescaped};
use super::node::{Kind, Node, Unknown};

/// Deeper than any policy.
const MAX_DEPTH: usize = 32;

/// A value of JSON in a layer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Json<'a> {
    pub(super) layer: &'a Layer<'a>,
    raw: &'a str,
    start: usize,
}

/// The values that follow one another from `at` on, and where the text goes on with something that is none.
pub(super) fn values<'a>(layer: &'a Layer<'a>, at: usize) -> (Vec<Json<'a>>, usize) {
    let text: &'a str = layer.text.get(at..).unwrap_or_default();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<&'a RawValue>();
    let mut found = Vec::new();
    loop {
        let end = stream.byte_offset();
        match stream.next() {
            Some(Ok(value)) => found.push(Json::of(layer, value)),
            Some(Err(_)) => return (found, at + end),
            None => return (found, layer.text.len()),
        }
    }
}

/// The one value that a text is.
pub(crate) fn value<'a>(layer: &'a Layer<'a>) -> Option<Json<'a>> {
    let text: &'a str = &layer.text;
    serde_json::from_str::<&'a RawValue>(text).ok().map(|raw| Json::of(layer, raw))
}

impl<'a> Json<'a> {
    fn of(layer: &'a Layer<'a>, value: &'a RawValue) -> Self {
        let raw = value.get();
        // It is a piece of the text: how far in is told by where both are.
        let start = (raw.as_ptr() as usize).saturating_sub(layer.text.as_ptr() as usize);
        Self { layer, raw, start }
    }

    /// Where it is in its layer.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.raw.len()
    }

    /// What it begins with: `{`, `[`, `"` and so on.
    pub(crate) fn sign(&self) -> u8 {
        self.raw.bytes().next().unwrap_or_default()
    }

    /// The names and values of an object; what a name says is its text.
    pub(crate) fn members(&self) -> Vec<(Self, Self)> {
        let members = serde_json::from_str(self.raw).map_or_else(|_| Vec::new(), |Members(members)| members);
        members.into_iter().map(|(name, value)| (Self::of(self.layer, name), Self::of(self.layer, value))).collect()
    }

    /// What a name says. Nearly all of them have no escapes; one with half a character in it is none that is looked for.
    pub(crate) fn name(&self) -> Cow<'a, str> {
        match self.raw.get(1..self.raw.len().saturating_sub(1)) {
            Some(plain) if !plain.contains('\\') => plain.into(),
            _ => self.text().unwrap_or_default().into(),
        }
    }

    pub(crate) fn items(&self) -> Vec<Self> {
        let items: Vec<&'a RawValue> = serde_json::from_str(self.raw).unwrap_or_default();
        items.into_iter().map(|value| Self::of(self.layer, value)).collect()
    }

    pub(crate) fn text(&self) -> Option<String> {
        serde_json::from_str(self.raw).ok()
    }

    /// What a string says, as a text with places; none where it is not a string, or has half a character in it.
    pub(super) fn inner<'b>(&self) -> Option<Layer<'b>> {
        let range = self.range();
        let is_text = self.sign() == b'"' && self.raw.len() >= 2;
        is_text.then(|| unescaped(self.layer, range.start + 1..range.end - 1, Quoted::Json))?
    }

    /// All of it, with the place of each value.
    pub(super) fn node(&self) -> Node {
        self.node_at(0)
    }

    fn node_at(&self, depth: usize) -> Node {
        let range = self.range();
        let place = self.layer.place(&range);
        let hole = self.holes().first().map(|(_, place)| place.clone());
        let kind = match (self.sign(), hole) {
            (b'{' | b'[', _) if depth >= MAX_DEPTH => return Node::unknown(place.clone(), Unknown::too_deep(place)),
            (b'{', _) => {
                let members = self.members();
                let in_values: usize = members.iter().map(|(_, value)| value.holes().len()).sum();
                if let Some((_, hole)) = self.holes().first().filter(|_| in_values < self.holes().len()) {
                    // One is in a name, and any of them may be that one.
                    return Node::unknown(place, Unknown::expression(hole.clone()));
                }
                let members = members.into_iter().map(|(name, value)| {
                    (name.name().into_owned(), self.layer.place(&name.range()), value.node_at(depth + 1))
                });
                return Node::object(place, members.collect());
            }
            (b'[', _) => return Node::list(place, self.items().iter().map(|item| item.node_at(depth + 1)).collect()),
            (_, Some(hole)) => return Node::unknown(place, Unknown::expression(hole)),
            (b'n', _) => Kind::Null,
            (b't' | b'f', _) => Kind::Bool(self.sign() == b't'),
            (b'"', _) => match self.text() {
                Some(text) => Kind::Text(text),
                None => return Node::unknown(place.clone(), Unknown::half_character(place)),
            },
            _ => Kind::Number(self.raw.to_owned()),
        };
        Node::new(place, kind)
    }

    /// What in it is not known.
    fn holes(&self) -> &'a [(usize, Range<usize>)] {
        let holes = &self.layer.holes;
        let [first, last] = [self.start, self.range().end].map(|place| holes.partition_point(|(at, _)| *at < place));
        holes.get(first..last).unwrap_or_default()
    }
}

/// The members of an object in their order, those of the same name too.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<&'de RawValue, &'de RawValue>()? {
                    members.push(member);
                }
                Ok(Members(members))
            }

            // A list has no names.
            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
                Ok(Members(Vec::new()))
            }
        }

        deserializer.deserialize_map(Object)
    }
}
