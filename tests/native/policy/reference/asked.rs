//! What is asked, and the catalogue.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use ecs_password::{ApiVersion, Cloud, OperationName};
use serde_json::Value;

use super::entries::{strings, text};
use super::truth::{Open, Truth, Unknown, either, truth};

pub(super) struct Request {
    pub(super) cloud: Option<String>,
    pub(super) project: Option<String>,
    pub(super) enterprise_project: Option<String>,
    pub(super) resource: Option<String>,
    /// No values: the key is absent.
    pub(super) context: BTreeMap<String, Vec<String>>,
    pub(super) assume: BTreeMap<String, bool>,
    pub(super) principal: Option<Principal>,
}

/// What the caller says of the one who asks.
#[derive(Clone, Copy)]
pub(super) struct Principal {
    pub(super) root: bool,
    pub(super) management_account: bool,
    /// Only identity policies count for it.
    pub(super) identity_alone: bool,
}

impl Request {
    pub(super) fn read(check: &Value) -> Self {
        let object = |name: &str| check[name].as_object().into_iter().flatten();
        let answer = |(code, answer): (&String, &Value)| Some((code.clone(), answer.as_bool()?));
        Self {
            cloud: text(check, "cloud"),
            project: text(check, "projectId"),
            enterprise_project: text(check, "enterpriseProjectId"),
            resource: text(check, "resource"),
            context: object("context").map(|(key, values)| (key.clone(), strings(values))).collect(),
            assume: object("assume").filter_map(answer).collect(),
            principal: check.get("principal").filter(|said| said.is_object()).map(|said| Principal {
                root: said["root"] == true,
                management_account: said["managementAccount"] == true,
                identity_alone: said["model"] == "identity",
            }),
        }
    }

    pub(super) fn assuming(&self, code: &str, answer: bool) -> Self {
        let mut assume = self.assume.clone();
        assume.insert(code.to_owned(), answer);
        Self {
            cloud: self.cloud.clone(),
            project: self.project.clone(),
            enterprise_project: self.enterprise_project.clone(),
            resource: self.resource.clone(),
            context: self.context.clone(),
            principal: self.principal,
            assume,
        }
    }

    pub(super) fn answer(&self, code: &str) -> Option<bool> {
        self.assume.get(code).copied()
    }

    /// One of the two readings of a question.
    pub(super) fn either(&self, code: &'static str, yes: Truth, no: Truth) -> Truth {
        either(self.answer(code), code, yes, no)
    }

    /// Rule 8: what hangs on a question.
    pub(super) fn question(&self, code: &'static str) -> Truth {
        self.answer(code).map_or_else(|| Unknown(BTreeSet::from([Open::Question(code)])), truth)
    }
}

/// A name under which it is asked; the marks are of its APIs, `None` where no catalogue has it.
pub(super) struct Name {
    pub(super) action: String,
    pub(super) marks: Option<Marks>,
}

#[derive(Clone, Copy)]
pub(super) struct Marks {
    pub(super) enterprise_project: Option<bool>,
    pub(super) resource: Option<bool>,
    pub(super) tag: Option<bool>,
}

pub(super) struct Api {
    pub(super) id: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) version: String,
    pub(super) action: String,
    pub(super) former: Vec<String>,
    pub(super) marks: Marks,
    pub(super) dependent: Vec<String>,
}

/// The rows of `catalog.json`, read once.
pub(super) fn catalogue(cloud: &str) -> &'static [Api] {
    static CATALOGUES: LazyLock<[Vec<Api>; 2]> = LazyLock::new(|| ["otc", "huawei"].map(rows));
    &CATALOGUES[usize::from(cloud == "huawei")]
}

pub(super) fn rows(cloud: &str) -> Vec<Api> {
    let file: Value = serde_json::from_str(include_str!("../../../../src/policy/catalog/catalog.json")).unwrap();
    let clouds = file["clouds"].as_array().unwrap();
    let cloud = clouds.iter().find(|each| each["cloud"] == cloud).unwrap();
    let mut apis = Vec::new();
    for row in cloud["pages"].as_array().unwrap().iter().flat_map(|page| page["apis"].as_array().unwrap()) {
        let cell = |index: usize| row[index].as_str().unwrap();
        let mark = |index: usize| match cell(5).as_bytes()[index] {
            b'y' => Some(true),
            b'n' => Some(false),
            _ => None,
        };
        let former = row[7].as_array().into_iter().flatten().map(|former| former[0].as_str().unwrap().to_owned());
        for version in cell(1).split(' ') {
            let place = format!("/{version}{}", cell(3));
            apis.push(Api {
                id: format!("{} {place}", cell(2)),
                method: cell(2).to_owned(),
                path: place.split(" #").next().unwrap().to_owned(),
                version: if version == "v1.1" { "v1" } else { version }.to_owned(),
                action: cell(4).to_owned(),
                former: former.clone().collect(),
                marks: Marks { enterprise_project: mark(0), resource: mark(1), tag: mark(2) },
                dependent: cell(6).split_whitespace().map(str::to_owned).collect(),
            });
        }
    }
    apis
}

