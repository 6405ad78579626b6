//! What a Parquet file says of itself is in Thrift's compact protocol. The decoder steps over what it does not know without
//! counting: a list of yes and no takes it no byte, however long it says it is, so that a few bytes can keep it busy for
//! hours. Footers and heads of pages are therefore gone over here first: what the decoder knows has the type that it
//! expects, a list has no more elements than there are bytes left, and no list is of yes and no.
//!
//! Source: the compact protocol's specification of Apache Thrift, and `parquet.thrift` of Apache Parquet.

use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use std::io::{Cursor, Read};

/// A type of the compact protocol, and of structures what is known of their fields from the first on.
pub(super) enum Shape {
    Bool,
    Byte,
    I16,
    I32,
    I64,
    Double,
    Binary,
    List(&'static Shape),
    Struct(&'static [Shape]),
    /// A field that is stepped over.
    Skipped,
}

use Shape::{Binary, Bool, Byte, Double, I16, I32, I64, List, Skipped, Struct};

const NOTHING: Shape = Struct(&[]);
const TIME: Shape = Struct(&[Bool, Struct(&[NOTHING, NOTHING, NOTHING])]);
const LOGICAL_TYPE: Shape = Struct(&[
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    Struct(&[I32, I32]),
    NOTHING,
    TIME,
    TIME,
    Skipped,
    Struct(&[Byte, Bool]),
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    Struct(&[Byte]),
    Struct(&[Binary]),
    Struct(&[Binary, I32]),
    NOTHING,
]);
const SCHEMA_ELEMENT: Shape = Struct(&[I32, I32, I32, Binary, I32, I32, I32, I32, I32, LOGICAL_TYPE]);
const STATISTICS: Shape = Struct(&[Binary, Binary, I64, I64, Binary, Binary, Bool, Bool, I64]);
const BOUNDING_BOX: Shape = Struct(&[Double, Double, Double, Double, Double, Double, Double, Double]);
const KEY_VALUE: Shape = Struct(&[Binary, Binary]);
const COLUMN_META_DATA: Shape = Struct(&[
    I32,
    List(&I32),
    List(&Binary),
    I32,
    I64,
    I64,
    I64,
    List(&KEY_VALUE),
    I64,
    I64,
    I64,
    STATISTICS,
    List(&Struct(&[I32, I32, I32])),
    I64,
    I32,
    Struct(&[I64, List(&I64), List(&I64)]),
    Struct(&[BOUNDING_BOX, List(&I32)]),
]);
const COLUMN_CHUNK: Shape = Struct(&[Binary, I64, COLUMN_META_DATA, I64, I32, I64, I32]);
const SORTING_COLUMN: Shape = Struct(&[I32, Bool, Bool]);
const ROW_GROUP: Shape = Struct(&[List(&COLUMN_CHUNK), I64, I64, List(&SORTING_COLUMN), I64, I64, I16]);
const COLUMN_ORDER: Shape = Struct(&[NOTHING, NOTHING]);
/// `FileMetaData`.
pub(super) const FOOTER: Shape =
    Struct(&[I32, List(&SCHEMA_ELEMENT), I64, List(&ROW_GROUP), List(&KEY_VALUE), Binary, List(&COLUMN_ORDER)]);
const DATA_PAGE: Shape = Struct(&[I32, I32, I32, I32, STATISTICS]);
const DATA_PAGE_V2: Shape = Struct(&[I32, I32, I32, I32, I32, I32, Bool, STATISTICS]);
const DICTIONARY_PAGE: Shape = Struct(&[I32, I32, Bool]);
/// `PageHeader`.
const PAGE: Shape = Struct(&[I32, I32, I32, I32, DATA_PAGE, NOTHING, DICTIONARY_PAGE, DATA_PAGE_V2]);

/// Structures within structures: `parquet.thrift` has seven.
const DEEP: usize = 32;

/// Goes over a structure that has this shape; what follows it may be anything.
pub(super) fn check(reader: impl Read, left: u64, shape: &Shape) -> Result<()> {
    let Struct(fields) = shape else { return wrong("is not a structure") };
    Walk { reader, left }.fields(fields, DEEP)
}

fn wrong<T>(what: &str) -> Result<T> {
    Err(ParquetError::General(format!("what the file says of itself {what}")))
}

struct Walk<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Walk<R> {
    fn byte(&mut self) -> Result<u8> {
        let mut byte = [0];
        self.reader.read_exact(&mut byte)?;
        self.left = self.left.saturating_sub(1);
        Ok(byte[0])
    }

    fn skip(&mut self, bytes: u64) -> Result<()> {
        if bytes > self.left {
            return wrong("ends before it should");
        }
        let skipped = std::io::copy(&mut self.reader.by_ref().take(bytes), &mut std::io::sink())?;
        self.left = self.left.saturating_sub(skipped);
        if skipped == bytes { Ok(()) } else { wrong("ends before it should") }
    }

    /// Seven bits a byte, the lowest first; 64 bits are ten bytes.
    fn varint(&mut self) -> Result<u64> {
        let mut found = 0_u64;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            found |= u64::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 {
                return Ok(found);
            }
        }
        wrong("has a number of more than 64 bits")
    }

    /// How many elements follow: each takes a byte or more.
    fn count(&self, count: u64) -> Result<u64> {
        if count > self.left { wrong("has a list that is longer than what is left") } else { Ok(count) }
    }

    fn fields(&mut self, known: &'static [Shape], deep: usize) -> Result<()> {
        let Some(deep) = deep.checked_sub(1) else { return wrong("lies too deep") };
        let mut last = 0_i64;
        loop {
            let head = self.byte()?;
            let (ahead, kind) = (head >> 4, head & 0xf);
            if kind == 0 {
                return Ok(());
            }
            last = if ahead > 0 {
                last + i64::from(ahead)
            } else {
                // Sign in the lowest bit; field numbers have 16 bits.
                let id = self.varint()?;
                let id = i64::try_from(id >> 1).unwrap_or(i64::MAX) ^ if id & 1 == 1 { -1 } else { 0 };
                if i16::try_from(id).is_err() {
                    return wrong("has a field whose number is too large");
                }
                id
            };
            let place = usize::try_from(last).ok().and_then(|id| id.checked_sub(1));
            let shape = place.and_then(|at| known.get(at)).unwrap_or(&Skipped);
            // In a field, yes and no are types of their own.
            if matches!(kind, 1 | 2) {
                if !matches!(shape, Bool | Skipped) {
                    return wrong("has a field of another type");
                }
            } else {
                self.value(kind, shape, deep)?;
            }
        }
    }

    /// A value that is not a yes or no: those are allowed in fields alone.
    fn value(&mut self, kind: u8, shape: &'static Shape, deep: usize) -> Result<()> {
        match (kind, shape) {
            (3, Byte | Skipped) => self.byte().map(drop),
            (4, I16 | Skipped) | (5, I32 | Skipped) | (6, I64 | Skipped) => self.varint().map(drop),
            (7, Double | Skipped) => self.skip(8),
            (8, Binary | Skipped) => {
                let bytes = self.varint()?;
                self.skip(bytes)
            }
            (9, List(of)) => self.list(of, deep),
            (9 | 10, Skipped) => self.list(&Skipped, deep),
            (11, Skipped) => match self.varint()? {
                0 => Ok(()),
                _ => wrong("has a map, which Parquet has not"),
            },
            (12, Struct(fields)) => self.fields(fields, deep),
            (12, Skipped) => self.fields(&[], deep),
            _ => wrong("has a field of another type"),
        }
    }

    fn list(&mut self, of: &'static Shape, deep: usize) -> Result<()> {
        let Some(deep) = deep.checked_sub(1) else { return wrong("lies too deep") };
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.varint()?,
            count => u64::from(count),
        };
        for _ in 0..self.count(count)? {
            self.value(head & 0xf, of, deep)?;
        }
        Ok(())
    }
}

