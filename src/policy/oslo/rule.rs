//! A rule of the policy language: the tree of its checks, with the place of each.
//!
//! Read exactly as oslo.policy reads it, its oddities too: a rule that it cannot read is one that nobody meets, a word without colon in a
//! rule is a check that nobody meets, and no rule at all is one that everybody meets.
//!
//! Source: `oslo_policy/_parser.py` and `_checks.py` of oslo.policy 2.3.4 to 6.0.1, which agree.

use std::ops::Range;

/// Deeper than any rule that somebody writes.
const MAX_DEPTH: u16 = 64;

/// One rule.
#[derive(Debug)]
pub(super) struct Rule {
    nodes: Vec<Node>,
    root: usize,
}

/// A check, or what joins others.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Where it stands, where it stands anywhere.
    pub(super) range: Range<usize>,
    depth: u16,
}

/// What a check, or what joins others, is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `@`, or no rule: everybody.
    Always,
    /// `!`: nobody.
    Never,
    /// Not of the language: nobody.
    Unreadable,
    /// `rule:name`.
    Rule(String),
    /// `is_admin:True`, of Nova: whether the rule `context_is_admin` was met.
    Admin(bool),
    /// `role:name`.
    Role(Template),
    /// `name:…`: an attribute of the token, by its path.
    Attribute(Vec<String>, Template),
    /// `'text':…`: a text, compared with one of the target.
    Literal(String, Template),
    /// `http://…`: another service is asked.
    Remote,
    /// What is not evaluated here: it may come to anything.
    Opaque,
    Not(usize),
    All(Vec<usize>),
    Any(Vec<usize>),
}

/// What stands behind the colon of a check, in which Python puts values of the target.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Template {
    Pieces(Vec<Piece>),
    /// Another formatting than `%(name)s`, which nobody writes.
    Odd,
}

/// A piece of a [`Template`].
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// `%(name)s`.
    Name(String),
}

/// The old form of a rule: a list of checks of which one is enough, or of lists of checks that are all needed; each with its place.
pub(super) type Lists<'a> = &'a [Vec<(&'a str, Range<usize>)>];

impl Rule {
    /// Reads a rule; `place` says where a piece of its text stands.
    pub(super) fn parse(text: &str, place: &dyn Fn(Range<usize>) -> Range<usize>) -> Self {
        let mut parser = Parser { rule: Self { nodes: Vec::new(), root: 0 }, stack: Vec::new(), too_deep: false };
        let whole = place(0..text.len());
        if text.is_empty() {
            return Self::of(Kind::Always, whole);
        }
        for word in words(text) {
            parser.word(text.get(word.clone()).unwrap_or_default(), word.start, place);
        }
        if parser.too_deep {
            return Self::of(Kind::Opaque, whole);
        }
        let root = match parser.stack.as_slice() {
            [Token::Check(root) | Token::All(root) | Token::Any(root)] => *root,
            _ => return Self::of(Kind::Unreadable, whole),
        };
        Self { root, ..parser.rule }
    }

    /// Reads the old form.
    pub(super) fn of_lists(lists: Lists<'_>, whole: Range<usize>) -> Self {
        if lists.is_empty() {
            return Self::of(Kind::Always, whole);
        }
        let mut rule = Self { nodes: Vec::new(), root: 0 };
        let mut any = Vec::new();
        for list in lists.iter().filter(|list| !list.is_empty()) {
            let all = list.iter().map(|(text, range)| rule.push(check(text), range.clone())).collect();
            let all = rule.join(Kind::All, all);
            any.push(all);
        }
        rule.root = if any.is_empty() { rule.push(Kind::Never, whole) } else { rule.join(Kind::Any, any) };
        rule
    }

    /// A rule of one node.
    pub(super) fn of(kind: Kind, range: Range<usize>) -> Self {
        Self { nodes: vec![Node { kind, range, depth: 0 }], root: 0 }
    }

    /// The node that says what the rule is.
    pub(super) const fn root(&self) -> usize {
        self.root
    }

    pub(super) fn node(&self, id: usize) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// Its checks, in their order.
    #[cfg(test)]
    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Whether it is `rule:name` and nothing else.
    pub(super) fn is_reference_to(&self, name: &str) -> bool {
        matches!(self.node(self.root), Some(Node { kind: Kind::Rule(own), .. }) if own == name)
    }

    /// Whether it is the same tree of the same checks.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.is_same_from(self.root, other, other.root)
    }

    fn is_same_from(&self, id: usize, other: &Self, other_id: usize) -> bool {
        let (Some(own), Some(others)) = (self.node(id), other.node(other_id)) else { return false };
        match (&own.kind, &others.kind) {
            (Kind::Not(one), Kind::Not(another)) => self.is_same_from(*one, other, *another),
            (Kind::All(own), Kind::All(others)) | (Kind::Any(own), Kind::Any(others)) => {
                own.len() == others.len()
                    && own.iter().zip(others).all(|(one, another)| self.is_same_from(*one, other, *another))
            }
            (Kind::Never | Kind::Unreadable, Kind::Never | Kind::Unreadable) => true,
            (one, another) => one == another,
        }
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) -> usize {
        let depth_of = |id: &usize| self.node(*id).map_or(0, |node| node.depth);
        let depth = match &kind {
            Kind::Not(id) => depth_of(id) + 1,
            Kind::All(ids) | Kind::Any(ids) => ids.iter().map(depth_of).max().unwrap_or(0) + 1,
            _ => 0,
        };
        self.nodes.push(Node { kind, range, depth });
        self.nodes.len() - 1
    }

    /// One of several is itself.
    fn join(&mut self, kind: fn(Vec<usize>) -> Kind, ids: Vec<usize>) -> usize {
        match ids.as_slice() {
            [one] => *one,
            _ => {
                let range = self.between(ids.first(), ids.last());
                self.push(kind(ids), range)
            }
        }
    }

    fn between(&self, first: Option<&usize>, last: Option<&usize>) -> Range<usize> {
        let range = |id: Option<&usize>| id.and_then(|id| self.node(*id)).map_or(0..0, |node| node.range.clone());
        let (first, last) = (range(first), range(last));
        first.start..last.end.max(first.start)
    }
}

/// Python's white space.
fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// Where the words of a text are.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        if !is_space(character) {
            start = start.or(Some(at));
        } else if let Some(start) = start.take() {
            words.push(start..at);
        }
    }
    words.extend(start.map(|start| start..text.len()));
    words
}

