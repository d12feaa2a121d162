//! What a list of policies tells: the entries of a set, the groups, and what was not read.

use serde::Serialize;

use crate::Scope;
use crate::base::ids::{GroupId, ProjectId};
use crate::base::policy_kind::PolicyKind;
use crate::base::said::{Phrase, phrase};
use crate::cloud::operations::Place;

/// The policies of a user, as IAM gives them (`Client.listPolicies`).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ListedPolicies {
    /// What the user is granted, for `new PolicySet(entries)`. First what the groups are granted, each grant by itself, so that a policy that
    /// is granted twice is there twice; the document is the text of IAM's answer. On Huawei Cloud then the identity policies (version 5.0)
    /// that are attached to the user or the groups, each once, with its version in force; one that could not be read is there as such.
    /// Behind them what else was not read, at least one entry for each of `notRead`, so that no answer of the set is certain where these may have a say.
    #[cfg_attr(feature = "types", ts(type = "ListedPolicy[]"))]
    pub entries: Vec<ListedEntry>,
    /// The groups of the user, in the order of IAM; `entries` has the indexes of what each is granted. An identity policy may be in several
    /// groups, or in none, where it is attached to the user alone. What else was not read is in no group: it may be of any.
    pub groups: Vec<ListedGroup>,
    /// Where further policies may be granted that are not among the entries that were read: always in enterprise projects, which another API
    /// tells, and in projects other than the client's, whose requests they do not touch; on Huawei Cloud always service control policies,
    /// which another API tells as well and which only limit, and `identityPolicies` where not all of these could be read; `groups` where
    /// IAM lists a group without an ID; the others where IAM refused them.
    #[cfg_attr(feature = "types", ts(inline))]
    pub not_read: Vec<NotRead>,
}

/// An entry of a policy set (`policy::Entry` is made from it, and `PolicySet::from_input` takes its JSON).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ListedEntry {
    /// One grant.
    Granted {
        /// The name that the console shows.
        name: String,
        /// The text: the policy in the envelope of the API, as it was answered.
        document: String,
        /// Where it is attached.
        scope: Scope,
    },
    /// One identity policy (version 5.0), which applies wherever it is attached to.
    Identity {
        /// Its name.
        name: String,
        /// The text of its version in force.
        document: String,
        /// [`PolicyKind::Identity`].
        kind: PolicyKind,
    },
    /// One identity policy that could not be read.
    UnreadIdentity {
        /// Its name, as its list has it; its ID where it has none.
        name: String,
        /// Why it was not read. A fixed text: its own template.
        unread: Phrase,
        /// [`PolicyKind::Identity`].
        kind: PolicyKind,
    },
    /// What was not read.
    Unread {
        /// What it is, in words. A fixed text: its own template.
        name: Phrase,
        /// Why it was not read. A fixed text as well.
        unread: Phrase,
        /// Where it is attached.
        #[serde(skip_serializing_if = "Option::is_none")]
        scope: Option<Scope>,
        /// What it does, where that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<PolicyKind>,
    },
}

/// One grant, one identity policy, or what was not read.
#[cfg(feature = "types")]
#[derive(Debug, ts_rs::TS)]
#[ts(type = "ListedGrant | ListedIdentityPolicy | UnreadPolicy")]
pub struct ListedPolicy;

/// One identity policy (version 5.0).
#[cfg(feature = "types")]
#[derive(Debug, ts_rs::TS)]
pub struct ListedIdentityPolicy {
    /// The text of its version in force.
    pub document: String,
    /// What it does among the others.
    #[ts(type = "\"identity\"")]
    pub kind: PolicyKind,
}

/// One grant.
#[cfg(feature = "types")]
#[derive(Debug, ts_rs::TS)]
pub struct ListedGrant {
    /// The text.
    pub document: String,
    /// Where it is attached.
    pub scope: Scope,
}

