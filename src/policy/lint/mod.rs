//! What is very probably not meant, in policies that can be read. Findings are warnings and infos; none changes a decision.
//!
//! Sources: OTC IAM user guide "Policy Syntax" and API reference, appendix "Error Codes"; Huawei Cloud IAM "策略语法", "策略内容" and quotas;
//! the catalogue ([`super::catalog`]).

mod action;
mod between;
mod cover;
mod limits;
mod names;
mod placeholders;
pub(crate) mod read;
mod segments;
mod set;
mod statement;
mod twins;
mod v5;

pub use self::limits::Limits;
pub use self::set::{AttachedPolicy, lint_set};

use self::cover::Effort;
use self::limits::What;
use self::names::Names;
use std::sync::Arc;

use crate::Cloud;
use crate::base::policy_kind::PolicyKind;
use crate::base::said::{Said, said};
use crate::base::scope::Scope;
use crate::base::sort::sort_by_key;
use crate::base::text::nearest;
use crate::policy::catalog::lists::Services;
use crate::policy::model::ast::{Document, Effect, Statement, Version};
use crate::policy::model::interner::Interner;
use crate::policy::model::source::Range;
use crate::policy::syntax::diagnostic::{Diagnostic, DiagnosticCode as Code, Severity};
use crate::policy::syntax::found::{Found, MOST, diagnostics, not_all};

/// What the linter knows besides the document.
#[derive(Debug, Clone, Default)]
pub struct LintOptions {
    /// Whose catalogue to compare with; both where there is none.
    pub cloud: Option<Cloud>,
    /// Which limits hold.
    pub limits: Limits,
    /// Where it is, or is to be, attached.
    pub scope: Option<Scope>,
    /// What kind of policy it is, where that was said.
    pub kind: Option<PolicyKind>,
    /// The lists of all services; without, only the names of ECS are looked up.
    pub services: Option<Arc<Services>>,
}

impl LintOptions {
    /// The same, with lists to look names up in.
    #[must_use]
    pub fn with_services(self, services: Arc<Services>) -> Self {
        Self { services: Some(services), ..self }
    }
}

/// The findings in one document, by place.
#[must_use]
pub fn lint(document: &Document, options: &LintOptions) -> Vec<Diagnostic> {
    lint_with(document, options, &names(options))
}

/// The names to compare with.
fn names(options: &LintOptions) -> Names<'_> {
    Names::of(options.cloud, options.services.as_deref())
}

/// The same with names that are there already. Not inlined: it has two callers, and is large.
#[inline(never)]
fn lint_with(document: &Document, options: &LintOptions, names: &Names<'_>) -> Vec<Diagnostic> {
    let effort = Effort::default();
    let services = Interner::default();
    let mut linter = Linter { document, options, names, effort: &effort, found: Vec::new(), has_more: false, services };
    if document.version == Version::V5_0 {
        linter.document_v5();
    } else {
        linter.document();
    }
    let has_more = linter.has_more || effort.is_spent();
    let mut found = linter.found;
    if has_more {
        found.push((not_all(&document.path), None));
    }
    sort_by_key(&mut found, |(found, _)| (found.range.start, found.range.end));
    let (found, codes): (Vec<Found>, Vec<_>) = found.into_iter().unzip();
    let mut diagnostics = diagnostics(&document.source, found);
    for (diagnostic, code) in diagnostics.iter_mut().zip(codes) {
        let is_v5 = document.version == Version::V5_0;
        diagnostic.iam_code = if is_v5 { diagnostic.code.issue() } else { code.or(diagnostic.iam_code) };
    }
    diagnostics
}

struct Linter<'a> {
    document: &'a Document,
    options: &'a LintOptions,
    names: &'a Names<'a>,
    effort: &'a Effort,
    found: Vec<(Found, Option<&'static str>)>,
    /// Whether there are more findings than are kept.
    has_more: bool,
    /// The services of which it was said that they are not known.
    services: Interner,
}

/// How many steps it takes to compare a name with another one, sign by sign.
const NEAREST: usize = 15;

fn every_resource(statement: &Statement) -> bool {
    statement.resources.as_ref().is_none_or(|resources| resources.patterns.iter().any(|text| *text.value == *"*"))
}

fn unrestricted(statement: &Statement) -> bool {
    statement.conditions.is_empty() && every_resource(statement)
}

fn ordinal(statement: &Statement) -> u32 {
    statement.index + 1
}

impl Linter<'_> {
    fn add(
        &mut self,
        code: Code,
        severity: Severity,
        range: Range,
        path: &dyn Fn() -> String,
        message: Said,
        hint: Option<Said>,
    ) {
        if !self.is_full() {
            self.found.push((Found { code, severity, range, path: path(), message, hint }, None));
        }
    }

    fn warn(&mut self, code: Code, range: Range, path: &dyn Fn() -> String, message: Said, hint: Option<Said>) {
        self.add(code, Severity::Warning, range, path, message, hint);
    }

    /// Whether one more finding would not be kept.
    fn is_full(&mut self) -> bool {
        let is_full = self.found.len() >= MOST;
        self.has_more |= is_full;
        is_full
    }

    /// What was probably meant by a name that is none of these.
    fn meant(&mut self, name: &str, known: &[&str]) -> Option<Said> {
        if self.is_full() || !self.effort.step(NEAREST * known.len()) {
            return None;
        }
        nearest(name, known).first().map(|meant| said!("did you mean `{}`?", *meant))
    }

    fn limit(&mut self, what: What, count: usize, range: Range, path: &dyn Fn() -> String) {
        let Some(limit) = self.options.limits.figure(what).filter(|limit| count > *limit) else { return };
        if self.is_full() {
            return;
        }
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
            self.add(Code::DenyOnly, Severity::Info, first, &|| format!("{root}.Statement"), message, hint);
        }
        self.mixed_services(&root);
    }
}
