//! A policy document as it was read: every part keeps its place in the text. A part that is wrong has a diagnostic, and
//! is kept as far as it can be read, so that the rest is still evaluated.

use crate::base::ids::Cloud;
use crate::base::said::Said;
use crate::policy::model::source::{Range, Source};

/// A string of the document, with its place (quotes included).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// What the string says.
    pub value: Box<str>,
    /// Where it stands.
    pub range: Range,
}

/// One policy or role.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text it was read from.
    pub source: Source,
    /// Which rules its patterns follow.
    pub version: Version,
    /// What the IAM API puts around a policy, where it is there.
    pub envelope: Option<Envelope>,
    /// The roles without which this one has no effect; empty for a policy.
    pub depends: Vec<Dependency>,
    /// The statements that were read, in order.
    pub statements: Vec<Statement>,
    /// What was not read, in order: each may allow or deny anything.
    pub unread: Vec<Unread>,
    /// What was not read of the envelope, where the text ends in it or before it is known whether there is one.
    pub unread_envelope: Option<UnreadEnvelope>,
    /// Whether its version may be what the text ends before, or what had to be left out of it: then nothing of it was read, and it may be
    /// of version 5.0.
    pub has_lost_version: bool,
    /// The path of the policy in the text: `$`, or `$.role.policy` in an envelope.
    pub path: Box<str>,
    /// Of a 5.0 document: what in its form leaves open whether the cloud takes it.
    pub open_form: OpenForm,
}

/// What the form of a 5.0 document leaves open: whether the cloud takes it at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenForm {
    /// A single object or string stands where an array is due.
    pub scalar: bool,
    /// A list of actions or resources is empty.
    pub empty_list: bool,
}

impl Document {
    /// Whether it is a role, whose `Depends` counts: a bare document with that member, or one whose envelope calls it
    /// neither fine-grained nor custom.
    #[must_use]
    pub fn is_role(&self) -> bool {
        let says = |text: Option<&Text>, word: &str| text.is_some_and(|text| *text.value == *word);
        match &self.envelope {
            _ if self.version == Version::V5_0 => false,
            None => !self.depends.is_empty(),
            Some(envelope) => {
                !says(envelope.flag.as_ref(), "fine_grained") && !says(envelope.catalog.as_ref(), "CUSTOMED")
            }
        }
    }

    /// Whether it stands in what one sends to have a custom policy made, which leaves out what IAM adds (IAM API, "Creating a Custom Policy").
    #[must_use]
    pub(crate) fn is_made_by_request(&self) -> bool {
        let is_it = |envelope: &Envelope| {
            envelope.kind.is_some() && envelope.name.is_none() && envelope.catalog.is_none() && envelope.flag.is_none()
        };
        let is_whole = self.unread_envelope.is_none() && self.depends.is_empty();
        self.version == Version::V1_1 && is_whole && self.envelope.as_ref().is_some_and(is_it)
    }

    /// Whether it is not known by which catalog and name `Depends` finds it.
    #[must_use]
    pub fn has_open_name(&self) -> bool {
        self.unread_envelope.as_ref().is_some_and(|unread| unread.catalog || unread.display_name)
    }

    /// Whether it seems to be a role, and what was not read of the envelope may say that it is none.
    #[must_use]
    pub fn is_perhaps_no_role(&self) -> bool {
        self.is_role() && self.unread_envelope.as_ref().is_some_and(|unread| unread.catalog || unread.flag)
    }
}

/// The version of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// Roles.
    V1_0,
    /// Fine-grained policies; also what a missing or unknown version is read as.
    V1_1,
    /// Identity policies, session policies and service control policies.
    V5_0,
}

impl Version {
    /// Every version, the oldest first.
    pub const ALL: [Self; 3] = [Self::V1_0, Self::V1_1, Self::V5_0];

    /// As documents write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
            Self::V5_0 => "5.0",
        }
    }

    /// Whether the documents of a cloud know it: no document of Open Telekom Cloud knows 5.0, and plain OpenStack has no IAM policies.
    #[must_use]
    pub fn exists_on(self, cloud: Cloud) -> bool {
        match cloud {
            Cloud::Huawei => true,
            Cloud::Otc => self != Self::V5_0,
            Cloud::Openstack => false,
        }
    }
}

