//! "May I?", with reasons.

use serde::Serialize;

use super::explain::Answer;
use super::explainer::Explainer;
use super::not_listed::not_listed;
use super::reason::Reason;
use crate::base::said::{Phrase, said};
use crate::base::sort::{sort_by, sort_by_key};
use crate::base::text::{nearest, quoted};
use crate::policy::catalog::v5::is_native;
use crate::policy::catalog::{self, Api, Marks};
use crate::policy::engine::outcome::verdict;
use crate::policy::engine::plan::Plan;
use crate::policy::engine::request::ActionRequest;
use crate::policy::engine::set::{PolicySet, asked_action};
use crate::policy::engine::situation::RequestFacts;
use crate::policy::engine::situation::Situation;
use crate::policy::engine::v5::facts::FactsV5;
use crate::policy::engine::v5::plan::PlanV5;
use crate::policy::model::action::AskedAction;
use crate::policy::model::verdict::{Question, Questions, Settled, Verdict};
use crate::{ApiVersion, Cloud, Code, EnterpriseProjectId, Error, OperationName, ProjectId};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Check {
    pub(crate) subject: Subject,
    pub(crate) facts: RequestFacts,
}

/// What is asked for: an action as it is, or what an API needs.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    /// Today's name first, then the former ones.
    pub(crate) names: Vec<AskedAction>,
    /// The marks of the API, where it is one.
    pub(crate) marks: Option<Marks>,
    /// Whether the API is one of native OpenStack, where it is one.
    pub(crate) native: Option<bool>,
}

/// The answer to a check.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyDecision"))]
pub struct Decision {
    /// Yes, no, or what it hangs on.
    pub decision: Verdict,
    /// The action that was asked for, by its current name.
    pub action: String,
    /// The answer under each name that the API has or had, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "types", ts(optional, inline, as = "Option<_>"))]
    pub names: Vec<NameVerdict>,
    /// What was not said and would settle a conditional decision: condition keys, `resource`, `projectId`,
    /// `enterpriseProjectId`. Sorted.
    pub unknown_keys: Vec<String>,
    /// What the documents leave open, and what was not read, and would settle it. Sorted by code.
    pub assumptions: Vec<Assumption>,
    /// Why; the first one decides. Of more than a hundred the others are only counted, by the last one.
    pub reasons: Vec<Reason>,
    /// The names of the policies of the set that IAM would refuse as they are written: the answer is as they would read once mended.
    /// Missing where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "types", ts(optional, as = "Option<_>"))]
    pub would_be_refused: Vec<String>,
}

/// The answer under one name of an API.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct NameVerdict {
    /// The name.
    pub action: String,
    /// Whether it is a former one.
    pub former: bool,
    /// The answer.
    pub decision: Verdict,
}

/// A question that the documents leave open, or that hangs on what was not read, and what hangs on it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyAssumption"))]
pub struct Assumption {
    /// The stable code.
    pub code: Question,
    /// The question. A fixed text: it is its own template. `unread` asks for one of two: `true` is "it allows", `false` "it denies".
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub question: Phrase,
    /// Where the documents leave it open. A fixed text as well.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub source: Phrase,
    /// The decision for either answer, the other questions left open.
    #[cfg_attr(
        feature = "types",
        ts(type = "[{ answer: true, decision: Verdict }, { answer: false, decision: Verdict }]")
    )]
    pub outcomes: [AnswerOutcome; 2],
}

/// What a decision becomes when a question is answered.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerOutcome {
    /// The answer.
    pub answer: bool,
    /// The decision then.
    pub decision: Verdict,
}

impl Check {
    /// Asks for one action as it is, such as `ecs:serverPasswords:manage`. No catalogue is consulted.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] at `action` where it is not one action of three segments without `*`.
    pub fn of_action(action: &str) -> Result<Self, Error> {
        Ok(Self { subject: Subject::action(action)?, facts: RequestFacts::new() })
    }

