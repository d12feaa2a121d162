//! Numbers.

use super::lexer::JsonReader;
use crate::base::said::said;
use crate::base::text::quoted;
use crate::policy::syntax::diagnostic::DiagnosticCode as Code;

impl<'a> JsonReader<'a> {
    pub(super) fn number(&mut self) -> &'a str {
        let start = self.at;
        while matches!(
            self.byte(),
            Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E' | b'_' | b'a'..=b'z' | b'A'..=b'Z')
        ) {
            self.at += 1;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        if !is_number(text) {
            let range = self.since(start);
            let message = said!("expected a number such as `1.1`, got {}", quoted(text));
            self.mistake(Code::JsonSyntax, range, message, None);
        }
        text
    }
}

/// RFC 8259, section 6.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) =
        rest.split_once(['e', 'E']).map_or((rest, None), |(before, after)| (before, Some(after)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(before, after)| (before, Some(after)));
    let exponent = exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)));
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(digits) && exponent
}
