//! The catalogue of the clouds' APIs.

use std::collections::BTreeSet;

use ecs_password::policy::catalog::{self, Catalog};
use ecs_password::{ApiVersion, Basis, Cloud, OperationName};

fn both() -> [&'static Catalog; 2] {
    [Cloud::Otc, Cloud::Huawei].map(|cloud| catalog::of(cloud).unwrap())
}

#[test]
fn every_documented_row_is_there() {
    assert_eq!(both().map(|catalog| catalog.apis().len()), [149, 126]);
    assert!(catalog::of(Cloud::Openstack).is_none());
}

#[test]
fn every_row_is_whole() {
    for catalog in both() {
        let ids: BTreeSet<&str> = catalog.apis().iter().map(|api| api.id.as_str()).collect();
        assert_eq!(ids.len(), catalog.apis().len());
        for api in catalog.apis() {
            assert_eq!(catalog.api(&api.id), Some(api));
            assert!(api.title.is_ascii() && !api.title.is_empty() && !api.category.is_empty(), "{api:?}");
            assert!(api.source.contains("/ecs:cn.zh-cn/") || api.source.contains("/elastic-cloud-server:"), "{api:?}");
            assert!(api.path.starts_with(&format!("/{}", api.api_version.unwrap().as_str())), "{api:?}");
            assert!(api.id.starts_with(&format!("{} {}", api.method.as_str(), api.path)), "{api:?}");
            let former = api.former.iter().map(|former| &former.action);
            for action in [&api.action].into_iter().chain(&api.dependent_actions).chain(former) {
                assert!(action.split(':').count() == 3 && !action.contains(['*', ' ']), "{api:?}");
            }
            assert!(api.former.iter().all(|former| former.action != api.action), "{api:?}");
            assert!(api.former.iter().all(|former| former.until.len() == 7 && !former.source.is_empty()), "{api:?}");
            assert!(catalog.actions().contains(&api.action), "{api:?}");
        }
    }
}

#[test]
fn every_path_can_be_called() {
    let named =
        |text: &str| !text.is_empty() && text.chars().all(|each| each.is_ascii_alphanumeric() || "_-".contains(each));
    let filled = |text: &str| text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some_and(named);
    for catalog in both() {
        for api in catalog.apis() {
            let (path, query) = api.path.split_once('?').unwrap_or((&api.path, "user_id={user_id}"));
            let mut segments = path.split('/');
            assert_eq!(segments.next(), Some(""), "{api:?}");
            assert!(segments.next().is_some_and(|version| ["v1", "v1.1", "v2", "v2.1"].contains(&version)), "{api:?}");
            assert_eq!(segments.next(), Some("{project_id}"), "{api:?}");
            assert!(segments.all(|segment| named(segment) || filled(segment)), "{api:?}");
            assert!(query.split_once('=').is_some_and(|(name, value)| named(name) && filled(value)), "{api:?}");
        }
    }
    for catalog in both() {
        assert!(catalog.api("POST /v1/{project_id}/cloudservers/os-server-groups").is_some());
        assert!(catalog.api("GET /v1/{project_id}/cloudservers/{server_id}/block_device/{volume_id}").is_some());
    }
}

#[test]
fn an_operation_needs_what_the_catalogue_says() {
    for catalog in both() {
        for operation in OperationName::ALL.iter().filter(|operation| !operation.of_iam()) {
            for version in [ApiVersion::V1, ApiVersion::V2, ApiVersion::V2_1] {
                let action = operation.action(catalog.cloud(), version);
                let documented = action.ok().filter(|action| action.basis == Basis::Documented);
                let api = catalog.for_operation(*operation, version);
                assert_eq!(documented.map(|action| action.name), api.map(|api| api.action.as_str()));
            }
        }
        let operations = catalog.apis().iter().filter(|api| api.operation.is_some()).count();
        assert_eq!(operations, if catalog.cloud() == Cloud::Otc { 14 } else { 11 }, "{:?}", catalog.cloud());
    }
}

#[test]
fn all_apis_of_an_action_have_the_same_marks() {
    for catalog in both() {
        for api in catalog.apis() {
            assert_eq!(catalog.marks(&api.action.to_uppercase()), Some(api.marks), "{api:?}");
        }
        assert_eq!(catalog.marks("evs:volumes:use"), None);
        assert_eq!(catalog.marks("ecs:serverPasswords:manage").unwrap().enterprise_project, Some(false));
    }
}

