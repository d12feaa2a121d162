//! What is odd in an answer that lists something: an entry or a field that is not as the documents have it loses none of the others, and is told.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::base::said::{Phrase, phrase};
use crate::base::sort::sort_by;

/// Something in a list that is not as the cloud's documents have it. The rest of the list is as it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ListOddity", optional_fields))]
pub struct Oddity {
    /// Which entry of the answer's list, from 0; missing where it is about the list itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// The ID of the entry, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name of the entry, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The field, as the cloud calls it, such as `addresses`.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub field: &'static str,
    /// What is odd about it, and what follows from that. A fixed text: its own template.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub message: Phrase,
}

/// Further ones are not told one by one: a hostile answer may hold a million.
const MOST: usize = 1000;

pub(super) const NOT_AN_ENTRY: Phrase = phrase!("this entry is not an object: it is left out");
pub(super) const NO_TEXT: Phrase = phrase!("it is missing, or no text: it is left out");

/// The members of an object, each still as text: what is odd in one of them is odd in no other. In the order of the answer, as a list: a map by their
/// names takes 3 KB of WebAssembly, and few are looked up in each.
#[derive(Debug, Default)]
pub(crate) struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Members<'a> {
    /// The member of that name; of several the last.
    pub(crate) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().rev().find(|(each, _)| each == name).map(|(_, raw)| *raw)
    }

    /// By their names, each of them once.
    pub(super) fn sorted(mut self) -> Vec<(String, &'a RawValue)> {
        // The last of several comes first.
        self.0.reverse();
        sort_by(&mut self.0, |(one, _), (other, _)| one.cmp(other));
        self.0.dedup_by(|(later, _), (before, _)| later == before);
        self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = object.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// The members of the object that an answer is; `None` where it is none.
pub(crate) fn body(text: &str) -> Option<Members<'_>> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
}

/// An object, a list or a text; `None` where it is something else.
pub(crate) fn read<'a, T: serde::Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}

/// A member that is there and not null.
pub(crate) fn member<'a>(members: &Members<'a>, name: &str) -> Option<&'a RawValue> {
    members.get(name).filter(|raw| raw.get() != "null")
}

/// The oddities of one list, while its entries are read one after the other.
#[derive(Debug, Default)]
pub(super) struct Oddities {
    found: Vec<Oddity>,
    index: Option<usize>,
    id: Option<String>,
    name: Option<String>,
}

impl Oddities {
    /// What comes next is about this entry.
    pub(super) fn of_entry(&mut self, index: usize, id: Option<&str>, name: Option<&str>) {
        (self.index, self.id, self.name) = (Some(index), id.map(str::to_owned), name.map(str::to_owned));
    }

    /// What comes next is about the list itself.
    pub(super) fn of_list(&mut self) {
        (self.index, self.id, self.name) = (None, None, None);
    }

    /// Tells an oddity, once for each field of an entry.
    pub(super) fn tell(&mut self, field: &'static str, message: Phrase) {
        let told = self.found.iter().rev().take_while(|each| each.index == self.index).any(|each| each.field == field);
        if told || self.found.len() >= MOST {
            return;
        }
        let (index, id, name) = (self.index, self.id.clone(), self.name.clone());
        self.found.push(Oddity { index, id, name, field, message });
    }

    /// A text that need not be there.
    pub(super) fn text(&mut self, members: &Members<'_>, field: &'static str) -> Option<String> {
        self.text_in(members, field, field)
    }

    /// The same, where `name` is what the member of an inner object is called.
    pub(super) fn text_in(&mut self, members: &Members<'_>, name: &str, field: &'static str) -> Option<String> {
        let raw = member(members, name)?;
        let text = read::<String>(raw);
        if text.is_none() {
            self.tell(field, NO_TEXT);
        }
        text.filter(|text| !text.is_empty())
    }

    /// An object that need not be there; `""` stands for none (Nova writes it for the image of a server that was booted from a volume).
    pub(super) fn object<'a>(&mut self, members: &Members<'a>, name: &str, field: &'static str) -> Members<'a> {
        let Some(raw) = member(members, name).filter(|raw| raw.get() != "\"\"") else { return Members::default() };
        read(raw).unwrap_or_else(|| {
            self.tell(field, phrase!("it is not an object: it is left out"));
            Members::default()
        })
    }

    pub(super) fn all(self) -> Option<Vec<Oddity>> {
        (!self.found.is_empty()).then_some(self.found)
    }
}
