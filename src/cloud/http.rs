//! HTTP as plain values. Nothing here sends anything.

use std::collections::BTreeMap;
use std::fmt;

use crate::base::ids::PathSegment;
pub use crate::base::method::Method;
use crate::base::redact::Redactor;
use crate::{Endpoint, Secret};

/// The header that carries a token.
pub const TOKEN_HEADER: &str = "X-Auth-Token";

/// The header that asks to wait (RFC 9110, 10.2.3).
pub const RETRY_AFTER: &str = "Retry-After";

/// The status of an answer that asks for fewer requests (RFC 6585, 4).
pub const TOO_MANY_REQUESTS: u16 = 429;

/// A URL that is made of an endpoint, literals of this crate, and parsed ids; there is no other way to make one.
#[derive(Debug, Clone)]
pub(crate) struct Url {
    text: String,
    has_query: bool,
}

impl Url {
    pub(crate) fn new(endpoint: &Endpoint) -> Self {
        Self { text: endpoint.as_str().to_owned(), has_query: false }
    }

    pub(crate) fn literal(mut self, segments: &'static str) -> Self {
        self.text.push('/');
        self.text.push_str(segments);
        self
    }

    pub(crate) fn id(mut self, id: &impl PathSegment) -> Self {
        self.text.push('/');
        id.write_to(&mut self.text);
        self
    }

    /// Adds a path of this crate, with the ids in the places of its braces, in that order.
    pub(crate) fn path(mut self, path: &'static str, ids: &[&dyn PathSegment]) -> Self {
        debug_assert_eq!(path.matches('{').count(), ids.len(), "the ids of {path}");
        let mut ids = ids.iter();
        self.text.push('/');
        for piece in path.split('}') {
            let (literal, has_place) = piece.split_once('{').map_or((piece, false), |(literal, _)| (literal, true));
            self.text.push_str(literal);
            if let Some(id) = ids.next().filter(|_| has_place) {
                id.write_to(&mut self.text);
            }
        }
        self
    }

    /// Adds `name=value`. The value is a number, an id, an escaped marker or part of a name, so that nothing has to be escaped.
    pub(crate) fn query(mut self, name: &'static str, value: &str) -> Self {
        debug_assert!(
            value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.%".contains(&byte)),
            "{name} would need escaping"
        );
        self.text.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        self.text.push_str(name);
        self.text.push('=');
        self.text.push_str(value);
        self
    }
}

/// Headers whose values are never shown.
const SECRET_HEADERS: [&str; 6] =
    ["x-auth-token", "x-subject-token", "openstack-auth-receipt", "authorization", "x-security-token", "set-cookie"];

/// A request: a value that somebody else sends.
pub struct Request {
    method: Method,
    url: String,
    headers: Vec<(&'static str, Secret)>,
    body: Option<Secret>,
    changes: bool,
}

impl Request {
    pub(crate) fn new(method: Method, url: Url) -> Self {
        Self { method, url: url.text, headers: Vec::new(), body: None, changes: false }
            .with_header("Accept", "application/json")
            // Mandatory for the public clouds even without a body (Huawei ECS API reference, "making an API request").
            .with_header("Content-Type", "application/json")
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, Secret::from(value.into())));
        self
    }

    pub(crate) fn with_secret_header(mut self, name: &'static str, value: Secret) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn with_body(mut self, body: Secret) -> Self {
        self.body = Some(body);
        self
    }

    /// The same as the request of an operation that changes something, or of one that does not.
    pub(crate) fn changing(self, changes: bool) -> Self {
        Self { changes, ..self }
    }

    /// Whether it is sent to change something: where its answer is lost, that may have happened.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.changes
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The whole URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Header names and values, in the order they were added. The values may be secret.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().filter_map(|(name, value)| Some((*name, value.text()?)))
    }

    /// The body, as UTF-8 JSON; it may be secret.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.body.as_ref().and_then(Secret::text)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("headers", &redacted(self.headers()))
            .field("body", &self.body)
            .finish()
    }
}

/// A response: status, headers and the whole body.
pub struct Response {
    status: u16,
    headers: Vec<(String, Secret)>,
    body: Secret,
    redactor: Redactor,
    signed: bool,
}

impl Response {
    /// Puts a response together. Header names may be of any case.
    pub fn new(status: u16, headers: impl IntoIterator<Item = (String, String)>, body: Vec<u8>) -> Self {
        let headers = headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value.into())).collect();
        Self { status, headers, body: Secret::new(body), redactor: Redactor::default(), signed: false }
    }

    /// With what must not be shown of it: the secrets of the session, and the token or receipt that it brings itself.
    pub(crate) fn without(mut self, secrets: &Redactor) -> Self {
        let own = ["x-subject-token", "openstack-auth-receipt"].into_iter().filter_map(|name| self.header(name));
        self.redactor = own.fold(secrets.clone(), |secrets, own| secrets.with_token(own));
        self
    }

    /// As the answer to a request that was signed with an access key, where it is.
    pub(crate) fn answering_signed(self, signed: bool) -> Self {
        Self { signed, ..self }
    }

    /// Whether it answers a request that was signed with an access key.
    pub(crate) fn answers_signed(&self) -> bool {
        self.signed
    }

    /// Puts its texts into the form in which they can be shown.
    pub(crate) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The first header of that name, whatever its case; `name` in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(each, _)| each == name).and_then(|(_, value)| value.text())
    }

    /// The body. It may be secret (a ciphertext is not, but a future answer could be).
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.body.bytes()
    }

    /// The id under which the cloud logged the request: Nova's, Keystone's, the gateway's, IAM's. On one line, and without the
    /// secrets of the client that it answers.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        const NAMES: [&str; 4] = ["x-openstack-request-id", "x-compute-request-id", "x-request-id", "x-iam-trace-id"];
        const LONGEST: usize = 300;
        NAMES.iter().find_map(|name| self.header(name)).map(|id| self.redactor.one_line(id, LONGEST))
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers = self.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.text()?)));
        formatter
            .debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &redacted(headers))
            .field("body", &self.body)
            .finish()
    }
}

fn redacted<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<&'a str, &'a str> {
    headers
        .map(|(name, value)| {
            let secret = SECRET_HEADERS.iter().any(|each| each.eq_ignore_ascii_case(name));
            (name, if secret { "[redacted]" } else { value })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_redacts_tokens_and_bodies() {
        let url = Url::new(&Endpoint::parse("https://iam.example.com", "endpoint").unwrap()).literal("v3/auth/tokens");
        let request = Request::new(Method::Post, url)
            .with_header("X-Auth-Token", "hunter2")
            .with_body(Secret::from("{\"password\":\"hunter2\"}".to_owned()));
        let shown = format!("{request:?}");
        assert!(!shown.contains("hunter2") && shown.contains("application/json"), "{shown}");

        let response = Response::new(201, [("X-SUBJECT-Token".to_owned(), "hunter2".to_owned())], b"hunter2".to_vec());
        assert_eq!(response.header("x-subject-token"), Some("hunter2"));
        assert!(!format!("{response:?}").contains("hunter2"));
    }
}
