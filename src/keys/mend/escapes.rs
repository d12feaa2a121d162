//! The escapes of JSON, YAML, the shell and of programming languages.

use super::{Text, room};

/// The text with one layer of escapes undone; `None` where it has none.
pub(in crate::keys) fn decoded(text: &[u8]) -> Option<Text> {
    if !text.contains(&b'\\') && !super::super::text::contains(text, b"`n") {
        return None;
    }
    let mut out = room(text, 1);
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = match (first, after) {
            // PowerShell's.
            (b'`', [letter @ (b'n' | b'r' | b't'), after @ ..]) => {
                out.push(control(*letter));
                after
            }
            (b'\\', [letter @ (b'n' | b'r' | b't'), after @ ..]) => {
                out.push(control(*letter));
                after
            }
            (b'\\', [b'u', b'{', after @ ..]) => {
                let digits = after.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
                character(&mut out, after, digits).strip_prefix(b"}").unwrap_or_default()
            }
            (b'\\', [b'u', after @ ..]) => character(&mut out, after, 4),
            (b'\\', [b'U', after @ ..]) => character(&mut out, after, 8),
            (b'\\', [b'x', after @ ..]) => character(&mut out, after, 2),
            (b'\\', digits) if octal(digits).is_some() => {
                out.extend(octal(digits));
                digits.get(3..).unwrap_or_default()
            }
            // A line that goes on: what is before the next one counts as its indentation.
            (b'\\', [b'\r', b'\n', after @ ..] | [b'\n' | b'\r', after @ ..]) => after.trim_ascii_start(),
            (b'\\', [escaped, after @ ..]) => {
                out.push(*escaped);
                after
            }
            _ => {
                out.push(*first);
                after
            }
        };
    }
    Some(out)
}

fn control(letter: u8) -> u8 {
    match letter {
        b't' => b'\t',
        _ => b'\n',
    }
}

/// Writes the character of `digits` hexadecimal digits; gives what follows them.
fn character<'a>(out: &mut Text, text: &'a [u8], digits: usize) -> &'a [u8] {
    let Some((code, rest)) = text.split_at_checked(digits) else { return text };
    let code = std::str::from_utf8(code).ok().and_then(|code| u32::from_str_radix(code, 16).ok());
    let Some(character) = code.and_then(char::from_u32) else { return text };
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    rest
}

/// The byte of three octal digits.
fn octal(text: &[u8]) -> Option<u8> {
    let [first @ b'0'..=b'1', second @ b'0'..=b'7', third @ b'0'..=b'7', ..] = text else { return None };
    Some((first - b'0') * 64 + (second - b'0') * 8 + (third - b'0'))
}
