//! What was not read of a policy and its envelope, because the text ends, was given up, or has something where nothing can stand.

use super::json::{Node, NodeKind};
use super::parser::{Parser, too_deep};
use crate::base::said::{Said, said};
use crate::base::text::quoted;
use crate::policy::model::ast::{Unread, UnreadEnvelope, Version};
use crate::policy::model::source::Range;

pub(super) const POLICY_MEMBERS: &[&str] = &["Version", "Statement", "Depends"];

impl Parser<'_, '_> {
    /// What was not read of what is around a policy; none where its end was read, or where it is a policy itself.
    pub(super) fn unread_envelope(&self, entry: &Node<'_>) -> Option<UnreadEnvelope> {
        let is_read = |name: &&str| entry.member(name).is_some_and(|member| self.is_whole(&member.value, entry));
        let is_bare = entry.member("policy").is_none() && POLICY_MEMBERS.iter().any(is_read);
        if is_bare || !self.reading.is_unfinished(entry) {
            return None;
        }
        let [catalog, display_name, flag] = ["catalog", "display_name", "flag"].map(|name| !is_read(&name));
        let cause = self.ends_before(said!("the text ends where its catalog or name may follow"));
        Some(UnreadEnvelope { catalog, display_name, flag, range: end(entry), cause })
    }

    /// What was not read of a policy besides its statements, and leaves open what it says.
    pub(super) fn unread_besides(&self, policy: &Node<'_>) -> Option<Unread> {
        let NodeKind::Object(members) = &policy.kind else { return None };
        let member = policy.member("Statement").map(|member| &member.value)?;
        let statements = match &member.kind {
            NodeKind::Array(elements) => elements.as_slice(),
            NodeKind::Object(_) => std::slice::from_ref(member),
            // Then nothing of it was read, which is said already.
            _ => return None,
        };
        let unread = |range, cause| Some(Unread { statement: None, range, cause });
        // A version or dependencies that the text ends in may be others.
        let last = members.last().filter(|member| {
            let value = &member.value;
            let is_finished = matches!(value.kind, NodeKind::String(_) | NodeKind::Array(_) | NodeKind::Object(_))
                && !self.reading.is_unfinished(value);
            matches!(&*member.key.value, "Version" | "Depends") && !is_finished && self.reading.is_unfinished(policy)
        });
        if let Some(member) = last {
            return unread(member.value.range, said!("the text ends within {}", quoted(&member.key.value)));
        }
        if let Some(range) = self.left_out(policy, statements) {
            let behind = range.start >= policy.range.end;
            let cause = if behind {
                said!("this follows the policy, and one document holds one policy")
            } else {
                said!("this stands where no member of a policy can")
            };
            return unread(range, cause);
        }
        let in_a_statement = statements.iter().any(|statement| self.reading.is_unfinished(statement));
        if in_a_statement || !self.reading.is_unfinished(policy) {
            return None;
        }
        if self.reading.too_deep {
            return unread(end(policy), too_deep());
        }
        // Where it ends, a further statement, another version or dependencies may have been cut off.
        let is_open =
            self.reading.is_unfinished(member) || !self.has_whole_version(policy) || self.version == Version::V1_0;
        is_open.then(|| Unread {
            statement: None,
            range: end(policy),
            cause: said!("the text ends before the policy does"),
        })
    }

    /// What had to be left out of a policy or behind it, besides what is in its statements.
    fn left_out(&self, policy: &Node<'_>, statements: &[Node<'_>]) -> Option<Range> {
        let in_statement = |range: &Range| {
            let after = statements.partition_point(|statement| statement.range.start <= range.start);
            let before = after.checked_sub(1).and_then(|index| statements.get(index));
            before.is_some_and(|statement| range.start < statement.range.end)
        };
        let besides = |range: &&Range| range.start >= policy.range.start && !in_statement(range);
        self.reading.left_out.iter().find(besides).copied()
    }

    /// Whether the version may be what the text ends before, or what was left out.
    pub(super) fn has_lost_version(&self, policy: &Node<'_>) -> bool {
        if policy.member("Version").is_some() {
            return self.reading.is_unfinished(policy) && !self.has_whole_version(policy);
        }
        let statements = match policy.member("Statement").map(|member| &member.value.kind) {
            Some(NodeKind::Array(elements)) => elements.as_slice(),
            _ => &[],
        };
        self.reading.is_unfinished(policy) || self.left_out(policy, statements).is_some()
    }

    /// Whether there is a version that the end of a text took nothing from.
    pub(super) fn has_whole_version(&self, policy: &Node<'_>) -> bool {
        policy.member("Version").is_some_and(|member| self.is_whole(&member.value, policy))
    }

    /// Why something was not read: the text ends, or was given up.
    pub(super) fn ends_before(&self, ends: Said) -> Said {
        if self.reading.too_deep { too_deep() } else { ends }
    }
}

/// The place behind a value.
pub(super) fn end(node: &Node<'_>) -> Range {
    Range { start: node.range.end, end: node.range.end }
}
