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
    /// A negated operator on a key that the request does not have.
    AbsentKeyNegated = "absentKeyNegated",
        phrase!("is a negated operator without `IfExists` met where the request does not have the key?"),
        phrase!("OTC IAM \"Policy Syntax\" and Huawei Cloud IAM \"策略语法\" do not say what a missing key means for it");
    /// A value that does not have the type of its operator.
    BadValue = "badValue",
        phrase!("does a condition value that cannot be read as its operator wants it match?"),
        phrase!("no document says what the cloud does with a condition value that it cannot read");
    /// `NotAction` in a 1.x policy.
    NotAction = "notAction",
        phrase!("does a statement with `NotAction` apply to the actions that it does not name?"),
        phrase!("OTC IAM error codes IAM.1031 and IAM.1032 know `NotAction`; no document of versions 1.0 and 1.1 describes it");
    /// An API that was renamed, whose names give different answers.
    RenamedAction = "renamedAction",
        phrase!("does the cloud check the action under today's name only?"),
        phrase!("the permission tables of the ECS API references renamed actions between editions; no document says that former names still count in versions 1.0 and 1.1");
    /// A Deny on a resource or tag, on an API that cannot be restricted by it.
    ResourceNotSupported = "resourceNotSupported",
        phrase!("does a Deny for specific resources or tags apply to an API that cannot be restricted by them?"),
        phrase!("Huawei Cloud ECS \"资源粒度授权\" and the permission tables say which APIs support it, not what a Deny does on the others");
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
    /// `StringStartWith` and `StringEndWith`, where case decides.
    StartWithCase = "startWithCase",
        phrase!("do `StringStartWith` and `StringEndWith` ignore case?"),
        phrase!("they are used in examples of Huawei Cloud and missing from its tables of operators");
    /// An operator that no document has for the key.
    UnknownOperator = "unknownOperator",
        phrase!("is a condition with an operator that the documents do not name for its key met?"),
        phrase!("OTC IAM and Huawei Cloud IAM list the operators of version 1.1, and the guides of OBS those for its keys; this one is not among them");
    /// What was not read.
    Unread = "unread",
        phrase!("does what was not read allow this action, or deny it?"),
        phrase!("what was not read may allow and deny anything");
}

/// A set of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Questions(u16);

impl Questions {
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
