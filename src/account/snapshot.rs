//! The snapshot of an account: plain data, with a version, and without any secret.
//!
//! Source of what there is: IAM API references of Open Telekom Cloud and Huawei Cloud (users, groups, permissions, agencies, identity
//! providers, version 5), Enterprise Management; Keystone API v3.

use serde::Serialize;

use super::record::{Member, record};
use crate::base::declared::{FromText, Read};
use crate::base::ids::{EnterpriseProjectId, one_of};
use crate::base::read_fields::ReadFields;
use crate::base::said::said;
use crate::base::text::quoted;
use crate::base::timestamp;
use crate::{Cloud, Error, ProjectId, Scope};

/// What stands in `format` of every snapshot.
pub const FORMAT: &str = "ecs-password account";

/// The version of the format that is written and read.
pub const VERSION: u32 = 1;

record! {
    /// An account as it was read: who is there, what they were granted, and where. A list that is missing altogether was not read; an empty
    /// one says that there is none. Nothing in it is secret.
    Snapshot as "AccountSnapshot" {
        /// Always `ecs-password account`.
        format as "format" ("\"ecs-password account\""): Format,
        /// The version of the format: 1.
        version as "version" ("1"): Version,
        /// The kind of cloud; it decides which of the lists there can be.
        cloud as "cloud": Cloud,
        /// The account. IAM calls it domain; of OpenStack it is the domain that was signed in to, or the cloud.
        account as "account": Account,
        /// When it was read, an ISO 8601 time with offset.
        read_at as "readAt": Option<Time>,
        /// The users.
        users as "users": Option<Vec<User>>,
        /// The user groups.
        groups as "groups": Option<Vec<Group>>,
        /// The policies and roles of versions 1.0 and 1.1 (`otc`, `huawei`).
        policies as "policies": Option<Vec<Policy>>,
        /// What was granted of them, to whom, and where (`otc`, `huawei`).
        grants as "grants": Option<Vec<Grant>>,
        /// The projects.
        projects as "projects": Option<Vec<Project>>,
        /// The enterprise projects (`otc`, `huawei`).
        enterprise_projects as "enterpriseProjects": Option<Vec<EnterpriseProject>>,
        /// The agencies (`otc`, `huawei`).
        agencies as "agencies": Option<Vec<Agency>>,
        /// The identity providers, of whose users IAM may have no list (`otc`, `huawei`).
        identity_providers as "identityProviders": Option<Vec<IdentityProvider>>,
        /// Whom they admit, and as what (`otc`, `huawei`).
        mappings as "mappings": Option<Vec<Mapping>>,
        /// The identity policies of version 5.0, and to whom they are attached (`huawei`; of `otc` a missing list means none: no document of
        /// T Cloud Public knows them).
        identity_policies as "identityPolicies": Option<Vec<IdentityPolicy>>,
        /// The service control policies that limit the account (`huawei`; of `otc` as for identity policies). Those of the management account,
        /// which none limits, are an empty list.
        service_control_policies as "serviceControlPolicies": Option<Vec<ServiceControlPolicy>>,
        /// The domains (`openstack`).
        domains as "domains": Option<Vec<Domain>>,
        /// The roles (`openstack`).
        roles as "roles": Option<Vec<Role>>,
        /// Which role has which other one with it (`openstack`).
        implied_roles as "impliedRoles": Option<Vec<ImpliedRole>>,
        /// Who has which role, and where: as they were assigned, not in their effect (`openstack`).
        assignments as "assignments": Option<Vec<Assignment>>,
        /// The application credentials (`openstack`).
        application_credentials as "applicationCredentials": Option<Vec<ApplicationCredential>>,
        /// The text of Nova's policy file, where it is known (`openstack`): no API shows it.
        policy_file as "policyFile": Option<String>,
        /// The release of Nova, such as `2023.1`, which decides its defaults (`openstack`).
        nova_release as "novaRelease": Option<String>,
        /// What could not be read, and why.
        not_read as "notRead": Option<Vec<NotRead>>,
    }
}

record! {
    /// The account of a snapshot.
    Account as "SnapshotAccount" {
        /// Its ID.
        id as "id": EntityId,
        /// Its name.
        name as "name": Option<String>,
    }
}

