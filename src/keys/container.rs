//! Finds out what the input is, and hands it to the one who reads it.

use zeroize::Zeroizing;

use super::cost::{Passphrase, Tries};
use super::der::{Container, DerStructure};
use super::mend::{self, KeyRepair};
use super::pem::{Block, Label};
use super::rsa::{RsaKey, numbers_apart};
use super::{KeyFormat, MAX_INPUT, base64, der, failure, legacy, numbers, openssh, pem, pkcs8, pkcs12, ppk, text};
use crate::base::said::{Said, phrase, said};
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
    let told = |format: KeyFormat, mut key: RsaKey, mut repairs: Vec<KeyRepair>| {
        std::mem::take(&mut key.repairs).into_iter().for_each(|repair| mend::add(&mut repairs, repair));
        (format, key, repairs)
    };
    let tries = Tries::new();
    let error = match as_it_is(input, passphrase, &tries) {
        Ok((format, key)) => return Ok(told(format, key, Vec::new())),
        Err(error) => error,
    };
    // What is encrypted under a `DEK-Info` tells nothing of what was done to its Base64, nor a PuTTY file of what was done to its comment:
    // that the passphrase is wrong is one of two causes.
    let is_open = |error: &Error, text: &[u8]| match error.code() {
        Code::NotRsa => true,
        Code::PassphraseWrong => {
            [b"DEK-Info".as_slice(), b"PuTTY-User-Key-File-"].iter().any(|sign| text::contains(text, sign))
        }
        _ => false,
    };
    if is_settled(&error) && !is_open(&error, input) {
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
    let mut first = None;
    let mended = whole.or_else(|| {
        let mut attempt = |text: &[u8]| match Some(as_it_is(text, passphrase, &tries)).filter(settled) {
            // Another one, or the same after another step, may still be found.
            Some(Err(error)) if is_open(&error, text) => {
                first.get_or_insert(error);
                None
            }
            found => found.or_else(|| without_rest(text)),
        };
        let (found, undone) =
            if input.len() > MAX_INPUT { None } else { mend::first(input, &mut attempt, Result::is_ok) }?;
        repairs = undone;
        Some(found)
    });
    match mended {
        Some(found) => found.map(|(format, key)| told(format, key, repairs)),
        // What it is as it is says more than what is left of it, but for a key that was found.
        None => Err(first.unwrap_or(error)),
    }
}

