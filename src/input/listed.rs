//! What the cloud lists, as entries of a set of policies.

use crate::ListedEntry;
use crate::policy;

impl From<&ListedEntry> for policy::Entry {
    fn from(entry: &ListedEntry) -> Self {
        let made = match entry {
            ListedEntry::Granted { name, document, .. } | ListedEntry::Identity { name, document, .. } => {
                Self::new(name, document)
            }
            ListedEntry::UnreadIdentity { name, unread, .. } => Self::unread(name, unread.english()),
            ListedEntry::Unread { name, unread, .. } => Self::unread(name.english(), unread.english()),
        };
        let made = match entry.scope() {
            Some(scope) => made.with_scope(scope.clone()),
            None => made,
        };
        entry.kind().into_iter().fold(made, Self::with_kind)
    }
}
