//! Finds the secrets of a client in texts from outside, before these become part of an error.
//!
//! An endpoint that echoes a request repeats its password or token: as it is, or in what texts wear on their way, such as the
//! escapes of URLs, forms, JSON and HTML, or Base64. These are taken off one after the other, in every order, and each result is
//! searched. What is found is replaced by `[redacted]`, together with what it was wrapped in.
//!
//! A secret of at least four characters is found wherever it stands, and its first four or more at the end of a text that was
//! cut off there. A shorter one occurs in many words by chance: it is found only where it stands by itself, between
//! characters that are neither letters nor digits.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::Secret;
use crate::base::sort::sort_by_key;
use crate::base::sorted::SortedSet;
use crate::base::text::{cut, one_line};

const REDACTED: &str = "[redacted]";

/// A secret of fewer characters is looked for as a word of its own.
const LEAST_CHARACTERS: usize = 4;

/// How many wrappings are taken off.
const LAYERS: u32 = 4;

/// Nothing that is shown lies further back, but for a secret that lies across it, or that white space is left out.
const LOOKED_AT: usize = 8 * 1024;

/// The longest of the wrappings here makes six characters of one, `&#x27;`.
const LONGEST_WRAPPING: usize = 6;

/// Bytes of all layers together. A text that takes more is not shown at all.
const MOST_WORK: usize = 4 << 20;

/// Tokens of earlier sign-ins that are still looked for: answers to requests that were sent with them may be on their way.
const MOST_TOKENS: usize = 8;

/// What must not be shown, shared by a session and the answers to its requests.
#[derive(Clone, Default)]
pub(crate) struct Redactor(Arc<Hidden>);

#[derive(Clone, Default)]
struct Hidden {
    credentials: Vec<SecretForms>,
    /// The newest last.
    tokens: Vec<SecretForms>,
}

/// One secret, in the bytes that stand for it in a text without any wrapping.
struct SecretForms {
    forms: Vec<Secret>,
    is_short: bool,
}

impl Redactor {
    /// Hides these.
    pub(crate) fn of(secrets: &[&Secret]) -> Self {
        let credentials = secrets.iter().filter_map(|secret| SecretForms::of(secret.bytes())).collect();
        Self(Arc::new(Hidden { credentials, tokens: Vec::new() }))
    }

    /// The same, and what is secret in one request.
    pub(crate) fn with_secret(&self, secret: Option<&Secret>) -> Self {
        let Some(forms) = secret.and_then(|secret| SecretForms::of(secret.bytes())) else { return self.clone() };
        let mut hidden = (*self.0).clone();
        hidden.credentials.push(forms);
        Self(Arc::new(hidden))
    }

    /// The same, and a token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        if self.words().any(|word| word.forms.first().is_some_and(|form| form.bytes() == token.as_bytes())) {
            return self.clone();
        }
        let mut hidden = (*self.0).clone();
        hidden.tokens.extend(SecretForms::of(token.as_bytes()));
        let surplus = hidden.tokens.len().saturating_sub(MOST_TOKENS);
        hidden.tokens.drain(..surplus);
        Self(Arc::new(hidden))
    }

    /// A text from outside on one line, without secrets, cut after `limit` characters.
    pub(crate) fn one_line(&self, text: &str, limit: usize) -> String {
        // What control characters or white space hid may stand there once they are gone.
        cut(self.clean(&one_line(&self.clean(text), usize::MAX)), limit)
    }

    /// The text, with `[redacted]` in the place of each secret.
    fn clean(&self, text: &str) -> String {
        let longest = self.words().flat_map(|word| &word.forms).map(|form| form.bytes().len()).max();
        let Some(longest) = longest else { return text.to_owned() };
        let text = head(text, LOOKED_AT + LONGEST_WRAPPING * longest);
        match self.find(text, MOST_WORK) {
            Some(places) => replaced(text, places),
            None => REDACTED.to_owned(),
        }
    }

    fn words(&self) -> impl Iterator<Item = &SecretForms> {
        self.0.credentials.iter().chain(&self.0.tokens)
    }

    /// Where secrets are; `None` where it would take a look at more than `most` bytes to know.
    fn find(&self, text: &str, most: usize) -> Option<Vec<Range<usize>>> {
        let mut places = Vec::new();
        let mut seen = SortedSet::new();
        let mut work = 0;
        let mut layers = VecDeque::from([(Layer::of(text), 0)]);
        let least = if self.words().any(|word| word.is_short) { 1 } else { LEAST_CHARACTERS };
        while let Some((layer, depth)) = layers.pop_front() {
            work += layer.bytes.len();
            if work > most {
                return None;
            }
            for word in self.words() {
                places.extend(word.places(&layer).into_iter().filter_map(|place| layer.source_of(place)));
            }
            if depth == LAYERS {
                continue;
            }
            let peeled = ESCAPES.iter().filter_map(|(begin, read)| layer.peeled(begin, *read));
            for next in peeled.chain(layer.unpacked(least)) {
                let source = next.source_of(0..next.bytes.len()).map(|source| (source.start, source.end));
                if source.is_some() && seen.insert((source, next.bytes.clone())) {
                    layers.push_back((next, depth + 1));
                }
            }
        }
        Some(places)
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(REDACTED)
    }
}

