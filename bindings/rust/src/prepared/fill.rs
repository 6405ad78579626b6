//! Anything that serde can serialise, straight into the slots of a record.

use milepost_core::dataset::Cell;
use milepost_core::prepared::Prepared;
use serde::ser::{self, Impossible, Serialize};
use std::fmt::Write as _;

/// What names meant last time, in the order in which they came: the next record has the same ones.
#[derive(Debug, Clone, Default)]
pub struct Names {
    known: Vec<(String, Meaning)>,
    key: String,
    next: usize,
    /// The unit's id.
    pub unit: String,
    /// Names that mean nothing.
    pub unknown: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
enum Meaning {
    Slot(usize),
    Unit,
    Ignored,
    /// It says more than a flat record can, unless it is nothing.
    More,
    Unknown,
}

impl Names {
    pub fn clear(&mut self) {
        self.next = 0;
        self.unknown.clear();
        self.unit.clear();
        self.unit.push('1');
    }

    fn meaning(&mut self, prepared: &Prepared, name: &str) -> Meaning {
        let at = self.next;
        self.next += 1;
        if let Some((known, meaning)) = self.known.get(at)
            && known == name
        {
            return *meaning;
        }
        let meaning = match name {
            "unit" => Meaning::Unit,
            "label" => Meaning::Ignored,
            "parent" | "from" | "until" | "successor" => Meaning::More,
            _ => match prepared.slot(name) {
                Some(slot) => Meaning::Slot(slot),
                None if prepared.program().levels.iter().any(|l| l.name == name) => Meaning::More,
                None => Meaning::Unknown,
            },
        };
        self.known.truncate(at);
        if self.known.len() == at {
            self.known.push((name.to_owned(), meaning));
        }
        meaning
    }
}

/// Fills the slots. False: the facts are more than a flat record, or no facts.
pub fn fill<T: Serialize + ?Sized>(prepared: &mut Prepared, names: &mut Names, facts: &T) -> bool {
    facts.serialize(Record { prepared, names }).is_ok()
}

/// More than a flat record.
#[derive(Debug, thiserror::Error)]
#[error("not a flat record")]
struct NotFlat;

impl ser::Error for NotFlat {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

/// The whole record: a struct or map.
struct Record<'r> {
    prepared: &'r mut Prepared,
    names: &'r mut Names,
}

impl Record<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), NotFlat> {
        let meaning = self.names.meaning(self.prepared, name);
        if matches!(meaning, Meaning::Unknown) {
            self.names.unknown.push(name.to_owned());
        }
        value.serialize(Value { record: self, meaning })
    }
}

/// One value of it.
struct Value<'v, 'r> {
    record: &'v mut Record<'r>,
    meaning: Meaning,
}

impl Value<'_, '_> {
    #[inline]
    fn put(self, cell: &Cell<'_>) -> Result<(), NotFlat> {
        match self.meaning {
            Meaning::Slot(slot) => {
                // Said twice: a fault, which the exact evaluator tells.
                if self.record.prepared.is_set(slot) {
                    return Err(NotFlat);
                }
                self.record.prepared.set(slot, cell);
            }
            Meaning::Unit => {
                let unit = &mut self.record.names.unit;
                match cell {
                    Cell::Text(text) => {
                        unit.clear();
                        unit.push_str(text);
                    }
                    Cell::Int(number) => {
                        unit.clear();
                        write!(unit, "{number}").map_err(|_| NotFlat)?;
                    }
                    _ => {}
                }
            }
            Meaning::Ignored | Meaning::Unknown => {}
            Meaning::More if *cell == Cell::Missing => {}
            Meaning::More => return Err(NotFlat),
        }
        Ok(())
    }

    fn text(self, text: &impl std::fmt::Display) -> Result<(), NotFlat> {
        self.put(&Cell::Text(&text.to_string()))
    }
}

macro_rules! scalars {
    ($($method:ident $type:ty => $make:expr;)*) => {$(
        #[inline]
        fn $method(self, v: $type) -> Result<(), NotFlat> {
            #[allow(clippy::redundant_closure_call, reason = "the table's rows are closures")]
            self.put(&($make)(v))
        }
    )*};
}

macro_rules! texts {
    ($($method:ident $type:ty;)*) => {$(
        fn $method(self, v: $type) -> Result<(), NotFlat> {
            match i64::try_from(v) {
                Ok(v) => self.put(&Cell::Int(v)),
                Err(_) => self.text(&v),
            }
        }
    )*};
}

/// What is not flat.
macro_rules! refused {
    ($($method:ident ($($type:ty),*) $result:ty;)*) => {$(
        fn $method(self, $(_: $type),*) -> Result<$result, NotFlat> {
            Err(NotFlat)
        }
    )*};
}

impl ser::Serializer for Value<'_, '_> {
    type Ok = ();
    type Error = NotFlat;
    type SerializeSeq = Impossible<(), NotFlat>;
    type SerializeTuple = Impossible<(), NotFlat>;
    type SerializeTupleStruct = Impossible<(), NotFlat>;
    type SerializeTupleVariant = Impossible<(), NotFlat>;
    type SerializeMap = Impossible<(), NotFlat>;
    type SerializeStruct = Impossible<(), NotFlat>;
    type SerializeStructVariant = Impossible<(), NotFlat>;

