//! A made-up operation: what is known of it.

use super::facts::{Facts, Route, Routes, SideEffect, refused};
use crate::Error;
use crate::base::declared::{FromText, input};
use crate::base::ids::ServerId;
use crate::base::method::Method;
use crate::base::said::phrase;

input! {
    /// A server, and a colour for it.
    PaintInput as "PaintInput" {
        /// The server.
        server_id as "serverId": ServerId,
        /// Its new colour.
        colour as "colour": Colour,
    }
}

/// A colour.
#[derive(Debug, Clone)]
pub(crate) struct Colour(pub(crate) String);

impl FromText for Colour {
    fn from_text(text: &str, _path: &str) -> Result<Self, Error> {
        Ok(Self(text.to_owned()))
    }
}

pub(super) const FACTS: Facts = Facts {
    name: "paintServer",
    method: Method::Put,
    input: PaintInput::DECLARED,
    routes: Routes::Compute {
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
