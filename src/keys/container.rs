//! Finds out what the input is, and hands it to the one who reads it.

use zeroize::Zeroizing;

use super::der::{Container, DerStructure};
use super::pem::{Block, DecodedBlock, Label};
use super::rsa::RsaKey;
use super::{KeyFormat, MAX_INPUT, base64, der, failure, legacy, openssh, pem, pkcs8, ppk, text};
use crate::Error;
use crate::base::said::{phrase, said};

type KeyResult = Result<(KeyFormat, RsaKey), Error>;

/// Reads the first private key in `input`.
pub(super) fn read(input: &[u8], passphrase: Option<&[u8]>) -> KeyResult {
    if input.len() > MAX_INPUT {
        return Err(failure::no_key(said!(
            "this is no private key: it has {} bytes, and a private key file has at most {}",
            input.len(),
            MAX_INPUT
        )));
    }
    if der::looks_like(input) {
        return from_der(input, passphrase);
    }
    match text::from_utf16(input) {
        Some(text) => from_text(&text, passphrase),
        None => from_text(text::without_mark(input), passphrase),
    }
}

fn from_der(bytes: &[u8], passphrase: Option<&[u8]>) -> KeyResult {
    match der::document(bytes) {
        None => Err(failure::damaged(phrase!("the key is damaged or cut off, or this file is no key at all"))),
        Some(DerStructure::EncryptedPkcs8) => Ok((KeyFormat::EncryptedPkcs8Der, pkcs8::read(bytes, passphrase)?)),
        Some(document) => der::private_key(document).map(|(container, key)| match container {
            Container::Pkcs1 => (KeyFormat::Pkcs1Der, key),
            Container::Pkcs8 => (KeyFormat::Pkcs8Der, key),
        }),
    }
}

fn from_text(text: &[u8], passphrase: Option<&[u8]>) -> KeyResult {
    match pem::find(text) {
        Some(block) => from_pem(&block, text, passphrase),
        None if ppk::is_in(text) => ppk::read(text, passphrase),
        None => Err(no_key(text)),
    }
}

fn from_pem(block: &Block<'_>, text: &[u8], passphrase: Option<&[u8]>) -> KeyResult {
    let named = match block.label {
        Label::Der | Label::Openssh => None,
        Label::Ec => Some(said!("an ECDSA")),
        Label::Dsa => Some(said!("a DSA")),
        _ if pem::is_marked(text) => return Err(failure::hyphens()),
        Label::PublicKey => return Err(failure::public_key()),
        Label::Certificate => return Err(failure::certificate()),
        Label::Pgp => return Err(failure::no_key(phrase!("this is a PGP key, not the private key of a key pair"))),
        Label::Other => return Err(failure::no_key(phrase!("no private key was found in this text"))),
    };
    let body = match (block.decode(), named.clone()) {
        (Err(_) | Ok(DecodedBlock { dek_info: Some(_), .. }), Some(kind)) => return Err(failure::not_rsa(kind)),
        (body, _) => body?,
    };
    if let Some(dek_info) = body.dek_info {
        return Ok((KeyFormat::LegacyEncryptedPem, legacy::read(&dek_info, body.bytes, passphrase)?));
    }
    // The content tells, and some tools and people label it wrongly.
    match (der::document(&body.bytes), named) {
        _ if body.bytes.starts_with(openssh::MAGIC) => openssh::read(&body.bytes, passphrase),
        (None, Some(kind)) => Err(failure::not_rsa(kind)),
        (None, None) if block.label == Label::Openssh => openssh::read(&body.bytes, passphrase),
        (None, None) => Err(failure::damaged(phrase!(
            "between the `BEGIN` and `END` lines is no key that is known here: parts of it are missing or changed, or it is \
             something else"
        ))),
        (Some(DerStructure::EncryptedPkcs8), _) => {
            Ok((KeyFormat::EncryptedPkcs8Pem, pkcs8::read(&body.bytes, passphrase)?))
        }
        (Some(document), _) => der::private_key(document).map(|(container, key)| match container {
            Container::Pkcs1 => (KeyFormat::Pkcs1Pem, key),
            Container::Pkcs8 => (KeyFormat::Pkcs8Pem, key),
        }),
    }
}

/// What a text without a private key is instead.
fn no_key(text: &[u8]) -> Error {
    let begins = |start: &[u8]| text::lines(text).any(|line| line.starts_with(start));
    // The Base64 of every public key begins with the length of its name: three zero bytes.
    let public = [b"ssh-rsa AAAA".as_slice(), b"ssh-dss AAAA", b"ssh-ed25519 AAAA", b"ecdsa-sha2-", b"sk-"];
    if text.trim_ascii().is_empty() {
        failure::no_key(phrase!("there is no private key: the text is empty"))
    } else if text.starts_with(b"SSH PRIVATE KEY FILE FORMAT") {
        failure::ssh1()
    } else if begins(b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----") {
        failure::ssh_com()
    } else if begins(b"---- BEGIN SSH2 PUBLIC KEY ----") || public.into_iter().any(begins) {
        failure::public_key()
    } else if begins(b"full address:s:") {
        failure::no_key(phrase!("this is a remote desktop file (.rdp), not a private key"))
    } else if pem::is_marked(text) {
        failure::hyphens()
    } else {
        bare_body(text).unwrap_or_else(|| failure::no_key(phrase!("no private key was found in this text")))
    }
}

/// What Base64 without any markers is, where it begins as the body of a key does.
fn bare_body(text: &[u8]) -> Option<Error> {
    // It may well be a key: allocated once, so that growing leaves no copy behind.
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.iter().filter(|byte| !byte.is_ascii_whitespace()));
    if !digits.starts_with(b"MI") && !digits.starts_with(b"b3BlbnNzaC1rZXktdjE") {
        return None;
    }
    let bytes = base64::decode(&digits)?;
    match der::document(&bytes) {
        Some(DerStructure::PublicKey) => Some(failure::public_key()),
        Some(DerStructure::Certificate) => Some(failure::certificate()),
        None if !bytes.starts_with(openssh::MAGIC) => None,
        _ => Some(failure::no_markers()),
    }
}
