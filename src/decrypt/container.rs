//! Finds out what the input is, and hands it to the one who reads it.

use zeroize::Zeroizing;

use super::der::{Container, Document};
use super::pem::{Block, Label};
use super::rsa::RsaKey;
use super::{KeyFormat, MAX_INPUT, base64, der, failure, legacy, openssh, pem, pkcs8, ppk, text};
use crate::Error;
use crate::said::{phrase, said};

type Read = Result<(KeyFormat, RsaKey), Error>;

/// Reads the first private key in `input`.
pub(super) fn read(input: &[u8], passphrase: Option<&[u8]>) -> Read {
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

fn from_der(bytes: &[u8], passphrase: Option<&[u8]>) -> Read {
    match der::document(bytes) {
        None => Err(failure::damaged(phrase!("the key is damaged or cut off, or this file is no key at all"))),
        Some(Document::EncryptedPkcs8) => Ok((KeyFormat::EncryptedPkcs8Der, pkcs8::read(bytes, passphrase)?)),
        Some(document) => der::private_key(document).map(|(container, key)| match container {
            Container::Pkcs1 => (KeyFormat::Pkcs1Der, key),
            Container::Pkcs8 => (KeyFormat::Pkcs8Der, key),
        }),
    }
}

fn from_text(text: &[u8], passphrase: Option<&[u8]>) -> Read {
    match pem::find(text) {
        Some(block) => from_pem(&block, passphrase),
        None if ppk::is_in(text) => ppk::read(text, passphrase),
        None => Err(no_key(text)),
    }
}

fn from_pem(block: &Block<'_>, passphrase: Option<&[u8]>) -> Read {
    match block.label {
        Label::Der => {}
        Label::Openssh => return openssh::read(&block.decode()?.bytes, passphrase),
        Label::Ec => return Err(failure::not_rsa(said!("an ECDSA"))),
        Label::Dsa => return Err(failure::not_rsa(said!("a DSA"))),
        Label::PublicKey => return Err(failure::public_key()),
        Label::Certificate => return Err(failure::certificate()),
        Label::Pgp => return Err(failure::no_key(phrase!("this is a PGP key, not the private key of a key pair"))),
        Label::Other => return Err(failure::no_key(phrase!("there is no private key in this text"))),
    }
    let body = block.decode()?;
    if let Some(dek_info) = body.dek_info {
        return Ok((KeyFormat::LegacyEncryptedPem, legacy::read(&dek_info, body.bytes, passphrase)?));
    }
    match der::document(&body.bytes) {
        None => Err(failure::damaged(phrase!("the key is damaged: parts of it are missing or changed"))),
        Some(Document::EncryptedPkcs8) => Ok((KeyFormat::EncryptedPkcs8Pem, pkcs8::read(&body.bytes, passphrase)?)),
        Some(document) => der::private_key(document).map(|(container, key)| match container {
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
    } else if is_bare_body(text) {
        failure::no_markers()
    } else {
        failure::no_key(phrase!("there is no private key in this text"))
    }
}

/// Base64 that begins as the body of a key does.
fn is_bare_body(text: &[u8]) -> bool {
    // It may well be a key: allocated once, so that growing leaves no copy behind.
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.iter().filter(|byte| !byte.is_ascii_whitespace()));
    (digits.starts_with(b"MI") || digits.starts_with(b"b3BlbnNzaC1rZXktdjE")) && base64::decode(&digits).is_some()
}