record! {
    /// A user.
    User as "AccountUser" {
        /// Its ID.
        id as "id": EntityId,
        /// Its name.
        name as "name": String,
        /// Whether it can sign in; not known where it is missing.
        enabled as "enabled": Option<bool>,
        /// Whether it is the account itself (`is_domain_owner`), which has all permissions.
        owner as "owner": Option<bool>,
        /// Whether a device for multi-factor authentication is bound to it.
        mfa as "mfa": Option<bool>,
        /// The domain that it belongs to (`openstack`).
        domain_id as "domainId": Option<EntityId>,
    }
}

record! {
    /// A user group.
    Group as "AccountGroup" {
        /// Its ID.
        id as "id": EntityId,
        /// Its name.
        name as "name": String,
        /// The IDs of its users; missing: they were not read, and anybody may be one of them.
        members as "members": Option<Vec<EntityId>>,
        /// The domain that it belongs to (`openstack`).
        domain_id as "domainId": Option<EntityId>,
    }
}

record! {
    /// A policy or role of version 1.0 or 1.1.
    Policy as "AccountPolicy" {
        /// Its ID.
        id as "id": EntityId,
        /// What IAM calls it inside.
        name as "name": String,
        /// What people call it, and `Depends` of other roles.
        display_name as "displayName": Option<String>,
        /// The catalog it is from; `CUSTOMED` where it was made in the account.
        catalog as "catalog": Option<String>,
        /// `fine_grained` of system policies of version 1.1.
        flag as "flag": Option<String>,
        /// Whether it comes with the cloud or was made in the account.
        kind as "type": Option<PolicyType>,
        /// The text of the policy; missing: it was not read, and may allow and deny anything.
        document as "document": Option<String>,
    }
}

record! {
    /// That somebody was granted a policy, and where.
    Grant as "AccountGrant" {
        /// To whom.
        to as "to": Grantee,
        /// The ID of the policy.
        policy as "policy": EntityId,
        /// Where it is in effect.
        scope as "scope": Scope,
    }
}

record! {
    /// A project.
    Project as "AccountProject" {
        /// Its ID.
        id as "id": ProjectId,
        /// Its name.
        name as "name": String,
        /// The project or domain above it.
        parent_id as "parentId": Option<EntityId>,
        /// Whether it is in use.
        enabled as "enabled": Option<bool>,
        /// The domain that it belongs to (`openstack`).
        domain_id as "domainId": Option<EntityId>,
    }
}

record! {
    /// An enterprise project.
    EnterpriseProject as "AccountEnterpriseProject" {
        /// Its ID; `0` is the default one.
        id as "id": EnterpriseProjectId,
        /// Its name.
        name as "name": String,
        /// Whether it is in use.
        enabled as "enabled": Option<bool>,
    }
}

record! {
    /// An agency: permissions that another account, or a service of the cloud, may take on.
    Agency as "AccountAgency" {
        /// Its ID.
        id as "id": EntityId,
        /// Its name.
        name as "name": String,
        /// The account that it is for. Who there may take it on is decided there.
        trusted_account as "trustedAccount": Option<Account>,
        /// The service that it is for, such as `op_svc_ecs`.
        trusted_service as "trustedService": Option<String>,
        /// When it ends, an ISO 8601 time with offset; missing: never, or not known.
        expires_at as "expiresAt": Option<Time>,
    }
}

record! {
    /// An identity provider.
    IdentityProvider as "AccountIdentityProvider" {
        /// Its ID, which is its name.
        id as "id": EntityId,
        /// Whether it is in use.
        enabled as "enabled": Option<bool>,
        /// What its users become: `virtualUser`, in the groups that the mapping names; or `iamUser`, one of the users.
        sso as "sso": Option<Sso>,
        /// The ID of its mapping; missing: it was not read.
        mapping as "mapping": Option<EntityId>,
    }
}

record! {
    /// Whom an identity provider admits, and as what.
    Mapping as "AccountMapping" {
        /// Its ID.
        id as "id": EntityId,
        /// Its rules.
        rules as "rules": Rules,
    }
}

