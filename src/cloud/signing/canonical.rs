//! A request in the one form in which both sides hash it.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{CONTENT_HEADER, Unsigned, hex};
use crate::Error;
use crate::base::said::{Said, phrase, said};
use crate::base::sort::sort_by;
use crate::base::text::quoted;

const URL: &str = "request.url";
const METHOD: &str = "request.method";

/// `METHOD \n URI \n query \n headers \n names of the headers \n hash of the body`.
#[derive(Debug)]
pub struct CanonicalRequest<'a> {
    text: Zeroizing<String>,
    signed_headers: String,
    headers: Vec<(String, &'a str)>,
}

impl<'a> CanonicalRequest<'a> {
    /// Brings a request into that form.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of what has no form that both sides would agree on.
    pub fn of(request: &Unsigned<'a>) -> Result<Self, Error> {
        let headers = headers(request.headers)?;
        let (path, query) = path_and_query(request.url)?;
        let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
        let signed_headers = names.join(";");
        let content = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(CONTENT_HEADER));
        let hash = match content {
            Some((_, value)) => (*value).to_owned(),
            None => hex(&Sha256::digest(request.body)),
        };
        // Allocated once, so that growing leaves no copy of a security token behind.
        let of_headers: usize = headers.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
        let length = 2 * of_headers + 3 * request.url.len() + hash.len() + request.method.len() + 8;
        let mut text = Zeroizing::new(String::with_capacity(length));
        text.push_str(method(request.method)?);
        text.push('\n');
        put_uri(&mut text, path)?;
        text.push('\n');
        put_query(&mut text, query)?;
        text.push('\n');
        for (name, value) in &headers {
            for piece in [name, ":", value, "\n"] {
                text.push_str(piece);
            }
        }
        for piece in ["\n", &signed_headers, "\n", &hash] {
            text.push_str(piece);
        }
        Ok(Self { text, signed_headers, headers })
    }

    /// The whole text; it may hold a security token.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn into_text(self) -> Zeroizing<String> {
        self.text
    }

    pub(super) fn signed_headers(&self) -> &str {
        &self.signed_headers
    }

    /// The value of a signed header.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(each, _)| each.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

fn method(method: &str) -> Result<&str, Error> {
    if !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(method);
    }
    Err(Error::invalid(METHOD, said!("{} must be a method in capitals, got {}", METHOD, quoted(method))))
}

/// Names in small letters, sorted, and trimmed values.
fn headers<'a>(given: &[(&str, &'a str)]) -> Result<Vec<(String, &'a str)>, Error> {
    let mut headers: Vec<(String, &'a str)> = Vec::with_capacity(given.len());
    for (name, value) in given {
        let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(sound) {
            return Err(Error::invalid("request.headers", said!("{} is not a header name", quoted(name))));
        }
        let visible = |byte: u8| byte == b'\t' || (b' '..=b'~').contains(&byte);
        if !value.bytes().all(visible) {
            return Err(header_error(name, said!("must be printable ASCII characters only")));
        }
        let lower = name.to_ascii_lowercase();
        let Err(place) = headers.binary_search_by(|(each, _)| each.cmp(&lower)) else {
            return Err(header_error(name, said!("is given twice")));
        };
        headers.insert(place, (lower, value.trim_matches([' ', '\t'])));
    }
    Ok(headers)
}

/// An error about one header; its value is never repeated.
pub(super) fn header_error(name: &str, what: Said) -> Error {
    let path = format!("request.headers.{name}");
    Error::invalid(&path, said!("{} {}", &*path, what))
}

/// No error repeats a URL, whose query may be secret.
fn url_error(what: Said) -> Error {
    Error::invalid(URL, said!("{} {}", URL, what))
}

/// What is signed must be what arrives.
fn not_as_sent() -> Error {
    url_error(said!("has characters that are not sent as they are written, or a fragment"))
}

fn path_and_query(url: &str) -> Result<(&str, &str), Error> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let rest = rest.unwrap_or_default();
    if rest.bytes().any(|byte| byte.is_ascii_control() || b" \\#".contains(&byte)) {
        return Err(not_as_sent());
    }
    let (authority, behind) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    if authority.is_empty() || authority.contains('@') {
        return Err(url_error(said!("must start with `https://`, and have a host and no user name or password")));
    }
    Ok(behind.split_once('?').unwrap_or((behind, "")))
}

/// Each segment percent-encoded once; always with a `/` at its end.
fn put_uri(text: &mut String, path: &str) -> Result<(), Error> {
    if path.contains('%') {
        return Err(url_error(said!("has `%` in its path, which the clouds' own SDKs sign in two ways")));
    }
    let as_it_is = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte);
    let moves = |segment: &str| segment == "." || segment == "..";
    if !path.bytes().all(as_it_is) || path.split('/').any(moves) {
        return Err(not_as_sent());
    }
    for byte in path.bytes() {
        if byte == b'/' { text.push('/') } else { put_encoded(text, byte) }
    }
    if !path.ends_with('/') {
        text.push('/');
    }
    Ok(())
}

