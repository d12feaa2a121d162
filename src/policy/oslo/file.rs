//! An operator's `policy.yaml` or `policy.json`: rules by name.
//!
//! oslo.policy reads it as YAML 1.1. What its reader and ours may read differently is not read: nothing is certain then.
//!
//! Source: `oslo_policy/policy.py`, `parse_file_contents` and `Rules.load`; `PyYAML`, `safe_load`.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span as YamlSpan, Tag};

use super::rule::{Kind, Rule};
use crate::base::said::{Said, said};
use crate::base::source::{Range as Place, Source};
use crate::base::text::quoted;

/// Deeper than any rule.
const MAX_DEPTH: usize = 16;
/// More checks than all rules in the old form have, with those that aliases repeat.
const MAX_CHECKS: usize = 100_000;

/// What stands in a file.
#[derive(Debug, Default)]
pub(super) struct PolicyFile {
    pub(super) source: Source,
    pub(super) rules: BTreeMap<String, Rule>,
    /// Why it was not read.
    pub(super) unread: Option<Unread>,
}

/// Why something was not read, and where.
#[derive(Debug, Clone)]
pub(super) struct Unread {
    pub(super) why: Said,
    pub(super) range: Range<usize>,
}

impl PolicyFile {
    /// Reads a file. What is wrong with it stands in it.
    pub(super) fn read(text: &str) -> Self {
        let mut file = Self { source: Source::new(text), ..Self::default() };
        let read = root(text).and_then(|root| file.take(&root));
        file.unread = read.err();
        file
    }

    /// A place in it, as it is kept.
    pub(super) fn place(range: &Range<usize>) -> Place {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Place { start: byte(range.start), end: byte(range.end) }
    }

    fn take(&mut self, root: &Item) -> Result<(), Unread> {
        let members = match &root.value {
            Value::Object(members) => members,
            _ if root.is_falsy() => return Ok(()),
            _ => return Err(unread(said!("the file must be an object of rules by their names"), &root.range)),
        };
        let mut count = 0;
        for (key, value) in members {
            let name = match &key.value {
                Value::Text { text, .. } if key.plain() == Plain::Text => text.clone(),
                // No rule is called `true` or nothing.
                Value::Text { .. } if matches!(key.plain(), Plain::Falsy | Plain::Truthy) => continue,
                _ => return Err(not_a_rule(&key.range, self.source.text())),
            };
            let rule = self.rule(value, &mut count)?;
            self.rules.insert(name, rule);
        }
        Ok(())
    }

    fn rule(&self, item: &Item, count: &mut usize) -> Result<Rule, Unread> {
        if item.is_falsy() {
            return Ok(Rule::of(Kind::Always, item.range.clone()));
        }
        match &item.value {
            Value::Text { text, .. } if item.plain() == Plain::Text => {
                Ok(Rule::parse(text, &|range| self.within(item, text, &range)))
            }
            Value::List(items) => self.lists(items, item, count),
            _ => Err(not_a_rule(&item.range, self.source.text())),
        }
    }

    /// The old form: a list of checks, or of lists of them.
    fn lists(&self, items: &[Rc<Item>], whole: &Item, count: &mut usize) -> Result<Rule, Unread> {
        let mut lists: Vec<Vec<(&str, Range<usize>)>> = Vec::new();
        for item in items {
            let checks = match &item.value {
                _ if item.is_falsy() => &[][..],
                Value::List(checks) => checks,
                _ => std::slice::from_ref(item),
            };
            *count += checks.len() + 1;
            if *count > MAX_CHECKS {
                return Ok(Rule::of(Kind::Opaque, whole.range.clone()));
            }
            let texts = checks.iter().map(|check| match &check.value {
                Value::Text { text, .. } if check.plain() == Plain::Text => Ok((text.as_str(), check.range.clone())),
                _ => Err(not_a_rule(&check.range, self.source.text())),
            });
            lists.push(texts.collect::<Result<_, _>>()?);
        }
        Ok(Rule::of_lists(&lists, whole.range.clone()))
    }

    /// Where a piece of a text stands: all of it where it stands there in another form.
    fn within(&self, item: &Item, text: &str, piece: &Range<usize>) -> Range<usize> {
        let start = item.range.start + usize::from(!item.is_plain());
        match self.source.text().get(start..start + text.len()) {
            Some(there) if there == text => start + piece.start..start + piece.end,
            _ => {
                let wanted = text.get(piece.clone()).unwrap_or_default();
                let there = self.source.text().get(item.range.clone()).unwrap_or_default();
                let at = there.find(wanted).map(|at| item.range.start + at);
                at.map_or_else(|| item.range.clone(), |at| at..at + wanted.len())
            }
        }
    }
}

