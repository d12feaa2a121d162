//! One reason of a decision, as callers see it.

use serde::{Serialize, Serializer};

use crate::base::said::{Phrase, Said, phrase};
use crate::policy::model::source::Span;
use crate::policy::model::verdict::Truth;

/// Where the clouds say how policies are evaluated.
pub(super) const EVALUATION: Phrase = phrase!("OTC IAM \"Policy Syntax\"; Huawei Cloud IAM \"策略鉴权规则\"");

/// What a reason rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Ground {
    /// The documents say so.
    Documented,
    /// They do not, or contradict each other.
    Assumed,
}

/// What the statement, or the part that was not read, of a [`Reason`] came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReasonOutcome {
    /// It applies.
    Matched,
    /// It is open whether it applies.
    Unknown,
    /// It does not apply, or no statement is there.
    NotMatched,
    /// It was not read: it has an effect only where it was assumed to have it.
    Unread,
}

impl ReasonOutcome {
    /// What a statement came to that was read.
    pub(crate) const fn of(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::Matched,
            Truth::Unknown => Self::Unknown,
            Truth::False => Self::NotMatched,
        }
    }

    /// The name callers see.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Unknown => "unknown",
            Self::NotMatched => "notMatched",
            Self::Unread => "unread",
        }
    }
}

impl Serialize for ReasonOutcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One reason of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyReason", optional_fields))]
pub struct Reason {
    /// The name of the policy; missing where the reason is that there is no statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Its index in the set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_index: Option<u32>,
    /// The index of the statement in its text, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<u32>,
    /// Its `Sid`, in version 5.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// What the statement does. Missing of what was not read, unless it was assumed (`assume: { unread }`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "\"Allow\" | \"Deny\""))]
    pub effect: Option<&'static str>,
    /// What it came to; `unread`: it was not read, and may allow and deny anything. It has an effect only where it was assumed to have it.
    #[cfg_attr(feature = "types", ts(type = "\"matched\" | \"unknown\" | \"notMatched\" | \"unread\""))]
    pub outcome: ReasonOutcome,
    /// What matched, what is open, or what was lacking.
    pub what: String,
    /// The conditions that are met, in words: of a statement that applies, where it has few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// Where it stands in the text of the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Whether the documents say so.
    #[cfg_attr(feature = "types", ts(inline))]
    pub basis: Ground,
    /// Which document, or why it is assumed. A fixed text: its own template.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub source: Phrase,
    /// The text by its parts, for another language.
    #[cfg_attr(feature = "types", ts(inline))]
    pub said: ReasonSaid,
}

/// The texts of a [`Reason`] by their parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReasonSaid {
    /// [`Reason::what`].
    pub what: Said,
    /// [`Reason::conditions`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub conditions: Option<Said>,
}

impl Reason {
    /// With the conditions that are met.
    pub(super) fn with_conditions(mut self, conditions: Option<Said>) -> Self {
        self.conditions = conditions.as_ref().map(ToString::to_string);
        self.said.conditions = conditions;
        self
    }
}
