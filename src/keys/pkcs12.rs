//! PKCS#12 (RFC 7292): `.p12` and `.pfx`.
//!
//! Only what matters here is read: the integrity check, and the bags that hold keys. `p12-keystore` would bring certificates and their
//! names along.

use ::pkcs8::ObjectIdentifier;
use ::pkcs8::der::asn1::AnyRef;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha1::digest::block_api::EagerHash;
use sha2::{Sha256, Sha384, Sha512};

use super::cost::{Cost, Passphrase};
use super::der::DerStructure;
use super::pbe::{self, Purpose};
use super::rsa::RsaKey;
use super::{der, failure, pkcs8};
use crate::base::said::phrase;
use crate::{Code, Error};

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6");
const KEY_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");
const NESTED_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.6");
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// More parts, or keys, than anybody keeps in one file.
const MOST_PARTS: usize = 16;

/// The derivations of a usual file: its check, its certificates, its key.
const DERIVATIONS: u64 = 3;

/// Reads the first RSA key in the file.
pub(super) fn read(document: &[u8], passphrase: Option<Passphrase<'_>>) -> Result<RsaKey, Error> {
    let damaged = || failure::damaged(phrase!("the key is damaged: this PKCS#12 file is not complete"));
    let parts = der::children(document).ok_or_else(damaged)?;
    let [_version, safe, mac @ ..] = parts.as_slice() else { return Err(damaged()) };
    let (DATA, safe) = content(safe.value()).ok_or_else(damaged)? else {
        return Err(failure::pkcs12());
    };
    let safe = der::inner(safe).ok_or_else(damaged)?;
    // Some files have an empty passphrase, and nobody knows of it.
    let given = passphrase.unwrap_or_else(Passphrase::empty).for_parts(DERIVATIONS);
    let is_intact = match mac {
        [mac, ..] => match is_intact(*mac, safe.value(), given).ok_or_else(damaged)? {
            // Nobody has to wait for a passphrase that was not given.
            Err(error) if error.code() == Code::KeySlow && passphrase.is_none() => false,
            found => found?,
        },
        [] => true,
    };
    if !is_intact {
        return Err(passphrase.map_or_else(failure::passphrase_missing, |_| failure::passphrase_wrong_or_damaged()));
    }
    let mut search = Search { passphrase: given, other: None, parts: 0 };
    let found = search.safe(safe.value()).ok_or_else(damaged)?;
    match (found, search.other) {
        (Some(key), _) => Ok(key),
        // An encryption that is not read, or a key of another type.
        (None, Some(error)) if error.code() != Code::PassphraseWrong || passphrase.is_some() => Err(error),
        (None, Some(_)) => Err(failure::passphrase_missing()),
        (None, None) => Err(failure::no_key(phrase!("this PKCS#12 file (.p12 or .pfx) holds no private key"))),
    }
}

/// The type of a `ContentInfo`, and what is in it.
fn content(info: &[u8]) -> Option<(ObjectIdentifier, &[u8])> {
    let elements = der::elements(info)?;
    let [kind, content, ..] = elements.as_slice() else { return None };
    Some((der::identifier(*kind)?, content.value()))
}

/// Whether the check of the whole file fits the passphrase. One that is not known here says nothing: the key's own numbers tell.
fn is_intact(mac: AnyRef<'_>, safe: &[u8], passphrase: Passphrase<'_>) -> Option<Result<bool, Error>> {
    let elements = der::elements(mac.value())?;
    let [digest, salt, rounds @ ..] = elements.as_slice() else { return None };
    let rounds = rounds.first().map_or(Some(1), |rounds| der::small_number(*rounds)).filter(|rounds| *rounds > 0)?;
    let digest = der::elements(digest.value())?;
    let [algorithm, wanted] = digest.as_slice() else { return None };
    let check = match der::algorithm_of(*algorithm)? {
        SHA1 => has_mac::<Sha1>,
        SHA256 => has_mac::<Sha256>,
        SHA384 => has_mac::<Sha384>,
        SHA512 => has_mac::<Sha512>,
        _ => return Some(Ok(true)),
    };
    let cost = Cost::of_rounds(rounds.into(), 1);
    if !cost.is_bearable() {
        return Some(Err(failure::too_costly()));
    }
    let bytes = match passphrase.afford(cost) {
        Ok(bytes) => bytes,
        Err(error) => return Some(Err(error)),
    };
    let mut is_intact = check(&pbe::in_utf16(bytes), salt.value(), rounds, safe, wanted.value());
    if bytes.is_empty() {
        // Some programs leave out the zero at the end of an empty one.
        is_intact |= check(b"", salt.value(), rounds, safe, wanted.value());
    }
    Some(Ok(is_intact))
}

