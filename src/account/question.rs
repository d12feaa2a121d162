//! One question to all principals at once.
//!
//! Every policy is looked at once for the question, in each kind of place where it is granted; what it says there decides which of them are
//! alike. Principals with alike policies have the same answer, which [`PolicySet::check`] gives for one set that stands for all of them.

use std::collections::HashMap;
use std::rc::Rc;

use super::directory::{Directory, Held};
use crate::policy::engine::entry::AttachmentKind;
use crate::policy::engine::request::ActionRequest;
use crate::policy::model::ast::Effect;
use crate::policy::model::verdict::Truth;
use crate::policy::{Check, Decision, Entry, PolicySet, Principal, RequestFacts};
use crate::{EnterpriseProjectId, Error, ProjectId, Scope};

/// The service of which two grants of one policy belong together: there none is like another.
const OBS: &str = "obs";

/// Where a policy is granted, as a question sees it: in its project, in others, in none that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum PlaceClass {
    Anywhere,
    Project,
    AllProjects,
    AllResources,
    Global,
    EnterpriseProject,
    EnterpriseProjects,
    OtherProjects,
}

/// The ids that stand for those of a question.
#[derive(Debug)]
struct StandIns {
    project: ProjectId,
    other: ProjectId,
    enterprise_project: EnterpriseProjectId,
}

/// What is asked for besides what is asked: where.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Where<'a> {
    pub(super) project: Option<&'a ProjectId>,
    pub(super) enterprise_project: Option<&'a EnterpriseProjectId>,
}

/// Every policy in each kind of place where it is granted, as one set.
#[derive(Debug)]
pub(super) struct Everything {
    set: PolicySet,
    /// Of each piece, in each kind of place, the entry.
    index: Vec<[Option<u32>; PlaceClass::COUNT]>,
    /// The kind of place of each entry.
    classes: Vec<PlaceClass>,
    /// Whether an entry is of version 5.0.
    is_v5: Vec<bool>,
    stand_ins: StandIns,
}

/// What a statement, or something that was not read, says to a question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// The name of the API, by its index.
    pub(super) name: u32,
    /// Its place among the statements of its document.
    pub(super) statement: u32,
    pub(super) effect: Effect,
    pub(super) truth: Truth,
    pub(super) unread: bool,
}

/// What all policies say to one question.
#[derive(Debug)]
pub(super) struct Asked {
    everything: Rc<Everything>,
    check: Check,
    /// Of each entry of everything.
    parts: Vec<Vec<Part>>,
    /// Of each entry the one that stands for it; none where it says nothing.
    like: Vec<Option<u32>>,
    /// Whether an entry has a say where version 5.0 has one.
    touched: Vec<bool>,
    /// Whether the roles that others need are granted where the question asks.
    applies: HashMap<u32, Truth>,
    /// Whether each entry stands for itself alone.
    exact: bool,
    known: HashMap<(bool, Box<[u32]>), usize>,
    answers: Vec<SetAnswer>,
}

/// The answer of one set, which stands for all like it.
#[derive(Debug)]
pub(super) struct SetAnswer {
    pub(super) decision: Decision,
    /// What it is made of: entries of everything, in the order of the set.
    pub(super) key: Box<[u32]>,
}

impl PlaceClass {
    /// How many there are.
    const COUNT: usize = 8;

    /// What a place is to a question; none where nothing that is granted there has a say in it.
    fn of(scope: Option<&Scope>, at: Where<'_>) -> Option<Self> {
        Some(match scope {
            None => Self::Anywhere,
            Some(Scope::AllProjects) => Self::AllProjects,
            Some(Scope::AllResources) => Self::AllResources,
            Some(Scope::Global) => Self::Global,
            Some(Scope::EnterpriseProjects) => Self::EnterpriseProjects,
            Some(Scope::Project { id }) => match at.project {
                Some(asked) if asked != id => return None,
                _ => Self::Project,
            },
            Some(Scope::OtherProjects { id }) => match at.project {
                Some(asked) if asked == id => return None,
                _ => Self::OtherProjects,
            },
            Some(Scope::EnterpriseProject { id }) => match at.enterprise_project {
                Some(asked) if asked != id => return None,
                _ => Self::EnterpriseProject,
            },
        })
    }

    /// The same, wherever the question asks.
    fn of_any(scope: Option<&Scope>) -> Option<Self> {
        Self::of(scope, Where::default())
    }

    fn scope(self, ids: &StandIns) -> Option<Scope> {
        Some(match self {
            Self::Anywhere => return None,
            Self::Project => Scope::Project { id: ids.project.clone() },
            Self::AllProjects => Scope::AllProjects,
            Self::AllResources => Scope::AllResources,
            Self::Global => Scope::Global,
            Self::EnterpriseProject => Scope::EnterpriseProject { id: ids.enterprise_project.clone() },
            Self::EnterpriseProjects => Scope::EnterpriseProjects,
            Self::OtherProjects => Scope::OtherProjects { id: ids.other.clone() },
        })
    }
}

