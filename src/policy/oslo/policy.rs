//! A policy of Nova: an operator's file, if there is one, over the rules of a release, or of all.

use super::answer::{OsloBasis, OsloDecision, OsloReason, OsloReleases, OsloVerdict, open_names};
use super::evaluate::{Evaluator, Found, Leaf, View};
use super::file::PolicyFile;
use super::outcomes::Outcomes;
use super::release::{DefaultRule, Defaults, NovaRelease};
use super::request::OsloCheck;
use crate::base::Error;
use crate::base::said::said;
use crate::base::text::{nearest, quoted};

/// Of which release the rules are, and how `nova.conf` has them applied.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsloOptions {
    /// The release of Nova; `None`: an answer must hold for all whose rules are known.
    pub release: Option<NovaRelease>,
    /// `enforce_scope` of `nova.conf`; `None`: as the release has it.
    pub enforce_scope: Option<bool>,
    /// `enforce_new_defaults` of `nova.conf`; `None`: as the release has it.
    pub enforce_new_defaults: Option<bool>,
}

/// The policy of a Nova, compiled once.
#[derive(Debug)]
pub struct OsloPolicy {
    file: PolicyFile,
    basis: OsloBasis,
    options: OsloOptions,
}

/// What a question comes to in one release.
struct Answer {
    release: NovaRelease,
    outcomes: Outcomes,
    unknown: Vec<String>,
    reasons: Vec<OsloReason>,
}

impl OsloPolicy {
    /// Reads an operator's `policy.yaml` or `policy.json`, if there is one. Nothing in it is an error: what cannot be read leaves answers open.
    #[must_use]
    pub fn new(file: Option<&str>, options: OsloOptions) -> Self {
        let basis = if file.is_some() { OsloBasis::File } else { OsloBasis::Defaults };
        Self { file: file.map(PolicyFile::read).unwrap_or_default(), basis, options }
    }

    /// Answers a question.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] where no release that is asked for has such a rule.
    pub fn check(&self, asked: &OsloCheck) -> Result<OsloDecision, Error> {
        let answers: Vec<Answer> = self.releases().iter().filter_map(|release| self.answer(asked, *release)).collect();
        let Some(newest) = answers.last() else { return Err(self.no_rule(&asked.action)) };
        let mut releases: Vec<OsloReleases> = Vec::new();
        for answer in &answers {
            let (name, decision) = (answer.release.name(), OsloVerdict::of(answer.outcomes));
            match releases.last_mut().filter(|last| last.decision == decision) {
                Some(last) => last.last = name,
                None => releases.push(OsloReleases { first: name, last: name, decision }),
            }
        }
        let agree = releases.len() == 1;
        let decision = if agree { OsloVerdict::of(newest.outcomes) } else { OsloVerdict::Conditional };
        let mut unknown: Vec<String> = match decision {
            OsloVerdict::Conditional => answers.iter().flat_map(|answer| answer.unknown.clone()).collect(),
            _ => Vec::new(),
        };
        unknown.extend((!agree).then(|| "release".to_owned()));
        unknown.sort_unstable();
        unknown.dedup();
        let (action, basis, reasons) = (asked.action.clone(), self.basis, newest.reasons.clone());
        Ok(OsloDecision { decision, action, basis, unknown, releases, reasons })
    }

    fn releases(&self) -> &[NovaRelease] {
        match &self.options.release {
            Some(release) => std::slice::from_ref(release),
            None => NovaRelease::all(),
        }
    }

    /// What it comes to in a release; none where that has no such rule.
    fn answer(&self, asked: &OsloCheck, release: NovaRelease) -> Option<Answer> {
        let defaults = Defaults::get();
        let default: &'static DefaultRule =
            defaults.rule(&asked.action, release).or_else(|| defaults.before(&asked.action, release))?;
        let answer = |outcomes, unknown, reasons| Some(Answer { release, outcomes, unknown, reasons });
        let has = asked.scope.name();
        let enforces_scope = self.options.enforce_scope.unwrap_or(release.enforces());
        if enforces_scope && !default.scopes.is_empty() && !default.scopes.contains(&has) {
            let reason = OsloReason::of_scope(default.name, has, &default.scopes);
            return answer(Outcomes::NOT_MET, Vec::new(), vec![reason]);
        }
        if let Some(unread) = &self.file.unread {
            let reason = OsloReason::of_unread(default.name, unread, &self.file);
            return answer(Outcomes::ANY, vec!["file".to_owned()], vec![reason]);
        }
        let new_defaults = self.options.enforce_new_defaults.unwrap_or(release.enforces());
        let view = View { file: &self.file, release, new_defaults };
        let as_admin = asked.of_admin();
        let admin = Evaluator::new(view, &as_admin, None).rule("context_is_admin");
        let mut found = Found::clone(&Evaluator::new(view, asked, Some(Found::clone(&admin))).rule(default.name));
        // Nova makes out who is an administrator before anything else.
        if admin.outcomes.has(Outcomes::FAILS) && !found.outcomes.has(Outcomes::FAILS) {
            let only = admin.outcomes == Outcomes::FAILS;
            found.outcomes = if only { Outcomes::FAILS } else { found.outcomes.or(Outcomes::FAILS) };
            found.leaves = if only { admin.leaves.clone() } else { [found.leaves, admin.leaves.clone()].concat() };
        }
        let reasons = found.leaves.iter().map(|leaf: &Leaf<'_>| OsloReason::of_leaf(leaf, &self.file)).collect();
        answer(found.outcomes, found.leaves.iter().flat_map(open_names).collect(), reasons)
    }

    fn no_rule(&self, action: &str) -> Error {
        let what = match self.options.release {
            Some(release) => said!("Nova {} has no rule {}", release.name(), quoted(action)),
            None => said!("Nova has no rule {}", quoted(action)),
        };
        let error = Error::invalid("action", what);
        match nearest(action, &Defaults::get().names()).first() {
            Some(meant) if *meant != action => error.with_hint(said!("did you mean `{}`?", *meant)),
            _ => error,
        }
    }
}
