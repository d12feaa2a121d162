//! What an input object may have: declared once, for the reader, which refuses any other field, and for the types of TypeScript.

use super::Error;
use super::ids::{ApiVersion, Cloud, DomainId, GroupId, KeyPairName, Microversion, ProjectId, ServerId, UserId};
use super::read_fields::ReadFields;

/// One field as TypeScript has it.
#[cfg(feature = "types")]
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The lines of its documentation.
    pub docs: &'static [&'static str],
    /// The name.
    pub name: &'static str,
    /// Whether it may be left out.
    pub optional: bool,
    /// The type, in TypeScript.
    pub of: &'static str,
}

/// An input object: the names of its fields; and with the feature `types` all that TypeScript has of it.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    /// The names of its own fields.
    pub names: &'static [&'static str],
    /// What it is called.
    #[cfg(feature = "types")]
    pub name: &'static str,
    /// The lines of its documentation.
    #[cfg(feature = "types")]
    pub docs: &'static [&'static str],
    /// The objects whose fields it has too.
    #[cfg(feature = "types")]
    pub extends: &'static [&'static str],
    /// Its own fields.
    #[cfg(feature = "types")]
    pub fields: &'static [Field],
}

/// Declares an input object: `"Name" extends "Other" { required "name": "type", optional "name": "type", }`, each with its documentation.
/// The types are those of TypeScript.
macro_rules! declared {
    (
        $(#[doc = $doc:expr])+
        $name:literal $(extends $($base:literal),+)? {
            $($(#[doc = $field_doc:expr])+ $need:ident $field:literal: $of:literal,)+
        }
    ) => {
        $crate::base::declared::declared!(@of
            [$($doc),+] $name [$($($base),+)?]
            { $([$($field_doc),+] $field, $crate::base::declared::is_optional!($need), $of;)+ }
        )
    };
    (@of [$($doc:expr),+] $name:literal [$($base:literal),*] { $([$($field_doc:expr),+] $field:literal, $optional:expr, $of:expr;)+ }) => {
        $crate::base::declared::Declared {
            names: &[$($field),+],
            #[cfg(feature = "types")]
            name: $name,
            #[cfg(feature = "types")]
            docs: &[$($doc),+],
            #[cfg(feature = "types")]
            extends: &[$($base),*],
            #[cfg(feature = "types")]
            fields: &[$($crate::base::declared::Field {
                docs: &[$($field_doc),+],
                name: $field,
                optional: $optional,
                of: $of,
            }),+],
        }
    };
}
pub(crate) use declared;

#[cfg(feature = "types")]
macro_rules! is_optional {
    (required) => {
        false
    };
    (optional) => {
        true
    };
}
#[cfg(feature = "types")]
pub(crate) use is_optional;

/// Declares an input object whose fields are read one by one, as values of their types, and declares it.
macro_rules! input {
    (
        $(#[doc = $doc:expr])+
        $struct:ident as $name:literal {
            $($(#[doc = $field_doc:expr])+ $member:ident as $field:literal $(($of:literal))?: $type:ty,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone)]
        pub(crate) struct $struct {
            $($(#[doc = $field_doc])+ pub(crate) $member: $type,)+
        }

        impl $struct {
            /// What it has.
            pub(crate) const DECLARED: $crate::base::declared::Declared = $crate::base::declared::declared!(@of
                [$($doc),+] $name []
                { $(
                    [$($field_doc),+] $field,
                    <$type as $crate::base::declared::Read>::OPTIONAL, $crate::base::declared::type_of!($type $(, $of)?);
                )+ }
            );

            /// Reads it.
            ///
            /// # Errors
            /// [`crate::Code::InvalidInput`] with the path of the field.
            #[cfg(feature = "cloud")]
            pub(crate) fn read(
                fields: &impl $crate::base::read_fields::ReadFields,
            ) -> Result<Self, $crate::base::Error> {
                Ok(Self { $($member: <$type as $crate::base::declared::Read>::read(fields, $field)?,)+ })
            }
        }
    };
}
pub(crate) use input;

/// The type of a field in TypeScript: that of its Rust type, unless it is said to be narrower.
#[cfg(feature = "types")]
macro_rules! type_of {
    ($type:ty) => {
        <$type as $crate::base::declared::Read>::TYPE
    };
    ($type:ty, $of:literal) => {
        $of
    };
}
#[cfg(feature = "types")]
pub(crate) use type_of;

/// What a field of an input can be.
pub(crate) trait Read: Sized {
    /// Whether it may be left out.
    #[cfg(feature = "types")]
    const OPTIONAL: bool = false;

    /// What it is in TypeScript.
    #[cfg(feature = "types")]
    const TYPE: &'static str;

    /// Reads it.
    ///
    /// # Errors
    /// [`super::Code::InvalidInput`] with the path of the field.
    fn read(fields: &impl ReadFields, name: &str) -> Result<Self, Error>;
}

/// What is written as a text.
pub(crate) trait FromText: Sized {
    /// What it is in TypeScript.
    #[cfg(feature = "types")]
    const TYPE: &'static str;

    /// Reads it; `path` is where it was given.
    ///
    /// # Errors
    /// [`super::Code::InvalidInput`] at `path`.
    fn from_text(text: &str, path: &str) -> Result<Self, Error>;
}

impl<T: FromText> Read for T {
    #[cfg(feature = "types")]
    const TYPE: &'static str = <T as FromText>::TYPE;

    fn read(fields: &impl ReadFields, name: &str) -> Result<Self, Error> {
        fields.parse(name, T::from_text)
    }
}

impl<T: FromText> Read for Option<T> {
    #[cfg(feature = "types")]
    const OPTIONAL: bool = true;

    #[cfg(feature = "types")]
    const TYPE: &'static str = <T as FromText>::TYPE;

    fn read(fields: &impl ReadFields, name: &str) -> Result<Self, Error> {
        fields.optional(name, T::from_text)
    }
}

/// A whole number within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Within<const LEAST: u32, const MOST: u32>(pub(crate) u32);

impl<const LEAST: u32, const MOST: u32> Read for Option<Within<LEAST, MOST>> {
    #[cfg(feature = "types")]
    const OPTIONAL: bool = true;

    #[cfg(feature = "types")]
    const TYPE: &'static str = "number";

    fn read(fields: &impl ReadFields, name: &str) -> Result<Self, Error> {
        Ok(fields.optional_integer(name, LEAST..=MOST)?.map(Within))
    }
}

macro_rules! texts {
    ($($type:ty = $of:literal,)+) => {$(
        impl FromText for $type {
            #[cfg(feature = "types")]
            const TYPE: &'static str = $of;

            fn from_text(text: &str, path: &str) -> Result<Self, Error> {
                Self::parse(text, path)
            }
        }
    )+};
}

texts! {
    ApiVersion = "ApiVersion",
    Cloud = "Cloud",
    DomainId = "string",
    GroupId = "string",
    KeyPairName = "string",
    Microversion = "string",
    ProjectId = "string",
    ServerId = "string",
    UserId = "string",
}
