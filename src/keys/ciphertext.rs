//! The ciphertext as the cloud answers it: Base64 of as many bytes as the modulus has.

use zeroize::Zeroizing;

use super::mend::{self, escapes, transfer};
use super::rsa::RsaKey;
use super::text::{self, from_hex};
use super::{base64, failure};
use crate::Error;

/// The shortest text that may be a ciphertext among others: the Base64 of one for the shortest key has 172 characters.
const SHORTEST: usize = 128;

/// Fewer digits are a password rather than a part of a ciphertext: a line of Base64 has as many at least.
pub(super) const SHORT: usize = 64;

type Bytes = Zeroizing<Vec<u8>>;

/// What is known of the end of a ciphertext.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It ends in `=`: nothing follows.
    Padded,
    /// Nothing: it may end here, or have lost its `=`, or more.
    Open,
    /// Digits are lost.
    CutOff,
}

/// What was cut off is looked for only where nothing whole is found: in the wrong form much looks like it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    Whole,
    AlsoCut,
}

pub(super) struct Ciphertext {
    pub(super) bytes: Bytes,
    pub(super) end: End,
}

impl Ciphertext {
    /// What these digits hold.
    fn whole(bytes: Bytes, digits: &[u8]) -> Self {
        Self { bytes, end: if digits.ends_with(b"=") { End::Padded } else { End::Open } }
    }

    fn cut_if(self, is_cut: bool) -> Self {
        if is_cut { Self { end: End::CutOff, ..self } } else { self }
    }
}

/// Decodes what was copied from an answer: line breaks, blanks, invisible characters and one pair of quotes are skipped. Where that is
/// no Base64, the ciphertext is looked for in the text: an answer in JSON, a table, a literal, with escapes or percent-encoding, and
/// with what programs and people do to a text on its way. What was cut off is read as far as it goes.
pub(super) fn decode(text: &str) -> Result<Ciphertext, Error> {
    let skipped = |character: char| character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}');
    let trimmed = text.trim_matches(skipped);
    let unquoted =
        ['"', '\''].into_iter().find_map(|quote| trimmed.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(trimmed);
    let digits: String = unquoted.chars().filter(|character| !skipped(*character)).collect();
    if digits.is_empty() {
        return Err(failure::ciphertext_empty());
    }
    let digits = digits.as_bytes();
    let whole = from_form(unquoted, digits)
        .or_else(|| from_digits(digits, Reads::Whole))
        .or_else(|| from_chunks(text.as_bytes()))
        .or_else(|| from_screen(text.as_bytes()))
        .or_else(|| copied(text.as_bytes(), Reads::Whole))
        .or_else(|| copied(&with_standard_digits(text.as_bytes())?, Reads::Whole))
        .or_else(|| {
            mend::first(text.as_bytes(), &mut |text| copied(text, Reads::Whole), |_| true).map(|(found, _)| found)
        });
    let found = whole
        .or_else(|| from_digits(digits, Reads::AlsoCut))
        .or_else(|| from_digits(before_ellipsis(digits)?, Reads::AlsoCut).map(|found| found.cut_if(true)))
        .or_else(|| copied(text.as_bytes(), Reads::AlsoCut));
    found.ok_or_else(|| failure::ciphertext_not_base64(text))
}

/// How many characters of a ciphertext Nova stores as one value, and how many such values there are.
const CHUNK: usize = 255;
const CHUNKS: u8 = 4;

/// The ciphertext in the values that Nova stores: `password_0` and so on, each as long as it may be but for the last.
fn from_chunks(text: &[u8]) -> Option<Ciphertext> {
    let mut found: Bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    for number in 0..CHUNKS {
        let Some((_, after)) = text::split_once(text, &[b"password_".as_slice(), &[b'0' + number]].concat()) else {
            break;
        };
        let start = after.iter().position(is_digit)?;
        let value = after.get(start..)?.split(|byte| !is_digit(byte) && *byte != b'=').next()?;
        found.extend_from_slice(value);
        if value.len() < CHUNK {
            break;
        }
    }
    if found.len() <= CHUNK { None } else { from_digits(&found, Reads::Whole) }
}

/// A ciphertext in lines as wide as a screen, the first of which has more than it: with all of them it is as long as a key.
fn from_screen(text: &[u8]) -> Option<Ciphertext> {
    let lines = || text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let width = lines().map(<[u8]>::len).max().filter(|width| *width >= SHORT)?;
    let mut joined: Bytes = Zeroizing::new(Vec::with_capacity(text.len() + 1));
    for line in lines() {
        joined.extend_from_slice(line);
        if line.len() < width {
            joined.push(b'\n');
        }
    }
    copied(&joined, Reads::Whole).filter(|found| is_as_long_as_a_key(&found.bytes))
}

