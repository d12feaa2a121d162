//! The ciphertext as the cloud answers it: Base64 of as many bytes as the modulus has.

use zeroize::Zeroizing;

use super::mend::{self, escapes, transfer};
use super::rsa::RsaKey;
use super::text::from_hex;
use super::{base64, failure};
use crate::Error;

/// The shortest text that may be a ciphertext among others: the Base64 of one for the shortest key has 172 characters.
const SHORTEST: usize = 128;

/// Fewer digits are a password rather than a part of a ciphertext: a line of Base64 has as many at least.
pub(super) const SHORT: usize = 64;

type Bytes = Zeroizing<Vec<u8>>;

/// What is known of the end of a ciphertext.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It ends in `=`: nothing follows.
    Padded,
    /// Nothing: it may end here, or have lost its `=`, or more.
    Open,
    /// Digits are lost.
    CutOff,
}

/// What was cut off is looked for only where nothing whole is found: in the wrong form much looks like it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    Whole,
    AlsoCut,
}

pub(super) struct Ciphertext {
    pub(super) bytes: Bytes,
    pub(super) end: End,
}

impl Ciphertext {
    /// What these digits hold.
    fn whole(bytes: Bytes, digits: &[u8]) -> Self {
        Self { bytes, end: if digits.ends_with(b"=") { End::Padded } else { End::Open } }
    }

    fn cut_if(self, is_cut: bool) -> Self {
        if is_cut { Self { end: End::CutOff, ..self } } else { self }
    }
}

/// Decodes what was copied from an answer: line breaks, blanks, invisible characters and one pair of quotes are skipped. Where that is
/// no Base64, the ciphertext is looked for in the text: an answer in JSON, a table, a literal, with escapes or percent-encoding, and
/// with what programs and people do to a text on its way. What was cut off is read as far as it goes.
pub(super) fn decode(text: &str) -> Result<Ciphertext, Error> {
    let skipped = |character: char| character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}');
    let trimmed = text.trim_matches(skipped);
    let unquoted =
        ['"', '\''].into_iter().find_map(|quote| trimmed.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(trimmed);
    let digits: String = unquoted.chars().filter(|character| !skipped(*character)).collect();
    if digits.is_empty() {
        return Err(failure::ciphertext_empty());
    }
    let digits = digits.as_bytes();
    let whole = from_form(unquoted, digits)
        .or_else(|| from_digits(digits, Reads::Whole))
        .or_else(|| copied(text.as_bytes(), Reads::Whole))
        .or_else(|| {
            mend::first(text.as_bytes(), &mut |text| copied(text, Reads::Whole), |_| true).map(|(found, _)| found)
        });
    let found = whole
        .or_else(|| from_digits(digits, Reads::AlsoCut))
        .or_else(|| from_digits(before_ellipsis(digits)?, Reads::AlsoCut).map(|found| found.cut_if(true)))
        .or_else(|| copied(text.as_bytes(), Reads::AlsoCut));
    found.ok_or_else(|| failure::ciphertext_not_base64(text))
}

/// Base64, also of Base64, and in the letters for addresses; or hexadecimal digits. So many of them are no accident.
fn from_digits(digits: &[u8], reads: Reads) -> Option<Ciphertext> {
    if digits.len() >= SHORTEST
        && let Some(found) = from_hexadecimal(digits, reads)
    {
        return Some(found);
    }
    let found = from_base64(digits, reads)?;
    let is_text = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\r' | b'\n');
    if found.bytes.len() < SHORTEST || !found.bytes.iter().all(is_text) {
        return Some(found);
    }
    let inner: Bytes = Zeroizing::new(found.bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect());
    let is_cut = found.end == End::CutOff;
    let reads = if is_cut { Reads::AlsoCut } else { Reads::Whole };
    Some(from_base64(&inner, reads).map_or(found, |inner| inner.cut_if(is_cut)))
}

fn from_base64(digits: &[u8], reads: Reads) -> Option<Ciphertext> {
    let of_addresses = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    let mut usual: Bytes = Zeroizing::new(digits.to_vec());
    if digits.len() >= SHORTEST && digits.iter().all(of_addresses) {
        usual.iter_mut().for_each(|byte| *byte = base64::standard_digit(*byte));
    }
    if let Some(bytes) = base64::decode(&usual) {
        return Some(Ciphertext::whole(bytes, digits));
    }
    if reads == Reads::Whole || digits.len() < SHORT {
        return None;
    }
    let bytes = base64::decode_cut(&usual)?;
    Some(Ciphertext { bytes, end: End::CutOff })
}

/// By what a program shows that it shows a part alone.
const ELLIPSES: [&[u8]; 2] = [b"...", "\u{2026}".as_bytes()];

