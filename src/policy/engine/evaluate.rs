//! Evaluates statements, and joins them to a decision (rules 1 to 8 of [`super`]).

use super::set::{Attached, Candidate, Compiled, Plan, PolicySet, is_tag};
use super::situation::{RequestFacts, context_path};
use crate::base::said::said;
use crate::base::scope::Scope;
use crate::base::text::quoted;
use crate::policy::catalog::Marks;
use crate::policy::model::ast::Effect;
use crate::policy::model::operator::ValueType;
use crate::policy::model::pattern::{AskedAction, resource_matches};
use crate::policy::model::values;
use crate::policy::model::verdict::{Question, Questions, Settled, Truth, Verdict};
use crate::{Cloud, Error};

use crate::policy::model::condition::Outcome;

/// What is known about a request besides its action, evaluated once for all conditions of one [`PolicySet`].
#[derive(Debug)]
pub struct Situation {
    pub(crate) facts: RequestFacts,
    set: u32,
    /// What each element of the set came to.
    pub(crate) elements: Vec<Outcome>,
    /// What each statement came to, its action aside.
    base: Vec<Truth>,
}

/// The part of a statement that is not true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Attachment,
    /// It stands for something that was not read.
    Unread,
    /// The dependency of this index.
    Dependency(usize),
    Action,
    Resource,
    /// The condition of this index.
    Condition(usize),
}

/// Who wants to know why.
pub(crate) trait Listener {
    /// A part that is false, or open for these reasons.
    fn part(&mut self, part: Part, truth: Truth, key: Option<&str>, questions: Questions);
}

/// Nobody: the fast path.
impl Listener for () {
    fn part(&mut self, _: Part, _: Truth, _: Option<&str>, _: Questions) {}
}

/// What is asked: an action of an API with these marks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) action: &'a AskedAction,
    pub(crate) cloud: Option<Cloud>,
    pub(crate) marks: Option<Marks>,
}

/// One statement, and what it came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weighed {
    pub(crate) statement: u32,
    pub(crate) truth: Truth,
    pub(crate) by_precedence: Option<Precedence>,
}

/// How the Allows of the other kind of attachment, and they alone, keep a Deny open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Precedence {
    /// Whether it is open if the Deny counts against them (`scopePrecedence`).
    pub(crate) asked: bool,
    /// What they came to.
    pub(crate) allowed: Truth,
}

impl PolicySet {
    /// Evaluates every condition of the set once, for what is known about a request besides its action.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the key, where it has several values and a condition without set prefix uses it, or
    /// a value that is none of its operator's type.
    pub fn situation(&self, facts: RequestFacts) -> Result<Situation, Error> {
        for (key, values) in &facts.context {
            let uses = self.elements.iter().filter(|element| element.key == *key);
            for (single, value_type) in uses.filter_map(crate::policy::model::condition::Element::wants) {
                check_values(key, values, single, value_type)?;
            }
        }
        let mut situation = Situation { facts, set: self.id, elements: Vec::new(), base: Vec::new() };
        self.evaluate_all(&mut situation);
        Ok(situation)
    }

    /// The same with other answers to the open questions.
    pub(crate) fn resettled(&self, situation: &Situation, settled: Settled) -> Situation {
        let facts = RequestFacts { settled, ..situation.facts.clone() };
        let mut situation = Situation { facts, set: self.id, elements: Vec::new(), base: Vec::new() };
        self.evaluate_all(&mut situation);
        situation
    }

    fn evaluate_all(&self, situation: &mut Situation) {
        let facts = &situation.facts;
        let element = |element: &crate::policy::model::condition::Element| {
            element.evaluate(facts.context.get(&element.key).map(Vec::as_slice), facts.settled)
        };
        situation.elements = self.elements.iter().map(element).collect();
        let base = |compiled: &Compiled| {
            if compiled.unread {
                return self.unread(compiled, None, situation, &mut ());
            }
            let attached = self.in_effect(compiled.entry, None, situation, &mut ());
            if attached == Truth::False {
                return Truth::False;
            }
            let truth = attached.min(resource(compiled, situation, &mut ()));
            truth.min(self.conditions(compiled, None, situation, &mut ()))
        };
        situation.base = self.statements.iter().map(base).collect();
    }

    /// Whether `action` is allowed; the answer alone. Asks no catalogue unless the situation names a cloud.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] where `action` is not one action, or `situation` was made for another set.
    pub fn decide(&self, action: &str, situation: &Situation) -> Result<Verdict, Error> {
        let number = self.remember(action)?;
        Ok(self.decide_remembered(number, situation)?.unwrap_or(Verdict::ImplicitDeny))
    }

