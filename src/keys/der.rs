//! Tells by its outermost elements what a DER document is, and reads the unencrypted private keys.
//!
//! PKCS#1 is RFC 8017 (appendix A.1.2), PKCS#8 RFC 5958, the EC key RFC 5915, the DSA key what OpenSSL writes.

use pkcs8::ObjectIdentifier;
use pkcs8::der::asn1::AnyRef;
use pkcs8::der::{Decode, Reader, SliceReader, Tag, Tagged};

use super::failure;
use super::rsa::{RsaComponents, RsaKey};
use crate::Error;
use crate::base::said::{Said, phrase, said};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// The same numbers with another padding: what decrypts is the key, whatever its file is meant for (RFC 8017, appendix C).
const RSA_OAEP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.7");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const DSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10040.4.1");
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");
const X448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.111");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.113");

/// How many bytes the order of a DSA key's subgroup has at least.
const SHORTEST_OF_DSA: usize = 20;

/// What a document is; of the ones we open, with what is in it.
pub(super) enum DerStructure<'a> {
    Pkcs1(Vec<AnyRef<'a>>),
    MultiPrime,
    Pkcs8 { algorithm: Option<ObjectIdentifier>, key: &'a [u8] },
    EncryptedPkcs8,
    Pkcs12,
    EcKey,
    DsaKey,
    PublicKey,
    Certificate,
}

/// The two containers of an unencrypted RSA key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Pkcs1,
    Pkcs8,
}

/// Whether these bytes are a file in DER rather than text: a `SEQUENCE` whose first element is a number, a sequence or an
/// object identifier. Text can begin with `0`, but has no control characters after it.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    match bytes {
        [0x30, 0x80..=0xff, ..] => true,
        [0x30, _, first, ..] => matches!(first, 0x02 | 0x06) || (*first == 0x30 && bytes.iter().any(|byte| *byte < 9)),
        _ => false,
    }
}

/// `None` where the bytes are not DER, are cut off, or are nothing that has to do with keys.
pub(super) fn document(der: &[u8]) -> Option<DerStructure<'_>> {
    let parts = children(der)?;
    let tags: Vec<Tag> = parts.iter().map(Tagged::tag).collect();
    // What is counted or told by the kinds of its elements alone is also told by its version.
    let is_version = |number: u8| parts.first().is_some_and(|part| part.value() == [number]);
    let integers = tags.iter().take_while(|tag| **tag == Tag::Integer).count();
    Some(match tags.as_slice() {
        tags if tags.len() == 9 && integers == 9 && is_version(0) => DerStructure::Pkcs1(parts),
        tags if tags.len() >= 9 && integers >= 9 && is_version(1) => DerStructure::MultiPrime,
        [Tag::Integer, Tag::Sequence, Tag::OctetString, ..] => {
            let [_, algorithm, key, ..] = parts.as_slice() else { return None };
            DerStructure::Pkcs8 { algorithm: algorithm_of(*algorithm), key: key.value() }
        }
        [Tag::Sequence, Tag::OctetString] => DerStructure::EncryptedPkcs8,
        [Tag::Integer, Tag::Sequence, ..] if is_version(3) => DerStructure::Pkcs12,
        [Tag::Integer, Tag::OctetString, ..] if is_version(1) => DerStructure::EcKey,
        tags if tags.len() == 6 && integers == 6 && is_version(0) => {
            // Without the numbers that follow from the others an RSA key has as many; its third one is short, a DSA key's is not.
            let is_rsa = parts.get(2).is_some_and(|third| third.value().len() < SHORTEST_OF_DSA);
            if is_rsa { DerStructure::Pkcs1(parts) } else { DerStructure::DsaKey }
        }
        [Tag::Integer, Tag::Integer] | [Tag::Sequence, Tag::BitString] => DerStructure::PublicKey,
        [Tag::Sequence, Tag::Sequence, Tag::BitString] | [Tag::ObjectIdentifier, ..] => DerStructure::Certificate,
        _ => return None,
    })
}

