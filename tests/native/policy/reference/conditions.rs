//! Rule 4: conditions.

use std::cmp::Ordering;

use super::asked::Request;
use super::entries::{Condition, Entry};
use super::patterns::matches;
use super::truth::{False, True, Truth, all, any, not, truth, unknown_key};
use super::values::{address, boolean, compare_numbers, date, number, range, starts_alike};

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Set {
    One,
    Any,
    All,
}

/// How one request value and one policy value are compared.
#[derive(Clone, Copy)]
pub(super) enum Comparison {
    Equals,
    EqualsIgnoreCase,
    Match,
    StartWith,
    EndWith,
    Number(fn(Ordering) -> bool),
    Date(fn(Ordering) -> bool),
    Ip,
    Bool,
    Null,
}

#[derive(Clone, Copy)]
pub(super) struct Operator {
    pub(super) set: Set,
    pub(super) if_exists: bool,
    pub(super) negated: bool,
    pub(super) comparison: Comparison,
}

/// Which names of operators there are, besides those that all have.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Names {
    /// Of 1.x.
    Old,
    /// Of OBS in 1.x.
    Obs,
    Five,
}

/// Those of a condition of 1.x.
fn names_on(key: &str) -> Names {
    if key.starts_with("obs:") { Names::Obs } else { Names::Old }
}

pub(super) fn operator(text: &str, names: Names) -> Option<Operator> {
    use Comparison::{Bool, Date, EndWith, Equals, EqualsIgnoreCase, Ip, Match, Null, Number, StartWith};
    if text == "Null" {
        return Some(Operator { set: Set::One, if_exists: false, negated: false, comparison: Null });
    }
    let (set, text) = match text.split_once(':') {
        Some(("ForAnyValue", text)) => (Set::Any, text),
        Some(("ForAllValues", text)) => (Set::All, text),
        _ => (Set::One, text),
    };
    let (text, if_exists) = text.strip_suffix("IfExists").map_or((text, false), |text| (text, true));
    let (comparison, negated) = match text {
        "StringEquals" => (Equals, false),
        "StringNotEquals" => (Equals, true),
        "StringEqualsIgnoreCase" => (EqualsIgnoreCase, false),
        "StringNotEqualsIgnoreCase" => (EqualsIgnoreCase, true),
        "StringMatch" => (Match, false),
        "StringNotMatch" => (Match, true),
        "StringStartWith" => (StartWith, false),
        "StringNotStartWith" => (StartWith, true),
        "StringEndWith" => (EndWith, false),
        "StringNotEndWith" => (EndWith, true),
        "NumberEquals" => (Number(Ordering::is_eq), false),
        "NumberNotEquals" => (Number(Ordering::is_eq), true),
        "NumberLessThan" => (Number(Ordering::is_lt), false),
        "NumberLessThanEquals" => (Number(Ordering::is_le), false),
        "NumberGreaterThan" => (Number(Ordering::is_gt), false),
        "NumberGreaterThanEquals" => (Number(Ordering::is_ge), false),
        "DateLessThan" => (Date(Ordering::is_lt), false),
        "DateLessThanEquals" => (Date(Ordering::is_le), false),
        "DateGreaterThan" => (Date(Ordering::is_gt), false),
        "DateGreaterThanEquals" => (Date(Ordering::is_ge), false),
        "Bool" => (Bool, false),
        "IpAddress" if names != Names::Old => (Ip, false),
        "NotIpAddress" if names != Names::Old => (Ip, true),
        _ if names != Names::Obs => return None,
        "StringLike" | "strl" => (Match, false),
        "StringNotLike" | "strnl" => (Match, true),
        "streq" => (Equals, false),
        "strneq" => (Equals, true),
        "streqi" => (EqualsIgnoreCase, false),
        "strneqi" => (EqualsIgnoreCase, true),
        "NumericEquals" | "numeq" => (Number(Ordering::is_eq), false),
        "NumericNotEquals" | "numneq" => (Number(Ordering::is_eq), true),
        "NumericLessThan" | "numlt" => (Number(Ordering::is_lt), false),
        "NumericLessThanEquals" | "numlteq" => (Number(Ordering::is_le), false),
        "NumericGreaterThan" | "numgt" => (Number(Ordering::is_gt), false),
        "NumericGreaterThanEquals" | "numgteq" => (Number(Ordering::is_ge), false),
        "DateEquals" | "dateeq" => (Date(Ordering::is_eq), false),
        "DateNotEquals" | "dateneq" => (Date(Ordering::is_eq), true),
        "datelt" => (Date(Ordering::is_lt), false),
        "datelteq" => (Date(Ordering::is_le), false),
        "dategt" => (Date(Ordering::is_gt), false),
        "dategteq" => (Date(Ordering::is_ge), false),
        _ => return None,
    };
    Some(Operator { set, if_exists, negated, comparison })
}

