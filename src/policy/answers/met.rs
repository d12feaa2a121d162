//! The conditions of a statement that applies, in words.

use super::explainer::Explainer;
use crate::base::said::{Said, said};
use crate::base::text::quoted;
use crate::policy::model::ast::{Condition, Statement};
use crate::policy::model::values;

/// How many conditions, and values of one, are told.
const MOST_TOLD: usize = 3;

impl Explainer<'_> {
    /// What matched, with the conditions that are met; these again by themselves, unless there are too many.
    pub(super) fn with_conditions(&self, matched: Said, statement: &Statement) -> (Said, Option<Said>) {
        let conditions = &statement.conditions;
        if conditions.is_empty() {
            return (matched, None);
        }
        let told = conditions.iter().take(MOST_TOLD).map(|condition| self.met(condition));
        match told.reduce(|before, next| said!("{}, and {}", before, next)) {
            Some(told) if conditions.len() <= MOST_TOLD => {
                (said!("{}, and its conditions are met: {}", matched, told.clone()), Some(told))
            }
            _ => (said!("{}, and its conditions are met", matched), None),
        }
    }

    fn met(&self, condition: &Condition) -> Said {
        let key = &condition.key.value;
        // Whoever is refused by it knows no operators.
        if &**key == "g:MFAPresent" {
            let given = self.situation.facts.context.get(key).map(Vec::as_slice);
            if let Some([given]) = given
                && values::boolean(given) == Some(false)
            {
                return said!("the sign-in was without a second factor (`g:MFAPresent` is `false`)");
            }
        }
        let (operator, key) = (quoted(&condition.operator.value), quoted(key));
        let mut told = String::new();
        for (index, value) in condition.values.iter().flatten().filter_map(|value| value.text.as_deref()).enumerate() {
            if index == MOST_TOLD {
                told.push_str(", …");
                break;
            }
            if index > 0 {
                told.push_str(", ");
            }
            told.push_str(&quoted(value));
        }
        said!("{} on {} with {}", operator, key, told)
    }
}
