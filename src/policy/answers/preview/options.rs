//! What is asked at once, and how its rows are told.

use std::sync::Arc;

use serde::Serialize;

use super::needed_cloud;
use crate::base::method::Method;
use crate::base::said::said;
use crate::base::text::quoted;
use crate::policy::catalog::Api;
use crate::policy::catalog::lists::Services;
use crate::policy::engine::set::asked_action;
use crate::policy::engine::situation::RequestFacts;
use crate::policy::model::action::AskedAction;
use crate::{ApiVersion, Cloud, Error};

/// One row of a preview; the fields below `action` are those of an API of the catalogue.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PreviewRow"))]
pub struct RowInfo<'a> {
    /// The id of the API, or the action itself where actions are asked for.
    pub id: &'a str,
    /// The action it needs, by its current name.
    pub action: &'a str,
    /// What the catalogue says about the API.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(skip))]
    pub api: Option<ApiInfo<'a>>,
}

/// What the catalogue says about an API.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct ApiInfo<'a> {
    /// What it does; empty where nobody says so.
    pub title: &'a str,
    /// The heading it stands under.
    pub category: &'a str,
    /// Its method.
    #[cfg_attr(feature = "types", ts(inline))]
    pub method: Method,
    /// Its path.
    pub path: &'a str,
    /// Its version of the compute API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<ApiVersion>,
    /// The actions that must be allowed too for the call to work in full.
    pub dependent_actions: &'a [String],
    /// The names its action had.
    pub former_actions: Vec<&'a str>,
    /// The operation of this package, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<crate::OperationName>,
    /// The page it is from.
    pub source: &'a str,
}

/// What a [`Preview`](super::Preview) is made of: what is asked, and what is known about the requests.
#[derive(Debug, Clone)]
pub struct PreviewOptions {
    pub(super) asked: Rows,
    pub(super) facts: RequestFacts,
}

#[derive(Debug, Clone)]
pub(super) enum Rows {
    /// Every API of a cloud, or those of a version.
    Apis(Cloud, Option<ApiVersion>),
    /// APIs of lists.
    Listed(Vec<Arc<Api>>),
    Actions(Vec<AskedAction>),
}

impl PreviewOptions {
    /// Every API in the catalogue of the cloud that the facts name; with `version`, those of this version.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `cloud` where the facts name none.
    pub fn of_apis(version: Option<ApiVersion>, facts: RequestFacts) -> Result<Self, Error> {
        Ok(Self { asked: Rows::Apis(needed_cloud(facts.cloud)?, version), facts })
    }

    /// Every API that the lists of the cloud that the facts name have of a service; of ECS those of the catalogue.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `cloud` where the facts name none, at `service` where the lists have no API of it.
    pub fn of_service(services: &Services, service: &str, facts: RequestFacts) -> Result<Self, Error> {
        let cloud = needed_cloud(facts.cloud)?;
        if service == "ecs" {
            return Self::of_apis(None, facts);
        }
        let of_service = |api: &&Arc<Api>| api.action.split(':').next() == Some(service);
        let listed: Vec<Arc<Api>> = services.apis(cloud).filter(of_service).cloned().collect();
        if listed.is_empty() {
            let message =
                said!("the lists of cloud `{}` that were given have no API of {}", cloud.as_str(), quoted(service));
            return Err(Error::invalid("service", message));
        }
        Ok(Self { asked: Rows::Listed(listed), facts })
    }

    /// Some actions, of which there are none yet.
    #[must_use]
    pub fn of_actions(facts: RequestFacts) -> Self {
        Self { asked: Rows::Actions(Vec::new()), facts }
    }

    /// One action more, in place of all APIs if it was these.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path` where it is not one action.
    pub fn add_action(&mut self, action: &str, path: &str) -> Result<(), Error> {
        let action = asked_action(action, "action").map_err(|error| error.with_path(path))?;
        match &mut self.asked {
            Rows::Actions(actions) => actions.push(action),
            Rows::Apis(..) | Rows::Listed(_) => self.asked = Rows::Actions(vec![action]),
        }
        Ok(())
    }
}

impl<'a> ApiInfo<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        Self {
            title: &api.title,
            category: &api.category,
            method: api.method,
            path: &api.path,
            api_version: api.api_version,
            dependent_actions: &api.dependent_actions,
            former_actions: api.former.iter().map(|former| former.action.as_str()).collect(),
            operation: api.operation,
            source: &api.source,
        }
    }
}
