//! What is asked about policies, field by field.

use crate::base::declared::{Declared, declared};

/// A policy or role.
pub(crate) const ENTRY: Declared = declared! {
    /// One policy or role.
    "PolicyText" {
        /// What you call it; of a role without envelope also the name that `Depends` refers to.
        required "name": "string",
        /// The text: a policy, or what the IAM API puts around it. What cannot be read of it (no policy at all, version 5.0, a statement without a
        /// readable `Effect`, `Action` or `Resource`) may allow and deny anything where it is attached.
        required "document": "string | Uint8Array",
        /// Only in place of `document`.
        optional "unread": "undefined",
        /// Where it is attached; without it, it applies.
        optional "scope": "PolicyScope",
        /// The catalog of a role without envelope, such as `BASE`; `CUSTOMED` by default.
        optional "catalog": "string",
    }
};

/// What could not be read: the fields of `ENTRY` under another type.
#[cfg(feature = "types")]
pub(crate) const UNREAD: Declared = declared! {
    /// Something that could not be read: it may allow and deny anything where it is attached.
    "UnreadPolicy" {
        /// What you call it.
        required "name": "string",
        /// Why it was not read; reasons say so. Not empty.
        required "unread": "string",
        /// Where it is attached; without it, it applies.
        optional "scope": "PolicyScope",
        /// Only in place of `unread`.
        optional "document": "undefined",
        /// Only of what has a document.
        optional "catalog": "undefined",
    }
};

/// What the linter is told.
pub(crate) const LINT: Declared = declared! {
    /// What the linter should know.
    "LintOptions" {
        /// Whose catalogue of actions to compare with; both where none is given.
        optional "cloud": "PolicyCloud",
        /// The limits of size and number; those of the OTC error codes by default.
        optional "limits": "LimitsProfile",
    }
};

/// What it is told of one policy besides.
pub(crate) const PARSE: Declared = declared! {
    /// Options of `parsePolicy`.
    "ParsePolicyOptions" extends "LintOptions" {
        /// Where it is to be attached.
        optional "scope": "PolicyScope",
    }
};

/// What is known about a request.
pub(crate) const SITUATION: Declared = declared! {
    /// What is known about a request besides its action; what is left out is unknown.
    "Situation" {
        /// Whose catalogue of APIs to ask (what they support, how they were called); none: the text as it is written.
        optional "cloud": "PolicyCloud",
        /// The project of the request.
        optional "projectId": "string",
        /// The enterprise project of the resource.
        optional "enterpriseProjectId": "string",
        /// The resource, `service:region:account:type:id`.
        optional "resource": "string",
        /// The values of condition keys; `null`: the request does not have the key. A key that is not here is unknown.
        optional "context": "Record<string, readonly string[] | null>",
        /// Answers to open questions: `true` is the first of the two outcomes.
        optional "assume": "Partial<Record<AssumptionCode, boolean>>",
    }
};

/// What is asked, of one of three.
pub(crate) const CHECK: Declared = declared! {
    /// One question: exactly one of `operation`, `action` and `api`.
    "PolicyCheck" extends "Situation" {
        /// An operation of this package; needs `cloud`.
        optional "operation": "OperationName",
        /// An action, `service:type:operation`.
        optional "action": "string",
        /// An API of the catalogue, by the `id` of a preview's row; needs `cloud`.
        optional "api": "string",
        /// The API version of the operation; `v2.1` by default.
        optional "apiVersion": "ApiVersion",
    }
};

/// What is asked at once.
pub(crate) const PREVIEW: Declared = declared! {
    /// What a preview asks: every API of a cloud (of one API version), or a list of actions.
    "PreviewInput" extends "Situation" {
        /// These actions, in place of a catalogue.
        optional "actions": "readonly string[]",
        /// Only the APIs of this version.
        optional "apiVersion": "ApiVersion",
    }
};

/// What condition keys follow from.
pub(crate) const CONTEXT: Declared = declared! {
    /// What is known of a user, a request and the clock.
    "RequestFacts" {
        /// What IAM answered to the sign-in (`POST /v3/auth/tokens`, or `GET`): `{ token: { user, project, methods, … } }`.
        optional "token": "object",
        /// In its place: what `Client.signIn` resolved to.
        optional "session": "Session",
        /// The operation that is to be asked for; needs `cloud`.
        optional "operation": "OperationName",
        /// In its place: the action.
        optional "action": "string",
        /// The cloud of the operation.
        optional "cloud": "PolicyCloud",
        /// When the request is sent; now by default, `null` where that is not known.
        optional "time": "Date | string | null",
    }
};

/// A refusal.
pub(crate) const DENIED: Declared = declared! {
    /// A refusal of the cloud.
    "DeniedInput" {
        /// The HTTP status.
        required "status": "number",
        /// The response headers: an answer may be given as it is. They say nothing of what was refused.
        optional "headers": "object",
        /// The body as text.
        optional "body": "string",
        /// In place of the body: the message of an `EcsPasswordError`.
        optional "message": "string",
        /// The operation that was refused.
        optional "operation": "OperationName",
        /// The cloud.
        optional "cloud": "Cloud",
        /// The API version.
        optional "apiVersion": "ApiVersion",
    }
};

/// What a policy is to allow.
pub(crate) const SUGGEST: Declared = declared! {
    /// What a suggested policy should allow: operations of this package, APIs of the catalogue, or both.
    "SuggestInput" {
        /// Whose actions.
        required "cloud": "PolicyCloud",
        /// The API version of the operations; `v2.1` by default.
        optional "apiVersion": "ApiVersion",
        /// Operations of this package.
        optional "operations": "readonly OperationName[]",
        /// APIs, by the `id` of a preview's row.
        optional "apis": "readonly string[]",
    }
};
