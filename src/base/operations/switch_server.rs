//! ECS API references, "Starting an ECS (Native OpenStack API)" and "Stopping an ECS (Native OpenStack API)"; Nova, API reference, "Start Server
//! (os-start Action)" and "Stop Server (os-stop Action)"; nova `nova/policies/servers.py`.

use super::facts::{Facts, Route, Routes, SideEffect, refused};
use super::get_server_password::ServerInput;
use crate::base::method::Method;
use crate::base::said::{Phrase, phrase};

pub(super) const START: Facts = facts(
    "startServer",
    Route::new("servers/{server_id}/action", "ecs:servers:start"),
    Route::new("servers/{server_id}/action", "os_compute_api:servers:start"),
    phrase!("the server may start all the same: its status tells"),
);

pub(super) const STOP: Facts = facts(
    "stopServer",
    Route::new("servers/{server_id}/action", "ecs:servers:stop"),
    Route::new("servers/{server_id}/action", "os_compute_api:servers:stop"),
    phrase!("the server may stop all the same: its status tells"),
);

const fn facts(name: &'static str, public: Route, nova: Route, left_open: Phrase) -> Facts {
    Facts {
        name,
        method: Method::Post,
        input: ServerInput::DECLARED,
        routes: Routes::Compute { native: None, public: Some(public), nova: Some(nova) },
        nova_role: Some("member"),
        effect: SideEffect::Changes { refused, left_open },
    }
}
