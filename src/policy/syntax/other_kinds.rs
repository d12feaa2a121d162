//! Policies that look like those of IAM and are none: they say themselves who is meant.

use super::diagnostic::DiagnosticCode as Code;
use super::json::{Member, Node, NodeKind};
use super::parser::Parser;
use crate::base::said::{Said, said};
use crate::policy::model::source::Range;

impl Parser<'_, '_> {
    /// Says that a policy is of another kind, and where; nothing where it is none.
    pub(super) fn other_kind(&mut self, policy: &Node<'_>, path: &str) -> Option<(Range, Said)> {
        let statements = statements(policy);
        let who = statements.iter().find_map(|statement| principal(statement))?;
        let text = |member: Option<&Member<'_>>| member.and_then(|member| member.value.text());
        let is_5_0 = text(policy.member("Version")).is_some_and(|version| &*version.value == "5.0");
        let (message, hint) = if is_5_0 {
            let message = said!("this is a trust policy: it says who may take on an agency, not what its users may do");
            (message, said!("read the policies that are attached to the agency"))
        } else {
            let message = said!(
                "this is a policy of a resource, such as a bucket policy: it says itself whom it is about, and is none of IAM"
            );
            (message, said!("the service decides by it, besides the policies of IAM"))
        };
        self.add(Code::OtherKindOfPolicy, who.key.range, &|| format!("{path}.Statement"), message.clone(), Some(hint));
        Some((who.key.range, message))
    }
}

fn statements<'a, 'b>(policy: &'a Node<'b>) -> &'a [Node<'b>] {
    match policy.member("Statement").map(|member| &member.value) {
        Some(Node { kind: NodeKind::Array(elements), .. }) => elements,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

fn principal<'a, 'b>(statement: &'a Node<'b>) -> Option<&'a Member<'b>> {
    statement.member("Principal").or_else(|| statement.member("NotPrincipal"))
}
