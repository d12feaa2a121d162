//! ECS API references, "Deleting the Password for Logging In to a Windows ECS", both APIs; nova `nova/policies/server_password.py`
//! (Nova calls it "clear").

use super::facts::{Facts, Route, Routes, SideEffect, refused};
use super::get_server_password::ServerInput;
use crate::base::method::Method;
use crate::base::said::phrase;

pub(super) const FACTS: Facts = Facts {
    name: "deleteServerPassword",
    method: Method::Delete,
    input: ServerInput::DECLARED,
    routes: Routes::Compute {
        native: Some(Route::new("cloudservers/{server_id}/os-server-password", "ecs:cloudServers:deletePassword")),
        public: Some(Route::new("servers/{server_id}/os-server-password", "ecs:serverPasswords:manage")),
        nova: Some(Route::new("servers/{server_id}/os-server-password", "os_compute_api:os-server-password:clear")),
    },
    nova_role: Some("member"),
    effect: SideEffect::Changes {
        refused,
        left_open: phrase!(
            "the delete may have been carried out all the same: get the password again to see whether it is still stored, or \
             repeat the delete, which is harmless"
        ),
    },
};
