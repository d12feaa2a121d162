//! A decision, as callers see it.

use serde::Serialize;

use super::evaluate::{From, Leaf, Why};
use super::file::{PolicyFile, Unread};
use super::outcomes::Outcomes;
use crate::base::said::{Said, said};
use crate::base::source::{Source, Span};
use crate::base::text::quoted;

/// Whether Nova lets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum OsloVerdict {
    /// It does.
    Allow,
    /// It does not.
    Deny,
    /// It hangs on what was not said, not read, or is asked of others.
    Conditional,
}

/// Which rules were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum OsloBasis {
    /// The operator's file, and for what is not in it the rules that Nova comes with.
    File,
    /// The rules that Nova comes with: no file was given, and the cloud may have one.
    Defaults,
}

/// The answer to a check of OpenStack's policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct OsloDecision {
    /// `allow`, `deny` or `conditional`. Of another project's server Nova says that there is none, whatever its rules say.
    #[cfg_attr(feature = "types", ts(inline))]
    pub decision: OsloVerdict,
    /// The rule that was asked for.
    pub action: String,
    /// `defaults`: no file was given, and the cloud may have one.
    #[cfg_attr(feature = "types", ts(inline))]
    pub basis: OsloBasis,
    /// What keeps it open, by the field that would say it (`userId`, `target.user_id`, `attributes.user_domain_id`, `roles`), and besides
    /// `http` (another service is asked), `file` (it was not read), `release` (releases differ), `oslo.policy` (its versions do) and `rule` (a check
    /// that is not evaluated here).
    pub unknown: Vec<String>,
    /// What each release comes to; the oldest first, those in a row that come to the same as one.
    pub releases: Vec<OsloReleases>,
    /// The checks that made it so, in the newest of the releases.
    pub reasons: Vec<OsloReason>,
}

/// Releases in a row that come to the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OsloReleases {
    /// The oldest, by its name.
    pub first: &'static str,
    /// The newest.
    pub last: &'static str,
    /// What they come to.
    #[cfg_attr(feature = "types", ts(inline))]
    pub decision: OsloVerdict,
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum OsloOutcome {
    /// It is met.
    Met,
    /// It is not.
    NotMet,
    /// It is open whether it is.
    Open,
    /// oslo.policy stumbles over it, and Nova answers with an error.
    Fails,
}

/// Whose rule it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum OsloOrigin {
    /// The operator's.
    File,
    /// Nova's own.
    Default,
    /// What Nova had before, which counts beside it.
    Deprecated,
}

/// A check that made a decision what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct OsloReason {
    /// The rules on the way to the check, from the one that was asked for to the one that has the check.
    pub via: Vec<String>,
    /// Whose rule the last of them is.
    #[cfg_attr(feature = "types", ts(inline))]
    pub origin: OsloOrigin,
    /// What it came to.
    #[cfg_attr(feature = "types", ts(inline))]
    pub outcome: OsloOutcome,
    /// The check, as it is written. Missing where it is the scope of the token that decides, or the file as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// The text of the rule, where it is not the file's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// Where the check stands: in the file, or in `rule`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// What it comes to, and why.
    pub what: String,
    /// The text by its parts, for another language.
    pub said: Said,
}

impl OsloVerdict {
    pub(super) const fn of(outcomes: Outcomes) -> Self {
        match (outcomes.has(Outcomes::MET), outcomes.has(Outcomes::OPEN.without(Outcomes::MET).or(Outcomes::FAILS))) {
            (true, false) => Self::Allow,
            (false, _) => Self::Deny,
            (true, true) => Self::Conditional,
        }
    }
}

impl OsloReason {
    fn new(via: Vec<String>, origin: OsloOrigin, outcome: OsloOutcome, said: Said) -> Self {
        Self { via, origin, outcome, check: None, rule: None, span: None, what: said.to_string(), said }
    }

    pub(super) fn of_leaf(leaf: &Leaf<'_>, file: &PolicyFile) -> Self {
        let outcome = match leaf.outcomes {
            Outcomes::MET => OsloOutcome::Met,
            Outcomes::NOT_MET => OsloOutcome::NotMet,
            Outcomes::FAILS => OsloOutcome::Fails,
            _ => OsloOutcome::Open,
        };
        let via = leaf.via.iter().map(|name| (*name).to_owned()).collect();
        let Some((used, id)) = leaf.used else {
            return Self::new(via, OsloOrigin::Default, outcome, what("", outcome, &leaf.why));
        };
        let range = used.rule.node(id).map(|node| node.range.clone()).unwrap_or_default();
        let (origin, rule) = match used.from {
            From::File => (OsloOrigin::File, None),
            From::Default(text) => (OsloOrigin::Default, Some(text)),
            From::Deprecated(text) => (OsloOrigin::Deprecated, Some(text)),
        };
        let check = rule.unwrap_or(file.source.text()).get(range.clone()).unwrap_or_default();
        let place = PolicyFile::place(&range);
        let span = rule.map_or_else(|| file.source.span(place), |text| Source::new(text).span(place));
        let said = what(check, outcome, &leaf.why);
        Self { check: Some(check.to_owned()), rule, span: Some(span), ..Self::new(via, origin, outcome, said) }
    }

    pub(super) fn of_scope(name: &str, has: &str, takes: &[&str]) -> Self {
        let said = said!("Nova takes a token of this scope for it: {}; this one is of scope {}", takes.join(", "), has);
        Self::new(vec![name.to_owned()], OsloOrigin::Default, OsloOutcome::NotMet, said)
    }

    pub(super) fn of_unread(name: &str, unread: &Unread, file: &PolicyFile) -> Self {
        let span = file.source.span(PolicyFile::place(&unread.range));
        let said = said!("the file was not read: line {}: {}", span.line, unread.why.clone());
        let reason = Self::new(vec![name.to_owned()], OsloOrigin::File, OsloOutcome::Open, said);
        Self { span: Some(span), ..reason }
    }
}

fn what(check: &str, outcome: OsloOutcome, why: &Why) -> Said {
    let check = quoted(check);
    match (why, outcome) {
        (Why::Unknown(names), _) => said!("{} is open: {} was not given", check, names.join(", ")),
        (Why::Remote, _) => said!("{} asks another service, whose answer is not known here", check),
        (Why::Opaque, _) => said!("{} is not evaluated here", check),
        (Why::Unreadable, _) => said!("oslo.policy cannot read {}, so nobody meets it", check),
        (Why::Missing, _) => said!("no rule has the name in {}, so nobody meets it", check),
        (Why::Cycle, _) => said!("{} leads back to itself: Nova answers with an error", check),
        (Why::Version, _) => {
            said!("{} is what Nova had before: whether it counts hangs on the version of oslo.policy", check)
        }
        (Why::Nothing, OsloOutcome::Met) => said!("{} is met", check),
        (Why::Nothing, OsloOutcome::NotMet) => said!("{} is not met", check),
        (Why::Nothing, OsloOutcome::Fails) => said!("{} makes Nova answer with an error", check),
        (Why::Nothing, OsloOutcome::Open) => said!("{} is open", check),
    }
}

/// What keeps a leaf open, as callers name it.
pub(super) fn open_names(leaf: &Leaf<'_>) -> Vec<String> {
    if !leaf.outcomes.is_open() {
        return Vec::new();
    }
    let name = match &leaf.why {
        Why::Unknown(names) => return names.clone(),
        Why::Remote => "http",
        Why::Version => "oslo.policy",
        _ => "rule",
    };
    vec![name.to_owned()]
}
