//! Many operations in many projects at once, as numbers; and what changes between two snapshots.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::Account;
use super::answers::{Operations, place, rank};
use super::principal::{Principal, PrincipalKind};
use super::question::{Asked, Where};
use crate::base::said::said;
use crate::policy::{Check, RequestFacts, Verdict};
use crate::{ApiVersion, Error, OperationName, ProjectId, Scope};

/// How many decisions are made at once at most.
const MOST_DECISIONS: usize = 64_000_000;

/// What a matrix asks.
#[derive(Debug, Clone)]
pub struct MatrixOptions {
    /// The operations.
    pub operations: Vec<(OperationName, ApiVersion)>,
    /// The projects.
    pub projects: Vec<ProjectId>,
    /// What is known about the requests besides.
    pub facts: RequestFacts,
}

/// A column of a matrix.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "MatrixColumn"))]
pub struct Column {
    /// The operation.
    #[cfg_attr(feature = "types", ts(type = "OperationName"))]
    pub operation: &'static str,
    /// The version of its API.
    pub api_version: ApiVersion,
    /// The action that it needs.
    pub action: String,
}

/// The decisions for principals, operations and projects.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "MatrixHead"))]
pub struct Matrix {
    /// The principals.
    pub principals: Vec<Principal>,
    /// The operations.
    pub columns: Vec<Column>,
    /// The projects, by their IDs.
    #[cfg_attr(feature = "types", ts(type = "string[]"))]
    pub projects: Vec<ProjectId>,
    /// How many sets of policies were evaluated.
    pub sets: usize,
    /// The numbers of the verdicts: of each principal for each operation in each project.
    #[serde(skip)]
    #[cfg_attr(feature = "types", ts(skip))]
    pub decisions: Vec<u8>,
}

/// What changed for one principal.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "AccountChange", optional_fields))]
pub struct Change {
    /// Who.
    pub principal: Principal,
    /// The operation.
    #[cfg_attr(feature = "types", ts(type = "OperationName"))]
    pub operation: &'static str,
    /// The version of its API.
    pub api_version: ApiVersion,
    /// The decision before; missing: the principal was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Verdict>,
    /// The decision after; missing: the principal is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Verdict>,
}

/// What changed between two snapshots.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "AccountDifference"))]
pub struct Difference {
    /// Who can more: from a no to a perhaps or a yes, or from a perhaps to a yes.
    pub gained: Vec<Change>,
    /// Who can less.
    pub lost: Vec<Change>,
    /// How many decisions are what they were.
    pub unchanged: usize,
}

impl Account {
    /// The decisions for all principals.
    ///
    /// # Errors
    /// As [`Account::who_can`]; [`crate::Code::InvalidInput`] at `projects` where there would be too many.
    pub fn matrix(&self, options: &MatrixOptions) -> Result<Matrix, Error> {
        self.with_policies()?;
        let MatrixOptions { operations, projects, facts } = options;
        let principals = &self.directory.principals;
        let each = operations.len().saturating_mul(projects.len());
        let count = each.saturating_mul(principals.len());
        if count > MOST_DECISIONS {
            let message = said!("these are {} decisions at once, and at most {} are made", count, MOST_DECISIONS);
            return Err(Error::invalid("projects", message));
        }
        let mut decisions = vec![Verdict::NONE; count];
        let mut columns = Vec::new();
        let mut sets = 0;
        for (column, (operation, version)) in operations.iter().enumerate() {
            let check = Check::of_operation(*operation, self.snapshot.cloud, *version)?;
            columns.push(Column {
                operation: operation.as_str(),
                api_version: *version,
                action: check.subject.names.first().map(|name| name.written().to_owned()).unwrap_or_default(),
            });
            let cloud = check.facts.cloud;
            let stand_in = projects.first().cloned();
            let check = Check { facts: RequestFacts { cloud, project_id: stand_in, ..facts.clone() }, ..check };
            let mut asked = Asked::new(self.everything()?, &check)?;
            let mut known: HashMap<(u32, bool), Vec<u8>> = HashMap::new();
            for (row, (principal, holding)) in principals.iter().enumerate() {
                let root = principal.kind == PrincipalKind::AccountRoot;
                if !known.contains_key(&(*holding, root)) {
                    known.insert((*holding, root), self.across(&mut asked, *holding, root, projects, facts)?);
                }
                let start = row * each + column * projects.len();
                let cells = decisions.get_mut(start..start + projects.len());
                if let (Some(cells), Some(line)) = (cells, known.get(&(*holding, root))) {
                    cells.copy_from_slice(line);
                }
            }
            sets += asked.sets();
        }
        let principals = principals.iter().map(|(principal, _)| principal.clone()).collect();
        Ok(Matrix { principals, columns, projects: projects.clone(), sets, decisions })
    }

