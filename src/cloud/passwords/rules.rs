//! The rules, as the documents of the clouds have them.

use serde::Serialize;

use crate::base::ids::one_of;
use crate::base::said::said;
use crate::{ApiVersion, Cloud, Code, Error};

/// What a password is for, as far as the rules differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub enum PasswordUse {
    /// Another password for the administrator of a server.
    ResetServerPassword,
    /// One other password for the administrators of several servers.
    ResetServerPasswords,
    /// The password that a server is created with (`adminPass`).
    CreateServer,
    /// Nova's `changePassword`.
    ChangeServerPassword,
}

impl PasswordUse {
    /// The names a caller may give.
    pub const NAMES: [&str; 4] =
        ["resetServerPassword", "resetServerPasswords", "createServer", "changeServerPassword"];

    /// Every use.
    pub const ALL: [Self; 4] =
        [Self::ResetServerPassword, Self::ResetServerPasswords, Self::CreateServer, Self::ChangeServerPassword];

    /// Reads one of [`PasswordUse::NAMES`].
    ///
    /// # Errors
    /// [`Code::InvalidInput`] at `path` for any other text.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        let named = Self::ALL.into_iter().find(|each| each.as_str() == text);
        named.ok_or_else(|| one_of(text, path, &Self::NAMES))
    }

    /// The name a caller gives.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ResetServerPassword => "resetServerPassword",
            Self::ResetServerPasswords => "resetServerPasswords",
            Self::CreateServer => "createServer",
            Self::ChangeServerPassword => "changeServerPassword",
        }
    }
}

/// Which account names a password must not have in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
#[cfg_attr(feature = "types", ts(rename = "PasswordAccount"))]
pub enum Account {
    /// The name of the account whose password it is, as it is and reversed; on Windows no three of its characters in a row either.
    Own,
    /// `Administrator` and `root`, as they are and reversed, and no three characters of `Administrator` in a row, whatever the account.
    Both,
    /// Nothing is said of names.
    Any,
}

/// What a cloud asks of a password for one use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct PasswordRules {
    /// The cloud.
    pub cloud: Cloud,
    /// The use.
    #[serde(rename = "operation")]
    pub of: PasswordUse,
    /// The version of the API, where the rules differ by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<ApiVersion>,
    /// The least number of characters.
    pub min_length: usize,
    /// The greatest number of characters; missing where nobody says one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// Of how many kinds there must be a character at least: upper-case letters, lower-case letters, digits, special characters.
    pub classes: usize,
    /// The special characters that are allowed, beside letters and digits; missing where every character is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(as = "Option<String>"))]
    pub specials: Option<&'static str>,
    /// The account names that must not be in it.
    pub account: Account,
    /// Where it says so.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub source: &'static str,
}

const fn rules(
    cloud: Cloud,
    of: PasswordUse,
    api_version: Option<ApiVersion>,
    specials: &'static str,
    account: Account,
    source: &'static str,
) -> PasswordRules {
    PasswordRules {
        cloud,
        of,
        api_version,
        min_length: 8,
        max_length: Some(26),
        classes: 3,
        specials: Some(specials),
        account,
        source,
    }
}

static ALL: [PasswordRules; 6] = [
    rules(
        Cloud::Otc,
        PasswordUse::ResetServerPassword,
        None,
        "$!@%-_=+[]:./^,{}?",
        Account::Own,
        "Open Telekom Cloud, ECS user guide, \"Application Scenarios for Using Passwords\"",
    ),
    rules(
        Cloud::Otc,
        PasswordUse::CreateServer,
        None,
        "!@$%^-_=+[{}]:,./?~#*",
        Account::Own,
        "Open Telekom Cloud, ECS API reference, \"Creating ECSs\", adminPass",
    ),
    rules(
        Cloud::Huawei,
        PasswordUse::ResetServerPassword,
        Some(ApiVersion::V1),
        "!@%-_=+[]:./?",
        Account::Both,
        "Huawei Cloud, ECS API reference, \"Resetting the Password of an ECS with a Few Clicks\"",
    ),
    rules(
        Cloud::Huawei,
        PasswordUse::ResetServerPassword,
        Some(ApiVersion::V2_1),
        "!@$%^-_=+[{}]:,./?",
        Account::Own,
        "Huawei Cloud, ECS API reference, \"Resetting the Password of an ECS with a Few Clicks (Discarded)\"",
    ),
    rules(
        Cloud::Huawei,
        PasswordUse::ResetServerPasswords,
        Some(ApiVersion::V1),
        "!@%-_=+[]:./?",
        Account::Both,
        "Huawei Cloud, ECS API reference, \"Batch Resetting ECS Passwords\"",
    ),
    PasswordRules {
        cloud: Cloud::Openstack,
        of: PasswordUse::ChangeServerPassword,
        api_version: None,
        min_length: 1,
        max_length: None,
        classes: 0,
        specials: None,
        account: Account::Any,
        source: "nova, api/validation/parameter_types.py, admin_password: any text; the guest may have rules of its own",
    },
];

impl PasswordRules {
    /// All that are known.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// Those of a cloud for a use; where they differ by the version of the API and none is given, those of the version that is in use.
    ///
    /// # Errors
    /// [`Code::UnsupportedOperation`] where no rules are known.
    pub fn of(cloud: Cloud, of: PasswordUse, version: Option<ApiVersion>) -> Result<&'static Self, Error> {
        let known = ALL.iter().filter(|rules| rules.cloud == cloud && rules.of == of);
        let fits = |rules: &&Self| version.is_none() || rules.api_version.is_none() || rules.api_version == version;
        let mut known = known.peekable();
        let is_known = known.peek().is_some();
        known.find(fits).ok_or_else(|| {
            let message = said!("no rules of cloud `{}` are known for passwords of {}", cloud.as_str(), of.as_str());
            let path = if is_known { "apiVersion" } else { "operation" };
            Error::new(Code::UnsupportedOperation, message).with_path(path)
        })
    }

    /// The account names that must not be in a password for the account `user`, each with whether three characters of it in a row are too many.
    pub(super) fn names<'a>(&self, user: &'a str) -> Vec<(&'a str, bool)> {
        match self.account {
            // The rule of three is for Windows, whose administrator `root` is not.
            Account::Own => vec![(user, user != "root")],
            Account::Both => vec![("Administrator", true), ("root", false)],
            Account::Any => Vec::new(),
        }
    }
}
