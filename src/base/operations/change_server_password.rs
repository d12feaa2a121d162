//! Nova, API reference, "Change Administrative Password (changePassword Action)"; nova `api/openstack/compute/admin_password.py`,
//! `compute/manager.py` and `policies/admin_password.py`. The public clouds name it among the actions of a server, and have no page of it.

use super::facts::{Facts, Route, Routes, SideEffect, refused};
use crate::base::Error;
use crate::base::declared::input;
use crate::base::ids::ServerId;
use crate::base::method::Method;
use crate::base::new_password::NewPassword;
use crate::base::said::phrase;

input! {
    /// A server, and another password for its administrator.
    ChangeInput as "ChangeServerPasswordInput" {
        /// The server ID, a UUID.
        server_id as "serverId": ServerId,
        /// The new password of the administrator; kept in memory only. Nova has no rules for it.
        new_password as "newPassword": NewPassword,
    }
}

pub(super) const FACTS: Facts = Facts {
    name: "changeServerPassword",
    method: Method::Post,
    input: ChangeInput::DECLARED,
    routes: Routes::Compute {
        native: None,
        public: None,
        nova: Some(Route::by_body("os_compute_api:os-admin-password")),
    },
    nova_role: Some("member"),
    effect: SideEffect::Changes {
        refused: refused_before_the_guest,
        left_open: phrase!(
            "the password may have been changed all the same: try the new one in the guest, then the old one. Nova needs a guest agent \
             there, as that of QEMU, and says by the same answer that there is none and that it did not answer in time"
        ),
    },
};

/// A 409 tells of the server's state, of the guest agent that the image has none of, or that setting it failed halfway, and only its words say which;
/// a 501 also of a guest agent that was asked and did not answer.
fn refused_before_the_guest(error: &Error) -> bool {
    const NOTHING_DONE: [&str; 6] = [
        "Cannot 'changePassword' instance",
        "is in an invalid state for 'changePassword'",
        "is not running",
        "QEMU guest agent is not enabled",
        "Guest agent is not enabled",
        "Set admin password is not supported",
    ];
    match error.status() {
        Some(409) => NOTHING_DONE.iter().any(|words| error.message().contains(words)),
        Some(501) => false,
        _ => refused(error),
    }
}
