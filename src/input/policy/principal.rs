//! Who asks, as far as version 5.0 makes a difference.

use crate::Error;
#[cfg(feature = "types")]
use crate::base::declared::Typed;
use crate::base::declared::{FromText, Read, input};
use crate::base::said::said;
use crate::base::text::quoted;
use crate::input::fields::Fields;
use crate::policy::{Principal, PrincipalModel};

input! {
    /// Who asks, as far as version 5.0 makes a difference.
    PrincipalInput as "Principal" {
        /// The root user of the account: it has all permissions, and only service control policies limit it.
        root as "root": Option<bool>,
        /// Of the management account of an organization: service control policies do not limit it.
        management_account as "managementAccount": Option<bool>,
        /// Only identity policies count, as for a trust agency; without it, all do.
        model as "model": Option<PrincipalModel>,
    }
}

impl FromText for PrincipalModel {
    #[cfg(feature = "types")]
    fn of() -> String {
        "\"identity\"".to_owned()
    }

    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        match text {
            "identity" => Ok(Self::Identity),
            _ => {
                Err(Error::invalid(path, said!("{} must be {}, got {}", path, said!("`{}`", "identity"), quoted(text))))
            }
        }
    }
}

#[cfg(feature = "types")]
impl Typed for Option<Principal> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "Principal".to_owned()
    }
}

impl Read<Fields<'_>> for Option<Principal> {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        let Some(value) = fields.value(name) else { return Ok(None) };
        let fields = Fields::of(value, &fields.path_of(name), PrincipalInput::DECLARED.names)?;
        let PrincipalInput { root, management_account, model } = PrincipalInput::read(&fields)?;
        let (root, management_account) = (root.unwrap_or(false), management_account.unwrap_or(false));
        Ok(Some(Principal { root, management_account, model }))
    }
}
