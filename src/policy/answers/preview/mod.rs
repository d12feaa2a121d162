//! A whole catalogue of APIs, or a list of actions, asked at once.

mod options;

use std::collections::HashMap;
use std::sync::Arc;

pub use self::options::{ApiInfo, PreviewOptions, RowInfo};

use self::options::Rows;
use super::check::{Decision, Subject, combined, needed_cloud};
use crate::base::said::said;
use crate::policy::catalog::{self, Api, Marks};
use crate::policy::engine::bitmaps::ActionBitmaps;
use crate::policy::engine::plan::Plans;
use crate::policy::engine::request::ActionRequest;
use crate::policy::engine::set::{PolicySet, asked_action};
use crate::policy::engine::situation::Situation;
use crate::policy::engine::v5::plan::PlanV5;
use crate::policy::model::action::AskedAction;
use crate::policy::model::verdict::Verdict;
use crate::{Cloud, Error};

/// Every documented API of a cloud (or a list of actions) asked of one [`PolicySet`], for one situation after the other.
/// What hangs on the actions alone is worked out once.
#[derive(Debug, Default)]
pub struct Preview {
    set: u32,
    cloud: Option<Cloud>,
    rows: Vec<Row>,
    /// Every distinct action with the marks under which it is asked; rows refer to them.
    asked: Vec<(AskedAction, Option<Marks>)>,
    /// The plans of `asked`.
    plans: Plans,
    bitmaps: ActionBitmaps,
    /// Of each row, where version 5.0 has a say.
    plans_v5: Vec<Option<PlanV5>>,
    /// Whether each row is the action of the same number, and nothing else.
    plain: bool,
}

/// Numbers are indexes into `asked`.
#[derive(Debug)]
struct Row {
    /// The API, where it is one.
    api: Option<Arc<Api>>,
    /// Its action by its current name.
    action: usize,
    former: Vec<usize>,
    /// What the API needs besides.
    dependent: Vec<usize>,
    /// Whether it needs more besides that is no single action.
    needs_more: bool,
}

/// The answers of a [`Preview`], row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// Whether the API's own action is allowed.
    pub decisions: Vec<Verdict>,
    /// Whether the call works in full: with the actions it depends on.
    pub whole: Vec<Verdict>,
}

impl PolicySet {
    /// Prepares a preview. Gives its first situation as well.
    ///
    /// # Errors
    /// As [`PolicySet::situation`].
    pub fn preview(&self, options: &PreviewOptions) -> Result<(Preview, Situation), Error> {
        let mut maker = Maker::new(self, options.facts.cloud);
        match &options.asked {
            Rows::Actions(actions) => {
                for action in actions {
                    maker.action(action);
                }
            }
            Rows::Apis(cloud, version) => {
                let apis = catalog::of(*cloud).map(catalog::Catalog::apis).unwrap_or_default();
                for api in apis.iter().filter(|api| version.is_none() || *version == api.api_version) {
                    maker.api(api)?;
                }
            }
            Rows::Listed(apis) => apis.iter().try_for_each(|api| maker.api(api))?,
        }
        Ok((maker.finish(), self.situation(options.facts.clone())?))
    }
}

/// Makes the rows of a preview.
struct Maker<'a> {
    set: &'a PolicySet,
    preview: Preview,
    known: HashMap<(&'a str, Option<Marks>), usize>,
}

impl<'a> Maker<'a> {
    fn new(set: &'a PolicySet, cloud: Option<Cloud>) -> Self {
        let preview = Preview { set: set.id, cloud, ..Preview::default() };
        Self { set, preview, known: HashMap::new() }
    }

    fn action(&mut self, action: &'a AskedAction) {
        // Of a list as it is given, what stands in it twice is asked twice.
        let action = self.add(action.clone(), None);
        self.preview.rows.push(Row { api: None, action, former: Vec::new(), dependent: Vec::new(), needs_more: false });
    }

