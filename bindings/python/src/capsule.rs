//! Arrow tables to and from other libraries, through the capsules of the Arrow C data interface. Buffers are handed on,
//! not copied. Beside the walk over a dict in `record` this is the one file of the crate with unsafe code.

use crate::error::usage;
use crate::scalar::class_of;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{ArrayReader as _, ArrayRef, RecordBatch, RecordBatchIterator, make_array};
use arrow_schema::{ArrowError, DataType, FieldRef, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use std::ffi::CStr;

const STREAM: &CStr = c"arrow_array_stream";
const ARRAY: &CStr = c"arrow_array";
const SCHEMA: &CStr = c"arrow_schema";

/// What a library gave: a field and its arrays, one per chunk. A table is a field of structures.
pub(crate) struct Chunks {
    pub(crate) field: FieldRef,
    pub(crate) arrays: Box<dyn Iterator<Item = Result<ArrayRef, ArrowError>> + Send>,
}

/// Whether a value offers Arrow data.
pub(crate) fn offers(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(value.hasattr("__arrow_c_stream__")? || value.hasattr("__arrow_c_array__")?)
}

/// Takes what a value offers.
pub(crate) fn import(value: &Bound<'_, PyAny>) -> PyResult<Chunks> {
    let wrong = |cause: ArrowError| usage(format!("{} gave Arrow data that cannot be read: {cause}", class_of(value)));
    if value.hasattr("__arrow_c_stream__")? {
        let given = value.call_method0("__arrow_c_stream__")?;
        let capsule = given.cast::<PyCapsule>()?;
        let reader = stream(capsule)?.map_err(wrong)?;
        let field = reader.field().clone();
        return Ok(Chunks { field, arrays: Box::new(reader) });
    }
    let given = value.call_method0("__arrow_c_array__")?;
    let pair = given.cast::<PyTuple>()?;
    let (schema, array) = (pair.get_item(0)?, pair.get_item(1)?);
    let (field, array) = one(schema.cast::<PyCapsule>()?, array.cast::<PyCapsule>()?)?.map_err(wrong)?;
    Ok(Chunks { field, arrays: Box::new(std::iter::once(Ok(array))) })
}

#[expect(unsafe_code, reason = "Arrow's C stream interface hands over a pointer")]
fn stream(capsule: &Bound<'_, PyCapsule>) -> PyResult<Result<ArrayStreamReader, ArrowError>> {
    let pointer = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name holds a stream as the Arrow PyCapsule interface lays it down, alive as long as the
    // capsule, which we hold. Its content is moved out and the one left behind is marked as released, so that the
    // capsule's destructor frees nothing twice; a stream that was taken before is such a one, and is refused.
    Ok(unsafe { ArrayStreamReader::from_raw(pointer.as_ptr()) })
}

#[expect(unsafe_code, reason = "Arrow's C data interface hands over pointers")]
fn one(
    schema: &Bound<'_, PyCapsule>,
    array: &Bound<'_, PyCapsule>,
) -> PyResult<Result<(FieldRef, ArrayRef), ArrowError>> {
    let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
    // SAFETY: as above; the schema is only read, and its capsule keeps it; the array is moved out and left as released.
    let (schema, array) = unsafe { (schema.as_ref(), FFI_ArrowArray::from_raw(array.as_ptr())) };
    let read = || {
        let field = arrow_schema::Field::try_from(schema)?;
        // SAFETY: `array` and `schema` came as a pair from one call, so the array has the type that the schema tells.
        let data = unsafe { from_ffi(array, schema) }?;
        Ok((FieldRef::from(field), make_array(data)))
    };
    Ok(read())
}

/// Offers batches to another library.
pub(crate) fn export<'py>(
    py: Python<'py>,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let reader = RecordBatchIterator::new(batches.into_iter().map(Ok), schema);
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
}

/// Offers a schema to another library.
pub(crate) fn export_schema<'py>(py: Python<'py>, schema: &SchemaRef) -> PyResult<Bound<'py, PyCapsule>> {
    let made = FFI_ArrowSchema::try_from(schema.as_ref()).map_err(|wrong| usage(wrong.to_string()))?;
    PyCapsule::new_with_value(py, made, SCHEMA)
}

/// Whether a field is that of a whole table.
pub(crate) fn is_table(field: &FieldRef) -> bool {
    matches!(field.data_type(), DataType::Struct(_))
}
