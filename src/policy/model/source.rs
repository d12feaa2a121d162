//! A document as text, and places in it.

use serde::Serialize;

/// A piece of the source text, in bytes. Cheap to keep; [`Source::span`] turns it into what people and editors use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

/// A piece of a text in the units of JavaScript strings and of editors: `text.slice(start, end)`; line and column from 1, in UTF-16 code
/// units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "TextSpan"))]
pub struct Span {
    /// The first UTF-16 code unit, from 0: `text.slice(start, end)` is the piece.
    pub start: u32,
    /// The UTF-16 code unit after the last one.
    pub end: u32,
    /// The line of `start`, from 1. Lines end with LF, CRLF or CR.
    pub line: u32,
    /// The column of `start` in its line, in UTF-16 code units, from 1.
    pub column: u32,
}

/// The text of a document.
#[derive(Debug, Clone, Default)]
pub struct Source(Box<str>);

impl Source {
    /// Keeps `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Where `range` is. Takes time with the length of the text, so that a document that nobody asks about pays nothing.
    #[must_use]
    pub fn span(&self, range: Range) -> Span {
        self.spans(&[range]).first().copied().unwrap_or_default()
    }

    /// Where all of `ranges` are, in one pass over the text.
    #[must_use]
    pub fn spans(&self, ranges: &[Range]) -> Vec<Span> {
        let mut offsets: Vec<u64> = ranges.iter().flat_map(|range| [range.start.into(), range.end.into()]).collect();
        offsets.sort_unstable();
        offsets.dedup();
        let mut places = Vec::with_capacity(offsets.len());
        let mut place = Position { units: 0, line: 1, line_start: 0 };
        let mut wanted = offsets.iter().copied().peekable();
        let mut after_cr = false;
        for (offset, character) in self.0.char_indices() {
            // The LF of a CRLF belongs to the line that its CR has ended.
            if after_cr && character != '\n' {
                place.end_line();
            }
            while wanted.next_if(|wanted| usize::try_from(*wanted).is_ok_and(|wanted| wanted <= offset)).is_some() {
                places.push(place);
            }
            if wanted.peek().is_none() {
                break;
            }
            place.units += if character.len_utf16() == 1 { 1 } else { 2 };
            after_cr = character == '\r';
            if character == '\n' {
                place.end_line();
            }
        }
        if after_cr {
            place.end_line();
        }
        places.resize(offsets.len(), place);
        let at = |offset: u32| {
            let found = offsets.binary_search(&offset.into()).ok().and_then(|index| places.get(index));
            found.copied().unwrap_or(place)
        };
        let span = |range: &Range| {
            let (start, end) = (at(range.start), at(range.end));
            Span {
                start: start.units,
                end: end.units.max(start.units),
                line: start.line,
                column: start.units - start.line_start + 1,
            }
        };
        ranges.iter().map(span).collect()
    }
}

#[derive(Clone, Copy)]
struct Position {
    units: u32,
    line: u32,
    line_start: u32,
}

impl Position {
    fn end_line(&mut self) {
        self.line += 1;
        self.line_start = self.units;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, start: usize, end: usize) -> (u32, u32, u32, u32) {
        let range = Range { start: u32::try_from(start).unwrap(), end: u32::try_from(end).unwrap() };
        let span = Source::new(text).span(range);
        (span.start, span.end, span.line, span.column)
    }

    #[test]
    fn spans_count_utf16_units_lines_and_columns() {
        assert_eq!(span("abc", 1, 2), (1, 2, 1, 2));
        assert_eq!(span("ü\u{1f600}x", 6, 7), (3, 4, 1, 4));
        assert_eq!(span("a\nb\r\nc\rd", 2, 3), (2, 3, 2, 1));
        assert_eq!(span("a\nb\r\nc\rd", 5, 6), (5, 6, 3, 1));
        assert_eq!(span("a\nb\r\nc\rd", 7, 8), (7, 8, 4, 1));
        assert_eq!(span("ab", 2, 2), (2, 2, 1, 3));
        assert_eq!(span("", 0, 0), (0, 0, 1, 1));
        assert_eq!(span("a\n", 2, 2), (2, 2, 2, 1));
        assert_eq!(span("ab\ncd", 1, 5), (1, 5, 1, 2));
    }
}
