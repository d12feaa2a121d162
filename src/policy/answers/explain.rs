//! Why a decision is what it is: what decided, where it stands, and for a "no" what came closest and what it lacked.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use crate::Basis;
use crate::base::said::{Phrase, Said, phrase, said};
use crate::base::scope::Scope;
use crate::base::sort::sort_by_key;
use crate::base::text::quoted;
use crate::policy::engine::evaluate::{Asked, Listener, Part, Precedence, Situation, Weighed, Weights};
use crate::policy::engine::set::{Attached, Candidate, Compiled, Entry, PolicySet};
use crate::policy::model::ast::{Effect, Statement};
use crate::policy::model::source::{Range, Span};
use crate::policy::model::verdict::{Question, Questions, Truth, Verdict};

/// How many statements that came close are named for a "no".
const CLOSEST: usize = 3;

const EVALUATION: Phrase = phrase!("OTC IAM \"Policy Syntax\"; Huawei Cloud IAM \"策略鉴权规则\"");
const CONDITIONS: Phrase = phrase!("Huawei Cloud IAM \"策略语法\"");
const ATTACHMENTS: Phrase = phrase!("ECS API references, \"Permissions and Supported Actions\"");
const ROLES: Phrase = phrase!("OTC IAM \"Assigning Dependency Roles\"; Huawei Cloud IAM \"角色\"");
const ABSENT: Phrase =
    phrase!("the documents do not say what a missing key means; as in other clouds, it does not match");

const INFERRED: Phrase = phrase!("this table has no column for scopes; inferred from that of the sister cloud");

/// What a reason rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Ground {
    /// The documents say so.
    Documented,
    /// They do not, or contradict each other.
    Assumed,
}

/// What the statement, or the part that was not read, of a [`Reason`] came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReasonOutcome {
    /// It applies.
    Matched,
    /// It is open whether it applies.
    Unknown,
    /// It does not apply, or no statement is there.
    NotMatched,
    /// It was not read: it has an effect only where it was assumed to have it.
    Unread,
}

impl ReasonOutcome {
    /// The name callers see.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Unknown => "unknown",
            Self::NotMatched => "notMatched",
            Self::Unread => "unread",
        }
    }
}

impl Serialize for ReasonOutcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One reason of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyReason", optional_fields))]
pub struct Reason {
    /// The name of the policy; missing where the reason is that there is no statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Its index in the set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_index: Option<u32>,
    /// The index of the statement in its text, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<u32>,
    /// What the statement does. Missing of what was not read, unless it was assumed (`assume: { unread }`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "\"Allow\" | \"Deny\""))]
    pub effect: Option<&'static str>,
    /// What it came to; `unread`: it was not read, and may allow and deny anything. It has an effect only where it was assumed to have it.
    #[cfg_attr(feature = "types", ts(type = "\"matched\" | \"unknown\" | \"notMatched\" | \"unread\""))]
    pub outcome: ReasonOutcome,
    /// What matched, what is open, or what was lacking.
    pub what: String,
    /// Where it stands in the text of the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Whether the documents say so.
    #[cfg_attr(feature = "types", ts(inline))]
    pub basis: Ground,
    /// Which document, or why it is assumed. A fixed text: its own template.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub source: Phrase,
    /// The text by its parts, for another language.
    #[cfg_attr(feature = "types", ts(inline))]
    pub said: ReasonSaid,
}

/// The texts of a [`Reason`] by their parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReasonSaid {
    /// [`Reason::what`].
    pub what: Said,
}

/// One name, weighed.
pub(crate) struct Answer {
    pub(crate) verdict: Verdict,
    pub(crate) weights: Weights,
}

/// Explains the answer for one name of what is asked.
pub(crate) struct Why<'a> {
    pub(crate) set: &'a PolicySet,
    pub(crate) asked: &'a Asked<'a>,
    pub(crate) name: &'a str,
    pub(crate) situation: &'a Situation,
}

