//! Truth values that carry what keeps them open.

use super::verdict::{Question, Questions, Settled, Truth};
use crate::base::sorted::SortedSet;

/// What keeps something open: questions, and what the caller did not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) questions: Questions,
    pub(crate) keys: SortedSet<Box<str>>,
}

/// A truth, and what keeps it open where it is unknown; nothing does where it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kleene {
    pub(crate) truth: Truth,
    pub(crate) open: Open,
}

impl Open {
    pub(crate) const fn nothing() -> Self {
        Self { questions: Questions::none(), keys: SortedSet::new() }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.questions = self.questions.with(other.questions);
        for key in other.keys.iter() {
            self.keys.insert(key.clone());
        }
    }
}

impl Kleene {
    pub(crate) const TRUE: Self = Self { truth: Truth::True, open: Open::nothing() };
    pub(crate) const FALSE: Self = Self { truth: Truth::False, open: Open::nothing() };

    pub(crate) const fn of(known: bool) -> Self {
        if known { Self::TRUE } else { Self::FALSE }
    }

    /// Open by a key that is not given.
    pub(crate) fn key(key: &str) -> Self {
        let mut open = Open::nothing();
        open.keys.insert(key.into());
        Self { truth: Truth::Unknown, open }
    }

    /// What hangs on a question.
    pub(crate) fn ask(question: Question, settled: Settled) -> Self {
        let truth = settled.truth(question);
        let mut open = Open::nothing();
        if truth == Truth::Unknown {
            open.questions = Questions::one(question);
        }
        Self { truth, open }
    }

    pub(crate) fn not(self) -> Self {
        Self { truth: self.truth.not(), ..self }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        let truth = self.truth.min(other.truth);
        self.joined(&other, truth)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        let truth = self.truth.max(other.truth);
        self.joined(&other, truth)
    }

    fn joined(mut self, other: &Self, truth: Truth) -> Self {
        if truth == Truth::Unknown {
            self.open.add(&other.open);
        } else {
            self.open = Open::nothing();
        }
        Self { truth, ..self }
    }

    /// Alternatives.
    pub(crate) fn any(each: impl Iterator<Item = Self>) -> Self {
        let mut any = Self::FALSE;
        for one in each {
            any = any.or(one);
            if any.truth == Truth::True {
                break;
            }
        }
        any
    }

    /// All of them.
    pub(crate) fn all(each: impl Iterator<Item = Self>) -> Self {
        Self::any(each.map(Self::not)).not()
    }

    /// What it is where two readings of the documents give these: asked only where they do not agree.
    pub(crate) fn either(question: Question, settled: Settled, yes: Self, no: Self) -> Self {
        match settled.answer(question) {
            Some(true) => yes,
            Some(false) => no,
            None if yes == no => yes,
            None => {
                let mut open = Self::ask(question, settled).open;
                open.add(&yes.open);
                open.add(&no.open);
                Self { truth: Truth::Unknown, open }
            }
        }
    }
}