    /// The same for an action that was remembered ([`PolicySet::remember`]); `None` where it was forgotten.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] where `situation` was made for another set.
    pub fn decide_remembered(&self, number: u32, situation: &Situation) -> Result<Option<Verdict>, Error> {
        self.check_situation(situation)?;
        Ok(self
            .with_plan(number, situation.facts.cloud, |action, plan| self.decide_plan(action, None, plan, situation)))
    }

    /// The fast path: `marks` of the API that is asked for, where it is not the action that is.
    pub(crate) fn decide_plan(
        &self,
        action: &AskedAction,
        api: Option<Marks>,
        plan: Plan<'_>,
        situation: &Situation,
    ) -> Verdict {
        let asked = || Asked::new(action, situation.facts.cloud, api);
        if !self.plain(situation) {
            return verdict(&self.weigh(&asked(), plan, situation));
        }
        if let Some(verdict) = plan.verdict {
            return verdict;
        }
        let truth = |candidate: &Candidate| {
            let base = || situation.base(candidate.statement);
            let truth = if candidate.by_action { self.truth(candidate, &asked(), situation, &mut ()) } else { base() };
            if candidate.open.is_some() { truth.min(Truth::Unknown) } else { truth }
        };
        if self.mixed {
            return by_kind(plan, truth);
        }
        let mut denied = Truth::False;
        for candidate in plan.denies {
            denied = denied.max(truth(candidate));
            if denied == Truth::True {
                return Verdict::ExplicitDeny;
            }
        }
        let mut allowed = Truth::False;
        for candidate in plan.allows {
            allowed = allowed.max(truth(candidate));
            if allowed == Truth::True {
                break;
            }
        }
        joined(denied, allowed)
    }

    /// Whether every question is open.
    pub(crate) fn plain(&self, situation: &Situation) -> bool {
        situation.facts.settled.is_empty()
    }

    /// # Errors
    /// [`crate::Code::InvalidInput`] where `situation` was made for another set.
    pub fn check_situation(&self, situation: &Situation) -> Result<(), Error> {
        if situation.set == self.id {
            return Ok(());
        }
        Err(Error::invalid("situation", said!("situation was made by another policy set"))
            .with_hint(said!("make it with `situation` of the set that is asked")))
    }

    /// Every candidate and what it came to, scope precedence (rule 1) applied.
    pub(crate) fn weigh(&self, asked: &Asked<'_>, plan: Plan<'_>, situation: &Situation) -> Weights {
        let weigh = |candidate: &Candidate| Weighed {
            statement: candidate.statement,
            truth: self.truth(candidate, asked, situation, &mut ()),
            by_precedence: None,
        };
        let allows: Vec<Weighed> = plan.allows.iter().map(weigh).collect();
        let mut denies: Vec<Weighed> = plan.denies.iter().map(weigh).collect();
        let mut beside = Vec::new();
        let kinds = plan.denies.iter().map(|deny| deny.attached);
        for (deny, kind) in denies.iter_mut().zip(kinds).filter(|(deny, _)| deny.truth != Truth::False) {
            let against = allows.iter().zip(plan.allows).filter(|(_, allow)| allow.attached.differs(kind));
            let against = against.map(|(allow, _)| allow);
            let strongest = against.clone().map(|allow| allow.truth).max().unwrap_or(Truth::False);
            let answer = situation.facts.settled.answer(Question::ScopePrecedence);
            match (answer, strongest) {
                (_, Truth::False) | (Some(true), _) => continue,
                (Some(false), Truth::True) => {
                    deny.truth = Truth::False;
                    continue;
                }
                (None, _) if deny.truth != Truth::True => continue,
                _ => {}
            }
            let precedence = Precedence { asked: answer.is_none(), allowed: strongest };
            deny.by_precedence = Some(precedence).filter(|_| deny.truth == Truth::True);
            deny.truth = Truth::Unknown;
            if strongest == Truth::Unknown {
                beside.extend(against.filter(|allow| allow.truth == Truth::Unknown).map(|allow| allow.statement));
            }
        }
        Weights { denies, allows, beside }
    }

