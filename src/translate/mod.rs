//! "Write this policy of version 1.1 as one of 5.0", and back, with what is lost on the way.
//!
//! # The rules
//!
//! 1. What is written never allows what the original does not: an Allow becomes one of the same or of less, a Deny one of the same or of more.
//!    Whatever is not the same is told; a Deny that cannot be written at all leaves no document.
//! 2. Actions are compared over the list of ECS of Huawei Cloud, API by API. The action of an API is called the same in both versions (ECS API
//!    reference, "Actions supported by identity policies"). A name that is the alias of another action stands for that too in version 5.0, and
//!    allows nothing but its own in 1.1: it is written only where the statement allows the other action as well. Former names count for nothing
//!    in 1.1 (rule 8 of what the clouds renamed: current names), and for the actions that they are aliases of in 5.0.
//! 3. A pattern stays where both versions match the same by it, over the list and by its form; else it is written out as the actions that are known.
//! 4. Whether identity policies decide about native OpenStack APIs is open: of them no Allow is written by name, and every Deny.
//! 5. An action that cannot be narrowed to a resource or a tag, in one of the versions, is left out of an Allow that is; a Deny of it is written
//!    apart, without the resource or condition.
//! 6. Resources and conditions stay where both versions document the same. What does not stay leaves out an Allow, and a Deny is written
//!    without it.
//! 7. Where a policy is granted is none of this: version 5.0 has no projects or enterprise projects for a grant, version 1.1 knows no limits.
//!
//! Sources: Huawei Cloud IAM user guides, "Policy Syntax" (1.1) and "JSON syntax of identity policies" (5.0), global condition keys of both; ECS
//! API reference, both chapters of permissions. Open Telekom Cloud documents no identity policies.

mod actions;
mod conditions;
mod forms;
mod known;
mod original;
mod resources;
mod statement;
mod told;

pub use told::{NoteCode, Translation, TranslationNote, Untranslated, UntranslatedCode};

use crate::base::ids::Cloud;
use crate::base::said::said;
use crate::base::text::quoted;
use crate::policy::model::ast::Version;
use crate::{Code, Error};
use original::Original;
use statement::Translator;

/// The largest text that is translated, in bytes.
pub const LARGEST_POLICY: usize = 1024 * 1024;

/// The version that a policy is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Fine-grained policies.
    V1_1,
    /// Identity policies.
    V5_0,
}

impl Target {
    /// Reads `1.1` or `5.0`; `path` is where it was given.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] at `path`.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        match text {
            "1.1" => Ok(Self::V1_1),
            "5.0" => Ok(Self::V5_0),
            _ => Err(Error::invalid(path, said!("{} must be `1.1` or `5.0`, got {}", path, quoted(text)))),
        }
    }

    /// As documents write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.version().as_str()
    }

    const fn version(self) -> Version {
        match self {
            Self::V1_1 => Version::V1_1,
            Self::V5_0 => Version::V5_0,
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::V1_1 => Self::V5_0,
            Self::V5_0 => Self::V1_1,
        }
    }
}

/// Writes a policy in the other version.
///
/// # Errors
/// [`Code::UnsupportedOperation`] at `cloud` where the cloud has no identity policies; [`Code::InvalidInput`] at `document` where the text is not
/// read as a whole, or is of the version `to` already.
///
/// ```
/// use ecs_password::Cloud;
/// use ecs_password::translate::{Target, translate};
///
/// # fn main() -> Result<(), ecs_password::Error> {
/// let policy = r#"{ "Version": "1.1", "Statement": [{ "Effect": "Allow", "Action": ["ecs:cloudServers:start", "ecs:servers:start"] }] }"#;
/// let translated = translate(policy, Cloud::Huawei, Target::V5_0)?;
/// assert!(translated.document.is_some_and(|text| text.contains("ecs:cloudServers:start") && !text.contains("ecs:servers:start")));
/// println!("{}", translated.not_translated[0].message);
/// # Ok(())
/// # }
/// ```
pub fn translate(text: &str, cloud: Cloud, to: Target) -> Result<Translation, Error> {
    if !Version::V5_0.exists_on(cloud) {
        let message = said!("no document of cloud `{}` knows identity policies", cloud.as_str());
        return Err(Error::new(Code::UnsupportedOperation, message).with_path("cloud"));
    }
    let original = Original::read(text, to)?;
    Ok(Translator::new(to).translate(&original))
}
