//! The verdicts of many actions at once: each action is one bit, so that a statement is looked at once for all of them.

use std::collections::HashMap;

use super::set::{Attached, Plans};
use crate::policy::model::ast::Effect;
use crate::policy::model::verdict::{Truth, Verdict};

/// How many actions share a word.
const BITS: usize = 64;

/// Which statements have a say in which of many actions.
#[derive(Debug, Default)]
pub(crate) struct Planes {
    masks: Vec<Mask>,
    words: usize,
    /// The actions where more than the statements' own parts has a say; each is asked by itself.
    pub(crate) apart: Vec<usize>,
}

/// The actions that one statement matches.
#[derive(Debug)]
struct Mask {
    statement: u32,
    effect: Effect,
    attached: Attached,
    bits: Box<[u64]>,
}

/// What is known of the actions: planes, one behind the other, with one bit for each action.
#[derive(Debug)]
struct Board {
    words: Vec<u64>,
    /// How many of them are a plane.
    each: usize,
}

/// The same of 64 actions, scope precedence (rule 1) applied.
#[derive(Debug, Clone, Copy)]
struct Word {
    denied: u64,
    maybe_denied: u64,
    allowed: u64,
    maybe_allowed: u64,
}

impl Planes {
    /// Of the actions of these plans.
    pub(crate) fn new(plans: &Plans) -> Self {
        let words = plans.len().div_ceil(BITS);
        let mut masks: Vec<Mask> = Vec::new();
        // Where the mask of each statement is.
        let mut found: HashMap<u32, usize> = HashMap::new();
        let mut apart = Vec::new();
        for action in 0..plans.len() {
            let plan = plans.get(action);
            let both = || plan.denies.iter().chain(plan.allows);
            if both().any(|candidate| candidate.by_action || candidate.open.is_some()) {
                apart.push(action);
                continue;
            }
            let denies = plan.denies.iter().map(|candidate| (candidate, Effect::Deny));
            for (candidate, effect) in denies.chain(plan.allows.iter().map(|candidate| (candidate, Effect::Allow))) {
                let (statement, attached) = (candidate.statement, candidate.attached);
                let place = *found.entry(statement).or_insert_with(|| {
                    masks.push(Mask { statement, effect, attached, bits: vec![0; words].into() });
                    masks.len() - 1
                });
                if let Some(word) = masks.get_mut(place).and_then(|mask| mask.bits.get_mut(action / BITS)) {
                    *word |= 1 << (action % BITS);
                }
            }
        }
        Self { masks, words, apart }
    }

    /// The number of the verdict of each action, those `apart` aside; there may be more at the end than there are actions.
    pub(crate) fn verdicts(&self, truth: impl Fn(u32) -> Truth) -> Vec<u8> {
        let mut board = Board::nothing(self.words);
        for mask in &self.masks {
            let truth = truth(mask.statement);
            if truth == Truth::False {
                continue;
            }
            let plane = Board::plane(mask.effect, truth == Truth::True, mask.attached);
            for (word, bits) in board.words.iter_mut().skip(plane * board.each).zip(&mask.bits) {
                *word |= bits;
            }
        }
        let mut numbers = Vec::with_capacity(self.words * BITS);
        for index in 0..self.words {
            let [low, high] = board.word(index).numbers();
            for (low, high) in low.to_le_bytes().into_iter().zip(high.to_le_bytes()) {
                numbers.extend_from_slice(&(spread(low) | spread(high) << 1).to_le_bytes());
            }
        }
        numbers
    }
}

impl Board {
    /// Denied and allowed for each kind of attachment, maybe denied, and maybe allowed for each kind.
    const PLANES: usize = 10;

    fn nothing(words: usize) -> Self {
        Self { words: vec![0; Self::PLANES * words], each: words }
    }

    /// The number of a plane. It does not matter by which kind of attachment an action is maybe denied.
    fn plane(effect: Effect, certain: bool, attached: Attached) -> usize {
        match (effect, certain) {
            (Effect::Deny, true) => attached as usize,
            (Effect::Allow, true) => 3 + attached as usize,
            (Effect::Allow, false) => 6 + attached as usize,
            (Effect::Deny, false) => 9,
        }
    }

    fn word(&self, index: usize) -> Word {
        let of = |effect, certain, attached| {
            let plane = Self::plane(effect, certain, attached);
            self.words.get(plane * self.each + index).copied().unwrap_or_default()
        };
        let by_kind = |effect, certain| {
            [Attached::Anyhow, Attached::Project, Attached::EnterpriseProject].map(|kind| of(effect, certain, kind))
        };
        let [denied, denied_project, denied_enterprise] = by_kind(Effect::Deny, true);
        let [allowed, allowed_project, allowed_enterprise] = by_kind(Effect::Allow, true);
        let [maybe, maybe_project, maybe_enterprise] = by_kind(Effect::Allow, false);
        let (against_enterprise, against_project) =
            (allowed_project | maybe_project, allowed_enterprise | maybe_enterprise);
        Word {
            denied: denied | (denied_project & !against_project) | (denied_enterprise & !against_enterprise),
            maybe_denied: of(Effect::Deny, false, Attached::Anyhow)
                | (denied_project & against_project)
                | (denied_enterprise & against_enterprise),
            allowed: allowed | allowed_project | allowed_enterprise,
            maybe_allowed: maybe | maybe_project | maybe_enterprise,
        }
    }
}

impl Word {
    /// Rule 1, as the two bits of the verdict's number.
    fn numbers(self) -> [u64; 2] {
        let explicit = self.denied;
        let implicit = !self.denied & !(self.allowed | self.maybe_allowed);
        let allow = !self.denied & self.allowed & !self.maybe_denied;
        let conditional = !(explicit | implicit | allow);
        let bit = |bit: u8| {
            let with = |verdict: Verdict, actions: u64| if verdict as u8 & bit == 0 { 0 } else { actions };
            with(Verdict::ExplicitDeny, explicit)
                | with(Verdict::ImplicitDeny, implicit)
                | with(Verdict::Conditional, conditional)
                | with(Verdict::Allow, allow)
        };
        [bit(1), bit(2)]
    }
}

/// Each bit as a byte, the lowest first.
fn spread(bits: u8) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let apart = (u64::from(bits) * EACH) & 0x8040_2010_0804_0201;
    // Any bit of a byte carries into its highest one.
    ((apart + 0x7f * EACH) >> 7) & EACH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_gives_each_bit_its_byte() {
        for bits in 0..=u8::MAX {
            let bytes = spread(bits).to_le_bytes();
            for (place, byte) in bytes.into_iter().enumerate() {
                assert_eq!(byte, bits >> place & 1, "bit {place} of {bits}");
            }
        }
    }
}
