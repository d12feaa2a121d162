//! The values that conditions compare.

use std::cmp::Ordering;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A decimal number of any length, compared exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    /// Without leading zeros.
    whole: Box<str>,
    /// Without trailing zeros.
    fraction: Box<str>,
}

impl Decimal {
    /// Reads `[+-]?digits[.digits]`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !fraction.is_none_or(all_digits) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.unwrap_or_default().trim_end_matches('0');
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: text.starts_with('-') && !zero, whole: whole.into(), fraction: fraction.into() })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |number: &Self| number.whole.len();
        let magnitude = size(self)
            .cmp(&size(other))
            .then_with(|| self.whole.cmp(&other.whole))
            .then_with(|| self.fraction.cmp(&other.fraction));
        match (self.negative, other.negative) {
            (false, false) => magnitude,
            (true, true) => magnitude.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An RFC 3339 date with offset, as nanoseconds since 1970.
pub(crate) fn date(text: &str) -> Option<i128> {
    // `time` takes any sign between day and time.
    text.as_bytes().get(10).filter(|sign| sign.eq_ignore_ascii_case(&b'T'))?;
    OffsetDateTime::parse(text, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp_nanos)
}

/// `true` or `false`, in any case.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_compare_exactly() {
        let parse = |text| Decimal::parse(text).unwrap();
        for (less, more) in [
            ("1", "2"),
            ("9", "10"),
            ("-10", "-9"),
            ("-1", "0"),
            ("0.09", "0.1"),
            ("9007199254740992", "9007199254740993"),
        ] {
            assert!(parse(less) < parse(more), "{less} {more}");
        }
        for (one, same) in [("1", "+1.0"), ("-0", "0"), ("007", "7"), ("1.50", "1.5")] {
            assert_eq!(parse(one).cmp(&parse(same)), Ordering::Equal, "{one} {same}");
        }
        for text in ["", "-", ".5", "1.", "1e3", " 1", "0x1", "١"] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_date_needs_its_offset() {
        assert_eq!(date("1970-01-01T00:00:01Z"), Some(1_000_000_000));
        assert_eq!(date("1970-01-01T01:00:01+01:00"), Some(1_000_000_000));
        assert_eq!(date("1970-01-01T00:00:01"), None);
        assert_eq!(date("1970-01-01"), None);
        assert_eq!(date("1970-01-01 00:00:01Z"), None);
        assert_eq!(date("1970-01-01t00:00:01z"), Some(1_000_000_000));
    }
}