record! {
    /// A rule of a mapping.
    MappingRule as "AccountMappingRule" {
        /// The names of the groups that it puts somebody into; missing: they hang on what the identity provider says.
        groups as "groups": Option<Vec<String>>,
        /// What it calls them, as it stands in the rule, such as `{0}`.
        user as "user": Option<String>,
        /// What the identity provider must say of them, all of it.
        remote as "remote": Option<Vec<MappingCondition>>,
    }
}

record! {
    /// What an identity provider must say of somebody for a rule to admit them.
    MappingCondition as "AccountMappingCondition" {
        /// The attribute.
        kind as "type": String,
        /// One of these is among its values.
        any_one_of as "anyOneOf": Option<Vec<String>>,
        /// None of these is among its values.
        not_any_of as "notAnyOf": Option<Vec<String>>,
        /// Whether these are regular expressions.
        regex as "regex": Option<bool>,
    }
}

record! {
    /// An identity policy of version 5.0.
    IdentityPolicy as "AccountIdentityPolicy" {
        /// Its ID.
        id as "id": EntityId,
        /// Its name.
        name as "name": String,
        /// The text of its version in force; missing: it was not read.
        document as "document": Option<String>,
        /// To whom it is attached.
        attached_to as "attachedTo": Grantees,
    }
}

record! {
    /// A service control policy.
    ServiceControlPolicy as "AccountServiceControlPolicy" {
        /// Its ID.
        id as "id": EntityId,
        /// Its name.
        name as "name": String,
        /// The text; missing: it was not read.
        document as "document": Option<String>,
        /// Where it is attached, such as `root`, or the name of a unit: each level must allow.
        level as "level": String,
    }
}

record! {
    /// A domain of OpenStack.
    Domain as "AccountDomain" {
        /// Its ID.
        id as "id": EntityId,
        /// Its name.
        name as "name": String,
    }
}

record! {
    /// A role of OpenStack.
    Role as "AccountRole" {
        /// Its ID.
        id as "id": EntityId,
        /// Its name, by which Nova's rules know it.
        name as "name": String,
        /// The domain that it belongs to, of a role that is for one domain.
        domain_id as "domainId": Option<EntityId>,
    }
}

record! {
    /// That who has one role has another one too.
    ImpliedRole as "AccountImpliedRole" {
        /// The ID of the role that somebody has.
        prior as "prior": EntityId,
        /// The ID of the role that comes with it.
        implies as "implies": EntityId,
    }
}

record! {
    /// That somebody has a role somewhere: exactly one of `user` and `group`.
    Assignment as "AccountAssignment" {
        /// The ID of the user.
        user as "user": Option<EntityId>,
        /// The ID of the group.
        group as "group": Option<EntityId>,
        /// The ID of the role.
        role as "role": EntityId,
        /// Where.
        on as "on": Place,
        /// Whether it is for the projects below, and not for the place itself.
        inherited as "inherited": Option<bool>,
    }
}

record! {
    /// An application credential.
    ApplicationCredential as "AccountApplicationCredential" {
        /// Its ID; its secret is not part of a snapshot.
        id as "id": EntityId,
        /// Its name.
        name as "name": String,
        /// The ID of the user whom it belongs to.
        user_id as "userId": EntityId,
        /// The ID of the project that it is for.
        project_id as "projectId": ProjectId,
        /// The IDs of the roles that it has.
        roles as "roles": Vec<EntityId>,
        /// Whether it can make others of its kind.
        unrestricted as "unrestricted": Option<bool>,
        /// When it ends, an ISO 8601 time with offset; missing: never, or not known.
        expires_at as "expiresAt": Option<Time>,
        /// The requests that it is for alone; missing: all, or not known.
        access_rules as "accessRules": Option<Vec<AccessRule>>,
    }
}

record! {
    /// Requests that an application credential is for.
    AccessRule as "AccountAccessRule" {
        /// The type of the service, such as `compute`.
        service as "service": Option<String>,
        /// The method.
        method as "method": Option<String>,
        /// The path, with `*`, `**` and `{…}`.
        path as "path": Option<String>,
    }
}

