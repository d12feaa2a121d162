//! Of an action that the list of its cloud does not have: whose it may be.

use super::check::Subject;
use super::explain::general;
use super::reason::{Ground, Reason, ReasonOutcome};
use crate::Cloud;
use crate::base::said::{phrase, said};
use crate::base::text::quoted;
use crate::policy::catalog::{self, Catalog};
use crate::policy::engine::situation::Situation;

/// What to say where Huawei Cloud's list of ECS has no such action: the clouds name actions of both models in their refusals.
pub(super) fn not_listed(subject: &Subject, situation: &Situation) -> Option<Reason> {
    let cloud = situation.facts.cloud.filter(|cloud| *cloud == Cloud::Huawei)?;
    // An API has the names that its tables have.
    let name = subject.names.first().filter(|name| subject.marks.is_none() && name.lower_service() == "ecs")?;
    let list = catalog::of(cloud).map(Catalog::list)?;
    if list.action(name.written()).is_some() || !list.today(name.written()).is_empty() {
        return None;
    }
    let what = said!(
        "the list of Huawei Cloud, edition {}, has no {} of versions 1.0 and 1.1: where a refusal names it, an identity policy or a service control policy (version 5.0) may be what refuses",
        &*list.edition,
        quoted(name.written())
    );
    Some(Reason {
        basis: Ground::Assumed,
        source: phrase!(
            "Huawei Cloud IAM, frequently asked questions: a refusal may name an action of identity policies"
        ),
        ..general(what, ReasonOutcome::NotMatched)
    })
}
