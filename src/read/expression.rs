//! Expressions of Terraform: what they say where that is in the text, and what they depend on where it is not.

use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey};
use hcl_edit::template::{Element, Template};

use super::hcl;
use super::layer::{Layer, Quoted, Writing, unescape};
use super::node::{Kind, Node, Unknown};
use super::reader::{Known, Reader};
use super::states;
use crate::base::said::said;
use crate::base::text::quoted;

/// A piece of Terraform that begins there in a layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hcl<'a> {
    pub(super) layer: &'a Layer<'a>,
    pub(super) from: usize,
}

impl Reader<'_> {
    /// The policy that an expression is.
    pub(super) fn policy_expression(&mut self, hcl: Hcl<'_>, expression: &Expression, known: &Known) {
        let place = hcl.place(expression.span());
        match expression {
            Expression::Parenthesis(inner) => self.policy_expression(hcl, inner.inner(), known),
            Expression::Object(_) => self.add_node(known, &hcl.node(expression)),
            Expression::Null(_) | Expression::Bool(_) | Expression::Number(_) | Expression::Array(_) => {
                self.add_unread(known, &place, None, said!("the policy is not a text"));
            }
            Expression::FuncCall(call) => {
                if let Some(argument) = argument_of(call, "jsonencode") {
                    self.add_node(known, &hcl.node(argument));
                } else if let Some(name) = argument_of(call, "file").and_then(Expression::as_str) {
                    let cause = said!("its policy is in the file {}, which is not in this text", quoted(name));
                    self.add_unread(known, &place, None, cause);
                } else {
                    self.add_unknown(known, &place, &Unknown::expression(place.clone()));
                }
            }
            _ => match hcl.text(expression) {
                Some(Ok(layer)) => self.policy_text(&layer, &place, known),
                Some(Err(unknown)) => self.add_unknown(known, &place, &unknown),
                None => self.add_unknown(known, &place, &Unknown::expression(place.clone())),
            },
        }
    }

    /// A text that is one expression: `jsonencode(…)`, a heredoc, an object.
    pub(super) fn expression(&mut self, layer: &Layer<'_>, known: &Known) {
        let text = layer.text.trim_end();
        let whole = 0..text.len();
        if hcl::is_too_much(text) {
            return self.add_unread(known, &layer.place(&whole), None, hcl::too_much());
        }
        match hcl_edit::parser::parse_expr(text) {
            Ok(expression) => self.policy_expression(Hcl { layer, from: 0 }, &expression, known),
            Err(error) => self.add_not_terraform(known, layer, &whole, error.location().offset()),
        }
    }
}

/// The argument of a function that has this name and one argument.
fn argument_of<'a>(call: &'a FuncCall, name: &str) -> Option<&'a Expression> {
    let is_it = call.name.namespace.is_empty() && call.name.name.as_str() == name && !call.args.expand_final();
    call.args.iter().next().filter(|_| is_it && call.args.len() == 1)
}

impl<'a> Hcl<'a> {
    fn range(self, span: Option<Range<usize>>) -> Range<usize> {
        let span = span.unwrap_or_default();
        self.from + span.start..self.from + span.end
    }

    /// Where a span is in the text as given.
    pub(super) fn place(self, span: Option<Range<usize>>) -> Range<usize> {
        self.layer.place(&self.range(span))
    }

    /// What an expression says.
    pub(super) fn node(self, expression: &Expression) -> Node {
        let place = self.place(expression.span());
        let kind = match expression {
            Expression::Null(_) => Kind::Null,
            Expression::Bool(value) => Kind::Bool(**value),
            Expression::Number(number) => {
                let written = self.layer.text.get(self.range(expression.span())).unwrap_or_default();
                Kind::Number(if is_json_number(written) { written.to_owned() } else { number.to_string() })
            }
            Expression::Array(items) => return Node::list(place, items.iter().map(|item| self.node(item)).collect()),
            Expression::Object(object) => return self.object(place, object),
            Expression::Parenthesis(inner) => return self.node(inner.inner()),
            _ => match self.text(expression) {
                Some(Ok(layer)) => match layer.holes.first() {
                    Some((_, hole)) => return Node::unknown(place, Unknown::expression(hole.clone())),
                    None => Kind::Text(layer.text.into_owned()),
                },
                Some(Err(unknown)) => return Node::unknown(place, unknown),
                None => return Node::unknown(place.clone(), Unknown::expression(place)),
            },
        };
        Node::new(place, kind)
    }

