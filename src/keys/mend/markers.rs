//! `BEGIN` and `END` lines that were changed: dashes lost or added, blanks lost, letters in another case, another label at the end.

use super::packed::DASHES;
use super::{Text, room};
use crate::keys::{base64, text};

/// The labels of private keys, without their blanks.
const LABELS: &[(&[u8], &[u8])] = &[
    (b"RSAPRIVATEKEY", b"RSA PRIVATE KEY"),
    (b"OPENSSHPRIVATEKEY", b"OPENSSH PRIVATE KEY"),
    (b"ENCRYPTEDPRIVATEKEY", b"ENCRYPTED PRIVATE KEY"),
    (b"ECPRIVATEKEY", b"EC PRIVATE KEY"),
    (b"DSAPRIVATEKEY", b"DSA PRIVATE KEY"),
    (b"PRIVATEKEY", b"PRIVATE KEY"),
];

/// How the headers of an encrypted key begin.
const HEADERS: &[u8] = b"Proc-Type:";

/// Longer than the longest label.
const LONGEST: usize = 40;

/// The private keys of the text, with the markers they should have, and nothing in their bodies but Base64 and headers.
pub(super) fn restored(text: &[u8]) -> Option<Text> {
    let mut out = room(text, 3);
    let mut rest = text;
    while let Some((label, after)) = marker(rest, b"BEGIN") {
        // Where only the last line is missing, the body tells whether it is whole.
        let (body, next) =
            end(after).map_or_else(|| (to_dashes(after), b"".as_slice()), |(body, _, next)| (body, next));
        write_block(&mut out, label, body);
        rest = next;
    }
    if out.is_empty() {
        if let Some((body, label, _)) = end(text) {
            write_block(&mut out, label, last_lines(body));
        } else if text::contains(text, HEADERS) {
            write_block(&mut out, b"RSA PRIVATE KEY", to_dashes(last_lines(text)));
        }
    }
    (!out.is_empty()).then_some(out)
}

/// A PuTTY file whose first line is missing, or a part of it: its checksum, which covers the type too, tells the version by its length.
pub(super) fn with_first_line(text: &[u8]) -> Option<Text> {
    const START: &[u8] = b"PuTTY-User-Key-File-";
    const SECOND: &[u8] = b"Encryption:";
    let (_, mac) = text::split_once(text, b"Private-MAC:")?;
    if text::contains(text, START) {
        return None;
    }
    let digits = mac.trim_ascii_start().iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let (_, rest) = text::split_once(text, SECOND)?;
    let mut out = room(text, 2);
    for part in [START, if digits < 64 { b"2" } else { b"3" }, b": ssh-rsa\n", SECOND, rest] {
        out.extend_from_slice(part);
    }
    Some(out)
}

/// What is before another marker, which is none of a private key.
fn to_dashes(after: &[u8]) -> &[u8] {
    let start = after.iter().take_while(|byte| **byte == b'-').count();
    let body = after.get(start..).unwrap_or_default();
    body.windows(DASHES.len()).position(|window| window == DASHES).map_or(body, |end| body.split_at(end).0)
}

/// The lines of Base64 that a body whose `BEGIN` line is missing ends with, behind the headers of an encrypted one.
fn last_lines(body: &[u8]) -> &[u8] {
    if let Some(headers) = body.windows(HEADERS.len()).rposition(|window| window == HEADERS) {
        return body.get(headers..).unwrap_or_default();
    }
    let is_digit = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-') || byte.is_ascii_whitespace()
    };
    let start = body.iter().rposition(|byte| !is_digit(byte)).map_or(0, |last| last + 1);
    body.get(start..).unwrap_or_default()
}

fn write_block(out: &mut Text, label: &[u8], body: &[u8]) {
    write_line(out, b"BEGIN ", label);
    write_body(out, body);
    write_line(out, b"END ", label);
}

