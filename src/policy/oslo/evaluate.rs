//! What a rule comes to, and which checks make it so.
//!
//! Checks are evaluated in their order, as oslo.policy does: what stands behind one that decides is not reached.

use std::collections::HashMap;
use std::rc::Rc;

use super::file::PolicyFile;
use super::outcomes::Outcomes;
use super::release::{Defaults, NovaRelease};
use super::request::{Attribute, Credential, OsloCheck};
use super::rule::{Kind, Piece, Rule, Template};

/// How deep rules and brackets are followed.
const MAX_DEPTH: usize = 200;
/// How many checks are named as reasons.
const MAX_LEAVES: usize = 40;

/// The rules that hold: those of the file, and those of the release.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) file: &'a PolicyFile,
    pub(super) release: NovaRelease,
    /// Whether the rules of before count no more.
    pub(super) new_defaults: bool,
}

/// Where a rule is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    File,
    /// Of Nova itself, with its text.
    Default(&'static str),
    /// What Nova had before.
    Deprecated(&'static str),
}

/// A rule, and where it is from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used<'a> {
    pub(super) rule: &'a Rule,
    pub(super) from: From,
}

/// What is behind the name of a rule.
enum Lookup<'a> {
    One(Used<'a>),
    /// One of both is enough.
    Or(Used<'a>, Used<'a>),
    /// It hangs on the version of oslo.policy which of these it is.
    Either(Used<'a>, Box<Self>),
    Missing,
}

impl<'a> View<'a> {
    fn lookup(&self, name: &'a str) -> Lookup<'a> {
        let of_file = |name: &str| {
            let rule = self.file.rules.get(name)?;
            Some(Used { rule, from: From::File })
        };
        if let Some(used) = of_file(name) {
            return Lookup::One(used);
        }
        let Some(default) = Defaults::get().rule(name, self.release) else {
            return of_file("default").map_or(Lookup::Missing, Lookup::One);
        };
        let used = Used { rule: &default.rule, from: From::Default(default.text) };
        let Some(old) = &default.deprecated else { return Lookup::One(used) };
        let rest = if !self.new_defaults && old.text != default.text {
            Lookup::Or(used, Used { rule: &old.rule, from: From::Deprecated(old.text) })
        } else {
            Lookup::One(used)
        };
        match of_file(old.name).filter(|of_file| old.name != name && !of_file.rule.is_reference_to(name)) {
            // Up to oslo.policy 4.8 the file's rule counts; from 5.0 on one that is the old default is left out.
            Some(of_file) if of_file.rule.is_same(&old.rule) => Lookup::Either(of_file, Box::new(rest)),
            Some(of_file) => Lookup::One(of_file),
            None => rest,
        }
    }
}

/// What something came to, and which checks made it so.
#[derive(Debug, Clone)]
pub(super) struct Found<'a> {
    pub(super) outcomes: Outcomes,
    pub(super) leaves: Vec<Leaf<'a>>,
}

/// A check, and what it came to.
#[derive(Debug, Clone)]
pub(super) struct Leaf<'a> {
    /// The rules on the way to it, the one that was asked for first.
    pub(super) via: Vec<&'a str>,
    pub(super) used: Option<(Used<'a>, usize)>,
    pub(super) outcomes: Outcomes,
    pub(super) why: Why,
}

/// What there is to say of a check besides what it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    Nothing,
    /// It hangs on these, which were not said.
    Unknown(Vec<String>),
    Remote,
    /// It is not evaluated here.
    Opaque,
    /// A rule, or a word in it, that oslo.policy cannot read.
    Unreadable,
    /// No rule has this name.
    Missing,
    /// The rule needs itself.
    Cycle,
    /// Versions of oslo.policy differ in whether the file's rule counts.
    Version,
}

impl Found<'_> {
    const fn nothing(outcomes: Outcomes) -> Self {
        Self { outcomes, leaves: Vec::new() }
    }
}

