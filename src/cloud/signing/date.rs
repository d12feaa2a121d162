//! The time of a signature, `20191115T033655Z`.

use time::OffsetDateTime;

use super::DATE_HEADER;
use super::canonical::header_error;
use crate::Error;
use crate::base::said::said;
use crate::base::text::has_form;

/// The first millisecond that has no year of four digits: 10000-01-01.
const END_MS: f64 = 253_402_300_800_000.0;

/// A time in milliseconds since 1970.
pub(super) fn basic(ms: f64) -> Result<String, Error> {
    let wrong = || Error::invalid("time", said!("{} must be milliseconds since 1970, before the year 10000", "time"));
    if !(0.0..END_MS).contains(&ms) {
        return Err(wrong());
    }
    #[allow(clippy::cast_possible_truncation, reason = "the range was just checked")]
    let time = OffsetDateTime::from_unix_timestamp((ms / 1000.0) as i64).map_err(|_| wrong())?;
    let mut text = String::with_capacity(16);
    put(&mut text, time.year().unsigned_abs(), 4);
    put(&mut text, u8::from(time.month()).into(), 2);
    put(&mut text, time.day().into(), 2);
    text.push('T');
    put(&mut text, time.hour().into(), 2);
    put(&mut text, time.minute().into(), 2);
    put(&mut text, time.second().into(), 2);
    text.push('Z');
    Ok(text)
}

/// Adds a number with so many digits.
fn put(text: &mut String, number: u32, digits: u32) {
    for place in (0..digits).rev() {
        text.extend(char::from_digit(number / 10_u32.pow(place) % 10, 10));
    }
}

/// The value of the header where it has the form of a time.
pub(super) fn checked(value: Option<&str>) -> Result<&str, Error> {
    value
        .filter(|value| has_form(value, b"00000000T000000Z") && !value.contains(['t', 'z']))
        .ok_or_else(|| header_error(DATE_HEADER, said!("must be a time such as `{}`", "20191115T033655Z")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_without_signs_between() {
        for (ms, text) in [
            (0.0, "19700101T000000Z"),
            (1_573_789_015_999.9, "20191115T033655Z"),
            (951_782_400_000.0, "20000229T000000Z"),
            (END_MS - 1.0, "99991231T235959Z"),
        ] {
            assert_eq!(basic(ms).unwrap(), text);
        }
        for ms in [-1.0, END_MS, f64::NAN, f64::INFINITY] {
            assert_eq!(basic(ms).unwrap_err().path(), Some("time"));
        }
    }

    #[test]
    fn a_header_that_is_no_time_is_refused() {
        assert_eq!(checked(Some("20191115T033655Z")).unwrap(), "20191115T033655Z");
        for wrong in [None, Some(""), Some("20191115T033655"), Some("2019-11-15T03:36:55Z"), Some("20191115t033655Z")] {
            assert_eq!(checked(wrong).unwrap_err().path(), Some("request.headers.X-Sdk-Date"));
        }
    }
}
