//! What was put before every line: a number, or the sign of a comment or a quotation.

use super::{Text, packed, room};
use crate::keys::text::contains;

/// What is the case of the lines of a key, written without it; `None` where it is not the case.
type Bare = fn(Lines<'_>, &mut Text) -> Option<()>;

type Lines<'a> = &'a [&'a [u8]];

/// The keys and certificates of the text, each written by `bare` or as it is; what is between them goes. Where no marker tells them, all of the
/// text counts as one. `None` where `bare` finds nothing in any.
fn by_block(text: &[u8], bare: Bare) -> Option<Text> {
    let lines: Vec<&[u8]> = text.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty()).collect();
    let mut out = room(text, 1);
    let mut any = false;
    let mut rest = lines.as_slice();
    while let Some((block, after)) = next_block(rest) {
        any |= write_block(block, bare, &mut out);
        rest = after;
    }
    if rest.len() == lines.len() {
        any = write_block(rest, bare, &mut out);
    }
    if let (false, Some(body)) = (any, body_lines(rest)) {
        out.truncate(0);
        any = write_block(body, bare, &mut out);
    }
    any.then_some(out)
}

/// The lines of Base64 that begins as a key does, with what stands before each of them: the last one is shorter.
fn body_lines<'a>(lines: Lines<'a>) -> Option<Lines<'a>> {
    let first = lines.iter().position(|line| packed::next_start(line, 0).is_some())?;
    let lines = lines.get(first..)?;
    let digits = |line: &&[u8]| {
        let end = line.iter().rposition(|byte| is_base64(*byte)).map_or(0, |last| last + 1);
        line.iter().take(end).rev().take_while(|byte| is_base64(**byte)).count()
    };
    let width = lines.first().map(digits)?;
    let last = lines.iter().position(|line| digits(line) < width);
    lines.get(..=last.unwrap_or(lines.len() - 1))
}

fn is_base64(byte: u8) -> bool {
    packed::is_digit(byte) || byte == b'='
}

/// The lines from the next first one of a key or a certificate to its last, and those behind.
fn next_block<'a>(lines: Lines<'a>) -> Option<(Lines<'a>, Lines<'a>)> {
    let first = lines.iter().position(|line| contains(line, b"BEGIN") || contains(line, b"PuTTY-User-Key-File-"))?;
    let lines = lines.get(first..)?;
    let is_last = |line: &&[u8]| contains(line, b"END ") || contains(line, b"Private-MAC");
    lines.split_at_checked(lines.iter().position(is_last)? + 1)
}

/// Writes the block by `bare`, or as it is; whether it could be the former.
fn write_block(lines: &[&[u8]], bare: Bare, out: &mut Text) -> bool {
    let before = out.len();
    let is_bare = lines.len() > 1 && bare(lines, out).is_some();
    if !is_bare {
        // What was written before it turned out otherwise is overwritten, or wiped with the rest.
        out.truncate(before);
        lines.iter().for_each(|line| push_line(out, line));
    }
    is_bare
}

fn push_line(out: &mut Text, line: &[u8]) {
    out.extend_from_slice(line);
    out.push(b'\n');
}

/// The text without what stands before each line of a key; `None` where nothing does.
pub(super) fn without_prefixes(text: &[u8]) -> Option<Text> {
    by_block(text, |lines, out| {
        let bare = |lines: &[&[u8]], out: &mut Text| {
            let before = out.len();
            let ways: [Bare; 4] = [without_numbers, without_number_lines, without_times, without_signs];
            ways.into_iter().find_map(|bare| {
                out.truncate(before);
                bare(lines, out)
            })
        };
        let before = out.len();
        bare(lines, out).or_else(|| {
            out.truncate(before);
            let (first, rest) = lines.split_first()?;
            bare(&[&[without_lead(first)], rest].concat(), out)
        })
    })
}

/// The text without what all lines of a key begin and end with; `None` where that is nothing.
pub(super) fn without_common(text: &[u8]) -> Option<Text> {
    by_block(text, |lines, out| {
        let mut lines: Vec<&[u8]> = lines.iter().map(|line| line.trim_ascii()).collect();
        if lines.len() < 3 {
            return None;
        }
        // An assignment begins otherwise on its first line, and ends otherwise on its last.
        let first = lines.first().copied().and_then(from_marker).unwrap_or_default();
        let inner = if first.is_empty() { lines.as_slice() } else { lines.get(1..)? };
        let before = common(inner, |one, other| one.iter().zip(other).take_while(|(one, other)| one == other).count());
        let ends = if first.is_empty() { lines.as_slice() } else { lines.get(..lines.len() - 1)? };
        let after = common(ends, |one, other| {
            one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count()
        });
        let (prefix, suffix) = (inner.first()?.get(..before)?, ends.first()?.get(ends.first()?.len() - after..)?);
        if before + after == 0 {
            return None;
        }
        if let Some(line) = lines.first_mut().filter(|line| !line.starts_with(prefix)) {
            *line = first;
        }
        for line in lines {
            let line = line.strip_prefix(prefix).unwrap_or(line);
            let mut line = line.strip_suffix(suffix).unwrap_or(line);
            // The first line goes to a file by one sign, the others by two.
            while let (Some(rest), b'>') = (line.strip_suffix(b">"), suffix.first().unwrap_or(&0)) {
                line = rest;
            }
            push_line(out, line.trim_ascii());
        }
        Some(())
    })
}

