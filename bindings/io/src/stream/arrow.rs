//! Arrow's files and streams, message by message: what is in memory is a batch as it was written.

use super::{damaged, open};
use crate::read::arrow::{from_batches, guarded};
use crate::read::decoder::Decoder;
use crate::read::ipc::{CONTINUATION, Footer, block_of, fits, footer, message, outside};
use crate::read::limit;
use crate::{Limits, RawTable, Result};
use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::Block;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::read_footer_length;
use arrow_schema::SchemaRef;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is known of a file before its columns are read.
#[derive(Debug)]
pub(super) struct Messages {
    path: PathBuf,
    schema: SchemaRef,
    rows: usize,
    is_file: bool,
}

/// A file of which only that much is read as there is.
struct Bytes {
    name: String,
    file: BufReader<File>,
    size: u64,
}

impl Bytes {
    fn wrong(&self, why: &impl ToString) -> Box<milepost_core::dataset::Fault> {
        damaged(&self.name, why)
    }

    /// So many bytes from here.
    fn take(&mut self, count: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.append(&mut bytes, count)?;
        Ok(bytes)
    }

    /// So many bytes from here, after others.
    fn append(&mut self, bytes: &mut Vec<u8>, count: u64) -> Result<()> {
        let at = self.file.stream_position().map_err(|why| self.wrong(&why))?;
        if at.checked_add(count).is_none_or(|end| end > self.size) {
            return Err(outside(&self.name));
        }
        let (before, more) = (bytes.len(), usize::try_from(count).map_err(|_| outside(&self.name))?);
        bytes.resize(before.saturating_add(more), 0);
        self.file.read_exact(bytes.get_mut(before..).unwrap_or_default()).map_err(|why| self.wrong(&why))
    }

    fn go_to(&mut self, at: u64) -> Result<()> {
        self.file.seek(SeekFrom::Start(at)).map(drop).map_err(|why| self.wrong(&why))
    }

    /// The head of the next message of a stream; none at its end.
    fn head(&mut self) -> Result<Option<Vec<u8>>> {
        let at = self.file.stream_position().map_err(|why| self.wrong(&why))?;
        if at >= self.size {
            return Ok(None);
        }
        let mut length = self.take(4)?;
        if length == CONTINUATION {
            length = self.take(4)?;
        }
        let length = length.last_chunk().map_or(0, |length| u32::from_le_bytes(*length));
        if length == 0 {
            return Ok(None);
        }
        self.take(u64::from(length)).map(Some)
    }

    /// The head and the body of the next message of a stream; none at its end.
    fn message(&mut self, limits: &Limits) -> Result<Option<(Vec<u8>, Buffer)>> {
        let Some(head) = self.head()? else { return Ok(None) };
        let length = unsigned(message(&self.name, &head)?.bodyLength(), &self.name)?;
        not_beyond(&self.name, length, limits)?;
        let body = self.take(length)?;
        fits(&self.name, &head, &body, limits)?;
        Ok(Some((head, Buffer::from_vec(body))))
    }

    /// The head and the body of a block's message.
    fn block(&mut self, block: &Block, limits: &Limits) -> Result<(Buffer, Buffer)> {
        let head = unsigned(block.metaDataLength(), &self.name)?;
        let body = unsigned(block.bodyLength(), &self.name)?;
        not_beyond(&self.name, body, limits)?;
        self.go_to(unsigned(block.offset(), &self.name)?)?;
        let bytes = Buffer::from_vec(self.take(head.checked_add(body).ok_or_else(|| outside(&self.name))?)?);
        let alone = Block::new(0, block.metaDataLength(), block.bodyLength());
        block_of(&self.name, &bytes, &alone, limits)
    }

    fn footer(&mut self) -> Result<Footer> {
        let from = self.size.checked_sub(10).ok_or_else(|| outside(&self.name))?;
        self.go_to(from)?;
        let tail = self.take(10)?.try_into().map_err(|_| outside(&self.name))?;
        let length = read_footer_length(tail).map_err(|why| self.wrong(&why))?;
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        self.go_to(from.checked_sub(length).ok_or_else(|| outside(&self.name))?)?;
        let bytes = self.take(length.saturating_add(10))?;
        footer(&Buffer::from_vec(bytes)).map_err(|why| self.wrong(&why))
    }
}

/// A batch is in memory as a whole.
fn not_beyond(name: &str, size: u64, limits: &Limits) -> Result<()> {
    let narrow = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    limit(name, "bytes after unpacking", narrow(size), narrow(limits.unpacked))
}

fn unsigned(number: impl TryInto<u64>, name: &str) -> Result<u64> {
    number.try_into().map_err(|_| outside(name))
}

fn bytes(path: &Path, name: &str) -> Result<Bytes> {
    let file = open(path, name)?;
    let size = file.metadata().map_err(|why| damaged(name, &why))?.len();
    let name = name.to_owned();
    Ok(Bytes { name, file: BufReader::with_capacity(1 << 16, file), size })
}

