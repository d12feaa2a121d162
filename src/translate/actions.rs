//! The actions of a statement in the other version: no Allow matches more by them, no Deny less.

use super::Target;
use super::forms::Form;
use super::known::{Pattern, Point, most_of};
use super::told::UntranslatedCode as Code;
use crate::base::said::{Said, said};
use crate::base::sorted::SortedSet;
use crate::base::text::quoted;
use crate::policy::model::ast::Effect;
use crate::policy::model::verdict::Truth;

/// Something that is told, and the actions it is about.
pub(super) type Told = (Code, Said, Vec<String>);

/// Why an action cannot be narrowed as the statement is.
pub(super) type Excluded<'a> = &'a dyn Fn(&Point) -> Option<Code>;

/// What is written.
#[derive(Debug, Default)]
pub(super) struct Choice {
    pub(super) written: Vec<String>,
    /// Of a Deny: what is written in a statement of its own, which is not narrowed.
    pub(super) apart: Vec<String>,
    pub(super) told: Vec<Told>,
}

/// Chooses for one statement.
pub(super) fn choose(
    points: &[Point],
    to: Target,
    effect: Effect,
    patterns: &[String],
    excluded: Excluded<'_>,
) -> Choice {
    let from = to.other();
    let mut before = vec![Truth::False; points.len()];
    for pattern in patterns {
        raise(&mut before, &reach(points, pattern, from));
    }
    let now = vec![Truth::False; points.len()];
    let explained = vec![false; points.len()];
    let mut choosing = Choosing {
        points,
        to,
        effect,
        excluded,
        before,
        now,
        explained,
        seen: SortedSet::new(),
        choice: Choice::default(),
    };
    for pattern in patterns {
        let own = reach(points, pattern, from);
        match effect {
            Effect::Allow => choosing.allow(pattern, &own),
            Effect::Deny => choosing.deny(pattern, &own),
        }
    }
    if effect == Effect::Deny {
        choosing.deny_the_rest();
    }
    choosing.tell();
    choosing.choice
}

fn reach(points: &[Point], pattern: &str, version: Target) -> Vec<Truth> {
    let pattern = Pattern::new(pattern, version);
    points.iter().map(|point| pattern.reach(point)).collect()
}

fn raise(all: &mut [Truth], by: &[Truth]) {
    for (each, by) in all.iter_mut().zip(by) {
        *each = (*each).max(*by);
    }
}

struct Choosing<'a> {
    points: &'a [Point],
    to: Target,
    effect: Effect,
    excluded: Excluded<'a>,
    /// What the original matches.
    before: Vec<Truth>,
    /// What is matched by what is written.
    now: Vec<Truth>,
    /// Whether it is told already why more of a point is denied.
    explained: Vec<bool>,
    seen: SortedSet<String>,
    choice: Choice,
}

