//! ECS API references, "Querying Details About an ECS (Native OpenStack API)"; nova `nova/policies/servers.py`.

use super::facts::{Facts, Route, Routes, SideEffect};
use crate::base::declared::input;
use crate::base::ids::{Microversion, ServerId};
use crate::base::method::Method;

input! {
    /// A server whose details are asked for.
    GetServerInput as "GetServerInput" {
        /// The server ID, a UUID.
        server_id as "serverId": ServerId,
        /// The Nova microversion to ask for, as in `listServers`.
        microversion as "microversion": Option<Microversion>,
    }
}

pub(super) const FACTS: Facts = Facts {
    name: "getServer",
    method: Method::Get,
    input: GetServerInput::DECLARED,
    routes: Routes::Compute {
        native: None,
        public: Some(Route::new("servers/{server_id}", "ecs:servers:get")),
        nova: Some(Route::new("servers/{server_id}", "os_compute_api:servers:show")),
    },
    nova_role: Some("reader"),
    effect: SideEffect::Reads,
};
