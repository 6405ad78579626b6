//! Arrow's files and streams. What they say of their sizes is held against what is there before room is made for it; the
//! columns of a batch stay where they were read.

use super::arrow::{collect, damaged, guarded};
use super::decoder::Decoder;
use super::limit;
use crate::{Limits, RawTable, Result};
use arrow_buffer::Buffer;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::read_footer_length;
use arrow_ipc::{Block, Message, root_as_footer, root_as_message};
use arrow_schema::{ArrowError, SchemaRef};
use std::sync::Arc;

/// The bytes that say that the length of a message follows.
pub(crate) const CONTINUATION: [u8; 4] = [0xff; 4];

/// An IPC file or stream.
pub(super) fn read(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<RawTable> {
    guarded(name, || {
        let bytes = Buffer::from_vec(bytes);
        if bytes.starts_with(b"ARROW1") { file(name, &bytes, limits) } else { stream(name, bytes, limits) }
    })
}

/// A file: its footer says where each message begins and ends.
fn file(name: &str, bytes: &Buffer, limits: &Limits) -> Result<RawTable> {
    let wrong = |why: ArrowError| damaged(name, &why);
    let Footer { schema, dictionaries, batches } = footer(bytes).map_err(wrong)?;
    let mut decoder = Decoder::new(schema.clone());
    for block in &dictionaries {
        let (head, body) = block_of(name, bytes, block, limits)?;
        decoder.take(&head, &body).map_err(wrong)?;
    }
    let batches = batches.iter().filter_map(|block| {
        let read = block_of(name, bytes, block, limits);
        read.and_then(|(head, body)| decoder.take(&head, &body).map_err(wrong)).transpose()
    });
    collect(name, schema, batches, limits)
}

/// What the footer of a file says.
pub(crate) struct Footer {
    pub(crate) schema: SchemaRef,
    pub(crate) dictionaries: Vec<Block>,
    pub(crate) batches: Vec<Block>,
}

pub(crate) fn footer(bytes: &Buffer) -> std::result::Result<Footer, ArrowError> {
    let short = || ArrowError::IpcError("the file ends before its footer".to_owned());
    let end = bytes.len().checked_sub(10).ok_or_else(short)?;
    let tail = bytes.get(end..).and_then(|tail| tail.try_into().ok()).ok_or_else(short)?;
    let start = end.checked_sub(read_footer_length(tail)?).ok_or_else(short)?;
    let footer = root_as_footer(bytes.get(start..end).ok_or_else(short)?);
    let footer = footer.map_err(|why| ArrowError::ParseError(why.to_string()))?;
    let schema = footer.schema().ok_or_else(|| ArrowError::ParseError("the footer has no schema".to_owned()))?;
    if !schema.endianness().equals_to_target_endianness() {
        return Err(ArrowError::IpcError("its numbers have the order of bytes of other machines".to_owned()));
    }
    let schema = Arc::new(try_fb_to_schema(schema)?);
    let dictionaries = footer.dictionaries().iter().flatten().copied().collect();
    let batches = footer.recordBatches().iter().flatten().copied().collect();
    Ok(Footer { schema, dictionaries, batches })
}

/// The head and the body of a block's message, when it lies within the file.
pub(crate) fn block_of(name: &str, bytes: &Buffer, block: &Block, limits: &Limits) -> Result<(Buffer, Buffer)> {
    let part = |from: usize, to: usize| {
        let length = to.checked_sub(from).filter(|_| to <= bytes.len())?;
        Some(bytes.slice_with_length(from, length))
    };
    let whole = (|| {
        let from = usize::try_from(block.offset()).ok()?;
        let middle = from.checked_add(usize::try_from(block.metaDataLength()).ok()?)?;
        let to = middle.checked_add(usize::try_from(block.bodyLength()).ok()?)?;
        // The length of the message, and the mark before it.
        let prefix = if bytes.get(from..from.checked_add(4)?)? == CONTINUATION { 8 } else { 4 };
        Some((part(from.checked_add(prefix)?, middle)?, part(middle, to)?))
    })();
    let (head, body) = whole.ok_or_else(|| outside(name))?;
    fits(name, &head, &body, limits)?;
    Ok((head, body))
}

/// A stream: one message after the other.
fn stream(name: &str, bytes: Buffer, limits: &Limits) -> Result<RawTable> {
    let wrong = |why: ArrowError| damaged(name, &why);
    let mut rest = bytes.as_slice();
    let mut decoder = Decoder::default();
    let mut message = |decoder: &mut Decoder| -> Result<Option<Option<arrow_array::RecordBatch>>> {
        let Some((head, body)) = next(name, &mut rest)? else { return Ok(None) };
        fits(name, head, body, limits)?;
        let from = bytes.len() - rest.len() - body.len();
        decoder.take(head, &bytes.slice_with_length(from, body.len())).map(Some).map_err(wrong)
    };
    let mut first = Vec::new();
    while decoder.schema().is_none() {
        let no_schema = || damaged(name, &ArrowError::ParseError("the stream has no schema".to_owned()));
        first.extend(message(&mut decoder)?.ok_or_else(no_schema)?);
    }
    let schema = decoder.schema().cloned().unwrap_or_else(|| Arc::new(arrow_schema::Schema::empty()));
    let more = std::iter::from_fn(|| message(&mut decoder).transpose()).filter_map(Result::transpose);
    collect(name, schema, more, limits)
}

/// Takes the head and the body of the next message off the front; none at the end of the stream.
fn next<'a>(name: &str, rest: &mut &'a [u8]) -> Result<Option<(&'a [u8], &'a [u8])>> {
    let mut take = |n: usize| -> Option<&'a [u8]> {
        let (front, back) = rest.split_at_checked(n)?;
        *rest = back;
        Some(front)
    };
    let mut length = match take(4) {
        Some(length) => length,
        None if rest.is_empty() => return Ok(None),
        None => return Err(outside(name)),
    };
    if length == CONTINUATION {
        length = take(4).ok_or_else(|| outside(name))?;
    }
    let length = length.try_into().map(u32::from_le_bytes).unwrap_or_default();
    if length == 0 {
        return Ok(None);
    }
    let head = usize::try_from(length).ok().and_then(&mut take).ok_or_else(|| outside(name))?;
    let said = message(name, head)?.bodyLength();
    let body = usize::try_from(said).ok().and_then(take).ok_or_else(|| outside(name))?;
    Ok(Some((head, body)))
}

