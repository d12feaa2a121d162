//! What condition keys follow from: a token or a session, an action, a time.

use serde_json::Value;

use super::situation::PolicyCloud;
#[cfg(feature = "types")]
use crate::base::declared::Typed;
use crate::base::declared::{FromText, Read, input};
use crate::base::said::said;
use crate::input::fields::{Fields, kind};
use crate::policy::{RequestContext, RequestUser, needed_cloud};
use crate::{Error, OperationName};

input! {
    /// What is known of a user, a request and the clock.
    FactsInput<'a> as "RequestFacts" {
        /// What IAM answered to the sign-in (`POST /v3/auth/tokens`, or `GET`): `{ token: { user, project, methods, … } }`.
        token as "token": Option<IamToken<'a>>,
        /// In its place: what `Client.signIn` resolved to.
        session as "session": Option<SessionFields<'a>>,
        /// Whether a `session` began with a second factor; not known where it is left out. A `token` says so itself.
        mfa as "mfa": Option<bool>,
        /// The operation that is to be asked for; needs `cloud`.
        operation as "operation": Option<OperationName>,
        /// In its place: the action.
        action as "action": Option<String>,
        /// The cloud of the operation.
        cloud as "cloud": Option<PolicyCloud>,
        /// When the request is sent; now by default, `null` where that is not known.
        time as "time": Option<Time>,
    }
}

/// What IAM answered to a sign-in.
#[derive(Debug)]
pub(crate) struct IamToken<'a>(&'a Value);

#[cfg(feature = "types")]
impl Typed for Option<IamToken<'_>> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "object".to_owned()
    }
}

impl<'a> Read<Fields<'a>> for Option<IamToken<'a>> {
    fn read(fields: &Fields<'a>, name: &str) -> Result<Self, Error> {
        Ok(fields.value(name).map(IamToken))
    }
}

/// What a sign-in of this package gave.
pub(crate) struct SessionFields<'a>(Fields<'a>);

impl std::fmt::Debug for SessionFields<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SessionFields")
    }
}

#[cfg(feature = "types")]
impl Typed for Option<SessionFields<'_>> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "Session".to_owned()
    }
}

impl<'a> Read<Fields<'a>> for Option<SessionFields<'a>> {
    fn read(fields: &Fields<'a>, name: &str) -> Result<Self, Error> {
        fields.value(name).map(|session| Fields::any(session, &fields.path_of(name)).map(SessionFields)).transpose()
    }
}

/// A time; that of the JavaScript side is a text by now.
#[derive(Debug)]
pub(crate) struct Time(String);

impl FromText for Time {
    #[cfg(feature = "types")]
    fn of() -> String {
        "Date | string | null".to_owned()
    }

    fn from_text(text: &str, _path: &str) -> Result<Self, Error> {
        Ok(Self(text.to_owned()))
    }
}

impl RequestContext {
    /// Reads `{ token?, session?, mfa?, operation?, action?, cloud?, time? }`: `token` is the body of IAM's answer to a sign-in
    /// (`{ "token": { "user", "project", "methods", … } }`), `session` what a sign-in of this package gives (`{ user?, project? }`),
    /// `operation` or `action` what is to be asked for, `time` an RFC 3339 date with offset.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let given = FactsInput::read(&Fields::of(input, "", FactsInput::DECLARED.names)?)?;
        let mut context = Self::new();
        let user = match (given.token, given.session) {
            (Some(_), Some(_)) => {
                return Err(Error::invalid("session", said!("only one of {} and {} can be given", "token", "session")));
            }
            (Some(token), None) => Some(RequestUser::of_token(token.0)?),
            (None, Some(session)) => Some(RequestUser { mfa: given.mfa, ..RequestUser::of_session(&session.0) }),
            (None, None) => None,
        };
        if let Some(user) = user {
            context = context.with_user(&user);
        }
        match (given.operation, given.action) {
            (Some(_), Some(_)) => {
                return Err(Error::invalid(
                    "action",
                    said!("only one of {} and {} can be given", "operation", "action"),
                ));
            }
            (Some(operation), None) => {
                context = context.with_operation(operation, needed_cloud(given.cloud.map(|cloud| cloud.0))?)?
            }
            (None, Some(action)) => context = context.with_action(&action)?,
            (None, None) => {}
        }
        match given.time {
            Some(Time(time)) => context.at(&time),
            None => Ok(context),
        }
    }
}

impl<'a> RequestUser<'a> {
    fn of_token(given: &'a Value) -> Result<Self, Error> {
        let token = given.get("token").unwrap_or(given);
        let user = token.get("user").filter(|user| user.is_object()).ok_or_else(|| {
            let got = if token.is_object() { said!("an object without `{}`", "user") } else { kind(token) };
            Error::invalid(
                "token",
                said!("{} must be {}, got {}", "token", said!("what IAM answers to a sign-in"), got),
            )
            .with_hint(said!(
                "give the JSON body of `POST /v3/auth/tokens`: `{ \"token\": { \"user\": … } }`, not the token itself"
            ))
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
        serde_json::to_value(RequestContext::from_input(input).unwrap()).unwrap()
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
        let signed_in =
            |mfa: bool| of(&json!({ "session": { "user": "alice" }, "mfa": mfa }))["context"]["g:MFAPresent"].clone();
        assert_eq!([signed_in(true), signed_in(false)], [json!(["true"]), json!(["false"])]);
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
            (json!({ "session": {}, "mfa": "no" }), "mfa"),
            (json!({ "operation": "getServerPassword" }), "cloud"),
            (json!({ "operation": "getServerPassword", "cloud": "openstack" }), "cloud"),
            (json!({ "operation": "getServerPassword", "cloud": "otc", "action": "a:b:c" }), "action"),
            (json!({ "action": "ecs:*:*" }), "action"),
            (json!({ "time": "2026-11-22T08:00:00" }), "time"),
            (json!({ "user": "alice" }), "user"),
        ] {
            let error = RequestContext::from_input(&input).unwrap_err();
            assert_eq!(error.path(), Some(path), "{input}: {error:?}");
            assert!(!error.message().contains("MIIF"));
        }
    }
}
