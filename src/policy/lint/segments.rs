//! A pattern of actions, ready to be compared with others.

use crate::base::text::signs;
use crate::policy::model::action::PatternForm;

/// A pattern as three segments in lower case; short ones are filled up.
#[derive(Debug, Clone)]
pub(super) struct Segments {
    text: Box<str>,
    form: PatternForm,
    signs: u64,
}

impl Segments {
    /// `None`: it matches nothing.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut lower = text.to_ascii_lowercase();
        match (lower.matches(':').count(), &*lower) {
            (2, _) => {}
            (0, "*") => lower.push_str(":*:*"),
            (1, short) if short.ends_with(":*") => lower.push_str(":*"),
            _ => return None,
        }
        Some(Self { form: PatternForm::of(&lower, 0)?, signs: signs(&lower), text: lower.into() })
    }

    /// All three, with colons between them.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn each(&self) -> [&str; 3] {
        let mut each = self.text.split(':');
        std::array::from_fn(|_| each.next().unwrap_or_default())
    }

    pub(super) fn service(&self) -> &str {
        let [service, ..] = self.each();
        service
    }

    /// The service, where it has no `*`.
    pub(super) fn literal_service(&self) -> Option<&str> {
        Some(self.service()).filter(|service| !service.contains('*'))
    }

    pub(super) fn is_everything(&self) -> bool {
        &*self.text == "*:*:*"
    }

    pub(super) fn has_star(&self) -> bool {
        self.text.contains('*')
    }

    /// The signs that it has ([`signs`]).
    pub(super) fn signs(&self) -> u64 {
        self.signs
    }

    /// Whether it matches everything that `narrow` does.
    pub(super) fn covers(&self, narrow: &Self) -> bool {
        self.form.covers(&self.text, &narrow.form, &narrow.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::model::pattern::star;

    proptest! {
        /// The same as each segment by itself.
        #[test]
        fn covers_compares_segment_by_segment(wide in "[ab*]{0,3}:[ab*]{0,3}:[ab*]{0,3}", narrow in "[ab*]{0,3}:[ab*]{0,3}:[ab*]{0,3}") {
            let (one, other) = (Segments::of(&wide).unwrap(), Segments::of(&narrow).unwrap());
            prop_assert!(!one.covers(&other) || one.signs() & !other.signs() == 0);
            prop_assert_eq!(one.covers(&other), wide.split(':').zip(narrow.split(':')).all(|(wide, narrow)| star(wide, narrow)));
        }


        /// Against all texts of up to four letters; `z` is in no pattern, and stands for the rest of the alphabet.
        #[test]
        fn covers_is_containment(wide in "[ab*]{0,4}", narrow in "[ab*]{0,4}") {
            let letters = ["a", "b", "z"];
            let mut texts = vec![String::new()];
            for _ in 0..6 {
                let longer: Vec<String> = texts.iter().flat_map(|text| letters.iter().map(move |letter| format!("{text}{letter}"))).collect();
                texts.extend(longer);
                texts.sort();
                texts.dedup();
            }
            let contained = texts.iter().all(|text| !star(&narrow, text) || star(&wide, text));
            prop_assert_eq!(star(&wide, &narrow), contained);
        }
    }
}