    /// Asks for what an operation needs on a cloud.
    ///
    /// # Errors
    /// [`Code::UnsupportedOperation`] where the cloud has no such operation, or no IAM policies.
    pub fn of_operation(operation: OperationName, cloud: Cloud, version: ApiVersion) -> Result<Self, Error> {
        let facts = RequestFacts::new().on_cloud(cloud)?;
        Ok(Self { subject: Subject::operation(operation, cloud, version)?, facts })
    }

    /// Asks for what an API of a cloud's catalogue needs; `id` is that of its row in a preview.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] at `api` where the catalogue has no such API; [`Code::UnsupportedOperation`] where there is no catalogue.
    pub fn of_api(id: &str, cloud: Cloud) -> Result<Self, Error> {
        Ok(Self { subject: Subject::api(id, cloud)?, facts: RequestFacts::new().on_cloud(cloud)? })
    }

    /// The same where this is known about the request, and nothing else.
    #[must_use]
    pub fn with_facts(self, facts: RequestFacts) -> Self {
        Self { facts, ..self }
    }

    /// The same in a project.
    #[must_use]
    pub fn in_project(self, id: &ProjectId) -> Self {
        Self { facts: self.facts.in_project(id), ..self }
    }

    /// The same in an enterprise project.
    #[must_use]
    pub fn in_enterprise_project(self, id: &EnterpriseProjectId) -> Self {
        Self { facts: self.facts.in_enterprise_project(id), ..self }
    }

    /// The same for a resource, `service:region:account:type:id`.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] at `resource` where it is not one resource.
    pub fn for_resource(self, resource: &str) -> Result<Self, Error> {
        Ok(Self { facts: self.facts.for_resource(resource)?, ..self })
    }

    /// The same where the request has these values of a condition key; without values, it does not have the key.
    #[must_use]
    pub fn with_context(self, key: &str, values: &[&str]) -> Self {
        Self { facts: self.facts.with_context(key, values), ..self }
    }

    /// The same with an answer to a question that the documents leave open, or to what was not read.
    #[must_use]
    pub fn with_assumption(self, question: Question, answer: bool) -> Self {
        Self { facts: self.facts.with_assumption(question, answer), ..self }
    }
}

/// The cloud, which must be given.
pub(crate) fn needed_cloud(cloud: Option<Cloud>) -> Result<Cloud, Error> {
    cloud.ok_or_else(|| {
        Error::invalid("cloud", said!("cloud is missing: it decides which action an operation needs"))
            .with_hint(said!("give `otc` or `huawei`"))
    })
}

impl Subject {
    pub(crate) fn action(text: &str) -> Result<Self, Error> {
        Ok(Self { names: vec![asked_action(text, "action")?], marks: None, native: None })
    }

    fn operation(operation: OperationName, cloud: Cloud, version: ApiVersion) -> Result<Self, Error> {
        let action = operation.action(cloud, version)?;
        match catalog::of(cloud).and_then(|catalog| catalog.for_operation(operation, version)) {
            Some(api) => Self::of_api(api),
            None => Self::action(action.name),
        }
    }

    fn api(id: &str, cloud: Cloud) -> Result<Self, Error> {
        let Some(catalog) = catalog::of(cloud) else {
            return Err(
                Error::new(Code::UnsupportedOperation, said!("this cloud has no catalogue of APIs")).with_path("cloud")
            );
        };
        if let Some(api) = catalog.api(id) {
            return Self::of_api(api);
        }
        let ids: Vec<&str> = catalog.apis().iter().map(|api| api.id.as_str()).collect();
        let error = Error::invalid("api", said!("cloud `{}` has no API {}", cloud.as_str(), quoted(id)));
        Err(match nearest(id, &ids).first() {
            Some(meant) => error.with_hint(said!("did you mean `{}`?", *meant)),
            None => error.with_hint(said!("the ids are those of the rows of a preview")),
        })
    }

    pub(crate) fn of_api(api: &Api) -> Result<Self, Error> {
        let names = std::iter::once(&api.action).chain(api.former.iter().map(|former| &former.action));
        let name = |text: &String| asked_action(text, "action");
        let names = names.map(name).collect::<Result<_, Error>>()?;
        Ok(Self { names, marks: Some(api.marks), native: Some(is_native(api)) })
    }
}

