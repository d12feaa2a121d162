//! Where entries are attached (rule 5), and whether the roles they need are in effect (rule 6).

use super::entry::Entry;
use super::halves::{Halves, Side};
use super::listener::{Listener, StatementPart};
use super::request::ActionRequest;
use super::set::PolicySet;
use super::situation::{RequestFacts, Situation};
use crate::Cloud;
use crate::base::scope::Scope;
use crate::base::sorted::SortedSet;
use crate::policy::model::reach;
use crate::policy::model::verdict::{Question, Questions, Truth};

/// What an attachment came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attachment {
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
    pub(super) fn known(applies: bool) -> Self {
        Self { truth: Truth::of(applies), key: [None; 2], questions: Questions::default() }
    }

    /// Open by a key that is not given.
    fn key(key: &'static str) -> Self {
        Self { truth: Truth::Unknown, key: [Some(key), None], questions: Questions::default() }
    }

    /// Open by what was not read, or not there.
    pub(super) fn perhaps(open: bool) -> Self {
        if !open {
            return Self::known(false);
        }
        Self { truth: Truth::Unknown, key: [None; 2], questions: Questions::one(Question::Unread) }
    }

    #[inline(never)]
    pub(super) fn and(self, other: Self) -> Self {
        self.join(other, self.truth.min(other.truth))
    }

    #[inline(never)]
    pub(super) fn or(self, other: Self) -> Self {
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

#[inline(never)]
fn scope_unknown(facts: &RequestFacts) -> Attachment {
    let truth = facts.settled.truth(Question::ScopeUnknown);
    let questions = if truth == Truth::Unknown { Questions::one(Question::ScopeUnknown) } else { Questions::default() };
    Attachment { truth, key: [None; 2], questions }
}

#[inline(never)]
pub(super) fn by_id(is_it: Option<bool>, key: &'static str) -> Attachment {
    is_it.map_or_else(|| Attachment::key(key), Attachment::known)
}

/// Entries of which something was not read that may be one of two grants.
#[derive(Debug, Default)]
pub(crate) struct UnreadGrants {
    pub(crate) entries: SortedSet<u32>,
    /// All of this side are among them.
    global: bool,
    in_projects: bool,
}

impl PolicySet {
    /// Whether an entry is attached to what is asked for; `unread`: for the sake of something of it that was not read.
    pub(crate) fn applies(
        &self,
        entry: u32,
        asked: Option<&ActionRequest<'_>>,
        situation: &Situation,
        unread: bool,
        listener: &mut impl Listener,
    ) -> Truth {
        let Ok(entry) = usize::try_from(entry) else { return Truth::False };
        let own = self.attachment(entry, asked, situation, unread);
        tell(own, StatementPart::Attachment, listener);
        own.truth
    }

    /// Whether an entry is attached to what is asked for, and has the roles it needs.
    pub(super) fn in_effect(
        &self,
        entry: u32,
        asked: Option<&ActionRequest<'_>>,
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
            tell(met, StatementPart::Dependency(index), listener);
            truth = truth.min(met.truth);
        }
        truth
    }

    /// Open, unless it is of OBS, and the same policy is granted in the other of the two places where Huawei Cloud wants it.
    #[inline(never)]
    fn unless_granted_twice(
        &self,
        entry: usize,
        side: Side,
        service: Option<&str>,
        facts: &RequestFacts,
    ) -> Attachment {
        let open = scope_unknown(facts);
        if service != Some("obs") || facts.cloud == Some(Cloud::Otc) {
            return open;
        }
        let is_open = facts.settled.answer(Question::Unread).is_none();
        let halves = self.halves.get_or_init(|| Halves::of(&self.entries));
        open.or(halves.other(entry, side, facts.project_id.as_ref(), is_open))
    }

    /// Adds the entries of which something was not read that may make a policy of OBS one that is granted twice: itself, or those that may be its
    /// other grant.
    pub(crate) fn add_unread_grants(&self, entry: u32, to: &mut UnreadGrants) {
        let halves = self.halves.get_or_init(|| Halves::of(&self.entries));
        let own = usize::try_from(entry).unwrap_or(usize::MAX);
        if halves.is_unread(own) {
            to.entries.insert(entry);
            return;
        }
        let is_global = |entry: usize| matches!(self.entries.get(entry).and_then(Entry::place), Some(Scope::Global));
        let is_done = if is_global(own) { &mut to.in_projects } else { &mut to.global };
        if std::mem::replace(is_done, true) {
            return;
        }
        for (other, entry) in (0..self.entries.len()).zip(0..) {
            if halves.is_unread(other) && is_global(other) != is_global(own) {
                to.entries.insert(entry);
            }
        }
    }

    /// Whether an entry is attached to what is asked for (rule 5). Without `asked`: as far as the action has no say. For an
    /// unread part, where it is attached is no question apart from what it says.
    fn attachment(
        &self,
        entry: usize,
        asked: Option<&ActionRequest<'_>>,
        situation: &Situation,
        unread: bool,
    ) -> Attachment {
        let facts = &situation.facts;
        let marked = asked.and_then(|asked| asked.marks).and_then(|marks| marks.enterprise_project);
        let question = || scope_unknown(facts);
        let service = asked.map(|asked| asked.action.lower_service());
        let unless_granted_twice = |side| self.unless_granted_twice(entry, side, service, facts);
        // Whether the service knows such attachments.
        let in_projects = || match service.map(|service| reach::in_projects(service, facts.cloud)) {
            Some(Some(reached)) => Attachment::known(reached),
            Some(None) => unless_granted_twice(Side::InProjects),
            None => Attachment::known(true),
        };
        match self.entries.get(entry).and_then(Entry::place) {
            None | Some(Scope::AllResources) => Attachment::known(true),
            Some(Scope::AllProjects) => in_projects(),
            Some(Scope::Project { id }) => {
                by_id(facts.project_id.as_ref().map(|given| given == id), "projectId").and(in_projects())
            }
            Some(Scope::Global) => {
                let reached = service.and_then(|service| reach::in_global_services(service, facts.cloud));
                reached.map_or_else(|| unless_granted_twice(Side::Global), Attachment::known)
            }
            Some(Scope::OtherProjects { id }) => match &facts.project_id {
                None => Attachment::key("projectId").and(in_projects()),
                Some(given) if given == id => Attachment::known(false),
                Some(_) if unread => in_projects(),
                Some(_) => question().and(in_projects()),
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
}

fn tell(attachment: Attachment, part: StatementPart, listener: &mut impl Listener) {
    if attachment.truth == Truth::True {
        return;
    }
    // Where it is open by a key alone, the key says so.
    let by_key = attachment.truth == Truth::Unknown && attachment.questions == Questions::default();
    if !by_key {
        listener.part(part, attachment.truth, None, attachment.questions);
    }
    for key in attachment.key.into_iter().flatten() {
        listener.part(part, attachment.truth, Some(key), Questions::default());
    }
}
