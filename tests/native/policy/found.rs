//! Where the engine and the reference once disagreed.

use ecs_password::policy::{Check, PolicySet};
use serde_json::{Value, json};

use super::compare::mismatch;
use super::generate::Case;

/// What hangs on it: decision, unknown keys, and the outcomes of each assumption.
fn answer(entries: Value, check: Value) -> Value {
    let Value::Array(entries) = entries else { panic!("{entries}") };
    let case = Case { entries, checks: vec![check.clone()], preview: Vec::new(), whole: false };
    assert_eq!(mismatch(&case, |_| ()), None);
    let set = PolicySet::from_input(&Value::Array(case.input())).unwrap();
    let decision = set.check(&Check::from_input(&check).unwrap()).unwrap();
    let outcomes = decision.assumptions.iter().map(|assumption| {
        let decisions = assumption.outcomes.each_ref().map(|outcome| outcome.decision.as_str());
        (assumption.code.as_str().to_owned(), json!(decisions))
    });
    json!([decision.decision, decision.unknown_keys, outcomes.collect::<Value>()])
}

fn allow(condition: Value) -> Value {
    let statement = json!({ "Effect": "Allow", "Action": ["ecs:*:*"], "Condition": condition });
    json!([{ "name": "A", "document": { "Version": "1.1", "Statement": [statement] } }])
}

/// An Allow and a Deny of `obs:*:*`, each in its scope.
fn allow_and_deny(allow: Value, deny: Value) -> Value {
    let document =
        |effect: &str| json!({ "Version": "1.1", "Statement": [{ "Effect": effect, "Action": ["dns:*:*"] }] });
    json!([
        { "name": "A", "scope": allow, "document": document("Allow") },
        { "name": "B", "scope": deny, "document": document("Deny") },
    ])
}

#[test]
fn a_condition_that_cannot_be_read_has_no_unknown_operator() {
    let open = json!(["conditional", [], { "badValue": ["allow", "implicitDeny"] }]);
    for condition in [json!(null), json!([]), json!("x"), json!({ "Bool": 5 })] {
        assert_eq!(answer(allow(condition), json!({ "action": "ecs:servers:list" })), open);
    }
    let unknown = json!(["conditional", [], { "unknownOperator": ["allow", "implicitDeny"] }]);
    assert_eq!(answer(allow(json!({ "": { "k": ["v"] } })), json!({ "action": "ecs:servers:list" })), unknown);
}

#[test]
fn a_condition_without_values_is_open_whatever_the_key_is() {
    let open = json!(["conditional", [], { "badValue": ["allow", "implicitDeny"] }]);
    for operator in ["StringEquals", "StringNotEquals", "ForAllValues:StringEqualsIfExists", "Null"] {
        for context in [json!({}), json!({ "k": null }), json!({ "k": ["v"] })] {
            let check = json!({ "action": "ecs:servers:list", "context": context });
            assert_eq!(answer(allow(json!({ operator: { "k": [] } })), check), open, "{operator}");
        }
    }
}

#[test]
fn a_date_has_a_t() {
    let condition = |date: &str| allow(json!({ "DateLessThan": { "g:CurrentTime": [date] } }));
    let check = json!({ "action": "ecs:servers:list", "context": { "g:CurrentTime": ["2026-01-01T00:00:00Z"] } });
    let open = json!(["conditional", [], { "badValue": ["allow", "implicitDeny"] }]);
    for date in ["2026-11-22 08:00:00Z", "2026-11-22_08:00:00Z"] {
        assert_eq!(answer(condition(date), check.clone()), open);
    }
    assert_eq!(answer(condition("2026-11-22t08:00:00z"), check), json!(["allow", [], {}]));
}

#[test]
fn a_global_deny_is_of_another_kind_than_an_enterprise_project() {
    let enterprise_project = json!({ "kind": "enterpriseProject", "id": "e1" });
    let set = allow_and_deny(enterprise_project, json!({ "kind": "global" }));
    let check = json!({ "action": "dns:zones:get", "enterpriseProjectId": "e1", "assume": { "scopeUnknown": true } });
    assert_eq!(answer(set, check), json!(["conditional", [], { "scopePrecedence": ["explicitDeny", "allow"] }]));
}