impl Everything {
    /// # Errors
    /// None: the ids that stand for others are ids.
    pub(super) fn new(directory: &Directory) -> Result<Self, Error> {
        let stand_ins = StandIns {
            project: ProjectId::parse("project", "projectId")?,
            other: ProjectId::parse("another", "projectId")?,
            enterprise_project: EnterpriseProjectId::parse("project", "enterpriseProjectId")?,
        };
        let mut index = vec![[None; PlaceClass::COUNT]; directory.pieces.len()];
        let mut entries: Vec<Entry> = Vec::new();
        let mut classes = Vec::new();
        for held in directory.holdings.iter().flatten() {
            let Some(class) = PlaceClass::of_any(directory.scope(*held)) else { continue };
            let Some(piece) = directory.piece(*held) else { continue };
            let known =
                usize::try_from(held.piece).ok().and_then(|piece| index.get_mut(piece)?.get_mut(class as usize));
            let Some(known) = known.filter(|known| known.is_none()) else { continue };
            *known = u32::try_from(entries.len()).ok();
            classes.push(class);
            entries.push(Entry { scope: class.scope(&stand_ins), ..piece.entry.clone() });
        }
        let is_v5 = entries.iter().map(Entry::is_v5).collect();
        Ok(Self { set: PolicySet::new(entries), index, classes, is_v5, stand_ins })
    }

    /// The entry that something is which a principal has; none where it has no say in what is asked.
    fn entry(&self, directory: &Directory, held: Held, at: Where<'_>) -> Option<u32> {
        let class = PlaceClass::of(directory.scope(held), at)?;
        let of = self.index.get(usize::try_from(held.piece).ok()?)?;
        *of.get(class as usize)?
    }

    pub(super) fn own(&self, entry: u32) -> Option<&Entry> {
        self.set.entries.get(usize::try_from(entry).ok()?)
    }

    /// The facts of a question where ids stand for those that it has.
    fn facts(&self, facts: &RequestFacts) -> RequestFacts {
        let mut facts = facts.clone();
        facts.project_id = facts.project_id.map(|_| self.stand_ins.project.clone());
        facts.enterprise_project_id = facts.enterprise_project_id.map(|_| self.stand_ins.enterprise_project.clone());
        facts
    }

    /// Of the roles that an entry needs: the entries that are each of them.
    pub(super) fn needs(&self, entry: u32) -> impl Iterator<Item = &[u32]> {
        let needs = usize::try_from(entry).ok().and_then(|entry| self.set.needs.get(entry));
        needs.into_iter().flatten().map(|needed| needed.met_by.as_slice())
    }
}

fn at<T>(list: &[T], index: u32) -> Option<&T> {
    list.get(usize::try_from(index).ok()?)
}

impl Asked {
    /// Looks at all policies for one question.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] for a context that the conditions of a policy of the account cannot use.
    pub(super) fn new(everything: &Rc<Everything>, check: &Check) -> Result<Self, Error> {
        let facts = everything.facts(&check.facts);
        let set = &everything.set;
        let situation = set.situation(facts.clone())?;
        let subject = &check.subject;
        let mut parts = vec![Vec::new(); set.entries.len()];
        let mut touched = everything.is_v5.clone();
        let of = |statement: u32| set.statement(statement);
        let mut work = Vec::new();
        for (name, action) in (0..).zip(&subject.names) {
            let asked = ActionRequest::new(action, facts.cloud, subject.marks);
            let (denies, allows) = set.candidates(action, asked.marks, &mut work);
            for candidate in denies.iter().chain(&allows) {
                let Some(compiled) = of(candidate.statement) else { continue };
                let Ok(entry) = usize::try_from(compiled.entry) else { continue };
                if let Some(touched) = touched.get_mut(entry) {
                    *touched = true;
                }
                let truth = set.truth(candidate, &asked, &situation, &mut ());
                let (statement, effect, unread) = (compiled.statement, compiled.effect, compiled.unread);
                if truth != Truth::False
                    && let Some(parts) = parts.get_mut(entry)
                {
                    parts.push(Part { name, statement, effect, truth, unread });
                }
            }
        }
        let applies = subject.names.first().map(|action| {
            let asked = ActionRequest::new(action, facts.cloud, subject.marks);
            let needed = set.needs.iter().flatten().flat_map(|needed| &needed.met_by);
            needed.map(|entry| (*entry, set.applies(*entry, Some(&asked), &situation, false, &mut ()))).collect()
        });
        let applies = applies.unwrap_or_default();
        let five = subject.facts_v5(set, facts.cloud);
        for alias in five.iter().flat_map(|five| &five.aliases) {
            let (denies, allows) = set.candidates(alias, None, &mut work);
            for candidate in denies.iter().chain(&allows) {
                let entry = of(candidate.statement).and_then(|compiled| usize::try_from(compiled.entry).ok());
                if let Some(touched) = entry.and_then(|entry| touched.get_mut(entry)) {
                    *touched = true;
                }
            }
        }
        let exact = subject.names.iter().any(|name| name.lower_service() == OBS);
        let check = Check { subject: subject.clone(), facts };
        let mut asked = Self {
            everything: Rc::clone(everything),
            check,
            parts,
            like: Vec::new(),
            touched,
            applies,
            exact,
            known: HashMap::new(),
            answers: Vec::new(),
        };
        asked.find_alike();
        Ok(asked)
    }

