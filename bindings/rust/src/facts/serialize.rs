//! Anything that serde can serialise, as a tree of facts.

use super::Tree;
use serde::ser::{self, Serialize};
use std::borrow::Cow;

/// Facts from anything serialisable: a struct, a map, a JSON value.
///
/// # Errors
/// When the value is not made of maps with text keys, lists and scalars.
pub fn to_tree<T: Serialize + ?Sized>(value: &T) -> Result<Tree, Wrong> {
    value.serialize(ToTree)
}

/// Why something is not facts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Wrong(String);

impl ser::Error for Wrong {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

struct ToTree;

macro_rules! scalars {
    ($($method:ident $type:ty => $make:expr;)*) => {$(
        fn $method(self, v: $type) -> Result<Tree, Wrong> {
            #[allow(clippy::redundant_closure_call, reason = "the table's rows are closures")]
            Ok(($make)(v))
        }
    )*};
}

impl ser::Serializer for ToTree {
    type Ok = Tree;
    type Error = Wrong;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Entries;

    scalars! {
        serialize_bool bool => Tree::Bool;
        serialize_i8 i8 => |v| Tree::Int(i64::from(v));
        serialize_i16 i16 => |v| Tree::Int(i64::from(v));
        serialize_i32 i32 => |v| Tree::Int(i64::from(v));
        serialize_i64 i64 => Tree::Int;
        serialize_i128 i128 => |v: i128| i64::try_from(v).map_or_else(|_| Tree::Text(v.to_string()), Tree::Int);
        serialize_u8 u8 => |v| Tree::Int(i64::from(v));
        serialize_u16 u16 => |v| Tree::Int(i64::from(v));
        serialize_u32 u32 => |v| Tree::Int(i64::from(v));
        serialize_u64 u64 => |v: u64| i64::try_from(v).map_or_else(|_| Tree::Text(v.to_string()), Tree::Int);
        serialize_u128 u128 => |v: u128| i64::try_from(v).map_or_else(|_| Tree::Text(v.to_string()), Tree::Int);
        serialize_f32 f32 => |v: f32| Tree::Text(v.to_string());
        serialize_f64 f64 => Tree::Float;
        serialize_char char => |v: char| Tree::Text(v.to_string());
        serialize_str &str => |v: &str| Tree::Text(v.to_owned());
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Tree, Wrong> {
        Err(Wrong("bytes are not facts".to_owned()))
    }
    fn serialize_none(self) -> Result<Tree, Wrong> {
        Ok(Tree::Null)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Tree, Wrong> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<Tree, Wrong> {
        Ok(Tree::Null)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<Tree, Wrong> {
        Ok(Tree::Null)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Tree, Wrong> {
        Ok(Tree::Text(variant.to_owned()))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Tree, Wrong> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Tree, Wrong> {
        Ok(Tree::Map(vec![(Cow::Borrowed(variant), value.serialize(ToTree)?)]))
    }
    fn serialize_seq(self, len: Option<usize>) -> Result<Items, Wrong> {
        Ok(Items(Vec::with_capacity(len.unwrap_or_default().min(1 << 16))))
    }
    fn serialize_tuple(self, len: usize) -> Result<Items, Wrong> {
        self.serialize_seq(Some(len))
    }
    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Items, Wrong> {
        self.serialize_seq(Some(len))
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, len: usize) -> Result<Items, Wrong> {
        self.serialize_seq(Some(len))
    }
    fn serialize_map(self, len: Option<usize>) -> Result<Entries, Wrong> {
        Ok(Entries { entries: Vec::with_capacity(len.unwrap_or_default().min(1 << 16)), key: None })
    }
    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Entries, Wrong> {
        self.serialize_map(Some(len))
    }
    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, len: usize) -> Result<Entries, Wrong> {
        self.serialize_map(Some(len))
    }
}

/// A list being collected.
pub struct Items(Vec<Tree>);

macro_rules! sequences {
    ($($trait:ident $method:ident;)*) => {$(
        impl ser::$trait for Items {
            type Ok = Tree;
            type Error = Wrong;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Wrong> {
                self.0.push(value.serialize(ToTree)?);
                Ok(())
            }
            fn end(self) -> Result<Tree, Wrong> {
                Ok(Tree::List(self.0))
            }
        }
    )*};
}
sequences! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

/// A map being collected.
pub struct Entries {
    entries: Vec<(Cow<'static, str>, Tree)>,
    key: Option<Cow<'static, str>>,
}

impl ser::SerializeMap for Entries {
    type Ok = Tree;
    type Error = Wrong;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Wrong> {
        self.key = Some(match key.serialize(ToTree)? {
            Tree::Text(text) => Cow::Owned(text),
            Tree::Int(number) => Cow::Owned(number.to_string()),
            _ => return Err(Wrong("a key of facts must be a name or a year".to_owned())),
        });
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Wrong> {
        let key = self.key.take().ok_or_else(|| Wrong("a value without a key".to_owned()))?;
        self.entries.push((key, value.serialize(ToTree)?));
        Ok(())
    }
    fn end(self) -> Result<Tree, Wrong> {
        Ok(Tree::Map(self.entries))
    }
}

macro_rules! structs {
    ($($trait:ident)*) => {$(
        impl ser::$trait for Entries {
            type Ok = Tree;
            type Error = Wrong;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Wrong> {
                self.entries.push((Cow::Borrowed(key), value.serialize(ToTree)?));
                Ok(())
            }
            fn end(self) -> Result<Tree, Wrong> {
                Ok(Tree::Map(self.entries))
            }
        }
    )*};
}
structs! { SerializeStruct SerializeStructVariant }

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[derive(serde::Serialize)]
    struct District {
        fibre: f64,
        wifi: Option<bool>,
        commune: Vec<BTreeMap<&'static str, bool>>,
    }

    #[test]
    fn a_struct_becomes_a_map() {
        let facts = District { fibre: 79.99, wifi: None, commune: vec![BTreeMap::from([("ok", true)])] };
        let ok = Tree::Map(vec![("ok".into(), Tree::Bool(true))]);
        let expected = Tree::Map(vec![
            ("fibre".into(), Tree::Float(79.99)),
            ("wifi".into(), Tree::Null),
            ("commune".into(), Tree::List(vec![ok])),
        ]);
        assert_eq!(to_tree(&facts), Ok(expected));
    }

    #[test]
    fn years_may_be_numbers_and_bytes_are_refused() {
        assert!(to_tree(&BTreeMap::from([(2024, 1.5)])).is_ok());
        assert!(to_tree(&BTreeMap::from([(vec![1], 1.5)])).is_err());
    }
}