impl Clone for SecretForms {
    fn clone(&self) -> Self {
        let forms = self.forms.iter().map(|form| Secret::new(form.bytes().to_vec())).collect();
        Self { forms, is_short: self.is_short }
    }
}

impl SecretForms {
    fn of(secret: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(secret).ok()?;
        let is_short = text.chars().count() < LEAST_CHARACTERS;
        let mut forms = vec![secret.to_vec()];
        if !is_short && !text.is_ascii() {
            // Read or written in the wrong character set.
            let replaced = |by| text.chars().map(|each| if each.is_ascii() { each } else { by }).collect::<String>();
            forms.push(replaced(char::REPLACEMENT_CHARACTER).into_bytes());
            forms.push(replaced('?').into_bytes());
            forms.push(secret.iter().copied().map(char::from).collect::<String>().into_bytes());
            forms.extend(text.chars().map(|each| u8::try_from(u32::from(each)).ok()).collect::<Option<Vec<u8>>>());
        }
        let forms = forms.into_iter().map(Secret::new).collect();
        (!secret.is_empty()).then_some(Self { forms, is_short })
    }

    fn places(&self, layer: &Layer) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        for form in &self.forms {
            let form = form.bytes();
            let windows = layer.bytes.windows(form.len()).enumerate();
            let whole = windows.filter(|(_, window)| *window == form).map(|(at, _)| at..at + form.len());
            if self.is_short {
                // Among what only looks like Base64 there are all bytes.
                let by_itself = whole.filter(|place| layer.is_text() && layer.is_word(place));
                places.extend(by_itself);
            } else {
                places.extend(whole);
                places.extend(layer.ends().into_iter().filter_map(|end| layer.beginning_before(end, form)));
            }
        }
        places
    }
}

/// A text with some of its wrappings taken off: bytes, and where in the text each comes from.
#[derive(Default)]
struct Layer {
    bytes: Vec<u8>,
    source: Vec<Range<usize>>,
    /// Out of Base64 or hexadecimal digits, or of what looks like them.
    is_unpacked: bool,
}

impl Layer {
    fn of(text: &str) -> Self {
        let source = (0..text.len()).map(|at| at..at + 1).collect();
        Self { bytes: text.as_bytes().to_vec(), source, is_unpacked: false }
    }

    fn source_of(&self, place: Range<usize>) -> Option<Range<usize>> {
        let first = self.source.get(place.start)?;
        let last = self.source.get(place.end.checked_sub(1)?)?;
        Some(first.start..last.end)
    }

    fn push(&mut self, bytes: &[u8], source: &Range<usize>) {
        self.bytes.extend_from_slice(bytes);
        self.source.extend(bytes.iter().map(|_| source.clone()));
    }

    /// What it says without one kind of escapes; `None` where it has none of them.
    fn peeled(&self, begin: &[u8], read: DecodeEscape) -> Option<Self> {
        if !self.bytes.iter().any(|byte| begin.contains(byte)) {
            return None;
        }
        let mut next = Self { is_unpacked: self.is_unpacked, ..Self::default() };
        let mut changed = false;
        let mut at = 0;
        while let Some(rest @ [first, ..]) = self.bytes.get(at..) {
            let (taken, meant) = match read(rest) {
                Some(found) => {
                    changed = true;
                    found
                }
                None => (1, Meant::Byte(*first)),
            };
            let source = self.source_of(at..at + taken)?;
            match meant {
                Meant::Byte(byte) => next.push(&[byte], &source),
                Meant::Character(character) => next.push(character.encode_utf8(&mut [0; 4]).as_bytes(), &source),
                Meant::Nothing => {}
            }
            at += taken;
        }
        changed.then_some(next)
    }

