//! Keys whose numbers stand in a text one by one: JSON Web Keys (RFC 7517; RFC 7518, section 6.3), also in YAML and as programs print them, and
//! those of .NET (`RSA.ToXmlString(true)`, and `RSAParameters` from its `XmlSerializer` or in JSON).
//!
//! Only what is named is looked at, wherever it stands: around it may be a set of keys, a configuration file, anything.

use zeroize::Zeroizing;

use super::cost::Tries;
use super::rsa::{RsaComponents, RsaKey};
use super::{KeyFormat, base64, failure, text};
use crate::Error;
use crate::base::said::{phrase, said};

/// More than anybody keeps in one file.
const MOST_KEYS: usize = 16;

type Found = Result<(KeyFormat, RsaKey), Error>;
type Number = Zeroizing<Vec<u8>>;

/// The elements of .NET.
pub(super) const ELEMENTS: [&[u8]; 2] = [b"RSAKeyValue", b"RSAParameters"];

/// How the modulus, the exponents and the primes are named.
type Names = [&'static str; 5];

/// Of a JSON Web Key, and of .NET's `RSAParameters` in JSON.
const JWK: Names = ["n", "e", "d", "p", "q"];
const PARAMETERS: [Names; 2] = [["Modulus", "Exponent", "D", "P", "Q"], ["modulus", "exponent", "d", "p", "q"]];

/// The first RSA key that stands in `text` by its numbers; `None` where there is no key of these forms.
pub(super) fn read(text: &[u8], tries: &Tries) -> Option<Found> {
    let found = members(text, tries).or_else(|| xml(text, tries));
    if matches!(found, Some(Ok(_))) || !text.contains(&b'\n') {
        return found;
    }
    // A program that breaks lines breaks names too.
    let mut joined = Zeroizing::new(Vec::with_capacity(text.len()));
    joined.extend(text.iter().filter(|byte| !byte.is_ascii_whitespace()));
    let second = members(&joined, tries).or_else(|| xml(&joined, tries));
    second.filter(Result::is_ok).or(found)
}

/// Keys of which each number is a member of an object, in JSON, in YAML, or as programs print one.
fn members(text: &[u8], tries: &Tries) -> Option<Found> {
    let mut other = None;
    // What tells such a key: its type, or its modulus.
    for sign in [b"kty".as_slice(), b"odulus"] {
        let mut rest = text;
        for _ in 0..MOST_KEYS {
            let Some((before, after)) = text::split_once(rest, sign) else { break };
            let at = text.len() - rest.len() + before.len();
            rest = after;
            let object = Object(object_around(text, at).unwrap_or(text));
            match json_key(&object).or_else(|| parameters(&object)) {
                Some(Ok(key)) => return Some(Ok(key)),
                Some(Err(error)) if tries.go_on_after(&error) => other = other.or(Some(error)),
                Some(Err(error)) => return Some(Err(error)),
                None => {}
            }
        }
    }
    other.map(Err)
}

/// The members of the JSON object in which the byte at `at` stands, with the objects in it. No value of such a key has a bracket in it.
fn object_around(text: &[u8], at: usize) -> Option<&[u8]> {
    let mut depth = 0_u32;
    let start = text.get(..at)?.iter().rposition(|byte| is_outside(*byte, b'}', b'{', &mut depth))?;
    let mut depth = 0;
    let end = text.get(at..)?.iter().position(|byte| is_outside(*byte, b'{', b'}', &mut depth));
    text.get(start + 1..end.map_or(text.len(), |end| at + end))
}

/// Whether the byte closes what was not opened, seen from within.
fn is_outside(byte: u8, opens: u8, closes: u8, depth: &mut u32) -> bool {
    if byte == opens {
        *depth = depth.saturating_add(1);
    } else if byte == closes {
        match depth.checked_sub(1) {
            Some(less) => *depth = less,
            None => return true,
        }
    }
    false
}

struct Object<'a>(&'a [u8]);

