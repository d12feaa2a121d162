//! The `Condition` of a statement.

use super::diagnostic::DiagnosticCode as Code;
use super::found::child;
use super::json::{Member, NodeKind};
use super::parser::Parser;
use crate::base::said::{Said, said};
use crate::base::text::{nearest, quoted};
use crate::policy::model::ast::{Condition, ConditionValue, Text, Version};
use crate::policy::model::operator::{Operator, ValueType};
use crate::policy::model::values::{self, Decimal};

impl Parser<'_, '_> {
    pub(super) fn conditions(&mut self, member: &Member<'_>, path: &dyn Fn() -> String) -> Vec<Condition> {
        let place = || format!("{}.Condition", path());
        if self.version == Version::V1_0 {
            let message = said!("a version 1.0 role has no conditions");
            self.add(Code::ConditionInRole, member.key.range, &place, message, Some(said!("use a version 1.1 policy")));
        }
        let nothing = |range| Text { value: "".into(), range };
        let NodeKind::Object(operators) = &member.value.kind else {
            let message = said!("`Condition` must be an object of operators, got {}", member.value.what());
            self.add(Code::ConditionForm, member.value.range, &place, message, None);
            let range = member.value.range;
            return vec![Condition { operator: nothing(range), key: nothing(range), values: None, range }];
        };
        self.not_empty(&member.value, &place, "Condition", said!("it restricts nothing"));
        let mut conditions = Vec::new();
        for operator in effective(operators) {
            let is_v5 = self.version == Version::V5_0;
            let known = if is_v5 { Operator::v5(&operator.key.value) } else { Operator::parse(&operator.key.value) };
            let at_operator = || child(&place(), &operator.key.value);
            // Each of its conditions names it.
            let name = || Text { value: shortened(&operator.key.value), range: operator.key.range };
            if known.is_none() {
                self.unknown_operator(&operator.key, &at_operator);
            }
            let NodeKind::Object(keys) = &operator.value.kind else {
                let message = said!(
                    "{} must be an object of condition keys, got {}",
                    quoted(&operator.key.value),
                    operator.value.what()
                );
                self.add(Code::ConditionForm, operator.value.range, &at_operator, message, None);
                let range = operator.value.range;
                conditions.push(Condition { operator: name(), key: nothing(range), values: None, range });
                continue;
            };
            self.not_empty(&operator.value, &at_operator, &operator.key.value, said!("it restricts nothing"));
            for key in effective(keys) {
                let known = known.filter(|known| is_v5 || known.is_on_key(&key.key.value));
                let values = self.values(key, known, &|| child(&at_operator(), &key.key.value));
                let (operator, range) = (name(), key.value.range);
                conditions.push(Condition { operator, key: key.key.clone(), values, range });
            }
        }
        conditions
    }

    fn unknown_operator(&mut self, key: &Text, path: &dyn Fn() -> String) {
        if self.is_full() {
            return;
        }
        let bare = key.value.strip_prefix("ForAnyValue:").or_else(|| key.value.strip_prefix("ForAllValues:"));
        let names = Operator::names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let bare = bare.unwrap_or(&key.value);
        let hint = if bare.starts_with("Null") {
            Some(said!("`Null` takes neither prefix nor suffix"))
        } else {
            nearest(bare, &names).first().map(|meant| said!("did you mean `{}`?", *meant))
        };
        let message = said!("unknown operator {}", quoted(&key.value));
        self.add(Code::UnknownOperator, key.range, path, message, hint);
    }

    fn values(
        &mut self,
        key: &Member<'_>,
        operator: Option<Operator>,
        path: &dyn Fn() -> String,
    ) -> Option<Vec<ConditionValue>> {
        let nodes = match &key.value.kind {
            NodeKind::Array(elements) => {
                self.not_empty(&key.value, path, &key.key.value, said!("nothing says what that matches"));
                elements.as_slice()
            }
            NodeKind::String(_) if self.version == Version::V5_0 => std::slice::from_ref(&key.value),
            NodeKind::String(_) => {
                let message = values_not_array(key);
                let hint = Some(said!("put `[` before and `]` after it"));
                self.add(Code::ValuesNotArray, key.value.range, path, message, hint);
                std::slice::from_ref(&key.value)
            }
            _ => {
                self.add(Code::ValuesNotArray, key.value.range, path, values_not_array(key), None);
                return None;
            }
        };
        let mut values = Vec::with_capacity(nodes.len());
        let is_list = matches!(key.value.kind, NodeKind::Array(_));
        for (index, node) in nodes.iter().enumerate() {
            let at = || if is_list { format!("{}[{index}]", path()) } else { path() };
            let text = node.text();
            match (&text, operator) {
                (None, _) => {
                    let message = said!("a condition value must be a string, got {}", node.what());
                    self.add(Code::ValueNotString, node.range, &at, message, Some(said!("put it in `\"`")));
                }
                (Some(text), Some(operator)) => {
                    let expected = wrong_value(&text.value, operator);
                    let is_range = || self.version == Version::V5_0 && values::ip_span(&text.value).is_some();
                    if let Some(expected) = expected.filter(|_| !is_range()) {
                        let message = said!("expected {}, got {}", expected, quoted(&text.value));
                        self.add(Code::ValueForm, node.range, &at, message, None);
                    }
                }
                _ => {}
            }
            values.push(ConditionValue { text: text.map(|text| text.value), range: node.range });
        }
        Some(values)
    }
}

/// Longer than any operator there is.
const LONGEST_OPERATOR: usize = 128;

/// An operator; one that is none by its length without the rest.
fn shortened(name: &str) -> Box<str> {
    if name.len() <= LONGEST_OPERATOR {
        return name.into();
    }
    name.chars().take(LONGEST_OPERATOR).chain(['…']).collect::<String>().into()
}

/// The members that count: of several with one name the last.
fn effective<'a, 'b>(members: &'a [Member<'b>]) -> impl Iterator<Item = &'a Member<'b>> {
    let counts = move |(index, member): &(usize, &Member<'b>)| {
        let later = members.get(index + 1..).unwrap_or_default();
        // Operators and keys are few; a document with many is refused for its size anyway.
        later.len() > 200 || later.iter().all(|other| other.key.value != member.key.value)
    };
    members.iter().enumerate().filter(counts).map(|(_, member)| member)
}

/// What a value of this operator must be, where `text` is none.
fn wrong_value(text: &str, operator: Operator) -> Option<Said> {
    let value_type = operator.kind.value_type();
    let fits = match value_type {
        ValueType::Text => true,
        ValueType::Number => Decimal::parse(text).is_some(),
        ValueType::Date => values::date(text).is_some(),
        ValueType::Ip => values::IpRange::parse(text).is_some(),
        ValueType::Bool => values::boolean(text).is_some(),
    };
    (!fits).then(|| value_type.expected())
}

fn values_not_array(key: &Member<'_>) -> Said {
    said!("the values of {} must be an array of strings, got {}", quoted(&key.key.value), key.value.what())
}
