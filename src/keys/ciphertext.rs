//! The ciphertext as the cloud answers it: Base64 of as many bytes as the modulus has.

use zeroize::Zeroizing;

use super::mend::{escapes, transfer};
use super::rsa::RsaKey;
use super::{base64, failure};
use crate::Error;

/// The shortest text that may be a ciphertext among others: the Base64 of one for the shortest key has 172 characters.
const SHORTEST: usize = 128;

/// Decodes what was copied from an answer: line breaks, blanks, invisible characters and one pair of quotes are skipped. Where that is
/// no Base64, the ciphertext is looked for in the text: an answer in JSON, a table, a literal, with escapes or percent-encoding.
pub(super) fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let skipped = |character: char| character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}');
    let trimmed = text.trim_matches(skipped);
    let unquoted =
        ['"', '\''].into_iter().find_map(|quote| trimmed.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(trimmed);
    let digits: String = unquoted.chars().filter(|character| !skipped(*character)).collect();
    if digits.is_empty() {
        return Err(failure::ciphertext_empty());
    }
    let found = base64::decode(digits.as_bytes()).or_else(|| base64::decode(&copied(text)?));
    found.ok_or_else(|| failure::ciphertext_not_base64(text))
}

/// The Base64 of the one ciphertext in a text; `None` where there is none, or more than one.
fn copied(text: &str) -> Option<Vec<u8>> {
    let mut text = Zeroizing::new(text.as_bytes().to_vec());
    for step in [escapes::decoded, transfer::without_percent] {
        if let Some(next) = step(&text) {
            text = next;
        }
    }
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    // Next to it stands what parts words, not a character that is damaged.
    let parts =
        |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace() || br#""'`|:,;=()[]{}<>"#.contains(byte));
    let mut words: Vec<&[u8]> = Vec::new();
    let mut rest: &[u8] = &text;
    while let Some(start) = rest.iter().position(is_digit) {
        let before = start.checked_sub(1).and_then(|before| rest.get(before));
        rest = rest.get(start..)?;
        let digits = rest.iter().take_while(|byte| is_digit(byte)).count();
        let padding = rest.iter().skip(digits).take(2).take_while(|byte| **byte == b'=').count();
        let (word, after) = rest.split_at_checked(digits + padding)?;
        if word.len() >= SHORTEST && !(parts(before) && parts(after.first())) {
            return None;
        }
        words.push(word);
        rest = after;
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
    let is_whole = longest < SHORTEST || lines == 1;
    (found.len() >= SHORTEST && is_whole).then_some(found)
}

/// RFC 8017 takes a ciphertext of exactly the length of the modulus: another length is another key, or a part is missing.
pub(super) fn check_length(bytes: usize, key: &RsaKey) -> Result<(), Error> {
    if bytes == key.bytes() { Ok(()) } else { Err(failure::ciphertext_length(bytes, key.bits())) }
}

#[cfg(test)]
mod tests {
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
        let texts = [
            format!("{{\n  \"password\": \"{value}\"\n}}"),
            format!("{{ \"InstanceId\": \"i-1\", \"PasswordData\": \"\\r\\n{value}\\r\\n\" }}"),
            format!("\"\\r\\n{value}\\r\\n\""),
            format!("b'{value}'"),
            format!("| password | {value} |"),
            format!("+----------+\n| password | |\n{}+----------+", wrapped(60)),
            format!("password: {value}"),
            value.replace('v', "%76"),
        ];
        for text in texts {
            assert_eq!(decode(&text).unwrap().as_slice(), b"foo".repeat(86), "{text}");
        }
        // Which of two would be meant is not known.
        assert!(decode(&format!("{value} | {value}")).is_err());
        // What is damaged is not called cut off.
        assert!(decode(&format!("{value}!{value}")).is_err());
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