fn write_line(out: &mut Text, word: &[u8], label: &[u8]) {
    for part in [b"-----".as_slice(), word, label, b"-----\n"] {
        out.extend_from_slice(part);
    }
}

/// The label of the first marker that begins with `word`, and what follows it.
fn marker<'a>(text: &'a [u8], word: &[u8]) -> Option<(&'static [u8], &'a [u8])> {
    let mut rest = text;
    while let Some(at) = rest.windows(word.len()).position(|window| window.eq_ignore_ascii_case(word)) {
        rest = rest.get(at + word.len()..)?;
        if let Some(found) = label(rest) {
            return Some(found);
        }
    }
    None
}

/// The body up to the next `END` of a private key, its label, and what follows that.
fn end(text: &[u8]) -> Option<(&[u8], &'static [u8], &[u8])> {
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let at = from + rest.windows(3).position(|window| window.eq_ignore_ascii_case(b"END"))?;
        if let Some((label, after)) = label(text.get(at + 3..)?) {
            return Some((text.get(..at)?, label, after));
        }
        from = at + 3;
    }
}

fn label(text: &[u8]) -> Option<(&'static [u8], &[u8])> {
    let mut letters: Vec<u8> = Vec::with_capacity(LONGEST);
    for (place, byte) in text.iter().enumerate().take(LONGEST) {
        match byte {
            b' ' | b'\t' | b'_' | b'\r' | b'\n' => {}
            letter if letter.is_ascii_alphabetic() => letters.push(letter.to_ascii_uppercase()),
            _ => return None,
        }
        if letters.ends_with(b"PRIVATEKEY") {
            let known = LABELS.iter().find(|(joined, _)| *joined == letters.as_slice());
            return Some((known.map(|(_, label)| *label)?, text.get(place + 1..)?));
        }
    }
    None
}

fn write_body(out: &mut Text, body: &[u8]) {
    let is_edge = |byte: &u8| matches!(byte, b'-' | b' ' | b'\t' | b'\r' | b'\n' | b'=' | b'_' | b'*');
    let start = body.iter().position(|byte| !is_edge(byte)).unwrap_or(body.len());
    let body = body.get(start..).unwrap_or_default();
    // At the end `=` belongs to the Base64.
    let is_edge = |byte: &u8| matches!(byte, b'-' | b' ' | b'\t' | b'\r' | b'\n' | b'_' | b'*');
    let end = body.iter().rposition(|byte| !is_edge(byte)).map_or(0, |last| last + 1);
    let body = body.get(..end).unwrap_or_default();
    let broken = broken_again(body);
    for line in text::lines(broken.as_ref().map_or(body, |broken| broken)) {
        if line.contains(&b':') {
            out.extend_from_slice(line);
        } else if line.iter().any(u8::is_ascii_alphanumeric) || matches!(line.trim_ascii(), b"=" | b"==") {
            // What is left of dashes is no part of it.
            let digits = line.iter().copied().map(base64::standard_digit);
            out.extend(digits.filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')));
        }
        out.push(b'\n');
    }
}

/// What is left of a line break where an escape lost its backslash on the way through a shell.
const LEFT: &[&[u8]] = &[b"n", b"rn", b"/n", b"/r/n"];

/// How long the lines of Base64 are that programs write.
const WIDTHS: &[usize] = &[64, 70, 76];

/// A body on one line, in which something else stands at the end of each line that it had.
fn broken_again(body: &[u8]) -> Option<Text> {
    if body.iter().any(u8::is_ascii_whitespace) {
        return None;
    }
    let ways = LEFT.iter().flat_map(|left| WIDTHS.iter().map(move |width| (*left, *width)));
    ways.into_iter().find_map(|(left, width)| {
        let lines = body.strip_prefix(left)?;
        let mut out = room(lines, 1);
        let mut count = 0;
        for line in lines.chunks(width + left.len()) {
            out.extend_from_slice(line.strip_suffix(left)?);
            out.push(b'\n');
            count += 1;
        }
        (count > 2).then_some(out)
    })
}
