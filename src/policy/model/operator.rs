//! The condition operators of versions 1.0 and 1.1.
//!
//! Source: Huawei Cloud IAM "策略语法", tables 3 to 7 (OTC names the same ones); `StringStartWith` and `StringEndWith` are in
//! its examples only. OTC's OBS "Permissions Configuration Guide" ("IAM Permissions", table 3; "Bucket Policy Parameters") has more, for the
//! keys of OBS alone, and short forms of them.

use serde::Serialize;

use super::values;
use crate::base::said::{Said, said};

/// What an operator does, its negation, prefix and suffix aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum BaseOperator {
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
    DateEquals,
    IpAddress,
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
    /// An IP address, in a policy a range of them too.
    Ip,
    /// `true` or `false`.
    #[serde(rename = "boolean")]
    Bool,
}

impl ValueType {
    /// Whether a request can have this value.
    pub(crate) fn is_of_request(self, text: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Number => values::Decimal::parse(text).is_some(),
            Self::Date => values::date(text).is_some(),
            Self::Bool => values::boolean(text).is_some(),
            // A request comes from one address.
            Self::Ip => values::IpRange::parse(text).is_some_and(values::IpRange::is_one),
        }
    }

    /// What a value of it looks like.
    pub(crate) fn expected(self) -> Said {
        match self {
            Self::Text => said!("a string"),
            Self::Number => said!("a number such as `900`"),
            Self::Date => said!("a date with offset such as `2026-11-22T08:00:00Z`"),
            Self::Ip => said!("an IP address or a range of them, such as `192.0.2.0/24`"),
            Self::Bool => said!("`true` or `false`"),
        }
    }
}

/// An operator as documents write it: `ForAnyValue:StringNotEqualsIfExists`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Operator {
    pub(crate) kind: BaseOperator,
    pub(crate) negated: bool,
    pub(crate) set: Option<SetPrefix>,
    pub(crate) if_exists: bool,
    /// Whether only the documents of OBS have it, for its own keys.
    pub(crate) of_obs: bool,
}

const BASES: [(&str, BaseOperator, bool); 22] = [
    ("StringEquals", BaseOperator::StringEquals, false),
    ("StringNotEquals", BaseOperator::StringEquals, true),
    ("StringEqualsIgnoreCase", BaseOperator::StringEqualsIgnoreCase, false),
    ("StringNotEqualsIgnoreCase", BaseOperator::StringEqualsIgnoreCase, true),
    ("StringMatch", BaseOperator::StringMatch, false),
    ("StringNotMatch", BaseOperator::StringMatch, true),
    ("StringStartWith", BaseOperator::StringStartWith, false),
    ("StringNotStartWith", BaseOperator::StringStartWith, true),
    ("StringEndWith", BaseOperator::StringEndWith, false),
    ("StringNotEndWith", BaseOperator::StringEndWith, true),
    ("NumberEquals", BaseOperator::NumberEquals, false),
    ("NumberNotEquals", BaseOperator::NumberEquals, true),
    ("NumberLessThan", BaseOperator::NumberLessThan, false),
    ("NumberLessThanEquals", BaseOperator::NumberLessThanEquals, false),
    ("NumberGreaterThan", BaseOperator::NumberGreaterThan, false),
    ("NumberGreaterThanEquals", BaseOperator::NumberGreaterThanEquals, false),
    ("DateLessThan", BaseOperator::DateLessThan, false),
    ("DateLessThanEquals", BaseOperator::DateLessThanEquals, false),
    ("DateGreaterThan", BaseOperator::DateGreaterThan, false),
    ("DateGreaterThanEquals", BaseOperator::DateGreaterThanEquals, false),
    ("Bool", BaseOperator::Bool, false),
    ("Null", BaseOperator::Null, false),
];

/// What the condition keys of OBS begin with.
pub(crate) const OBS_KEYS: &str = "obs:";

/// Operators for the keys of OBS alone: the name, its short form where there is one, the operator, whether it is negated.
const OF_OBS: [(&str, &str, BaseOperator, bool); 20] = [
    ("StringLike", "strl", BaseOperator::StringMatch, false),
    ("StringNotLike", "strnl", BaseOperator::StringMatch, true),
    ("NumericEquals", "numeq", BaseOperator::NumberEquals, false),
    ("NumericNotEquals", "numneq", BaseOperator::NumberEquals, true),
    ("NumericLessThan", "numlt", BaseOperator::NumberLessThan, false),
    ("NumericLessThanEquals", "numlteq", BaseOperator::NumberLessThanEquals, false),
    ("NumericGreaterThan", "numgt", BaseOperator::NumberGreaterThan, false),
    ("NumericGreaterThanEquals", "numgteq", BaseOperator::NumberGreaterThanEquals, false),
    ("DateEquals", "dateeq", BaseOperator::DateEquals, false),
    ("DateNotEquals", "dateneq", BaseOperator::DateEquals, true),
    ("IpAddress", "", BaseOperator::IpAddress, false),
    ("NotIpAddress", "", BaseOperator::IpAddress, true),
    // Their long forms are those of all services.
    ("", "streq", BaseOperator::StringEquals, false),
    ("", "strneq", BaseOperator::StringEquals, true),
    ("", "streqi", BaseOperator::StringEqualsIgnoreCase, false),
    ("", "strneqi", BaseOperator::StringEqualsIgnoreCase, true),
    ("", "datelt", BaseOperator::DateLessThan, false),
    ("", "datelteq", BaseOperator::DateLessThanEquals, false),
    ("", "dategt", BaseOperator::DateGreaterThan, false),
    ("", "dategteq", BaseOperator::DateGreaterThanEquals, false),
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
    /// The service of whose condition keys alone it is documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<&'static str>,
}

