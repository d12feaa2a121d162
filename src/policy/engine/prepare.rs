//! Evaluates what does not hang on the action, once for a situation.

use super::compiled::CompiledStatement;
use super::set::PolicySet;
use super::situation::{RequestFacts, Situation, context_path};
use super::statement::resource;
use crate::Error;
use crate::base::said::said;
use crate::base::text::quoted;
use crate::policy::model::condition::Element;
use crate::policy::model::operator::ValueType;
use crate::policy::model::v5::condition::ElementV5;
use crate::policy::model::verdict::{Settled, Truth};

impl PolicySet {
    /// Evaluates every condition of the set once, for what is known about a request besides its action.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the key, where it has several values and a condition without set prefix uses it, or
    /// a value that is none of its operator's type.
    pub fn situation(&self, facts: RequestFacts) -> Result<Situation, Error> {
        for (key, values) in facts.context.iter() {
            let uses = self.elements.iter().filter(|element| element.key == *key);
            for (single, value_type) in uses.filter_map(Element::wants) {
                check_values(key, values, single, value_type)?;
            }
            let statements = self.v5.iter().flat_map(|v5| &v5.statements);
            let uses = statements.flat_map(|statement| &statement.conditions).filter(|element| element.key == *key);
            for value_type in uses.filter_map(ElementV5::wants) {
                check_values(key, values, false, value_type)?;
            }
        }
        let mut situation =
            Situation { facts, set: self.id, elements: Vec::new(), base: Vec::new(), base_v5: Vec::new() };
        self.evaluate_all(&mut situation);
        Ok(situation)
    }

    /// The same with other answers to the open questions.
    pub(crate) fn resettled(&self, situation: &Situation, settled: Settled) -> Situation {
        let facts = RequestFacts { settled, ..situation.facts.clone() };
        let mut situation =
            Situation { facts, set: self.id, elements: Vec::new(), base: Vec::new(), base_v5: Vec::new() };
        self.evaluate_all(&mut situation);
        situation
    }

    fn evaluate_all(&self, situation: &mut Situation) {
        let facts = &situation.facts;
        let element =
            |element: &Element| element.evaluate(facts.context.get(&element.key).map(Vec::as_slice), facts.settled);
        situation.elements = self.elements.iter().map(element).collect();
        // The statements of an entry stand together.
        let mut last: Option<(u32, Truth)> = None;
        let base = |compiled: &CompiledStatement| {
            if compiled.unread {
                return self.unread(compiled, None, situation, &mut ());
            }
            let attached = match last {
                Some((entry, attached)) if entry == compiled.entry => attached,
                _ => self.in_effect(compiled.entry, None, situation, &mut ()),
            };
            last = Some((compiled.entry, attached));
            if attached == Truth::False {
                return Truth::False;
            }
            let truth = attached.min(resource(compiled, situation, &mut ()));
            truth.min(self.conditions(compiled, None, situation, &mut ()))
        };
        situation.base = self.statements.iter().map(base).collect();
        // With an answer to a question each is evaluated for what is asked.
        let v5 = self.v5.iter().filter(|_| situation.facts.settled.is_empty());
        let v5 = v5.flat_map(|v5| &v5.statements).map(|statement| statement.rest(false, false, situation));
        situation.base_v5 = v5.collect();
    }
}

fn check_values(key: &str, values: &[Box<str>], single: bool, value_type: ValueType) -> Result<(), Error> {
    let path = context_path(key);
    if single && values.len() > 1 {
        return Err(Error::invalid(
            &path,
            said!(
                "{} must have one value: a condition uses it without `ForAnyValue:` or `ForAllValues:`, got {}",
                &*path,
                values.len()
            ),
        ));
    }
    match values.iter().find(|text| !value_type.is_of_request(text)) {
        None => Ok(()),
        Some(text) => Err(Error::invalid(
            &path,
            said!(
                "{} must be {}, because a condition compares it as such, got {}",
                &*path,
                value_type.expected(),
                quoted(text)
            ),
        )),
    }
}