record! {
    /// Something that could not be read, and why.
    NotRead as "AccountNotRead" {
        /// What: a list of the snapshot, or a part of what a list holds.
        what as "what": NotReadPart,
        /// The ID of what it is of, where it is a part of one: of the group of `members`, of the policy of `documents`, of the user, group or
        /// agency of `grants`.
        of as "of": Option<EntityId>,
        /// Of grants that were not read: where they would be; missing: anywhere.
        scope as "scope": Option<Scope>,
        /// The HTTP status of the answer, where there was one.
        status as "status": Option<Status>,
        /// The cloud's own code, such as `IAM.0003`.
        code as "code": Option<String>,
        /// Why, in words. Not empty.
        cause as "cause": String,
    }
}

/// The ID, or the name, of something in an account: 1 to 255 characters, none of them a control character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EntityId(Box<str>);

impl EntityId {
    /// Reads an ID.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path`, naming what was expected and what was given.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        let length = text.chars().count();
        if (1..=255).contains(&length) && !text.chars().any(char::is_control) {
            return Ok(Self(text.into()));
        }
        Err(Error::invalid(path, said!("{} must be an ID of 1 to 255 characters, got {}", path, quoted(text))))
    }

    /// The ID as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromText for EntityId {
    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        Self::parse(text, path)
    }
}

/// An ISO 8601 time with offset, as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Time(String);

impl Time {
    /// Reads a time.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path`, naming what was expected and what was given.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        if timestamp::instant(text).is_some() {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::invalid(
            path,
            said!("{} must be a time such as `2026-11-30T12:00:00Z`, with its offset, got {}", path, quoted(text)),
        ))
    }

    /// The time as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromText for Time {
    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        Self::parse(text, path)
    }
}

/// What tells a snapshot from other JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Format;

impl Serialize for Format {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(FORMAT)
    }
}

impl FromText for Format {
    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        if text == FORMAT {
            return Ok(Self);
        }
        Err(Error::invalid(path, said!("{} must be {}, got {}", path, said!("`{}`", FORMAT), quoted(text))))
    }
}

/// The version of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Version;

impl Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(VERSION)
    }
}

#[cfg(feature = "types")]
impl crate::base::declared::Typed for Version {
    fn of() -> String {
        "1".to_owned()
    }
}

impl<F: ReadFields> Read<F> for Version {
    fn read(fields: &F, name: &str) -> Result<Self, Error> {
        fields.integer(name, VERSION..=VERSION).map(|_| Self)
    }
}

macro_rules! text_lists {
    ($($type:ty,)+) => {$(
        #[cfg(feature = "types")]
        impl crate::base::declared::Typed for Option<Vec<$type>> {
            const OPTIONAL: bool = true;

            fn of() -> String {
                "readonly string[]".to_owned()
            }
        }

        impl<F: ReadFields> Read<F> for Option<Vec<$type>> {
            fn read(fields: &F, name: &str) -> Result<Self, Error> {
                fields.optional_list(name, <$type>::from_text)
            }
        }

        #[cfg(feature = "types")]
        impl crate::base::declared::Typed for Vec<$type> {
            fn of() -> String {
                "readonly string[]".to_owned()
            }
        }

        impl<F: ReadFields> Read<F> for Vec<$type> {
            fn read(fields: &F, name: &str) -> Result<Self, Error> {
                <Option<Self> as Read<F>>::read(fields, name)?.ok_or_else(|| fields.missing(name))
            }
        }

        impl Member for Vec<$type> {}
    )+};
}

text_lists! { EntityId, String, }

/// The status of an HTTP answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Status(pub u16);

#[cfg(feature = "types")]
impl crate::base::declared::Typed for Option<Status> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "number".to_owned()
    }
}

impl<F: ReadFields> Read<F> for Option<Status> {
    fn read(fields: &F, name: &str) -> Result<Self, Error> {
        let status = fields.optional_integer(name, 100..=599)?;
        Ok(status.and_then(|status| u16::try_from(status).ok()).map(Status))
    }
}

macro_rules! words {
    ($($(#[doc = $doc:expr])+ $name:ident { $($(#[doc = $each_doc:expr])+ $each:ident as $text:literal,)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        pub enum $name {
            $($(#[doc = $each_doc])+ #[serde(rename = $text)] $each,)+
        }

        impl $name {
            /// What each is called.
            pub const NAMES: &[&str] = &[$($text),+];

            /// What it is called.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$each => $text,)+
                }
            }
        }

        impl FromText for $name {
            #[cfg(feature = "types")]
            fn of() -> String {
                Self::NAMES.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" | ")
            }

            fn from_text(text: &str, path: &str) -> Result<Self, Error> {
                match text {
                    $($text => Ok(Self::$each),)+
                    _ => Err(one_of(text, path, Self::NAMES)),
                }
            }
        }

        impl Member for $name {}
    )+};
}

