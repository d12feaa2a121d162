//! Actions that are asked for, and the patterns that match them (rules 2 and 3 of [`super`]).

use super::ast::{Text, Version};
use super::pattern::star_bytes;
use super::verdict::Truth;

/// IAM takes no more actions in one statement of version 1.1 (OTC IAM API reference, "Error Codes", IAM.1033).
pub(crate) const ACTIONS_PER_STATEMENT: usize = 100;

/// An action that is asked for: three segments without wildcard.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct AskedAction {
    /// As the caller wrote it, and behind that the same in lower case.
    both: Box<str>,
    colons: [usize; 2],
}

impl AskedAction {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut colons = [0; 2];
        let (mut count, mut plain) = (0, true);
        let mut at = 0;
        // As an iterator it is called for each byte, where the size of the code counts.
        while let Some(byte) = text.as_bytes().get(at) {
            match byte {
                b':' => {
                    *colons.get_mut(count)? = at;
                    count += 1;
                }
                b'*' => return None,
                _ => plain &= byte.is_ascii_graphic(),
            }
            at += 1;
        }
        let [first, second] = colons;
        let three = count == 2 && first > 0 && second > first && second + 1 < text.len();
        if !three || (!plain && text.contains(|sign: char| sign.is_whitespace() || sign.is_control())) {
            return None;
        }
        let mut both = String::with_capacity(2 * text.len());
        both.push_str(text);
        both.push_str(text);
        Some(Self { both: lower_from(both, text.len()), colons })
    }

    /// As the caller wrote it.
    pub(crate) fn written(&self) -> &str {
        part(&self.both, 0, self.both.len() / 2)
    }

    /// In lower case.
    pub(crate) fn lower(&self) -> &str {
        part(&self.both, self.both.len() / 2, self.both.len())
    }

    pub(crate) fn lower_service(&self) -> &str {
        part(self.lower(), 0, self.colons[0])
    }

    /// A segment as the caller wrote it, or in lower case behind that.
    fn segment(&self, number: usize, from: usize) -> &[u8] {
        segment(self.both.as_bytes().get(from..from + self.both.len() / 2), self.colons, number)
    }

    fn service(&self) -> &[u8] {
        self.segment(0, 0)
    }

    fn lower_segment(&self, number: usize) -> &[u8] {
        self.segment(number, self.both.len() / 2)
    }

    /// What the patterns that may match it are found by: see [`ActionPattern::index_key`].
    pub(crate) fn index_keys(&self) -> [&str; 4] {
        let lower = self.lower();
        [lower, part(lower, 0, self.colons[1]), self.lower_service(), ANY_SERVICE]
    }
}

fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// One of three segments: as bytes, which are taken apart without a look at what they stand for.
fn segment(text: Option<&[u8]>, [first, second]: [usize; 2], number: usize) -> &[u8] {
    let text = text.unwrap_or_default();
    let segment = match number {
        0 => text.get(..first),
        1 => text.get(first + 1..second),
        _ => text.get(second + 1..),
    };
    segment.unwrap_or_default()
}

/// A text of which what begins at `from` is made lower case: eight letters at a time, as it is done for all of every policy.
fn lower_from(text: String, from: usize) -> Box<str> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let mut bytes = text.into_bytes();
    let (words, rest) = bytes.get_mut(from..).unwrap_or_default().as_chunks_mut::<8>();
    for word in words {
        let letters = u64::from_le_bytes(*word);
        let low = letters & (0x7f * EACH);
        // The highest bit of each byte: whether it is at least `A`, and not above `Z`.
        let upper = (low + 0x3f * EACH) & !(low + 0x25 * EACH) & !letters & (0x80 * EACH);
        *word = (letters | upper >> 2).to_le_bytes();
    }
    rest.make_ascii_lowercase();
    String::from_utf8(bytes).unwrap_or_default().into()
}

/// What one segment of a pattern is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Segment {
    Any,
    Exact,
    /// The only star stands at its end.
    Prefix,
    Star,
}

impl Segment {
    fn matches(self, pattern: &[u8], text: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Exact => pattern == text,
            Self::Prefix => pattern.split_last().is_some_and(|(_, prefix)| text.starts_with(prefix)),
            Self::Star => star_bytes(pattern, text),
        }
    }
}

