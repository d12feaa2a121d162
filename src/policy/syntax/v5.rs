//! What the grammar of version 5.0 has besides that of 1.1 (IAM user guide, "JSON syntax of identity policies").

use super::diagnostic::DiagnosticCode as Code;
use super::json::{Member, Node, NodeKind};
use super::parser::Parser;
use crate::base::said::{Said, said};
use crate::base::text::quoted;
use crate::policy::model::ast::{OpenForm, Resources, Text};

pub(super) const POLICY_MEMBERS: &[&str] = &["Version", "Statement"];

pub(super) const STATEMENT_MEMBERS: &[&str] =
    &["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/// What the form of a statement leaves open, besides what is open already.
pub(super) fn open_form(statement: &Node<'_>, before: OpenForm) -> OpenForm {
    let lists = ["Action", "NotAction", "Resource", "NotResource"].map(|name| statement.member(name));
    let kinds = || lists.iter().flatten().map(|member| &member.value.kind);
    OpenForm {
        scalar: before.scalar || kinds().any(|kind| matches!(kind, NodeKind::String(_))),
        empty_list: before.empty_list
            || kinds().any(|kind| matches!(kind, NodeKind::Array(elements) if elements.is_empty())),
    }
}

impl Parser<'_, '_> {
    pub(super) fn sid(&mut self, node: &Node<'_>, path: &dyn Fn() -> String) -> Option<Text> {
        let member = node.member("Sid")?;
        let text = member.value.text();
        if text.is_none() {
            let message = said!("{} must be a string, got {}", "`Sid`", member.value.what());
            self.add(Code::Sid, member.value.range, &|| format!("{}.Sid", path()), message, None);
        }
        text
    }

    /// Says that a list and its negation stand together, of which only one may.
    pub(super) fn both(&mut self, second: &Member<'_>, name: &str, code: Code, path: &dyn Fn() -> String) -> Said {
        let not = &*second.key.value;
        let message = said!("{} and {} cannot stand together", quoted(name), quoted(not));
        let hint = Some(said!("remove one of them"));
        self.add(code, second.key.range, &|| format!("{}.{not}", path()), message.clone(), hint);
        message
    }

    pub(super) fn resources_v5(
        &mut self,
        node: &Node<'_>,
        path: &dyn Fn() -> String,
    ) -> Option<Result<Resources, Said>> {
        let (member, negated) = match (node.member("Resource"), node.member("NotResource")) {
            (Some(_), Some(second)) => {
                return Some(Err(self.both(second, "Resource", Code::ResourceAndNotResource, path)));
            }
            (Some(member), None) => (member, false),
            (None, other) => (other?, true),
        };
        let place = || format!("{}.{}", path(), member.key.value);
        let (patterns, unread) = self.strings(member, &place, (Code::ResourceNotArray, Code::ResourceForm), Self::urn);
        Some(unread.map_or(Ok(Resources { negated, patterns, range: member.value.range }), Err))
    }

    pub(super) fn action_v5(&mut self, text: &Text, path: &dyn Fn() -> String) {
        let value = &*text.value;
        let odd = value
            .chars()
            .find(|sign| !sign.is_ascii_alphanumeric() && !matches!(sign, '_' | '*' | '?' | '-' | ':' | '.'));
        if let Some(odd) = odd {
            let message = said!("an action has no {} in it, got {}", quoted(&odd.to_string()), quoted(value));
            self.add(Code::ActionForm, text.range, path, message, None);
            return;
        }
        let segments = value.split(':').count();
        let is_short = segments < 3 && !value.ends_with('*');
        if value.is_empty() {
            let message = said!("expected an action, `service:type:operation`, got an empty string");
            self.add(Code::ActionForm, text.range, path, message, None);
        } else if segments > 3 || (is_short && !value.contains(['*', '?'])) {
            let message = said!(
                "an action has three segments, `service:type:operation`, got {}; it matches nothing",
                quoted(value)
            );
            self.add(Code::ActionSegments, text.range, path, message, None);
        }
    }

    fn urn(&mut self, text: &Text, path: &dyn Fn() -> String) {
        let value = &*text.value;
        if value.split(':').count() >= 5 || value.ends_with('*') {
            return;
        }
        let message = said!("a resource is `*` or `service:region:account:type:path`, got {}", quoted(value));
        self.add(Code::ResourceForm, text.range, path, message, Some(said!("such as `{}`", "ecs:*:*:instance:*")));
    }
}