#[test]
fn an_enterprise_project_takes_the_native_actions_of_the_cloud() {
    const OTHERS: [&str; 3] = ["ecs:cloudServerFlavors:get", "ecs:cloudServerNics:delete", "ecs:cloudServerQuotas:get"];
    for catalog in both() {
        for api in catalog.apis() {
            let expected = api.action.starts_with("ecs:cloudServers:") || OTHERS.contains(&api.action.as_str());
            // Nothing says so for four rows of Open Telekom Cloud.
            assert!(api.marks.enterprise_project.is_none_or(|mark| mark == expected), "{api:?}");
        }
    }
    let [otc, huawei] = both();
    let unknown =
        |catalog: &Catalog| catalog.apis().iter().filter(|api| api.marks.enterprise_project.is_none()).count();
    assert_eq!((unknown(otc), unknown(huawei)), (4, 0));
    assert_eq!(huawei.apis().iter().filter(|api| api.marks.enterprise_project == Some(true)).count(), 46);
    assert!(otc.apis().iter().all(|api| api.marks.resource == Some(false) && api.marks.tag == Some(false)));
}

#[test]
fn former_names_lead_to_the_current_ones() {
    let [otc, huawei] = both();
    let deleted = [
        "ecs:cloudServers:deleteServerGroup",
        "ecs:cloudServers:deleteServerGroupMember",
        "ecs:cloudServers:deleteServers",
    ];
    for catalog in [otc, huawei] {
        assert_eq!(catalog.former("ecs:cloudServers:delete"), deleted);
        assert_eq!(catalog.former("ECS:cloudservers:DELETE"), deleted);
        assert!(catalog.former("ecs:cloudServers:create").contains(&"ecs:cloudServers:createServers"));
        assert!(catalog.former("ecs:cloudServers:put").contains(&"ecs:cloudServers:updateServer"));
        assert!(catalog.former("ecs:cloudServers:get").contains(&"ecs:cloudServers:showServer"));
        assert!(catalog.former("ecs:serverPasswords:manage").is_empty());
        assert!(catalog.former("").is_empty());
    }
    assert!(huawei.former("ecs:cloudServers:get").contains(&"ecs:cloudServers:showServerPassword"));
    let password = huawei.for_operation(OperationName::GetServerPassword, ApiVersion::V1).unwrap();
    let former: Vec<_> = password.former.iter().map(|each| (each.action.as_str(), each.until.as_str())).collect();
    assert_eq!(former, [("ecs:cloudServers:get", "2023-06")]);
    // Both names stand in one cell of the current table.
    let disk = otc.api("GET /v1/{project_id}/cloudservers/{server_id}/block_device/{volume_id}").unwrap();
    assert_eq!(disk.action, "ecs:cloudServers:showServerBlockDevice");
    assert_eq!(disk.former.iter().map(|each| each.until.as_str()).collect::<Vec<_>>(), ["2026-07"]);
    let renamed = |catalog: &Catalog| catalog.apis().iter().filter(|api| !api.former.is_empty()).count();
    assert_eq!((renamed(otc), renamed(huawei)), (13, 18));
}

#[test]
fn services_and_types_are_sorted_and_hold_every_action() {
    let services: Vec<&str> = catalog::services().iter().map(|service| service.name).collect();
    assert!(services.is_sorted_by(|one, next| one < next));
    assert!(catalog::services().iter().all(|service| service.complete == (service.name == "ecs")));
    for catalog in both() {
        for action in catalog.actions() {
            assert!(services.contains(&action.split(':').next().unwrap()), "{action}");
        }
        assert!(catalog.resource_types().is_sorted());
        assert!(
            ["cloudServers", "servers", "serverPasswords", "diskConfigs"]
                .iter()
                .all(|each| catalog.resource_types().iter().any(|known| known == each))
        );
    }
}

#[test]
fn an_api_is_plain_data() {
    let huawei = catalog::of(Cloud::Huawei).unwrap();
    let api = huawei.api("GET /v1/{project_id}/cloudservers/{server_id}/os-server-password").unwrap();
    assert_eq!(
        serde_json::to_value(&**api).unwrap(),
        serde_json::json!({
            "id": "GET /v1/{project_id}/cloudservers/{server_id}/os-server-password",
            "title": "Reading the stored password of a Windows server",
            "category": "Password Management",
            "method": "GET",
            "path": "/v1/{project_id}/cloudservers/{server_id}/os-server-password",
            "apiVersion": "v1",
            "action": "ecs:cloudServers:showServerPassword",
            "former": [{
                "action": "ecs:cloudServers:get",
                "until": "2023-06",
                "source": "huaweicloudDocs/ecs@272b95a (2023-06):cn.zh-cn/API参考/密码管理-36.md",
            }],
            "dependentActions": [],
            "marks": { "enterpriseProject": true, "resource": true, "tag": true, "basis": "documented" },
            "operation": "getServerPassword",
            "source": "huaweicloudDocs/ecs:cn.zh-cn/API参考/密码管理-36.md",
        })
    );
}
