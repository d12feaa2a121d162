//! From a refusal of the cloud to the check that explains it.

use serde::Serialize;

use crate::base::fault::refused_action;
use crate::policy::model::action::AskedAction;
use crate::{ApiVersion, Cloud, OperationName};

/// Input for `PolicySet.check` that may explain a refusal, without what is known of the user and the resource: the operation, or else the
/// action that the cloud names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DeniedCheck {
    /// The operation that was refused, where it is one of this package's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "OperationName | undefined"))]
    pub operation: Option<OperationName>,
    /// Else the action that the cloud names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "string | undefined"))]
    pub action: Option<String>,
    /// The cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "PolicyCloud | undefined"))]
    pub cloud: Option<Cloud>,
    /// The API version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "ApiVersion | undefined"))]
    pub api_version: Option<ApiVersion>,
}

/// A refusal, as it was answered, and what it is the answer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u32,
    /// The body of the answer, or the message of an error of this package.
    pub said: RefusalSaid,
    /// The operation that was asked for.
    pub operation: Option<OperationName>,
    /// The cloud.
    pub cloud: Option<Cloud>,
    /// The version of the compute API.
    pub api_version: Option<ApiVersion>,
}

/// The words of a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusalSaid {
    /// The body of the answer.
    Body(String),
    /// The message of an error of this package.
    Message(String),
    /// None.
    Nothing,
}

impl Refusal {
    /// The check that may explain it: ECS's `Pdp.0001`, IAM's `IAM.0003` and Nova's "Policy doesn't allow …" name the action; otherwise it
    /// is that of the operation. `None` where the answer is no refusal, nothing tells an action that policies could name, or the cloud's code names a cause that
    /// no policy is (an address, a project, a region, the user's state).
    ///
    /// Sources: "Error Codes" of the ECS and IAM API references; nova `nova/exception.py`, `PolicyNotAuthorized`.
    #[must_use]
    pub fn check(&self) -> Option<DeniedCheck> {
        let Self { operation, cloud, api_version, .. } = *self;
        let said = match &self.said {
            RefusalSaid::Body(body) => refused_action(self.status, Some(body), ""),
            RefusalSaid::Message(message) => refused_action(self.status, None, message),
            RefusalSaid::Nothing => refused_action(self.status, None, ""),
        }?;
        // Nova's rule names mean an operation; on the public clouds its action is the one that policies name.
        let by_rule = said.as_deref().and_then(OperationName::of_nova_rule);
        let own = operation.filter(|operation| {
            let version = api_version.unwrap_or_else(|| operation.usual_version());
            let action = cloud.and_then(|cloud| operation.action(cloud, version).ok());
            said.as_deref().is_none_or(|said| action.is_some_and(|action| action.name.eq_ignore_ascii_case(said)))
        });
        let public = cloud.filter(|cloud| *cloud != Cloud::Openstack);
        match (own.or(by_rule), said, public) {
            (Some(operation), _, Some(_)) => {
                Some(DeniedCheck { operation: Some(operation), action: None, cloud, api_version })
            }
            // A rule of Nova in two parts is none.
            (_, Some(action), _) if AskedAction::parse(&action).is_some() => {
                Some(DeniedCheck { operation: None, action: Some(action), cloud: public, api_version: None })
            }
            _ => None,
        }
    }
}
