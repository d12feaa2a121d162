//! What only a set can show.

use super::between::{add, whole};
use super::cover::{Effort, Patterns};
use super::twins::twins;
use super::{ordinal, unrestricted};
use crate::Cloud;
use crate::base::said::said;
use crate::base::scope::Scope;
use crate::base::text::quoted;
use crate::policy::engine::entry::CUSTOM;
use crate::policy::model::ast::{Document, Effect, Statement, Text};
use crate::policy::model::content::content;
use crate::policy::model::interner::Interner;
use crate::policy::model::source::Range;
use crate::policy::syntax::diagnostic::{Diagnostic, DiagnosticCode as Code, Severity};
use crate::policy::syntax::found::{Found, MOST, diagnostics, not_all};

/// A readable policy of a set.
#[derive(Debug, Clone, Copy)]
pub struct AttachedPolicy<'a> {
    /// Its name in the set.
    pub name: &'a str,
    /// What was read of it.
    pub document: &'a Document,
    /// Where it is attached.
    pub scope: Option<&'a Scope>,
    /// The catalog it is from.
    pub catalog: &'a str,
}

/// What only a set can show: the findings, with the index of the member they are in. `unread`: whether the set has entries besides
/// of which nothing was read, or not what they are called, each of which may be a role that is missing.
#[must_use]
pub fn lint_set(members: &[AttachedPolicy<'_>], unread: bool, cloud: Option<Cloud>) -> Vec<(usize, Diagnostic)> {
    let effort = Effort::default();
    let set = Set::of(members, unread, &effort);
    let mut findings = Vec::new();
    let mut twins = twins(members, cloud);
    let halves = Halves::of(members, unread);
    for (index, member) in members.iter().enumerate() {
        let mut found = set.missing_roles(member);
        found.extend(halves.missing(index, member, cloud));
        while let Some(at) = twins.iter().position(|(of, _)| *of == index) {
            found.push(twins.remove(at).1);
        }
        found.extend(set.administrator_alone(member));
        found.extend(set.shadowed(index, member));
        // Of the set as a whole it is said where it is known.
        if found.len() > MOST || (index + 1 == members.len() && effort.is_spent()) {
            found.truncate(MOST);
            found.push(not_all(&member.document.path));
        }
        let found = diagnostics(&member.document.source, found);
        findings.extend(found.into_iter().map(|diagnostic| (index, diagnostic)));
    }
    findings
}

/// What policies of OBS say, and where it is granted.
#[derive(Default)]
struct Halves {
    /// Of each member the number of what it says, where all of it was read.
    of: Vec<Option<usize>>,
    /// Of each number whether it is granted globally, in projects and everywhere.
    granted: Vec<[bool; 3]>,
    /// Whether there may be others, which were not read.
    unread: bool,
}

const GLOBAL: usize = 0;
const IN_PROJECTS: usize = 1;
const EVERYWHERE: usize = 2;

/// The first pattern of a policy that is of OBS.
fn obs_pattern<'a>(member: &AttachedPolicy<'a>) -> Option<&'a Text> {
    let mut patterns = member.document.statements.iter().flat_map(|statement| &statement.actions.patterns);
    patterns.find(|text| text.value.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("obs:")))
}

