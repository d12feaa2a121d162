//! What the clouds document about the APIs of ECS: which action each needs, under which scopes it can be granted, and
//! what it was called before. Data: `catalog.json`, read once.
//!
//! Sources: the API references, chapter "Permissions and Supported Actions", of Open Telekom Cloud (2026-07) and of
//! Huawei Cloud (2024-04); every row names its page, every former name its edition. Methods and actions stand as
//! they are documented, slips included (`ecs:cloudServerFpgaImags:unrelate`): nobody knows which spelling IAM has
//! registered. Paths do too, but for four that nobody could call. Printed are
//!
//! - `POST /v1{project_id}/cloudservers/os-server-groups`, on both clouds: a slash is missing;
//! - `GET /v1/cloudservers/{server_id}/block_device/{volume_id}`, on Huawei Cloud: the project is missing;
//! - `GET …/fpga_image/associations{?image_id,fpga_image_id,page,size}`, on Huawei Cloud: the query, all of it optional.

pub mod lists;
pub(crate) mod read;
pub(crate) mod v5;

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use self::lists::ServiceList;
use crate::base::ids::{ApiVersion, Cloud};
use crate::base::method::Method;
use crate::base::operations::{Basis, OperationName};
use crate::base::sort::sort_by;

/// One API of a cloud: a method and a path, and where that is not enough (`…/action`, which the body decides), what
/// it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Api {
    /// Method and path, with `#` and a word where several APIs share them:
    /// `POST /v2.1/{project_id}/servers/{server_id}/action #lock`.
    pub id: String,
    /// What it does: in the words of Open Telekom Cloud, or in our own. Empty where nobody says so.
    pub title: String,
    /// The chapter it stands in.
    pub category: String,
    /// The HTTP method.
    pub method: Method,
    /// The path, with placeholders in braces.
    pub path: String,
    /// The version of the compute API that the path begins with; `/v1.1` counts as v1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<ApiVersion>,
    /// The action it needs.
    pub action: String,
    /// What that action was called before, for this API.
    pub former: Vec<Former>,
    /// What it needs besides.
    pub dependent_actions: Vec<String>,
    /// What a grant of it can be narrowed to.
    pub marks: Marks,
    /// The operation of this package that calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationName>,
    /// The page that documents it, as `owner/repository:path`.
    pub source: String,
}

impl Api {
    /// The way to the password of a Windows server, or around it, that it is.
    #[must_use]
    pub fn password_way(&self) -> Option<PasswordWay> {
        if matches!(self.operation, Some(OperationName::GetServerPassword | OperationName::DeleteServerPassword)) {
            return Some(if self.api_version == Some(ApiVersion::V1) { PasswordWay::Ecs } else { PasswordWay::Nova });
        }
        match self.path.rsplit('/').next()? {
            "os-reset-password" | "os-reset-passwords" => Some(PasswordWay::Reset),
            "remote_console" | "remote-consoles" => Some(PasswordWay::Console),
            _ => None,
        }
    }
}

/// The ways to the password of a Windows server, and around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PasswordWay {
    /// Reads or deletes the stored password by the API that is compatible with Nova.
    Nova,
    /// The same by Huawei Cloud's own ECS API (v1).
    Ecs,
    /// Sets another password.
    Reset,
    /// Opens the screen of the server.
    Console,
}

impl PasswordWay {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Nova, Self::Ecs, Self::Reset, Self::Console];
}

/// A former name of an API's action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Former {
    /// The name.
    pub action: String,
    /// The first edition that has the next name, such as `2024-04`.
    pub until: String,
    /// The edition and page that have this name.
    pub source: String,
}

/// What a grant of an action can be narrowed to; `None` where nothing says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Marks {
    /// Whether it takes effect when granted in an enterprise project.
    pub enterprise_project: Option<bool>,
    /// Whether it supports a specific resource.
    pub resource: Option<bool>,
    /// Whether it supports a condition on a tag of the resource.
    pub tag: Option<bool>,
    /// Huawei Cloud documents all three. Open Telekom Cloud documents none: the first is that of the same row in the
    /// table of the Swiss or of Huawei's cloud, the others are no.
    pub basis: Basis,
}

