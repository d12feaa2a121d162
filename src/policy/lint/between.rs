//! What the statements of one document do to each other.

use super::cover::Patterns;
use super::segments::Segments;
use super::{Linter, PROJECT_SERVICES, ordinal, unrestricted};
use crate::base::said::said;
use crate::base::text::quoted;
use crate::policy::model::ast::{Condition, Effect, Statement, Version};
use crate::policy::syntax::diagnostic::DiagnosticCode as Code;

/// Whether two statements apply under the same resources and conditions.
fn same_limits(one: &Statement, other: &Statement) -> bool {
    let resources = |statement: &Statement| {
        statement
            .resources
            .as_ref()
            .map(|resources| resources.patterns.iter().map(|text| text.value.clone()).collect::<Vec<_>>())
    };
    let condition = |condition: &Condition| {
        let values =
            condition.values.as_ref().map(|values| values.iter().map(|value| value.text.clone()).collect::<Vec<_>>());
        (condition.operator.value.clone(), condition.key.value.clone(), values)
    };
    let conditions = |statement: &Statement| statement.conditions.iter().map(condition).collect::<Vec<_>>();
    resources(one) == resources(other) && conditions(one) == conditions(other)
}

/// The patterns of a statement; `None` where it can neither cover nor be covered as a whole.
pub(super) fn whole(statement: &Statement) -> Option<Vec<Segments>> {
    let actions = &statement.actions;
    if actions.negated || actions.patterns.is_empty() {
        return None;
    }
    actions.patterns.iter().map(|text| Segments::of(&text.value)).collect()
}

/// Adds the patterns of a statement that may cover others.
pub(super) fn add(patterns: &mut Patterns, place: usize, statement: &Statement) {
    let actions = &statement.actions;
    for text in actions.patterns.iter().filter(|_| !actions.negated) {
        patterns.add(place, Segments::of(&text.value).as_ref());
    }
}

impl Linter<'_> {
    pub(super) fn between_statements(&mut self, root: &str) {
        let statements = &self.document.statements;
        let mut patterns = Patterns::default();
        for (place, statement) in statements.iter().enumerate() {
            add(&mut patterns, place, statement);
        }
        let narrow: Vec<Option<Vec<Segments>>> = statements.iter().map(whole).collect();
        for (place, (statement, own)) in statements.iter().zip(&narrow).enumerate() {
            let Some(own) = own else { continue };
            let at = |other: usize| statements.get(other).filter(|_| other != place);
            let shadow = patterns.covering_all(own, &mut |other| {
                let shadows = |other: &Statement| other.effect == Effect::Deny && unrestricted(other);
                statement.effect == Effect::Allow && at(other).is_some_and(shadows)
            });
            let path = format!("{root}.Statement[{}]", statement.index);
            if let Some(shadow) = shadow.and_then(at) {
                let message =
                    said!("this statement never matters: the Deny of statement {} covers it", ordinal(shadow));
                self.warn(Code::ShadowedByDeny, statement.range, path, message, Some(said!("remove one of them")));
                continue;
            }
            let wider = patterns.covering_all(own, &mut |position| {
                let is_covered = || {
                    let others = narrow.get(position).and_then(Option::as_ref);
                    others.is_some_and(|others| patterns.covers_all(place, others))
                };
                at(position).is_some_and(|other| {
                    let limits = unrestricted(other) || same_limits(other, statement);
                    let first = position < place || !(same_limits(statement, other) && is_covered());
                    other.effect == statement.effect && limits && first
                })
            });
            if let Some(wider) = wider.and_then(at) {
                let message = said!("this statement adds nothing: statement {} covers it", ordinal(wider));
                self.warn(Code::Contained, statement.range, path, message, Some(said!("it can be removed")));
            }
        }
    }

    pub(super) fn mixed_services(&mut self, root: &str) {
        let texts = || self.document.statements.iter().flat_map(|statement| &statement.actions.patterns);
        let of = |wanted: &[&str]| {
            let is_of = |found: Segments| wanted.contains(&found.service());
            texts().find(|text| Segments::of(&text.value).is_some_and(is_of))
        };
        if self.document.version != Version::V1_1 {
            return;
        }
        if let (Some(global), Some(project)) = (of(&["iam"]), of(&PROJECT_SERVICES)) {
            let message = said!(
                "{} is of a global service and {} is granted by project: one policy cannot hold both",
                quoted(&global.value),
                quoted(&project.value)
            );
            let (range, hint) = (global.range, Some(said!("make two policies of it")));
            self.warn(Code::MixedServices, range, format!("{root}.Statement"), message, hint);
        }
    }
}