    fn api(&mut self, api: &'a Arc<Api>) -> Result<(), Error> {
        let marks = Some(api.marks);
        let action = self.named(&api.action, marks)?;
        let former = api.former.iter().map(|former| self.named(&former.action, marks)).collect::<Result<_, _>>()?;
        let single = api.dependent_actions.iter().filter(|action| !action.contains('*'));
        let dependent: Vec<usize> = single.map(|action| self.named(action, None)).collect::<Result<_, _>>()?;
        let needs_more = dependent.len() < api.dependent_actions.len();
        self.preview.rows.push(Row { api: Some(Arc::clone(api)), action, former, dependent, needs_more });
        Ok(())
    }

    fn finish(self) -> Preview {
        let mut preview = self.preview;
        preview.bitmaps = ActionBitmaps::new(&preview.plans, self.set.statements.len());
        if self.set.v5.is_some() {
            let plan = |row: &Row| {
                let facts = preview.subject(row).ok()?.facts_v5(self.set, preview.cloud)?;
                Some(self.set.plan_v5(facts))
            };
            preview.plans_v5 = preview.rows.iter().map(plan).collect();
        }
        preview.plain =
            preview.rows.iter().enumerate().all(|(number, row)| row.action == number && row.former.is_empty());
        preview
    }

    fn named(&mut self, name: &'a str, api: Option<Marks>) -> Result<usize, Error> {
        Ok(self.number(name, asked_action(name, "action")?, api))
    }

    /// The number of an action among those that are asked.
    fn number(&mut self, written: &'a str, action: AskedAction, api: Option<Marks>) -> usize {
        let marks = self.marks(&action, api);
        if let Some(number) = self.known.get(&(written, marks)) {
            return *number;
        }
        let number = self.add(action, api);
        self.known.insert((written, marks), number);
        number
    }

    fn marks(&self, action: &AskedAction, api: Option<Marks>) -> Option<Marks> {
        ActionRequest::new(action, self.preview.cloud, api).marks
    }

    fn add(&mut self, action: AskedAction, api: Option<Marks>) -> usize {
        let marks = self.marks(&action, api);
        self.set.add_plan(&mut self.preview.plans, &action, marks);
        self.preview.asked.push((action, marks));
        self.preview.asked.len() - 1
    }
}

impl Preview {
    /// The answers for `situation`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] where `set` or `situation` is not the one the preview was made with.
    pub fn answers(&self, set: &PolicySet, situation: &Situation) -> Result<Answers, Error> {
        if set.is_beyond(situation) {
            return self.answers_v5(set, situation);
        }
        let verdicts = self.verdicts(set, situation)?;
        let verdict = |number: &usize| verdict_at(&verdicts, *number);
        let decisions: Vec<Verdict> = self.rows.iter().map(|row| row.decision(&verdicts, situation)).collect();
        let of_row = |(row, own): (&Row, &Verdict)| {
            let more = row.needs_more.then_some(Verdict::Conditional);
            row.dependent.iter().map(verdict).chain(more).fold(*own, whole)
        };
        Ok(Answers { whole: self.rows.iter().zip(&decisions).map(of_row).collect(), decisions })
    }

    /// [`Answers::decisions`] alone, as numbers (`Verdict as u8`).
    ///
    /// # Errors
    /// As [`Preview::answers`].
    pub fn decisions(&self, set: &PolicySet, situation: &Situation) -> Result<Vec<u8>, Error> {
        if set.is_beyond(situation) {
            let decisions = self.decisions_v5(set, situation)?;
            return Ok(decisions.into_iter().map(|verdict| verdict as u8).collect());
        }
        let mut verdicts = self.verdicts(set, situation)?;
        if self.plain {
            verdicts.truncate(self.rows.len());
            return Ok(verdicts);
        }
        Ok(self.rows.iter().map(|row| row.decision(&verdicts, situation) as u8).collect())
    }

    /// Where version 5.0 has a say, which goes by APIs.
    fn answers_v5(&self, set: &PolicySet, situation: &Situation) -> Result<Answers, Error> {
        let decisions = self.decisions_v5(set, situation)?;
        let mut known: Vec<Option<Verdict>> = vec![None; self.asked.len()];
        let whole = |(row, own): (&Row, &Verdict)| {
            let more = row.needs_more.then_some(Verdict::Conditional);
            let mut verdict = *own;
            for number in &row.dependent {
                let decide = || Subject::action(self.action(*number)).map(|asked| set.verdict_of(&asked, situation));
                let Some(known) = known.get_mut(*number) else { continue };
                let needed = known.map_or_else(decide, Ok);
                *known = needed.ok();
                verdict = whole(verdict, known.unwrap_or(Verdict::Conditional));
            }
            more.into_iter().fold(verdict, whole)
        };
        Ok(Answers { whole: self.rows.iter().zip(&decisions).map(whole).collect(), decisions })
    }

