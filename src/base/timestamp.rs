//! The two ways in which the clouds write a time.

use super::text::has_form;

#[cfg(feature = "cloud")]
/// An ISO 8601 time with offset (`2026-11-22T05:33:29.000000Z`, RFC 3339), as milliseconds since 1970; of a fraction what is shorter is left out.
pub(crate) fn iso(text: &str) -> Option<i64> {
    let (seconds, nanoseconds) = instant(text)?;
    Some(seconds * 1000 + i64::from(nanoseconds) / 1_000_000)
}

/// The same as whole seconds since 1970, and the nanoseconds after them. Read here, because a parser of every form of a time takes 3 KB of WebAssembly.
pub(crate) fn instant(text: &str) -> Option<(i64, u32)> {
    let (start, mut rest) = text.split_at_checked(19).filter(|(start, _)| has_form(start, b"0000-00-00T00:00:00"))?;
    let number = |at: usize, digits: usize| start.get(at..at + digits)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
    let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
    let date = days(year, month, day);
    if !(1..=12).contains(&month)
        || day == 0
        || date >= days(year, month + 1, 1)
        || !is_clock(hour, minute)
        || second > 60
    {
        return None;
    }
    let mut nanoseconds = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let digits = fraction.strip_suffix(rest).filter(|digits| !digits.is_empty())?;
        nanoseconds = format!("{digits:0<9}").get(..9)?.parse().ok()?;
    }
    let east = match rest.strip_prefix('+').or_else(|| rest.strip_prefix('-')) {
        Some(zone) if has_form(zone, b"00:00") => {
            let (hours, minutes) = (zone.get(..2)?.parse::<i64>().ok()?, zone.get(3..)?.parse::<i64>().ok()?);
            let east = hours * 60 + minutes;
            if !is_clock(hours, minutes) {
                return None;
            }
            if rest.starts_with('-') { -east } else { east }
        }
        None if rest.eq_ignore_ascii_case("Z") => 0,
        _ => return None,
    };
    let seconds = ((date * 24 + hour) * 60 + minute - east) * 60 + second;
    if second < 60 {
        return Some((seconds, nanoseconds));
    }
    // A leap second is the last of a month, in UTC; it counts as the end of the second before it.
    let is_leap = (0..=13).any(|month| days(year, month, 1) * 86_400 == seconds);
    is_leap.then_some((seconds - 1, 999_999_999))
}

fn is_clock(hour: i64, minute: i64) -> bool {
    hour < 24 && minute < 60
}

/// The days since 1970 of a day of the Gregorian calendar; the 13th month is the first of the next year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin with March have their odd day at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap + (153 * month + 2) / 5 + day - 719_469
}

#[cfg(feature = "cloud")]
/// The value of `Retry-After`, as milliseconds from `now_ms`: seconds, or an HTTP date (RFC 9110, 10.2.3).
pub(crate) fn retry_after(text: &str, now_ms: i64) -> Option<u64> {
    if let Ok(seconds) = text.trim().parse::<u32>() {
        return Some(u64::from(seconds) * 1000);
    }
    Some(u64::try_from(http_date(text.trim())? - now_ms).unwrap_or(0))
}

#[cfg(feature = "cloud")]
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

#[cfg(all(test, feature = "cloud"))]
mod tests {
    use proptest::prelude::*;
    use time::OffsetDateTime;
    use time::format_description::well_known::Rfc3339;

    use super::*;

    /// What a parser of others makes of it, which takes any sign between day and time.
    fn theirs(text: &str) -> Option<(i64, u32)> {
        text.as_bytes().get(10).filter(|sign| sign.eq_ignore_ascii_case(&b'T'))?;
        let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        Some((time.unix_timestamp(), time.nanosecond()))
    }

    proptest! {
        #[test]
        fn a_time_is_what_others_read(
            (year, month, day) in (0_u32..=9999, 0_u32..=13, 0_u32..=32),
            (hour, minute, second) in (0_u32..=24, 0_u32..=60, 0_u32..=61),
            rest in r"(\.[0-9]{0,10})?(Z|z|[+-][0-2][0-9]:[0-6][0-9]|)",
        ) {
            let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{rest}");
            prop_assert_eq!(instant(&text), theirs(&text), "{}", text);
        }

        #[test]
        fn a_leap_second_is_where_others_see_one(
            year in 1_u32..=9998,
            month in 1_u32..=12,
            day in prop::sample::select(vec![1_u32, 2, 27, 28, 29, 30, 31]),
            clock in prop::sample::select(vec!["23:59:60", "00:59:60", "17:29:60"]),
            rest in prop::sample::select(vec!["Z", ".5Z", "+01:00", "-06:30", "+00:00", "-01:00"]),
        ) {
            let text = format!("{year:04}-{month:02}-{day:02}T{clock}{rest}");
            prop_assert_eq!(instant(&text), theirs(&text), "{}", text);
        }

        #[test]
        fn anything_else_is_none(text in r"[0-9TZ:+. -]{0,30}") {
            prop_assert_eq!(instant(&text), theirs(&text), "{}", text);
        }
    }

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