impl Halves {
    #[inline(never)]
    fn of(members: &[AttachedPolicy<'_>], unread: bool) -> Self {
        let mut halves = Self { unread, ..Self::default() };
        let mut contents = Interner::default();
        for member in members {
            let side = match member.scope {
                Some(Scope::Global) => Some(GLOBAL),
                Some(Scope::Project { .. } | Scope::AllProjects) => Some(IN_PROJECTS),
                None | Some(Scope::AllResources) => Some(EVERYWHERE),
                _ => None,
            };
            let is_of_obs = obs_pattern(member).is_some();
            let own = is_of_obs.then(|| content(member.document)).flatten();
            halves.unread |= is_of_obs && side.is_some() && own.is_none();
            let number = own.map(|own| contents.add(&own).0);
            halves.granted.resize(contents.len(), [false; 3]);
            let granted = number.and_then(|number| halves.granted.get_mut(number));
            if let Some(granted) = side.and_then(|side| granted?.get_mut(side)) {
                *granted = true;
            }
            halves.of.push(number);
        }
        halves
    }

    /// What to say of a policy of OBS that is granted in one of the two places where it is wanted.
    #[inline(never)]
    fn missing(&self, index: usize, member: &AttachedPolicy<'_>, cloud: Option<Cloud>) -> Option<Found> {
        let in_projects = match member.scope? {
            Scope::Global if cloud != Some(Cloud::Otc) => false,
            Scope::Project { .. } | Scope::AllProjects | Scope::OtherProjects { .. } => true,
            _ => return None,
        };
        let pattern = obs_pattern(member)?;
        let other = if in_projects { GLOBAL } else { IN_PROJECTS };
        let own = self.of.get(index).copied().flatten();
        let granted = own.and_then(|own| self.granted.get(own)).copied().unwrap_or_default();
        // What was not read may be the other half; Open Telekom Cloud wants none.
        let is_open = cloud != Some(Cloud::Otc) && (self.unread || own.is_none());
        if is_open || granted.get(other) == Some(&true) || granted.get(EVERYWHERE) == Some(&true) {
            return None;
        }
        let name = quoted(&pattern.value);
        let message = match (in_projects, cloud) {
            (true, Some(Cloud::Otc)) => said!("{} has perhaps no effect in a project: OBS is a global service", name),
            (true, _) => said!(
                "{} is granted in projects alone: Huawei Cloud wants a policy of OBS for global services as well",
                name
            ),
            (false, _) => said!(
                "{} is granted for global services alone: Huawei Cloud wants a policy of OBS in projects as well",
                name
            ),
        };
        Some(Found {
            code: Code::ScopeMistake,
            severity: Severity::Warning,
            range: pattern.range,
            path: member.document.path.to_string(),
            message,
            hint: Some(said!("attach it where it has an effect")),
        })
    }
}

struct Set<'a> {
    unread: bool,
    roles: Interner,
    guests: Vec<&'a AttachedPolicy<'a>>,
    /// The Denies without condition, and the patterns of each.
    denies: Vec<(usize, &'a AttachedPolicy<'a>, &'a Statement)>,
    patterns: Patterns<'a>,
}

impl<'a> Set<'a> {
    fn of(members: &'a [AttachedPolicy<'a>], unread: bool, effort: &'a Effort) -> Self {
        let denies = members.iter().enumerate().filter(|(_, member)| member.document.depends.is_empty());
        let denies = denies.flat_map(|(index, member)| {
            let statements = member.document.statements.iter();
            let denies = statements.filter(|each| each.effect == Effect::Deny && unrestricted(each));
            denies.map(move |statement| (index, member, statement))
        });
        let denies: Vec<_> = denies.collect();
        let mut patterns = Patterns::new(effort);
        for (place, (_, _, statement)) in denies.iter().enumerate() {
            add(&mut patterns, place, statement);
        }
        let mut roles = Interner::default();
        for member in members {
            roles.add(&role_key(role_name(member)));
        }
        Self {
            unread,
            roles,
            guests: members.iter().filter(|member| named(member, "Tenant Guest")).collect(),
            denies,
            patterns,
        }
    }

    /// The roles that a member needs and the set does not have.
    fn missing_roles(&self, member: &AttachedPolicy<'_>) -> Vec<Found> {
        let Document { depends, path: root, .. } = member.document;
        let is_role = member.document.is_role() && !member.document.is_perhaps_no_role();
        let mut found = Vec::new();
        for (position, needed) in depends.iter().enumerate().filter(|_| is_role) {
            let wanted = (&*needed.catalog.value, &*needed.display_name.value);
            if wanted.0 != CUSTOM && self.roles.get(&role_key(wanted)).is_some() {
                continue;
            }
            let (name, catalog) = (quoted(wanted.1), quoted(wanted.0));
            let message = if self.unread && wanted.0 != CUSTOM {
                said!(
                    "this role has no effect without the role {} of catalog {}, which is not among the policies that were read",
                    name,
                    catalog
                )
            } else {
                said!(
                    "this role has no effect without the role {} of catalog {}, which is not in the set",
                    name,
                    catalog
                )
            };
            found.push(Found {
                code: Code::MissingDependency,
                severity: Severity::Warning,
                range: needed.range,
                path: format!("{root}.Depends[{position}]"),
                message,
                hint: Some(said!("grant it in the same project")),
            });
        }
        found
    }