    /// What its words are as Base64 of either alphabet, and as hexadecimal digits. A word may begin before the Base64 does, so
    /// each is read from each of its first digits on. Words for fewer than `least` bytes are left out.
    fn unpacked(&self, least: usize) -> Vec<Self> {
        let mut found = Vec::new();
        let mut at = 0;
        for word in self.bytes.split(|byte| sextet(*byte).is_none()) {
            let place = at..at + word.len();
            at = place.end + 1;
            let Some(source) = self.source_of(place).filter(|_| word.len() > least) else { continue };
            let mut take = |bytes: Vec<u8>| {
                let mut layer = Self { is_unpacked: true, ..Self::default() };
                layer.push(&bytes, &source);
                found.push(layer);
            };
            for skipped in 0..4 {
                take(joined(word.iter().skip(skipped).filter_map(|byte| sextet(*byte)), 6));
            }
            if word.iter().all(u8::is_ascii_hexdigit) {
                for skipped in 0..2 {
                    take(joined(word.iter().skip(skipped).filter_map(|byte| nibble(*byte)), 4));
                }
            }
        }
        found
    }

    /// Whether it is what people and programs write, and not bytes at random.
    fn is_text(&self) -> bool {
        let is_text = |text: &str| text.chars().all(|each| !each.is_control() || each.is_whitespace());
        !self.is_unpacked || std::str::from_utf8(&self.bytes).is_ok_and(is_text)
    }

    /// Whether a place is no part of a longer word.
    fn is_word(&self, place: &Range<usize>) -> bool {
        let byte = |at: Option<usize>| at.and_then(|at| self.bytes.get(at)).copied();
        let is_letter = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
        // "don't" is one word; what stands in single quotes is one by itself.
        let goes_on = |own: Option<u8>, next: Option<u8>, after: Option<u8>| {
            is_letter(own) && (is_letter(next) || (next == Some(b'\'') && is_letter(after)))
        };
        let (start, end) = (place.start, place.end);
        !goes_on(byte(Some(start)), byte(start.checked_sub(1)), byte(start.checked_sub(2)))
            && !goes_on(byte(end.checked_sub(1)), byte(Some(end)), byte(Some(end + 1)))
    }

    /// Where it may have been cut off: at its end, before or within the quotes and brackets there, and before an ellipsis.
    fn ends(&self) -> Vec<usize> {
        const ELLIPSES: [&[u8]; 2] = [b"...", "…".as_bytes()];
        const MOST: usize = 64;
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
        let last = self.bytes.iter().rposition(is_letter).map_or(0, |at| at + 1);
        let before = ELLIPSES.iter().flat_map(|dots| {
            let windows = self.bytes.windows(dots.len()).enumerate();
            windows.filter(move |(_, window)| window == dots).map(|(at, _)| at).take(MOST)
        });
        (last..=self.bytes.len()).rev().take(MOST).chain(before).collect()
    }

    /// The longest beginning of a secret, though not all of it, that ends there.
    fn beginning_before(&self, end: usize, secret: &[u8]) -> Option<Range<usize>> {
        let before = self.bytes.get(..end)?;
        let longest = secret.len().saturating_sub(1).min(end);
        let is_end = |length: &usize| {
            let beginning = secret.get(..*length).unwrap_or_default();
            // One look at a byte spares most comparisons of long tokens.
            beginning.last() == before.last() && before.ends_with(beginning)
        };
        let length = (LEAST_CHARACTERS..=longest).rev().find(is_end)?;
        Some(end - length..end)
    }
}

/// What an escape stands for.
enum Meant {
    Byte(u8),
    Character(char),
    Nothing,
}

/// What a text begins with, if that is an escape, and how long it is.
type DecodeEscape = fn(&[u8]) -> Option<(usize, Meant)>;

/// With the bytes that their escapes begin with.
const ESCAPES: [(&[u8], DecodeEscape); 5] =
    [(b"%", percent), (b"+", form), (b"\\", backslash), (b"&", entity), (b"\r\n", line_break)];

/// URLs: `%2B`.
fn percent(rest: &[u8]) -> Option<(usize, Meant)> {
    let [b'%', high, low, ..] = rest else { return None };
    Some((3, Meant::Byte(nibble(*high)? << 4 | nibble(*low)?)))
}

