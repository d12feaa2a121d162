//! The statements of version 5.0, ready to be evaluated.

use crate::base::policy_kind::PolicyKind;
use crate::policy::catalog::v5::SchemasV5;
use crate::policy::engine::entry::Entry;
use crate::policy::engine::index::Index;
use crate::policy::model::ast::{Condition, Effect, OpenForm, Statement};
use crate::policy::model::v5::condition::ElementV5;
use crate::policy::model::v5::keys;

/// The statements of version 5.0 of a set.
#[derive(Debug, Default)]
pub(crate) struct SetV5 {
    pub(crate) statements: Vec<StatementV5>,
    pub(crate) has_session: bool,
    /// The names of the levels of service control policies, in the order of the set.
    pub(crate) levels: Vec<Box<str>>,
    /// The patterns of `Action`.
    pub(super) index: Index,
    /// Those that no pattern finds: of `NotAction`, and what stands for unread parts.
    pub(super) anyhow: Vec<u32>,
}

/// What a statement has a say in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// It grants, or denies.
    Identity,
    /// It limits a session.
    Session,
    /// It limits accounts, at the level of this index.
    Level(usize),
}

/// A statement of version 5.0; or the Allow or Deny that an unread part of what limits counts as.
#[derive(Debug)]
pub(crate) struct StatementV5 {
    pub(crate) entry: u32,
    /// Its place among the statements, or among the unread parts, of its document.
    pub(crate) statement: u32,
    pub(crate) effect: Effect,
    pub(crate) group: Group,
    pub(crate) unread: bool,
    /// Whether its actions are those of `NotAction`.
    pub(crate) negated: bool,
    /// In lower case.
    pub(crate) actions: Vec<Box<str>>,
    /// `None`: every resource.
    pub(crate) resources: Option<ResourcesV5>,
    pub(crate) conditions: Vec<ElementV5>,
    pub(crate) form: OpenForm,
}

#[derive(Debug)]
pub(crate) struct ResourcesV5 {
    /// Whether they are those of `NotResource`.
    pub(crate) negated: bool,
    pub(crate) patterns: Vec<Box<str>>,
}

impl SetV5 {
    /// Adds what an entry says in version 5.0; unread parts of what grants are not here.
    pub(crate) fn add(&mut self, entry: &Entry, index: u32, schemas: &SchemasV5) {
        let group = match entry.kind {
            Some(PolicyKind::Session) => {
                self.has_session = true;
                Group::Session
            }
            Some(PolicyKind::Scp) => Group::Level(self.level(entry.level.as_deref().unwrap_or_default())),
            _ => Group::Identity,
        };
        let document = entry.document.as_deref();
        for (statement, place) in document.iter().flat_map(|document| &document.statements).zip(0..) {
            let mut form = document.map(|document| document.open_form).unwrap_or_default();
            // One was seen to be taken.
            form.empty_list &= !matches!(group, Group::Level(_));
            self.statements.push(StatementV5::new(statement, place, (index, group, form), schemas));
        }
        if group == Group::Identity {
            return;
        }
        let unread = document.map_or(1, |document| document.unread.len());
        for (_, place) in (0..unread).zip(0..) {
            for effect in [Effect::Deny, Effect::Allow] {
                self.statements.push(StatementV5::unread(place, effect, (index, group)));
            }
        }
    }

    fn level(&mut self, name: &str) -> usize {
        self.levels.iter().position(|level| **level == *name).unwrap_or_else(|| {
            self.levels.push(name.into());
            self.levels.len() - 1
        })
    }
}

impl StatementV5 {
    fn new(
        statement: &Statement,
        place: u32,
        (entry, group, form): (u32, Group, OpenForm),
        schemas: &SchemasV5,
    ) -> Self {
        let resources = statement.resources.as_ref().map(|resources| ResourcesV5 {
            negated: resources.negated,
            patterns: resources.patterns.iter().map(|text| text.value.clone()).collect(),
        });
        let actions = statement.actions.patterns.iter();
        let condition = |condition: &Condition| {
            let key = &condition.key.value;
            ElementV5::new(condition, keys::facts(key, schemas.key(key)))
        };
        Self {
            entry,
            statement: place,
            effect: statement.effect,
            group,
            unread: false,
            negated: statement.actions.negated,
            actions: actions.map(|text| text.value.to_ascii_lowercase().into()).collect(),
            resources,
            conditions: statement.conditions.iter().map(condition).collect(),
            form,
        }
    }

    fn unread(place: u32, effect: Effect, (entry, group): (u32, Group)) -> Self {
        Self {
            entry,
            statement: place,
            effect,
            group,
            unread: true,
            negated: false,
            actions: Vec::new(),
            resources: None,
            conditions: Vec::new(),
            form: OpenForm::default(),
        }
    }
}
