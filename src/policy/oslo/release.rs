//! The releases of Nova, and the rules that each comes with.

use std::sync::OnceLock;

use super::rule::Rule;
use crate::base::Error;
use crate::base::said::said;
use crate::base::text::quoted;

/// Written by `src/xtask/nova_rules.py` of the packages on PyPI.
const FILE: &str = include_str!("nova.tsv");

/// A release of Nova.
#[derive(Debug, Clone, Copy)]
pub struct NovaRelease {
    number: u8,
    name: &'static str,
    enforces: bool,
}

impl NovaRelease {
    /// The releases whose rules are known, the oldest first.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &Defaults::get().releases
    }

    /// Reads a release by its name (`2023.1`, `Yoga`) or by the first number of Nova's version (`27`).
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `path` for one whose rules are not known.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        let wanted = |release: &&Self| release.name.eq_ignore_ascii_case(text) || release.number.to_string() == text;
        Self::all().iter().find(wanted).copied().ok_or_else(|| {
            let names: Vec<String> = Self::all().iter().map(|release| format!("`{}`", release.name)).collect();
            Error::invalid(
                path,
                said!("{} must be a release of Nova whose rules are known, got {}", path, quoted(text)),
            )
            .with_hint(said!("known: {}", names.join(", ")))
        })
    }

    /// The first number of its versions: 27.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.number
    }

    /// Its name: `2023.1`, `Yoga`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Whether the scopes of tokens are enforced, and the rules of before are not, where `nova.conf` says nothing (`enforce_scope`,
    /// `enforce_new_defaults`).
    #[must_use]
    pub const fn enforces(self) -> bool {
        self.enforces
    }
}

/// A rule as some releases have it.
#[derive(Debug)]
pub(super) struct DefaultRule {
    pub(super) name: &'static str,
    first: u8,
    last: u8,
    pub(super) text: &'static str,
    pub(super) rule: Rule,
    /// The scopes a token may have; none: any.
    pub(super) scopes: Vec<&'static str>,
    pub(super) deprecated: Option<DeprecatedRule>,
}

/// What a rule was before.
#[derive(Debug)]
pub(super) struct DeprecatedRule {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
    pub(super) rule: Rule,
}

/// What the file says.
#[derive(Debug, Default)]
pub(super) struct Defaults {
    releases: Vec<NovaRelease>,
    /// By name.
    rules: Vec<DefaultRule>,
}

impl Defaults {
    pub(super) fn get() -> &'static Self {
        static DEFAULTS: OnceLock<Defaults> = OnceLock::new();
        DEFAULTS.get_or_init(|| {
            let mut defaults = Self::default();
            for line in FILE.lines() {
                let mut cells = line.split('\t');
                match cells.next() {
                    Some("release") => defaults.releases.extend(read_release(&mut cells)),
                    Some("rule") => defaults.rules.extend(read_rule(&mut cells)),
                    _ => {}
                }
            }
            defaults
        })
    }

    /// A rule as a release has it.
    pub(super) fn rule(&self, name: &str, release: NovaRelease) -> Option<&DefaultRule> {
        self.named(name).iter().find(|rule| (rule.first..=rule.last).contains(&release.number))
    }

    /// A rule as the releases have it, the oldest first.
    fn named(&self, name: &str) -> &[DefaultRule] {
        let from = self.rules.partition_point(|rule| rule.name < name);
        let to = self.rules.partition_point(|rule| rule.name <= name);
        self.rules.get(from..to).unwrap_or_default()
    }

    /// What a release has in place of a rule that it does not have: the one that it was made of later.
    pub(super) fn before(&self, name: &str, release: NovaRelease) -> Option<&DefaultRule> {
        let old = self.named(name).iter().find_map(|rule| rule.deprecated.as_ref())?;
        self.rule(old.name, release)
    }

    /// The names of all rules.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> = self.rules.iter().map(|rule| rule.name).collect();
        names.dedup();
        names
    }
}

fn read_release(cells: &mut impl Iterator<Item = &'static str>) -> Option<NovaRelease> {
    let number = cells.next()?.parse().ok()?;
    let name = cells.next()?;
    let _version = cells.next()?;
    Some(NovaRelease { number, name, enforces: cells.next()? == "on" })
}

fn read_rule(cells: &mut impl Iterator<Item = &'static str>) -> Option<DefaultRule> {
    let name = cells.next()?;
    let (first, last) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let text = cells.next().unwrap_or_default();
    let scopes = cells.next().unwrap_or_default().split(',').filter(|scope| !scope.is_empty()).collect();
    let read = |text| Rule::parse(text, &|range| range);
    let deprecated = cells.next().map(|name| {
        let text = cells.next().unwrap_or_default();
        DeprecatedRule { name, text, rule: read(text) }
    });
    Some(DefaultRule { name, first, last, text, rule: read(text), scopes, deprecated })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_read() {
        let count = |kind: &str| FILE.lines().filter(|line| line.starts_with(kind)).count();
        let defaults = Defaults::get();
        assert_eq!((defaults.releases.len(), defaults.rules.len()), (count("release\t"), count("rule\t")));
        assert!(defaults.rules.is_sorted_by_key(|rule| (rule.name, rule.first)));
        assert!(defaults.releases.is_sorted_by_key(|release| release.number));
        let opaque = |rule: &Rule| {
            rule.nodes().iter().any(|node| {
                matches!(node.kind, super::super::rule::Kind::Opaque | super::super::rule::Kind::Unreadable)
            })
        };
        assert!(!defaults.rules.iter().any(|rule| opaque(&rule.rule)));
    }

    #[test]
    fn a_release_is_known_by_name_and_number() {
        for text in ["2023.1", "27"] {
            assert_eq!(NovaRelease::parse(text, "release").unwrap().number(), 27);
        }
        assert_eq!(NovaRelease::parse("yoga", "release").unwrap().number(), 25);
        assert_eq!(NovaRelease::parse("Grizzly", "release").unwrap_err().path(), Some("release"));
    }
}
