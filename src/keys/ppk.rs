//! PuTTY's format, versions 2 and 3 (appendix C of PuTTY's manual).
//!
//! Read here rather than by `ssh-key`, which derives the Argon2 key twice, wants the passphrase as text, and leaves it and the
//! private numbers in memory.

mod one_line;

use std::iter::Peekable;

use aes::Aes256;
use argon2::{Algorithm, Argon2, Params, Version};
use cbc::Decryptor;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::cost::{Cost, Passphrase};
use super::rsa::{RsaComponents, RsaKey};
use super::ssh::{self, SshReader};
use super::{KeyFormat, KeyRepair, base64, failure, mend, pem, text};
use crate::base::said::{Said, phrase, said};
use crate::{Code, Error};

/// What the first line begins with; the version and the type of the key follow.
const MARKER: &[u8] = b"PuTTY-User-Key-File-";

/// How many characters a line of Base64 has.
const LINE: usize = 64;

const AES_KEY: usize = 32;
const AES_BLOCK: usize = 16;
const MAC_KEY: usize = 32;

/// Each PuTTY key in `text`, with what follows it up to the next.
pub(super) fn keys(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = start(text);
    std::iter::from_fn(move || {
        let key = rest?;
        rest = key.strip_prefix(MARKER).and_then(start);
        key.split_at_checked(key.len() - rest.map_or(0, <[u8]>::len)).map(|(key, _)| key)
    })
}

/// The text from the first PuTTY key on: it may stand within a line, as in a JSON answer.
fn start(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text;
    while let Some(at) = rest.windows(MARKER.len()).position(|window| window == MARKER) {
        let (_, found) = rest.split_at_checked(at)?;
        rest = found.strip_prefix(MARKER)?;
        if rest.first().is_none_or(|byte| byte.is_ascii_digit() || byte.is_ascii_whitespace()) {
            return Some(found);
        }
    }
    None
}

/// Reads the PuTTY key that `text` begins with.
pub(super) fn read(text: &[u8], passphrase: Option<Passphrase<'_>>) -> Result<(KeyFormat, RsaKey), Error> {
    if !one_line::is_it(text) {
        return read_lines(text, passphrase);
    }
    // In JSON and the like the line breaks are only written in another way.
    let unescaped = pem::unescaped(text);
    if !one_line::is_it(&unescaped) {
        return read_lines(&unescaped, passphrase);
    }
    let lines = one_line::with_lines(&unescaped).ok_or_else(failure::line_breaks_lost)?;
    let mut found = read_lines(&lines, passphrase);
    if let Ok((_, key)) = &mut found {
        mend::add(&mut key.repairs, KeyRepair::LineBreaks);
    }
    found.map_err(|error| match error.code() {
        // What does not fit together may have been put together wrongly.
        Code::KeyDamaged => failure::line_breaks_lost(),
        _ => error,
    })
}

fn read_lines(text: &[u8], passphrase: Option<Passphrase<'_>>) -> Result<(KeyFormat, RsaKey), Error> {
    let file = File::read(text)?;
    let (format, mut key) = file.open(passphrase)?;
    if file.is_broken {
        mend::add(&mut key.repairs, KeyRepair::LineBreaks);
    }
    Ok((format, key))
}

/// The lines of the file; `private` is encrypted or not.
struct File<'a> {
    version: u8,
    key_type: &'a [u8],
    encryption: &'a [u8],
    comment: &'a [u8],
    public: Zeroizing<Vec<u8>>,
    private: Zeroizing<Vec<u8>>,
    /// The lines of Base64 are not as many as the file says.
    is_broken: bool,
    mac: Vec<u8>,
    argon2: Argon2Lines<'a>,
}

#[derive(Default)]
struct Argon2Lines<'a> {
    kind: &'a [u8],
    memory: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
}

