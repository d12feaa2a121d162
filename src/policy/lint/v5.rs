//! What is very probably not meant in policies of version 5.0.

use super::Linter;
use super::statement::needs;
use crate::Cloud;
use crate::base::policy_kind::PolicyKind;
use crate::base::said::said;
use crate::base::text::quoted;
use crate::policy::catalog::v5::documented_aliases;
use crate::policy::model::action::{ActionPatterns, AskedAction};
use crate::policy::model::ast::{Condition, Effect, Statement};
use crate::policy::model::operator::{BaseOperator, Operator};
use crate::policy::model::source::Range;
use crate::policy::model::v5::keys;
use crate::policy::model::verdict::Truth;
use crate::policy::syntax::diagnostic::{DiagnosticCode as Code, Severity};

/// Characters without blanks of a policy (`policy_size_quota` of an account, as one page of Huawei Cloud has it).
const SIZE: usize = 6144;

/// What an alias of may read passwords.
const READS_PASSWORDS: &str = "ecs:cloudServers:showServerPassword";

impl Linter<'_> {
    pub(super) fn document_v5(&mut self) {
        let document = self.document;
        let root = document.path.to_string();
        let first = Range { start: 0, end: u32::from(!document.source.text().is_empty()) };
        if self.options.scope.is_some() {
            let message = said!("version 5.0 has no such places: the policy applies wherever its principal is");
            let hint = Some(said!("narrow it by `Resource`, `g:RequestedRegion` or `g:EnterpriseProjectId`"));
            self.warn(Code::ScopeMistake, first, &|| root.clone(), message, hint);
        }
        let size = document.source.text().chars().filter(|sign| !sign.is_whitespace()).count();
        if document.envelope.is_none() && size > SIZE {
            let message = said!("expected at most {} characters without blanks, got {}", SIZE, size);
            let hint =
                Some(said!("this is the figure of one page; an account's own is `policy_size_quota` of its summary"));
            self.warn(Code::Limit, first, &|| root.clone(), message, hint);
        }
        for statement in &document.statements {
            let path = format!("{root}.Statement[{}]", statement.index);
            self.statement_v5(statement, &path);
        }
    }

    fn statement_v5(&mut self, statement: &Statement, path: &str) {
        if self.options.kind == Some(PolicyKind::Scp) {
            self.scp_grammar(statement, path);
        }
        let everything = !statement.actions.negated
            && statement.effect == Effect::Allow
            && statement.resources.is_none()
            && statement.conditions.is_empty()
            && statement.actions.patterns.iter().any(|text| *text.value == *"*");
        if everything && !matches!(self.options.kind, Some(PolicyKind::Session | PolicyKind::Scp)) {
            let message = said!("this allows everything");
            self.warn(Code::AllowsEverything, statement.range, &|| path.to_owned(), message, None);
        }
        for condition in &statement.conditions {
            self.condition_v5(condition, &|| format!("{path}.Condition"));
        }
    }

    /// The documents of Organizations contradict each other about what a custom policy may say.
    fn scp_grammar(&mut self, statement: &Statement, path: &str) {
        let message = if statement.effect == Effect::Allow {
            said!("whether a custom service control policy may allow is open: pages of 2025 and 2026 take a Deny alone")
        } else if statement.actions.negated {
            said!(
                "whether a custom service control policy may have `NotAction` is open: pages of 2025 and 2026 exclude it"
            )
        } else {
            return;
        };
        self.add(Code::ScpGrammar, Severity::Info, statement.range, &|| path.to_owned(), message, None);
    }

    fn condition_v5(&mut self, condition: &Condition, path: &dyn Fn() -> String) {
        let (name, key) = (&*condition.operator.value, &*condition.key.value);
        let Some(operator) = Operator::v5(name).filter(|operator| operator.kind != BaseOperator::Null) else { return };
        let facts = keys::facts(key, self.names.schema_key(key));
        if let Some(wanted) = facts.value_type.filter(|wanted| *wanted != operator.kind.value_type()) {
            let kind = needs(wanted);
            let message = said!(
                "{} does not fit {}, which is {}: an operator of another type than its key never matches",
                quoted(name),
                quoted(key),
                kind
            );
            self.warn(Code::OperatorType, condition.operator.range, path, message, None);
        }
        if operator.set.is_none() && facts.multi_valued {
            let message = said!("{} may have several values: what {} means for it is open", quoted(key), quoted(name));
            let hint = Some(said!("write `ForAnyValue:` or `ForAllValues:` before the operator"));
            self.warn(Code::MissingQualifier, condition.operator.range, path, message, hint);
        }
    }

    /// An Allow of versions 1.0 and 1.1 that names what is now an alias of the action that reads passwords.
    pub(super) fn reads_passwords_by_alias(&mut self, statement: &Statement, path: &dyn Fn() -> String) {
        let is_asked = self.options.cloud == Some(Cloud::Huawei);
        if !is_asked || statement.effect != Effect::Allow || statement.actions.negated {
            return;
        }
        let action = |text: &str| AskedAction::parse(text);
        let alias = documented_aliases().find(|(action, _)| *action == READS_PASSWORDS);
        let Some((own, (_, alias))) = action(READS_PASSWORDS).zip(alias) else { return };
        let Some(former) = action(alias) else { return };
        let patterns = ActionPatterns::new(&statement.actions.patterns, self.document.version);
        let matches = |asked: &AskedAction| {
            patterns.iter().position(|pattern| pattern.is_some_and(|pattern| pattern.matches(asked) != Truth::False))
        };
        let Some(text) = matches(&former).and_then(|at| statement.actions.patterns.get(at)) else { return };
        if matches(&own).is_some() {
            return;
        }
        let message = said!(
            "{} may read the passwords of Windows servers: {} is an alias of {}, which identity policies (version 5.0) go by",
            quoted(&text.value),
            quoted(alias),
            quoted(READS_PASSWORDS)
        );
        let hint = Some(said!("name the actions that are meant, by their current names"));
        self.add(Code::AliasReadsPasswords, Severity::Info, text.range, path, message, hint);
    }
}
