//! What is known about the request besides its action.

use crate::base::said::said;
use crate::base::sorted::SortedMap;
use crate::base::text::quoted;
use crate::policy::model::condition::Outcome;
use crate::policy::model::pattern::AskedResource;
use crate::policy::model::verdict::{Question, Settled, Truth};
use crate::{Cloud, Code, EnterpriseProjectId, Error, ProjectId};

/// What is known about a request besides its action. What is not said stays open.
#[derive(Debug, Clone, Default)]
pub struct RequestFacts {
    pub(crate) cloud: Option<Cloud>,
    pub(crate) project_id: Option<ProjectId>,
    pub(crate) enterprise_project_id: Option<EnterpriseProjectId>,
    pub(crate) resource: Option<AskedResource>,
    /// No values: the key is absent. No entry: nothing is known.
    pub(crate) context: SortedMap<Box<str>, Vec<Box<str>>>,
    pub(crate) settled: Settled,
    pub(crate) principal: Principal,
}

/// Who asks, as far as version 5.0 makes a difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Principal {
    /// The root user of an account: it has all permissions, and only what limits its account limits it.
    pub root: bool,
    /// Of the management account of an organization, which service control policies do not limit.
    pub management_account: bool,
    /// Which models count.
    pub model: Option<PrincipalModel>,
}

/// The models whose grants a principal can have, where not all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalModel {
    /// Identity policies alone, as a trust agency has.
    Identity,
}

impl Principal {
    /// Whether it makes a difference without version 5.0 in the set.
    pub(crate) fn is_special(self) -> bool {
        self.root || self.model.is_some()
    }
}

impl RequestFacts {
    /// Nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same on a cloud, whose catalogue is then consulted.
    ///
    /// # Errors
    /// [`Code::UnsupportedOperation`] at `cloud` where the cloud has no IAM policies.
    pub fn on_cloud(self, cloud: Cloud) -> Result<Self, Error> {
        Ok(Self { cloud: Some(with_policies(cloud, "cloud")?), ..self })
    }

    /// The same in a project.
    #[must_use]
    pub fn in_project(self, id: &ProjectId) -> Self {
        Self { project_id: Some(id.clone()), ..self }
    }

    /// The same in an enterprise project.
    #[must_use]
    pub fn in_enterprise_project(self, id: &EnterpriseProjectId) -> Self {
        Self { enterprise_project_id: Some(id.clone()), ..self }
    }

    /// The same for a resource, `service:region:account:type:id`.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] at `resource` where it is not one resource.
    pub fn for_resource(self, resource: &str) -> Result<Self, Error> {
        Ok(Self { resource: Some(asked_resource(resource, "resource")?), ..self })
    }

    /// The same where the request has these values of a condition key; without values, it does not have the key.
    #[must_use]
    pub fn with_context(mut self, key: &str, values: &[&str]) -> Self {
        self.context.insert(key.into(), values.iter().map(|value| (*value).into()).collect());
        self
    }

    /// The same, asked by this principal.
    #[must_use]
    pub fn by(self, principal: Principal) -> Self {
        Self { principal, ..self }
    }

    /// The same with an answer to a question that the documents leave open, or to what was not read.
    #[must_use]
    pub fn with_assumption(self, question: Question, answer: bool) -> Self {
        Self { settled: self.settled.with(question, answer), ..self }
    }
}

/// What is known about a request besides its action, evaluated once for all conditions of one [`PolicySet`](super::set::PolicySet).
#[derive(Debug)]
pub struct Situation {
    pub(crate) facts: RequestFacts,
    pub(super) set: u32,
    /// What each element of the set came to.
    pub(crate) elements: Vec<Outcome>,
    /// What each statement came to, its action aside.
    pub(super) base: Vec<Truth>,
    /// The same of each statement of version 5.0 for an action with types of resources and condition keys, where every question is open.
    pub(super) base_v5: Vec<Truth>,
}

impl Situation {
    pub(crate) fn base(&self, statement: u32) -> Truth {
        usize::try_from(statement).ok().and_then(|id| self.base.get(id)).copied().unwrap_or(Truth::False)
    }

    pub(super) fn base_v5(&self, statement: u32) -> Option<Truth> {
        usize::try_from(statement).ok().and_then(|id| self.base_v5.get(id)).copied()
    }
}

/// A cloud that has IAM policies.
pub(crate) fn with_policies(cloud: Cloud, path: &str) -> Result<Cloud, Error> {
    match cloud {
        Cloud::Openstack => Err(Error::new(
            Code::UnsupportedOperation,
            said!("cloud `openstack` has no IAM policies: Nova decides by rules in its own configuration"),
        )
        .with_path(path)
        .with_hint(said!("use cloud `otc` or `huawei`; on plain OpenStack an administrator reads nova's policy.yaml"))),
        cloud => Ok(cloud),
    }
}

/// Reads a resource that is asked for.
pub(crate) fn asked_resource(text: &str, path: &str) -> Result<AskedResource, Error> {
    AskedResource::parse(text).ok_or_else(|| {
        Error::invalid(
            path,
            said!(
                "{} must be one resource, `service:region:account:type:id` without `*`, got {}",
                &*path,
                quoted(text)
            ),
        )
        .with_hint(said!(
            "such as `{}`",
            "ecs:cn-north-4:0123456789abcdef:instance:11111111-2222-4333-8444-555555555555"
        ))
    })
}

/// The path of a condition key among the facts.
pub(crate) fn context_path(key: &str) -> String {
    format!("context[{}]", quoted(key).replace('`', "\""))
}
