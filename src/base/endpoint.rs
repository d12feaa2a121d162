//! The base URL of a service.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::Error;
use crate::base::said::{Said, said};
use crate::base::text::quoted;

/// The base URL of a service: `https` (`http` on loopback only), no credentials, no query, no fragment; a base path is
/// kept, so that a reverse proxy can stand in front. Kept without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint(String);

const EXAMPLE: &str = "https://ecs.eu-de.otc.t-systems.com";
const PATH_CHARACTERS: &[u8] = b"-._~";

impl Endpoint {
    /// Reads a base URL.
    ///
    /// Stricter than a browser on purpose: what is not plainly a host, a port and path segments of unreserved
    /// characters (RFC 3986) is refused, so that nothing is left to the interpretation of whoever sends the request.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path`, naming what was expected. Credentials in the URL are never repeated.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        let fail = |expected: Said| {
            Error::invalid(path, said!("{} must {}, got {}", path, expected, without_secrets(text)))
                .with_hint(said!("give the base URL of the service, such as `{}`", EXAMPLE))
        };
        let (scheme, rest) =
            text.split_once("://").ok_or_else(|| fail(said!("be a URL that starts with `https://`")))?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(fail(said!("start with `https://`"))),
        };
        if rest.contains('?') {
            return Err(fail(said!("have no query")));
        }
        if rest.contains('#') {
            return Err(fail(said!("have no fragment")));
        }
        let (authority, url_path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(fail(said!("hold no user name or password")));
        }
        let host = Host::parse(authority)
            .ok_or_else(|| fail(said!("have a host name or IP address, and a port from 1 to 65535 if any")))?;
        if !secure && !host.loopback {
            return Err(fail(said!("start with `https://` (`http://` is accepted on loopback only)")));
        }
        let url_path = url_path.trim_end_matches('/');
        let sound = |segment: &str| {
            !segment.is_empty()
                && !segment.bytes().all(|byte| byte == b'.')
                && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || PATH_CHARACTERS.contains(&byte))
        };
        if !url_path.split('/').skip(1).all(sound) {
            return Err(fail(said!("have a path of letters, digits, `-`, `.`, `_` and `~` only")));
        }
        if text.len() > 2048 {
            return Err(fail(said!("have at most 2048 characters")));
        }
        let scheme = if secure { "https" } else { "http" };
        Ok(Self(format!("{scheme}://{}{url_path}", authority.to_ascii_lowercase())))
    }

    /// Reads the base URL of Nova or ECS: as [`Endpoint::parse`], and without an API version at its end, which the
    /// operations add themselves.
    ///
    /// # Errors
    /// As [`Endpoint::parse`].
    pub fn parse_compute(text: &str, path: &str) -> Result<Self, Error> {
        let endpoint = Self::parse(text, path)?;
        let is_version = |text: &str| matches!(text, "v1" | "v2" | "v2.1");
        let versioned =
            endpoint.0.rsplit_once('/').filter(|(base, _)| !base.ends_with('/')).and_then(|(base, last)| {
                if is_version(last) {
                    return Some(base);
                }
                // As a service catalogue writes it: the version, then the project.
                let project = last.len() == 32 && last.bytes().all(|byte| byte.is_ascii_hexdigit());
                base.rsplit_once('/').filter(|(_, version)| project && is_version(version)).map(|(base, _)| base)
            });
        match versioned {
            Some(base) => Err(Error::invalid(
                path,
                said!("{} must not contain the API version, got {}", path, quoted(&endpoint.0)),
            )
            .with_hint(said!("give `{}`; the version is chosen by apiVersion", base))),
            None => Ok(endpoint),
        }
    }

    /// Reads the base URL of Keystone or IAM: as [`Endpoint::parse`]; a `/v3` at its end is accepted, as in `OS_AUTH_URL`.
    ///
    /// # Errors
    /// As [`Endpoint::parse`].
    pub fn parse_identity(text: &str, path: &str) -> Result<Self, Error> {
        let Self(mut url) = Self::parse(text, path)?;
        if let Some(base) = url.strip_suffix("/v3") {
            url.truncate(base.len());
        }
        Ok(Self(url))
    }

    /// The URL, without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

struct Host {
    loopback: bool,
}

