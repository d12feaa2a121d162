//! Bytes that must not outlive their use: wiped on drop, never printed, never cloned.

use std::fmt;

use zeroize::Zeroizing;

/// A secret: a decrypted password, a token, a passphrase.
///
/// Its bytes are wiped when it is dropped. `Debug` prints `[redacted]`; there is no `Display`, no `Clone` and no
/// serialisation, so that a secret leaves only through [`Secret::bytes`] or [`Secret::text`].
pub struct Secret {
    bytes: Zeroizing<Vec<u8>>,
    /// Of a decrypted password, where there is something to tell: apart, since most secrets have none.
    told: Option<Box<Told>>,
}

#[derive(Default)]
struct Told {
    trimmed: Option<Trimmed>,
    /// Where its bytes are text in another encoding than UTF-8.
    text: Option<(PasswordEncoding, Zeroizing<String>)>,
}

/// The encoding of a decrypted password that is not UTF-8, named as in the Encoding Standard, so that `TextDecoder` takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PasswordEncoding {
    /// UTF-16, the lower byte first, as Windows has text in memory.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// The code page of western Windows, which has Latin-1 within it.
    Windows1252,
}

impl PasswordEncoding {
    /// `utf-16le`, `utf-16be` or `windows-1252`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// What stood behind a decrypted password, and was taken off: what programs end a text with, and nobody can type when signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "TrimmedEnd", rename_all = "camelCase"))]
pub enum Trimmed {
    /// A line feed, as `echo` writes it.
    Lf,
    /// A carriage return and a line feed, as Windows ends lines.
    Crlf,
    /// A zero byte, as C ends strings.
    Nul,
}

impl Trimmed {
    /// `lf`, `crlf` or `nul`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "lf",
            Self::Crlf => "crlf",
            Self::Nul => "nul",
        }
    }
}

impl Secret {
    /// Takes ownership of `bytes`; no copy is made.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self::from_zeroizing(Zeroizing::new(bytes))
    }

    /// Takes ownership of bytes that are wiped on drop already; no copy is made.
    #[must_use]
    pub fn from_zeroizing(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { bytes, told: None }
    }

    /// Says what stood behind it.
    #[must_use]
    pub(crate) fn with_trimmed(mut self, trimmed: Option<Trimmed>) -> Self {
        if trimmed.is_some() {
            self.told.get_or_insert_default().trimmed = trimmed;
        }
        self
    }

    /// Says what text its bytes are.
    #[must_use]
    pub(crate) fn with_text(mut self, encoding: PasswordEncoding, text: Zeroizing<String>) -> Self {
        self.told.get_or_insert_default().text = Some((encoding, text));
        self
    }

    /// The bytes themselves; of a decrypted password, as they were encrypted, without what [`Secret::trimmed`] says.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The secret as text, or `None` where its bytes are none: those of a decrypted password are read as [`Secret::encoding`]
    /// says, without a byte order mark, all others as UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self.told.as_ref().and_then(|told| told.text.as_ref()) {
            Some((_, text)) => Some(text),
            None => std::str::from_utf8(&self.bytes).ok(),
        }
    }

    /// The encoding of a decrypted password; `None` of UTF-8, of bytes that are no text, and of every other secret.
    ///
    /// Bytes do not say their encoding: it is told from what they look like. In Windows-1252 a letter that is not ASCII may have
    /// been another one, in the code page of another part of the world.
    #[must_use]
    pub fn encoding(&self) -> Option<PasswordEncoding> {
        self.told.as_ref()?.text.as_ref().map(|(encoding, _)| *encoding)
    }

    /// What stood behind a decrypted password and is neither in [`Secret::bytes`] nor in [`Secret::text`]; `None` where
    /// nothing did, and of every other secret.
    #[must_use]
    pub fn trimmed(&self) -> Option<Trimmed> {
        self.told.as_ref()?.trimmed
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text.into_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_never_shows_the_bytes() {
        assert_eq!(format!("{:?}", Secret::from("hunter2".to_owned())), "[redacted]");
    }

    #[test]
    fn text_is_none_where_the_bytes_are_not_utf8() {
        assert_eq!(Secret::new(vec![0xff]).text(), None);
        assert_eq!(Secret::new(b"pw".to_vec()).text(), Some("pw"));
    }
}
