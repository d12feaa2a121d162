//! What is odd in one statement.

use super::cover::Patterns;
use super::limits::What;
use super::segments::Segments;
use super::{Linter, every_resource};
use crate::base::said::{Said, said};
use crate::base::scope::Scope;
use crate::base::text::quoted;
use crate::policy::catalog::{self, Catalog, Marks};
use crate::policy::engine::compiled::is_tag;
use crate::policy::model::action::{ActionPatterns, AskedAction};
use crate::policy::model::ast::{Condition, Effect, Statement, Text, Version};
use crate::policy::model::condition::GLOBAL_KEYS;
use crate::policy::model::operator::{BaseOperator, OBS_KEYS, Operator, ValueType};
use crate::policy::model::reach;
use crate::policy::model::source::Range;
use crate::policy::model::verdict::Truth;
use crate::policy::syntax::diagnostic::{DiagnosticCode as Code, Severity};
use crate::policy::syntax::found::child;

/// How many steps it takes to compare a type of resource with those of its service.
const TYPES: usize = 100;

impl Linter<'_> {
    pub(super) fn statement(&mut self, statement: &Statement, path: &str) {
        let name = if statement.actions.negated { "NotAction" } else { "Action" };
        let actions = &statement.actions;
        self.limit(What::Actions, actions.patterns.len(), actions.range, &|| format!("{path}.{name}"));
        let mut beside = Patterns::new(self.effort);
        let segments: Vec<Option<Segments>> = actions.patterns.iter().map(|text| Segments::of(&text.value)).collect();
        for (index, segments) in segments.iter().enumerate() {
            beside.add(index, segments.as_ref());
        }
        for (index, (text, segments)) in actions.patterns.iter().zip(&segments).enumerate() {
            let at = || format!("{path}.{name}[{index}]");
            self.limit(What::ActionLength, text.value.chars().count(), text.range, &at);
            self.action(text, segments.as_ref(), &at);
            self.everything(statement, text, segments.as_ref(), &at);
            let wide = segments.as_ref().and_then(|segments| beside.beside(index, segments));
            let wide = wide.and_then(|wide| actions.patterns.get(wide));
            if let Some(wide) = wide {
                let message = said!("{} is covered by {} beside it", quoted(&text.value), quoted(&wide.value));
                self.add(Code::Redundant, Severity::Info, text.range, &at, message, Some(said!("it can be removed")));
            }
        }
        self.reads_passwords_by_alias(statement, &|| format!("{path}.{name}"));
        self.resources(statement, path);
        self.conditions(statement, path);
        self.scope(statement, path);
    }

    fn everything(&mut self, statement: &Statement, text: &Text, segments: Option<&Segments>, at: &dyn Fn() -> String) {
        let everything = statement.effect == Effect::Allow && segments.is_some_and(Segments::is_everything);
        if everything && self.document.version == Version::V1_1 {
            let message = said!("{} allows every action of every service", quoted(&text.value));
            let hint = Some(said!("name the services and actions that are needed"));
            self.warn(Code::AllowsEverything, text.range, at, message, hint);
        }
    }

    fn resources(&mut self, statement: &Statement, path: &str) {
        let Some(resources) = &statement.resources else { return };
        let at = || format!("{path}.Resource");
        self.limit(What::Resources, resources.patterns.len(), resources.range, &at);
        for (index, text) in resources.patterns.iter().enumerate() {
            let at = || format!("{path}.Resource[{index}]");
            self.limit(What::ResourceLength, text.value.chars().count(), text.range, &at);
            self.placeholder(text, &at);
            self.resource_type(text, &at);
        }
        if !every_resource(statement)
            && let Some(action) = self.unsupported(statement, |marks| marks.resource)
        {
            let message = said!("{} cannot be restricted to specific resources", quoted(&action));
            let hint = Some(said!("use `*`, or leave `Resource` out; an Allow does not grant it this way"));
            self.warn(Code::ResourceNotSupported, resources.range, &at, message, hint);
        }
    }

    /// Whether a resource is of a type that its service's list has, as far as it is nearly one of them.
    fn resource_type(&mut self, resource: &Text, at: &dyn Fn() -> String) {
        let mut parts = resource.value.splitn(5, ':');
        let (Some(service), Some(written)) = (parts.next(), parts.nth(2)) else { return };
        if written.contains(['*', '$', '{', '<'])
            || parts.next().is_none()
            || self.is_full()
            || !self.effort.step(TYPES)
        {
            return;
        }
        let Some((lists, near)) = self.names.meant_type(&service.to_ascii_lowercase(), written) else { return };
        let hint = Some(said!("did you mean `{}`?", near));
        self.warn(Code::ResourceType, resource.range, at, lists.lack_type(written, service), hint);
    }

    /// An action that the statement matches and that no API of the chosen cloud supports this for.
    fn unsupported(&self, statement: &Statement, mark: fn(&Marks) -> Option<bool>) -> Option<String> {
        let catalog = self.options.cloud.and_then(catalog::of)?;
        if !self.effort.step(catalog.actions().len() * (2 + statement.actions.patterns.len())) {
            return None;
        }
        let patterns = ActionPatterns::new(&statement.actions.patterns, self.document.version);
        let unsupported = |action: &&String| {
            let asked = AskedAction::parse(action);
            let matched = asked
                .is_some_and(|asked| patterns.iter().flatten().any(|pattern| pattern.matches(&asked) != Truth::False));
            matched && catalog.marks(action).is_some_and(|marks| mark(&marks) == Some(false))
        };
        catalog.actions().iter().find(unsupported).cloned()
    }

    fn conditions(&mut self, statement: &Statement, path: &str) {
        // The conditions of an operator stand together.
        let mut operators: Vec<(&str, usize, Range)> = Vec::new();
        for condition in &statement.conditions {
            match operators.last_mut().filter(|(.., range)| *range == condition.operator.range) {
                Some((_, count, _)) => *count += 1,
                None => operators.push((&condition.operator.value, 1, condition.operator.range)),
            }
        }
        let mut untagged = None;
        if let Some((_, _, range)) = operators.first() {
            self.limit(What::Conditions, operators.len(), *range, &|| format!("{path}.Condition"));
        }
        for (operator, count, range) in operators {
            self.limit(What::Keys, count, range, &|| child(&format!("{path}.Condition"), operator));
        }
        for condition in statement.conditions.iter().filter(|condition| !condition.key.value.is_empty()) {
            let key = &*condition.key.value;
            let at = || child(&child(&format!("{path}.Condition"), &condition.operator.value), key);
            let length = condition
                .values
                .iter()
                .flatten()
                .filter_map(|value| value.text.as_ref())
                .map(|text| text.chars().count())
                .sum();
            self.limit(What::ValueLength, length, condition.range, &at);
            self.key(condition, &at);
            if is_tag(key)
                && let Some(action) =
                    untagged.get_or_insert_with(|| self.unsupported(statement, |marks| marks.tag)).clone()
            {
                let message = said!("{} cannot be restricted by tags", quoted(&action));
                let hint = Some(said!("its requests do not carry the key"));
                self.warn(Code::TagNotSupported, condition.key.range, &at, message, hint);
            }
        }
    }

    /// Whether its key is known, and its operator fits it.
    fn key(&mut self, condition: &Condition, at: &dyn Fn() -> String) {
        let key = &*condition.key.value;
        let known = GLOBAL_KEYS.iter().find(|(name, _)| *name == key).map(|(_, kind)| *kind);
        let is_global = known.is_some() || is_tag(key);
        // Of the keys of a service nothing is said without its list.
        let is_known = match key.split_once(':') {
            Some(("g", _)) | None => is_global,
            Some(_) => self.names.knows_key(key).unwrap_or(true),
        };
        if !is_known {
            let service = key.split_once(':').map_or("g", |(service, _)| service);
            let mut names: Vec<&str> = self.names.keys(service);
            if service == "g" {
                names.extend(GLOBAL_KEYS.iter().map(|(name, _)| *name));
            }
            let hint = self.meant(key, &names);
            let message = said!("{} is in no list of condition keys of versions 1.0 and 1.1", quoted(key));
            self.warn(Code::UnknownConditionKey, condition.key.range, at, message, hint);
        }
        let operator = &*condition.operator.value;
        let Some(parsed) = Operator::parse(operator).filter(|parsed| parsed.kind != BaseOperator::Null) else { return };
        if parsed.of_obs && !key.starts_with(OBS_KEYS) {
            let message = said!(
                "{} is an operator of OBS for its keys `obs:…`, and {} is none of them",
                quoted(operator),
                quoted(key)
            );
            self.warn(Code::OperatorType, condition.operator.range, at, message, None);
            return;
        }
        let of_list = || match self.names.key_type(key)? {
            "string" => Some(ValueType::Text),
            "number" => Some(ValueType::Number),
            "date" => Some(ValueType::Date),
            "boolean" => Some(ValueType::Bool),
            "ip" => Some(ValueType::Ip),
            _ => None,
        };
        let Some(wanted) = known.or_else(of_list).filter(|wanted| parsed.kind.value_type() != *wanted) else { return };
        let kind = needs(wanted);
        let message = said!("{} does not fit {}, which is {}", quoted(operator), quoted(key), kind);
        self.warn(Code::OperatorType, condition.operator.range, at, message, None);
    }

    fn scope(&mut self, statement: &Statement, path: &str) {
        let options = self.options;
        let Some(scope) = &options.scope else { return };
        for (index, text) in statement.actions.patterns.iter().enumerate() {
            let Some(segments) = Segments::of(&text.value) else { continue };
            let service = segments.service();
            let pattern = quoted(&text.value);
            let mistake = match scope {
                Scope::Global => reach::in_global_services(service, options.cloud)
                    .filter(|reached| !reached)
                    .map(|_| said!("{} has no effect for global services: it is granted by project", pattern)),
                Scope::Project { .. } | Scope::AllProjects | Scope::OtherProjects { .. } => {
                    match (service, reach::in_projects(service, options.cloud)) {
                        ("iam", _) => Some(said!("{} has no effect in a project: IAM is a global service", pattern)),
                        // Of the whole set it is said once, and only where the other half is missing.
                        ("obs", _) | (_, Some(_)) => None,
                        _ => Some(said!("{} has perhaps no effect in a project: its service is a global one", pattern)),
                    }
                }
                Scope::EnterpriseProject { .. } | Scope::EnterpriseProjects
                    if self.without_enterprise_project(&segments) =>
                {
                    Some(said!("{} has no effect in an enterprise project: its APIs do not support it", pattern))
                }
                _ => None,
            };
            if let Some(message) = mistake {
                let hint = Some(said!("attach it where it has an effect"));
                self.warn(Code::ScopeMistake, text.range, &|| format!("{path}.Action[{index}]"), message, hint);
            }
        }
    }

    /// Whether no action that a pattern matches has an effect in an enterprise project.
    fn without_enterprise_project(&self, pattern: &Segments) -> bool {
        let catalogs: Vec<&Catalog> = catalog::clouds(self.options.cloud).filter_map(catalog::of).collect();
        let count = catalogs.iter().map(|catalog| catalog.actions().len()).sum();
        if !self.effort.step(count) {
            return false;
        }
        let matched = catalogs.iter().flat_map(|catalog| {
            let is_it = |action: &&String| Segments::of(action).is_some_and(|action| pattern.covers(&action));
            catalog.actions().iter().filter(is_it).filter_map(|action| catalog.marks(action))
        });
        let marks: Vec<Option<bool>> = matched.map(|marks| marks.enterprise_project).collect();
        !marks.is_empty() && marks.iter().all(|mark| *mark == Some(false))
    }
}

/// What a key of a type is, and wants.
pub(super) fn needs(wanted: ValueType) -> Said {
    match wanted {
        ValueType::Text => said!("a text: use a `String…` operator"),
        ValueType::Number => said!("a number: use a `Number…` operator"),
        ValueType::Date => said!("a time: use a `Date…` operator"),
        ValueType::Bool => said!("`true` or `false`: use `Bool`"),
        ValueType::Ip => said!("an IP address: use `IpAddress`"),
    }
}
