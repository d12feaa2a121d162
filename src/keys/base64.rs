//! Base64 of secrets: standard alphabet, decoded in constant time into memory that is wiped.

use base64ct::{Base64Unpadded, Encoding};
use zeroize::Zeroizing;

/// Decodes text without blanks, or gives `None` where it is not Base64. The `=` at the end may be missing, in part or all:
/// they are lost easily when a text is selected with a double click, and tell nothing that the length does not.
pub(super) fn decode(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let digits = match text {
        [digits @ .., b'=', b'='] | [digits @ .., b'='] | digits => digits,
    };
    let padding = text.len() - digits.len();
    if padding > 0 && (digits.len().is_multiple_of(4) || digits.len() % 4 + padding > 4) {
        return None;
    }
    let mut bytes = Zeroizing::new(vec![0; digits.len().checked_mul(3)? / 4]);
    let length = Base64Unpadded::decode(digits, &mut bytes).ok()?.len();
    bytes.truncate(length);
    Some(bytes)
}

/// A digit of URL-safe Base64 as the standard alphabet has it; any other byte as it is.
pub(super) const fn standard_digit(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => byte,
    }
}

/// Encodes public bytes, without `=`.
pub(super) fn encode_unpadded(bytes: &[u8]) -> String {
    Base64Unpadded::encode_string(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_may_be_missing_and_nothing_else() {
        for good in ["Zg==", "Zg=", "Zg", "Zm8=", "Zm8", "Zm9v", ""] {
            assert!(decode(good.as_bytes()).is_some(), "{good}");
        }
        assert_eq!(decode(b"Zm9vYg").unwrap().as_slice(), b"foob");
        for bad in ["Z", "Zg===", "Z===", "Zm9vY", "Zh==", "Zm-_", "Zm9 v", "Z=g=", "=", "Zm9v=", "Zm8==", "\u{e4}"] {
            assert!(decode(bad.as_bytes()).is_none(), "{bad}");
        }
    }
}
