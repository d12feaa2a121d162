//! Statement by statement.

use super::Target;
use super::actions::{Choice, Told, choose, listed};
use super::conditions::{is_of_tag, why_not};
use super::known::{Point, is_listed, points};
use super::original::{Condition, Original, Statement};
use super::resources::{Narrowed, is_documented, narrowed};
use super::told::{NoteCode, Translation, TranslationNote, Untranslated, UntranslatedCode as Code};
use crate::base::said::said;
use crate::policy::model::ast::Effect;
use crate::policy::model::write::{Writer, condition, resource};

/// A statement of the policy that is written.
struct Written {
    effect: Effect,
    actions: Vec<String>,
    resources: Option<Vec<String>>,
    conditions: Vec<Condition>,
}

impl Written {
    fn add_to(&self, writer: &mut Writer) {
        let mut members = self.resources.as_deref().map(resource).unwrap_or_default();
        if !self.conditions.is_empty() {
            members += &condition(&self.conditions);
        }
        writer.add(self.effect, &self.actions, &members);
    }
}

pub(super) struct Translator {
    to: Target,
    points: Vec<Point>,
    written: Vec<Written>,
    not_translated: Vec<Untranslated>,
    /// Whether a Deny cannot be written.
    lacks_deny: bool,
    has_sid: bool,
}

impl Translator {
    pub(super) fn new(to: Target) -> Self {
        let (written, not_translated) = (Vec::new(), Vec::new());
        Self { to, points: points(), written, not_translated, lacks_deny: false, has_sid: false }
    }

    pub(super) fn translate(mut self, original: &Original) -> Translation {
        if original.is_role {
            let said = said!(
                "a role of version 1.0 has no counterpart: only the cloud itself makes roles, and version 5.0 has none"
            );
            self.not_translated.push(Untranslated::new(Code::Role, said, Vec::new()));
        } else if original.depends {
            let said = said!("it takes effect only beside the roles of its `Depends`, which version 5.0 cannot say");
            self.not_translated.push(Untranslated::new(Code::Depends, said, Vec::new()));
        } else {
            for (statement, index) in original.statements.iter().zip(0_u32..) {
                self.has_sid |= statement.sid.is_some();
                let told = self.statement(statement);
                self.tell(index, statement.effect, told);
            }
        }
        let is_there = !self.written.is_empty() && !self.lacks_deny;
        let notes = if is_there { self.notes() } else { Vec::new() };
        Translation { document: is_there.then(|| self.document()), not_translated: self.not_translated, notes }
    }

    fn document(&self) -> String {
        let mut writer = Writer::new(self.to.version());
        self.written.iter().for_each(|written| written.add_to(&mut writer));
        writer.document()
    }

