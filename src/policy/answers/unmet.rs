//! What the parts of a statement that does not apply lack, in words.

use super::explainer::{Explainer, UnmetParts};
use super::reason::{EVALUATION, Ground};
use crate::Basis;
use crate::base::said::{Phrase, Said, phrase, said};
use crate::base::scope::Scope;
use crate::base::text::quoted;
use crate::policy::engine::compiled::CompiledStatement;
use crate::policy::engine::entry::Entry;
use crate::policy::engine::listener::StatementPart;
use crate::policy::model::ast::Statement;
use crate::policy::model::reach;
use crate::policy::model::source::Range;
use crate::policy::model::verdict::{Question, Questions, Truth};

const CONDITIONS: Phrase = phrase!("Huawei Cloud IAM \"策略语法\"");
const ATTACHMENTS: Phrase = phrase!("ECS API references, \"Permissions and Supported Actions\"");
const SCOPES: Phrase = phrase!("OTC IAM \"Assigning Permissions\"; Huawei Cloud IAM \"创建用户组并授权\"");
const GLOBAL: Phrase = phrase!("OTC IAM \"Permissions\"");
const ROLES: Phrase = phrase!("OTC IAM \"Assigning Dependency Roles\"; Huawei Cloud IAM \"角色\"");
const ABSENT: Phrase =
    phrase!("the documents do not say what a missing key means; as in other clouds, it does not match");
const INFERRED: Phrase = phrase!("this table has no column for scopes; inferred from that of the sister cloud");

/// How much of what a statement lacks is told.
const MOST_LACKS: usize = 20;