    /// A role whose printed text leaves out what it needs.
    fn administrator_alone(&self, member: &AttachedPolicy<'_>) -> Option<Found> {
        let is_guest = |other: &&&AttachedPolicy<'_>| {
            let bound = matches!(
                other.scope,
                Some(
                    Scope::Project { .. }
                        | Scope::EnterpriseProject { .. }
                        | Scope::Global
                        | Scope::EnterpriseProjects
                        | Scope::OtherProjects { .. }
                )
            );
            other.scope == member.scope || !bound
        };
        let document = member.document;
        if !named(member, "Server Administrator")
            || !document.depends.is_empty()
            || self.guests.iter().any(|guest| is_guest(&guest))
        {
            return None;
        }
        let message = if self.unread {
            said!(
                "`Server Administrator` needs `Tenant Guest` in the same project, which is not among the policies that were read"
            )
        } else {
            said!("`Server Administrator` needs `Tenant Guest` in the same project, which is not in the set")
        };
        Some(Found {
            code: Code::ServerAdministratorAlone,
            severity: Severity::Warning,
            range: Range { start: 0, end: 1 },
            path: document.path.to_string(),
            message,
            hint: Some(said!("grant it in the same project; its printed text does not say so")),
        })
    }

    /// The Allows that a Deny of another member covers.
    fn shadowed(&self, index: usize, member: &AttachedPolicy<'_>) -> Vec<Found> {
        if self.denies.is_empty() {
            return Vec::new();
        }
        let allows = member.document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let found = allows.filter_map(|statement| {
            let shadow = self.patterns.covering_all(&whole(statement)?, &mut |place| {
                let deny = self.denies.get(place);
                deny.is_some_and(|(other, of, _)| *other != index && applies_wherever(of, member))
            });
            let (_, of, deny) = self.denies.get(shadow?)?;
            Some(Found {
                code: Code::ShadowedByDeny,
                severity: Severity::Warning,
                range: statement.range,
                path: format!("{}.Statement[{}]", member.document.path, statement.index),
                message: said!(
                    "this statement never matters: the Deny in statement {} of {} covers it",
                    ordinal(deny),
                    quoted(of.name)
                ),
                hint: Some(said!("remove one of them")),
            })
        });
        found.collect()
    }
}

/// Whether one member applies wherever the other does, in the same kind of attachment.
fn applies_wherever(one: &AttachedPolicy<'_>, other: &AttachedPolicy<'_>) -> bool {
    let everywhere = matches!(one.scope, Some(Scope::AllProjects | Scope::AllResources))
        && !matches!(
            other.scope,
            None | Some(Scope::EnterpriseProject { .. } | Scope::EnterpriseProjects | Scope::Global)
        );
    // Two that are attached to projects that are not known need not be so to the same ones.
    let known = !matches!(other.scope, Some(Scope::EnterpriseProjects | Scope::OtherProjects { .. }));
    (known && one.scope == other.scope) || everywhere
}

fn named(member: &AttachedPolicy<'_>, name: &str) -> bool {
    member.name == name || role_name(member).1 == name
}

/// Catalog and name as one text.
fn role_key((catalog, name): (&str, &str)) -> String {
    format!("{} {catalog}{name}", catalog.len())
}

/// The name by which `Depends` finds a member, and its catalog.
fn role_name<'a>(member: &AttachedPolicy<'a>) -> (&'a str, &'a str) {
    let envelope = member.document.envelope.as_ref();
    let catalog = envelope.and_then(|envelope| envelope.catalog.as_ref());
    let name = envelope.and_then(|envelope| envelope.display_name.as_ref());
    (catalog.map_or(member.catalog, |text| &text.value), name.map_or(member.name, |text| &text.value))
}
