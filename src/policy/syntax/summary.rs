//! A policy as plain data, for whoever shows it.

use serde::Serialize;

use crate::base::said::Said;
use crate::policy::model::ast::{Condition, Document, Statement, Text, Unread};
use crate::policy::model::source::{Range, Span};

/// A policy as it was read.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicySummary", optional_fields))]
pub struct Summary {
    /// What a missing or unknown one is read as, too.
    #[cfg_attr(feature = "types", ts(type = "\"1.0\" | \"1.1\" | \"5.0\""))]
    version: &'static str,
    /// A role's `Depends` counts.
    #[cfg_attr(feature = "types", ts(type = "\"role\" | \"policy\""))]
    kind: &'static str,
    /// The display name of its envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Box<str>>,
    /// The catalog of its envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    catalog: Option<Box<str>>,
    /// The roles it needs.
    #[cfg_attr(feature = "types", ts(inline))]
    depends: Vec<DependencySummary>,
    /// The statements that were read.
    statements: Vec<StatementSummary>,
    /// What was not read: missing where all was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "types", ts(optional, as = "Option<_>"))]
    unread: Vec<UnreadSummary>,
}

/// A part of a policy that was not read: it may allow and deny anything.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "UnreadPart", optional_fields))]
pub struct UnreadSummary {
    /// The index of the statement in the text, from 0; missing where it is no statement, but the whole document or something beside the
    /// statements.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<u32>,
    /// Why it was not read.
    cause: String,
    /// Where it stands.
    span: Span,
    /// The text by its parts, for another language.
    #[cfg_attr(feature = "types", ts(inline))]
    said: UnreadSaid,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
struct UnreadSaid {
    cause: Said,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
struct DependencySummary {
    catalog: Box<str>,
    display_name: Box<str>,
}

/// A statement as it was read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyStatement", optional_fields))]
pub struct StatementSummary {
    /// Its index in the text.
    index: u32,
    /// Its `Sid`, in version 5.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<Box<str>>,
    /// What it does.
    #[cfg_attr(feature = "types", ts(type = "\"Allow\" | \"Deny\""))]
    effect: &'static str,
    /// The patterns of `Action`.
    actions: Vec<Box<str>>,
    /// The patterns of `NotAction`, where there is no `Action`.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_actions: Option<Vec<Box<str>>>,
    /// The patterns of `Resource`; none: every resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<Vec<Box<str>>>,
    /// The patterns of `NotResource`, in version 5.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_resources: Option<Vec<Box<str>>>,
    /// Operator, key and values; all are required.
    #[cfg_attr(feature = "types", ts(inline))]
    conditions: Vec<ConditionSummary>,
    /// Where it stands.
    span: Span,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
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
            let resources = |negated: bool| {
                let those = statement.resources.as_ref().filter(|resources| resources.negated == negated);
                those.map(|resources| texts(&resources.patterns))
            };
            StatementSummary {
                index: statement.index,
                sid: statement.sid.as_ref().map(|sid| sid.value.clone()),
                effect: statement.effect.as_str(),
                actions,
                not_actions,
                resources: resources(false),
                not_resources: resources(true),
                conditions: statement.conditions.iter().map(ConditionSummary::of).collect(),
                span,
            }
        };
        Self {
            version: document.version.as_str(),
            kind: if document.is_role() && !document.is_made_by_request() { "role" } else { "policy" },
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
