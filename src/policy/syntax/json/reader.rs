//! Values, objects and arrays, and what is wrong with them.

use std::borrow::Cow;
use std::collections::HashMap;

use super::lexer::{JsonReader, is_quote};
use super::node::{Member, Mistake, Node, NodeKind, Reading};
use crate::base::said::{Said, said};
use crate::base::sort::sort_by_key;
use crate::base::text::quoted;
use crate::policy::model::ast::Text;
use crate::policy::model::source::Range;
use crate::policy::syntax::diagnostic::DiagnosticCode as Code;

/// No policy is nested as deeply: envelope, policy, statements, statement, condition, operator, values.
pub(crate) const MAX_DEPTH: u32 = 32;

/// From how many members on the names of an object are looked up in an index.
const INDEXED: usize = 16;

/// Reads a text.
pub(crate) fn read(text: &str) -> Reading<'_> {
    let mut reader = JsonReader::new(text);
    if text.starts_with('\u{feff}') {
        reader.at = 3;
    }
    reader.space();
    if reader.peek().is_none() {
        let range = reader.here();
        reader.mistake(Code::JsonSyntax, range, said!("the document is empty, expected a policy in JSON"), None);
        return reader.done(None);
    }
    let node = reader.value(0);
    reader.space();
    if reader.at < text.len() && !reader.too_deep {
        let start = reader.at;
        reader.at = text.len();
        let range = reader.since(start);
        let rest = text.get(start..).unwrap_or_default();
        if rest.contains(['{', '[']) {
            reader.left_out.push(range);
        }
        let found = quoted(rest.split_whitespace().next().unwrap_or_default());
        reader.mistake(
            Code::TrailingText,
            range,
            said!("expected the end of the document, got {}", found),
            Some(said!("one document holds one policy; remove what follows it")),
        );
    }
    reader.done(node)
}

/// What stands before the next element of an object or array.
enum Between {
    /// Its end, or that of the text.
    Over,
    Comma,
    /// What an element begins with.
    Element(char),
}

impl<'a> JsonReader<'a> {
    fn done(self, node: Option<Node<'a>>) -> Reading<'a> {
        let Self { mistakes, has_more, unfinished, mut left_out, too_deep, .. } = self;
        sort_by_key(&mut left_out, |range| range.start);
        Reading { node, mistakes, has_more, unfinished, left_out, too_deep }
    }

    fn value(&mut self, depth: u32) -> Option<Node<'a>> {
        let start = self.at;
        let kind = match self.sign()? {
            '{' => self.object(depth)?,
            '[' => self.array(depth)?,
            '"' => NodeKind::String(self.string('"')),
            sign if is_quote(sign) => NodeKind::String(self.string(sign)),
            '-' | '+' | '.' | '0'..='9' => NodeKind::Number(self.number()),
            '}' | ']' | ',' | ':' => return None,
            _ => self.word(),
        };
        Some(Node { kind, range: self.since(start) })
    }

    /// What was open when the rest was given up is not finished.
    fn give_up(&mut self, open: usize) {
        if self.too_deep {
            self.ends_in(open);
        }
    }

    /// Gives up where no policy goes.
    fn deeper(&mut self, depth: u32) -> Option<()> {
        if depth < MAX_DEPTH {
            return Some(());
        }
        let range = self.range(self.at, self.at + 1);
        let message = said!("the document is nested more than {} deep; the rest is not read", MAX_DEPTH);
        self.mistake(Code::TooDeep, range, message, None);
        self.too_deep = true;
        self.at = self.text.len();
        None
    }

