//! The operations: the registry, and a file with the facts of each.
//!
//! An operation is two files and an entry here: its facts in this folder, its codec (what its request and its answer look like) in
//! `cloud/operations`. Whatever depends on which operations there are is read off the registry.

mod facts;

use serde::{Serialize, Serializer};

pub use facts::DEFAULT_ROLES;
use facts::{Route, Routes, SideEffect};

#[cfg(feature = "types")]
use super::declared::Declared;
use super::ids::{ApiVersion, Cloud, one_of};
use super::method::Method;
use super::said::said;
use super::text::quoted;
use super::{Code, Error};

/// What the names of Nova's rules begin with, such as `os_compute_api:servers:detail`.
pub const NOVA_RULES: &str = "os_compute_api:";

/// The registry: `file: Codec { Name = FACTS, … }` for each pair of files, with the operations that they are about. Hands it to a macro.
macro_rules! for_each_operation {
    ($then:ident) => {
        $then! {
            get_server_password: GetServerPassword {
                /// `GET …/os-server-password`: the encrypted password, as it is stored.
                GetServerPassword = FACTS,
            }
            delete_server_password: DeleteServerPassword {
                /// `DELETE …/os-server-password`: deletes the stored ciphertext (Nova: "clear"); the password in the guest stays as it is.
                DeleteServerPassword = FACTS,
            }
            reset_server_password: ResetServerPassword {
                /// `PUT …/os-reset-password`: orders another password for the administrator of a server, which the reset plug-in sets in the guest (Huawei Cloud).
                ResetServerPassword = FACTS,
            }
            reset_server_passwords: ResetServerPasswords {
                /// `PUT …/cloudservers/os-reset-passwords`: the same for several servers at once (Huawei Cloud).
                ResetServerPasswords = FACTS,
            }
            get_reset_password_flag: GetResetPasswordFlag {
                /// `GET …/os-resetpwd-flag`: whether the password of a server can be reset so (Huawei Cloud).
                GetResetPasswordFlag = FACTS,
            }
            change_server_password: ChangeServerPassword {
                /// `POST …/servers/{id}/action` with `changePassword`: sets the administrator's password in the guest, by its guest agent (plain OpenStack).
                ChangeServerPassword = FACTS,
            }
            list_servers: ListServers {
                /// `GET …/servers/detail`: one page of the servers of the project, with their details.
                ListServers = FACTS,
            }
            get_server: GetServer {
                /// `GET …/servers/{id}`: one server with its details, such as its status.
                GetServer = FACTS,
            }
            switch_server: SwitchServer {
                /// `POST …/servers/{id}/action` with `os-start`: starts a server that is stopped.
                StartServer = START,
                /// `POST …/servers/{id}/action` with `os-stop`: stops a server that runs.
                StopServer = STOP,
            }
            get_key_pair: GetKeyPair {
                /// `GET …/os-keypairs/{name}`: one key pair of the user.
                GetKeyPair = FACTS,
            }
            list_user_groups: ListUserGroups {
                /// `GET /v3/users/{user_id}/groups`: the groups of an IAM user; users may ask for their own.
                ListUserGroups = FACTS,
            }
            list_group_permissions: ListGroupPermissions {
                /// `GET /v3/domains/{domain_id}/groups/{group_id}/roles`: what a group is granted for global services.
                ListGroupPermissionsOnDomain = ON_DOMAIN,
                /// `GET /v3/projects/{project_id}/groups/{group_id}/roles`: what a group is granted in a project.
                ListGroupPermissionsOnProject = ON_PROJECT,
                /// `GET /v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/inherited_to_projects`: what a group is granted
                /// in every project.
                ListGroupPermissionsOnAllProjects = ON_ALL_PROJECTS,
            }
            list_attached_policies: ListAttachedPolicies {
                /// `GET /v5/users/{user_id}/attached-policies`: one page of the identity policies that are attached to an IAM user.
                ListAttachedUserPolicies = OF_USER,
                /// `GET /v5/groups/{group_id}/attached-policies`: one page of the identity policies that are attached to a group.
                ListAttachedGroupPolicies = OF_GROUP,
            }
            get_identity_policy: GetIdentityPolicy {
                /// `GET /v5/policies/{policy_id}`: an identity policy, without its text.
                GetIdentityPolicy = FACTS,
            }
            get_identity_policy_version: GetIdentityPolicyVersion {
                /// `GET /v5/policies/{policy_id}/versions/{version_id}`: the text of a version of an identity policy.
                GetIdentityPolicyVersion = FACTS,
            }
        }
    };
}
#[cfg(feature = "cloud")]
pub(crate) use for_each_operation;

