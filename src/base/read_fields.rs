//! The fields of an input as an operation reads them, whatever the input is written in.

use std::ops::RangeInclusive;

use super::Error;

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
}