/// The patterns of an `Action` or `NotAction`: their texts one behind the other, which takes memory once.
#[derive(Debug, Clone, Default)]
pub(crate) struct ActionPatterns {
    /// In lower case.
    texts: Box<str>,
    /// As written, where a service is not in lower case.
    written: Option<Box<str>>,
    /// `None`: the pattern matches nothing by its form.
    forms: Box<[Option<PatternForm>]>,
    /// Whether the case of the service may decide (1.1).
    case_decides: bool,
}

/// Where a pattern stands, and what it is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PatternForm {
    start: usize,
    length: usize,
    /// Where its colons are; of a short pattern the end.
    colons: [usize; 2],
    segments: [Segment; 3],
    /// How much of it stands before its first star.
    literal: usize,
    is_service_written: bool,
}

/// A pattern of `Action`; one that matches nothing by its form does not exist.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActionPattern<'a> {
    /// The whole in lower case.
    lower: &'a str,
    colons: [usize; 2],
    segments: [Segment; 3],
    case_decides: bool,
    written_service: Option<&'a str>,
}

/// By what the patterns are found whose service has a wildcard: no service is called so.
pub(crate) const ANY_SERVICE: &str = "*";

impl PatternForm {
    /// Of a text that begins at `start`. `None`: it matches nothing.
    pub(crate) fn of(text: &str, start: usize) -> Option<Self> {
        let (mut colons, mut segments) = ([text.len(); 2], [Segment::Any; 3]);
        let (mut count, mut from, mut segment, mut at) = (0, 0, Segment::Exact, 0);
        let mut literal = text.len();
        while let Some(byte) = text.as_bytes().get(at) {
            if *byte == b'*' {
                literal = literal.min(at);
            }
            match (byte, segment) {
                (b':', _) => {
                    *colons.get_mut(count)? = at;
                    *segments.get_mut(count)? = segment;
                    count += 1;
                    (from, segment) = (at + 1, Segment::Exact);
                }
                (b'*', Segment::Exact) => segment = if at == from { Segment::Any } else { Segment::Prefix },
                (_, Segment::Exact) => {}
                _ => segment = Segment::Star,
            }
            at += 1;
        }
        match (count, segment) {
            (2, _) => segments[2] = segment,
            // What a short one ends with stands for the rest.
            (_, Segment::Any) => {}
            _ => return None,
        }
        let is_service_written = part(text, 0, colons[0]).bytes().any(|byte| byte.is_ascii_uppercase());
        Some(Self { start, length: text.len(), colons, segments, literal, is_service_written })
    }
}

impl PatternForm {
    /// Whether a text of this form matches all that one of another form does; both have three segments. Exact: a `*` of `narrow` can be
    /// matched by a `*` only, because the letters it stands for may be any.
    pub(crate) fn covers(&self, text: &str, narrow: &Self, narrow_text: &str) -> bool {
        // Of many patterns beside each other most differ there.
        let last = self.literal.wrapping_sub(1);
        if text.as_bytes().get(last) != narrow_text.as_bytes().get(last) {
            return false;
        }
        // The services are mostly equal.
        [1, 2, 0].into_iter().all(|number| {
            let wide = segment(Some(text.as_bytes()), self.colons, number);
            let narrow = segment(Some(narrow_text.as_bytes()), narrow.colons, number);
            self.segments.get(number).is_some_and(|form| form.matches(wide, narrow))
        })
    }
}

impl ActionPatterns {
    pub(crate) fn new(written: &[Text], version: Version) -> Self {
        let mut texts = String::with_capacity(written.iter().map(|text| text.value.len()).sum());
        let mut is_written = false;
        let form = |text: &Text| {
            let form = PatternForm::of(&text.value, texts.len())?;
            texts.push_str(&text.value);
            is_written |= form.is_service_written;
            Some(form)
        };
        let forms = written.iter().map(form).collect();
        let written = is_written.then(|| texts.as_str().into());
        Self { texts: lower_from(texts, 0), written, forms, case_decides: version != Version::V1_0 }
    }

