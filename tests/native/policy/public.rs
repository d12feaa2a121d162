//! `tests/vectors/public-policies.json`: policies as others have published them, and every finding in them, which somebody has compared with
//! the lists and the documents. None says something false.

use std::sync::Arc;

use ecs_password::Cloud;
use ecs_password::policy::{LintOptions, Services, read};
use ecs_password::read::{ReadEntry, read_policies};
use serde_json::{Value, json};

use super::lists::services;

/// The findings in what a text holds, and how many parts of it were not read.
fn outcome(row: &Value, services: &Arc<Services>) -> Value {
    let text = row["text"].as_str().unwrap();
    let cloud = if row["cloud"] == "otc" { Cloud::Otc } else { Cloud::Huawei };
    let options = LintOptions { cloud: Some(cloud), ..LintOptions::default() }.with_services(Arc::clone(services));
    let reading = read_policies(text).unwrap();
    assert!(reading.notes.is_empty(), "{text}");
    let mut unread = 0;
    let mut findings = Vec::new();
    for entry in &reading.entries {
        match entry {
            ReadEntry::Policy { document, .. } => {
                let found = read(document, &options).diagnostics;
                findings.extend(found.into_iter().map(|found| {
                    let place = (document == text).then(|| format!("{}:{}", found.span.line, found.span.column));
                    json!([found.code.as_str(), found.path, place])
                }));
            }
            ReadEntry::Unread { .. } => unread += 1,
        }
    }
    json!([findings, unread])
}

#[test]
fn no_finding_in_what_others_published_is_another_one() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("../../vectors/public-policies.json")).unwrap();
    assert!(rows.len() >= 100);
    let services = services(["otc", "huawei"].into_iter());

    let failures: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let actual = outcome(row, &services);
            let mut expected = json!([row["findings"], row["unread"].as_u64().unwrap_or(0)]);
            // Where the text is more than the policy, `locate` tells the place: of the package alone.
            if !row["text"].as_str().unwrap().starts_with('{') {
                expected[0].as_array_mut().unwrap().iter_mut().for_each(|found| found[2] = Value::Null);
            }
            (actual != expected).then(|| format!("{}\nexpected {expected}\nactual   {actual}", row["text"]))
        })
        .collect();
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), rows.len(), failures.join("\n"));
}
