//! What a statement comes to, part by part (rules 2 to 6).

use super::compiled::{CompiledStatement, is_tag};
use super::listener::{Listener, StatementPart};
use super::plan::Candidate;
use super::request::ActionRequest;
use super::set::PolicySet;
use super::situation::Situation;
use crate::policy::model::ast::Effect;
use crate::policy::model::pattern::resource_matches;
use crate::policy::model::verdict::{Question, Questions, Truth};

impl PolicySet {
    /// What a candidate comes to, every part of it.
    pub(crate) fn truth(
        &self,
        candidate: &Candidate,
        asked: &ActionRequest<'_>,
        situation: &Situation,
        listener: &mut impl Listener,
    ) -> Truth {
        let Some(compiled) = self.statement(candidate.statement) else { return Truth::False };
        if compiled.unread {
            return self.unread(compiled, Some(asked), situation, listener);
        }
        let mut truth = self.in_effect(compiled.entry, Some(asked), situation, listener);
        if let Some(question) = candidate.open {
            truth = truth.min(ask(question, situation, StatementPart::Action, listener));
        }
        if candidate.not_by_case {
            let not = situation.facts.settled.truth(Question::ServiceCase).not();
            if not != Truth::True {
                listener.part(StatementPart::Action, not, None, Questions::one(Question::ServiceCase));
            }
            truth = truth.min(not);
        }
        let restricted = asked.marks.is_some_and(|marks| marks.resource == Some(false));
        truth = truth.min(if restricted && compiled.resources.is_some() {
            match compiled.effect {
                Effect::Allow => {
                    listener.part(
                        StatementPart::Resource,
                        Truth::False,
                        None,
                        Questions::one(Question::ResourceNotSupported),
                    );
                    Truth::False
                }
                Effect::Deny => ask(Question::ResourceNotSupported, situation, StatementPart::Resource, listener),
            }
        } else {
            resource(compiled, situation, listener)
        });
        truth.min(self.conditions(compiled, Some(asked), situation, listener))
    }

    /// What an unread part comes to: open, where its entry is attached.
    pub(super) fn unread(
        &self,
        compiled: &CompiledStatement,
        asked: Option<&ActionRequest<'_>>,
        situation: &Situation,
        listener: &mut impl Listener,
    ) -> Truth {
        let own = self.applies(compiled.entry, asked, situation, true, listener);
        let allows = situation.facts.settled.truth(Question::Unread);
        let truth = if compiled.effect == Effect::Allow { allows } else { allows.not() };
        if truth != Truth::True {
            listener.part(StatementPart::Unread, truth, None, Questions::one(Question::Unread));
        }
        truth.min(own)
    }

    pub(super) fn conditions(
        &self,
        compiled: &CompiledStatement,
        asked: Option<&ActionRequest<'_>>,
        situation: &Situation,
        listener: &mut impl Listener,
    ) -> Truth {
        let untagged =
            compiled.has_tag && asked.and_then(|asked| asked.marks).is_some_and(|marks| marks.tag == Some(false));
        let mut truth = Truth::True;
        for (index, id) in compiled.conditions.iter().enumerate() {
            let Some(at) = usize::try_from(*id).ok() else { continue };
            let (Some(element), Some(outcome)) = (self.elements.get(at), situation.elements.get(at)) else { continue };
            let outcome = if untagged && is_tag(&element.key) {
                match compiled.effect {
                    Effect::Allow => element.evaluate(Some(&[]), situation.facts.settled),
                    Effect::Deny => {
                        truth = truth.min(ask(
                            Question::ResourceNotSupported,
                            situation,
                            StatementPart::Condition(index),
                            listener,
                        ));
                        continue;
                    }
                }
            } else {
                *outcome
            };
            if outcome.truth != Truth::True {
                let key = outcome.key_unknown.then_some(&*element.key);
                listener.part(StatementPart::Condition(index), outcome.truth, key, outcome.questions);
            }
            truth = truth.min(outcome.truth);
        }
        truth
    }
}

pub(super) fn resource(compiled: &CompiledStatement, situation: &Situation, listener: &mut impl Listener) -> Truth {
    let Some(patterns) = &compiled.resources else { return Truth::True };
    let Some(asked) = &situation.facts.resource else {
        listener.part(StatementPart::Resource, Truth::Unknown, Some("resource"), Questions::default());
        return Truth::Unknown;
    };
    let truth = Truth::of(patterns.iter().any(|pattern| resource_matches(pattern, asked)));
    if truth == Truth::False {
        listener.part(StatementPart::Resource, truth, None, Questions::default());
    }
    truth
}

fn ask(question: Question, situation: &Situation, part: StatementPart, listener: &mut impl Listener) -> Truth {
    let truth = situation.facts.settled.truth(question);
    if truth != Truth::True {
        listener.part(part, truth, None, Questions::one(question));
    }
    truth
}
