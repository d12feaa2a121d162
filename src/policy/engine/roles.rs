//! The roles that a role needs (rule 6 of [`crate::policy`]).

use super::entry::{CUSTOM, Entry};
use crate::policy::model::ast::{Dependency, Document};

/// A role that an entry needs: how it is called, and the entries that are it.
#[derive(Debug)]
pub(crate) struct NeededRole {
    pub(crate) catalog: Box<str>,
    pub(crate) name: Box<str>,
    pub(crate) met_by: Vec<u32>,
    /// The entries of which nothing was read, or not what they are called, or not whether they can be a role: each may be it.
    pub(crate) perhaps_met_by: Vec<u32>,
}

/// The roles that an entry needs, none where it is no role.
pub(super) fn needs(entry: &Entry, entries: &[Entry]) -> Vec<NeededRole> {
    let Some(document) = entry.document.as_deref().filter(|_| entry.is_role()) else { return Vec::new() };
    let needed = |dependency: &Dependency| {
        let wanted = (&*dependency.catalog.value, &*dependency.display_name.value);
        let those = |are: &dyn Fn(&Entry) -> bool| {
            let them = entries.iter().zip(0..).filter(|(other, _)| wanted.0 != CUSTOM && are(other));
            them.map(|(_, index)| index).collect()
        };
        NeededRole {
            catalog: wanted.0.into(),
            name: wanted.1.into(),
            met_by: those(&|other| {
                let knows = |document: &Document| !document.has_open_name() && !document.has_lost_version;
                other.document.as_deref().is_some_and(knows) && !other.is_v5() && other.role_name() == wanted
            }),
            perhaps_met_by: those(&|other| other.is_perhaps(wanted)),
        }
    };
    document.depends.iter().map(needed).collect()
}
