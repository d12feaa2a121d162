//! The condition operators of versions 1.0 and 1.1.
//!
//! Source: Huawei Cloud IAM "策略语法", tables 3 to 7 (OTC names the same ones); `StringStartWith` and `StringEndWith` are in
//! its examples only.

use serde::Serialize;

use crate::base::said::{Said, said};

/// What an operator does, its negation, prefix and suffix aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    StringEquals,
    StringEqualsIgnoreCase,
    StringMatch,
    StringStartWith,
    StringEndWith,
    NumberEquals,
    NumberLessThan,
    NumberLessThanEquals,
    NumberGreaterThan,
    NumberGreaterThanEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    Null,
}

/// How several values of the request are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum SetPrefix {
    ForAnyValue,
    ForAllValues,
}

/// As what values are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    /// As it stands.
    #[serde(rename = "string")]
    Text,
    /// A decimal number.
    Number,
    /// RFC 3339, with offset.
    Date,
    /// `true` or `false`.
    #[serde(rename = "boolean")]
    Bool,
}

impl ValueType {
    /// What a value of it looks like.
    pub(crate) fn expected(self) -> Said {
        match self {
            Self::Text => said!("a string"),
            Self::Number => said!("a number such as `900`"),
            Self::Date => said!("a date with offset such as `2026-11-22T08:00:00Z`"),
            Self::Bool => said!("`true` or `false`"),
        }
    }
}

/// An operator as documents write it: `ForAnyValue:StringNotEqualsIfExists`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Operator {
    pub(crate) kind: Kind,
    pub(crate) negated: bool,
    pub(crate) set: Option<SetPrefix>,
    pub(crate) if_exists: bool,
}

const BASES: [(&str, Kind, bool); 22] = [
    ("StringEquals", Kind::StringEquals, false),
    ("StringNotEquals", Kind::StringEquals, true),
    ("StringEqualsIgnoreCase", Kind::StringEqualsIgnoreCase, false),
    ("StringNotEqualsIgnoreCase", Kind::StringEqualsIgnoreCase, true),
    ("StringMatch", Kind::StringMatch, false),
    ("StringNotMatch", Kind::StringMatch, true),
    ("StringStartWith", Kind::StringStartWith, false),
    ("StringNotStartWith", Kind::StringStartWith, true),
    ("StringEndWith", Kind::StringEndWith, false),
    ("StringNotEndWith", Kind::StringEndWith, true),
    ("NumberEquals", Kind::NumberEquals, false),
    ("NumberNotEquals", Kind::NumberEquals, true),
    ("NumberLessThan", Kind::NumberLessThan, false),
    ("NumberLessThanEquals", Kind::NumberLessThanEquals, false),
    ("NumberGreaterThan", Kind::NumberGreaterThan, false),
    ("NumberGreaterThanEquals", Kind::NumberGreaterThanEquals, false),
    ("DateLessThan", Kind::DateLessThan, false),
    ("DateLessThanEquals", Kind::DateLessThanEquals, false),
    ("DateGreaterThan", Kind::DateGreaterThan, false),
    ("DateGreaterThanEquals", Kind::DateGreaterThanEquals, false),
    ("Bool", Kind::Bool, false),
    ("Null", Kind::Null, false),
];

/// An operator as documents write it, without set prefix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperatorFacts {
    /// Its name, such as `StringNotEqualsIfExists`.
    pub name: String,
    /// As what it reads the values of the policy, and of the request; `Null` only asks whether that has the key.
    pub value_type: ValueType,
    /// Whether it is met where none of the values fits.
    pub negated: bool,
    /// Whether it is met as well where the request does not have the key.
    pub if_exists: bool,
}

/// The prefixes for keys with several values in a request.
pub const SET_PREFIXES: [&str; 2] = ["ForAnyValue:", "ForAllValues:"];

/// Every operator of versions 1.0 and 1.1, with and without suffix: in the order of the documents, each with its suffixed form behind it.
/// `Null` takes neither prefix nor suffix.
#[must_use]
pub fn operators() -> Vec<OperatorFacts> {
    let facts = |name: &str, kind: Kind, negated, if_exists| {
        let suffix = if if_exists { IF_EXISTS } else { "" };
        OperatorFacts { name: format!("{name}{suffix}"), value_type: kind.value_type(), negated, if_exists }
    };
    let both = |&(name, kind, negated): &(&str, Kind, bool)| {
        let suffixed = (kind != Kind::Null).then(|| facts(name, kind, negated, true));
        [Some(facts(name, kind, negated, false)), suffixed]
    };
    BASES.iter().flat_map(both).flatten().collect()
}

const IF_EXISTS: &str = "IfExists";

impl Operator {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let [any, all] = SET_PREFIXES;
        let prefixes = [(any, SetPrefix::ForAnyValue), (all, SetPrefix::ForAllValues)];
        let prefixed = prefixes.iter().find_map(|(word, prefix)| Some((text.strip_prefix(word)?, *prefix)));
        let (rest, set) = prefixed.map_or((text, None), |(rest, prefix)| (rest, Some(prefix)));
        let (base, if_exists) = rest.strip_suffix(IF_EXISTS).map_or((rest, false), |base| (base, true));
        let (_, kind, negated) = *BASES.iter().find(|(name, ..)| *name == base)?;
        let plain = set.is_none() && !if_exists;
        (kind != Kind::Null || plain).then_some(Self { kind, negated, set, if_exists })
    }

    /// Every operator without prefix, with and without suffix.
    pub(crate) fn names() -> Vec<String> {
        let suffixed =
            BASES.iter().filter(|(_, kind, _)| *kind != Kind::Null).map(|(name, ..)| format!("{name}IfExists"));
        BASES.iter().map(|(name, ..)| (*name).to_owned()).chain(suffixed).collect()
    }
}

impl Kind {
    pub(crate) const fn value_type(self) -> ValueType {
        match self {
            Self::StringEquals
            | Self::StringEqualsIgnoreCase
            | Self::StringMatch
            | Self::StringStartWith
            | Self::StringEndWith => ValueType::Text,
            Self::NumberEquals
            | Self::NumberLessThan
            | Self::NumberLessThanEquals
            | Self::NumberGreaterThan
            | Self::NumberGreaterThanEquals => ValueType::Number,
            Self::DateLessThan | Self::DateLessThanEquals | Self::DateGreaterThan | Self::DateGreaterThanEquals => {
                ValueType::Date
            }
            Self::Bool | Self::Null => ValueType::Bool,
        }
    }
}
