//! Any text: reading and linting must hold, and errors must be where they say.

use ecs_password::policy::diagnostic::Severity;
use ecs_password::policy::{self, LintOptions};
use serde_json::Value;

/// Panics where something does not hold. The text is as much of the input as is UTF-8.
pub(crate) fn run(input: &[u8]) {
    let text = input.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let read = policy::read(text, &LintOptions::default());
    let units: Vec<u16> = text.encode_utf16().collect();
    for diagnostic in &read.diagnostics {
        let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
        assert!(start <= end && end <= units.len(), "{diagnostic:?}");
        assert!(String::from_utf16(&units[start..end]).is_ok(), "{diagnostic:?}");
    }
    let errors = read.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    assert!(errors || serde_json::from_str::<Value>(text).is_ok(), "accepted what is no JSON");
}