#[test]
fn an_unknown_deny_does_not_count_either_once_precedence_is_answered() {
    let (project, enterprise_project) =
        (json!({ "kind": "project", "id": "p1" }), json!({ "kind": "enterpriseProject", "id": "e1" }));
    let check = |ids: Value| {
        let mut check = json!({ "action": "dns:zones:get", "assume": { "scopePrecedence": false } });
        check.as_object_mut().unwrap().extend(ids.as_object().unwrap().clone());
        check
    };
    let set = allow_and_deny(project.clone(), enterprise_project.clone());
    assert_eq!(answer(set, check(json!({ "projectId": "p1" }))), json!(["allow", [], {}]));
    // The Allow without scope is certain; whether the Deny counts hangs on the other one.
    let mut set = allow_and_deny(enterprise_project, project);
    let unscoped = json!({ "name": "C", "document": set[0]["document"] });
    set.as_array_mut().unwrap().push(unscoped);
    let open = json!(["conditional", ["enterpriseProjectId"], {}]);
    assert_eq!(answer(set, check(json!({ "projectId": "p1" }))), open);
}

#[test]
fn the_case_of_a_service_decides_about_not_action_too() {
    let statement = json!({ "Effect": "Allow", "NotAction": ["OBS:*:*"] });
    let set = json!([{ "name": "A", "document": { "Version": "1.1", "Statement": [statement] } }]);
    let check = json!({ "action": "obs:buckets:get" });
    assert_eq!(
        answer(set, check),
        json!(["conditional", [], {
            "notAction": ["conditional", "implicitDeny"],
            "serviceCase": ["implicitDeny", "conditional"],
        }])
    );
}

#[test]
fn an_unread_entry_is_named_where_it_may_be_the_role_a_deny_needs() {
    let statement = |effect: &str| json!([{ "Effect": effect, "Action": ["ecs:cloudServers:showServer"] }]);
    let needs = json!([{ "catalog": "BASE", "display_name": "B" }]);
    let unread =
        |project: &str| json!({ "name": "B", "scope": { "kind": "project", "id": project }, "document": "<html>" });
    let set = json!([
        unread("p1"),
        unread("p2"),
        {
            "name": "A",
            "document": json!({ "Version": "1.0", "Depends": needs, "Statement": statement("Deny") }).to_string(),
        },
        {
            "name": "C",
            "scope": { "kind": "enterpriseProject", "id": "e1" },
            "document": json!({ "Version": "1.1", "Statement": statement("Allow") }).to_string(),
        },
    ]);
    let check = json!({
        "action": "ecs:cloudServers:showServer",
        "enterpriseProjectId": "e1",
        "projectId": "p1",
        "assume": { "scopePrecedence": false },
    });
    let decision = PolicySet::from_input(&set).unwrap().check(&Check::from_input(&check).unwrap()).unwrap();
    assert_eq!(decision.decision.as_str(), "conditional");
    let told = decision.reasons.iter().map(|reason| (reason.policy_index, reason.outcome.as_str()));
    assert_eq!(told.collect::<Vec<_>>(), [(Some(2), "unknown"), (Some(0), "unread"), (Some(3), "matched")]);
}

/// A policy without statements.
const NOTHING: &str = r#"{"Version":"1.1","Statement":[]}"#;

/// What a text `B` of `catalog` makes of an Allow that needs the role `B` of `BASE`.
fn of_one_that_needs_it(text: &str, catalog: &str) -> Value {
    let statement = json!({ "Effect": "Allow", "Action": ["ecs:servers:list"] });
    let depends = json!([{ "catalog": "BASE", "display_name": "B" }]);
    let needs = json!({ "Version": "1.0", "Depends": depends, "Statement": [statement] });
    let set = json!([
        { "name": "B", "catalog": catalog, "document": text },
        { "name": "A", "document": needs.to_string() },
    ]);
    outcomes(&set)
}

/// The decision, and what it hangs on.
fn outcomes(set: &Value) -> Value {
    let check = Check::from_input(&json!({ "action": "ecs:servers:list" })).unwrap();
    let decision = PolicySet::from_input(set).unwrap().check(&check).unwrap();
    let outcomes = decision.assumptions.iter().map(|assumption| {
        let decisions = assumption.outcomes.each_ref().map(|outcome| outcome.decision.as_str());
        (assumption.code.as_str().to_owned(), json!(decisions))
    });
    json!([decision.decision, outcomes.collect::<Value>()])
}

