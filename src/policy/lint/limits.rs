//! How large and how many IAM takes things.

use crate::Error;
use crate::base::ids::one_of;
use crate::base::said::{Said, said};

/// Which limits of size and number hold: the sources disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "LimitsProfile", rename_all = "camelCase"))]
pub enum Limits {
    /// The error codes of the OTC IAM API reference.
    #[default]
    Otc,
    /// Huawei Cloud's IAM API reference of 2023.
    Huawei,
    /// Huawei Cloud's quota page of 2025-07: only the size is limited.
    HuaweiUnlimited,
}

impl Limits {
    /// The names a caller may give.
    pub const NAMES: [&str; 3] = ["otc", "huawei", "huaweiUnlimited"];

    /// Reads `otc`, `huawei` or `huaweiUnlimited`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path` for anything else.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        match text {
            "otc" => Ok(Self::Otc),
            "huawei" => Ok(Self::Huawei),
            "huaweiUnlimited" => Ok(Self::HuaweiUnlimited),
            _ => Err(one_of(text, path, &Self::NAMES)),
        }
    }

    pub(super) fn source(self) -> Said {
        match self {
            Self::Otc => said!("OTC IAM error codes"),
            Self::Huawei => said!("Huawei Cloud IAM API reference 2023"),
            Self::HuaweiUnlimited => said!("Huawei Cloud IAM quotas 2025-07"),
        }
    }

    /// `None`: no limit is known.
    pub(super) const fn figure(self, what: What) -> Option<usize> {
        match (what, self) {
            (What::Size, _) => Some(6144),
            (_, Self::HuaweiUnlimited) => None,
            (What::Statements, _) => Some(8),
            (What::Actions, _) => Some(100),
            (What::ActionLength, Self::Otc) => Some(128),
            (What::Resources | What::Conditions, _) => Some(10),
            (What::ResourceLength, Self::Otc) => Some(1500),
            (What::ResourceLength, Self::Huawei) => Some(128),
            (What::Keys, Self::Otc) => Some(10),
            (What::ValueLength, Self::Otc) => Some(1024),
            (What::Depends, Self::Otc) => Some(20),
            (What::ActionLength | What::Keys | What::ValueLength | What::Depends, Self::Huawei) => None,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum What {
    Size,
    Statements,
    Actions,
    ActionLength,
    Resources,
    ResourceLength,
    Conditions,
    Keys,
    ValueLength,
    Depends,
}

impl What {
    /// How many of what, and IAM's own code for more of them.
    pub(super) fn words(self, limit: usize) -> (Said, &'static str) {
        match self {
            Self::Size => (said!("{} characters in a policy", limit), "IAM.1021"),
            Self::Statements => (said!("{} statements in a policy", limit), "IAM.1028"),
            Self::Actions => (said!("{} actions in a statement", limit), "IAM.1033"),
            Self::ActionLength => (said!("{} characters in an action", limit), "IAM.1034"),
            Self::Resources => (said!("{} resources in a statement", limit), "IAM.1040"),
            Self::ResourceLength => (said!("{} characters in a resource", limit), "IAM.1042"),
            Self::Conditions => (said!("{} conditions in a statement", limit), "IAM.1050"),
            Self::Keys => (said!("{} condition keys under an operator", limit), "IAM.1054"),
            Self::ValueLength => (said!("{} characters in the values of a condition key", limit), "IAM.1056"),
            Self::Depends => (said!("{} entries in `Depends`", limit), "IAM.1058"),
        }
    }
}
