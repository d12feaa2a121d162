//! The entries of a set of policies.

use serde_json::Value;

#[cfg(feature = "types")]
use crate::base::declared::{Form, Typed, Union};
use crate::base::declared::{Read, input};
use crate::base::said::{Said, said};
use crate::input::fields::{Fields, array};
use crate::policy::{Entry, PolicySet, Services};
use crate::{Error, PolicyKind, Scope};

input! {
    /// One policy or role.
    PolicyText<'a> as "PolicyText" {
        /// What you call it; of a role without envelope also the name that `Depends` refers to.
        name as "name": String,
        /// The text: a policy, or what the IAM API puts around it. What cannot be read of it (no policy at all, a statement without a
        /// readable `Effect`, `Action` or `Resource`) may allow and deny anything where it is attached.
        document as "document": Document<'a>,
        /// Only in place of `document`.
        _unread as "unread": NotHere,
        /// Where it is attached; without it, it applies.
        scope as "scope": Option<Scope>,
        /// The catalog of a role without envelope, such as `BASE`; `CUSTOMED` by default.
        catalog as "catalog": Option<String>,
        /// What kind of policy it is; without it, by its version. What limits (`session`, `scp`) is of version 5.0.
        kind as "kind": Option<PolicyKind>,
        /// Of a service control policy, where it is attached (such as `root` or the name of a unit): those of one level are united, and
        /// each level must allow.
        level as "level": Option<Level>,
    }
}

input! {
    /// Something that could not be read: it may allow and deny anything where it is attached.
    UnreadPolicy as "UnreadPolicy" {
        /// What you call it.
        name as "name": String,
        /// Why it was not read; reasons say so. Not empty.
        unread as "unread": String,
        /// Where it is attached; without it, it applies.
        scope as "scope": Option<Scope>,
        /// Only in place of `unread`.
        _document as "document": NotHere,
        /// What kind of policy it is; without it, it may be any.
        kind as "kind": Option<PolicyKind>,
        /// Of a service control policy, where it is attached.
        level as "level": Option<Level>,
        /// Only of what has a document.
        _catalog as "catalog": NotHere,
    }
}

/// The entries of a set.
#[cfg(feature = "types")]
pub(crate) const ENTRY: Union = Union {
    name: || "PolicyEntry".to_owned(),
    docs: "One entry of a set: a policy or role, or what of them could not be read.",
    of: &[Form::Named(PolicyText::DECLARED), Form::Named(UnreadPolicy::DECLARED)],
};

/// The text of a policy, unless it comes apart from its entry.
#[derive(Debug)]
pub(crate) struct Document<'a>(Option<&'a str>);

#[cfg(feature = "types")]
impl Typed for Document<'_> {
    fn of() -> String {
        "string | Uint8Array".to_owned()
    }
}

impl<'a> Read<Fields<'a>> for Document<'a> {
    fn read(fields: &Fields<'a>, name: &str) -> Result<Self, Error> {
        fields.optional_text(name).map(Self)
    }
}

/// The level of a service control policy: a name or a number.
#[derive(Debug)]
pub(crate) struct Level(String);

#[cfg(feature = "types")]
impl Typed for Option<Level> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "string | number".to_owned()
    }
}

impl Read<Fields<'_>> for Option<Level> {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Self, Error> {
        match fields.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(Level(text.clone()))),
            Some(Value::Number(number)) => Ok(Some(Level(number.to_string()))),
            Some(other) => Err(fields.wrong(name, said!("a string or a number"), other)),
        }
    }
}

/// A field of the other kind of entry: which kind it is was told by them before.
#[derive(Debug)]
pub(crate) struct NotHere;

#[cfg(feature = "types")]
impl Typed for NotHere {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "undefined".to_owned()
    }
}

impl<F> Read<F> for NotHere {
    fn read(_fields: &F, _name: &str) -> Result<Self, Error> {
        Ok(Self)
    }
}

impl PolicySet {
    /// Reads the array of entries `[{ name, document, scope?, catalog?, kind?, level? } | { name, unread, scope?, kind?, level? }]`. A bad document is no error:
    /// what can be read of it is evaluated, the rest leaves answers open, and its [`Entry::diagnostics`] say what is wrong.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] with the path of the field, for input that does not have this form.
    pub fn from_input(input: &Value) -> Result<Self, Error> {
        let entries = array(input, "policies")?.iter().enumerate();
        let entries = entries.map(|(index, value)| Entry::from_input(value, &format!("policies[{index}]")));
        Ok(Self::new(entries.collect::<Result<_, _>>()?))
    }

    /// The same with the documents apart: `entries` has no `document`, and `documents` has one for each; none for an entry that was
    /// not read.
    ///
    /// # Errors
    /// As [`PolicySet::from_input`]; also where there are more or fewer documents than entries.
    pub fn from_parts(entries: &Value, documents: &[Option<&str>], services: &Services) -> Result<Self, Error> {
        let entries = array(entries, "policies")?;
        if entries.len() != documents.len() {
            return Err(Error::invalid("policies", said!("policies must have one document each")));
        }
        // The texts come apart.
        let fields = PolicyText::DECLARED.names.iter().copied().filter(|name| *name != "document").collect::<Vec<_>>();
        let read = |((index, value), document): ((usize, &Value), &Option<&str>)| {
            let path = format!("policies[{index}]");
            Entry::read(&Fields::of(value, &path, &fields)?, *document)
        };
        let entries = entries.iter().enumerate().zip(documents).map(read);
        Ok(Self::with_services(entries.collect::<Result<_, _>>()?, services))
    }
}

impl Entry {
    fn from_input(value: &Value, path: &str) -> Result<Self, Error> {
        let fields = Fields::of(value, path, PolicyText::DECLARED.names)?;
        Self::read(&fields, None)
    }

    fn read(fields: &Fields<'_>, apart: Option<&str>) -> Result<Self, Error> {
        let has = |name| fields.value(name).is_some();
        let not_for = |name: &str, other: fn(&str) -> Said| {
            let path = fields.path_of(name);
            Err(Error::invalid(&path, other(&path)))
        };
        let (entry, scope, kind, level) = match (apart.is_some() || has("document"), has("unread")) {
            (true, false) => {
                let PolicyText { name, document, scope, catalog, kind, level, .. } = PolicyText::read(fields)?;
                let entry = Self::new(&name, apart.or(document.0).unwrap_or_default());
                let entry = match catalog {
                    Some(catalog) => entry.with_catalog(&catalog),
                    None => entry,
                };
                (entry, scope, kind, level)
            }
            (false, true) => {
                let UnreadPolicy { name, unread, scope, kind, level, .. } = UnreadPolicy::read(fields)?;
                if unread.trim().is_empty() {
                    return not_for("unread", |path| said!("{} must say why it was not read", path));
                }
                if has("catalog") {
                    return not_for("catalog", |path| said!("{} is not for an entry that was not read", path));
                }
                (Self::unread(&name, &unread), scope, kind, level)
            }
            (true, true) => return not_for("unread", |path| said!("{} is not for an entry with a document", path)),
            (false, false) => {
                return Err(fields.missing("document").with_hint(said!(
                    "give the text of the policy; where it could not be read, `unread` with the cause in its place"
                )));
            }
        };
        if level.is_some() && kind != Some(PolicyKind::Scp) {
            return not_for("level", |path| said!("{} is only for a service control policy (`kind: \"scp\"`)", path));
        }
        let entry = level.into_iter().fold(entry, |entry, Level(level)| entry.at_level(&level));
        let entry = kind.into_iter().fold(entry, Self::with_kind);
        Ok(Self { scope, ..entry })
    }
}
