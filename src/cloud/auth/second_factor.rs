//! The second factor of a sign-in: a one-time code, and the receipt that Keystone gives for the first one.

use crate::base::said::{phrase, said};
use crate::cloud::http::Response;
use crate::{Error, Secret};

/// What Keystone answers a sign-in with that gave one factor of several ("Multi-Factor Authentication", "Multi-Step").
pub(crate) const RECEIPT_HEADER: &str = "Openstack-Auth-Receipt";

/// The digits of a code, as Keystone (`keystone/auth/plugins/totp.py`) and the virtual MFA devices of the public clouds have them.
const DIGITS: usize = 6;

/// A one-time code of the user's authenticator (TOTP), for one sign-in.
#[derive(Debug)]
pub struct Passcode(Secret);

impl Passcode {
    /// The six digits that the authenticator shows; blanks between them are left out.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `passcode` for anything else. What was given is not repeated.
    pub fn new(given: &Secret) -> Result<Self, Error> {
        let digits = Secret::new(given.bytes().iter().copied().filter(|byte| *byte != b' ').collect());
        if digits.bytes().len() == DIGITS && digits.bytes().iter().all(u8::is_ascii_digit) {
            return Ok(Self(digits));
        }
        Err(Error::invalid(
            "passcode",
            said!("{} must be the {} digits of a one-time code", "passcode", DIGITS.to_string()),
        )
        .with_hint(phrase!("take the code that the authenticator app shows now")))
    }

    pub(crate) fn text(&self) -> &str {
        self.0.text().unwrap_or_default()
    }
}

/// What a sign-in brings besides its credentials: with a receipt the code goes alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SecondFactor<'a> {
    pub(crate) passcode: &'a Passcode,
    pub(crate) receipt: Option<&'a Secret>,
}

/// The receipt of an answer, where it has one that can be sent back.
pub(crate) fn receipt_of(response: &Response) -> Option<Secret> {
    let receipt = response.header("openstack-auth-receipt").filter(|_| response.status() == 401)?;
    let sendable = !receipt.is_empty() && receipt.bytes().all(|byte| byte.is_ascii_graphic());
    sendable.then(|| Secret::from(receipt.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn a_code_is_six_digits_and_is_not_repeated_otherwise() {
        for good in ["012345", "012 345", " 0 1 2 3 4 5 "] {
            assert_eq!(Passcode::new(&Secret::from(good.to_owned())).unwrap().text(), "012345", "{good}");
        }
        for bad in ["", "01234", "0123456", "01234a", "０１２３４５", "012\t345", "hunter"] {
            let error = Passcode::new(&Secret::from(bad.to_owned())).unwrap_err();
            assert_eq!((error.code(), error.path()), (Code::InvalidInput, Some("passcode")), "{bad}");
            assert!(bad.is_empty() || !error.to_string().contains(bad), "{error}");
        }
    }
}
