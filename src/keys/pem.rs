//! Finds the private key among the PEM blocks of a text (RFC 7468), and decodes it.

use zeroize::Zeroizing;

use super::{KeyFormat, base64, failure, legacy, text};
use crate::Error;
use crate::base::said::phrase;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
const DEK_INFO: &[u8] = b"DEK-Info:";

/// What a block is, by its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// PKCS#1, PKCS#8 or PKCS#12, encrypted or not: the content tells, and some tools label it wrongly.
    Der,
    Openssh,
    Ec,
    Dsa,
    PublicKey,
    Certificate,
    Pgp,
    Other,
}

impl Label {
    fn of(name: &[u8]) -> Self {
        match name {
            b"RSA PRIVATE KEY" | b"PRIVATE KEY" | b"ENCRYPTED PRIVATE KEY" | b"PKCS12" => Self::Der,
            b"OPENSSH PRIVATE KEY" => Self::Openssh,
            b"EC PRIVATE KEY" => Self::Ec,
            b"DSA PRIVATE KEY" => Self::Dsa,
            b"PUBLIC KEY" | b"RSA PUBLIC KEY" => Self::PublicKey,
            b"PGP PRIVATE KEY BLOCK" => Self::Pgp,
            _ if name.ends_with(b"CERTIFICATE") || name.ends_with(b"CERTIFICATE REQUEST") => Self::Certificate,
            b"PKCS7" | b"CMS" => Self::Certificate,
            _ => Self::Other,
        }
    }

    fn is_private_key(self) -> bool {
        matches!(self, Self::Der | Self::Openssh | Self::Ec | Self::Dsa)
    }
}

/// Whether there is the marker of a private key, with whatever dashes around it.
pub(super) fn is_marked(text: &[u8]) -> bool {
    const KEY: &[u8] = b"PRIVATE KEY";
    let mut rest = text;
    while let Some((_, after)) = text::split_once(rest, b"BEGIN ") {
        let end = after.iter().position(|byte| !matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' '));
        let name = after.get(..end.unwrap_or(after.len())).unwrap_or_default().trim_ascii();
        if name.ends_with(KEY) {
            return true;
        }
        rest = after;
    }
    false
}

/// One block, not decoded yet.
pub(super) struct Block<'a> {
    pub(super) label: Label,
    name: &'a [u8],
    /// From the end of the `BEGIN` marker on.
    rest: &'a [u8],
}

/// A block, decoded.
pub(super) struct DecodedBlock {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// The value of the `DEK-Info` header: the content is encrypted as OpenSSL used to.
    pub(super) dek_info: Option<Zeroizing<Vec<u8>>>,
    /// Headers that need lines of their own had none.
    pub(super) is_on_one_line: bool,
}

/// The blocks that are private keys.
pub(super) fn private_keys(text: &[u8]) -> impl Iterator<Item = Block<'_>> {
    blocks(text).filter(|block| block.label.is_private_key())
}

/// The first block of any kind.
pub(super) fn find(text: &[u8]) -> Option<Block<'_>> {
    blocks(text).next()
}

fn blocks(text: &[u8]) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || next_block(&mut rest))
}

/// The next block of `rest`, which then begins behind its `BEGIN`.
fn next_block<'a>(rest: &mut &'a [u8]) -> Option<Block<'a>> {
    while let Some((_, after)) = text::split_once(rest, BEGIN) {
        *rest = after;
        let (name, body) = text::split_once(after, DASHES)?;
        if name.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' ')) {
            return Some(Block { label: Label::of(name), name, rest: body });
        }
    }
    None
}