/// What stands before such dots.
fn before_ellipsis(digits: &[u8]) -> Option<&[u8]> {
    let left = ELLIPSES.iter().find_map(|dots| digits.strip_suffix(*dots))?;
    (left.len() >= SHORT).then_some(left)
}

/// Digits as they are, or with a colon after every two of them.
fn from_hexadecimal(digits: &[u8], reads: Reads) -> Option<Ciphertext> {
    let digits: Bytes = Zeroizing::new(digits.iter().copied().filter(|byte| *byte != b':').collect());
    // A lone digit of two.
    let lost = digits.len() % 2;
    if lost > 0 && reads == Reads::Whole {
        return None;
    }
    let (pairs, last) = digits.split_at_checked(digits.len() - lost)?;
    let bytes = from_hex(pairs).filter(|_| last.iter().all(u8::is_ascii_hexdigit)).map(Zeroizing::new)?;
    Some(Ciphertext { bytes, end: if lost == 0 { End::Open } else { End::CutOff } })
}

/// What a form was decoded to once too often has blanks where `+` was: only with these is it as long as a key.
fn from_form(text: &str, digits: &[u8]) -> Option<Ciphertext> {
    let is_as_long_as_a_key = |bytes: &Bytes| bytes.len().is_multiple_of(64);
    if !text.contains(' ') || base64::decode(digits).as_ref().is_some_and(is_as_long_as_a_key) {
        return None;
    }
    let bytes = base64::decode(Zeroizing::new(text.replace(' ', "+")).as_bytes()).filter(is_as_long_as_a_key)?;
    Some(Ciphertext::whole(bytes, digits))
}

