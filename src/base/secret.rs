//! Bytes that must not outlive their use: wiped on drop, never printed, never cloned.

use std::fmt;

use zeroize::Zeroizing;

/// A secret: a decrypted password, a token, a passphrase.
///
/// Its bytes are wiped when it is dropped. `Debug` prints `[redacted]`; there is no `Display`, no `Clone` and no
/// serialisation, so that a secret leaves only through [`Secret::bytes`] or [`Secret::text`].
pub struct Secret {
    bytes: Zeroizing<Vec<u8>>,
    trimmed: Option<Trimmed>,
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
        Self { bytes, trimmed: None }
    }

    /// Says what stood behind it.
    #[must_use]
    pub(crate) fn with_trimmed(mut self, trimmed: Option<Trimmed>) -> Self {
        self.trimmed = trimmed;
        self
    }

    /// The bytes themselves; of a decrypted password, those of its text, without what [`Secret::trimmed`] says.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The secret as text, or `None` where its bytes are not UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// What stood behind a decrypted password and is neither in [`Secret::bytes`] nor in [`Secret::text`]; `None` where
    /// nothing did, and of every other secret.
    #[must_use]
    pub fn trimmed(&self) -> Option<Trimmed> {
        self.trimmed
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
