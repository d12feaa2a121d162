//! PuTTY files that have lost their line breaks.

use zeroize::Zeroizing;

use super::{LINE, number};
use crate::keys::text;

/// Whether what belongs on the second line stands on the first.
pub(super) fn is_it(text: &[u8]) -> bool {
    text::lines(text).next().is_some_and(|line| text::contains(line, b"Encryption:"))
}

/// The lines of a file that has lost its line breaks: each begins with a name, and they come in one order. Blanks that may
/// stand for the breaks are left out; the checksum says whether that was right.
pub(super) fn with_lines(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    const NAMES: [&[u8]; 10] = [
        b"Encryption:",
        b"Comment:",
        b"Public-Lines:",
        b"Key-Derivation:",
        b"Argon2-Memory:",
        b"Argon2-Passes:",
        b"Argon2-Parallelism:",
        b"Argon2-Salt:",
        b"Private-Lines:",
        b"Private-MAC:",
    ];
    // Allocated once, so that growing leaves no copy behind.
    let mut out = Zeroizing::new(Vec::with_capacity(text.len() + 8 * NAMES.len()));
    let mut name: &[u8] = b"";
    let mut rest = text;
    for next in NAMES {
        // Only an encrypted key of version 3 has all of them.
        // A comment may have any of them in it, and the last one of these is behind it.
        let split = if next == b"Public-Lines:" { split_at_last } else { text::split_once };
        let Some((value, after)) = split(rest, next) else { continue };
        write_line(&mut out, name, value)?;
        (name, rest) = (next, after);
    }
    let is_digit = |byte: &&u8| byte.is_ascii_hexdigit();
    let mac = rest.trim_ascii_start();
    let digits = mac.iter().take_while(is_digit).count();
    write_line(&mut out, name, mac.get(..digits)?)?;
    (name == b"Private-MAC:").then_some(out)
}

fn split_at_last<'a>(text: &'a [u8], needle: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = text.windows(needle.len()).rposition(|window| window == needle)?;
    let (before, rest) = text.split_at_checked(start)?;
    Some((before, rest.strip_prefix(needle)?))
}

fn write_line(out: &mut Vec<u8>, name: &[u8], value: &[u8]) -> Option<()> {
    let value = value.trim_ascii();
    out.extend_from_slice(name);
    if !name.is_empty() {
        out.push(b' ');
    }
    if matches!(name, b"Public-Lines:" | b"Private-Lines:") {
        out.extend_from_slice(b"1\n");
        out.extend(after_count(value)?.iter().filter(|byte| !byte.is_ascii_whitespace()));
    } else {
        out.extend_from_slice(value);
    }
    out.push(b'\n');
    Some(())
}

/// The Base64 after the number of its lines, which it may follow without a blank: by how many lines of 64 characters it makes.
fn after_count(value: &[u8]) -> Option<&[u8]> {
    let most = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (1..=most).rev().find_map(|length| {
        let (count, body) = value.split_at_checked(length)?;
        let characters = body.iter().filter(|byte| !byte.is_ascii_whitespace()).count();
        (usize::try_from(number(count)).ok()? == characters.div_ceil(LINE)).then_some(body)
    })
}