macro_rules! operation_names {
    ($($file:ident: $codec:ident { $($(#[doc = $doc:expr])+ $name:ident = $facts:ident,)+ })+) => {
        $(pub(crate) mod $file;)+

        /// The operations, by the names callers use.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
        pub enum OperationName {
            $($($(#[doc = $doc])+ $name,)+)+
        }

        impl OperationName {
            /// Every operation.
            pub const ALL: &[Self] = &[$($(Self::$name),+),+];
            /// The names a caller may give.
            pub const NAMES: &[&str] = &[$($($file::$facts.name),+),+];

            // Fact by fact: a build without those who ask for one does not carry it.

            /// The name a caller gives.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$name => $file::$facts.name,)+)+ }
            }

            /// The method of its requests.
            #[must_use]
            pub const fn method(self) -> Method {
                match self { $($(Self::$name => $file::$facts.method,)+)+ }
            }

            /// Its own fields in the input of `buildRequest`, besides those that say where the request goes.
            #[must_use]
            pub const fn fields(self) -> &'static [&'static str] {
                match self { $($(Self::$name => $file::$facts.input.names,)+)+ }
            }

            /// The same as TypeScript has it.
            #[cfg(feature = "types")]
            #[must_use]
            pub const fn input(self) -> Declared {
                match self { $($(Self::$name => $file::$facts.input,)+)+ }
            }

            /// The lines of its documentation.
            #[cfg(feature = "types")]
            #[must_use]
            pub const fn docs(self) -> &'static [&'static str] {
                match self { $($(Self::$name => &[$($doc),+],)+)+ }
            }

            /// The files it is in: those of one file are of one kind.
            #[cfg(feature = "types")]
            #[must_use]
            pub const fn file(self) -> &'static str {
                match self { $($(Self::$name => stringify!($file),)+)+ }
            }

            /// The least of [`DEFAULT_ROLES`] that the operation takes in the project by the rules that Nova comes with; `None` where plain
            /// OpenStack does not have the operation, or goes by something else than a role. Operators can change their rules.
            #[must_use]
            pub const fn nova_role(self) -> Option<&'static str> {
                match self { $($(Self::$name => $file::$facts.nova_role,)+)+ }
            }

            const fn routes(self) -> &'static Routes {
                match self {
                    $($(Self::$name => {
                        const ROUTES: Routes = $file::$facts.routes;
                        &ROUTES
                    })+)+
                }
            }

            const fn effect(self) -> SideEffect {
                match self { $($(Self::$name => $file::$facts.effect,)+)+ }
            }
        }
    };
}

for_each_operation!(operation_names);

impl OperationName {
    /// Reads an operation's name.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] at `path` for any other text.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        let named = Self::ALL.iter().find(|each| each.as_str() == text);
        named.copied().ok_or_else(|| one_of(text, path, Self::NAMES))
    }

    /// Whether it changes something. Such a request is sent once.
    #[must_use]
    pub const fn changes(self) -> bool {
        matches!(self.effect(), SideEffect::Changes { .. })
    }

    /// Its path on a cloud in an API version, with the ids in braces, without what stands before it (`/{version}/{project_id}` of the
    /// compute service, `/v3` or `/v5` of IAM): `servers/{server_id}/os-server-password`. `None` where it does not exist.
    #[must_use]
    pub fn path(self, cloud: Cloud, api_version: ApiVersion) -> Option<&'static str> {
        Some(self.routes().at(cloud, api_version)?.path)
    }

    /// Whether its path on a cloud in an API version is that of all actions of a server, of which the body says which it is.
    #[must_use]
    pub fn is_told_by_body(self, cloud: Cloud, api_version: ApiVersion) -> bool {
        self.routes().at(cloud, api_version).is_some_and(|route| route.by_body)
    }

    /// The IAM action that this operation needs on a cloud in an API version. The request and the permission preview
    /// both ask here, so that "may I?" and "do it" cannot disagree.
    ///
    /// # Errors
    /// [`Code::UnsupportedOperation`] where the operation does not exist there.
    pub fn action(self, cloud: Cloud, api_version: ApiVersion) -> Result<Action, Error> {
        let Route { action: name, inferred, .. } = self.route(cloud, api_version)?;
        // Huawei no longer documents `/v2` of its compute service.
        let inferred = *inferred || (!self.of_iam() && (cloud, api_version) == (Cloud::Huawei, ApiVersion::V2));
        Ok(Action { name, basis: if inferred { Basis::Inferred } else { Basis::Documented } })
    }

    /// # Errors
    /// [`Code::UnsupportedOperation`] where the operation does not exist there.
    pub(crate) fn route(self, cloud: Cloud, api_version: ApiVersion) -> Result<&'static Route, Error> {
        self.check_cloud(cloud)?;
        check_version(cloud, api_version)?;
        self.routes().at(cloud, api_version).ok_or_else(|| self.not_there(cloud, api_version))
    }

    /// # Errors
    /// [`Code::UnsupportedOperation`] where the compute service of that cloud has it in no API version.
    pub(crate) fn check_cloud(self, cloud: Cloud) -> Result<(), Error> {
        let there = |cloud: &Cloud| {
            let has = |version: &ApiVersion| version.exists_on(*cloud) && self.routes().at(*cloud, *version).is_some();
            ApiVersion::ALL.iter().any(has)
        };
        if self.of_iam() || there(&cloud) {
            return Ok(());
        }
        let name = self.as_str();
        let message = match cloud {
            // What Nova has is in its code.
            Cloud::Openstack => said!("operation {} is not available on cloud `{}`", name, cloud.as_str()),
            _ => said!("operation {} is not documented for cloud `{}`", name, cloud.as_str()),
        };
        let others = Cloud::ALL.iter().copied().filter(there).map(|cloud| quoted(cloud.as_str())).collect::<Vec<_>>();
        let hint = said!("it is documented for cloud {}", others.join(", "));
        Err(Error::new(Code::UnsupportedOperation, message).with_path("cloud").with_hint(hint))
    }

    /// The API version that a call of it has where the caller names none: [`ApiVersion::DEFAULT`], or v1 where it is in that alone.
    #[must_use]
    pub const fn usual_version(self) -> ApiVersion {
        match self.routes() {
            Routes::Compute { native: Some(_), public: None, nova: None } => ApiVersion::V1,
            _ => ApiVersion::DEFAULT,
        }
    }

    fn not_there(self, cloud: Cloud, api_version: ApiVersion) -> Error {
        let exists = |version| self.routes().at(cloud, version).is_some();
        if api_version == ApiVersion::V1 && exists(ApiVersion::DEFAULT) {
            let message = said!("operation {} is not available in API version v1", self.as_str());
            let error = Error::new(Code::UnsupportedOperation, message).with_path("apiVersion");
            return error.with_hint(said!("use apiVersion `v2.1`"));
        }
        if self.of_iam() {
            let message = said!("operation {} is not available on cloud `{}`", self.as_str(), cloud.as_str());
            let hint = if cloud == Cloud::Openstack {
                said!("plain OpenStack has no IAM policies: its rules are those of its operator")
            } else {
                said!("identity policies (version 5.0) are Huawei Cloud's own")
            };
            return Error::new(Code::UnsupportedOperation, message).with_path("cloud").with_hint(hint);
        }
        let message = said!("operation {} is for API version v1 alone", self.as_str());
        Error::new(Code::UnsupportedOperation, message).with_path("apiVersion").with_hint(said!("use apiVersion `v1`"))
    }

    /// Whether IAM answers it, and not the compute service.
    #[must_use]
    pub const fn of_iam(self) -> bool {
        self.iam_version().is_some()
    }

    /// The version of IAM's API that it is in, which its path begins with; `None` where the compute service answers it.
    #[must_use]
    pub const fn iam_version(self) -> Option<&'static str> {
        match self.routes() {
            Routes::Compute { .. } => None,
            Routes::Iam(_) => Some("v3"),
            Routes::IamV5(_) => Some("v5"),
        }
    }

    /// The operation whose rule in Nova that is.
    pub(crate) fn of_nova_rule(rule: &str) -> Option<Self> {
        let has = |each: &&Self| {
            each.routes().at(Cloud::Openstack, ApiVersion::DEFAULT).is_some_and(|route| route.action == rule)
        };
        Self::ALL.iter().find(has).copied()
    }

    /// The operation of the compute service whose request that is on a cloud in an API version: method, and path behind the project,
    /// with braces where something is to be put in. What is done to a server by one path is told apart by the action.
    pub(crate) fn of_request(
        cloud: Cloud,
        api_version: ApiVersion,
        method: Method,
        path: &str,
        action: &str,
    ) -> Option<Self> {
        let is = |each: &&Self| {
            let here = each.routes().at(cloud, api_version).filter(|_| !each.of_iam() && each.method() == method);
            here.is_some_and(|here| same(here.path, path) && (!here.by_body || here.action == action))
        };
        Self::ALL.iter().find(is).copied()
    }

    /// The error of a request that failed after it was sent: whether it may have been carried out all the same.
    pub(crate) fn after_failure(self, error: Error) -> Error {
        match self.effect() {
            SideEffect::Reads => error,
            SideEffect::Changes { refused, .. } if refused(&error) => error.with_may_have_happened(false),
            SideEffect::Changes { left_open, .. } => error.with_may_have_happened(true).with_hint(left_open),
        }
    }
}

