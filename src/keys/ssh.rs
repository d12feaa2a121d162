//! The data types of SSH (RFC 4251, section 5) and the public key made of them, with its fingerprints.

use md5::Md5;
use sha2::{Digest, Sha256};

use super::rsa::RsaKey;
use super::{ALGORITHM, base64};
use crate::base::said::{Said, said};

/// The name of RSA keys in SSH.
pub(super) const RSA: &[u8] = ALGORITHM.as_bytes();

/// Reads strings and numbers one after the other; every method gives `None` once the bytes do not suffice.
pub(super) struct SshReader<'a>(pub(super) &'a [u8]);

impl<'a> SshReader<'a> {
    pub(super) fn u32(&mut self) -> Option<u32> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_be_bytes(*bytes))
    }

    pub(super) fn string(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

/// Appends `bytes` with their length before them.
pub(super) fn write_string(out: &mut Vec<u8>, bytes: &[u8]) {
    // Nothing we write is longer than an input, which is limited.
    out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// Appends a positive number that has no leading zeros.
fn write_number(out: &mut Vec<u8>, bytes: &[u8]) {
    if bytes.first().is_some_and(|byte| *byte >= 0x80) {
        write_string(out, &[&[0], bytes].concat());
    } else {
        write_string(out, bytes);
    }
}

/// The public key as it stands in Base64 after `ssh-rsa` (RFC 4253, section 6.6).
pub(super) fn public_blob(key: &RsaKey) -> Vec<u8> {
    let mut blob = Vec::new();
    write_string(&mut blob, RSA);
    write_number(&mut blob, &key.public_exponent());
    write_number(&mut blob, &key.modulus());
    blob
}

pub(super) fn md5_fingerprint(blob: &[u8]) -> String {
    let bytes = Md5::digest(blob);
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(":")
}

pub(super) fn sha256_fingerprint(blob: &[u8]) -> String {
    format!("SHA256:{}", base64::encode_unpadded(&Sha256::digest(blob)))
}

/// What a key that is not RSA is called, with the article, by exactly its name in SSH. A name that is none of them proves
/// nothing: it may be what is left of another.
pub(super) fn kind(name: &[u8]) -> Option<Said> {
    Some(match name {
        b"ssh-ed25519" => said!("an ed25519"),
        b"ssh-ed448" => said!("an ed448"),
        b"ssh-dss" => said!("a DSA"),
        b"ecdsa-sha2-nistp256" | b"ecdsa-sha2-nistp384" | b"ecdsa-sha2-nistp521" => said!("an ECDSA"),
        b"sk-ssh-ed25519@openssh.com" | b"sk-ecdsa-sha2-nistp256@openssh.com" => said!("a security token's"),
        _ => return None,
    })
}
