//! A set of policies with their attachments, compiled once and asked often.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

use super::compiled::{CompiledStatement, is_tag};
use super::entry::{AttachmentKind, Entry};
use super::halves::Halves;
use super::index::{Index, Posting};
use super::plan::{Candidate, Plan, Plans};
use super::roles::{NeededRole, needs};
use super::v5::SetV5;
use super::v5::plan::PlanV5;
use crate::base::said::said;
use crate::base::scope::Scope;
use crate::base::text::quoted;
use crate::policy::catalog::lists::Services;
use crate::policy::catalog::v5::SchemasV5;
use crate::policy::catalog::{self, Marks};
use crate::policy::model::action::{ActionPattern, ActionPatterns, AskedAction};
use crate::policy::model::ast::{Condition, Document, Effect, Statement, Text, Version};
use crate::policy::model::condition::Element;
use crate::policy::model::reach::is_perhaps_global;
use crate::policy::model::verdict::{Question, Truth};
use crate::{Cloud, Error};

/// A set of policies and roles with their attachments. Compiled once; asking is cheap.
#[derive(Debug)]
pub struct PolicySet {
    pub(crate) id: u32,
    pub(crate) entries: Vec<Entry>,
    pub(crate) statements: Vec<CompiledStatement>,
    pub(crate) elements: Vec<Element>,
    pub(crate) needs: Vec<Vec<NeededRole>>,
    /// Which entries are the two grants of one policy of OBS, once that was asked for.
    pub(super) halves: OnceCell<Halves>,
    /// Whether the kinds of attachment of rule 1 both occur.
    pub(crate) mixed: bool,
    /// Of each entry what [`PolicySet::hangs_on_action`] says.
    hanging: Vec<bool>,
    index: Index,
    negated: Vec<u32>,
    /// Those that stand for unread parts: they match every action.
    unread: Vec<u32>,
    memory: RefCell<Memory>,
    /// What the clouds give themselves of their services.
    pub(crate) schemas: SchemasV5,
    /// The statements of version 5.0, where there are any.
    pub(crate) v5: Option<Box<SetV5>>,
}

/// The actions that were asked for.
#[derive(Debug, Default)]
struct Memory {
    numbers: HashMap<Box<str>, u32>,
    actions: Vec<RememberedAction>,
    plans: Plans,
    /// Of each of these what version 5.0 says, where the set has any of it.
    plans_v5: Vec<PlanV5>,
    /// The number of the first action.
    first: u32,
}

/// An action, and its plans where they were made: without catalogue, and for each cloud.
#[derive(Debug)]
struct RememberedAction {
    action: AskedAction,
    plans: [Option<usize>; 3],
}

/// More actions than a preview asks for; a caller who asks for any number of different ones does not fill the memory.
const REMEMBERED: usize = 8192;

static NEXT_ID: AtomicU32 = AtomicU32::new(1);

