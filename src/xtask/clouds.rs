//! What is known of the clouds, for JavaScript.

use std::path::Path;

use ecs_password::{ApiVersion, Cloud, DEFAULT_ROLES};
use serde_json::json;

use crate::js::put;

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
    put(out_dir, "clouds", &module, TYPES)
}

const TYPES: &str = r#"import type { ApiVersion, Cloud } from "./types.js";

/** The versions of the compute API that each kind of cloud has, the usual one first. Which of them has an operation is in {@link operations}. */
export declare const apiVersions: { readonly [Kind in Cloud]: readonly [ApiVersion, ...ApiVersion[]] };

/** The roles that Keystone comes with in a project: each implies those before it. */
export declare const defaultRoles: readonly ["reader", "member", "manager", "admin"];
"#;
