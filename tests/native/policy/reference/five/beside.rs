//! Both models beside each other: sections 5 to 7 of the rules.

use std::collections::{BTreeMap, BTreeSet};

use super::super::asked::{Five, Name, Principal, Request};
use super::super::decisions::{Decision, Outcomes, kind, old_outcomes, precedence, unread, unread_outcomes};
use super::super::entries::{Entry, Statement};
use super::super::patterns::action_pattern;
use super::super::truth::{False, Open, True, Truth, Unknown, all, any, not, opens};
use super::{Side, outcomes};

/// Whether version 5.0 plays any part: without any of it in the set, what is said of a management account, or nothing, makes no difference.
pub(in super::super) fn plays_a_part(set: &[Entry], request: &Request) -> bool {
    is_five_set(set) || request.principal.is_some_and(|principal| principal.root || principal.identity_alone)
}

fn is_five_set(set: &[Entry]) -> bool {
    set.iter().any(|entry| entry.side != Side::Old)
}

/// The Denies and the Allows of a group, each joined.
#[derive(Clone)]
struct Group {
    deny: Truth,
    allow: Truth,
}

impl Group {
    fn nothing() -> Self {
        Self { deny: False, allow: False }
    }
}

/// Section 6.
struct Groups {
    old: Group,
    five: Group,
    unread: Group,
    /// The Denies of entries that may be anything.
    without_document: Truth,
    session: Option<Group>,
    levels: Vec<Group>,
}

fn groups(set: &[Entry], name: &Name, five: &Five, request: &Request) -> Groups {
    let identity_alone = request.principal.is_some_and(|principal| principal.identity_alone);
    let (mut old, unread_parts) = after_precedence(set, name, request);
    if identity_alone {
        old = Group::nothing();
    }
    let identity = set.iter().filter(|entry| entry.side == Side::Identity);
    let (mut allows, mut denies) = (Vec::new(), Vec::new());
    for entry in identity {
        let (allow, deny) = outcomes(&entry.five, &entry.side, five, request);
        allows.extend(allow);
        denies.extend(deny);
    }
    if is_five_set(set) && !identity_alone {
        for alias in &five.aliases {
            let (allow, deny) = by_alias(set, alias, name, request);
            allows.extend(allow);
            denies.extend(deny);
        }
    }
    let mut levels: BTreeMap<&Side, Vec<&Entry>> = BTreeMap::new();
    for entry in set.iter().filter(|entry| matches!(entry.side, Side::Session | Side::Level(_))) {
        levels.entry(&entry.side).or_default().push(entry);
    }
    let session = levels.remove(&Side::Session).map(|entries| limit(&entries, five, request));
    let anything = |entry: &&Entry| entry.side == Side::Old && entry.unread && !entry.document && !entry.kind_said;
    let without_document =
        set.iter().filter(anything).map(|entry| (kind(entry), unread(set, entry, false, name, request)));
    let (allows_old, _) = old_outcomes(set, name, request);
    let (allows_unread, _) = unread_outcomes(set, name, request);
    let all_allows: Outcomes = allows_old.into_iter().chain(allows_unread).collect();
    Groups {
        old,
        five: Group { deny: any(denies), allow: any(allows) },
        unread: unread_parts,
        without_document: any(without_document.map(|(kind, deny)| precedence(kind, deny, &all_allows, request))),
        session,
        levels: levels.into_values().map(|entries| limit(&entries, five, request)).collect(),
    }
}

/// What is granted under a name in 1.x, and what was not read, after `scopePrecedence` among them.
fn after_precedence(set: &[Entry], name: &Name, request: &Request) -> (Group, Group) {
    let (old_allows, old_denies) = old_outcomes(set, name, request);
    let (unread_allows, unread_denies) = unread_outcomes(set, name, request);
    let all_allows: Outcomes = old_allows.iter().chain(&unread_allows).cloned().collect();
    let group = |allows: Outcomes, denies: Outcomes| Group {
        deny: any(denies.into_iter().map(|(kind, deny)| precedence(kind, deny, &all_allows, request))),
        allow: any(allows.into_iter().map(|(_, allow)| allow)),
    };
    (group(old_allows, old_denies), group(unread_allows, unread_denies))
}