/// The prefixes for keys with several values in a request.
pub const SET_PREFIXES: [&str; 2] = ["ForAnyValue:", "ForAllValues:"];

/// Every operator of versions 1.0 and 1.1, with and without suffix: in the order of the documents, each with its suffixed form behind it;
/// those of one service behind the others, without the short forms that they have there. `Null` takes neither prefix nor suffix.
#[must_use]
pub fn operators() -> Vec<OperatorFacts> {
    let facts = |name: &str, kind: BaseOperator, negated, if_exists, service| {
        let suffix = if if_exists { IF_EXISTS } else { "" };
        OperatorFacts { name: format!("{name}{suffix}"), value_type: kind.value_type(), negated, if_exists, service }
    };
    let both = |(name, kind, negated, service): (&str, BaseOperator, bool, Option<&'static str>)| {
        let suffixed = (kind != BaseOperator::Null).then(|| facts(name, kind, negated, true, service));
        [Some(facts(name, kind, negated, false, service)), suffixed]
    };
    let of_obs = OF_OBS.iter().filter(|(name, ..)| !name.is_empty());
    let all = BASES.iter().map(|&(name, kind, negated)| (name, kind, negated, None));
    let all = all.chain(of_obs.map(|&(name, _, kind, negated)| (name, kind, negated, Some("obs"))));
    all.flat_map(both).flatten().collect()
}

const IF_EXISTS: &str = "IfExists";

impl Operator {
    /// An operator on a key: those of OBS are none on the key of another service.
    pub(crate) fn on_key(text: &str, key: &str) -> Option<Self> {
        Self::parse(text).filter(|operator| operator.is_on_key(key))
    }

    pub(crate) fn is_on_key(self, key: &str) -> bool {
        !self.of_obs || key.starts_with(OBS_KEYS)
    }

    /// An operator of version 5.0: those of 1.1, and of those of OBS the ones for addresses.
    pub(crate) fn v5(text: &str) -> Option<Self> {
        Self::parse(text).filter(|operator| !operator.of_obs || operator.kind == BaseOperator::IpAddress)
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let [any, all] = SET_PREFIXES;
        let prefixes = [(any, SetPrefix::ForAnyValue), (all, SetPrefix::ForAllValues)];
        let prefixed = prefixes.iter().find_map(|(word, prefix)| Some((text.strip_prefix(word)?, *prefix)));
        let (rest, set) = prefixed.map_or((text, None), |(rest, prefix)| (rest, Some(prefix)));
        let (base, if_exists) = rest.strip_suffix(IF_EXISTS).map_or((rest, false), |base| (base, true));
        let of_all = BASES.iter().find(|(name, ..)| *name == base).map(|(_, kind, negated)| (*kind, *negated, false));
        let of_obs = || {
            let is_it = |name: &str| !name.is_empty() && name == base;
            let found = OF_OBS.iter().find(|(name, short, ..)| is_it(name) || is_it(short));
            found.map(|(_, _, kind, negated)| (*kind, *negated, true))
        };
        let (kind, negated, of_obs) = of_all.or_else(of_obs)?;
        let plain = set.is_none() && !if_exists;
        (kind != BaseOperator::Null || plain).then_some(Self { kind, negated, set, if_exists, of_obs })
    }

    /// Every operator without prefix, with and without suffix.
    pub(crate) fn names() -> Vec<String> {
        let suffixed =
            BASES.iter().filter(|(_, kind, _)| *kind != BaseOperator::Null).map(|(name, ..)| format!("{name}IfExists"));
        BASES.iter().map(|(name, ..)| (*name).to_owned()).chain(suffixed).collect()
    }
}

impl BaseOperator {
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
            Self::DateEquals
            | Self::DateLessThan
            | Self::DateLessThanEquals
            | Self::DateGreaterThan
            | Self::DateGreaterThanEquals => ValueType::Date,
            Self::IpAddress => ValueType::Ip,
            Self::Bool | Self::Null => ValueType::Bool,
        }
    }
}
