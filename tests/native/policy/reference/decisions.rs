//! Rules 1, 7 and 8: decisions.

use std::collections::BTreeSet;

use super::asked::{Asked, Five, Name, Request};
use super::attachment::{Part, attached, depends, other_half, wants_two_grants};
use super::entries::{Entry, Statement};
use super::five::Side;
use super::five::beside::{self, plays_a_part};
use super::patterns::{action, resource, tag_or_condition};
use super::truth::{False, Open, True, Truth, Unknown, all, any, not, truth};

pub(super) type Decision = (&'static str, BTreeSet<Open>);

/// Rules 7 and 8 (`renamedAction`).
pub(super) fn decide_names(set: &[Entry], asked: &Asked, request: &Request) -> Decision {
    let each: Vec<Decision> = asked.names.iter().map(|name| decide(set, name, &asked.five, request)).collect();
    if each.len() == 1 {
        return each[0].clone();
    }
    let open = |each: &[Decision]| each.iter().flat_map(|(_, open)| open.clone()).collect::<BTreeSet<Open>>();
    let no = |each: &[Decision]| {
        let explicit = each.iter().all(|(decision, _)| *decision == "explicitDeny");
        (if explicit { "explicitDeny" } else { "implicitDeny" }, BTreeSet::new())
    };
    let one_is = |each: &[Decision], wanted| each.iter().any(|(decision, _)| *decision == wanted);
    match request.answer("renamedAction") {
        Some(true) => each[0].clone(),
        Some(false) => {
            let former = &each[1..];
            match () {
                () if one_is(former, "allow") => ("allow", BTreeSet::new()),
                () if one_is(former, "conditional") => ("conditional", open(former)),
                () => no(former),
            }
        }
        None if each.iter().all(|(decision, _)| *decision == each[0].0) => (each[0].0, open(&each)),
        None if !one_is(&each, "allow") && !one_is(&each, "conditional") => no(&each),
        None => {
            let mut open = open(&each);
            open.insert(Open::Question("renamedAction"));
            ("conditional", open)
        }
    }
}

/// Rule 1, and where version 5.0 plays a part, its rules.
pub(super) fn decide(set: &[Entry], name: &Name, five: &Five, request: &Request) -> Decision {
    if plays_a_part(set, request) {
        return beside::decide(set, name, five, request);
    }
    let (allows, denies) = outcomes(set, name, request);
    let deny = any(denies.into_iter().map(|(kind, deny)| precedence(kind, deny, &allows, request)));
    let allow = any(allows.into_iter().map(|(_, allow)| allow));
    match (deny, allow) {
        (True, _) => ("explicitDeny", BTreeSet::new()),
        (_, False) => ("implicitDeny", BTreeSet::new()),
        (False, True) => ("allow", BTreeSet::new()),
        (deny, allow) => {
            let open =
                [deny, allow].into_iter().flat_map(|one| if let Unknown(open) = one { open } else { BTreeSet::new() });
            ("conditional", open.collect())
        }
    }
}

pub(super) type Outcomes = Vec<(Kind, Truth)>;

/// The Allows and the Denies, each of what is not read too.
fn outcomes(set: &[Entry], name: &Name, request: &Request) -> (Outcomes, Outcomes) {
    let (mut allows, mut denies) = old_outcomes(set, name, request);
    let (unread_allows, unread_denies) = unread_outcomes(set, name, request);
    allows.extend(unread_allows);
    denies.extend(unread_denies);
    (allows, denies)
}

/// Those of the statements of 1.x.
pub(super) fn old_outcomes(set: &[Entry], name: &Name, request: &Request) -> (Outcomes, Outcomes) {
    let (mut allows, mut denies) = (Vec::new(), Vec::new());
    for entry in set {
        for statement in &entry.statements {
            let outcome = (kind(entry), applies(set, entry, statement, name, request));
            if statement.allow { &mut allows } else { &mut denies }.push(outcome);
        }
    }
    (allows, denies)
}

/// Those of what is not read, of all but session policies and SCPs, which grant nothing.
pub(super) fn unread_outcomes(set: &[Entry], name: &Name, request: &Request) -> (Outcomes, Outcomes) {
    let entries = || set.iter().filter(|entry| entry.unread && matches!(entry.side, Side::Old | Side::Identity));
    let of = |allow| entries().map(|entry| (kind(entry), unread(set, entry, allow, name, request))).collect();
    (of(true), of(false))
}

/// What is not read: an Allow and a Deny of everything, of which nobody knows which it is.
pub(super) fn unread(set: &[Entry], entry: &Entry, allow: bool, name: &Name, request: &Request) -> Truth {
    let itself = match request.answer("unread") {
        Some(allows) => truth(allows == allow),
        None => request.question("unread"),
    };
    all([itself, attached(set, entry, name, request, Part::Unread)])
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Neither,
    Project,
    EnterpriseProject,
}

pub(super) fn kind(entry: &Entry) -> Kind {
    match entry.scope["kind"].as_str() {
        Some("enterpriseProject" | "enterpriseProjects") => Kind::EnterpriseProject,
        Some("project" | "otherProjects" | "allProjects" | "allResources" | "global") => Kind::Project,
        _ => Kind::Neither,
    }
}

/// What the Allows of the other kind come to.
pub(super) fn others(kind: Kind, allows: &[(Kind, Truth)]) -> Truth {
    let other = |other: Kind| kind != other && kind != Kind::Neither && other != Kind::Neither;
    any(allows.iter().filter(|(kind, _)| other(*kind)).map(|(_, allow)| allow.clone()))
}

/// Rules 1 and 8 (`scopePrecedence`): what is left of a Deny beside the Allows of the other kind. A certain one is open where
/// they are certain or open; then it hangs on the question, and on what they hang on.
pub(super) fn precedence(kind: Kind, deny: Truth, allows: &[(Kind, Truth)], request: &Request) -> Truth {
    let others = others(kind, allows);
    match request.answer("scopePrecedence") {
        None if deny == True => any([request.question("scopePrecedence"), not(others)]),
        None | Some(true) => deny,
        Some(false) => all([deny, not(others)]),
    }
}

/// What a comparison should have met.
pub(super) fn met(set: &[Entry], asked: &Asked, request: &Request, decision: &str) -> BTreeSet<&'static str> {
    let mut met = BTreeSet::new();
    for name in &asked.names {
        if plays_a_part(set, request) {
            met.extend(beside::met(set, name, &asked.five, request));
        }
        let (allows, denies) = outcomes(set, name, request);
        let certain = denies.iter().filter(|(_, deny)| *deny == True);
        for (kind, _) in certain {
            met.insert(match others(*kind, &allows) {
                True => "a certain Deny beside a certain Allow of the other kind",
                Unknown(_) => "a certain Deny beside an unknown Allow of the other kind",
                False => "a certain Deny beside no Allow of the other kind",
            });
        }
        for entry in set {
            met.extend(met_of_halves(set, entry, name, request));
            let attached = |part| attached(set, entry, name, request, part);
            match entry.scope["kind"].as_str() {
                Some("enterpriseProjects") => met.insert(match attached(Part::Read) {
                    False => "enterpriseProjects: false",
                    _ => "enterpriseProjects: open",
                }),
                Some("otherProjects") => met.insert(match (attached(Part::Read), &request.project) {
                    (False, _) => "otherProjects: false",
                    (_, None) => "otherProjects: no projectId",
                    _ => "otherProjects: another project",
                }),
                _ => false,
            };
            if entry.unread {
                met.insert(match attached(Part::Unread) {
                    True => "unread, and attached",
                    Unknown(_) => "unread, and perhaps attached",
                    False => "unread, and attached elsewhere",
                });
                met.extend(match (attached(Part::Unread), request.answer("unread"), decision) {
                    (False, ..) => None,
                    (_, Some(_), _) => Some("unread, and assumed to allow or deny"),
                    (_, None, "conditional") => Some("conditional beside what is not read"),
                    (_, None, "explicitDeny") => Some("a certain Deny beside what is not read"),
                    // A no under several names, for several reasons.
                    (_, None, _) => None,
                });
            }
        }
    }
    met
}

/// What a comparison should have met of the two grants of a policy of OBS.
fn met_of_halves(set: &[Entry], entry: &Entry, name: &Name, request: &Request) -> Option<&'static str> {
    if !wants_two_grants(name, request) {
        return None;
    }
    match other_half(set, entry, request) {
        True => Some("the other grant of a policy of OBS is there"),
        Unknown(_) => Some("the other grant of a policy of OBS is perhaps there"),
        False => None,
    }
}

/// The parts of a statement.
pub(super) fn applies(set: &[Entry], entry: &Entry, statement: &Statement, name: &Name, request: &Request) -> Truth {
    all([
        attached(set, entry, name, request, Part::Read),
        depends(set, entry, name, request),
        action(entry, statement, name, request),
        resource(statement, name, request),
        all(statement.conditions.iter().map(|condition| tag_or_condition(statement, condition, name, request))),
    ])
}
