//! Who can, and what somebody can, with the ways there.

use std::collections::HashMap;

use serde::Serialize;

use super::Account;
use super::directory::{Directory, Held};
use super::principal::{Principal, PrincipalKind};
use super::question::{Asked, Where};
use super::snapshot::{NotRead, NotReadPart};
use super::way::{UnreadCause, Way, Ways};
use crate::base::policy_kind::PolicyKind;
use crate::base::said::said;
use crate::policy::answers::check::Subject;
use crate::policy::{Assumption, Check, RequestFacts, Verdict};
use crate::{ApiVersion, Cloud, Error, OperationName, Scope};

/// What is asked of an account.
#[derive(Debug, Clone)]
pub struct Question {
    /// The question to each principal.
    pub check: Check,
    /// Whether those who certainly cannot are answered for as well.
    pub all: bool,
}

/// Operations that are asked for, and what is known about the requests.
#[derive(Debug, Clone)]
pub struct Operations {
    /// Each with the version of its API.
    pub operations: Vec<(OperationName, ApiVersion)>,
    /// What is known about the requests besides.
    pub facts: RequestFacts,
}

/// Who can.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "WhoCanAnswer"))]
pub struct WhoCan {
    /// The principals, in the order of the snapshot; those who certainly cannot only where all were asked for.
    pub rows: Vec<Row>,
    /// What of the account was not read. Who is missing there may be missing here.
    #[cfg_attr(feature = "types", ts(type = "readonly AccountNotRead[]"))]
    pub not_read: Vec<NotRead>,
    /// How many sets of policies were evaluated: principals whose policies say the same share one.
    pub sets: usize,
}

/// The answer for one principal.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "WhoCanRow"))]
pub struct Row {
    /// Who.
    pub principal: Principal,
    /// What `PolicySet.check` answers for the policies of this principal. Of who may change permissions: whether they may, see `action`.
    pub decision: Verdict,
    /// Of who may change permissions: the action in IAM by which they may.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub action: Option<String>,
    /// The ways there, the shortest first, at most eight of each effect; none where there is no statement that has a say.
    pub via: Vec<Way>,
    /// What was not said and would settle a conditional decision. Sorted.
    pub unknown_keys: Vec<String>,
    /// What the documents leave open, and what was not read, and would settle it. Sorted by code.
    pub assumptions: Vec<Assumption>,
    /// What was not read and keeps it open; at most twenty.
    pub unread: Vec<UnreadCause>,
}

/// What a principal can, of one operation.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PrincipalCan"))]
pub struct PrincipalAnswer {
    /// The operation.
    #[cfg_attr(feature = "types", ts(type = "OperationName"))]
    pub operation: &'static str,
    /// The version of its API.
    pub api_version: ApiVersion,
    /// The action that it needs.
    pub action: String,
    /// The answer.
    pub decision: Verdict,
    /// The ways there, as of a row.
    pub via: Vec<Way>,
    /// What was not said and would settle a conditional decision.
    pub unknown_keys: Vec<String>,
    /// What the documents leave open, and what was not read, and would settle it.
    pub assumptions: Vec<Assumption>,
    /// What was not read and keeps it open.
    pub unread: Vec<UnreadCause>,
}

/// One policy of a principal, as an entry of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrincipalPolicy {
    /// What it is called.
    pub name: String,
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Why it was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<String>,
    /// Where it is granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Its catalog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog: Option<String>,
    /// What kind of policy it is, where its version does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<PolicyKind>,
    /// Of a service control policy: its level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

/// The actions of IAM by which somebody gets permissions; of users by their groups.
const SELF_GRANTS: [&str; 5] = [
    "iam:permissions:addUserToGroup",
    "iam:permissions:grantRoleToGroup",
    "iam:permissions:grantRoleToGroupOnProject",
    "iam:permissions:grantRoleToGroupOnDomain",
    "iam:roles:updateRole",
];

/// The same of agencies.
const SELF_GRANTS_OF_AGENCIES: [&str; 4] = [
    "iam:permissions:grantRoleToAgency",
    "iam:permissions:grantRoleToAgencyOnProject",
    "iam:permissions:grantRoleToAgencyOnDomain",
    "iam:roles:updateRole",
];

