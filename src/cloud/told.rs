//! The steps of a call as another language is told them: it sends and waits.

use std::fmt;

use serde::{Serialize, Serializer};

use super::http::Request;
use super::signing::Signed;

/// What to send next.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SendStep<'a> {
    /// The request.
    pub send: SentRequest<'a>,
    /// How long to wait for the whole answer, in milliseconds.
    pub timeout_ms: f64,
    /// How much of the body to read.
    pub max_bytes: usize,
    /// Whether it changes something, which may have happened where its answer is lost.
    pub changes: bool,
}

/// A request, ready to be sent, with its secrets.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct SentRequest<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The whole URL.
    pub url: &'a str,
    /// The headers.
    #[serde(serialize_with = "headers")]
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>"))]
    pub headers: &'a Request,
    /// The body as JSON, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<&'a str>,
}

/// How long to wait next.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct WaitStep {
    /// In milliseconds.
    pub wait: f64,
}

/// The end of a call that succeeded.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DoneStep<T> {
    /// The result.
    pub done: T,
}

impl fmt::Debug for SentRequest<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SentRequest").field("method", &self.method).finish_non_exhaustive()
    }
}

impl<'a> SentRequest<'a> {
    /// How a request is told.
    #[must_use]
    pub fn of(request: &'a Request) -> Self {
        Self { method: request.method().as_str(), url: request.url(), headers: request, body: request.body() }
    }
}

/// The headers that a signature adds to a request, by their names.
pub struct AddedHeaders<'a>(pub &'a Signed);

impl fmt::Debug for AddedHeaders<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("AddedHeaders").finish_non_exhaustive()
    }
}

impl Serialize for AddedHeaders<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.headers.iter().filter_map(|(name, value)| Some((name, value.text()?))))
    }
}

fn headers<S: Serializer>(request: &&Request, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(request.headers())
}
