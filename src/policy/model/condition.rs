//! Conditions (rule 4 of [`super`]): one operator on one key.

use std::cmp::Ordering;

use super::ast;
use super::case::folded;
use super::kleene::{Kleene, Open};
use super::operator::{BaseOperator, Operator, SetPrefix, ValueType};
use super::pattern::glob;
use super::values::{self, Decimal, IpRange};
use super::verdict::{Question, Questions, Settled, Truth};

/// The global condition keys, each with the type of its values (OTC "Policy Syntax", table 1).
pub const GLOBAL_KEYS: [(&str, ValueType); 8] = [
    ("g:CurrentTime", ValueType::Date),
    ("g:DomainName", ValueType::Text),
    ("g:MFAPresent", ValueType::Bool),
    ("g:MFAAge", ValueType::Number),
    ("g:ProjectName", ValueType::Text),
    ("g:ServiceName", ValueType::Text),
    ("g:UserId", ValueType::Text),
    ("g:UserName", ValueType::Text),
];

/// What the condition keys of a resource's tags begin with; the name of the tag follows (Huawei Cloud ECS, "资源粒度授权").
pub const RESOURCE_TAG: &str = "g:ResourceTag/";

/// What is known of a key: its values (none: absent), or nothing.
pub(crate) type KnownValues<'a> = Option<&'a [Box<str>]>;

/// One operator on one key, ready to be evaluated. Equal ones of a set are evaluated once for each situation.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) key: Box<str>,
    /// `None`: no document has the operator for the key.
    operator: Option<Operator>,
    /// Whether there is an operator at all: a `Condition` that is no object has none.
    named: bool,
    /// `None`: they cannot be read at all.
    values: Option<Vec<TypedValue>>,
}

/// A value of a policy, read as its operator wants it.
#[derive(Debug, Clone)]
pub(crate) enum TypedValue {
    Text(Box<str>),
    Number(Decimal),
    /// Seconds since 1970 and the nanoseconds after them.
    Date((i64, u32)),
    Ip(IpRange),
    Bool(bool),
    Bad,
}

/// What an element came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) truth: Truth,
    /// Whether the caller could settle it by the key.
    pub(crate) key_unknown: bool,
    /// What the documents leave open about it.
    pub(crate) questions: Questions,
}

impl Outcome {
    fn known(truth: bool) -> Self {
        Self { truth: Truth::of(truth), key_unknown: false, questions: Questions::default() }
    }

    fn unknown_key() -> Self {
        Self { truth: Truth::Unknown, key_unknown: true, questions: Questions::default() }
    }

    fn question(question: Question, settled: Settled) -> Self {
        let truth = settled.truth(question);
        let questions = if truth == Truth::Unknown { Questions::one(question) } else { Questions::default() };
        Self { truth, key_unknown: false, questions }
    }

    fn or(self, other: Self) -> Self {
        self.join(other, self.truth.max(other.truth))
    }

    fn and(self, other: Self) -> Self {
        self.join(other, self.truth.min(other.truth))
    }

    fn join(self, other: Self, truth: Truth) -> Self {
        let questions =
            if truth == Truth::Unknown { self.questions.with(other.questions) } else { Questions::default() };
        Self { truth, key_unknown: false, questions }
    }

    fn not(self) -> Self {
        Self { truth: self.truth.not(), ..self }
    }
}

impl From<Outcome> for Kleene {
    fn from(outcome: Outcome) -> Self {
        let mut open = Open::nothing();
        if outcome.truth == Truth::Unknown {
            open.questions = outcome.questions;
        }
        Self { truth: outcome.truth, open }
    }
}

impl Element {
    pub(crate) fn new(condition: &ast::Condition) -> Self {
        let operator = Operator::on_key(&condition.operator.value, &condition.key.value);
        let value = |value: &ast::ConditionValue| match (&value.text, operator) {
            (Some(text), Some(operator)) => TypedValue::read(text, operator.kind),
            _ => TypedValue::Bad,
        };
        Self {
            key: condition.key.value.clone(),
            operator,
            named: !condition.operator.value.is_empty() || condition.values.is_some(),
            values: condition.values.as_ref().map(|values| values.iter().map(value).collect()),
        }
    }

    /// What a caller's values for the key must be, or else cannot be used: one value, and of which type.
    pub(crate) fn wants(&self) -> Option<(bool, ValueType)> {
        let operator = self.operator.filter(|operator| operator.kind != BaseOperator::Null)?;
        Some((operator.set.is_none(), operator.kind.value_type()))
    }