    pub(crate) fn get(&self, index: usize) -> Option<ActionPattern<'_>> {
        self.pattern(self.forms.get(index)?.as_ref()?)
    }

    /// Each, in the order of the text.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Option<ActionPattern<'_>>> {
        self.forms.iter().map(|form| self.pattern(form.as_ref()?))
    }

    fn pattern(&self, form: &PatternForm) -> Option<ActionPattern<'_>> {
        let PatternForm { start, length, colons, segments, is_service_written, .. } = *form;
        let end = start + length;
        let lower = self.texts.get(start..end)?;
        let written = self.written.as_deref().filter(|_| is_service_written);
        let written_service = written.and_then(|written| written.get(start..start + colons[0]));
        Some(ActionPattern { lower, colons, segments, case_decides: self.case_decides, written_service })
    }
}

impl<'a> ActionPattern<'a> {
    fn segment(&self, number: usize) -> &'a [u8] {
        segment(Some(self.lower.as_bytes()), self.colons, number)
    }

    /// What it is found by: all segments without wildcard that it begins with. Also whether that is the whole of it.
    pub(crate) fn index_key(&self) -> (&'a str, bool) {
        match self.segments {
            [Segment::Exact, Segment::Exact, Segment::Exact] => (self.lower, true),
            [Segment::Exact, Segment::Exact, _] => (part(self.lower, 0, self.colons[1]), false),
            [Segment::Exact, ..] => (part(self.lower, 0, self.colons[0]), false),
            _ => (ANY_SERVICE, false),
        }
    }

    /// The text in lower case.
    pub(crate) fn lower(&self) -> &'a str {
        self.lower
    }

    /// Whether it matches the same actions, to the same degree.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.lower == other.lower
            && self.case_decides == other.case_decides
            && self.written_service == other.written_service
    }

    fn segment_matches(&self, number: usize, action: &AskedAction) -> bool {
        let form = self.segments.get(number).copied().unwrap_or(Segment::Exact);
        form == Segment::Any || form.matches(self.segment(number), action.lower_segment(number))
    }

    /// Unknown: it matches only if the case of the service is ignored.
    pub(crate) fn matches(&self, action: &AskedAction) -> Truth {
        let ignoring_case = [2, 1, 0].into_iter().all(|number| self.segment_matches(number, action));
        let written = self.written_service.map_or_else(|| self.segment(0), str::as_bytes);
        if !ignoring_case {
            Truth::False
        } else if self.case_decides && !self.segments[0].matches(written, action.service()) {
            Truth::Unknown
        } else {
            Truth::True
        }
    }

    /// How many of the segments match, in the order service, type, operation; for the closest pattern of a "no".
    pub(crate) fn closeness(&self, action: &AskedAction) -> u8 {
        let [service, kind, operation] = [0, 1, 2].map(|number| self.segment_matches(number, action));
        if service { 1 + 2 * u8::from(kind) + u8::from(operation) } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::model::source::Range;

    #[test]
    fn lower_from_changes_the_letters_of_ascii_alone() {
        let all: String = ('\0'..='\u{17f}').chain("ÄÖÜ中文🙂".chars()).collect();
        for from in all.char_indices().map(|(at, _)| at).take(200) {
            let (before, behind) = all.split_at(from);
            let expected = before.to_owned() + &behind.to_ascii_lowercase();
            assert_eq!(*lower_from(all.clone(), from), *expected);
        }
    }

    #[test]
    fn a_short_pattern_needs_a_star_at_its_end() {
        let action = AskedAction::parse("ecs:cloudServers:get").unwrap();
        for (pattern, matches) in [
            ("*", true),
            ("ecs:*", true),
            ("ecs", false),
            ("ecs:cloudServers", false),
            ("ec*", false),
            ("::*", false),
            ("a:b:c:d", false),
        ] {
            let text = Text { value: pattern.into(), range: Range::default() };
            let patterns = ActionPatterns::new(&[text], Version::V1_1);
            let found = patterns.get(0).is_some_and(|pattern| pattern.matches(&action) == Truth::True);
            assert_eq!(found, matches, "{pattern}");
        }
    }
}
