//! What an input object may have: declared once, for the reader, which refuses any other field, and for the types of TypeScript.

use super::Error;
use super::ids::{
    ApiVersion, Cloud, DomainId, GroupId, KeyPairName, Microversion, PolicyId, ProjectId, ServerId, ServerNamePart,
    UserId,
};
use super::operations::OperationName;
use super::policy_ids::{PageMarker, PolicyVersionId};
use super::policy_kind::PolicyKind;
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
    pub of: fn() -> String,
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

/// What one of the forms of a value is, for TypeScript.
#[cfg(feature = "types")]
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A text.
    Text,
    /// A value of a type.
    Typed(fn() -> String),
    /// An object that has a name of its own.
    Named(Declared),
    /// An object of these fields.
    Object(Declared),
    /// An object of exactly one of these fields.
    OneFieldOf(Declared),
}

/// An input that has one of several forms.
#[cfg(feature = "types")]
#[derive(Debug, Clone, Copy)]
pub struct Union {
    /// What it is called.
    pub name: fn() -> String,
    /// Its documentation.
    pub docs: &'static str,
    /// The forms.
    pub of: &'static [Form],
}

/// Declares an input object whose fields are values of their types, and how it is read:
/// `Struct as "Name" extends Other where "tag" is "kind" { field as "field": Type, }`. What TypeScript has is that of the types: `("…")` narrows it.
macro_rules! input {
    (
        $(#[doc = $doc:expr])+
        $struct:ident $(<$life:lifetime>)? as $name:literal $(extends $base:ty)? $(where $tag:literal is $kind:literal)? {
            $($(#[doc = $field_doc:expr])+ $member:ident as $field:literal $(($of:literal))?: $type:ty,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub(crate) struct $struct $(<$life>)? {
            $($(#[doc = $field_doc])+ pub(crate) $member: $type,)+
        }

        impl $(<$life>)? $struct $(<$life>)? {
            $(
                /// What tells it from the others.
                pub(crate) const KIND: &'static str = $kind;
            )?

            /// What it has.
            #[cfg_attr(
                not(feature = "types"),
                allow(dead_code, reason = "the fields of one of several objects are read among those of all")
            )]
            pub(crate) const DECLARED: $crate::base::declared::Declared = $crate::base::declared::Declared {
                names: &[$($tag,)? $($field),+],
                #[cfg(feature = "types")]
                name: $name,
                #[cfg(feature = "types")]
                docs: &[$($doc),+],
                #[cfg(feature = "types")]
                extends: &[$(<$base>::DECLARED.name)?],
                #[cfg(feature = "types")]
                fields: &[
                    $($crate::base::declared::Field {
                        docs: &["The kind."],
                        name: $tag,
                        optional: false,
                        of: || concat!("\"", $kind, "\"").to_owned(),
                    },)?
                    $($crate::base::declared::Field {
                        docs: &[$($field_doc),+],
                        name: $field,
                        optional: <$type as $crate::base::declared::Typed>::OPTIONAL,
                        of: $crate::base::declared::type_of!($type $(, $of)?),
                    }),+
                ],
            };

            /// Reads its own fields.
            ///
            /// # Errors
            /// [`crate::Code::InvalidInput`] with the path of the field.
            pub(crate) fn read<F>(fields: &F) -> Result<Self, $crate::base::Error>
            where
                $($type: $crate::base::declared::Read<F>,)+
            {
                Ok(Self { $($member: <$type as $crate::base::declared::Read<F>>::read(fields, $field)?,)+ })
            }
        }
    };
}
pub(crate) use input;

/// The type of a field in TypeScript: that of its Rust type, unless it is said to be narrower.
#[cfg(feature = "types")]
macro_rules! type_of {
    ($type:ty) => {
        <$type as $crate::base::declared::Typed>::of
    };
    ($type:ty, $of:literal) => {
        || $of.to_owned()
    };
}
#[cfg(feature = "types")]
pub(crate) use type_of;

/// The name in TypeScript of a type that is written there by itself.
#[cfg(feature = "types")]
pub(crate) fn name_of<T: ts_rs::TS>() -> String {
    T::name(&ts_rs::Config::default())
}

/// What TypeScript has of a field.
#[cfg(feature = "types")]
pub(crate) trait Typed {
    /// Whether it may be left out.
    const OPTIONAL: bool = false;

    /// The type.
    fn of() -> String;
}

/// What a field of an input can be, for a reader `F`.
pub(crate) trait Read<F>: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// [`super::Code::InvalidInput`] with the path of the field.
    fn read(fields: &F, name: &str) -> Result<Self, Error>;
}

/// What is written as a text.
pub(crate) trait FromText: Sized {
    /// What it is in TypeScript.
    #[cfg(feature = "types")]
    fn of() -> String {
        "string".to_owned()
    }

    /// Reads it; `path` is where it was given.
    ///
    /// # Errors
    /// [`super::Code::InvalidInput`] at `path`.
    fn from_text(text: &str, path: &str) -> Result<Self, Error>;
}

#[cfg(feature = "types")]
impl<T: FromText> Typed for T {
    fn of() -> String {
        <T as FromText>::of()
    }
}

impl<F: ReadFields, T: FromText> Read<F> for T {
    fn read(fields: &F, name: &str) -> Result<Self, Error> {
        fields.parse(name, T::from_text)
    }
}

#[cfg(feature = "types")]
impl<T: FromText> Typed for Option<T> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        <T as FromText>::of()
    }
}

