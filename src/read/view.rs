//! A value of JSON or of YAML, as answers of the IAM API are looked into.

use std::borrow::Cow;
use std::ops::Range;

use super::json::Json;
use super::layer::Layer;
use super::node::{Kind, Node};

#[derive(Debug, Clone, Copy)]
pub(super) enum View<'a> {
    Json(Json<'a>),
    Node(&'a Node),
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Shape<'a> {
    Object(Object<'a>),
    List(Vec<View<'a>>),
    Text,
    Other,
}

/// The members of an object, in their order.
#[derive(Debug, Default)]
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, View<'a>)>);

impl<'a> View<'a> {
    pub(super) fn shape(&self) -> Shape<'a> {
        match self {
            Self::Json(json) => match json.sign() {
                b'{' => {
                    let members = json.members().into_iter();
                    Shape::Object(Object(members.map(|(name, value)| (name.name(), Self::Json(value))).collect()))
                }
                b'[' => Shape::List(json.items().into_iter().map(Self::Json).collect()),
                b'"' => Shape::Text,
                _ => Shape::Other,
            },
            Self::Node(node) => match &*node.kind {
                Kind::Object(members) => {
                    let members = members.iter();
                    Shape::Object(Object(members.map(|(name, _, value)| (name.into(), Self::Node(value))).collect()))
                }
                Kind::List(items) => Shape::List(items.iter().map(Self::Node).collect()),
                Kind::Text(_) => Shape::Text,
                _ => Shape::Other,
            },
        }
    }

    pub(super) fn object(&self) -> Option<Object<'a>> {
        match self.shape() {
            Shape::Object(object) => Some(object),
            _ => None,
        }
    }

    pub(super) fn list(&self) -> Option<Vec<Self>> {
        match self.shape() {
            Shape::List(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Json(json) => json.text(),
            Self::Node(node) => node.as_text().map(str::to_owned),
        }
    }

    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Json(json) => json.sign() == b't',
            Self::Node(node) => matches!(&*node.kind, Kind::Bool(true)),
        }
    }

    pub(super) fn is_null(&self) -> bool {
        match self {
            Self::Json(json) => json.sign() == b'n',
            Self::Node(node) => matches!(&*node.kind, Kind::Null),
        }
    }

    /// Where it is in the text as given.
    pub(super) fn place(&self) -> Range<usize> {
        match self {
            Self::Json(json) => json.layer.place(&json.range()),
            Self::Node(node) => node.range.clone(),
        }
    }

    /// What a string says, as a text with places. Of YAML, where a string has many forms, the text as a whole has one place.
    pub(super) fn inner(&self) -> Option<Layer<'a>> {
        match self {
            Self::Json(json) => json.inner(),
            Self::Node(node) => node.as_text().map(|text| {
                let mut writing = super::layer::Writing::default();
                writing.at(&node.range, text);
                writing.layer()
            }),
        }
    }

    pub(super) fn node(&self) -> Node {
        match self {
            Self::Json(json) => json.node(),
            Self::Node(node) => (*node).clone(),
        }
    }
}

impl<'a> Object<'a> {
    /// The member of this name; of several the last one.
    pub(super) fn get(&self, name: &str) -> Option<View<'a>> {
        self.0.iter().rev().find(|(each, _)| each == name).map(|(_, value)| *value)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = View<'a>> {
        self.0.iter().map(|(_, value)| *value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn list(&self, name: &str) -> Option<Vec<View<'a>>> {
        self.get(name)?.list()
    }

    pub(super) fn object(&self, name: &str) -> Option<Self> {
        self.get(name)?.object()
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.text()
    }

    /// The first of these members that is a text and not empty.
    pub(super) fn first_text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.text(name).filter(|text| !text.trim().is_empty()))
    }
}
