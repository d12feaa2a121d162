//! The condition keys that follow from what is known anyway: the token, the request and the clock.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::base::fields::{Fields, kind};
use crate::policy::engine::set::asked_action;
use crate::policy::engine::situation::policy_cloud;
use crate::policy::model::values;
use crate::{ApiVersion, Error, OperationName};

/// What follows from a token, a request and the clock: a part of the input of a [`crate::policy::Check`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestContext {
    /// The project of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// The values of the condition keys that are certain.
    pub context: BTreeMap<&'static str, [String; 1]>,
}

/// Reads `{ token?, session?, operation?, action?, cloud?, time? }`: `token` is the body of IAM's answer to a sign-in
/// (`{ "token": { "user", "project", "methods", … } }`), `session` what a sign-in of this package gives (`{ user?, project? }`), `operation` or `action`
/// what is to be asked for, `time` an RFC 3339 date with offset.
///
/// | key | from |
/// |---|---|
/// | `g:UserId`, `g:UserName`, `g:DomainName` | the token's user; not of an agency's token, which is no IAM user's |
/// | `g:ProjectName`, and `projectId` | the token's project |
/// | `g:MFAPresent` | `methods` of the token: `true` with `totp`, `false` with `password` alone, else unknown |
/// | `g:ServiceName` | the service of the action |
/// | `g:CurrentTime` | `time` |
///
/// `g:MFAAge` and the tags of a resource do not follow from any of them. Without a token (AK/SK) nothing is said of the user.
///
/// Sources: OTC IAM user guide "Policy Syntax", table of global condition keys; OTC IAM API reference, "Obtaining a User Token" and "… Through
/// Password Authentication and Virtual MFA".
///
/// # Errors
/// [`crate::Code::InvalidInput`] with the path of the field.
pub fn request_context(input: &Value) -> Result<RequestContext, Error> {
    let fields = Fields::of(input, "", &["token", "session", "operation", "action", "cloud", "time"])?;
    let mut known = RequestContext { project_id: None, context: BTreeMap::new() };
    let user = match (fields.value("token"), fields.value("session")) {
        (Some(_), Some(_)) => {
            return Err(Error::invalid("session", "only one of token and session can be given"));
        }
        (Some(token), None) => Some(User::of_token(token)?),
        (None, Some(session)) => Some(User::of_session(&Fields::any(session, "session")?)),
        (None, None) => None,
    };
    if let Some(user) = user {
        let domain = user.domain.map(|name| ("g:DomainName", name));
        let named = [user.id.map(|id| ("g:UserId", id)), user.name.map(|name| ("g:UserName", name)), domain];
        let project = user.project_name.map(|name| ("g:ProjectName", name));
        let mfa = user.mfa.map(|mfa| ("g:MFAPresent", if mfa { "true" } else { "false" }));
        let each = named.into_iter().chain([project, mfa]).flatten();
        known.context.extend(each.map(|(key, value)| (key, [value.to_owned()])));
        known.project_id = user.project_id.map(str::to_owned);
    }
    let cloud = fields.optional("cloud", policy_cloud)?;
    let action = match (fields.optional("operation", OperationName::parse)?, fields.optional_text("action")?) {
        (Some(_), Some(_)) => {
            return Err(Error::invalid("action", "only one of operation and action can be given"));
        }
        (Some(operation), None) => {
            let cloud = super::check::needed_cloud(cloud)?;
            Some(asked_action(operation.action(cloud, ApiVersion::DEFAULT)?.name, "operation")?)
        }
        (None, Some(action)) => Some(asked_action(action, "action")?),
        (None, None) => None,
    };
    if let Some(action) = action {
        known.context.insert("g:ServiceName", [action.lower_service().to_owned()]);
    }
    if let Some(time) = fields.optional_text("time")? {
        if values::date(time).is_none() {
            return Err(
                Error::invalid("time", "time must be a date with offset").with_hint("such as `2026-11-22T08:00:00Z`")
            );
        }
        known.context.insert("g:CurrentTime", [time.to_owned()]);
    }
    Ok(known)
}

/// What a token or a session says of its user.
#[derive(Default)]
struct User<'a> {
    id: Option<&'a str>,
    name: Option<&'a str>,
    domain: Option<&'a str>,
    project_id: Option<&'a str>,
    project_name: Option<&'a str>,
    mfa: Option<bool>,
}

