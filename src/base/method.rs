//! The methods of HTTP that operations and the clouds' APIs use.

use serde::Serialize;

/// A method of HTTP. The operations use the first four; other APIs of the clouds all of them. Whether one may be sent again is told by what the operation does: see [`crate::OperationName::changes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Method {
    /// Reads.
    Get,
    /// Creates (a token), or orders something.
    Post,
    /// Replaces.
    Put,
    /// Deletes.
    Delete,
    /// Reads without a body.
    Head,
    /// Changes a part.
    Patch,
}

impl Method {
    /// The method of that name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        [Self::Get, Self::Post, Self::Put, Self::Delete, Self::Head, Self::Patch]
            .into_iter()
            .find(|method| method.as_str() == name)
    }

    /// The method as it stands in a request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
        }
    }
}
