//! The ciphertext as the cloud answers it: Base64 of as many bytes as the modulus has.

use zeroize::Zeroizing;

use super::mend::{self, escapes, transfer};
use super::rsa::RsaKey;
use super::text::from_hex;
use super::{base64, failure};
use crate::Error;

/// The shortest text that may be a ciphertext among others: the Base64 of one for the shortest key has 172 characters.
const SHORTEST: usize = 128;

type Bytes = Zeroizing<Vec<u8>>;

/// Decodes what was copied from an answer: line breaks, blanks, invisible characters and one pair of quotes are skipped. Where that is
/// no Base64, the ciphertext is looked for in the text: an answer in JSON, a table, a literal, with escapes or percent-encoding, and
/// with what programs and people do to a text on its way.
pub(super) fn decode(text: &str) -> Result<Bytes, Error> {
    let skipped = |character: char| character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}');
    let trimmed = text.trim_matches(skipped);
    let unquoted =
        ['"', '\''].into_iter().find_map(|quote| trimmed.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(trimmed);
    let digits: String = unquoted.chars().filter(|character| !skipped(*character)).collect();
    if digits.is_empty() {
        return Err(failure::ciphertext_empty());
    }
    let found = from_form(unquoted, digits.as_bytes())
        .or_else(|| from_digits(digits.as_bytes()))
        .or_else(|| copied(text.as_bytes()))
        .or_else(|| mend::first(text.as_bytes(), &mut copied, |_| true).map(|(found, _)| found));
    found.ok_or_else(|| failure::ciphertext_not_base64(text))
}

/// Base64, also of Base64, and in the letters for addresses; or hexadecimal digits. So many of them are no accident.
fn from_digits(digits: &[u8]) -> Option<Bytes> {
    let is_long = digits.len() >= SHORTEST;
    if is_long && let Some(bytes) = from_hexadecimal(digits) {
        return Some(bytes);
    }
    let Some(bytes) = base64::decode(digits) else {
        let is_of_addresses = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
        let usual: Bytes = Zeroizing::new(digits.iter().copied().map(base64::standard_digit).collect());
        return (is_long && digits.iter().all(is_of_addresses)).then(|| base64::decode(&usual))?;
    };
    let is_text = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\r' | b'\n');
    if bytes.len() < SHORTEST || !bytes.iter().all(is_text) {
        return Some(bytes);
    }
    let inner: Bytes = Zeroizing::new(bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect());
    base64::decode(&inner).or(Some(bytes))
}

/// Digits as they are, or with a colon after every two of them.
fn from_hexadecimal(digits: &[u8]) -> Option<Bytes> {
    let digits: Bytes = Zeroizing::new(digits.iter().copied().filter(|byte| *byte != b':').collect());
    from_hex(&digits).map(Zeroizing::new)
}

/// What a form was decoded to once too often has blanks where `+` was: only with these is it as long as a key.
fn from_form(text: &str, digits: &[u8]) -> Option<Bytes> {
    let is_as_long_as_a_key = |bytes: &Bytes| bytes.len().is_multiple_of(64);
    if !text.contains(' ') || base64::decode(digits).as_ref().is_some_and(is_as_long_as_a_key) {
        return None;
    }
    base64::decode(Zeroizing::new(text.replace(' ', "+")).as_bytes()).filter(is_as_long_as_a_key)
}

/// The one ciphertext in a text; `None` where there is none, or more than one.
fn copied(text: &[u8]) -> Option<Bytes> {
    let mut text = Zeroizing::new(text.to_vec());
    for step in [escapes::decoded, transfer::without_percent] {
        if let Some(next) = step(&text) {
            text = next;
        }
    }
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    // Next to it stands what parts words, not a character that is damaged.
    let parts = |byte: Option<&u8>| {
        byte.is_none_or(|byte| byte.is_ascii_whitespace() || br#""'`|:,;=()[]{}<>*"#.contains(byte))
    };
    let ends_sentence = |after: &[u8]| matches!(after, [b'.'] | [b'.', b' ' | b'\r' | b'\n', ..]);
    let mut words: Vec<&[u8]> = Vec::new();
    let mut rest: &[u8] = &text;
    while let Some(start) = rest.iter().position(is_digit) {
        let before = start.checked_sub(1).and_then(|before| rest.get(before));
        rest = rest.get(start..)?;
        let digits = rest.iter().take_while(|byte| is_digit(byte)).count();
        let padding = rest.iter().skip(digits).take(2).take_while(|byte| **byte == b'=').count();
        let (word, after) = rest.split_at_checked(digits + padding)?;
        if word.len() >= SHORTEST && !(parts(before) && (parts(after.first()) || ends_sentence(after))) {
            return None;
        }
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
    if found.len() >= SHORTEST { from_digits(&found) } else { None }
}

/// RFC 8017 takes a ciphertext of exactly the length of the modulus: another length is another key, or a part is missing.
pub(super) fn check_length(bytes: usize, key: &RsaKey) -> Result<(), Error> {
    if bytes == key.bytes() { Ok(()) } else { Err(failure::ciphertext_length(bytes, key.bits())) }
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Encoding};

    use super::*;
    use crate::Code;

    #[test]
    fn blanks_line_breaks_and_quotes_do_not_matter() {
        for text in ["Zm9vYg==", " Zm9v\r\nYg==\n", "\"Zm9vYg==\"", "'Zm9v\u{a0}Yg=='", "\u{feff}Zm9v\u{200b}Yg"] {
            assert_eq!(decode(text).unwrap().as_slice(), b"foob", "{text}");
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
            assert!(decode(&text).unwrap().as_slice() == b"foo".repeat(86), "{text}");
        }
        // Which of two would be meant is not known.
        assert!(decode(&format!("{value} | {value}")).is_err());
        // What is damaged is not called cut off.
        assert!(decode(&format!("{value}!{value}")).is_err());
        assert!(decode(&format!("{value}<br>{}", value.strip_prefix("Zm9v").unwrap())).is_err());
    }

    #[test]
    fn empty_and_wrong_text_have_codes_of_their_own() {
        for text in ["", " \n", "\"\""] {
            assert_eq!(decode(text).unwrap_err().code(), Code::CiphertextEmpty, "{text}");
        }
        for text in ["\"Zm9v", "Zm9v-_==", "{\"password\": \"Zm9v\"}", "=", "ü"] {
            assert_eq!(decode(text).unwrap_err().code(), Code::CiphertextNotBase64, "{text}");
        }
    }
}