/// What the parts of a statement came to.
#[derive(Debug, Default)]
struct Parts(Vec<(Part, Truth, Option<String>, Questions)>);

impl Listener for Parts {
    fn part(&mut self, part: Part, truth: Truth, key: Option<&str>, questions: Questions) {
        if truth != Truth::True {
            self.0.push((part, truth, key.map(str::to_owned), questions));
        }
    }
}

impl Why<'_> {
    /// What keeps a conditional answer open.
    pub(crate) fn open(&self, answer: &Answer, keys: &mut BTreeSet<String>, questions: &mut BTreeSet<Question>) {
        for weighed in answer.weights.open() {
            if weighed.by_precedence.is_some_and(|precedence| precedence.asked) {
                questions.insert(Question::ScopePrecedence);
                continue;
            }
            for (_, truth, key, open) in self.parts(weighed.statement).0 {
                if truth == Truth::Unknown {
                    keys.extend(key);
                    questions.extend(open.iter());
                }
            }
        }
    }

    pub(crate) fn reasons(&self, answer: &Answer, reasons: &mut Vec<Reason>) {
        let (denies, allows) = (&answer.weights.denies, &answer.weights.allows);
        let certain = |weighed: &&Weighed| weighed.truth == Truth::True;
        match answer.verdict {
            Verdict::ExplicitDeny => reasons.extend(denies.iter().filter(certain).filter_map(|each| self.reason(each))),
            Verdict::Allow => reasons.extend(allows.iter().filter(certain).filter_map(|each| self.reason(each))),
            Verdict::Conditional => {
                // An unread part is open as a Deny and as an Allow: one reason.
                let mut seen = BTreeSet::new();
                let first = |each: &&Weighed| {
                    let compiled = self.set.statement(each.statement).filter(|compiled| compiled.unread);
                    compiled.is_none_or(|compiled| seen.insert((compiled.entry, Some(compiled.statement))))
                };
                let open = answer.weights.open().filter(first).filter_map(|each| self.reason(each));
                reasons.extend(open.collect::<Vec<_>>());
                for (part, reason) in answer.weights.open().flat_map(|each| self.perhaps_needed(each)) {
                    if seen.insert(part) {
                        reasons.push(reason);
                    }
                }
                reasons.extend(allows.iter().filter(certain).filter_map(|each| self.reason(each)));
            }
            Verdict::ImplicitDeny => self.closest(reasons),
        }
    }

    fn parts(&self, statement: u32) -> Parts {
        let mut parts = Parts::default();
        let compiled = self.set.statement(statement);
        let open = compiled.and_then(|compiled| match compiled.action(self.asked.action) {
            Truth::Unknown if compiled.negated => Some(Question::NotAction),
            Truth::Unknown => Some(Question::ServiceCase),
            _ => None,
        });
        let not_by_case = compiled.is_some_and(|compiled| compiled.not_by_case(self.asked.action));
        let candidate = Candidate { statement, open, not_by_case, by_action: true, attached: Attached::Anyhow };
        self.set.truth(&candidate, self.asked, self.situation, &mut parts);
        parts
    }

    fn reason(&self, weighed: &Weighed) -> Option<Reason> {
        let compiled = self.set.statement(weighed.statement)?;
        if compiled.unread {
            return self.unread(weighed, compiled);
        }
        let statement = self.source(compiled)?;
        let (matched, place) = self.matched(compiled, statement);
        if let Some(precedence) = weighed.by_precedence {
            let (what, source) = (contested(matched, precedence), Question::ScopePrecedence.source());
            return self.place(compiled, Truth::Unknown, what, place, Ground::Assumed, source);
        }
        let parts = self.parts(weighed.statement);
        let Some((part, ..)) = parts.0.first() else {
            if weighed.truth == Truth::Unknown {
                let what = said!("{}, but does not count if an Allow of the other kind of attachment applies", matched);
                let source = Question::ScopePrecedence.source();
                return self.place(compiled, Truth::Unknown, what, place, Ground::Assumed, source);
            }
            let what =
                if compiled.conditions.is_empty() { matched } else { said!("{}, and its conditions are met", matched) };
            return self.place(compiled, Truth::True, what, place, Ground::Documented, EVALUATION);
        };
        let place = self.part_place(*part, statement).unwrap_or(place);
        let (lacks, basis, source) = self.lacks(&parts, compiled, statement);
        self.place(compiled, weighed.truth, said!("{}, but {}", matched, lacks), place, basis, source)
    }

    /// The entries, by entry and unread part, that a statement waits for because each may be a role it needs.
    fn perhaps_needed(&self, weighed: &Weighed) -> Vec<((u32, Option<u32>), Reason)> {
        let Some(compiled) = self.set.statement(weighed.statement) else { return Vec::new() };
        let needs = usize::try_from(compiled.entry).ok().and_then(|entry| self.set.needs.get(entry));
        let mut entries: BTreeSet<u32> = BTreeSet::new();
        for (part, truth, _, questions) in &self.parts(weighed.statement).0 {
            if let Part::Dependency(index) = part
                && *truth == Truth::Unknown
                && questions.has(Question::Unread)
            {
                entries.extend(needs.and_then(|needs| needs.get(*index)).iter().flat_map(|need| &need.perhaps_met_by));
            }
        }
        entries
            .retain(|entry| self.set.applies(*entry, Some(self.asked), self.situation, true, &mut ()) != Truth::False);
        let ids = self.set.statements.iter().zip(0..).filter(|(part, _)| part.unread && entries.contains(&part.entry));
        let parts = ids.filter_map(|(part, statement)| {
            let reason = self.reason(&Weighed { statement, truth: Truth::Unknown, by_precedence: None })?;
            Some(((part.entry, Some(part.statement)), reason))
        });
        let names = entries.iter().filter_map(|entry| Some(((*entry, None), self.unread_name(*entry)?)));
        parts.chain(names).collect()
    }

    /// An entry of which nothing but its catalog or name was not read.
    fn unread_name(&self, index: u32) -> Option<Reason> {
        let entry = self.entry(index)?;
        let document = entry.document.as_ref().filter(|document| document.unread.is_empty())?;
        let unread = document.unread_envelope.as_ref()?;
        let mut parts = Parts::default();
        self.set.applies(index, Some(self.asked), self.situation, true, &mut parts);
        let what = attached_where(said!("it was not read as a whole: {}", unread.cause.clone()), &parts, entry);
        Some(Reason {
            policy: Some(entry.name.clone()),
            policy_index: Some(index),
            statement: None,
            effect: None,
            outcome: ReasonOutcome::Unread,
            what: what.to_string(),
            span: Some(document.source.span(unread.range)),
            basis: Ground::Assumed,
            source: Question::Unread.source(),
            said: ReasonSaid { what },
        })
    }

    /// A part that was not read.
    fn unread(&self, weighed: &Weighed, compiled: &Compiled) -> Option<Reason> {
        let entry = self.entry(compiled.entry)?;
        let part = entry.document.as_ref().and_then(|document| {
            let unread = document.unread.get(usize::try_from(compiled.statement).ok()?)?;
            Some((&unread.cause, Some(document.source.span(unread.range)), unread.statement))
        });
        let whole = || entry.unread.as_ref().map(|unread| (&unread.cause, unread.span, None));
        let (cause, span, statement) = part.or_else(whole)?;
        let settled = self.situation.facts.settled.answer(Question::Unread);
        let mut what = match settled {
            None => said!("it was not read: {}", cause.clone()),
            Some(true) => said!("it was not read, and is assumed to allow this: {}", cause.clone()),
            Some(false) => said!("it was not read, and is assumed to deny this: {}", cause.clone()),
        };
        what = attached_where(what, &self.parts(weighed.statement), entry);
        if let Some(precedence) = weighed.by_precedence {
            what = contested(what, precedence);
        }
        Some(Reason {
            policy: Some(entry.name.clone()),
            policy_index: Some(compiled.entry),
            statement,
            effect: settled.map(|_| compiled.effect.as_str()),
            outcome: ReasonOutcome::Unread,
            what: what.to_string(),
            span,
            basis: Ground::Assumed,
            source: if weighed.by_precedence.is_some() { Question::ScopePrecedence } else { Question::Unread }.source(),
            said: ReasonSaid { what },
        })
    }

    /// The Allows that came closest.
    fn closest(&self, reasons: &mut Vec<Reason>) {
        let general = said!("no statement allows {}", quoted(self.name));
        reasons.push(Reason {
            policy: None,
            policy_index: None,
            statement: None,
            effect: None,
            outcome: ReasonOutcome::NotMatched,
            what: general.to_string(),
            span: None,
            basis: Ground::Documented,
            source: EVALUATION,
            said: ReasonSaid { what: general },
        });
        let mut close: Vec<(u8, u32)> = Vec::new();
        for (compiled, id) in self.set.statements.iter().zip(0..) {
            if compiled.effect != Effect::Allow || compiled.unread {
                continue;
            }
            let distance = if compiled.action(self.asked.action) == Truth::False {
                let nearness = compiled.patterns.iter().flatten().map(|pattern| pattern.closeness(self.asked.action));
                let nearness = nearness.max().filter(|_| !compiled.negated).unwrap_or(0);
                if nearness == 0 {
                    continue;
                }
                200 - nearness
            } else {
                u8::try_from(self.parts(id).0.len()).unwrap_or(99).min(99)
            };
            close.push((distance, id));
        }
        sort_by_key(&mut close, |each| *each);
        for (distance, id) in close.into_iter().take(CLOSEST) {
            let Some(compiled) = self.set.statement(id) else { continue };
            let reason = if distance < 100 {
                self.reason(&Weighed { statement: id, truth: Truth::False, by_precedence: None })
            } else {
                self.near_miss(compiled)
            };
            reasons.extend(reason);
        }
    }

    fn near_miss(&self, compiled: &Compiled) -> Option<Reason> {
        let statement = self.source(compiled)?;
        let patterns = compiled.patterns.iter().zip(&statement.actions.patterns);
        let nearness =
            patterns.filter_map(|(pattern, text)| Some((pattern.as_ref()?.closeness(self.asked.action), text)));
        // The first of equally close ones.
        let (_, text) = nearness.reduce(|best, each| if each.0 > best.0 { each } else { best })?;
        let what = said!("its closest pattern is {}, which does not match {}", quoted(&text.value), quoted(self.name));
        self.place(compiled, Truth::False, what, text.range, Ground::Documented, EVALUATION)
    }

    fn place(
        &self,
        compiled: &Compiled,
        truth: Truth,
        what: Said,
        range: Range,
        basis: Ground,
        source: Phrase,
    ) -> Option<Reason> {
        let entry = self.entry(compiled.entry)?;
        let document = entry.document.as_ref()?;
        Some(Reason {
            policy: Some(entry.name.clone()),
            policy_index: Some(compiled.entry),
            statement: self.source(compiled).map(|statement| statement.index),
            effect: Some(compiled.effect.as_str()),
            outcome: match truth {
                Truth::True => ReasonOutcome::Matched,
                Truth::Unknown => ReasonOutcome::Unknown,
                Truth::False => ReasonOutcome::NotMatched,
            },
            what: what.to_string(),
            span: Some(document.source.span(range)),
            basis,
            source,
            said: ReasonSaid { what },
        })
    }

    fn entry(&self, index: u32) -> Option<&Entry> {
        self.set.entries.get(usize::try_from(index).ok()?)
    }

    fn source(&self, compiled: &Compiled) -> Option<&Statement> {
        self.set.document(compiled)?.statements.get(usize::try_from(compiled.statement).ok()?)
    }

    /// Which pattern matched, and where it stands.
    fn matched(&self, compiled: &Compiled, statement: &Statement) -> (Said, Range) {
        let name = quoted(self.name);
        if compiled.negated {
            return (said!("`NotAction` does not name {}", name), statement.actions.range);
        }
        let patterns = compiled.patterns.iter().zip(&statement.actions.patterns);
        let matching =
            patterns.filter_map(|(pattern, text)| Some((pattern.as_ref()?.matches(self.asked.action), text)));
        let best = matching.reduce(|best, each| if each.0 > best.0 { each } else { best });
        match best {
            Some((_, text)) => (said!("{} matches {}", quoted(&text.value), name), text.range),
            None => (said!("it concerns {}", name), statement.range),
        }
    }

    fn part_place(&self, part: Part, statement: &Statement) -> Option<Range> {
        match part {
            Part::Condition(index) => statement.conditions.get(index).map(|condition| condition.range),
            Part::Resource => statement.resources.as_ref().map(|resources| resources.range),
            Part::Action | Part::Attachment | Part::Dependency(_) | Part::Unread => None,
        }
    }

    /// What the parts lack, and whether the documents say that this decides.
    fn lacks(&self, parts: &Parts, compiled: &Compiled, statement: &Statement) -> (Said, Ground, Phrase) {
        let mut texts: Vec<Said> = Vec::new();
        let mut source = None;
        for (part, truth, key, questions) in &parts.0 {
            let text = self.lack(*part, *truth, key.as_deref(), *questions, compiled, statement);
            if !texts.contains(&text) {
                texts.push(text);
            }
            source = source.or_else(|| questions.iter().next().map(|question| (Ground::Assumed, question.source())));
            let (basis, found) = match part {
                Part::Condition(index) if self.absent(*index, compiled) => (Ground::Assumed, ABSENT),
                Part::Condition(_) => (Ground::Documented, CONDITIONS),
                Part::Dependency(_) => (Ground::Documented, ROLES),
                Part::Attachment if self.asked.marks.is_some_and(|marks| marks.basis == Basis::Inferred) => {
                    (Ground::Assumed, INFERRED)
                }
                Part::Attachment => (Ground::Documented, ATTACHMENTS),
                Part::Action | Part::Resource | Part::Unread => (Ground::Documented, EVALUATION),
            };
            source = source.or(Some((basis, found)));
        }
        let (basis, source) = source.unwrap_or((Ground::Documented, EVALUATION));
        let lacks = texts.into_iter().reduce(|before, next| said!("{}, and {}", before, next));
        (lacks.unwrap_or_else(|| said!("that is open")), basis, source)
    }

    fn absent(&self, condition: usize, compiled: &Compiled) -> bool {
        let element =
            compiled.conditions.get(condition).and_then(|id| self.set.elements.get(usize::try_from(*id).ok()?));
        let given = element.and_then(|element| self.situation.facts.context.get(&element.key));
        given.is_some_and(Vec::is_empty)
    }

    fn lack(
        &self,
        part: Part,
        truth: Truth,
        key: Option<&str>,
        questions: Questions,
        compiled: &Compiled,
        statement: &Statement,
    ) -> Said {
        let asked = questions.iter().map(Question::asked).filter(|_| truth == Truth::Unknown);
        let open = asked.reduce(|before, next| said!("{} {}", before, next));
        let is_open = |what: Said| match &open {
            Some(open) => said!("{}: {}", what, open.clone()),
            None => what,
        };
        match part {
            Part::Attachment => {
                let scope = self.entry(compiled.entry).and_then(|entry| entry.scope.as_ref());
                let place = scope.map_or_else(|| said!("all resources"), described);
                match (truth, key) {
                    (Truth::Unknown, Some(key)) => said!("it is attached to {}, and `{}` is not given", place, key),
                    (Truth::Unknown, None) => is_open(said!("it is attached to {}, which is open", place)),
                    _ => said!("it is attached to {}, which is elsewhere or has no effect on this action", place),
                }
            }
            Part::Dependency(index) => {
                let needs = usize::try_from(compiled.entry).ok().and_then(|entry| self.set.needs.get(entry));
                let Some(needed) = needs.and_then(|needs| needs.get(index)) else {
                    return said!("a role it needs is missing");
                };
                let (name, catalog) = (quoted(&needed.name), quoted(&needed.catalog));
                match truth {
                    Truth::Unknown if questions.has(Question::Unread) => {
                        said!(
                            "it needs the role {} of catalog {}, which is perhaps among what was not read",
                            name,
                            catalog
                        )
                    }
                    Truth::Unknown => {
                        is_open(said!("it needs the role {} of catalog {}, whose attachment is open", name, catalog))
                    }
                    _ if needed.met_by.is_empty() && needed.perhaps_met_by.is_empty() => {
                        said!("it needs the role {} of catalog {}, which is not in the set", name, catalog)
                    }
                    _ => said!("it needs the role {} of catalog {}, which is not attached here", name, catalog),
                }
            }
            Part::Action | Part::Unread => is_open(said!("that is open")),
            Part::Resource => match (truth, key) {
                (Truth::Unknown, Some(_)) => said!("`resource` is not given"),
                (Truth::Unknown, None) => is_open(said!("that is open")),
                _ if questions.has(Question::ResourceNotSupported) => {
                    said!("it is for specific resources, which this API does not support")
                }
                _ => said!("no pattern of `Resource` matches the resource"),
            },
            Part::Condition(index) => {
                let Some(condition) = statement.conditions.get(index) else {
                    return said!("a condition is not met");
                };
                let (operator, on) = (quoted(&condition.operator.value), quoted(&condition.key.value));
                match (truth, key) {
                    (Truth::Unknown, Some(key)) => {
                        said!("{} on {} is open: {} is not given", operator, on, quoted(key))
                    }
                    (Truth::Unknown, None) => is_open(said!("{} on {} is open", operator, on)),
                    _ if self.absent(index, compiled) => {
                        said!("{} on {} is not met: the request does not have the key", operator, on)
                    }
                    _ => said!("{} on {} is not met", operator, on),
                }
            }
        }
    }
}

