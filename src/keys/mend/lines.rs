//! What was put before every line: a number, or the sign of a comment or a quotation.

use super::{Text, room};
use crate::keys::text::contains;

/// The lines of the key, or all of them where none is told by a marker; none where there are less than two.
fn lines_of_key(text: &[u8]) -> Option<Vec<&[u8]>> {
    let all: Vec<&[u8]> = text.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty()).collect();
    let marked = || {
        let first = all.iter().position(|line| contains(line, b"BEGIN") || contains(line, b"PuTTY-User-Key-File-"))?;
        let lines = all.get(first..)?;
        let is_last = |line: &&[u8]| contains(line, b"END ") || contains(line, b"Private-MAC");
        lines.get(..=lines.iter().position(is_last)?)
    };
    let lines = marked().unwrap_or(&all).to_vec();
    (lines.len() > 1).then_some(lines)
}

/// The lines of the key, or all of them where none is told by a marker, without what stands before each; `None` where nothing does.
pub(super) fn without_prefixes(text: &[u8]) -> Option<Text> {
    let mut lines = lines_of_key(text)?;
    let bare = |lines: &[&[u8]]| without_numbers(text, lines).or_else(|| without_signs(text, lines));
    bare(&lines).or_else(|| {
        let first = lines.first_mut()?;
        *first = without_lead(first);
        bare(&lines)
    })
}

/// The lines of the key without what all of them begin and end with; `None` where that is nothing.
pub(super) fn without_common(text: &[u8]) -> Option<Text> {
    let lines: Vec<&[u8]> = lines_of_key(text)?.into_iter().map(<[u8]>::trim_ascii).collect();
    if lines.len() < 3 {
        return None;
    }
    let first = lines.first()?;
    let common =
        |count: fn(&[u8], &[u8]) -> usize| lines.iter().map(|line| count(first, line)).min().unwrap_or_default();
    let before = common(|one, other| one.iter().zip(other).take_while(|(one, other)| one == other).count());
    let after =
        common(|one, other| one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count());
    if before + after == 0 {
        return None;
    }
    let mut out = room(text, 1);
    for line in lines {
        out.extend_from_slice(line.get(before..line.len().checked_sub(after)?)?.trim_ascii());
        out.push(b'\n');
    }
    Some(out)
}

/// The line where the key begins, without what stands there besides what stands before every line.
fn without_lead(line: &[u8]) -> &[u8] {
    let marker = [b"-----BEGIN".as_slice(), b"BEGIN", b"PuTTY-User-Key-File-"];
    let begin = marker.iter().find_map(|marker| line.windows(marker.len()).position(|window| window == *marker));
    let Some(before) = begin.and_then(|begin| line.get(..begin)) else { return line };
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

fn without_numbers(text: &[u8], lines: &[&[u8]]) -> Option<Text> {
    let mut out = room(text, 1);
    let mut before = None;
    for line in lines {
        let line = line.trim_ascii_start();
        let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = line.split_at_checked(digits)?;
        let number: u32 = std::str::from_utf8(number).ok()?.parse().ok()?;
        if before.is_some_and(|before| number <= before) || !rest.first().is_none_or(is_separator) {
            return None;
        }
        before = Some(number);
        let start = rest.iter().position(|byte| !is_separator(byte));
        out.extend_from_slice(rest.get(start.unwrap_or(rest.len())..)?);
        out.push(b'\n');
    }
    Some(out)
}

fn without_signs(text: &[u8], lines: &[&[u8]]) -> Option<Text> {
    let first = lines.first()?.trim_ascii_start();
    let length = first.iter().take_while(|byte| is_sign(**byte)).count();
    let prefix = first.get(..length)?.trim_ascii();
    if prefix.is_empty() {
        return None;
    }
    let mut out = room(text, 1);
    for line in lines {
        out.extend_from_slice(line.trim_ascii_start().strip_prefix(prefix)?.trim_ascii_start());
        out.push(b'\n');
    }
    Some(out)
}
