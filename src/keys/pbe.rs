//! How keys were encrypted before PBES2: PBES1 (RFC 8018, section 6.1) and the encryption of PKCS#12 (RFC 7292, appendices B and C).
//!
//! Written here on maintained ciphers and hashes: `pkcs5` names the schemes of PBES1 without decrypting them, and `pkcs12` 0.2 is not released
//! yet.

use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use des::{Des, TdesEde2, TdesEde3};
use md5::Md5;
use pkcs8::ObjectIdentifier;
use pkcs8::der::asn1::AnyRef;
use sha1::digest::block_api::BlockSizeUser;
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use super::cost::{Cost, Passphrase};
use super::{der, failure};
use crate::Error;
use crate::base::said::phrase;

const MD5_DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.3");
const SHA1_DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.10");
const SHA1_DES3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.3");
const SHA1_DES3_TWO_KEYS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.4");

/// What the key derivation of PKCS#12 makes (RFC 7292, appendix B.3).
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    Vector = 2,
    Mac = 3,
}

/// Whether `scheme` is one of those that are read here.
pub(super) fn is_known(scheme: ObjectIdentifier) -> bool {
    matches!(scheme, MD5_DES | SHA1_DES | SHA1_DES3 | SHA1_DES3_TWO_KEYS)
}

/// Decrypts `data`; of a wrong passphrase the padding is wrong, most of the time.
pub(super) fn decrypt(
    scheme: AnyRef<'_>,
    data: &[u8],
    passphrase: Option<Passphrase<'_>>,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let (salt, rounds) = parameters(scheme).ok_or_else(|| {
        failure::damaged(phrase!("the key is damaged: the description of its encryption is not complete"))
    })?;
    let cost = Cost::of_rounds(rounds.into(), 3);
    if !cost.is_bearable() {
        return Err(failure::too_costly());
    }
    let passphrase = passphrase.ok_or_else(failure::passphrase_missing)?.afford(cost)?;
    let decrypted = match der::algorithm_of(scheme) {
        Some(MD5_DES) => with_one_hash::<Md5>(passphrase, salt, rounds, data),
        Some(SHA1_DES) => with_one_hash::<Sha1>(passphrase, salt, rounds, data),
        Some(SHA1_DES3) => as_pkcs12::<TdesEde3>(passphrase, salt, rounds, data),
        Some(SHA1_DES3_TWO_KEYS) => as_pkcs12::<TdesEde2>(passphrase, salt, rounds, data),
        _ => None,
    };
    decrypted.ok_or_else(failure::passphrase_wrong_or_damaged)
}

/// Salt and rounds.
fn parameters(scheme: AnyRef<'_>) -> Option<(&[u8], u32)> {
    let elements = der::elements(scheme.value())?;
    let [_, parameters] = elements.as_slice() else { return None };
    let values = der::elements(parameters.value())?;
    let [salt, rounds] = values.as_slice() else { return None };
    let rounds = der::small_number(*rounds).filter(|rounds| *rounds > 0)?;
    Some((salt.value(), rounds)).filter(|(salt, _)| !salt.is_empty())
}

/// PBES1: PBKDF1, whose first eight bytes are the key and whose next eight are the initialisation vector.
fn with_one_hash<D: Digest>(passphrase: &[u8], salt: &[u8], rounds: u32, data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut hash = D::new_with_prefix(passphrase).chain_update(salt).finalize();
    for _ in 1..rounds {
        hash = D::digest(&hash);
    }
    let hash = Zeroizing::new(hash.to_vec());
    decrypted::<Des>(hash.get(..8)?, hash.get(8..16)?, data)
}

fn as_pkcs12<C>(passphrase: &[u8], salt: &[u8], rounds: u32, data: &[u8]) -> Option<Zeroizing<Vec<u8>>>
where
    C: BlockCipherDecrypt + KeyInit,
    Decryptor<C>: KeyIvInit + BlockModeDecrypt,
{
    let passphrase = in_utf16(passphrase);
    let key = derive::<Sha1>(&passphrase, salt, rounds, Purpose::Key, C::key_size());
    let vector = derive::<Sha1>(&passphrase, salt, rounds, Purpose::Vector, C::block_size());
    decrypted::<C>(&key, &vector, data)
}

fn decrypted<C>(key: &[u8], vector: &[u8], data: &[u8]) -> Option<Zeroizing<Vec<u8>>>
where
    C: BlockCipherDecrypt + KeyInit,
    Decryptor<C>: KeyIvInit + BlockModeDecrypt,
{
    let mut buffer = Zeroizing::new(data.to_vec());
    let cipher = Decryptor::<C>::new_from_slices(key, vector).ok()?;
    let length = cipher.decrypt_padded::<Pkcs7>(&mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}

/// A passphrase as PKCS#12 takes it: UTF-16, the higher byte first, with a zero at its end (RFC 7292, appendix B.1). What is not UTF-8 is
/// taken as Latin-1, as OpenSSL does.
pub(super) fn in_utf16(passphrase: &[u8]) -> Zeroizing<Vec<u8>> {
    // Allocated once, so that growing leaves no copy behind.
    let mut out = Zeroizing::new(Vec::with_capacity(passphrase.len().saturating_mul(2).saturating_add(2)));
    match std::str::from_utf8(passphrase) {
        Ok(text) => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
        Err(_) => out.extend(passphrase.iter().flat_map(|byte| [0, *byte])),
    }
    out.extend([0, 0]);
    out
}

/// The key derivation of PKCS#12 (RFC 7292, appendix B.2).
pub(super) fn derive<D: Digest + BlockSizeUser>(
    passphrase: &[u8],
    salt: &[u8],
    rounds: u32,
    purpose: Purpose,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let block = D::block_size();
    let filled = |text: &[u8]| -> Vec<u8> {
        text.iter().copied().cycle().take(text.len().div_ceil(block).saturating_mul(block)).collect()
    };
    let mut input = Zeroizing::new(filled(salt));
    let passphrase = Zeroizing::new(filled(passphrase));
    // Allocated once, so that growing leaves no copy behind.
    let mut state = Zeroizing::new(Vec::with_capacity(input.len().saturating_add(passphrase.len())));
    state.append(&mut input);
    state.extend_from_slice(&passphrase);
    let mut out = Zeroizing::new(Vec::with_capacity(length.saturating_add(<D as Digest>::output_size())));
    loop {
        let mut hash = D::new_with_prefix(vec![purpose as u8; block]).chain_update(&*state).finalize();
        for _ in 1..rounds {
            hash = D::digest(&hash);
        }
        out.extend_from_slice(&hash);
        if out.len() >= length {
            out.truncate(length);
            return out;
        }
        for chunk in state.chunks_mut(block) {
            add(chunk, &hash);
        }
    }
}

/// `chunk + hash + 1`, with the hash repeated to the length of the chunk; what does not fit is dropped.
fn add(chunk: &mut [u8], hash: &[u8]) {
    let repeated = hash.iter().cycle().take(chunk.len());
    let mut addends = Zeroizing::new(repeated.copied().collect::<Vec<u8>>());
    addends.reverse();
    let mut carry = 1;
    for (byte, addend) in chunk.iter_mut().rev().zip(addends.iter()) {
        carry += u16::from(*byte) + u16::from(*addend);
        let [high, low] = carry.to_be_bytes();
        *byte = low;
        carry = high.into();
    }
}
