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
        (assumption.code.to_owned(), json!(decisions))
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
        |effect: &str| json!({ "Version": "1.1", "Statement": [{ "Effect": effect, "Action": ["obs:*:*"] }] });
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
    let check = json!({ "action": "obs:buckets:get", "enterpriseProjectId": "e1", "assume": { "scopeUnknown": true } });
    assert_eq!(answer(set, check), json!(["conditional", [], { "scopePrecedence": ["explicitDeny", "allow"] }]));
}

#[test]
fn an_unknown_deny_does_not_count_either_once_precedence_is_answered() {
    let (project, enterprise_project) =
        (json!({ "kind": "project", "id": "p1" }), json!({ "kind": "enterpriseProject", "id": "e1" }));
    let check = |ids: Value| {
        let mut check = json!({ "action": "obs:buckets:get", "assume": { "scopePrecedence": false } });
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
    let told = decision.reasons.iter().map(|reason| (reason.policy_index, reason.outcome));
    assert_eq!(told.collect::<Vec<_>>(), [(Some(2), "unknown"), (Some(0), "unread"), (Some(3), "matched")]);
}
