//! Callers' plain JSON data, read strictly into the typed inputs of the other rooms.

pub(crate) mod requests;

pub use requests::{BuiltRequest, Output, build_request, parse_response};
