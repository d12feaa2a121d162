//! Members of a statement that stand where only those of a policy can: in a text whose brackets are broken, the statement that they belong to was
//! closed too early, or never opened. What is left of it must not be taken for the whole.

use super::json::{Member, Node, NodeKind, Reading};
use super::unread::POLICY_MEMBERS;
use crate::base::sort::sort_by_key;
use crate::policy::model::source::Range;

const MEMBERS: [&str; 6] = ["Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/// What calls a policy, around it.
const ENVELOPE: [&str; 3] = ["catalog", "display_name", "flag"];

/// Leaves out what is displaced, and something of each statement that may be the poorer for it.
pub(super) fn leave_out(reading: &mut Reading<'_>, text: &str) {
    if !reading.mended() {
        return;
    }
    let Some(root) = &reading.node else { return };
    let mut left_out = displaced(root, text);
    if !left_out.is_empty() {
        reading.left_out.append(&mut left_out);
        sort_by_key(&mut reading.left_out, |range| range.start);
    }
}

fn displaced(root: &Node<'_>, text: &str) -> Vec<Range> {
    let mut objects = vec![root];
    for name in ["role", "policy"] {
        let inner = objects.last().and_then(|outer| outer.member(name));
        objects.extend(inner.map(|member| &member.value));
    }
    let statements = objects.last().map(|policy| statements(policy)).unwrap_or_default();
    let mut left_out = outside(&objects, text);
    for (name, range) in names(&objects, text) {
        let before = statements.iter().rev().find(|statement| statement.range.end <= range.start);
        let lacks = |statement: &&Node<'_>| !is_closed(statement, text) || statement.member(name).is_none();
        left_out.extend(before.filter(lacks).map(begin));
        left_out.push(range);
    }
    if objects.last().is_some_and(|policy| has_lost_depends(policy)) {
        left_out.extend(statements.iter().map(begin));
    }
    for (index, statement) in statements.iter().enumerate() {
        let is_followed = statements.get(index + 1).is_some_and(is_of_a_statement);
        if is_followed || is_two(statement) || ends_in_a_list(statement, text) {
            left_out.push(begin(statement));
        }
    }
    left_out
}

/// The names of displaced members of statements, in these objects or behind them.
fn names(objects: &[&Node<'_>], text: &str) -> Vec<(&'static str, Range)> {
    let named = |name: &'static str| {
        let members = objects.iter().filter_map(move |object| object.member(name));
        members.map(move |member| (name, member.key.range))
    };
    let mut names: Vec<_> = MEMBERS.into_iter().flat_map(named).collect();
    let (behind, place) = behind(objects, text);
    names.extend(MEMBERS.into_iter().filter(|name| has(behind, name)).map(|name| (name, place)));
    names
}

/// Where members of the policy stand around it or behind it, or another element does: the policy was closed too early. And where members of what is
/// around it stand in it.
fn outside(objects: &[&Node<'_>], text: &str) -> Vec<Range> {
    let around = objects.split_last().map(|(_, around)| around).unwrap_or_default();
    let around = around.iter().flat_map(|object| POLICY_MEMBERS.iter().filter_map(|name| object.member(name)));
    // The other way round, the policy was not closed.
    let within = objects.last().into_iter().flat_map(|policy| ENVELOPE.iter().filter_map(|name| policy.member(name)));
    let mut outside: Vec<Range> = around.chain(within).map(|member| member.key.range).collect();
    let (behind, place) = behind(objects, text);
    let is_end = |sign: char| sign.is_whitespace() || "]},".contains(sign);
    let next = behind.trim_start_matches(|sign| is_end(sign) && sign != ',');
    let goes_on = next.starts_with(',') && !next.trim_matches(is_end).is_empty();
    if goes_on || POLICY_MEMBERS.iter().any(|name| has(behind, name)) {
        outside.push(place);
    }
    outside
}

/// Whether what a role hangs on stands in the value of something else.
fn has_lost_depends(policy: &Node<'_>) -> bool {
    let is_it = |node: &Node<'_>| matches!(&node.kind, NodeKind::String(text) if **text == *"Depends");
    let lists = members(policy).iter().filter(|member| *member.key.value != *"Statement");
    lists
        .into_iter()
        .any(|member| matches!(&member.value.kind, NodeKind::Array(elements) if elements.iter().any(is_it)))
}

/// What follows the outermost object, up to a further one, which is a document of its own; and where it begins.
fn behind<'a>(objects: &[&Node<'_>], text: &'a str) -> (&'a str, Range) {
    let end = objects.first().map(|root| root.range.end).unwrap_or_default();
    let behind = usize::try_from(end).ok().and_then(|end| text.get(end..)).unwrap_or_default();
    (behind.split('{').next().unwrap_or_default(), Range { start: end, end })
}

fn has(text: &str, name: &str) -> bool {
    text.contains(&format!("\"{name}\""))
}

fn members<'a, 'b>(node: &'a Node<'b>) -> &'a [Member<'b>] {
    let NodeKind::Object(members) = &node.kind else { return &[] };
    members
}

fn statements<'a, 'b>(policy: &'a Node<'b>) -> &'a [Node<'b>] {
    let Some(member) = policy.member("Statement") else { return &[] };
    match &member.value.kind {
        NodeKind::Array(elements) => elements,
        _ => std::slice::from_ref(&member.value),
    }
}

fn begin(statement: &Node<'_>) -> Range {
    Range { start: statement.range.start, end: statement.range.start + 1 }
}

/// Whether an object ends with its own bracket, and not where one of something around it stands.
fn is_closed(object: &Node<'_>, text: &str) -> bool {
    let own = members(object).last().is_none_or(|last| last.value.range.end < object.range.end);
    let end = usize::try_from(object.range.end).unwrap_or_default();
    own && text.get(..end).is_some_and(|read| read.ends_with(['}', '｝']))
}

/// Whether the last thing in an object that is not closed is a single value where a list may stand: the bracket that closes something around the
/// object may be that of the list.
fn ends_in_a_list(object: &Node<'_>, text: &str) -> bool {
    let Some(last) = members(object).last().filter(|_| !is_closed(object, text)) else { return false };
    match last.value.kind {
        NodeKind::Array(_) => false,
        NodeKind::Object(_) => ends_in_a_list(&last.value, text),
        _ => *last.key.value != *"Effect",
    }
}

/// Whether an object says twice what it does, and to which actions: the brackets between two statements are lost.
fn is_two(object: &Node<'_>) -> bool {
    let is_twice = |name: &str| members(object).iter().filter(|member| *member.key.value == *name).count() > 1;
    is_twice("Effect") && (is_twice("Action") || is_twice("NotAction"))
}

/// Whether what stands beside statements is a piece of one.
fn is_of_a_statement(node: &Node<'_>) -> bool {
    let NodeKind::String(text) = &node.kind else { return false };
    MEMBERS.contains(&&**text) || text.contains([':', '*'])
}
