//! ECS API references, "Deleting the Password for Logging In to a Windows ECS", both APIs; nova `nova/policies/server_password.py`
//! (Nova calls it "clear").

use super::facts::{Effect, Facts, Place, Places, refused};
use super::get_server_password::ServerInput;
use crate::base::method::Method;
use crate::base::said::phrase;

pub(super) const FACTS: Facts = Facts {
    name: "deleteServerPassword",
    method: Method::Delete,
    input: ServerInput::DECLARED,
    places: Places::Compute {
        native: Some(Place::new("cloudservers/{server_id}/os-server-password", "ecs:cloudServers:deletePassword")),
        public: Some(Place::new("servers/{server_id}/os-server-password", "ecs:serverPasswords:manage")),
        nova: Some(Place::new("servers/{server_id}/os-server-password", "os_compute_api:os-server-password:clear")),
    },
    nova_role: Some("member"),
    effect: Effect::Changes {
        refused,
        left_open: phrase!(
            "the delete may have been carried out all the same: get the password again to see whether it is still stored, or \
             repeat the delete, which is harmless"
        ),
    },
};
