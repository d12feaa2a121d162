//! A set of policies with their attachments, compiled once and asked often.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::base::said::{Said, said};
use crate::base::scope::Scope;
use crate::base::text::quoted;
use crate::policy::catalog::{self, Marks};
use crate::policy::model::ast::{Document, Effect};
use crate::policy::model::condition::{Element, RESOURCE_TAG};
use crate::policy::model::pattern::{ActionPattern, AskedAction, Filed};
use crate::policy::model::source::Span;
use crate::policy::model::verdict::{Question, Truth, Verdict};
use crate::policy::syntax::diagnostic::{Diagnostic, DiagnosticCode};
use crate::policy::syntax::parse::parse;
use crate::{Cloud, Error};

/// Custom policies are in this catalog, and so is an entry that does not say (OTC IAM API, "Querying role details").
pub(crate) const CUSTOM: &str = "CUSTOMED";

/// One policy or role, and where it is attached.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What the caller calls it.
    pub name: String,
    /// What was read of its text; none where there was no policy in it.
    pub document: Option<Document>,
    /// What is wrong with its text.
    pub diagnostics: Vec<Diagnostic>,
    /// Where it is attached; none: it applies.
    pub scope: Option<Scope>,
    /// The catalog it is from, for `Depends`.
    pub catalog: String,
    /// Whether IAM would refuse its text: then it is evaluated as it would read once mended.
    pub would_be_refused: bool,
    /// Why there is no document, in words.
    pub unread: Option<UnreadEntry>,
}

/// Why nothing of an entry was read.
#[derive(Debug, Clone)]
pub struct UnreadEntry {
    /// In words.
    pub cause: Said,
    /// Where it stands in the text, where there is one.
    pub span: Option<Span>,
}

impl Entry {
    /// A policy or role from its text, of the catalog of custom policies and attached nowhere in particular.
    #[must_use]
    pub fn new(name: &str, text: &str) -> Self {
        let parsed = parse(text);
        let unread = parsed.document.is_none().then(|| UnreadEntry::of(&parsed.diagnostics));
        Self {
            name: name.to_owned(),
            document: parsed.document,
            diagnostics: parsed.diagnostics,
            scope: None,
            catalog: CUSTOM.to_owned(),
            would_be_refused: parsed.would_be_refused,
            unread,
        }
    }

    /// Something that could not be read, and why: it may allow and deny anything where it is attached.
    #[must_use]
    pub fn unread(name: &str, cause: &str) -> Self {
        Self {
            name: name.to_owned(),
            document: None,
            diagnostics: Vec::new(),
            scope: None,
            catalog: CUSTOM.to_owned(),
            would_be_refused: false,
            unread: Some(UnreadEntry { cause: said!("{}", cause), span: None }),
        }
    }

    /// The same, attached there.
    #[must_use]
    pub fn with_scope(self, scope: Scope) -> Self {
        Self { scope: Some(scope), ..self }
    }

    /// The same, from this catalog.
    #[must_use]
    pub fn with_catalog(self, catalog: &str) -> Self {
        Self { catalog: catalog.to_owned(), ..self }
    }

    /// The name by which `Depends` finds it, and its catalog.
    pub(crate) fn role_name(&self) -> (&str, &str) {
        let envelope = self.document.as_ref().and_then(|document| document.envelope.as_ref());
        let catalog = envelope.and_then(|envelope| envelope.catalog.as_ref());
        let name = envelope.and_then(|envelope| envelope.display_name.as_ref());
        (catalog.map_or(&self.catalog, |text| &text.value), name.map_or(&self.name, |text| &text.value))
    }

    /// Whether it may be that role of another catalog or name that what was read of it does not rule out (rule 6).
    pub(crate) fn is_perhaps(&self, (catalog, name): (&str, &str)) -> bool {
        let Some(document) = &self.document else { return true };
        let own = self.role_name();
        document.unread_envelope.as_ref().is_some_and(|unread| {
            document.has_open_name() && (unread.catalog || own.0 == catalog) && (unread.display_name || own.1 == name)
        })
    }

    /// Whether its `Depends` counts (rule 6).
    pub(crate) fn is_role(&self) -> bool {
        self.document.as_ref().is_some_and(Document::is_role)
    }

