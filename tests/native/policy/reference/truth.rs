//! Kleene's tables, and what is open.

use std::collections::BTreeSet;

pub(super) use Truth::{False, True, Unknown};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Open {
    Key(String),
    Question(&'static str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Truth {
    False,
    Unknown(BTreeSet<Open>),
    True,
}

pub(super) fn truth(known: bool) -> Truth {
    if known { True } else { False }
}

pub(super) fn unknown_key(key: &str) -> Truth {
    Unknown(BTreeSet::from([Open::Key(key.to_owned())]))
}

pub(super) fn not(one: Truth) -> Truth {
    match one {
        False => True,
        Unknown(open) => Unknown(open),
        True => False,
    }
}

pub(super) fn all(parts: impl IntoIterator<Item = Truth>) -> Truth {
    not(any(parts.into_iter().map(not)))
}

pub(super) fn any(parts: impl IntoIterator<Item = Truth>) -> Truth {
    let parts: Vec<Truth> = parts.into_iter().collect();
    if parts.contains(&True) {
        return True;
    }
    let open: BTreeSet<Open> =
        parts.into_iter().flat_map(|part| if let Unknown(open) = part { open } else { BTreeSet::new() }).collect();
    if open.is_empty() { False } else { Unknown(open) }
}

/// One of two readings: open where they differ, and where one of them is open.
pub(super) fn either(settled: Option<bool>, code: &'static str, yes: Truth, no: Truth) -> Truth {
    match (settled, yes, no) {
        (Some(true), yes, _) => yes,
        (Some(false), _, no) => no,
        (None, yes, no) if yes == no => yes,
        (None, yes, no) => Unknown(opens([yes, no]).chain([Open::Question(code)]).collect()),
    }
}

/// What the open ones among them hang on.
pub(super) fn opens(parts: impl IntoIterator<Item = Truth>) -> impl Iterator<Item = Open> {
    parts.into_iter().flat_map(|part| if let Unknown(open) = part { open } else { BTreeSet::new() })
}
