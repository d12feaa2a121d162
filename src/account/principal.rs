//! Who can be asked for.

use serde::Serialize;

use super::snapshot::{Account, EntityId, Time};

/// What kind of principal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "AccountPrincipalKind"))]
pub enum PrincipalKind {
    /// The account itself. It has all permissions; only service control policies limit it.
    AccountRoot,
    /// Whoever is in the group `admin`, which every account begins with.
    AdminGroup,
    /// A user.
    User,
    /// Whoever may take on an agency: somebody in the trusted account, or anybody on a server that has it.
    Agency,
    /// Anybody whom a rule of an identity provider's mapping admits.
    Federated,
    /// Who may change permissions in IAM, and so could get what is asked for.
    SelfGrant,
}

impl PrincipalKind {
    /// What each is called.
    pub(crate) const NAMES: [&str; 6] = ["accountRoot", "adminGroup", "user", "agency", "federated", "selfGrant"];

    /// Every kind, in the order of their names.
    pub(crate) const ALL: [Self; 6] =
        [Self::AccountRoot, Self::AdminGroup, Self::User, Self::Agency, Self::Federated, Self::SelfGrant];
}

/// Somebody, or whoever is something, in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "AccountPrincipal", optional_fields))]
pub struct Principal {
    /// What kind it is.
    #[cfg_attr(feature = "types", ts(type = "AccountPrincipalKind"))]
    pub kind: PrincipalKind,
    /// Of who may change permissions: what kind they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "AccountPrincipalKind"))]
    pub of: Option<PrincipalKind>,
    /// The ID of the user, group, agency or identity provider; missing of an account root that is not among the users.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "string"))]
    pub id: Option<EntityId>,
    /// The name, where the snapshot has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of somebody federated: the index of the rule; missing: whoever all rules admit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<u32>,
    /// Whether it can sign in, or is in use; missing where that is not known. Decisions do not look at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Whether a device for multi-factor authentication is bound to the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mfa: Option<bool>,
    /// Of an agency: the account that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "SnapshotAccount"))]
    pub trusted_account: Option<Account>,
    /// Of an agency: the service that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trusted_service: Option<String>,
    /// When it ends. Decisions do not look at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "string"))]
    pub expires_at: Option<Time>,
}

impl Principal {
    pub(super) const fn new(kind: PrincipalKind, id: Option<EntityId>, name: Option<String>) -> Self {
        Self {
            kind,
            of: None,
            id,
            name,
            rule: None,
            enabled: None,
            mfa: None,
            trusted_account: None,
            trusted_service: None,
            expires_at: None,
        }
    }

    /// A principal by what tells it from the others.
    #[must_use]
    pub const fn named(
        kind: PrincipalKind,
        of: Option<PrincipalKind>,
        id: Option<EntityId>,
        rule: Option<u32>,
    ) -> Self {
        let mut principal = Self::new(kind, id, None);
        principal.of = of;
        principal.rule = rule;
        principal
    }

    /// Whether the two are the same one, whatever else is known of them.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        (self.kind, self.of, &self.id, self.rule) == (other.kind, other.of, &other.id, other.rule)
    }
}
