//! A policy as plain data, for whoever shows it.

use serde::Serialize;

use crate::base::said::Said;
use crate::policy::model::ast::{Condition, Document, Statement, Text, Unread, Version};
use crate::policy::model::source::{Range, Span};

/// A policy as plain data.
#[derive(Debug, Serialize)]
pub struct Summary {
    version: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    catalog: Option<Box<str>>,
    depends: Vec<DependencySummary>,
    statements: Vec<StatementSummary>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unread: Vec<UnreadSummary>,
}

#[derive(Debug, Serialize)]
struct UnreadSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<u32>,
    cause: String,
    span: Span,
    said: UnreadSaid,
}

#[derive(Debug, Serialize)]
struct UnreadSaid {
    cause: Said,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DependencySummary {
    catalog: Box<str>,
    display_name: Box<str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct StatementSummary {
    index: u32,
    effect: &'static str,
    actions: Vec<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_actions: Option<Vec<Box<str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<Vec<Box<str>>>,
    conditions: Vec<ConditionSummary>,
    span: Span,
}

#[derive(Debug, Serialize)]
struct ConditionSummary {
    operator: Box<str>,
    key: Box<str>,
    values: Option<Vec<Option<Box<str>>>>,
}

impl Summary {
    /// Of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let ranges: Vec<Range> = document.statements.iter().map(|statement| statement.range).collect();
        let spans = document.source.spans(&ranges);
        let unread: Vec<Range> = document.unread.iter().map(|unread| unread.range).collect();
        let unread = document.source.spans(&unread);
        let envelope = document.envelope.as_ref();
        let texts = |patterns: &[Text]| patterns.iter().map(|text| text.value.clone()).collect::<Vec<_>>();
        let statement = |(statement, span): (&Statement, Span)| {
            let patterns = texts(&statement.actions.patterns);
            let (actions, not_actions) =
                if statement.actions.negated { (Vec::new(), Some(patterns)) } else { (patterns, None) };
            StatementSummary {
                index: statement.index,
                effect: statement.effect.as_str(),
                actions,
                not_actions,
                resources: statement.resources.as_ref().map(|resources| texts(&resources.patterns)),
                conditions: statement.conditions.iter().map(ConditionSummary::of).collect(),
                span,
            }
        };
        Self {
            version: match document.version {
                Version::V1_0 => "1.0",
                Version::V1_1 => "1.1",
                Version::NotEvaluated => "notEvaluated",
            },
            kind: if document.is_role() { "role" } else { "policy" },
            name: envelope.and_then(|envelope| envelope.display_name.as_ref()).map(|text| text.value.clone()),
            catalog: envelope.and_then(|envelope| envelope.catalog.as_ref()).map(|text| text.value.clone()),
            depends: document
                .depends
                .iter()
                .map(|dependency| DependencySummary {
                    catalog: dependency.catalog.value.clone(),
                    display_name: dependency.display_name.value.clone(),
                })
                .collect(),
            statements: document.statements.iter().zip(spans).map(statement).collect(),
            unread: document.unread.iter().zip(unread).map(UnreadSummary::of).collect(),
        }
    }
}

impl UnreadSummary {
    fn of((unread, span): (&Unread, Span)) -> Self {
        Self {
            statement: unread.statement,
            cause: unread.cause.to_string(),
            span,
            said: UnreadSaid { cause: unread.cause.clone() },
        }
    }
}

impl ConditionSummary {
    fn of(condition: &Condition) -> Self {
        Self {
            operator: condition.operator.value.clone(),
            key: condition.key.value.clone(),
            values: condition.values.as_ref().map(|values| values.iter().map(|value| value.text.clone()).collect()),
        }
    }
}
