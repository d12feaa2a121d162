//! Any text: reading must hold, within its bounds, and what is read must stand where it says.

use ecs_password::policy::{Entry, PolicySet};
use ecs_password::read::{Origin, ReadEntry, Reading, read_policies};

/// Panics where something does not hold. The text is as much of the input as is UTF-8.
pub(crate) fn run(input: &[u8]) {
    let text = input.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let reading = read_policies(text).unwrap();
    holds(text, &reading);
    let entries = reading.entries.iter().map(|entry| match entry {
        ReadEntry::Policy { name, document, .. } => Entry::new(name, document),
        ReadEntry::Unread { name, unread, .. } => Entry::unread(name, unread),
    });
    let set = PolicySet::new(entries.collect());
    drop(set);
}

/// What must hold of any reading.
pub(crate) fn holds(text: &str, reading: &Reading) {
    let units: Vec<u16> = text.encode_utf16().collect();
    assert_eq!(reading.entries.len(), reading.origins.len());
    assert!(!reading.entries.is_empty() || !reading.notes.is_empty(), "nothing is said");
    for (entry, origin) in reading.entries.iter().zip(&reading.origins) {
        let (start, end) = (origin.span.start as usize, origin.span.end as usize);
        assert!(start <= end && end <= units.len(), "{origin:?}");
        match entry {
            ReadEntry::Policy { document, .. } => stands_there(&units, document, origin),
            ReadEntry::Unread { unread, .. } => assert!(!unread.trim().is_empty() && origin.places.is_empty()),
        }
    }
}

/// Every piece of a document is the same in the text, or a sign of JSON around what is there.
fn stands_there(text: &[u16], document: &str, origin: &Origin) {
    let document: Vec<u16> = document.encode_utf16().collect();
    let pieces: Vec<[usize; 3]> =
        origin.places.chunks(3).map(|piece| [piece[0] as usize, piece[1] as usize, piece[2] as usize]).collect();
    assert!(pieces.is_empty() == document.is_empty(), "{origin:?}");
    for (index, [at, from, until]) in pieces.iter().enumerate() {
        let end = pieces.get(index + 1).map_or(document.len(), |next| next[0]);
        assert!(at < &end && from <= until && *until <= text.len(), "{origin:?}");
        let written = String::from_utf16_lossy(&document[*at..end]);
        let given = String::from_utf16_lossy(&text[*from..*until]);
        if written == given {
            continue;
        }
        let token = written.trim_end_matches([' ', '\n', ',', ':', ']', '}', '[', '{']);
        let plain = token.trim_matches('"').trim();
        let is_sign = token.is_empty() || matches!(token, "null" | "true" | "false");
        // What is escaped, folded or a number is written otherwise.
        let is_escaped = given.contains(['\\', '$', '%', '\n', '\r', '\'', '&', '*', '!']) || plain.contains('\\');
        assert!(
            is_sign
                || is_escaped
                || given.contains(plain)
                || plain == "Version"
                || plain == "Statement"
                || plain == "1.1"
                || ["Effect", "Action", "Resource", "Condition"].contains(&plain),
            "{written:?} stands for {given:?}"
        );
    }
}
