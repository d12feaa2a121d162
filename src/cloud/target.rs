//! Where a request goes.

use crate::base::declared::input;
use crate::base::ids::{ApiVersion, Cloud, PathSegment, ProjectId};
use crate::base::operations::{OperationName, check_version};
use crate::base::read_fields::ReadFields;
use crate::base::said::{phrase, said};
use crate::cloud::http::{Request, Url};
use crate::{Code, Endpoint, Error};

/// Where a request goes.
pub trait Destination: Sized {
    /// That of the calls in that API version.
    ///
    /// # Errors
    /// Where `places` do not have it.
    fn of(places: &dyn Places, api_version: ApiVersion) -> Result<Self, Error>;
}

/// What knows where requests go: a session, or the input of a request.
pub trait Places {
    /// The cloud.
    fn cloud(&self) -> Cloud;

    /// Where requests to the compute service go in that API version.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] where a part of it is not known.
    fn target(&self, api_version: ApiVersion) -> Result<Target, Error>;

    /// Where requests to Keystone or IAM go.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] where it is not known.
    fn identity_target(&self) -> Result<IdentityTarget, Error>;
}

input! {
    /// What every request needs to know about the cloud.
    CloudInput as "CloudInput" {
        /// The kind of cloud.
        cloud as "cloud": Cloud,
        /// The version of the compute API.
        api_version as "apiVersion": ApiVersion,
        /// Scheme, host and path before the version, such as `https://ecs.eu-de.otc.t-systems.com`.
        endpoint as "endpoint": String,
        /// Takes plain `http` of other machines than this one too: whoever is on the network in between can read and change all that passes.
        allow_http as "allowHttp": Option<bool>,
        /// The project ID; may be missing with `openstack` and `v2.1` only, whose short URLs have none.
        project_id as "projectId": Option<ProjectId>,
    }
}

input! {
    /// What every request to IAM needs to know about the cloud.
    IamInput as "IamInput" {
        /// The kind of cloud; plain OpenStack has no IAM policies.
        cloud as "cloud" ("PolicyCloud"): Cloud,
        /// The base URL of IAM, with or without `/v3`.
        identity_endpoint as "identityEndpoint": String,
        /// Takes plain `http` of other machines than this one too: whoever is on the network in between can read and change all that passes.
        allow_http as "allowHttp": Option<bool>,
    }
}

/// A place as a caller says it in the input of a request.
pub(crate) enum GivenPlace {
    Compute(Target),
    Identity(IdentityTarget),
}

impl GivenPlace {
    /// The fields that say it.
    pub(crate) fn fields(operation: OperationName) -> &'static [&'static str] {
        if operation.of_iam() { IamInput::DECLARED.names } else { CloudInput::DECLARED.names }
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where there is no such place.
    pub(crate) fn read(operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        if operation.of_iam() {
            let cloud = fields.parse("cloud", Cloud::parse)?;
            // A cloud without IAM needs no address of it.
            operation.action(cloud, ApiVersion::DEFAULT)?;
            let IamInput { cloud, identity_endpoint, allow_http } = IamInput::read(fields)?;
            let endpoint = Endpoint::read_identity(&identity_endpoint, "identityEndpoint", allow_http == Some(true))?;
            return Ok(Self::Identity(IdentityTarget::new(cloud, endpoint)));
        }
        let CloudInput { cloud, api_version, endpoint, allow_http, project_id } = CloudInput::read(fields)?;
        let endpoint = Endpoint::read_compute(&endpoint, "endpoint", allow_http == Some(true))?;
        // That the cloud does not have it at all says more than that it does not have it in a version.
        operation.check_cloud(cloud)?;
        Target::new(cloud, api_version, endpoint, project_id).map(Self::Compute)
    }

    /// The version of the API there; which one an operation of IAM is in is not the caller's choice.
    pub(crate) fn api_version(&self) -> ApiVersion {
        match self {
            Self::Compute(target) => target.api_version,
            Self::Identity(_) => ApiVersion::DEFAULT,
        }
    }
}

impl Places for GivenPlace {
    fn cloud(&self) -> Cloud {
        match self {
            Self::Compute(target) => target.cloud,
            Self::Identity(target) => target.cloud,
        }
    }

    fn target(&self, _api_version: ApiVersion) -> Result<Target, Error> {
        match self {
            Self::Compute(target) => Ok(target.clone()),
            Self::Identity(_) => Err(not_there("endpoint")),
        }
    }

    fn identity_target(&self) -> Result<IdentityTarget, Error> {
        match self {
            Self::Identity(target) => Ok(target.clone()),
            Self::Compute(_) => Err(not_there("identityEndpoint")),
        }
    }
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
        let path = operation.route(self.cloud, self.api_version)?.path;
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
    fn of(places: &dyn Places, api_version: ApiVersion) -> Result<Self, Error> {
        places.target(api_version)
    }
}

/// Where a request to IAM goes. Which version of its API an operation is in is not the caller's choice, and the project is part of a path at most.
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

    /// `{endpoint}`, of what is read of a whole account.
    #[cfg(feature = "account")]
    pub(crate) fn base(&self) -> Url {
        Url::new(&self.endpoint)
    }

    /// `{endpoint}/…`, of what is none of the operations.
    pub(crate) fn literal(&self, path: &'static str) -> Url {
        Url::new(&self.endpoint).literal(path)
    }

    /// `{endpoint}/v3/…`, or `v5` of an operation of that version; `ids` stand in the path of the operation.
    ///
    /// # Errors
    /// [`crate::Code::UnsupportedOperation`] where the cloud does not have it.
    pub(crate) fn url(&self, operation: OperationName, ids: &[&dyn PathSegment]) -> Result<Url, Error> {
        let path = operation.route(self.cloud, ApiVersion::DEFAULT)?.path;
        Ok(Url::new(&self.endpoint).literal(operation.iam_version().unwrap_or("v3")).path(path, ids))
    }

    /// The request of an operation, with its method.
    ///
    /// # Errors
    /// [`crate::Code::UnsupportedOperation`] where the cloud does not have it.
    pub(crate) fn request(&self, operation: OperationName, ids: &[&dyn PathSegment]) -> Result<Request, Error> {
        Ok(Request::new(operation.method(), self.url(operation, ids)?))
    }
}

impl Destination for IdentityTarget {
    fn of(places: &dyn Places, _api_version: ApiVersion) -> Result<Self, Error> {
        places.identity_target()
    }
}

/// The error of a place that is not known.
pub(crate) fn not_there(name: &'static str) -> Error {
    Error::new(Code::InvalidInput, said!("{} is missing", name))
}