/// Whether two paths are the same, whatever the names in braces are.
fn same(one: &str, other: &str) -> bool {
    let [mut one, mut other] = [one, other].map(|path| path.split('/'));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other || (one.starts_with('{') && other.starts_with('{')) => {}
            _ => return false,
        }
    }
}

impl Serialize for OperationName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The IAM action (Nova: the policy rule) that a request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Action {
    /// The IAM action (Nova: the policy rule) that the caller must be allowed.
    #[serde(rename = "action")]
    #[cfg_attr(feature = "types", ts(type = "Action"))]
    pub name: &'static str,
    /// Whether the cloud's documents name the action for exactly this path, or it is inferred from its neighbour.
    #[serde(rename = "actionBasis")]
    #[cfg_attr(feature = "types", ts(inline))]
    pub basis: Basis,
}

/// Whether a fact stands in the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Basis {
    /// A document of the cloud says so.
    Documented,
    /// Inferred from its neighbour: the path is no longer documented.
    Inferred,
}

/// # Errors
/// [`Code::UnsupportedOperation`] for v1 on another cloud than Huawei's.
pub(crate) fn check_version(cloud: Cloud, api_version: ApiVersion) -> Result<(), Error> {
    if !api_version.exists_on(cloud) {
        return Err(Error::new(Code::UnsupportedOperation, said!("cloud `{}` has no API version v1", cloud.as_str()))
            .with_path("apiVersion")
            .with_hint(said!("use apiVersion `v2.1`; v1 is Huawei Cloud's own API")));
    }
    Ok(())
}