    /// What a candidate comes to, every part of it.
    pub(crate) fn truth(
        &self,
        candidate: &Candidate,
        asked: &Asked<'_>,
        situation: &Situation,
        listener: &mut impl Listener,
    ) -> Truth {
        let Some(compiled) = self.statement(candidate.statement) else { return Truth::False };
        if compiled.unread {
            return self.unread(compiled, Some(asked), situation, listener);
        }
        let mut truth = self.in_effect(compiled.entry, Some(asked), situation, listener);
        if let Some(question) = candidate.open {
            truth = truth.min(ask(question, situation, Part::Action, listener));
        }
        if candidate.not_by_case {
            let not = situation.facts.settled.truth(Question::ServiceCase).not();
            if not != Truth::True {
                listener.part(Part::Action, not, None, Questions::one(Question::ServiceCase));
            }
            truth = truth.min(not);
        }
        let restricted = asked.marks.is_some_and(|marks| marks.resource == Some(false));
        truth = truth.min(if restricted && compiled.resources.is_some() {
            match compiled.effect {
                Effect::Allow => {
                    listener.part(Part::Resource, Truth::False, None, Questions::one(Question::ResourceNotSupported));
                    Truth::False
                }
                Effect::Deny => ask(Question::ResourceNotSupported, situation, Part::Resource, listener),
            }
        } else {
            resource(compiled, situation, listener)
        });
        truth.min(self.conditions(compiled, Some(asked), situation, listener))
    }

    /// What an unread part comes to: open, where its entry is attached.
    fn unread(
        &self,
        compiled: &Compiled,
        asked: Option<&Asked<'_>>,
        situation: &Situation,
        listener: &mut impl Listener,
    ) -> Truth {
        let own = self.applies(compiled.entry, asked, situation, true, listener);
        let allows = situation.facts.settled.truth(Question::Unread);
        let truth = if compiled.effect == Effect::Allow { allows } else { allows.not() };
        if truth != Truth::True {
            listener.part(Part::Unread, truth, None, Questions::one(Question::Unread));
        }
        truth.min(own)
    }

    /// Whether an entry is attached to what is asked for; `unread`: for the sake of something of it that was not read.
    pub(crate) fn applies(
        &self,
        entry: u32,
        asked: Option<&Asked<'_>>,
        situation: &Situation,
        unread: bool,
        listener: &mut impl Listener,
    ) -> Truth {
        let Ok(entry) = usize::try_from(entry) else { return Truth::False };
        let own = self.attachment(entry, asked, situation, unread);
        tell(own, Part::Attachment, listener);
        own.truth
    }

    /// Whether an entry is attached to what is asked for, and has the roles it needs.
    fn in_effect(
        &self,
        entry: u32,
        asked: Option<&Asked<'_>>,
        situation: &Situation,
        listener: &mut impl Listener,
    ) -> Truth {
        let mut truth = self.applies(entry, asked, situation, false, listener);
        let needs = usize::try_from(entry).ok().and_then(|entry| self.needs.get(entry));
        for (index, needed) in needs.into_iter().flatten().enumerate() {
            let met_by = needed.met_by.iter().filter_map(|other| usize::try_from(*other).ok());
            let each = met_by.map(|other| self.attachment(other, asked, situation, false));
            let perhaps = needed.perhaps_met_by.iter().filter_map(|other| usize::try_from(*other).ok());
            let each = each.chain(perhaps.map(|other| {
                let is_it = Attachment::perhaps(situation.facts.settled.answer(Question::Unread).is_none());
                self.attachment(other, asked, situation, true).and(is_it)
            }));
            let met = each.reduce(Attachment::or).unwrap_or_default();
            tell(met, Part::Dependency(index), listener);
            truth = truth.min(met.truth);
        }
        truth
    }

    /// Whether an entry is attached to what is asked for (rule 5). Without `asked`: as far as the action has no say. For an
    /// unread part, where it is attached is no question apart from what it says.
    fn attachment(&self, entry: usize, asked: Option<&Asked<'_>>, situation: &Situation, unread: bool) -> Attachment {
        let facts = &situation.facts;
        let marked = asked.and_then(|asked| asked.marks).and_then(|marks| marks.enterprise_project);
        let by_id =
            |is_it: Option<bool>, key: &'static str| is_it.map_or_else(|| Attachment::key(key), Attachment::known);
        let question = || {
            let truth = facts.settled.truth(Question::ScopeUnknown);
            let questions =
                if truth == Truth::Unknown { Questions::one(Question::ScopeUnknown) } else { Questions::default() };
            Attachment { truth, key: [None; 2], questions }
        };
        match self.entries.get(entry).and_then(|entry| entry.scope.as_ref()) {
            None | Some(Scope::AllProjects | Scope::AllResources) => Attachment::known(true),
            Some(Scope::Project { id }) => by_id(facts.project_id.as_ref().map(|given| given == id), "projectId"),
            Some(Scope::Global) => match asked.map(|asked| asked.action.lower_service()) {
                Some("iam") => Attachment::known(true),
                Some("ecs" | "evs" | "vpc" | "ims") => Attachment::known(false),
                _ => question(),
            },
            Some(Scope::OtherProjects { id }) => match &facts.project_id {
                None => Attachment::key("projectId"),
                Some(given) if given == id => Attachment::known(false),
                Some(_) if unread => Attachment::known(true),
                Some(_) => question(),
            },
            Some(Scope::EnterpriseProjects) => match marked {
                Some(false) => Attachment::known(false),
                _ if unread => Attachment::known(true),
                _ => question(),
            },
            Some(Scope::EnterpriseProject { id }) => {
                let here = by_id(facts.enterprise_project_id.as_ref().map(|given| given == id), "enterpriseProjectId");
                let silent = asked.is_some_and(|asked| asked.cloud.is_some()) && marked.is_none();
                match marked {
                    Some(false) => Attachment::known(false),
                    _ if silent && here.truth != Truth::False => here.and(question()),
                    _ => here,
                }
            }
        }
    }

