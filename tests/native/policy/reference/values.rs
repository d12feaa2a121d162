//! Values of each type.

use std::cmp::Ordering;

/// The bytes of an address: four or sixteen.
pub(super) fn address(text: &str) -> Option<Vec<u8>> {
    let text = text.split('/').next()?;
    let v4 = text.parse::<std::net::Ipv4Addr>().map(|address| address.octets().to_vec());
    v4.or_else(|_| text.parse::<std::net::Ipv6Addr>().map(|address| address.octets().to_vec())).ok()
}

pub(super) fn range(text: &str) -> Option<(Vec<u8>, usize)> {
    let address = address(text)?;
    let bits = match text.split_once('/') {
        Some((_, bits)) if bits.bytes().all(|byte| byte.is_ascii_digit()) => bits.parse().ok()?,
        Some(_) => return None,
        None => 8 * address.len(),
    };
    (bits <= 8 * address.len()).then_some((address, bits))
}

pub(super) fn starts_alike(one: &[u8], other: &[u8], bits: usize) -> bool {
    let bit = |bytes: &[u8], at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    one.len() == other.len() && (0..bits).all(|at| bit(one, at) == bit(other, at))
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Sign, whole digits without leading zeros, fraction without trailing ones.
pub(super) type Number = (bool, String, String);

pub(super) fn number(text: &str) -> Option<Number> {
    let negative = text.starts_with('-');
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let zero = whole.is_empty() && fraction.is_empty();
    Some((negative && !zero, whole.to_owned(), fraction.to_owned()))
}

pub(super) fn compare_numbers(
    (minus, whole, fraction): &Number,
    (other_minus, other_whole, other_fraction): &Number,
) -> Ordering {
    let size = (whole.len(), whole, fraction).cmp(&(other_whole.len(), other_whole, other_fraction));
    match (minus, other_minus) {
        (false, false) => size,
        (true, true) => size.reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

/// RFC 3339: seconds since the year 0 in UTC, and nanoseconds as text. A leap second is the last nanosecond before it.
pub(super) fn date(text: &str) -> Option<(i64, String)> {
    let text = text.to_ascii_uppercase();
    let (day, time) = text.split_once('T')?;
    let (time, offset) = match time.strip_suffix('Z') {
        Some(time) => (time, 0),
        None => {
            let (time, offset, sign) = match (time.rsplit_once('+'), time.rsplit_once('-')) {
                (Some((time, offset)), _) => (time, offset, 1),
                (None, Some((time, offset))) => (time, offset, -1),
                (None, None) => return None,
            };
            let [hours, minutes] = fields(offset, ':', [2, 2])?;
            if hours > 23 || minutes > 59 {
                return None;
            }
            (time, sign * (hours * 60 + minutes))
        }
    };
    let (time, fraction) = match time.split_once('.') {
        Some((time, fraction)) if !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit()) => {
            (time, format!("{fraction:0<9.9}"))
        }
        Some(_) => return None,
        None => (time, "0".repeat(9)),
    };
    let [year, month, day] = fields(day, '-', [4, 2, 2])?;
    let [hour, minute, second] = fields(time, ':', [2, 2, 2])?;
    if !(1..=12).contains(&month) || day < 1 || day > days(year, month) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let minutes = (day_number(year, month, day) * 24 + hour) * 60 + minute - offset;
    if second < 60 {
        return Some((minutes * 60 + second, fraction));
    }
    // A leap second is the last one of a month, in UTC.
    let next_months = [(year, month), (year, month % 12 + 1), (year + 1, 1)];
    let ends = next_months.iter().any(|(year, month)| day_number(*year, *month, 1) * 24 * 60 == minutes + 1);
    ends.then(|| (minutes * 60 + 59, "9".repeat(9)))
}

pub(super) fn day_number(year: i64, month: i64, day: i64) -> i64 {
    // The leap years before it.
    let leap_years = (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    year * 365 + leap_years + (1..month).map(|month| days(year, month)).sum::<i64>() + day
}

pub(super) fn fields<const COUNT: usize>(text: &str, separator: char, lengths: [usize; COUNT]) -> Option<[i64; COUNT]> {
    let parts: Vec<&str> = text.split(separator).collect();
    let right = |(part, length): (&&str, usize)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() != COUNT || !parts.iter().zip(lengths).all(right) {
        return None;
    }
    let numbers: Vec<i64> = parts.iter().map(|part| part.parse().unwrap()).collect();
    numbers.try_into().ok()
}

pub(super) fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(super) fn days(year: i64, month: i64) -> i64 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
