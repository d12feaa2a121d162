//! HTML, XML and RTF.

use super::{Text, room};
use crate::keys::numbers::ELEMENTS;
use crate::keys::text::contains;

/// Longer than any tag or entity that stands in a key.
const LONGEST_TAG: usize = 512;
const LONGEST_ENTITY: usize = 12;

/// The elements of HTML that stand within a line. Every other ends one: those of XML are columns and fields.
const INLINE: &[&[u8]] = &[
    b"a", b"abbr", b"b", b"bdi", b"bdo", b"big", b"cite", b"del", b"em", b"font", b"i", b"ins", b"kbd", b"mark", b"o",
    b"q", b"s", b"samp", b"small", b"span", b"strike", b"strong", b"sub", b"sup", b"t", b"time", b"tt", b"u", b"var",
    b"wbr",
];

/// The text without tags, with its entities decoded once; `None` where it has neither.
pub(super) fn without_html(text: &[u8]) -> Option<Text> {
    if !text.contains(&b'&') && !text.contains(&b'<') {
        return None;
    }
    // The elements of such a key say which number is which.
    let keeps_tags = ELEMENTS.iter().any(|name| contains(text, name));
    let mut out = room(text, 1);
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let read = match first {
            b'<' if !keeps_tags => tag(rest).map(|(breaks, after)| (breaks.then_some('\n'), after)),
            b'&' => entity(after).map(|(character, after)| (Some(character), after)),
            b']' => rest.strip_prefix(b"]]>").map(|after| (None, after)),
            _ => None,
        };
        match read {
            Some((character, after)) => {
                if let Some(character) = character {
                    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                rest = after;
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    Some(out)
}

/// Whether a tag ends a line, and what follows it.
fn tag(text: &[u8]) -> Option<(bool, &[u8])> {
    if let Some(after) = text.strip_prefix(b"<![CDATA[") {
        return Some((false, after));
    }
    let [b'<', next, ..] = text else { return None };
    if !next.is_ascii_alphabetic() && !matches!(next, b'/' | b'!' | b'?') {
        return None;
    }
    let end = text.iter().take(LONGEST_TAG).position(|byte| *byte == b'>')?;
    let inside = text.get(1..end)?;
    let name = inside.strip_prefix(b"/").unwrap_or(inside);
    let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    // No tag, but an address of e-mail.
    if name.get(length) == Some(&b'@') {
        return None;
    }
    let name = name.get(..length).unwrap_or_default().to_ascii_lowercase();
    Some((!name.is_empty() && !INLINE.contains(&name.as_slice()), text.get(end + 1..)?))
}

/// The character of what follows `&`, and what follows that.
fn entity(text: &[u8]) -> Option<(char, &[u8])> {
    if let Some(number) = text.strip_prefix(b"#") {
        let (digits, radix) = match number {
            [b'x' | b'X', digits @ ..] => (digits, 16),
            digits => (digits, 10),
        };
        let length = digits.iter().take(LONGEST_ENTITY).take_while(|byte| char::from(**byte).is_digit(radix)).count();
        let (code, after) = digits.split_at_checked(length)?;
        let code = u32::from_str_radix(std::str::from_utf8(code).ok()?, radix).ok()?;
        return Some((char::from_u32(code)?, after.strip_prefix(b";").unwrap_or(after)));
    }
    let end = text.iter().take(LONGEST_ENTITY).position(|byte| *byte == b';')?;
    let character = match text.get(..end)? {
        b"plus" => '+',
        b"sol" => '/',
        b"equals" => '=',
        b"amp" => '&',
        b"quot" => '"',
        b"apos" => '\'',
        b"lt" => '<',
        b"gt" => '>',
        b"nbsp" | b"ensp" | b"emsp" | b"thinsp" => ' ',
        b"NewLine" => '\n',
        b"Tab" => '\t',
        b"colon" => ':',
        b"dash" | b"hyphen" | b"ndash" => '-',
        b"mdash" => '\u{2014}',
        b"shy" => '\u{ad}',
        b"bsol" => '\\',
        b"comma" => ',',
        _ => return None,
    };
    Some((character, text.get(end + 1..)?))
}

/// The groups of RTF that are no text of the document.
const HIDDEN: &[&[u8]] = &[b"\\fonttbl", b"\\colortbl", b"\\stylesheet", b"\\info", b"\\*"];

/// The text of an RTF document; `None` of any other text.
pub(super) fn without_rtf(text: &[u8]) -> Option<Text> {
    if !contains(text, b"{\\rtf") {
        return None;
    }
    let mut out = room(text, 1);
    let mut rest = text;
    let mut fallback = 1;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'{', after) if HIDDEN.iter().any(|hidden| after.starts_with(hidden)) => rest = behind_group(after),
            (b'{' | b'}' | b'\r' | b'\n', _) => {}
            (b'\\', [b'\r', b'\n', after @ ..] | [b'\n' | b'\r', after @ ..]) => {
                out.push(b'\n');
                rest = after;
            }
            (b'\\', [b'\'', after @ ..]) => rest = hexadecimal(&mut out, after),
            (b'\\', [letter, ..]) if letter.is_ascii_alphabetic() => {
                rest = control_word(&mut out, after, &mut fallback)
            }
            (b'\\', [b'~', after @ ..]) => {
                out.push(b' ');
                rest = after;
            }
            (b'\\', [b'_', after @ ..]) => {
                out.push(b'-');
                rest = after;
            }
            (b'\\', [escaped, after @ ..]) => {
                out.push(*escaped);
                rest = after;
            }
            _ => out.push(*first),
        }
    }
    Some(out)
}

/// What follows the group that `text` is in.
fn behind_group(mut text: &[u8]) -> &[u8] {
    let mut depth = 1_u32;
    while let Some((first, after)) = text.split_first() {
        text = after;
        match first {
            b'{' => depth = depth.saturating_add(1),
            b'}' if depth == 1 => break,
            b'}' => depth -= 1,
            b'\\' => text = after.get(1..).unwrap_or_default(),
            _ => {}
        }
    }
    text
}

fn hexadecimal<'a>(out: &mut Text, text: &'a [u8]) -> &'a [u8] {
    let Some((digits, after)) = text.split_at_checked(2) else { return text };
    let byte = std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
    out.extend(byte);
    after
}

/// A word with its number, and the one blank that ends it. `fallback`: how many characters stand for one where Unicode is not known.
fn control_word<'a>(out: &mut Text, text: &'a [u8], fallback: &mut u32) -> &'a [u8] {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (word, rest) = text.split_at_checked(letters).unwrap_or((text, b""));
    let sign = usize::from(rest.first() == Some(&b'-'));
    let digits = rest.iter().skip(sign).take_while(|byte| byte.is_ascii_digit()).count();
    let (number, after) =
        if digits == 0 { (b"".as_slice(), rest) } else { rest.split_at_checked(sign + digits).unwrap_or((rest, b"")) };
    let mut after = after.strip_prefix(b" ").unwrap_or(after);
    let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<u32>().ok());
    match word {
        b"par" | b"line" | b"sect" | b"row" => out.push(b'\n'),
        b"tab" => out.push(b'\t'),
        b"endash" => out.push(b'-'),
        b"emdash" => out.extend_from_slice(b"--"),
        b"uc" => *fallback = number.unwrap_or(1).min(8),
        b"u" => {
            let character = number.and_then(char::from_u32).unwrap_or(' ');
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            for _ in 0..*fallback {
                let length = if after.starts_with(b"\\'") { 4 } else { 1 };
                after = after.get(length..).unwrap_or_default();
            }
        }
        _ => {}
    }
    after
}