impl PolicySet {
    /// Compiles entries. A bad document is no error: what can be read of it is evaluated, the rest leaves answers open, and its
    /// [`Entry::diagnostics`] say what is wrong.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        Self::with_services(entries, &Services::new())
    }

    /// The same, where what a live list says of its service's actions and condition keys of version 5.0 (aliases, whether an action has a type of
    /// resource and condition keys, types of values and whether there may be several) takes the place of what is known here. Source:
    /// Huawei Cloud IAM, `GET /v5/authorization-schemas/services/{code}`.
    #[must_use]
    pub fn with_services(entries: Vec<Entry>, services: &Services) -> Self {
        let needs = entries.iter().map(|entry| needs(entry, &entries)).collect();
        let kind = |wanted| entries.iter().any(|entry| entry.attached() == wanted);
        let mixed = kind(AttachmentKind::Project) && kind(AttachmentKind::EnterpriseProject);
        let mut set = Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            statements: Vec::new(),
            elements: Vec::new(),
            needs,
            halves: OnceCell::new(),
            mixed,
            hanging: Vec::new(),
            index: Index::default(),
            negated: Vec::new(),
            unread: Vec::new(),
            memory: RefCell::default(),
            schemas: services.schemas().clone(),
            v5: None,
            entries: Vec::new(),
        };
        let mut known = HashMap::new();
        for (entry, index) in entries.iter().zip(0..) {
            set.compile(entry, index, &mut known);
        }
        set.finish_index();
        set.v5.iter_mut().for_each(|v5| v5.finish());
        set.entries = entries;
        set.hanging = (0..).take(set.entries.len()).map(|entry| set.is_hanging(entry)).collect();
        set
    }

    fn compile<'a>(&mut self, entry: &'a Entry, index: u32, known: &mut HashMap<ElementKey<'a>, u32>) {
        if entry.is_v5() {
            self.v5.get_or_insert_default().add(entry, index, &self.schemas);
            let unread = entry.document.as_deref().filter(|_| !entry.limits());
            return self.compile_unread(index, unread.map_or(0, |document| document.unread.len()));
        }
        let Some(document) = entry.document.as_deref() else { return self.compile_unread(index, 1) };
        let bound = entry.scope.is_some() || !document.depends.is_empty();
        for (statement, number) in document.statements.iter().zip(0..) {
            let id = u32::try_from(self.statements.len()).unwrap_or(u32::MAX);
            let patterns = self.index(id, statement, document.version);
            let every = |patterns: &[Text]| patterns.iter().any(|text| *text.value == *"*");
            let resources = statement.resources.as_ref().filter(|resources| !every(&resources.patterns));
            let conditions: Vec<u32> =
                statement.conditions.iter().map(|condition| self.element(condition, known)).collect();
            self.statements.push(CompiledStatement {
                always: !bound && resources.is_none() && conditions.is_empty(),
                entry: index,
                statement: number,
                effect: statement.effect,
                unread: false,
                negated: statement.actions.negated,
                patterns,
                resources: resources.map(|found| found.patterns.iter().map(|text| text.value.clone()).collect()),
                has_tag: statement.conditions.iter().any(|condition| is_tag(&condition.key.value)),
                conditions,
            });
        }
        self.compile_unread(index, document.unread.len());
    }

    /// Reads the action patterns of a statement, and adds them to the index.
    fn index(&mut self, id: u32, statement: &Statement, version: Version) -> ActionPatterns {
        let patterns = ActionPatterns::new(&statement.actions.patterns, version);
        if statement.actions.negated {
            self.negated.push(id);
            return patterns;
        }
        for (pattern, position) in patterns.iter().zip(0..) {
            let Some(pattern) = pattern else { continue };
            let (key, is_whole) = pattern.index_key();
            let whole = (!is_whole).then(|| pattern.lower());
            self.index.add(key, whole, Posting { statement: id, pattern: position });
        }
        patterns
    }

    fn finish_index(&mut self) {
        let mut index = std::mem::take(&mut self.index);
        index.finish(|one, other| match (self.pattern(one), self.pattern(other)) {
            (Some(one), Some(other)) => one.is_same(&other),
            _ => false,
        });
        self.index = index;
    }

    fn pattern(&self, posting: Posting) -> Option<ActionPattern<'_>> {
        self.statement(posting.statement)?.patterns.get(usize::try_from(posting.pattern).ok()?)
    }

    /// The index of the element that a condition is; equal ones are one.
    fn element<'a>(&mut self, condition: &'a Condition, known: &mut HashMap<ElementKey<'a>, u32>) -> u32 {
        let values = condition.values.as_ref();
        let values = values.map(|values| values.iter().map(|value| value.text.as_deref()).collect::<Vec<_>>());
        let next = u32::try_from(self.elements.len()).unwrap_or(u32::MAX);
        *known.entry((&condition.operator.value, &condition.key.value, values)).or_insert_with(|| {
            self.elements.push(Element::new(condition));
            next
        })
    }

    /// So many unread parts of an entry.
    fn compile_unread(&mut self, entry: u32, parts: usize) {
        for part in (0..).take(parts) {
            for effect in [Effect::Deny, Effect::Allow] {
                self.unread.push(u32::try_from(self.statements.len()).unwrap_or(u32::MAX));
                self.statements.push(CompiledStatement::unread(entry, part, effect));
            }
        }
    }

    /// The entries, in the order given.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn document(&self, compiled: &CompiledStatement) -> Option<&Document> {
        self.entries.get(usize::try_from(compiled.entry).ok()?)?.document.as_deref()
    }

    pub(crate) fn statement(&self, id: u32) -> Option<&CompiledStatement> {
        self.statements.get(usize::try_from(id).ok()?)
    }

    /// Remembers an action, so that what hangs on it alone is worked out once. The number is good until so many other actions
    /// were asked for that this one is forgotten.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] where `action` is not one action.
    pub fn remember(&self, action: &str) -> Result<u32, Error> {
        let mut memory = self.memory.borrow_mut();
        if let Some(number) = memory.numbers.get(action) {
            return Ok(*number);
        }
        let asked = asked_action(action, "action")?;
        if memory.actions.len() >= REMEMBERED {
            let first = memory.first.wrapping_add(u32::try_from(REMEMBERED).unwrap_or_default());
            *memory = Memory { first, ..Memory::default() };
        }
        let index = u32::try_from(memory.actions.len()).unwrap_or_default();
        let number = memory.first.wrapping_add(index);
        memory.actions.push(RememberedAction { action: asked, plans: [None; 3] });
        memory.numbers.insert(action.into(), number);
        Ok(number)
    }

    /// Hands a remembered action and its plan, for a cloud's catalogue or none, to `ask`; `None` where it was forgotten.
    pub(crate) fn with_plan<T>(
        &self,
        number: u32,
        cloud: Option<Cloud>,
        ask: impl FnOnce(&AskedAction, Plan<'_>, Option<&PlanV5>) -> T,
    ) -> Option<T> {
        let slot = match cloud {
            Some(Cloud::Otc) => 1,
            Some(Cloud::Huawei) => 2,
            _ => 0,
        };
        let memory = self.memory.borrow();
        let index = usize::try_from(number.wrapping_sub(memory.first)).ok()?;
        let remembered = memory.actions.get(index)?;
        if let Some(plan) = remembered.plans.get(slot).copied().flatten() {
            return Some(ask(&remembered.action, memory.plans.get(plan), memory.plans_v5.get(plan)));
        }
        drop(memory);
        let memory = &mut *self.memory.borrow_mut();
        let remembered = memory.actions.get_mut(index)?;
        let marks = cloud.and_then(catalog::of).and_then(|catalog| catalog.marks(remembered.action.lower()));
        let plan = self.add_plan(&mut memory.plans, &remembered.action, marks);
        if self.v5.is_some() {
            memory.plans_v5.push(self.plan_v5_of(&remembered.action, cloud));
        }
        if let Some(made) = remembered.plans.get_mut(slot) {
            *made = Some(plan);
        }
        Some(ask(&remembered.action, memory.plans.get(plan), memory.plans_v5.get(plan)))
    }

    /// Adds the plan of an action of an API with these marks; gives its number.
    pub(crate) fn add_plan(&self, plans: &mut Plans, action: &AskedAction, marks: Option<Marks>) -> usize {
        let (denies, allows) = self.candidates(action, marks, &mut plans.scratch);
        plans.push(denies, allows, |candidate| {
            let own = self.statement(candidate.statement).is_some_and(|compiled| compiled.always);
            own && !candidate.by_action && candidate.open.is_none()
        })
    }

    /// The Denies and Allows that may apply to `action` of an API with these marks, in the order of the texts. `matching`: memory to work
    /// in, where there are many to ask for.
    pub(crate) fn candidates(
        &self,
        action: &AskedAction,
        marks: Option<Marks>,
        matching: &mut Vec<u64>,
    ) -> (Vec<Candidate>, Vec<Candidate>) {
        let restricted = marks.is_some_and(|marks| marks.resource == Some(false));
        let untagged = marks.is_some_and(|marks| marks.tag == Some(false));
        let perhaps_global = is_perhaps_global(action.lower_service());
        matching.clear();
        let mut add = |id: u32, truth: Truth| {
            if truth != Truth::False {
                matching.push(u64::from(id) << 1 | u64::from(truth != Truth::True));
            }
        };
        for key in action.index_keys() {
            let mut truth = Truth::False;
            for indexed in self.index.get(key) {
                if !indexed.is_again {
                    truth = self.pattern(indexed.posting).map_or(Truth::False, |pattern| pattern.matches(action));
                }
                add(indexed.posting.statement, truth);
            }
        }
        for id in &self.negated {
            add(*id, self.statement(*id).map_or(Truth::False, |statement| statement.action(action)));
        }
        self.unread.iter().for_each(|id| add(*id, Truth::True));
        // The most certain one of each statement first, which is kept.
        matching.sort_unstable();
        matching.dedup_by_key(|matching| *matching >> 1);
        let (mut denies, mut allows) = (Vec::new(), Vec::with_capacity(matching.len()));
        for matching in matching.iter().copied() {
            let statement = u32::try_from(matching >> 1).unwrap_or(u32::MAX);
            let Some(compiled) = self.statement(statement) else { continue };
            if self.is_ineffective(compiled.entry, marks) {
                continue;
            }
            let question = if compiled.negated { Question::NotAction } else { Question::ServiceCase };
            let open = (matching & 1 == 1).then_some(question);
            let by_action = self.hangs_on_action(compiled.entry)
                || (perhaps_global && self.is_bound(compiled.entry))
                || (restricted && compiled.resources.is_some())
                || (untagged && compiled.has_tag);
            let attached = if self.mixed { self.attached(compiled.entry) } else { AttachmentKind::Anyhow };
            let not_by_case = compiled.not_by_case(action);
            let candidate = Candidate { statement, open, not_by_case, by_action, attached };
            match compiled.effect {
                Effect::Allow => allows.push(candidate),
                Effect::Deny => denies.push(candidate),
            }
        }
        (denies, allows)
    }

    fn attached(&self, entry: u32) -> AttachmentKind {
        let entry = usize::try_from(entry).ok().and_then(|entry| self.entries.get(entry));
        entry.map_or(AttachmentKind::Anyhow, Entry::attached)
    }

    /// Whether an entry is attached somewhere in particular, or hangs on others that may be.
    fn is_bound(&self, entry: u32) -> bool {
        let entry = usize::try_from(entry).ok();
        let scoped = entry.and_then(|entry| self.entries.get(entry)).is_some_and(|entry| entry.place().is_some());
        scoped || entry.and_then(|entry| self.needs.get(entry)).is_some_and(|needs| !needs.is_empty())
    }

    /// Whether an entry has no effect on an API with these marks, wherever it is attached.
    fn is_ineffective(&self, entry: u32, marks: Option<Marks>) -> bool {
        let scope = usize::try_from(entry).ok().and_then(|entry| self.entries.get(entry)?.place());
        matches!(scope, Some(Scope::EnterpriseProjects))
            && marks.is_some_and(|marks| marks.enterprise_project == Some(false))
    }

    /// Whether the attachment of an entry, or of a role it needs, has an effect on some actions only.
    pub(crate) fn hangs_on_action(&self, entry: u32) -> bool {
        usize::try_from(entry).is_ok_and(|entry| self.hanging.get(entry) == Some(&true))
    }

    fn is_hanging(&self, entry: u32) -> bool {
        let of = |entry: u32| usize::try_from(entry).ok();
        let direct = |entry: u32| {
            let scope = of(entry).and_then(|entry| self.entries.get(entry)).and_then(Entry::place);
            matches!(scope, Some(Scope::EnterpriseProject { .. } | Scope::Global))
        };
        // Its own statements are left out where it has no effect (`is_ineffective`); those that need it are not.
        let for_some = |entry: u32| {
            let scope = of(entry).and_then(|entry| self.entries.get(entry)).and_then(Entry::place);
            direct(entry) || matches!(scope, Some(Scope::EnterpriseProjects))
        };
        let needs = of(entry).and_then(|entry| self.needs.get(entry));
        let met_by =
            |needed: &NeededRole| needed.met_by.iter().chain(&needed.perhaps_met_by).any(|entry| for_some(*entry));
        direct(entry) || needs.into_iter().flatten().any(met_by)
    }
}

/// What makes two elements the same one: operator, key and values.
type ElementKey<'a> = (&'a str, &'a str, Option<Vec<Option<&'a str>>>);

/// Reads an action that is asked for.
pub(crate) fn asked_action(text: &str, path: &str) -> Result<AskedAction, Error> {
    AskedAction::parse(text).ok_or_else(|| {
        Error::invalid(
            path,
            said!("{} must be one action, `service:type:operation` without `*`, got {}", path, quoted(text)),
        )
        .with_hint(said!("such as `{}`", "ecs:serverPasswords:manage"))
    })
}
