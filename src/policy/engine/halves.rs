//! Which grants are, or may be, the two of one policy that Huawei Cloud wants of OBS (rule 5 of [`crate::policy`]).

use super::entry::Entry;
use crate::base::scope::Scope;
use crate::policy::model::ast::Document;

/// An entry, and whether it certainly says the same; else what was not read decides.
pub(crate) type Half = (usize, bool);

/// Of each entry those in the other of the two places.
#[inline(never)]
pub(super) fn halves(entries: &[Entry]) -> Vec<Vec<Half>> {
    let content = |entry: &Entry| entry.place().and(entry.document.as_ref()).and_then(Document::content);
    let sides: Vec<(u8, Option<String>)> = entries.iter().map(|entry| side(entry, content(entry))).collect();
    let mut halves = Vec::new();
    for (own_side, own) in &sides {
        let mut others = Vec::new();
        for ((side, content), index) in sides.iter().zip(0..) {
            let is_read = own.is_some() && content.is_some();
            if own_side + side == GLOBAL + IN_PROJECTS && (!is_read || own == content) {
                others.push((index, is_read));
            }
        }
        halves.push(others);
    }
    halves
}

const ELSEWHERE: u8 = 0;
const GLOBAL: u8 = 1;
const IN_PROJECTS: u8 = 4;

fn side(entry: &Entry, content: Option<String>) -> (u8, Option<String>) {
    let side = match entry.place() {
        Some(Scope::Global) => GLOBAL,
        Some(Scope::Project { .. } | Scope::AllProjects) => IN_PROJECTS,
        // Where it is is known no better than what it says.
        Some(Scope::OtherProjects { .. }) if content.is_none() => IN_PROJECTS,
        _ => ELSEWHERE,
    };
    (side, content)
}
