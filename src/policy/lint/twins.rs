//! Denies that leave the same deed open: ECS has an API of its own and the one of OpenStack, with actions of their own.
//!
//! Source: the permission tables of the ECS API references, where both are described in the same words.

use super::set::AttachedPolicy;
use super::{ordinal, unrestricted};
use crate::Cloud;
use crate::base::said::said;
use crate::base::scope::Scope;
use crate::base::text::quoted;
use crate::policy::catalog;
use crate::policy::model::action::{ActionPatterns, AskedAction};
use crate::policy::model::ast::{Effect, Statement};
use crate::policy::model::verdict::Truth;
use crate::policy::syntax::diagnostic::{DiagnosticCode as Code, Severity};
use crate::policy::syntax::found::Found;

/// Actions that allow the same: those of ECS's own API, the current name before the former one, and those of the API of OpenStack.
const TWINS: [(&[&str], &[&str]); 9] = [
    (&["ecs:cloudServers:deleteServers", "ecs:cloudServers:delete"], &["ecs:servers:delete"]),
    (&["ecs:cloudServers:createServers", "ecs:cloudServers:create"], &["ecs:servers:create"]),
    (&["ecs:cloudServers:start"], &["ecs:servers:start"]),
    (&["ecs:cloudServers:stop"], &["ecs:servers:stop"]),
    (&["ecs:cloudServers:reboot"], &["ecs:servers:reboot"]),
    (&["ecs:cloudServers:resize"], &["ecs:servers:resize"]),
    (&["ecs:cloudServers:showServerPassword"], &["ecs:serverPasswords:manage"]),
    (&["ecs:cloudServers:deletePassword"], &["ecs:serverPasswords:manage"]),
    (&["ecs:cloudServers:vnc"], &["ecs:servers:createConsole"]),
];

/// A statement of a member with this index, and what it names.
type Named<'a> = (usize, &'a AttachedPolicy<'a>, &'a Statement, ActionPatterns);

/// More statements, together, than a user is granted: they are not compared.
const MOST: usize = 2000;

/// The Denies that leave a deed open which an Allow of the set allows, with the index of the member they are in.
#[inline(never)]
pub(super) fn twins(members: &[AttachedPolicy<'_>], cloud: Option<Cloud>) -> Vec<(usize, Found)> {
    let all: Vec<Named<'_>> = members
        .iter()
        .enumerate()
        .flat_map(|(index, member)| member.document.statements.iter().map(move |statement| (index, member, statement)))
        .filter(|(_, _, statement)| !statement.actions.negated)
        .map(|(index, member, statement)| {
            let patterns = ActionPatterns::new(&statement.actions.patterns, member.document.version);
            (index, member, statement, patterns)
        })
        .collect();
    let mut found = Vec::new();
    let denies =
        || all.iter().filter(|(_, _, statement, _)| statement.effect == Effect::Deny && unrestricted(statement));
    if all.len() > MOST || denies().next().is_none() {
        return found;
    }
    let pairs = TWINS.iter().flat_map(|(own, other)| [(own, other), (other, own)]);
    for (denied, open) in pairs {
        // What the cloud has no API for is no way around.
        let Some(twin) = open.first().filter(|twin| is_of(cloud, twin)) else { continue };
        let parsed = |actions: &[&str]| -> Vec<AskedAction> {
            actions.iter().filter_map(|action| AskedAction::parse(action)).collect()
        };
        let (denied, open) = (parsed(denied), parsed(open));
        if denies().any(|(.., deny)| open.iter().any(|open| names(deny, open))) {
            continue;
        }
        let denying = |(.., deny): &&Named<'_>| denied.iter().any(|denied| names(deny, denied));
        let Some((index, member, deny, _)) = denies().find(denying) else { continue };
        let allows = all.iter().find(|(_, other, statement, patterns)| {
            statement.effect == Effect::Allow
                && meet(member.scope, other.scope)
                && open.first().is_some_and(|twin| names(patterns, twin))
        });
        let Some((_, other, allow, _)) = allows else { continue };
        let message = said!(
            "this Deny leaves another way to the same open: `{}`, which statement {} of {} allows",
            *twin,
            ordinal(allow),
            quoted(other.name)
        );
        found.push((
            *index,
            Found {
                code: Code::OtherWayOpen,
                severity: Severity::Warning,
                range: deny.actions.range,
                path: format!("{}.Statement[{}].Action", member.document.path, deny.index),
                message,
                hint: Some(said!("deny `{}` as well", *twin)),
            },
        ));
    }
    found
}

/// Whether a statement certainly names an action.
fn names(patterns: &ActionPatterns, action: &AskedAction) -> bool {
    patterns.iter().flatten().any(|pattern| pattern.matches(action) == Truth::True)
}

/// Whether an API of the cloud needs an action.
fn is_of(cloud: Option<Cloud>, action: &str) -> bool {
    let mut catalogs = catalog::clouds(cloud).filter_map(catalog::of);
    catalogs.any(|catalog| catalog.apis().iter().any(|api| api.action == action))
}

/// Whether two attachments surely meet somewhere.
fn meet(one: Option<&Scope>, other: Option<&Scope>) -> bool {
    let is_wide = |scope: Option<&Scope>| matches!(scope, None | Some(Scope::AllProjects | Scope::AllResources));
    let is_project = |scope: Option<&Scope>| is_wide(scope) || matches!(scope, Some(Scope::Project { .. }));
    (is_wide(one) && is_project(other)) || (is_wide(other) && is_project(one)) || (one == other && is_project(one))
}