/// Refuses a batch whose columns lie outside its body, or whose packed columns say that they unpack to more than the limit.
pub(crate) fn fits(name: &str, head: &[u8], body: &[u8], limits: &Limits) -> Result<()> {
    let message = message(name, head)?;
    let batch = message.header_as_record_batch().or_else(|| message.header_as_dictionary_batch()?.data());
    let Some(batch) = batch else { return Ok(()) };
    let mut size = 0_usize;
    for buffer in batch.buffers().iter().flatten() {
        let within = (|| {
            let from = usize::try_from(buffer.offset()).ok()?;
            body.get(from..from.checked_add(usize::try_from(buffer.length()).ok()?)?)
        })();
        let column = within.ok_or_else(|| outside(name))?;
        // A packed column begins with the length it unpacks to; -1 says that it is not packed after all.
        let said = column.first_chunk().map_or(0, |said| i64::from_le_bytes(*said).max(0));
        size = size.saturating_add(usize::try_from(said).unwrap_or(usize::MAX));
    }
    if batch.compression().is_none() {
        return Ok(());
    }
    limit(name, "bytes after unpacking", size, usize::try_from(limits.unpacked).unwrap_or(usize::MAX))
}

pub(crate) fn message<'a>(name: &str, head: &'a [u8]) -> Result<Message<'a>> {
    root_as_message(head).map_err(|why| damaged(name, &ArrowError::ParseError(why.to_string())))
}