/// The text with the usual digits for those of addresses; `None` where it has none of them.
fn with_standard_digits(text: &[u8]) -> Option<Bytes> {
    let standard: Bytes = Zeroizing::new(text.iter().copied().map(base64::standard_digit).collect());
    (standard.as_slice() != text).then_some(standard)
}

fn is_digit(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Base64, also of Base64 or of an answer, and in the letters for addresses; or hexadecimal digits. So many of them are no accident.
fn from_digits(digits: &[u8], reads: Reads) -> Option<Ciphertext> {
    if digits.len() >= SHORTEST
        && let Some(found) = from_hexadecimal(digits, reads)
    {
        return Some(found);
    }
    let found = from_base64(digits, reads)?;
    let is_text = |byte: &u8| matches!(byte, b' '..=b'~' | b'\r' | b'\n' | b'\t');
    if found.bytes.len() < SHORTEST || !found.bytes.iter().all(is_text) {
        return Some(found);
    }
    if !found.bytes.iter().all(|byte| is_digit(byte) || matches!(byte, b'=' | b'\r' | b'\n')) {
        return copied(&found.bytes, Reads::Whole).or(Some(found));
    }
    let inner: Bytes = Zeroizing::new(found.bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect());
    let is_cut = found.end == End::CutOff;
    let reads = if is_cut { Reads::AlsoCut } else { Reads::Whole };
    Some(from_base64(&inner, reads).map_or(found, |inner| inner.cut_if(is_cut)))
}

fn from_base64(digits: &[u8], reads: Reads) -> Option<Ciphertext> {
    let of_addresses = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    let mut usual: Bytes = Zeroizing::new(digits.to_vec());
    if digits.len() >= SHORTEST && digits.iter().all(of_addresses) {
        usual.iter_mut().for_each(|byte| *byte = base64::standard_digit(*byte));
    }
    if let Some(bytes) = base64::decode(&usual) {
        return Some(Ciphertext::whole(bytes, digits));
    }
    if reads == Reads::Whole || digits.len() < SHORT {
        return None;
    }
    let bytes = base64::decode_cut(&usual)?;
    Some(Ciphertext { bytes, end: End::CutOff })
}

/// By what a program shows that it shows a part alone.
const ELLIPSES: [&[u8]; 2] = [b"...", "\u{2026}".as_bytes()];

/// What stands before such dots.
fn before_ellipsis(digits: &[u8]) -> Option<&[u8]> {
    let left = ELLIPSES.iter().find_map(|dots| digits.strip_suffix(*dots))?;
    (left.len() >= SHORT).then_some(left)
}

/// Digits as they are, or with a colon after every two of them.
fn from_hexadecimal(digits: &[u8], reads: Reads) -> Option<Ciphertext> {
    let digits = digits.strip_prefix(b"0x").unwrap_or(digits);
    let digits: Bytes = Zeroizing::new(digits.iter().copied().filter(|byte| *byte != b':').collect());
    // A lone digit of two.
    let lost = digits.len() % 2;
    if lost > 0 && reads == Reads::Whole {
        return None;
    }
    let (pairs, last) = digits.split_at_checked(digits.len() - lost)?;
    let bytes = from_hex(pairs).filter(|_| last.iter().all(u8::is_ascii_hexdigit)).map(Zeroizing::new)?;
    Some(Ciphertext { bytes, end: if lost == 0 { End::Open } else { End::CutOff } })
}

fn is_as_long_as_a_key(bytes: &Bytes) -> bool {
    bytes.len().is_multiple_of(64)
}

/// What a form was decoded to once too often has blanks where `+` was: only with these is it as long as a key.
fn from_form(text: &str, digits: &[u8]) -> Option<Ciphertext> {
    if !text.contains(' ') || base64::decode(digits).as_ref().is_some_and(is_as_long_as_a_key) {
        return None;
    }
    let bytes = base64::decode(Zeroizing::new(text.replace(' ', "+")).as_bytes()).filter(is_as_long_as_a_key)?;
    Some(Ciphertext::whole(bytes, digits))
}

/// A run of digits in a text.
struct Word<'a> {
    digits: &'a [u8],
    /// Next to it stands what parts words, not a character that is damaged.
    is_whole: bool,
    /// What stands before it says that it is the ciphertext.
    is_named: bool,
    /// Dots say that it goes on.
    is_cut: bool,
}

/// How often escapes may stand within escapes.
const LAYERS: usize = 4;

