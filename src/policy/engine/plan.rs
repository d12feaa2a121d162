//! The statements that may say something about an action, found once for many answers.

use super::entry::AttachmentKind;
use crate::policy::model::verdict::{Question, Verdict};

/// A statement that may say something about an action.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) statement: u32,
    /// Why it is open whether the action matches.
    pub(crate) open: Option<Question>,
    /// Whether a pattern of its `NotAction` matches if the case of the service is ignored.
    pub(crate) not_by_case: bool,
    /// Whether the action has a say in more than the patterns (attachment, dependencies, catalogue).
    pub(crate) by_action: bool,
    /// The kind of its attachment, where the set has both.
    pub(crate) attached: AttachmentKind,
}

/// The statements that may say something about one action.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Plan<'a> {
    pub(crate) denies: &'a [Candidate],
    pub(crate) allows: &'a [Candidate],
    /// The verdict, where the action alone decides it.
    pub(crate) verdict: Option<Verdict>,
}

/// Plans of many actions, one behind the other: they are read much more often than made.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    candidates: Vec<Candidate>,
    places: Vec<PlanBounds>,
    /// What [`PolicySet::candidates`](super::set::PolicySet::candidates) works in.
    pub(super) scratch: Vec<u64>,
}

/// Where a plan begins, where its Allows do, and where it ends.
#[derive(Debug, Clone, Copy)]
struct PlanBounds {
    start: usize,
    middle: usize,
    end: usize,
    verdict: Option<Verdict>,
}

impl Plans {
    /// Adds one; a candidate that hangs on nothing (`always`) comes first, as it decides at once.
    pub(super) fn push(
        &mut self,
        mut denies: Vec<Candidate>,
        mut allows: Vec<Candidate>,
        always: impl Fn(&Candidate) -> bool,
    ) -> usize {
        for candidates in [&mut denies, &mut allows] {
            if let Some(first) = candidates.iter().position(&always) {
                candidates.swap(0, first);
            }
        }
        let verdict = match (denies.first().map(&always), allows.first().map(&always)) {
            (Some(true), _) => Some(Verdict::ExplicitDeny),
            (None, Some(true)) => Some(Verdict::Allow),
            (_, None) => Some(Verdict::ImplicitDeny).filter(|_| denies.is_empty()),
            _ => None,
        };
        let start = self.candidates.len();
        self.candidates.append(&mut denies);
        let middle = self.candidates.len();
        self.candidates.append(&mut allows);
        self.places.push(PlanBounds { start, middle, end: self.candidates.len(), verdict });
        self.places.len() - 1
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn get(&self, index: usize) -> Plan<'_> {
        let Some(PlanBounds { start, middle, end, verdict }) = self.places.get(index).copied() else {
            return Plan::default();
        };
        let part = |from, to| self.candidates.get(from..to).unwrap_or_default();
        Plan { denies: part(start, middle), allows: part(middle, end), verdict }
    }
}