pub(crate) fn outside(name: &str) -> Box<milepost_core::dataset::Fault> {
    damaged(name, &ArrowError::IpcError("a part of it lies outside the file".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{DictionaryArray, Float64Array, RecordBatch, types::Int32Type};
    use arrow_ipc::CompressionType;
    use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
    use arrow_schema::Schema;

    fn batch(rows: u32) -> RecordBatch {
        let numbers: Float64Array = (0..rows).map(f64::from).collect();
        let words: DictionaryArray<Int32Type> = (0..rows).map(|i| if i % 2 == 0 { "có" } else { "không" }).collect();
        RecordBatch::try_from_iter([("a", Arc::new(numbers) as _), ("y", Arc::new(words) as _)]).unwrap()
    }

    fn written(as_file: bool, compression: Option<CompressionType>, rows: &[u32]) -> Vec<u8> {
        let options = IpcWriteOptions::default().try_with_compression(compression).unwrap();
        let schema = batch(1).schema();
        let mut out = Vec::new();
        if as_file {
            let mut writer = FileWriter::try_new_with_options(&mut out, &schema, options).unwrap();
            rows.iter().for_each(|rows| writer.write(&batch(*rows)).unwrap());
            writer.finish().unwrap();
        } else {
            let mut writer = StreamWriter::try_new_with_options(&mut out, &schema, options).unwrap();
            rows.iter().for_each(|rows| writer.write(&batch(*rows)).unwrap());
            writer.finish().unwrap();
        }
        out
    }

    #[test]
    fn files_and_streams_are_read_packed_or_not() {
        for as_file in [true, false] {
            for compression in [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)] {
                for rows in [&[][..], &[3], &[1000, 2, 70]] {
                    let bytes = written(as_file, compression, rows);
                    let table = read("t.arrow", bytes, &Limits::default()).unwrap();
                    let many = rows.iter().map(|r| usize::try_from(*r).unwrap()).sum::<usize>();
                    assert_eq!((table.rows, table.columns.len()), (many, 2));
                    if let Some(last) = many.checked_sub(1) {
                        let number = f64::from(*rows.last().unwrap()) - 1.0;
                        let read = crate::RawCell::from(table.columns[0].cells.get(last));
                        assert_eq!(read, crate::RawCell::from(crate::Cells::F64(vec![number].into(), None).get(0)));
                    }
                }
            }
        }
    }

    #[test]
    fn a_file_that_was_cut_is_damaged() {
        for as_file in [true, false] {
            let bytes = written(as_file, None, &[100]);
            // A stream may end after a message without saying so.
            for cut in [9, 11, 40, bytes.len() / 2, bytes.len() - 20] {
                let fault = read("t.arrow", bytes[..cut].to_vec(), &Limits::default());
                assert_eq!(fault.unwrap_err().message.code, "F06", "{as_file} {cut}");
            }
        }
    }

    #[test]
    fn packed_columns_that_say_more_than_the_limit_are_refused() {
        for as_file in [true, false] {
            for compression in [CompressionType::LZ4_FRAME, CompressionType::ZSTD] {
                let good = written(as_file, Some(compression), &[1000]);
                let said = 8000_i64.to_le_bytes();
                let at = good.windows(8).position(|w| w == said).unwrap();
                for more in [1_i64 << 40, 1 << 50, i64::MAX] {
                    let mut bytes = good.clone();
                    bytes[at..at + 8].copy_from_slice(&more.to_le_bytes());
                    let fault = read("t.arrow", bytes, &Limits::default());
                    assert_eq!(fault.unwrap_err().message.code, "F08", "{as_file} {more}");
                }
            }
        }
    }

    #[test]
    fn a_block_that_says_more_than_the_file_holds_takes_no_memory() {
        let good = written(true, None, &[100]);
        let footer = root_as_footer(
            &good[good.len() - 10 - read_footer_length(good[good.len() - 10..].try_into().unwrap()).unwrap()
                ..good.len() - 10],
        )
        .unwrap();
        let said = footer.recordBatches().unwrap().get(0).bodyLength().to_le_bytes();
        let at = good.windows(8).rposition(|w| w == said).unwrap();
        for more in [1_i64 << 32, i64::MAX, -1] {
            let mut bytes = good.clone();
            bytes[at..at + 8].copy_from_slice(&more.to_le_bytes());
            assert_eq!(read("t.arrow", bytes, &Limits::default()).unwrap_err().message.code, "F06");
        }
    }

    #[test]
    fn a_schema_without_batches_is_an_empty_table() {
        let schema = Schema::empty();
        let mut out = Vec::new();
        StreamWriter::try_new(&mut out, &schema).unwrap().finish().unwrap();
        assert_eq!(read("t.arrow", out, &Limits::default()).unwrap().rows, 0);
    }
}