    pub(crate) fn evaluate(&self, known: KnownValues<'_>, settled: Settled) -> Outcome {
        let Some(operator) = self.operator else {
            let question = if self.named { Question::UnknownOperator } else { Question::BadValue };
            return Outcome::question(question, settled);
        };
        let Some(values) = self.values.as_ref().filter(|values| !values.is_empty()) else {
            return Outcome::question(Question::BadValue, settled);
        };
        let Some(given) = known else { return Outcome::unknown_key() };
        if operator.kind == BaseOperator::Null {
            return any(values, settled, |value| matches!(value, TypedValue::Bool(null) if *null == given.is_empty()));
        }
        if given.is_empty() {
            return match operator {
                Operator { if_exists: true, .. } => Outcome::known(true),
                Operator { set: Some(prefix), .. } => Outcome::known(prefix == SetPrefix::ForAllValues),
                Operator { negated: true, .. } => Outcome::question(Question::AbsentKeyNegated, settled),
                _ => Outcome::known(false),
            };
        }
        let satisfied = |given: &str| {
            let outcome = matches(operator.kind, values, given, settled);
            if operator.negated { outcome.not() } else { outcome }
        };
        let mut outcomes = given.iter().map(|given| satisfied(given));
        match operator.set {
            Some(SetPrefix::ForAllValues) => outcomes.fold(Outcome::known(true), Outcome::and),
            Some(SetPrefix::ForAnyValue) => outcomes.fold(Outcome::known(false), Outcome::or),
            // Several are refused when the situation is read.
            None => outcomes.next().unwrap_or_else(|| Outcome::known(false)),
        }
    }
}

impl TypedValue {
    pub(crate) fn read(text: &str, kind: BaseOperator) -> Self {
        let read = match kind.value_type() {
            ValueType::Text if kind == BaseOperator::StringEqualsIgnoreCase => Some(Self::Text(folded(text).into())),
            ValueType::Text => Some(Self::Text(text.into())),
            ValueType::Number => Decimal::parse(text).map(Self::Number),
            ValueType::Date => values::date(text).map(Self::Date),
            ValueType::Ip => IpRange::parse(text).map(Self::Ip),
            ValueType::Bool => values::boolean(text).map(Self::Bool),
        };
        read.unwrap_or(Self::Bad)
    }
}

/// Whether one of `values` matches one value of the request.
pub(crate) fn matches(kind: BaseOperator, values: &[TypedValue], given: &str, settled: Settled) -> Outcome {
    let text = |test: &dyn Fn(&str) -> bool| {
        any(values, settled, |value| matches!(value, TypedValue::Text(text) if test(text)))
    };
    let compared = |wanted: &[Ordering]| {
        let given = TypedValue::read(given, kind);
        any(values, settled, |value| compare(&given, value).is_some_and(|order| wanted.contains(&order)))
    };
    match kind {
        BaseOperator::StringEquals => text(&|value| value == given),
        BaseOperator::StringEqualsIgnoreCase => {
            let given = folded(given);
            text(&|value| value == given)
        }
        BaseOperator::StringMatch => text(&|value| glob(value, given)),
        BaseOperator::StringStartWith => edge(values, given, settled, |given, value| given.starts_with(value)),
        BaseOperator::StringEndWith => edge(values, given, settled, |given, value| given.ends_with(value)),
        BaseOperator::NumberEquals | BaseOperator::DateEquals | BaseOperator::Bool => compared(&[Ordering::Equal]),
        BaseOperator::NumberLessThan | BaseOperator::DateLessThan => compared(&[Ordering::Less]),
        BaseOperator::NumberLessThanEquals | BaseOperator::DateLessThanEquals => {
            compared(&[Ordering::Less, Ordering::Equal])
        }
        BaseOperator::NumberGreaterThan | BaseOperator::DateGreaterThan => compared(&[Ordering::Greater]),
        BaseOperator::NumberGreaterThanEquals | BaseOperator::DateGreaterThanEquals => {
            compared(&[Ordering::Greater, Ordering::Equal])
        }
        BaseOperator::IpAddress => {
            let given = IpRange::parse(given);
            any(
                values,
                settled,
                |value| matches!((&given, value), (Some(given), TypedValue::Ip(range)) if range.holds(given)),
            )
        }
        BaseOperator::Null => Outcome::known(false),
    }
}

/// How the request's value compares with the policy's.
fn compare(given: &TypedValue, value: &TypedValue) -> Option<Ordering> {
    match (given, value) {
        (TypedValue::Number(given), TypedValue::Number(value)) => Some(given.cmp(value)),
        (TypedValue::Date(given), TypedValue::Date(value)) => Some(given.cmp(value)),
        (TypedValue::Bool(given), TypedValue::Bool(value)) => Some(given.cmp(value)),
        _ => None,
    }
}

/// Alternatives: a match decides, a value that cannot be read leaves it open.
fn any(values: &[TypedValue], settled: Settled, test: impl Fn(&TypedValue) -> bool) -> Outcome {
    if values.iter().any(test) {
        return Outcome::known(true);
    }
    if values.iter().any(|value| matches!(value, TypedValue::Bad)) {
        return Outcome::question(Question::BadValue, settled);
    }
    Outcome::known(false)
}

fn edge(values: &[TypedValue], given: &str, settled: Settled, test: impl Fn(&str, &str) -> bool) -> Outcome {
    let exact = any(values, settled, |value| matches!(value, TypedValue::Text(value) if test(given, value)));
    let lower = folded(given);
    let ignoring_case =
        || values.iter().any(|value| matches!(value, TypedValue::Text(value) if test(&lower, &folded(value))));
    if exact.truth != Truth::True && ignoring_case() {
        exact.or(Outcome::question(Question::StartWithCase, settled))
    } else {
        exact
    }
}