/// `values`: `None`: unknown; empty: absent.
pub(super) fn condition(one: &Condition, values: Option<&[String]>, request: &Request) -> Truth {
    if one.operator.is_empty() && one.values.is_none() {
        // No operator at all, which is not the same as one that no document has.
        return request.question("badValue");
    }
    let Some(operator) = operator(&one.operator, names_on(&one.key)) else {
        return request.question("unknownOperator");
    };
    let Some(wanted) = one.values.as_ref().filter(|values| !values.is_empty()) else {
        return request.question("badValue");
    };
    let Some(values) = values else { return unknown_key(&one.key) };
    if matches!(operator.comparison, Comparison::Null) {
        return any(wanted.iter().map(|value| {
            let absent = value.as_deref().and_then(boolean);
            absent.map_or_else(|| request.question("badValue"), |absent| truth(absent == values.is_empty()))
        }));
    }
    if values.is_empty() {
        return match operator {
            Operator { if_exists: true, .. } => True,
            Operator { set: Set::Any, .. } => False,
            Operator { set: Set::All, .. } => True,
            Operator { negated: false, .. } => False,
            Operator { negated: true, .. } => request.question("absentKeyNegated"),
        };
    }
    let satisfied = |value: &String| {
        let matched = any(wanted.iter().map(|wanted| match wanted {
            Some(wanted) => compare(operator.comparison, value, wanted, request),
            None => request.question("badValue"),
        }));
        if operator.negated { not(matched) } else { matched }
    };
    match operator.set {
        Set::Any => any(values.iter().map(satisfied)),
        Set::One | Set::All => all(values.iter().map(satisfied)),
    }
}

pub(super) fn compare(comparison: Comparison, value: &str, wanted: &str, request: &Request) -> Truth {
    let lower = |text: &str| text.to_lowercase();
    let affix = |exact: bool, ignoring_case: bool| match (exact, ignoring_case) {
        (true, _) => True,
        (false, true) => request.question("startWithCase"),
        (false, false) => False,
    };
    // The request's values were read before: only the policy's can be bad.
    let typed = |ordering: Option<bool>| ordering.map_or_else(|| request.question("badValue"), truth);
    match comparison {
        Comparison::Equals => truth(value == wanted),
        Comparison::EqualsIgnoreCase => truth(lower(value) == lower(wanted)),
        Comparison::Match => {
            truth(matches(&wanted.chars().collect::<Vec<_>>(), &value.chars().collect::<Vec<_>>(), true))
        }
        Comparison::StartWith => affix(value.starts_with(wanted), lower(value).starts_with(&lower(wanted))),
        Comparison::EndWith => affix(value.ends_with(wanted), lower(value).ends_with(&lower(wanted))),
        Comparison::Number(holds) => {
            typed(number(value).zip(number(wanted)).map(|(value, wanted)| holds(compare_numbers(&value, &wanted))))
        }
        Comparison::Date(holds) => {
            typed(date(value).zip(date(wanted)).map(|(value, wanted)| holds(value.cmp(&wanted))))
        }
        Comparison::Ip => {
            typed(address(value).zip(range(wanted)).map(|(value, (wanted, bits))| starts_alike(&value, &wanted, bits)))
        }
        Comparison::Bool => typed(boolean(value).zip(boolean(wanted)).map(|(value, wanted)| value == wanted)),
        Comparison::Null => False,
    }
}

/// Rule 4, for what the caller gives: one value without set prefix, each of the operator's type.
pub(super) fn context_fits(set: &[Entry], request: &Request) -> bool {
    let statements = set.iter().flat_map(|entry| &entry.statements);
    statements.flat_map(|statement| &statement.conditions).all(|condition| {
        let Some(operator) = operator(&condition.operator, names_on(&condition.key)) else { return true };
        let values = request.context.get(&condition.key).map(Vec::as_slice).unwrap_or_default();
        let single = operator.set == Set::One && !matches!(operator.comparison, Comparison::Null);
        !(single && values.len() > 1) && values.iter().all(|value| is_of_type(operator.comparison, value))
    })
}

pub(super) fn is_of_type(comparison: Comparison, value: &str) -> bool {
    match comparison {
        Comparison::Number(_) => number(value).is_some(),
        Comparison::Date(_) => date(value).is_some(),
        Comparison::Bool => boolean(value).is_some(),
        Comparison::Ip => range(value).is_some_and(|(address, bits)| bits == 8 * address.len()),
        _ => true,
    }
}