/// The one ciphertext in a text; `None` where there is none, or more than one.
fn copied(text: &[u8], reads: Reads) -> Option<Ciphertext> {
    let mut text = Zeroizing::new(text.to_vec());
    for _ in 0..LAYERS {
        let Some(next) = escapes::decoded(&text) else { break };
        text = next;
    }
    if let Some(next) = transfer::without_percent(&text) {
        text = next;
    }
    let words = words(&text)?;
    let is_cut = words.iter().any(|word| word.is_cut && word.digits.len() >= SHORT);
    let mut long: Vec<&Word<'_>> = words.iter().filter(|word| word.digits.len() >= SHORTEST).collect();
    // Beside a token, or a key.
    if long.iter().any(|word| word.is_named) {
        long.retain(|word| word.is_named);
    }
    let found = match long.as_slice() {
        [first, others @ ..] => {
            let is_one = others.iter().all(|other| other.digits == first.digits);
            (is_one && long.iter().all(|word| word.is_whole)).then(|| first.digits.to_vec())
        }
        [] => lines(&words),
    }?;
    from_digits(&found, reads)
        // Of short words it is too easily made.
        .filter(|_| reads == Reads::Whole || words.iter().any(|word| word.digits.len() >= SHORT / 2))
        .map(|found| found.cut_if(is_cut))
}

