//! A text within the text that was given, such as the string that holds a policy: what it says, and where each piece of it stands.

use std::borrow::Cow;
use std::ops::Range;

/// A piece of a text, from `at` up to the next run: it stands from `from` to `until` in the text as given. Both are counted on side by side;
/// a piece that is written otherwise there (an escape, a name without quotes) ends with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) at: usize,
    pub(super) from: usize,
    pub(super) until: usize,
}

/// A text, and where it stands in the one that was given.
#[derive(Debug, Clone)]
pub(crate) struct Layer<'a> {
    pub(super) text: Cow<'a, str>,
    runs: Vec<Run>,
    /// Where something stands whose value is not in the text: in this layer, and as given.
    pub(super) holes: Vec<(usize, Range<usize>)>,
}

impl<'a> Layer<'a> {
    /// A piece of the text as given.
    pub(crate) fn given(text: &'a str, from: usize) -> Self {
        let run = Run { at: 0, from, until: from + text.len() };
        Self { text: text.into(), runs: vec![run], holes: Vec::new() }
    }

    /// The last run that begins at `at` or before.
    fn run(&self, at: usize) -> Option<(Run, usize)> {
        let index = self.runs.partition_point(|run| run.at <= at).checked_sub(1)?;
        let end = self.runs.get(index + 1).map_or(self.text.len(), |next| next.at);
        self.runs.get(index).map(|run| (*run, end))
    }

    /// Where a place is in the text as given.
    pub(super) fn start(&self, at: usize) -> usize {
        self.run(at).map_or(0, |(run, _)| (run.from + (at - run.at)).min(run.until))
    }

    fn end(&self, at: usize) -> usize {
        let Some(before) = at.checked_sub(1) else { return self.start(at) };
        let Some((run, end)) = self.run(before) else { return 0 };
        if at >= end { run.until } else { (run.from + (at - run.at)).min(run.until) }
    }

    /// Where a piece is in the text as given.
    pub(super) fn place(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.start(range.start);
        start..if range.is_empty() { start } else { self.end(range.end).max(start) }
    }

    /// The runs of a piece of this text that stands at `at` in another one, as it is.
    pub(super) fn copy(&self, range: &Range<usize>, at: usize, runs: &mut Vec<Run>) {
        let mut place = range.start;
        while place < range.end {
            let Some((run, end)) = self.run(place) else { return };
            let end = end.min(range.end);
            runs.push(Run { at: at + (place - range.start), from: self.start(place), until: self.end(end) });
            debug_assert!(run.at <= place && end > place, "each run has a length");
            place = end;
        }
    }

    /// The piece of it, which may be one without holes only.
    pub(super) fn piece(&self, range: Range<usize>) -> Option<Layer<'_>> {
        let mut runs = Vec::new();
        self.copy(&range, 0, &mut runs);
        let text = self.text.get(range)?;
        Some(Layer { text: text.into(), runs, holes: Vec::new() })
    }
}

/// What is written, and where it stands.
#[derive(Debug, Default)]
pub(super) struct Writing {
    pub(super) text: String,
    runs: Vec<Run>,
    holes: Vec<(usize, Range<usize>)>,
    /// Whether a string of JSON is open, for what stands in the place of a hole.
    in_string: bool,
    /// How far that was looked at.
    looked_at: usize,
}

impl Writing {
    /// Copies a piece of a layer.
    pub(super) fn copy(&mut self, layer: &Layer<'_>, range: Range<usize>) {
        layer.copy(&range, self.text.len(), &mut self.runs);
        self.text.push_str(layer.text.get(range).unwrap_or_default());
    }

    /// Writes something that stands at a place of the text as given, in another form.
    pub(super) fn at(&mut self, place: &Range<usize>, text: &str) {
        if !text.is_empty() {
            self.runs.push(Run { at: self.text.len(), from: place.start, until: place.end });
            self.text.push_str(text);
        }
    }

    /// Writes something for a piece of a layer that is written otherwise there.
    pub(super) fn replace(&mut self, layer: &Layer<'_>, range: &Range<usize>, text: &str) {
        self.at(&layer.place(range), text);
    }

    /// Something whose value is not known: in a string of JSON nothing, elsewhere `null`.
    pub(super) fn hole(&mut self, layer: &Layer<'_>, range: &Range<usize>) {
        let mut escaped = false;
        for byte in self.text.as_bytes().get(self.looked_at..).unwrap_or_default() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if self.in_string => escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ => {}
            }
        }
        self.holes.push((self.text.len(), layer.place(range)));
        let text = if self.in_string { "" } else { "null" };
        self.replace(layer, range, text);
        self.looked_at = self.text.len();
    }

    pub(super) fn layer<'b>(self) -> Layer<'b> {
        Layer { text: self.text.into(), runs: self.runs, holes: self.holes }
    }
}

/// Which language a string in quotes is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoted {
    Json,
    Hcl,
    /// A heredoc of Terraform, where a backslash is one.
    Heredoc,
}

/// What a piece of a layer says that stands between the quotes of a string; none where an escape is none.
pub(super) fn unescaped<'b>(layer: &Layer<'_>, range: Range<usize>, language: Quoted) -> Option<Layer<'b>> {
    let mut writing = Writing::default();
    unescape(layer, range, language, &mut writing)?;
    Some(writing.layer())
}

/// The same, behind what is written already.
pub(super) fn unescape(layer: &Layer<'_>, range: Range<usize>, language: Quoted, writing: &mut Writing) -> Option<()> {
    let text = layer.text.get(..range.end)?;
    let mut plain = range.start;
    let mut at = range.start;
    while at < range.end {
        let rest = text.get(at..)?;
        let (length, sign) = match language {
            Quoted::Hcl | Quoted::Heredoc if rest.starts_with("$${") => (3, "${".to_owned()),
            Quoted::Hcl | Quoted::Heredoc if rest.starts_with("%%{") => (3, "%{".to_owned()),
            Quoted::Hcl | Quoted::Json if rest.starts_with('\\') => {
                let (length, sign) = escape(rest, language)?;
                (length, sign.to_string())
            }
            _ => {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            }
        };
        writing.copy(layer, plain..at);
        writing.replace(layer, &(at..at + length), &sign);
        at += length;
        plain = at;
    }
    writing.copy(layer, plain..range.end);
    Some(())
}

/// The length of an escape, and what it stands for.
fn escape(text: &str, language: Quoted) -> Option<(usize, char)> {
    let sign = text.chars().nth(1)?;
    let plain = match sign {
        '"' | '\\' => sign,
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '/' if language == Quoted::Json => '/',
        'b' if language == Quoted::Json => '\u{8}',
        'f' if language == Quoted::Json => '\u{c}',
        'u' => return unicode(text, 4, language),
        'U' if language == Quoted::Hcl => return unicode(text, 8, language),
        _ => return None,
    };
    Some((2, plain))
}

fn unicode(text: &str, digits: usize, language: Quoted) -> Option<(usize, char)> {
    let number = |from: usize| {
        let hex = text.get(from..from + digits).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u32::from_str_radix(hex, 16).ok()
    };
    let first = number(2)?;
    if language == Quoted::Json && (0xd800..0xdc00).contains(&first) {
        let second = text.get(6..8).filter(|mark| *mark == "\\u").and_then(|_| number(8))?;
        let second = second.checked_sub(0xdc00).filter(|second| *second < 0x400)?;
        return Some((12, char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)?));
    }
    Some((2 + digits, char::from_u32(first)?))
}