/// Forms: the same, and `+` for a blank.
fn form(rest: &[u8]) -> Option<(usize, Meant)> {
    if rest.first() == Some(&b'+') { Some((1, Meant::Byte(b' '))) } else { percent(rest) }
}

/// JSON and programming languages: `\"`, `\u002b`, `\x2b`.
fn backslash(rest: &[u8]) -> Option<(usize, Meant)> {
    let [b'\\', kind, ..] = rest else { return None };
    let digits = |from: usize, count: usize| {
        let digits = rest.get(from..from + count)?;
        digits.iter().try_fold(0_u32, |number, digit| Some(number << 4 | u32::from(nibble(*digit)?)))
    };
    match kind {
        b'u' => {
            let unit = digits(2, 4)?;
            if let Some(character) = char::from_u32(unit) {
                return Some((6, Meant::Character(character)));
            }
            let low = digits(8, 4).filter(|_| rest.get(6..8) == Some(b"\\u"))?;
            let units = [u16::try_from(unit).ok()?, u16::try_from(low).ok()?];
            let character = char::decode_utf16(units).next()?.ok()?;
            Some((12, Meant::Character(character)))
        }
        b'x' => Some((4, Meant::Byte(u8::try_from(digits(2, 2)?).ok()?))),
        b'n' => Some((2, Meant::Byte(b'\n'))),
        b'r' => Some((2, Meant::Byte(b'\r'))),
        b't' => Some((2, Meant::Byte(b'\t'))),
        b'b' => Some((2, Meant::Byte(8))),
        b'f' => Some((2, Meant::Byte(12))),
        b'"' | b'\'' | b'\\' | b'/' => Some((2, Meant::Byte(*kind))),
        _ => None,
    }
}

/// HTML and XML: `&amp;`, `&#39;`, `&#x27;`.
fn entity(rest: &[u8]) -> Option<(usize, Meant)> {
    const NAMED: [(&str, char); 6] =
        [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' ')];
    const LONGEST: usize = 10;
    let [b'&', rest @ ..] = rest else { return None };
    let end = rest.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(rest.get(..end)?).ok()?;
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let character = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16),
            None => number(digits, 10),
        },
        None => {
            let known = NAMED.iter().find(|(known, _)| *known == name).map(|(_, character)| *character);
            known.or_else(|| latin_letter(name))
        }
    };
    Some((end + 2, Meant::Character(character?)))
}

/// The letters with marks that have names in HTML: `auml` is a base letter and its mark.
fn latin_letter(name: &str) -> Option<char> {
    const NAMES: &str = "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml \
        ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig \
        agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml \
        eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
    const FIRST: u8 = 0xc0;
    let place = NAMES.split_whitespace().position(|each| each == name)?;
    Some(char::from(u8::try_from(place).ok()?.checked_add(FIRST)?))
}

/// A long text in lines: their ends, and the indentation after them.
fn line_break(rest: &[u8]) -> Option<(usize, Meant)> {
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let blanks = rest.iter().skip(ends).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    (ends > 0).then_some((ends + blanks, Meant::Nothing))
}

fn nibble(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// The value of a digit of Base64, of either alphabet.
fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// Bytes out of digits of so many bits; what is left at the end is dropped.
fn joined(digits: impl Iterator<Item = u8>, bits: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut held, mut count) = (0_u32, 0);
    for digit in digits {
        held = held << bits | u32::from(digit);
        count += bits;
        if count >= 8 {
            count -= 8;
            bytes.extend(u8::try_from(held >> count));
            held &= (1 << count) - 1;
        }
    }
    bytes
}

/// The first `length` bytes at the most, without half a character.
fn head(text: &str, length: usize) -> &str {
    if text.len() <= length { text } else { text.get(..boundary(text, length)).unwrap_or_default() }
}

