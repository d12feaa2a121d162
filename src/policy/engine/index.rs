//! Finds patterns by a text that they need.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Patterns by a text that they need. Only the hash of it is kept: what is found is compared as well.
#[derive(Debug, Default)]
pub(super) struct Index(Vec<(u64, Posting)>);

/// A pattern of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub(super) statement: u32,
    pub(super) pattern: u32,
}

impl Index {
    /// To be done once, when everything is added.
    pub(super) fn sort(&mut self) {
        self.0.sort_unstable();
    }

    pub(super) fn add(&mut self, text: &str, posting: Posting) {
        self.0.push((hash(text), posting));
    }

    pub(super) fn get(&self, text: &str) -> impl Iterator<Item = Posting> {
        let wanted = hash(text);
        let from = self.0.partition_point(|(hash, _)| *hash < wanted);
        let found = self.0.get(from..).unwrap_or_default().iter().take_while(move |(hash, _)| *hash == wanted);
        found.map(|(_, posting)| *posting)
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
