use serde::Serialize;
use serde_json::value::RawValue;

use super::{IDENTITY_POLICY_NOT_FOUND, unexpected_of_iam};
use crate::Error;
use crate::base::ids::{GroupId, PathSegment, PolicyId, UserId};
use crate::base::operations::OperationName;
use crate::base::operations::list_attached_policies::{PoliciesOfGroupInput, PoliciesOfUserInput};
use crate::base::policy_ids::PageMarker;
use crate::base::read_fields::ReadFields;
use crate::base::said::phrase;
use crate::cloud::http::{Request, Response};
use crate::cloud::odd::{Members, NO_TEXT, NOT_AN_ENTRY, Oddities, Oddity, body, member, read};
use crate::cloud::operation::{Codec, Context, Operation, Sendable};
use crate::cloud::provider_error::{self, Hints};
use crate::cloud::target::IdentityTarget;

/// Lists one page of the identity policies (version 5.0) that are attached to a user or to a group.
///
/// IAM of Huawei Cloud, "ListAttachedUserPoliciesV5" and "ListAttachedGroupPoliciesV5".
#[derive(Debug, Clone)]
pub struct ListAttachedPolicies {
    /// Whose policies.
    pub holder: Holder,
    /// Policies on the page, 1 to 200; the cloud's own limit where none is given.
    pub limit: Option<u32>,
    /// Where the page begins.
    pub marker: Option<PageMarker>,
}

/// What an identity policy is attached to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A user: `GET /v5/users/{user_id}/attached-policies`.
    User(UserId),
    /// A group: `GET /v5/groups/{group_id}/attached-policies`.
    Group(GroupId),
}

/// An identity policy that is attached to something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AttachedPolicy {
    /// Its ID.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub id: PolicyId,
    /// Its name.
    pub name: String,
}

/// One page of the identity policies that are attached to a user or to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct AttachedPolicies {
    /// The policies, in the order of IAM.
    #[cfg_attr(feature = "types", ts(inline))]
    pub policies: Vec<AttachedPolicy>,
    /// The `marker` of the next page; missing on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(as = "Option<String>"))]
    pub next_marker: Option<PageMarker>,
    /// What is not as IAM's documents have it; missing where nothing is. A policy without an ID is not among `policies`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oddities: Option<Vec<Oddity>>,
}

const HINTS: Hints = Hints { not_found: IDENTITY_POLICY_NOT_FOUND, ..Hints::NONE };
const PAGE: &str = "page_info";

impl Operation for ListAttachedPolicies {
    type Target = IdentityTarget;
    type Output = AttachedPolicies;

    fn name(&self) -> OperationName {
        match self.holder {
            Holder::User(_) => OperationName::ListAttachedUserPolicies,
            Holder::Group(_) => OperationName::ListAttachedGroupPolicies,
        }
    }

    fn request(&self, target: &IdentityTarget) -> Result<Request, Error> {
        let holder: &dyn PathSegment = match &self.holder {
            Holder::User(id) => id,
            Holder::Group(id) => id,
        };
        let mut url = target.url(self.name(), &[holder])?;
        if let Some(limit) = self.limit {
            url = url.query("limit", &limit.to_string());
        }
        if let Some(marker) = &self.marker {
            url = url.query("marker", &marker.escaped());
        }
        Ok(Request::new(self.name().method(), url))
    }

    fn decode(context: Context, response: &Response) -> Result<AttachedPolicies, Error> {
        provider_error::check(context, response, &HINTS)?;
        let unexpected = || unexpected_of_iam(response, "`{\"attached_policies\": [{\"policy_id\": …}]}`");
        let text = String::from_utf8_lossy(response.body());
        let body = body(&text).ok_or_else(unexpected)?;
        let entries: Vec<&RawValue> = member(&body, "attached_policies").and_then(read).ok_or_else(unexpected)?;
        let mut oddities = Oddities::default();
        let policies = entries.into_iter().enumerate();
        let policies = policies.filter_map(|(index, entry)| policy(index, entry, &mut oddities)).collect();
        oddities.of_list();
        let next_marker = next_marker(&body, &mut oddities);
        Ok(AttachedPolicies { policies, next_marker, oddities: oddities.all() })
    }
}

fn policy(index: usize, entry: &RawValue, oddities: &mut Oddities) -> Option<AttachedPolicy> {
    oddities.of_entry(index, None, None);
    let Some(members) = read::<Members<'_>>(entry) else {
        oddities.tell("attached_policies", NOT_AN_ENTRY);
        return None;
    };
    let name = member(&members, "policy_name").and_then(read::<String>);
    let id = member(&members, "policy_id").and_then(read::<String>).and_then(|id| PolicyId::parse(&id, "id").ok());
    oddities.of_entry(index, id.as_ref().map(PolicyId::as_str), name.as_deref());
    if name.is_none() {
        oddities.tell("policy_name", NO_TEXT);
    }
    if id.is_none() {
        oddities.tell("policy_id", phrase!("it is missing, or no ID: this policy cannot be asked for"));
    }
    Some(AttachedPolicy { id: id?, name: name.unwrap_or_default() })
}

/// Where the next page begins; none where there is none, or nobody knows, which is told.
fn next_marker(body: &Members<'_>, oddities: &mut Oddities) -> Option<PageMarker> {
    let Some(page) = member(body, PAGE).and_then(read::<Members<'_>>) else {
        oddities.tell(PAGE, phrase!("it is missing, or no object: whether there are more policies is not known"));
        return None;
    };
    let marker = read::<String>(member(&page, "next_marker")?).and_then(|text| PageMarker::parse(&text, "marker").ok());
    if marker.is_none() {
        oddities.tell(PAGE, phrase!("there are more policies, and it does not say how to ask for them"));
    }
    marker
}

impl Sendable for ListAttachedPolicies {}

impl Codec for ListAttachedPolicies {
    fn read(operation: OperationName, fields: &impl ReadFields) -> Result<Self, Error> {
        if operation == OperationName::ListAttachedGroupPolicies {
            let PoliciesOfGroupInput { group_id, limit, marker } = PoliciesOfGroupInput::read(fields)?;
            return Ok(Self { holder: Holder::Group(group_id), limit: limit.map(|limit| limit.0), marker });
        }
        let PoliciesOfUserInput { user_id, limit, marker } = PoliciesOfUserInput::read(fields)?;
        Ok(Self { holder: Holder::User(user_id), limit: limit.map(|limit| limit.0), marker })
    }
}
