//! The values that conditions compare.

use std::cmp::Ordering;
use std::net::IpAddr;

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

/// An RFC 3339 date with offset, as seconds since 1970 and the nanoseconds after them.
pub(crate) use crate::base::timestamp::instant as date;

/// An IP address, or all that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IpRange {
    address: IpAddr,
    bits: u32,
}

impl IpRange {
    /// Reads an address, or `address/bits`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().ok()?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let is_number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let bits = match bits {
            None => all,
            Some(text) => text.parse().ok().filter(|bits| is_number(text) && *bits <= all)?,
        };
        Some(Self { address, bits })
    }

    /// Whether it is one address.
    pub(crate) fn is_one(self) -> bool {
        self.bits == if self.address.is_ipv4() { 32 } else { 128 }
    }

    /// Whether its address is one of those from one to another one, of the same version.
    pub(crate) fn is_between(&self, from: IpAddr, to: IpAddr) -> bool {
        self.address.is_ipv4() == from.is_ipv4() && from <= self.address && self.address <= to
    }

    /// Whether an address is in it.
    pub(crate) fn holds(&self, address: &Self) -> bool {
        let same = match (self.address, address.address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => u128::from(u32::from(own) ^ u32::from(other)) << 96,
            (IpAddr::V6(own), IpAddr::V6(other)) => u128::from(own) ^ u128::from(other),
            _ => return false,
        };
        same.leading_zeros() >= self.bits
    }
}

/// The ends of a range of addresses written `from-to`.
pub(crate) fn ip_span(text: &str) -> Option<(IpAddr, IpAddr)> {
    let (from, to) = text.split_once('-')?;
    let (from, to): (IpAddr, IpAddr) = (from.parse().ok()?, to.parse().ok()?);
    (from.is_ipv4() == to.is_ipv4() && from <= to).then_some((from, to))
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
    fn a_range_holds_what_begins_as_it_does() {
        let range = |text| IpRange::parse(text).unwrap();
        for (wide, narrow, holds) in [
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.6", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::/0", "2001:db8::1", true),
        ] {
            assert_eq!(range(wide).holds(&range(narrow)), holds, "{wide} {narrow}");
        }
        for text in ["", "192.0.2", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/+4", "::/129", "192.0.2.0/24/1", "a.b.c.d"]
        {
            assert!(IpRange::parse(text).is_none(), "{text}");
        }
        assert!(range("192.0.2.0").is_one() && !range("192.0.2.0/31").is_one());
    }

    #[test]
    fn a_date_needs_its_offset() {
        assert_eq!(date("1970-01-01T00:00:01Z"), Some((1, 0)));
        assert_eq!(date("1970-01-01T01:00:01+01:00"), Some((1, 0)));
        assert_eq!(date("1970-01-01T00:00:01"), None);
        assert_eq!(date("1970-01-01"), None);
        assert_eq!(date("1970-01-01 00:00:01Z"), None);
        assert_eq!(date("1970-01-01t00:00:01z"), Some((1, 0)));
    }
}
