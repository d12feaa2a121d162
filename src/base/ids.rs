//! Values that exist only when they are valid. No function of the core takes a bare string as an id, and a URL path
//! can be made only of these, so that no input can change where a request goes.

use std::fmt;

use serde::Serialize;

use crate::Error;
use crate::base::said::{Said, said};
use crate::base::text::quoted;

/// The kind of cloud; with the API version it decides path and action of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Cloud {
    /// Open Telekom Cloud (and the Swiss one).
    Otc,
    /// Huawei Cloud.
    Huawei,
    /// Plain OpenStack: Keystone and Nova.
    Openstack,
}

impl Cloud {
    /// Every family.
    pub const ALL: [Self; 3] = [Self::Otc, Self::Huawei, Self::Openstack];

    /// The names a caller may give.
    pub const NAMES: [&str; 3] = ["otc", "huawei", "openstack"];

    /// Reads `otc`, `huawei` or `openstack`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path` for any other text.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        match text {
            "otc" => Ok(Self::Otc),
            "huawei" => Ok(Self::Huawei),
            "openstack" => Ok(Self::Openstack),
            _ => Err(one_of(text, path, &Self::NAMES)),
        }
    }

    /// The name a caller gives.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Otc => "otc",
            Self::Huawei => "huawei",
            Self::Openstack => "openstack",
        }
    }
}

/// The version of the compute API, and the first segment of its paths: `v1` is the ECS API of the public clouds, `v2` and `v2.1` are the
/// OpenStack-compatible ones. With the cloud it decides the IAM action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum ApiVersion {
    /// Huawei's own ECS API (`/v1/{project_id}/cloudservers/…`).
    #[serde(rename = "v1")]
    V1,
    /// The legacy prefix of the Nova API.
    #[serde(rename = "v2")]
    V2,
    /// The Nova API.
    #[serde(rename = "v2.1")]
    V2_1,
}

impl ApiVersion {
    /// The names a caller may give.
    pub const NAMES: [&str; 3] = ["v1", "v2", "v2.1"];

    /// What a call has when the caller gives none: every cloud knows it.
    pub const DEFAULT: Self = Self::V2_1;

    /// Every version, the usual one first.
    pub const ALL: [Self; 3] = [Self::V2_1, Self::V1, Self::V2];

    /// Whether a cloud has it: v1 is Huawei Cloud's own API.
    #[must_use]
    pub fn exists_on(self, cloud: Cloud) -> bool {
        self != Self::V1 || cloud == Cloud::Huawei
    }

    /// Reads `v1`, `v2` or `v2.1`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path` for any other text.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        match text {
            "v1" => Ok(Self::V1),
            "v2" => Ok(Self::V2),
            "v2.1" => Ok(Self::V2_1),
            _ => Err(one_of(text, path, &Self::NAMES)),
        }
    }

    /// The name a caller gives, which is the path segment too.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
            Self::V2_1 => "v2.1",
        }
    }
}

pub(crate) fn one_of(text: &str, path: &str, names: &[&str]) -> Error {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    Error::invalid(path, said!("{} must be one of {}, got {}", path, names.join(", "), quoted(text)))
}

/// A text that is safe as one segment of a URL path. Only the ids of this module are.
pub(crate) trait PathSegment {
    /// Appends the segment, percent-encoded where needed.
    fn write_to(&self, path: &mut String);
}

/// The id of a project: 1 to 64 of `A-Z a-z 0-9 _ -` (the public clouds: 32 hex digits).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct ProjectId(String);

impl ProjectId {
    /// Reads a project id.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path`, naming what was expected and what was given.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        plain_id(text, path).map(Self).map_err(|error| {
            error.with_hint(said!(
                "the project ID is in the console under My Credentials, or in the token; it is not the project name"
            ))
        })
    }

    /// The id as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PathSegment for ProjectId {
    fn write_to(&self, path: &mut String) {
        path.push_str(&self.0);
    }
}

macro_rules! iam_ids {
    ($($(#[doc = $doc:expr])+ $name:ident,)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Reads an id.
            ///
            /// # Errors
            /// [`crate::Code::InvalidInput`] at `path`, naming what was expected and what was given.
            pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
                plain_id(text, path).map(Self)
            }

            /// The id as given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl PathSegment for $name {
            fn write_to(&self, path: &mut String) {
                path.push_str(&self.0);
            }
        }
    )+};
}