/// Section 5: what the statements of 1.x say of a former name.
fn by_alias(set: &[Entry], alias: &str, name: &Name, request: &Request) -> (Vec<Truth>, Vec<Truth>) {
    let alias = Name { action: alias.to_owned(), marks: name.marks };
    let (old_allows, _) = old_outcomes(set, &alias, request);
    let (unread_allows, _) = unread_outcomes(set, &alias, request);
    let all_allows: Outcomes = old_allows.into_iter().chain(unread_allows).collect();
    let (mut allows, mut denies) = (Vec::new(), Vec::new());
    for entry in set.iter().filter(|entry| entry.side == Side::Old) {
        for statement in entry.statements.iter().filter(|statement| !statement.not_action) {
            let outcome = super::super::decisions::applies(set, entry, statement, &alias, request);
            let outcome =
                if statement.allow { outcome } else { precedence(kind(entry), outcome, &all_allows, request) };
            let counted = all([outcome, request.question("aliasCounts"), names(entry, statement, &alias, request)]);
            if statement.allow { &mut allows } else { &mut denies }.push(counted);
        }
    }
    (allows, denies)
}

/// Whether a statement that applies names the alias itself; how far its patterns match is in what it comes to already.
fn names(entry: &Entry, statement: &Statement, alias: &Name, request: &Request) -> Truth {
    let (wild, literal): (Vec<_>, Vec<_>) = statement.actions.iter().partition(|pattern| pattern.contains('*'));
    let matched = |pattern: &&String| action_pattern(entry, pattern, alias, request);
    let by_wildcard =
        if wild.iter().any(|pattern| matched(pattern) != False) { request.question("aliasWildcard") } else { False };
    any([any(literal.iter().map(matched)), by_wildcard])
}

/// A session, or a level of SCPs: all its entries united.
fn limit(entries: &[&Entry], five: &Five, request: &Request) -> Group {
    let (mut allows, mut denies) = (Vec::new(), Vec::new());
    for entry in entries {
        let (allow, deny) = outcomes(&entry.five, &entry.side, five, request);
        allows.extend(allow);
        denies.extend(deny);
        if entry.unread {
            allows.push(request.question("unread"));
            denies.push(not(request.question("unread")));
        }
    }
    Group { deny: any(denies), allow: any(allows) }
}

/// What a comparison should have met.
pub(in super::super) fn met(set: &[Entry], name: &Name, five: &Five, request: &Request) -> Vec<&'static str> {
    let mut met = Vec::new();
    let Groups { old, five: identity, session, levels, .. } = groups(set, name, five, request);
    let within = |limit: &Group| all([limit.allow.clone(), not(limit.deny.clone())]);
    met.extend(session.iter().map(|limit| match within(limit) {
        True => "a session policy that allows",
        Unknown(_) => "a session policy that may allow",
        False => "a session policy that does not allow",
    }));
    met.extend(levels.iter().map(|limit| match within(limit) {
        True => "a level that allows",
        Unknown(_) => "a level that may allow",
        False => "a level that does not allow",
    }));
    let aliases = five.aliases.iter().flat_map(|alias| {
        let (allows, denies) = by_alias(set, alias, name, request);
        allows.into_iter().chain(denies)
    });
    if is_five_set(set) && aliases.into_iter().any(|one| one != False) {
        met.push("an alias in 1.x");
    }
    let across = |one: &Group, other: &Group| one.deny == True && other.allow == True;
    if across(&old, &identity) || across(&identity, &old) {
        met.push("a Deny of one model beside an Allow of the other");
    }
    let principal = request.principal.iter();
    let says = |what: fn(&Principal) -> bool, name: &'static str| {
        principal.clone().filter(move |one| what(one)).map(move |_| name)
    };
    met.extend(says(|one| one.root, "the root user"));
    met.extend(says(|one| one.management_account, "the management account"));
    met.extend(says(|one| one.identity_alone, "identity policies alone"));
    met
}

// Section 7.

const CODES: [&str; 5] = ["serviceSupport", "nativeOpenStack", "denyAcross", "sessionLegacy", "scpNative"];

type Assignment = [bool; 5];

/// All that are possible; a question that plays no part is left at its first answer.
fn assignments(groups: &Groups, five: &Five, request: &Request) -> Vec<Assignment> {
    let plays_a_part = [
        request.cloud.as_deref() == Some("otc"),
        five.native,
        true,
        groups.session.is_some(),
        five.native && !groups.levels.is_empty(),
    ];
    let mut all = vec![[true; 5]];
    for (index, code) in CODES.iter().enumerate() {
        let values = match request.answer(code) {
            Some(settled) => vec![settled],
            None if plays_a_part[index] => vec![true, false],
            None => vec![true],
        };
        let with = |value: bool| all.iter().map(move |one| changed(*one, index, value)).collect::<Vec<_>>();
        all = values.into_iter().flat_map(with).collect();
    }
    all
}

