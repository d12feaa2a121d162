//! The policy that is translated: read strictly, because nothing of it may be guessed.

use super::{LARGEST_POLICY, Target};
use crate::Error;
use crate::base::said::{Said, said};
use crate::base::text::quoted;
use crate::policy::model::ast::Effect;
pub(super) use crate::policy::model::write::Condition;
use crate::read::json::{Json, value};
use crate::read::layer::Layer;

/// A policy that was read as a whole.
#[derive(Debug)]
pub(super) struct Original {
    /// Whether it is of version 1.0.
    pub(super) is_role: bool,
    pub(super) depends: bool,
    pub(super) statements: Vec<Statement>,
}

#[derive(Debug)]
pub(super) struct Statement {
    pub(super) sid: Option<String>,
    pub(super) effect: Effect,
    pub(super) not_action: bool,
    pub(super) actions: Vec<String>,
    pub(super) resources: Option<Resources>,
    pub(super) conditions: Vec<Condition>,
}

#[derive(Debug)]
pub(super) struct Resources {
    pub(super) negated: bool,
    /// Whether they are URIs, of an agency.
    pub(super) is_uri: bool,
    pub(super) patterns: Vec<String>,
}

/// What keeps it from being read, and where.
type Unreadable = (String, Said);

impl Original {
    /// Reads what is to be written in version `to`.
    pub(super) fn read(text: &str, to: Target) -> Result<Self, Error> {
        if text.len() > LARGEST_POLICY {
            return Err(Error::invalid("document", said!("`document` must have at most {} MiB", 1_usize)));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let layer = Layer::given(text, 0);
        let root = value(&layer).ok_or_else(|| unread(&("$".to_owned(), said!("it is not JSON"))))?;
        let (policy, path) = policy_of(root);
        let read = Reader { is_v5: to == Target::V1_1 }.policy(policy, path);
        read.map_err(|unreadable| unread(&unreadable))
    }
}

fn unread((path, what): &Unreadable) -> Error {
    let message = said!("only a policy that is read as a whole is translated; at {}: {}", quoted(path), what.clone());
    Error::invalid("document", message)
}

/// The policy in what the IAM API puts around it.
fn policy_of(root: Json<'_>) -> (Json<'_>, &'static str) {
    match object_in(root, "role") {
        Some(role) => object_in(role, "policy").map_or((root, "$"), |policy| (policy, "$.role.policy")),
        None => object_in(root, "policy").map_or((root, "$"), |policy| (policy, "$.policy")),
    }
}

fn object_in<'a>(json: Json<'a>, name: &str) -> Option<Json<'a>> {
    if json.sign() != b'{' {
        return None;
    }
    let mut found = json.members().into_iter().filter(|(member, _)| member.name() == name);
    // Which of two counts is not guessed.
    let member = found.next().filter(|_| found.next().is_none());
    member.map(|(_, value)| value).filter(|value| value.sign() == b'{')
}

struct Reader {
    is_v5: bool,
}

/// The members of an object: each known, and there once.
struct Members<'a>(Vec<(String, Json<'a>)>);

impl<'a> Members<'a> {
    fn of(json: Json<'a>, path: &str, known: Option<&[&str]>) -> Result<Self, Unreadable> {
        if json.sign() != b'{' {
            return Err((path.to_owned(), said!("it is not an object")));
        }
        let mut members: Vec<(String, Json<'a>)> = Vec::new();
        for (name, value) in json.members() {
            let name = name.text().unwrap_or_default();
            if known.is_some_and(|known| !known.contains(&&*name)) {
                return Err((path.to_owned(), said!("it has a member {}, which is not known", quoted(&name))));
            }
            members.push((name, value));
        }
        let mut names: Vec<&str> = members.iter().map(|(name, _)| &**name).collect();
        crate::base::sort::sort_by(&mut names, Ord::cmp);
        if let Some([twice, _]) = names.windows(2).find(|pair| pair.first() == pair.last()) {
            return Err((path.to_owned(), said!("it has {} twice", quoted(twice))));
        }
        Ok(Self(members))
    }

    fn get(&self, name: &str) -> Option<Json<'a>> {
        self.0.iter().find(|(each, _)| each == name).map(|(_, value)| *value)
    }
}

fn text(json: Json<'_>, path: &str) -> Result<String, Unreadable> {
    let text = if json.sign() == b'"' { json.text() } else { None };
    text.ok_or_else(|| (path.to_owned(), said!("it is not a string")))
}

fn list<'a>(json: Json<'a>, path: &str) -> Result<Vec<Json<'a>>, Unreadable> {
    if json.sign() == b'[' { Ok(json.items()) } else { Err((path.to_owned(), said!("it is not an array"))) }
}

fn texts(json: Json<'_>, path: &str) -> Result<Vec<String>, Unreadable> {
    let items = list(json, path)?.into_iter().enumerate();
    items.map(|(index, item)| text(item, &format!("{path}[{index}]"))).collect()
}