/// How much an error says of a text with several keys: first what the caller can change, last that one of them is of another type.
fn weight(error: &Error) -> u8 {
    match error.code() {
        Code::KeySlow => 3,
        Code::PassphraseMissing => 2,
        Code::NotRsa => 0,
        _ => 1,
    }
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

fn as_it_is(input: &[u8], passphrase: Option<Passphrase<'_>>, tries: &Tries) -> KeyResult {
    if !tries.are_left() {
        return Err(numbers_apart());
    }
    if input.len() > MAX_INPUT {
        return Err(failure::no_key(said!(
            "this is not a private key: it has {} bytes, and a private key file has at most {}",
            input.len(),
            MAX_INPUT
        )));
    }
    // An editor may have put a byte order mark or a line break before it.
    let file = text::without_mark(input).trim_ascii_start();
    if der::looks_like(file) {
        return from_der(file, passphrase);
    }
    if KEYSTORES.iter().any(|start| input.starts_with(start)) {
        return Err(failure::java_keystore());
    }
    if input.starts_with(openssh::MAGIC) {
        return openssh::read(input, passphrase);
    }
    match text::from_utf16(input) {
        Some(text) => from_text(&text, passphrase, tries),
        None => from_text(text::without_mark(input), passphrase, tries),
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

fn from_text(text: &[u8], passphrase: Option<Passphrase<'_>>, tries: &Tries) -> KeyResult {
    // Of several keys, the first that can be read. Where none can, what stops the first of those of which most can be said.
    let mut other: Option<Error> = None;
    let is_ssh_com = text::contains(text, b"BEGIN SSH2 ENCRYPTED PRIVATE KEY");
    let in_pem = pem::private_keys(text).take(MOST_KEYS).map(|block| from_pem(&block, text, passphrase));
    let of_putty = ppk::keys(text).take(MOST_KEYS).map(|key| ppk::read(key, passphrase));
    for result in in_pem.chain(of_putty) {
        match result {
            Err(error) if tries.go_on_after(&error) => {
                other = other.filter(|before| weight(before) >= weight(&error)).or(Some(error));
            }
            found => return found,
        }
    }
    let by_numbers = numbers::read(text, tries);
    match (other, by_numbers, pem::find(text)) {
        (_, Some(Ok(key)), _) => Ok(key),
        (Some(error), ..) | (None, Some(Err(error)), _) => Err(error),
        (None, None, _) if is_ssh_com => Err(failure::ssh_com()),
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
        // Nothing but a private key is encrypted in this way.
        _ if body.as_ref().is_ok_and(|body| body.dek_info.is_some()) => None,
        _ if pem::is_marked(text) => return Err(failure::hyphens()),
        Label::PublicKey => return Err(failure::public_key()),
        Label::Certificate => return Err(failure::certificate()),
        Label::Pgp => return Err(failure::no_key(phrase!("this is a PGP key, not the private key of a key pair"))),
        Label::Other => return Err(failure::no_key(phrase!("no private key was found in this text"))),
    };
    let body = match (body, named.clone()) {
        (Err(_), Some(kind)) => return Err(failure::not_rsa(kind)),
        (body, _) => body?,
    };
    // What is encrypted tells its type once it is not: the label may be another's.
    let is_on_one_line = body.is_on_one_line;
    let (format, mut key) = match body.dek_info {
        Some(dek_info) => (KeyFormat::LegacyEncryptedPem, legacy::read(&dek_info, body.bytes, passphrase)?),
        None => from_body(&body.bytes, block.label, named, passphrase)?,
    };
    if is_on_one_line {
        mend::add(&mut key.repairs, KeyRepair::LineBreaks);
    }
    if !block.is_named_for(format) {
        mend::add(&mut key.repairs, KeyRepair::Markers);
    }
    Ok((format, key))
}

/// The content tells what it is, and some tools and people label it wrongly.
fn from_body(bytes: &[u8], label: Label, named: Option<Said>, passphrase: Option<Passphrase<'_>>) -> KeyResult {
    if bytes.starts_with(openssh::MAGIC) {
        return openssh::read(bytes, passphrase);
    }
    let whole = der::document(bytes).map(|_| bytes).or_else(|| der::outermost(bytes)).unwrap_or(bytes);
    let (format, mut key) = match (der::document(whole), named) {
        (None, Some(kind)) => return Err(failure::not_rsa(kind)),
        (None, None) if label == Label::Openssh => return openssh::read(bytes, passphrase),
        (None, None) => {
            return Err(failure::damaged(phrase!(
                "the text between the `BEGIN` and `END` lines is not a key that is known here: parts of it are missing or changed, or it is \
                 something else"
            )));
        }
        (Some(DerStructure::EncryptedPkcs8), _) => (KeyFormat::EncryptedPkcs8Pem, pkcs8::read(whole, passphrase)?),
        (Some(DerStructure::Pkcs12), _) => (KeyFormat::Pkcs12, pkcs12::read(whole, passphrase)?),
        (Some(document), _) => match der::private_key(document)? {
            (Container::Pkcs1, key) => (KeyFormat::Pkcs1Pem, key),
            (Container::Pkcs8, key) => (KeyFormat::Pkcs8Pem, key),
        },
    };
    if whole.len() < bytes.len() {
        mend::add(&mut key.repairs, KeyRepair::TrailingBytes);
    }
    Ok((format, key))
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
