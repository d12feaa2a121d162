//! A question put together by typed parts.

use ecs_password::policy::{Check, PolicySet, Question};
use ecs_password::{ApiVersion, Cloud, EnterpriseProjectId, OperationName, ProjectId};
use serde_json::{Value, json};

/// What is asked by typed parts is what is asked by plain data.
#[test]
fn a_check_put_together_is_the_one_that_is_read() {
    let statements = json!([
        { "Effect": "Allow", "Action": ["ecs:*:*"] },
        { "Effect": "Deny", "Action": ["ecs:*:*"], "Condition": { "Bool": { "g:MFAPresent": ["false"] } } },
        { "Effect": "Deny", "Action": ["ecs:*:get*"], "Resource": ["ecs:*:*:instance:i"] },
    ]);
    let document = json!({ "Version": "1.1", "Statement": statements }).to_string();
    let scopes =
        [Value::Null, json!({ "kind": "project", "id": "p1" }), json!({ "kind": "enterpriseProject", "id": "e1" })];
    let project = ProjectId::parse("p1", "projectId").unwrap();
    let enterprise_project = EnterpriseProjectId::parse("e1", "enterpriseProjectId").unwrap();
    let action = || Check::of_action("ecs:servers:get").unwrap();
    let operation = || Check::of_operation(OperationName::GetServerPassword, Cloud::Huawei, ApiVersion::V1).unwrap();
    let pairs = [
        (action(), json!({ "action": "ecs:servers:get" })),
        (action().in_project(&project), json!({ "action": "ecs:servers:get", "projectId": "p1" })),
        (
            action().in_enterprise_project(&enterprise_project),
            json!({ "action": "ecs:servers:get", "enterpriseProjectId": "e1" }),
        ),
        (
            action().for_resource("ecs:r:a:instance:i").unwrap(),
            json!({ "action": "ecs:servers:get", "resource": "ecs:r:a:instance:i" }),
        ),
        (
            operation().with_context("g:MFAPresent", &["true"]),
            json!({
                "operation": "getServerPassword", "cloud": "huawei", "apiVersion": "v1",
                "context": { "g:MFAPresent": ["true"] },
            }),
        ),
        (
            operation().with_context("g:MFAPresent", &[]).with_assumption(Question::RenamedAction, true),
            json!({
                "operation": "getServerPassword", "cloud": "huawei", "apiVersion": "v1",
                "context": { "g:MFAPresent": null }, "assume": { "renamedAction": true },
            }),
        ),
    ];
    for scope in scopes {
        let set = json!([{ "name": "A", "document": document, "scope": scope }]);
        let set = PolicySet::from_input(&set).unwrap();
        for (check, input) in &pairs {
            let read = Check::from_input(input).unwrap();
            let answers = [check, &read].map(|check| json!(set.check(check).unwrap()));
            assert_eq!(answers[0], answers[1], "{input}");
        }
    }
    assert_eq!(Check::of_action("ecs:*").unwrap_err().path(), Some("action"));
    let no_id = EnterpriseProjectId::parse("", "enterpriseProjectId");
    assert_eq!(no_id.unwrap_err().path(), Some("enterpriseProjectId"));
    assert_eq!(action().for_resource("*").unwrap_err().path(), Some("resource"));
    let openstack = Check::of_operation(OperationName::GetServerPassword, Cloud::Openstack, ApiVersion::V2_1);
    assert_eq!(openstack.unwrap_err().path(), Some("cloud"));
}
