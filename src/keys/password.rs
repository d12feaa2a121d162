//! What was decrypted, as the text that it is: a password is text, in one encoding or another.
//!
//! Padding alone lets one wrong key in 100,000 through, with random bytes behind it, so these rules must refuse those. By counting,
//! for 2048 bits: UTF-8 takes them for text once in 70 million wrong keys, UTF-16 once in a billion, Windows-1252 once in 30 million;
//! for 1024 bits, where the message is shorter, all of them together once in 13 million.

use zeroize::Zeroizing;

use super::text;
use crate::{PasswordEncoding, Secret};

/// The password that `message` is; `None` where it cannot be text.
pub(super) fn read(message: &[u8]) -> Option<Secret> {
    let (password, trimmed) = text::without_end(message);
    // A byte order mark is no part of it: nobody would see it, or could type it.
    let unmarked = text::without_mark(password);
    if std::str::from_utf8(unmarked).is_ok_and(is_printable) {
        return Some(Secret::new(unmarked.to_vec()).with_trimmed(trimmed));
    }
    let secret = Secret::new(password.to_vec()).with_trimmed(trimmed);
    if let Some(found) = utf16(message) {
        return Some(found);
    }
    let text = windows_1252(password)?;
    Some(secret.with_text(PasswordEncoding::Windows1252, text))
}

