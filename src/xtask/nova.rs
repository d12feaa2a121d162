//! What Nova's own rules go by, from release to release: asked of the rules themselves, for each operation.

use ecs_password::policy::oslo::{NovaRelease, OsloCheck, OsloOptions, OsloPolicy, OsloVerdict, TokenScope};
use ecs_password::{ApiVersion, Cloud, DEFAULT_ROLES, OperationName};
use serde_json::{Map, Value, json};

/// The releases that go by the same, the newest first: `[{ from?, to?, names, byRole }]`.
///
/// # Errors
/// Where what is known of an operation is not what the rules say.
pub(crate) fn releases() -> Result<Value, String> {
    let kinds = NovaRelease::all().iter().map(|release| Ok((*release, kind(*release)?)));
    let kinds: Vec<(NovaRelease, Kind)> = kinds.collect::<Result<_, String>>()?;
    let spans: Vec<&[(NovaRelease, Kind)]> = kinds.chunk_by(|(_, one), (_, other)| one == other).collect();
    let count = spans.len();
    let span = |(index, span): (usize, &&[(NovaRelease, Kind)])| {
        let (mut of_span, mut names) = (Map::new(), Map::new());
        let ends = [("from", span.first(), index > 0), ("to", span.last(), index + 1 < count)];
        for (name, end, _) in ends.iter().filter(|(_, _, is_there)| *is_there) {
            if let Some((release, _)) = end {
                of_span.insert((*name).to_owned(), json!(release.number()));
                names.insert((*name).to_owned(), json!(release.name()));
            }
        }
        of_span.insert("names".to_owned(), Value::Object(names));
        of_span.insert("byRole".to_owned(), json!(span.first().is_some_and(|(_, kind)| kind.by_role)));
        Value::Object(of_span)
    };
    Ok(spans.iter().enumerate().map(span).rev().collect())
}

/// What a release goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kind {
    /// A role is needed.
    by_role: bool,
    /// A role would be needed, were the new rules switched on.
    could_be: bool,
}

fn kind(release: NovaRelease) -> Result<Kind, String> {
    let of_nova = |operation: &&OperationName| {
        !operation.of_iam() && operation.action(Cloud::Openstack, ApiVersion::V2_1).is_ok()
    };
    let kinds =
        OperationName::ALL.iter().filter(of_nova).filter_map(|operation| kind_of(*operation, release).transpose());
    let kinds: Vec<Kind> = kinds.collect::<Result<_, String>>()?;
    match kinds.as_slice() {
        [first, rest @ ..] if rest.iter().all(|kind| kind == first) => Ok(*first),
        _ => Err(format!("the operations do not go by the same in Nova {}", release.name())),
    }
}

/// None where it goes by something else than a role, which its owner has.
fn kind_of(operation: OperationName, release: NovaRelease) -> Result<Option<Kind>, String> {
    let may = |roles: &[&str], on: Option<bool>| -> Result<bool, String> {
        let options = OsloOptions { release: Some(release), enforce_scope: on, enforce_new_defaults: on };
        let check = OsloCheck::of_operation(operation, TokenScope::Project(Some("p".to_owned())));
        let check = check.map_err(|error| error.to_string())?.with_user_id("u").with_roles(roles);
        let check = check.with_target("project_id", Some("p")).with_target("user_id", Some("u"));
        let answer = OsloPolicy::new(None, options).check(&check).map_err(|error| error.to_string())?;
        match answer.decision {
            OsloVerdict::Allow => Ok(true),
            OsloVerdict::Deny => Ok(false),
            OsloVerdict::Conditional => Err(format!("{} is open in Nova {}", operation.as_str(), release.name())),
        }
    };
    let wrong = || format!("{} does not go by its role in Nova {}", operation.as_str(), release.name());
    let Some(role) = operation.nova_role() else {
        return if may(&["another"], Some(true))? { Ok(None) } else { Err(wrong()) };
    };
    for on in [None, Some(true)] {
        let lower = DEFAULT_ROLES.iter().take_while(|each| **each != role);
        // The new rules of before 2023.1, which are off there, want roles of administrators that imply it, too.
        let is_enough = may(&[role], on)? && (on.is_some() || may(&["admin"], on)?);
        let is_least = may(&["another"], on)?
            || !lower.map(|each| may(&[each], on)).collect::<Result<Vec<_>, _>>()?.contains(&true);
        if !is_enough || !is_least {
            return Err(wrong());
        }
    }
    Ok(Some(Kind { by_role: !may(&["another"], None)?, could_be: !may(&["another"], Some(true))? }))
}
