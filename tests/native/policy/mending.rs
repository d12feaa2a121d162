//! What is wrong with the form of a text takes nothing away from what is read of it.

use ecs_password::policy::{LintOptions, read};
use serde_json::{Value, json};

use super::generate::{self, Choices};
use super::written::{DAMAGES, written};

/// What was read, without places.
fn policy(text: &Value) -> Value {
    let mut policy = serde_json::to_value(read(text.as_str().unwrap(), &LintOptions::default()).policy).unwrap();
    for list in ["statements", "unread"] {
        for part in policy[list].as_array_mut().into_iter().flatten() {
            part.as_object_mut().unwrap().remove("span");
        }
    }
    policy
}

#[test]
fn a_damaged_text_reads_as_the_whole_one() {
    let mut tried = [0; DAMAGES.len()];
    for seed in 0..1000 {
        let mut choices = Choices::Seed(seed);
        let case = generate::case(&mut choices);
        for entry in case.entries.iter().filter(|entry| entry["document"].is_object()) {
            let layout = &entry["text"]["layout"];
            let whole = written(&json!({ "document": entry["document"], "text": { "layout": layout } })).input;
            let (kind, at) = (choices.below(DAMAGES.len()), choices.below(1 << 16));
            let damage = json!([{ "how": DAMAGES[kind], "at": at }]);
            let damaged = json!({ "document": entry["document"], "text": { "layout": layout, "damage": damage } });
            let damaged = written(&damaged).input;
            tried[kind] += usize::from(damaged != whole);
            let shown = || format!("{}\n{}", DAMAGES[kind], damaged["document"].as_str().unwrap());
            assert_eq!(policy(&damaged["document"]), policy(&whole["document"]), "{}", shown());
        }
    }
    assert!(tried.iter().all(|tried| *tried > 50), "{tried:?}");
}
