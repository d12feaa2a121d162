//! The least policy, and what comes with it.

use ecs_password::policy::catalog;
use ecs_password::policy::suggest::{CannotSeparateCode, Suggestion, Wanted};
use ecs_password::{Cloud, Code, Error};
use serde_json::{Value, json};

const GET: &str = "GET /v2.1/{project_id}/servers/{server_id}/os-server-password";
const DELETE: &str = "DELETE /v2.1/{project_id}/servers/{server_id}/os-server-password";
const GET_V1: &str = "GET /v1/{project_id}/cloudservers/{server_id}/os-server-password";

fn suggested(input: Value) -> Suggestion {
    Wanted::from_input(&input).and_then(|wanted| wanted.suggest()).unwrap()
}

fn refused(input: Value) -> Error {
    Wanted::from_input(&input).and_then(|wanted| wanted.suggest()).unwrap_err()
}

fn codes(suggestion: &Suggestion) -> Vec<CannotSeparateCode> {
    suggestion.cannot_separate.iter().map(|each| each.code).collect()
}

#[test]
fn the_policy_for_reading_the_password() {
    let suggestion = suggested(json!({ "cloud": "otc", "operations": ["getServerPassword"] }));
    assert_eq!(
        suggestion.document,
        r#"{
  "Version": "1.1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "ecs:serverPasswords:manage"
      ]
    }
  ]
}"#
    );
    assert_eq!(suggestion.actions, ["ecs:serverPasswords:manage"]);
    let [shared] = suggestion.cannot_separate.as_slice() else { panic!("{suggestion:?}") };
    assert_eq!(
        serde_json::to_value(shared).unwrap(),
        json!({
            "code": "sharedAction",
            "message": "`ecs:serverPasswords:manage` allows reading the stored password and deleting it alike: neither can be allowed without the other",
            "actions": ["ecs:serverPasswords:manage"],
            "apis": [GET.replace("v2.1", "v2"), DELETE.replace("v2.1", "v2"), DELETE],
            "said": { "message": {
                "template": "`{}` allows reading the stored password and deleting it alike: neither can be allowed without the other",
                "values": ["ecs:serverPasswords:manage"],
            } },
        })
    );
}

#[test]
fn both_halves_of_the_password_share_nothing_more_on_huawei_cloud() {
    let input = json!({ "cloud": "huawei", "operations": ["getServerPassword", "deleteServerPassword"] });
    let suggestion = suggested(input);
    assert_eq!(codes(&suggestion), [CannotSeparateCode::OtherDoor, CannotSeparateCode::OtherDoor]);
    let read = suggestion.cannot_separate.iter().find(|each| each.apis.contains(&GET.to_owned())).unwrap();
    assert_eq!(read.apis, [GET, GET_V1]);
    assert_eq!(read.actions, ["ecs:serverPasswords:manage", "ecs:cloudServers:showServerPassword"]);
    assert_eq!(
        read.message,
        format!(
            "the stored password can also be read by `{GET_V1}`, which needs `ecs:cloudServers:showServerPassword`: this policy \
             does not allow that, and a Deny of `ecs:serverPasswords:manage` alone does not close it"
        )
    );
}

#[test]
fn the_other_door_and_the_former_name_of_the_v1_password() {
    let input = json!({ "cloud": "huawei", "apiVersion": "v1", "operations": ["getServerPassword"] });
    let suggestion = suggested(input.clone());
    assert_eq!(suggestion.actions, ["ecs:cloudServers:showServerPassword"]);
    assert_eq!(codes(&suggestion), [CannotSeparateCode::OtherDoor, CannotSeparateCode::FormerName]);
    let former = &suggestion.cannot_separate[1];
    assert_eq!(former.actions, ["ecs:cloudServers:showServerPassword", "ecs:cloudServers:get"]);
    assert_eq!(former.apis, [GET_V1]);
    assert_eq!(suggestion, suggested(json!({ "cloud": "huawei", "apis": [GET_V1] })));
    // With both doors asked for, neither is the other one.
    let both = suggested(json!({ "cloud": "huawei", "apis": [GET_V1, GET] }));
    assert_eq!(codes(&both), [CannotSeparateCode::SharedAction, CannotSeparateCode::FormerName]);
    // Deleting through the one opens reading there too.
    let mixed = suggested(json!({ "cloud": "huawei", "apis": [GET_V1, DELETE] }));
    let read = mixed.cannot_separate.iter().find(|each| each.apis == [GET_V1, GET]).unwrap();
    assert!(
        read.message.ends_with("which needs `ecs:serverPasswords:manage`: this policy allows that too"),
        "{read:?}"
    );
}

