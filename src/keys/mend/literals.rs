//! Keys that are written as string literals, a line each.

use super::{Text, room};

/// How much may stand between two literals of one text.
const BETWEEN: usize = 96;

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
    let is_glue = |byte: &u8| {
        byte.is_ascii_whitespace()
            || byte.is_ascii_alphabetic()
            || matches!(byte, b'+' | b'.' | b',' | b'&' | b'_' | b'\\' | b'(' | b')')
    };
    // Words join nothing by themselves.
    let joins = between.iter().any(|byte| matches!(byte, b'+' | b'&' | b'\n' | b'\r' | b','));
    (joins && between.iter().all(is_glue)).then(|| after.get(1..).unwrap_or_default())
}