/// An action of IAM under the name that roles of version 1.0 have for it: Tenant Administrator denies `identity:*`.
const OF_ROLES: &str = "identity:permissions:grant";

/// The operations that have to do with passwords.
const PASSWORD_OPERATIONS: [OperationName; 6] = [
    OperationName::GetServerPassword,
    OperationName::DeleteServerPassword,
    OperationName::ResetServerPassword,
    OperationName::ResetServerPasswords,
    OperationName::GetResetPasswordFlag,
    OperationName::ChangeServerPassword,
];

/// The operations that have to do with passwords and that a cloud has, each in every version of the API but for `v2`, which is `v2.1` by
/// another name.
pub(crate) fn password_operations(cloud: Cloud) -> Vec<(OperationName, ApiVersion)> {
    let versions = [ApiVersion::V2_1, ApiVersion::V1];
    let all = PASSWORD_OPERATIONS.into_iter().flat_map(|operation| versions.map(|version| (operation, version)));
    all.filter(|(operation, version)| operation.action(cloud, *version).is_ok()).collect()
}

impl Question {
    pub(super) const fn place(&self) -> Where<'_> {
        place(&self.check.facts)
    }
}

pub(super) const fn place(facts: &RequestFacts) -> Where<'_> {
    Where { project: facts.project_id.as_ref(), enterprise_project: facts.enterprise_project_id.as_ref() }
}

/// What one row says besides who it is for.
#[derive(Clone)]
struct Answered {
    decision: Verdict,
    via: Vec<Way>,
    unknown_keys: Vec<String>,
    assumptions: Vec<Assumption>,
    unread: Vec<UnreadCause>,
}

fn answered(
    asked: &mut Asked,
    directory: &Directory,
    held: &[Held],
    place: Where<'_>,
    root: bool,
) -> Result<Answered, Error> {
    let index = asked.answer(directory, held, place, root)?;
    let asked = &*asked;
    let ways = Ways { directory, asked, held, place };
    let Some(answer) = asked.set_answer(index) else {
        let none = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (via, unknown_keys, assumptions, unread) = none;
        return Ok(Answered { decision: Verdict::ImplicitDeny, via, unknown_keys, assumptions, unread });
    };
    Ok(Answered {
        decision: answer.decision.decision,
        via: ways.of(answer),
        unknown_keys: answer.decision.unknown_keys.clone(),
        assumptions: answer.decision.assumptions.clone(),
        unread: ways.unread(answer),
    })
}

impl Account {
    /// Who can do what is asked for.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] for a context that the conditions of a policy of the account cannot use;
    /// [`crate::Code::UnsupportedOperation`] for an account of OpenStack.
    pub fn who_can(&self, question: &Question) -> Result<WhoCan, Error> {
        self.with_policies()?;
        let everything = self.everything()?;
        let mut asked = Asked::new(everything, &question.check)?;
        let place = question.place();
        let mut verdicts: Vec<Verdict> = Vec::with_capacity(self.directory.principals.len());
        let mut rows = Vec::new();
        let mut known: HashMap<(u32, bool), Answered> = HashMap::new();
        for (principal, holding) in &self.directory.principals {
            let held = self.directory.holding(*holding);
            let root = principal.kind == PrincipalKind::AccountRoot;
            let index = asked.answer(&self.directory, held, place, root)?;
            let decision = asked.set_answer(index).map_or(Verdict::ImplicitDeny, |answer| answer.decision.decision);
            verdicts.push(decision);
            if decision == Verdict::ImplicitDeny && !question.all {
                continue;
            }
            if !known.contains_key(&(*holding, root)) {
                known.insert((*holding, root), answered(&mut asked, &self.directory, held, place, root)?);
            }
            let Some(answered) = known.get(&(*holding, root)).cloned() else { continue };
            let Answered { decision, via, unknown_keys, assumptions, unread } = answered;
            rows.push(Row {
                principal: principal.clone(),
                decision,
                action: None,
                via,
                unknown_keys,
                assumptions,
                unread,
            });
        }
        let mut sets = asked.sets();
        rows.extend(self.self_grants(question, &verdicts, &mut sets)?);
        Ok(WhoCan { rows, not_read: self.not_read(), sets })
    }

