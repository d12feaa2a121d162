//! Percent-encoding of addresses and forms, and quoted-printable of e-mail.

use super::{Text, room};
use crate::keys::text::{contains, split_once};

/// The text with `%0A` and the like decoded; `None` where there are none.
pub(in crate::keys) fn without_percent(text: &[u8]) -> Option<Text> {
    // Where most are no encoding, they are the signs of variables.
    let signs = text.iter().filter(|byte| **byte == b'%').count();
    let is_encoding = |three: &&[u8]| matches!(three, [b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
    let encoded = text.windows(3).filter(is_encoding).count();
    if encoded == 0 || encoded < signs - encoded {
        return None;
    }
    // In a form `+` is a blank, and only in a form is it one beside an encoded `+`.
    let signs = [b"BEGIN+".as_slice(), b"PRIVATE+KEY", b":+", b"%3A+", b"%3a+", b"%2B", b"%2b"];
    let is_form = signs.iter().any(|sign| contains(text, sign));
    Some(decoded(text, b'%', |byte| if is_form && byte == b'+' { b' ' } else { byte }))
}

/// The text without the soft line breaks of e-mail, and with `=3D` and the like decoded; `None` where there are none.
pub(super) fn without_quoted_printable(text: &[u8]) -> Option<Text> {
    // In Base64 nothing follows `=` but another one and the end of the line.
    let encoded = [b"=3D".as_slice(), b"=0A", b"=0D", b"=20", b"=2B", b"=2D", b"=2F", b"=C2", b"=E2"];
    // The last line of a PuTTY file is longer than those of an e-mail. In Base64 one line alone ends so.
    let mac = split_once(text, b"Private-MAC:").map_or(b"".as_slice(), |(_, mac)| mac);
    let is_broken = [b"=\n".as_slice(), b"=\r\n"].iter().any(|end| contains(mac, end)) || broken_lines(text) > 1;
    if !is_broken && !encoded.iter().any(|encoded| contains(text, encoded)) {
        return None;
    }
    Some(decoded(text, b'=', |byte| byte))
}

/// How many lines are as long as those of an e-mail may be, and end as one that goes on.
fn broken_lines(text: &[u8]) -> usize {
    const LONG: usize = 72;
    let lines = text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.filter(|line| line.len() > LONG && line.ends_with(b"=")).count()
}

/// The text with `+` for the blanks in lines of Base64: a form that is decoded once too often has these; `None` where there are none.
pub(super) fn with_plus(text: &[u8]) -> Option<Text> {
    let mut out = room(text, 1);
    for line in text.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_base64 =
            line.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' '));
        out.extend(line.iter().map(|byte| if is_base64 && *byte == b' ' { b'+' } else { *byte }));
        out.push(b'\n');
    }
    (out.iter().filter(|byte| **byte == b'+').count() > text.iter().filter(|byte| **byte == b'+').count())
        .then_some(out)
}

fn decoded(text: &[u8], sign: u8, other: impl Fn(u8) -> u8) -> Text {
    let mut out = room(text, 1);
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != sign {
            out.push(other(*first));
            continue;
        }
        match after {
            // The end of a Base64 line is none.
            [b'\r', b'\n', next, ..] | [b'\n', next, ..] if sign == b'=' && *next != b'-' => {
                rest = after.strip_prefix(b"\r").unwrap_or(after).get(1..).unwrap_or_default();
            }
            [high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit = |byte: u8| {
                    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or_default()
                };
                out.push(digit(*high) * 16 + digit(*low));
                rest = after;
            }
            _ => out.push(*first),
        }
    }
    out
}
