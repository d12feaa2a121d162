//! ECS API references, "Starting an ECS (Native OpenStack API)" and "Stopping an ECS (Native OpenStack API)"; Nova, API reference, "Start Server
//! (os-start Action)" and "Stop Server (os-stop Action)"; nova `nova/policies/servers.py`.

use super::facts::{Facts, Route, Routes, SideEffect, refused};
use super::get_server_password::ServerInput;
use crate::base::method::Method;
use crate::base::said::phrase;

pub(super) const START: Facts =
    facts("startServer", Route::by_body("ecs:servers:start"), Route::by_body("os_compute_api:servers:start"));

pub(super) const STOP: Facts =
    facts("stopServer", Route::by_body("ecs:servers:stop"), Route::by_body("os_compute_api:servers:stop"));

const fn facts(name: &'static str, public: Route, nova: Route) -> Facts {
    Facts {
        name,
        method: Method::Post,
        input: ServerInput::DECLARED,
        routes: Routes::Compute { native: None, public: Some(public), nova: Some(nova) },
        nova_role: Some("member"),
        effect: SideEffect::Changes {
            refused,
            left_open: phrase!("it may be carried out all the same: the status of the server tells"),
        },
    }
}
