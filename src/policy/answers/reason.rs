//! One reason of a decision, as callers see it.

use serde::{Serialize, Serializer};

use crate::base::said::{Phrase, Said, phrase};
use crate::policy::model::source::Span;

/// Where the clouds say how policies are evaluated.
pub(super) const EVALUATION: Phrase = phrase!("OTC IAM \"Policy Syntax\"; Huawei Cloud IAM \"策略鉴权规则\"");

/// What a reason rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
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
pub struct Reason {
    /// The name of the policy; none where the reason is that no statement is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The index of the policy in the set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_index: Option<u32>,
    /// The index of the statement in its document, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<u32>,
    /// `Allow` or `Deny`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<&'static str>,
    /// What it came to.
    pub outcome: ReasonOutcome,
    /// In words: what matched, what is open, or what was lacking.
    pub what: String,
    /// Where it stands in the text of the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Whether the documents say so.
    pub basis: Ground,
    /// Which document, or why it is assumed. A fixed text: its own template.
    pub source: Phrase,
    /// The texts by their parts.
    pub said: ReasonSaid,
}

/// The texts of a [`Reason`] by their parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonSaid {
    /// [`Reason::what`].
    pub what: Said,
}