    fn object(self, place: Range<usize>, object: &Object) -> Node {
        let mut members = Vec::new();
        for (key, value) in object {
            let (name, key_place) = match key {
                ObjectKey::Ident(name) => (name.as_str().to_owned(), self.place(name.span())),
                ObjectKey::Expression(key) => match key.as_str() {
                    Some(name) => (name.to_owned(), self.place(key.span())),
                    None => return Node::unknown(place, Unknown::expression(self.place(key.span()))),
                },
            };
            members.push((name, key_place, self.node(value.expr())));
        }
        Node::object(place, members)
    }

    /// A condition: a text with JSON, or `jsonencode`; none where it is empty.
    pub(super) fn condition(self, expression: &Expression) -> Option<Node> {
        if let Expression::FuncCall(call) = expression
            && let Some(argument) = argument_of(call, "jsonencode")
        {
            return Some(self.node(argument));
        }
        match self.text(expression) {
            Some(Ok(layer)) if layer.text.trim().is_empty() => None,
            Some(Ok(layer)) => Some(states::condition(&layer)),
            _ if expression.is_null() => None,
            _ => Some(self.node(expression)),
        }
    }

    /// What a string or heredoc says, with holes where it depends on something; an error where it depends on that as a whole.
    fn text(self, expression: &Expression) -> Option<Result<Layer<'static>, Unknown>> {
        match expression {
            Expression::String(_) => {
                let range = self.range(expression.span());
                let inner = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
                let mut writing = Writing::default();
                let read = unescape(self.layer, inner, Quoted::Hcl, &mut writing);
                Some(read.map(|()| writing.layer()).ok_or_else(|| Unknown::expression(self.layer.place(&range))))
            }
            Expression::StringTemplate(template) => Some(self.template(template, Quoted::Hcl, 0)),
            Expression::HeredocTemplate(heredoc) => {
                Some(self.template(&heredoc.template, Quoted::Heredoc, heredoc.indent().unwrap_or_default()))
            }
            _ => None,
        }
    }

    fn template(self, template: &Template, language: Quoted, indent: usize) -> Result<Layer<'static>, Unknown> {
        let mut writing = Writing::default();
        let mut is_line_start = true;
        for element in template.iter() {
            let range = self.range(element.span());
            match element {
                Element::Literal(_) => {
                    let unknown = || Unknown::expression(self.layer.place(&range));
                    for (line, ends) in lines(self.layer.text.get(range.clone()).unwrap_or_default()) {
                        let mut line = range.start + line.start..range.start + line.end;
                        if is_line_start && language == Quoted::Heredoc {
                            line.start += self.indentation(&line, indent);
                        }
                        unescape(self.layer, line, language, &mut writing).ok_or_else(unknown)?;
                        is_line_start = ends;
                    }
                }
                Element::Interpolation(_) => {
                    writing.hole(self.layer, &range);
                    is_line_start = false;
                }
                Element::Directive(_) => return Err(Unknown::expression(self.layer.place(&range))),
            }
        }
        Ok(writing.layer())
    }

    /// How many bytes of indentation a line loses that loses so many blanks at the most.
    fn indentation(self, line: &Range<usize>, most: usize) -> usize {
        let text = self.layer.text.get(line.clone()).unwrap_or_default();
        let is_blank = |sign: &char| sign.is_whitespace() && !matches!(sign, '\r' | '\n');
        text.chars().take(most).take_while(is_blank).map(char::len_utf8).sum()
    }
}

/// The lines of a text with their ends, and whether each has one.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, bool)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start..at, line.ends_with('\n'))
    })
}

fn is_json_number(text: &str) -> bool {
    text.starts_with(|sign: char| sign.is_ascii_digit() || sign == '-')
        && serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
}