#[test]
fn dependencies_come_in_one_statement_for_each_service() {
    let suggestion = suggested(json!({ "cloud": "otc", "operations": ["listServers"] }));
    let document: Value = serde_json::from_str(&suggestion.document).unwrap();
    assert_eq!(
        document,
        json!({ "Version": "1.1", "Statement": [
            { "Effect": "Allow", "Action": [
                "ecs:diskConfigs:use", "ecs:securityGroups:use", "ecs:serverKeypairs:get", "ecs:serverVolumes:use",
                "ecs:servers:get", "ecs:servers:list",
            ] },
            { "Effect": "Allow", "Action": [
                "vpc:networks:get", "vpc:ports:get", "vpc:routers:get", "vpc:securityGroupRules:get",
                "vpc:securityGroups:get", "vpc:subnets:get",
            ] },
        ] })
    );
    let shared = |action: &str| {
        let found = suggestion.cannot_separate.iter().find(|each| each.actions == [action]);
        found.map_or("", |each| each.message.as_str()).to_owned()
    };
    assert_eq!(
        shared("ecs:servers:list"),
        "`ecs:servers:list` also opens 3 APIs that were not asked for: \
         \"Querying details about ECSs (native OpenStack API)\", \"Querying a list of ECSs (native OpenStack API)\""
    );
    assert_eq!(
        shared("ecs:serverVolumes:use"),
        "`ecs:serverVolumes:use` is also what 10 APIs that were not asked for need, with more besides: \
         \"Creating a disk (native OpenStack API)\", \"Deleting a disk (native OpenStack API)\", \
         \"Querying information about a disk (native OpenStack API)\" and 2 more"
    );
}

#[test]
fn an_undocumented_version_is_that_of_its_neighbour() {
    let input = |version| json!({ "cloud": "huawei", "apiVersion": version, "operations": ["getKeyPair"] });
    assert_eq!(suggested(input("v2")), suggested(input("v2.1")));
    let error = refused(json!({ "cloud": "huawei", "apiVersion": "v1", "operations": ["listServers"] }));
    assert_eq!((error.code(), error.path()), (Code::UnsupportedOperation, Some("apiVersion")));
    let error = refused(json!({ "cloud": "otc", "apiVersion": "v1", "operations": ["getServerPassword"] }));
    assert_eq!(error.path(), Some("apiVersion"));
}

#[test]
fn every_api_can_be_asked_for_alone_and_all_together() {
    for cloud in [Cloud::Otc, Cloud::Huawei] {
        let catalog = catalog::of(cloud).unwrap();
        let ids: Vec<&str> = catalog.apis().iter().map(|api| api.id.as_str()).collect();
        for id in &ids {
            let suggestion = suggested(json!({ "cloud": cloud.as_str(), "apis": [id, id] }));
            let api = catalog.api(id).unwrap();
            let mut expected: Vec<&String> = [&api.action].into_iter().chain(&api.dependent_actions).collect();
            expected.sort();
            expected.dedup();
            assert_eq!(suggestion.actions.iter().collect::<Vec<_>>(), expected);
            for each in &suggestion.cannot_separate {
                let first = each.message.chars().next().unwrap();
                assert!((first == '`' || first.is_lowercase()) && !each.message.ends_with('.'), "{each:?}");
                assert!(each.apis.iter().all(|id| catalog.api(id).is_some()) && !each.apis.is_empty(), "{each:?}");
                assert!(each.actions.iter().any(|action| suggestion.actions.contains(action)), "{each:?}");
            }
        }
        let everything = suggested(json!({ "cloud": cloud.as_str(), "apis": ids }));
        assert_eq!(everything.actions, catalog.actions());
        assert!(everything.cannot_separate.iter().all(|each| each.code == CannotSeparateCode::FormerName));
        let document: Value = serde_json::from_str(&everything.document).unwrap();
        for statement in document["Statement"].as_array().unwrap() {
            assert!(statement["Action"].as_array().unwrap().len() <= 100);
        }
    }
}