/// Version and type of an RSA key.
fn first_line(line: &[u8]) -> Result<(u8, &[u8]), Error> {
    let (version, key_type) = match field(line) {
        Some((b"1", _)) => {
            return Err(failure::unsupported_ppk(phrase!("this is a PuTTY key in version 1 of the format")));
        }
        Some((b"2", key_type)) => (2, key_type.trim_ascii()),
        Some((b"3", key_type)) => (3, key_type.trim_ascii()),
        Some((version, _)) if version.iter().all(u8::is_ascii_digit) => {
            return Err(failure::unsupported_ppk(phrase!(
                "this is a PuTTY key in a version of the format that is not read here"
            )));
        }
        _ => return Err(failure::damaged(said!("the key is damaged: {}", said!("its first line is not complete")))),
    };
    if key_type != ssh::RSA {
        return Err(ssh::kind(key_type).map_or_else(failure::unknown_type, failure::not_rsa));
    }
    Ok((version, key_type))
}

impl<'a> File<'a> {
    fn read(text: &'a [u8]) -> Result<Self, Error> {
        let damaged = |what: Said| failure::damaged(said!("the key is damaged: {}", what));
        let mut lines = text::lines(text).filter(|line| !line.is_empty()).peekable();
        let first = lines.find_map(|line| line.strip_prefix(MARKER)).unwrap_or_default();
        let (version, key_type) = first_line(first)?;
        let (mut encryption, mut comment, mut public, mut private) = (None, None, None, None);
        let (mut argon2, mut is_broken) = (Argon2Lines::default(), false);
        while let Some(line) = lines.next() {
            let (name, value) = field(line).ok_or_else(|| damaged(said!("a line has no name")))?;
            let trimmed = value.trim_ascii();
            let mut body = || {
                body(&mut lines, text.len(), trimmed, &mut is_broken)
                    .ok_or_else(|| damaged(said!("a part is cut off, or not Base64")))
            };
            match name {
                b"Encryption" => encryption = Some(trimmed),
                b"Comment" => comment = Some(value),
                b"Public-Lines" => public = Some(body()?),
                b"Private-Lines" => private = Some(body()?),
                b"Key-Derivation" => argon2.kind = trimmed,
                b"Argon2-Memory" => argon2.memory = number(trimmed),
                b"Argon2-Passes" => argon2.passes = number(trimmed),
                b"Argon2-Parallelism" => argon2.lanes = number(trimmed),
                b"Argon2-Salt" => argon2.salt = text::from_hex(trimmed).unwrap_or_default(),
                b"Private-Hash" => {
                    return Err(failure::unsupported_ppk(phrase!(
                        "this is a PuTTY key of an old kind, without a proper checksum"
                    )));
                }
                b"Private-MAC" => {
                    let (Some(encryption), Some(comment), Some(public), Some(private)) =
                        (encryption, comment, public, private)
                    else {
                        break;
                    };
                    // What follows it on its line may be the end of a JSON string, or anything.
                    let longest = if version == 2 { 40 } else { 64 };
                    let digits = trimmed.iter().take(longest).take_while(|byte| byte.is_ascii_hexdigit()).count();
                    let mac = trimmed.get(..digits).and_then(text::from_hex).filter(|_| digits == longest);
                    let mac = mac.ok_or_else(|| damaged(said!("its checksum is cut off")))?;
                    return Ok(Self {
                        version,
                        key_type,
                        encryption,
                        comment,
                        public,
                        private,
                        is_broken,
                        mac,
                        argon2,
                    });
                }
                _ => return Err(damaged(said!("it has a line of an unknown name"))),
            }
        }
        Err(damaged(said!("lines are missing")))
    }

