//! From a refusal of the cloud to the check that explains it.

use serde::Serialize;
use serde_json::Value;

use crate::base::fault::refused_action;
use crate::base::fields::Fields;
use crate::{ApiVersion, Cloud, Error, OperationName};

/// A check (without what is known of the user and the resource) that may explain a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeniedCheck {
    /// The operation that was refused, where it is one of this package's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationName>,
    /// Else the action that the cloud names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud: Option<Cloud>,
    /// The API version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<ApiVersion>,
}

/// Turns a refusal `{ status, body | message, operation?, cloud?, apiVersion? }` into the check that may explain it: ECS's `Pdp.0001`, IAM's
/// `IAM.0003` and Nova's "Policy doesn't allow …" name the action; otherwise it is that of the operation. `message` is that of an
/// error of this package. `None` where the answer is no refusal, nothing tells the action, or the cloud's code names a cause that no policy
/// is (an address, a project, a region, the user's state).
///
/// Sources: "Error Codes" of the ECS and IAM API references; nova `nova/exception.py`, `PolicyNotAuthorized`.
///
/// # Errors
/// [`crate::Code::InvalidInput`] with the path of the field.
pub fn denied_check(input: &Value) -> Result<Option<DeniedCheck>, Error> {
    let fields = Fields::of(input, "", &["status", "headers", "body", "message", "operation", "cloud", "apiVersion"])?;
    let status = fields.optional_integer("status", 100..=599)?.ok_or_else(|| fields.missing("status"))?;
    let said = match fields.optional_text("message")? {
        Some(message) => refused_action(status, None, message),
        None => refused_action(status, fields.optional_text("body")?, ""),
    };
    let operation = fields.optional("operation", OperationName::parse)?;
    let cloud = fields.optional("cloud", Cloud::parse)?;
    let version = fields.optional("apiVersion", ApiVersion::parse)?;
    let Some(said) = said else { return Ok(None) };
    // Nova's rule names mean an operation; on the public clouds its action is the one that policies name.
    let by_rule = said.as_deref().and_then(|rule| {
        let is = |operation: &&OperationName| {
            operation.action(Cloud::Openstack, ApiVersion::V2_1).is_ok_and(|action| action.name == rule)
        };
        OperationName::ALL.iter().find(is).copied()
    });
    let own = operation.filter(|operation| {
        let action = cloud.and_then(|cloud| operation.action(cloud, version.unwrap_or(ApiVersion::DEFAULT)).ok());
        said.as_deref().is_none_or(|said| action.is_some_and(|action| action.name.eq_ignore_ascii_case(said)))
    });
    let public = cloud.filter(|cloud| *cloud != Cloud::Openstack);
    let check = match (own.or(by_rule), said, public) {
        (Some(operation), _, Some(_)) => {
            DeniedCheck { operation: Some(operation), action: None, cloud, api_version: version }
        }
        (_, Some(action), _) => DeniedCheck { operation: None, action: Some(action), cloud: public, api_version: None },
        _ => return Ok(None),
    };
    Ok(Some(check))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(input: &Value) -> Value {
        serde_json::to_value(denied_check(input).unwrap()).unwrap()
    }

    #[test]
    fn a_refusal_with_another_cause_is_explained_by_no_policy() {
        let asked = json!({ "operation": "getServerPassword", "cloud": "otc", "apiVersion": "v2.1", "status": 403 });
        for code in [
            "APIGW.0302",
            "APIGW.0310",
            "APIGW.0401",
            "APIG.0402",
            "APIGW.0404",
            "APIGW.0801",
            "APIG.0802",
            "IAM.0082",
            "Ecs.0066",
        ] {
            let mut input = asked.clone();
            input["body"] = json!(json!({ "error_code": code, "error_msg": "said" }).to_string());
            assert_eq!(check(&input), Value::Null, "{code}");
            let mut input = asked.clone();
            input["message"] = json!(format!("access is denied (HTTP 403, {code}): said"));
            assert_eq!(check(&input), Value::Null, "{code}");
        }
        // Either the permission or the account's funds: the policies can tell.
        let mut input = asked;
        input["body"] = json!(json!({ "error": { "code": "Ecs.0003", "message": "said" } }).to_string());
        assert_eq!(check(&input)["operation"], "getServerPassword");
    }

    #[test]
    fn each_cloud_s_refusal_becomes_the_check_that_explains_it() {
        let body = |text: &str| json!({ "error": { "code": "Pdp.0001", "message": text } }).to_string();
        let ecs = body("Policy does not allow ecs:serverPasswords:manage to be performed.");
        assert_eq!(check(&json!({ "status": 403, "body": ecs })), json!({ "action": "ecs:serverPasswords:manage" }));
        assert_eq!(
            check(
                &json!({ "status": 403, "body": ecs, "operation": "getServerPassword", "cloud": "otc", "apiVersion": "v2.1" })
            ),
            json!({ "operation": "getServerPassword", "cloud": "otc", "apiVersion": "v2.1" })
        );
        let iam = json!({ "error_code": "IAM.0003", "error_msg": "Policy doesn't allow iam:users:list" }).to_string();
        assert_eq!(check(&json!({ "status": 403, "body": iam })), json!({ "action": "iam:users:list" }));
        let nova = json!({ "forbidden": { "code": 403, "message": "Policy doesn't allow os_compute_api:os-server-password:clear to be performed." } }).to_string();
        assert_eq!(
            check(&json!({ "status": 403, "body": nova, "cloud": "huawei" })),
            json!({ "operation": "deleteServerPassword", "cloud": "huawei" })
        );
        assert_eq!(
            check(&json!({ "status": 403, "body": nova, "cloud": "openstack" })),
            json!({ "action": "os_compute_api:os-server-password:clear" })
        );
        let silent = json!({ "status": 403, "body": "no", "operation": "listServers", "cloud": "otc" });
        assert_eq!(check(&silent), json!({ "operation": "listServers", "cloud": "otc" }));
        assert_eq!(check(&json!({ "status": 403, "body": "no" })), Value::Null);
        assert_eq!(check(&json!({ "status": 404, "body": "not found" })), Value::Null);
        let message = "access is denied (HTTP 403, Pdp.0001): Policy does not allow ecs:servers:list to be performed";
        assert_eq!(check(&json!({ "status": 403, "message": message })), json!({ "action": "ecs:servers:list" }));
    }
}
