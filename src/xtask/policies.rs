//! What is known of IAM policies, for JavaScript.

use std::path::Path;

use ecs_password::policy::ast::{Envelope, Version};
use ecs_password::policy::diagnostic::DiagnosticCode;
use ecs_password::policy::{
    GLOBAL_KEYS, PasswordWay, RESOURCE_TAG, SET_PREFIXES, Scope, ValueType, Verdict, catalog, operators,
};
use ecs_password::{Cloud, EnterpriseProjectId, ProjectId};
use serde_json::{Map, Value, json};

use crate::js::put;

/// Writes `policies.js`, `conditions.js` and `catalog.js`, each with its types: who uses one of them need not load the others.
pub(crate) fn write(out_dir: &Path) -> Result<(), String> {
    let verdicts: Vec<Verdict> = (0..).map_while(Verdict::of_number).collect();
    let malformed = DiagnosticCode::ALL.iter().filter(|code| code.is_malformed_json());
    let policies = [
        ("verdicts", json!(verdicts)),
        ("noVerdict", json!(Verdict::NONE)),
        ("scopeKinds", scope_kinds()?),
        ("policyClouds", json!(clouds_with_policies())),
        ("policyVersions", policy_versions()),
        ("envelopeMembers", json!(Envelope::DECIDING)),
        ("malformedJsonCodes", json!(malformed.collect::<Vec<_>>())),
    ];
    let types = POLICIES.replace("VERDICTS", &json!(verdicts).to_string().replace(',', ", "));
    put(out_dir, "policies", &constants(&policies), &types)?;
    let conditions = [
        ("conditionOperators", json!(operators())),
        ("conditionSetPrefixes", json!(SET_PREFIXES)),
        ("conditionKeys", condition_keys()),
    ];
    put(out_dir, "conditions", &constants(&conditions), CONDITIONS)?;
    put(out_dir, "catalog", &constants(&[("passwordApis", password_apis())]), CATALOG)
}

fn constants(all: &[(&str, Value)]) -> String {
    all.iter().map(|(name, value)| format!("export const {name} = {value};\n")).collect()
}

fn clouds_with_policies() -> Vec<Cloud> {
    Cloud::ALL.into_iter().filter(|cloud| catalog::of(*cloud).is_some()).collect()
}

fn policy_versions() -> Value {
    let of_cloud = |cloud: Cloud| -> (String, Value) {
        let versions = Version::ALL.into_iter().filter(|version| version.exists_on(cloud));
        (cloud.as_str().to_owned(), versions.map(Version::as_str).collect())
    };
    Value::Object(clouds_with_policies().into_iter().map(of_cloud).collect())
}

fn scope_kinds() -> Result<Value, String> {
    let facts = |scope: &Scope| {
        let written = json!(scope);
        let kind = written.get("kind")?.as_str()?.to_owned();
        Some((kind, json!({ "id": written.get("id").is_some(), "attachable": scope.is_attachable() })))
    };
    let ids = ProjectId::parse("0", "id").and_then(|id| Ok((id, EnterpriseProjectId::parse("0", "id")?)));
    let (project, enterprise_project) = ids.map_err(|error| error.to_string())?;
    Ok(Value::Object(Scope::every(&project, &enterprise_project).iter().filter_map(facts).collect()))
}

fn condition_keys() -> Value {
    let global =
        GLOBAL_KEYS.map(|(name, value_type)| json!({ "name": name, "valueType": value_type, "prefix": false }));
    let tag = json!({ "name": RESOURCE_TAG, "valueType": ValueType::Text, "prefix": true });
    Value::Array(global.into_iter().chain([tag]).collect())
}

fn password_apis() -> Value {
    let ids = |cloud: Cloud, way: PasswordWay| -> Vec<&str> {
        let apis = catalog::of(cloud).map(catalog::Catalog::apis).unwrap_or_default();
        apis.iter().filter(|api| api.password_way() == Some(way)).map(|api| api.id.as_str()).collect()
    };
    let by_way = |cloud: Cloud| -> Map<String, Value> {
        let way = |way: PasswordWay| (json!(way).as_str().unwrap_or_default().to_owned(), json!(ids(cloud, way)));
        PasswordWay::ALL.into_iter().map(way).collect()
    };
    Value::Object(
        clouds_with_policies()
            .into_iter()
            .map(|cloud| (cloud.as_str().to_owned(), Value::Object(by_way(cloud))))
            .collect(),
    )
}

