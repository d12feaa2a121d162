//! What the statements of one document do to each other.

use std::fmt::Write as _;

use super::cover::{Narrow, Patterns};
use super::segments::Segments;
use super::{Linter, ordinal, unrestricted};
use crate::base::said::said;
use crate::base::text::quoted;
use crate::policy::model::ast::{Condition, Effect, Statement, Version};
use crate::policy::model::interner::Interner;
use crate::policy::model::reach::PROJECT_SERVICES;
use crate::policy::syntax::diagnostic::DiagnosticCode as Code;

/// Under which resources and conditions a statement applies, as a text: the same for the same ones.
fn limits(statement: &Statement) -> String {
    let mut limits = String::new();
    let mut add = |text: Option<&str>| match text {
        Some(text) => {
            let _ = write!(limits, "{} {text}", text.len());
        }
        None => limits.push('-'),
    };
    let resources = statement.resources.as_ref();
    add(resources.map(|_| "resources"));
    resources.iter().flat_map(|resources| &resources.patterns).for_each(|text| add(Some(&text.value)));
    for Condition { operator, key, values, .. } in &statement.conditions {
        add(None);
        add(Some(&operator.value));
        add(Some(&key.value));
        add(values.as_ref().map(|_| "values"));
        values.iter().flatten().for_each(|value| add(value.text.as_deref()));
    }
    limits
}

/// The patterns of a statement; `None` where it can neither cover nor be covered as a whole.
pub(super) fn whole(statement: &Statement) -> Option<Vec<Narrow>> {
    let actions = &statement.actions;
    if actions.negated || actions.patterns.is_empty() {
        return None;
    }
    actions.patterns.iter().map(|text| Some(Segments::of(&text.value)?.into())).collect()
}

/// Adds the patterns of a statement that may cover others.
pub(super) fn add(patterns: &mut Patterns<'_>, place: usize, statement: &Statement) {
    let actions = &statement.actions;
    for text in actions.patterns.iter().filter(|_| !actions.negated) {
        patterns.add(place, Segments::of(&text.value).as_ref());
    }
}

impl Linter<'_> {
    pub(super) fn between_statements(&mut self, root: &str) {
        let statements = &self.document.statements;
        if statements.len() < 2 {
            return;
        }
        let mut patterns = Patterns::new(self.effort);
        for (place, statement) in statements.iter().enumerate() {
            add(&mut patterns, place, statement);
        }
        let narrow: Vec<Option<Vec<Narrow>>> = statements.iter().map(whole).collect();
        let mut known = Interner::default();
        let limits: Vec<usize> = statements.iter().map(|statement| known.add(&limits(statement)).0).collect();
        let same_limits = |one: usize, other: usize| limits.get(one) == limits.get(other);
        for (place, (statement, own)) in statements.iter().zip(&narrow).enumerate() {
            let Some(own) = own else { continue };
            let at = |other: usize| statements.get(other).filter(|_| other != place);
            let shadow = patterns.covering_all(own, &mut |other| {
                let shadows = |other: &Statement| other.effect == Effect::Deny && unrestricted(other);
                statement.effect == Effect::Allow && at(other).is_some_and(shadows)
            });
            let path = || format!("{root}.Statement[{}]", statement.index);
            if let Some(shadow) = shadow.and_then(at) {
                let message =
                    said!("this statement never matters: the Deny of statement {} covers it", ordinal(shadow));
                self.warn(Code::ShadowedByDeny, statement.range, &path, message, Some(said!("remove one of them")));
                continue;
            }
            let wider = patterns.covering_all(own, &mut |position| {
                let is_covered = || {
                    let others = narrow.get(position).and_then(Option::as_ref);
                    others.is_some_and(|others| patterns.covers_all(place, others))
                };
                at(position).is_some_and(|other| {
                    let limits = unrestricted(other) || same_limits(position, place);
                    let first = position < place || !(same_limits(place, position) && is_covered());
                    other.effect == statement.effect && limits && first
                })
            });
            if let Some(wider) = wider.and_then(at) {
                let message = said!("this statement adds nothing: statement {} covers it", ordinal(wider));
                self.warn(Code::Contained, statement.range, &path, message, Some(said!("it can be removed")));
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
            self.warn(Code::MixedServices, range, &|| format!("{root}.Statement"), message, hint);
        }
    }
}
