//! ECS API references, "Querying Details About ECSs (Native OpenStack API)"; nova `nova/policies/servers.py`. In Huawei Cloud's own API
//! it is another call, with another answer.

use super::facts::{Facts, Route, Routes, SideEffect};
use crate::base::declared::{Within, input};
use crate::base::ids::{Microversion, ServerId, ServerNamePart};
use crate::base::method::Method;

input! {
    /// Which page of the servers.
    ListServersInput as "ListServersInput" {
        /// How many servers at most, 1 to 1000; the cloud's own limit where none is given.
        limit as "limit": Option<Within<1, 1000>>,
        /// The ID of the last server of the page before (`nextMarker` of its answer).
        marker as "marker": Option<ServerId>,
        /// Only servers with this in their names, as the cloud compares it: 1 to 64 letters, digits, `-`, `_` or `.`. Whether case counts
        /// is up to the cloud, and on the public clouds a `.` may stand for any character.
        name as "name": Option<ServerNamePart>,
        /// The Nova microversion to ask for (`openstack` with `v2.1` only), such as `2.98`, from which on the answer names the
        /// operating system. A client finds the highest one that both sides know.
        microversion as "microversion": Option<Microversion>,
    }
}

pub(super) const FACTS: Facts = Facts {
    name: "listServers",
    method: Method::Get,
    input: ListServersInput::DECLARED,
    routes: Routes::Compute {
        native: None,
        public: Some(Route::new("servers/detail", "ecs:servers:list")),
        nova: Some(Route::new("servers/detail", "os_compute_api:servers:detail")),
    },
    nova_role: Some("reader"),
    effect: SideEffect::Reads,
};
