//! Where a policy is attached.
//!
//! Source: Huawei Cloud IAM "创建用户组并授权", table 1; OTC IAM user guide, "Assigning Permissions".

use serde::Serialize;

use crate::Error;
use crate::base::said::said;
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
        id: String,
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
        id: String,
    },
    /// Enterprise projects that are not known: what a list of policies could not tell.
    EnterpriseProjects,
    /// Projects that are not known, other than this one.
    OtherProjects {
        /// The id of the project that is none of them.
        id: String,
    },
}

/// The id of a project or of an enterprise project: 1 to 64 of `A-Z a-z 0-9 _ -`.
pub(crate) fn id(text: &str, path: &str) -> Result<String, Error> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
        return Ok(text.to_owned());
    }
    Err(Error::invalid(path, said!("{} must be 1 to 64 letters, digits, `-` or `_`, got {}", path, quoted(text))))
}
