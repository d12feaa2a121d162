//! The entries of the lists that are read, as the clouds' documents have them. What is of another type makes the entry one that was not read.

use serde::Deserialize;
use serde_json::value::RawValue;

/// Something that is told by its ID alone.
#[derive(Debug, Deserialize)]
pub(super) struct Reference {
    pub(super) id: String,
}

/// A user, a group, a project, a domain or a role: what they have in common, and what one of them has.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) enabled: Option<bool>,
    pub(super) parent_id: Option<String>,
    pub(super) domain_id: Option<String>,
    pub(super) is_domain_owner: Option<bool>,
}

/// A role or policy of IAM.
#[derive(Debug, Deserialize)]
pub(super) struct PolicyEntry<'a> {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) display_name: Option<String>,
    pub(super) catalog: Option<String>,
    pub(super) flag: Option<String>,
    #[serde(borrow)]
    pub(super) policy: Option<&'a RawValue>,
}

/// A record of the assignments of IAM.
#[derive(Debug, Deserialize)]
pub(super) struct GrantRecord {
    pub(super) user: Option<Reference>,
    pub(super) group: Option<Reference>,
    pub(super) agency: Option<Reference>,
    pub(super) role: Reference,
    pub(super) scope: Option<GrantPlace>,
}

/// Where a record is in effect.
#[derive(Debug, Deserialize)]
pub(super) struct GrantPlace {
    pub(super) project: Option<Reference>,
    pub(super) enterprise_project: Option<Reference>,
}

/// An enterprise project: status 1 is in use.
#[derive(Debug, Deserialize)]
pub(super) struct EnterpriseProjectEntry {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) status: Option<u32>,
}

/// An agency.
#[derive(Debug, Deserialize)]
pub(super) struct AgencyEntry {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) trust_domain_id: Option<String>,
    pub(super) trust_domain_name: Option<String>,
    pub(super) expire_time: Option<String>,
}

/// An agency of version 5.
#[derive(Debug, Deserialize)]
pub(super) struct Agency5 {
    pub(super) agency_id: String,
    pub(super) agency_name: Option<String>,
}

/// An identity provider.
#[derive(Debug, Deserialize)]
pub(super) struct ProviderEntry {
    pub(super) id: String,
    pub(super) enabled: Option<bool>,
    pub(super) sso_type: Option<String>,
}

/// A protocol of an identity provider.
#[derive(Debug, Deserialize)]
pub(super) struct ProtocolEntry {
    pub(super) mapping_id: Option<String>,
}

/// A mapping of an identity provider.
#[derive(Debug, Deserialize)]
pub(super) struct MappingEntry {
    pub(super) id: String,
    pub(super) rules: Vec<RuleEntry>,
}

/// A rule of a mapping.
#[derive(Debug, Deserialize)]
pub(super) struct RuleEntry {
    pub(super) local: Vec<LocalEntry>,
    pub(super) remote: Option<Vec<RemoteEntry>>,
}

/// What somebody becomes by a rule.
#[derive(Debug, Deserialize)]
pub(super) struct LocalEntry {
    pub(super) user: Option<LocalName>,
    pub(super) group: Option<LocalName>,
    /// Names that hang on what the identity provider says.
    pub(super) groups: Option<serde::de::IgnoredAny>,
}

/// A name in a rule.
#[derive(Debug, Deserialize)]
pub(super) struct LocalName {
    pub(super) name: Option<String>,
}

/// What an identity provider must say.
#[derive(Debug, Deserialize)]
pub(super) struct RemoteEntry {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) any_one_of: Option<Vec<String>>,
    pub(super) not_any_of: Option<Vec<String>>,
    pub(super) regex: Option<bool>,
}

/// A device for multi-factor authentication.
#[derive(Debug, Deserialize)]
pub(super) struct DeviceEntry {
    pub(super) user_id: String,
}

/// An identity policy, in a list or by itself, or as it is attached.
#[derive(Debug, Deserialize)]
pub(super) struct IdentityPolicyEntry {
    pub(super) policy_id: String,
    pub(super) policy_name: Option<String>,
    pub(super) default_version_id: Option<String>,
}

/// A version of an identity policy.
#[derive(Debug, Deserialize)]
pub(super) struct VersionEntry {
    pub(super) document: String,
}

/// To whom an identity policy is attached: one of the three.
#[derive(Debug, Deserialize)]
pub(super) struct HolderEntry {
    pub(super) user_id: Option<String>,
    pub(super) group_id: Option<String>,
    pub(super) agency_id: Option<String>,
}

/// Which roles a role of Keystone implies.
#[derive(Debug, Deserialize)]
pub(super) struct InferenceEntry {
    pub(super) prior_role: Reference,
    pub(super) implies: Vec<Reference>,
}

/// An assignment of Keystone.
#[derive(Debug, Deserialize)]
pub(super) struct AssignmentEntry {
    pub(super) user: Option<Reference>,
    pub(super) group: Option<Reference>,
    pub(super) role: Reference,
    pub(super) scope: AssignmentPlace,
}

/// Where an assignment of Keystone is in effect.
#[derive(Debug, Deserialize)]
pub(super) struct AssignmentPlace {
    pub(super) project: Option<Reference>,
    pub(super) domain: Option<Reference>,
    pub(super) system: Option<serde::de::IgnoredAny>,
    #[serde(rename = "OS-INHERIT:inherited_to")]
    pub(super) inherited_to: Option<String>,
}

/// An application credential, without its secret, which no list has.
#[derive(Debug, Deserialize)]
pub(super) struct CredentialEntry {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) project_id: Option<String>,
    pub(super) roles: Vec<Reference>,
    pub(super) unrestricted: Option<bool>,
    pub(super) expires_at: Option<String>,
    pub(super) access_rules: Option<Vec<RuleOfAccess>>,
}

/// What an application credential is for.
#[derive(Debug, Deserialize)]
pub(super) struct RuleOfAccess {
    pub(super) service: Option<String>,
    pub(super) method: Option<String>,
    pub(super) path: Option<String>,
}
