//! What was read, as it is told.

use std::ops::Range;

use serde::Serialize;

use crate::base::said::Said;
use crate::base::scope::Scope;
use crate::base::source::Span;

/// The policies of a text, and what was found besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyReading"))]
pub struct Reading {
    /// The policies, and what of them could not be read, in the order of the text: what `new PolicySet(…)` takes.
    #[cfg_attr(feature = "types", ts(type = "Array<ReadPolicy>"))]
    pub entries: Vec<ReadEntry>,
    /// Where each of `entries` comes from, in the same order.
    pub origins: Vec<Origin>,
    /// What was passed over, and why.
    pub notes: Vec<Note>,
}

/// An entry of a set of policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ReadEntry {
    /// A policy or role.
    Policy {
        /// What the text calls it; `policy` where it says nothing.
        name: String,
        /// The text: a piece of what was given where that is JSON, else written anew.
        document: String,
        /// Where it is attached, where the text says that.
        #[serde(skip_serializing_if = "Option::is_none")]
        scope: Option<Scope>,
        /// The catalog it is from, where the document itself does not say it.
        #[serde(skip_serializing_if = "Option::is_none")]
        catalog: Option<String>,
    },
    /// What was not read.
    Unread {
        /// What the text calls it.
        name: String,
        /// Why it was not read.
        unread: String,
        /// Where it is attached, where the text says that.
        #[serde(skip_serializing_if = "Option::is_none")]
        scope: Option<Scope>,
    },
}

impl ReadEntry {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Policy { name, .. } | Self::Unread { name, .. } => name,
        }
    }
}

/// An entry that was read from a text.
#[cfg(feature = "types")]
#[derive(Debug, ts_rs::TS)]
#[ts(type = "ReadDocument | UnreadPolicy")]
pub struct ReadPolicy;

/// A policy that was read from a text.
#[cfg(feature = "types")]
#[derive(Debug, ts_rs::TS)]
pub struct ReadDocument {
    /// The text: a piece of what was given where that is JSON, else written anew.
    pub document: String,
}

/// Where an entry comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyOrigin", optional_fields))]
pub struct Origin {
    /// Its piece of the text as given.
    pub span: Span,
    /// The resource of Terraform that it is of, such as `huaweicloud_identity_role.ops`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The statement that was not read, counted from 1, where the others of its policy are an entry of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub statement: Option<usize>,
    /// Where the pieces of its document stand in the text: read by `locate`. Three numbers each, all in UTF-16 code units: where it begins in
    /// the document, where in the text, and where it ends there.
    pub places: Vec<u32>,
    /// Why it was not read, by its parts, for another language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
}

/// Something that is no entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ReadingNote", optional_fields))]
pub struct Note {
    /// The stable code.
    pub code: NoteCode,
    /// What it is.
    pub message: String,
    /// Where it is in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// The message by its parts, for another language.
    pub said: Said,
}

/// What a note is about, as a stable string: a semver contract, unlike the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ReadingNoteCode", rename_all = "camelCase"))]
pub enum NoteCode {
    /// There is no policy in the text.
    NoPolicy,
    /// Resources or values without a policy.
    PassedOver,
    /// A version of a policy that is not the default one.
    OtherVersion,
    /// A piece of the text that is not what it seems to be: Terraform or YAML with a mistake.
    Syntax,
    /// What a plan deletes.
    Deleted,
    /// A policy that limits and grants nothing, such as a service control policy, or one for a resource: no entry of a set of policies.
    OtherKind,
    /// A module of Terraform whose resources stand elsewhere.
    Elsewhere,
}

/// What an entry or a note is about, before places are counted.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) range: Range<usize>,
    pub(super) runs: Vec<super::layer::Run>,
}