impl Subject {
    /// What version 5.0 knows of it.
    pub(crate) fn facts_v5(&self, set: &PolicySet, cloud: Option<Cloud>) -> Option<FactsV5> {
        Some(FactsV5::of(self.names.first()?, self.native, cloud, &set.schemas))
    }
}

impl PolicySet {
    /// Answers a question, with reasons.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] for a context that the conditions of this set cannot use; see [`PolicySet::situation`].
    pub fn check(&self, check: &Check) -> Result<Decision, Error> {
        let situation = self.situation(check.facts.clone())?;
        Ok(self.explain(&check.subject, &situation))
    }

    /// What version 5.0 knows of what is asked, where it has a say.
    fn facts_v5(&self, subject: &Subject, situation: &Situation) -> Option<FactsV5> {
        self.is_beyond(situation).then(|| subject.facts_v5(self, situation.facts.cloud)).flatten()
    }

    pub(crate) fn explain(&self, subject: &Subject, situation: &Situation) -> Decision {
        let facts = self.facts_v5(subject, situation);
        let answers = self.answers(subject, facts.as_ref(), situation);
        let verdicts: Vec<Verdict> = answers.iter().map(Answer::verdict).collect();
        let decision = combined(&verdicts, situation.facts.settled);
        let mut unknown_keys = Vec::new();
        let mut open = Questions::default();
        let mut reasons = Vec::new();
        let relevant = relevant(&answers, situation.facts.settled);
        for (name, answer) in subject.names.iter().zip(&answers).filter(|(name, _)| relevant(name, subject)) {
            let asked = ActionRequest::new(name, situation.facts.cloud, subject.marks);
            let why = Explainer { set: self, asked: &asked, name: name.written(), situation };
            if decision == Verdict::Conditional && answer.verdict() == Verdict::Conditional {
                why.open(answer, &mut unknown_keys, &mut open);
            }
            // Names that agree would say the same again.
            if reasons.is_empty() || differ(&verdicts) {
                match (answer, &facts) {
                    (Answer::V1(verdict, outcomes), _) => why.reasons(*verdict, outcomes, &mut reasons),
                    (Answer::V5(answer), Some(facts)) => why.reasons_v5(answer, facts, &mut reasons),
                    (Answer::V5(_), None) => {}
                }
            }
        }
        reasons.extend(not_listed(subject, situation));
        sort_by(&mut unknown_keys, Ord::cmp);
        unknown_keys.dedup();
        let differ = decision == Verdict::Conditional
            && situation.facts.settled.answer(Question::RenamedAction).is_none()
            && differ(&verdicts);
        if differ {
            open = open.with(Questions::one(Question::RenamedAction));
        }
        let assumptions = self.assumptions(open, subject, situation);
        let named = |(position, (name, verdict)): (usize, (&AskedAction, &Verdict))| NameVerdict {
            action: name.written().to_owned(),
            former: position > 0,
            decision: *verdict,
        };
        let several = subject.names.len() > 1;
        Decision {
            decision,
            action: subject.names.first().map(|name| name.written().to_owned()).unwrap_or_default(),
            names: subject.names.iter().zip(&verdicts).enumerate().filter(|_| several).map(named).collect(),
            unknown_keys,
            assumptions,
            reasons,
            would_be_refused: self.would_be_refused(),
        }
    }

    /// What is open, each with what both answers come to.
    fn assumptions(&self, open: Questions, subject: &Subject, situation: &Situation) -> Vec<Assumption> {
        let outcome = |question: Question, answer: bool| AnswerOutcome {
            answer,
            decision: self
                .verdict_of(subject, &self.resettled(situation, situation.facts.settled.with(question, answer))),
        };
        let mut assumptions: Vec<Assumption> = open
            .iter()
            .map(|question| Assumption {
                code: question,
                question: question.asks(),
                source: question.source(),
                outcomes: [outcome(question, true), outcome(question, false)],
            })
            .collect();
        sort_by_key(&mut assumptions, |assumption| assumption.code.as_str());
        assumptions
    }

    fn would_be_refused(&self) -> Vec<String> {
        let refused = self.entries.iter().filter(|entry| entry.would_be_refused && entry.document.is_some());
        refused.map(|entry| entry.name.clone()).collect()
    }