impl Explainer<'_> {
    pub(super) fn part_place(&self, part: StatementPart, statement: &Statement) -> Option<Range> {
        match part {
            StatementPart::Condition(index) => statement.conditions.get(index).map(|condition| condition.range),
            StatementPart::Resource => statement.resources.as_ref().map(|resources| resources.range),
            StatementPart::Action
            | StatementPart::Attachment
            | StatementPart::Dependency(_)
            | StatementPart::Unread => None,
        }
    }

    /// What the parts lack, and whether the documents say that this decides.
    pub(super) fn lacks(
        &self,
        parts: &UnmetParts,
        compiled: &CompiledStatement,
        statement: &Statement,
    ) -> (Said, Ground, Phrase) {
        let mut texts: Vec<Said> = Vec::new();
        let mut source = None;
        for (part, truth, key, questions) in &parts.0 {
            if texts.len() == MOST_LACKS {
                texts.push(said!("more is open or not met, which is not listed"));
                break;
            }
            let text = self.lack(*part, *truth, key.as_deref(), *questions, compiled, statement);
            if !texts.contains(&text) {
                texts.push(text);
            }
            source = source.or_else(|| questions.iter().next().map(|question| (Ground::Assumed, question.source())));
            let (basis, found) = match part {
                StatementPart::Condition(index) if self.absent(*index, compiled) => (Ground::Assumed, ABSENT),
                StatementPart::Condition(_) => (Ground::Documented, CONDITIONS),
                StatementPart::Dependency(_) => (Ground::Documented, ROLES),
                StatementPart::Attachment => self.attachment_source(compiled),
                StatementPart::Action | StatementPart::Resource | StatementPart::Unread => {
                    (Ground::Documented, EVALUATION)
                }
            };
            source = source.or(Some((basis, found)));
        }
        let (basis, source) = source.unwrap_or((Ground::Documented, EVALUATION));
        let lacks = texts.into_iter().reduce(|before, next| said!("{}, and {}", before, next));
        (lacks.unwrap_or_else(|| said!("that is open")), basis, source)
    }

    fn absent(&self, condition: usize, compiled: &CompiledStatement) -> bool {
        let element =
            compiled.conditions.get(condition).and_then(|id| self.set.elements.get(usize::try_from(*id).ok()?));
        let given = element.and_then(|element| self.situation.facts.context.get(&element.key));
        given.is_some_and(Vec::is_empty)
    }

    fn lack(
        &self,
        part: StatementPart,
        truth: Truth,
        key: Option<&str>,
        questions: Questions,
        compiled: &CompiledStatement,
        statement: &Statement,
    ) -> Said {
        let asked = questions.iter().map(Question::asked).filter(|_| truth == Truth::Unknown);
        let open = asked.reduce(|before, next| said!("{} {}", before, next));
        match part {
            StatementPart::Attachment => self.lacks_attachment(truth, key, open, compiled),
            StatementPart::Dependency(index) => self.lacks_role(truth, questions, open, compiled, index),
            StatementPart::Action | StatementPart::Unread => because(said!("that is open"), open),
            StatementPart::Resource => match (truth, key) {
                (Truth::Unknown, Some(_)) => said!("`resource` is not given"),
                (Truth::Unknown, None) => because(said!("that is open"), open),
                _ if questions.has(Question::ResourceNotSupported) => {
                    said!("it is for specific resources, which this API does not support")
                }
                _ => said!("no pattern of `Resource` matches the resource"),
            },
            StatementPart::Condition(index) => self.lacks_condition(truth, key, open, (compiled, statement), index),
        }
    }

    fn scope(&self, compiled: &CompiledStatement) -> Option<&Scope> {
        self.entry(compiled.entry).and_then(Entry::place)
    }

    /// Whether the API that is asked for cannot be granted in an enterprise project.
    fn is_for_projects(&self) -> bool {
        self.asked.marks.is_some_and(|marks| marks.enterprise_project == Some(false))
    }

    /// What says that an attachment does not count.
    fn attachment_source(&self, compiled: &CompiledStatement) -> (Ground, Phrase) {
        match self.scope(compiled) {
            Some(Scope::EnterpriseProject { .. } | Scope::EnterpriseProjects) if self.is_for_projects() => {
                let is_inferred = self.asked.marks.is_some_and(|marks| marks.basis == Basis::Inferred);
                if is_inferred { (Ground::Assumed, INFERRED) } else { (Ground::Documented, ATTACHMENTS) }
            }
            Some(Scope::Global) => (Ground::Documented, GLOBAL),
            Some(scope) if is_in_projects(scope) && !self.reaches_projects() => (Ground::Documented, GLOBAL),
            _ => (Ground::Documented, SCOPES),
        }
    }

    /// Whether an attachment in projects has, or may have, an effect on the action.
    fn reaches_projects(&self) -> bool {
        reach::in_projects(self.asked.action.lower_service(), self.situation.facts.cloud) != Some(false)
    }

    fn lacks_attachment(
        &self,
        truth: Truth,
        key: Option<&str>,
        open: Option<Said>,
        compiled: &CompiledStatement,
    ) -> Said {
        let scope = self.scope(compiled);
        let place = scope.map_or_else(|| said!("all resources"), described);
        let service = quoted(self.asked.action.lower_service());
        let facts = &self.situation.facts;
        match (truth, key, scope) {
            (Truth::Unknown, Some(key), _) => said!("it is attached to {}, and `{}` is not given", place, key),
            (Truth::Unknown, None, _) => because(said!("it is attached to {}, which is open", place), open),
            (_, _, Some(Scope::EnterpriseProject { .. } | Scope::EnterpriseProjects)) if self.is_for_projects() => {
                said!("it is attached to {}, and this API cannot be granted in an enterprise project", place)
            }
            (_, _, Some(Scope::EnterpriseProject { .. })) => {
                let here = facts.enterprise_project_id.as_ref().map(|id| quoted(id.as_str())).unwrap_or_default();
                said!("it is attached to {}, and the request is in enterprise project {}", place, here)
            }
            (_, _, Some(Scope::Global)) => {
                said!("it is attached to {}, and {} is granted by project", place, service)
            }
            (_, _, Some(scope)) if is_in_projects(scope) && !self.reaches_projects() => {
                said!("it is attached to {}, and {} is a global service", place, service)
            }
            (_, _, Some(Scope::Project { .. } | Scope::OtherProjects { .. })) => {
                let here = facts.project_id.as_ref().map(|id| quoted(id.as_str())).unwrap_or_default();
                said!("it is attached to {}, and the request is in project {}", place, here)
            }
            _ => said!("it is attached to {}, which is elsewhere", place),
        }
    }

    fn lacks_role(
        &self,
        truth: Truth,
        questions: Questions,
        open: Option<Said>,
        compiled: &CompiledStatement,
        index: usize,
    ) -> Said {
        let needs = usize::try_from(compiled.entry).ok().and_then(|entry| self.set.needs.get(entry));
        let Some(needed) = needs.and_then(|needs| needs.get(index)) else {
            return said!("a role it needs is missing");
        };
        let (name, catalog) = (quoted(&needed.name), quoted(&needed.catalog));
        match truth {
            Truth::Unknown if questions.has(Question::Unread) && !needed.perhaps_met_by.is_empty() => {
                said!("it needs the role {} of catalog {}, which is perhaps among what was not read", name, catalog)
            }
            Truth::Unknown => {
                because(said!("it needs the role {} of catalog {}, whose attachment is open", name, catalog), open)
            }
            _ if needed.met_by.is_empty() && needed.perhaps_met_by.is_empty() => {
                said!("it needs the role {} of catalog {}, which is not in the set", name, catalog)
            }
            _ => said!("it needs the role {} of catalog {}, which is not attached here", name, catalog),
        }
    }

    fn lacks_condition(
        &self,
        truth: Truth,
        key: Option<&str>,
        open: Option<Said>,
        (compiled, statement): (&CompiledStatement, &Statement),
        index: usize,
    ) -> Said {
        let Some(condition) = statement.conditions.get(index) else {
            return said!("a condition is not met");
        };
        let (operator, on) = (quoted(&condition.operator.value), quoted(&condition.key.value));
        match (truth, key) {
            (Truth::Unknown, Some(key)) => {
                said!("{} on {} is open: {} is not given", operator, on, quoted(key))
            }
            (Truth::Unknown, None) => because(said!("{} on {} is open", operator, on), open),
            _ if self.absent(index, compiled) => {
                said!("{} on {} is not met: the request does not have the key", operator, on)
            }
            _ => said!("{} on {} is not met", operator, on),
        }
    }
}

fn is_in_projects(scope: &Scope) -> bool {
    matches!(scope, Scope::Project { .. } | Scope::AllProjects | Scope::OtherProjects { .. })
}

/// Something that is open, and the questions it hangs on.
fn because(what: Said, open: Option<Said>) -> Said {
    match open {
        Some(open) => said!("{}: {}", what, open),
        None => what,
    }
}

/// An attachment in words.
pub(super) fn described(scope: &Scope) -> Said {
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
