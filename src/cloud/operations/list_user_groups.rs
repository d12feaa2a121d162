use serde::Serialize;
use serde_json::Value;

use super::unexpected_of_iam;
use crate::Error;
use crate::base::ids::{ApiVersion, GroupId, UserId};
use crate::base::operation::OperationName;
use crate::cloud::exchange::Sendable;
use crate::cloud::http::{Method, Request, Response};
use crate::cloud::operation::{Context, Operation};
use crate::cloud::provider_error;
use crate::cloud::target::IdentityTarget;

/// Lists the groups of an IAM user.
///
/// `GET /v3/users/{user_id}/groups` (IAM, "Querying the User Group to Which a User Belongs"); users may ask for their own.
#[derive(Debug, Clone)]
pub struct ListUserGroups {
    /// The user.
    pub user_id: UserId,
}

/// A user group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserGroup {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: String,
}

impl Operation for ListUserGroups {
    type Target = IdentityTarget;
    type Output = Vec<UserGroup>;
    const METHOD: Method = Method::Get;

    fn name(&self) -> OperationName {
        OperationName::ListUserGroups
    }

    fn request(&self, target: &IdentityTarget) -> Result<Request, Error> {
        self.name().action(target.cloud(), ApiVersion::DEFAULT)?;
        Ok(Request::new(Self::METHOD, target.base().literal("users").id(&self.user_id).literal("groups")))
    }

    fn decode(context: Context, response: &Response) -> Result<Vec<UserGroup>, Error> {
        provider_error::check(context, response)?;
        let unexpected = || unexpected_of_iam(response, "`{\"groups\": [{\"id\": …}]}`");
        let body: Value = serde_json::from_slice(response.body()).map_err(|_| unexpected())?;
        let group = |entry: &Value| {
            let text = |name: &str| entry.get(name).and_then(Value::as_str);
            let id = GroupId::parse(text("id")?, "groups").ok()?;
            Some(UserGroup { id, name: text("name").unwrap_or_default().to_owned() })
        };
        let groups = body.get("groups").and_then(Value::as_array).ok_or_else(unexpected)?;
        groups.iter().map(group).collect::<Option<_>>().ok_or_else(unexpected)
    }
}

impl Sendable for ListUserGroups {}
