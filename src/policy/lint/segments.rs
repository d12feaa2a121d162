//! A pattern of actions, ready to be compared with others.

use crate::policy::model::pattern::star;

/// A pattern as three segments in lower case; short ones are filled up.
#[derive(Debug, Clone)]
pub(super) struct Segments(Box<str>);

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
        Some(Self(lower.into()))
    }

    /// All three, with colons between them.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    pub(super) fn each(&self) -> [&str; 3] {
        let mut each = self.0.split(':');
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
        &*self.0 == "*:*:*"
    }

    pub(super) fn has_star(&self) -> bool {
        self.0.contains('*')
    }

    /// Whether it matches everything that `narrow` does. Exact: a `*` of `narrow` can be matched by a `*` only, because the letters it
    /// stands for may be any.
    pub(super) fn covers(&self, narrow: &Self) -> bool {
        self.0.split(':').zip(narrow.0.split(':')).all(|(wide, narrow)| star(wide, narrow))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    proptest! {
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
