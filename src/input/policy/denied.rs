//! A refusal that a check is to explain.

use serde_json::Value;

#[cfg(feature = "types")]
use crate::base::declared::Typed;
use crate::base::declared::{Read, Within, input};
use crate::input::fields::Fields;
use crate::policy::{Refusal, RefusalSaid};
use crate::{ApiVersion, Cloud, Error, OperationName};

input! {
    /// A refusal of the cloud.
    DeniedInput as "DeniedInput" {
        /// The HTTP status.
        status as "status": Within<100, 599>,
        /// The response headers: an answer may be given as it is. They say nothing of what was refused.
        _headers as "headers": NotRead,
        /// The body as text.
        body as "body": Option<String>,
        /// In place of the body: the message of an `EcsPasswordError`.
        message as "message": Option<String>,
        /// The operation that was refused.
        operation as "operation": Option<OperationName>,
        /// The cloud.
        cloud as "cloud": Option<Cloud>,
        /// The API version.
        api_version as "apiVersion": Option<ApiVersion>,
    }
}

/// What an answer has besides, and nobody reads here.
#[derive(Debug)]
pub(crate) struct NotRead;

#[cfg(feature = "types")]
impl Typed for NotRead {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "object".to_owned()
    }
}

impl<F> Read<F> for NotRead {
    fn read(_fields: &F, _name: &str) -> Result<Self, Error> {
        Ok(Self)
    }
}

impl Refusal {
    /// Reads `{ status, body | message, operation?, cloud?, apiVersion? }`; `message` is that of an error of this package.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let fields = Fields::of(input, "", DeniedInput::DECLARED.names)?;
        let DeniedInput { status, body, message, operation, cloud, api_version, .. } = DeniedInput::read(&fields)?;
        let said = match (message, body) {
            (Some(message), _) => RefusalSaid::Message(message),
            (None, Some(body)) => RefusalSaid::Body(body),
            (None, None) => RefusalSaid::Nothing,
        };
        Ok(Self { status: status.0, said, operation, cloud, api_version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(input: &Value) -> Value {
        serde_json::to_value(Refusal::from_input(input).unwrap().check()).unwrap()
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
