use serde::Serialize;
use serde_json::value::RawValue;

use super::{IAM_NOT_FOUND, unexpected_of_iam};
use crate::Error;
use crate::base::ids::{GroupId, UserId};
use crate::base::operations::OperationName;
use crate::base::operations::list_user_groups::UserInput;
use crate::base::read_fields::ReadFields;
use crate::base::said::phrase;
use crate::cloud::http::{Request, Response};
use crate::cloud::odd::{Members, NO_TEXT, NOT_AN_ENTRY, Oddities, Oddity, body, member, read};
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
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct UserGroups {
    /// The groups, in the order of IAM.
    #[cfg_attr(feature = "types", ts(inline))]
    pub groups: Vec<UserGroup>,
    /// What is not as IAM's documents have it; missing where nothing is. A group without an ID is not among `groups`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oddities: Option<Vec<Oddity>>,
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
        let text = String::from_utf8_lossy(response.body());
        let body = body(&text).ok_or_else(unexpected)?;
        let entries: Vec<&RawValue> = member(&body, "groups").and_then(read).ok_or_else(unexpected)?;
        let mut oddities = Oddities::default();
        let groups = entries.into_iter().enumerate();
        let groups = groups.filter_map(|(index, entry)| group(index, entry, &mut oddities)).collect();
        Ok(UserGroups { groups, oddities: oddities.all() })
    }
}

fn group(index: usize, entry: &RawValue, oddities: &mut Oddities) -> Option<UserGroup> {
    oddities.of_entry(index, None, None);
    let Some(members) = read::<Members<'_>>(entry) else {
        oddities.tell("groups", NOT_AN_ENTRY);
        return None;
    };
    let name = member(&members, "name").and_then(read::<String>);
    let id = member(&members, "id").and_then(read::<String>).and_then(|id| GroupId::parse(&id, "id").ok());
    oddities.of_entry(index, id.as_ref().map(GroupId::as_str), name.as_deref());
    if name.is_none() {
        oddities.tell("name", NO_TEXT);
    }
    match id {
        Some(id) => Some(UserGroup { id, name: name.unwrap_or_default() }),
        None => {
            oddities.tell("id", phrase!("it is missing, or no ID: what this group is granted cannot be asked for"));
            None
        }
    }
}

impl Sendable for ListUserGroups {}

impl Codec for ListUserGroups {
    fn read(_operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        let UserInput { user_id } = UserInput::read(fields)?;
        Ok(Self { user_id })
    }
}
