//! What everything is made of: ids, addresses, secrets, errors and sentences, the operations and what they need. Imports nothing of ours.

#![cfg_attr(
    not(all(feature = "cloud", feature = "keys", feature = "rules", feature = "read")),
    allow(
        dead_code,
        unused_macros,
        unused_imports,
        reason = "what the rooms share: a build with one of them does not use all of it"
    )
)]

#[cfg_attr(not(feature = "types"), allow(unreachable_pub, reason = "who makes the types sees it"))]
pub(crate) mod declared;
mod endpoint;
mod error;
mod error_fields;
#[cfg(any(feature = "cloud", feature = "rules"))]
pub(crate) mod fault;
pub(crate) mod ids;
#[cfg(any(feature = "cloud", feature = "rules"))]
pub(crate) mod known_codes;
pub(crate) mod method;
pub(crate) mod new_password;
pub(crate) mod operations;
pub(crate) mod policy_ids;
pub(crate) mod policy_kind;
pub(crate) mod read_fields;
#[cfg(feature = "cloud")]
pub(crate) mod redact;
pub mod said;
#[cfg(any(feature = "cloud", feature = "rules", feature = "read"))]
pub(crate) mod scope;
mod secret;
pub(crate) mod sort;
pub(crate) mod sorted;
#[cfg(any(feature = "rules", feature = "read"))]
pub mod source;
pub(crate) mod text;
#[cfg(any(feature = "cloud", feature = "rules"))]
pub(crate) mod timestamp;

#[cfg(feature = "types")]
pub use declared::{Declared, Field, Form, Union};
pub use endpoint::Endpoint;
pub use error::{Code, Error, RefusedAction};
pub use error_fields::{ErrorFields, ErrorSaid};
pub use ids::{
    ApiVersion, Cloud, DomainId, EnterpriseProjectId, GroupId, KeyPairName, Microversion, PolicyId, ProjectId,
    ServerId, ServerNamePart, UserId,
};
pub use method::Method;
pub use new_password::NewPassword;
pub use operations::{Action, Basis, DEFAULT_ROLES, NOVA_RULES, OperationName};
pub use policy_ids::{PageMarker, PolicyVersionId};
pub use policy_kind::PolicyKind;
#[cfg(any(feature = "cloud", feature = "rules", feature = "read"))]
pub use scope::Scope;
pub use secret::{PasswordEncoding, Secret, Trimmed};
