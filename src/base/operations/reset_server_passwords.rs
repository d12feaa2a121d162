//! Huawei Cloud, ECS API reference, "Batch Resetting ECS Passwords" and "Response (Batch Operation)". No table of permissions has it; the page of
//! version 5.0 names the action of the reset of one server.

use super::facts::{Facts, Route, Routes, SideEffect};
use super::reset_server_password::LEFT_OPEN;
use crate::base::declared::{List, input};
use crate::base::ids::ServerId;
use crate::base::method::Method;
use crate::base::new_password::NewPassword;
use crate::base::{Code, Error};

input! {
    /// Servers, and one other password for the administrators of all of them.
    ResetAllInput as "ResetServerPasswordsInput" {
        /// The server IDs, UUIDs, each once.
        server_ids as "serverIds": List<ServerId>,
        /// The new password of `Administrator`, or of `root` on Linux; kept in memory only. It may be left out with `dryRun` alone.
        new_password as "newPassword": Option<NewPassword>,
        /// Whether the cloud only checks the request, and resets nothing (`dry_run`); false by default.
        dry_run as "dryRun": Option<bool>,
    }
}

pub(super) const FACTS: Facts = Facts {
    name: "resetServerPasswords",
    method: Method::Put,
    input: ResetAllInput::DECLARED,
    routes: Routes::Compute {
        native: Some(Route::inferred("cloudservers/os-reset-passwords", "ecs:cloudServers:resetServerPwd")),
        public: None,
        nova: None,
    },
    nova_role: None,
    effect: SideEffect::Changes { refused: refused_as_a_whole, left_open: LEFT_OPEN },
};

/// An error may be that of one server of several: only what is about the request as a whole says that nothing was done.
fn refused_as_a_whole(error: &Error) -> bool {
    let by_code = matches!(
        error.code(),
        Code::RateLimited
            | Code::Forbidden
            | Code::Unauthenticated
            | Code::ProjectMismatch
            | Code::UnsupportedOperation
    );
    // Parameters; complexity; no such API.
    let by_provider = matches!(error.provider_code(), Some("Ecs.0005" | "Ecs.0011" | "APIGW.0101"));
    by_code || by_provider || matches!(error.status(), Some(401 | 403 | 405..=407 | 411..=417 | 429))
}