impl Choosing<'_> {
    fn push(&mut self, text: &str, reached: &[Truth]) {
        raise(&mut self.now, reached);
        if self.seen.insert(text.to_owned()) {
            self.choice.written.push(text.to_owned());
        }
    }

    fn is_told(&self, code: Code) -> bool {
        self.choice.told.iter().any(|(told, ..)| *told == code)
    }

    fn told(&mut self, code: Code, said: Said, actions: Vec<String>) {
        self.choice.told.push((code, said, actions));
    }

    /// Whether an Allow may match this: nothing that the original does not certainly allow.
    fn fits(&self, reached: &[Truth]) -> bool {
        let mut all = self.points.iter().zip(&self.before).zip(reached);
        all.all(|((point, before), now)| {
            *now == Truth::False || (*before == Truth::True && (self.excluded)(point).is_none())
        })
    }

    fn allow(&mut self, pattern: &str, own: &[Truth]) {
        let is_about_known = own.iter().any(|truth| *truth != Truth::False);
        match Form::of(pattern, self.to) {
            Form::Nothing => return self.no_action(pattern),
            Form::Wider(code, _) => {
                self.told(code, not_the_same(code, pattern, self.to, true), vec![pattern.to_owned()])
            }
            Form::Same(text) => {
                let reached = reach(self.points, &text, self.to);
                let fits = self.fits(&reached);
                let is_about = reached.contains(&Truth::True) || !is_about_known;
                if fits && is_about {
                    self.push(&text, &reached);
                } else if !is_about_known && !pattern.contains('*') {
                    self.former_name(pattern, &reached);
                } else if !is_about_known {
                    let mut actions = self.reached(&reached);
                    let said = difference_said(Code::SharedAction, self.effect, self.to, &listed(&actions));
                    actions.insert(0, pattern.to_owned());
                    self.told(Code::SharedAction, said, actions);
                } else if pattern.contains('*') {
                    let said = said!(
                        "{} is written out as the actions of it that the list of Huawei Cloud has: what else it matches is left out",
                        quoted(pattern)
                    );
                    self.told(Code::WrittenOut, said, vec![pattern.to_owned()]);
                }
            }
        }
        for (index, point) in self.points.iter().enumerate() {
            let is_wanted = own.get(index) == Some(&Truth::True) && (self.excluded)(point).is_none();
            if is_wanted && self.now.get(index) != Some(&Truth::True) && most_of(point, self.to) == Truth::True {
                let reached = reach(self.points, point.action, self.to);
                if self.fits(&reached) {
                    self.push(point.action, &reached);
                }
            }
        }
    }

    fn deny(&mut self, pattern: &str, own: &[Truth]) {
        let is_about_known = own.iter().any(|truth| *truth != Truth::False);
        let text = match Form::of(pattern, self.to) {
            Form::Nothing => return self.no_action(pattern),
            Form::Wider(code, text) => {
                self.told(code, not_the_same(code, pattern, self.to, false), vec![pattern.to_owned()]);
                text
            }
            Form::Same(text) => text,
        };
        let reached = reach(self.points, &text, self.to);
        let is_about = reached.iter().any(|truth| *truth != Truth::False);
        if is_about && !is_about_known && !pattern.contains(['*', '?']) {
            self.former_name(pattern, &reached);
            for (explained, reached) in self.explained.iter_mut().zip(&reached) {
                *explained |= *reached != Truth::False;
            }
        }
        // A name that only stands for others there is not one of its own.
        if is_about || !is_about_known {
            self.push(&text, &reached);
        }
    }

    /// Adds what the patterns that were written do not certainly match.
    fn deny_the_rest(&mut self) {
        let written: Vec<Pattern> = self.choice.written.iter().map(|text| Pattern::new(text, self.to)).collect();
        let is_certain = |point: &Point| written.iter().any(|pattern| pattern.matches(point) == Truth::True);
        for (index, point) in self.points.iter().enumerate() {
            let before = self.before.get(index).copied().unwrap_or(Truth::False);
            if before == Truth::False {
                continue;
            }
            if (self.excluded)(point).is_some() {
                if !self.choice.apart.iter().any(|action| action == point.action) {
                    self.choice.apart.push(point.action.to_owned());
                }
            } else if !is_certain(point) {
                let reached = reach(self.points, point.action, self.to);
                self.push(point.action, &reached);
            }
        }
    }

    fn no_action(&mut self, pattern: &str) {
        let said = said!("{} is not an action and matches nothing: it is left out", quoted(pattern));
        self.told(Code::NoAction, said, vec![pattern.to_owned()]);
    }

    fn reached(&self, reached: &[Truth]) -> Vec<String> {
        let of = self.points.iter().zip(reached).filter(|(_, truth)| **truth != Truth::False);
        of.map(|(point, _)| point.action.to_owned()).collect()
    }

    fn former_name(&mut self, pattern: &str, reached: &[Truth]) {
        let mut actions = self.reached(reached);
        let said = match self.effect {
            Effect::Allow => said!(
                "{} is a former name of {}: by current names version 1.1 allows nothing by it, and it is left out",
                quoted(pattern),
                listed(&actions)
            ),
            Effect::Deny => said!(
                "{} is a former name of {}: by current names version 1.1 denies nothing by it, and version 5.0 denies these",
                quoted(pattern),
                listed(&actions)
            ),
        };
        actions.insert(0, pattern.to_owned());
        self.told(Code::FormerName, said, actions);
    }

    /// What is not the same over the list.
    fn tell(&mut self) {
        let mut groups: Vec<(Code, Vec<String>)> = Vec::new();
        for (index, point) in self.points.iter().enumerate() {
            if let Some(code) = self.difference(index, point) {
                let place = groups.iter().position(|(each, _)| *each == code).unwrap_or_else(|| {
                    groups.push((code, Vec::new()));
                    groups.len() - 1
                });
                let group = groups.get_mut(place).map(|(_, actions)| actions);
                group.into_iter().for_each(|actions| {
                    if !actions.iter().any(|action| action == point.action) {
                        actions.push(point.action.to_owned());
                    }
                });
            }
        }
        for (code, actions) in groups {
            let said = difference_said(code, self.effect, self.to, &listed(&actions));
            self.told(code, said, actions);
        }
    }

    fn difference(&self, index: usize, point: &Point) -> Option<Code> {
        let (before, now) = (*self.before.get(index)?, *self.now.get(index)?);
        if before != Truth::False
            && let Some(code) = (self.excluded)(point)
        {
            return Some(code);
        }
        if before == now {
            return None;
        }
        if point.native && before != Truth::False {
            return Some(Code::NativeOpenStack);
        }
        if before == Truth::Unknown {
            return (!self.is_told(Code::OpenPattern)).then_some(Code::OpenPattern);
        }
        let is_explained = self.explained.get(index).copied().unwrap_or(false)
            || (self.effect == Effect::Deny && (self.is_told(Code::OpenPattern) || self.is_told(Code::PatternForm)));
        (!is_explained).then_some(Code::SharedAction)
    }
}

