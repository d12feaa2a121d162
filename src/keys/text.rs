//! From what a file or a clipboard holds to bytes that can be searched for ASCII.

use zeroize::Zeroizing;

use crate::Trimmed;

/// UTF-16 with a byte order mark (which Windows PowerShell's `>` writes) as UTF-8; `None` for anything else.
pub(super) fn from_utf16(input: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (bytes, little_endian) = match input {
        [0xff, 0xfe, rest @ ..] => (rest, true),
        [0xfe, 0xff, rest @ ..] => (rest, false),
        _ => return None,
    };
    let unit = |pair: &[u8; 2]| if little_endian { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    let (pairs, _) = bytes.as_chunks::<2>();
    // Two bytes become three at most: allocated once, so that growing leaves no copy behind.
    let mut text = Zeroizing::new(Vec::with_capacity(pairs.len().saturating_mul(3)));
    for character in char::decode_utf16(pairs.iter().map(unit)) {
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    Some(text)
}

/// The characters of Windows-1252 from 0x80 to 0x9f; those of no byte are zero.
const CODE_PAGE: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// UTF-8 in the code page of western Windows; `None` where that has another form or none.
pub(super) fn in_code_page(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = std::str::from_utf8(text).ok().filter(|text| !text.is_ascii())?;
    let byte = |character: char| match u8::try_from(u32::from(character)) {
        Ok(byte) if !(0x80..0xa0).contains(&byte) => Some(byte),
        _ => CODE_PAGE.iter().position(|each| *each == character).and_then(|place| u8::try_from(place + 0x80).ok()),
    };
    // Allocated once, so that growing leaves no copy behind.
    let mut out = Zeroizing::new(Vec::with_capacity(text.len()));
    for character in text.chars() {
        out.push(byte(character)?);
    }
    Some(out)
}

/// Text in the code page of western Windows as UTF-8; `None` of ASCII.
pub(super) fn from_code_page(text: &[u8]) -> Option<Zeroizing<String>> {
    if text.is_ascii() {
        return None;
    }
    let character = |byte: &u8| {
        byte.checked_sub(0x80).and_then(|place| CODE_PAGE.get(usize::from(place))).copied().unwrap_or(char::from(*byte))
    };
    // A byte becomes three at most: allocated once, so that growing leaves no copy behind.
    let mut out = Zeroizing::new(String::with_capacity(text.len().saturating_mul(3)));
    out.extend(text.iter().map(character));
    Some(out)
}

/// A message without the one line end or zero byte that a program may have put behind a password, and which of them it was.
pub(super) fn without_end(message: &[u8]) -> (&[u8], Option<Trimmed>) {
    match message {
        [password @ .., b'\r', b'\n'] => (password, Some(Trimmed::Crlf)),
        [password @ .., b'\n'] => (password, Some(Trimmed::Lf)),
        [password @ .., 0] => (password, Some(Trimmed::Nul)),
        _ => (message, None),
    }
}

/// The text without the byte order mark of UTF-8.
pub(super) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

/// The lines of a text with any line ends, without indentation and the `>` of a quoting e-mail. Blanks at the end stay:
/// in a PuTTY comment they count.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| matches!(byte, b'\n' | b'\r')).map(|mut line| {
        while let [b' ' | b'\t' | b'>', rest @ ..] = line {
            line = rest;
        }
        line
    })
}

/// What comes before the first `needle` and what comes after it.
pub(super) fn split_once<'a>(text: &'a [u8], needle: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = text.windows(needle.len()).position(|window| window == needle)?;
    let (before, rest) = text.split_at_checked(start)?;
    Some((before, rest.strip_prefix(needle)?))
}

/// Whether `needle` occurs anywhere.
pub(super) fn contains(text: &[u8], needle: &[u8]) -> bool {
    split_once(text, needle).is_some()
}

/// Bytes from hexadecimal digits.
pub(super) fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    pairs
        .iter()
        .map(|[high, low]| {
            let high = char::from(*high).to_digit(16)?;
            let low = char::from(*low).to_digit(16)?;
            u8::try_from(high * 16 + low).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_told_by_its_mark() {
        assert_eq!(from_utf16(b"\xff\xfea\0\xfc\0").unwrap().as_slice(), "aü".as_bytes());
        assert_eq!(from_utf16(b"\xfe\xff\0a\xd8\x00").unwrap().as_slice(), "a\u{fffd}".as_bytes());
        assert!(from_utf16(b"a\0").is_none());
    }

    #[test]
    fn lines_lose_what_a_mail_puts_before_them() {
        let lines: Vec<_> = lines(b"a\r\n  b \n> > c\rd").filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, [b"a".as_slice(), b"b ", b"c", b"d"]);
    }

    #[test]
    fn hexadecimal_digits_come_in_pairs() {
        assert_eq!(from_hex(b"00fFa1"), Some(vec![0, 255, 161]));
        assert_eq!(from_hex(b""), Some(vec![]));
        for bad in ["0", "0g", "+1"] {
            assert_eq!(from_hex(bad.as_bytes()), None, "{bad}");
        }
    }
}