/// What the IAM API puts around a policy: `{"role": {"display_name", "name", "catalog", "flag", "policy": …}}`. A member that the
/// text ends in was not read.
#[derive(Debug, Clone, Default)]
pub struct Envelope {
    /// The name people see, which `Depends` refers to.
    pub display_name: Option<Text>,
    /// The internal name.
    pub name: Option<Text>,
    /// `BASE` or a service for system roles, `CUSTOMED` for custom policies.
    pub catalog: Option<Text>,
    /// `fine_grained` marks a system policy.
    pub flag: Option<Text>,
    /// `AX`, `XA`, `AA` or `XX`: for which kind of attachment it is.
    pub kind: Option<Text>,
}

impl Envelope {
    /// The members of what the IAM API answers on which a decision may hang, with that of the policy itself.
    pub const DECIDING: [&str; 4] = ["display_name", "catalog", "flag", "policy"];

    /// Whether it says anything.
    pub(crate) fn says(&self) -> bool {
        [&self.display_name, &self.name, &self.catalog, &self.flag, &self.kind].into_iter().any(Option::is_some)
    }
}

/// One entry of `Depends`.
#[derive(Debug, Clone)]
pub struct Dependency {
    /// The catalog of the role that is needed.
    pub catalog: Text,
    /// Its display name.
    pub display_name: Text,
    /// Where the entry stands.
    pub range: Range,
}

/// A part of a document that was not read: a statement, or something that leaves open what else the document says.
#[derive(Debug, Clone)]
pub struct Unread {
    /// The index in the `Statement` array of the text, from 0, where it is a statement.
    pub statement: Option<u32>,
    /// Where it stands.
    pub range: Range,
    /// Why it was not read, in words.
    pub cause: Said,
}

/// What was not read of an [`Envelope`]: the members that may follow where the text ends.
#[derive(Debug, Clone)]
pub struct UnreadEnvelope {
    /// Whether its `catalog` may.
    pub catalog: bool,
    /// Whether its `display_name` may.
    pub display_name: bool,
    /// Whether its `flag` may.
    pub flag: bool,
    /// Where the text ends.
    pub range: Range,
    /// Why its names were not read, in words.
    pub cause: Said,
}

/// What a statement does where it applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Grants.
    Allow,
    /// Refuses, whatever else grants.
    Deny,
}

impl Effect {
    /// As documents write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

/// One statement.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Its index in the `Statement` array of the text, from 0 (statements that were not read count too).
    pub index: u32,
    /// Its `Sid`, which version 5.0 knows.
    pub sid: Option<Text>,
    /// Where it stands.
    pub range: Range,
    /// What it does.
    pub effect: Effect,
    /// Where the value of `Effect` stands.
    pub effect_range: Range,
    /// `Action`, or `NotAction` where there is no `Action`.
    pub actions: Actions,
    /// `Resource`, or in version 5.0 `NotResource`; none is every resource.
    pub resources: Option<Resources>,
    /// `Condition`, one entry for each operator and key; all of them are required.
    pub conditions: Vec<Condition>,
}

/// The action patterns of a statement.
#[derive(Debug, Clone)]
pub struct Actions {
    /// Whether they stand under `NotAction`.
    pub negated: bool,
    /// The strings as written; alternatives.
    pub patterns: Vec<Text>,
    /// Where the array stands.
    pub range: Range,
}

/// The resource patterns of a statement.
#[derive(Debug, Clone)]
pub struct Resources {
    /// Whether they stand under `NotResource`.
    pub negated: bool,
    /// The strings as written; alternatives. An agency policy's `{"uri": […]}` gives its URIs.
    pub patterns: Vec<Text>,
    /// Where the array stands.
    pub range: Range,
}

/// One operator applied to one key.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The operator as written, with prefix and suffix. Empty where `Condition` is no object.
    pub operator: Text,
    /// The condition key. Empty where the operator's value is no object.
    pub key: Text,
    /// The values; alternatives. `None`: they cannot be read at all.
    pub values: Option<Vec<ConditionValue>>,
    /// Where the values stand.
    pub range: Range,
}

/// One value of a condition.
#[derive(Debug, Clone)]
pub struct ConditionValue {
    /// What it says; `None` where it is no string.
    pub text: Option<Box<str>>,
    /// Where it stands.
    pub range: Range,
}