#[derive(Debug, Clone, Copy)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    /// A text in quotes, which is nothing by itself.
    Quoted,
    Check(usize),
    All(usize),
    Any(usize),
}

struct Parser {
    rule: Rule,
    stack: Vec<Token>,
    too_deep: bool,
}

impl Parser {
    /// Takes a word, which brackets may stand before and behind.
    fn word(&mut self, word: &str, start: usize, place: &dyn Fn(Range<usize>) -> Range<usize>) {
        let opened = word.trim_start_matches('(');
        for _ in opened.len()..word.len() {
            self.shift(Token::Open);
        }
        let text = opened.trim_end_matches(')');
        match text.to_ascii_lowercase().as_str() {
            "" => {}
            "and" => self.shift(Token::And),
            "or" => self.shift(Token::Or),
            "not" => self.shift(Token::Not),
            _ if is_quoted(opened) => self.shift(Token::Quoted),
            _ => {
                let from = start + word.len() - opened.len();
                let id = self.rule.push(check(text), place(from..from + text.len()));
                self.shift(Token::Check(id));
            }
        }
        for _ in text.len()..opened.len() {
            self.shift(Token::Close);
        }
    }

    fn shift(&mut self, token: Token) {
        self.stack.push(token);
        while let Some((count, token)) = self.reduced() {
            self.stack.truncate(self.stack.len() - count);
            self.stack.push(token);
        }
    }

    /// What the last tokens are together, and how many.
    fn reduced(&mut self) -> Option<(usize, Token)> {
        let joined = match *self.stack.as_slice() {
            [.., Token::Open, Token::Check(id) | Token::All(id) | Token::Any(id), Token::Close] => Token::Check(id),
            [.., Token::Check(one), Token::And, Token::Check(other)] => Token::All(self.pair(Kind::All, one, other)),
            [.., Token::All(all), Token::And, Token::Check(one)] => Token::All(self.extend(all, one)),
            [.., Token::Any(any), Token::And, Token::Check(one)] => Token::Any(self.narrow(any, one)),
            [.., Token::Check(one) | Token::All(one), Token::Or, Token::Check(other)] => {
                Token::Any(self.pair(Kind::Any, one, other))
            }
            [.., Token::Any(any), Token::Or, Token::Check(one)] => Token::Any(self.extend(any, one)),
            [.., Token::Not, Token::Check(id)] => {
                let range = self.rule.between(Some(&id), Some(&id));
                return Some((2, Token::Check(self.push(Kind::Not(id), range))));
            }
            _ => return None,
        };
        Some((3, joined))
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) -> usize {
        let id = self.rule.push(kind, range);
        self.too_deep |= self.rule.node(id).is_some_and(|node| node.depth > MAX_DEPTH);
        id
    }

    fn pair(&mut self, kind: fn(Vec<usize>) -> Kind, one: usize, other: usize) -> usize {
        let range = self.rule.between(Some(&one), Some(&other));
        self.push(kind(vec![one, other]), range)
    }

    /// Adds a check to those that are joined.
    fn extend(&mut self, id: usize, more: usize) -> usize {
        let end = self.rule.node(more).map(|node| (node.range.end, node.depth + 1));
        if let (Some(node), Some((end, depth))) = (self.rule.nodes.get_mut(id), end) {
            if let Kind::All(ids) | Kind::Any(ids) = &mut node.kind {
                ids.push(more);
            }
            node.range.end = end.max(node.range.end);
            node.depth = depth.max(node.depth);
            self.too_deep |= node.depth > MAX_DEPTH;
        }
        id
    }

