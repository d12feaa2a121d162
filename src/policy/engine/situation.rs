//! What is known about the request besides its action.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::base::fields::{Fields, kind};
use crate::base::said::{phrase, said};
use crate::base::text::{nearest, quoted};
use crate::policy::model::pattern::AskedResource;
use crate::policy::model::verdict::{Question, Settled};
use crate::{Cloud, Code, Error};

/// What is known about a request besides its action, as the caller gave it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) cloud: Option<Cloud>,
    pub(crate) project_id: Option<String>,
    pub(crate) enterprise_project_id: Option<String>,
    pub(crate) resource: Option<AskedResource>,
    /// No values: the key is absent. No entry: nothing is known.
    pub(crate) context: BTreeMap<Box<str>, Vec<Box<str>>>,
    pub(crate) settled: Settled,
}

impl Known {
    pub(crate) const FIELDS: &[&str] = &["cloud", "projectId", "enterpriseProjectId", "resource", "context", "assume"];

    pub(crate) fn from_fields(fields: &Fields<'_>) -> Result<Self, Error> {
        let id = |name: &str| fields.optional(name, crate::base::scope::id);
        Ok(Self {
            cloud: fields.optional("cloud", policy_cloud)?,
            project_id: id("projectId")?,
            enterprise_project_id: id("enterpriseProjectId")?,
            resource: fields.optional("resource", resource)?,
            context: fields.value("context").map(context).transpose()?.unwrap_or_default(),
            settled: fields.value("assume").map(settled).transpose()?.unwrap_or_default(),
        })
    }
}

/// A cloud that has IAM policies.
pub(crate) fn policy_cloud(text: &str, path: &str) -> Result<Cloud, Error> {
    with_policies(Cloud::parse(text, path)?, path)
}

pub(crate) fn with_policies(cloud: Cloud, path: &str) -> Result<Cloud, Error> {
    match cloud {
        Cloud::Openstack => Err(Error::new(
            Code::UnsupportedOperation,
            phrase!("cloud `openstack` has no IAM policies: Nova decides by rules in its own configuration"),
        )
        .with_path(path)
        .with_hint(phrase!(
            "use cloud `otc` or `huawei`; on plain OpenStack an administrator reads nova's policy.yaml"
        ))),
        cloud => Ok(cloud),
    }
}

pub(crate) fn resource(text: &str, path: &str) -> Result<AskedResource, Error> {
    AskedResource::parse(text).ok_or_else(|| {
        Error::invalid(
            path,
            said!(
                "{} must be one resource, `service:region:account:type:id` without `*`, got {}",
                &*path,
                quoted(text)
            ),
        )
        .with_hint(phrase!("such as `ecs:cn-north-4:0123456789abcdef:instance:11111111-2222-4333-8444-555555555555`"))
    })
}

fn context(value: &Value) -> Result<BTreeMap<Box<str>, Vec<Box<str>>>, Error> {
    let Value::Object(entries) = value else {
        return Err(Error::invalid("context", format!("context must be an object, got {}", kind(value))));
    };
    // Not collected: that would compile another sort.
    let mut context = BTreeMap::new();
    for (key, value) in entries {
        context.insert(key.as_str().into(), context_values(key, value)?);
    }
    Ok(context)
}

fn context_values(key: &str, value: &Value) -> Result<Vec<Box<str>>, Error> {
    let path = context_path(key);
    let wrong = |value: &Value| {
        Error::invalid(
            &path,
            format!(
                "{path} must be an array of strings, or null where the request does not have the key, got {}",
                kind(value)
            ),
        )
    };
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(values) => {
            values.iter().map(|value| value.as_str().map(Into::into).ok_or_else(|| wrong(value))).collect()
        }
        other => Err(wrong(other)),
    }
}

pub(crate) fn context_path(key: &str) -> String {
    format!("context[{}]", quoted(key).replace('`', "\""))
}

fn settled(value: &Value) -> Result<Settled, Error> {
    let Value::Object(entries) = value else {
        return Err(Error::invalid("assume", format!("assume must be an object, got {}", kind(value))));
    };
    entries.iter().try_fold(Settled::default(), |settled, (code, answer)| {
        let path = format!("assume.{code}");
        let question = Question::ALL.iter().copied().find(|question| question.as_str() == code).ok_or_else(|| {
            let error = Error::invalid("assume", format!("unknown assumption {}", quoted(code)));
            match nearest(code, Question::NAMES).first() {
                Some(meant) => error.with_hint(format!("did you mean `{meant}`?")),
                None => error.with_hint(format!("known: {}", Question::NAMES.join(", "))),
            }
        })?;
        let answer = answer
            .as_bool()
            .ok_or_else(|| Error::invalid(&path, format!("{path} must be true or false, got {}", kind(answer))))?;
        Ok(settled.with(question, answer))
    })
}
