//! Messages of Arrow's files and streams to batches. The decoders that come with the format join dictionaries of any type
//! by machinery that is a fifth of its reader; what comes later for a dictionary is only added to its end.

use arrow_array::{ArrayRef, RecordBatch, make_array};
use arrow_buffer::Buffer;
use arrow_data::transform::MutableArrayData;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::RecordBatchDecoder;
use arrow_ipc::{DictionaryBatch, MessageHeader, MetadataVersion, root_as_message};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use std::collections::HashMap;
use std::sync::Arc;

/// What is known so far.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    schema: Option<SchemaRef>,
    dictionaries: HashMap<i64, ArrayRef>,
}

fn wrong(what: &str) -> ArrowError {
    ArrowError::IpcError(what.to_owned())
}

impl Decoder {
    /// Of a file, whose schema stands in its footer.
    pub(crate) fn new(schema: SchemaRef) -> Self {
        Self { schema: Some(schema), dictionaries: HashMap::new() }
    }

    /// Once it was there.
    pub(crate) fn schema(&self) -> Option<&SchemaRef> {
        self.schema.as_ref()
    }

    /// Takes a message in; gives the batch that it is.
    pub(crate) fn take(&mut self, head: &[u8], body: &Buffer) -> Result<Option<RecordBatch>, ArrowError> {
        let message = root_as_message(head).map_err(|why| ArrowError::ParseError(why.to_string()))?;
        let version = message.version();
        if let Some(said) = message.header_as_schema() {
            if self.schema.is_some() {
                return Err(wrong("it has a second schema"));
            }
            if !said.endianness().equals_to_target_endianness() {
                return Err(wrong("its numbers have the order of bytes of other machines"));
            }
            self.schema = Some(Arc::new(try_fb_to_schema(said)?));
            return Ok(None);
        }
        if message.header_type() == MessageHeader::NONE {
            return Ok(None);
        }
        let schema = self.schema.clone().ok_or_else(|| wrong("a batch comes before the schema"))?;
        if let Some(batch) = message.header_as_record_batch() {
            let decoder = RecordBatchDecoder::try_new(body, batch, schema, &self.dictionaries, &version)?;
            return decoder.read_record_batch().map(Some);
        }
        let batch =
            message.header_as_dictionary_batch().ok_or_else(|| wrong("a message is neither batch nor dictionary"))?;
        self.dictionary(&schema, batch, body, version)?;
        Ok(None)
    }

    fn dictionary(
        &mut self,
        schema: &Schema,
        batch: DictionaryBatch<'_>,
        body: &Buffer,
        version: MetadataVersion,
    ) -> Result<(), ArrowError> {
        let id = batch.id();
        #[expect(deprecated, reason = "what takes its place is not there yet")]
        let field = schema.fields_with_dict_id(id).first().map(|field| field.data_type().clone());
        let Some(DataType::Dictionary(_, kind)) = field else {
            return Err(wrong("a dictionary belongs to no column"));
        };
        let data = batch.data().ok_or_else(|| wrong("a dictionary has no words"))?;
        let words = Arc::new(Schema::new(vec![Field::new("", *kind, true)]));
        let read = RecordBatchDecoder::try_new(body, data, words, &self.dictionaries, &version)?.read_record_batch()?;
        let mut words = read.columns().first().cloned().ok_or_else(|| wrong("a dictionary has no words"))?;
        if batch.isDelta() {
            let before = self.dictionaries.get(&id).ok_or_else(|| wrong("words are added to no dictionary"))?;
            words = joined(before, &words)?;
        }
        self.dictionaries.insert(id, words);
        Ok(())
    }
}

/// Two arrays of one type as one.
fn joined(first: &ArrayRef, second: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    if first.data_type() != second.data_type() {
        return Err(wrong("words of two types are in one dictionary"));
    }
    let (a, b) = (first.to_data(), second.to_data());
    let mut both = MutableArrayData::new(vec![&a, &b], false, a.len().saturating_add(b.len()));
    both.try_extend(0, 0, a.len())?;
    both.try_extend(1, 0, b.len())?;
    Ok(make_array(both.freeze()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::types::Int32Type;
    use arrow_array::{DictionaryArray, StringArray};
    use arrow_ipc::writer::{DictionaryHandling, FileWriter, IpcWriteOptions, StreamWriter};

    /// Two batches; the second has more words.
    fn batches(more: &[&str]) -> [RecordBatch; 2] {
        let batch = |keys: Vec<i32>, words: Vec<&str>| {
            let words: ArrayRef = Arc::new(StringArray::from(words));
            let column = DictionaryArray::<Int32Type>::try_new(keys.into(), words).unwrap();
            RecordBatch::try_from_iter([("y", Arc::new(column) as ArrayRef)]).unwrap()
        };
        let all: Vec<&str> = ["có", "không"].iter().chain(more).copied().collect();
        let last = i32::try_from(all.len()).unwrap() - 1;
        [batch(vec![0, 1, 1], vec!["có", "không"]), batch(vec![last, 0, last], all)]
    }

    fn texts(bytes: Vec<u8>) -> Vec<String> {
        let table = crate::read("t.arrow", bytes, &crate::ReadOptions::default()).unwrap().remove(0);
        (0..table.rows).map(|row| table.text(row, 0).unwrap().into_owned()).collect()
    }

    #[test]
    fn words_are_added_to_a_dictionary_or_take_its_place() {
        for (handling, more) in [
            (DictionaryHandling::Delta, &["Ngọc Sơn", "Hà Lai"][..]),
            (DictionaryHandling::Resend, &["Ngọc Sơn"]),
            (DictionaryHandling::Resend, &[]),
        ] {
            let [first, second] = batches(more);
            let options = || IpcWriteOptions::default().with_dictionary_handling(handling);
            let (mut stream, mut file) = (Vec::new(), Vec::new());
            let mut writer = StreamWriter::try_new_with_options(&mut stream, &first.schema(), options()).unwrap();
            [&first, &second].into_iter().for_each(|batch| writer.write(batch).unwrap());
            writer.finish().unwrap();
            let last = more.last().unwrap_or(&"không");
            let expected = ["có", "không", "không", last, "có", last];
            assert_eq!(texts(stream), expected, "{handling:?}");
            // A file has one dictionary a column: it can grow, not change.
            if handling == DictionaryHandling::Delta {
                let mut writer = FileWriter::try_new_with_options(&mut file, &first.schema(), options()).unwrap();
                [&first, &second].into_iter().for_each(|batch| writer.write(batch).unwrap());
                writer.finish().unwrap();
                assert_eq!(texts(file), expected);
            }
        }
    }
}