words! {
    /// Where a policy comes from.
    PolicyType {
        /// It comes with the cloud.
        System as "system",
        /// It was made in the account.
        Custom as "custom",
    }

    /// What the users of an identity provider become.
    Sso {
        /// Users whom IAM has no list of, in the groups that the mapping names.
        VirtualUser as "virtualUser",
        /// Users of the account.
        IamUser as "iamUser",
    }

    /// What may not have been read.
    NotReadPart {
        /// The users.
        Users as "users",
        /// The groups.
        Groups as "groups",
        /// The members of groups.
        Members as "members",
        /// The policies.
        Policies as "policies",
        /// The texts of policies of any kind.
        Documents as "documents",
        /// The grants.
        Grants as "grants",
        /// The projects.
        Projects as "projects",
        /// The enterprise projects.
        EnterpriseProjects as "enterpriseProjects",
        /// The agencies.
        Agencies as "agencies",
        /// The identity providers.
        IdentityProviders as "identityProviders",
        /// The mappings of identity providers.
        Mappings as "mappings",
        /// The identity policies, or what they are attached to.
        IdentityPolicies as "identityPolicies",
        /// The service control policies.
        ServiceControlPolicies as "serviceControlPolicies",
        /// The domains.
        Domains as "domains",
        /// The roles.
        Roles as "roles",
        /// Which roles imply which.
        ImpliedRoles as "impliedRoles",
        /// The assignments of roles.
        Assignments as "assignments",
        /// The application credentials.
        ApplicationCredentials as "applicationCredentials",
        /// Devices for multi-factor authentication.
        Mfa as "mfa",
    }
}

/// To whom something is granted or attached.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grantee {
    /// A user, by its ID.
    User(EntityId),
    /// A group, by its ID.
    Group(EntityId),
    /// An agency, by its ID.
    Agency(EntityId),
}

impl Grantee {
    /// What each is called.
    pub(crate) const NAMES: [&str; 3] = ["user", "group", "agency"];

    /// The ID.
    #[must_use]
    pub const fn id(&self) -> &EntityId {
        match self {
            Self::User(id) | Self::Group(id) | Self::Agency(id) => id,
        }
    }
}

/// Where a role of OpenStack is assigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// A project, by its ID.
    Project(ProjectId),
    /// A domain, by its ID.
    Domain(EntityId),
    /// The whole cloud.
    System(All),
}

impl Place {
    /// What each is called.
    pub(crate) const NAMES: [&str; 3] = ["project", "domain", "system"];
}

/// All of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum All {
    /// It.
    #[default]
    #[serde(rename = "all")]
    All,
}

/// The rules of a mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Rules(pub Vec<MappingRule>);

/// To whom an identity policy is attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Grantees(pub Vec<Grantee>);

macro_rules! members {
    ($($type:ty,)+) => {
        $(impl Member for $type {})+
    };
}

members! { EntityId, Time, Format, Version, Cloud, ProjectId, EnterpriseProjectId, Grantee, Place, Rules, Grantees, }

#[cfg(feature = "types")]
mod typed {
    use super::{Grantee, Grantees, Place, Rules};
    use crate::base::declared::{Typed, name_of};
    use crate::base::scope::Scope;

    impl Typed for Scope {
        fn of() -> String {
            name_of::<Self>()
        }
    }

    impl Typed for Grantee {
        fn of() -> String {
            "AccountGrantee".to_owned()
        }
    }

    impl Typed for Grantees {
        fn of() -> String {
            "readonly AccountGrantee[]".to_owned()
        }
    }

    impl Typed for Place {
        fn of() -> String {
            "{ project: string } | { domain: string } | { system: \"all\" }".to_owned()
        }
    }

    impl Typed for Rules {
        fn of() -> String {
            "readonly AccountMappingRule[]".to_owned()
        }
    }
}
