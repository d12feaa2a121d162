//! Rules 5 and 6: attachments and dependencies.

use super::asked::{Name, Request};
use super::entries::Entry;
use super::five::Side;
use super::truth::{False, True, Truth, all, any, not, truth, unknown_key};

/// Whose attachment it is: where that is open, what is not read is open anyway, and only `unread` is asked.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Part {
    Read,
    Unread,
}

/// Rule 5.
pub(super) fn attached(set: &[Entry], entry: &Entry, name: &Name, request: &Request, part: Part) -> Truth {
    let is_id = |given: &Option<String>, key: &str| is_id_of(entry, given, key);
    let unless_granted_twice = || match wants_two_grants(name, request) {
        true => any([request.question("scopeUnknown"), other_half(set, entry, request)]),
        false => request.question("scopeUnknown"),
    };
    // Somewhere, but not known where.
    let somewhere = match part {
        Part::Read => request.question("scopeUnknown"),
        Part::Unread => True,
    };
    let mark = name.marks.and_then(|marks| marks.enterprise_project);
    let service = name.action.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let otc = request.cloud.as_deref() == Some("otc");
    let in_projects = match &*service {
        "iam" => False,
        "obs" => unless_granted_twice(),
        "rms" | "tms" if otc => request.question("scopeUnknown"),
        _ => True,
    };
    match entry.scope["kind"].as_str() {
        Some("project") => all([is_id(&request.project, "projectId"), in_projects]),
        Some("allProjects") => in_projects,
        Some("otherProjects") => match not(is_id(&request.project, "projectId")) {
            True => all([somewhere, in_projects]),
            other => all([other, in_projects]),
        },
        Some("global") => match &*service {
            "ecs" | "evs" | "vpc" | "ims" => False,
            "iam" => True,
            "obs" | "rms" | "tms" if otc => True,
            "obs" => unless_granted_twice(),
            _ => request.question("scopeUnknown"),
        },
        Some("enterpriseProject") => {
            let supported = match (&request.cloud, mark) {
                (_, Some(supported)) => truth(supported),
                (Some(_), None) => request.question("scopeUnknown"),
                (None, None) => True,
            };
            all([supported, is_id(&request.enterprise_project, "enterpriseProjectId")])
        }
        Some("enterpriseProjects") if mark == Some(false) => False,
        Some("enterpriseProjects") => somewhere,
        _ => True,
    }
}

fn is_id_of(entry: &Entry, given: &Option<String>, key: &str) -> Truth {
    match given {
        Some(given) => truth(Some(given.as_str()) == entry.scope["id"].as_str()),
        None => unknown_key(key),
    }
}

/// Rule 5: whether a policy has to be granted for global services and in projects.
pub(super) fn wants_two_grants(name: &Name, request: &Request) -> bool {
    let service = name.action.split(':').next().unwrap_or_default();
    service.eq_ignore_ascii_case("obs") && request.cloud.as_deref() != Some("otc")
}

/// Rule 5: whether the same policy is granted in the other of the two places.
pub(super) fn other_half(set: &[Entry], entry: &Entry, request: &Request) -> Truth {
    let kind = |entry: &Entry| entry.scope["kind"].as_str().unwrap_or_default().to_owned();
    any(set.iter().map(|other| {
        let here = match (&*kind(entry), &*kind(other)) {
            ("project" | "allProjects" | "otherProjects", "global") | ("global", "allProjects") => True,
            ("global", "project") => is_id_of(other, &request.project, "projectId"),
            ("global", "otherProjects") => not(is_id_of(other, &request.project, "projectId")),
            _ => return False,
        };
        let elsewhere = |one: &Entry| kind(one) == "otherProjects" && one.content.is_some();
        if elsewhere(entry) || elsewhere(other) {
            return False;
        }
        match (&entry.content, &other.content) {
            (Some(own), Some(content)) => all([here, truth(own == content)]),
            // Once what was not read is assumed to allow or deny, it is no half of another.
            _ if request.answer("unread").is_some() => False,
            _ => all([here, request.question("unread")]),
        }
    }))
}

/// Rule 6.
pub(super) fn depends(set: &[Entry], entry: &Entry, name: &Name, request: &Request) -> Truth {
    let is = |said: &Option<String>, wanted: &String| said.as_ref().map(|said| said == wanted);
    all(entry.depends.iter().map(|(wanted_catalog, wanted_name)| {
        if wanted_catalog == "CUSTOMED" {
            return False;
        }
        any(set.iter().map(|other| {
            if other.side != Side::Old {
                return False;
            }
            let names = [is(&other.catalog, wanted_catalog), is(&other.display_name, wanted_name)];
            match other.document {
                true if names.contains(&Some(false)) => False,
                // Of version 5.0 it would be no role.
                true if names == [Some(true); 2] && !other.version_lost => {
                    attached(set, other, name, request, Part::Read)
                }
                // Nobody knows what it is; once it is assumed to allow or deny, it is no role.
                _ if request.answer("unread").is_some() => False,
                _ => all([attached(set, other, name, request, Part::Unread), request.question("unread")]),
            }
        }))
    }))
}
