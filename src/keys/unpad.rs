//! PKCS#1 v1.5 unpadding (RFC 8017, section 7.2.2).

/// The fewest random bytes between the prefix and the separator.
const MIN_PADDING: usize = 8;

/// The message in `00 02 PS 00 M`, where `PS` is at least eight bytes that are not zero; `None` for anything else.
///
/// Every byte is looked at, whatever the others are, and there is one `None` for all reasons: which of them it was is what a
/// padding oracle lives on. (`rsa` would do this too, but answers a wrong key with random bytes.)
pub(super) fn message(block: &[u8]) -> Option<&[u8]> {
    let [first, second, rest @ ..] = block else { return None };
    let mut found = 0;
    let mut padding = 0;
    for byte in rest {
        let is_zero = usize::from(*byte == 0);
        found |= is_zero;
        // Counts the bytes before the first zero.
        padding += 1 - found;
    }
    let valid = (*first == 0) & (*second == 2) & (found == 1) & (padding >= MIN_PADDING);
    if valid { rest.get(padding + 1..) } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn block(padding: &[u8], message: &[u8]) -> Vec<u8> {
        [&[0, 2], padding, &[0], message].concat()
    }

    fn padding() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(1..=255u8, MIN_PADDING..300)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_proper_block_gives_its_message(padding in padding(), text in prop::collection::vec(any::<u8>(), 0..200)) {
            let block = block(&padding, &text);
            prop_assert_eq!(message(&block), Some(text.as_slice()));
        }

        #[test]
        fn another_prefix_gives_nothing(padding in padding(), place in 0..2_usize, change in 1..=255_u8) {
            let mut block = block(&padding, b"text");
            block[place] ^= change;
            prop_assert_eq!(message(&block), None);
        }

        #[test]
        fn padding_shorter_than_eight_bytes_gives_nothing(
            padding in prop::collection::vec(1..=255u8, 0..MIN_PADDING),
            text in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let block = block(&padding, &text);
            prop_assert_eq!(message(&block), None);
        }

        #[test]
        fn no_separator_gives_nothing(padding in padding()) {
            let block = [&[0, 2], padding.as_slice()].concat();
            prop_assert_eq!(message(&block), None);
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = message(&bytes);
        }
    }
}
