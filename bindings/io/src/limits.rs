//! How much a file may ask for. Files are untrusted: a small one can unpack to a very large one.

/// Each limit fails with a message that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes after unpacking (xlsx, parquet, compressed Arrow).
    pub unpacked: u64,
    /// Rows of a table.
    pub rows: usize,
    /// Columns of a table.
    pub columns: usize,
    /// Bytes of one cell's text.
    pub text: usize,
    /// How deep JSON may nest.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { unpacked: 1 << 30, rows: 100_000_000, columns: 16_384, text: 100_000, depth: 64 }
    }
}
