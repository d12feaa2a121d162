//! Conditions: one operator on one key.

use super::keys::{self, KeyFacts};
use super::pattern::Context;
use super::variable;
use crate::policy::model::ast;
use crate::policy::model::condition::{self, TypedValue};
use crate::policy::model::kleene::Kleene;
use crate::policy::model::operator::{BaseOperator, Operator, SetPrefix, ValueType};
use crate::policy::model::values::{self, IpRange};
use crate::policy::model::verdict::{Question, Settled};

/// One operator on one key, ready to be evaluated.
#[derive(Debug)]
pub(crate) struct ElementV5 {
    pub(crate) key: Box<str>,
    /// `None`: no document has it.
    operator: Option<Operator>,
    /// Whether there is an operator at all.
    named: bool,
    /// Each as it is written, and as it is read; none: they cannot be read at all.
    values: Vec<(Box<str>, TypedValue)>,
    /// Whether the key is of another type than the operator.
    wrong_type: bool,
    multi_valued: bool,
}

impl ElementV5 {
    pub(crate) fn new(condition: &ast::Condition, facts: KeyFacts) -> Self {
        let key = &condition.key.value;
        let operator = Operator::v5(&condition.operator.value);
        let value = |value: &ast::ConditionValue| match (&value.text, operator) {
            (Some(text), Some(operator)) => (text.clone(), TypedValue::read(text, operator.kind)),
            _ => ("".into(), TypedValue::Bad),
        };
        let wrong_type = |operator: Operator| {
            operator.kind != BaseOperator::Null
                && facts.value_type.is_some_and(|known| known != operator.kind.value_type())
        };
        Self {
            key: key.clone(),
            operator,
            named: !condition.operator.value.is_empty() || condition.values.is_some(),
            values: condition.values.iter().flatten().map(value).collect(),
            wrong_type: operator.is_some_and(wrong_type),
            multi_valued: facts.multi_valued,
        }
    }

    /// Of which type a caller's values must be.
    pub(crate) fn wants(&self) -> Option<ValueType> {
        let operator = self.operator.filter(|operator| operator.kind != BaseOperator::Null)?;
        (!self.wrong_type).then(|| operator.kind.value_type())
    }

    /// `keyless`: the action's row in the documents has no keys of tags and enterprise projects.
    pub(crate) fn evaluate(&self, context: &Context, keyless: bool, settled: Settled) -> Kleene {
        let Some(operator) = self.operator else {
            let question = if self.named { Question::UnknownOperator } else { Question::BadValue };
            return Kleene::ask(question, settled);
        };
        if self.values.is_empty() {
            return Kleene::ask(Question::BadValue, settled);
        }
        let of = |known: Option<&[Box<str>]>| self.on(operator, known, context, settled);
        let found = match context.get(&self.key) {
            Some(values) => of(Some(values)),
            None => {
                let alike = context.iter().find(|(key, _)| key.eq_ignore_ascii_case(&self.key));
                match alike {
                    Some((_, values)) => Kleene::either(Question::KeyCase, settled, of(Some(values)), of(None)),
                    None => of(None),
                }
            }
        };
        if keyless && keys::is_of_resource(&self.key) {
            return Kleene::either(Question::KeyUnsupported, settled, of(Some(&[])), found);
        }
        found
    }

    /// `known`: the values of the key, none where the request does not have it; or nothing is known.
    fn on(&self, operator: Operator, known: Option<&[Box<str>]>, context: &Context, settled: Settled) -> Kleene {
        let ask = |question| Kleene::ask(question, settled);
        let Operator { kind, negated, set, if_exists, .. } = operator;
        let Some(given) = known else {
            let never = self.wrong_type && !negated && !if_exists && set != Some(SetPrefix::ForAllValues);
            return if never { Kleene::FALSE } else { Kleene::key(&self.key) };
        };
        if kind == BaseOperator::Null {
            return Kleene::any(self.values.iter().map(|(_, value)| match value {
                TypedValue::Bool(null) => Kleene::of(*null == given.is_empty()),
                _ => ask(Question::BadValue),
            }));
        }
        if given.is_empty() {
            return match (if_exists, set, negated) {
                (true, Some(SetPrefix::ForAnyValue), _) => ask(Question::SetIfExists),
                (true, ..) => Kleene::TRUE,
                (_, Some(SetPrefix::ForAnyValue), _) => Kleene::FALSE,
                (_, Some(SetPrefix::ForAllValues), _) => ask(Question::SetEmpty),
                (_, None, negated) => {
                    if negated {
                        ask(Question::AbsentKeyNegated)
                    } else {
                        Kleene::FALSE
                    }
                }
            };
        }
        let satisfied = |given: &str| match (self.wrong_type, negated) {
            (true, true) => ask(Question::WrongType).not(),
            (true, false) => Kleene::FALSE,
            (false, true) => self.matches(kind, given, context, settled).not(),
            (false, false) => self.matches(kind, given, context, settled),
        };
        let each = || given.iter().map(|given| satisfied(given));
        let any = || Kleene::any(each());
        match set {
            Some(SetPrefix::ForAllValues) => Kleene::all(each()),
            Some(SetPrefix::ForAnyValue) => any(),
            None if self.multi_valued || given.len() > 1 => any().and(ask(Question::NoQualifier)),
            None => any(),
        }
    }

    /// Whether one of the values matches one value of the request.
    fn matches(&self, kind: BaseOperator, given: &str, context: &Context, settled: Settled) -> Kleene {
        // Found under another case of the key, which is not looked at before.
        if !kind.value_type().is_of_request(given) {
            return Kleene::ask(Question::BadValue, settled);
        }
        Kleene::any(self.values.iter().map(|(text, value)| match value {
            TypedValue::Text(_) => variable::either(text, context, settled, |text| {
                let value = TypedValue::read(text, kind);
                condition::matches(kind, std::slice::from_ref(&value), given, settled).into()
            }),
            TypedValue::Bad if kind == BaseOperator::IpAddress => match values::ip_span(text) {
                Some((from, to)) => {
                    let is_in = IpRange::parse(given).is_some_and(|given| given.is_between(from, to));
                    Kleene::of(is_in).and(Kleene::ask(Question::IpForm, settled))
                }
                None => Kleene::ask(Question::BadValue, settled),
            },
            other => condition::matches(kind, std::slice::from_ref(other), given, settled).into(),
        }))
    }
}