    pub(crate) fn attached(&self) -> Attached {
        match self.scope {
            None => Attached::Anyhow,
            Some(Scope::EnterpriseProject { .. } | Scope::EnterpriseProjects) => Attached::EnterpriseProject,
            Some(_) => Attached::Project,
        }
    }
}

impl UnreadEntry {
    /// What a text is that holds no policy, as its findings say.
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let is_it = |found: &&Diagnostic| matches!(found.code, DiagnosticCode::NotAPolicy | DiagnosticCode::RoleList);
        let found = diagnostics.iter().find(is_it).or(diagnostics.first());
        Self {
            cause: found.map_or_else(|| said!("it holds no policy"), |found| found.said.message.clone()),
            span: found.map(|found| found.span),
        }
    }
}

/// The kind of an attachment, for rule 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attached {
    Anyhow,
    Project,
    EnterpriseProject,
}

impl Attached {
    pub(crate) fn differs(self, other: Self) -> bool {
        self != other && self != Self::Anyhow && other != Self::Anyhow
    }
}

/// A statement, ready to be evaluated; or the Allow or Deny that an unread part counts as.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) entry: u32,
    /// Its place among the statements, or among the unread parts, of its document.
    pub(crate) statement: u32,
    pub(crate) effect: Effect,
    /// Whether it stands for an unread part.
    pub(crate) unread: bool,
    pub(crate) negated: bool,
    /// `None`: the pattern matches nothing by its form.
    pub(crate) patterns: Vec<Option<ActionPattern>>,
    /// `None`: every resource.
    pub(crate) resources: Option<Vec<Box<str>>>,
    /// Indexes of elements, in the order of the text.
    pub(crate) conditions: Vec<u32>,
    pub(crate) has_tag: bool,
    /// Whether it applies wherever its action matches.
    pub(crate) always: bool,
}

/// A role that an entry needs: how it is called, and the entries that are it.
#[derive(Debug)]
pub(crate) struct Needed {
    pub(crate) catalog: Box<str>,
    pub(crate) name: Box<str>,
    pub(crate) met_by: Vec<u32>,
    /// The entries of which nothing was read, or not what they are called: each may be it.
    pub(crate) perhaps_met_by: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) statement: u32,
    /// Why it is open whether the action matches.
    pub(crate) open: Option<Question>,
    /// Whether a pattern of its `NotAction` matches if the case of the service is ignored.
    pub(crate) not_by_case: bool,
    /// Whether the action has a say in more than the patterns (attachment, dependencies, catalogue).
    pub(crate) by_action: bool,
    /// The kind of its attachment, where the set has both.
    pub(crate) attached: Attached,
}

/// The statements that may say something about one action.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Plan<'a> {
    pub(crate) denies: &'a [Candidate],
    pub(crate) allows: &'a [Candidate],
    /// The verdict, where the action alone decides it.
    pub(crate) verdict: Option<Verdict>,
}

/// Plans of many actions, one behind the other: they are read much more often than made.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    candidates: Vec<Candidate>,
    places: Vec<Place>,
}

/// Where a plan begins, where its Allows do, and where it ends.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: usize,
    middle: usize,
    end: usize,
    verdict: Option<Verdict>,
}

impl Plans {
    /// Adds one; one that hangs on nothing comes first, as it decides at once.
    pub(crate) fn push(&mut self, set: &PolicySet, action: &AskedAction, marks: Option<Marks>) -> usize {
        let (mut denies, mut allows) = set.candidates(action, marks);
        let always = |candidate: &Candidate| {
            let own = set.statement(candidate.statement).is_some_and(|compiled| compiled.always);
            own && !candidate.by_action && candidate.open.is_none()
        };
        for candidates in [&mut denies, &mut allows] {
            if let Some(first) = candidates.iter().position(always) {
                candidates.swap(0, first);
            }
        }
        let verdict = match (denies.first().map(always), allows.first().map(always)) {
            (Some(true), _) => Some(Verdict::ExplicitDeny),
            (None, Some(true)) => Some(Verdict::Allow),
            (_, None) => Some(Verdict::ImplicitDeny).filter(|_| denies.is_empty()),
            _ => None,
        };
        let start = self.candidates.len();
        self.candidates.append(&mut denies);
        let middle = self.candidates.len();
        self.candidates.append(&mut allows);
        self.places.push(Place { start, middle, end: self.candidates.len(), verdict });
        self.places.len() - 1
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn get(&self, index: usize) -> Plan<'_> {
        let Some(Place { start, middle, end, verdict }) = self.places.get(index).copied() else {
            return Plan::default();
        };
        let part = |from, to| self.candidates.get(from..to).unwrap_or_default();
        Plan { denies: part(start, middle), allows: part(middle, end), verdict }
    }
}