#[test]
fn plain_openstack_has_no_policies() {
    let error = refused(json!({ "cloud": "openstack", "operations": ["getServerPassword"] }));
    assert_eq!((error.code(), error.path()), (Code::UnsupportedOperation, Some("cloud")));
    assert!(error.hint().unwrap().contains("plain Nova"));
}

#[test]
fn what_is_not_known_is_named() {
    let error = refused(json!({ "cloud": "otc" }));
    assert_eq!((error.code(), error.path()), (Code::InvalidInput, Some("operations")));
    refused(json!({ "cloud": "otc", "operations": [], "apis": [] }));
    assert_eq!(refused(json!({ "operations": ["getServerPassword"] })).path(), Some("cloud"));
    let error = refused(json!({ "cloud": "otc", "operations": ["listServers", "getPassword"] }));
    assert_eq!((error.code(), error.path()), (Code::InvalidInput, Some("operations[1]")));
    let error = refused(json!({ "cloud": "otc", "operations": "listServers" }));
    assert_eq!(error.message(), "operations must be an array, got a string");
    let error = refused(json!({ "cloud": "otc", "apis": [7] }));
    assert_eq!(error.message(), "apis[0] must be a string, got a number");
    let error = refused(json!({ "cloud": "otc", "apis": [GET.replace("password", "pasword")] }));
    assert_eq!(error.path(), Some("apis[0]"));
    assert!(error.hint().unwrap().starts_with(&format!("did you mean `{GET}`")), "{error:?}");
    for far in ["x", &"x".repeat(100_000)] {
        let error = refused(json!({ "cloud": "otc", "apis": [far] }));
        assert!(error.hint().unwrap().contains("method and path") && error.message().len() < 200);
    }
    assert_eq!(refused(json!({ "cloud": "otc", "operation": "listServers" })).path(), Some("operation"));
}

#[test]
fn an_operation_of_iam_is_no_api_of_ecs() {
    let error = refused(json!({ "cloud": "otc", "operations": ["listUserGroups"] }));
    assert_eq!((error.code(), error.path()), (Code::UnsupportedOperation, Some("operations")));
    assert!(error.hint().unwrap().contains("`iam:groups:listGroupsForUser`"), "{error:?}");
}

#[test]
fn an_identity_policy_says_what_no_table_has() {
    let asked = |version: &str| {
        suggested(json!({
            "cloud": "huawei", "version": version, "apiVersion": "v1", "operations": ["getServerPassword", "deleteServerPassword"],
        }))
    };
    let documented = asked("5.0");
    assert!(documented.document.starts_with("{\n  \"Version\": \"5.0\","), "{}", documented.document);
    assert_eq!(documented.actions, asked("1.1").actions);
    let is_of_v5 = |code: &CannotSeparateCode| {
        matches!(code, CannotSeparateCode::InferredAction | CannotSeparateCode::NativeOpenStack)
    };
    assert!(!codes(&documented).iter().any(is_of_v5));
    let native = suggested(json!({ "cloud": "huawei", "version": "5.0", "operations": ["getServerPassword"] }));
    assert!(codes(&native).contains(&CannotSeparateCode::NativeOpenStack));
    assert!(!codes(&native).contains(&CannotSeparateCode::InferredAction));
    let reboot =
        json!({ "cloud": "huawei", "version": "5.0", "apis": ["POST /v1/{project_id}/cloudservers/action #reboot"] });
    assert!(codes(&suggested(reboot)).contains(&CannotSeparateCode::InferredAction));
    let error = refused(json!({ "cloud": "otc", "version": "5.0", "operations": ["getServerPassword"] }));
    assert_eq!((error.code(), error.path()), (Code::UnsupportedOperation, Some("version")));
    let error = refused(json!({ "cloud": "huawei", "version": "4.0", "operations": ["getServerPassword"] }));
    assert_eq!((error.code(), error.path()), (Code::InvalidInput, Some("version")));
}
