//! The signs, words, numbers and strings of a text in JSON, and of what seems to be one.

use std::borrow::Cow;

use super::node::{Mistake, Node, NodeKind};
use crate::base::said::{Said, said};
use crate::base::text::quoted;
use crate::policy::model::source::Range;
use crate::policy::syntax::diagnostic::DiagnosticCode as Code;
use crate::policy::syntax::found::MOST;

/// Where the reader is in a text, and what it found.
pub(super) struct JsonReader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) mistakes: Vec<Mistake>,
    pub(super) is_malformed: bool,
    pub(super) has_more: bool,
    pub(super) unfinished: Vec<u32>,
    pub(super) left_out: Vec<Range>,
    /// The rest was given up.
    pub(super) too_deep: bool,
    /// Where the lines end, once somebody asks for the number of one.
    line_ends: Option<Vec<usize>>,
    /// Where the strings of an array are collected.
    pub(super) strings: Vec<Node<'a>>,
    /// From where to which end of a line it is known whether a string goes on in the next one.
    goes_on: Option<(usize, usize, bool)>,
}

/// What was read of a string that is not a plain one.
struct StringContent {
    text: String,
    /// The first control character.
    control: Option<Range>,
    closed: bool,
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

/// Whether one of eight bytes is a quote, a backslash or a control character; it may also say so of one behind such a byte.
fn ends_plain(bytes: u64) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // Where a byte is smaller than what is taken from each, its highest bit comes up.
    let below = |bytes: u64, limit: u8| bytes.wrapping_sub(EACH * u64::from(limit)) & !bytes & (0x80 * EACH);
    let is = |byte: u8| below(bytes ^ (EACH * u64::from(byte)), 1);
    below(bytes, 0x20) | is(b'"') | is(b'\\') != 0
}