    /// `a or b and c`: the last of the alternatives needs one more.
    fn narrow(&mut self, any: usize, more: usize) -> usize {
        let last = match self.rule.nodes.get_mut(any).map(|node| &mut node.kind) {
            Some(Kind::Any(ids)) => ids.pop(),
            _ => None,
        };
        let Some(last) = last else { return any };
        let all = match self.rule.node(last).map(|node| &node.kind) {
            Some(Kind::All(_)) => self.extend(last, more),
            _ => self.pair(Kind::All, last, more),
        };
        self.extend(any, all)
    }
}

fn is_quoted(text: &str) -> bool {
    text.len() >= 2 && ['"', '\''].iter().any(|quote| text.starts_with(*quote) && text.ends_with(*quote))
}

/// One check.
fn check(text: &str) -> Kind {
    let (kind, wanted) = match text {
        "!" => return Kind::Never,
        "@" => return Kind::Always,
        _ => match text.split_once(':') {
            Some(parts) => parts,
            None => return Kind::Unreadable,
        },
    };
    match kind {
        "http" | "https" => Kind::Remote,
        "rule" => Kind::Rule(wanted.to_owned()),
        "role" => Kind::Role(Template::parse(wanted)),
        "is_admin" => Kind::Admin(wanted.to_lowercase() == "true"),
        _ => match literal(kind) {
            Some(literal) => Kind::Literal(literal, Template::parse(wanted)),
            None if is_path(kind) => {
                Kind::Attribute(kind.split('.').map(str::to_owned).collect(), Template::parse(wanted))
            }
            None => Kind::Opaque,
        },
    }
}

/// What Python reads as a literal and what it is as a text: a text without escapes, a whole number, or one of three words.
fn literal(kind: &str) -> Option<String> {
    if matches!(kind, "True" | "False" | "None") {
        return Some(kind.to_owned());
    }
    let is_number = kind == "0" || (!kind.starts_with('0') && kind.len() <= 18);
    if !kind.is_empty() && is_number && kind.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(kind.to_owned());
    }
    let quote = kind.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let inner = kind.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_plain = |character: char| character != quote && character != '\\' && !character.is_control();
    inner.chars().all(is_plain).then(|| inner.to_owned())
}

/// Words of Python, which are no names there.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Whether it is what Python reads as names, so that it is looked up in the token.
fn is_path(kind: &str) -> bool {
    kind.split(['.', '-']).all(|name| {
        let is_first = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
        name.bytes().next().is_some_and(is_first)
            && name.bytes().all(|byte| is_first(byte) || byte.is_ascii_digit())
            && !KEYWORDS.contains(&name)
    })
}

impl Template {
    fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('%') {
            plain.push_str(before);
            if let Some(after) = after.strip_prefix('%') {
                plain.push('%');
                rest = after;
                continue;
            }
            // A name may have brackets in it, in pairs.
            let named = after.strip_prefix('(').and_then(|after| after.split_once(")s"));
            let Some((name, after)) = named.filter(|(name, _)| !name.contains(['(', ')'])) else { return Self::Odd };
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Name(name.to_owned()));
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Self::Pieces(pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(rule: &Rule, id: usize) -> String {
        let join = |ids: &[usize], word: &str| {
            let parts: Vec<String> = ids.iter().map(|id| shape(rule, *id)).collect();
            format!("({})", parts.join(word))
        };
        match &rule.node(id).unwrap().kind {
            Kind::Always => "@".to_owned(),
            Kind::Never => "!".to_owned(),
            Kind::Unreadable => "?".to_owned(),
            Kind::Rule(name) => name.clone(),
            Kind::Not(id) => format!("not {}", shape(rule, *id)),
            Kind::All(ids) => join(ids, " and "),
            Kind::Any(ids) => join(ids, " or "),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn rules_are_read_as_oslo_policy_reads_them() {
        let cases = [
            ("", "@"),
            (" ", "?"),
            ("@", "@"),
            ("rule:a and rule:b and rule:c", "(a and b and c)"),
            ("rule:a or rule:b and rule:c and rule:d or rule:e", "(a or (b and c and d) or e)"),
            ("rule:a and rule:b or rule:c and rule:d", "((a and b) or (c and d))"),
            ("not rule:a AND (rule:b or not (rule:c))", "(not a and (b or not c))"),
            ("not not rule:a", "not not a"),
            ("rule:a rule:b", "?"),
            ("(rule:a", "?"),
            ("rule:a and", "?"),
            ("'text'", "?"),
            ("word or rule:a", "(? or a)"),
            ("rule:a or not(rule:b)", "?"),
        ];
        for (text, expected) in cases {
            let rule = Rule::parse(text, &|range| range);
            assert_eq!(shape(&rule, rule.root()), expected, "{text}");
        }
    }

    #[test]
    fn a_check_knows_its_place() {
        let text = "rule:a or ((role:%(x)s))";
        let rule = Rule::parse(text, &|range| range);
        let places: Vec<&str> = rule.nodes().iter().map(|node| text.get(node.range.clone()).unwrap()).collect();
        assert_eq!(places, ["rule:a", "role:%(x)s", "rule:a or ((role:%(x)s"]);
    }
}