impl ListedEntry {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Granted { name, .. } | Self::Identity { name, .. } | Self::UnreadIdentity { name, .. } => name,
            Self::Unread { name, .. } => name.english(),
        }
    }

    /// Where it is attached.
    #[must_use]
    pub const fn scope(&self) -> Option<&Scope> {
        match self {
            Self::Granted { scope, .. } => Some(scope),
            Self::Unread { scope, .. } => scope.as_ref(),
            Self::Identity { .. } | Self::UnreadIdentity { .. } => None,
        }
    }

    /// What it does among the others, where that is known.
    #[must_use]
    pub const fn kind(&self) -> Option<PolicyKind> {
        match self {
            Self::Granted { .. } => None,
            Self::Identity { kind, .. } | Self::UnreadIdentity { kind, .. } => Some(*kind),
            Self::Unread { kind, .. } => *kind,
        }
    }
}

/// A user group, with its grants.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ListedGroup {
    /// Its id.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Its grants and the identity policies that are attached to it, by their index in [`ListedPolicies::entries`].
    pub entries: Vec<usize>,
}

/// Where policies may be granted that were not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum NotRead {
    /// In enterprise projects: by another API.
    EnterpriseProjects,
    /// In projects other than that of the session, whose requests they do not touch.
    OtherProjects,
    /// Some of the identity policies (version 5.0) of Huawei Cloud, or all of them: the entries say which, and why.
    IdentityPolicies,
    /// What service control policies (SCPs) of an organization limit, on Huawei Cloud: by another API.
    ServiceControlPolicies,
    /// To a group whose entry in IAM's list has no ID.
    Groups,
    /// For global services: refused.
    Global,
    /// In the project of the session: refused.
    Project,
    /// In every project: refused.
    AllProjects,
}

impl NotRead {
    pub(super) fn of(place: &Place) -> Self {
        match place {
            Place::Domain(_) => Self::Global,
            Place::Project(_) => Self::Project,
            Place::AllProjects(_) => Self::AllProjects,
        }
    }

    /// What it is, and why it was not read; none of identity policies, of which each says it itself.
    const fn words(self) -> Option<(Phrase, Phrase)> {
        Some(match self {
            Self::EnterpriseProjects => (
                phrase!("what enterprise projects grant"),
                phrase!("another API lists what is granted in enterprise projects, and it was not asked"),
            ),
            Self::OtherProjects => (
                phrase!("what other projects grant"),
                phrase!("what is granted in projects other than that of the requests was not asked for"),
            ),
            Self::IdentityPolicies => return None,
            Self::ServiceControlPolicies => (
                phrase!("service control policies"),
                phrase!(
                    "another API lists what service control policies (SCPs) of an organization limit, and it was not asked"
                ),
            ),
            Self::Groups => (
                phrase!("what a group without an ID is granted"),
                phrase!("IAM lists a group of the user without an ID, so that nobody can ask what it is granted"),
            ),
            Self::Global => (
                phrase!("what is granted for global services"),
                phrase!("IAM refused to list what is granted for global services"),
            ),
            Self::Project => (
                phrase!("what is granted in this project"),
                phrase!("IAM refused to list what is granted in this project"),
            ),
            Self::AllProjects => (
                phrase!("what is granted in all projects"),
                phrase!("IAM refused to list what is granted in all projects"),
            ),
        })
    }

    /// The same as an entry, where it has words; `project` is that of the requests.
    pub(super) fn entry(self, project: Option<&ProjectId>) -> Option<ListedEntry> {
        let (name, unread) = self.words()?;
        let scope = match (self, project) {
            (Self::EnterpriseProjects, _) => Some(Scope::EnterpriseProjects),
            (Self::OtherProjects, Some(project)) => Some(Scope::OtherProjects { id: project.clone() }),
            (Self::Project, Some(project)) => Some(Scope::Project { id: project.clone() }),
            // Any project may be the one of a request.
            (Self::AllProjects | Self::OtherProjects | Self::Project, _) => Some(Scope::AllProjects),
            (Self::Global, _) => Some(Scope::Global),
            (Self::IdentityPolicies | Self::ServiceControlPolicies | Self::Groups, _) => None,
        };
        let kind = (self == Self::ServiceControlPolicies).then_some(PolicyKind::Scp);
        Some(ListedEntry::Unread { name, unread, scope, kind })
    }
}
