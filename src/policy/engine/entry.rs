//! One policy or role of a set, and where it is attached.

use std::sync::Arc;

use crate::base::policy_kind::PolicyKind;
use crate::base::said::{Said, said};
use crate::base::scope::Scope;
use crate::policy::model::ast::{Document, Version};
use crate::policy::model::source::{Range, Span};
use crate::policy::syntax::diagnostic::{Diagnostic, DiagnosticCode};
use crate::policy::syntax::parse::parse;

/// Custom policies are in this catalog, and so is an entry that does not say (OTC IAM API, "Querying role details").
pub(crate) const CUSTOM: &str = "CUSTOMED";

/// One policy or role, and where it is attached.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What the caller calls it.
    pub name: String,
    /// What was read of its text; none where there was no policy in it. Shared by all entries that are copies of one.
    pub document: Option<Arc<Document>>,
    /// What is wrong with its text.
    pub diagnostics: Vec<Diagnostic>,
    /// Where it is attached; none: it applies.
    pub scope: Option<Scope>,
    /// The catalog it is from, for `Depends`.
    pub catalog: String,
    /// Whether IAM would refuse its text: then it is evaluated as it would read once mended.
    pub would_be_refused: bool,
    /// Why there is no document, in words.
    pub unread: Option<UnreadEntry>,
    /// What kind of policy it is, where that was said; else by its version.
    pub kind: Option<PolicyKind>,
    /// The level of a service control policy: those of one level are united, and each level must allow.
    pub level: Option<Box<str>>,
}

/// Why nothing of an entry was read.
#[derive(Debug, Clone)]
pub struct UnreadEntry {
    /// In words.
    pub cause: Said,
    /// Where it stands in the text, where there is one.
    pub span: Option<Span>,
}

impl Entry {
    /// A policy or role from its text, of the catalog of custom policies and attached nowhere in particular.
    #[must_use]
    pub fn new(name: &str, text: &str) -> Self {
        let parsed = parse(text);
        let unread = parsed.document.is_none().then(|| UnreadEntry::of(&parsed.diagnostics));
        Self {
            name: name.to_owned(),
            document: parsed.document.map(Arc::new),
            diagnostics: parsed.diagnostics,
            scope: None,
            catalog: CUSTOM.to_owned(),
            would_be_refused: parsed.would_be_refused,
            unread,
            kind: None,
            level: None,
        }
    }

    /// Something that could not be read, and why: it may allow and deny anything where it is attached.
    #[must_use]
    pub fn unread(name: &str, cause: &str) -> Self {
        Self {
            name: name.to_owned(),
            document: None,
            diagnostics: Vec::new(),
            scope: None,
            catalog: CUSTOM.to_owned(),
            would_be_refused: false,
            unread: Some(UnreadEntry { cause: said!("{}", cause), span: None }),
            kind: None,
            level: None,
        }
    }

    /// The same, attached there.
    #[must_use]
    pub fn with_scope(self, scope: Scope) -> Self {
        Self { scope: Some(scope), ..self }
    }

    /// The same, of this kind. What limits is of version 5.0: of another document nothing is read then.
    #[must_use]
    pub fn with_kind(self, kind: PolicyKind) -> Self {
        let entry = Self { kind: Some(kind), ..self };
        if kind == PolicyKind::Identity {
            return entry;
        }
        let Some(document) = entry.document.as_deref().filter(|document| document.version != Version::V5_0) else {
            return entry;
        };
        let unread = document.unread.first().filter(|unread| unread.statement.is_none());
        let cause = match (unread, kind) {
            (Some(unread), _) => unread.cause.clone(),
            (None, PolicyKind::Scp) => said!("a service control policy is of version 5.0, and this document is not"),
            (None, _) => said!("a session policy is of version 5.0, and this document is not"),
        };
        let span = document.source.span(unread.map_or_else(Range::default, |unread| unread.range));
        let unread = Some(UnreadEntry { cause, span: Some(span) });
        Self { document: None, unread, ..entry }
    }

    /// The same, a service control policy of this level.
    #[must_use]
    pub fn at_level(self, level: &str) -> Self {
        Self { level: Some(level.into()), ..self }
    }

    /// Whether it limits, or is of version 5.0.
    pub(crate) fn is_v5(&self) -> bool {
        self.limits() || self.document.as_ref().is_some_and(|document| document.version == Version::V5_0)
    }

    /// Whether it is a session policy or a service control policy, which grant nothing.
    pub(crate) fn limits(&self) -> bool {
        matches!(self.kind, Some(PolicyKind::Session | PolicyKind::Scp))
    }

    /// Where it is attached; version 5.0 has no such places.
    pub(crate) fn place(&self) -> Option<&Scope> {
        self.scope.as_ref().filter(|_| !self.is_v5())
    }

    /// The same, from this catalog.
    #[must_use]
    pub fn with_catalog(self, catalog: &str) -> Self {
        Self { catalog: catalog.to_owned(), ..self }
    }

    /// The name by which `Depends` finds it, and its catalog.
    pub(crate) fn role_name(&self) -> (&str, &str) {
        let envelope = self.document.as_deref().and_then(|document| document.envelope.as_ref());
        let catalog = envelope.and_then(|envelope| envelope.catalog.as_ref());
        let name = envelope.and_then(|envelope| envelope.display_name.as_ref());
        (catalog.map_or(&self.catalog, |text| &text.value), name.map_or(&self.name, |text| &text.value))
    }

    /// Whether it may be that role of another catalog or name that what was read of it does not rule out (rule 6).
    pub(crate) fn is_perhaps(&self, (catalog, name): (&str, &str)) -> bool {
        if self.is_v5() {
            return false;
        }
        let Some(document) = &self.document else { return true };
        let own = self.role_name();
        // Of version 5.0 it would be none.
        if document.has_lost_version && !document.has_open_name() {
            return own == (catalog, name);
        }
        document.unread_envelope.as_ref().is_some_and(|unread| {
            document.has_open_name() && (unread.catalog || own.0 == catalog) && (unread.display_name || own.1 == name)
        })
    }

    /// Whether its `Depends` counts (rule 6).
    pub(crate) fn is_role(&self) -> bool {
        self.document.as_deref().is_some_and(Document::is_role)
    }

    pub(crate) fn attached(&self) -> AttachmentKind {
        match self.place() {
            None => AttachmentKind::Anyhow,
            Some(Scope::EnterpriseProject { .. } | Scope::EnterpriseProjects) => AttachmentKind::EnterpriseProject,
            Some(_) => AttachmentKind::Project,
        }
    }
}

impl UnreadEntry {
    /// What a text is that holds no policy, as its findings say.
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let is_it = |found: &&Diagnostic| matches!(found.code, DiagnosticCode::NotAPolicy | DiagnosticCode::RoleList);
        let found = diagnostics.iter().find(is_it).or(diagnostics.first());
        Self {
            cause: found.map_or_else(|| said!("it holds no policy"), |found| found.said.message.clone()),
            span: found.map(|found| found.span),
        }
    }
}

/// The kind of an attachment, for rule 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum AttachmentKind {
    Anyhow,
    Project,
    EnterpriseProject,
}

impl AttachmentKind {
    pub(crate) fn differs(self, other: Self) -> bool {
        self != other && self != Self::Anyhow && other != Self::Anyhow
    }
}
