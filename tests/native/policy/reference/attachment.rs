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
pub(super) fn attached(entry: &Entry, name: &Name, request: &Request, part: Part) -> Truth {
    let is_id = |given: &Option<String>, key: &str| match given {
        Some(given) => truth(Some(given.as_str()) == entry.scope["id"].as_str()),
        None => unknown_key(key),
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
        "obs" => request.question("scopeUnknown"),
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
                true if names == [Some(true); 2] && !other.version_lost => attached(other, name, request, Part::Read),
                // Nobody knows what it is; once it is assumed to allow or deny, it is no role.
                _ if request.answer("unread").is_some() => False,
                _ => all([attached(other, name, request, Part::Unread), request.question("unread")]),
            }
        }))
    }))
}
