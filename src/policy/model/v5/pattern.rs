//! Patterns of actions and URNs.

use super::variable;
use crate::base::sorted::SortedMap;
use crate::policy::model::kleene::Kleene;
use crate::policy::model::pattern::{AskedResource, glob};
use crate::policy::model::verdict::{Question, Settled};

/// The values of condition keys that the caller gave; none: the request does not have the key.
pub(crate) type Context = SortedMap<Box<str>, Vec<Box<str>>>;

pub(crate) fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether a pattern matches an action; both in lower case.
pub(crate) fn action_matches(pattern: &str, action: &str, settled: Settled) -> Kleene {
    if pattern == "*" {
        return Kleene::TRUE;
    }
    if !begins_alike(pattern, action) {
        return Kleene::FALSE;
    }
    let matched = Kleene::either(
        Question::WildcardSegments,
        settled,
        Kleene::of(glob(pattern, action)),
        Kleene::of(by_segments(pattern, action, 3)),
    );
    with_service(matched, pattern, settled)
}

/// Whether a text begins with what stands before the first wildcard of a pattern, without which it matches under no reading; most patterns
/// are about something else.
fn begins_alike(pattern: &str, text: &str) -> bool {
    let mut at = 0;
    while let Some(byte) = pattern.as_bytes().get(at) {
        if matches!(byte, b'*' | b'?') {
            return true;
        }
        if text.as_bytes().get(at) != Some(byte) {
            return false;
        }
        at += 1;
    }
    at == text.len()
}

/// Whether a pattern matches where `*` stays within its segment; what a short one ends with stands for the rest.
fn by_segments(pattern: &str, text: &str, segments: usize) -> bool {
    let count = pattern.splitn(segments, ':').count();
    let mut texts = text.splitn(segments, ':');
    let pairs = pattern.splitn(segments, ':').enumerate().all(|(index, part)| {
        let text = texts.next();
        let stands_for_the_rest = index + 1 == count && count < segments;
        if stands_for_the_rest { part == "*" } else { text.is_some_and(|text| stays_within(part, text, segments)) }
    });
    pairs && (count < segments || texts.next().is_none())
}

/// The last part of a URN may have a `:`; that of an action has none.
fn stays_within(pattern: &str, text: &str, segments: usize) -> bool {
    (segments != 3 || !pattern.contains(':')) && glob(pattern, text)
}

/// A wildcard in the service: nobody says whether that is taken.
fn with_service(matched: Kleene, pattern: &str, settled: Settled) -> Kleene {
    if pattern.split(':').next().is_some_and(has_wildcard) {
        matched.and(Kleene::ask(Question::WildcardService, settled))
    } else {
        matched
    }
}

/// Whether a pattern other than `*` matches a resource.
pub(crate) fn urn_matches(pattern: &str, asked: &AskedResource, context: &Context, settled: Settled) -> Kleene {
    let text = asked.written();
    if text.starts_with('/') {
        return Kleene::FALSE;
    }
    let plain = |pattern: &str| plain_urn(pattern, text, settled);
    variable::either(pattern, context, settled, plain)
}

fn plain_urn(pattern: &str, text: &str, settled: Settled) -> Kleene {
    let fits = |pattern: &str, text: &str| {
        let within = by_segments(pattern, text, 5);
        Kleene::either(Question::WildcardSegments, settled, Kleene::of(glob(pattern, text)), Kleene::of(within))
    };
    let folded = fits(&folded(pattern), &folded(text));
    let matched = Kleene::either(Question::UrnCase, settled, folded, fits(pattern, text));
    with_service(matched, pattern, settled)
}

/// With service and type in lower case.
fn folded(urn: &str) -> String {
    let part = |(index, part): (usize, &str)| {
        if matches!(index, 0 | 3) { part.to_ascii_lowercase() } else { part.to_owned() }
    };
    urn.splitn(5, ':').enumerate().map(part).collect::<Vec<_>>().join(":")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::model::verdict::Truth;

    #[test]
    fn where_a_star_may_run_is_asked_only_where_it_decides() {
        let (yes, no, open) = (Truth::True, Truth::False, Truth::Unknown);
        for (pattern, truth) in [
            ("*", yes),
            ("ecs:*", yes),
            ("ecs:*:*", yes),
            ("ecs:cloudservers:ge?", yes),
            ("ecs:cloud*:get", yes),
            ("ecs:*get", open),
            ("ecs*", open),
            ("*:*:get", open),
            ("ecs", no),
            ("ecs:cloudservers", no),
            ("ecs:cloudservers:get:x", no),
            ("ecs::get", no),
            ("evs*", no),
        ] {
            let found = action_matches(pattern, "ecs:cloudservers:get", Settled::default());
            assert_eq!(found.truth, truth, "{pattern}");
        }
        assert_eq!(action_matches("sts::tag*", "sts::tagsession", Settled::default()).truth, yes);
    }

    #[test]
    fn a_urn_has_five_parts() {
        let asked = AskedResource::parse("ecs:eu:a:instance:i/1").unwrap();
        let (yes, no, open) = (Truth::True, Truth::False, Truth::Unknown);
        for (pattern, truth) in [
            ("ecs:*:*:instance:*", yes),
            ("ecs:*:*:instance:i/?", yes),
            ("ecs:eu:a:instance:i/1", yes),
            ("ecs:*", yes),
            ("ECS:*:*:Instance:*", open),
            ("ecs:eu:A:instance:*", no),
            ("ecs:*instance*", open),
            ("*:eu:a:instance:*", open),
            ("ecs:*:*:volume:*", no),
            ("ecs:eu:a:instance", no),
        ] {
            assert_eq!(urn_matches(pattern, &asked, &Context::default(), Settled::default()).truth, truth, "{pattern}");
        }
    }
}