/// A file whose heads of pages are gone over before they are read.
pub(super) struct Guarded<R>(pub(super) R);

impl<R: Length> Length for Guarded<R> {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl<R: ChunkReader> ChunkReader for Guarded<R> {
    type T = Head<R::T>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let (reader, left) = (self.0.get_read(start)?, self.len().saturating_sub(start));
        Ok(Head { reader, left, seen: None })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes> {
        self.0.get_bytes(start, length)
    }
}

/// The head of a page and what follows. The decoder also opens pages whose head it has: only what is read is gone over.
pub(super) struct Head<R> {
    reader: R,
    left: u64,
    /// What was gone over, to be read again.
    seen: Option<Cursor<Vec<u8>>>,
}

impl<R: Read> Read for Head<R> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        if self.seen.is_none() {
            let mut seen = Vec::new();
            let both = Both { reader: &mut self.reader, seen: &mut seen };
            check(both, self.left, &PAGE).map_err(std::io::Error::other)?;
            self.seen = Some(Cursor::new(seen));
        }
        match self.seen.as_mut().map_or(Ok(0), |seen| seen.read(room))? {
            0 => self.reader.read(room),
            read => Ok(read),
        }
    }
}

/// Keeps what it reads.
struct Both<'a, R> {
    reader: &'a mut R,
    seen: &'a mut Vec<u8>,
}

impl<R: Read> Read for Both<'_, R> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(room)?;
        self.seen.extend(room.iter().take(read));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<()> {
        check(bytes, u64::try_from(bytes.len()).unwrap(), &FOOTER)
    }

    #[test]
    fn what_the_decoder_cannot_count_is_refused() {
        // Version 1, no schema, no rows, no row groups.
        assert!(of(&[0x15, 2, 0x19, 0x0c, 0x16, 0, 0x19, 0x0c, 0]).is_ok());
        // Field 20, which nobody knows: a list of 2^31 - 1 times no.
        let many = [0x05, 40, 0xf2, 0xff, 0xff, 0xff, 0xff, 0x07];
        for (head, what) in [(0x09, "a list"), (0x0a, "a set")] {
            let bytes = [&[0x15, 2, head][..], &many[1..], &[0]].concat();
            assert!(of(&bytes).unwrap_err().to_string().contains("longer than what is left"), "{what}");
        }
        assert!(of(&[0x15, 2, 0x09, 40, 0x21, 1, 1, 0]).unwrap_err().to_string().contains("another type"));
        // A yes or no in a field of its own takes no byte.
        assert!(of(&[0x15, 2, 0x01, 40, 0]).is_ok());
    }

    #[test]
    fn a_field_of_another_type_is_refused() {
        for bytes in [&[0x16, 2, 0][..], &[0x11, 0], &[0x15, 2, 0x19, 0x1c, 0x18, 0, 0, 0], &[0x15, 2, 0x1c, 0, 0]] {
            assert!(of(bytes).unwrap_err().to_string().contains("another type"), "{bytes:?}");
        }
    }

    #[test]
    fn depth_and_lengths_are_bounded() {
        let nested = [&[0x0c, 40][..], &[0x1c; 64], &[0; 66]].concat();
        assert!(of(&nested).unwrap_err().to_string().contains("too deep"));
        assert!(of(&[0x68, 9, b'x', 0]).unwrap_err().to_string().contains("ends before"));
        assert!(of(&[0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]).is_err());
        assert!(of(&[]).is_err());
    }
}
