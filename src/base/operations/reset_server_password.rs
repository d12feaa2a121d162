//! Huawei Cloud, ECS API reference, "Resetting the Password of an ECS with a Few Clicks" (v1; the same path of v2.1 is deprecated there), and "Password Management" of its
//! permissions.

use super::facts::{Facts, Route, Routes, SideEffect, refused};
use crate::base::declared::input;
use crate::base::ids::ServerId;
use crate::base::method::Method;
use crate::base::new_password::NewPassword;
use crate::base::said::{Phrase, phrase};

input! {
    /// A server, and another password for its administrator.
    ResetInput as "ResetServerPasswordInput" {
        /// The server ID, a UUID.
        server_id as "serverId": ServerId,
        /// The new password of `Administrator`, or of `root` on Linux; kept in memory only.
        new_password as "newPassword": NewPassword,
        /// Whether the cloud checks that the password keeps its rules (`is_check_password`); by default it does not.
        check_complexity as "checkComplexity": Option<bool>,
    }
}

/// The cloud takes the order, and does not tell whether the guest carried it out.
pub(crate) const LEFT_OPEN: Phrase = phrase!(
    "the reset may have been ordered all the same: once the server was started or restarted, try the new password and the old one"
);

pub(super) const FACTS: Facts = Facts {
    name: "resetServerPassword",
    method: Method::Put,
    input: ResetInput::DECLARED,
    routes: Routes::Compute {
        native: Some(Route::new("cloudservers/{server_id}/os-reset-password", "ecs:cloudServers:resetServerPwd")),
        public: None,
        nova: None,
    },
    nova_role: None,
    effect: SideEffect::Changes { refused, left_open: LEFT_OPEN },
};