    /// Which entries are alike: those that say the same for certain and hang on no other, and those of which nothing was read.
    fn find_alike(&mut self) {
        let set = &self.everything.set;
        let mut kept = vec![false; self.parts.len()];
        for (entry, needs) in set.needs.iter().enumerate() {
            let has_say = self.parts.get(entry).is_some_and(|parts| !parts.is_empty());
            if needs.is_empty() || !(has_say || self.exact) {
                continue;
            }
            let others = needs.iter().flat_map(|needed| needed.met_by.iter().chain(&needed.perhaps_met_by));
            let own = std::iter::once(entry);
            for each in own.chain(others.filter_map(|other| usize::try_from(*other).ok())) {
                if let Some(kept) = kept.get_mut(each) {
                    *kept = true;
                }
            }
        }
        let mut first: HashMap<(AttachmentKind, Vec<(u32, bool)>), u32> = HashMap::new();
        let mut first_unread: HashMap<PlaceClass, u32> = HashMap::new();
        let mut like = Vec::with_capacity(self.parts.len());
        for (index, ((entry, parts), kept)) in (0..).zip(set.entries.iter().zip(&self.parts).zip(&kept)) {
            like.push(if *kept || self.exact {
                Some(index)
            } else if parts.is_empty() {
                None
            } else if parts.iter().all(|part| part.truth == Truth::True) {
                let mut says: Vec<(u32, bool)> =
                    parts.iter().map(|part| (part.name, part.effect == Effect::Allow)).collect();
                says.sort_unstable();
                says.dedup();
                Some(*first.entry((entry.attached(), says)).or_insert(index))
            } else if entry.document.is_none() && entry.kind.is_none() {
                let class = at(&self.everything.classes, index).copied().unwrap_or(PlaceClass::Anywhere);
                Some(*first_unread.entry(class).or_insert(index))
            } else {
                Some(index)
            });
        }
        self.like = like;
    }

    /// The answer for what somebody has, by its index; each set of what is alike is evaluated once.
    pub(super) fn answer(
        &mut self,
        directory: &Directory,
        held: &[Held],
        place: Where<'_>,
        root: bool,
    ) -> Result<usize, Error> {
        let key = self.key(directory, held, place);
        if let Some(known) = self.known.get(&(root, key.clone())) {
            return Ok(*known);
        }
        let entries = key.iter().filter_map(|entry| self.everything.own(*entry).cloned()).collect();
        let set = PolicySet::new(entries);
        let decision = set.check(&Check { subject: self.check.subject.clone(), facts: self.by(root) })?;
        self.answers.push(SetAnswer { decision, key: key.clone() });
        self.known.insert((root, key), self.answers.len() - 1);
        Ok(self.answers.len() - 1)
    }

    fn by(&self, root: bool) -> RequestFacts {
        let principal = self.check.facts.principal;
        self.check.facts.clone().by(Principal { root, ..principal })
    }

    fn key(&self, directory: &Directory, held: &[Held], place: Where<'_>) -> Box<[u32]> {
        let entries: Vec<u32> = held.iter().filter_map(|held| self.everything.entry(directory, *held, place)).collect();
        let five = entries.iter().any(|entry| at(&self.everything.is_v5, *entry) == Some(&true));
        let own = |entry: u32| {
            let like = at(&self.like, entry).copied().flatten();
            if !five {
                return like;
            }
            // Where version 5.0 has a say, what is said by a former name may count as well.
            (like == Some(entry) || at(&self.touched, entry) == Some(&true)).then_some(entry)
        };
        let mut key: Vec<u32> = entries.into_iter().filter_map(own).collect();
        key.sort_unstable();
        key.dedup();
        key.into()
    }

    pub(super) fn set_answer(&self, index: usize) -> Option<&SetAnswer> {
        self.answers.get(index)
    }

    /// How many sets were evaluated.
    pub(super) fn sets(&self) -> usize {
        self.answers.len()
    }

    /// What stands for something that somebody has, in the sets that were evaluated, and itself.
    pub(super) fn entry(&self, directory: &Directory, held: Held, place: Where<'_>) -> Option<(u32, u32)> {
        let entry = self.everything.entry(directory, held, place)?;
        Some((at(&self.like, entry).copied().flatten().unwrap_or(entry), entry))
    }

    pub(super) fn parts(&self, entry: u32) -> &[Part] {
        at(&self.parts, entry).map_or(&[], Vec::as_slice)
    }

    /// Whether a role that others need is granted where the question asks.
    pub(super) fn applies(&self, entry: u32) -> Truth {
        self.applies.get(&entry).copied().unwrap_or(Truth::False)
    }

    pub(super) fn everything(&self) -> &Everything {
        &self.everything
    }

    /// How many names the API has.
    pub(super) fn names(&self) -> usize {
        self.check.subject.names.len()
    }
}