/// Patterns by a text that they need. Only the hash of it is kept: what is found is compared as well.
#[derive(Debug, Default)]
struct Index(Vec<(u64, Filing)>);

/// A pattern of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Filing {
    statement: u32,
    pattern: u32,
}

impl Index {
    fn add(&mut self, text: &str, filing: Filing) {
        self.0.push((hash(text), filing));
    }

    fn get(&self, text: &str) -> impl Iterator<Item = Filing> {
        let wanted = hash(text);
        let from = self.0.partition_point(|(hash, _)| *hash < wanted);
        let found = self.0.get(from..).unwrap_or_default().iter().take_while(move |(hash, _)| *hash == wanted);
        found.map(|(_, filing)| *filing)
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// A set of policies and roles with their attachments. Compiled once; asking is cheap.
#[derive(Debug)]
pub struct PolicySet {
    pub(crate) id: u32,
    pub(crate) entries: Vec<Entry>,
    pub(crate) statements: Vec<Compiled>,
    pub(crate) elements: Vec<Element>,
    pub(crate) needs: Vec<Vec<Needed>>,
    /// Whether the kinds of attachment of rule 1 both occur.
    pub(crate) mixed: bool,
    exact: Index,
    by_service: Index,
    everywhere: Vec<Filing>,
    negated: Vec<u32>,
    /// Those that stand for unread parts: they match every action.
    unread: Vec<u32>,
    memory: RefCell<Memory>,
}

/// The actions that were asked for.
#[derive(Debug, Default)]
struct Memory {
    numbers: HashMap<Box<str>, u32>,
    actions: Vec<Remembered>,
    plans: Plans,
    /// The number of the first action.
    first: u32,
}

/// An action, and its plans where they were made: without catalogue, and for each cloud.
#[derive(Debug)]
struct Remembered {
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
        let needs = entries.iter().map(|entry| needs(entry, &entries)).collect();
        let kind = |wanted| entries.iter().any(|entry| entry.attached() == wanted);
        let mixed = kind(Attached::Project) && kind(Attached::EnterpriseProject);
        let mut set = Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            statements: Vec::new(),
            elements: Vec::new(),
            needs,
            mixed,
            exact: Index::default(),
            by_service: Index::default(),
            everywhere: Vec::new(),
            negated: Vec::new(),
            unread: Vec::new(),
            memory: RefCell::default(),
            entries: Vec::new(),
        };
        let mut known = HashMap::new();
        for (entry, index) in entries.iter().zip(0..) {
            set.compile(entry, index, &mut known);
        }
        set.exact.0.sort_unstable();
        set.by_service.0.sort_unstable();
        set.entries = entries;
        set
    }