impl<'a> Object<'a> {
    /// What follows the name of a member: it may have quotes, and an arrow for the colon.
    fn after(&self, name: &str) -> Option<&'a [u8]> {
        let mut rest = self.0;
        let mut last = None;
        loop {
            let (before, after) = text::split_once(rest, name.as_bytes())?;
            let is_begun = before.last().or(last).is_none_or(|byte| !is_of_value(*byte));
            (rest, last) = (after, name.as_bytes().last());
            let value =
                after.strip_prefix(b"\"").or_else(|| after.strip_prefix(b"'")).or_else(|| after.strip_prefix(b"]"));
            let value = value.unwrap_or(after).trim_ascii_start();
            let value = value.strip_prefix(b":").or_else(|| value.strip_prefix(b"=>"));
            if let (true, Some(value)) = (is_begun, value) {
                return Some(value.trim_ascii_start());
            }
        }
    }

    /// The text that a member has for its value, with or without quotes.
    fn member(&self, name: &str) -> Option<&'a [u8]> {
        let value = self.after(name)?;
        let (quote @ (b'"' | b'\''), quoted) = value.split_first()? else {
            return value.split(|byte| !is_of_value(*byte)).next().filter(|value| !value.is_empty());
        };
        text::split_once(quoted, &[*quote]).map(|(value, _)| value)
    }

    fn numbers(&self, names: Names) -> [Option<Number>; 5] {
        names.map(|name| decode(self.member(name)?))
    }
}

fn is_of_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
}

fn json_key(object: &Object<'_>) -> Option<Found> {
    let is_private = object.member("d").is_some();
    match object.member("kty")? {
        b"RSA" if !is_private => Some(Err(failure::public_key())),
        b"RSA" if object.after("oth").is_some() => Some(Err(failure::multi_prime())),
        b"RSA" => Some(key(object.numbers(JWK)).map(|key| (KeyFormat::Jwk, key))),
        b"EC" if is_private => Some(Err(failure::not_rsa(said!("an ECDSA")))),
        b"OKP" if is_private => Some(Err(failure::not_rsa(match object.member("crv") {
            Some(b"Ed25519") => said!("an ed25519"),
            Some(b"Ed448") => said!("an ed448"),
            Some(b"X25519") => said!("an X25519"),
            Some(b"X448") => said!("an X448"),
            _ => return Some(Err(failure::unknown_type())),
        }))),
        _ => None,
    }
}

/// The numbers of .NET in JSON. Without a private one among them nothing is known of them.
fn parameters(object: &Object<'_>) -> Option<Found> {
    PARAMETERS.into_iter().find_map(|names| {
        let [n @ Some(_), e, d @ Some(_), p, q] = object.numbers(names) else { return None };
        Some(key([n, e, d, p, q]).map(|key| (KeyFormat::RsaKeyValue, key)))
    })
}

/// What follows the next tag of this name, which may have a prefix for its namespace.
fn behind_tag<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut rest = text;
    loop {
        let (before, after) = text::split_once(rest, name)?;
        if matches!(before.last(), Some(b'<' | b':')) {
            return Some(after);
        }
        rest = after;
    }
}

fn xml(text: &[u8], tries: &Tries) -> Option<Found> {
    let mut other = None;
    for element in ELEMENTS {
        let mut rest = text;
        for _ in 0..MOST_KEYS {
            let Some(after) = behind_tag(rest, element) else { break };
            let (values, behind) = text::split_once(after, element).unwrap_or((after, b""));
            rest = behind;
            match xml_key(values) {
                Ok(key) => return Some(Ok(key)),
                Err(error) if tries.go_on_after(&error) => other = other.or(Some(error)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
    other.map(Err)
}

fn xml_key(values: &[u8]) -> Found {
    let value = |name: &[u8]| Some(text::split_once(behind_tag(values, name)?, b"<")?.0);
    if value(b"D>").is_none() {
        return Err(failure::public_key());
    }
    let names: [&[u8]; 5] = [b"Modulus>", b"Exponent>", b"D>", b"P>", b"Q>"];
    key(names.map(|name| decode(value(name)?))).map(|key| (KeyFormat::RsaKeyValue, key))
}

fn decode(digits: &[u8]) -> Option<Number> {
    // Allocated once, so that growing leaves no copy behind.
    let mut standard = Zeroizing::new(Vec::with_capacity(digits.len()));
    standard.extend(digits.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).map(base64::standard_digit));
    base64::decode(&standard)
}

/// The primes may be missing: they follow from the others.
fn key(
    [modulus, public_exponent, private_exponent, first_prime, second_prime]: [Option<Number>; 5],
) -> Result<RsaKey, Error> {
    let (Some(modulus), Some(public_exponent), Some(private_exponent)) = (modulus, public_exponent, private_exponent)
    else {
        return Err(failure::damaged(phrase!("the key is damaged: numbers are missing")));
    };
    RsaKey::new(&RsaComponents {
        modulus: &modulus,
        public_exponent: &public_exponent,
        private_exponent: &private_exponent,
        first_prime: first_prime.as_deref().map_or(&[], Vec::as_slice),
        second_prime: second_prime.as_deref().map_or(&[], Vec::as_slice),
    })
}
