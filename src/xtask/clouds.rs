//! What is known of the clouds, for JavaScript.

use std::path::Path;

use ecs_password::{ApiVersion, Cloud, DEFAULT_ROLES};
use serde_json::json;

use crate::js::{put, union};

/// Writes `clouds.js` and `clouds.d.ts`.
pub(crate) fn write(out_dir: &Path) -> Result<(), String> {
    let versions = |cloud: Cloud| -> Vec<ApiVersion> {
        ApiVersion::ALL.into_iter().filter(|version| version.exists_on(cloud)).collect()
    };
    let of_cloud = |cloud: Cloud| format!("  {}: {},\n", cloud.as_str(), json!(versions(cloud)));
    let module = format!(
        "export const apiVersions = {{\n{}}};\nexport const defaultRoles = {};\n",
        Cloud::ALL.map(of_cloud).concat(),
        json!(DEFAULT_ROLES),
    );
    let types = TYPES
        .replace("CLOUDS", &union(Cloud::NAMES.into_iter()))
        .replace("VERSIONS", &union(ApiVersion::NAMES.into_iter()));
    put(out_dir, "clouds", &module, &types)
}

const TYPES: &str = r#"/** The kind of cloud; with the API version it decides path and action of every request. */
export type Cloud =CLOUDS;

/**
 * The version of the compute API: `v1` is the ECS API of the public clouds, `v2` and `v2.1` are the
 * OpenStack-compatible ones.
 */
export type ApiVersion =VERSIONS;

/** The versions of the compute API that each kind of cloud has, the usual one first. Which of them has an operation is in {@link operations}. */
export declare const apiVersions: { readonly [Kind in Cloud]: readonly [ApiVersion, ...ApiVersion[]] };

/** The roles that Keystone comes with in a project: each implies those before it. */
export declare const defaultRoles: readonly ["reader", "member", "manager", "admin"];
"#;