impl<F: ReadFields, T: FromText> Read<F> for Option<T> {
    fn read(fields: &F, name: &str) -> Result<Self, Error> {
        fields.optional(name, T::from_text)
    }
}

/// A whole number within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Within<const LEAST: u32, const MOST: u32>(pub(crate) u32);

#[cfg(feature = "types")]
impl<const LEAST: u32, const MOST: u32> Typed for Within<LEAST, MOST> {
    fn of() -> String {
        "number".to_owned()
    }
}

impl<F: ReadFields, const LEAST: u32, const MOST: u32> Read<F> for Within<LEAST, MOST> {
    fn read(fields: &F, name: &str) -> Result<Self, Error> {
        fields.integer(name, LEAST..=MOST).map(Self)
    }
}

#[cfg(feature = "types")]
impl<const LEAST: u32, const MOST: u32> Typed for Option<Within<LEAST, MOST>> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "number".to_owned()
    }
}

impl<F: ReadFields, const LEAST: u32, const MOST: u32> Read<F> for Option<Within<LEAST, MOST>> {
    fn read(fields: &F, name: &str) -> Result<Self, Error> {
        Ok(fields.optional_integer(name, LEAST..=MOST)?.map(Within))
    }
}

#[cfg(feature = "types")]
impl Typed for Option<bool> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        "boolean".to_owned()
    }
}

impl<F: ReadFields> Read<F> for Option<bool> {
    fn read(fields: &F, name: &str) -> Result<Self, Error> {
        fields.optional_flag(name)
    }
}

/// Texts of one type in a list.
#[derive(Debug)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

#[cfg(feature = "types")]
impl<T: FromText> Typed for List<T> {
    fn of() -> String {
        format!("readonly {}[]", <T as FromText>::of())
    }
}

impl<F: ReadFields, T: FromText> Read<F> for List<T> {
    fn read(fields: &F, name: &str) -> Result<Self, Error> {
        fields.optional_list(name, T::from_text)?.map(Self).ok_or_else(|| fields.missing(name))
    }
}

#[cfg(feature = "types")]
impl<T: FromText> Typed for Option<List<T>> {
    const OPTIONAL: bool = true;

    fn of() -> String {
        format!("readonly {}[]", <T as FromText>::of())
    }
}

impl<F: ReadFields, T: FromText> Read<F> for Option<List<T>> {
    fn read(fields: &F, name: &str) -> Result<Self, Error> {
        Ok(fields.optional_list(name, T::from_text)?.map(List))
    }
}

impl FromText for String {
    fn from_text(text: &str, _path: &str) -> Result<Self, Error> {
        Ok(text.to_owned())
    }
}

macro_rules! texts {
    ($($type:ty $(as $name:expr)?,)+) => {$(
        impl FromText for $type {
            $(
                #[cfg(feature = "types")]
                fn of() -> String {
                    $name
                }
            )?

            fn from_text(text: &str, path: &str) -> Result<Self, Error> {
                Self::parse(text, path)
            }
        }
    )+};
}

texts! {
    ApiVersion as name_of::<Self>(),
    Cloud as name_of::<Self>(),
    OperationName as "OperationName".to_owned(),
    PolicyKind as name_of::<Self>(),
    DomainId,
    GroupId,
    KeyPairName,
    Microversion,
    PageMarker,
    PolicyId,
    PolicyVersionId,
    ProjectId,
    ServerId,
    ServerNamePart,
    UserId,
}
