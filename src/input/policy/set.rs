//! The entries of a set of policies.

use serde_json::Value;

use super::declared::ENTRY;
use crate::base::said::said;
use crate::input::fields::{Fields, array};
use crate::policy::{Entry, PolicySet};
use crate::{Error, Scope};

impl PolicySet {
    /// Reads the array of entries `[{ name, document, scope?, catalog? } | { name, unread, scope? }]`. A bad document is no error:
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
    pub fn from_parts(entries: &Value, documents: &[Option<&str>]) -> Result<Self, Error> {
        let entries = array(entries, "policies")?;
        if entries.len() != documents.len() {
            return Err(Error::invalid("policies", said!("policies must have one document each")));
        }
        // The texts come apart.
        let fields = ENTRY.names.iter().copied().filter(|name| *name != "document").collect::<Vec<_>>();
        let read = |((index, value), document): ((usize, &Value), &Option<&str>)| {
            let path = format!("policies[{index}]");
            Entry::read(&Fields::of(value, &path, &fields)?, *document)
        };
        let entries = entries.iter().enumerate().zip(documents).map(read);
        Ok(Self::new(entries.collect::<Result<_, _>>()?))
    }
}

impl Entry {
    fn from_input(value: &Value, path: &str) -> Result<Self, Error> {
        let fields = Fields::of(value, path, ENTRY.names)?;
        Self::read(&fields, fields.optional_text("document")?)
    }

    fn read(fields: &Fields<'_>, document: Option<&str>) -> Result<Self, Error> {
        let name = fields.text("name")?;
        let scope =
            fields.value("scope").map(|scope| Scope::from_input(scope, &fields.path_of("scope"))).transpose()?;
        let catalog = fields.optional_text("catalog")?;
        let entry = match (document, fields.optional_text("unread")?) {
            (Some(document), None) => {
                let entry = Self::new(name, document);
                match catalog {
                    Some(catalog) => entry.with_catalog(catalog),
                    None => entry,
                }
            }
            (None, Some(cause)) => {
                let path = fields.path_of("unread");
                if cause.trim().is_empty() {
                    let message = said!("{} must say why it was not read", &*path);
                    return Err(Error::invalid(&path, message));
                }
                if catalog.is_some() {
                    let path = fields.path_of("catalog");
                    return Err(Error::invalid(&path, said!("{} is not for an entry that was not read", &*path)));
                }
                Self::unread(name, cause)
            }
            (Some(_), Some(_)) => {
                let path = fields.path_of("unread");
                let message = said!("{} is not for an entry with a document", &*path);
                return Err(Error::invalid(&path, message));
            }
            (None, None) => {
                return Err(fields.missing("document").with_hint(said!(
                    "give the text of the policy; where it could not be read, `unread` with the cause in its place"
                )));
            }
        };
        Ok(Self { scope, ..entry })
    }
}
