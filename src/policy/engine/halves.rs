//! Which grants are, or may be, the two of one policy that Huawei Cloud wants of OBS (rule 5 of [`crate::policy`]).

use super::attachment::{Attachment, by_id};
use super::entry::Entry;
use crate::ProjectId;
use crate::base::scope::Scope;
use crate::policy::model::content::content;
use crate::policy::model::interner::Interner;

/// Where each content is granted: one look at every entry, whatever the number of its other grants.
#[derive(Debug, Default)]
pub(super) struct Halves {
    /// Of each entry; empty where there are no two places.
    of: Vec<Grant>,
    /// By the number of the content.
    granted: Vec<Granted>,
    /// The entries of which not all was read: each may say anything.
    unread: Granted,
    /// All entries, as one of which not all was read may say the same as any.
    all: Granted,
}

/// What an entry may be one of two grants of.
#[derive(Debug, Clone, Copy)]
enum Grant {
    /// Of nothing: it is granted elsewhere, or in projects that are not known, which then is the question.
    Nothing,
    /// Of what it says.
    Content(usize),
    /// Of anything: not all of it was read.
    Unread,
}

/// Where some entries are granted.
#[derive(Debug, Default)]
struct Granted {
    globally: bool,
    in_all_projects: bool,
    /// In the projects of these ids.
    in_projects: Interner,
    /// Somewhere that is not known, but not in the project of this id.
    elsewhere: Interner,
}

/// On which side of the two an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Global,
    InProjects,
}

impl Halves {
    #[inline(never)]
    pub(super) fn of(entries: &[Entry]) -> Self {
        let mut halves = Self::default();
        let is_global = |entry: &Entry| matches!(entry.place(), Some(Scope::Global));
        let is_in_projects = |entry: &Entry| {
            matches!(entry.place(), Some(Scope::Project { .. } | Scope::AllProjects | Scope::OtherProjects { .. }))
        };
        // Without both there is nothing to find.
        if !entries.iter().any(is_global) || !entries.iter().any(is_in_projects) {
            return halves;
        }
        let mut contents = Interner::default();
        for entry in entries {
            let place = entry.place().filter(|_| is_global(entry) || is_in_projects(entry));
            let own = place.and(entry.document.as_ref()).and_then(content);
            let grant = match (place, own) {
                (None, _) | (Some(Scope::OtherProjects { .. }), Some(_)) => Grant::Nothing,
                (Some(place), own) => halves.add(place, own.map(|own| contents.add(&own).0)),
            };
            halves.of.push(grant);
        }
        halves
    }

    fn add(&mut self, place: &Scope, content: Option<usize>) -> Grant {
        self.all.add(place);
        let Some(number) = content else {
            self.unread.add(place);
            return Grant::Unread;
        };
        self.granted.resize_with(self.granted.len().max(number + 1), Granted::default);
        if let Some(granted) = self.granted.get_mut(number) {
            granted.add(place);
        }
        Grant::Content(number)
    }

    /// Whether what an entry says is granted on the other side, too. `is_open`: whether what was not read may be that grant.
    #[inline(never)]
    pub(super) fn other(&self, entry: usize, side: Side, project: Option<&ProjectId>, is_open: bool) -> Attachment {
        let (granted, perhaps) = match self.of.get(entry) {
            None | Some(Grant::Nothing) => return Attachment::default(),
            Some(Grant::Content(number)) => (self.granted.get(*number), &self.unread),
            Some(Grant::Unread) => (None, &self.all),
        };
        let is_it = Attachment::perhaps(is_open);
        let perhaps = perhaps.opposite(side, project).map(|there| there.and(is_it));
        let certain = granted.into_iter().flat_map(|granted| granted.opposite(side, project));
        certain.chain(perhaps).fold(Attachment::default(), Attachment::or)
    }
}

impl Granted {
    fn add(&mut self, place: &Scope) {
        match place {
            Scope::Global => self.globally = true,
            Scope::AllProjects => self.in_all_projects = true,
            Scope::Project { id } => drop(self.in_projects.add(id.as_str())),
            Scope::OtherProjects { id } => drop(self.elsewhere.add(id.as_str())),
            _ => {}
        }
    }

    /// Whether one of them is on the other side than `side`, and reaches the project: anywhere, and by the project's id.
    fn opposite(&self, side: Side, project: Option<&ProjectId>) -> [Attachment; 2] {
        if side == Side::InProjects {
            return [Attachment::known(self.globally), Attachment::default()];
        }
        let here = project.map(|project| {
            let id = project.as_str();
            let others = self.elsewhere.len() - usize::from(self.elsewhere.get(id).is_some());
            self.in_projects.get(id).is_some() || others > 0
        });
        let none = self.in_projects.len() + self.elsewhere.len() == 0;
        let here = if none { Some(false) } else { here };
        [Attachment::known(self.in_all_projects), by_id(here, "projectId")]
    }
}
