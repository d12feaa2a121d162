//! The two ways in which the clouds write a time.

use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

/// An ISO 8601 time with offset (`2026-11-22T05:33:29.000000Z`), as milliseconds since 1970.
pub(crate) fn iso(text: &str) -> Option<i64> {
    OffsetDateTime::parse(text, &Rfc3339).ok().map(milliseconds)
}

/// The value of `Retry-After`, as milliseconds from `now_ms`: seconds, or an HTTP date (RFC 9110, 10.2.3).
pub(crate) fn retry_after(text: &str, now_ms: i64) -> Option<u64> {
    if let Ok(seconds) = text.trim().parse::<u32>() {
        return Some(u64::from(seconds) * 1000);
    }
    let date = OffsetDateTime::parse(text.trim(), &Rfc2822).ok()?;
    Some(u64::try_from(milliseconds(date) - now_ms).unwrap_or(0))
}

fn milliseconds(time: OffsetDateTime) -> i64 {
    time.unix_timestamp() * 1000 + i64::from(time.millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_times_are_read_to_the_millisecond() {
        assert_eq!(iso("1970-01-01T00:00:01.250000Z"), Some(1250));
        assert_eq!(iso("2026-11-22T05:33:29Z"), Some(1_795_325_609_000));
        assert_eq!(iso("2026-11-22 05:33"), None);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after("3", 0), Some(3000));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:00:10 GMT", 4000), Some(6000));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:00:10 GMT", 60_000), Some(0));
        assert_eq!(retry_after("soon", 0), None);
    }
}