/// The one ciphertext in a text; `None` where there is none, or more than one.
fn copied(text: &[u8], reads: Reads) -> Option<Ciphertext> {
    let mut text = Zeroizing::new(text.to_vec());
    for step in [escapes::decoded, transfer::without_percent] {
        if let Some(next) = step(&text) {
            text = next;
        }
    }
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    // Next to it stands what parts words, not a character that is damaged.
    let parts = |byte: Option<&u8>| {
        byte.is_none_or(|byte| byte.is_ascii_whitespace() || br#""'`|:,;=&()[]{}<>*"#.contains(byte))
    };
    let ends_sentence = |after: &[u8]| matches!(after, [b'.'] | [b'.', b' ' | b'\r' | b'\n', ..]);
    let is_ellipsis = |after: &[u8]| {
        let after = after.trim_ascii_start();
        ELLIPSES.iter().any(|dots| after.starts_with(dots))
    };
    let mut is_cut = false;
    let mut words: Vec<&[u8]> = Vec::new();
    let mut rest: &[u8] = &text;
    while let Some(start) = rest.iter().position(is_digit) {
        let before = start.checked_sub(1).and_then(|before| rest.get(before));
        rest = rest.get(start..)?;
        let digits = rest.iter().take_while(|byte| is_digit(byte)).count();
        let padding = rest.iter().skip(digits).take(2).take_while(|byte| **byte == b'=').count();
        let (word, after) = rest.split_at_checked(digits + padding)?;
        let ends = parts(after.first()) || ends_sentence(after) || is_ellipsis(after);
        if word.len() >= SHORTEST && !(parts(before) && ends) {
            return None;
        }
        is_cut |= word.len() >= SHORT && is_ellipsis(after);
        words.push(word);
        rest = after;
    }
    if words.iter().filter(|word| word.len() >= SHORTEST).count() > 1 {
        return None;
    }
    let longest = words.iter().map(|word| word.len()).max()?;
    // A table breaks it into lines of one length, the last aside.
    let first = words.iter().position(|word| word.len() == longest)?;
    let lines = words.iter().skip(first).take_while(|word| word.len() == longest).count();
    let mut found: Vec<u8> = words.iter().skip(first).take(lines).copied().flatten().copied().collect();
    if longest < SHORTEST
        && let Some(last) = words.get(first + lines)
    {
        found.extend_from_slice(last);
    }
    // Of short words it is too easily made.
    if found.len() < SHORTEST || (reads == Reads::AlsoCut && longest < SHORT / 2) {
        return None;
    }
    from_digits(&found, reads).map(|found| found.cut_if(is_cut))
}

/// RFC 8017 takes a ciphertext of exactly the length of the modulus: another length is another key, or a part is missing.
pub(super) fn check_length(ciphertext: &Ciphertext, key: &RsaKey) -> Result<(), Error> {
    let bytes = ciphertext.bytes.len();
    if bytes == key.bytes() { Ok(()) } else { Err(failure::ciphertext_length(bytes, ciphertext.end, key.bits())) }
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Encoding};

    use super::*;
    use crate::Code;

    fn read(text: &str) -> Ciphertext {
        decode(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn what_was_cut_off_is_read_as_far_as_it_goes() {
        let whole = Base64::encode_string(&[0xab; 256]);
        for length in 64..343 {
            let cut = whole.get(..length).unwrap();
            let end = if length == 342 || length % 4 == 0 { End::Open } else { End::CutOff };
            let found = read(cut);
            assert_eq!((found.bytes.len(), found.end), (length * 3 / 4, end), "{length}");
            for text in [format!("{cut}..."), format!("{cut}\u{2026}"), format!("\"{cut} ...\"")] {
                let found = read(&text);
                assert_eq!((found.bytes.len(), found.end), (length * 3 / 4, End::CutOff), "{text}");
            }
        }
        assert_eq!(read(&whole).end, End::Padded);
        let cut = whole.get(..256).unwrap();
        for text in [format!("{{\"password\": \"{cut}...\"}}"), format!("| password | {cut}\u{2026} |")] {
            let found = read(&text);
            assert_eq!((found.bytes.len(), found.end), (192, End::CutOff), "{text}");
        }
        // At its beginning, where its end tells.
        for missing in 1..4 {
            let found = read(whole.get(missing..).unwrap());
            assert_eq!((found.bytes.len(), found.end), (255 - usize::from(missing == 3), End::CutOff), "{missing}");
        }
        let digits = "ab".repeat(256);
        let found = read(digits.get(..401).unwrap());
        assert_eq!((found.bytes.len(), found.end), (200, End::CutOff));
        // Too few to be a part of one.
        for text in ["Passw0rd1", "Passw0rd...", "Zm9vYg=="] {
            assert!(decode(text).map_or(true, |found| found.end == End::Padded), "{text}");
        }
    }

    #[test]
    fn blanks_line_breaks_and_quotes_do_not_matter() {
        for text in ["Zm9vYg==", " Zm9v\r\nYg==\n", "\"Zm9vYg==\"", "'Zm9v\u{a0}Yg=='", "\u{feff}Zm9v\u{200b}Yg"] {
            assert_eq!(read(text).bytes.as_slice(), b"foob", "{text}");
        }
    }

    #[test]
    fn it_is_found_in_what_people_copy() {
        let value = "Zm9v".repeat(86);
        let wrapped = |width: usize| -> String {
            let line = |line: &[u8]| format!("|          | {} |\n", std::str::from_utf8(line).unwrap());
            value.as_bytes().chunks(width).map(line).collect()
        };
        let lines = |width: usize| {
            value.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>()
        };
        let texts = [
            format!("{{\n  \"password\": \"{value}\"\n}}"),
            format!("{{ \"InstanceId\": \"i-1\", \"PasswordData\": \"\\r\\n{value}\\r\\n\" }}"),
            format!("\"\\r\\n{value}\\r\\n\""),
            format!("b'{value}'"),
            format!("| password | {value} |"),
            format!("+----------+\n| password | |\n{}+----------+", wrapped(60)),
            format!("password: {value}"),
            format!("password={value}&x=1"),
            format!("https://a.example/p?id=7&password={}&x=1", value.replace('v', "%76")),
            value.replace('v', "%76"),
            format!("The password is {value}."),
            format!("\u{201c}{value}\u{201d}"),
            format!("<td>{}</td>", value.replace('v', "&#118;")),
            lines(64).join("<br>\n"),
            lines(64).iter().enumerate().map(|(number, line)| format!("{:>6}\t{line}\n", number + 1)).collect(),
            format!("\"{}\"", lines(64).join("\" +\n  \"")),
            Base64::encode_string(value.as_bytes()),
            "666f6f".repeat(86),
            "66:6F:6F:".repeat(86),
        ];
        for text in texts {
            assert!(read(&text).bytes.as_slice() == b"foo".repeat(86), "{text}");
        }
        // Which of two would be meant is not known.
        assert!(decode(&format!("{value} | {value}")).is_err());
        assert!(decode(&format!("a={value}&b={value}")).is_err());
        // What is damaged is not called cut off.
        assert!(decode(&format!("{value}!{value}")).is_err());
        assert!(decode(&format!("{value}<br>{}", value.strip_prefix("Zm9v").unwrap())).is_err());
    }

    #[test]
    fn empty_and_wrong_text_have_codes_of_their_own() {
        let code = |text| decode(text).err().map(|error| error.code());
        for text in ["", " \n", "\"\""] {
            assert_eq!(code(text), Some(Code::CiphertextEmpty), "{text}");
        }
        for text in ["\"Zm9v", "Zm9v-_==", "{\"password\": \"Zm9v\"}", "=", "ü"] {
            assert_eq!(code(text), Some(Code::CiphertextNotBase64), "{text}");
        }
    }
}
