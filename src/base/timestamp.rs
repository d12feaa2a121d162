//! The two ways in which the clouds write a time.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// An ISO 8601 time with offset (`2026-11-22T05:33:29.000000Z`), as milliseconds since 1970.
pub(crate) fn iso(text: &str) -> Option<i64> {
    OffsetDateTime::parse(text, &Rfc3339).ok().map(milliseconds)
}

/// The value of `Retry-After`, as milliseconds from `now_ms`: seconds, or an HTTP date (RFC 9110, 10.2.3).
pub(crate) fn retry_after(text: &str, now_ms: i64) -> Option<u64> {
    if let Ok(seconds) = text.trim().parse::<u32>() {
        return Some(u64::from(seconds) * 1000);
    }
    Some(u64::try_from(http_date(text.trim())? - now_ms).unwrap_or(0))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form in which HTTP dates are written (RFC 9110, 5.6.7), as milliseconds since 1970. Those of mails, which
/// have zones and comments, take 3 KB more of WebAssembly to read.
fn http_date(text: &str) -> Option<i64> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let mut parts = text.split_once(", ")?.1.split(' ');
    let mut next = || parts.next();
    let (day, month, year, clock, zone) = (next()?, next()?, next()?, next()?, next()?);
    let month = MONTHS.find(month).filter(|at| month.len() == 3 && at % 3 == 0)? / 3 + 1;
    let rest = zone == "GMT" && next().is_none();
    iso(&format!("{year}-{month:02}-{day}T{clock}Z")).filter(|_| rest)
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
        for other in
            ["soon", "", "Thu, 01 Jan 1970 00:00:10", "Thu, 01 Jan 1970 00:00:10 CET", "Thu, 01 anF 1970 00:00:10 GMT"]
        {
            assert_eq!(retry_after(other, 0), None, "{other}");
        }
    }

    #[test]
    fn every_month_of_an_http_date_is_read() {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        for (month, number) in months.iter().zip(1..) {
            assert_eq!(
                http_date(&format!("Day, 09 {month} 1994 08:49:37 GMT")),
                iso(&format!("1994-{number:02}-09T08:49:37Z"))
            );
        }
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777_000));
    }
}
