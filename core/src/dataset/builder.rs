//! Makes a dataset.
