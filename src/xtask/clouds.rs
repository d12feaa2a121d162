//! What is known of the clouds, for JavaScript.

use std::path::Path;

use ecs_password::passwords::PasswordRules;
use ecs_password::{
    ApiVersion, Cloud, DEFAULT_ROLES, Error, Microversion, NOVA_RULES, ProjectId, ServerId, ServerNamePart, http, keys,
};
use serde_json::json;

use crate::js::put;
use crate::nova;

/// Writes `clouds.js` and `clouds.d.ts`.
pub(crate) fn write(out_dir: &Path) -> Result<(), String> {
    let versions = |cloud: Cloud| -> Vec<ApiVersion> {
        ApiVersion::ALL.into_iter().filter(|version| version.exists_on(cloud)).collect()
    };
    let of_cloud = |cloud: Cloud| format!("  {}: {},\n", cloud.as_str(), json!(versions(cloud)));
    let server_id = "00000000-0000-0000-0000-000000000000";
    let id_patterns = json!({
        "projectId": pattern("0", |text| ProjectId::parse(text, "id").map(drop))?,
        "serverId": pattern(server_id, |text| ServerId::parse(text, "id").map(drop))?,
        "serverNamePart": pattern("0", |text| ServerNamePart::parse(text, "name").map(drop))?,
    });
    let (cloud, api_version) = Microversion::OF;
    let newest = Microversion::NEWEST_KNOWN.to_string();
    let constants = [
        ("defaultRoles", json!(DEFAULT_ROLES)),
        ("novaReleases", nova::releases()?),
        ("novaRulePrefix", json!(NOVA_RULES)),
        ("idPatterns", id_patterns),
        ("httpHeaders", json!({ "token": http::TOKEN_HEADER, "retryAfter": http::RETRY_AFTER })),
        ("tooManyRequests", json!(http::TOO_MANY_REQUESTS)),
        ("microversions", json!({ "cloud": cloud.as_str(), "apiVersion": api_version, "newest": newest })),
        ("passwordKeyAlgorithm", json!(keys::ALGORITHM)),
        ("passwordRules", json!(PasswordRules::all())),
    ];
    let module = format!(
        "export const apiVersions = {{\n{}}};\n{}",
        Cloud::ALL.map(of_cloud).concat(),
        constants.map(|(name, value)| format!("export const {name} = {value};\n")).concat(),
    );
    put(out_dir, "clouds", &module, TYPES)
}

/// The texts that `parse` takes, as a regular expression, found out by trying: at each place of `sample` every ASCII character, and where
/// all places are alike every length.
fn pattern(sample: &str, parse: impl Fn(&str) -> Result<(), Error>) -> Result<String, String> {
    let allowed = |place: usize| -> String {
        let with = |letter: char| {
            sample.chars().enumerate().map(|(at, old)| if at == place { letter } else { old }).collect::<String>()
        };
        (0..128_u8).map(char::from).filter(|letter| parse(&with(*letter)).is_ok()).collect()
    };
    let places: Vec<String> = (0..sample.len()).map(allowed).collect();
    let mut pattern = String::new();
    for alike in places.chunk_by(|one, other| one == other) {
        let class = class(alike.first().ok_or("a sample without a character")?);
        let lengths: Vec<usize> = match places.len() {
            1 => (0..1000).filter(|length| parse(&sample.repeat(*length)).is_ok()).collect(),
            _ => vec![alike.len()],
        };
        let (least, most) = lengths.first().zip(lengths.last()).ok_or("a sample that is refused")?;
        pattern += &class;
        match (least, most) {
            (1, 1) => {}
            (least, most) if least == most => pattern += &format!("{{{least}}}"),
            (least, most) => pattern += &format!("{{{least},{most}}}"),
        }
    }
    Ok(pattern)
}

/// Characters as a class: runs of letters and digits as ranges.
fn class(letters: &str) -> String {
    let letters: Vec<char> = letters.chars().collect();
    let follows = |one: &char, other: &char| {
        one.is_ascii_alphanumeric() && other.is_ascii_alphanumeric() && u32::from(*one) + 1 == u32::from(*other)
    };
    let mut ranges = String::new();
    for range in letters.chunk_by(follows) {
        match range {
            [one] if one.is_ascii_alphanumeric() || *one == '_' => ranges.push(*one),
            [one] => ranges.extend(['\\', *one]),
            [first, .., last] => ranges.extend([*first, '-', *last]),
            [] => {}
        }
    }
    match letters.as_slice() {
        [one] => one.to_string(),
        _ => format!("[{ranges}]"),
    }
}

const TYPES: &str = r#"import type { ApiVersion, Cloud, PasswordRules } from "./types.js";

/** The versions of the compute API that each kind of cloud has, the usual one first. Which of them has an operation is in {@link operations}. */
export declare const apiVersions: { readonly [Kind in Cloud]: readonly [ApiVersion, ...ApiVersion[]] };

/** The roles that Keystone comes with in a project: each implies those before it. */
export declare const defaultRoles: readonly ["reader", "member", "manager", "admin"];

/**
 * What Nova's own rules go by, from release to release, the newest first: `from` and `to` are numbers of Nova, `names` those of its releases, which are left out
 * where there is none. Where `byRole`, a call takes the `novaRole` of its operation, or `admin`; else any role in the project is enough, also of
 * the releases that have the newer rules but have them off by default (`enforce_new_defaults`). An operator's `policy.yaml` can say otherwise, and no API shows it;
 * `OsloPolicy` reads one.
 *
 * Source: asked of the rules of these releases, which are `nova/policies` of the packages on PyPI.
 */
export declare const novaReleases: readonly {
  readonly from?: number;
  readonly to?: number;
  readonly names: { readonly from?: string; readonly to?: string };
  readonly byRole: boolean;
}[];

/** What the names of Nova's rules begin with: what plain OpenStack has in place of IAM actions. */
export declare const novaRulePrefix: string;

/** The form of IDs, as regular expressions of the whole text, as the attribute `pattern` of a field takes them. A `projectId` is also that of an enterprise project. */
export declare const idPatterns: { readonly projectId: string; readonly serverId: string; readonly serverNamePart: string };

/** The names of headers: what carries a token, and what asks to wait, see {@link retryAfterMs}. */
export declare const httpHeaders: { readonly token: string; readonly retryAfter: string };

/** The HTTP status of an answer that asks for fewer requests: an error of it is `rateLimited`. */
export declare const tooManyRequests: number;

/** For which kind of cloud, and in which version of the compute API, a microversion can be asked for; and the newest one that a client asks for by itself. */
export declare const microversions: { readonly cloud: Cloud; readonly apiVersion: ApiVersion; readonly newest: string };

/** The algorithm of the key pairs for which Windows can encrypt its password, as their public keys begin with it. */
export declare const passwordKeyAlgorithm: string;

/** What the documents of the clouds ask of a new password, by cloud and use: what {@link checkPassword} goes by. */
export declare const passwordRules: readonly Readonly<PasswordRules>[];
"#;
