//! A read of Keystone or IAM that is none of the operations: it takes a token, and whatever right the cloud wants to see.

use super::exchange::{AnyOperation, Event, Flow, Now, Step};
use super::http::{Method, Request, Url};
use super::provider_error;
use super::target::Places;
use crate::base::ids::{ApiVersion, Microversion, PathId, PathSegment};
use crate::{Endpoint, Error, Secret, ServerId, Session};

/// What is read: a path of this crate with parsed IDs in the places of its braces, and a query of what needs no escaping.
#[derive(Debug, Clone)]
pub(crate) struct Get {
    path: &'static str,
    ids: Vec<PathId>,
    query: Vec<(&'static str, String)>,
    elsewhere: Option<Endpoint>,
}

impl Get {
    /// Without a query, at Keystone or IAM; `path` begins with the version of the API.
    pub(crate) fn new(path: &'static str, ids: Vec<PathId>) -> Self {
        Self { path, ids, query: Vec::new(), elsewhere: None }
    }

    /// With `name=value` behind what is there already.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// At another service of the same cloud.
    pub(crate) fn at(self, endpoint: Endpoint) -> Self {
        Self { elsewhere: Some(endpoint), ..self }
    }
}

impl AnyOperation for Get {
    fn build(&self, places: &dyn Places, _api_version: ApiVersion) -> Result<Request, Error> {
        let base = match &self.elsewhere {
            Some(endpoint) => Url::new(endpoint),
            None => places.identity_target()?.base(),
        };
        let ids: Vec<&dyn PathSegment> = self.ids.iter().map(|id| id as &dyn PathSegment).collect();
        let url = base.path(self.path, &ids);
        let url = self.query.iter().fold(url, |url, (name, value)| url.query(name, value));
        Ok(Request::new(Method::Get, url))
    }

    fn wants_microversion(&self) -> bool {
        false
    }

    fn set_microversion(&mut self, _microversion: Option<Microversion>) {}

    fn secret(&self) -> Option<&Secret> {
        None
    }

    fn only_checks(&self) -> bool {
        false
    }

    fn asked(&self) -> &[ServerId] {
        &[]
    }
}

/// A read, from its first step to the text of its answer.
#[derive(Debug)]
pub(crate) struct ReadCall {
    get: Get,
    flow: Flow,
}

impl ReadCall {
    /// A read that may take so many milliseconds, pauses and repetitions included.
    pub(crate) fn new(get: Get, timeout_ms: u32) -> Self {
        Self { get, flow: Flow::new(None, ApiVersion::DEFAULT, timeout_ms) }
    }

    /// The next step; the driver calls it until it says [`Step::Done`].
    pub(crate) fn next(&mut self, session: &mut Session, event: Event, now: Now) -> Step<String> {
        self.flow.next(&mut self.get, session, event, now, |_, response| {
            provider_error::check_projects(response)?;
            Ok(String::from_utf8_lossy(response.body()).into_owned())
        })
    }
}
