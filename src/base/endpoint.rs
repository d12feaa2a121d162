//! The base URL of a service.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::Error;
use crate::base::said::{Said, said};
use crate::base::text::quoted;

/// The base URL of a service: `https` (`http` on loopback only, unless more is asked for), no credentials, no query, no fragment; a base path
/// is kept, so that a reverse proxy can stand in front. Kept without a trailing slash.
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
        Self::read(text, path, false)
    }

    /// As [`Endpoint::parse`]; with `allow_http` also `http` of any host.
    pub(crate) fn read(text: &str, path: &str, allow_http: bool) -> Result<Self, Error> {
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
        if !(secure || host.loopback || allow_http) {
            return Err(fail(said!(
                "start with `https://` (`http://` is accepted on loopback only, or with `allowHttp: true`)"
            )));
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

    /// Reads the base URL of Nova or ECS: as [`Endpoint::parse`], and without what service catalogues and documents write behind it: an API
    /// version, which the operations add themselves, a project or its placeholder (`%(tenant_id)s`), `/auth/tokens`. The error names the
    /// address to give.
    ///
    /// # Errors
    /// As [`Endpoint::parse`].
    pub fn parse_compute(text: &str, path: &str) -> Result<Self, Error> {
        Self::read_compute(text, path, false)
    }

    /// As [`Endpoint::parse_compute`], also with `http` of any host: whoever is on the network in between can read and change all that passes.
    ///
    /// # Errors
    /// As [`Endpoint::parse`].
    pub fn parse_compute_allowing_http(text: &str, path: &str) -> Result<Self, Error> {
        Self::read_compute(text, path, true)
    }

    pub(crate) fn read_compute(text: &str, path: &str, allow_http: bool) -> Result<Self, Error> {
        match Tail::of(text, allow_http) {
            Some((base, tail)) => Err(tail
                .error(text, &base, path)
                .with_hint(said!("give `{}`; the version is chosen by apiVersion", base.0))),
            None => Self::read(text, path, allow_http),
        }
    }

    /// Reads the base URL of Keystone or IAM: as [`Endpoint::parse_compute`]; a `/v3` at its end is accepted, as in `OS_AUTH_URL`.
    ///
    /// # Errors
    /// As [`Endpoint::parse`].
    pub fn parse_identity(text: &str, path: &str) -> Result<Self, Error> {
        Self::read_identity(text, path, false)
    }

    /// As [`Endpoint::parse_identity`], also with `http` of any host, as [`Endpoint::parse_compute_allowing_http`].
    ///
    /// # Errors
    /// As [`Endpoint::parse`].
    pub fn parse_identity_allowing_http(text: &str, path: &str) -> Result<Self, Error> {
        Self::read_identity(text, path, true)
    }

    pub(crate) fn read_identity(text: &str, path: &str, allow_http: bool) -> Result<Self, Error> {
        match Tail::of(text, allow_http) {
            Some((base, _))
                if text.trim_end_matches('/').strip_suffix("/v3").is_some_and(|rest| is_same(rest, &base)) =>
            {
                Ok(base)
            }
            Some((base, tail)) => Err(tail
                .error(text, &base, path)
                .with_hint(said!("give `{}`; the path of the API is added to it", base.0))),
            None => Self::read(text, path, allow_http),
        }
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

/// Whether a text is that address, but for the case of its host and slashes at its end.
fn is_same(text: &str, base: &Endpoint) -> bool {
    Endpoint::read(text, "", true).is_ok_and(|endpoint| endpoint == *base)
}

/// What stands behind a base URL where it was copied from a service catalogue, a document or a configuration.
#[derive(Debug, Clone, Copy)]
enum Tail {
    Placeholder,
    Version,
    Path,
}

impl Tail {
    /// The base URL, and what stands behind it; `None` where nothing does, or where it is no sound URL without that either.
    fn of(text: &str, allow_http: bool) -> Option<(Endpoint, Self)> {
        let host = text.find("://")? + "://".len();
        let path = host + text.get(host..)?.find('/')?;
        let mut base = text.trim_end_matches('/');
        let mut tail = None;
        let placeholder = ["%(", "$(", "${", "{", "<"].iter().filter_map(|sign| text.find(sign)).min();
        if let Some(at) = placeholder.filter(|at| *at > path) {
            base = text.get(..at)?.rsplit_once('/')?.0.trim_end_matches('/');
            tail = Some(Self::Placeholder);
        }
        if let Some(rest) = base.strip_suffix("/auth/tokens") {
            (base, tail) = (rest, tail.or(Some(Self::Path)));
        }
        if let Some(rest) = without_version(base) {
            (base, tail) = (rest, tail.or(Some(Self::Version)));
        }
        Some((Endpoint::read(base, "", allow_http).ok()?, tail?))
    }

    fn error(self, text: &str, base: &Endpoint, path: &str) -> Error {
        let what = match self {
            Self::Placeholder => said!("a placeholder"),
            Self::Version => said!("the API version"),
            Self::Path => said!("a path of the API"),
        };
        Error::invalid(
            path,
            said!("{} must not contain {}, expected `{}`, got {}", path, what, base.as_str(), without_secrets(text)),
        )
    }
}

/// A URL without an API version at its end, and without a project or `/tokens` behind that.
fn without_version(text: &str) -> Option<&str> {
    let (base, last) = text.rsplit_once('/').filter(|(base, _)| !base.ends_with('/'))?;
    if is_version(last) {
        return Some(base);
    }
    // As a service catalogue writes it: the version, then the project.
    let project = last.len() == 32 && last.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (base, version) = base.rsplit_once('/').filter(|(base, _)| !base.ends_with('/'))?;
    ((project || last == "tokens") && is_version(version)).then_some(base)
}

/// `v2`, `v2.1`, `V3`.
fn is_version(text: &str) -> bool {
    let Some(number) = text.strip_prefix(['v', 'V']) else { return false };
    let digits = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    number.split_once('.').map_or_else(|| digits(number), |(major, minor)| digits(major) && digits(minor))
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
}
