//! The conditions of a statement: those that both versions document alike.

use super::Target;
use super::original::Condition;
use super::told::UntranslatedCode as Code;
use crate::base::said::{Said, said};
use crate::base::text::quoted;
use crate::policy::model::condition::{GLOBAL_KEYS, RESOURCE_TAG};
use crate::policy::model::operator::{BaseOperator, Operator, SetPrefix, ValueType};
use crate::policy::model::v5::keys;

/// Why a condition does not stay; none where it does.
pub(super) fn why_not(condition: &Condition, to: Target) -> Option<(Code, Said)> {
    let Condition { operator: name, key, values } = condition;
    let Some(value_type) = type_of_key(key) else {
        return Some((
            Code::ConditionKey,
            said!("no document of version {} has the condition key {}", to.as_str(), quoted(key)),
        ));
    };
    let unlike = || said!("the operator {} is not documented alike in both versions", quoted(name));
    let Some(operator) = Operator::v5(name).filter(|operator| is_alike(*operator)) else {
        return Some((Code::ConditionOperator, unlike()));
    };
    if operator.kind != BaseOperator::Null && operator.kind.value_type() != value_type {
        let said = said!("the operator {} is of another type than the condition key {}", quoted(name), quoted(key));
        return Some((Code::ConditionOperator, said));
    }
    if values.is_empty() {
        return Some((Code::ConditionValue, said!("the condition key {} has no value", quoted(key))));
    }
    let variable = values.iter().find(|value| value.contains("${"))?;
    Some((Code::ConditionValue, said!("whether version 5.0 replaces the variable in {} is open", quoted(variable))))
}

/// Of the keys that both versions have, by the same name.
fn type_of_key(key: &str) -> Option<ValueType> {
    if key.strip_prefix(RESOURCE_TAG).is_some_and(|tag| !tag.is_empty()) {
        return Some(ValueType::Text);
    }
    GLOBAL_KEYS.iter().find(|(name, _)| *name == key).and_then(|_| keys::value_type(key))
}

/// Whether both versions say the same of it, for a key that is absent too.
fn is_alike(operator: Operator) -> bool {
    let is_documented = !matches!(
        operator.kind,
        BaseOperator::StringStartWith
            | BaseOperator::StringEndWith
            | BaseOperator::IpAddress
            | BaseOperator::DateEquals
    );
    // What a set of no values is to a prefix is open in version 5.0.
    let is_certain = match operator.set {
        None => true,
        Some(SetPrefix::ForAnyValue) => !operator.if_exists,
        Some(SetPrefix::ForAllValues) => false,
    };
    is_documented && is_certain && !operator.of_obs
}

pub(super) fn is_of_tag(condition: &Condition) -> bool {
    condition.key.starts_with(RESOURCE_TAG)
}
