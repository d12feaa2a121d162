//! "Who can?": an account as a snapshot, and which of its principals may do what.
//!
//! A snapshot says who is there, what they were granted and where; nothing in it is secret. What is missing in it was not read, and leaves
//! answers open: no answer is certain over what was not read ([`crate::policy`], rule 9).

pub mod openstack;
mod record;
pub mod snapshot;

pub use self::snapshot::Snapshot;

/// An account, ready to be asked.
#[derive(Debug)]
pub struct Account {
    snapshot: Snapshot,
}

impl Account {
    /// Makes an account of its snapshot.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        Self { snapshot }
    }

    /// The snapshot.
    #[must_use]
    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }
}