    fn object(&mut self, depth: u32) -> Option<NodeKind<'a>> {
        self.deeper(depth)?;
        let open = self.at;
        self.bump();
        let mut members: Vec<Member<'a>> = Vec::new();
        let mut keys: HashMap<Box<str>, Range> = HashMap::new();
        let mut comma = None;
        loop {
            let sign = match self.between(open, '}', &mut comma, members.is_empty()) {
                Between::Over => break,
                Between::Comma => continue,
                Between::Element(sign) => sign,
            };
            // The first brace of a text, typed twice.
            if sign == '{' && depth == 0 && self.at == open + 1 {
                self.bump();
                let range = self.since(open + 1);
                let message = said!("expected the name of a member in quotes");
                self.mistake(Code::JsonSyntax, range, message, Some(said!("remove it")));
                continue;
            }
            if matches!(sign, '{' | '[' | ':') {
                self.leave_out(depth);
                comma = None;
                if self.too_deep {
                    break;
                }
                continue;
            }
            if !members.is_empty() && comma.take().is_none() {
                let message = said!("expected `,` before the next member");
                self.missing_comma(members.last().map(|member| member.value.range), message);
            }
            let key = self.member_name();
            self.once(&key, &members, &mut keys);
            if let Some(value) = self.value(depth + 1) {
                members.push(Member { key, value });
            } else if !self.too_deep {
                let range = self.here();
                let message = said!("expected a value for {}", quoted(&key.value));
                self.mistake(Code::JsonSyntax, range, message, Some(said!("type the value here")));
                members.push(Member { key, value: Node { kind: NodeKind::Null, range } });
            }
            if self.too_deep {
                break;
            }
        }
        self.give_up(open);
        Some(NodeKind::Object(members))
    }

    /// Leaves out what stands in an object where the name of a member must be.
    fn leave_out(&mut self, depth: u32) {
        let start = self.at;
        let range = self.range(start, start + self.peek().map_or(1, char::len_utf8));
        self.mistake(Code::JsonSyntax, range, said!("expected the name of a member in quotes"), None);
        if self.sign() == Some(':') || self.value(depth + 1).is_none() {
            self.bump();
        }
        let left_out = self.since(start);
        self.left_out.push(left_out);
    }

    /// The name of a member, and the colon after it.
    fn member_name(&mut self) -> Text {
        let start = self.at;
        let value = self.key();
        let key = Text { value, range: self.since(start) };
        let before = self.at;
        self.space();
        match self.sign() {
            Some(':') => self.bump(),
            _ => {
                let range = self.range(before, before);
                let message = said!("expected `:` after {}", quoted(&key.value));
                self.mistake(Code::JsonSyntax, range, message, Some(said!("type `{}` here", ':')));
            }
        }
        self.space();
        key
    }

    /// Reports a name that another member has already. `keys`: the names of a large object, and where they stand.
    fn once(&mut self, key: &Text, members: &[Member<'a>], keys: &mut HashMap<Box<str>, Range>) {
        // Most objects are small; a large one must not take quadratic time.
        if members.len() == INDEXED {
            keys.extend(members.iter().map(|member| (member.key.value.clone(), member.key.range)));
        }
        let first = if members.len() < INDEXED {
            members.iter().find(|member| member.key.value == key.value).map(|member| member.key.range)
        } else {
            keys.get(&key.value).copied()
        };
        if let Some(first) = first {
            let line = self.line(usize::try_from(first.start).unwrap_or_default());
            let message = said!(
                "{} stands twice in this object, first in line {}; the last one counts here",
                quoted(&key.value),
                line
            );
            self.mistake(Code::DuplicateKey, key.range, message, Some(said!("keep one of them")));
        } else if members.len() >= INDEXED {
            keys.insert(key.value.clone(), key.range);
        }
    }

    fn array(&mut self, depth: u32) -> Option<NodeKind<'a>> {
        self.deeper(depth)?;
        let open = self.at;
        self.bump();
        let mut elements = self.plain_strings();
        let mut comma = None;
        loop {
            let sign = match self.between(open, ']', &mut comma, elements.is_empty()) {
                Between::Over => break,
                Between::Comma => continue,
                Between::Element(sign) => sign,
            };
            let start = self.at;
            if sign == ':' {
                let range = self.range(start, start + self.peek().map_or(1, char::len_utf8));
                // A name and its value in an array: the array was not closed before.
                let last_is_text = elements.last().is_some_and(|last| matches!(last.kind, NodeKind::String(_)));
                let (message, hint) = if last_is_text {
                    let hint = said!(
                        "a member cannot stand in an array: close the array before it, or open an object around it"
                    );
                    (said!("expected `,` or `]`, got `:`"), hint)
                } else {
                    (said!("expected a value, got {}", "`:`"), said!("remove it"))
                };
                self.mistake(Code::JsonSyntax, range, message, Some(hint));
                self.bump();
                self.left_out.push(range);
                comma = Some(range);
                continue;
            }
            if !elements.is_empty() && comma.take().is_none() {
                let message = said!("expected `,` before the next element");
                self.missing_comma(elements.last().map(|node| node.range), message);
            }
            comma = None;
            if let Some(value) = self.value(depth + 1) {
                elements.push(value);
            }
            if self.too_deep {
                break;
            }
        }
        self.give_up(open);
        Some(NodeKind::Array(elements))
    }

    /// Reads what nearly every array is made of: strings without mistakes, and the commas between them. Leaves everything else.
    fn plain_strings(&mut self) -> Vec<Node<'a>> {
        let mut strings = std::mem::take(&mut self.strings);
        let mut end = self.at;
        loop {
            self.blanks();
            let start = self.at;
            if self.byte() != Some(b'"') {
                break;
            }
            self.at += 1;
            let Some(text) = self.plain_string() else { break };
            strings.push(Node { kind: NodeKind::String(Cow::Borrowed(text)), range: self.since(start) });
            end = self.at;
            self.blanks();
            if self.byte() != Some(b',') {
                break;
            }
            self.at += 1;
        }
        self.at = end;
        // Those of an array take the memory that they need; what they were collected in stays for the next one.
        let mut elements = Vec::with_capacity(strings.len());
        elements.append(&mut strings);
        self.strings = strings;
        elements
    }

    /// Reads up to the next element, or the end.
    fn between(&mut self, open: usize, close: char, comma: &mut Option<Range>, empty: bool) -> Between {
        self.space();
        let start = self.at;
        match self.sign() {
            Some(sign) if sign == close => {
                self.extra_comma(comma.take(), close);
                self.bump();
                Between::Over
            }
            None => {
                self.unclosed(open, close);
                self.ends_in(open);
                Between::Over
            }
            Some('}' | ']') => {
                self.unclosed(open, close);
                Between::Over
            }
            Some(',') => {
                let range = self.range(start, start + self.peek().map_or(1, char::len_utf8));
                self.bump();
                if comma.is_some() || empty {
                    let message = if close == '}' {
                        said!("expected a member, got `,`")
                    } else {
                        said!("expected a value, got {}", "`,`")
                    };
                    self.mistake(Code::ExtraComma, range, message, Some(said!("remove this comma")));
                } else {
                    *comma = Some(range);
                }
                Between::Comma
            }
            Some(sign) => Between::Element(sign),
        }
    }

    fn extra_comma(&mut self, comma: Option<Range>, close: char) {
        if let Some(range) = comma {
            let message = said!("expected no comma before `{}`", close);
            self.mistake(Code::ExtraComma, range, message, Some(said!("remove this comma")));
        }
    }

    fn missing_comma(&mut self, last: Option<Range>, message: Said) {
        let end = last.map_or(self.at, |range| usize::try_from(range.end).unwrap_or(self.at));
        let range = self.range(end, end);
        self.mistake(Code::MissingComma, range, message, Some(said!("type `{}` here", ',')));
    }

    fn unclosed(&mut self, open: usize, close: char) {
        let sign = if close == '}' { '{' } else { '[' };
        let line = self.line(open);
        let (range, about) = (self.here(), self.range(open, open + 1));
        let message = said!("`{}` of line {} is not closed, expected `{}`", sign, line, close);
        let hint = Some(said!("type `{}` here", close));
        self.keep(Mistake { code: Code::Unclosed, range, about, message, hint });
    }
}