/// What is asked for: its names in 1.x, the current one first, and what version 5.0 calls it.
pub(super) struct Asked {
    pub(super) names: Vec<Name>,
    pub(super) five: Five,
}

/// An action of version 5.0.
pub(super) struct Five {
    pub(super) action: String,
    pub(super) aliases: Vec<String>,
    /// Without a resource type.
    pub(super) untyped: bool,
    /// Without condition keys of tags and enterprise projects.
    pub(super) keyless: bool,
    /// Of the native OpenStack API, of which no page of version 5.0 speaks.
    pub(super) native: bool,
}

/// Rule 7.
pub(super) fn asked(check: &Value) -> Option<Asked> {
    let cloud = text(check, "cloud");
    let apis = cloud.as_deref().map(catalogue).unwrap_or_default();
    if let Some(action) = text(check, "action") {
        return Some(by_action(cloud.as_deref(), apis, &action));
    }
    let api = if let Some(operation) = text(check, "operation") {
        let version = text(check, "apiVersion").unwrap_or_else(|| "v2.1".to_owned());
        let (method, path) = match operation.as_str() {
            "getServerPassword" => ("GET", "/os-server-password"),
            "deleteServerPassword" => ("DELETE", "/os-server-password"),
            "listServers" => ("GET", "/{project_id}/servers/detail"),
            "getKeyPair" => ("GET", "/os-keypairs/{keypair_name}"),
            _ => return None,
        };
        let fits = |api: &&Api| api.version == version && api.method == method && api.path.ends_with(path);
        let Some(api) = apis.iter().find(fits) else {
            // An operation whose API is no longer documented: the action that the package says it needs.
            let operation = OperationName::parse(&operation, "").ok()?;
            let version = ApiVersion::parse(&version, "").ok()?;
            let action = operation.action(Cloud::parse(cloud.as_ref()?, "").ok()?, version).ok()?;
            return Some(by_action(cloud.as_deref(), apis, action.name));
        };
        api
    } else {
        let id = text(check, "api")?;
        apis.iter().find(|api| api.id == id)?
    };
    let names = std::iter::once(&api.action).chain(&api.former);
    Some(Asked {
        names: names.map(|action| Name { action: action.clone(), marks: Some(api.marks) }).collect(),
        five: five(cloud.as_deref(), apis, &api.action, is_native(api)),
    })
}

fn by_action(cloud: Option<&str>, apis: &[Api], action: &str) -> Asked {
    let its: Vec<&Api> = apis.iter().filter(|api| api.action.eq_ignore_ascii_case(action)).collect();
    let native = !its.is_empty() && its.iter().all(|api| is_native(api));
    let marks = its.first().map(|api| api.marks);
    Asked { names: vec![Name { action: action.to_owned(), marks }], five: five(cloud, apis, action, native) }
}

fn is_native(api: &Api) -> bool {
    api.version == "v2" || api.version == "v2.1"
}

/// What is documented of actions of version 5.0, on Huawei Cloud: their alias, and whether they have no resource type, and no keys.
const DOCUMENTED: &[(&str, &[&str], bool, bool)] = &[
    ("ecs:cloudServers:showServerPassword", &["ecs:cloudServers:get"], false, true),
    ("ecs:cloudServers:deletePassword", &[], false, true),
    ("ecs:cloudServers:showResetPasswordFlag", &["ecs:cloudServers:get"], false, false),
    ("ecs:cloudServers:resetServerPwd", &[], false, false),
    ("ecs:cloudServers:createServers", &["ecs:cloudServers:create"], true, false),
    ("ecs:cloudServers:deleteServers", &["ecs:cloudServers:delete"], false, false),
    ("ecs:cloudServers:resize", &[], false, false),
];

fn five(cloud: Option<&str>, apis: &[Api], action: &str, native: bool) -> Five {
    let none = Five { action: action.to_owned(), aliases: Vec::new(), untyped: false, keyless: false, native };
    if native || cloud.is_none() {
        return none;
    }
    let documented = DOCUMENTED.iter().find(|row| cloud == Some("huawei") && row.0.eq_ignore_ascii_case(action));
    if let Some((_, aliases, untyped, keyless)) = documented {
        let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        return Five { aliases, untyped: *untyped, keyless: *keyless, ..none };
    }
    let mut aliases: Vec<String> = Vec::new();
    for former in apis.iter().filter(|api| api.action.eq_ignore_ascii_case(action)).flat_map(|api| &api.former) {
        if !aliases.iter().any(|alias| alias.eq_ignore_ascii_case(former)) {
            aliases.push(former.clone());
        }
    }
    Five { aliases, ..none }
}
