//! Nova's version document: which microversion may be asked for. Not an operation for callers: it needs no permission.

use serde_json::Value;

use crate::Endpoint;
use crate::base::ids::Microversion;
use crate::cloud::http::{Method, Request, Response, Url};

/// `GET {endpoint}/v2.1/`: "Show Details of Specific API Version"; answered without a token.
pub(crate) fn versions_request(endpoint: &Endpoint) -> Request {
    Request::new(Method::Get, Url::new(endpoint).literal("v2.1/"))
}

/// The newest microversion that both sides know; `None` where the answer does not say, and then none is asked for.
pub(crate) fn newest_microversion(response: &Response) -> Option<Microversion> {
    let body: Value = serde_json::from_slice(response.body()).ok()?;
    let newest = Microversion::parse(body.get("version")?.get("version")?.as_str()?, "version").ok()?;
    Some(newest.min(Microversion::NEWEST_KNOWN))
}
