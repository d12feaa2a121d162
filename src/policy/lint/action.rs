//! What is odd in the pattern of an action: whether the documents know its service, its type, itself.

use super::Linter;
use super::cover::Interner;
use super::segments::Segments;
use crate::base::said::said;
use crate::base::sort::sort_by_key;
use crate::base::text::{self, quoted};
use crate::policy::catalog::{self, Catalog};
use crate::policy::model::ast::{Text, Version};
use crate::policy::model::condition::GLOBAL_KEYS;
use crate::policy::model::source::Range;
use crate::policy::syntax::diagnostic::DiagnosticCode as Code;
use crate::policy::syntax::statement::odd_sign;

/// The names that policies are compared with: the actions of the catalogues, and what is the same for all of them.
#[derive(Debug)]
pub(super) struct Names {
    catalogs: Vec<&'static Catalog>,
    /// Today's, as the documents write them, and by their segments.
    today: Vec<(&'static str, Segments)>,
    lower: Interner,
    actions: text::Names<'static>,
    /// The resource types as the documents write them, and in lower case with the service of an action of that type.
    types: text::Names<'static>,
    types_of: Interner,
    /// Former ones, and what they are called today.
    former: Vec<(Segments, &'static str, &'static str)>,
    services: text::Names<'static>,
    pub(super) condition_keys: text::Names<'static>,
}

impl Names {
    pub(super) fn of(catalogs: Vec<&'static Catalog>) -> Self {
        let actions = || catalogs.iter().flat_map(|catalog| catalog.actions());
        let former = catalogs.iter().flat_map(|catalog| catalog.apis()).flat_map(|api| {
            let today = api.action.as_str();
            api.former
                .iter()
                .filter_map(move |former| Some((Segments::of(&former.action)?, former.action.as_str(), today)))
        });
        let mut lower = Interner::default();
        let (mut types, mut types_of) = (Vec::new(), Interner::default());
        for action in actions() {
            let action_in_lower = action.to_ascii_lowercase();
            lower.add(&action_in_lower);
            let end = action_in_lower.rfind(':').unwrap_or_default();
            if types_of.add(action_in_lower.get(..end).unwrap_or_default()).1 {
                types.extend(action.split(':').nth(1));
            }
        }
        let today = actions().filter_map(|action| Some((action.as_str(), Segments::of(action)?)));
        let today: Vec<(&str, Segments)> = today.collect();
        Self {
            actions: text::Names::of(today.iter().map(|(action, _)| *action)),
            today,
            lower,
            types: text::Names::of(types.into_iter()),
            types_of,
            former: former.collect(),
            services: text::Names::of(catalog::services().iter().map(|service| service.name)),
            condition_keys: text::Names::of(GLOBAL_KEYS.iter().map(|(name, _)| *name)),
            catalogs,
        }
    }

    /// Whether a pattern matches an action of today, or a former one.
    fn matched_by(&self, pattern: &Segments) -> bool {
        self.today.iter().any(|(_, action)| pattern.covers(action))
            || self.former.iter().any(|(action, ..)| pattern.covers(action))
    }

    /// What a former name became, in order.
    fn renamed(&self, lower: &str) -> Vec<&'static str> {
        let former = self.former.iter().filter(|(_, action, _)| action.eq_ignore_ascii_case(lower));
        let mut today: Vec<&str> = former.map(|(.., today)| *today).collect();
        sort_by_key(&mut today, |name| *name);
        today.dedup();
        today
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.today.len() + self.former.len()
    }

    /// Whether no action that a pattern matches has an effect in an enterprise project.
    pub(super) fn without_enterprise_project(&self, pattern: &Segments) -> bool {
        let matched = self.today.iter().filter(|(_, action)| pattern.covers(action));
        let marks = matched.flat_map(|(action, _)| self.catalogs.iter().filter_map(|catalog| catalog.marks(action)));
        let marks: Vec<Option<bool>> = marks.map(|marks| marks.enterprise_project).collect();
        !marks.is_empty() && marks.iter().all(|mark| *mark == Some(false))
    }
}

impl Linter<'_> {
    pub(super) fn action(&mut self, text: &Text, segments: Option<&Segments>, path: &dyn Fn() -> String) {
        let Some(segments) = segments else { return };
        let [service, kind, operation] = segments.each();
        // The reader has said so.
        if odd_sign(&text.value).is_some() || [service, kind, operation].iter().any(|segment| segment.is_empty()) {
            return;
        }
        if service.contains('*') {
            return;
        }
        let Some(known) = catalog::services().iter().find(|known| known.name == service) else {
            self.unknown_service(text, service, path);
            return;
        };
        if !known.complete || self.document.version != Version::V1_1 {
            return;
        }
        if kind.contains('*') || operation.contains('*') {
            if self.effort.step(self.names.count()) && !self.names.matched_by(segments) {
                let message = said!("{} matches no action that the documents name", quoted(&text.value));
                self.warn(Code::MatchesNothing, text.range, path, message, None);
            }
            return;
        }
        self.one_action(text, segments, path);
    }

    fn unknown_service(&mut self, text: &Text, service: &str, path: &dyn Fn() -> String) {
        // Roles have names of their own, in any case.
        if self.document.version != Version::V1_1 {
            return;
        }
        if self.is_full() {
            return;
        }
        let hint = self.meant(service, &self.names.services);
        let message = said!("no document names a service {}", quoted(service));
        self.warn(Code::UnknownService, text.range, path, message, hint);
    }

    /// A name without `*`, of a service whose actions are all known.
    fn one_action(&mut self, text: &Text, segments: &Segments, path: &dyn Fn() -> String) {
        let [service, kind, _] = segments.each();
        let range: Range = text.range;
        let lower = text.value.to_ascii_lowercase();
        if self.names.lower.get(&lower).is_some() {
            return;
        }
        if self.is_full() {
            return;
        }
        let today = self.names.renamed(&lower);
        if !today.is_empty() {
            let names: Vec<String> = today.iter().map(|name| format!("`{name}`")).collect();
            let message = said!("{} was renamed: the documents now say {}", quoted(&text.value), names.join(", "));
            let hint = Some(said!("name both, until it is known which one the region checks"));
            self.warn(Code::RenamedAction, range, path, message, hint);
            return;
        }
        if self.names.types_of.get(&format!("{service}:{kind}")).is_some() {
            let hint = self.meant(&text.value, &self.names.actions);
            let message = said!("no document names the action {}", quoted(&text.value));
            self.warn(Code::UnknownAction, range, path, message, hint);
            return;
        }
        let hint = self.meant(kind, &self.names.types);
        let written = text.value.split(':').nth(1).unwrap_or_default();
        let message = said!("service {} has no resource type {}", quoted(service), quoted(written));
        self.warn(Code::UnknownResourceType, range, path, message, hint);
    }
}
