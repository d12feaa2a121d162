//! Where a request goes.

use crate::base::ids::{ApiVersion, Cloud, PathSegment, ProjectId};
use crate::base::operations::{Action, OperationName, check_version};
use crate::base::read_fields::ReadFields;
use crate::base::said::{phrase, said};
use crate::cloud::http::{Request, Url};
use crate::cloud::session::Session;
use crate::{Endpoint, Error};

/// Where a request goes.
pub trait Destination: Sized {
    /// The destination of a session's calls in that API version.
    ///
    /// # Errors
    /// Where the session does not know it.
    fn of(session: &Session, api_version: ApiVersion) -> Result<Self, Error>;
}

/// A destination as a caller says it in the input of a request.
pub(crate) trait ReadDestination: Destination {
    /// The fields that say it.
    const FIELDS: &'static [&'static str];

    /// Reads it.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where there is no such place.
    fn read(operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error>;

    /// What an operation takes there.
    ///
    /// # Errors
    /// [`crate::Code::UnsupportedOperation`] where it does not exist there.
    fn action(&self, operation: OperationName) -> Result<Action, Error>;
}

/// Where a request goes: which cloud, API version, endpoint and project. Exists only in combinations that exist.
#[derive(Debug, Clone)]
pub struct Target {
    cloud: Cloud,
    api_version: ApiVersion,
    endpoint: Endpoint,
    project_id: Option<ProjectId>,
}

impl Target {
    /// Puts a target together.
    ///
    /// # Errors
    /// [`crate::Code::UnsupportedOperation`] for v1 on another cloud than Huawei's; [`crate::Code::InvalidInput`] at `projectId` where
    /// it is missing (only plain OpenStack's v2.1 has paths without it).
    pub fn new(
        cloud: Cloud,
        api_version: ApiVersion,
        endpoint: Endpoint,
        project_id: Option<ProjectId>,
    ) -> Result<Self, Error> {
        check_version(cloud, api_version)?;
        if project_id.is_none() && (cloud, api_version) != (Cloud::Openstack, ApiVersion::V2_1) {
            return Err(Error::invalid(
                "projectId",
                said!("projectId is missing: paths of {} on cloud `{}` have one", api_version.as_str(), cloud.as_str()),
            )
            .with_hint(phrase!("only cloud `openstack` with API version v2.1 has paths without a project ID")));
        }
        Ok(Self { cloud, api_version, endpoint, project_id })
    }

    /// The cloud.
    #[must_use]
    pub fn cloud(&self) -> Cloud {
        self.cloud
    }

    /// The API version.
    #[must_use]
    pub fn api_version(&self) -> ApiVersion {
        self.api_version
    }

    /// `{endpoint}/{version}/{project_id}/…`, without the project in the short form; `ids` stand in the path of the operation.
    ///
    /// # Errors
    /// [`crate::Code::UnsupportedOperation`] where the operation does not exist there.
    pub(crate) fn url(&self, operation: OperationName, ids: &[&dyn PathSegment]) -> Result<Url, Error> {
        let path = operation.place(self.cloud, self.api_version)?.path;
        let url = Url::new(&self.endpoint).literal(self.api_version.as_str());
        let base = match &self.project_id {
            Some(id) => url.id(id),
            None => url,
        };
        Ok(base.path(path, ids))
    }

    /// The request of an operation, with its method.
    ///
    /// # Errors
    /// [`crate::Code::UnsupportedOperation`] where the operation does not exist there.
    pub(crate) fn request(&self, operation: OperationName, ids: &[&dyn PathSegment]) -> Result<Request, Error> {
        Ok(Request::new(operation.method(), self.url(operation, ids)?))
    }
}

impl Destination for Target {
    fn of(session: &Session, api_version: ApiVersion) -> Result<Self, Error> {
        session.target(api_version)
    }
}

impl ReadDestination for Target {
    const FIELDS: &'static [&'static str] = &["operation", "cloud", "apiVersion", "endpoint", "projectId"];

    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let cloud = fields.parse("cloud", Cloud::parse)?;
        let api_version = fields.parse("apiVersion", ApiVersion::parse)?;
        let endpoint = fields.parse("endpoint", Endpoint::parse_compute)?;
        let project_id = fields.optional("projectId", ProjectId::parse)?;
        Self::new(cloud, api_version, endpoint, project_id)
    }

    fn action(&self, operation: OperationName) -> Result<Action, Error> {
        operation.action(self.cloud, self.api_version)
    }
}

/// Where a request to IAM goes. IAM has no API versions to choose from, and the project is part of a path at most.
#[derive(Debug, Clone)]
pub struct IdentityTarget {
    cloud: Cloud,
    endpoint: Endpoint,
}

impl IdentityTarget {
    /// Puts a target together.
    #[must_use]
    pub fn new(cloud: Cloud, endpoint: Endpoint) -> Self {
        Self { cloud, endpoint }
    }

    /// The cloud.
    #[must_use]
    pub fn cloud(&self) -> Cloud {
        self.cloud
    }

    /// The request of an operation, with its method, to `{endpoint}/v3/…`; `ids` stand in its path.
    ///
    /// # Errors
    /// [`crate::Code::UnsupportedOperation`] where the cloud has no IAM.
    pub(crate) fn request(&self, operation: OperationName, ids: &[&dyn PathSegment]) -> Result<Request, Error> {
        let path = operation.place(self.cloud, ApiVersion::DEFAULT)?.path;
        Ok(Request::new(operation.method(), Url::new(&self.endpoint).literal("v3").path(path, ids)))
    }
}

impl Destination for IdentityTarget {
    fn of(session: &Session, _api_version: ApiVersion) -> Result<Self, Error> {
        session.identity_target()
    }
}

impl ReadDestination for IdentityTarget {
    const FIELDS: &'static [&'static str] = &["operation", "cloud", "identityEndpoint"];

    fn read(operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let cloud = fields.parse("cloud", Cloud::parse)?;
        // A cloud without IAM needs no address of it.
        operation.action(cloud, ApiVersion::DEFAULT)?;
        Ok(Self::new(cloud, fields.parse("identityEndpoint", Endpoint::parse_identity)?))
    }

    fn action(&self, operation: OperationName) -> Result<Action, Error> {
        operation.action(self.cloud, ApiVersion::DEFAULT)
    }
}
