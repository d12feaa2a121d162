//! What a text in JSON says, with the places of all of it.

use std::borrow::Cow;

use crate::base::said::{Said, said};
use crate::policy::model::ast::Text;
use crate::policy::model::source::Range;
use crate::policy::syntax::diagnostic::DiagnosticCode as Code;

/// A value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub(crate) kind: NodeKind<'a>,
    pub(crate) range: Range,
}

#[derive(Debug, Clone)]
pub(crate) enum NodeKind<'a> {
    Null,
    Bool,
    Number(&'a str),
    String(Cow<'a, str>),
    Array(Vec<Node<'a>>),
    Object(Vec<Member<'a>>),
}

#[derive(Debug, Clone)]
pub(crate) struct Member<'a> {
    pub(crate) key: Text,
    pub(crate) value: Node<'a>,
}

impl<'a> Node<'a> {
    /// The member of this name; of several, the last one.
    pub(crate) fn member(&self, name: &str) -> Option<&Member<'a>> {
        let NodeKind::Object(members) = &self.kind else { return None };
        members.iter().rev().find(|member| *member.key.value == *name)
    }

    pub(crate) fn text(&self) -> Option<Text> {
        match &self.kind {
            NodeKind::String(value) => Some(Text { value: value.as_ref().into(), range: self.range }),
            _ => None,
        }
    }

    /// What it is, for errors.
    pub(crate) fn what(&self) -> Said {
        match self.kind {
            NodeKind::Null => said!("null"),
            NodeKind::Bool => said!("true or false"),
            NodeKind::Number(_) => said!("a number"),
            NodeKind::String(_) => said!("a string"),
            NodeKind::Array(_) => said!("an array"),
            NodeKind::Object(_) => said!("an object"),
        }
    }
}

/// A mistake in the form of the text.
#[derive(Debug, Clone)]
pub(crate) struct Mistake {
    pub(crate) code: Code,
    pub(crate) range: Range,
    /// What it is about: the range itself, or the sign that opened what is not closed.
    pub(crate) about: Range,
    pub(crate) message: Said,
    pub(crate) hint: Option<Said>,
}

/// What was read of a text.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    /// There is a value wherever something like one begins.
    pub(crate) node: Option<Node<'a>>,
    pub(crate) mistakes: Vec<Mistake>,
    /// Whether there are more mistakes than were kept.
    pub(crate) has_more: bool,
    /// Where the values begin that the text ends in, or that it was given up in.
    pub(crate) unfinished: Vec<u32>,
    /// What was left out because nothing can stand where it does, by place.
    pub(crate) left_out: Vec<Range>,
    /// Whether the rest was given up because it is nested too deeply.
    pub(crate) too_deep: bool,
}

impl Reading<'_> {
    /// Whether the text had to be mended to be JSON.
    pub(crate) fn mended(&self) -> bool {
        self.mistakes.iter().any(|mistake| mistake.code.is_malformed_json())
    }

    /// Whether it begins with a word that is none of JSON, as Terraform and YAML do.
    pub(crate) fn is_other_text(&self) -> bool {
        let Some(node) = self.node.as_ref().filter(|node| matches!(node.kind, NodeKind::String(_))) else {
            return false;
        };
        let at_its_start = |mistake: &Mistake| mistake.range.start == node.range.start;
        self.mistakes.first().is_some_and(|first| first.code == Code::JsonSyntax && at_its_start(first))
    }

    /// Whether the text ends within this value, or was given up there.
    pub(crate) fn is_unfinished(&self, node: &Node<'_>) -> bool {
        self.unfinished.contains(&node.range.start)
    }

    /// Whether something in this value was left out.
    pub(crate) fn lacks(&self, node: &Node<'_>) -> bool {
        let first = self.left_out.partition_point(|range| range.start < node.range.start);
        self.left_out.get(first).is_some_and(|range| range.start < node.range.end)
    }
}
