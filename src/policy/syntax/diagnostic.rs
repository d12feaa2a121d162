//! What is wrong with a document, and where.

use serde::{Serialize, Serializer};

use crate::base::said::Said;
use crate::policy::model::source::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Severity {
    /// IAM refuses the document, or what it says cannot be read.
    Error,
    /// Very probably not what was meant. Never changes a decision.
    Warning,
    /// Worth knowing. Never changes a decision.
    Info,
}

/// One finding in a policy text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct Diagnostic {
    /// The stable code.
    pub code: DiagnosticCode,
    /// `error`: IAM refuses it or it cannot be read. Warnings and infos never change a decision.
    #[cfg_attr(feature = "types", ts(inline))]
    pub severity: Severity,
    /// What was found and what was expected.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where it is in the data, as an RFC 9535 path: `$.Statement[0].Action[2]`.
    pub path: String,
    /// Where it is in the text.
    pub span: Span,
    /// IAM's own code for it, such as `IAM.1029`, where it has one; of a 5.0 policy the code of the access analyzer's validation, such as
    /// `MISSING_QUALIFIER`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iam_code: Option<&'static str>,
    /// The texts by their parts, for another language.
    #[cfg_attr(feature = "types", ts(inline))]
    pub said: DiagnosticSaid,
}

/// The texts of a [`Diagnostic`] by their parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct DiagnosticSaid {
    /// [`Diagnostic::message`].
    pub message: Said,
    /// [`Diagnostic::hint`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<Said>,
}

