//! A small JSON reader (RFC 8259) that keeps places and goes on after errors: each mistake is one diagnostic that says where it
//! is and what to type there. Takes time in proportion to the text, whatever is in it.

use std::borrow::Cow;
use std::collections::HashMap;

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

/// A value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub(crate) kind: Kind<'a>,
    pub(crate) range: Range,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind<'a> {
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
        let Kind::Object(members) = &self.kind else { return None };
        members.iter().rev().find(|member| *member.key.value == *name)
    }

    pub(crate) fn text(&self) -> Option<Text> {
        match &self.kind {
            Kind::String(value) => Some(Text { value: value.as_ref().into(), range: self.range }),
            _ => None,
        }
    }

    /// What it is, for errors.
    pub(crate) fn what(&self) -> Said {
        match self.kind {
            Kind::Null => said!("null"),
            Kind::Bool => said!("true or false"),
            Kind::Number(_) => said!("a number"),
            Kind::String(_) => said!("a string"),
            Kind::Array(_) => said!("an array"),
            Kind::Object(_) => said!("an object"),
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

/// Reads a text.
pub(crate) fn read(text: &str) -> Reading<'_> {
    let mut reader =
        Reader { text, at: 0, mistakes: Vec::new(), unfinished: Vec::new(), left_out: Vec::new(), too_deep: false };
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

struct Reader<'a> {
    text: &'a str,
    at: usize,
    mistakes: Vec<Mistake>,
    unfinished: Vec<u32>,
    left_out: Vec<Range>,
    /// The rest was given up.
    too_deep: bool,
}

/// What a sign stands for that is not the plain one.
fn plain(sign: char) -> Option<char> {
    Some(match sign {
        '，' | '、' | '؛' | ';' | '；' => ',',
        '：' | '=' => ':',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '｛' => '{',
        '｝' => '}',
        _ => return None,
    })
}

/// Blanks that are none in JSON, those that nobody sees too.
fn is_odd_blank(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

fn is_quote(sign: char) -> bool {
    matches!(sign, '\'' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂' | '‘' | '’' | '`')
}

impl<'a> Reader<'a> {
    fn done(self, node: Option<Node<'a>>) -> Reading<'a> {
        let Self { mistakes, unfinished, mut left_out, too_deep, .. } = self;
        sort_by_key(&mut left_out, |range| range.start);
        Reading { node, mistakes, unfinished, left_out, too_deep }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn peek(&self) -> Option<char> {
        match self.byte()? {
            byte if byte.is_ascii() => Some(char::from(byte)),
            _ => self.rest().chars().next(),
        }
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn here(&self) -> Range {
        self.range(self.at, self.at)
    }

    fn since(&self, start: usize) -> Range {
        self.range(start, self.at)
    }

    #[allow(clippy::unused_self, reason = "reads as the others")]
    fn range(&self, start: usize, end: usize) -> Range {
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Range { start: offset(start), end: offset(end) }
    }

    fn mistake(&mut self, code: Code, range: Range, message: Said, hint: Option<Said>) {
        self.mistakes.push(Mistake { code, range, about: range, message, hint });
    }

    /// Skips white space; comments with a finding.
    fn space(&mut self) {
        loop {
            while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
                self.at += 1;
            }
            if self.byte().is_some_and(|byte| byte.is_ascii_graphic() && byte != b'/') {
                return;
            }
            let start = self.at;
            let rest = self.rest();
            let length = if rest.starts_with("//") {
                rest.find(['\n', '\r']).unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else if let Some(odd) = rest.chars().next().filter(|sign| is_odd_blank(*sign)) {
                odd.len_utf8()
            } else {
                return;
            };
            self.at += length;
            let range = self.since(start);
            if rest.starts_with('/') {
                self.mistake(Code::JsonSyntax, range, said!("JSON has no comments"), Some(said!("remove the comment")));
            } else {
                self.mistake(
                    Code::JsonSyntax,
                    range,
                    said!("this blank is none in JSON"),
                    Some(said!("replace it by a plain blank")),
                );
            }
        }
    }

    /// The sign here, read as the plain one it stands for; its own mistake is reported.
    fn sign(&mut self) -> Option<char> {
        let found = self.peek()?;
        match plain(found) {
            None => Some(found),
            Some(meant) => {
                let range = self.range(self.at, self.at + found.len_utf8());
                let already = self.mistakes.last().is_some_and(|mistake| mistake.range == range);
                if !already {
                    let message = said!("expected `{}`, got {}", meant, quoted(&found.to_string()));
                    let hint = said!("type a plain `{}` here", meant);
                    self.mistake(Code::WrongPunctuation, range, message, Some(hint));
                }
                Some(meant)
            }
        }
    }

    fn value(&mut self, depth: u32) -> Option<Node<'a>> {
        let start = self.at;
        let kind = match self.sign()? {
            '{' => self.object(depth)?,
            '[' => self.array(depth)?,
            '"' => Kind::String(self.string('"')),
            sign if is_quote(sign) => Kind::String(self.string(sign)),
            '-' | '+' | '.' | '0'..='9' => Kind::Number(self.number()),
            '}' | ']' | ',' | ':' => return None,
            _ => self.word(),
        };
        Some(Node { kind, range: self.since(start) })
    }

    /// The text ends in what begins here.
    fn ends_in(&mut self, start: usize) {
        let start = self.range(start, start).start;
        self.unfinished.push(start);
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

    fn object(&mut self, depth: u32) -> Option<Kind<'a>> {
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
            let start = self.at;
            match sign {
                '{' | '[' | ':' => {
                    let range = self.range(start, start + self.peek().map_or(1, char::len_utf8));
                    self.mistake(Code::JsonSyntax, range, said!("expected the name of a member in quotes"), None);
                    if self.sign() == Some(':') || self.value(depth + 1).is_none() {
                        self.bump();
                    }
                    let left_out = self.since(start);
                    self.left_out.push(left_out);
                    comma = None;
                    if self.too_deep {
                        break;
                    }
                    continue;
                }
                _ => {}
            }
            if !members.is_empty() && comma.take().is_none() {
                let message = said!("expected `,` before the next member");
                self.missing_comma(members.last().map(|member| member.value.range), message);
            }
            let key = self.key();
            let key = Text { value: key, range: self.since(start) };
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
                let line = self.text.get(..usize::try_from(first.start).unwrap_or_default()).unwrap_or_default();
                let line = line.matches('\n').count() + 1;
                let message = said!(
                    "{} stands twice in this object, first in line {}; the last one counts here",
                    quoted(&key.value),
                    line
                );
                self.mistake(Code::DuplicateKey, key.range, message, Some(said!("keep one of them")));
            } else if members.len() >= INDEXED {
                keys.insert(key.value.clone(), key.range);
            }
            if let Some(value) = self.value(depth + 1) {
                members.push(Member { key, value });
            } else if !self.too_deep {
                let range = self.here();
                let message = said!("expected a value for {}", quoted(&key.value));
                self.mistake(Code::JsonSyntax, range, message, Some(said!("type the value here")));
                members.push(Member { key, value: Node { kind: Kind::Null, range } });
            }
            if self.too_deep {
                break;
            }
        }
        self.give_up(open);
        Some(Kind::Object(members))
    }

    fn array(&mut self, depth: u32) -> Option<Kind<'a>> {
        self.deeper(depth)?;
        let open = self.at;
        self.bump();
        let mut elements: Vec<Node<'a>> = Vec::new();
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
                let last_is_text = elements.last().is_some_and(|last| matches!(last.kind, Kind::String(_)));
                let (message, hint) = if last_is_text {
                    let hint = said!("a member cannot stand in an array: close the array before it");
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
        Some(Kind::Array(elements))
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
        let line = self.text.get(..open).unwrap_or_default().matches('\n').count() + 1;
        let (range, about) = (self.here(), self.range(open, open + 1));
        let message = said!("`{}` of line {} is not closed, expected `{}`", sign, line, close);
        let hint = Some(said!("type `{}` here", close));
        self.mistakes.push(Mistake { code: Code::Unclosed, range, about, message, hint });
    }

    /// The name of a member; quotes may be missing.
    fn key(&mut self) -> Box<str> {
        match self.peek() {
            Some('"') => self.string('"').into(),
            Some(sign) if is_quote(sign) => self.string(sign).into(),
            _ => {
                let start = self.at;
                self.run();
                let range = self.since(start);
                let name = self.text.get(start..self.at).unwrap_or_default();
                let message = said!("expected the name of a member in quotes, got {}", quoted(name));
                self.mistake(Code::JsonSyntax, range, message, Some(said!("put it in `\"`")));
                name.into()
            }
        }
    }

    /// Skips what is no sign of JSON and no blank; at least one character.
    fn run(&mut self) {
        self.bump();
        while let Some(sign) = self.peek() {
            if sign.is_whitespace() || matches!(sign, '{' | '}' | '[' | ']' | ',' | ':' | '"') || plain(sign).is_some()
            {
                break;
            }
            self.bump();
        }
    }

    fn word(&mut self) -> Kind<'a> {
        // In any other word `/*` may be its own: `obs:*:*:object:b/*`.
        for (known, kind) in [("true", Kind::Bool), ("false", Kind::Bool), ("null", Kind::Null)] {
            let rest = self.rest().strip_prefix(known);
            if rest.is_some_and(|rest| rest.starts_with("//") || rest.starts_with("/*")) {
                self.at += known.len();
                return kind;
            }
        }
        let start = self.at;
        self.run();
        // An action has colons in it.
        while self.byte() == Some(b':')
            && self
                .rest()
                .get(1..)
                .is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_alphanumeric() || sign == '*'))
        {
            self.bump();
            self.run();
        }
        let word = self.text.get(start..self.at).unwrap_or_default();
        match word {
            "true" | "false" => return Kind::Bool,
            "null" => return Kind::Null,
            _ => {}
        }
        if self.rest().is_empty() {
            // It may go on.
            self.ends_in(start);
        }
        let range = self.since(start);
        self.mistake(
            Code::JsonSyntax,
            range,
            said!("expected a value, got {}", quoted(word)),
            Some(said!("put a text in `\"`")),
        );
        Kind::String(word.into())
    }

    fn number(&mut self) -> &'a str {
        let start = self.at;
        while matches!(
            self.byte(),
            Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E' | b'_' | b'a'..=b'z' | b'A'..=b'Z')
        ) {
            self.at += 1;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        if !is_number(text) {
            let range = self.since(start);
            let message = said!("expected a number such as `1.1`, got {}", quoted(text));
            self.mistake(Code::JsonSyntax, range, message, None);
        }
        text
    }

    /// A string in quotes of any kind.
    fn string(&mut self, open: char) -> Cow<'a, str> {
        let start = self.at;
        self.bump();
        if open == '"' {
            // Nearly every string: no escape, no control character.
            let rest = self.rest();
            let end = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
            if let Some((text, _)) =
                end.and_then(|end| rest.split_at_checked(end)).filter(|(_, rest)| rest.starts_with('"'))
            {
                self.at += text.len() + 1;
                return Cow::Borrowed(text);
            }
        }
        let closes = |sign: char| {
            if open == '"' { sign == '"' } else { is_quote(sign) && !(open == '\'' && sign != '\'') || sign == '"' }
        };
        let mut out = String::new();
        let mut control: Option<Range> = None;
        let mut closed = false;
        while let Some(sign) = self.peek() {
            let at = self.at;
            if closes(sign) {
                self.bump();
                closed = true;
                break;
            }
            if matches!(sign, '\n' | '\r') && !self.closes_later(open) {
                break;
            }
            self.bump();
            match sign {
                '\\' => self.escape(at, &mut out),
                '\0'..='\u{1f}' => {
                    control.get_or_insert_with(|| Range { start: self.since(at).start, end: self.since(at).end });
                    out.push(sign);
                }
                _ => out.push(sign),
            }
        }
        if !closed {
            // The signs that end a value in its line are not part of it.
            let text = self.text.get(start..self.at).unwrap_or_default();
            let kept = text.trim_end_matches([',', ']', '}', ' ', '\t']).len().max(1);
            out.truncate(out.len().saturating_sub(text.len() - kept));
            self.at = start + kept;
            if self.rest().trim_start().is_empty() {
                self.ends_in(start);
            }
        }
        if let Some(range) = control {
            self.mistake(
                Code::JsonSyntax,
                range,
                said!("a line break or another control character stands in a string"),
                Some(said!("remove it, or write it as `\\n`")),
            );
        }
        if open != '"' {
            let range = self.since(start);
            let message = said!("expected a string in plain `\"`, got {}", quoted(&open.to_string()));
            let hint = said!("type plain `\"` before and after the text");
            self.mistake(Code::WrongPunctuation, range, message, Some(hint));
        }
        if !closed {
            let range = self.since(start);
            self.mistake(
                Code::Unclosed,
                range,
                said!("the string is not closed, expected `\"`"),
                Some(said!("type `\"` at its end")),
            );
        }
        out.into()
    }

    /// Whether a string with a line break in it goes on: its quote is closed in the next line, before anything that ends a value
    /// in its own line.
    fn closes_later(&self, open: char) -> bool {
        let mut lines = self.rest().lines().skip(1).take(1);
        open == '"' && lines.next().is_some_and(|line| line.matches('"').count() % 2 == 1)
    }

    fn escape(&mut self, at: usize, out: &mut String) {
        let sign = self.peek();
        self.bump();
        match sign {
            Some('"') => out.push('"'),
            Some('\\') => out.push('\\'),
            Some('/') => out.push('/'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('u') => {
                if let Some(character) = self.unicode() {
                    out.push(character);
                } else {
                    out.push('\u{fffd}');
                    let range = self.since(at);
                    self.mistake(
                        Code::JsonSyntax,
                        range,
                        said!("expected four hex digits of a whole character after `\\u`"),
                        None,
                    );
                }
            }
            other => {
                let range = self.since(at);
                self.mistake(
                    Code::JsonSyntax,
                    range,
                    said!("this escape is none in JSON"),
                    Some(said!("write a backslash as `\\\\`")),
                );
                out.extend(other);
            }
        }
    }

    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u") {
            let back = self.at;
            self.at += 2;
            if let Some(second) = self.hex().filter(|second| (0xdc00..0xe000).contains(second)) {
                return char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
            self.at = back;
        }
        char::from_u32(first)
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

/// RFC 8259, section 6.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) =
        rest.split_once(['e', 'E']).map_or((rest, None), |(before, after)| (before, Some(after)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(before, after)| (before, Some(after)));
    let exponent = exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)));
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(digits) && exponent
}
