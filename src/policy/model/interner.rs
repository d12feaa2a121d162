//! Texts and numbers for them.

use std::collections::HashMap;

/// Texts, each with the number it got: one kind of map for all that looks texts up, because each kind is code that everybody downloads.
#[derive(Debug, Default)]
pub(crate) struct Interner(HashMap<Box<str>, u32>);

impl Interner {
    pub(crate) fn get(&self, text: &str) -> Option<usize> {
        usize::try_from(*self.0.get(text)?).ok()
    }

    /// The number of a text, and whether it is new.
    pub(crate) fn add(&mut self, text: &str) -> (usize, bool) {
        if let Some(number) = self.get(text) {
            return (number, false);
        }
        let number = self.0.len();
        self.0.insert(text.into(), u32::try_from(number).unwrap_or(u32::MAX));
        (number, true)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}
