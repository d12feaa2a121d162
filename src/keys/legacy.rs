//! PEM with `DEK-Info` (RFC 1421, section 4.6.1.3), as OpenSSL encrypted keys before PKCS#8.
//!
//! The key is made from passphrase and salt by OpenSSL's `EVP_BytesToKey` with one round of MD5; the salt is the first half
//! of the initialisation vector.

use aes::{Aes128, Aes192, Aes256};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, KeyInit, KeyIvInit};
use des::{Des, TdesEde3};
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::cost::Passphrase;
use super::rsa::RsaKey;
use super::{der, failure, text};
use crate::Error;
use crate::base::said::phrase;

/// How many bytes of the initialisation vector are the salt.
const SALT: usize = 8;

/// How many hexadecimal digits the initialisation vector of a cipher has, where it is one that is read here.
pub(super) fn vector_digits(cipher: &[u8]) -> Option<usize> {
    match cipher {
        b"AES-128-CBC" | b"AES-192-CBC" | b"AES-256-CBC" => Some(32),
        b"DES-EDE3-CBC" | b"DES-CBC" => Some(16),
        _ => None,
    }
}

/// Decrypts `body` as `dek_info` (`AES-256-CBC,` and an initialisation vector) says, and reads the key in it.
pub(super) fn read(
    dek_info: &[u8],
    mut body: Zeroizing<Vec<u8>>,
    passphrase: Option<Passphrase<'_>>,
) -> Result<RsaKey, Error> {
    let (cipher, vector) = text::split_once(dek_info, b",").unwrap_or((dek_info, b""));
    let decrypt = match cipher.trim_ascii() {
        b"AES-128-CBC" => decrypt::<Aes128>,
        b"AES-192-CBC" => decrypt::<Aes192>,
        b"AES-256-CBC" => decrypt::<Aes256>,
        b"DES-EDE3-CBC" => decrypt::<TdesEde3>,
        b"DES-CBC" => decrypt::<Des>,
        _ => {
            return Err(failure::unsupported_openssl(phrase!(
                "this key is encrypted with a cipher that is not read here"
            )));
        }
    };
    let passphrase = passphrase.ok_or_else(failure::passphrase_missing)?.bytes;
    let vector = text::from_hex(vector.trim_ascii())
        .ok_or_else(|| failure::damaged(phrase!("the key is damaged: its `DEK-Info` line is not complete")))?;
    // Random bytes have valid padding once in 256 times, but are then no DER.
    let key = decrypt(&mut body, passphrase, &vector)?.ok_or_else(failure::passphrase_wrong_or_damaged)?;
    let document = der::document(key).ok_or_else(failure::passphrase_wrong_or_damaged)?;
    der::private_key(document).map(|(_, key)| key)
}

/// The inner `None` is a passphrase that does not fit.
fn decrypt<'a, C>(body: &'a mut [u8], passphrase: &[u8], vector: &[u8]) -> Result<Option<&'a [u8]>, Error>
where
    C: BlockCipherDecrypt + KeyInit,
    Decryptor<C>: KeyIvInit + BlockModeDecrypt + InnerIvInit,
{
    let damaged = || failure::damaged(phrase!("the key is damaged: its `DEK-Info` line is not complete"));
    let salt = vector.get(..SALT).ok_or_else(damaged)?;
    let key = derive(passphrase, salt, C::key_size());
    let cipher = Decryptor::<C>::new_from_slices(&key, vector).map_err(|_| damaged())?;
    Ok(cipher.decrypt_padded::<Pkcs7>(body).ok())
}

/// `EVP_BytesToKey`: each block is the MD5 of the one before, the passphrase and the salt.
fn derive(passphrase: &[u8], salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut block = Zeroizing::new([0; 16]);
    let mut key = Zeroizing::new(Vec::with_capacity(length + block.len()));
    while key.len() < length {
        let mut hash = Md5::new();
        if !key.is_empty() {
            hash.update(*block);
        }
        hash.update(passphrase);
        hash.update(salt);
        hash.finalize_into((&mut *block).into());
        key.extend_from_slice(&*block);
    }
    key.truncate(length);
    key
}
