//! The verdicts of many actions at once: each action is one bit, so that a statement is looked at once for all of them.

use super::entry::AttachmentKind;
use super::plan::Plans;
use crate::policy::model::ast::Effect;
use crate::policy::model::verdict::{Truth, Verdict};

/// How many actions share a word.
const BITS: usize = 64;

/// Which statements have a say in which of many actions.
#[derive(Debug, Default)]
pub(crate) struct ActionBitmaps {
    bitmaps: Vec<StatementBitmap>,
    words: usize,
    /// The actions where more than the statements' own parts has a say; each is asked by itself.
    pub(crate) apart: Vec<usize>,
}

/// The actions that one statement matches.
#[derive(Debug)]
struct StatementBitmap {
    statement: u32,
    effect: Effect,
    attached: AttachmentKind,
    bits: Box<[u64]>,
}

/// What is known of the actions: bitmaps, one behind the other, with one bit for each action.
#[derive(Debug)]
struct VerdictBitmaps {
    words: Vec<u64>,
    /// How many of them are one bitmap.
    each: usize,
}

/// The same of 64 actions, scope precedence (rule 1) applied.
#[derive(Debug, Clone, Copy)]
struct VerdictWord {
    denied: u64,
    maybe_denied: u64,
    allowed: u64,
    maybe_allowed: u64,
}

impl ActionBitmaps {
    /// Of the actions of these plans, in a set of so many statements.
    pub(crate) fn new(plans: &Plans, statements: usize) -> Self {
        let words = plans.len().div_ceil(BITS);
        let mut bitmaps: Vec<StatementBitmap> = Vec::new();
        // Where the bitmap of each statement is.
        let mut found: Vec<Option<usize>> = vec![None; statements];
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
                let Some(place) = usize::try_from(statement).ok().and_then(|at| found.get_mut(at)) else { continue };
                let place = *place.get_or_insert_with(|| {
                    bitmaps.push(StatementBitmap { statement, effect, attached, bits: vec![0; words].into() });
                    bitmaps.len() - 1
                });
                if let Some(word) = bitmaps.get_mut(place).and_then(|bitmap| bitmap.bits.get_mut(action / BITS)) {
                    *word |= 1 << (action % BITS);
                }
            }
        }
        Self { bitmaps, words, apart }
    }

    /// The number of the verdict of each action, those `apart` aside; there may be more at the end than there are actions.
    pub(crate) fn verdicts(&self, truth: impl Fn(u32) -> Truth) -> Vec<u8> {
        let mut verdicts = VerdictBitmaps::nothing(self.words);
        for bitmap in &self.bitmaps {
            let truth = truth(bitmap.statement);
            if truth == Truth::False {
                continue;
            }
            let index = VerdictBitmaps::index(bitmap.effect, truth == Truth::True, bitmap.attached);
            for (word, bits) in verdicts.words.iter_mut().skip(index * verdicts.each).zip(&bitmap.bits) {
                *word |= bits;
            }
        }
        let mut numbers = Vec::with_capacity(self.words * BITS);
        for index in 0..self.words {
            let [low, high] = verdicts.word(index).numbers();
            for (low, high) in low.to_le_bytes().into_iter().zip(high.to_le_bytes()) {
                numbers.extend_from_slice(&(spread(low) | spread(high) << 1).to_le_bytes());
            }
        }
        numbers
    }
}

impl VerdictBitmaps {
    /// Denied and allowed for each kind of attachment, maybe denied, and maybe allowed for each kind.
    const COUNT: usize = 10;

    fn nothing(words: usize) -> Self {
        Self { words: vec![0; Self::COUNT * words], each: words }
    }

    /// The place of a bitmap. It does not matter by which kind of attachment an action is maybe denied.
    fn index(effect: Effect, certain: bool, attached: AttachmentKind) -> usize {
        match (effect, certain) {
            (Effect::Deny, true) => attached as usize,
            (Effect::Allow, true) => 3 + attached as usize,
            (Effect::Allow, false) => 6 + attached as usize,
            (Effect::Deny, false) => 9,
        }
    }

    fn word(&self, place: usize) -> VerdictWord {
        let of = |effect, certain, attached| {
            let index = Self::index(effect, certain, attached);
            self.words.get(index * self.each + place).copied().unwrap_or_default()
        };
        let by_kind = |effect, certain| {
            [AttachmentKind::Anyhow, AttachmentKind::Project, AttachmentKind::EnterpriseProject]
                .map(|kind| of(effect, certain, kind))
        };
        let [denied, denied_project, denied_enterprise] = by_kind(Effect::Deny, true);
        let [allowed, allowed_project, allowed_enterprise] = by_kind(Effect::Allow, true);
        let [maybe, maybe_project, maybe_enterprise] = by_kind(Effect::Allow, false);
        let (against_enterprise, against_project) =
            (allowed_project | maybe_project, allowed_enterprise | maybe_enterprise);
        VerdictWord {
            denied: denied | (denied_project & !against_project) | (denied_enterprise & !against_enterprise),
            maybe_denied: of(Effect::Deny, false, AttachmentKind::Anyhow)
                | (denied_project & against_project)
                | (denied_enterprise & against_enterprise),
            allowed: allowed | allowed_project | allowed_enterprise,
            maybe_allowed: maybe | maybe_project | maybe_enterprise,
        }
    }
}

impl VerdictWord {
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
