//! The inputs as TypeScript has them.

use super::policy::declared;
use super::{requests, session};
use crate::base::declared::Declared;
use crate::cloud::target::{CloudInput, IamInput};

/// A type with a name of its own: its name, its documentation, and what it is.
pub type Alias = (&'static str, &'static str, &'static str);

/// The objects, without those of the operations.
pub const OBJECTS: &[Declared] = &[
    CloudInput::DECLARED,
    IamInput::DECLARED,
    requests::RESPONSE,
    requests::CALL,
    session::CLIENT,
    session::TOKEN,
    session::PASSWORD,
    session::APPLICATION_CREDENTIAL,
    declared::ENTRY,
    declared::UNREAD,
    declared::LINT,
    declared::PARSE,
    declared::SITUATION,
    declared::CHECK,
    declared::CONTEXT,
    declared::PREVIEW,
    declared::SUGGEST,
    declared::DENIED,
];

/// What is no object by itself.
pub const ALIASES: &[Alias] = &[
    (
        "Named",
        "A user or domain: its name, or either of its ID and its name.",
        "string | { id: string } | { name: string }",
    ),
    (
        "ProjectInput",
        "A project to sign in to: its name (on the public clouds such as `eu-de`), or more precisely.",
        "Named | {\n/** The project's name. */ name: string;\n/** The project's domain, where it is not the user's. */ domain: Named }",
    ),
    ("PolicyCloud", "A cloud that has IAM policies.", "Exclude<Cloud, \"openstack\">"),
    (
        "PolicyEntry",
        "One entry of a set: a policy or role, or what of them could not be read.",
        "PolicyText | UnreadPolicy",
    ),
    ("DiffInput", "What a difference asks.", "PreviewInput"),
    ("Auth", "How a client authenticates.", "TokenAuth | PasswordAuth | ApplicationCredentialAuth"),
];
