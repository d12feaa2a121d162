//! The values an evaluation works with.

use serde::{Serialize, Serializer};

use crate::base::said::{Phrase, Said, phrase};

/// A value of Kleene's three-valued logic; `min` is "and", `max` is "or".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Truth {
    False,
    Unknown,
    True,
}

impl Truth {
    pub(crate) const fn of(known: bool) -> Self {
        if known { Self::True } else { Self::False }
    }

    pub(crate) const fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

/// The answer to "may I?"; `conditional` hangs on what was not said, or on what the documents leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub enum Verdict {
    /// Yes.
    Allow = 0,
    /// No: a Deny applies.
    ExplicitDeny = 1,
    /// No: nothing allows it.
    ImplicitDeny = 2,
    /// It hangs on what the caller did not say, or on what the documents leave open.
    Conditional = 3,
}

impl Verdict {
    /// What stands among the numbers of verdicts in place of one that there is none of; no verdict has it.
    pub const NONE: u8 = 4;

    /// The verdict of a number (`verdict as u8`).
    #[must_use]
    pub const fn of_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Allow,
            1 => Self::ExplicitDeny,
            2 => Self::ImplicitDeny,
            3 => Self::Conditional,
            _ => return None,
        })
    }

    /// The name callers see.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::ExplicitDeny => "explicitDeny",
            Self::ImplicitDeny => "implicitDeny",
            Self::Conditional => "conditional",
        }
    }

    /// Whether it is one of the two kinds of no.
    #[must_use]
    pub const fn is_no(self) -> bool {
        matches!(self, Self::ExplicitDeny | Self::ImplicitDeny)
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for Question {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

macro_rules! questions {
    ($($(#[doc = $doc:expr])+ $variant:ident = $code:literal, $asks:expr, $source:expr;)+) => {
        /// What the documents leave open, or answer in two ways, as a code; `unread`: what stands in that which was not read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "AssumptionCode"))]
        pub enum Question {
            $($(#[doc = $doc])+ #[cfg_attr(feature = "types", ts(rename = $code))] $variant,)+
        }

        impl Question {
            /// Every question.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            /// Their codes.
            pub const NAMES: &[&str] = &[$($code),+];

            /// The stable code, in camelCase.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The question in words; answered by yes or no.
            #[must_use]
            pub const fn asks(self) -> Phrase {
                match self { $(Self::$variant => $asks,)+ }
            }

            /// [`Question::asks`] as a part of a sentence.
            pub(crate) fn asked(self) -> Said {
                self.asks().into()
            }

            /// Where the documents leave it open.
            #[must_use]
            pub const fn source(self) -> Phrase {
                match self { $(Self::$variant => $source,)+ }
            }
        }
    };
}

questions! {
    /// A 1.x statement that names an alias of the 5.0 action.
    AliasCounts = "aliasCounts",
        phrase!("does a statement of versions 1.0 and 1.1 that names an alias of the action count among the identity policies?"),
        phrase!("Huawei Cloud documents it for CDN (cdn_02_0124); for ECS it only lists the aliases");
    /// `NotAction` of a 5.0 statement that names an alias.
    AliasNot = "aliasNot",
        phrase!("does a `NotAction` that names an alias exclude the action?"),
        phrase!("Huawei Cloud's tables of actions describe aliases without a word about `NotAction`");
    /// A pattern that matches an alias, and not the action itself.
    AliasWildcard = "aliasWildcard",
        phrase!("does a pattern with a wildcard match through an alias of the action?"),
        phrase!("the example of Huawei Cloud's documents names the alias in full");
    /// A negated operator on a key that the request does not have.
    AbsentKeyNegated = "absentKeyNegated",
        phrase!("is a negated operator without `IfExists` met where the request does not have the key?"),
        phrase!("OTC IAM \"Policy Syntax\" and Huawei Cloud IAM \"策略语法\" do not say what a missing key means for it");
    /// A value that does not have the type of its operator.
    BadValue = "badValue",
        phrase!("does a condition value that cannot be read as its operator wants it match?"),
        phrase!("no document says what the cloud does with a condition value that it cannot read");
    /// A Deny of one model beside an Allow of the other one.
    DenyAcross = "denyAcross",
        phrase!("does an explicit Deny of one model (versions 1.0 and 1.1, version 5.0) count against an Allow of the other one?"),
        phrase!("Huawei Cloud IAM (iam_01_1290) lets an explicit Deny of any policy win, and does not name versions 1.0 and 1.1");
    /// A list of actions or resources without entries in a 5.0 document.
    EmptyList = "emptyList",
        phrase!("does the cloud take a policy with an empty list, as one that matches nothing?"),
        phrase!("the grammar of version 5.0 does not say; the access analyzer calls it a suggestion");
    /// A range of addresses written `from-to`.
    IpForm = "ipForm",
        phrase!("does `IpAddress` read `from-to` as a range of addresses?"),
        phrase!("Huawei Cloud IAM speaks of ranges of addresses without showing their form");
    /// A condition key that is given in another case than it is written.
    KeyCase = "keyCase",
        phrase!("is the case of condition keys ignored?"),
        phrase!("Huawei Cloud's documents and tools write the same key in different ways");
    /// A key of tags or enterprise projects on an action whose row has no condition keys.
    KeyUnsupported = "keyUnsupported",
        phrase!("is a key of the resource's tags or enterprise project absent from a request whose action is listed without condition keys?"),
        phrase!("the table of actions of Huawei Cloud ECS lists condition keys for some of the password APIs, and none for the others");
    /// A native OpenStack API, which the tables of version 5.0 do not have.
    NativeOpenStack = "nativeOpenStack",
        phrase!("do identity policies (version 5.0) decide about this native OpenStack API, by its action of version 1.1?"),
        phrase!("Huawei Cloud's tables of identity policies have no row for native OpenStack APIs");
    /// An operator without set prefix on a key with several values.
    NoQualifier = "noQualifier",
        phrase!("is an operator without set prefix met where one of several values is?"),
        phrase!("the access analyzer warns of a missing qualifier; no document says what it means for the evaluation");
    /// `NotAction` in a 1.x policy.
    NotAction = "notAction",
        phrase!("does a statement with `NotAction` apply to the actions that it does not name?"),
        phrase!("OTC IAM error codes IAM.1031 and IAM.1032 know `NotAction`; the documents of versions 1.0 and 1.1 do not describe it");
    /// An API that was renamed, whose names give different answers.
    RenamedAction = "renamedAction",
        phrase!("does the cloud check the action under its current name only?"),
        phrase!("the permission tables of the ECS API references renamed actions between editions; no document says that former names still count in versions 1.0 and 1.1");
    /// A Deny on a resource or tag, on an API that cannot be restricted by it.
    ResourceNotSupported = "resourceNotSupported",
        phrase!("does a Deny for specific resources or tags apply to an API that cannot be restricted by them?"),
        phrase!("Huawei Cloud ECS \"资源粒度授权\" and the permission tables say which APIs support it, not what a Deny does on the others");
    /// A single object or string where 5.0 wants an array.
    Scalar = "scalar",
        phrase!("does the cloud take a single object or string in place of an array?"),
        phrase!("the grammar of version 5.0 has arrays, its prose is looser");
    /// A statement of an SCP that names an alias.
    ScpAlias = "scpAlias",
        phrase!("do service control policies go by the action alone, so that one of its aliases does not count?"),
        phrase!("the tables of actions for service control policies have no column for aliases");
    /// An SCP and a native OpenStack API.
    ScpNative = "scpNative",
        phrase!("do service control policies reach this native OpenStack API, by its action of version 1.1?"),
        phrase!("the tables of actions for service control policies have no row for native OpenStack APIs");
    /// A Deny and an Allow from different kinds of attachment.
    ScopePrecedence = "scopePrecedence",
        phrase!("does a Deny count against an Allow that was granted in the other kind of attachment (project, enterprise project)?"),
        phrase!("OTC IAM and Huawei Cloud IAM \"策略鉴权规则\" describe the evaluation of one kind of attachment at a time");
    /// An attachment of which the documents do not say whether it has an effect on this action.
    ScopeUnknown = "scopeUnknown",
        phrase!("does the attachment have an effect on this action?"),
        phrase!("the permission tables do not say for this action whether it supports this kind of attachment");
    /// A service written in another case in a 1.1 policy.
    ServiceCase = "serviceCase",
        phrase!("is the case of the service name ignored in a version 1.1 action?"),
        phrase!("OTC IAM \"Policy Syntax\" wants the service in lower case and prints examples with upper case");
    /// Version 5.0 on a cloud whose documents do not know it.
    ServiceSupport = "serviceSupport",
        phrase!("does this cloud leave version 5.0 policies out of account?"),
        phrase!("no document of Open Telekom Cloud knows identity policies or service control policies");
    /// A session policy beside grants of versions 1.0 and 1.1.
    SessionLegacy = "sessionLegacy",
        phrase!("does a session policy limit grants of versions 1.0 and 1.1, too?"),
        phrase!("Huawei Cloud IAM (iam_01_1237) speaks of the identity policies of the agency");
    /// `ForAllValues:` on a key that the request does not have.
    SetEmpty = "setEmpty",
        phrase!("is `ForAllValues:` met where the request does not have the key?"),
        phrase!("the documents of version 5.0 do not say; version 1.1 takes it as met");
    /// `ForAnyValue:` with `IfExists` on a key that the request does not have.
    SetIfExists = "setIfExists",
        phrase!("is `ForAnyValue:` with `IfExists` met where the request does not have the key?"),
        phrase!("two rules of the documents meet: `IfExists` is met then, `ForAnyValue:` is not");
    /// `StringStartWith` and `StringEndWith`, where case decides.
    StartWithCase = "startWithCase",
        phrase!("do `StringStartWith` and `StringEndWith` ignore case?"),
        phrase!("they are used in examples of Huawei Cloud and missing from its tables of operators");
    /// An operator that no document has for the key.
    UnknownOperator = "unknownOperator",
        phrase!("is a condition with an operator that the documents do not name for its key met?"),
        phrase!("OTC IAM and Huawei Cloud IAM list the operators of version 1.1, and the guides of OBS those for its keys; this one is not among them");
    /// The case of service and type of a URN.
    UrnCase = "urnCase",
        phrase!("is the case of service and type ignored in a resource?"),
        phrase!("Huawei Cloud IAM wants them in lower case, and prints examples with upper case");
    /// `${…}` in a 5.0 policy.
    Variables = "variables",
        phrase!("is a variable (`$` and a name in braces) plain text?"),
        phrase!("no document of version 5.0 knows variables");
    /// A wildcard in the service of an action or resource.
    WildcardService = "wildcardService",
        phrase!("is a wildcard in the service of an action or resource taken?"),
        phrase!("the Organizations user guide excludes it for resources; the IAM user guide does not say");
    /// `*` beside `:`.
    WildcardSegments = "wildcardSegments",
        phrase!("may `*` run across a `:`?"),
        phrase!("Huawei Cloud IAM calls it any number of characters, and says nothing about segments");
    /// A negated operator on a key of another type.
    WrongType = "wrongType",
        phrase!("is a negated operator of another type than its key never met?"),
        phrase!("Huawei Cloud IAM: an operator of another type than the key never matches; of negated ones it says nothing");
    /// What was not read.
    Unread = "unread",
        phrase!("does what was not read allow this action, or deny it?"),
        phrase!("what was not read may allow and deny anything");
}

/// A set of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Questions(u64);

impl Questions {
    pub(crate) const fn none() -> Self {
        Self(0)
    }

    pub(crate) const fn one(question: Question) -> Self {
        Self(1 << question as u16)
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn has(self, question: Question) -> bool {
        self.0 & Self::one(question).0 != 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Question> {
        Question::ALL.iter().copied().filter(move |question| self.has(*question))
    }
}

/// The answers that a caller gave to open questions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    yes: Questions,
    no: Questions,
}

impl Settled {
    /// With one answer more; `true` is the first of the two outcomes.
    #[must_use]
    pub fn with(mut self, question: Question, answer: bool) -> Self {
        let one = Questions::one(question);
        let (set, other) = if answer { (&mut self.yes, &mut self.no) } else { (&mut self.no, &mut self.yes) };
        set.0 |= one.0;
        other.0 &= !one.0;
        self
    }

    /// The answer, where there is one.
    #[must_use]
    pub fn answer(self, question: Question) -> Option<bool> {
        if self.yes.has(question) {
            Some(true)
        } else if self.no.has(question) {
            Some(false)
        } else {
            None
        }
    }

    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// The truth of what hangs on `question`.
    pub(crate) fn truth(self, question: Question) -> Truth {
        self.answer(question).map_or(Truth::Unknown, Truth::of)
    }
}
