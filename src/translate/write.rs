//! The text of the policy that is written.

use super::Target;
use super::original::Condition;
use crate::policy::model::action::ACTIONS_PER_STATEMENT;
use crate::policy::model::ast::Effect;

/// A statement of it.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) effect: Effect,
    pub(super) actions: Vec<String>,
    pub(super) resources: Option<Vec<String>>,
    pub(super) conditions: Vec<Condition>,
}

pub(super) fn document(statements: &[Written], to: Target) -> String {
    let most = if to == Target::V1_1 { ACTIONS_PER_STATEMENT } else { usize::MAX };
    let each =
        statements.iter().flat_map(|written| written.actions.chunks(most).map(|actions| statement(written, actions)));
    let statements: Vec<String> = each.collect();
    format!("{{\n  \"Version\": \"{}\",\n  \"Statement\": [\n{}\n  ]\n}}", to.as_str(), statements.join(",\n"))
}

fn statement(written: &Written, actions: &[String]) -> String {
    let mut members = vec![
        format!("      \"Effect\": \"{}\"", written.effect.as_str()),
        format!("      \"Action\": {}", array(actions, "      ")),
    ];
    if let Some(resources) = &written.resources {
        members.push(format!("      \"Resource\": {}", array(resources, "      ")));
    }
    if !written.conditions.is_empty() {
        members.push(format!("      \"Condition\": {}", conditions(&written.conditions)));
    }
    format!("    {{\n{}\n    }}", members.join(",\n"))
}

/// By operator, in their order.
fn conditions(conditions: &[Condition]) -> String {
    let each = conditions.chunk_by(|one, other| one.operator == other.operator).map(|keys| {
        let pair = |condition: &Condition| {
            format!("          {}: {}", string(&condition.key), array(&condition.values, "          "))
        };
        let pairs: Vec<String> = keys.iter().map(pair).collect();
        let operator = keys.first().map(|condition| string(&condition.operator)).unwrap_or_default();
        format!("        {operator}: {{\n{}\n        }}", pairs.join(",\n"))
    });
    let operators: Vec<String> = each.collect();
    format!("{{\n{}\n      }}", operators.join(",\n"))
}

fn array(texts: &[String], indent: &str) -> String {
    let items: Vec<String> = texts.iter().map(|text| format!("{indent}  {}", string(text))).collect();
    format!("[\n{}\n{indent}]", items.join(",\n"))
}

fn string(text: &str) -> String {
    // A text is always written.
    serde_json::to_string(text).unwrap_or_default()
}