fn changed(mut one: Assignment, index: usize, value: bool) -> Assignment {
    one[index] = value;
    one
}

/// The answer under one name.
pub(in super::super) fn decide(set: &[Entry], name: &Name, five: &Five, request: &Request) -> Decision {
    let groups = groups(set, name, five, request);
    let assignments = assignments(&groups, five, request);
    let answers: BTreeMap<Assignment, (&'static str, Truth)> =
        assignments.iter().map(|one| (*one, answer(&groups, one, five, request))).collect();
    let verdicts: BTreeSet<&str> = answers.values().map(|(verdict, _)| *verdict).collect();
    if verdicts.iter().all(|verdict| verdict.ends_with("Deny")) {
        let explicit = verdicts.iter().all(|verdict| *verdict == "explicitDeny");
        return (if explicit { "explicitDeny" } else { "implicitDeny" }, BTreeSet::new());
    }
    if verdicts.iter().all(|verdict| *verdict == "allow") {
        return ("allow", BTreeSet::new());
    }
    let conditional = answers.values().filter(|(verdict, _)| *verdict == "conditional");
    let mut open: BTreeSet<Open> = opens(conditional.map(|(_, granted)| granted.clone())).collect();
    let no_more = |verdict: &'static str| if verdict.ends_with("Deny") { "no" } else { verdict };
    for (index, code) in CODES.iter().enumerate() {
        let differs = |one: &&Assignment| {
            let other = answers.get(&changed(**one, index, !one[index]));
            other.is_some_and(|(other, _)| no_more(other) != no_more(answers[*one].0))
        };
        if assignments.iter().any(|one| differs(&one)) {
            open.insert(Open::Question(code));
        }
    }
    ("conditional", open)
}

/// Under an assignment: the verdict, and whether it is granted.
fn answer(groups: &Groups, assignment: &Assignment, five: &Five, request: &Request) -> (&'static str, Truth) {
    let [service_support, native_open_stack, deny_across, session_legacy, scp_native] = *assignment;
    let nobody = Principal { root: false, management_account: false, identity_alone: false };
    let principal = request.principal.unwrap_or(nobody);
    let off = request.cloud.as_deref() == Some("otc") && service_support;
    let no_five = off || (five.native && !native_open_stack);
    let session = groups.session.as_ref().filter(|_| !no_five && !principal.root);
    let reached = !off && !principal.management_account && (!five.native || scp_native);
    let levels = if reached { &groups.levels[..] } else { &[] };
    let within = |limit: &Group| all([limit.allow.clone(), not(limit.deny.clone())]);
    let limited = |here: bool| session.filter(|_| here).map_or(True, within);
    let Group { deny: five_deny, allow: five_allow } = if no_five { Group::nothing() } else { groups.five.clone() };
    let (old, unread) = (groups.old.clone(), groups.unread.clone());
    let five_allow = all([five_allow, limited(!session_legacy)]);
    let (no_old, no_five) = (not(old.deny.clone()), not(five_deny.clone()));
    let no_unread = not(unread.deny.clone());
    let mut denies = vec![old.deny.clone(), five_deny.clone(), unread.deny.clone()];
    let granted = if principal.root {
        denies = vec![groups.without_document.clone()];
        not(groups.without_document.clone())
    } else if deny_across {
        all([no_old, no_five, no_unread, any([old.allow, unread.allow, five_allow])])
    } else {
        let by_old = all([old.allow, no_old.clone()]);
        let by_five = all([five_allow, no_five.clone()]);
        let by_unread = all([unread.allow, no_old, no_five]);
        all([no_unread, any([by_old, by_five, by_unread])])
    };
    let granted = all([granted, limited(session_legacy)].into_iter().chain(levels.iter().map(within)));
    denies.extend(session.into_iter().chain(levels).map(|limit| limit.deny.clone()));
    let verdict = match granted {
        True => "allow",
        Unknown(_) => "conditional",
        False if denies.contains(&True) => "explicitDeny",
        False => "implicitDeny",
    };
    (verdict, granted)
}
