//! ECS API references, "Querying Details About ECSs (Native OpenStack API)"; nova `nova/policies/servers.py`. In Huawei Cloud's own API
//! it is another call, with another answer.

use super::facts::{SideEffect, Facts, Route, Routes};
use crate::base::method::Method;

pub(super) const FACTS: Facts = Facts {
    name: "listServers",
    method: Method::Get,
    fields: &["limit", "marker", "microversion"],
    places: Routes::Compute {
        native: None,
        public: Some(Route::new("servers/detail", "ecs:servers:list")),
        nova: Some(Route::new("servers/detail", "os_compute_api:servers:detail")),
    },
    nova_role: Some("reader"),
    effect: SideEffect::Reads,
};
