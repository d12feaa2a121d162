//! The objects of a snapshot: declared once, for its reader, for who writes one, and for the types of TypeScript.

use crate::base::Error;
use crate::base::scope::Scope;

/// What a field of a snapshot can be.
pub(crate) trait Member {
    /// Whether it is not written.
    fn is_left_out(&self) -> bool {
        false
    }
}

impl<T> Member for Option<T> {
    fn is_left_out(&self) -> bool {
        self.is_none()
    }
}

impl Member for String {}
impl Member for Scope {}

/// What a field that must be there says where it is not.
pub(super) fn given<T>(value: Option<T>, missing: impl FnOnce() -> Error) -> Result<T, Error> {
    value.ok_or_else(missing)
}

/// Declares an object of a snapshot, what it is called in TypeScript, and how its fields are called:
/// `Struct as "Name" { field as "field": Type, }`. Fields that are missing are not written.
macro_rules! record {
    (
        $(#[doc = $doc:expr])+
        $struct:ident as $name:literal {
            $($(#[doc = $field_doc:expr])+ $member:ident as $field:literal $(($of:literal))?: $type:ty,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        pub struct $struct {
            $(
                $(#[doc = $field_doc])+
                #[serde(rename = $field, skip_serializing_if = "crate::account::record::Member::is_left_out")]
                pub $member: $type,
            )+
        }

        impl crate::account::record::Member for $struct {}

        impl $struct {
            /// What it has.
            pub(crate) const DECLARED: crate::base::declared::Declared = crate::base::declared::Declared {
                names: &[$($field),+],
                #[cfg(feature = "types")]
                name: $name,
                #[cfg(feature = "types")]
                docs: &[$($doc),+],
                #[cfg(feature = "types")]
                extends: &[],
                #[cfg(feature = "types")]
                fields: &[
                    $(crate::base::declared::Field {
                        docs: &[$($field_doc),+],
                        name: $field,
                        optional: <$type as crate::base::declared::Typed>::OPTIONAL,
                        of: crate::base::declared::type_of!($type $(, $of)?),
                    }),+
                ],
            };

            /// Reads its own fields.
            pub(crate) fn read<F>(fields: &F) -> Result<Self, crate::base::Error>
            where
                $($type: crate::base::declared::Read<F>,)+
            {
                Ok(Self { $($member: <$type as crate::base::declared::Read<F>>::read(fields, $field)?,)+ })
            }
        }

        #[cfg(feature = "types")]
        impl crate::base::declared::Typed for $struct {
            fn of() -> String {
                $name.to_owned()
            }
        }

        #[cfg(feature = "types")]
        impl crate::base::declared::Typed for Option<$struct> {
            const OPTIONAL: bool = true;

            fn of() -> String {
                $name.to_owned()
            }
        }

        #[cfg(feature = "types")]
        impl crate::base::declared::Typed for Option<Vec<$struct>> {
            const OPTIONAL: bool = true;

            fn of() -> String {
                concat!("readonly ", $name, "[]").to_owned()
            }
        }

        impl<F> crate::base::declared::Read<F> for Option<$struct>
        where
            F: crate::base::read_fields::ReadObjects,
            $($type: crate::base::declared::Read<F>,)+
        {
            fn read(fields: &F, name: &str) -> Result<Self, crate::base::Error> {
                fields.optional_object(name, $struct::DECLARED.names, $struct::read)
            }
        }

        impl<F> crate::base::declared::Read<F> for $struct
        where
            F: crate::base::read_fields::ReadObjects,
            $($type: crate::base::declared::Read<F>,)+
        {
            fn read(fields: &F, name: &str) -> Result<Self, crate::base::Error> {
                let read = fields.optional_object(name, $struct::DECLARED.names, $struct::read)?;
                crate::account::record::given(read, || fields.missing(name))
            }
        }

        impl<F> crate::base::declared::Read<F> for Option<Vec<$struct>>
        where
            F: crate::base::read_fields::ReadObjects,
            $($type: crate::base::declared::Read<F>,)+
        {
            fn read(fields: &F, name: &str) -> Result<Self, crate::base::Error> {
                fields.optional_objects(name, $struct::DECLARED.names, $struct::read)
            }
        }
    };
}
pub(super) use record;
