//! Huawei Cloud, ECS API reference, "Checking Whether the Password of an ECS Can Be Reset with a Few Clicks", and "Password Management" of its permissions.

use super::facts::{Facts, Route, Routes, SideEffect};
use super::get_server_password::ServerInput;
use crate::base::method::Method;

pub(super) const FACTS: Facts = Facts {
    name: "getResetPasswordFlag",
    method: Method::Get,
    input: ServerInput::DECLARED,
    routes: Routes::Compute {
        native: Some(Route::new("cloudservers/{server_id}/os-resetpwd-flag", "ecs:cloudServers:showResetPasswordFlag")),
        public: None,
        nova: None,
    },
    nova_role: None,
    effect: SideEffect::Reads,
};
