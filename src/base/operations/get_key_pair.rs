//! ECS API references, "Querying Details About an SSH Key Pair (Native OpenStack API)"; nova `nova/policies/keypairs.py`: a key pair is
//! its owner's, whatever the role.

use super::facts::{Facts, Route, Routes, SideEffect};
use crate::base::declared::input;
use crate::base::ids::KeyPairName;
use crate::base::method::Method;

input! {
    /// A key pair by its name.
    KeyPairInput as "KeyPairInput" {
        /// The name of the key pair.
        name as "name": KeyPairName,
    }
}

pub(super) const FACTS: Facts = Facts {
    name: "getKeyPair",
    method: Method::Get,
    input: KeyPairInput::DECLARED,
    routes: Routes::Compute {
        native: None,
        public: Some(Route::new("os-keypairs/{keypair_name}", "ecs:serverKeypairs:get")),
        nova: Some(Route::new("os-keypairs/{keypair_name}", "os_compute_api:os-keypairs:show")),
    },
    nova_role: None,
    effect: SideEffect::Reads,
};
