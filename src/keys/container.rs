//! Finds out what the input is, and hands it to the one who reads it.

use zeroize::Zeroizing;

use super::cost::Passphrase;
use super::der::{Container, DerStructure};
use super::mend::{self, KeyRepair};
use super::pem::{Block, DecodedBlock, Label};
use super::rsa::RsaKey;
use super::{KeyFormat, MAX_INPUT, base64, der, failure, legacy, numbers, openssh, pem, pkcs8, pkcs12, ppk, text};
use crate::base::said::{phrase, said};
use crate::{Code, Error};

type KeyResult = Result<(KeyFormat, RsaKey), Error>;

/// How a Java keystore begins: JKS, JCEKS.
const KEYSTORES: [[u8; 4]; 2] = [[0xfe, 0xed, 0xfe, 0xed], [0xce, 0xce, 0xce, 0xce]];

/// How PKCS#12 begins that leaves its length open, as BER may: some browsers write it.
const OPEN_PKCS12: &[u8] = b"\x30\x80\x02\x01\x03";

/// More than anybody keeps in one file.
const MOST_KEYS: usize = 16;

/// Reads the first RSA private key in `input`, and tells what had to be undone for that.
pub(super) fn read(
    input: &[u8],
    passphrase: Option<Passphrase<'_>>,
) -> Result<(KeyFormat, RsaKey, Vec<KeyRepair>), Error> {
    let error = match as_it_is(input, passphrase) {
        Ok((format, key)) => return Ok((format, key, Vec::new())),
        Err(error) => error,
    };
    // What is encrypted under a `DEK-Info` tells nothing of what was done to its Base64: that the passphrase is wrong is one of two causes.
    let is_legacy = text::contains(input, b"DEK-Info");
    let is_settled = |error: &Error| is_settled(error) && !(is_legacy && error.code() == Code::PassphraseWrong);
    if is_settled(&error) {
        return Err(error);
    }
    let mut repairs = Vec::new();
    let is_of_the_text = error.code() != Code::PassphraseWrong;
    let settled = |result: &KeyResult| result.as_ref().err().is_none_or(|other| is_of_the_text && is_settled(other));
    let without_rest = |text: &[u8]| without_trailing_bytes(text).map(|der| from_der(der, passphrase)).filter(settled);
    let whole = without_rest(input);
    if whole.is_some() {
        repairs.push(KeyRepair::TrailingBytes);
    }
    let mended = whole.or_else(|| {
        let mut attempt = |text: &[u8]| {
            let found = Some(as_it_is(text, passphrase)).filter(settled);
            found.or_else(|| without_rest(text))
        };
        let (found, undone) = if input.len() > MAX_INPUT { None } else { mend::first(input, &mut attempt) }?;
        repairs = undone;
        Some(found)
    });
    match mended {
        Some(found) => found.map(|(format, key)| (format, key, repairs)),
        // What it is as it is says more than what is left of it.
        None => Err(error),
    }
}

/// Whether the error says nothing of another key beside this one.
fn is_of_this_key(error: &Error) -> bool {
    matches!(error.code(), Code::KeyDamaged | Code::KeyUnsupported | Code::PassphraseWrong)
}

/// Whether the error is about a key that was found, so that looking further would find nothing better.
fn is_settled(error: &Error) -> bool {
    !matches!(error.code(), Code::NoKey | Code::KeyDamaged | Code::PublicKey)
}

/// A file in DER without what follows it; `None` where nothing does.
fn without_trailing_bytes(input: &[u8]) -> Option<&[u8]> {
    let whole = if der::looks_like(input) { der::outermost(input) } else { None }?;
    (whole.len() < input.len()).then_some(whole)
}

fn as_it_is(input: &[u8], passphrase: Option<Passphrase<'_>>) -> KeyResult {
    if input.len() > MAX_INPUT {
        return Err(failure::no_key(said!(
            "this is not a private key: it has {} bytes, and a private key file has at most {}",
            input.len(),
            MAX_INPUT
        )));
    }
    if der::looks_like(input) {
        return from_der(input, passphrase);
    }
    if KEYSTORES.iter().any(|start| input.starts_with(start)) {
        return Err(failure::java_keystore());
    }
    if input.starts_with(openssh::MAGIC) {
        return openssh::read(input, passphrase);
    }
    match text::from_utf16(input) {
        Some(text) => from_text(&text, passphrase),
        None => from_text(text::without_mark(input), passphrase),
    }
}

