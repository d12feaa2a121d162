//! What a policy does among the others: it grants, or it limits.

use serde::Serialize;

use crate::Error;
use crate::base::ids::one_of;

/// What a policy of version 5.0 does among the others: an identity policy grants, a session policy and a service control policy (SCP) limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum PolicyKind {
    /// Attached to a user, a group or an agency.
    Identity,
    /// Given with the assumption of an agency.
    Session,
    /// A service control policy of an organization.
    Scp,
}

impl PolicyKind {
    /// The names a caller may give.
    pub const NAMES: [&str; 3] = ["identity", "session", "scp"];

    /// Reads `identity`, `session` or `scp`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path` for any other text.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        match text {
            "identity" => Ok(Self::Identity),
            "session" => Ok(Self::Session),
            "scp" => Ok(Self::Scp),
            _ => Err(one_of(text, path, &Self::NAMES)),
        }
    }
}