#[test]
fn a_text_cut_off_before_its_names_may_be_any_role() {
    let open = json!(["conditional", { "unread": ["implicitDeny", "implicitDeny"] }]);
    for rest in [
        "",
        ",",
        r#","catalog"#,
        r#","catalog":"#,
        r#","catalog":"BASE"#,
        r#","catalog":BASE"#,
        r#","catalog":"BASE""#,
        r#","catalog":"BASE","display_name":"C"#,
        r#","display_name":"B""#,
        r#","flag":"","name":"C""#,
    ] {
        for catalog in ["BASE", "CUSTOMED"] {
            for begin in [r#"{"role":{"policy":"#, r#"{"policy":"#] {
                let text = format!("{begin}{NOTHING}{rest}");
                assert_eq!(of_one_that_needs_it(&text, catalog), open, "{text} {catalog}");
            }
        }
    }
    // Nothing of a policy either.
    let open = json!(["conditional", { "unread": ["allow", "explicitDeny"] }]);
    for text in
        ["{", "{\"ro", "{\"role\"", "{\"role\":{", "{\"policy\":{", "{\"Version\":\"1.", "{\"catalog\":\"BASE\",\"pol"]
    {
        assert_eq!(of_one_that_needs_it(text, "CUSTOMED"), open, "{text}");
    }
}

