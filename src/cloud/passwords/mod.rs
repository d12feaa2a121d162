//! What the clouds ask of a new password, whether one keeps it, and passwords that do.

mod check;
mod generate;
mod rules;

pub use check::{PasswordCheck, PasswordFinding, PasswordFindingCode};
pub use generate::{LONGEST, MOST_BYTES, SHORTEST, entropy_bits, generate};
pub use rules::{Account, PasswordRules, PasswordUse};

/// The account of a Windows server whose password is set, where nobody names another one.
pub const DEFAULT_ACCOUNT: &str = "Administrator";