fn has_mac<D>(passphrase: &[u8], salt: &[u8], rounds: u32, safe: &[u8], wanted: &[u8]) -> bool
where
    D: EagerHash + sha1::Digest + sha1::digest::block_api::BlockSizeUser,
    Hmac<D>: KeyInit + Mac,
{
    let length = <D as sha1::Digest>::output_size();
    let key = pbe::derive::<D>(passphrase, salt, rounds, Purpose::Mac, length);
    <Hmac<D> as KeyInit>::new_from_slice(&key).is_ok_and(|mac| mac.chain_update(safe).verify_slice(wanted).is_ok())
}

struct Search<'a> {
    passphrase: Passphrase<'a>,
    /// Why the first key that was found is not read.
    other: Option<Error>,
    parts: usize,
}

impl Search<'_> {
    /// The outer `None` is a file that is damaged, the inner one a file without a key that is read.
    fn safe(&mut self, safe: &[u8]) -> Option<Option<RsaKey>> {
        for info in der::children(safe)? {
            let (kind, value) = content(info.value())?;
            let found = match kind {
                DATA => self.bags(der::inner(value)?.value())?,
                ENCRYPTED_DATA => self.encrypted(value)?,
                _ => {
                    self.other.get_or_insert_with(failure::pkcs12);
                    None
                }
            };
            if found.is_some() {
                return Some(found);
            }
        }
        Some(None)
    }

    fn is_too_much(&mut self) -> bool {
        self.parts += 1;
        self.parts > MOST_PARTS
    }

    /// Certificates as a rule; where the passphrase does not open them, or their cipher is not read, the key may be elsewhere.
    fn encrypted(&mut self, value: &[u8]) -> Option<Option<RsaKey>> {
        let data = der::elements(der::inner(value)?.value())?;
        let [_version, info, ..] = data.as_slice() else { return None };
        let info = der::elements(info.value())?;
        let [_kind, scheme, content] = info.as_slice() else { return None };
        if self.is_too_much() {
            return Some(None);
        }
        match pkcs8::decrypt(*scheme, content.value(), Some(self.passphrase)) {
            Ok(bags) => self.bags(&bags),
            Err(error) => {
                self.not_read(error);
                Some(None)
            }
        }
    }

    fn bags(&mut self, bags: &[u8]) -> Option<Option<RsaKey>> {
        for bag in der::children(bags)? {
            let (kind, value) = content(bag.value())?;
            let key = match kind {
                KEY_BAG => plain(value),
                SHROUDED_KEY_BAG => pkcs8::read(value, Some(self.passphrase)),
                NESTED_BAG if !self.is_too_much() => match self.bags(value)? {
                    Some(key) => return Some(Some(key)),
                    None => continue,
                },
                _ => continue,
            };
            match key {
                Ok(key) => return Some(Some(key)),
                Err(error) => self.not_read(error),
            }
            if self.is_too_much() {
                break;
            }
        }
        Some(None)
    }

    fn not_read(&mut self, error: Error) {
        let error = if error.code() == Code::KeyUnsupported { failure::pkcs12_legacy() } else { error };
        self.other.get_or_insert(error);
    }
}

fn plain(document: &[u8]) -> Result<RsaKey, Error> {
    match der::document(document) {
        Some(document @ DerStructure::Pkcs8 { .. }) => der::private_key(document).map(|(_, key)| key),
        _ => Err(failure::damaged(phrase!("the key is damaged: this PKCS#12 file is not complete"))),
    }
}