/// The services whose actions version 1.1 policies name (first segment, lower case): those of ECS, its dependencies
/// and the examples of the IAM user guides, and those of the system-defined policies of both clouds. Not complete: a
/// service that is not here may well exist.
///
/// Sources: IAM user guides, "Policy Syntax", "Custom Policy Use Cases" and "System-defined Permissions"; the
/// services' own chapters "Permissions and Supported Actions".
#[must_use]
pub fn services() -> &'static [Service] {
    SERVICES
}

/// A service that policies name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// The first segment of its actions.
    pub name: &'static str,
    /// Whether the catalogue has all of its actions. Of the other services it has those that APIs of ECS depend on.
    pub complete: bool,
}

const SERVICES: &[Service] = &[
    partial("aad"),
    partial("amp"),
    partial("anti-ddos"),
    partial("aom"),
    partial("apig"),
    partial("apm"),
    partial("as"),
    partial("astrozero"),
    partial("bms"),
    partial("bss"),
    partial("cae"),
    partial("cbh"),
    partial("cbr"),
    partial("cc"),
    partial("cce"),
    partial("cci"),
    partial("cdm"),
    partial("cdn"),
    partial("ces"),
    partial("cfw"),
    partial("cgs"),
    partial("cloudtable"),
    partial("cph"),
    partial("csbs"),
    partial("cse"),
    partial("csms"),
    partial("css"),
    partial("cts"),
    partial("das"),
    partial("dataartsinsight"),
    partial("dbss"),
    partial("dcaas"),
    partial("dcs"),
    partial("ddm"),
    partial("dds"),
    partial("deh"),
    partial("dis"),
    partial("dlf"),
    partial("dli"),
    partial("dms"),
    partial("dns"),
    partial("drs"),
    partial("dss"),
    partial("dws"),
    complete("ecs"),
    partial("eip"),
    partial("elb"),
    partial("eps"),
    partial("er"),
    partial("evs"),
    partial("functiongraph"),
    partial("ga"),
    partial("gaussdb"),
    partial("ges"),
    partial("hilens"),
    partial("hss"),
    partial("iam"),
    partial("ief"),
    partial("ims"),
    partial("kms"),
    partial("kps"),
    partial("lts"),
    partial("modelarts"),
    partial("mrs"),
    partial("nat"),
    partial("nosql"),
    partial("obs"),
    partial("ocr"),
    partial("pca"),
    partial("rds"),
    partial("rf"),
    partial("rms"),
    partial("scm"),
    partial("sdrs"),
    partial("secmaster"),
    partial("sfs"),
    partial("sfsturbo"),
    partial("smn"),
    partial("sms"),
    partial("svcstg"),
    partial("swr"),
    partial("tms"),
    partial("ucs"),
    partial("vbs"),
    partial("vpc"),
    partial("vpcep"),
    partial("vpn"),
    partial("waf"),
    partial("workspace"),
];

const fn partial(name: &'static str) -> Service {
    Service { name, complete: false }
}

const fn complete(name: &'static str) -> Service {
    Service { name, complete: true }
}

/// The APIs of one cloud.
#[derive(Debug)]
pub struct Catalog {
    cloud: Cloud,
    apis: Vec<Arc<Api>>,
    /// Every current action, sorted.
    actions: Vec<String>,
    /// The resource types of the actions of ECS, today's and former ones, sorted.
    resource_types: Vec<String>,
    /// The marks by action, sorted ignoring case.
    marks: Vec<(String, Marks)>,
    /// What was called the first is now called the second; sorted ignoring case.
    renamed: Vec<(String, String)>,
    /// The names of ECS.
    list: ServiceList,
}

/// The catalogue of a cloud; `None` for plain OpenStack, whose rules are not IAM policies.
#[must_use]
pub fn of(cloud: Cloud) -> Option<&'static Catalog> {
    static CATALOGS: OnceLock<Vec<Catalog>> = OnceLock::new();
    // A test reads the file, so that it is never empty.
    let catalogs = CATALOGS.get_or_init(|| read::read(include_str!("catalog.json")).unwrap_or_default());
    catalogs.iter().find(|catalog| catalog.cloud == cloud)
}