    scalars! {
        serialize_bool bool => Cell::Bool;
        serialize_i8 i8 => |v| Cell::Int(i64::from(v));
        serialize_i16 i16 => |v| Cell::Int(i64::from(v));
        serialize_i32 i32 => |v| Cell::Int(i64::from(v));
        serialize_i64 i64 => Cell::Int;
        serialize_u8 u8 => |v| Cell::Int(i64::from(v));
        serialize_u16 u16 => |v| Cell::Int(i64::from(v));
        serialize_u32 u32 => |v| Cell::Int(i64::from(v));
        serialize_f64 f64 => Cell::F64;
    }
    texts! {
        serialize_i128 i128;
        serialize_u64 u64;
        serialize_u128 u128;
    }

    fn serialize_str(self, v: &str) -> Result<(), NotFlat> {
        self.put(&Cell::Text(v))
    }
    fn serialize_f32(self, v: f32) -> Result<(), NotFlat> {
        self.text(&v)
    }
    fn serialize_char(self, v: char) -> Result<(), NotFlat> {
        self.text(&v)
    }
    fn serialize_none(self) -> Result<(), NotFlat> {
        self.put(&Cell::Missing)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NotFlat> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), NotFlat> {
        self.put(&Cell::Missing)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), NotFlat> {
        self.put(&Cell::Missing)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), NotFlat> {
        self.put(&Cell::Text(variant))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), NotFlat> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), NotFlat> {
        Err(NotFlat)
    }
    refused! {
        serialize_bytes(&[u8]) ();
        serialize_seq(Option<usize>) Self::SerializeSeq;
        serialize_tuple(usize) Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) Self::SerializeTupleVariant;
        serialize_map(Option<usize>) Self::SerializeMap;
        serialize_struct(&'static str, usize) Self::SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) Self::SerializeStructVariant;
    }
}

impl ser::SerializeStruct for Record<'_> {
    type Ok = ();
    type Error = NotFlat;
    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), NotFlat> {
        self.field(key, value)
    }
    fn end(self) -> Result<(), NotFlat> {
        Ok(())
    }
}

impl ser::SerializeMap for Record<'_> {
    type Ok = ();
    type Error = NotFlat;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotFlat> {
        self.names.key.clear();
        key.serialize(Key(&mut self.names.key))
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotFlat> {
        let key = std::mem::take(&mut self.names.key);
        let done = self.field(&key, value);
        self.names.key = key;
        done
    }
    fn end(self) -> Result<(), NotFlat> {
        Ok(())
    }
}

macro_rules! shapes {
    ($($method:ident ($($type:ty),*) $result:ty;)*) => { refused! { $($method($($type),*) $result;)* } };
}

macro_rules! no_scalars {
    ($ok:ty) => {
        refused! {
            serialize_bool(bool) $ok;
            serialize_f32(f32) $ok;
            serialize_f64(f64) $ok;
            serialize_char(char) $ok;
            serialize_bytes(&[u8]) $ok;
            serialize_none() $ok;
            serialize_unit() $ok;
            serialize_unit_struct(&'static str) $ok;
        }
        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<$ok, NotFlat> {
            Err(NotFlat)
        }
        fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<$ok, NotFlat> {
            value.serialize(self)
        }
        fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<$ok, NotFlat> {
            value.serialize(self)
        }
        shapes! {
            serialize_seq(Option<usize>) Self::SerializeSeq;
            serialize_tuple(usize) Self::SerializeTuple;
            serialize_tuple_struct(&'static str, usize) Self::SerializeTupleStruct;
            serialize_tuple_variant(&'static str, u32, &'static str, usize) Self::SerializeTupleVariant;
            serialize_struct_variant(&'static str, u32, &'static str, usize) Self::SerializeStructVariant;
        }
    };
}

impl ser::Serializer for Record<'_> {
    type Ok = ();
    type Error = NotFlat;
    type SerializeSeq = Impossible<(), NotFlat>;
    type SerializeTuple = Impossible<(), NotFlat>;
    type SerializeTupleStruct = Impossible<(), NotFlat>;
    type SerializeTupleVariant = Impossible<(), NotFlat>;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), NotFlat>;

    no_scalars! { () }
    refused! {
        serialize_i8(i8) ();
        serialize_i16(i16) ();
        serialize_i32(i32) ();
        serialize_i64(i64) ();
        serialize_u8(u8) ();
        serialize_u16(u16) ();
        serialize_u32(u32) ();
        serialize_u64(u64) ();
        serialize_str(&str) ();
        serialize_unit_variant(&'static str, u32, &'static str) ();
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Self, NotFlat> {
        Ok(self)
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, NotFlat> {
        Ok(self)
    }
}

/// The key of a map: a text, or a number as text.
struct Key<'k>(&'k mut String);

macro_rules! numbers {
    ($($method:ident $type:ty;)*) => {$(
        fn $method(self, v: $type) -> Result<(), NotFlat> {
            write!(self.0, "{v}").map_err(|_| NotFlat)
        }
    )*};
}

impl ser::Serializer for Key<'_> {
    type Ok = ();
    type Error = NotFlat;
    type SerializeSeq = Impossible<(), NotFlat>;
    type SerializeTuple = Impossible<(), NotFlat>;
    type SerializeTupleStruct = Impossible<(), NotFlat>;
    type SerializeTupleVariant = Impossible<(), NotFlat>;
    type SerializeMap = Impossible<(), NotFlat>;
    type SerializeStruct = Impossible<(), NotFlat>;
    type SerializeStructVariant = Impossible<(), NotFlat>;

    no_scalars! { () }
    numbers! {
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
    }
    fn serialize_str(self, v: &str) -> Result<(), NotFlat> {
        self.0.push_str(v);
        Ok(())
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), NotFlat> {
        self.0.push_str(variant);
        Ok(())
    }
    refused! {
        serialize_map(Option<usize>) Self::SerializeMap;
        serialize_struct(&'static str, usize) Self::SerializeStruct;
    }
}
