//! What the identity policies of Huawei Cloud are asked for with, as valid values: see `ids`.

use serde::Serialize;

use crate::Error;
use crate::base::ids::{PathSegment, described};
use crate::base::said::said;

/// The id of a version of an identity policy: `v` and a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct PolicyVersionId(String);

impl PolicyVersionId {
    /// Reads `v1`, `v2` and so on.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path`, naming what was expected and what was given.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        let number = text.strip_prefix('v').unwrap_or_default();
        if (1..=10).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::invalid(path, said!("{} must be `v` and a number, such as `v1`, got {}", path, described(text))))
    }

    /// The id as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PathSegment for PolicyVersionId {
    fn write_to(&self, path: &mut String) {
        path.push_str(&self.0);
    }
}

/// Where a page of IAM's version 5 begins, as the page before told it: 1 to 400 of `A-Z a-z 0-9 + / = _ -`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct PageMarker(String);

impl PageMarker {
    /// Reads a marker.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path`, naming what was expected and what was given.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte);
        if (1..=400).contains(&text.len()) && text.bytes().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        let expected =
            said!("{} must be 1 to 400 letters, digits, `+`, `/`, `=`, `_` or `-`, got {}", path, described(text));
        Err(Error::invalid(path, expected))
    }

    /// The marker as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for a query.
    pub(crate) fn escaped(&self) -> String {
        self.0.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_of_a_policy_is_a_number_behind_a_v() {
        for text in ["v1", "v5", "v0", "v1234567890"] {
            assert_eq!(PolicyVersionId::parse(text, "versionId").unwrap().as_str(), text);
        }
        for text in ["v", "1", "V1", "v-1", "v1.0", "v12345678901", "latest", "vv1"] {
            assert!(PolicyVersionId::parse(text, "versionId").is_err(), "{text}");
        }
    }

    #[test]
    fn a_marker_is_escaped_in_a_query() {
        assert_eq!(PageMarker::parse("a+b/c==_-", "marker").unwrap().escaped(), "a%2Bb%2Fc%3D%3D_-");
        assert!(PageMarker::parse(&"a".repeat(400), "marker").is_ok());
        assert!(PageMarker::parse(&"a".repeat(401), "marker").is_err());
    }

    #[test]
    fn nothing_leaves_a_path_or_a_query() {
        for text in ["", " ", "..", "a b", "a&b=c", "a#b", "%2e", "a?b", "a\nb", "\u{202e}x", "ä"] {
            assert!(PolicyVersionId::parse(text, "versionId").is_err(), "{text:?}");
            assert!(PageMarker::parse(text, "marker").is_err(), "{text:?}");
        }
    }
}