/// How many bytes all of the lines have in common with the first of them.
fn common(lines: &[&[u8]], count: fn(&[u8], &[u8]) -> usize) -> usize {
    let first = lines.first().copied().unwrap_or_default();
    lines.iter().map(|line| count(first, line)).min().unwrap_or_default()
}

/// The line from the marker on with which a key begins.
fn from_marker(line: &[u8]) -> Option<&[u8]> {
    let marker = [b"-----BEGIN".as_slice(), b"BEGIN", b"PuTTY-User-Key-File-"];
    let begin = marker.iter().find_map(|marker| line.windows(marker.len()).position(|window| window == *marker));
    line.get(begin.or_else(|| packed::next_start(line, 0))?..)
}

/// The line where the key begins, without what stands there besides what stands before every line.
fn without_lead(line: &[u8]) -> &[u8] {
    let Some(before) = from_marker(line).and_then(|rest| line.strip_suffix(rest)) else { return line };
    let kept = before
        .iter()
        .rev()
        .take_while(|byte| is_sign(**byte) || matches!(byte, b'0'..=b'9' | b':' | b'.' | b')' | b']'));
    line.get(before.len() - kept.count()..).unwrap_or(line)
}

/// The signs of comments and quotations, and blanks.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b'>' | b'#' | b'*' | b'/' | b'|' | b';' | b'%' | b'!' | b' ' | b'\t' | b'+')
}

/// What stands between the number of a line and the line.
fn is_separator(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b':' | b'.' | b'|' | b')' | b']')
}

fn without_numbers(lines: Lines<'_>, out: &mut Text) -> Option<()> {
    let mut before = None;
    for line in lines {
        let line = line.trim_ascii_start();
        // Some programs number no empty lines.
        if line.is_empty() {
            continue;
        }
        let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = line.split_at_checked(digits)?;
        let number: u32 = std::str::from_utf8(number).ok()?.parse().ok()?;
        let is_separated = rest.first().is_none_or(|byte| is_separator(byte) || *byte == b'-');
        if before.is_some_and(|before| number <= before) || !is_separated {
            return None;
        }
        before = Some(number);
        // Such a hyphen is one: those behind it are of the marker.
        if let Some(line) = rest.strip_prefix(b"-") {
            push_line(out, line);
            continue;
        }
        let start = rest.iter().position(|byte| !is_separator(byte));
        push_line(out, rest.get(start.unwrap_or(rest.len())..)?);
    }
    Some(())
}

/// Where each number has a line of its own, as a table of HTML has them.
fn without_number_lines(lines: Lines<'_>, out: &mut Text) -> Option<()> {
    let mut before = None;
    let mut count = 0;
    for line in lines.iter().map(|line| line.trim_ascii()) {
        if line.is_empty() || !line.iter().all(u8::is_ascii_digit) {
            push_line(out, line);
            continue;
        }
        let number: u32 = std::str::from_utf8(line).ok()?.parse().ok()?;
        if before.is_some_and(|before: u32| before.checked_add(1) != Some(number)) {
            return None;
        }
        before = Some(number);
        count += 1;
    }
    (count > 1 && 2 * count + 1 >= lines.len()).then_some(())
}

/// Where what stands before each line differs in its digits alone, as the time in a log does; numbers may have blanks before them.
fn without_times(lines: Lines<'_>, out: &mut Text) -> Option<()> {
    const FEWEST: usize = 3;
    let (first, lines) = lines.split_first()?;
    let model = lines.first().filter(|_| lines.len() >= FEWEST)?;
    let is_of_number = |byte: u8| byte.is_ascii_digit() || byte == b' ';
    let alike = |line: &&[u8]| {
        let pairs = line.iter().zip(*model);
        let length =
            pairs.take_while(|(one, other)| one == other || is_of_number(**one) && is_of_number(**other)).count();
        // An empty line has nothing but what stands before it.
        if length == line.len() { usize::MAX } else { length }
    };
    let length = lines.iter().map(alike).min()?;
    // A number that grows longer ends elsewhere on other lines.
    let length = model.get(..length)?.iter().rposition(|byte| !byte.is_ascii_digit())? + 1;
    let prefix = model.get(..length)?;
    // Before literals stand names, which may have digits.
    if !prefix.iter().any(u8::is_ascii_digit) || prefix.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'`')) {
        return None;
    }
    push_line(out, from_marker(first)?);
    for line in lines {
        push_line(out, line.get(length..).unwrap_or_default());
    }
    Some(())
}

fn without_signs(lines: Lines<'_>, out: &mut Text) -> Option<()> {
    let first = lines.first()?.trim_ascii_start();
    let length = first.iter().take_while(|byte| is_sign(**byte)).count();
    let prefix = first.get(..length)?.trim_ascii();
    if prefix.is_empty() {
        return None;
    }
    for line in lines {
        push_line(out, line.trim_ascii_start().strip_prefix(prefix)?.trim_ascii_start());
    }
    Some(())
}
