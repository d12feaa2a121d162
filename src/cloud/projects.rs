//! The projects that a user may sign in to, as Keystone and IAM list them, and the regions of the catalogue: what a client can be changed to.

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::exchange::{AnyOperation, Event, Flow, Now, Step};
use super::http::{Method, Request, Response};
use super::odd::{Members, NO_TEXT, NOT_AN_ENTRY, Oddities, Oddity, body, member, read};
use super::operations::unexpected_of_keystone;
use super::provider_error;
use super::target::Places;
use crate::base::ids::{ApiVersion, Microversion, ProjectId};
use crate::base::said::phrase;
use crate::{Error, Secret, ServerId, Session};

/// A project of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ListedProject", optional_fields))]
pub struct Project {
    /// Its id.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub id: ProjectId,
    /// Its name; on the public clouds that of its region, or one that begins with it, such as `eu-de_tests`.
    pub name: String,
    /// The domain that it is in; on the public clouds the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    /// False where the cloud says that the project is disabled: nobody can sign in to it.
    pub enabled: bool,
}

/// The projects that the user has a role in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ProjectList", optional_fields))]
pub struct Projects {
    /// The projects, in the order of the cloud.
    pub projects: Vec<Project>,
    /// What is not as the cloud's documents have it; missing where nothing is. A project without an ID is not among `projects`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oddities: Option<Vec<Oddity>>,
}

/// The regions in which a token has a compute service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "RegionList"))]
pub struct Regions {
    /// The names of the regions, in the order of the catalogue, each once.
    pub regions: Vec<String>,
}

/// What a [`ListProjectsCall`] comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Listed {
    /// Of [`ListProjectsCall::new`].
    Projects(Projects),
    /// Of [`ListProjectsCall::regions`].
    Regions(Regions),
}

/// Asks which projects the user of the token may sign in to: `GET /v3/auth/projects` ("Get available project scopes" of Keystone v3; IAM: "Listing
/// Projects Accessible to an IAM User", "Querying the List of Projects Accessible to Users"). It takes any token of the user, and no further right.
///
/// With an access key it is `GET /v3/projects` ("Querying Project Information Based on the Specified Criteria" of IAM), as the clouds' SDKs ask for projects with
/// one: those of the account, where the user may see them (`iam:projects:listProjects`).
///
/// Or in which regions the token has a compute service, by its catalogue: `GET /v3/auth/catalog` ("Get service catalog" of Keystone v3, "Querying a
/// Service Catalog" of IAM). The addresses in it are not used: no request goes where an answer says.
#[derive(Debug)]
pub struct ListProjectsCall {
    flow: Flow,
    of_regions: bool,
}

impl ListProjectsCall {
    /// A call that may take so many milliseconds, pauses and repetitions included.
    #[must_use]
    pub fn new(timeout_ms: u32) -> Self {
        Self { flow: Flow::new(None, ApiVersion::DEFAULT, timeout_ms), of_regions: false }
    }

    /// The same for the regions.
    #[must_use]
    pub fn regions(timeout_ms: u32) -> Self {
        Self { of_regions: true, ..Self::new(timeout_ms) }
    }

    /// The next step; the driver calls it until it says [`Step::Done`].
    pub fn next(&mut self, session: &mut Session, event: Event, now: Now) -> Step<Listed> {
        let of_regions = self.of_regions;
        let path = match (of_regions, session.check_has_tokens()) {
            (false, Ok(())) => "v3/auth/projects",
            (false, Err(_)) => SIGNED_LIST,
            (true, Ok(())) => "v3/auth/catalog",
            (true, Err(error)) => return Step::Done(Err(error)),
        };
        self.flow.next(&mut List(path), session, event, now, |_, response| {
            provider_error::check_projects(response)?;
            if of_regions { regions(response).map(Listed::Regions) } else { projects(response).map(Listed::Projects) }
        })
    }
}

/// The list of projects that is asked for with an access key.
pub(crate) const SIGNED_LIST: &str = "v3/projects";

/// The request, by its path. It is none of the operations: what it takes is a token, and no action.
struct List(&'static str);

impl AnyOperation for List {
    fn build(&self, places: &dyn Places, _api_version: ApiVersion) -> Result<Request, Error> {
        Ok(Request::new(Method::Get, places.identity_target()?.literal(self.0)))
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

fn listed<'a>(of: &'a Value, name: &str) -> Option<&'a Vec<Value>> {
    of.get(name).and_then(Value::as_array)
}

fn regions(response: &Response) -> Result<Regions, Error> {
    let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    let services = listed(&body, "catalog");
    let services = services.ok_or_else(|| unexpected_of_keystone(response, "`{\"catalog\": [{\"type\": …}]}`"))?;
    let mut regions: Vec<String> = Vec::new();
    let compute = services.iter().filter(|service| service.get("type").is_some_and(|kind| kind == "compute"));
    for endpoint in compute.filter_map(|service| listed(service, "endpoints")).flatten() {
        let region = endpoint.get("region").and_then(Value::as_str).unwrap_or_default();
        if !region.is_empty() && !regions.iter().any(|each| each == region) {
            regions.push(region.to_owned());
        }
    }
    Ok(Regions { regions })
}

fn projects(response: &Response) -> Result<Projects, Error> {
    let text = String::from_utf8_lossy(response.body());
    let unexpected = || unexpected_of_keystone(response, "`{\"projects\": [{\"id\": …}]}`");
    let body = body(&text).ok_or_else(unexpected)?;
    let entries: Vec<&RawValue> = member(&body, "projects").and_then(read).ok_or_else(unexpected)?;
    let mut oddities = Oddities::default();
    let entries = entries.into_iter().enumerate();
    let projects = entries.filter_map(|(index, entry)| project(index, entry, &mut oddities)).collect();
    let links = member(&body, "links").and_then(read::<Members<'_>>).unwrap_or_default();
    if member(&links, "next").is_some() {
        oddities.of_list();
        oddities
            .tell("links", phrase!("the list goes on, which no document says of it: further projects are not listed"));
    }
    Ok(Projects { projects, oddities: oddities.all() })
}

fn project(index: usize, entry: &RawValue, oddities: &mut Oddities) -> Option<Project> {
    oddities.of_entry(index, None, None);
    let Some(members) = read::<Members<'_>>(entry) else {
        oddities.tell("projects", NOT_AN_ENTRY);
        return None;
    };
    let name = member(&members, "name").and_then(read::<String>);
    let id = member(&members, "id").and_then(read::<String>).and_then(|id| ProjectId::parse(&id, "id").ok());
    oddities.of_entry(index, id.as_ref().map(ProjectId::as_str), name.as_deref());
    let Some(id) = id else {
        oddities.tell("id", phrase!("it is missing, or no ID: without it the project cannot be signed in to"));
        return None;
    };
    if name.is_none() {
        oddities.tell("name", NO_TEXT);
    }
    let enabled = match member(&members, "enabled").map(RawValue::get) {
        Some("false") => false,
        None | Some("true") => true,
        Some(_) => {
            oddities
                .tell("enabled", phrase!("it is neither true nor false: whether the project is disabled is not known"));
            true
        }
    };
    let domain_id = oddities.text(&members, "domain_id");
    Some(Project { id, name: name.unwrap_or_default(), domain_id, enabled })
}