/// One question, as far as it was answered.
pub(super) struct Evaluator<'a> {
    view: View<'a>,
    asked: &'a OsloCheck,
    /// Whether Nova takes whoever asks for an administrator.
    admin: Option<Found<'a>>,
    /// The rules that were evaluated, or are being so.
    rules: HashMap<&'a str, Option<Rc<Found<'a>>>>,
    depth: usize,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(view: View<'a>, asked: &'a OsloCheck, admin: Option<Found<'a>>) -> Self {
        Self { view, asked, admin, rules: HashMap::new(), depth: 0 }
    }

    /// What the rule of this name comes to.
    pub(super) fn rule(&mut self, name: &'a str) -> Rc<Found<'a>> {
        if let Some(known) = self.rules.get(name) {
            let again = || Rc::new(leaf(Outcomes::FAILS, Why::Cycle, None));
            return known.as_ref().map_or_else(again, Rc::clone);
        }
        self.rules.insert(name, None);
        self.depth += 1;
        let lookup = self.view.lookup(name);
        let mut found = self.looked_up(&lookup);
        self.depth -= 1;
        for leaf in &mut found.leaves {
            leaf.via.insert(0, name);
        }
        let found = Rc::new(found);
        self.rules.insert(name, Some(Rc::clone(&found)));
        found
    }

    fn looked_up(&mut self, lookup: &Lookup<'a>) -> Found<'a> {
        match lookup {
            Lookup::One(used) => self.node(*used, used.rule.root()),
            Lookup::Or(one, other) => {
                let pair = [(*one, one.rule.root()), (*other, other.rule.root())];
                self.joined(Outcomes::MET, &mut pair.into_iter())
            }
            Lookup::Either(one, other) => {
                let at = (*one, one.rule.root());
                let mut one = self.node(at.0, at.1);
                let other = self.looked_up(other);
                if one.outcomes != other.outcomes {
                    let both = one.outcomes.or(other.outcomes);
                    one.leaves.push(Leaf { via: Vec::new(), used: Some(at), outcomes: both, why: Why::Version });
                }
                Found { outcomes: one.outcomes.or(other.outcomes), leaves: one.leaves }
            }
            Lookup::Missing => leaf(Outcomes::NOT_MET, Why::Missing, None),
        }
    }

    fn node(&mut self, used: Used<'a>, id: usize) -> Found<'a> {
        let Some(node) = used.rule.node(id) else { return Found::nothing(Outcomes::ANY) };
        if self.depth > MAX_DEPTH {
            return leaf(Outcomes::ANY, Why::Opaque, Some((used, id)));
        }
        self.depth += 1;
        let found = match &node.kind {
            Kind::Not(inner) => {
                let found = self.node(used, *inner);
                Found { outcomes: found.outcomes.not(), ..found }
            }
            Kind::All(ids) => self.joined(Outcomes::NOT_MET, &mut ids.iter().map(|id| (used, *id))),
            Kind::Any(ids) => self.joined(Outcomes::MET, &mut ids.iter().map(|id| (used, *id))),
            Kind::Rule(name) => {
                let found = self.rule(name);
                let mut found = Found::clone(&found);
                // What is there without a check of its own is this one.
                for leaf in found.leaves.iter_mut().filter(|leaf| leaf.used.is_none()) {
                    *leaf = Leaf { via: Vec::new(), used: Some((used, id)), ..leaf.clone() };
                }
                found
            }
            Kind::Admin(wanted) => self.admin(*wanted, (used, id)),
            kind => {
                let (outcomes, why) = self.check(kind);
                leaf(outcomes, why, Some((used, id)))
            }
        };
        self.depth -= 1;
        found
    }

    /// Checks of which the first that comes to `end` decides.
    fn joined(&mut self, end: Outcomes, nodes: &mut dyn Iterator<Item = (Used<'a>, usize)>) -> Found<'a> {
        let mut outcomes: Option<Outcomes> = None;
        let mut parts = Vec::new();
        let goes_on = end.not();
        let mut decided = false;
        for (used, id) in nodes {
            let part = self.node(used, id);
            let here = part.outcomes.without(goes_on);
            decided = !part.outcomes.has(goes_on);
            if decided || part.outcomes.is_open() {
                outcomes = Some(outcomes.map_or(here, |before| before.or(here)));
            }
            parts.push(part);
            if decided {
                break;
            }
        }
        if !decided {
            outcomes = Some(outcomes.map_or(goes_on, |before| before.or(goes_on)));
        }
        let outcomes = outcomes.unwrap_or(goes_on);
        let leaves = if outcomes == end {
            // One that is certain is enough of a reason, and it is the last one.
            let last = parts.pop();
            if last.as_ref().is_some_and(|last| last.outcomes == end) { last.into_iter().collect() } else { parts }
        } else if outcomes == goes_on {
            parts
        } else {
            parts.retain(|part| part.outcomes != goes_on);
            parts
        };
        let leaves = leaves.into_iter().flat_map(|part: Found<'a>| part.leaves).take(MAX_LEAVES).collect();
        Found { outcomes, leaves }
    }

    fn admin(&self, wanted: bool, at: (Used<'a>, usize)) -> Found<'a> {
        let turned = |outcomes: Outcomes| if wanted { outcomes } else { outcomes.not() };
        match &self.admin {
            // While Nova makes it out, it is neither.
            None => leaf(Outcomes::NOT_MET, Why::Nothing, Some(at)),
            Some(found) if found.outcomes == Outcomes::FAILS => found.clone(),
            Some(found) => {
                Found { outcomes: turned(found.outcomes.without(Outcomes::FAILS)), leaves: found.leaves.clone() }
            }
        }
    }

    fn check(&self, kind: &Kind) -> (Outcomes, Why) {
        match kind {
            Kind::Always => (Outcomes::MET, Why::Nothing),
            Kind::Never => (Outcomes::NOT_MET, Why::Nothing),
            Kind::Unreadable => (Outcomes::NOT_MET, Why::Unreadable),
            Kind::Remote => (Outcomes::ANY, Why::Remote),
            Kind::Role(template) => self.role(template),
            Kind::Literal(text, template) => self.compare(template, &Credential::Values(vec![text])),
            Kind::Attribute(path, template)
                if self.asked.more_roles && matches!(path.as_slice(), [one] if one == "roles") =>
            {
                let (outcomes, why) = self.compare(template, &self.asked.credential(path));
                let is_open = outcomes == Outcomes::NOT_MET && !matches!(self.filled(template), Filled::Absent);
                if is_open { (Outcomes::OPEN, Why::Unknown(vec!["roles".to_owned()])) } else { (outcomes, why) }
            }
            Kind::Attribute(path, template) => {
                let (outcomes, why) = self.compare(template, &self.asked.credential(path));
                // What has no path is a text, if it is there.
                let is_text = outcomes == Outcomes::ANY && path.len() == 1 && matches!(why, Why::Unknown(_));
                (if is_text { Outcomes::OPEN } else { outcomes }, why)
            }
            _ => (Outcomes::ANY, Why::Opaque),
        }
    }

    fn role(&self, template: &Template) -> (Outcomes, Why) {
        let wanted = match self.filled(template) {
            Filled::Text(text) => text.to_lowercase(),
            Filled::Absent => return (Outcomes::NOT_MET, Why::Nothing),
            Filled::Odd => return (Outcomes::ANY, Why::Opaque),
            Filled::Open(_) if self.asked.roles.is_empty() && !self.asked.more_roles => {
                return (Outcomes::NOT_MET, Why::Nothing);
            }
            Filled::Open(names) => return (Outcomes::OPEN, Why::Unknown(names)),
        };
        let has = self.asked.roles.iter().any(|role| role.to_lowercase() == wanted);
        if !has && self.asked.more_roles {
            return (Outcomes::OPEN, Why::Unknown(vec!["roles".to_owned()]));
        }
        (Outcomes::of(has), Why::Nothing)
    }

    fn compare(&self, template: &Template, credential: &Credential<'_>) -> (Outcomes, Why) {
        let known = |open: Vec<String>| if open.is_empty() { Why::Nothing } else { Why::Unknown(open) };
        let (text, mut open) = match self.filled(template) {
            Filled::Absent => return (Outcomes::NOT_MET, Why::Nothing),
            Filled::Odd => return (Outcomes::ANY, Why::Opaque),
            Filled::Text(text) => (Some(text), Vec::new()),
            Filled::Open(names) => (None, names),
        };
        let outcomes = match (credential, text) {
            (Credential::Values(values), _) if values.is_empty() => return (Outcomes::NOT_MET, Why::Nothing),
            (Credential::Values(values), Some(text)) => Outcomes::of(values.contains(&text.as_str())),
            (Credential::Values(_), None) => Outcomes::OPEN,
            (Credential::Fails, Some(_)) => Outcomes::FAILS,
            (Credential::Fails, None) => Outcomes::FAILS.or(Outcomes::NOT_MET),
            (Credential::Open(name), _) => {
                open.push(name.clone());
                Outcomes::ANY
            }
        };
        (outcomes, known(open))
    }

    /// What stands behind the colon, with the values of the target in it.
    fn filled(&self, template: &Template) -> Filled {
        let Template::Pieces(pieces) = template else { return Filled::Odd };
        let mut text = String::new();
        let mut open = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Name(name) => match self.asked.target(name) {
                    Attribute::Value(value) => text.push_str(value),
                    Attribute::Absent => return Filled::Absent,
                    Attribute::Open(field) => open.push(field),
                },
            }
        }
        if open.is_empty() { Filled::Text(text) } else { Filled::Open(open) }
    }
}

/// What a [`Template`] is, for a target.
enum Filled {
    Text(String),
    /// The target has no such attribute, so that the check is not met.
    Absent,
    /// These were not said.
    Open(Vec<String>),
    Odd,
}

fn leaf<'a>(outcomes: Outcomes, why: Why, used: Option<(Used<'a>, usize)>) -> Found<'a> {
    Found { outcomes, leaves: vec![Leaf { via: Vec::new(), used, outcomes, why }] }
}
