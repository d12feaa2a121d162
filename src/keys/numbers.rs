//! Keys whose numbers stand in a text one by one: JSON Web Keys (RFC 7517; RFC 7518, section 6.3) and `RSAKeyValue` of .NET
//! (`RSA.ToXmlString(true)`).
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

/// The first RSA key that stands in `text` by its numbers; `None` where there is no key of these forms.
pub(super) fn read(text: &[u8]) -> Option<Found> {
    json(text).or_else(|| xml(text))
}

fn json(text: &[u8]) -> Option<Found> {
    let mut other = None;
    let mut rest = text;
    for _ in 0..MOST_KEYS {
        let Some((before, after)) = text::split_once(rest, b"\"kty\"") else { break };
        let at = text.len() - rest.len() + before.len();
        rest = after;
        let Some(object) = object_around(text, at) else { continue };
        match json_key(object) {
            Some(Ok(key)) => return Some(Ok(key)),
            Some(Err(error)) => other = other.or(Some(error)),
            None => {}
        }
    }
    other.map(Err)
}

/// The members of the JSON object in which the byte at `at` stands. No value of such a key has a bracket in it.
fn object_around(text: &[u8], at: usize) -> Option<&[u8]> {
    let start = text.get(..at)?.iter().rposition(|byte| *byte == b'{')?;
    let object = text.get(start..)?;
    let end = object.iter().position(|byte| *byte == b'}').unwrap_or(object.len());
    object.get(..end)
}

fn json_key(object: &[u8]) -> Option<Found> {
    let is_private = member(object, b"\"d\"").is_some();
    match member(object, b"\"kty\"")? {
        b"RSA" if !is_private => Some(Err(failure::public_key())),
        b"RSA" if member(object, b"\"oth\"").is_some() || text::contains(object, b"\"oth\"") => {
            Some(Err(failure::multi_prime()))
        }
        b"RSA" => {
            let number = |name: &[u8]| decode(member(object, name)?);
            let [n, e, d, p, q] = [b"\"n\"", b"\"e\"", b"\"d\"", b"\"p\"", b"\"q\""].map(|name| number(name));
            Some(key(n, e, d, p, q).map(|key| (KeyFormat::Jwk, key)))
        }
        b"EC" if is_private => Some(Err(failure::not_rsa(said!("an ECDSA")))),
        b"OKP" if is_private => Some(Err(failure::not_rsa(match member(object, b"\"crv\"") {
            Some(b"Ed25519") => said!("an ed25519"),
            Some(b"Ed448") => said!("an ed448"),
            Some(b"X25519") => said!("an X25519"),
            Some(b"X448") => said!("an X448"),
            _ => return Some(Err(failure::unknown_type())),
        }))),
        _ => None,
    }
}

/// The string that a member has for its value; `name` with its quotes.
fn member<'a>(object: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut rest = object;
    loop {
        let (_, after) = text::split_once(rest, name)?;
        rest = after;
        let value = after.trim_ascii_start().strip_prefix(b":");
        let Some(value) = value.and_then(|value| value.trim_ascii_start().strip_prefix(b"\"")) else { continue };
        return text::split_once(value, b"\"").map(|(value, _)| value);
    }
}

fn xml(text: &[u8]) -> Option<Found> {
    let mut rest = text;
    let mut other = None;
    for _ in 0..MOST_KEYS {
        let Some((_, after)) = text::split_once(rest, b"<RSAKeyValue>") else { break };
        let (values, end) = text::split_once(after, b"</RSAKeyValue>").unwrap_or((after, b""));
        rest = end;
        let value = |start: &[u8]| Some(text::split_once(text::split_once(values, start)?.1, b"<")?.0);
        if value(b"<D>").is_none() {
            other = other.or_else(|| Some(failure::public_key()));
            continue;
        }
        let names: [&[u8]; 5] = [b"<Modulus>", b"<Exponent>", b"<D>", b"<P>", b"<Q>"];
        let [n, e, d, p, q] = names.map(|name| decode(value(name)?));
        return Some(key(n, e, d, p, q).map(|key| (KeyFormat::RsaKeyValue, key)));
    }
    other.map(Err)
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