impl Block<'_> {
    /// Decodes what stands up to the `END` marker.
    pub(super) fn decode(&self) -> Result<DecodedBlock, Error> {
        let cut_off = || failure::damaged(phrase!("the key is cut off: its `-----END …-----` line is missing"));
        let Some((content, after)) = text::split_once(self.rest, END) else {
            let marker = [b"END ".as_slice(), self.name].concat();
            return Err(if text::contains(self.rest, &marker) { failure::hyphens() } else { cut_off() });
        };
        if text::contains(content, BEGIN) {
            return Err(cut_off());
        }
        match after.strip_prefix(self.name) {
            Some(rest) if rest.starts_with(DASHES) => {}
            Some([b'A'..=b'Z' | b' ', ..]) | None => {
                return Err(failure::damaged(phrase!(
                    "the key is damaged: its `BEGIN` and `END` lines do not belong together"
                )));
            }
            Some(_) => return Err(failure::hyphens()),
        }
        let content = unescaped(content);
        let mut digits = Zeroizing::new(Vec::with_capacity(content.len()));
        let (body, dek_info) = dek_info(&content);
        for line in body.into_iter().flat_map(text::lines) {
            // Another header, such as `Proc-Type`: Base64 has no colon.
            if !line.contains(&b':') {
                digits.extend(line.iter().filter(|byte| !byte.is_ascii_whitespace()));
            }
        }
        if digits.is_empty() {
            return Err(failure::damaged(if content.trim_ascii().is_empty() {
                phrase!("the key is empty: there is nothing between its `BEGIN` and `END` lines")
            } else {
                phrase!("the key is damaged: there are no lines of Base64 between its `BEGIN` and `END` lines")
            }));
        }
        let bytes = base64::decode(&digits).ok_or_else(|| {
            failure::damaged(phrase!(
                "the key is damaged: what stands between its `BEGIN` and `END` lines is not Base64"
            ))
        })?;
        let is_on_one_line = dek_info.is_some() && !text::lines(&content).any(|line| line.starts_with(DEK_INFO));
        Ok(DecodedBlock { bytes, dek_info, is_on_one_line })
    }

    /// Whether the label is that of a key in this form.
    pub(super) fn is_named_for(&self, format: KeyFormat) -> bool {
        let name: &[u8] = match format {
            KeyFormat::Pkcs1Pem | KeyFormat::LegacyEncryptedPem => b"RSA PRIVATE KEY",
            KeyFormat::Pkcs8Pem => b"PRIVATE KEY",
            KeyFormat::EncryptedPkcs8Pem => b"ENCRYPTED PRIVATE KEY",
            KeyFormat::Openssh | KeyFormat::OpensshEncrypted => b"OPENSSH PRIVATE KEY",
            _ => return true,
        };
        self.name == name
    }
}

/// The content around the `DEK-Info` header, and the header's value. It may have lost its line breaks: the length of the vector
/// then tells where the Base64 begins.
fn dek_info(content: &[u8]) -> ([&[u8]; 2], Option<Zeroizing<Vec<u8>>>) {
    let Some((before, after)) = text::split_once(content, DEK_INFO) else { return ([content, b""], None) };
    let line = after.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let Some((cipher, _)) = text::split_once(line, b",") else { return ([before, after], Some(line.to_vec().into())) };
    let vector = after.get(cipher.len() + 1..).unwrap_or_default();
    let longest = legacy::vector_digits(cipher.trim_ascii()).unwrap_or(usize::MAX);
    let digits = vector.iter().take(longest).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let (value, rest) = after.split_at_checked(cipher.len() + 1 + digits).unwrap_or((after, b""));
    ([before, rest], Some(value.to_vec().into()))
}

/// A key copied out of a JSON answer has `\n` where its lines end.
pub(super) fn unescaped(content: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(content.len()));
    let mut rest = content;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'\\', [b'n' | b'r', after @ ..]) => {
                out.push(b'\n');
                rest = after;
            }
            _ => out.push(*first),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_private_key_is_taken() {
        let text =
            b"-----BEGIN CERTIFICATE-----\n-----BEGIN x-----BEGIN DSA PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----";
        assert_eq!(private_keys(text).next().unwrap().label, Label::Dsa);
    }

    #[test]
    fn a_block_that_another_one_follows_before_its_end_is_cut_off() {
        let text = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        let error = find(text).unwrap().decode().err().unwrap();
        assert!(error.message().contains("cut off"), "{}", error.message());
    }

    #[test]
    fn without_a_private_key_the_first_block_is_told() {
        assert_eq!(find(b"-----BEGIN PUBLIC KEY----------BEGIN CERTIFICATE-----").unwrap().label, Label::PublicKey);
        assert!(find(b"-----BEGIN ").is_none());
        assert!(find(b"-----BEGIN private key-----").is_none());
    }
}
