//! Decrypts the password that a Windows server stored, with the private key of its key pair.
//!
//! A guest agent encrypts the password with RSA PKCS#1 v1.5 (RFC 8017, section 7.2) for the server's `ssh-rsa` key and
//! stores it as Base64; Nova keeps at most 1020 characters of that, which is a 6120-bit key.
//!
//! [`PrivateKey::parse`] reads every form in which such a key is handed out or kept: PKCS#1, PKCS#8, encrypted PKCS#8,
//! PEM with `DEK-Info`, OpenSSH, PuTTY, PKCS#12, JSON Web Keys, .NET's XML. Formats and arithmetic come from maintained crates; what is written here is the
//! search for the key in the text, the texts of the errors, and the two small formats no crate reads well.
//!
//! Key material, passphrases and plaintext live in buffers that are wiped on drop. The arithmetic itself keeps a few
//! intermediate numbers in unwiped memory: on `wasm32` the allocator wipes those too.

mod base64;
mod ciphertext;
mod container;
mod cost;
mod der;
mod factor;
mod failure;
mod legacy;
mod mend;
mod numbers;
mod openssh;
mod password;
mod pbe;
mod pem;
mod pkcs12;
mod pkcs8;
mod ppk;
mod rsa;
mod ssh;
mod text;
mod unpad;

use std::cell::Cell;
use std::fmt;

use serde::Serialize;
use zeroize::Zeroizing;

use self::cost::Passphrase;
pub use self::mend::KeyRepair;
use self::rsa::RsaKey;
use crate::{Code, Error, Secret};

/// The longest input that is looked at, in bytes. A 6120-bit key takes 5 KiB, with a chain of certificates 20 KiB.
pub const MAX_INPUT: usize = 64 * 1024;

/// The shortest RSA key that is read, in bits: what the clouds let a user import.
pub const MIN_BITS: u32 = 1024;

/// The longest RSA key that is read, in bits: Nova stores four chunks of 255 characters, which is 765 bytes of Base64.
pub const MAX_BITS: u32 = 6120;

/// What the public keys begin with for which Windows can encrypt its password (`cloudbaseinit/utils/crypt.py`): those of RSA.
pub const ALGORITHM: &str = "ssh-rsa";

/// How many bytes a ciphertext has, read as [`PrivateKey::decrypt`] reads it: a whole one as many as the modulus of the key that opens it.
///
/// # Errors
/// [`Code::CiphertextEmpty`], [`Code::CiphertextNotBase64`].
pub fn ciphertext_length(ciphertext: &str) -> Result<usize, Error> {
    ciphertext::decode(ciphertext).map(|found| found.bytes.len())
}

/// An RSA private key, read once and ready to decrypt.
///
/// There is no `Clone` and nothing to print; its numbers are wiped on drop.
pub struct PrivateKey {
    format: KeyFormat,
    repairs: Vec<KeyRepair>,
    rsa: RsaKey,
}

impl PrivateKey {
    /// Reads the first RSA private key in `text_or_der`: the bytes of a file, or of what somebody pasted.
    ///
    /// Text may be UTF-8, Latin-1, or UTF-16 with a byte order mark, with any line ends, indented, quoted, with other
    /// text around it, on one line, or inside a JSON string. Where it holds no key as it is, what programs and people do to such
    /// texts is undone step by step (see [`KeyRepair`]), and told in [`KeyInfo::repairs`]. An empty passphrase counts as none; one that the key does not need is
    /// ignored; one in UTF-8 that does not open the key is tried in the code page of western Windows as well.
    /// [`PrivateKey::parse_with`] takes further forms of the passphrase, and keys that are slow to open.
    ///
    /// # Errors
    ///
    /// [`NoKey`](crate::Code::NoKey), [`PublicKey`](crate::Code::PublicKey), [`NotRsa`](crate::Code::NotRsa),
    /// [`PassphraseMissing`](crate::Code::PassphraseMissing), [`PassphraseWrong`](crate::Code::PassphraseWrong) (also
    /// for a damaged key where the format cannot tell the two apart), [`KeyDamaged`](crate::Code::KeyDamaged) (also
    /// where the numbers do not belong together), [`KeyUnsupported`](crate::Code::KeyUnsupported) with the command that
    /// converts the key, [`KeySlow`](crate::Code::KeySlow) before anything is tried that takes more than two seconds, and
    /// [`KeySize`](crate::Code::KeySize) outside of [`MIN_BITS`] to [`MAX_BITS`].
    pub fn parse(text_or_der: &[u8], passphrase: Option<&[u8]>) -> Result<PrivateKey, Error> {
        Self::parse_with(text_or_der, &KeyOptions { passphrase, ..KeyOptions::default() })
    }