    fn conditions(
        &self,
        compiled: &Compiled,
        asked: Option<&Asked<'_>>,
        situation: &Situation,
        listener: &mut impl Listener,
    ) -> Truth {
        let untagged =
            compiled.has_tag && asked.and_then(|asked| asked.marks).is_some_and(|marks| marks.tag == Some(false));
        let mut truth = Truth::True;
        for (index, id) in compiled.conditions.iter().enumerate() {
            let Some(at) = usize::try_from(*id).ok() else { continue };
            let (Some(element), Some(outcome)) = (self.elements.get(at), situation.elements.get(at)) else { continue };
            let outcome = if untagged && is_tag(&element.key) {
                match compiled.effect {
                    Effect::Allow => element.evaluate(Some(&[]), situation.facts.settled),
                    Effect::Deny => {
                        truth =
                            truth.min(ask(Question::ResourceNotSupported, situation, Part::Condition(index), listener));
                        continue;
                    }
                }
            } else {
                *outcome
            };
            if outcome.truth != Truth::True {
                let key = outcome.key_unknown.then_some(&*element.key);
                listener.part(Part::Condition(index), outcome.truth, key, outcome.questions);
            }
            truth = truth.min(outcome.truth);
        }
        truth
    }
}

impl Situation {
    pub(crate) fn base(&self, statement: u32) -> Truth {
        usize::try_from(statement).ok().and_then(|id| self.base.get(id)).copied().unwrap_or(Truth::False)
    }
}

impl<'a> Asked<'a> {
    /// An action, with the marks of the API that is asked for, or else of the action's own APIs.
    pub(crate) fn new(action: &'a AskedAction, cloud: Option<Cloud>, api: Option<Marks>) -> Self {
        let by_action = || cloud.and_then(crate::policy::catalog::of).and_then(|catalog| catalog.marks(&action.lower));
        Self { action, cloud, marks: api.or_else(by_action) }
    }
}

/// Every statement that may say something, and what it came to.
#[derive(Debug)]
pub(crate) struct Weights {
    pub(crate) denies: Vec<Weighed>,
    pub(crate) allows: Vec<Weighed>,
    /// The unknown Allows that keep a Deny of the other kind of attachment open (rule 8).
    beside: Vec<u32>,
}

impl Weights {
    fn best(weighed: &[Weighed]) -> Truth {
        weighed.iter().map(|each| each.truth).max().unwrap_or(Truth::False)
    }

    /// The statements that keep a conditional decision open: the unknown Denies with the Allows that keep them open and,
    /// where no Allow is certain, the unknown Allows.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Weighed> {
        let certain = Self::best(&self.allows) == Truth::True;
        let allows = self.allows.iter().filter(move |each| !certain || self.beside.contains(&each.statement));
        self.denies.iter().chain(allows).filter(|each| each.truth == Truth::Unknown)
    }
}

/// Rule 1.
pub(crate) fn verdict(weights: &Weights) -> Verdict {
    joined(Weights::best(&weights.denies), Weights::best(&weights.allows))
}

/// Rule 1 where both kinds of attachment occur, and every question is open.
fn by_kind(plan: Plan<'_>, truth: impl Fn(&Candidate) -> Truth) -> Verdict {
    let of = |candidates: &[Candidate]| {
        let [mut anyhow, mut project, mut enterprise_project] = [Truth::False; 3];
        for candidate in candidates {
            let best = match candidate.attached {
                Attached::Anyhow => &mut anyhow,
                Attached::Project => &mut project,
                Attached::EnterpriseProject => &mut enterprise_project,
            };
            *best = (*best).max(truth(candidate));
        }
        [anyhow, project, enterprise_project]
    };
    let [denied, denied_project, denied_enterprise] = of(plan.denies);
    let [allowed, allowed_project, allowed_enterprise] = of(plan.allows);
    let against = |deny: Truth, allow: Truth| if allow == Truth::False { deny } else { deny.min(Truth::Unknown) };
    let denied =
        denied.max(against(denied_project, allowed_enterprise)).max(against(denied_enterprise, allowed_project));
    joined(denied, allowed.max(allowed_project).max(allowed_enterprise))
}