/// What a table breaks into lines of one length, the last aside.
fn lines(words: &[Word<'_>]) -> Option<Vec<u8>> {
    let longest = words.iter().map(|word| word.digits.len()).max()?;
    let first = words.iter().position(|word| word.digits.len() == longest)?;
    let words = words.get(first..)?;
    let lines = words.iter().take_while(|word| word.digits.len() == longest).count();
    let found: Vec<u8> = words.iter().take(lines + 1).flat_map(|word| word.digits).copied().collect();
    (found.len() >= SHORTEST).then_some(found)
}

fn words(text: &[u8]) -> Option<Vec<Word<'_>>> {
    let parts = |byte: Option<&u8>| {
        byte.is_none_or(|byte| byte.is_ascii_whitespace() || br#""'`|:,;=&()[]{}<>*"#.contains(byte))
    };
    let ends_sentence =
        |after: &[u8]| matches!(after, [b'.' | b'!' | b'?'] | [b'.' | b'!' | b'?', b' ' | b'\r' | b'\n', ..]);
    let mut words = Vec::new();
    let mut rest: &[u8] = text;
    while let Some(start) = rest.iter().position(is_digit) {
        let before = text.get(..text.len() - rest.len() + start)?;
        rest = rest.get(start..)?;
        let digits = rest.iter().take_while(|byte| is_digit(byte)).count();
        let padding = rest.iter().skip(digits).take(2).take_while(|byte| **byte == b'=').count();
        let (word, after) = rest.split_at_checked(digits + padding)?;
        let is_cut = ELLIPSES.iter().any(|dots| after.trim_ascii_start().starts_with(dots));
        let is_whole = parts(before.last()) && (parts(after.first()) || ends_sentence(after) || is_cut);
        words.push(Word { digits: word, is_whole, is_named: is_name(before), is_cut });
        rest = after;
    }
    Some(words)
}

/// Whether a text ends with what the clouds call the ciphertext, and signs behind it.
fn is_name(text: &[u8]) -> bool {
    const NAMES: [&[u8]; 2] = [b"password", b"passworddata"];
    let end = text.iter().rposition(u8::is_ascii_alphanumeric).map_or(0, |last| last + 1);
    let text = text.get(..end).unwrap_or_default();
    NAMES.iter().any(|name| {
        text.len()
            .checked_sub(name.len())
            .and_then(|start| text.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(name))
    })
}

/// RFC 8017 takes a ciphertext of exactly the length of the modulus: another length is another key, or a part is missing.
pub(super) fn check_length(ciphertext: &Ciphertext, key: &RsaKey) -> Result<(), Error> {
    let bytes = ciphertext.bytes.len();
    if bytes == key.bytes() { Ok(()) } else { Err(failure::ciphertext_length(bytes, ciphertext.end, key.bits())) }
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Encoding};

    use super::*;
    use crate::Code;

    fn read(text: &str) -> Ciphertext {
        decode(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn what_was_cut_off_is_read_as_far_as_it_goes() {
        let whole = Base64::encode_string(&[0xab; 256]);
        for length in 64..343 {
            let cut = whole.get(..length).unwrap();
            let end = if length == 342 || length % 4 == 0 { End::Open } else { End::CutOff };
            let found = read(cut);
            assert_eq!((found.bytes.len(), found.end), (length * 3 / 4, end), "{length}");
            for text in [format!("{cut}..."), format!("{cut}\u{2026}"), format!("\"{cut} ...\"")] {
                let found = read(&text);
                assert_eq!((found.bytes.len(), found.end), (length * 3 / 4, End::CutOff), "{text}");
            }
        }
        assert_eq!(read(&whole).end, End::Padded);
        let cut = whole.get(..256).unwrap();
        for text in [format!("{{\"password\": \"{cut}...\"}}"), format!("| password | {cut}\u{2026} |")] {
            let found = read(&text);
            assert_eq!((found.bytes.len(), found.end), (192, End::CutOff), "{text}");
        }
        // At its beginning, where its end tells.
        for missing in 1..4 {
            let found = read(whole.get(missing..).unwrap());
            assert_eq!((found.bytes.len(), found.end), (255 - usize::from(missing == 3), End::CutOff), "{missing}");
        }
        let digits = "ab".repeat(256);
        let found = read(digits.get(..401).unwrap());
        assert_eq!((found.bytes.len(), found.end), (200, End::CutOff));
        // Too few to be a part of one.
        for text in ["Passw0rd1", "Passw0rd...", "Zm9vYg=="] {
            assert!(decode(text).map_or(true, |found| found.end == End::Padded), "{text}");
        }
    }

    #[test]
    fn blanks_line_breaks_and_quotes_do_not_matter() {
        for text in ["Zm9vYg==", " Zm9v\r\nYg==\n", "\"Zm9vYg==\"", "'Zm9v\u{a0}Yg=='", "\u{feff}Zm9v\u{200b}Yg"] {
            assert_eq!(read(text).bytes.as_slice(), b"foob", "{text}");
        }
    }

    #[test]
    fn it_is_found_in_what_people_copy() {
        let value = "Zm9v".repeat(86);
        let wrapped = |width: usize| -> String {
            let line = |line: &[u8]| format!("|          | {} |\n", std::str::from_utf8(line).unwrap());
            value.as_bytes().chunks(width).map(line).collect()
        };
        let lines = |width: usize| {
            value.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>()
        };
        let texts = [
            format!("{{\n  \"password\": \"{value}\"\n}}"),
            format!("{{ \"InstanceId\": \"i-1\", \"PasswordData\": \"\\r\\n{value}\\r\\n\" }}"),
            format!("\"\\r\\n{value}\\r\\n\""),
            format!("b'{value}'"),
            format!("| password | {value} |"),
            format!("+----------+\n| password | |\n{}+----------+", wrapped(60)),
            format!("password: {value}"),
            format!("password={value}&x=1"),
            format!("https://a.example/p?id=7&password={}&x=1", value.replace('v', "%76")),
            value.replace('v', "%76"),
            format!("The password is {value}."),
            format!("\u{201c}{value}\u{201d}"),
            format!("<td>{}</td>", value.replace('v', "&#118;")),
            lines(64).join("<br>\n"),
            lines(64).iter().enumerate().map(|(number, line)| format!("{:>6}\t{line}\n", number + 1)).collect(),
            format!("\"{}\"", lines(64).join("\" +\n  \"")),
            Base64::encode_string(value.as_bytes()),
            "666f6f".repeat(86),
            "66:6F:6F:".repeat(86),
        ];
        for text in texts {
            assert!(read(&text).bytes.as_slice() == b"foo".repeat(86), "{text}");
        }
        // Which of two would be meant is not known, but where they are the same, or one is named.
        let other = value.replace('Z', "Y");
        assert!(decode(&format!("{value} | {other}")).is_err());
        assert!(decode(&format!("a={value}&b={other}")).is_err());
        assert!(decode(&format!("password: {value} password: {other}")).is_err());
        assert!(read(&format!("{value} | {value}")).bytes.as_slice() == b"foo".repeat(86));
        assert!(
            read(&format!("-H 'X-Auth-Token: {other}'\n{{\"password\": \"{value}\"}}")).bytes.as_slice()
                == b"foo".repeat(86)
        );
        // What is damaged is not called cut off.
        assert!(decode(&format!("{value}!{value}")).is_err());
        assert!(decode(&format!("{value}<br>{}", value.strip_prefix("Zm9v").unwrap())).is_err());
    }

    #[test]
    fn empty_and_wrong_text_have_codes_of_their_own() {
        let code = |text| decode(text).err().map(|error| error.code());
        for text in ["", " \n", "\"\""] {
            assert_eq!(code(text), Some(Code::CiphertextEmpty), "{text}");
        }
        for text in ["\"Zm9v", "Zm9v-_==", "{\"password\": \"Zm9v\"}", "=", "ü"] {
            assert_eq!(code(text), Some(Code::CiphertextNotBase64), "{text}");
        }
    }
}