fn batch_rows(name: &str, head: &[u8]) -> Result<u64> {
    message(name, head)?.header_as_record_batch().map_or(Ok(0), |batch| unsigned(batch.length(), name))
}

impl Messages {
    /// Walks over the heads of all messages.
    pub(super) fn read(path: &Path, name: &str, limits: &Limits) -> Result<Self> {
        let found = guarded(name, || {
            let mut bytes = bytes(path, name)?;
            let is_file = bytes.size >= 6 && bytes.take(6)? == b"ARROW1";
            let mut rows = 0_u64;
            let schema = if is_file {
                let Footer { schema, batches, .. } = bytes.footer()?;
                for block in &batches {
                    bytes.go_to(unsigned(block.offset(), name)?)?;
                    let head = bytes.head()?.ok_or_else(|| outside(name))?;
                    rows = rows.saturating_add(batch_rows(name, &head)?);
                }
                schema
            } else {
                bytes.go_to(0)?;
                let mut schema = None;
                while let Some(head) = bytes.head()? {
                    if let Some(said) = message(name, &head)?.header_as_schema() {
                        schema = Some(Arc::new(try_fb_to_schema(said).map_err(|why| damaged(name, &why))?));
                    }
                    rows = rows.saturating_add(batch_rows(name, &head)?);
                    let body = unsigned(message(name, &head)?.bodyLength(), name)?;
                    let at = bytes.file.stream_position().map_err(|why| damaged(name, &why))?;
                    let next = at.checked_add(body).filter(|next| *next <= bytes.size);
                    bytes.go_to(next.ok_or_else(|| outside(name))?)?;
                }
                schema.ok_or_else(|| damaged(name, &"the stream has no schema"))?
            };
            let rows = usize::try_from(rows).unwrap_or(usize::MAX);
            Ok(Self { path: path.to_path_buf(), schema, rows, is_file })
        })?;
        limit(name, "rows", found.rows, limits.rows)?;
        limit(name, "columns", found.schema.fields().len(), limits.columns)?;
        Ok(found)
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn columns(&self) -> Vec<String> {
        self.schema.fields().iter().map(|f| f.name().clone()).collect()
    }

    pub(super) fn is_text(&self, column: usize) -> bool {
        self.schema.fields().get(column).is_some_and(|field| field.data_type().is_string())
    }

    pub(super) fn batches(
        &self,
        name: &str,
        limits: &Limits,
        rows: usize,
        columns: Option<&[usize]>,
    ) -> Result<impl FnMut() -> Result<Option<RawTable>> + Send + use<>> {
        let mut next = self.messages(name, limits)?;
        let columns = columns.map(<[usize]>::to_vec);
        let schema = match &columns {
            Some(columns) => self.schema.project(columns).map(Into::into).map_err(|why| damaged(name, &why))?,
            None => self.schema.clone(),
        };
        let name = name.to_owned();
        let mut waiting: VecDeque<RecordBatch> = VecDeque::new();
        Ok(move || {
            guarded(&name, || {
                // Small batches are put together, large ones cut.
                let mut taken = Vec::new();
                let mut count = 0;
                while count < rows {
                    let Some(batch) = waiting.pop_front() else {
                        let Some(batch) = next()? else { break };
                        let projected = columns.as_ref().map_or(Ok(batch.clone()), |c| batch.project(c));
                        waiting.push_back(projected.map_err(|why| damaged(&name, &why))?);
                        continue;
                    };
                    let here = batch.num_rows().min(rows - count);
                    if here < batch.num_rows() {
                        waiting.push_front(batch.slice(here, batch.num_rows() - here));
                    }
                    count += here;
                    taken.push(batch.slice(0, here));
                }
                Ok((count > 0).then(|| from_batches(&name, &schema, &taken)))
            })
        })
    }

    /// The batches as they were written.
    fn messages(&self, name: &str, limits: &Limits) -> Result<Box<dyn FnMut() -> Result<Option<RecordBatch>> + Send>> {
        let mut bytes = bytes(&self.path, name)?;
        let limits = *limits;
        if !self.is_file {
            let mut decoder = Decoder::default();
            return Ok(Box::new(move || {
                while let Some((head, body)) = bytes.message(&limits)? {
                    if let Some(batch) = decoder.take(&head, &body).map_err(|why| bytes.wrong(&why))? {
                        return Ok(Some(batch));
                    }
                }
                Ok(None)
            }));
        }
        let Footer { schema, dictionaries, batches } = bytes.footer()?;
        let mut decoder = Decoder::new(schema);
        for block in &dictionaries {
            let (head, body) = bytes.block(block, &limits)?;
            decoder.take(&head, &body).map_err(|why| bytes.wrong(&why))?;
        }
        let mut blocks = batches.into_iter();
        Ok(Box::new(move || {
            for block in blocks.by_ref() {
                let (head, body) = bytes.block(&block, &limits)?;
                if let Some(batch) = decoder.take(&head, &body).map_err(|why| bytes.wrong(&why))? {
                    return Ok(Some(batch));
                }
            }
            Ok(None)
        }))
    }
}