/// Decoded and encoded anew, sorted by names, then by values; an empty value is `name=`.
fn put_query(text: &mut String, query: &str) -> Result<(), Error> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for piece in query.split('&').filter(|piece| !piece.is_empty()) {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        pairs.push((decoded(name)?, decoded(value)?));
    }
    sort_by(&mut pairs, Ord::cmp);
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            text.push('&');
        }
        put_part(text, name);
        text.push('=');
        put_part(text, value);
    }
    Ok(())
}

fn put_part(text: &mut String, part: &str) {
    for byte in part.chars().filter_map(|sign| u8::try_from(sign).ok()) {
        put_encoded(text, byte);
    }
}

/// One character of Latin-1 for each byte, which may be of any text: such strings are sorted as their bytes.
fn decoded(text: &str) -> Result<String, Error> {
    let mut bytes = String::with_capacity(2 * text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(char::from(match byte {
            b'%' => {
                let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
                let value = digit().zip(digit()).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
                value
                    .ok_or_else(|| url_error(said!("has `%` in its query without two hexadecimal digits behind it")))?
            }
            b'+' => {
                return Err(url_error(said!("has `+` in its query, which some read as a blank"))
                    .with_hint(phrase!("write `%2B` for the sign, or `%20` for a blank")));
            }
            other => other,
        }));
    }
    Ok(bytes)
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
fn put_encoded(text: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        text.push(char::from(byte));
        return;
    }
    text.push('%');
    for digit in [byte >> 4, byte & 15] {
        text.extend(char::from_digit(u32::from(digit), 16).map(|digit| digit.to_ascii_uppercase()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<String, Error> {
        CanonicalRequest::of(&Unsigned { method, url, headers, body }).map(|request| request.text().to_owned())
    }

    fn line(number: usize, url: &str) -> String {
        canonical("GET", url, &[], b"").unwrap().split('\n').nth(number).unwrap().to_owned()
    }

    #[test]
    fn a_path_is_encoded_and_ends_with_a_slash() {
        for (url, uri) in [
            ("https://a.example", "/"),
            ("https://a.example?b=c", "/"),
            ("https://a.example/", "/"),
            ("http://localhost:1/v1/x", "/v1/x/"),
            ("https://a.example/a:b@c,d/~e/", "/a%3Ab%40c%2Cd/~e/"),
            ("https://a.example//x", "//x/"),
        ] {
            assert_eq!(line(1, url), uri, "{url}");
        }
    }

    #[test]
    fn a_query_is_decoded_sorted_and_encoded_anew() {
        for (url, query) in [
            ("https://a.example/?", ""),
            ("https://a.example/?b=2&a=2&a=1&c", "a=1&a=2&b=2&c="),
            ("https://a.example/?a=x=y&&b=%7e%c3%a9/!", "a=x%3Dy&b=~%C3%A9%2F%21"),
            ("https://a.example/?x=é", "x=%C3%A9"),
            ("https://a.example/?a-b=1&a=1&=v", "=v&a=1&a-b=1"),
        ] {
            assert_eq!(line(2, url), query, "{url}");
        }
    }

    #[test]
    fn headers_are_sorted_by_their_names_and_trimmed() {
        let text =
            canonical("PUT", "https://a.example/", &[("X-B", " \t1  2 "), ("a_b", "x"), ("A-B", "")], b"").unwrap();
        assert!(text.contains("\n\na-b:\na_b:x\nx-b:1  2\n\na-b;a_b;x-b\ne3b0c442"), "{text}");
        let text =
            canonical("PUT", "https://a.example/", &[("x-sdk-content-sha256", "UNSIGNED-PAYLOAD")], b"x").unwrap();
        assert!(text.ends_with("\nUNSIGNED-PAYLOAD"), "{text}");
    }

    #[test]
    fn what_has_no_form_that_both_sides_agree_on_is_refused() {
        for (url, word) in [
            ("ftp://a.example/", "https"),
            ("https:///x", "host"),
            ("https://u:hunter2@a.example/", "host"),
            ("https://a.example/a%2Fb", "two ways"),
            ("https://a.example/é", "written"),
            ("https://a.example/a/../b", "written"),
            ("https://a.example/a|b", "written"),
            ("https://a.example/a b", "written"),
            ("https://a.example/a\\b", "written"),
            ("https://a.example/#hunter2", "fragment"),
            ("https://a.example/?a=%2", "hexadecimal"),
            ("https://a.example/?a=%+1", "hexadecimal"),
            ("https://a.example/?hunter2+b", "blank"),
        ] {
            let error = canonical("GET", url, &[], b"").unwrap_err();
            assert_eq!(error.path(), Some(URL), "{url}");
            assert!(error.message().contains(word) && !format!("{error:?}").contains("hunter2"), "{url}: {error:?}");
        }
        for (headers, path) in [
            (&[("a b", "x")][..], "request.headers"),
            (&[("", "x")][..], "request.headers"),
            (&[("a", "hunter2\n")][..], "request.headers.a"),
            (&[("a", "hunter2é")][..], "request.headers.a"),
            (&[("a", "hunter2"), ("A", "x")][..], "request.headers.A"),
        ] {
            let error = canonical("GET", "https://a.example/", headers, b"").unwrap_err();
            assert_eq!(error.path(), Some(path));
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        }
        for method in ["", "get", "G ET"] {
            assert_eq!(canonical(method, "https://a.example/", &[], b"").unwrap_err().path(), Some(METHOD));
        }
    }
}
