//! What is known of an operation, whoever asks: who sends it, who wonders whether it is allowed, who documents it.

use crate::base::declared::Declared;
use crate::base::ids::{ApiVersion, Cloud};
use crate::base::method::Method;
use crate::base::said::Phrase;
use crate::base::{Code, Error};

/// The roles that Keystone comes with in a project: each implies those before it (Keystone, "Default Roles").
pub const DEFAULT_ROLES: &[&str] = &["reader", "member", "manager", "admin"];

/// What is known of one operation.
#[derive(Debug)]
pub(crate) struct Facts {
    /// The name that callers use.
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    /// Its own fields in a caller's input.
    pub(crate) input: Declared,
    pub(crate) routes: Routes,
    /// The least of Nova's default roles that its rule takes; `None` where it goes by something else, or Nova does not have it.
    pub(crate) nova_role: Option<&'static str>,
    pub(crate) effect: SideEffect,
}

/// Where a cloud has it, and what it takes there.
#[derive(Debug)]
pub(crate) struct Route {
    /// The path behind the version (and the project, in paths that have one), with the ids in braces.
    pub(crate) path: &'static str,
    /// The IAM action; Nova: the rule.
    pub(crate) action: &'static str,
    /// No table of permissions names the action for this path: it is that of its neighbour.
    pub(crate) inferred: bool,
    /// The path is that of all actions of a server: the body says which it is.
    pub(crate) by_body: bool,
}

impl Route {
    pub(crate) const fn new(path: &'static str, action: &'static str) -> Self {
        Self { path, action, inferred: false, by_body: false }
    }

    /// One of the actions of a server.
    pub(crate) const fn by_body(action: &'static str) -> Self {
        Self { path: "servers/{server_id}/action", action, inferred: false, by_body: true }
    }

    pub(crate) const fn inferred(path: &'static str, action: &'static str) -> Self {
        Self { path, action, inferred: true, by_body: false }
    }
}

/// The services, each with its clouds and versions.
#[derive(Debug)]
pub(crate) enum Routes {
    /// The compute service.
    Compute {
        /// Huawei Cloud's own API, v1.
        native: Option<Route>,
        /// The API of the public clouds that is compatible with OpenStack, v2 and v2.1.
        public: Option<Route>,
        /// Plain OpenStack, v2 and v2.1.
        nova: Option<Route>,
    },
    /// IAM of the public clouds, in the version that both have (v3).
    Iam(Route),
    /// IAM of Huawei Cloud, in its version 5: what is about identity policies.
    IamV5(Route),
}

impl Routes {
    pub(crate) fn at(&self, cloud: Cloud, api_version: ApiVersion) -> Option<&Route> {
        match self {
            Self::Iam(route) => (cloud != Cloud::Openstack).then_some(route),
            Self::IamV5(route) => (cloud == Cloud::Huawei).then_some(route),
            Self::Compute { native, public, nova } => match (cloud, api_version) {
                (Cloud::Openstack, _) => nova.as_ref(),
                (_, ApiVersion::V1) => native.as_ref(),
                _ => public.as_ref(),
            },
        }
    }
}

/// What sending it does.
#[derive(Debug)]
pub(crate) enum SideEffect {
    /// It only reads: it may be sent again, and a failure leaves nothing open.
    Reads,
    /// It changes something: it is sent once, and after a failure it may have been carried out all the same.
    Changes {
        /// Whether an answer proves that it was not carried out.
        refused: fn(&Error) -> bool,
        /// What to do where that stays open.
        left_open: Phrase,
    },
}

/// The answers by which the clouds refuse to carry out a request, as the documents of all of their services have it.
pub(crate) fn refused(error: &Error) -> bool {
    // 408 says that somebody waited too long, not for whom.
    matches!(error.status(), Some(400..=407 | 409..=499))
        || matches!(
            error.code(),
            Code::RateLimited | Code::Forbidden | Code::Unauthenticated | Code::UnsupportedOperation
        )
}
