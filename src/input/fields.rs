//! Reads what a caller gives: plain JSON data, strictly.
//!
//! Written by hand rather than derived, because a derived reader repeats the value it did not like, and here the value
//! may be a password.

use serde_json::{Map, Value};

use crate::base::read_fields::ReadFields;
#[cfg(feature = "account")]
use crate::base::read_fields::ReadObjects;
use crate::base::said::{Said, said};
use crate::base::text::{nearest, quoted};
use crate::{Error, Secret};

/// The fields of one input object. Unknown ones are errors from the start.
#[derive(Clone)]
pub(crate) struct Fields<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// # Errors
    /// `InvalidInput` where `value` is no object or has a field that is not in `known`.
    pub(crate) fn of(value: &'a Value, path: &str, known: &[&str]) -> Result<Self, Error> {
        let fields = Self::any(value, path)?;
        match fields.map.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(fields),
            Some((name, _)) => Err(fields.unknown(name, known)),
        }
    }

    /// The fields, whatever their names.
    pub(crate) fn any(value: &'a Value, path: &str) -> Result<Self, Error> {
        let map = object(value, if path.is_empty() { "input" } else { path })?;
        Ok(Self { path: path.to_owned(), map })
    }

    fn unknown(&self, name: &str, known: &[&str]) -> Error {
        let path = self.path_of(name);
        let meant = nearest(name, known);
        let known: Vec<String> = known.iter().map(|each| format!("`{each}`")).collect();
        let error = Error::invalid(&path, said!("unknown field {}", quoted(&path)));
        match meant.first() {
            Some(meant) => error.with_hint(said!("did you mean `{}`?", *meant)),
            None => error.with_hint(said!("known fields here: {}", known.join(", "))),
        }
    }

    /// The path of a field, such as `auth.user`.
    pub(crate) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// The value of a field; `null` counts as not given.
    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn optional_text(&self, name: &str) -> Result<Option<&'a str>, Error> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong(name, said!("a string"), other)),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Result<&'a str, Error> {
        self.optional_text(name)?.ok_or_else(|| self.missing(name))
    }

    /// A text that must not be empty and whose value no error repeats.
    pub(crate) fn secret(&self, name: &str) -> Result<Secret, Error> {
        let text = self.text(name)?;
        if text.is_empty() {
            return Err(Error::invalid(self.path_of(name), said!("{} must not be empty", self.path_of(name))));
        }
        Ok(Secret::from(text.to_owned()))
    }

    /// A list, where it is given.
    pub(crate) fn optional_array(&self, name: &str) -> Result<Option<&'a [Value]>, Error> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(other) => Err(self.wrong(name, said!("an array"), other)),
        }
    }

    /// Parses a text field that must be there; `parse` gets the text and the field's path.
    pub(crate) fn parse<T>(&self, name: &str, parse: impl Fn(&str, &str) -> Result<T, Error>) -> Result<T, Error> {
        parse(self.text(name)?, &self.path_of(name))
    }

    /// Parses a text field where it is given.
    pub(crate) fn optional<T>(
        &self,
        name: &str,
        parse: impl Fn(&str, &str) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        self.optional_text(name)?.map(|text| parse(text, &self.path_of(name))).transpose()
    }

    /// A whole number within `range`, where it is given.
    pub(crate) fn optional_integer(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<Option<u32>, Error> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let whole = value.as_f64().filter(|number| number.fract() == 0.0);
        let within = whole.filter(|number| (f64::from(*range.start())..=f64::from(*range.end())).contains(number));
        match within {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just checked")]
            Some(number) => Ok(Some(number as u32)),
            None => {
                let path = self.path_of(name);
                let given = if value.is_number() { said!("`{}`", value.to_string()) } else { kind(value) };
                let (start, end) = (*range.start(), *range.end());
                Err(Error::invalid(
                    &path,
                    said!("{} must be {}, got {}", &*path, said!("a whole number from {} to {}", start, end), given),
                ))
            }
        }
    }

    pub(crate) fn missing(&self, name: &str) -> Error {
        let path = self.path_of(name);
        Error::invalid(&path, said!("{} is missing", &*path))
    }

    pub(crate) fn wrong(&self, name: &str, expected: Said, got: &Value) -> Error {
        wrong(&self.path_of(name), expected, got)
    }
}

