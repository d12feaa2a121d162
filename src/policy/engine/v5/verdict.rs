//! Joins what grants and what limits: for each reading of the documents, and all of them.

use crate::policy::model::kleene::{Kleene, Open};
use crate::policy::model::verdict::{Question, Questions, Settled, Truth, Verdict};

/// The best Deny and Allow of something.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) deny: Kleene,
    pub(super) allow: Kleene,
}

/// What there is to join.
#[derive(Debug)]
pub(super) struct Groups {
    pub(super) legacy: Pair,
    pub(super) identity: Pair,
    pub(super) unread: Pair,
    pub(super) session: Option<Pair>,
    pub(super) levels: Vec<Pair>,
    /// The root user has all permissions.
    pub(super) root: bool,
    /// Whether the action is one of native OpenStack.
    pub(super) native: bool,
    /// Whether no document of the cloud knows version 5.0.
    pub(super) undocumented: bool,
}

/// The questions of how the groups are joined.
const JOINING: [Question; 5] = [
    Question::ServiceSupport,
    Question::NativeOpenStack,
    Question::DenyAcross,
    Question::SessionLegacy,
    Question::ScpNative,
];

impl Pair {
    pub(super) const NOTHING: Self = Self { deny: Kleene::FALSE, allow: Kleene::FALSE };

    /// Whether it lets something pass.
    fn passes(&self) -> Kleene {
        self.allow.clone().and(self.deny.clone().not())
    }

    fn is_denied(&self) -> bool {
        self.deny.truth == Truth::True
    }
}

impl Groups {
    /// The answer, and what keeps it open.
    pub(super) fn answer(&self, settled: Settled) -> (Verdict, Open) {
        let asked = JOINING.map(|question| self.has_say(question) && settled.answer(question).is_none());
        let mut verdicts: Vec<(usize, Verdict)> = Vec::new();
        let mut open = Open::nothing();
        for reading in 0..1_usize << JOINING.len() {
            // One that plays no part is left at no.
            if (0..JOINING.len()).any(|bit| reading >> bit & 1 == 1 && !asked.get(bit).copied().unwrap_or(false)) {
                continue;
            }
            let yes = |question: Question| {
                let bit = JOINING.iter().position(|each| *each == question).unwrap_or_default();
                settled.answer(question).unwrap_or(reading >> bit & 1 == 1)
            };
            let (verdict, granted) = self.under(&yes);
            if verdict == Verdict::Conditional {
                open.add(&granted.open);
            }
            verdicts.push((reading, verdict));
        }
        for (bit, question) in JOINING.into_iter().enumerate() {
            let differs = verdicts.iter().any(|(reading, verdict)| {
                let other = verdicts.iter().find(|(other, _)| *other == reading ^ (1 << bit));
                other.is_some_and(|(_, other)| other != verdict && !(other.is_no() && verdict.is_no()))
            });
            if differs {
                open.questions = open.questions.with(Questions::one(question));
            }
        }
        let first = verdicts.first().map_or(Verdict::ImplicitDeny, |(_, verdict)| *verdict);
        let all = |test: &dyn Fn(Verdict) -> bool| verdicts.iter().all(|(_, verdict)| test(*verdict));
        let verdict = if all(&|verdict| verdict == first) {
            first
        } else if all(&Verdict::is_no) {
            Verdict::ImplicitDeny
        } else {
            Verdict::Conditional
        };
        (verdict, if verdict == Verdict::Conditional { open } else { Open::nothing() })
    }

    /// Whether a question plays a part.
    fn has_say(&self, question: Question) -> bool {
        match question {
            Question::ServiceSupport => self.undocumented,
            Question::NativeOpenStack => self.native,
            Question::ScpNative => self.native && !self.levels.is_empty(),
            Question::SessionLegacy => self.session.is_some(),
            _ => true,
        }
    }

    /// The answer under one reading.
    fn under(&self, yes: &dyn Fn(Question) -> bool) -> (Verdict, Kleene) {
        let off = self.undocumented && yes(Question::ServiceSupport);
        let no_v5 = off || (self.native && !yes(Question::NativeOpenStack));
        let identity = if no_v5 { &Pair::NOTHING } else { &self.identity };
        let session = self.session.as_ref().filter(|_| !no_v5 && !self.root);
        let limits_all = yes(Question::SessionLegacy);
        let reaches = !self.native || yes(Question::ScpNative);
        let levels = if reaches && !off { self.levels.as_slice() } else { &[] };
        let own = session.filter(|_| !limits_all).map_or(Kleene::TRUE, Pair::passes);
        let granted_v5 = identity.allow.clone().and(own);
        let denied = |pair: &Pair| pair.deny.clone();
        let mut granted = if self.root {
            denied(&self.unread).not()
        } else if yes(Question::DenyAcross) {
            let deny = denied(&self.legacy).or(denied(identity)).or(denied(&self.unread));
            let allow = self.legacy.allow.clone().or(self.unread.allow.clone()).or(granted_v5);
            allow.and(deny.not())
        } else {
            let legacy = self.legacy.passes();
            let granted_v5 = granted_v5.and(denied(identity).not());
            let unread = self.unread.allow.clone().and(denied(&self.legacy).not()).and(denied(identity).not());
            legacy.or(granted_v5).or(unread).and(denied(&self.unread).not())
        };
        for limit in session.filter(|_| limits_all).into_iter().chain(levels) {
            granted = granted.and(limit.passes());
        }
        let verdict = match granted.truth {
            Truth::True => Verdict::Allow,
            Truth::Unknown => Verdict::Conditional,
            Truth::False => {
                let own = [&self.legacy, identity].into_iter().filter(|_| !self.root);
                let each = own.chain([&self.unread]).chain(session).chain(levels);
                let mut each = each;
                if each.any(Pair::is_denied) { Verdict::ExplicitDeny } else { Verdict::ImplicitDeny }
            }
        };
        (verdict, granted)
    }
}
