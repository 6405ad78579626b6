//! Tables of results: taken by any library through Arrow, or as dicts without one.

use crate::capsule;
use crate::error::usage;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Float64Type, Int8Type, Int32Type, Int64Type};
use arrow_array::{Array as _, ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use pyo3::exceptions::{PyIndexError, PyKeyError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyCapsule, PyDict, PyFloat, PyList, PyString};
use std::collections::{BTreeMap, HashMap};

/// A table of results. pandas, Polars, pyarrow, DuckDB and others take it without a copy (`__arrow_c_stream__`); so do
/// `to_pandas()`, `to_polars()`, `to_arrow()`. `to_dicts()` needs no library.
///
/// >>> table.verdicts
/// <Frame 2 rows × 3 columns: unit, year, II_3>
/// >>> table.verdicts["II_3"], table.verdicts[-1]["unit"], table.verdicts.shape
/// (['met', 'undetermined'], 'yen_dinh', (2, 3))
#[pyclass(frozen, module = "milepost")]
pub struct Frame {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Frame {
    /// A table with a head as metadata.
    pub(crate) fn new(
        batches: Vec<RecordBatch>,
        schema: &SchemaRef,
        head: &[(&'static str, String)],
    ) -> PyResult<Self> {
        let head: HashMap<String, String> = head.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
        let schema = SchemaRef::new(schema.as_ref().clone().with_metadata(head));
        let batches = batches.into_iter().map(|b| b.with_schema(schema.clone())).collect::<Result<_, ArrowError>>();
        Ok(Self { batches: batches.map_err(|wrong| usage(wrong.to_string()))?, schema })
    }

    fn column(&self, name: &str) -> PyResult<usize> {
        self.schema.index_of(name).map_err(|_| PyKeyError::new_err(name.to_owned()))
    }

    fn row<'py>(&self, py: Python<'py>, row: usize) -> PyResult<Option<Bound<'py, PyDict>>> {
        let mut at = row;
        for batch in &self.batches {
            if at < batch.num_rows() {
                let found = PyDict::new(py);
                for (field, array) in self.schema.fields().iter().zip(batch.columns()) {
                    found.set_item(field.name(), cell(py, array, at)?)?;
                }
                return Ok(Some(found));
            }
            at -= batch.num_rows();
        }
        Ok(None)
    }
}

/// One cell as Python's value.
fn cell<'py>(py: Python<'py>, array: &ArrayRef, row: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
    if array.is_null(row) {
        return Ok(None);
    }
    Ok(Some(match array.data_type() {
        DataType::Utf8 => PyString::new(py, array.as_string::<i32>().value(row)).into_any(),
        DataType::Float64 => PyFloat::new(py, array.as_primitive::<Float64Type>().value(row)).into_any(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).into_pyobject(py)?.into_any(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into_pyobject(py)?.into_any(),
        DataType::Boolean => PyBool::new(py, array.as_boolean().value(row)).to_owned().into_any(),
        DataType::Date32 => crate::scalar::date_to(py, array.as_primitive::<Date32Type>().value(row))?,
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let key = match dictionary.keys().data_type() {
                DataType::Int8 => i64::from(dictionary.keys().as_primitive::<Int8Type>().value(row)),
                _ => i64::from(dictionary.keys().as_primitive::<Int32Type>().value(row)),
            };
            return cell(py, dictionary.values(), usize::try_from(key).unwrap_or_default());
        }
        _ => return Ok(None),
    }))
}

#[pymethods]
impl Frame {
    /// Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|f| f.name().as_str()).collect()
    }

    /// Rows and columns.
    #[getter]
    fn shape(&self) -> (usize, usize) {
        (self.__len__(), self.schema.fields().len())
    }

    /// What the results say of themselves: engine, rules, content hash, data hash. It is the Arrow schema's metadata too.
    #[getter]
    fn metadata(&self) -> BTreeMap<String, String> {
        self.schema.metadata().iter().map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// A column as a list, or a row as a dict.
    fn __getitem__<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(name) = key.cast::<PyString>() {
            let column = self.column(&name.to_string_lossy())?;
            let found = PyList::empty(py);
            for batch in &self.batches {
                let Some(array) = batch.columns().get(column) else { continue };
                for row in 0..array.len() {
                    found.append(cell(py, array, row)?)?;
                }
            }
            return Ok(found.into_any());
        }
        let wanted: isize = key.extract()?;
        let rows = self.__len__();
        let row = if wanted < 0 { rows.checked_sub(wanted.unsigned_abs()) } else { usize::try_from(wanted).ok() };
        let found = row.map(|row| self.row(py, row)).transpose()?.flatten();
        found.map(Bound::into_any).ok_or_else(|| PyIndexError::new_err(format!("there are {rows} rows")))
    }

    /// All rows as dicts; what is missing is None.
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let found = PyList::empty(py);
        for row in 0..self.__len__() {
            found.append(self.row(py, row)?)?;
        }
        Ok(found)
    }

    /// All columns as lists.
    pub(crate) fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let found = PyDict::new(py);
        for name in self.columns() {
            found.set_item(name, self.__getitem__(py, PyString::new(py, name).as_any())?)?;
        }
        Ok(found)
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.to_dicts(py)?.try_iter()?.into_any())
    }

    /// As a pandas DataFrame; verdicts are categories.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("milepost._frames")?.call_method1("to_pandas", (slf,))
    }

    /// As a Polars DataFrame; verdicts are categories.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// As a pyarrow Table.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// The table as an Arrow C stream in a capsule.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // Whoever asks for another schema casts what it gets, as the protocol says.
        let _ = requested_schema;
        capsule::export(py, self.schema.clone(), self.batches.clone())
    }

    /// The schema in a capsule.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::export_schema(py, &self.schema)
    }

    fn __repr__(&self) -> String {
        format!(
            "<Frame {} rows × {} columns: {}>",
            self.__len__(),
            self.schema.fields().len(),
            self.columns().join(", ")
        )
    }
}
