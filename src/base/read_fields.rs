//! The fields of an input as an operation reads them, whatever the input is written in.

use std::ops::RangeInclusive;

use super::{Error, Secret};

/// Reads the fields of one input. Errors name the path of the field; `parse` gets the text and that path.
pub(crate) trait ReadFields {
    /// # Errors
    /// [`super::Code::InvalidInput`] where the field is missing or no text, and what `parse` says.
    fn parse<T>(&self, name: &str, parse: impl Fn(&str, &str) -> Result<T, Error>) -> Result<T, Error>;

    /// The same where the field is given.
    ///
    /// # Errors
    /// [`super::Code::InvalidInput`] where the field is no text, and what `parse` says.
    fn optional<T>(&self, name: &str, parse: impl Fn(&str, &str) -> Result<T, Error>) -> Result<Option<T>, Error>;

    /// A whole number within `range`.
    ///
    /// # Errors
    /// [`super::Code::InvalidInput`] where it is missing or something else.
    fn integer(&self, name: &str, range: RangeInclusive<u32>) -> Result<u32, Error>;

    /// A whole number within `range`, where it is given.
    ///
    /// # Errors
    /// [`super::Code::InvalidInput`] where it is something else.
    fn optional_integer(&self, name: &str, range: RangeInclusive<u32>) -> Result<Option<u32>, Error>;

    /// True or false, where it is given.
    ///
    /// # Errors
    /// [`super::Code::InvalidInput`] where it is something else.
    fn optional_flag(&self, name: &str) -> Result<Option<bool>, Error>;

    /// The texts of a list, where it is given; `parse` gets each text and its path.
    ///
    /// # Errors
    /// [`super::Code::InvalidInput`] where it is no list, or an item no text, and what `parse` says.
    fn optional_list<T>(
        &self,
        name: &str,
        parse: impl Fn(&str, &str) -> Result<T, Error>,
    ) -> Result<Option<Vec<T>>, Error>;

    /// A text whose value no error repeats.
    ///
    /// # Errors
    /// [`super::Code::InvalidInput`] where it is missing, empty or something else.
    fn secret(&self, name: &str) -> Result<Secret, Error>;

    /// Whether it is given.
    fn is_given(&self, name: &str) -> bool;

    /// The path of a field, such as `auth.user`.
    fn path_of(&self, name: &str) -> String;

    /// The error of a field that is not there.
    fn missing(&self, name: &str) -> Error;
}

/// Reads fields that are objects themselves.
#[cfg(feature = "account")]
pub(crate) trait ReadObjects: ReadFields {
    /// An object that has no other fields than `known`, where it is given.
    ///
    /// # Errors
    /// [`super::Code::InvalidInput`] where it is no object or has another field, and what `read` says.
    fn optional_object<T>(
        &self,
        name: &str,
        known: &[&str],
        read: impl Fn(&Self) -> Result<T, Error>,
    ) -> Result<Option<T>, Error>;

    /// The objects of a list, where it is given.
    ///
    /// # Errors
    /// As for one of them; also where it is no list.
    fn optional_objects<T>(
        &self,
        name: &str,
        known: &[&str],
        read: impl Fn(&Self) -> Result<T, Error>,
    ) -> Result<Option<Vec<T>>, Error>;
}