/// Why a pattern is not written as it is.
fn not_the_same(code: Code, pattern: &str, to: Target, is_allow: bool) -> Said {
    let pattern = quoted(pattern);
    match (code, is_allow) {
        (Code::PatternForm, true) => {
            said!("{} cannot be written in version {}: of it, only known actions are allowed", pattern, to.as_str())
        }
        (Code::PatternForm, false) => {
            said!("{} cannot be written in version {} as it is: no less is denied", pattern, to.as_str())
        }
        (_, true) => {
            said!("what {} matches is open in version 1.1 or in 5.0: of it, only what is certain is allowed", pattern)
        }
        (_, false) => said!(
            "what {} matches is open in version 1.1 or in 5.0: whatever it may match is denied, where that can be written",
            pattern
        ),
    }
}

fn difference_said(code: Code, effect: Effect, to: Target, actions: &str) -> Said {
    let version = to.as_str();
    match (code, effect, to) {
        (Code::NativeOpenStack, Effect::Allow, _) => said!(
            "whether identity policies decide about native OpenStack APIs is open: nothing certain allows {} in version {}",
            actions,
            version
        ),
        (Code::NativeOpenStack, Effect::Deny, Target::V5_0) => said!(
            "whether identity policies decide about native OpenStack APIs is open: {} may not be denied any more, nor allowed by this policy",
            actions
        ),
        (Code::NativeOpenStack, Effect::Deny, Target::V1_1) => said!(
            "whether identity policies decide about native OpenStack APIs is open: version 1.1 denies {} for certain",
            actions
        ),
        (Code::ResourceNotSupported, Effect::Allow, _) => {
            said!("{} cannot be narrowed to a resource in both versions: left out", actions)
        }
        (Code::ResourceNotSupported, Effect::Deny, _) => {
            said!("{} cannot be narrowed to a resource in both versions: denied for every one", actions)
        }
        (Code::TagNotSupported, Effect::Allow, _) => {
            said!("{} cannot be narrowed to a tag in both versions: left out", actions)
        }
        (Code::TagNotSupported, Effect::Deny, _) => {
            said!("{} cannot be narrowed to a tag in both versions: denied whatever the tag is", actions)
        }
        (Code::OpenPattern, Effect::Allow, _) => {
            said!("whether the statement is about {} is open: left out", actions)
        }
        (Code::OpenPattern, Effect::Deny, _) => {
            said!("whether the statement is about {} is open: denied for certain", actions)
        }
        (_, Effect::Allow, _) => {
            said!("in version {} the name would allow other APIs too, of {}: left out", version, actions)
        }
        (_, Effect::Deny, _) => said!("in version {} the names and patterns may deny {} too", version, actions),
    }
}

/// Actions one after the other.
pub(super) fn listed(actions: &[String]) -> String {
    let quoted: Vec<String> = actions.iter().map(|action| quoted(action)).collect();
    quoted.join(", ")
}