impl ReadFields for Fields<'_> {
    fn parse<T>(&self, name: &str, parse: impl Fn(&str, &str) -> Result<T, Error>) -> Result<T, Error> {
        Fields::parse(self, name, parse)
    }

    fn optional<T>(&self, name: &str, parse: impl Fn(&str, &str) -> Result<T, Error>) -> Result<Option<T>, Error> {
        Fields::optional(self, name, parse)
    }

    fn integer(&self, name: &str, range: std::ops::RangeInclusive<u32>) -> Result<u32, Error> {
        self.optional_integer(name, range)?.ok_or_else(|| self.missing(name))
    }

    fn optional_integer(&self, name: &str, range: std::ops::RangeInclusive<u32>) -> Result<Option<u32>, Error> {
        Fields::optional_integer(self, name, range)
    }

    fn optional_flag(&self, name: &str) -> Result<Option<bool>, Error> {
        let read = |value: &Value| value.as_bool().ok_or_else(|| self.wrong(name, said!("true or false"), value));
        self.value(name).map(read).transpose()
    }

    fn optional_list<T>(
        &self,
        name: &str,
        parse: impl Fn(&str, &str) -> Result<T, Error>,
    ) -> Result<Option<Vec<T>>, Error> {
        let Some(items) = self.optional_array(name)? else { return Ok(None) };
        let read = |(index, item): (usize, &Value)| {
            if let Some(Ok(value)) = item.as_str().map(|text| parse(text, "")) {
                return Ok(value);
            }
            // There are many: where each stands is written only where one is wrong.
            let path = format!("{}[{index}]", self.path_of(name));
            parse(item_text(item, &path)?, &path)
        };
        items.iter().enumerate().map(read).collect::<Result<_, _>>().map(Some)
    }

    fn secret(&self, name: &str) -> Result<Secret, Error> {
        Fields::secret(self, name)
    }

    fn is_given(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    fn path_of(&self, name: &str) -> String {
        Fields::path_of(self, name)
    }

    fn missing(&self, name: &str) -> Error {
        Fields::missing(self, name)
    }
}

#[cfg(feature = "account")]
impl ReadObjects for Fields<'_> {
    fn optional_object<T>(
        &self,
        name: &str,
        known: &[&str],
        read: impl Fn(&Self) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        self.value(name).map(|value| read(&Self::of(value, &self.path_of(name), known)?)).transpose()
    }

    fn optional_objects<T>(
        &self,
        name: &str,
        known: &[&str],
        read: impl Fn(&Self) -> Result<T, Error>,
    ) -> Result<Option<Vec<T>>, Error> {
        let Some(items) = self.optional_array(name)? else { return Ok(None) };
        let path = self.path_of(name);
        let items = items.iter().enumerate();
        items
            .map(|(index, item)| read(&Self::of(item, &format!("{path}[{index}]"), known)?))
            .collect::<Result<_, _>>()
            .map(Some)
    }
}

/// An item of a list, which must be a text.
pub(crate) fn item_text<'a>(item: &'a Value, path: &str) -> Result<&'a str, Error> {
    item.as_str().ok_or_else(|| wrong(path, said!("a string"), item))
}

/// The items of a list that is itself the input.
#[cfg(feature = "rules")]
pub(crate) fn array<'a>(value: &'a Value, path: &str) -> Result<&'a [Value], Error> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| wrong(path, said!("an array"), value))
}

/// The members of an object that may have any.
pub(crate) fn object<'a>(value: &'a Value, path: &str) -> Result<&'a Map<String, Value>, Error> {
    value.as_object().ok_or_else(|| wrong(path, said!("an object"), value))
}

/// A value of another kind than is wanted there; its kind is told, never the value.
pub(crate) fn wrong(path: &str, expected: Said, got: &Value) -> Error {
    Error::invalid(path, said!("{} must be {}, got {}", path, expected, kind(got)))
}

/// What kind of value it is; never the value itself.
pub(crate) fn kind(value: &Value) -> Said {
    match value {
        Value::Null => said!("{}", "null"),
        Value::Bool(_) => said!("a boolean"),
        Value::Number(_) => said!("a number"),
        Value::String(_) => said!("a string"),
        Value::Array(_) => said!("an array"),
        Value::Object(_) => said!("an object"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_unknown_field_is_named_with_what_was_meant() {
        let input = json!({ "servrId": "x" });
        let error = Fields::of(&input, "", &["serverId"]).err().unwrap();
        assert_eq!((error.path(), error.hint()), (Some("servrId"), Some("did you mean `serverId`?")));
    }

    #[test]
    fn no_error_repeats_a_value() {
        let input = json!({ "token": ["hunter2"] });
        let error = Fields::of(&input, "auth", &["token"]).unwrap().secret("token").unwrap_err();
        assert_eq!(error.message(), "auth.token must be a string, got an array");
        let error = Fields::of(&json!("hunter2"), "auth", &["token"]).err().unwrap();
        assert_eq!(error.message(), "auth must be an object, got a string");
    }

    #[test]
    fn integers_are_whole_and_within_range() {
        let input = json!({ "limit": 3, "half": 0.5, "text": "3", "big": 1001 });
        let fields = Fields::of(&input, "", &["limit", "half", "text", "big"]).unwrap();
        assert_eq!(fields.optional_integer("limit", 1..=1000).unwrap(), Some(3));
        for name in ["half", "text", "big"] {
            assert!(fields.optional_integer(name, 1..=1000).is_err(), "{name}");
        }
    }
}
