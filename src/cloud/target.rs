//! Where a request goes.

use crate::base::ids::{ApiVersion, Cloud, ProjectId};
use crate::base::operation::check_version;
use crate::cloud::http::Url;
use crate::{Endpoint, Error};

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
                format!(
                    "projectId is missing: paths of {} on cloud `{}` have one",
                    api_version.as_str(),
                    cloud.as_str()
                ),
            )
            .with_hint("only cloud `openstack` with API version v2.1 has paths without a project ID"));
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

    /// `{endpoint}/{version}/{project_id}`, without the project in the short form; paths go on from here.
    pub(crate) fn base(&self) -> Url {
        let url = Url::new(&self.endpoint).literal(self.api_version.as_str());
        match &self.project_id {
            Some(id) => url.id(id),
            None => url,
        }
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

    /// `{endpoint}/v3`; paths go on from here.
    pub(crate) fn base(&self) -> Url {
        Url::new(&self.endpoint).literal("v3")
    }
}