iam_ids! {
    /// The id of an IAM user: 1 to 64 of `A-Z a-z 0-9 _ -` (32 hex digits in the documents).
    UserId,
    /// The id of an account, which IAM calls domain: 1 to 64 of `A-Z a-z 0-9 _ -` (32 hex digits in the documents).
    DomainId,
    /// The id of an enterprise project: 1 to 64 of `A-Z a-z 0-9 _ -`; `0` is the default one.
    EnterpriseProjectId,
    /// The id of a user group: 1 to 64 of `A-Z a-z 0-9 _ -` (32 hex digits in the documents).
    GroupId,
    /// The id of an identity policy: 1 to 64 of `A-Z a-z 0-9 _ -`.
    PolicyId,
}

/// The id of something in an account, as it stands in a path: 1 to 64 of `A-Z a-z 0-9 _ -`.
#[cfg(all(feature = "account", feature = "cloud"))]
#[derive(Debug, Clone)]
pub(crate) struct PathId(String);

#[cfg(all(feature = "account", feature = "cloud"))]
impl PathId {
    /// Reads an id.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path`, naming what was expected and what was given.
    pub(crate) fn parse(text: &str, path: &str) -> Result<Self, Error> {
        plain_id(text, path).map(Self)
    }
}

#[cfg(all(feature = "account", feature = "cloud"))]
impl PathSegment for PathId {
    fn write_to(&self, path: &mut String) {
        path.push_str(&self.0);
    }
}

/// 1 to 64 characters that mean nothing in a URL.
fn plain_id(text: &str, path: &str) -> Result<String, Error> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
        return Ok(text.to_owned());
    }
    Err(Error::invalid(path, said!("{} must be 1 to 64 letters, digits, `-` or `_`, got {}", path, described(text))))
}

/// The same, where a dot is one of them.
pub(crate) fn plain_name(text: &str, path: &str) -> Result<String, Error> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
        return Ok(text.to_owned());
    }
    Err(Error::invalid(
        path,
        said!("{} must be 1 to 64 letters, digits, `.`, `_` or `-`, got {}", path, described(text)),
    ))
}

/// A part of the names of servers: 1 to 64 of `A-Z a-z 0-9 _ - .`, what the clouds take alike for such a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct ServerNamePart(String);

impl ServerNamePart {
    /// Reads a part of a name.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path`, naming what was expected and what was given.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        plain_name(text, path).map(Self)
    }

    /// The part as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for a query of this cloud: Nova takes a regular expression.
    pub(crate) fn for_query(&self, cloud: Cloud) -> String {
        match cloud {
            Cloud::Openstack => self.0.replace('.', "%5C."),
            // Their documents say that names are fuzzy-matched, and nothing of expressions: a backslash might count as itself.
            Cloud::Otc | Cloud::Huawei => self.0.clone(),
        }
    }
}

/// The id of a server: a UUID (8-4-4-4-12 hex digits, any case, kept as given). Line ends around it, which come along when a line is copied, are
/// left out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct ServerId(String);

impl ServerId {
    /// Reads a server id.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path`, naming what was expected and what was given.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        let text = text.trim_matches(['\r', '\n']);
        let hyphen_at = |index: usize| matches!(index, 8 | 13 | 18 | 23);
        let well_formed = text.len() == 36
            && text
                .bytes()
                .enumerate()
                .all(|(index, byte)| if hyphen_at(index) { byte == b'-' } else { byte.is_ascii_hexdigit() });
        if well_formed {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::invalid(
            path,
            said!("{} must be a UUID such as `11111111-2222-4333-8444-555555555555`, got {}", path, described(text)),
        )
        .with_hint(said!("the server ID is on the server's details page; it is not the server's name")))
    }

    /// The id as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PathSegment for ServerId {
    fn write_to(&self, path: &mut String) {
        path.push_str(&self.0);
    }
}

/// The name of a key pair: 1 to 255 of `A-Z a-z 0-9 _ - . @` and blank, the characters that Nova accepts when a pair is
/// created (nova `api/validation`, `.` and `@` since microversion 2.92); not `.` or `..` alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct KeyPairName(String);

impl KeyPairName {
    /// Reads a key pair name.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path`, naming what was expected and what was given.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.@ ".contains(&byte);
        // A segment of dots would be resolved away by whoever parses the URL.
        let dots = text == "." || text == "..";
        if (1..=255).contains(&text.len()) && text.bytes().all(allowed) && !dots {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::invalid(
            path,
            said!(
                "{} must be 1 to 255 letters, digits, blanks, `_`, `-`, `.` or `@`, and not dots alone, got {}",
                path,
                described(text)
            ),
        ))
    }

    /// The name as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PathSegment for KeyPairName {
    fn write_to(&self, path: &mut String) {
        for character in self.0.chars() {
            match character {
                ' ' => path.push_str("%20"),
                // `@` stands in a path as it is (RFC 3986, `pchar`): of what is escaped, no signature could be made.
                _ => path.push(character),
            }
        }
    }
}

