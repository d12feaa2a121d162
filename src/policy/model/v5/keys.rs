//! The condition keys of version 5.0 whose type is known (Huawei Cloud IAM user guide, "Global condition keys"; Organizations user guide, ECS).

use crate::policy::model::operator::ValueType;

const TYPED: [(&str, ValueType); 33] = [
    ("g:MFAPresent", ValueType::Bool),
    ("g:PrincipalIsRootUser", ValueType::Bool),
    ("g:SecureTransport", ValueType::Bool),
    ("g:ViaService", ValueType::Bool),
    ("g:MFAAge", ValueType::Number),
    ("g:TokenIssueTime", ValueType::Date),
    ("g:CurrentTime", ValueType::Date),
    ("g:SourceIp", ValueType::Ip),
    ("g:VpcSourceIp", ValueType::Ip),
    ("g:PrincipalUrn", ValueType::Text),
    ("g:PrincipalAccount", ValueType::Text),
    ("g:PrincipalOrgId", ValueType::Text),
    ("g:PrincipalOrgPath", ValueType::Text),
    ("g:PrincipalOrgManagementAccountId", ValueType::Text),
    ("g:PrincipalId", ValueType::Text),
    ("g:PrincipalType", ValueType::Text),
    ("g:UserName", ValueType::Text),
    ("g:UserId", ValueType::Text),
    ("g:DomainName", ValueType::Text),
    ("g:DomainId", ValueType::Text),
    ("g:SourceIdentity", ValueType::Text),
    ("g:SourceVpc", ValueType::Text),
    ("g:SourceVpce", ValueType::Text),
    ("g:ResourceAccount", ValueType::Text),
    ("g:ResourceOrgId", ValueType::Text),
    (ENTERPRISE_PROJECT, ValueType::Text),
    ("g:TagKeys", ValueType::Text),
    ("g:RequestedRegion", ValueType::Text),
    ("g:UserAgent", ValueType::Text),
    ("g:Referer", ValueType::Text),
    ("g:CalledVia", ValueType::Text),
    ("g:CalledViaFirst", ValueType::Text),
    ("g:CalledViaLast", ValueType::Text),
];

const ENTERPRISE_PROJECT: &str = "g:EnterpriseProjectId";

/// What the keys of tags begin with; the name of the tag follows.
const TAGS: [&str; 3] = ["g:PrincipalTag/", "g:RequestTag/", RESOURCE_TAG];
const RESOURCE_TAG: &str = "g:ResourceTag/";

/// The keys that may have several values in one request.
const MULTI_VALUED: [&str; 9] = [
    "g:TagKeys",
    "ecs:imageID",
    "ecs:FlavorId",
    "ecs:VpcId",
    "ecs:SubnetId",
    "ecs:KmsKeyId",
    "ecs:PortId",
    "ecs:SupportAgentType",
    "ecs:ImageSupportAgentType",
];

fn begins(key: &str, start: &str) -> bool {
    key.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start))
}

/// What is known of a condition key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyFacts {
    /// `None`: of what type its values are is not known.
    pub(crate) value_type: Option<ValueType>,
    /// Whether one request may have several values of it.
    pub(crate) multi_valued: bool,
}

/// What is known of a key; `listed`: the type and whether there may be several values, as far as the cloud says so itself.
pub(crate) fn facts(key: &str, listed: Option<(Option<&str>, Option<bool>)>) -> KeyFacts {
    let (name, multi_valued) = listed.unwrap_or_default();
    KeyFacts {
        value_type: name.map_or_else(|| value_type(key), type_named),
        multi_valued: multi_valued.unwrap_or_else(|| is_multi_valued(key)),
    }
}

/// The type that a list names. No document has these names, so that only what is plainly one of ours is taken.
fn type_named(name: &str) -> Option<ValueType> {
    match name {
        "string" => Some(ValueType::Text),
        "boolean" | "bool" => Some(ValueType::Bool),
        "number" | "numeric" => Some(ValueType::Number),
        "date" => Some(ValueType::Date),
        "ip" | "ipaddress" => Some(ValueType::Ip),
        _ => None,
    }
}

/// As what the values of a key are documented.
pub(crate) fn value_type(key: &str) -> Option<ValueType> {
    if TAGS.iter().any(|start| begins(key, start)) {
        return Some(ValueType::Text);
    }
    TYPED.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value_type)| *value_type)
}

fn is_multi_valued(key: &str) -> bool {
    MULTI_VALUED.iter().any(|name| name.eq_ignore_ascii_case(key))
}

/// Whether a key is about the tags or the enterprise project of the resource.
pub(crate) fn is_of_resource(key: &str) -> bool {
    begins(key, RESOURCE_TAG) || key.eq_ignore_ascii_case(ENTERPRISE_PROJECT)
}
