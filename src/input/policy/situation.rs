//! What is known about a request besides its action.

use serde_json::Value;

#[cfg(feature = "types")]
use crate::base::declared::{Form, Typed, Union, name_of};
use crate::base::declared::{FromText, Read, input};
use crate::base::said::said;
use crate::base::scope;
use crate::base::sorted::SortedMap;
use crate::base::text::{nearest, quoted};
use crate::input::fields::{Fields, object, wrong};
use crate::policy::{
    AskedResource, Principal, Question, RequestFacts, Settled, asked_resource, context_path, with_policies,
};
use crate::{Cloud, EnterpriseProjectId, Error, ProjectId};

input! {
    /// What is known about a request besides its action; what is left out is unknown.
    SituationInput as "Situation" {
        /// Whose catalogue of APIs to ask (what they support, how they were called); none: the text as it is written.
        cloud as "cloud": Option<PolicyCloud>,
        /// The project of the request.
        project_id as "projectId": Option<AskedProject>,
        /// The enterprise project of the resource.
        enterprise_project_id as "enterpriseProjectId": Option<EnterpriseProjectId>,
        /// The resource, `service:region:account:type:id`.
        resource as "resource": Option<AskedResource>,
        /// The values of condition keys; `null`: the request does not have the key. A key that is not here is unknown.
        context as "context": ContextValues,
        /// Who asks, as far as version 5.0 makes a difference.
        principal as "principal": Option<Principal>,
        /// Answers to open questions: `true` is the first of the two outcomes.
        assume as "assume": Settled,
    }
}

impl RequestFacts {
    /// Reads `{ cloud?, projectId?, enterpriseProjectId?, resource?, context?, principal?, assume? }`; `context` is `{ key: [values] | null }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where the cloud has no IAM
    /// policies.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        Self::read(&Fields::of(input, "", SituationInput::DECLARED.names)?)
    }

    pub(in crate::input) fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        let SituationInput { cloud, project_id, enterprise_project_id, resource, context, principal, assume } =
            SituationInput::read(fields)?;
        Ok(Self {
            cloud: cloud.map(|cloud| cloud.0),
            project_id: project_id.map(|id| id.0),
            enterprise_project_id,
            resource,
            context: context.0,
            settled: assume,
            principal: principal.unwrap_or_default(),
        })
    }
}

/// A cloud that has IAM policies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PolicyCloud(pub(crate) Cloud);

impl FromText for PolicyCloud {
    #[cfg(feature = "types")]
    fn of() -> String {
        "PolicyCloud".to_owned()
    }

    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        with_policies(Cloud::parse(text, path)?, path).map(Self)
    }
}

/// The clouds that have IAM policies.
#[cfg(feature = "types")]
pub(crate) const POLICY_CLOUD: Union = Union {
    name: <PolicyCloud as Typed>::of,
    docs: "A cloud that has IAM policies.",
    of: &[Form::Typed(policy_clouds)],
};

#[cfg(feature = "types")]
fn policy_clouds() -> String {
    let clouds = Cloud::ALL.into_iter().filter(|cloud| with_policies(*cloud, "cloud").is_ok());
    clouds.map(|cloud| format!("\"{}\"", cloud.as_str())).collect::<Vec<_>>().join(" | ")
}

/// A project as policies are asked for one.
#[derive(Debug)]
pub(crate) struct AskedProject(pub(crate) ProjectId);

impl FromText for AskedProject {
    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        scope::project_id(text, path).map(Self)
    }
}

impl FromText for EnterpriseProjectId {
    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        scope::enterprise_project_id(text, path)
    }
}

impl FromText for AskedResource {
    fn from_text(text: &str, path: &str) -> Result<Self, Error> {
        asked_resource(text, path)
    }
}

/// The values of condition keys; without values, a request does not have the key.
#[derive(Debug, Default)]
pub(crate) struct ContextValues(SortedMap<Box<str>, Vec<Box<str>>>);

#[cfg(feature = "types")]
impl Typed for ContextValues {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "Record<string, readonly string[] | null>".to_owned()
    }
}

impl Read<Fields<'_>> for ContextValues {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        Ok(Self(fields.value(name).map(context).transpose()?.unwrap_or_default()))
    }
}

#[cfg(feature = "types")]
impl Typed for Settled {
    const OPTIONAL: bool = true;

    fn of() -> String {
        format!("Partial<Record<{}, boolean>>", name_of::<Question>())
    }
}

impl Read<Fields<'_>> for Settled {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        Ok(fields.value(name).map(settled).transpose()?.unwrap_or_default())
    }
}

fn context(value: &Value) -> Result<SortedMap<Box<str>, Vec<Box<str>>>, Error> {
    let entries = object(value, "context")?;
    let mut context = SortedMap::default();
    for (key, value) in entries {
        context.insert(key.as_str().into(), context_values(key, value)?);
    }
    Ok(context)
}

fn context_values(key: &str, value: &Value) -> Result<Vec<Box<str>>, Error> {
    let path = context_path(key);
    let wrong =
        |value| wrong(&path, said!("an array of strings, or null where the request does not have the key"), value);
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(values) => {
            values.iter().map(|value| value.as_str().map(Into::into).ok_or_else(|| wrong(value))).collect()
        }
        other => Err(wrong(other)),
    }
}

fn settled(value: &Value) -> Result<Settled, Error> {
    object(value, "assume")?.iter().try_fold(Settled::default(), |settled, (code, answer)| {
        let path = format!("assume.{code}");
        let question = Question::ALL.iter().copied().find(|question| question.as_str() == code).ok_or_else(|| {
            let error = Error::invalid("assume", said!("unknown assumption {}", quoted(code)));
            match nearest(code, Question::NAMES).first() {
                Some(meant) => error.with_hint(said!("did you mean `{}`?", *meant)),
                None => error.with_hint(said!("known: {}", Question::NAMES.join(", "))),
            }
        })?;
        let answer = answer.as_bool().ok_or_else(|| wrong(&path, said!("true or false"), answer))?;
        Ok(settled.with(question, answer))
    })
}
