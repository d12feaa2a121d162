//! The conditions of a statement that applies, in words.

use super::explainer::Explainer;
use crate::base::said::{Said, said};
use crate::base::text::quoted;
use crate::policy::model::ast::{Condition, Statement};

/// How many conditions, and values of one, are told.
const MOST_TOLD: usize = 3;

impl Explainer<'_> {
    /// What matched, with the conditions that are met; these again by themselves, unless there are too many.
    pub(super) fn with_conditions(&self, matched: Said, statement: &Statement) -> (Said, Option<Said>) {
        let conditions = &statement.conditions;
        let told = conditions.iter().take(MOST_TOLD).map(|condition| self.met(condition));
        match (conditions.len(), told.reduce(|before, next| said!("{}, and {}", before, next))) {
            (0, _) => (matched, None),
            (1, Some(told)) => (said!("{}, and its condition is met: {}", matched, told.clone()), Some(told)),
            (2..=MOST_TOLD, Some(told)) => {
                (said!("{}, and its conditions are met: {}", matched, told.clone()), Some(told))
            }
            _ => (said!("{}, and its conditions are met", matched), None),
        }
    }

    fn met(&self, condition: &Condition) -> Said {
        let key = &condition.key.value;
        // Whoever is refused by it knows no operators.
        if &**key == "g:MFAPresent" {
            match self.situation.facts.context.get(key).map(Vec::as_slice) {
                Some([given]) if given.eq_ignore_ascii_case("false") => {
                    return said!("the sign-in was without a second factor (`g:MFAPresent` is `false`)");
                }
                Some([given]) if given.eq_ignore_ascii_case("true") => {
                    return said!("the sign-in was with a second factor (`g:MFAPresent` is `true`)");
                }
                _ => {}
            }
        }
        let (operator, key) = (quoted(&condition.operator.value), quoted(key));
        let values = condition.values.iter().flatten().filter_map(|value| value.text.as_deref());
        let mut values: Vec<String> = values.take(MOST_TOLD + 1).map(quoted).collect();
        if values.len() > MOST_TOLD {
            values.truncate(MOST_TOLD);
            values.push("…".to_owned());
        }
        said!("{} on {} with {}", operator, key, values.join(", "))
    }
}