    /// [`PrivateKey::parse`] with all that may be told.
    ///
    /// # Errors
    ///
    /// As [`PrivateKey::parse`]. Several forms of a passphrase are tried one after the other, for two seconds in all:
    /// [`KeySlow`](crate::Code::KeySlow) is also where none of them opened the key and the next one would take longer.
    pub fn parse_with(text_or_der: &[u8], options: &KeyOptions<'_>) -> Result<PrivateKey, Error> {
        let read = |passphrase: Option<Passphrase<'_>>| {
            container::read(text_or_der, passphrase).map(|(format, rsa, repairs)| Self { format, repairs, rsa })
        };
        let forms = options.forms();
        let mut wrong = None;
        let spent = Cell::new(0);
        for (form, bytes) in &forms {
            match read(Some(Passphrase::new(bytes, options.allow_slow).counted(&spent))) {
                Ok(mut key) => {
                    key.repairs.extend(form);
                    return Ok(key);
                }
                Err(error) if error.code() == Code::PassphraseWrong => wrong = wrong.or(Some(error)),
                // That a form was not tried says that the passphrase may be right after all.
                Err(error) if error.code() == Code::KeySlow => return Err(error),
                // What it is with the passphrase as it was given says most.
                Err(error) => return Err(wrong.unwrap_or(error)),
            }
        }
        wrong.map_or_else(|| read(None), Err)
    }

    /// What can be said of the key without giving it away.
    #[must_use]
    pub fn info(&self) -> KeyInfo {
        let blob = ssh::public_blob(&self.rsa);
        let fingerprints = Fingerprints { md5: ssh::md5_fingerprint(&blob), sha256: ssh::sha256_fingerprint(&blob) };
        KeyInfo { format: self.format, repairs: self.repairs.clone(), bits: self.rsa.bits(), fingerprints }
    }

    /// Decrypts a password from the Base64 that the cloud answers.
    ///
    /// Blanks, line breaks and surrounding quotes are skipped, and `=` at the end may be missing: the exact length is
    /// known from the key, so nothing is guessed.
    ///
    /// One line end (LF or CRLF) or zero byte behind the password is no part of it: it is taken off, and
    /// [`Secret::trimmed`] tells. A password in UTF-16 or in the code page of western Windows is text as well, and
    /// [`Secret::encoding`] tells which.
    ///
    /// # Errors
    ///
    /// [`CiphertextEmpty`](crate::Code::CiphertextEmpty), [`CiphertextNotBase64`](crate::Code::CiphertextNotBase64),
    /// [`NotCiphertext`](crate::Code::NotCiphertext), [`CiphertextCutOff`](crate::Code::CiphertextCutOff),
    /// [`CiphertextLength`](crate::Code::CiphertextLength) with [`Error::key_bits`] where these are known, [`WrongKey`](crate::Code::WrongKey) for another key as for a
    /// damaged ciphertext, and [`PasswordNotText`](crate::Code::PasswordNotText), which carries all the bytes, where
    /// those of the password are empty, hold a control character, or are no text in any of these encodings.
    pub fn decrypt(&self, ciphertext: &str) -> Result<Secret, Error> {
        let found = ciphertext::decode(ciphertext)?;
        ciphertext::check_length(&found, &self.rsa)?;
        let block = self.rsa.decrypt_block(&found.bytes).ok_or_else(failure::wrong_key)?;
        let message = unpad::message(&block).ok_or_else(failure::wrong_key)?;
        password::read(message).ok_or_else(|| failure::not_text(Secret::new(message.to_vec())))
    }
}

/// How a key is opened; see [`PrivateKey::parse_with`].
#[derive(Clone, Copy, Default)]
pub struct KeyOptions<'a> {
    /// What protects the key; an empty one counts as none.
    pub passphrase: Option<&'a [u8]>,
    /// The same passphrase in Unicode's normalization form C, where that is another one: `ü` as one character. This library has no
    /// tables of Unicode; JavaScript has, and so has the crate `unicode-normalization`.
    pub nfc: Option<&'a [u8]>,
    /// The same in normalization form D: `ü` as `u` and a combining mark, as macOS has file names.
    pub nfd: Option<&'a [u8]>,
    /// Tries a passphrase also where that takes more than two seconds.
    pub allow_slow: bool,
}

