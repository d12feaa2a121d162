//! A password that is to be set in a guest.

use super::declared::Read;
#[cfg(feature = "types")]
use super::declared::Typed;
use super::read_fields::ReadFields;
use super::said::said;
use super::{Error, Secret};

/// A password that is to be set in a guest: a text with something in it, without control characters such as line ends, which come along when a
/// line is copied and which nobody can type when signing in. Whether it keeps the rules of a cloud is another question.
#[derive(Debug)]
pub struct NewPassword(Secret);

impl NewPassword {
    /// Reads a password.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path`; the password is never repeated.
    pub fn parse(password: Secret, path: &str) -> Result<Self, Error> {
        let text = password.text().ok_or_else(|| Error::invalid(path, said!("{} is not text", path)))?;
        if text.is_empty() {
            return Err(Error::invalid(path, said!("{} must not be empty", path)));
        }
        if text.chars().any(char::is_control) {
            return Err(Error::invalid(path, said!("{} holds a control character, such as a line end", path)));
        }
        // What stands for a character that was none: another password would be set than was given.
        if text.contains(char::REPLACEMENT_CHARACTER) {
            return Err(Error::invalid(path, said!("{} holds a character that is not text", path)));
        }
        Ok(Self(password))
    }

    /// The password.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.0
    }

    /// The password as text.
    pub(crate) fn text(&self) -> &str {
        self.0.text().unwrap_or_default()
    }
}

#[cfg(feature = "types")]
impl Typed for NewPassword {
    fn of() -> String {
        "string".to_owned()
    }
}

impl<F: ReadFields> Read<F> for NewPassword {
    fn read(fields: &F, name: &str) -> Result<Self, Error> {
        Self::parse(fields.secret(name)?, &fields.path_of(name))
    }
}

#[cfg(feature = "types")]
impl Typed for Option<NewPassword> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "string".to_owned()
    }
}

impl<F: ReadFields> Read<F> for Option<NewPassword> {
    fn read(fields: &F, name: &str) -> Result<Self, Error> {
        if fields.is_given(name) { NewPassword::read(fields, name).map(Some) } else { Ok(None) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_repeats_a_password() {
        for text in ["", "hunter2\n", "hunter2\u{0}", "hunter2\u{fffd}", "\thunter2", "hunter2\u{85}"] {
            let error = NewPassword::parse(Secret::from(text.to_owned()), "newPassword").unwrap_err();
            assert_eq!(error.path(), Some("newPassword"), "{text:?}");
            assert!(!format!("{error:?}{error}").contains("hunter2"), "{error:?}");
        }
        let error = NewPassword::parse(Secret::new(vec![b'x', 0xff]), "newPassword").unwrap_err();
        assert_eq!(error.message(), "newPassword is not text");
    }

    #[test]
    fn any_other_text_is_taken_as_it_is() {
        for text in ["x", " ", "hunter2", "Zürich 1", "パスワード", "\u{feff}x", "🦀"] {
            let password = NewPassword::parse(Secret::from(text.to_owned()), "newPassword").unwrap();
            assert_eq!((password.text(), password.secret().text()), (text, Some(text)));
            assert_eq!(format!("{password:?}"), "NewPassword([redacted])");
        }
    }
}