macro_rules! diagnostic_codes {
    ($($(#[doc = $doc:expr])+ $variant:ident = $text:literal $($iam:literal)?,)+) => {
        /// What kind of finding it is, as a stable string: a semver contract, unlike the messages.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[cfg_attr(feature = "types", derive(ts_rs::TS))]
        pub enum DiagnosticCode {
            $($(#[doc = $doc])+ #[cfg_attr(feature = "types", ts(rename = $text))] $variant,)+
        }

        impl DiagnosticCode {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable string, in camelCase.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The code of IAM's own validator (OTC IAM API reference, appendix "Error Codes") where exactly one fits.
            #[must_use]
            pub const fn iam(self) -> Option<&'static str> {
                match self { $(Self::$variant => { let code: &[&str] = &[$($iam)?]; code.first().copied() })+ }
            }
        }
    };
}

diagnostic_codes! {
    /// The text is not JSON at this place.
    JsonSyntax = "jsonSyntax",
    /// A comma is missing between two members or elements.
    MissingComma = "missingComma",
    /// A comma stands before a closing bracket or brace, or twice.
    ExtraComma = "extraComma",
    /// A full-width or typographic sign stands where JSON wants the plain one.
    WrongPunctuation = "wrongPunctuation",
    /// A bracket, brace or string is not closed.
    Unclosed = "unclosed",
    /// Something follows the document.
    TrailingText = "trailingText",
    /// Two members of an object have the same name.
    DuplicateKey = "duplicateKey",
    /// The document is nested more deeply than any policy.
    TooDeep = "tooDeep",

    /// The document is no policy object.
    NotAPolicy = "notAPolicy" "IAM.1020",
    /// A bucket policy or a trust policy, which is no policy of IAM: who is meant stands in it.
    OtherKindOfPolicy = "otherKindOfPolicy",
    /// A list of roles was given where one entry is wanted.
    RoleList = "roleList",
    /// `Version` is missing or is none of 1.0, 1.1 and 5.0.
    Version = "version" "IAM.1026",
    /// A custom policy or a fine-grained one must have version 1.1.
    VersionMustBe11 = "versionMustBe11" "IAM.1024",
    /// A member that the grammar does not know at this place.
    UnknownMember = "unknownMember",
    /// `Statement` is missing or is no array.
    StatementNotArray = "statementNotArray" "IAM.1027",
    /// A statement is no object.
    StatementNotObject = "statementNotObject",
    /// A list or object that says nothing because there is nothing in it.
    Empty = "empty",
    /// `Effect` is missing or is neither `Allow` nor `Deny`; the statement is not evaluated.
    Effect = "effect" "IAM.1029",
    /// `Effect` is written in another case.
    EffectCase = "effectCase",
    /// `Action` is missing or is no array.
    ActionNotArray = "actionNotArray" "IAM.1030",
    /// `Action` and `NotAction` stand together.
    ActionAndNotAction = "actionAndNotAction" "IAM.1031",
    /// The `Sid` of a statement is no string.
    Sid = "sid",
    /// `NotAction` is in no document of version 1.1.
    NotAction = "notAction",
    /// An action is no string, is empty, or has characters that none has.
    ActionForm = "actionForm" "IAM.1035",
    /// An action has not three segments.
    ActionSegments = "actionSegments",
    /// A version 1.1 action has fewer than three segments.
    ShortPattern = "shortPattern",
    /// The service of a version 1.1 action is not in lower case.
    ServiceCase = "serviceCase",
    /// `Resource` is no array.
    ResourceNotArray = "resourceNotArray",
    /// A resource is no string, or has not the form `service:region:account:type:id`.
    ResourceForm = "resourceForm",
    /// `Resource` and `NotResource` stand together.
    ResourceAndNotResource = "resourceAndNotResource",
    /// `Condition` or an operator in it is no object.
    ConditionForm = "conditionForm" "IAM.1052",
    /// A condition in a version 1.0 role.
    ConditionInRole = "conditionInRole" "IAM.1039",
    /// An operator that is in no document.
    UnknownOperator = "unknownOperator",
    /// The values of a condition key are no array.
    ValuesNotArray = "valuesNotArray" "IAM.1053",
    /// A condition value is no string.
    ValueNotString = "valueNotString" "IAM.1060",
    /// A condition value that is none for its operator: no number, no date with offset, no `true` or `false`.
    ValueForm = "valueForm",
    /// `Depends` is malformed, or stands where it may not.
    Depends = "depends" "IAM.1058",
    /// `Depends` in a version 1.1 policy.
    DependsInPolicy = "dependsInPolicy" "IAM.1025",

    /// A service that is not among those that are known here: nothing is said about its actions.
    UnknownService = "unknownService" "IAM.1045",
    /// A resource type that the list of the cloud does not have.
    UnknownResourceType = "unknownResourceType" "IAM.1046",
    /// An action that the list of the cloud does not have.
    UnknownAction = "unknownAction" "IAM.1036",
    /// An action that only another cloud's list has.
    ActionOfOtherCloud = "actionOfOtherCloud",
    /// An action that was renamed.
    RenamedAction = "renamedAction",
    /// A pattern that matches no action of the list of the cloud.
    MatchesNothing = "matchesNothing",
    /// A condition key that is in no list of them.
    UnknownConditionKey = "unknownConditionKey",
    /// An operator that does not fit its key.
    OperatorType = "operatorType",
    /// A resource whose type is nearly one of its service's list, and none of it.
    ResourceType = "resourceType",
    /// A key with several values under an operator without set prefix, in version 5.0.
    MissingQualifier = "missingQualifier",
    /// Something that a custom service control policy perhaps cannot say.
    ScpGrammar = "scpGrammar",
    /// An action that is an alias of one that reads passwords.
    AliasReadsPasswords = "aliasReadsPasswords",
    /// A part of a resource that looks like something to be filled in.
    Placeholder = "placeholder",
    /// A condition key that this API does not carry.
    TagNotSupported = "tagNotSupported",
    /// A specific resource on an API that does not support it.
    ResourceNotSupported = "resourceNotSupported",
    /// A statement that a Deny always overrides.
    ShadowedByDeny = "shadowedByDeny",
    /// A Deny that leaves another API for the same open, which is allowed.
    OtherWayOpen = "otherWayOpen",
    /// A statement whose every case another one covers.
    Contained = "contained",
    /// A value or pattern that stands twice, or is covered by its neighbour.
    Redundant = "redundant",
    /// An Allow of everything.
    AllowsEverything = "allowsEverything",
    /// A policy that only denies grants nothing.
    DenyOnly = "denyOnly",
    /// More than a limit of the chosen profile.
    Limit = "limit",
    /// An attachment under which an action has no effect.
    ScopeMistake = "scopeMistake",
    /// A role whose dependency is not in the set.
    MissingDependency = "missingDependency",
    /// Server Administrator needs Tenant Guest in the same project.
    ServerAdministratorAlone = "serverAdministratorAlone",
    /// More is wrong, or is to be looked up, than is listed: the document is larger than any that IAM takes.
    NotAllListed = "notAllListed",
    /// Actions of global and of project services in one policy.
    MixedServices = "mixedServices",
}

impl DiagnosticCode {
    /// Whether IAM refuses a policy for it, where it is an error; in version 5.0 for what its grammar makes mandatory.
    pub(crate) const fn refuses(self, is_v5: bool) -> bool {
        if !is_v5 {
            return self.iam().is_some();
        }
        matches!(
            self,
            Self::StatementNotArray
                | Self::StatementNotObject
                | Self::Effect
                | Self::ActionNotArray
                | Self::ActionAndNotAction
                | Self::ResourceAndNotResource
        )
    }

    /// The code of the access analyzer's validation of version 5.0, where exactly one fits (IAM user guide, "Access Analyzer"; SDK).
    pub(crate) const fn issue(self) -> Option<&'static str> {
        match self {
            Self::UnknownMember => Some("INVALID_POLICY_ELEMENT"),
            Self::StatementNotObject | Self::ValueNotString | Self::Sid => Some("DATA_TYPE_MISMATCH"),
            Self::MissingQualifier => Some("MISSING_QUALIFIER"),
            _ if self.is_malformed_json() => Some("JSON_SYNTAX_ERROR"),
            _ => None,
        }
    }

    /// Whether it says that the text is no JSON. Two members of one name, and great depth, are JSON by its grammar.
    #[must_use]
    pub const fn is_malformed_json(self) -> bool {
        matches!(
            self,
            Self::JsonSyntax
                | Self::MissingComma
                | Self::ExtraComma
                | Self::WrongPunctuation
                | Self::Unclosed
                | Self::TrailingText
        )
    }
}

impl Serialize for DiagnosticCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
