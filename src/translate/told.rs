//! What is told besides the policy.

use serde::Serialize;

use crate::base::said::Said;

/// A policy in the other version, and what is not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyTranslation", optional_fields))]
pub struct Translation {
    /// The text of the policy. Missing where nothing of it can be written, or where what can be written might allow more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// What the translation does not say, or says otherwise. Empty: over the list of ECS both policies come to the same.
    pub not_translated: Vec<Untranslated>,
    /// What rests on a name alone, or is no part of a policy.
    pub notes: Vec<TranslationNote>,
}

/// Something that is not the same in the translation. It never allows more for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "NotTranslated", optional_fields))]
pub struct Untranslated {
    /// The stable code.
    pub code: UntranslatedCode,
    /// What it is, and what stands in its place.
    pub message: String,
    /// The statement of the original, from 0; missing where it is about all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<u32>,
    /// The member of the statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<&'static str>,
    /// The effect of the statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "\"Allow\" | \"Deny\""))]
    pub effect: Option<&'static str>,
    /// The actions it is about, or patterns of them.
    pub actions: Vec<String>,
    /// The message by its parts, for another language.
    #[cfg_attr(feature = "types", ts(inline))]
    pub said: TranslationSaid,
}

/// The texts of an [`Untranslated`] or a [`TranslationNote`] by their parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TranslationSaid {
    /// The message.
    pub message: Said,
}

/// Why something is not the same, as a stable string: a semver contract, unlike the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "NotTranslatedCode", rename_all = "camelCase"))]
pub enum UntranslatedCode {
    /// A role of version 1.0.
    Role,
    /// `Depends`: it takes effect only beside other roles.
    Depends,
    /// Whether identity policies decide about native OpenStack APIs is open.
    NativeOpenStack,
    /// The name stands for more in the other version.
    SharedAction,
    /// A former name of other actions.
    FormerName,
    /// A pattern that is written out as the actions that are known.
    WrittenOut,
    /// What a pattern matches is open in one of the versions.
    OpenPattern,
    /// A form of action that the other version does not have.
    PatternForm,
    /// What is no action, and matches nothing.
    NoAction,
    /// An action that cannot be narrowed to a resource in both versions.
    ResourceNotSupported,
    /// An action that cannot be narrowed to a tag in both versions.
    TagNotSupported,
    /// A resource that cannot be written.
    Resource,
    /// What is no resource, and matches nothing.
    NoResource,
    /// `NotAction`, which version 1.1 does not document.
    NotAction,
    /// `NotResource`, which version 1.1 does not have.
    NotResource,
    /// A condition key that the versions do not share.
    ConditionKey,
    /// A condition operator that does not mean the same in both versions.
    ConditionOperator,
    /// Values of a condition that do not mean the same in both versions.
    ConditionValue,
}

/// Something to know about a translation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TranslationNote {
    /// The stable code.
    pub code: NoteCode,
    /// What it is.
    pub message: String,
    /// The actions or resources it is about.
    pub about: Vec<String>,
    /// The message by its parts, for another language.
    #[cfg_attr(feature = "types", ts(inline))]
    pub said: TranslationSaid,
}

/// What a note is about, as a stable string: a semver contract, unlike the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "TranslationNoteCode", rename_all = "camelCase"))]
pub enum NoteCode {
    /// Where it is granted is no part of a policy, and differs by version.
    Scope,
    /// Only in version 5.0 a policy can limit.
    Limit,
    /// No list of the other version that is known here has these actions: they keep their names.
    InferredAction,
    /// What patterns match is compared over the list of ECS alone.
    KeptPattern,
    /// No table of both versions has these resources: they keep their form.
    InferredResource,
    /// A `Sid` has no place in version 1.1.
    Sid,
}

impl TranslationNote {
    pub(super) fn new(code: NoteCode, message: Said, about: Vec<String>) -> Self {
        Self { code, message: message.to_string(), about, said: TranslationSaid { message } }
    }
}

impl Untranslated {
    pub(super) fn new(code: UntranslatedCode, message: Said, actions: Vec<String>) -> Self {
        Self {
            code,
            message: message.to_string(),
            statement: None,
            member: None,
            effect: None,
            actions,
            said: TranslationSaid { message },
        }
    }
}
