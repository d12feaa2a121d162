//! Escapes in strings.

use super::lexer::JsonReader;
use crate::base::said::said;
use crate::policy::syntax::diagnostic::DiagnosticCode as Code;

impl JsonReader<'_> {
    pub(super) fn escape(&mut self, at: usize, out: &mut String) {
        let sign = self.peek();
        self.bump();
        match sign {
            Some('"') => out.push('"'),
            Some('\\') => out.push('\\'),
            Some('/') => out.push('/'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('u') => {
                if let Some(character) = self.unicode() {
                    out.push(character);
                } else {
                    out.push('\u{fffd}');
                    let range = self.since(at);
                    self.mistake(
                        Code::JsonSyntax,
                        range,
                        said!("expected four hex digits of a whole character after `\\u`"),
                        None,
                    );
                }
            }
            other => {
                let range = self.since(at);
                self.mistake(
                    Code::JsonSyntax,
                    range,
                    said!("JSON does not allow this escape"),
                    Some(said!("write a backslash as `\\\\`")),
                );
                out.extend(other);
            }
        }
    }

    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u") {
            let back = self.at;
            self.at += 2;
            if let Some(second) = self.hex().filter(|second| (0xdc00..0xe000).contains(second)) {
                return char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
            self.at = back;
        }
        char::from_u32(first)
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}