fn is_printable(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

/// UTF-16, as Windows has it in memory. With a byte order mark any printable text; without one, text of Latin, Greek and Cyrillic
/// letters, or such that is ASCII for more than half: anything else might as well be Latin-1, or random.
fn utf16(message: &[u8]) -> Option<Secret> {
    let (units, []) = message.as_chunks::<2>() else { return None };
    match units {
        [[0xff, 0xfe], text @ ..] => utf16_in(PasswordEncoding::Utf16Le, message, text, true),
        [[0xfe, 0xff], text @ ..] => utf16_in(PasswordEncoding::Utf16Be, message, text, true),
        text => [PasswordEncoding::Utf16Le, PasswordEncoding::Utf16Be]
            .into_iter()
            .find_map(|encoding| utf16_in(encoding, message, text, false)),
    }
}

fn utf16_in(encoding: PasswordEncoding, message: &[u8], units: &[[u8; 2]], is_marked: bool) -> Option<Secret> {
    let unit = match encoding {
        PasswordEncoding::Utf16Be => |unit: &[u8; 2]| u16::from_be_bytes(*unit),
        _ => |unit: &[u8; 2]| u16::from_le_bytes(*unit),
    };
    // A unit becomes three bytes at most: allocated once, so that growing leaves no copy behind.
    let mut text = Zeroizing::new(String::with_capacity(units.len().saturating_mul(3)));
    for character in char::decode_utf16(units.iter().map(unit)) {
        text.push(character.ok()?);
    }
    let (password, trimmed) = text::without_end(text.as_bytes());
    let length = password.len();
    let end = text.len().checked_sub(length)?;
    text.truncate(length);
    let is_of_a_script = |character: char| u32::from(character) < 0x500;
    let is_private = |character: char| matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{fffe}' | '\u{ffff}');
    let is_likely = is_marked
        || text.chars().all(is_of_a_script)
        || text.chars().filter(char::is_ascii).count() * 2 > text.encode_utf16().count();
    if !is_likely || !is_printable(&text) || text.chars().any(is_private) {
        return None;
    }
    // What stood behind it is ASCII: two bytes of UTF-16 for each of UTF-8.
    let bytes = message.get(..message.len().checked_sub(end.checked_mul(2)?)?)?;
    Some(Secret::new(bytes.to_vec()).with_trimmed(trimmed).with_text(encoding, text))
}

/// Windows-1252, which has Latin-1 within it. Nearly every byte string can be that: so it takes four characters or more, none of
/// which steers or is invisible, and half of which are ASCII at least.
fn windows_1252(bytes: &[u8]) -> Option<Zeroizing<String>> {
    const FEWEST: usize = 4;
    let ascii = bytes.iter().filter(|byte| byte.is_ascii()).count();
    // What is UTF-8 was refused as that.
    if bytes.len() < FEWEST || ascii * 2 < bytes.len() || std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let text = text::from_code_page(bytes)?;
    let is_invisible = |character: char| matches!(character, '\u{a0}' | '\u{ad}');
    (is_printable(&text) && !text.chars().any(is_invisible)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Trimmed;

    fn shown(message: &[u8]) -> Option<(String, Option<PasswordEncoding>, Option<Trimmed>)> {
        let secret = read(message)?;
        Some((secret.text()?.to_owned(), secret.encoding(), secret.trimmed()))
    }

    fn encoded(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn utf8_is_printable_text() {
        for good in ["x", "ruZKK0tqxRfYm5t7lSJq", "pässwörd 🔑", " "] {
            assert_eq!(shown(good.as_bytes()), Some((good.to_owned(), None, None)));
        }
        for bad in [b"".as_slice(), b"\xff", b"a\nb", b"a\x7f", b"\x7f", "\u{85}".as_bytes()] {
            assert_eq!(shown(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn utf16_is_read_in_both_orders_with_its_end() {
        for text in ["Zq7#Kd0mLp2v", "Pässwört1", "пароль-1", "Ωmega!", "密码Abc-123", "🔑Abcdef-1", "āb"]
        {
            for (end, trimmed) in
                [("", None), ("\n", Some(Trimmed::Lf)), ("\r\n", Some(Trimmed::Crlf)), ("\0", Some(Trimmed::Nul))]
            {
                let whole = format!("{text}{end}");
                let (little, big) = (PasswordEncoding::Utf16Le, PasswordEncoding::Utf16Be);
                for (bytes, encoding) in [
                    (encoded(&whole, u16::to_le_bytes), little),
                    (encoded(&format!("\u{feff}{whole}"), u16::to_le_bytes), little),
                    (encoded(&whole, u16::to_be_bytes), big),
                    (encoded(&format!("\u{feff}{whole}"), u16::to_be_bytes), big),
                ] {
                    assert_eq!(shown(&bytes), Some((text.to_owned(), Some(encoding), trimmed)), "{whole:?}");
                    let raw = read(&bytes).unwrap().bytes().to_vec();
                    assert_eq!(raw, bytes[..bytes.len() - 2 * end.len()]);
                }
            }
        }
        // Every script, where its mark is there.
        assert!(shown(&encoded("\u{feff}密码", u16::to_le_bytes)).is_some());
        for bad in ["", "\n", "a\nb", "\u{feff}", "\u{feff}\n", "密码", "ab\u{e000}", "a\0\0"] {
            assert_eq!(shown(&encoded(bad, u16::to_le_bytes)), None, "{bad:?}");
        }
        // Half of a pair of surrogates.
        assert_eq!(shown(b"a\0b\0c\0\x00\xd8"), None);
    }

    #[test]
    fn the_code_page_of_windows_is_read_where_it_looks_like_text() {
        let told = |text: &str, trimmed| Some((text.to_owned(), Some(PasswordEncoding::Windows1252), trimmed));
        assert_eq!(shown(b"P\xe4ssw\xf6rt1"), told("Pässwört1", None));
        assert_eq!(shown(b"price 5\x80\n"), told("price 5€", Some(Trimmed::Lf)));
        assert_eq!(shown(b"\xe9ab1\0"), told("éab1", Some(Trimmed::Nul)));
        for bad in [
            b"\xe9ab".as_slice(),
            "pass\u{85}word".as_bytes(),
            b"\xe9\xe8\xe7ab",
            b"pass\x81word",
            b"pass\xa0word\xff",
            b"p\xe4ss\x07",
        ] {
            assert_eq!(shown(bad), None, "{bad:?}");
        }
    }

    /// What is behind the padding of a wrong key: the rules let less of it through than is written above.
    #[test]
    fn random_bytes_are_hardly_ever_text() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        // The length of the message is that up to the end of a block with the first zero byte.
        let (mut padded, mut other, mut utf8) = (0_u32, 0_u32, 0_u32);
        while padded < 200_000 {
            let block: Vec<u8> = (0..32).flat_map(|_| random().to_le_bytes()).collect();
            let Some(message) = block[2..].iter().position(|byte| *byte == 0).filter(|at| *at >= 8) else { continue };
            padded += 1;
            match shown(&block[message + 3..]) {
                Some((_, None, _)) => utf8 += 1,
                Some(_) => other += 1,
                None => {}
            }
        }
        // Of those that are padded, by counting: one in 600 is UTF-8, one in 290 is one of the others.
        assert!((200..500).contains(&utf8), "{utf8}");
        assert!((400..1000).contains(&other), "{other}");
    }
}