#[test]
fn a_text_cut_off_behind_its_names_is_the_role_that_it_says() {
    let no = json!(["implicitDeny", {}]);
    let read = json!(["allow", {}]);
    for (names, expected) in [
        (r#""catalog":"BASE","display_name":"B","#, &read),
        (r#""catalog":"BASE","display_name":"C","#, &no),
        (r#""catalog":"ECS","display_name":"B","#, &no),
        (r#""catalog":"ECS","#, &no),
        (r#""catalog":"CUSTOMED","#, &no),
        (r#""display_name":"C","#, &no),
        // No text is the entry's name.
        (r#""catalog":null,"display_name":5,"#, &read),
    ] {
        let text = format!(r#"{{"role":{{{names}"policy":{NOTHING}"#);
        assert_eq!(&of_one_that_needs_it(&text, "BASE"), expected, "{text}");
    }
    // It has no names of its own, or its envelope is whole.
    let bare = NOTHING.trim_end_matches('}');
    let whole = format!(r#"{{"role":{{"policy":{NOTHING}}}"#);
    for text in [bare, &format!(r#"{{"role":{bare}"#), &whole] {
        assert_eq!(of_one_that_needs_it(text, "BASE"), read, "{text}");
        assert_eq!(of_one_that_needs_it(text, "CUSTOMED"), no, "{text}");
    }
    // What it says is not lost where the text ends before the policy.
    let names = |name: &str| format!(r#"{{"role":{{"catalog":"BASE","display_name":"{name}","po"#);
    assert_eq!(
        of_one_that_needs_it(&names("C"), "BASE"),
        json!(["conditional", { "unread": ["allow", "explicitDeny"] }])
    );
    let met = of_one_that_needs_it(&names("B"), "CUSTOMED");
    assert_eq!(met, json!(["conditional", { "unread": ["allow", "explicitDeny"] }]));
}

#[test]
fn a_text_cut_off_before_it_says_whether_it_is_a_role_is_unread() {
    let statement = json!({ "Effect": "Allow", "Action": ["ecs:servers:list"] });
    let missing = json!([{ "catalog": "BASE", "display_name": "missing" }]);
    let policy = json!({ "Version": "1.1", "Depends": missing, "Statement": [statement] });
    let role = json!({ "Version": "1.0", "Depends": missing, "Statement": [statement] });
    let open = json!(["conditional", { "unread": ["allow", "explicitDeny"] }]);
    for (rest, expected) in [
        ("", &open),
        (r#","flag":"fine_grained"#, &open),
        (r#","flag":"""#, &open),
        (r#","catalog":"BASE","display_name":"C""#, &open),
        (r#","catalog":"CUSTOMED"#, &open),
        (r#","flag":"fine_grained""#, &json!(["allow", {}])),
        (r#","catalog":"CUSTOMED","flag":"fi"#, &json!(["allow", {}])),
        (r#","catalog":"BASE","display_name":"C","flag":"""#, &json!(["implicitDeny", {}])),
    ] {
        for document in [&policy, &role] {
            let text = format!(r#"{{"role":{{"policy":{document}{rest}"#);
            assert_eq!(&outcomes(&json!([{ "name": "A", "document": text }])), expected, "{text}");
        }
    }
    // Within the policy, of which nothing but its end is lacking.
    let text = format!(r#"{{"policy":{}"#, policy.to_string().trim_end_matches('}'));
    assert_eq!(outcomes(&json!([{ "name": "A", "document": text }])), open, "{text}");
}

/// The found case: an Allow that needs it would open a Deny of the other kind of attachment.
#[test]
fn a_text_that_may_be_a_role_keeps_a_deny_of_the_other_kind_open_and_is_named() {
    let statement = |effect: &str| json!([{ "Effect": effect, "Action": ["ecs:servers:list"] }]);
    let needs = json!([{ "catalog": "BASE", "display_name": "one" }]);
    let cut = format!(r#"{{"role":{{"display_name":"one","policy":{NOTHING}"#);
    for (text, outcomes) in [(&*cut, ["explicitDeny"; 2]), ("{", ["explicitDeny"; 2])] {
        let set = json!([
            { "name": "cut", "document": text, "scope": { "kind": "enterpriseProjects" } },
            {
                "name": "A",
                "scope": { "kind": "project", "id": "p" },
                "document": json!({ "Version": "1.0", "Depends": needs, "Statement": statement("Allow") }).to_string(),
            },
            {
                "name": "D",
                "scope": { "kind": "enterpriseProjects" },
                "document": json!({ "Version": "1.1", "Statement": statement("Deny") }).to_string(),
            },
        ]);
        let set = PolicySet::from_input(&set).unwrap();
        let check = json!({ "action": "ecs:servers:list", "projectId": "p", "assume": { "scopeUnknown": true } });
        let decision = set.check(&Check::from_input(&check).unwrap()).unwrap();
        assert_eq!(decision.decision.as_str(), "conditional");
        let unread = decision.assumptions.iter().find(|assumption| assumption.code.as_str() == "unread");
        let unread = unread.map(|unread| unread.outcomes.each_ref().map(|one| one.decision.as_str()));
        assert_eq!(unread, Some(outcomes), "{text}");
        let reason = decision.reasons.iter().find(|reason| reason.outcome.as_str() == "unread");
        assert_eq!(reason.map(|reason| reason.policy.as_deref()), Some(Some("cut")), "{:?}", decision.reasons);
    }
}

#[test]
fn a_reason_names_the_text_that_may_be_the_role_and_where_it_ends() {
    let statement = json!({ "Effect": "Allow", "Action": ["ecs:servers:list"] });
    let needs = json!({
        "Version": "1.0",
        "Depends": [{ "catalog": "BASE", "display_name": "B" }],
        "Statement": [statement],
    });
    let text = format!(r#"{{"role":{{"policy":{NOTHING},"catalog":"BASE""#);
    let set = json!([
        { "name": "cut", "document": text, "scope": { "kind": "project", "id": "p" } },
        { "name": "A", "document": needs.to_string() },
    ]);
    let set = PolicySet::from_input(&set).unwrap();
    let ask = |more: Value| {
        let mut check = json!({ "action": "ecs:servers:list" });
        check.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        set.check(&Check::from_input(&check).unwrap()).unwrap()
    };
    let decision = ask(json!({}));
    let told: Vec<_> = decision.reasons.iter().map(|reason| (reason.policy_index, reason.outcome.as_str())).collect();
    assert_eq!(told, [(Some(1), "unknown"), (Some(0), "unread")]);
    let reason = &decision.reasons[1];
    let what = "it was not read as a whole: the text ends where its catalog or name may follow; it is attached to project `p`, and \
                `projectId` is not given";
    assert_eq!((&*reason.what, reason.statement, reason.effect), (what, None, None));
    let end = u32::try_from(text.len()).unwrap();
    assert_eq!(reason.span.map(|span| (span.start, span.end)), Some((end, end)));
    // Elsewhere it is no matter what it is; what it is stays open, and so does the reason why.
    let decision = ask(json!({ "projectId": "q" }));
    assert_eq!(decision.decision.as_str(), "implicitDeny");
    assert!(decision.reasons[1].what.ends_with("which is not attached here"), "{:?}", decision.reasons);
}