/// A Nova microversion, `2.N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Microversion(u16);

impl Microversion {
    /// The newest one this package knows the answers of: 2.98 brings `image.properties.os_type`.
    pub const NEWEST_KNOWN: Self = Self(98);

    /// For which cloud, and in which version of the API, one can be asked for.
    pub const OF: (Cloud, ApiVersion) = (Cloud::Openstack, ApiVersion::V2_1);

    /// Reads `2.1`, `2.98` and so on.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path` for any other text.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        text.strip_prefix("2.")
            .filter(|minor| minor.len() <= 4 && !minor.starts_with(['0', '+']))
            .and_then(|minor| minor.parse().ok())
            .map(Self)
            .ok_or_else(|| {
                Error::invalid(path, said!("{} must be a Nova microversion such as `2.98`, got {}", path, quoted(text)))
            })
    }
}

impl fmt::Display for Microversion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "2.{}", self.0)
    }
}

pub(super) fn described(text: &str) -> Said {
    match text.chars().count() {
        0 => said!("nothing"),
        length @ 65.. => said!("{} ({} characters)", quoted(text), length),
        _ => said!("{}", quoted(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &[&str] = &[
        "",
        " ",
        "..",
        ".",
        "/",
        "a/b",
        "%2f",
        "%2e%2e",
        "a%2Fb",
        "?",
        "a?b=c",
        "#",
        "a#b",
        "\0",
        "a\nb",
        "\u{7f}",
        "a\tb",
        "１２３",
        "ü",
        "a\\b",
        "a;b",
        "a:b",
        "//evil.example",
        "\u{202e}x",
    ];

    #[test]
    fn no_id_takes_a_hostile_text() {
        for text in HOSTILE {
            assert!(ProjectId::parse(text, "projectId").is_err(), "{text:?}");
            assert!(ServerId::parse(text, "serverId").is_err(), "{text:?}");
            assert!(UserId::parse(text, "userId").is_err(), "{text:?}");
            assert!(DomainId::parse(text, "domainId").is_err(), "{text:?}");
            assert!(GroupId::parse(text, "groupId").is_err(), "{text:?}");
            assert!(PolicyId::parse(text, "policyId").is_err(), "{text:?}");
            assert!(*text == " " || KeyPairName::parse(text, "name").is_err(), "{text:?}");
        }
        assert!(ProjectId::parse(&"a".repeat(300), "projectId").is_err());
        assert!(ServerId::parse(&"a".repeat(300), "serverId").is_err());
        assert!(KeyPairName::parse(&"a".repeat(300), "name").is_err());
    }

    #[test]
    fn line_ends_around_a_server_id_are_left_out_and_nothing_else() {
        let id = "abcdef01-2345-4678-9abc-def012345678";
        for (before, after) in [("", "\n"), ("", "\r\n"), ("\n", ""), ("\r\n\n", "\r\r\n"), ("\r", "\n")] {
            assert_eq!(ServerId::parse(&format!("{before}{id}{after}"), "serverId").unwrap().as_str(), id);
        }
        for text in [
            format!(" {id}"),
            format!("{id} "),
            format!("{id}\t"),
            format!("{id} \n"),
            format!("{id}\u{85}"),
            "\n".to_owned(),
        ] {
            assert!(ServerId::parse(&text, "serverId").is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_server_id_is_kept_as_given() {
        let id = "ABCDEF01-2345-4678-9abc-DEF012345678";
        assert_eq!(ServerId::parse(id, "serverId").unwrap().as_str(), id);
        assert!(ServerId::parse("abcdef012345467-89abc-def01234567-8a", "serverId").is_err());
        assert!(ServerId::parse("{abcdef01-2345-4678-9abc-def012345678}", "serverId").is_err());
    }

    #[test]
    fn a_long_input_is_cut_and_its_length_named() {
        let error = ProjectId::parse(&"x".repeat(300), "projectId").unwrap_err();
        assert!(error.message().contains("(300 characters)"), "{error}");
        assert!(error.message().len() < 250, "{error}");
        assert_eq!(error.path(), Some("projectId"));
    }

    #[test]
    fn microversions_compare_by_number() {
        let parse = |text| Microversion::parse(text, "microversion").unwrap();
        assert!(parse("2.104") > parse("2.98") && parse("2.9") < parse("2.10"));
        for text in ["", "2", "2.", "3.1", "2.-1", "2.+1", "2.01", "2.99999", "latest"] {
            assert!(Microversion::parse(text, "microversion").is_err(), "{text}");
        }
    }
}
