//! What both versions match, over the list of ECS.

use super::Target;
use crate::base::ids::Cloud;
use crate::policy::catalog::{self, Catalog, v5};
use crate::policy::model::action::{ActionPatterns, AskedAction};
use crate::policy::model::ast::{Text, Version};
use crate::policy::model::source::Range;
use crate::policy::model::v5::pattern::{action_matches, has_wildcard};
use crate::policy::model::verdict::{Settled, Truth};

/// The APIs of one action that are alike: those of native OpenStack, or the others.
#[derive(Debug)]
pub(super) struct Point {
    pub(super) action: &'static str,
    asked: AskedAction,
    pub(super) native: bool,
    /// What stands for it in version 5.0 besides its name.
    aliases: Vec<AskedAction>,
    /// Whether a grant of it can be narrowed to a resource, and to a tag, in both versions.
    pub(super) by_resource: bool,
    pub(super) by_tag: bool,
}

/// All of them.
pub(super) fn points() -> Vec<Point> {
    let apis = catalog::of(Cloud::Huawei).map(Catalog::apis).unwrap_or_default();
    let mut points: Vec<Point> = Vec::new();
    for api in apis {
        let native = v5::is_native(api);
        if points.iter().any(|point| point.action == api.action && point.native == native) {
            continue;
        }
        let Some(asked) = AskedAction::parse(&api.action) else { continue };
        let row = v5::row(Cloud::Huawei, &api.action);
        let aliases = row.aliases.iter().filter(|_| !native).filter_map(|alias| AskedAction::parse(alias));
        points.push(Point {
            action: &api.action,
            asked,
            native,
            aliases: aliases.collect(),
            by_resource: api.marks.resource != Some(false) && !row.untyped,
            by_tag: api.marks.tag != Some(false) && !row.keyless,
        });
    }
    points
}

/// An action or a pattern, as a version reads it.
#[derive(Debug)]
pub(super) enum Pattern {
    V1_1(ActionPatterns),
    /// In lower case.
    V5_0(String),
}

impl Pattern {
    pub(super) fn new(text: &str, version: Target) -> Self {
        match version {
            Target::V1_1 => {
                let text = Text { value: text.into(), range: Range::default() };
                Self::V1_1(ActionPatterns::new(&[text], Version::V1_1))
            }
            Target::V5_0 => Self::V5_0(text.to_ascii_lowercase()),
        }
    }

    /// Whether it is about the APIs of a point; unknown where that is open.
    pub(super) fn reach(&self, point: &Point) -> Truth {
        let most = match self {
            Self::V1_1(_) => Truth::True,
            Self::V5_0(_) => most_of(point, Target::V5_0),
        };
        self.matches(point).min(most)
    }

    /// The same, as if both versions decided about native OpenStack APIs.
    pub(super) fn matches(&self, point: &Point) -> Truth {
        match self {
            Self::V1_1(patterns) => patterns.get(0).map_or(Truth::False, |pattern| pattern.matches(&point.asked)),
            Self::V5_0(pattern) => {
                let matched = |action: &AskedAction| action_matches(pattern, action.lower(), Settled::default()).truth;
                // Whether a wildcard counts by an alias is open.
                let most = if has_wildcard(pattern) { Truth::Unknown } else { Truth::True };
                let by_alias = point.aliases.iter().map(|alias| matched(alias).min(most)).max();
                matched(&point.asked).max(by_alias.unwrap_or(Truth::False))
            }
        }
    }
}

/// The most that a version says of the APIs of a point: whether 5.0 decides about native ones is open.
pub(super) fn most_of(point: &Point, version: Target) -> Truth {
    if point.native && version == Target::V5_0 { Truth::Unknown } else { Truth::True }
}

/// Whether the lists of a version have an action.
pub(super) fn is_listed(action: &str, version: Target, points: &[Point]) -> bool {
    match version {
        Target::V1_1 => points.iter().any(|point| point.action.eq_ignore_ascii_case(action)),
        Target::V5_0 => {
            let is_alias = |(_, alias): (&str, &str)| alias.eq_ignore_ascii_case(action);
            v5::row(Cloud::Huawei, action).documented || v5::documented_aliases().any(is_alias)
        }
    }
}