    fn open(&self, passphrase: Option<Passphrase<'_>>) -> Result<(KeyFormat, RsaKey), Error> {
        if !self.is_encrypted() {
            self.verify(&self.private, &self.plain_mac_key(), || {
                failure::damaged(phrase!("the key is damaged: its checksum is wrong"))
            })?;
            let format = if self.version == 2 { KeyFormat::Ppk2 } else { KeyFormat::Ppk3 };
            return Ok((format, self.rsa(&self.private)?));
        }
        let derivation = self.derivation()?;
        let passphrase = passphrase.ok_or_else(failure::passphrase_missing)?.afford(derivation.cost())?;
        let keys = derivation.keys(passphrase)?;
        let mut private = self.private.clone();
        Decryptor::<Aes256>::new_from_slices(&keys.cipher, &keys.vector)
            .ok()
            .and_then(|cipher| cipher.decrypt_padded::<NoPadding>(&mut private).ok())
            .ok_or_else(|| failure::damaged(phrase!("the key is damaged: its private part is not complete")))?;
        self.verify(&private, &keys.mac, failure::passphrase_wrong_or_damaged)?;
        let format = if self.version == 2 { KeyFormat::Ppk2Encrypted } else { KeyFormat::Ppk3Encrypted };
        Ok((format, self.rsa(&private)?))
    }

    fn is_encrypted(&self) -> bool {
        self.encryption != b"none"
    }

    fn derivation(&self) -> Result<Derivation<'_>, Error> {
        if self.encryption != b"aes256-cbc" {
            return Err(failure::unsupported_ppk(phrase!("this key is encrypted with a cipher that is not read here")));
        }
        if self.version == 2 { Ok(Derivation::Sha1) } else { self.argon2.check() }
    }

    /// The MAC's key where there is no passphrase.
    fn plain_mac_key(&self) -> Zeroizing<Vec<u8>> {
        if self.version == 2 { sha1_mac_key(b"") } else { Zeroizing::default() }
    }

    /// The MAC covers the type, the comment and both halves of the key. PuTTYgen on Windows writes the comment in the code page, and
    /// a clipboard makes UTF-8 of it, or the other way round.
    fn verify(&self, private: &[u8], key: &[u8], otherwise: impl Fn() -> Error) -> Result<(), Error> {
        let mut comments = [
            Some(self.comment.to_vec().into()),
            Some(self.comment.trim_ascii_end().to_vec().into()),
            text::in_code_page(self.comment),
            text::from_code_page(self.comment).map(|text| text.as_bytes().to_vec().into()),
        ]
        .into_iter()
        .flatten();
        if comments.any(|comment: Zeroizing<Vec<u8>>| self.has_mac(&comment, private, key)) {
            Ok(())
        } else {
            Err(otherwise())
        }
    }

    fn has_mac(&self, comment: &[u8], private: &[u8], key: &[u8]) -> bool {
        let parts = [self.key_type, self.encryption, comment, &self.public, private];
        // Allocated once, so that growing leaves no copy behind.
        let length = parts.iter().map(|part| part.len() + 4).sum();
        let mut covered = Zeroizing::new(Vec::with_capacity(length));
        for part in parts {
            ssh::write_string(&mut covered, part);
        }
        if self.version == 2 {
            Hmac::<Sha1>::new_from_slice(key)
                .is_ok_and(|mac| mac.chain_update(&*covered).verify_slice(&self.mac).is_ok())
        } else {
            Hmac::<Sha256>::new_from_slice(key)
                .is_ok_and(|mac| mac.chain_update(&*covered).verify_slice(&self.mac).is_ok())
        }
    }

    fn rsa(&self, private: &[u8]) -> Result<RsaKey, Error> {
        let (mut public, mut private) = (SshReader(&self.public), SshReader(private));
        let mut numbers = || {
            let _type = public.string()?;
            Some(RsaComponents {
                public_exponent: public.string()?,
                modulus: public.string()?,
                private_exponent: private.string()?,
                first_prime: private.string()?,
                second_prime: private.string()?,
            })
        };
        RsaKey::new(&numbers().ok_or_else(|| failure::damaged(phrase!("the key is damaged: numbers are missing")))?)
    }
}

/// How a passphrase becomes keys.
enum Derivation<'a> {
    Sha1,
    Argon2(Argon2<'static>, &'a [u8]),
}

struct Keys {
    cipher: Zeroizing<Vec<u8>>,
    vector: [u8; AES_BLOCK],
    mac: Zeroizing<Vec<u8>>,
}