impl<'a> User<'a> {
    fn of_token(given: &'a Value) -> Result<Self, Error> {
        let token = given.get("token").unwrap_or(given);
        let user = token.get("user").filter(|user| user.is_object()).ok_or_else(|| {
            let got = if token.is_object() { "an object without `user`" } else { kind(token) };
            Error::invalid("token", format!("token must be what IAM answers to a sign-in, got {got}")).with_hint(
                "give the JSON body of `POST /v3/auth/tokens`: `{ \"token\": { \"user\": … } }`, not the token itself",
            )
        })?;
        let text = |value: Option<&'a Value>, name: &str| value?.get(name)?.as_str();
        let project = token.get("project");
        let mut known =
            Self { project_id: text(project, "id"), project_name: text(project, "name"), ..Self::default() };
        if token.get("assumed_by").is_none() {
            known.id = text(Some(user), "id");
            known.name = text(Some(user), "name");
            known.domain = text(user.get("domain"), "name");
            let methods = token.get("methods").and_then(Value::as_array);
            known.mfa = methods.and_then(|methods| {
                let has = |name: &str| methods.iter().any(|method| method == name);
                if has("totp") { Some(true) } else { (has("password") && methods.len() == 1).then_some(false) }
            });
        }
        Ok(known)
    }

    fn of_session(session: &Fields<'a>) -> Self {
        let project = session.value("project");
        let text = |name: &str| project.and_then(|project| project.get(name)?.as_str());
        let name = session.value("user").and_then(Value::as_str);
        Self { name, project_id: text("id"), project_name: text("name"), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(input: &Value) -> Value {
        serde_json::to_value(request_context(input).unwrap()).unwrap()
    }

    #[test]
    fn a_token_gives_its_user_and_project() {
        let token = json!({ "token": {
            "methods": ["password"],
            "user": { "id": "u1", "name": "alice", "domain": { "id": "d1", "name": "OTC-1" } },
            "project": { "id": "p1", "name": "eu-de" },
            "expires_at": "2026-11-22T08:00:00Z",
        }});
        let context = of(
            &json!({ "token": token, "operation": "getServerPassword", "cloud": "otc", "time": "2026-11-22T08:00:00Z" }),
        );
        let expected = json!({ "projectId": "p1", "context": {
            "g:UserId": ["u1"], "g:UserName": ["alice"], "g:DomainName": ["OTC-1"], "g:ProjectName": ["eu-de"],
            "g:MFAPresent": ["false"], "g:ServiceName": ["ecs"], "g:CurrentTime": ["2026-11-22T08:00:00Z"],
        }});
        assert_eq!(context, expected);
        // Its inner object does as well.
        assert_eq!(of(&json!({ "token": token["token"] }))["context"]["g:UserId"], json!(["u1"]));
    }

    #[test]
    fn only_what_is_certain_is_said_of_mfa() {
        for (methods, expected) in [
            (json!(["password", "totp"]), json!(["true"])),
            (json!(["password"]), json!(["false"])),
            (json!(["token"]), Value::Null),
            (Value::Null, Value::Null),
        ] {
            let found = of(&json!({ "token": { "user": {}, "methods": methods } }));
            assert_eq!(found["context"]["g:MFAPresent"], expected, "{methods}");
        }
        assert_eq!(
            of(&json!({ "session": { "user": "alice", "roles": [] } })),
            json!({ "context": { "g:UserName": ["alice"] } })
        );
        assert_eq!(of(&json!({})), json!({ "context": {} }));
    }

    #[test]
    fn an_agency_is_no_user() {
        let token = json!({ "user": { "name": "shop/agency" }, "assumed_by": {}, "methods": ["assume_role"], "project": { "id": "p1" } });
        assert_eq!(of(&json!({ "token": token })), json!({ "projectId": "p1", "context": {} }));
    }

    #[test]
    fn wrong_facts_name_their_place() {
        for (input, path) in [
            (json!({ "token": "MIIF" }), "token"),
            (json!({ "token": {} }), "token"),
            (json!({ "token": { "user": {} }, "session": {} }), "session"),
            (json!({ "session": 1 }), "session"),
            (json!({ "operation": "getServerPassword" }), "cloud"),
            (json!({ "operation": "getServerPassword", "cloud": "openstack" }), "cloud"),
            (json!({ "operation": "getServerPassword", "cloud": "otc", "action": "a:b:c" }), "action"),
            (json!({ "action": "ecs:*:*" }), "action"),
            (json!({ "time": "2026-11-22T08:00:00" }), "time"),
            (json!({ "user": "alice" }), "user"),
        ] {
            let error = request_context(&input).unwrap_err();
            assert_eq!(error.path(), Some(path), "{input}: {error:?}");
            assert!(!error.message().contains("MIIF"));
        }
    }
}
