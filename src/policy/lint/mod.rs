//! What is very probably not meant, in policies that can be read. Findings are warnings and infos; none changes a decision.
//!
//! Sources: OTC IAM user guide "Policy Syntax" and API reference, appendix "Error Codes"; Huawei Cloud IAM "策略语法", "策略内容" and quotas;
//! the catalogue ([`super::catalog`]).

pub(crate) mod read;

use super::catalog::{self, Catalog, Marks};
use crate::base::ids::one_of;
use crate::base::said::{Said, said};
use crate::base::scope::Scope;
use crate::base::sort::sort_by_key;
use crate::base::text::{nearest, quoted};
use crate::policy::engine::set::{CUSTOM, is_tag};
use crate::policy::model::ast::{Condition, Document, Effect, Statement, Text, Version};
use crate::policy::model::operator::{Kind, Operator, ValueType};
use crate::policy::model::pattern::{ActionPattern, AskedAction, star};
use crate::policy::model::source::Range;
use crate::policy::model::verdict::Truth;
use crate::policy::syntax::diagnostic::{Diagnostic, DiagnosticCode as Code, Severity};
use crate::policy::syntax::parse::{Found, child, diagnostics, odd_sign};
use crate::{Cloud, Error};

/// Which limits of size and number hold: the sources disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Limits {
    /// The error codes of the OTC IAM API reference.
    #[default]
    Otc,
    /// Huawei Cloud's IAM API reference of 2023.
    Huawei,
    /// Huawei Cloud's quota page of 2025-07: only the size is limited.
    HuaweiUnlimited,
}

impl Limits {
    /// The names a caller may give.
    pub const NAMES: [&str; 3] = ["otc", "huawei", "huaweiUnlimited"];