/// What was not read, and where it is attached if that is open.
fn attached_where(mut what: Said, parts: &Parts, entry: &Entry) -> Said {
    for (part, truth, key, _) in &parts.0 {
        if *part == Part::Attachment && *truth == Truth::Unknown {
            what = match (key, entry.scope.as_ref().map(described)) {
                (Some(key), Some(scope)) => {
                    said!("{}; it is attached to {}, and `{}` is not given", what, scope, key.as_str())
                }
                _ => what,
            };
        }
    }
    what
}

/// A Deny that the Allows of the other kind of attachment keep open.
fn contested(deny: Said, precedence: Precedence) -> Said {
    if precedence.allowed == Truth::True {
        said!("{}, but an Allow was granted in the other kind of attachment", deny)
    } else {
        said!("{}, but an Allow is open in the other kind of attachment", deny)
    }
}

/// An attachment in words.
fn described(scope: &Scope) -> Said {
    match scope {
        Scope::Project { id } => said!("project {}", quoted(id.as_str())),
        Scope::AllProjects => said!("all projects"),
        Scope::AllResources => said!("all resources"),
        Scope::Global => said!("global services"),
        Scope::EnterpriseProject { id } => said!("enterprise project {}", quoted(id.as_str())),
        Scope::EnterpriseProjects => said!("enterprise projects that are not known"),
        Scope::OtherProjects { id } => said!("projects other than {}", quoted(id.as_str())),
    }
}