const POLICIES: &str = r#"import type { PolicyCloud, PolicyScope, PolicySummary } from "./types.js";

/** The verdicts by their number, as the decisions of a `Preview` and of `PolicySet.decideAll` have them. */
export declare const verdicts: readonly VERDICTS;

/** What stands in place of a verdict's number where the core knows of none. */
export declare const noVerdict: number;

/** What is known of a kind of scope. */
export interface ScopeKindFacts {
  /** Whether it has the ID of a project or enterprise project. */
  readonly id: boolean;
  /** Whether a policy can be attached there. The others are places of what a list of policies could not tell. */
  readonly attachable: boolean;
}

/** The kinds of `scope`: where a policy is attached. */
export declare const scopeKinds: { readonly [Kind in PolicyScope["kind"]]: ScopeKindFacts };

/** The clouds that have IAM policies. */
export declare const policyClouds: readonly PolicyCloud[];

/** The versions of policies that the documents of each cloud know, the oldest first: 1.0 of roles, 1.1, and 5.0 of identity policies. */
export declare const policyVersions: { readonly [Kind in PolicyCloud]: readonly PolicySummary["version"][] };

/** The members of what the IAM API puts around a policy on which decisions may hang, with the policy itself; the others are for people. */
export declare const envelopeMembers: readonly string[];

/** The codes of `Diagnostic` which say that a text is no JSON: it is read as it would be once mended, and IAM refuses it. */
export declare const malformedJsonCodes: readonly string[];
"#;

const CONDITIONS: &str = r#"/** As what the values of a condition are read: as they stand, a decimal number, a date of RFC 3339 with offset, `true` and `false`, or an IP address (in a policy a range as well). */
export type ConditionValueType = "string" | "number" | "date" | "boolean" | "ip";

/** A condition operator of versions 1.0 and 1.1. */
export interface ConditionOperator {
  /** Its name, such as `StringNotEqualsIfExists`. */
  readonly name: string;
  /** As what it reads the values of the policy, and of the request; `Null` only asks whether that has the key. */
  readonly valueType: ConditionValueType;
  /** Whether it is met where none of the values fits. */
  readonly negated: boolean;
  /** Whether it is met as well where the request does not have the key. */
  readonly ifExists: boolean;
  /** The service of whose condition keys alone it is documented. */
  readonly service?: string;
}

/** The condition operators, in the order of the documents. Each but `Null` may have one of {@link conditionSetPrefixes} before its name. */
export declare const conditionOperators: readonly ConditionOperator[];

/** What stands before an operator for a key with several values in a request: one of them is to fit, or all. */
export declare const conditionSetPrefixes: readonly ["ForAnyValue:", "ForAllValues:"];

/** A global condition key. */
export interface ConditionKey {
  /** Its name; where `prefix` is true, what its name begins with: the name of a tag follows. */
  readonly name: string;
  /** The type of its values. */
  readonly valueType: ConditionValueType;
  /** Whether it is the beginning of a name alone. */
  readonly prefix: boolean;
}

/** The global condition keys of versions 1.0 and 1.1 (OTC IAM, "Policy Syntax"). */
export declare const conditionKeys: readonly ConditionKey[];
"#;

const CATALOG: &str = r#"import type { PolicyCloud } from "./types.js";

/**
 * A way to the password of a Windows server, or around it: reading or deleting the stored password by the API that is compatible with Nova
 * (`nova`) or by Huawei Cloud's own (`ecs`, v1), setting another password, or opening the screen of the server.
 */
export type PasswordWay = "nova" | "ecs" | "reset" | "console";

/** The documented APIs of each way, by their `id` in the rows of a preview. */
export declare const passwordApis: { readonly [Kind in PolicyCloud]: { readonly [Way in PasswordWay]: readonly string[] } };
"#;