impl KeyOptions<'_> {
    /// Each form of the passphrase once, with what is told where it opens the key.
    fn forms(&self) -> Vec<(Option<KeyRepair>, Zeroizing<Vec<u8>>)> {
        let Some(given) = self.passphrase.filter(|given| !given.is_empty()) else { return Vec::new() };
        let copy = |bytes: &[u8]| Zeroizing::new(bytes.to_vec());
        let others = [
            (KeyRepair::PassphraseEncoding, text::in_code_page(self.nfc.unwrap_or(given))),
            (KeyRepair::PassphraseNfc, self.nfc.map(copy)),
            (KeyRepair::PassphraseNfd, self.nfd.map(copy)),
        ];
        let mut forms = vec![(None, copy(given))];
        for (repair, bytes) in others {
            if let Some(bytes) = bytes.filter(|bytes| forms.iter().all(|(_, known)| known != bytes)) {
                forms.push((Some(repair), bytes));
            }
        }
        forms
    }
}

impl fmt::Debug for KeyOptions<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// What [`PrivateKey::info`] tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[non_exhaustive]
pub struct KeyInfo {
    /// The form the key was read from.
    pub format: KeyFormat,
    /// What was undone before it could be read: nothing where the text held the key as it was.
    pub repairs: Vec<KeyRepair>,
    /// The length of the modulus, in bits.
    pub bits: u32,
    /// The fingerprints of the public key.
    pub fingerprints: Fingerprints,
}

/// The fingerprints of a public key, over its OpenSSH form (RFC 4253, section 6.6), as `ssh-keygen -l` prints them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Fingerprints {
    /// `aa:bb:…`, sixteen bytes in lower case: what the clouds show for a key pair.
    pub md5: String,
    /// `SHA256:…`, Base64 without `=`.
    pub sha256: String,
}

/// The form a private key was read from, told by its content: a wrong label does not matter. `…Encrypted` and `encrypted…` had a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum KeyFormat {
    /// PKCS#1 in PEM: `BEGIN RSA PRIVATE KEY`.
    Pkcs1Pem,
    /// PKCS#1 in DER.
    Pkcs1Der,
    /// PKCS#8 in PEM: `BEGIN PRIVATE KEY`.
    Pkcs8Pem,
    /// PKCS#8 in DER.
    Pkcs8Der,
    /// PKCS#8, encrypted (PBES2, or PBES1 of old), in PEM: `BEGIN ENCRYPTED PRIVATE KEY`.
    EncryptedPkcs8Pem,
    /// PKCS#8, encrypted (PBES2, or PBES1 of old), in DER.
    EncryptedPkcs8Der,
    /// PKCS#1 in PEM, encrypted as OpenSSL did before PKCS#8: `DEK-Info`.
    LegacyEncryptedPem,
    /// OpenSSH: `BEGIN OPENSSH PRIVATE KEY`.
    Openssh,
    /// OpenSSH with a passphrase.
    OpensshEncrypted,
    /// PuTTY's format 2.
    Ppk2,
    /// PuTTY's format 2 with a passphrase.
    Ppk2Encrypted,
    /// PuTTY's format 3, since PuTTY 0.75.
    Ppk3,
    /// PuTTY's format 3 with a passphrase.
    Ppk3Encrypted,
    /// PKCS#12 (`.p12`, `.pfx`), with a passphrase or an empty one.
    Pkcs12,
    /// A JSON Web Key.
    Jwk,
    /// The XML of .NET: `<RSAKeyValue>`.
    RsaKeyValue,
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = include_bytes!("../../tests/vectors/keys/pkcs1.pem");

    #[test]
    fn debug_output_shows_nothing_of_the_key() {
        assert_eq!(format!("{:?}", PrivateKey::parse(KEY, None).unwrap()), "[redacted]");
    }

    #[test]
    fn info_is_camel_case_json() {
        let json = serde_json::to_value(PrivateKey::parse(KEY, None).unwrap().info()).unwrap();
        assert_eq!(json["format"], "pkcs1Pem");
        assert_eq!(json["bits"], 2048);
        assert!(json["fingerprints"]["md5"].is_string() && json["fingerprints"]["sha256"].is_string());
    }

    #[test]
    fn a_file_longer_than_the_limit_is_refused_unread() {
        let mut long = vec![b' '; MAX_INPUT];
        long.extend_from_slice(KEY);
        assert_eq!(PrivateKey::parse(&long, None).unwrap_err().code(), Code::NoKey);
    }
}
