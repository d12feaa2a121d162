//! Base64 around a whole file, and bodies that have lost their `BEGIN` and `END` lines.

use super::{Text, room};
use crate::keys::text::from_hex;
use crate::keys::{base64, openssh};

/// How the Base64 of a key file, or the body of one, begins: `-----BEGIN`, also after a byte order mark or in UTF-16; `PuTTY-User`; a long
/// `SEQUENCE` of DER; `openssh-key-v1`; `Bag Attributes`.
const STARTS: &[&[u8]] = &[
    b"LS0t",
    b"77u/LS0t",
    b"LQAtAC",
    b"//4tAC",
    b"AC0ALQ",
    b"/v8ALQ",
    b"UHVUVFk",
    b"77u/UHVUVFk",
    b"MII",
    b"b3BlbnNzaC1rZXktdjE",
    b"QmFnI",
    b"LS0K",
];

/// More than one text holds.
const MOST: usize = 8;

/// Where a body ends: in URL-safe Base64 so many are no accident.
pub(super) const DASHES: &[u8] = b"-----";

/// A word of so many digits is no word.
const LINE: usize = 48;

/// The shortest private key that is read has more.
const SHORTEST: usize = 400;

/// What Base64 in the text holds, where it may be a key.
pub(super) fn bodies(text: &[u8]) -> Vec<Text> {
    let mut bodies: Vec<Text> = Vec::new();
    bodies.extend(from_hexadecimal(text));
    bodies.extend(from_numbers(text));
    let mut from = 0;
    while let Some(at) = next_start(text, from).filter(|_| bodies.len() < MOST) {
        let rest = text.get(at..).unwrap_or_default();
        // Of a marker with a label of its own.
        let rest =
            rest.windows(DASHES.len()).position(|window| window == DASHES).map_or(rest, |end| rest.split_at(end).0);
        let is_body = |byte: &&u8| is_digit(**byte) || byte.is_ascii_whitespace();
        let length = rest.iter().take_while(is_body).count();
        let mut digits = room(rest, 1);
        let body = rest.iter().take(length).filter(|byte| !byte.is_ascii_whitespace());
        digits.extend(body.copied().map(base64::standard_digit));
        if digits.len() >= SHORTEST {
            bodies.extend(decode(&digits));
            bodies.extend(decode_form(rest.get(..length).unwrap_or_default()));
            from = at + next_word(rest, length);
        } else {
            from = at + 1;
        }
    }
    bodies
}

/// What the digits hold. Words behind a Base64 that ends without `=` look like more of it: where they leave a group of digits that is none,
/// that goes. What they make stands behind the file, and is left to who knows where that ends.
fn decode(digits: &[u8]) -> Option<Text> {
    let whole = digits.len() - digits.len() % 4;
    let mut bytes = base64::decode(digits).or_else(|| base64::decode(digits.get(..whole)?))?;
    if let Some(length) = openssh::length(&bytes) {
        bytes.truncate(length);
    }
    Some(bytes)
}

/// A body that was decoded once too often, as a form is: it has blanks where `+` was.
fn decode_form(body: &[u8]) -> Option<Text> {
    let body = body.trim_ascii();
    if !body.contains(&b' ') {
        return None;
    }
    let mut digits = room(body, 1);
    let lines = body.iter().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    digits.extend(lines.map(|byte| if *byte == b' ' { b'+' } else { base64::standard_digit(*byte) }));
    decode(&digits)
}

/// A file that is written as programs print bytes: a number for each, hexadecimal or decimal, with anything between them but letters and digits.
fn from_numbers(text: &[u8]) -> Option<Text> {
    let hexadecimal = |word: &[u8]| {
        let digits = word.strip_prefix(b"0x").or_else(|| word.strip_prefix(b"x")).unwrap_or(word);
        (digits.len() == 2).then(|| number(digits, 16))?
    };
    first_run(text, hexadecimal).or_else(|| first_run(text, |word| number(word, 10)))
}

fn number(digits: &[u8], radix: u32) -> Option<u8> {
    std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, radix).ok())
}

/// The first bytes, long enough for a key, that stand in a text one after the other.
fn first_run(text: &[u8], byte: impl Fn(&[u8]) -> Option<u8>) -> Option<Text> {
    let mut out = room(text, 1);
    let words = text.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        match byte(word) {
            Some(byte) => out.push(byte),
            None if out.len() >= SHORTEST => break,
            None => out.clear(),
        }
    }
    (out.len() >= SHORTEST).then_some(out)
}

/// A file that is written in hexadecimal digits.
fn from_hexadecimal(text: &[u8]) -> Option<Text> {
    let mut digits = room(text, 1);
    digits.extend(text.iter().filter(|byte| !byte.is_ascii_whitespace()));
    if digits.len() < 2 * SHORTEST { None } else { from_hex(&digits).map(Text::new) }
}

/// Where in a body of this length another one begins, with nothing but blanks before it; else its end.
fn next_word(text: &[u8], length: usize) -> usize {
    let is_start = |at: &usize| {
        text.get(at - 1).is_some_and(u8::is_ascii_whitespace) && text.get(*at..).is_some_and(begins_as_key)
    };
    (1..length).find(is_start).unwrap_or(length)
}

fn begins_as_key(text: &[u8]) -> bool {
    STARTS.iter().any(|start| text.starts_with(start))
}

pub(super) fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Where the next Base64 that may be a key begins.
pub(super) fn next_start(text: &[u8], from: usize) -> Option<usize> {
    (from..text.len()).find(|at| {
        let is_first = at.checked_sub(1).and_then(|before| text.get(before)).is_none_or(|before| !is_digit(*before));
        is_first
            && text.get(*at..).is_some_and(|rest| {
                let word = rest.iter().take(LINE).take_while(|byte| is_digit(**byte)).count();
                word == LINE || begins_as_key(rest)
            })
    })
}