    fn tell(&mut self, index: u32, effect: Effect, told: Vec<(&'static str, Told)>) {
        let each = told.into_iter().map(|(member, (code, said, actions))| Untranslated {
            statement: Some(index),
            member: Some(member),
            effect: Some(effect.as_str()),
            ..Untranslated::new(code, said, actions)
        });
        self.not_translated.extend(each);
    }

    /// Writes what becomes of a statement; gives what does not, with its member.
    fn statement(&mut self, statement: &Statement) -> Vec<(&'static str, Told)> {
        let effect = statement.effect;
        if statement.not_action {
            self.lacks_deny |= effect == Effect::Deny;
            return vec![("NotAction", not_action(effect))];
        }
        let mut all: Vec<(&'static str, Told)> = Vec::new();
        let mut told = Vec::new();
        let resources = narrowed(statement.resources.as_ref(), effect, self.to, &mut told);
        let negated = statement.resources.as_ref().is_some_and(|resources| resources.negated);
        all.extend(told.into_iter().map(|told| (if negated { "NotResource" } else { "Resource" }, told)));
        let mut told = Vec::new();
        let conditions = conditions(&statement.conditions, effect, self.to, &mut told);
        all.extend(told.into_iter().map(|told| ("Condition", told)));
        let (Some(conditions), false) = (conditions, resources == Narrowed::LeftOut) else { return all };
        if statement.actions.is_empty() {
            all.push((
                "Action",
                (Code::NoAction, said!("the list of actions is empty and matches nothing"), Vec::new()),
            ));
        }
        let by_resource = matches!(resources, Narrowed::To(_));
        let by_tag = conditions.iter().any(is_of_tag);
        let excluded = |point: &Point| match point {
            Point { by_resource: false, .. } if by_resource => Some(Code::ResourceNotSupported),
            Point { by_tag: false, .. } if by_tag => Some(Code::TagNotSupported),
            _ => None,
        };
        let Choice { written, apart, told } = choose(&self.points, self.to, effect, &statement.actions, &excluded);
        all.extend(told.into_iter().map(|told| ("Action", told)));
        let resources = if let Narrowed::To(kept) = resources { Some(kept) } else { None };
        let without_tags: Vec<Condition> = conditions.iter().filter(|each| !is_of_tag(each)).cloned().collect();
        for (actions, resources, conditions) in [(written, resources, conditions), (apart, None, without_tags)] {
            if !actions.is_empty() {
                self.written.push(Written { effect, actions, resources, conditions });
            }
        }
        all
    }

    fn notes(&self) -> Vec<TranslationNote> {
        let mut notes = vec![self.scope()];
        if self.to == Target::V1_1 {
            let said = said!(
                "a session policy or service control policy limits and grants nothing: version 1.1 has neither, and what is written here grants"
            );
            notes.push(TranslationNote::new(NoteCode::Limit, said, Vec::new()));
        }
        let (mut inferred, mut kept) = (Vec::new(), Vec::new());
        for action in self.written.iter().flat_map(|written| &written.actions) {
            let list = if action.contains('*') { &mut kept } else { &mut inferred };
            let is_new = !list.contains(action) && (action.contains('*') || !is_listed(action, self.to, &self.points));
            if is_new {
                list.push(action.clone());
            }
        }
        if !inferred.is_empty() {
            let said = said!(
                "no table of version {} that is known here has {}: they keep their names",
                self.to.as_str(),
                listed(&inferred)
            );
            notes.push(TranslationNote::new(NoteCode::InferredAction, said, inferred));
        }
        if !kept.is_empty() {
            let said = said!(
                "what {} match is compared over the list of ECS of Huawei Cloud alone: what else they match is not known here",
                listed(&kept)
            );
            notes.push(TranslationNote::new(NoteCode::KeptPattern, said, kept));
        }
        let mut resources: Vec<String> = Vec::new();
        for resource in self.written.iter().flat_map(|written| written.resources.iter().flatten()) {
            if !is_documented(resource) && !resources.contains(resource) {
                resources.push(resource.clone());
            }
        }
        if !resources.is_empty() {
            let said = said!(
                "no table that is known here has the resources {} in both versions: they keep their form",
                listed(&resources)
            );
            notes.push(TranslationNote::new(NoteCode::InferredResource, said, resources));
        }
        if self.has_sid {
            let said = said!("version 1.1 has no `Sid`: it is left out");
            notes.push(TranslationNote::new(NoteCode::Sid, said, Vec::new()));
        }
        notes
    }

    fn scope(&self) -> TranslationNote {
        let said = match self.to {
            Target::V5_0 => said!(
                "an identity policy holds in every project, region and enterprise project: where the policy of version 1.1 is granted in some of them only, this allows more"
            ),
            Target::V1_1 => said!(
                "a policy of version 1.1 is granted to user groups in projects, enterprise projects or for global services: grant it where the identity policy is to hold"
            ),
        };
        TranslationNote::new(NoteCode::Scope, said, Vec::new())
    }
}

fn not_action(effect: Effect) -> Told {
    let said = match effect {
        Effect::Allow => said!("no document of version 1.1 describes `NotAction`: the statement is left out"),
        Effect::Deny => said!(
            "no document of version 1.1 describes `NotAction`: without this Deny more would be allowed, so that nothing is written"
        ),
    };
    (Code::NotAction, said, Vec::new())
}

/// The conditions that stay; none where the statement is left out.
fn conditions(all: &[Condition], effect: Effect, to: Target, told: &mut Vec<Told>) -> Option<Vec<Condition>> {
    let mut kept = Vec::new();
    let mut is_left_out = false;
    for condition in all {
        let Some((code, why)) = why_not(condition, to) else {
            kept.push(condition.clone());
            continue;
        };
        let said = match effect {
            Effect::Allow => said!("{}: the statement is left out", why),
            Effect::Deny => said!("{}: it is denied without this condition, which denies more", why),
        };
        told.push((code, said, Vec::new()));
        is_left_out |= effect == Effect::Allow;
    }
    (!is_left_out).then_some(kept)
}
