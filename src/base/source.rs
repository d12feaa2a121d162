//! A document as text, and places in it.

use std::sync::OnceLock;

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
pub struct Source {
    text: Box<str>,
    /// Places on the way, made when the first one is asked for by itself.
    marks: OnceLock<Vec<Mark>>,
}

/// How many bytes are between two marks, about.
const APART: usize = 2048;

impl Source {
    /// Keeps `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), marks: OnceLock::new() }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where `range` is. The first time it takes as long as the text is, so that a document that nobody asks about pays nothing.
    #[must_use]
    pub fn span(&self, range: Range) -> Span {
        Span::between(self.position(range.start), self.position(range.end))
    }

    fn position(&self, offset: u32) -> Position {
        let marks = self.marks.get_or_init(|| {
            let mut marks: Vec<Mark> = Vec::new();
            self.walk(Mark::default(), &mut |offset, position, is_settled| {
                if is_settled && offset >= marks.last().map_or(0, |mark| mark.offset + APART) {
                    marks.push(Mark { offset, position });
                }
                true
            });
            marks
        });
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let after = marks.partition_point(|mark| mark.offset <= offset);
        let mark = after.checked_sub(1).and_then(|index| marks.get(index)).copied().unwrap_or_default();
        self.walk(mark, &mut |at, _, _| at < offset)
    }

    /// Goes through the text while `visit` says so, which is given the offset of each character, its position, and whether that is that of
    /// the mark to go on from; gives the position that it ends at.
    fn walk(&self, from: Mark, visit: &mut dyn FnMut(usize, Position, bool) -> bool) -> Position {
        let mut position = from.position;
        let mut after_cr = false;
        for (offset, character) in self.text.get(from.offset..).unwrap_or_default().char_indices() {
            // The LF of a CRLF belongs to the line that its CR has ended.
            let is_settled = !after_cr || character != '\n';
            if after_cr && is_settled {
                position.end_line();
            }
            if !visit(from.offset + offset, position, is_settled) {
                return position;
            }
            position.units += if character.len_utf16() == 1 { 1 } else { 2 };
            after_cr = character == '\r';
            if character == '\n' {
                position.end_line();
            }
        }
        if after_cr {
            position.end_line();
        }
        position
    }

    /// Where all of `ranges` are, in one pass over the text.
    #[must_use]
    pub fn spans(&self, ranges: &[Range]) -> Vec<Span> {
        let mut offsets: Vec<u64> = ranges.iter().flat_map(|range| [range.start.into(), range.end.into()]).collect();
        offsets.sort_unstable();
        offsets.dedup();
        let mut places = Vec::with_capacity(offsets.len());
        let mut wanted = offsets.iter().copied().peekable();
        let last = self.walk(Mark::default(), &mut |offset, position, _| {
            while wanted.next_if(|wanted| usize::try_from(*wanted).is_ok_and(|wanted| wanted <= offset)).is_some() {
                places.push(position);
            }
            wanted.peek().is_some()
        });
        places.resize(offsets.len(), last);
        let at = |offset: u32| {
            let found = offsets.binary_search(&offset.into()).ok().and_then(|index| places.get(index));
            found.copied().unwrap_or(last)
        };
        ranges.iter().map(|range| Span::between(at(range.start), at(range.end))).collect()
    }
}

impl Span {
    fn between(start: Position, end: Position) -> Self {
        Self {
            start: start.units,
            end: end.units.max(start.units),
            line: start.line,
            column: start.units - start.line_start + 1,
        }
    }
}

/// The position of a character from which on others are found.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    offset: usize,
    position: Position,
}

#[derive(Debug, Clone, Copy)]
struct Position {
    units: u32,
    line: u32,
    line_start: u32,
}

impl Default for Position {
    fn default() -> Self {
        Self { units: 0, line: 1, line_start: 0 }
    }
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

    #[test]
    fn a_place_is_the_same_by_itself_and_among_others() {
        let text = "a\r\nü\r\u{1f600}\n\n".repeat(1500);
        let source = Source::new(&text);
        let ends = || text.char_indices().map(|(at, _)| u32::try_from(at).unwrap());
        let ranges: Vec<Range> = ends().map(|start| Range { start, end: start + 1 }).collect();
        for (range, span) in ranges.iter().zip(source.spans(&ranges)) {
            assert_eq!(source.span(*range), span, "{range:?}");
        }
    }
}
