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

/// Decodes text that lost digits: the whole bytes of those that are left. `None` where its digits and `=` belong together, so that nothing is known to be
/// lost, and where it is not Base64.
pub(super) fn decode_cut(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let padding = text.iter().rev().take(2).take_while(|byte| **byte == b'=').count();
    let (digits, _) = text.split_at_checked(text.len() - padding)?;
    let rest = digits.len() % 4;
    if padding > 0 && rest >= 2 && rest + padding <= 4 {
        return None;
    }
    let mut filled = Zeroizing::new(Vec::with_capacity(digits.len() + 3));
    filled.extend_from_slice(digits);
    while !filled.len().is_multiple_of(4) {
        filled.push(b'A');
    }
    let mut bytes = decode(&filled)?;
    bytes.truncate(digits.len().checked_mul(3)? / 4);
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

    #[test]
    fn of_what_is_cut_off_all_whole_bytes_are_known() {
        for (cut, bytes) in
            [("Zm9vY", "foo"), ("Zm9vYm", "foob"), ("Zm9vYmF", "fooba"), ("Zm9vYmFyZ==", "foobar"), ("Zm9v==", "foo")]
        {
            assert_eq!(decode_cut(cut.as_bytes()).unwrap().as_slice(), bytes.as_bytes(), "{cut}");
        }
        // What ends as it should is damaged, if anything.
        for bad in ["Zh==", "Zm9=", "Zm-_Z", "Z===", "Zm9 vY"] {
            assert!(decode_cut(bad.as_bytes()).is_none(), "{bad}");
        }
    }
}
