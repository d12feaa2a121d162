//! What everything is made of: ids, addresses, secrets, errors and sentences, the operations and what they need. Imports nothing of ours.

mod endpoint;
mod error;
pub(crate) mod fault;
pub(crate) mod fields;
pub(crate) mod ids;
pub(crate) mod operation;
pub(crate) mod redact;
pub mod said;
pub(crate) mod scope;
mod secret;
pub(crate) mod sort;
pub(crate) mod text;
pub(crate) mod timestamp;

pub use endpoint::Endpoint;
pub use error::{Code, Error};
pub use ids::{ApiVersion, Cloud, DomainId, GroupId, KeyPairName, Microversion, ProjectId, ServerId, UserId};
pub use operation::{Action, Basis, OperationName};
pub use scope::Scope;
pub use secret::{Secret, Trimmed};
