//! One file an operation: its request and its answer. The IAM actions stand together in `operation`.

mod delete_server_password;
mod get_key_pair;
mod get_server_password;
mod list_group_permissions;
mod list_servers;
mod list_user_groups;
mod list_versions;
mod listed;

pub use delete_server_password::{DeleteServerPassword, ServerPasswordDeleted};
pub use get_key_pair::{GetKeyPair, KeyPair};
pub use get_server_password::{GetServerPassword, ServerPassword};
pub use list_group_permissions::{ListGroupPermissions, Permission, Place};
pub use list_servers::{Address, ListServers, Os, Page, Server};
pub use list_user_groups::{ListUserGroups, UserGroup};
pub(crate) use list_versions::newest_microversion;
pub(crate) use list_versions::versions_request;

use serde_json::Value;

use crate::base::ids::ApiVersion;
use crate::base::said::{self, phrase, said};
use crate::cloud::http::{Response, Url};
use crate::cloud::target::Target;
use crate::{Code, Error, ServerId};

/// `…/servers/{id}/os-server-password`, or `…/cloudservers/…` in Huawei's own API.
fn server_password_url(target: &Target, server_id: &ServerId) -> Url {
    let servers = match target.api_version() {
        ApiVersion::V1 => "cloudservers",
        ApiVersion::V2 | ApiVersion::V2_1 => "servers",
    };
    target.base().literal(servers).id(server_id).literal("os-server-password")
}

/// The JSON of a successful answer.
fn read_json(response: &Response, expected: &str) -> Result<Value, Error> {
    serde_json::from_slice(response.body()).map_err(|_| unexpected(response, expected))
}

/// A successful answer that is not what the documentation of the call says.
fn unexpected(response: &Response, expected: impl Into<said::Value>) -> Error {
    unexpected_of(response, expected.into()).with_hint(phrase!(
        "check that the endpoint is the compute service itself, and not a console, a login page or a proxy's own page"
    ))
}

/// The same of an answer of IAM.
fn unexpected_of_iam(response: &Response, expected: impl Into<said::Value>) -> Error {
    unexpected_of(response, expected.into()).with_hint(phrase!(
        "check that identityEndpoint is IAM itself, and not a console, a login page or a proxy's own page"
    ))
}

fn unexpected_of(response: &Response, expected: said::Value) -> Error {
    Error::new(Code::UnexpectedResponse, said!("the answer (HTTP {}) is not {}", response.status(), expected))
        .with_status(response.status())
        .with_request_id(response.request_id())
}
