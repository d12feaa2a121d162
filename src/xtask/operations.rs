//! The registry of the operations, for JavaScript.

use std::collections::BTreeSet;
use std::path::Path;

use ecs_password::{ApiVersion, Cloud, ListPoliciesCall, Method, OperationName};
use serde_json::{Value, json};

use crate::js::{put, union};

const METHODS: [Method; 4] = [Method::Get, Method::Post, Method::Put, Method::Delete];

/// Writes `operations.js` and `operations.d.ts`.
pub(crate) fn write(out_dir: &Path) -> Result<(), String> {
    let all = OperationName::ALL;
    let table: Vec<String> =
        all.iter().map(|operation| format!("  {}: {},\n", operation.as_str(), facts(*operation))).collect();
    let of_policies = ListPoliciesCall::OPERATIONS.map(OperationName::as_str);
    let module = format!(
        "export const operations = {{\n{}}};\nexport const listPoliciesOperations = {};\n",
        table.concat(),
        json!(of_policies),
    );

    let actions: BTreeSet<&str> =
        all.iter().flat_map(|operation| places(*operation)).map(|place| place.action).collect();
    let methods = METHODS.iter().filter(|method| all.iter().any(|operation| operation.method() == **method));
    let types = TYPES
        .replace("NAMES", &union(OperationName::NAMES.iter().copied()))
        .replace("ACTIONS", &union(actions.into_iter()))
        .replace("LISTING", &of_policies.map(|name| format!("\"{name}\"")).join(", "))
        .replace("METHODS", &union(methods.map(|method| method.as_str())));
    put(out_dir, "operations", &module, &types)
}

struct Availability {
    cloud: Cloud,
    /// Of IAM's, only that which not all public clouds have is named.
    api_version: Option<&'static str>,
    path: &'static str,
    action: &'static str,
    by_body: bool,
}

/// Where an operation exists.
fn places(operation: OperationName) -> Vec<Availability> {
    let versions = if operation.of_iam() { &[ApiVersion::DEFAULT][..] } else { &ApiVersion::ALL };
    let mut places = Vec::new();
    for cloud in Cloud::ALL {
        for version in versions.iter().copied() {
            let path = operation.path(cloud, version);
            if let (Some(path), Ok(action)) = (path, operation.action(cloud, version)) {
                let api_version = match operation.iam_version() {
                    Some(version) => Some(version).filter(|version| *version != "v3"),
                    None => Some(version.as_str()),
                };
                let by_body = operation.is_told_by_body(cloud, version);
                places.push(Availability { cloud, api_version, path, action: action.name, by_body });
            }
        }
    }
    places
}

fn facts(operation: OperationName) -> Value {
    let place = |Availability { cloud, api_version, path, action, by_body }: Availability| {
        let place = json!({ "cloud": cloud, "apiVersion": api_version, "path": path, "action": action, "byBody": by_body.then_some(true) });
        let Value::Object(mut place) = place else { return place };
        place.retain(|_, value| !value.is_null());
        Value::Object(place)
    };
    let mut facts = json!({
        "service": if operation.of_iam() { "iam" } else { "compute" },
        "method": operation.method(),
        "changes": operation.changes(),
        "fields": operation.fields(),
        "places": places(operation).into_iter().map(place).collect::<Vec<_>>(),
    });
    if let (Some(role), Some(facts)) = (operation.nova_role(), facts.as_object_mut()) {
        facts.insert("novaRole".to_owned(), json!(role));
    }
    facts
}

const TYPES: &str = r#"/** The name of an operation. */
export type OperationName =NAMES;

/** The IAM action of an operation (ECS and IAM API references, "Permissions and Supported Actions"), or Nova's policy rule. */
export type Action =ACTIONS;

/** The HTTP methods of the operations. */
export type OperationMethod =METHODS;

/** Where an operation exists. */
export interface OperationPlace {
  /** The kind of cloud. */
  readonly cloud: "otc" | "huawei" | "openstack";
  /** The version of the compute API; of IAM `v5`, where it is not `v3`, which is not named. */
  readonly apiVersion?: "v1" | "v2" | "v2.1" | "v5";
  /** The path, with the IDs in braces, behind `/{apiVersion}/{project_id}` of the compute service, or `/v3` or `/v5` of IAM. */
  readonly path: string;
  /** The IAM action that it takes, or Nova's rule. */
  readonly action: Action;
  /** There where the path is that of all actions of a server: the body says which it is. */
  readonly byBody?: true;
}

/** What is known of an operation. */
export interface OperationFacts {
  /** The service that answers it. */
  readonly service: "compute" | "iam";
  /** The HTTP method. */
  readonly method: OperationMethod;
  /** Whether it changes something: it is sent once, and after a failure it may have been carried out all the same. */
  readonly changes: boolean;
  /** Its own fields in the input of `buildRequest`. */
  readonly fields: readonly string[];
  /** Where it exists: elsewhere it is `unsupportedOperation`. */
  readonly places: readonly OperationPlace[];
  /** The least of {@link defaultRoles} that it takes in the project by Nova's own rules; missing where it goes by something else. Operators can change it. */
  readonly novaRole?: "reader" | "member";
}

/** What is known of each operation. */
export declare const operations: { readonly [Name in OperationName]: OperationFacts };

/** The operations that `Client.listPolicies` is made of, in their order, those that the cloud has. */
export declare const listPoliciesOperations: readonly [LISTING];
"#;
