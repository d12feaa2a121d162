//! However much is wrong with a text, so much of it is told, and that there is more.

use ecs_password::policy::diagnostic::{DiagnosticCode as Code, Severity};
use ecs_password::policy::{Check, Entry, LintOptions, PolicySet, Read, lint_entries, read};

/// How many findings of the reader, and of the linter, are listed.
const MOST: usize = 1000;

fn many(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().join(",")
}

fn with_actions(actions: &str) -> String {
    format!(r#"{{"Version":"1.1","Statement":[{{"Effect":"Allow","Action":[{actions}]}}]}}"#)
}

fn linted(text: &str) -> Read {
    read(text, &LintOptions::default())
}

fn is_bounded(read: &Read) -> bool {
    // So many of each of two kinds, and the few that say something of the whole.
    read.diagnostics.len() <= 2 * MOST + 5
        && read.diagnostics.iter().any(|found| found.code == Code::NotAllListed && found.severity == Severity::Warning)
}

#[test]
fn a_text_with_more_findings_than_are_listed_says_so() {
    let text = many(3 * MOST, |index| format!(r#""ecs:servers:get{index}""#));
    let found = linted(&with_actions(&text));
    assert!(is_bounded(&found), "{}", found.diagnostics.len());
    assert!(!found.would_be_refused);
    let few = linted(&with_actions(&many(300, |index| format!(r#""ecs:servers:get{index}""#))));
    assert!(few.diagnostics.iter().all(|found| found.code != Code::NotAllListed));
    assert_eq!(few.diagnostics.iter().filter(|found| found.code == Code::UnknownAction).count(), 300);
}

#[test]
fn what_makes_iam_refuse_a_text_is_listed_behind_any_number_of_other_findings() {
    let members = many(3 * MOST, |index| format!(r#""m{index}":1"#));
    let text = format!(r#"{{"Version":"1.1",{members},"Statement":[{{"Effect":"Allowed","Action":["ecs:*:*"]}}]}}"#);
    let found = linted(&text);
    assert!(is_bounded(&found) && found.would_be_refused);
    assert!(found.diagnostics.iter().any(|found| found.code == Code::Effect));
    let twice = many(3 * MOST, |_| r#""a":1"#.to_owned());
    let found = linted(&format!(r#"{{"Version":"1.1","Statement":[],{twice},}}"#));
    assert!(is_bounded(&found) && found.would_be_refused);
    assert!(found.diagnostics.iter().any(|found| found.code == Code::ExtraComma));
}

#[test]
fn what_would_take_too_many_comparisons_is_told_not_to_be_listed() {
    let found = linted(&with_actions(&many(6 * MOST, |index| format!(r#""ecs:cloudServers:*{index}*""#))));
    assert!(is_bounded(&found));
    let deny = with_actions(r#""ecs:cloudServers:list*""#).replace("Allow", "Deny");
    let set =
        PolicySet::new(vec![Entry::new("a", &with_actions(r#""ecs:cloudServers:list""#)), Entry::new("b", &deny)]);
    let found = lint_entries(&set, &LintOptions::default());
    assert!(found.iter().any(|found| found.diagnostic.code == Code::ShadowedByDeny));
    assert!(found.iter().all(|found| found.diagnostic.code != Code::NotAllListed));
}

#[test]
fn a_path_and_an_operator_of_any_length_are_cut() {
    let operator = "o".repeat(5000);
    let keys = many(50, |index| format!(r#""k{index}":["v"]"#));
    let text = with_actions(r#""ecs:*:*""#).replace("]}]", &format!(r#"],"Condition":{{"{operator}":{{{keys}}}}}}}]"#));
    let found = linted(&text);
    assert!(found.diagnostics.iter().all(|found| found.path.chars().count() < 400), "{found:?}");
    assert!(serde_json::to_string(&found.policy).unwrap().len() < 50 * 300);
}

#[test]
fn an_answer_lists_so_many_reasons_and_counts_the_others() {
    let statements = many(300, |_| r#"{"Effect":"Allow","Action":["ecs:*:*"]}"#.to_owned());
    let set = PolicySet::new(vec![Entry::new("p", &format!(r#"{{"Version":"1.1","Statement":[{statements}]}}"#))]);
    let reasons = set.check(&Check::of_action("ecs:servers:get").unwrap()).unwrap().reasons;
    assert_eq!(reasons.len(), 101);
    assert_eq!(reasons[100].what, "200 more statements have a say in it, which are not listed");
    let keys = many(300, |index| format!(r#""k{index}":["v"]"#));
    let text =
        with_actions(r#""ecs:*:*""#).replace("]}]", &format!(r#"],"Condition":{{"StringEquals":{{{keys}}}}}}}]"#));
    let decision =
        PolicySet::new(vec![Entry::new("p", &text)]).check(&Check::of_action("ecs:servers:get").unwrap()).unwrap();
    assert_eq!(decision.unknown_keys.len(), 300);
    assert!(
        decision.reasons[0].what.ends_with("more is open or not met, which is not listed"),
        "{}",
        decision.reasons[0].what
    );
}

#[test]
fn a_role_that_needs_more_than_any_is_not_read() {
    let roles = |count| many(count, |index| format!(r#"{{"catalog":"BASE","display_name":"r{index}"}}"#));
    let role = |count| {
        format!(
            r#"{{"Version":"1.0","Statement":[{{"Effect":"Allow","Action":["ecs:*:*"]}}],"Depends":[{}]}}"#,
            roles(count)
        )
    };
    assert!(Entry::new("p", &role(100)).document.unwrap().unread.is_empty());
    assert_eq!(Entry::new("p", &role(101)).document.unwrap().unread.len(), 1);
}