    fn compile<'a>(&mut self, entry: &'a Entry, index: u32, known: &mut HashMap<ElementKey<'a>, u32>) {
        let Some(document) = &entry.document else { return self.compile_unread(index, 1) };
        let bound = entry.scope.is_some() || !document.depends.is_empty();
        for (statement, number) in document.statements.iter().zip(0..) {
            let id = u32::try_from(self.statements.len()).unwrap_or(u32::MAX);
            let patterns: Vec<_> = statement
                .actions
                .patterns
                .iter()
                .map(|text| ActionPattern::new(&text.value, document.version))
                .collect();
            if statement.actions.negated {
                self.negated.push(id);
            } else {
                for (pattern, position) in patterns.iter().zip(0..) {
                    let filing = Filing { statement: id, pattern: position };
                    match pattern.as_ref().map(ActionPattern::filed) {
                        Some(Filed::Exact(action)) => self.exact.add(action, filing),
                        Some(Filed::Service(service)) => self.by_service.add(service, filing),
                        Some(Filed::Everywhere) => self.everywhere.push(filing),
                        None => {}
                    }
                }
            }
            let every = |patterns: &[crate::policy::model::ast::Text]| patterns.iter().any(|text| *text.value == *"*");
            let resources = statement.resources.as_ref().filter(|resources| !every(&resources.patterns));
            let mut conditions = Vec::with_capacity(statement.conditions.len());
            for condition in &statement.conditions {
                let values = condition
                    .values
                    .as_ref()
                    .map(|values| values.iter().map(|value| value.text.as_deref()).collect::<Vec<_>>());
                let next = u32::try_from(self.elements.len()).unwrap_or(u32::MAX);
                let element =
                    *known.entry((&condition.operator.value, &condition.key.value, values)).or_insert_with(|| {
                        self.elements.push(Element::new(condition));
                        next
                    });
                conditions.push(element);
            }
            self.statements.push(Compiled {
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

    /// So many unread parts of an entry.
    fn compile_unread(&mut self, entry: u32, parts: usize) {
        for part in (0..).take(parts) {
            for effect in [Effect::Deny, Effect::Allow] {
                self.unread.push(u32::try_from(self.statements.len()).unwrap_or(u32::MAX));
                self.statements.push(Compiled::unread(entry, part, effect));
            }
        }
    }

    /// The entries, in the order given.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn document(&self, compiled: &Compiled) -> Option<&Document> {
        self.entries.get(usize::try_from(compiled.entry).ok()?)?.document.as_ref()
    }

    pub(crate) fn statement(&self, id: u32) -> Option<&Compiled> {
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
        memory.actions.push(Remembered { action: asked, plans: [None; 3] });
        memory.numbers.insert(action.into(), number);
        Ok(number)
    }

    /// Hands a remembered action and its plan, for a cloud's catalogue or none, to `ask`; `None` where it was forgotten.
    pub(crate) fn with_plan<T>(
        &self,
        number: u32,
        cloud: Option<Cloud>,
        ask: impl FnOnce(&AskedAction, Plan<'_>) -> T,
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
            return Some(ask(&remembered.action, memory.plans.get(plan)));
        }
        drop(memory);
        let memory = &mut *self.memory.borrow_mut();
        let remembered = memory.actions.get_mut(index)?;
        let marks = cloud.and_then(catalog::of).and_then(|catalog| catalog.marks(&remembered.action.lower));
        let plan = memory.plans.push(self, &remembered.action, marks);
        if let Some(made) = remembered.plans.get_mut(slot) {
            *made = Some(plan);
        }
        Some(ask(&remembered.action, memory.plans.get(plan)))
    }

    /// The Denies and Allows that may apply to `action` of an API with these marks, in the order of the texts.
    pub(crate) fn candidates(&self, action: &AskedAction, marks: Option<Marks>) -> (Vec<Candidate>, Vec<Candidate>) {
        let restricted = marks.is_some_and(|marks| marks.resource == Some(false));
        let untagged = marks.is_some_and(|marks| marks.tag == Some(false));
        let filed = self.exact.get(&action.lower).chain(self.by_service.get(action.lower_service()));
        let filed = filed.chain(self.everywhere.iter().copied());
        let mut matching: Vec<u64> = filed
            .filter_map(|Filing { statement, pattern }| {
                let pattern = self.statement(statement)?.patterns.get(usize::try_from(pattern).ok()?)?.as_ref()?;
                Some((statement, pattern.matches(action)))
            })
            .chain(self.negated.iter().filter_map(|id| Some((*id, self.statement(*id)?.action(action)))))
            .chain(self.unread.iter().map(|id| (*id, Truth::True)))
            .filter(|(_, truth)| *truth != Truth::False)
            .map(|(id, truth)| u64::from(id) << 1 | u64::from(truth != Truth::True))
            .collect();
        // The most certain one of each statement first, which is kept.
        matching.sort_unstable();
        matching.dedup_by_key(|matching| *matching >> 1);
        let (mut denies, mut allows) = (Vec::new(), Vec::new());
        for matching in matching {
            let statement = u32::try_from(matching >> 1).unwrap_or(u32::MAX);
            let Some(compiled) = self.statement(statement) else { continue };
            if self.is_ineffective(compiled.entry, marks) {
                continue;
            }
            let question = if compiled.negated { Question::NotAction } else { Question::ServiceCase };
            let open = (matching & 1 == 1).then_some(question);
            let by_action = self.hangs_on_action(compiled.entry)
                || (restricted && compiled.resources.is_some())
                || (untagged && compiled.has_tag);
            let attached = if self.mixed { self.attached(compiled.entry) } else { Attached::Anyhow };
            let not_by_case = compiled.not_by_case(action);
            let candidate = Candidate { statement, open, not_by_case, by_action, attached };
            match compiled.effect {
                Effect::Allow => allows.push(candidate),
                Effect::Deny => denies.push(candidate),
            }
        }
        (denies, allows)
    }

    fn attached(&self, entry: u32) -> Attached {
        let entry = usize::try_from(entry).ok().and_then(|entry| self.entries.get(entry));
        entry.map_or(Attached::Anyhow, Entry::attached)
    }

    /// Whether an entry has no effect on an API with these marks, wherever it is attached.
    fn is_ineffective(&self, entry: u32, marks: Option<Marks>) -> bool {
        let scope = usize::try_from(entry).ok().and_then(|entry| self.entries.get(entry)?.scope.as_ref());
        matches!(scope, Some(Scope::EnterpriseProjects))
            && marks.is_some_and(|marks| marks.enterprise_project == Some(false))
    }

    /// Whether the attachment of an entry, or of a role it needs, has an effect on some actions only.
    pub(crate) fn hangs_on_action(&self, entry: u32) -> bool {
        let of = |entry: u32| usize::try_from(entry).ok();
        let direct = |entry: u32| {
            let scope = of(entry).and_then(|entry| self.entries.get(entry)).and_then(|entry| entry.scope.as_ref());
            matches!(scope, Some(Scope::EnterpriseProject { .. } | Scope::Global))
        };
        // Its own statements are left out where it has no effect (`is_ineffective`); those that need it are not.
        let for_some = |entry: u32| {
            let scope = of(entry).and_then(|entry| self.entries.get(entry)).and_then(|entry| entry.scope.as_ref());
            direct(entry) || matches!(scope, Some(Scope::EnterpriseProjects))
        };
        let needs = of(entry).and_then(|entry| self.needs.get(entry));
        let met_by = |needed: &Needed| needed.met_by.iter().chain(&needed.perhaps_met_by).any(|entry| for_some(*entry));
        direct(entry) || needs.into_iter().flatten().any(met_by)
    }
}

impl Compiled {
    fn unread(entry: u32, part: u32, effect: Effect) -> Self {
        Self {
            entry,
            statement: part,
            effect,
            unread: true,
            negated: false,
            patterns: Vec::new(),
            resources: None,
            conditions: Vec::new(),
            has_tag: false,
            always: false,
        }
    }

    /// Whether the action matches (rule 2).
    pub(crate) fn action(&self, action: &AskedAction) -> Truth {
        if self.unread {
            return Truth::True;
        }
        match (self.matches(action), self.negated) {
            (truth, false) => truth,
            (Truth::True, true) => Truth::False,
            (_, true) => Truth::Unknown,
        }
    }

    /// Whether a pattern of its `NotAction` matches if the case of the service is ignored.
    pub(crate) fn not_by_case(&self, action: &AskedAction) -> bool {
        self.negated && self.matches(action) == Truth::Unknown
    }

    fn matches(&self, action: &AskedAction) -> Truth {
        let matches = self.patterns.iter().flatten().map(|pattern| pattern.matches(action));
        matches.max().unwrap_or(Truth::False)
    }
}

/// What makes two elements the same one: operator, key and values.
type ElementKey<'a> = (&'a str, &'a str, Option<Vec<Option<&'a str>>>);

/// Whether a condition key is a tag of the resource.
pub(crate) fn is_tag(key: &str) -> bool {
    key.starts_with(RESOURCE_TAG)
}

fn needs(entry: &Entry, entries: &[Entry]) -> Vec<Needed> {
    let Some(document) = entry.document.as_ref().filter(|_| entry.is_role()) else { return Vec::new() };
    let needed = |dependency: &crate::policy::model::ast::Dependency| {
        let wanted = (&*dependency.catalog.value, &*dependency.display_name.value);
        let those = |are: &dyn Fn(&Entry) -> bool| {
            let them = entries.iter().zip(0..).filter(|(other, _)| wanted.0 != CUSTOM && are(other));
            them.map(|(_, index)| index).collect()
        };
        Needed {
            catalog: wanted.0.into(),
            name: wanted.1.into(),
            met_by: those(&|other| {
                other.document.as_ref().is_some_and(|document| !document.has_open_name()) && other.role_name() == wanted
            }),
            perhaps_met_by: those(&|other| other.is_perhaps(wanted)),
        }
    };
    document.depends.iter().map(needed).collect()
}

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
