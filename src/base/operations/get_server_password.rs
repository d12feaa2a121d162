//! ECS API references, "Obtaining the Password for Logging In to a Windows ECS", both APIs; nova `nova/policies/server_password.py`.

use super::facts::{Facts, Route, Routes, SideEffect};
use crate::base::declared::input;
use crate::base::ids::ServerId;
use crate::base::method::Method;

input! {
    /// A server by its ID.
    ServerInput as "ServerInput" {
        /// The server ID, a UUID.
        server_id as "serverId": ServerId,
    }
}

pub(super) const FACTS: Facts = Facts {
    name: "getServerPassword",
    method: Method::Get,
    input: ServerInput::DECLARED,
    routes: Routes::Compute {
        native: Some(Route::new("cloudservers/{server_id}/os-server-password", "ecs:cloudServers:showServerPassword")),
        public: Some(Route::new("servers/{server_id}/os-server-password", "ecs:serverPasswords:manage")),
        nova: Some(Route::new("servers/{server_id}/os-server-password", "os_compute_api:os-server-password:show")),
    },
    nova_role: Some("reader"),
    effect: SideEffect::Reads,
};
