//! The operations by their names, and the IAM action that each needs.

use serde::Serialize;

use super::ids::{ApiVersion, Cloud, one_of};
use super::said::{phrase, said};
use super::{Code, Error};

/// The IAM action (Nova: the policy rule) that a request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Action {
    /// `service:type:operation`, or Nova's rule name.
    #[serde(rename = "action")]
    pub name: &'static str,
    /// Whether the cloud's documents name it for exactly this path.
    #[serde(rename = "actionBasis")]
    pub basis: Basis,
}

/// Whether a fact stands in the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// A document of the cloud says so.
    Documented,
    /// Inferred from its neighbour: the path is no longer documented.
    Inferred,
}

macro_rules! operation_names {
    ($($(#[doc = $doc:expr])+ $variant:ident = $text:literal,)+) => {
        /// The operations, by the names callers use.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub enum OperationName {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl OperationName {
            /// Every operation.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            /// The names a caller may give.
            pub const NAMES: &[&str] = &[$($text),+];

            /// The name a caller gives.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

operation_names! {
    /// `GET …/os-server-password`: the stored ciphertext.
    GetServerPassword = "getServerPassword",
    /// `DELETE …/os-server-password`: removes the stored ciphertext.
    DeleteServerPassword = "deleteServerPassword",
    /// `GET …/servers/detail`: one page of servers.
    ListServers = "listServers",
    /// `GET …/os-keypairs/{name}`: a key pair of the caller.
    GetKeyPair = "getKeyPair",
    /// `GET /v3/users/{user_id}/groups`: the groups of an IAM user.
    ListUserGroups = "listUserGroups",
    /// `GET /v3/domains/{domain_id}/groups/{group_id}/roles`: what a group is granted for global services.
    ListGroupPermissionsOnDomain = "listGroupPermissionsOnDomain",
    /// `GET /v3/projects/{project_id}/groups/{group_id}/roles`: what a group is granted in a project.
    ListGroupPermissionsOnProject = "listGroupPermissionsOnProject",
    /// `GET /v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/inherited_to_projects`: what a group is granted
    /// in every project.
    ListGroupPermissionsOnAllProjects = "listGroupPermissionsOnAllProjects",
}

impl OperationName {
    /// Reads an operation's name.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] at `path` for any other text.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        let named = Self::ALL.iter().find(|each| each.as_str() == text);
        named.copied().ok_or_else(|| one_of(text, path, Self::NAMES))
    }

    /// The IAM action that this operation needs on a cloud in an API version. The request and the permission preview
    /// both ask here, so that "may I?" and "do it" cannot disagree.
    ///
    /// Sources: the permission tables "Password Management", "Status management" and "Key and password management" of the
    /// ECS API references of Open Telekom Cloud (2026-07) and Huawei Cloud (2024-04); nova
    /// `nova/policies/{server_password,servers,keypairs}.py`. Huawei no longer documents `/v2`. The actions of IAM:
    /// "Permissions Policies and Supported Actions" of the IAM API references; its API has one version.
    ///
    /// # Errors
    /// [`Code::UnsupportedOperation`] where the operation does not exist there.
    pub fn action(self, cloud: Cloud, api_version: ApiVersion) -> Result<Action, Error> {
        check_version(cloud, api_version)?;
        let huawei_v1 = api_version == ApiVersion::V1;
        if let Some(name) = self.iam_action() {
            if cloud == Cloud::Openstack {
                return Err(Error::new(
                    Code::UnsupportedOperation,
                    format!("operation {} is not available on cloud `openstack`", self.as_str()),
                )
                .with_path("cloud")
                .with_hint("plain OpenStack has no IAM policies: its rules are those of its operator"));
            }
            return Ok(Action { name, basis: Basis::Documented });
        }
        let name = match (self, cloud) {
            (Self::GetServerPassword, Cloud::Openstack) => "os_compute_api:os-server-password:show",
            (Self::DeleteServerPassword, Cloud::Openstack) => "os_compute_api:os-server-password:clear",
            (Self::ListServers, Cloud::Openstack) => "os_compute_api:servers:detail",
            (Self::GetKeyPair, Cloud::Openstack) => "os_compute_api:os-keypairs:show",
            (Self::GetServerPassword, _) if huawei_v1 => "ecs:cloudServers:showServerPassword",
            (Self::DeleteServerPassword, _) if huawei_v1 => "ecs:cloudServers:deletePassword",
            (Self::GetServerPassword | Self::DeleteServerPassword, _) => "ecs:serverPasswords:manage",
            (Self::ListServers | Self::GetKeyPair, _) if huawei_v1 => {
                return Err(Error::new(
                    Code::UnsupportedOperation,
                    said!("operation {} is not available in API version v1", self.as_str()),
                )
                .with_path("apiVersion")
                .with_hint(phrase!("use apiVersion `v2.1`")));
            }
            (Self::ListServers, _) => "ecs:servers:list",
            _ => "ecs:serverKeypairs:get",
        };
        let inferred = (cloud, api_version) == (Cloud::Huawei, ApiVersion::V2);
        Ok(Action { name, basis: if inferred { Basis::Inferred } else { Basis::Documented } })
    }

    /// Whether IAM answers it, and not the compute service.
    #[must_use]
    pub fn of_iam(self) -> bool {
        self.iam_action().is_some()
    }

    /// The action of an operation that IAM answers; `None` for those of the compute service.
    fn iam_action(self) -> Option<&'static str> {
        match self {
            Self::ListUserGroups => Some("iam:groups:listGroupsForUser"),
            Self::ListGroupPermissionsOnDomain => Some("iam:permissions:listRolesForGroupOnDomain"),
            Self::ListGroupPermissionsOnProject => Some("iam:permissions:listRolesForGroupOnProject"),
            Self::ListGroupPermissionsOnAllProjects => Some("iam:permissions:listRolesForGroup"),
            Self::GetServerPassword | Self::DeleteServerPassword | Self::ListServers | Self::GetKeyPair => None,
        }
    }
}

/// # Errors
/// [`Code::UnsupportedOperation`] for v1 on another cloud than Huawei's.
pub(crate) fn check_version(cloud: Cloud, api_version: ApiVersion) -> Result<(), Error> {
    if api_version == ApiVersion::V1 && cloud != Cloud::Huawei {
        return Err(Error::new(Code::UnsupportedOperation, said!("cloud `{}` has no API version v1", cloud.as_str()))
            .with_path("apiVersion")
            .with_hint(phrase!("use apiVersion `v2.1`; v1 is Huawei Cloud's own API")));
    }
    Ok(())
}