    fn answers(&self, subject: &Subject, facts: Option<&FactsV5>, situation: &Situation) -> Vec<Answer> {
        let answer = |name: &AskedAction| {
            let asked = ActionRequest::new(name, situation.facts.cloud, subject.marks);
            let (denies, allows) = self.candidates(name, asked.marks, &mut Vec::new());
            let plan = Plan { denies: &denies, allows: &allows, verdict: None };
            if let Some(facts) = facts {
                return Answer::V5(self.answer_v5(&asked, facts, plan, situation));
            }
            let outcomes = self.statement_outcomes(&asked, plan, situation);
            Answer::V1(verdict(&outcomes), outcomes)
        };
        subject.names.iter().map(answer).collect()
    }

    #[inline(never)]
    pub(crate) fn verdict_of(&self, subject: &Subject, situation: &Situation) -> Verdict {
        match self.facts_v5(subject, situation) {
            Some(facts) if self.plain(situation) => self.verdict_of_v5(subject, &self.plan_v5(facts), situation),
            facts => {
                let answers = self.answers(subject, facts.as_ref(), situation);
                let verdicts: Vec<Verdict> = answers.iter().map(Answer::verdict).collect();
                combined(&verdicts, situation.facts.settled)
            }
        }
    }

    /// The same where version 5.0 has a say, with its plan.
    #[inline(never)]
    pub(crate) fn verdict_of_v5(&self, subject: &Subject, five: &PlanV5, situation: &Situation) -> Verdict {
        let verdict = |name: &AskedAction| {
            let asked = || ActionRequest::new(name, situation.facts.cloud, subject.marks);
            if self.statements.is_empty() {
                return self.verdict_v5(&asked, five, Plan::default(), situation);
            }
            let (denies, allows) = self.candidates(name, asked().marks, &mut Vec::new());
            let plan = Plan { denies: &denies, allows: &allows, verdict: None };
            self.verdict_v5(&asked, five, plan, situation)
        };
        combined(&subject.names.iter().map(verdict).collect::<Vec<_>>(), situation.facts.settled)
    }
}

/// Which names count: all of them, or those that the caller settled it to.
fn relevant(answers: &[Answer], settled: Settled) -> impl Fn(&AskedAction, &Subject) -> bool {
    let several = answers.len() > 1;
    let answer = settled.answer(Question::RenamedAction).filter(|_| several);
    move |name, subject| {
        let current = subject.names.first().is_some_and(|first| first.written() == name.written());
        answer.is_none_or(|today| today == current)
    }
}

/// Rule 7: the answer of an API from those under its names, today's first.
pub(crate) fn combined(verdicts: &[Verdict], settled: Settled) -> Verdict {
    let Some((today, former)) = verdicts.split_first() else { return Verdict::ImplicitDeny };
    match settled.answer(Question::RenamedAction) {
        _ if former.is_empty() => *today,
        Some(true) => *today,
        Some(false) => alternatives(former),
        None if !differ(verdicts) => agreed(verdicts),
        None => Verdict::Conditional,
    }
}

/// Former names are alternatives: one that is allowed is enough.
fn alternatives(verdicts: &[Verdict]) -> Verdict {
    let has = |wanted| verdicts.contains(&wanted);
    match (has(Verdict::Allow), has(Verdict::Conditional)) {
        (true, _) => Verdict::Allow,
        (false, true) => Verdict::Conditional,
        _ => agreed(verdicts),
    }
}

/// Whether the names give different answers; two kinds of no are one.
fn differ(verdicts: &[Verdict]) -> bool {
    let kind = |verdict: &Verdict| if verdict.is_no() { Verdict::ImplicitDeny } else { *verdict };
    let mut kinds = verdicts.iter().map(kind);
    let first = kinds.next();
    kinds.any(|each| Some(each) != first)
}

fn agreed(verdicts: &[Verdict]) -> Verdict {
    let Some((first, rest)) = verdicts.split_first() else { return Verdict::ImplicitDeny };
    if rest.iter().all(|each| each == first) { *first } else { Verdict::ImplicitDeny }
}