fn joined(denied: Truth, allowed: Truth) -> Verdict {
    match (denied, allowed) {
        (Truth::True, _) => Verdict::ExplicitDeny,
        (_, Truth::False) => Verdict::ImplicitDeny,
        (Truth::False, Truth::True) => Verdict::Allow,
        _ => Verdict::Conditional,
    }
}

fn resource(compiled: &Compiled, situation: &Situation, listener: &mut impl Listener) -> Truth {
    let Some(patterns) = &compiled.resources else { return Truth::True };
    let Some(asked) = &situation.facts.resource else {
        listener.part(Part::Resource, Truth::Unknown, Some("resource"), Questions::default());
        return Truth::Unknown;
    };
    let truth = Truth::of(patterns.iter().any(|pattern| resource_matches(pattern, asked)));
    if truth == Truth::False {
        listener.part(Part::Resource, truth, None, Questions::default());
    }
    truth
}

fn ask(question: Question, situation: &Situation, part: Part, listener: &mut impl Listener) -> Truth {
    let truth = situation.facts.settled.truth(question);
    if truth != Truth::True {
        listener.part(part, truth, None, Questions::one(question));
    }
    truth
}

/// What an attachment came to.
#[derive(Debug, Clone, Copy)]
struct Attachment {
    truth: Truth,
    key: [Option<&'static str>; 2],
    questions: Questions,
}

impl Default for Attachment {
    fn default() -> Self {
        Self::known(false)
    }
}

impl Attachment {
    fn known(applies: bool) -> Self {
        Self { truth: Truth::of(applies), key: [None; 2], questions: Questions::default() }
    }

    /// Open by a key that is not given.
    fn key(key: &'static str) -> Self {
        Self { truth: Truth::Unknown, key: [Some(key), None], questions: Questions::default() }
    }

    /// Open by what was not read, or not there.
    fn perhaps(open: bool) -> Self {
        if !open {
            return Self::known(false);
        }
        Self { truth: Truth::Unknown, key: [None; 2], questions: Questions::one(Question::Unread) }
    }

    fn and(self, other: Self) -> Self {
        self.join(other, self.truth.min(other.truth))
    }

    fn or(self, other: Self) -> Self {
        self.join(other, self.truth.max(other.truth))
    }

    fn join(self, other: Self, truth: Truth) -> Self {
        if truth != Truth::Unknown {
            return Self { truth, key: [None; 2], questions: Questions::default() };
        }
        let has = |key: &str| self.key.iter().chain(&other.key).flatten().any(|each| *each == key);
        let key = ["projectId", "enterpriseProjectId"].map(|key| has(key).then_some(key));
        Self { truth, key, questions: self.questions.with(other.questions) }
    }
}

fn tell(attachment: Attachment, part: Part, listener: &mut impl Listener) {
    if attachment.truth == Truth::True {
        return;
    }
    listener.part(part, attachment.truth, None, attachment.questions);
    for key in attachment.key.into_iter().flatten() {
        listener.part(part, attachment.truth, Some(key), Questions::default());
    }
}

fn check_values(key: &str, values: &[Box<str>], single: bool, value_type: ValueType) -> Result<(), Error> {
    let path = context_path(key);
    if single && values.len() > 1 {
        return Err(Error::invalid(
            &path,
            said!(
                "{} must have one value: a condition uses it without `ForAnyValue:` or `ForAllValues:`, got {}",
                &*path,
                values.len()
            ),
        ));
    }
    let fits: fn(&str) -> bool = match value_type {
        ValueType::Text => return Ok(()),
        ValueType::Number => |text| values::Decimal::parse(text).is_some(),
        ValueType::Date => |text| values::date(text).is_some(),
        ValueType::Bool => |text| values::boolean(text).is_some(),
    };
    match values.iter().find(|text| !fits(text)) {
        None => Ok(()),
        Some(text) => Err(Error::invalid(
            &path,
            said!(
                "{} must be {}, because a condition compares it as such, got {}",
                &*path,
                value_type.expected(),
                quoted(text)
            ),
        )),
    }
}