impl Argon2Lines<'_> {
    fn check(&self) -> Result<Derivation<'_>, Error> {
        let algorithm = match self.kind {
            b"Argon2id" => Algorithm::Argon2id,
            b"Argon2i" => Algorithm::Argon2i,
            b"Argon2d" => Algorithm::Argon2d,
            _ => {
                return Err(failure::unsupported_ppk(phrase!("this key needs a key derivation that is not read here")));
            }
        };
        if !Cost::of_argon2(self.memory.into(), self.passes.into()).is_bearable() {
            return Err(failure::too_costly());
        }
        let parameters = Params::new(self.memory, self.passes, self.lanes, None)
            .map_err(|_| failure::damaged(phrase!("the key is damaged: its Argon2 lines make no sense")))?;
        Ok(Derivation::Argon2(Argon2::new(algorithm, Version::V0x13, parameters), &self.salt))
    }
}

impl Derivation<'_> {
    fn cost(&self) -> Cost {
        match self {
            Self::Sha1 => Cost::of_rounds(1, 1),
            Self::Argon2(argon2, _) => {
                Cost::of_argon2(argon2.params().m_cost().into(), argon2.params().t_cost().into())
            }
        }
    }

    fn keys(&self, passphrase: &[u8]) -> Result<Keys, Error> {
        match self {
            Self::Sha1 => {
                let mut cipher = Zeroizing::new(Vec::with_capacity(40));
                for counter in [0, 1] {
                    let mut block = Zeroizing::new([0; 20]);
                    Sha1::new_with_prefix([0, 0, 0, counter])
                        .chain_update(passphrase)
                        .finalize_into((&mut *block).into());
                    cipher.extend_from_slice(&*block);
                }
                cipher.truncate(AES_KEY);
                Ok(Keys { cipher, vector: [0; AES_BLOCK], mac: sha1_mac_key(passphrase) })
            }
            Self::Argon2(argon2, salt) => {
                let damaged = || failure::damaged(phrase!("the key is damaged: its Argon2 lines make no sense"));
                let mut bytes = Zeroizing::new([0; AES_KEY + AES_BLOCK + MAC_KEY]);
                argon2.hash_password_into(passphrase, salt, &mut *bytes).map_err(|_| damaged())?;
                let (cipher, rest) = bytes.split_at_checked(AES_KEY).ok_or_else(damaged)?;
                let (vector, mac) = rest.split_first_chunk().ok_or_else(damaged)?;
                Ok(Keys { cipher: Zeroizing::new(cipher.to_vec()), vector: *vector, mac: Zeroizing::new(mac.to_vec()) })
            }
        }
    }
}

fn sha1_mac_key(passphrase: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(vec![0; 20]);
    let hash = Sha1::new_with_prefix(b"putty-private-key-file-mac-key").chain_update(passphrase);
    let mut block = Zeroizing::new([0; 20]);
    hash.finalize_into((&mut *block).into());
    key.copy_from_slice(&*block);
    key
}

/// `Name: value`; the value keeps its blanks, which count in a comment.
fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, value) = text::split_once(line, b":")?;
    Some((name, value.strip_prefix(b" ").unwrap_or(value)))
}

/// A number that is missing or too large is zero, which no format allows.
fn number(text: &[u8]) -> u32 {
    std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// The Base64 of as many lines as `count` says, joined or split again: the next name ends it, for Base64 has no colon.
fn body<'a>(
    lines: &mut Peekable<impl Iterator<Item = &'a [u8]>>,
    length: usize,
    count: &[u8],
    is_broken: &mut bool,
) -> Option<Zeroizing<Vec<u8>>> {
    // Allocated once, so that growing leaves no copy behind.
    let mut digits = Zeroizing::new(Vec::with_capacity(length));
    let mut taken = 0;
    while let Some(line) = lines.next_if(|line| !line.contains(&b':')) {
        digits.extend(line.iter().filter(|byte| !byte.is_ascii_whitespace()).copied().map(base64::standard_digit));
        taken += 1;
    }
    let count = usize::try_from(number(count)).ok()?;
    *is_broken |= taken != count;
    // A file that was written on one line has it so.
    (count == 1 || digits.len().div_ceil(LINE) >= count).then(|| base64::decode(&digits))?
}
