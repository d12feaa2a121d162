//! Policies out of whatever was pasted or opened: a policy, answers of the IAM API, Terraform (files, plans, states), YAML, JSON in a string.
//!
//! What is read is what a set of policies takes, and where each piece of it stands in the text as given. What depends on something that is
//! not in the text is unread, and says so. A value that is no policy, such as a password in a state, is passed over as it is.

mod envelopes;
mod expression;
mod forms;
mod hcl;
pub(crate) mod json;
pub(crate) mod layer;
mod node;
mod reader;
mod states;
mod told;
mod view;
mod yaml;

pub use told::{Note, NoteCode, Origin, ReadEntry, Reading};
#[cfg(feature = "types")]
pub use told::{ReadDocument, ReadPolicy};

use crate::Error;
use crate::base::said::said;
use layer::Layer;
use reader::{Known, Reader};

/// The largest text that is read, in bytes.
pub const LARGEST_TEXT: usize = 4 * 1024 * 1024;

/// Reads all policies that a text holds. No text is an error: what could not be read is an entry or a note.
///
/// # Errors
/// [`crate::Code::InvalidInput`] where the text is larger than [`LARGEST_TEXT`].
///
/// ```
/// let reading = ecs_password::read::read_policies(
///     r#"resource "huaweicloud_identity_role" "ops" {
///   name   = "ops"
///   policy = jsonencode({ Version = "1.1", Statement = [{ Effect = "Allow", Action = ["ecs:*:get*"] }] })
/// }"#,
/// )?;
/// assert_eq!(reading.entries[0].name(), "ops");
/// assert_eq!(reading.origins[0].address.as_deref(), Some("huaweicloud_identity_role.ops"));
/// # Ok::<(), ecs_password::Error>(())
/// ```
pub fn read_policies(text: &str) -> Result<Reading, Error> {
    if text.len() > LARGEST_TEXT {
        return Err(Error::invalid("text", said!("`text` must have at most {} MiB", LARGEST_TEXT / 1024 / 1024)));
    }
    let mut reader = Reader::new(text);
    reader.text_within(&Layer::given(text, 0), &Known::default(), 0);
    let passed = reader.without_policy;
    if passed == 1 {
        reader.note(NoteCode::PassedOver, said!("1 resource without a policy was passed over"), None);
    } else if passed > 1 {
        let said = said!("{} resources without a policy were passed over", passed);
        reader.note(NoteCode::PassedOver, said, None);
    }
    if reader.count() == 0 {
        let is_empty = text.chars().all(forms::is_blank);
        let said = if is_empty { said!("the text is empty") } else { said!("there is no policy in the text") };
        reader.note(NoteCode::NoPolicy, said, None);
    }
    Ok(reader.finish())
}
