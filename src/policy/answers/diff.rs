//! What a change of policies changes, over the whole catalogue.

use serde::Serialize;

use super::check::Decision;
use super::preview::PreviewOptions;
use super::reason::Reason;
use crate::Error;
use crate::policy::engine::set::PolicySet;
use crate::policy::model::verdict::Verdict;

/// What changes between two sets.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyDifference"))]
pub struct Difference {
    /// APIs that are allowed now and were not before.
    pub newly_allowed: Vec<Changed>,
    /// APIs that are denied now and were not before.
    pub newly_denied: Vec<Changed>,
    /// APIs whose answer hangs on something now and did not before.
    pub now_conditional: Vec<Changed>,
    /// How many rows have the same answer (the two kinds of no count as one).
    pub unchanged: usize,
}

/// One API whose answer changes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ChangedApi", optional_fields))]
pub struct Changed {
    /// The id of the API, or the action.
    pub id: String,
    /// What it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its action.
    pub action: String,
    /// The answer before.
    pub before: Verdict,
    /// The answer now.
    pub after: Verdict,
    /// What decided before.
    #[serde(rename = "reasonsBefore")]
    pub reasons_before: Vec<Reason>,
    /// What decides now.
    #[serde(rename = "reasonsAfter")]
    pub reasons_after: Vec<Reason>,
}

impl PolicySet {
    /// What changes where this set is replaced by `after`; `options` as for [`PolicySet::preview`].
    ///
    /// # Errors
    /// As [`PolicySet::preview`].
    pub fn diff(&self, after: &Self, options: &PreviewOptions) -> Result<Difference, Error> {
        let (before_preview, before_situation) = self.preview(options)?;
        let (after_preview, after_situation) = after.preview(options)?;
        let before_answers = before_preview.answers(self, &before_situation)?.decisions;
        let after_answers = after_preview.answers(after, &after_situation)?.decisions;
        let mut difference =
            Difference { newly_allowed: vec![], newly_denied: vec![], now_conditional: vec![], unchanged: 0 };
        let rows = before_preview.rows();
        for (index, ((before, now), row)) in before_answers.iter().zip(&after_answers).zip(rows).enumerate() {
            let list = match (before, now) {
                (Verdict::Allow, Verdict::Allow) | (Verdict::Conditional, Verdict::Conditional) => None,
                (before, now) if before.is_no() && now.is_no() => None,
                (_, Verdict::Allow) => Some(&mut difference.newly_allowed),
                (_, Verdict::Conditional) => Some(&mut difference.now_conditional),
                _ => Some(&mut difference.newly_denied),
            };
            let Some(list) = list else {
                difference.unchanged += 1;
                continue;
            };
            let reasons = |decision: Option<Decision>| decision.map(|decision| decision.reasons).unwrap_or_default();
            list.push(Changed {
                id: row.id.to_owned(),
                title: row.api.as_ref().map(|api| api.title.to_owned()),
                action: row.action.to_owned(),
                before: *before,
                after: *now,
                reasons_before: reasons(before_preview.explain(self, &before_situation, index)),
                reasons_after: reasons(after_preview.explain(after, &after_situation, index)),
            });
        }
        Ok(difference)
    }
}