fn from_der(bytes: &[u8], passphrase: Option<Passphrase<'_>>) -> KeyResult {
    match der::document(bytes) {
        None if bytes.starts_with(OPEN_PKCS12) => Err(failure::pkcs12()),
        None => Err(failure::damaged(phrase!("the key is damaged or cut off, or this file is not a key at all"))),
        Some(DerStructure::Pkcs12) => Ok((KeyFormat::Pkcs12, pkcs12::read(bytes, passphrase)?)),
        Some(DerStructure::EncryptedPkcs8) => Ok((KeyFormat::EncryptedPkcs8Der, pkcs8::read(bytes, passphrase)?)),
        Some(document) => der::private_key(document).map(|(container, key)| match container {
            Container::Pkcs1 => (KeyFormat::Pkcs1Der, key),
            Container::Pkcs8 => (KeyFormat::Pkcs8Der, key),
        }),
    }
}

fn from_text(text: &[u8], passphrase: Option<Passphrase<'_>>) -> KeyResult {
    // Of several keys, the first that is an RSA key and can be read. What stops one that may be RSA says more than that one is not.
    let mut other: Option<Error> = None;
    for block in pem::private_keys(text).take(MOST_KEYS) {
        match from_pem(&block, text, passphrase) {
            Err(error) if error.code() == Code::NotRsa => other = other.or(Some(error)),
            Err(error) if is_of_this_key(&error) => {
                other = other.filter(|before| before.code() != Code::NotRsa).or(Some(error))
            }
            result => return result,
        }
    }
    if ppk::is_in(text) {
        return ppk::read(text, passphrase);
    }
    let by_numbers = numbers::read(text);
    match (other, by_numbers, pem::find(text)) {
        (_, Some(Ok(key)), _) => Ok(key),
        (Some(error), ..) | (None, Some(Err(error)), _) => Err(error),
        (None, None, Some(block)) => from_pem(&block, text, passphrase),
        (None, None, None) => Err(no_key(text)),
    }
}

fn from_pem(block: &Block<'_>, text: &[u8], passphrase: Option<Passphrase<'_>>) -> KeyResult {
    let body = block.decode();
    let named = match block.label {
        Label::Der | Label::Openssh => None,
        Label::Ec => Some(said!("an ECDSA")),
        Label::Dsa => Some(said!("a DSA")),
        _ if pem::is_marked(text) => return Err(failure::hyphens()),
        // Nothing but a private key is encrypted in this way.
        _ if body.as_ref().is_ok_and(|body| body.dek_info.is_some()) => None,
        Label::PublicKey => return Err(failure::public_key()),
        Label::Certificate => return Err(failure::certificate()),
        Label::Pgp => return Err(failure::no_key(phrase!("this is a PGP key, not the private key of a key pair"))),
        Label::Other => return Err(failure::no_key(phrase!("no private key was found in this text"))),
    };
    let body = match (body, named.clone()) {
        (Err(_) | Ok(DecodedBlock { dek_info: Some(_), .. }), Some(kind)) => return Err(failure::not_rsa(kind)),
        (body, _) => body?,
    };
    if let Some(dek_info) = body.dek_info {
        return Ok((KeyFormat::LegacyEncryptedPem, legacy::read(&dek_info, body.bytes, passphrase)?));
    }
    // The content tells, and some tools and people label it wrongly.
    let document = der::document(&body.bytes).or_else(|| der::document(der::outermost(&body.bytes)?));
    match (document, named) {
        _ if body.bytes.starts_with(openssh::MAGIC) => openssh::read(&body.bytes, passphrase),
        (None, Some(kind)) => Err(failure::not_rsa(kind)),
        (None, None) if block.label == Label::Openssh => openssh::read(&body.bytes, passphrase),
        (None, None) => Err(failure::damaged(phrase!(
            "the text between the `BEGIN` and `END` lines is not a key that is known here: parts of it are missing or changed, or it is \
             something else"
        ))),
        (Some(DerStructure::EncryptedPkcs8), _) => {
            Ok((KeyFormat::EncryptedPkcs8Pem, pkcs8::read(&body.bytes, passphrase)?))
        }
        (Some(DerStructure::Pkcs12), _) => Ok((KeyFormat::Pkcs12, pkcs12::read(&body.bytes, passphrase)?)),
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
