//! OpenSSH's own format (`openssh-key-v1`; PROTOCOL.key in its sources).

use ssh_key::private::KeypairData;
use ssh_key::{Cipher, Kdf, PrivateKey};

use super::cost::{Cost, Passphrase};
use super::rsa::{RsaComponents, RsaKey};
use super::ssh::{self, SshReader};
use super::{KeyFormat, failure};
use crate::Error;
use crate::base::said::phrase;

/// What the bytes begin with.
pub(super) const MAGIC: &[u8] = b"openssh-key-v1\0";

/// Reads the bytes between the markers.
pub(super) fn read(body: &[u8], passphrase: Option<Passphrase<'_>>) -> Result<(KeyFormat, RsaKey), Error> {
    let damaged = || failure::damaged(phrase!("the key is damaged: its parts do not fit together"));
    let header = Header::read(body).ok_or_else(damaged)?;
    // Looked at before anything is decrypted: type and cipher stand in clear text, and the crate knows fewer of them.
    if header.key_type != ssh::RSA {
        return Err(ssh::kind(header.key_type).map_or_else(failure::unknown_type, failure::not_rsa));
    }
    let known = std::str::from_utf8(header.cipher).is_ok_and(|name| Cipher::new(name).is_ok());
    if !known || !matches!(header.kdf, b"none" | b"bcrypt") {
        return Err(failure::unsupported_openssh(phrase!("this key is encrypted with a cipher that is not read here")));
    }
    let key = PrivateKey::from_bytes(body).map_err(|_| damaged())?;
    if !key.is_encrypted() {
        return Ok((KeyFormat::Openssh, rsa(&key)?));
    }
    let rounds = if let Kdf::Bcrypt { rounds, .. } = key.kdf() { *rounds } else { 0 };
    let cost = Cost::of_bcrypt(rounds.into());
    if !cost.is_bearable() {
        return Err(failure::too_costly());
    }
    let passphrase = passphrase.ok_or_else(failure::passphrase_missing)?.afford(cost)?;
    let key = key.decrypt(passphrase).map_err(|error| match error {
        // The two check numbers differ, or the tag of an authenticated cipher does.
        ssh_key::Error::Crypto => failure::passphrase_wrong_or_damaged(),
        _ => damaged(),
    })?;
    Ok((KeyFormat::OpensshEncrypted, rsa(&key)?))
}

/// How many bytes the key takes that `bytes` begin with; `None` where that is not in them.
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    let mut reader = SshReader(bytes.strip_prefix(MAGIC)?);
    let cipher = reader.string()?;
    // Key derivation and its options.
    for _ in 0..2 {
        reader.string()?;
    }
    let keys = reader.u32()?;
    // The public keys, and the private ones together.
    for _ in 0..=keys {
        reader.string()?;
    }
    // The tag of a cipher that has one stands behind.
    let tag = if cipher.ends_with(b"-gcm@openssh.com") || cipher.starts_with(b"chacha20-poly1305") { 16 } else { 0 };
    let length = bytes.len().checked_sub(reader.0.len())?.checked_add(tag)?;
    (length <= bytes.len()).then_some(length)
}

struct Header<'a> {
    cipher: &'a [u8],
    kdf: &'a [u8],
    key_type: &'a [u8],
}

impl<'a> Header<'a> {
    fn read(body: &'a [u8]) -> Option<Self> {
        let mut reader = SshReader(body.strip_prefix(MAGIC)?);
        let cipher = reader.string()?;
        let kdf = reader.string()?;
        let _kdf_options = reader.string()?;
        let _number_of_keys = reader.u32()?;
        let key_type = SshReader(reader.string()?).string()?;
        Some(Self { cipher, kdf, key_type })
    }
}

fn rsa(key: &PrivateKey) -> Result<RsaKey, Error> {
    let numbers = || {
        let KeypairData::Rsa(pair) = key.key_data() else { return None };
        let (public, private) = (pair.public(), pair.private());
        Some(RsaComponents {
            modulus: public.n().as_positive_bytes()?,
            public_exponent: public.e().as_positive_bytes()?,
            private_exponent: private.d().as_positive_bytes()?,
            first_prime: private.p().as_positive_bytes()?,
            second_prime: private.q().as_positive_bytes()?,
        })
    };
    RsaKey::new(&numbers().ok_or_else(|| failure::damaged(phrase!("the key is damaged: numbers are missing")))?)
}