fn unread(why: Said, range: &Range<usize>) -> Unread {
    Unread { why, range: range.clone() }
}

fn not_a_rule(range: &Range<usize>, text: &str) -> Unread {
    let what = quoted(text.get(range.clone()).unwrap_or_default());
    unread(said!("a rule must be text (in quotes, where YAML could take it for something else), got {}", what), range)
}

/// A value of the file.
#[derive(Debug)]
struct Item {
    value: Value,
    range: Range<usize>,
}

#[derive(Debug)]
enum Value {
    Text {
        text: String,
        plain: bool,
    },
    List(Vec<Rc<Item>>),
    Object(Vec<(Rc<Item>, Rc<Item>)>),
    /// What is not read here.
    Other,
}

/// What YAML 1.1 makes of a text without quotes.
#[derive(Debug, PartialEq, Eq)]
enum Plain {
    Text,
    /// Nothing, or `no`: an empty rule for oslo.policy.
    Falsy,
    Truthy,
    /// A number or a date, or what may be one.
    Number,
}

impl Item {
    const fn is_plain(&self) -> bool {
        matches!(self.value, Value::Text { plain: true, .. })
    }

    fn plain(&self) -> Plain {
        let Value::Text { text, plain } = &self.value else { return Plain::Text };
        if !plain {
            return Plain::Text;
        }
        match text.as_str() {
            "" | "~" | "null" | "Null" | "NULL" => Plain::Falsy,
            "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Plain::Falsy,
            "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Plain::Truthy,
            "=" | "<<" => Plain::Number,
            _ if may_be_number(text) => Plain::Number,
            _ => Plain::Text,
        }
    }

    fn is_falsy(&self) -> bool {
        match &self.value {
            Value::Text { text, plain } => text.is_empty() || (*plain && self.plain() == Plain::Falsy),
            Value::List(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Other => false,
        }
    }
}

/// Whether it could be a number or a date of YAML 1.1.
fn may_be_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-', '.']);
    let begins = text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.'));
    let is_word = matches!(digits.to_ascii_lowercase().as_str(), "inf" | "nan");
    begins
        && (is_word
            || (digits.starts_with(|first: char| first.is_ascii_digit())
                && digits
                    .chars()
                    .all(|character| character.is_ascii_hexdigit() || "xXoO_.:+- tTzZ".contains(character))))
}

/// Whether `PyYAML` takes it.
const fn is_printable(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The one document of a text.
fn root(text: &str) -> Result<Rc<Item>, Unread> {
    if let Some((at, _)) = text.char_indices().find(|(_, character)| !is_printable(*character)) {
        return Err(unread(said!("there is a control character"), &(at..at + 1)));
    }
    let mut builder = Builder::new(text);
    let mut parser = Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).keep_tags(false);
    let nothing = || Rc::new(Item { value: Value::List(Vec::new()), range: 0..0 });
    loop {
        match parser.next_event() {
            Some(Ok((Event::StreamEnd, _))) | None => break,
            Some(Ok((event, span))) => builder.event(event, span)?,
            Some(Err(error)) => {
                let at = builder.offset(error.marker());
                return Err(unread(said!("the file is not YAML here"), &(at..at)));
            }
        }
    }
    builder.check_tabs(text)?;
    Ok(builder.root.unwrap_or_else(nothing))
}

/// A list or an object that is not at its end.
struct Open {
    start: usize,
    anchor: usize,
    is_object: bool,
    items: Vec<Rc<Item>>,
}

struct Builder {
    /// Where the characters begin.
    offsets: Vec<usize>,
    length: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Item>>,
    /// Where texts are.
    texts: Vec<Range<usize>>,
    root: Option<Rc<Item>>,
}

impl Builder {
    fn new(text: &str) -> Self {
        let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        let offsets = text.char_indices().map(|(at, _)| at).skip_while(|at| *at < start).collect();
        let (open, anchors, texts) = (Vec::new(), HashMap::new(), Vec::new());
        Self { offsets, length: text.len(), open, anchors, texts, root: None }
    }

    /// The place of a mark, which counts characters, in bytes.
    fn offset(&self, mark: &Marker) -> usize {
        self.offsets.get(mark.index()).copied().unwrap_or(self.length)
    }

    fn range(&self, span: &YamlSpan) -> Range<usize> {
        let start = self.offset(&span.start);
        start..self.offset(&span.end).max(start)
    }

