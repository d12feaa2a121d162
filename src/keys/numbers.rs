//! Keys whose numbers stand in a text one by one: JSON Web Keys (RFC 7517; RFC 7518, section 6.3), also as Python prints them, and the XML of
//! .NET (`RSA.ToXmlString(true)`, and `RSAParameters` from its `XmlSerializer`).
//!
//! Only what is named is looked at, wherever it stands: around it may be a set of keys, a configuration file, anything.

use zeroize::Zeroizing;

use super::rsa::{RsaComponents, RsaKey};
use super::{KeyFormat, base64, failure, text};
use crate::Error;
use crate::base::said::{phrase, said};

/// More than anybody keeps in one file.
const MOST_KEYS: usize = 16;

type Found = Result<(KeyFormat, RsaKey), Error>;
type Number = Zeroizing<Vec<u8>>;

/// How the elements of .NET begin.
pub(super) const ELEMENTS: [&[u8]; 2] = [b"<RSAKeyValue", b"<RSAParameters"];

/// The first RSA key that stands in `text` by its numbers; `None` where there is no key of these forms.
pub(super) fn read(text: &[u8]) -> Option<Found> {
    json(text, b'"').or_else(|| json(text, b'\'')).or_else(|| xml(text))
}

fn json(text: &[u8], quote: u8) -> Option<Found> {
    let mut other = None;
    let mut rest = text;
    for _ in 0..MOST_KEYS {
        let Some((before, after)) = text::split_once(rest, &quoted("kty", quote)) else { break };
        let at = text.len() - rest.len() + before.len();
        rest = after;
        let Some(object) = object_around(text, at) else { continue };
        match json_key(&Object { text: object, quote }) {
            Some(Ok(key)) => return Some(Ok(key)),
            Some(Err(error)) => other = other.or(Some(error)),
            None => {}
        }
    }
    other.map(Err)
}

fn quoted(name: &str, quote: u8) -> Vec<u8> {
    [&[quote], name.as_bytes(), &[quote]].concat()
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

struct Object<'a> {
    text: &'a [u8],
    quote: u8,
}

impl<'a> Object<'a> {
    /// The string that a member has for its value.
    fn member(&self, name: &str) -> Option<&'a [u8]> {
        let name = quoted(name, self.quote);
        let mut rest = self.text;
        loop {
            let (_, after) = text::split_once(rest, &name)?;
            rest = after;
            let value = after.trim_ascii_start().strip_prefix(b":");
            let Some(value) = value.and_then(|value| value.trim_ascii_start().strip_prefix(&[self.quote])) else {
                continue;
            };
            return text::split_once(value, &[self.quote]).map(|(value, _)| value);
        }
    }
}

fn json_key(object: &Object<'_>) -> Option<Found> {
    let is_private = object.member("d").is_some();
    match object.member("kty")? {
        b"RSA" if !is_private => Some(Err(failure::public_key())),
        b"RSA" if text::contains(object.text, &quoted("oth", object.quote)) => Some(Err(failure::multi_prime())),
        b"RSA" => {
            let [n, e, d, p, q] = ["n", "e", "d", "p", "q"].map(|name| decode(object.member(name)?));
            Some(key(n, e, d, p, q).map(|key| (KeyFormat::Jwk, key)))
        }
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

fn xml(text: &[u8]) -> Option<Found> {
    let mut other = None;
    for element in ELEMENTS {
        let mut rest = text;
        for _ in 0..MOST_KEYS {
            let Some((_, after)) = text::split_once(rest, element) else { break };
            let end = [b"</".as_slice(), element.get(1..).unwrap_or_default()].concat();
            let (values, behind) = text::split_once(after, &end).unwrap_or((after, b""));
            rest = behind;
            match xml_key(values) {
                Ok(key) => return Some(Ok(key)),
                Err(error) => other = other.or(Some(error)),
            }
        }
    }
    other.map(Err)
}

fn xml_key(values: &[u8]) -> Found {
    let value = |start: &[u8]| Some(text::split_once(text::split_once(values, start)?.1, b"<")?.0);
    if value(b"<D>").is_none() {
        return Err(failure::public_key());
    }
    let names: [&[u8]; 5] = [b"<Modulus>", b"<Exponent>", b"<D>", b"<P>", b"<Q>"];
    let [n, e, d, p, q] = names.map(|name| decode(value(name)?));
    key(n, e, d, p, q).map(|key| (KeyFormat::RsaKeyValue, key))
}

fn decode(digits: &[u8]) -> Option<Number> {
    // Allocated once, so that growing leaves no copy behind.
    let mut standard = Zeroizing::new(Vec::with_capacity(digits.len()));
    standard.extend(digits.iter().filter(|byte| !byte.is_ascii_whitespace()).map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => *byte,
    }));
    base64::decode(&standard)
}

/// The primes may be missing: they follow from the others.
fn key(
    modulus: Option<Number>,
    public_exponent: Option<Number>,
    private_exponent: Option<Number>,
    first_prime: Option<Number>,
    second_prime: Option<Number>,
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