impl Host {
    fn parse(authority: &str) -> Option<Self> {
        if let Some(rest) = authority.strip_prefix('[') {
            let (address, port) = rest.split_once(']')?;
            check_port(port.strip_prefix(':').or(if port.is_empty() { Some("443") } else { None })?)?;
            return Some(Self { loopback: address.parse::<Ipv6Addr>().ok()?.is_loopback() });
        }
        let (name, port) = authority.split_once(':').unwrap_or((authority, "443"));
        check_port(port)?;
        let name = name.to_ascii_lowercase();
        let last_label = name.trim_end_matches('.').rsplit('.').next()?;
        // Browsers read a host whose last label is a number as an IPv4 address, in forms such as `127.1` and `0x7f.1`.
        if last_label.starts_with(|first: char| first.is_ascii_digit()) {
            return Some(Self { loopback: name.parse::<Ipv4Addr>().ok()?.is_loopback() });
        }
        let sound = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let well_formed = name.len() <= 253 && name.split('.').all(sound);
        well_formed.then(|| Self { loopback: name == "localhost" || name.ends_with(".localhost") })
    }
}

fn check_port(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|port| *port > 0)
}

/// What an error may repeat of a URL: nothing where it may hold credentials, and no query, which may be signed.
fn without_secrets(text: &str) -> String {
    if text.contains('@') {
        return "a text with `@`".to_owned();
    }
    match text.find(['?', '#']).and_then(|cut| text.get(..=cut)) {
        Some(kept) => quoted(&format!("{kept}…")),
        None if text.is_empty() => "nothing".to_owned(),
        None => quoted(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_is_kept_and_the_end_trimmed() {
        for (text, url) in [
            ("https://ecs.eu-de.otc.t-systems.com", "https://ecs.eu-de.otc.t-systems.com"),
            ("https://ECS.example.com:8774/", "https://ecs.example.com:8774"),
            ("HTTPS://proxy.example.com/proxy/lab/compute//", "https://proxy.example.com/proxy/lab/compute"),
            ("http://127.0.0.1:18774", "http://127.0.0.1:18774"),
            ("http://localhost:4173/proxy/sandbox/compute", "http://localhost:4173/proxy/sandbox/compute"),
            ("http://[::1]:8774", "http://[::1]:8774"),
        ] {
            assert_eq!(Endpoint::parse(text, "endpoint").unwrap().as_str(), url);
        }
    }

    #[test]
    fn what_is_not_plainly_a_base_url_is_refused() {
        for text in [
            "",
            "ecs.example.com",
            "ftp://x.example",
            "http://ecs.example.com",
            "https://",
            "https:///x",
            "https://a b.example",
            "https://user:pw@ecs.example.com",
            "https://ecs.example.com?x=1",
            "https://ecs.example.com/#a",
            "https://ecs.example.com/a/../b",
            "https://ecs.example.com/./b",
            "https://ecs.example.com/%2e%2e/b",
            "https://ecs.example.com/a//b",
            "https://ecs.example.com\\@evil.example",
            "https://ecs.example.com:0",
            "https://ecs.example.com:65536",
            "https://ecs.example.com:",
            "https://ecs.example.com:8o",
            "https://-a.example",
            "https://exämple.com",
            "https://１.example/",
            "http://127.1:80",
            "https://0x7f.1",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "https://ecs.example.com/ü",
            "https://ecs.example.com/a\nb",
            "https://[::1",
            "https://[::1]x",
            "http://127.0.0.1:80@evil.example",
            "https://ecs..example.com",
        ] {
            assert!(Endpoint::parse(text, "endpoint").is_err(), "{text}");
        }
    }

    #[test]
    fn credentials_and_queries_are_never_repeated() {
        for text in [
            "https://user:hunter2@ecs.example.com",
            "https://ecs.example.com/?token=hunter2",
            "ftp://x:hunter2@y/z",
            "u:hunter2@host",
            "https://u:p?hunter2@h",
        ] {
            let error = Endpoint::parse(text, "endpoint").unwrap_err();
            assert!(!format!("{error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_version_in_the_endpoint_is_named_with_its_cure() {
        for text in [
            "https://ecs.example.com/v2.1",
            "https://ecs.example.com/v2.1/0123456789abcdef0123456789abcdef",
            "https://ecs.example.com/v2/",
        ] {
            let error = Endpoint::parse_compute(text, "endpoint").unwrap_err();
            assert!(error.hint().unwrap().starts_with("give `https://ecs.example.com`"), "{error:?}");
        }
        for text in ["https://v2.example.com/v2x", "https://example.com/proxy/v1/compute", "https://v2"] {
            assert!(Endpoint::parse_compute(text, "endpoint").is_ok(), "{text}");
        }
    }

    #[test]
    fn the_version_of_the_identity_service_may_stand_or_not() {
        for text in ["https://iam.example.com/v3", "https://iam.example.com/v3/", "https://iam.example.com"] {
            assert_eq!(Endpoint::parse_identity(text, "identityEndpoint").unwrap().as_str(), "https://iam.example.com");
        }
    }
}