    fn event(&mut self, event: Event<'_>, span: YamlSpan) -> Result<(), Unread> {
        let range = self.range(&span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let value = match tag {
                    // A bare `!` says that it is a text.
                    Some(tag) if is_text_tag(&tag) => Value::Text { text: text.into_owned(), plain: false },
                    Some(_) => Value::Other,
                    // A text cannot begin with these for PyYAML.
                    None if plain && text.starts_with(['%', '@', '`']) => Value::Other,
                    None => Value::Text { text: text.into_owned(), plain },
                };
                self.texts.push(range.clone());
                self.put(anchor, Rc::new(Item { value, range }))
            }
            Event::Alias(anchor) => {
                let item = self.anchors.get(&anchor).map(Rc::clone);
                self.put(0, item.unwrap_or_else(|| Rc::new(Item { value: Value::Other, range })))
            }
            Event::SequenceStart(anchor, tag) => self.open(range.start, anchor, false, tag.as_deref()),
            Event::MappingStart(anchor, tag) => self.open(range.start, anchor, true, tag.as_deref()),
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            _ => Ok(()),
        }
    }

    fn open(&mut self, start: usize, anchor: usize, is_object: bool, tag: Option<&Tag>) -> Result<(), Unread> {
        if tag.is_some() || self.open.len() >= MAX_DEPTH {
            return Err(unread(said!("this is not read here"), &(start..start)));
        }
        self.open.push(Open { start, anchor, is_object, items: Vec::new() });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Unread> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let range = open.start..end.max(open.start);
        let value = if open.is_object {
            let mut items = open.items.into_iter();
            Value::Object(std::iter::from_fn(|| Some((items.next()?, items.next()?))).collect())
        } else {
            Value::List(open.items)
        };
        self.put(open.anchor, Rc::new(Item { value, range }))
    }

    fn put(&mut self, anchor: usize, item: Rc<Item>) -> Result<(), Unread> {
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&item));
        }
        match self.open.last_mut() {
            Some(open) => open.items.push(item),
            None if self.root.is_some() => {
                return Err(unread(said!("the file has more than one document"), &item.range));
            }
            None => self.root = Some(item),
        }
        Ok(())
    }

    /// Outside of texts and comments, some readers take a tab and others do not.
    fn check_tabs(&self, text: &str) -> Result<(), Unread> {
        let mut start = 0;
        for range in self.texts.iter().cloned().chain(std::iter::once(text.len()..text.len())) {
            let between = text.get(start..range.start).unwrap_or_default();
            let mut at = start;
            for line in between.split_inclusive('\n') {
                let code = line.split('#').next().unwrap_or_default();
                if let Some(tab) = code.find('\t') {
                    return Err(unread(
                        said!("there is a tab: not every version of oslo.policy reads the file"),
                        &(at + tab..at + tab + 1),
                    ));
                }
                at += line.len();
            }
            start = range.end.max(start);
        }
        Ok(())
    }
}

fn is_text_tag(tag: &Tag) -> bool {
    (tag.is_yaml_core_schema() && tag.suffix == "str") || (tag.handle.is_empty() && tag.suffix == "!")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let file = PolicyFile::read(text);
        assert!(file.unread.is_none(), "{text}: {:?}", file.unread);
        file.rules.into_keys().collect()
    }

    #[test]
    fn yaml_and_json_are_read() {
        assert_eq!(names("# nothing\n"), Vec::<String>::new());
        assert_eq!(names("a: role:admin\n\"b:c\": [[\"role:x\"], \"@\"]\n"), ["a", "b:c"]);
        assert_eq!(names("{\"a\": \"!\", \"b\": []}"), ["a", "b"]);
    }

    #[test]
    fn what_readers_do_not_agree_on_is_not_read() {
        for text in [
            "a: 1",
            "a: 2001-01-01",
            "a: {b: c}",
            "- a",
            "a: [[1]]",
            "a: b\n---\na: c",
            "{\n\t\"a\": \"@\"}",
            "a: @",
            "a: \u{7}",
        ] {
            assert!(PolicyFile::read(text).unread.is_some(), "{text}");
        }
    }

    #[test]
    fn a_check_knows_its_place_in_the_file() {
        let text = "\u{feff}# ü\n\"a\": \"role:x or role:y\"\nb: >\n  role:x\n";
        let file = PolicyFile::read(text);
        let place = |name: &str| text.get(file.rules[name].nodes()[0].range.clone()).unwrap();
        assert_eq!(place("a"), "role:x");
        assert_eq!(place("b"), "role:x");
    }
}
