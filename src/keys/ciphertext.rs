//! The ciphertext as the cloud answers it: Base64 of as many bytes as the modulus has.

use zeroize::Zeroizing;

use super::rsa::RsaKey;
use super::{base64, failure};
use crate::Error;

/// Decodes what was copied from an answer: line breaks, blanks, invisible characters and one pair of quotes are skipped.
pub(super) fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let skipped = |character: char| character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}');
    let trimmed = text.trim_matches(skipped);
    let unquoted =
        ['"', '\''].into_iter().find_map(|quote| trimmed.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(trimmed);
    let digits: String = unquoted.chars().filter(|character| !skipped(*character)).collect();
    if digits.is_empty() {
        return Err(failure::ciphertext_empty());
    }
    base64::decode(digits.as_bytes()).ok_or_else(failure::ciphertext_not_base64)
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
    fn empty_and_wrong_text_have_codes_of_their_own() {
        for text in ["", " \n", "\"\""] {
            assert_eq!(decode(text).unwrap_err().code(), Code::CiphertextEmpty, "{text}");
        }
        for text in ["\"Zm9v", "Zm9v-_==", "{\"password\": \"Zm9v\"}", "=", "ü"] {
            assert_eq!(decode(text).unwrap_err().code(), Code::CiphertextNotBase64, "{text}");
        }
    }
}
