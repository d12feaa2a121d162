//! Keys that are written as string literals, a line each.

use super::{Text, room};

/// How much may stand between two literals of one text.
const BETWEEN: usize = 96;

/// Longer than the names in programs; the lines of a key are longer.
const LONGEST_NAME: usize = 30;

/// So many characters with a `+` between two of them are rather the last line of a key than a sum of names.
const SHORTEST_LINE: usize = 8;

/// The literals joined: what stands between a closing and the next opening quote goes, where it is an operator, a comma or a new line.
/// `None` where no two of them belong together.
pub(super) fn joined(text: &[u8]) -> Option<Text> {
    let mut out = room(text, 1);
    let mut rest = text;
    let mut any = false;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if let (b'\\', Some((escaped, after))) = (first, after.split_first()) {
            out.extend([b'\\', *escaped]);
            rest = after;
            continue;
        }
        let next = matches!(first, b'"' | b'\'' | b'`').then(|| next_literal(*first, after)).flatten();
        match next {
            Some(next) => {
                any = true;
                rest = next;
                if !out.ends_with(b"\\n") && !out.ends_with(b"\n") {
                    out.push(b'\n');
                }
            }
            None => out.push(*first),
        }
    }
    any.then_some(out)
}

/// What follows the quote that opens the next literal.
fn next_literal(quote: u8, text: &[u8]) -> Option<&[u8]> {
    let end = text.iter().take(BETWEEN).position(|byte| *byte == quote)?;
    let (between, after) = text.split_at_checked(end)?;
    // Words join nothing by themselves. A line break may be escaped, where the program stands in another text.
    let start = between.iter().position(|byte| !matches!(byte, b'\\' | b' ')).unwrap_or_default();
    let is_broken = start > 0 && matches!(between.get(start), Some(b'n' | b'r'));
    let joins = is_broken || between.iter().any(|byte| b"+&|\n\r,;.<".contains(byte));
    let is_one = joins && between.iter().all(is_glue) && !has_base64(between);
    is_one.then(|| after.get(1..).unwrap_or_default())
}

/// Operators, calls, and the names of what is called or assigned to.
fn is_glue(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_alphanumeric() || b"+.,&|_\\();=$<>[]@".contains(byte)
}

/// Whether this is no glue but a line of a key, with the quotes around it taken for those of its neighbours.
fn has_base64(between: &[u8]) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let is_sum = |word: &[u8]| word.windows(3).any(|three| matches!(three, [a, b'+', b] if is_digit(a) && is_digit(b)));
    let is_line =
        |word: &[u8]| word.len() > LONGEST_NAME || word.ends_with(b"==") || word.len() > SHORTEST_LINE && is_sum(word);
    between.split(|byte| !is_digit(byte)).any(is_line)
}
