use std::fmt;

use crate::base::said::{phrase, said};
use crate::{Error, Secret};

/// An access key (AK/SK): permanent, or temporary with a security token. Its secret and token are wiped on drop and never shown.
pub struct AccessKey {
    access: String,
    secret: Secret,
    security_token: Option<Secret>,
}

impl AccessKey {
    /// Puts an access key together; `path` is where it was given, empty where that is the input itself.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] where one of its parts cannot be that; no secret is repeated.
    pub fn new(access: &str, secret: Secret, security_token: Option<Secret>, path: &str) -> Result<Self, Error> {
        let path_of = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        check(access.as_bytes(), b",/", &path_of("access"))?;
        check(secret.bytes(), b"", &path_of("secret"))?;
        if let Some(token) = &security_token {
            check(token.bytes(), b"", &path_of("securityToken"))?;
        }
        Ok(Self { access: access.to_owned(), secret, security_token })
    }

    /// The access key ID (AK); it is no secret.
    #[must_use]
    pub fn access(&self) -> &str {
        &self.access
    }

    /// The same key once more; what is copied here is wiped with it.
    pub(crate) fn copy(&self) -> Self {
        let copy = |secret: &Secret| Secret::new(secret.bytes().to_vec());
        let (access, security_token) = (self.access.clone(), self.security_token.as_ref().map(copy));
        Self { access, secret: copy(&self.secret), security_token }
    }

    /// The secret access key (SK).
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The token of a temporary access key.
    pub(crate) fn security_token(&self) -> Option<&str> {
        self.security_token.as_ref().and_then(Secret::text)
    }

    /// What must not be shown.
    pub(crate) fn secrets(&self) -> Vec<&Secret> {
        std::iter::once(&self.secret).chain(&self.security_token).collect()
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccessKey")
            .field("access", &self.access)
            .field("secret", &self.secret)
            .field("security_token", &self.security_token)
            .finish()
    }
}

/// A comma or a slash would end the ID within the credential. What was copied with a blank or a line break would be refused by the cloud, which locks a key after some failures.
fn check(part: &[u8], neither: &[u8], path: &str) -> Result<(), Error> {
    if part.is_empty() {
        return Err(Error::invalid(path, said!("{} must not be empty", path)));
    }
    if part.iter().all(|byte| byte.is_ascii_graphic() && !neither.contains(byte)) {
        return Ok(());
    }
    Err(Error::invalid(path, said!("{} holds characters that no access key has", path))
        .with_hint(phrase!("paste it alone, without blanks or line breaks")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_shown() {
        let secret = || Secret::from("hunter2-hunter2".to_owned());
        let key = AccessKey::new("AK", secret(), Some(secret()), "").unwrap();
        let shown = format!("{key:?}");
        assert!(!shown.contains("hunter2") && shown.contains("AK"), "{shown}");
    }

    #[test]
    fn a_part_that_cannot_be_one_is_named() {
        let secret = |text: &str| Secret::from(text.to_owned());
        for (access, key, token, path) in [
            ("", "s", None, "auth.access"),
            ("A K", "s", None, "auth.access"),
            ("A,K", "s", None, "auth.access"),
            ("AK", "", None, "auth.secret"),
            ("AK", "hunter2\n", None, "auth.secret"),
            ("AK", "s", Some("hunter2 "), "auth.securityToken"),
        ] {
            let error = AccessKey::new(access, secret(key), token.map(secret), "auth").unwrap_err();
            assert_eq!(error.path(), Some(path));
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