impl Reader {
    fn policy(&self, json: Json<'_>, path: &str) -> Result<Original, Unreadable> {
        let known: &[&str] = if self.is_v5 { &["Version", "Statement"] } else { &["Version", "Statement", "Depends"] };
        let members = Members::of(json, path, Some(known))?;
        let is_role = self.version(&members, path)?;
        let depends = match members.get("Depends") {
            Some(depends) => !list(depends, &format!("{path}.Depends"))?.is_empty(),
            None => false,
        };
        let place = format!("{path}.Statement");
        let statements = members.get("Statement").ok_or_else(|| (path.to_owned(), said!("it has no `Statement`")))?;
        let statements = list(statements, &place)?.into_iter().enumerate();
        let statements = statements.map(|(index, statement)| self.statement(statement, &format!("{place}[{index}]")));
        Ok(Original { is_role, depends, statements: statements.collect::<Result<_, _>>()? })
    }

    /// Whether it is a role.
    fn version(&self, members: &Members<'_>, path: &str) -> Result<bool, Unreadable> {
        let place = format!("{path}.Version");
        let version = members.get("Version").ok_or_else(|| (path.to_owned(), said!("it has no `Version`")))?;
        match (&*text(version, &place)?, self.is_v5) {
            ("1.0", false) => Ok(true),
            ("1.1", false) | ("5.0", true) => Ok(false),
            ("1.0" | "1.1", _) => Err((place, said!("it is none of version 5.0"))),
            ("5.0", _) => Err((place, said!("it is of version 5.0 already"))),
            (other, _) => Err((place, said!("version {} is not known", quoted(other)))),
        }
    }

    fn statement(&self, json: Json<'_>, path: &str) -> Result<Statement, Unreadable> {
        let known: &[&str] = if self.is_v5 {
            &["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"]
        } else {
            &["Effect", "Action", "NotAction", "Resource", "Condition"]
        };
        let members = Members::of(json, path, Some(known))?;
        let at = |name: &str| format!("{path}.{name}");
        let effect = members.get("Effect").ok_or_else(|| (path.to_owned(), said!("it has no `Effect`")))?;
        let effect = match &*text(effect, &at("Effect"))? {
            "Allow" => Effect::Allow,
            "Deny" => Effect::Deny,
            _ => return Err((at("Effect"), said!("it is neither `Allow` nor `Deny`"))),
        };
        let (name, not_action, actions) = match (members.get("Action"), members.get("NotAction")) {
            (Some(actions), None) => ("Action", false, actions),
            (None, Some(actions)) => ("NotAction", true, actions),
            _ => return Err((path.to_owned(), said!("it must have one of {} and {}", "`Action`", "`NotAction`"))),
        };
        let actions = self.not_empty(texts(actions, &at(name))?, &at(name))?;
        Ok(Statement {
            sid: members.get("Sid").map(|sid| text(sid, &at("Sid"))).transpose()?,
            effect,
            not_action,
            actions,
            resources: self.resources(&members, path)?,
            conditions: members
                .get("Condition")
                .map_or(Ok(Vec::new()), |json| self.conditions(json, &at("Condition")))?,
        })
    }

    /// Whether the cloud takes an empty list is open in version 5.0.
    fn not_empty(&self, texts: Vec<String>, path: &str) -> Result<Vec<String>, Unreadable> {
        if self.is_v5 && texts.is_empty() { Err((path.to_owned(), said!("it is empty"))) } else { Ok(texts) }
    }

    fn resources(&self, members: &Members<'_>, path: &str) -> Result<Option<Resources>, Unreadable> {
        let (name, negated, json) = match (members.get("Resource"), members.get("NotResource")) {
            (None, None) => return Ok(None),
            (Some(json), None) => ("Resource", false, json),
            (None, Some(json)) => ("NotResource", true, json),
            _ => return Err((path.to_owned(), said!("it must have one of {} and {}", "`Resource`", "`NotResource`"))),
        };
        let place = format!("{path}.{name}");
        if json.sign() == b'{' && !self.is_v5 {
            let inside = Members::of(json, &place, Some(&["uri"]))?;
            let uri = inside.get("uri").ok_or_else(|| (place.clone(), said!("it is not an array")))?;
            let patterns = texts(uri, &format!("{place}.uri"))?;
            return Ok(Some(Resources { negated, is_uri: true, patterns }));
        }
        let patterns = self.not_empty(texts(json, &place)?, &place)?;
        Ok(Some(Resources { negated, is_uri: false, patterns }))
    }

    fn conditions(&self, json: Json<'_>, path: &str) -> Result<Vec<Condition>, Unreadable> {
        let mut conditions = Vec::new();
        for (operator, keys) in Members::of(json, path, None)?.0 {
            let place = format!("{path}.{operator}");
            for (key, values) in Members::of(keys, &place, None)?.0 {
                let place = format!("{place}.{key}");
                // One value may stand alone in version 5.0.
                let values = if self.is_v5 && values.sign() == b'"' {
                    vec![text(values, &place)?]
                } else {
                    texts(values, &place)?
                };
                conditions.push(Condition { operator: operator.clone(), key, values });
            }
        }
        Ok(conditions)
    }
}
