//! Where a policy is attached.
//!
//! Source: Huawei Cloud IAM "创建用户组并授权", table 1; OTC IAM user guide, "Assigning Permissions".

use serde::Serialize;

#[cfg(feature = "rules")]
use crate::Error;
use crate::base::ids::{EnterpriseProjectId, ProjectId};
#[cfg(feature = "rules")]
use crate::base::said::said;
#[cfg(feature = "rules")]
use crate::base::text::quoted;

/// Where a policy is attached. What a list of policies cannot tell: `enterpriseProjects` are some that are not known, `otherProjects` are
/// projects that are not known, other than the one of this `id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyScope"))]
pub enum Scope {
    /// One project of a region.
    Project {
        /// Its id.
        #[cfg_attr(feature = "types", ts(type = "string"))]
        id: ProjectId,
    },
    /// Every project, future ones too.
    AllProjects,
    /// Everything: global services and every project.
    AllResources,
    /// Global services, such as IAM.
    Global,
    /// One enterprise project.
    EnterpriseProject {
        /// Its id; `0` is the default one.
        #[cfg_attr(feature = "types", ts(type = "string"))]
        id: EnterpriseProjectId,
    },
    /// Enterprise projects that are not known: what a list of policies could not tell.
    EnterpriseProjects,
    /// Projects that are not known, other than this one.
    OtherProjects {
        /// The id of the project that is none of them.
        #[cfg_attr(feature = "types", ts(type = "string"))]
        id: ProjectId,
    },
}

/// The id of a project, as policies are attached to one and asked for one.
#[cfg(feature = "rules")]
pub(crate) fn project_id(text: &str, path: &str) -> Result<ProjectId, Error> {
    ProjectId::parse(text, path).map_err(|_| no_id(text, path))
}

/// The id of an enterprise project.
#[cfg(feature = "rules")]
pub(crate) fn enterprise_project_id(text: &str, path: &str) -> Result<EnterpriseProjectId, Error> {
    EnterpriseProjectId::parse(text, path).map_err(|_| no_id(text, path))
}

#[cfg(feature = "rules")]
fn no_id(text: &str, path: &str) -> Error {
    Error::invalid(path, said!("{} must be 1 to 64 letters, digits, `-` or `_`, got {}", path, quoted(text)))
}

impl Scope {
    /// One of each kind, with these ids where it has one.
    #[must_use]
    pub fn every(project: &ProjectId, enterprise_project: &EnterpriseProjectId) -> [Self; 7] {
        [
            Self::Project { id: project.clone() },
            Self::AllProjects,
            Self::AllResources,
            Self::Global,
            Self::EnterpriseProject { id: enterprise_project.clone() },
            Self::EnterpriseProjects,
            Self::OtherProjects { id: project.clone() },
        ]
    }

    /// Whether a policy can be attached there. The others are places of what a list of policies could not tell.
    #[must_use]
    pub const fn is_attachable(&self) -> bool {
        !matches!(self, Self::EnterpriseProjects | Self::OtherProjects { .. })
    }
}