    /// Reads `otc`, `huawei` or `huaweiUnlimited`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path` for anything else.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        match text {
            "otc" => Ok(Self::Otc),
            "huawei" => Ok(Self::Huawei),
            "huaweiUnlimited" => Ok(Self::HuaweiUnlimited),
            _ => Err(one_of(text, path, &Self::NAMES)),
        }
    }

    fn source(self) -> Said {
        match self {
            Self::Otc => said!("OTC IAM error codes"),
            Self::Huawei => said!("Huawei Cloud IAM API reference 2023"),
            Self::HuaweiUnlimited => said!("Huawei Cloud IAM quotas 2025-07"),
        }
    }

    /// `None`: no limit is known.
    const fn figure(self, what: What) -> Option<usize> {
        match (what, self) {
            (What::Size, _) => Some(6144),
            (_, Self::HuaweiUnlimited) => None,
            (What::Statements, _) => Some(8),
            (What::Actions, _) => Some(100),
            (What::ActionLength, Self::Otc) => Some(128),
            (What::Resources | What::Conditions, _) => Some(10),
            (What::ResourceLength, Self::Otc) => Some(1500),
            (What::ResourceLength, Self::Huawei) => Some(128),
            (What::Keys, Self::Otc) => Some(10),
            (What::ValueLength, Self::Otc) => Some(1024),
            (What::Depends, Self::Otc) => Some(20),
            (What::ActionLength | What::Keys | What::ValueLength | What::Depends, Self::Huawei) => None,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum What {
    Size,
    Statements,
    Actions,
    ActionLength,
    Resources,
    ResourceLength,
    Conditions,
    Keys,
    ValueLength,
    Depends,
}

impl What {
    /// How many of what, and IAM's own code for more of them.
    fn words(self, limit: usize) -> (Said, &'static str) {
        match self {
            Self::Size => (said!("{} characters in a policy", limit), "IAM.1021"),
            Self::Statements => (said!("{} statements in a policy", limit), "IAM.1028"),
            Self::Actions => (said!("{} actions in a statement", limit), "IAM.1033"),
            Self::ActionLength => (said!("{} characters in an action", limit), "IAM.1034"),
            Self::Resources => (said!("{} resources in a statement", limit), "IAM.1040"),
            Self::ResourceLength => (said!("{} characters in a resource", limit), "IAM.1042"),
            Self::Conditions => (said!("{} conditions in a statement", limit), "IAM.1050"),
            Self::Keys => (said!("{} condition keys under an operator", limit), "IAM.1054"),
            Self::ValueLength => (said!("{} characters in the values of a condition key", limit), "IAM.1056"),
            Self::Depends => (said!("{} entries in `Depends`", limit), "IAM.1058"),
        }
    }
}

/// What the linter knows besides the document.
#[derive(Debug, Clone, Default)]
pub struct LintOptions {
    /// Whose catalogue to compare with; both where there is none.
    pub cloud: Option<Cloud>,
    /// Which limits hold.
    pub limits: Limits,
    /// Where it is, or is to be, attached.
    pub scope: Option<Scope>,
}

/// A readable policy of a set.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Its name in the set.
    pub name: &'a str,
    /// What was read of it.
    pub document: &'a Document,
    /// Where it is attached.
    pub scope: Option<&'a Scope>,
    /// The catalog it is from.
    pub catalog: &'a str,
}

/// The findings in one document, by place.
#[must_use]
pub fn lint(document: &Document, options: &LintOptions) -> Vec<Diagnostic> {
    if document.version == Version::NotEvaluated {
        return Vec::new();
    }
    let clouds =
        [Cloud::Otc, Cloud::Huawei].into_iter().filter(|cloud| options.cloud.is_none_or(|given| given == *cloud));
    let catalogs: Vec<&Catalog> = clouds.filter_map(catalog::of).collect();
    let mut linter = Linter { document, options, catalogs, found: Vec::new() };
    linter.document();
    let mut found = linter.found;
    sort_by_key(&mut found, |(found, _)| (found.range.start, found.range.end));
    let (found, codes): (Vec<Found>, Vec<_>) = found.into_iter().unzip();
    let mut diagnostics = diagnostics(&document.source, found);
    for (diagnostic, code) in diagnostics.iter_mut().zip(codes) {
        diagnostic.iam_code = code.or(diagnostic.iam_code);
    }
    diagnostics
}

struct Linter<'a> {
    document: &'a Document,
    options: &'a LintOptions,
    catalogs: Vec<&'a Catalog>,
    found: Vec<(Found, Option<&'static str>)>,
}

/// The services whose actions are granted by project (OTC IAM, "Permissions").
const PROJECT_SERVICES: [&str; 4] = ["ecs", "evs", "vpc", "ims"];

/// OTC "Policy Syntax", table 1: the global condition keys.
const KEYS: [(&str, ValueType); 8] = [
    ("g:CurrentTime", ValueType::Date),
    ("g:DomainName", ValueType::Text),
    ("g:MFAPresent", ValueType::Bool),
    ("g:MFAAge", ValueType::Number),
    ("g:ProjectName", ValueType::Text),
    ("g:ServiceName", ValueType::Text),
    ("g:UserId", ValueType::Text),
    ("g:UserName", ValueType::Text),
];

/// A pattern as three segments in lower case; short ones are filled up.
fn segments(text: &str) -> Option<[String; 3]> {
    let lower = text.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split(':').collect();
    match parts.as_slice() {
        [service, kind, operation] => Some([(*service).into(), (*kind).into(), (*operation).into()]),
        [service, "*"] => Some([(*service).into(), "*".into(), "*".into()]),
        ["*"] => Some(["*".into(), "*".into(), "*".into()]),
        _ => None,
    }
}

/// Whether `wide` matches everything that `narrow` does. Exact: a `*` of `narrow` can be matched by a `*` of `wide` only, because the
/// letters it stands for may be any.
fn covers(wide: &str, narrow: &str) -> bool {
    let (Some(wide), Some(narrow)) = (segments(wide), segments(narrow)) else { return false };
    wide.iter().zip(&narrow).all(|(wide, narrow)| star(wide, narrow))
}

fn covers_all(wide: &Statement, narrow: &Statement) -> bool {
    let covered = |text: &Text| wide.actions.patterns.iter().any(|each| covers(&each.value, &text.value));
    let plain = !wide.actions.negated && !narrow.actions.negated && !narrow.actions.patterns.is_empty();
    plain && narrow.actions.patterns.iter().all(covered)
}

fn every_resource(statement: &Statement) -> bool {
    statement.resources.as_ref().is_none_or(|resources| resources.patterns.iter().any(|text| *text.value == *"*"))
}

fn unrestricted(statement: &Statement) -> bool {
    statement.conditions.is_empty() && every_resource(statement)
}

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

fn ordinal(statement: &Statement) -> u32 {
    statement.index + 1
}

impl Linter<'_> {
    fn add(&mut self, code: Code, severity: Severity, range: Range, path: String, message: Said, hint: Option<Said>) {
        self.found.push((Found { code, severity, range, path, message, hint }, None));
    }

    fn warn(&mut self, code: Code, range: Range, path: String, message: Said, hint: Option<Said>) {
        self.add(code, Severity::Warning, range, path, message, hint);
    }

    fn limit(&mut self, what: What, count: usize, range: Range, path: &dyn Fn() -> String) {
        let Some(limit) = self.options.limits.figure(what).filter(|limit| count > *limit) else { return };
        let (most, iam) = what.words(limit);
        let message = said!("expected at most {} ({}), got {}", most, self.options.limits.source(), count);
        let hint = Some(said!("other regions have other limits; choose the profile that holds there"));
        let found = Found { code: Code::Limit, severity: Severity::Warning, range, path: path(), message, hint };
        self.found.push((found, Some(iam)));
    }

    fn document(&mut self) {
        let document = self.document;
        let root = document.path.to_string();
        let text = document.source.text();
        let whole = Range { start: 0, end: u32::try_from(text.len()).unwrap_or(u32::MAX) };
        let first = Range { start: 0, end: whole.end.min(1) };
        // An envelope is not part of the policy.
        if document.envelope.is_none() {
            self.limit(What::Size, text.chars().count(), first, &|| root.clone());
        }
        let unread = document.unread.iter().filter(|unread| unread.statement.is_some()).count();
        let statements = document.statements.len() + unread;
        self.limit(What::Statements, statements, first, &|| format!("{root}.Statement"));
        self.limit(What::Depends, document.depends.len(), first, &|| format!("{root}.Depends"));
        for statement in &document.statements {
            self.statement(statement, &format!("{root}.Statement[{}]", statement.index));
        }
        self.between_statements(&root);
        // What was not read may allow.
        let denies_only = !document.statements.is_empty()
            && document.unread.is_empty()
            && document.statements.iter().all(|statement| statement.effect == Effect::Deny);
        if denies_only {
            let message = said!("this policy only denies: by itself it grants nothing");
            let hint = Some(said!("combine it with a policy that allows"));
            self.add(Code::DenyOnly, Severity::Info, first, format!("{root}.Statement"), message, hint);
        }
        self.mixed_services(&root);
    }

    fn statement(&mut self, statement: &Statement, path: &str) {
        let name = if statement.actions.negated { "NotAction" } else { "Action" };
        let actions = &statement.actions;
        self.limit(What::Actions, actions.patterns.len(), actions.range, &|| format!("{path}.{name}"));
        for (index, text) in actions.patterns.iter().enumerate() {
            let at = || format!("{path}.{name}[{index}]");
            self.limit(What::ActionLength, text.value.chars().count(), text.range, &at);
            self.action(text, &at());
            let everything = statement.effect == Effect::Allow
                && segments(&text.value).is_some_and(|found| found.iter().all(|each| each == "*"));
            if everything && self.document.version == Version::V1_1 {
                let message = said!("{} allows every action of every service", quoted(&text.value));
                self.warn(
                    Code::AllowsEverything,
                    text.range,
                    at(),
                    message,
                    Some(said!("name the services and actions that are needed")),
                );
            }
            let other = actions.patterns.iter().enumerate().find(|(other, wide)| {
                *other != index
                    && covers(&wide.value, &text.value)
                    && (*other < index || !covers(&text.value, &wide.value))
            });
            if let Some((_, wide)) = other {
                let message = said!("{} is covered by {} beside it", quoted(&text.value), quoted(&wide.value));
                self.add(Code::Redundant, Severity::Info, text.range, at(), message, Some(said!("it can be removed")));
            }
        }
        self.resources(statement, path);
        self.conditions(statement, path);
        self.scope(statement, path);
    }

    fn action(&mut self, text: &Text, path: &str) {
        let Some([service, kind, operation]) = segments(&text.value) else { return };
        // The reader has said so.
        if odd_sign(&text.value).is_some() || [&service, &kind, &operation].iter().any(|segment| segment.is_empty()) {
            return;
        }
        let services: Vec<&str> = catalog::services().iter().map(|service| service.name).collect();
        let range = text.range;
        if service.contains('*') {
            return;
        }
        if !services.contains(&service.as_str()) {
            // Roles have names of their own, in any case.
            if self.document.version == Version::V1_1 {
                let hint = nearest(&service, &services).first().map(|meant| said!("did you mean `{}`?", *meant));
                let message = said!("no document names a service {}", quoted(&service));
                self.warn(Code::UnknownService, range, path.into(), message, hint);
            }
            return;
        }
        let complete = catalog::services().iter().any(|known| known.name == service && known.complete);
        if !complete || self.document.version != Version::V1_1 {
            return;
        }
        let known: Vec<String> = self
            .catalogs
            .iter()
            .flat_map(|catalog| catalog.actions())
            .map(|action| action.to_ascii_lowercase())
            .collect();
        let former: Vec<(&str, &str)> = self
            .catalogs
            .iter()
            .flat_map(|catalog| catalog.apis())
            .flat_map(|api| api.former.iter().map(|former| (former.action.as_str(), api.action.as_str())))
            .collect();
        let matching = |action: &str| covers(&text.value, action);
        if kind.contains('*') || operation.contains('*') {
            if !known.iter().any(|action| matching(action)) && !former.iter().any(|(action, _)| matching(action)) {
                let message = said!("{} matches no action that the documents name", quoted(&text.value));
                self.warn(Code::MatchesNothing, range, path.into(), message, None);
            }
            return;
        }
        let lower = text.value.to_ascii_lowercase();
        if known.contains(&lower) {
            return;
        }
        let mut today: Vec<&str> =
            former.iter().filter(|(action, _)| action.eq_ignore_ascii_case(&lower)).map(|(_, today)| *today).collect();
        sort_by_key(&mut today, |name| *name);
        today.dedup();
        if !today.is_empty() {
            let names: Vec<String> = today.iter().map(|name| format!("`{name}`")).collect();
            let message = said!("{} was renamed: the documents now say {}", quoted(&text.value), names.join(", "));
            let hint = Some(said!("name both, until it is known which one the region checks"));
            self.warn(Code::RenamedAction, range, path.into(), message, hint);
            return;
        }
        let types: Vec<&str> =
            known.iter().filter_map(|action| action.strip_prefix(&format!("{service}:"))?.split(':').next()).collect();
        if types.contains(&kind.as_str()) {
            let actions: Vec<&str> =
                self.catalogs.iter().flat_map(|catalog| catalog.actions()).map(String::as_str).collect();
            let hint = nearest(&text.value, &actions).first().map(|meant| said!("did you mean `{}`?", *meant));
            let message = said!("no document names the action {}", quoted(&text.value));
            self.warn(Code::UnknownAction, range, path.into(), message, hint);
        } else {
            let types: Vec<&str> = self
                .catalogs
                .iter()
                .flat_map(|catalog| catalog.actions())
                .filter_map(|action| action.split(':').nth(1))
                .collect();
            let hint = nearest(&kind, &types).first().map(|meant| said!("did you mean `{}`?", *meant));
            let message = said!(
                "service {} has no resource type {}",
                quoted(&service),
                quoted(text.value.split(':').nth(1).unwrap_or_default())
            );
            self.warn(Code::UnknownResourceType, range, path.into(), message, hint);
        }
    }

    fn resources(&mut self, statement: &Statement, path: &str) {
        let Some(resources) = &statement.resources else { return };
        let at = || format!("{path}.Resource");
        self.limit(What::Resources, resources.patterns.len(), resources.range, &at);
        for (index, text) in resources.patterns.iter().enumerate() {
            self.limit(What::ResourceLength, text.value.chars().count(), text.range, &|| {
                format!("{path}.Resource[{index}]")
            });
        }
        if !every_resource(statement)
            && let Some(action) = self.unsupported(statement, |marks| marks.resource)
        {
            let message = said!("{} cannot be restricted to specific resources", quoted(&action));
            let hint = Some(said!("use `*`, or leave `Resource` out; an Allow does not grant it this way"));
            self.warn(Code::ResourceNotSupported, resources.range, at(), message, hint);
        }
    }

    /// An action that the statement matches and that no API of the chosen cloud supports this for.
    fn unsupported(&self, statement: &Statement, mark: fn(&Marks) -> Option<bool>) -> Option<String> {
        let catalog = self.options.cloud.and_then(catalog::of)?;
        let patterns =
            statement.actions.patterns.iter().filter_map(|text| ActionPattern::new(&text.value, self.document.version));
        let patterns: Vec<ActionPattern> = patterns.collect();
        let unsupported = |action: &&String| {
            let asked = AskedAction::parse(action);
            let matched =
                asked.is_some_and(|asked| patterns.iter().any(|pattern| pattern.matches(&asked) != Truth::False));
            matched && catalog.marks(action).is_some_and(|marks| mark(&marks) == Some(false))
        };
        catalog.actions().iter().find(unsupported).cloned()
    }

    fn conditions(&mut self, statement: &Statement, path: &str) {
        let mut operators: Vec<(&str, usize, Range)> = Vec::new();
        for condition in &statement.conditions {
            match operators.iter_mut().find(|(operator, ..)| *operator == &*condition.operator.value) {
                Some((_, count, _)) => *count += 1,
                None => operators.push((&condition.operator.value, 1, condition.operator.range)),
            }
        }
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
            let known = KEYS.iter().find(|(name, _)| *name == key);
            if known.is_none() && !is_tag(key) {
                let names: Vec<&str> = KEYS.iter().map(|(name, _)| *name).collect();
                let hint = nearest(key, &names).first().map(|meant| said!("did you mean `{}`?", *meant));
                let message = said!("no document of versions 1.0 and 1.1 names a condition key {}", quoted(key));
                self.warn(Code::UnknownConditionKey, condition.key.range, at(), message, hint);
            }
            let operator = Operator::parse(&condition.operator.value).filter(|operator| operator.kind != Kind::Null);
            if let (Some((_, wanted)), Some(operator)) = (known, operator)
                && operator.kind.value_type() != *wanted
            {
                let kind = match wanted {
                    ValueType::Text => said!("a text: use a `String…` operator"),
                    ValueType::Number => said!("a number: use a `Number…` operator"),
                    ValueType::Date => said!("a time: use a `Date…` operator"),
                    ValueType::Bool => said!("`true` or `false`: use `Bool`"),
                };
                let message =
                    said!("{} does not fit {}, which is {}", quoted(&condition.operator.value), quoted(key), kind);
                self.warn(Code::OperatorType, condition.operator.range, at(), message, None);
            }
            if is_tag(key)
                && let Some(action) = self.unsupported(statement, |marks| marks.tag)
            {
                let message = said!("{} cannot be restricted by tags", quoted(&action));
                let hint = Some(said!("its requests do not carry the key"));
                self.warn(Code::TagNotSupported, condition.key.range, at(), message, hint);
            }
        }
    }

    fn scope(&mut self, statement: &Statement, path: &str) {
        let Some(scope) = &self.options.scope else { return };
        for (index, text) in statement.actions.patterns.iter().enumerate() {
            let Some([service, ..]) = segments(&text.value) else { continue };
            let pattern = quoted(&text.value);
            let mistake = match scope {
                Scope::Global if PROJECT_SERVICES.contains(&service.as_str()) => {
                    Some(said!("{} has no effect for global services: it is granted by project", pattern))
                }
                Scope::Project { .. } | Scope::AllProjects | Scope::OtherProjects { .. } if service == "iam" => {
                    Some(said!("{} has no effect in a project: IAM is a global service", pattern))
                }
                Scope::EnterpriseProject { .. } | Scope::EnterpriseProjects
                    if self.without_enterprise_project(&text.value) =>
                {
                    Some(said!("{} has no effect in an enterprise project: its APIs do not support it", pattern))
                }
                _ => None,
            };
            if let Some(message) = mistake {
                let hint = Some(said!("attach it where it has an effect"));
                self.warn(Code::ScopeMistake, text.range, format!("{path}.Action[{index}]"), message, hint);
            }
        }
    }

    /// Whether no action that a pattern matches has an effect in an enterprise project.
    fn without_enterprise_project(&self, pattern: &str) -> bool {
        let matched = self.catalogs.iter().flat_map(|catalog| {
            let actions = catalog.actions().iter().filter(|action| covers(pattern, action));
            actions.filter_map(|action| catalog.marks(action))
        });
        let marks: Vec<Option<bool>> = matched.map(|marks| marks.enterprise_project).collect();
        !marks.is_empty() && marks.iter().all(|mark| *mark == Some(false))
    }

    fn between_statements(&mut self, root: &str) {
        let statements = &self.document.statements;
        for (position, statement) in statements.iter().enumerate() {
            let path = format!("{root}.Statement[{}]", statement.index);
            let others =
                || statements.iter().enumerate().filter(|(other, _)| *other != position).map(|(_, other)| other);
            let shadow = others().find(|other| {
                statement.effect == Effect::Allow
                    && other.effect == Effect::Deny
                    && unrestricted(other)
                    && covers_all(other, statement)
            });
            if let Some(shadow) = shadow {
                let message =
                    said!("this statement never matters: the Deny of statement {} covers it", ordinal(shadow));
                self.warn(Code::ShadowedByDeny, statement.range, path, message, Some(said!("remove one of them")));
                continue;
            }
            let wider = others().find(|other| {
                let limits = unrestricted(other) || same_limits(other, statement);
                let first =
                    other.index < statement.index || !(covers_all(statement, other) && same_limits(statement, other));
                other.effect == statement.effect && limits && first && covers_all(other, statement)
            });
            if let Some(wider) = wider {
                let message = said!("this statement adds nothing: statement {} covers it", ordinal(wider));
                self.warn(Code::Contained, statement.range, path, message, Some(said!("it can be removed")));
            }
        }
    }

    fn mixed_services(&mut self, root: &str) {
        let texts = || self.document.statements.iter().flat_map(|statement| &statement.actions.patterns);
        let of = |wanted: &[&str]| {
            texts().find(|text| segments(&text.value).is_some_and(|[service, ..]| wanted.contains(&service.as_str())))
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

/// What only a set can show: the findings, with the index of the member they are in. `unread`: whether the set has entries besides
/// of which nothing was read, or not what they are called, each of which may be a role that is missing.
#[must_use]
pub fn lint_set(members: &[Member<'_>], cloud: Option<Cloud>, unread: bool) -> Vec<(usize, Diagnostic)> {
    let _ = cloud;
    let mut found = Vec::new();
    let mut add =
        |index: usize, code: Code, severity: Severity, range: Range, path: String, message: Said, hint: Said| {
            let Some(member) = members.get(index) else { return };
            let one = Found { code, severity, range, path, message, hint: Some(hint) };
            found.extend(
                diagnostics(&member.document.source, vec![one]).into_iter().map(|diagnostic| (index, diagnostic)),
            );
        };
    let start = Range { start: 0, end: 1 };
    for (index, member) in members.iter().enumerate() {
        let document = member.document;
        let root = &document.path;
        let is_role = document.is_role() && !document.is_perhaps_no_role();
        for (position, needed) in document.depends.iter().enumerate().filter(|_| is_role) {
            let wanted = (&*needed.catalog.value, &*needed.display_name.value);
            if wanted.0 == CUSTOM || !members.iter().any(|other| role_name(other) == wanted) {
                let (name, catalog) = (quoted(wanted.1), quoted(wanted.0));
                let message = if unread && wanted.0 != CUSTOM {
                    said!(
                        "this role has no effect without the role {} of catalog {}, which is not among the policies that were read",
                        name,
                        catalog
                    )
                } else {
                    said!(
                        "this role has no effect without the role {} of catalog {}, which is not in the set",
                        name,
                        catalog
                    )
                };
                let path = format!("{root}.Depends[{position}]");
                add(
                    index,
                    Code::MissingDependency,
                    Severity::Warning,
                    needed.range,
                    path,
                    message,
                    said!("grant it in the same project"),
                );
            }
        }
        let named = |member: &Member<'_>, name: &str| member.name == name || role_name(member).1 == name;
        let guest = |other: &Member<'_>| {
            named(other, "Tenant Guest")
                && (other.scope == member.scope
                    || !matches!(
                        other.scope,
                        Some(
                            Scope::Project { .. }
                                | Scope::EnterpriseProject { .. }
                                | Scope::Global
                                | Scope::EnterpriseProjects
                                | Scope::OtherProjects { .. }
                        )
                    ))
        };
        if named(member, "Server Administrator") && document.depends.is_empty() && !members.iter().any(guest) {
            let message = if unread {
                said!(
                    "`Server Administrator` needs `Tenant Guest` in the same project, which is not among the policies that were read"
                )
            } else {
                said!("`Server Administrator` needs `Tenant Guest` in the same project, which is not in the set")
            };
            let hint = said!("grant it in the same project; its printed text does not say so");
            add(index, Code::ServerAdministratorAlone, Severity::Warning, start, root.to_string(), message, hint);
        }
        for statement in document.statements.iter().filter(|statement| statement.effect == Effect::Allow) {
            let shadow = members.iter().enumerate().find_map(|(other_index, other)| {
                // A Deny that applies wherever this statement does, in the same kind of attachment.
                let everywhere = matches!(other.scope, Some(Scope::AllProjects | Scope::AllResources))
                    && !matches!(
                        member.scope,
                        None | Some(Scope::EnterpriseProject { .. } | Scope::EnterpriseProjects | Scope::Global)
                    );
                // Two that are attached to projects that are not known need not be so to the same ones.
                let known = !matches!(member.scope, Some(Scope::EnterpriseProjects | Scope::OtherProjects { .. }));
                let always = (known && other.scope == member.scope) || everywhere;
                let denies = |each: &&Statement| {
                    each.effect == Effect::Deny && unrestricted(each) && covers_all(each, statement)
                };
                let counts = other_index != index && always && other.document.depends.is_empty();
                other
                    .document
                    .statements
                    .iter()
                    .find(|each| counts && denies(each))
                    .map(|each| (other.name, ordinal(each)))
            });
            if let Some((name, ordinal)) = shadow {
                let message = said!(
                    "this statement never matters: the Deny in statement {} of {} covers it",
                    ordinal,
                    quoted(name)
                );
                let path = format!("{root}.Statement[{}]", statement.index);
                add(
                    index,
                    Code::ShadowedByDeny,
                    Severity::Warning,
                    statement.range,
                    path,
                    message,
                    said!("remove one of them"),
                );
            }
        }
    }
    found
}

/// The name by which `Depends` finds a member, and its catalog.
fn role_name<'a>(member: &Member<'a>) -> (&'a str, &'a str) {
    let envelope = member.document.envelope.as_ref();
    let catalog = envelope.and_then(|envelope| envelope.catalog.as_ref());
    let name = envelope.and_then(|envelope| envelope.display_name.as_ref());
    (catalog.map_or(member.catalog, |text| &text.value), name.map_or(member.name, |text| &text.value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Against all texts of up to four letters; `z` is in no pattern, and stands for the rest of the alphabet.
        #[test]
        fn covers_is_containment(wide in "[ab*]{0,4}", narrow in "[ab*]{0,4}") {
            let letters = ["a", "b", "z"];
            let mut texts = vec![String::new()];
            for _ in 0..6 {
                let longer: Vec<String> = texts.iter().flat_map(|text| letters.iter().map(move |letter| format!("{text}{letter}"))).collect();
                texts.extend(longer);
                texts.sort();
                texts.dedup();
            }
            let contained = texts.iter().all(|text| !star(&narrow, text) || star(&wide, text));
            prop_assert_eq!(star(&wide, &narrow), contained);
        }
    }
}
