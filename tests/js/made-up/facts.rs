//! A made-up operation: what is known of it.

use super::facts::{SideEffect, Facts, Route, Routes, refused};
use crate::base::method::Method;
use crate::base::said::phrase;

pub(super) const FACTS: Facts = Facts {
    name: "paintServer",
    method: Method::Put,
    fields: &["serverId", "colour"],
    places: Routes::Compute {
        native: None,
        public: Some(Route::new("servers/{server_id}/colour", "ecs:servers:paint")),
        nova: None,
    },
    nova_role: None,
    effect: SideEffect::Changes {
        refused,
        left_open: phrase!("look at the server: it may have been painted all the same"),
    },
};
