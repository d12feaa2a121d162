//! What is asked of an account.

use serde_json::Value;

use super::fields::Fields;
use super::policy::check::CheckInput;
use super::policy::situation::{AskedProject, SituationInput};
use crate::account::snapshot::EntityId;
use crate::account::{
    MatrixOptions, Operations, Principal, PrincipalKind, Question, Snapshot, password_operations, with_policies,
};
use crate::base::declared::{FromText, List, Within, input};
use crate::base::ids::one_of;
use crate::base::said::said;
use crate::policy::{Check, RequestFacts};
use crate::{ApiVersion, Error, OperationName};

input! {
    /// Who can: a question of `PolicySet.check`, to every principal of an account. Its cloud is that of the snapshot.
    WhoCanInput as "WhoCanQuestion" extends CheckInput {
        /// Whether those who certainly cannot are answered for as well.
        all as "all": Option<bool>,
    }
}

input! {
    /// Which operations are asked for, and what is known about the requests. The cloud is that of the snapshot.
    OperationsInput as "AccountQuestion" extends SituationInput {
        /// The operations; by default all that have to do with passwords.
        operations as "operations": Option<List<OperationName>>,
        /// The version of their APIs; by default each that has them.
        api_version as "apiVersion": Option<ApiVersion>,
    }
}

input! {
    /// Which operations are asked for in which projects.
    MatrixInput as "MatrixQuestion" extends OperationsInput {
        /// The IDs of the projects; by default those of the snapshot.
        projects as "projects": Option<List<AskedProject>>,
    }
}

input! {
    /// A principal of an account, as an answer names it: by kind, ID, and rule.
    PrincipalInput as "AccountPrincipalInput" {
        /// What kind it is.
        kind as "kind": PrincipalKind,
        /// Of who may change permissions: what kind they are.
        of as "of": Option<PrincipalKind>,
        /// The ID.
        id as "id": Option<EntityId>,
        /// Of somebody federated: the index of the rule.
        rule as "rule": Option<Within<0, 1_000_000>>,
    }
}

/// What an answer says of a principal besides.
const MORE: &[&str] = &["name", "enabled", "mfa", "trustedAccount", "trustedService", "expiresAt"];

impl FromText for PrincipalKind {
    #[cfg(feature = "types")]
    fn of() -> String {
        "AccountPrincipalKind".to_owned()
    }

    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        let found = Self::NAMES.iter().zip(Self::ALL).find(|(name, _)| **name == text);
        found.map(|(_, kind)| kind).ok_or_else(|| one_of(text, path, &Self::NAMES))
    }
}

impl Question {
    /// Reads `{ operation | action | api, apiVersion?, projectId?, enterpriseProjectId?, resource?, context?, assume?, all? }`; the cloud is
    /// that of the snapshot.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where the cloud has no such operation.
    pub fn from_input(input: &Value, snapshot: &Snapshot) -> Result<Self, Error> {
        let names = [CheckInput::DECLARED.names, SituationInput::DECLARED.names, WhoCanInput::DECLARED.names].concat();
        let fields = Fields::of(input, "", &names)?;
        let facts = facts(&fields, snapshot)?;
        let WhoCanInput { all } = WhoCanInput::read(&fields)?;
        Ok(Self { check: Check::read(&fields, facts)?, all: all.unwrap_or(false) })
    }
}

/// # Errors
/// As for the fields; also where they are of another cloud, or say that the root user asks.
fn facts(fields: &Fields<'_>, snapshot: &Snapshot) -> Result<RequestFacts, Error> {
    with_policies(snapshot)?;
    let facts = RequestFacts::read(fields)?;
    if facts.cloud.is_some_and(|cloud| cloud != snapshot.cloud) {
        let own = said!("`{}`", snapshot.cloud.as_str());
        return Err(Error::invalid("cloud", said!("{} must be that of the snapshot, {}", "cloud", own)));
    }
    if facts.principal.root {
        let message = said!("{} is not for an account: its root is one of the principals", "principal.root");
        return Err(Error::invalid("principal.root", message));
    }
    Ok(RequestFacts { cloud: Some(snapshot.cloud), ..facts })
}

impl Operations {
    /// Reads `{ operations?, apiVersion?, … }` with all that is known about the requests; by default all operations that have to do with
    /// passwords.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where the cloud has none of an operation.
    pub fn from_input(input: &Value, snapshot: &Snapshot) -> Result<Self, Error> {
        let names = [SituationInput::DECLARED.names, OperationsInput::DECLARED.names].concat();
        let fields = Fields::of(input, "", &names)?;
        let facts = facts(&fields, snapshot)?;
        Ok(Self { operations: operations_of(&fields, snapshot)?, facts })
    }
}

fn operations_of(fields: &Fields<'_>, snapshot: &Snapshot) -> Result<Vec<(OperationName, ApiVersion)>, Error> {
    let OperationsInput { operations, api_version } = OperationsInput::read(fields)?;
    let cloud = snapshot.cloud;
    let Some(List(operations)) = operations else {
        let all = password_operations(cloud).into_iter();
        return Ok(all.filter(|(_, version)| api_version.is_none_or(|wanted| wanted == *version)).collect());
    };
    let mut all = Vec::new();
    for operation in operations {
        let versions = match api_version {
            Some(version) => vec![version],
            None => [ApiVersion::V2_1, ApiVersion::V1]
                .into_iter()
                .filter(|version| operation.action(cloud, *version).is_ok())
                .collect(),
        };
        if versions.is_empty() {
            // Says which clouds have it.
            operation.action(cloud, operation.usual_version())?;
        }
        all.extend(versions.into_iter().map(|version| (operation, version)));
    }
    Ok(all)
}

impl MatrixOptions {
    /// Reads `{ operations?, apiVersion?, projects?, … }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field, also where the snapshot has no projects and none are given.
    pub fn from_input(input: &Value, snapshot: &Snapshot) -> Result<Self, Error> {
        let own = [SituationInput::DECLARED.names, OperationsInput::DECLARED.names, MatrixInput::DECLARED.names];
        let fields = Fields::of(input, "", &own.concat())?;
        let MatrixInput { projects } = MatrixInput::read(&fields)?;
        let facts = facts(&fields, snapshot)?;
        if facts.project_id.is_some() {
            let message = said!("{} is not for a matrix: give `projects`", "projectId");
            return Err(Error::invalid("projectId", message));
        }
        let projects = match (projects, &snapshot.projects) {
            (Some(List(given)), _) => given.into_iter().map(|project| project.0).collect(),
            (None, Some(known)) => known.iter().map(|project| project.id.clone()).collect(),
            (None, None) => {
                let message = said!("{} must be given: the snapshot does not have them", "projects");
                return Err(Error::invalid("projects", message));
            }
        };
        Ok(Self { operations: operations_of(&fields, snapshot)?, projects, facts })
    }
}

impl Principal {
    /// Reads a principal as an answer names it; what it says besides kind, ID and rule is not looked at.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "principal", &[PrincipalInput::DECLARED.names, MORE].concat())?;
        let PrincipalInput { kind, of, id, rule } = PrincipalInput::read(&fields)?;
        Ok(Self::named(kind, of, id, rule.map(|rule| rule.0)))
    }
}
