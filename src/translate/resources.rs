//! The resources of a statement in the other version.

use super::Target;
use super::actions::Told;
use super::original::Resources;
use super::told::UntranslatedCode as Code;
use crate::base::said::said;
use crate::base::text::quoted;
use crate::policy::model::ast::Effect;

/// What is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Narrowed {
    /// Every resource.
    All,
    /// These.
    To(Vec<String>),
    /// The Allow is left out: it matches nothing, or might match more.
    LeftOut,
}

/// One resource.
enum Form {
    Same(String),
    Untranslatable,
    Nothing,
}

pub(super) fn narrowed(resources: Option<&Resources>, effect: Effect, to: Target, told: &mut Vec<Told>) -> Narrowed {
    let Some(resources) = resources else { return Narrowed::All };
    if resources.negated {
        let said = match effect {
            Effect::Allow => said!("version 1.1 has no `NotResource`: the statement is left out"),
            Effect::Deny => said!("version 1.1 has no `NotResource`: it is denied for every resource"),
        };
        told.push((Code::NotResource, said, Vec::new()));
        return if effect == Effect::Deny { Narrowed::All } else { Narrowed::LeftOut };
    }
    if !resources.is_uri && resources.patterns.iter().any(|pattern| pattern == "*") {
        return Narrowed::All;
    }
    let mut kept: Vec<String> = Vec::new();
    let mut is_wider = false;
    for pattern in &resources.patterns {
        match Form::of(pattern, resources.is_uri, to) {
            Form::Same(text) => kept.push(text),
            Form::Nothing => {
                let said = match effect {
                    Effect::Allow => said!("{} is not a resource and matches nothing: it is left out", quoted(pattern)),
                    // Without it nothing would be open any more, of actions that cannot be narrowed either.
                    Effect::Deny => {
                        kept.push(pattern.clone());
                        said!("{} is not a resource: it stays as it is, and denies no less", quoted(pattern))
                    }
                };
                told.push((Code::NoResource, said, Vec::new()));
            }
            Form::Untranslatable => {
                let said = match effect {
                    Effect::Allow => said!(
                        "the resource {} does not mean the same in version {}: it is left out",
                        quoted(pattern),
                        to.as_str()
                    ),
                    Effect::Deny => said!(
                        "the resource {} does not mean the same in version {}: it is denied for every one",
                        quoted(pattern),
                        to.as_str()
                    ),
                };
                told.push((Code::Resource, said, Vec::new()));
                is_wider = true;
            }
        }
    }
    if resources.patterns.is_empty() {
        let said = match effect {
            Effect::Allow => said!("the list of resources is empty and matches nothing"),
            Effect::Deny => said!("the list of resources is empty: it is denied for every one"),
        };
        told.push((Code::NoResource, said, Vec::new()));
        is_wider = true;
    }
    match (is_wider && effect == Effect::Deny, kept.is_empty()) {
        (true, _) => Narrowed::All,
        (false, true) => Narrowed::LeftOut,
        (false, false) => Narrowed::To(kept),
    }
}

impl Form {
    fn of(text: &str, is_uri: bool, to: Target) -> Self {
        let parts: Vec<&str> = text.split(':').collect();
        let is_special = text.contains('?') || text.contains("${");
        if is_uri || text.starts_with('/') {
            return Self::Untranslatable;
        }
        let [service, region, account, kind, path] = *parts else {
            // A short one may end with a star, and a path have colons in it, in version 5.0 alone.
            let is_open = to == Target::V1_1 && (is_special || text.contains('*') || parts.len() > 5);
            return if is_open { Self::Untranslatable } else { Self::Nothing };
        };
        let has_upper = |part: &str| part.bytes().any(|byte| byte.is_ascii_uppercase());
        if is_special || service.contains('*') {
            return Self::Untranslatable;
        }
        // Version 1.1 is printed with either case, a URN has the service in lower case.
        let is_from_1_1 = to == Target::V5_0;
        let lower = service.to_ascii_lowercase();
        let kind = if is_from_1_1 && lower == "ecs" && kind.eq_ignore_ascii_case(INSTANCE) { INSTANCE } else { kind };
        if has_upper(kind) || (has_upper(service) && !is_from_1_1) {
            return Self::Untranslatable;
        }
        Self::Same([&*lower, region, account, kind, path].join(":"))
    }
}

const INSTANCE: &str = "instance";

/// Whether tables of both versions have it.
pub(super) fn is_documented(resource: &str) -> bool {
    let mut parts = resource.split(':');
    parts.next() == Some("ecs") && parts.nth(2) == Some(INSTANCE)
}
