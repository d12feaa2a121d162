//! What is known about a request besides its action.

use serde_json::Value;

use super::declared::SITUATION;
use crate::base::said::said;
use crate::base::scope;
use crate::base::sorted::SortedMap;
use crate::base::text::{nearest, quoted};
use crate::input::fields::{Fields, object, wrong};
use crate::policy::{Question, RequestFacts, Settled, context_path, with_policies};
use crate::{Cloud, Error};

impl RequestFacts {
    /// Reads `{ cloud?, projectId?, enterpriseProjectId?, resource?, context?, assume? }`; `context` is `{ key: [values] | null }`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field; [`crate::Code::UnsupportedOperation`] where the cloud has no IAM
    /// policies.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        Self::read(&Fields::of(input, "", SITUATION.names)?)
    }

    pub(super) fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        let mut facts = Self::new();
        if let Some(cloud) = fields.optional("cloud", Cloud::parse)? {
            facts = facts.on_cloud(cloud)?;
        }
        facts.project_id = fields.optional("projectId", scope::project_id)?;
        facts.enterprise_project_id = fields.optional("enterpriseProjectId", scope::enterprise_project_id)?;
        if let Some(resource) = fields.optional_text("resource")? {
            facts = facts.for_resource(resource)?;
        }
        facts.context = fields.value("context").map(context).transpose()?.unwrap_or_default();
        facts.settled = fields.value("assume").map(settled).transpose()?.unwrap_or_default();
        Ok(facts)
    }
}

/// A cloud that has IAM policies.
pub(super) fn policy_cloud(text: &str, path: &str) -> Result<Cloud, Error> {
    with_policies(Cloud::parse(text, path)?, path)
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