/// The boundary of a character at `at` or before it.
fn boundary(text: &str, mut at: usize) -> usize {
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn replaced(text: &str, mut places: Vec<Range<usize>>) -> String {
    sort_by_key(&mut places, |place| place.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut open = false;
    for place in places {
        let start = boundary(text, place.start);
        let end = (place.end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
        if start > at || !open {
            out.push_str(text.get(at..start.max(at)).unwrap_or_default());
            out.push_str(REDACTED);
            open = true;
        }
        at = at.max(end);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Base64Unpadded, Base64UrlUnpadded, Encoding};
    use proptest::prelude::*;

    use super::*;

    fn redactor(secret: &str) -> Redactor {
        Redactor::of(&[&Secret::from(secret.to_owned())])
    }

    fn bytes_escaped(text: &str, keeps: impl Fn(u8) -> bool, escape: impl Fn(u8) -> String) -> String {
        text.bytes().map(|byte| if keeps(byte) { char::from(byte).to_string() } else { escape(byte) }).collect()
    }

    fn characters_escaped(text: &str, keeps: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> String {
        text.chars().map(|each| if keeps(each) { each.to_string() } else { escape(each) }).collect()
    }

    fn units(each: char) -> Vec<u16> {
        each.encode_utf16(&mut [0; 2]).to_vec()
    }

    /// What an echo may wear, written without a look at how it is taken off; the last ones are Base64 and digits.
    fn wrapped(text: &str, how: usize) -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric();
        match how {
            0 => text.to_owned(),
            1 => bytes_escaped(text, plain, |byte| format!("%{byte:02X}")),
            2 => bytes_escaped(text, plain, |byte| format!("%{byte:02x}")),
            3 => bytes_escaped(text, |_| false, |byte| format!("%{byte:02X}")),
            4 => bytes_escaped(text, plain, |byte| if byte == b' ' { "+".into() } else { format!("%{byte:02X}") }),
            5 => serde_json::to_string(text).unwrap().trim_matches('"').replace('/', "\\/"),
            6 => characters_escaped(
                text,
                |_| false,
                |each| units(each).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
            ),
            7 => characters_escaped(
                text,
                |each| each.is_ascii_alphanumeric(),
                |each| units(each).iter().map(|unit| format!("\\u{unit:04X}")).collect(),
            ),
            8 => bytes_escaped(text, plain, |byte| format!("\\x{byte:02x}")),
            9 => text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('"', "&quot;")
                .replace('\'', "&#x27;")
                .replace('ä', "&auml;"),
            10 => {
                characters_escaped(text, |each| each.is_ascii_alphanumeric(), |each| format!("&#{};", u32::from(each)))
            }
            11 => characters_escaped(
                text,
                |each| each.is_ascii_alphanumeric(),
                |each| format!("&#x{:x};", u32::from(each)),
            ),
            12 => Base64::encode_string(text.as_bytes()),
            13 => Base64UrlUnpadded::encode_string(text.as_bytes()),
            14 => Base64Unpadded::encode_string(format!("a{text}b").as_bytes()),
            15 => Base64::encode_string(format!("ab{text}c").as_bytes()),
            _ => text.bytes().map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    const ESCAPES: usize = 12;
    const WRAPPINGS: usize = 17;

    fn secrets() -> impl Strategy<Value = String> {
        "[ -~äß€🔑]{4,24}".prop_filter("trimmed by what is around it", |secret| secret.trim_matches('"') == secret)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn escapes_of_any_order_hide_nothing(secret in secrets(), chain in prop::collection::vec(0..ESCAPES, 0..4)) {
            let echo = chain.iter().fold(secret.clone(), |text, how| wrapped(&text, *how));
            prop_assert_eq!(redactor(&secret).clean(&format!("debug: <{echo}> end")), "debug: <[redacted]> end");
        }

        #[test]
        fn base64_hides_nothing(secret in secrets(), chain in prop::collection::vec(0..WRAPPINGS, 1..4)) {
            let echo = chain.iter().fold(secret.clone(), |text, how| wrapped(&text, *how));
            let shown = redactor(&secret).clean(&format!("debug: <{echo}> end"));
            prop_assert!(shown.starts_with("debug: <") && shown.ends_with("> end"), "{shown}");
            // Of what was around it in there, an escaped end of the Base64 may be left.
            prop_assert!(!shown.contains(&echo) && shown.contains("[redacted]"), "{shown}");
            prop_assert!(shown.len() < 160, "{shown}");
        }

        #[test]
        fn an_echo_that_was_cut_off_shows_three_characters_at_most(
            secret in r"[a-zA-Z0-9!#$%&/()=?+*<>;:,_|\\-]{6,30}", length in 4_usize..30, escaped in 0_usize..12, rest in "(\\.\\.\\.|…|\"\\}|)",
        ) {
            let beginning = secret.get(..length.min(secret.len() - 1)).unwrap();
            let shown = redactor(&secret).clean(&format!("debug: <{}{rest}", wrapped(beginning, escaped)));
            prop_assert_eq!(shown, format!("debug: <[redacted]{rest}"));
        }

        #[test]
        fn what_holds_no_secret_stays_as_it_is(text in "([a-zA-Z0-9%&+;/\\\\\"'<=>.-]{0,9} ){0,40}", secret in "[A-Za-z0-9]{12,40}") {
            prop_assert_eq!(redactor(&secret).clean(&text), text);
        }

        #[test]
        fn any_text_is_survived(text in ".{0,200}", secret in ".{0,9}") {
            redactor(&secret).one_line(&text, 50);
        }
    }

    #[test]
    fn a_short_secret_is_found_where_it_stands_by_itself() {
        for (secret, text, shown) in [
            ("q9z", r#"{"password":"q9z"}"#, r#"{"password":"[redacted]"}"#),
            ("q9z", "q9z", "[redacted]"),
            ("q9z", "password=q9z&user=q9zz", "password=[redacted]&user=q9zz"),
            ("q9z", "{'X-Auth-Token': 'q9z'}", "{'X-Auth-Token': '[redacted]'}"),
            ("q9z", "cTl6", "[redacted]"),
            ("q9z", "Basic YWxpY2U6cTl6", "Basic [redacted]"),
            ("t", "the resource doesn't exist, token t", "the resource doesn't exist, token [redacted]"),
            ("#", "a#b", "a[redacted]b"),
            ("ab", "a table, about", "a table, about"),
            ("5", "HTTP 500, in 15 s", "HTTP 500, in 15 s"),
            ("é1", "%C3%A91", "[redacted]"),
        ] {
            assert_eq!(redactor(secret).clean(text), shown, "{secret}");
        }
    }

    #[test]
    fn a_text_in_another_character_set_hides_nothing() {
        let redactor = redactor("pässwörd-1");
        let latin1 = String::from_utf8_lossy(b"<p\xe4ssw\xf6rd-1>").into_owned();
        for text in [latin1.as_str(), "<p?ssw?rd-1>", "<pÃ¤sswÃ¶rd-1>", "<p%E4ssw%f6rd-1>", "<p\\xe4ssw\\xf6rd-1>"]
        {
            assert_eq!(redactor.clean(text), "<[redacted]>", "{text}");
        }
    }

    #[test]
    fn lines_blanks_and_control_characters_hide_nothing() {
        let token = "gAAAAABm0123456789abcdefghijklmnopqrstuvwxyz";
        let redactor = redactor(token);
        let (start, end) = token.split_at(20);
        for between in ["\n", "\r\n  ", "\u{0}", "\\n", "%0A"] {
            assert_eq!(redactor.one_line(&format!("<{start}{between}{end}>"), 300), "<[redacted]>", "{between:?}");
        }
        let folded = Base64::encode_string(format!("X-Auth-Token: {token}").as_bytes());
        let (start, end) = folded.split_at(40);
        assert_eq!(redactor.one_line(&format!("<{start}\n{end}>"), 300), "<[redacted]==>");
    }

    #[test]
    fn it_is_searched_before_it_is_cut() {
        for before in 280..310 {
            let text = format!("{}S3cret-Pa55", "x".repeat(before - 1) + " ");
            let shown = redactor("S3cret-Pa55").one_line(&text, 300);
            assert!(!shown.contains("S3c"), "{shown}");
        }
        // So far back that nobody looks there.
        let far = format!("a{}S3cret-Pa55 {}", " ".repeat(LOOKED_AT + 55), "y".repeat(1 << 20));
        assert!(!redactor("S3cret-Pa55").one_line(&far, 300).contains("S3cret"));
    }

    #[test]
    fn a_text_that_takes_too_long_is_not_shown() {
        // Base64 of the same again and again.
        let costly = "QUFB".repeat(300);
        let redactor = redactor("S3cret-Pa55");
        assert_eq!(redactor.find(&costly, 1_000), None);
        assert_eq!(redactor.find(&costly, MOST_WORK), Some(Vec::new()));
    }

    #[test]
    fn the_newest_tokens_are_kept_and_the_credentials_always() {
        let tokens: Vec<String> = (0..MOST_TOKENS + 2).map(|number| format!("token-number-{number:03}")).collect();
        let redactor = tokens.iter().fold(redactor("S3cret-Pa55"), |redactor, token| redactor.with_token(token));
        assert_eq!(
            redactor.clean(&format!("S3cret-Pa55 {} {}", tokens[0], tokens[2])),
            format!("[redacted] {} [redacted]", tokens[0])
        );
        assert_eq!(format!("{redactor:?}"), "[redacted]");
    }
}