    fn decisions_v5(&self, set: &PolicySet, situation: &Situation) -> Result<Vec<Verdict>, Error> {
        self.check(set, situation)?;
        let decision = |(number, row): (usize, &Row)| {
            let subject = self.subject(row)?;
            Ok(match self.plans_v5.get(number).and_then(Option::as_ref) {
                Some(five) => set.verdict_of_v5(&subject, five, situation),
                None => set.verdict_of(&subject, situation),
            })
        };
        self.rows.iter().enumerate().map(decision).collect()
    }

    fn subject(&self, row: &Row) -> Result<Subject, Error> {
        row.api.as_ref().map_or_else(|| Subject::action(self.action(row.action)), |api| Subject::of_api(api))
    }

    /// The numbers of the answers for `asked`, and perhaps more behind them.
    fn verdicts(&self, set: &PolicySet, situation: &Situation) -> Result<Vec<u8>, Error> {
        self.check(set, situation)?;
        let decide = |number: usize| {
            let (action, marks) = self.asked.get(number)?;
            Some(set.decide_plan(action, *marks, self.plans.get(number), None, situation) as u8)
        };
        if !set.plain(situation) {
            return Ok((0..self.asked.len()).filter_map(decide).collect());
        }
        let mut verdicts = self.bitmaps.verdicts(|statement| situation.base(statement));
        for number in &self.bitmaps.apart {
            if let (Some(place), Some(verdict)) = (verdicts.get_mut(*number), decide(*number)) {
                *place = verdict;
            }
        }
        Ok(verdicts)
    }

    /// # Errors
    /// As [`Preview::answers`].
    pub fn check(&self, set: &PolicySet, situation: &Situation) -> Result<(), Error> {
        set.check_situation(situation)?;
        if self.set != set.id || situation.facts.cloud != self.cloud {
            return Err(Error::invalid(
                "situation",
                said!("situation is for another policy set or cloud than the preview"),
            ));
        }
        Ok(())
    }

    fn action(&self, number: usize) -> &str {
        self.asked.get(number).map(|(action, _)| action.written()).unwrap_or_default()
    }

    /// The rows, in the order of the answers.
    #[must_use]
    pub fn rows(&self) -> Vec<RowInfo<'_>> {
        let rows = self.rows.iter().map(|row| {
            let action = self.action(row.action);
            let api = row.api.as_deref();
            RowInfo { id: api.map_or(action, |api| &api.id), action, api: api.map(ApiInfo::of) }
        });
        rows.collect()
    }

    /// The whole answer to one row, with reasons; `None` where there is no such row.
    #[must_use]
    pub fn explain(&self, set: &PolicySet, situation: &Situation, row: usize) -> Option<Decision> {
        self.check(set, situation).ok()?;
        let row = self.rows.get(row)?;
        Some(set.explain(&self.subject(row).ok()?, situation))
    }
}

/// A call works in full where all its actions are allowed; what is certainly missing decides.
fn whole(one: Verdict, other: Verdict) -> Verdict {
    match (one, other) {
        (no, _) if no.is_no() => no,
        (_, no) if no.is_no() => no,
        (Verdict::Allow, Verdict::Allow) => Verdict::Allow,
        _ => Verdict::Conditional,
    }
}

fn verdict_at(numbers: &[u8], place: usize) -> Verdict {
    numbers.get(place).and_then(|number| Verdict::of_number(*number)).unwrap_or(Verdict::ImplicitDeny)
}

impl Row {
    fn decision(&self, verdicts: &[u8], situation: &Situation) -> Verdict {
        if self.former.is_empty() {
            return verdict_at(verdicts, self.action);
        }
        let names = std::iter::once(&self.action).chain(&self.former).map(|number| verdict_at(verdicts, *number));
        combined(&names.collect::<Vec<_>>(), situation.facts.settled)
    }
}