    /// The decisions in all projects: those that no grant names have one answer.
    fn across(
        &self,
        asked: &mut Asked,
        holding: u32,
        root: bool,
        projects: &[ProjectId],
        facts: &RequestFacts,
    ) -> Result<Vec<u8>, Error> {
        let held = self.directory.holding(holding);
        let named: HashSet<&ProjectId> = held
            .iter()
            .filter_map(|held| match self.directory.scope(*held) {
                Some(Scope::Project { id } | Scope::OtherProjects { id }) => Some(id),
                _ => None,
            })
            .collect();
        let mut others = None;
        let mut line = Vec::with_capacity(projects.len());
        for project in projects {
            let is_named = named.contains(project);
            if let Some(others) = others.filter(|_| !is_named) {
                line.push(others);
                continue;
            }
            let place = Where { project: Some(project), ..place(facts) };
            let index = asked.answer(&self.directory, held, place, root)?;
            let decision = asked.set_answer(index).map_or(Verdict::ImplicitDeny, |answer| answer.decision.decision);
            line.push(decision as u8);
            if !is_named {
                others = Some(decision as u8);
            }
        }
        Ok(line)
    }

    /// Who gained what, and who lost it, where `after` takes the place of this account.
    ///
    /// # Errors
    /// As [`Account::who_can`]; [`crate::Code::InvalidInput`] at `after` where it is of another cloud.
    pub fn diff(&self, after: &Self, asked: &Operations) -> Result<Difference, Error> {
        self.with_policies()?;
        let Operations { operations, facts } = asked;
        if self.snapshot.cloud != after.snapshot.cloud {
            return Err(Error::invalid("after", said!("{} must be of the same cloud", "`after`")));
        }
        let mut difference = Difference { gained: Vec::new(), lost: Vec::new(), unchanged: 0 };
        for (operation, version) in operations {
            let (before, now) =
                (self.decisions(*operation, *version, facts)?, after.decisions(*operation, *version, facts)?);
            let key = |principal: &Principal| {
                let root = principal.kind == PrincipalKind::AccountRoot;
                (principal.kind, principal.id.clone().filter(|_| !root), principal.rule)
            };
            let mut then: HashMap<_, Verdict> =
                before.iter().map(|(principal, verdict)| (key(principal), *verdict)).collect();
            let mut tell = |principal: &Principal, before: Option<Verdict>, after: Option<Verdict>| {
                let given = |verdict: Option<Verdict>| verdict.map_or(0, rank);
                let list = match given(before).cmp(&given(after)) {
                    std::cmp::Ordering::Less => &mut difference.gained,
                    std::cmp::Ordering::Greater => &mut difference.lost,
                    std::cmp::Ordering::Equal => {
                        difference.unchanged += 1;
                        return;
                    }
                };
                let (operation, api_version) = (operation.as_str(), *version);
                list.push(Change { principal: principal.clone(), operation, api_version, before, after });
            };
            for (principal, verdict) in &now {
                tell(principal, then.remove(&key(principal)), Some(*verdict));
            }
            for (principal, verdict) in &before {
                if then.remove(&key(principal)).is_some() {
                    tell(principal, Some(*verdict), None);
                }
            }
        }
        Ok(difference)
    }

    fn decisions(
        &self,
        operation: OperationName,
        version: ApiVersion,
        facts: &RequestFacts,
    ) -> Result<Vec<(&Principal, Verdict)>, Error> {
        let check = Check::of_operation(operation, self.snapshot.cloud, version)?;
        let check = Check { facts: RequestFacts { cloud: check.facts.cloud, ..facts.clone() }, ..check };
        let mut asked = Asked::new(self.everything()?, &check)?;
        let mut decisions = Vec::with_capacity(self.directory.principals.len());
        for (principal, holding) in &self.directory.principals {
            let root = principal.kind == PrincipalKind::AccountRoot;
            let index = asked.answer(&self.directory, self.directory.holding(*holding), place(facts), root)?;
            let verdict = asked.set_answer(index).map_or(Verdict::ImplicitDeny, |answer| answer.decision.decision);
            decisions.push((principal, verdict));
        }
        Ok(decisions)
    }
}