pub(super) fn is_quote(sign: char) -> bool {
    matches!(sign, '\'' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂' | '‘' | '’' | '`')
}

impl<'a> JsonReader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            mistakes: Vec::new(),
            is_malformed: false,
            has_more: false,
            unfinished: Vec::new(),
            left_out: Vec::new(),
            too_deep: false,
            line_ends: None,
            strings: Vec::new(),
            goes_on: None,
        }
    }

    /// The number of the line that a place is in, from 1.
    pub(super) fn line(&mut self, at: usize) -> usize {
        let text = self.text;
        let ends = self.line_ends.get_or_insert_with(|| text.match_indices('\n').map(|(end, _)| end).collect());
        ends.partition_point(|end| *end < at) + 1
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn peek(&self) -> Option<char> {
        match self.byte()? {
            byte if byte.is_ascii() => Some(char::from(byte)),
            _ => self.rest().chars().next(),
        }
    }

    pub(super) fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    pub(super) fn here(&self) -> Range {
        self.range(self.at, self.at)
    }

    pub(super) fn since(&self, start: usize) -> Range {
        self.range(start, self.at)
    }

    #[allow(clippy::unused_self, reason = "reads as the others")]
    pub(super) fn range(&self, start: usize, end: usize) -> Range {
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Range { start: offset(start), end: offset(end) }
    }

    pub(super) fn mistake(&mut self, code: Code, range: Range, message: Said, hint: Option<Said>) {
        self.keep(Mistake { code, range, about: range, message, hint });
    }

    /// Keeps a mistake, unless there are too many; of those that make it no JSON at least one.
    pub(super) fn keep(&mut self, mistake: Mistake) {
        let is_malformed = mistake.code.is_malformed_json();
        if self.mistakes.len() >= MOST && (!is_malformed || self.is_malformed) {
            self.has_more = true;
            return;
        }
        self.is_malformed |= is_malformed;
        self.mistakes.push(mistake);
    }

    /// The text ends in what begins here.
    pub(super) fn ends_in(&mut self, start: usize) {
        let start = self.range(start, start).start;
        self.unfinished.push(start);
    }

    pub(super) fn blanks(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Skips white space; comments with a finding.
    pub(super) fn space(&mut self) {
        loop {
            self.blanks();
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
                    said!("JSON does not allow this whitespace"),
                    Some(said!("replace it by a plain blank")),
                );
            }
        }
    }

    /// The sign here, read as the plain one it stands for; its own mistake is reported.
    pub(super) fn sign(&mut self) -> Option<char> {
        let found = self.peek()?;
        if found.is_ascii() && !matches!(found, ';' | '=') {
            return Some(found);
        }
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

    /// The name of a member; quotes may be missing.
    pub(super) fn key(&mut self) -> Box<str> {
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
            if is_odd_blank(sign) || matches!(sign, '{' | '}' | '[' | ']' | ',' | ':' | '"') || plain(sign).is_some() {
                break;
            }
            self.bump();
        }
    }

    pub(super) fn word(&mut self) -> NodeKind<'a> {
        // In any other word `/*` may be its own: `obs:*:*:object:b/*`.
        for (known, kind) in [("true", NodeKind::Bool), ("false", NodeKind::Bool), ("null", NodeKind::Null)] {
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
            "true" | "false" => return NodeKind::Bool,
            "null" => return NodeKind::Null,
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
        NodeKind::String(word.into())
    }

    /// A string in quotes of any kind.
    pub(super) fn string(&mut self, open: char) -> Cow<'a, str> {
        let start = self.at;
        self.bump();
        if open == '"'
            && let Some(text) = self.plain_string()
        {
            return Cow::Borrowed(text);
        }
        let StringContent { mut text, control, closed } = self.string_content(open);
        if !closed {
            // The signs that end a value in its line are not part of it.
            let written = self.text.get(start..self.at).unwrap_or_default();
            let mut kept = written.trim_end_matches([',', ']', '}', ' ', '\t']).len().max(1);
            let (value, behind) = written.split_at_checked(kept).unwrap_or((written, ""));
            let in_variable = value.rsplit_once("${").is_some_and(|(_, name)| !name.contains('}'));
            // But for what closes a variable.
            kept += usize::from(in_variable && behind.starts_with('}'));
            text.truncate(text.len().saturating_sub(written.len() - kept));
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
        text.into()
    }

    /// Nearly every string: no escape, no control character. Its opening quote was read.
    pub(super) fn plain_string(&mut self) -> Option<&'a str> {
        let mut end = self.at;
        let (words, _) = self.text.as_bytes().get(end..)?.as_chunks::<8>();
        // Most of it is of no interest: eight bytes at a time.
        let mut read = 0;
        while words.get(read).is_some_and(|word| !ends_plain(u64::from_le_bytes(*word))) {
            read += 1;
        }
        end += 8 * read;
        loop {
            match self.text.as_bytes().get(end)? {
                b'"' => break,
                b'\\' | 0..0x20 => return None,
                _ => end += 1,
            }
        }
        let text = self.text.get(self.at..end)?;
        self.at = end + 1;
        Some(text)
    }

    /// What stands between the quotes of a string, up to and with the closing one.
    fn string_content(&mut self, open: char) -> StringContent {
        let closes = |sign: char| {
            if open == '"' { sign == '"' } else { is_quote(sign) && !(open == '\'' && sign != '\'') || sign == '"' }
        };
        let mut content = StringContent { text: String::new(), control: None, closed: false };
        while let Some(sign) = self.peek() {
            let at = self.at;
            if closes(sign) {
                self.bump();
                content.closed = true;
                break;
            }
            if matches!(sign, '\n' | '\r') && !self.closes_later(open) {
                break;
            }
            self.bump();
            match sign {
                '\\' => self.escape(at, &mut content.text),
                '\0'..='\u{1f}' => {
                    content.control.get_or_insert_with(|| self.since(at));
                    content.text.push(sign);
                }
                _ => content.text.push(sign),
            }
        }
        content
    }

    /// Whether a string with a line break in it goes on: its quote is closed in the next line that has one, before anything that ends
    /// a value in its own line.
    fn closes_later(&mut self, open: char) -> bool {
        if open != '"' {
            return false;
        }
        // A line may have any number of carriage returns, at each of which this is asked.
        if let Some((_, _, goes_on)) = self.goes_on.filter(|(start, end, _)| (*start..=*end).contains(&self.at)) {
            return goes_on;
        }
        // Of lines with nothing but words, the one after them tells: of all of them the same.
        let ends = ['\n', '\r'];
        let rest = self.rest();
        let telling = rest.find(['"', ',', '{', '}', '[', ']']).unwrap_or(rest.len());
        let start = rest.get(..telling).and_then(|before| before.rfind(ends)).map_or(telling, |at| at + 1);
        let line = rest.get(start..).unwrap_or_default().split(ends).next().unwrap_or_default();
        let goes_on = line.matches('"').count() % 2 == 1;
        self.goes_on = Some((self.at, self.at + start.saturating_sub(1), goes_on));
        goes_on
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_plain_finds_each_sign_at_each_place() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                for other in [b'a', b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xff] {
                    let mut bytes = [other; 8];
                    bytes[place] = byte;
                    let expected = bytes.iter().any(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
                    assert_eq!(ends_plain(u64::from_le_bytes(bytes)), expected, "{bytes:?}");
                }
            }
        }
    }
}