/// Reads an unencrypted document that is meant to be a private key.
pub(super) fn private_key(document: DerStructure<'_>) -> Result<(Container, RsaKey), Error> {
    match document {
        DerStructure::Pkcs1(parts) => Ok((Container::Pkcs1, pkcs1(&parts)?)),
        DerStructure::Pkcs8 { algorithm: Some(RSA | RSA_OAEP | RSA_PSS), key } => match self::document(key) {
            Some(DerStructure::Pkcs1(parts)) => Ok((Container::Pkcs8, pkcs1(&parts)?)),
            Some(DerStructure::MultiPrime) => Err(failure::multi_prime()),
            _ => Err(failure::damaged(phrase!("the key is damaged: its content is not an RSA key"))),
        },
        DerStructure::Pkcs8 { algorithm: Some(algorithm), .. } => {
            Err(kind(algorithm).map_or_else(failure::unknown_type, failure::not_rsa))
        }
        DerStructure::Pkcs8 { algorithm: None, .. } => {
            Err(failure::damaged(phrase!("the key is damaged: it does not say its type")))
        }
        DerStructure::MultiPrime => Err(failure::multi_prime()),
        DerStructure::EcKey => Err(failure::not_rsa(said!("an ECDSA"))),
        DerStructure::DsaKey => Err(failure::not_rsa(said!("a DSA"))),
        DerStructure::PublicKey => Err(failure::public_key()),
        DerStructure::Certificate => Err(failure::certificate()),
        DerStructure::EncryptedPkcs8 | DerStructure::Pkcs12 => {
            Err(failure::damaged(phrase!("the key is damaged: it is encrypted twice")))
        }
    }
}

fn pkcs1(parts: &[AnyRef<'_>]) -> Result<RsaKey, Error> {
    let values: Vec<&[u8]> = parts.iter().copied().map(AnyRef::value).collect();
    let [_, modulus, public_exponent, private_exponent, first_prime, second_prime, derived @ ..] = values.as_slice()
    else {
        return Err(failure::damaged(phrase!("the key is damaged: numbers are missing")));
    };
    let mut key =
        RsaKey::new(&RsaComponents { modulus, public_exponent, private_exponent, first_prime, second_prime })?;
    if let [first_exponent, second_exponent, coefficient] = derived {
        key.compare(first_prime, [first_exponent, second_exponent, coefficient]);
    }
    Ok(key)
}

/// The object identifier that an `AlgorithmIdentifier` begins with.
pub(super) fn algorithm_of(identifier: AnyRef<'_>) -> Option<ObjectIdentifier> {
    SliceReader::new(identifier.value()).ok()?.decode().ok()
}

/// The element that `bytes` begin with, without what follows it.
pub(super) fn outermost(bytes: &[u8]) -> Option<&[u8]> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let _first: AnyRef<'_> = reader.decode().ok()?;
    bytes.get(..usize::try_from(reader.position()).ok()?)
}

/// The one element that `der` consists of.
pub(super) fn inner(der: &[u8]) -> Option<AnyRef<'_>> {
    AnyRef::from_der(der).ok()
}

/// An element that is an object identifier.
pub(super) fn identifier(element: AnyRef<'_>) -> Option<ObjectIdentifier> {
    element.decode_as().ok()
}

/// An element that is a number, as the rounds of a derivation are.
pub(super) fn small_number(element: AnyRef<'_>) -> Option<u32> {
    element.decode_as().ok()
}

/// The elements of the one `SEQUENCE` that `der` consists of.
pub(super) fn children(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let outer = AnyRef::from_der(der).ok()?;
    if outer.tag() == Tag::Sequence { elements(outer.value()) } else { None }
}

/// The elements that stand one after the other in `bytes`.
pub(super) fn elements(bytes: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        elements.push(reader.decode().ok()?);
    }
    Some(elements)
}

/// With the article; `None` of an algorithm that is not known here.
fn kind(algorithm: ObjectIdentifier) -> Option<Said> {
    Some(match algorithm {
        EC => said!("an ECDSA"),
        DSA => said!("a DSA"),
        ED25519 => said!("an ed25519"),
        ED448 => said!("an ed448"),
        X25519 => said!("an X25519"),
        X448 => said!("an X448"),
        _ => return None,
    })
}
