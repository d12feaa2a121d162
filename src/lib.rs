//! Get, decrypt and delete the initial Windows password of an Elastic Cloud Server (Huawei Cloud, Open Telekom
//! Cloud, plain OpenStack Nova).
//!
//! The core does no I/O: it has no clock, no randomness, no storage and no network. An operation is a value that
//! becomes an HTTP request and turns an HTTP response into a result; somebody else sends it. The `wasm` module is the
//! only one that knows JavaScript, and exists on `wasm32` only.
//!
//! | module | what it is for |
//! |---|---|
//! | [`base`] | what everything is made of: ids, [`Endpoint`], [`Secret`], [`Error`], sentences by their parts, the operations and their IAM actions |
//! | [`cloud`] | one operation, one value: its request and its answer; sign-in, token, retries, several calls for one answer: state machines that somebody else drives |
//! | [`keys`] | private keys in every usual form, and what they decrypt |
//! | [`policy`] | "may I?": IAM policies, read, checked and evaluated, with reasons |
//! | [`account`] | "who can?": a snapshot of an account, and which of its principals may do what |
//! | [`read`] | policies out of whatever was pasted: answers of the IAM API, Terraform, YAML |
//! | [`translate`] | a policy of version 1.1 as one of 5.0, and back, with what is lost |
//! | `input` | callers' plain JSON data, read strictly: [`build_request`], [`parse_response`] |
//!
//! # A request
//! Built, and sent by whatever sends HTTP requests; what comes back is read by the same operation.
//! ```
//! use ecs_password::http::Response;
//! use ecs_password::operations::GetServerPassword;
//! use ecs_password::{ApiVersion, Cloud, Context, Endpoint, Operation, ProjectId, ServerId, Target};
//!
//! # fn main() -> Result<(), ecs_password::Error> {
//! let endpoint = Endpoint::parse_compute("https://ecs.eu-de.otc.t-systems.com", "endpoint")?;
//! let project = ProjectId::parse("0123456789abcdef0123456789abcdef", "projectId")?;
//! let target = Target::new(Cloud::Otc, ApiVersion::V2_1, endpoint, Some(project))?;
//! let operation = GetServerPassword { server_id: ServerId::parse("11111111-2222-4333-8444-555555555555", "serverId")? };
//! let request = operation.request(&target)?;
//! assert_eq!(request.method().as_str(), "GET");
//! assert!(request.url().ends_with("/servers/11111111-2222-4333-8444-555555555555/os-server-password"));
//!
//! let answer = Response::new(200, [], br#"{ "password": "" }"#.to_vec());
//! let context = Context { operation: operation.name(), target: Some((Cloud::Otc, ApiVersion::V2_1)) };
//! let password = GetServerPassword::decode(context, &answer)?;
//! assert!(!password.stored);
//! # Ok(())
//! # }
//! ```
//!
//! # May I?
//! Policies go in as text, as IAM gives them. What nobody has said stays open.
//! ```
//! use ecs_password::policy::{Check, Entry, PolicySet, Verdict};
//! use ecs_password::{ApiVersion, Cloud, OperationName};
//!
//! # fn main() -> Result<(), ecs_password::Error> {
//! let policies = PolicySet::new(vec![Entry::new(
//!     "operators",
//!     r#"{
//!         "Version": "1.1",
//!         "Statement": [
//!             { "Effect": "Allow", "Action": ["ecs:serverPasswords:manage"] },
//!             { "Effect": "Deny", "Action": ["ecs:*:*"], "Condition": { "Bool": { "g:MFAPresent": ["false"] } } }
//!         ]
//!     }"#,
//! )]);
//! let check = Check::of_operation(OperationName::GetServerPassword, Cloud::Otc, ApiVersion::V2_1)?;
//! let open = policies.check(&check)?;
//! assert_eq!(open.decision, Verdict::Conditional);
//! assert_eq!(open.unknown_keys, ["g:MFAPresent"]);
//!
//! let with_mfa = policies.check(&check.with_context("g:MFAPresent", &["true"]))?;
//! assert_eq!(with_mfa.decision, Verdict::Allow);
//! println!("{}", with_mfa.reasons[0].what);
//! # Ok(())
//! # }
//! ```
//!
//! # Decrypt
//! A key in any usual form, told by its content; the password is wiped when it is dropped.
//! ```
//! use ecs_password::keys::PrivateKey;
//!
//! # fn main() -> Result<(), ecs_password::Error> {
//! # let pem = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/keys/gophercloud.pem"));
//! # let ciphertext = "PP8EnwPO9DhEc8+O/6CKAkPF379mKsUsfFY6yyw0734XXvKsSdV9KbiHQ2hrBvzeZxtGMrlFaikVunCRizyLLWLMuOi4hoH+qy9F9sQid61gQIGkxwDAt85d/7Eau2/KzorFnZhgxArl7IiqJ67X6xjKkR3zur+Yp3V/mtVIehpPYIaAvPbcp2t4mQXl1I9J8yrQfEZOctLL1L4heDEVXnxvNihVLK6pivlVggp6SZCtjj9cduZGrYGsxsOCso1dqJQr7GCojfwvuLOoG0OYwEGuWVTZppxWxi/q1QgeHFhGKA5QUXlz7pS71oqpjYsTeViuHnfvlqb5TVYZpQ1haw==";
//! // `pem`: the text of the key file; `ciphertext`: as the cloud stores it.
//! let key = PrivateKey::parse(pem, None)?;
//! assert_eq!(key.info().bits, 2048);
//! let password = key.decrypt(ciphertext)?;
//! assert_eq!(password.text(), Some("ruZKK0tqxRfYm5t7lSJq"));
//! # Ok(())
//! # }
//! ```
//!
//! `base` imports nothing of ours; `cloud`, `keys`, `policy` and `read` import `base`; `translate` takes from `read` and `policy`, `account` from `policy`; `input` reads
//! what callers give for all of them; `wasm` is on top.

#[cfg(feature = "account")]
pub mod account;
pub mod base;
#[cfg(feature = "cloud")]
pub mod cloud;
#[cfg(any(feature = "cloud", feature = "rules"))]
mod input;
#[cfg(feature = "keys")]
pub mod keys;
#[cfg(feature = "rules")]
pub mod policy;
#[cfg(feature = "read")]
pub mod read;
#[cfg(feature = "read")]
pub mod translate;
#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(any(feature = "cloud", feature = "rules", feature = "read"))]
pub use base::Scope;
pub use base::said;
pub use base::{
    Action, ApiVersion, Basis, Cloud, Code, DEFAULT_ROLES, DomainId, Endpoint, EnterpriseProjectId, Error, ErrorFields,
    ErrorSaid, GroupId, KeyPairName, Method, Microversion, NOVA_RULES, NewPassword, OperationName, PageMarker,
    PasswordEncoding, PolicyId, PolicyKind, PolicyVersionId, ProjectId, RefusedAction, Secret, ServerId,
    ServerNamePart, Trimmed, UserId,
};
#[cfg(feature = "types")]
pub use base::{Declared, Field, Form, Union};
#[cfg(feature = "cloud")]
pub use cloud::{
    Context, IdentityTarget, ListPoliciesCall, ListProjectsCall, Listed, ListedEntry, ListedGroup, ListedPolicies,
    NotRead, Operation, Output, Project, Projects, Regions, Session, Target, auth, exchange, http, operations,
    passwords, signing,
};
#[cfg(feature = "types")]
pub use input::types;
#[cfg(feature = "cloud")]
pub use input::{
    BuiltRequest, build_request, check_password, generate_password, parse_response, password_entropy, sign_request,
};
