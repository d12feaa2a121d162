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
    /// Where what is granted, as [`Halves::add`] writes it.
    places: Interner,
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

/// In the place of the number of a content: what is in no document as a whole, of the entries of which not all was read.
const UNREAD: usize = usize::MAX;
/// What any entry says, as one of which not all was read may say the same.
const ALL: usize = usize::MAX - 1;

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
            let own = place.and(entry.document.as_deref()).and_then(content);
            let grant = match (place, own) {
                (None, _) | (Some(Scope::OtherProjects { .. }), Some(_)) => Grant::Nothing,
                (Some(place), own) => halves.add(place, own.map(|own| contents.add(&own).0)),
            };
            halves.of.push(grant);
        }
        halves
    }

    fn add(&mut self, place: &Scope, content: Option<usize>) -> Grant {
        for content in [content.unwrap_or(UNREAD), ALL] {
            match place {
                Scope::Global => drop(self.put(content, "global", "")),
                Scope::AllProjects => drop(self.put(content, "all", "")),
                Scope::Project { id } => {
                    self.put(content, "some", "");
                    self.put(content, "project", id.as_str());
                }
                // In some project that is not the one of this id; in any, where there are two ids.
                Scope::OtherProjects { id } => {
                    let is_second = self.put(content, "except", id.as_str()) && !self.put(content, "elsewhere", "");
                    if is_second {
                        self.put(content, "anywhere", "");
                    }
                }
                _ => {}
            }
        }
        content.map_or(Grant::Unread, Grant::Content)
    }

    /// Whether it is new.
    #[inline(never)]
    fn put(&mut self, content: usize, kind: &str, id: &str) -> bool {
        self.places.add(&format!("{content} {kind} {id}")).1
    }

    #[inline(never)]
    fn has(&self, content: usize, kind: &str, id: &str) -> bool {
        self.places.get(&format!("{content} {kind} {id}")).is_some()
    }

    /// Whether an entry is one of which not all was read.
    pub(super) fn is_unread(&self, entry: usize) -> bool {
        matches!(self.of.get(entry), Some(Grant::Unread))
    }

    /// Whether what an entry says is granted on the other side, too. `is_open`: whether what was not read may be that grant.
    #[inline(never)]
    pub(super) fn other(&self, entry: usize, side: Side, project: Option<&ProjectId>, is_open: bool) -> Attachment {
        let (certain, perhaps) = match self.of.get(entry) {
            None | Some(Grant::Nothing) => return Attachment::default(),
            Some(Grant::Content(number)) => (Some(*number), UNREAD),
            Some(Grant::Unread) => (None, ALL),
        };
        let perhaps = (perhaps, Attachment::perhaps(is_open));
        let certain = certain.map(|content| (content, Attachment::known(true)));
        let mut other = Attachment::default();
        for (content, is_it) in certain.into_iter().chain([perhaps]) {
            for there in self.opposite(content, side, project) {
                other = other.or(there.and(is_it));
            }
        }
        other
    }

    /// Whether a content is granted on the other side than `side`, and reaches the project: anyhow, and by the project's id.
    fn opposite(&self, content: usize, side: Side, project: Option<&ProjectId>) -> [Attachment; 2] {
        let has = |kind: &str, id: &str| self.has(content, kind, id);
        if side == Side::InProjects {
            return [Attachment::known(has("global", "")), Attachment::default()];
        }
        let elsewhere = has("elsewhere", "");
        let here = project.map(|project| {
            let id = project.as_str();
            has("project", id) || (elsewhere && (has("anywhere", "") || !has("except", id)))
        });
        let here = if elsewhere || has("some", "") { here } else { Some(false) };
        [Attachment::known(has("all", "")), by_id(here, "projectId")]
    }
}
