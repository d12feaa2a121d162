use serde::Serialize;
use serde_json::Value;

use super::{IAM_NOT_FOUND, unexpected_of_iam};
use crate::Error;
use crate::base::ids::{GroupId, UserId};
use crate::base::operations::OperationName;
use crate::base::operations::list_user_groups::UserInput;
use crate::base::read_fields::ReadFields;
use crate::cloud::http::{Request, Response};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::{self, Hints};
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
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct UserGroup {
    /// Its id.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub id: GroupId,
    /// Its name.
    pub name: String,
}

/// The groups of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct UserGroups {
    /// The groups, in the order of IAM.
    #[cfg_attr(feature = "types", ts(inline))]
    pub groups: Vec<UserGroup>,
}

const HINTS: Hints = Hints { not_found: IAM_NOT_FOUND, ..Hints::NONE };

impl Operation for ListUserGroups {
    type Target = IdentityTarget;
    type Output = UserGroups;

    fn name(&self) -> OperationName {
        OperationName::ListUserGroups
    }

    fn request(&self, target: &IdentityTarget) -> Result<Request, Error> {
        target.request(self.name(), &[&self.user_id])
    }

    fn decode(context: Context, response: &Response) -> Result<UserGroups, Error> {
        provider_error::check(context, response, &HINTS)?;
        let unexpected = || unexpected_of_iam(response, "`{\"groups\": [{\"id\": …}]}`");
        let body: Value = serde_json::from_slice(response.body()).map_err(|_| unexpected())?;
        let group = |entry: &Value| {
            let text = |name: &str| entry.get(name).and_then(Value::as_str);
            let id = GroupId::parse(text("id")?, "groups").ok()?;
            Some(UserGroup { id, name: text("name").unwrap_or_default().to_owned() })
        };
        let groups = body.get("groups").and_then(Value::as_array).ok_or_else(unexpected)?;
        let groups = groups.iter().map(group).collect::<Option<_>>().ok_or_else(unexpected)?;
        Ok(UserGroups { groups })
    }
}

impl Sendable for ListUserGroups {}

impl Codec for ListUserGroups {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let UserInput { user_id } = UserInput::read(fields)?;
        Ok(Self { user_id })
    }
}