    /// Those who are not allowed what is asked for, and may change permissions.
    fn self_grants(&self, question: &Question, verdicts: &[Verdict], sets: &mut usize) -> Result<Vec<Row>, Error> {
        let mut facts = question.check.facts.clone();
        facts.resource = None;
        let everything = self.everything()?;
        let ask = |action: &'static str| {
            let check = Check { subject: Subject::action(action)?, facts: facts.clone() };
            Ok::<_, Error>((action, Asked::new(everything, &check)?))
        };
        let mut of_users = SELF_GRANTS.map(ask).into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut of_agencies = SELF_GRANTS_OF_AGENCIES.map(ask).into_iter().collect::<Result<Vec<_>, _>>()?;
        let (_, mut of_roles) = ask(OF_ROLES)?;
        let place = question.place();
        let mut rows = Vec::new();
        for ((principal, holding), verdict) in self.directory.principals.iter().zip(verdicts) {
            if *verdict == Verdict::Allow || principal.kind == PrincipalKind::AccountRoot {
                continue;
            }
            let held = self.directory.holding(*holding);
            let asked = if principal.kind == PrincipalKind::Agency { &mut of_agencies } else { &mut of_users };
            let mut best: Option<(usize, Verdict)> = None;
            for (index, (_, asked)) in asked.iter_mut().enumerate() {
                let verdict = verdict_of(asked, &self.directory, held, place)?;
                if best.is_none_or(|(_, known)| rank(verdict) > rank(known)) {
                    best = Some((index, verdict));
                }
            }
            let by_roles = verdict_of(&mut of_roles, &self.directory, held, place)?;
            let Some((index, verdict)) = best.filter(|(_, verdict)| !verdict.is_no()) else { continue };
            let Some((action, asked)) = asked.get_mut(index) else { continue };
            let answered = answered(asked, &self.directory, held, place, false)?;
            // Whether a Deny of the one name counts for the other is not documented.
            let decision = if by_roles == Verdict::ExplicitDeny { Verdict::Conditional } else { verdict };
            let mut own = principal.clone();
            own.of = Some(own.kind);
            own.kind = PrincipalKind::SelfGrant;
            rows.push(Row {
                principal: own,
                decision,
                action: Some((*action).to_owned()),
                via: answered.via,
                unknown_keys: answered.unknown_keys,
                assumptions: answered.assumptions,
                unread: answered.unread,
            });
        }
        for (_, asked) in of_users.iter().chain(&of_agencies) {
            *sets += asked.sets();
        }
        Ok(rows)
    }

    /// What a principal can, of these operations; none where there is no such principal.
    ///
    /// # Errors
    /// As [`Account::who_can`].
    pub fn principal_can(
        &self,
        principal: &Principal,
        asked: &Operations,
    ) -> Result<Option<Vec<PrincipalAnswer>>, Error> {
        self.with_policies()?;
        let Operations { operations, facts } = asked;
        let Some((found, holding)) = self.find(principal) else { return Ok(None) };
        let held = self.directory.holding(holding);
        let root = found.kind == PrincipalKind::AccountRoot;
        let everything = self.everything()?;
        let mut answers = Vec::new();
        for (operation, version) in operations {
            let check = Check::of_operation(*operation, self.snapshot.cloud, *version)?;
            let check = Check { facts: RequestFacts { cloud: check.facts.cloud, ..facts.clone() }, ..check };
            let mut asked = Asked::new(everything, &check)?;
            let answered = answered(&mut asked, &self.directory, held, place(facts), root)?;
            answers.push(PrincipalAnswer {
                operation: operation.as_str(),
                api_version: *version,
                action: check.subject.names.first().map(|name| name.written().to_owned()).unwrap_or_default(),
                decision: answered.decision,
                via: answered.via,
                unknown_keys: answered.unknown_keys,
                assumptions: answered.assumptions,
                unread: answered.unread,
            });
        }
        Ok(Some(answers))
    }

    /// The policies of a principal, as the entries of a set; none where there is no such principal. The account root is asked for with
    /// `principal: { root: true }`.
    #[must_use]
    pub fn policy_set(&self, principal: &Principal) -> Option<Vec<PrincipalPolicy>> {
        let (_, holding) = self.find(principal)?;
        let mut seen = Vec::new();
        let mut entries = Vec::new();
        for held in self.directory.holding(holding) {
            if seen.contains(&(held.piece, held.scope)) {
                continue;
            }
            seen.push((held.piece, held.scope));
            let Some(piece) = self.directory.piece(*held) else { continue };
            let entry = &piece.entry;
            let document = entry.document.as_deref().map(|document| document.source.text().to_owned());
            let unread = entry.unread.as_ref().map(|unread| unread.cause.to_string());
            entries.push(PrincipalPolicy {
                name: entry.name.clone(),
                catalog: document.is_some().then(|| entry.catalog.clone()),
                unread: unread.filter(|_| document.is_none()),
                document,
                scope: self.directory.scope(*held).cloned(),
                kind: entry.kind,
                level: entry.level.as_deref().map(str::to_owned),
            });
        }
        Some(entries)
    }

    /// A principal as the account has it, and the index of what it has.
    pub(super) fn find(&self, principal: &Principal) -> Option<(&Principal, u32)> {
        let mut wanted = principal.clone();
        if let (PrincipalKind::SelfGrant, Some(of)) = (wanted.kind, wanted.of.take()) {
            wanted.kind = of;
        }
        // There is one, and not every snapshot has its ID.
        let is_root = wanted.kind == PrincipalKind::AccountRoot;
        let mut all = self.directory.principals.iter();
        let found = all.find(|(each, _)| each.is(&wanted) || (is_root && each.kind == wanted.kind))?;
        Some((&found.0, found.1))
    }

    /// What was not read: what the snapshot says, and what it does not have.
    fn not_read(&self) -> Vec<NotRead> {
        let snapshot = &self.snapshot;
        let mut all: Vec<NotRead> = snapshot.not_read.iter().flatten().cloned().collect();
        let mut add = |what: NotReadPart, of: Option<&super::snapshot::EntityId>| {
            if !all.iter().any(|each| each.what == what && (each.of.is_none() || each.of.as_ref() == of)) {
                let cause = said!("the snapshot does not have them").to_string();
                all.push(NotRead { what, of: of.cloned(), scope: None, status: None, code: None, cause });
            }
        };
        let is_huawei = snapshot.cloud == Cloud::Huawei;
        let missing = [
            (NotReadPart::Users, snapshot.users.is_none()),
            (NotReadPart::Groups, snapshot.groups.is_none()),
            (NotReadPart::Policies, snapshot.policies.is_none()),
            (NotReadPart::Grants, snapshot.grants.is_none()),
            (NotReadPart::Agencies, snapshot.agencies.is_none()),
            (NotReadPart::IdentityProviders, snapshot.identity_providers.is_none()),
            (NotReadPart::IdentityPolicies, is_huawei && snapshot.identity_policies.is_none()),
            (NotReadPart::ServiceControlPolicies, is_huawei && snapshot.service_control_policies.is_none()),
        ];
        for (what, _) in missing.into_iter().filter(|(_, is_missing)| *is_missing) {
            add(what, None);
        }
        for group in snapshot.groups.iter().flatten().filter(|group| group.members.is_none()) {
            add(NotReadPart::Members, Some(&group.id));
        }
        all
    }
}

/// How much a verdict gives.
pub(super) const fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::ImplicitDeny | Verdict::ExplicitDeny => 0,
        Verdict::Conditional => 1,
        Verdict::Allow => 2,
    }
}

fn verdict_of(asked: &mut Asked, directory: &Directory, held: &[Held], place: Where<'_>) -> Result<Verdict, Error> {
    let index = asked.answer(directory, held, place, false)?;
    Ok(asked.set_answer(index).map_or(Verdict::ImplicitDeny, |answer| answer.decision.decision))
}