/// The clouds that a text is about: the one that is named, else all that have a catalogue.
pub(crate) fn clouds(named: Option<Cloud>) -> impl Iterator<Item = Cloud> {
    [Cloud::Otc, Cloud::Huawei].into_iter().filter(move |cloud| named.is_none_or(|named| named == *cloud))
}

impl Catalog {
    /// Whose it is.
    #[must_use]
    pub fn cloud(&self) -> Cloud {
        self.cloud
    }

    /// Every API, in the order of the documents.
    #[must_use]
    pub fn apis(&self) -> &[Arc<Api>] {
        &self.apis
    }

    /// The API with this id.
    #[must_use]
    pub fn api(&self, id: &str) -> Option<&Arc<Api>> {
        self.apis.iter().find(|api| api.id == id)
    }

    /// The API that an operation calls in an API version.
    #[must_use]
    pub fn for_operation(&self, operation: OperationName, version: ApiVersion) -> Option<&Arc<Api>> {
        self.apis.iter().find(|api| api.operation == Some(operation) && api.api_version == Some(version))
    }

    /// The marks of the APIs that need `action` (case ignored, as IAM does); `None` where no API needs it. All APIs
    /// of one action have the same marks.
    #[must_use]
    pub fn marks(&self, action: &str) -> Option<Marks> {
        let found = self.marks.binary_search_by(|(name, _)| ignoring_case(name, action)).ok()?;
        self.marks.get(found).map(|(_, marks)| *marks)
    }

    /// Every current action that an API needs, itself or besides: sorted, each once, as documented.
    #[must_use]
    pub fn actions(&self) -> &[String] {
        &self.actions
    }

    /// What was called `action` (case ignored) for some API and is called something else now: the current names,
    /// sorted.
    #[must_use]
    pub fn former(&self, action: &str) -> Vec<&str> {
        let start = self.renamed.partition_point(|(former, _)| ignoring_case(former, action) == Ordering::Less);
        let same = self.renamed.iter().skip(start).take_while(|(former, _)| former.eq_ignore_ascii_case(action));
        same.map(|(_, current)| current.as_str()).collect()
    }

    /// Every resource type (middle segment) of the actions of ECS, today's and former ones: sorted, each once, as
    /// documented.
    #[must_use]
    pub fn resource_types(&self) -> &[String] {
        &self.resource_types
    }

    /// The names of ECS, as far as this crate knows them itself.
    pub(crate) fn list(&self) -> &ServiceList {
        &self.list
    }

    fn new(cloud: Cloud, apis: Vec<Api>, list: ServiceList) -> Self {
        let apis: Vec<Arc<Api>> = apis.into_iter().map(Arc::new).collect();
        let mut actions: Vec<String> =
            apis.iter().flat_map(|api| [&api.action].into_iter().chain(&api.dependent_actions)).cloned().collect();
        sort_by(&mut actions, Ord::cmp);
        actions.dedup();
        let former = apis.iter().flat_map(|api| api.former.iter().map(|former| &former.action));
        let mut resource_types: Vec<String> = actions
            .iter()
            .chain(former)
            .filter_map(|action| action.strip_prefix("ecs:")?.split(':').next())
            .map(str::to_owned)
            .collect();
        sort_by(&mut resource_types, Ord::cmp);
        resource_types.dedup();
        let mut marks: Vec<(String, Marks)> = apis.iter().map(|api| (api.action.clone(), api.marks)).collect();
        sort_by(&mut marks, |(one, _), (other, _)| ignoring_case(one, other));
        marks.dedup_by(|(one, _), (other, _)| one.eq_ignore_ascii_case(other));
        let mut renamed: Vec<(String, String)> = apis
            .iter()
            .flat_map(|api| api.former.iter().map(|former| (former.action.clone(), api.action.clone())))
            .collect();
        sort_by(&mut renamed, |(one, its), (other, others)| ignoring_case(one, other).then_with(|| its.cmp(others)));
        renamed.dedup();
        Self { cloud, apis, actions, resource_types, marks, renamed, list }
    }
}

fn ignoring_case(one: &str, other: &str) -> Ordering {
    let [one, other] = [one, other].map(|text| text.bytes().map(|byte| byte.to_ascii_lowercase()));
    one.cmp(other)
}
