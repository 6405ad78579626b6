//! Which format a file has.

/// The formats of tables and pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Delimited text: comma, semicolon or tab.
    Csv,
    /// Tab-separated text.
    Tsv,
    /// A JSON document.
    Json,
    /// One JSON record a line.
    Ndjson,
    /// Spreadsheet.
    Xlsx,
    /// Parquet.
    Parquet,
    /// Arrow IPC, file or stream.
    Arrow,
    /// A table for the terminal; out only.
    Table,
    /// A printable page; out only.
    Html,
    /// Markdown; out only.
    Markdown,
}

impl Format {
    /// By its word: `csv`.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Ndjson,
            "xlsx" | "xlsm" => Self::Xlsx,
            "parquet" | "pq" => Self::Parquet,
            "arrow" | "feather" | "ipc" | "arrows" => Self::Arrow,
            "table" | "text" => Self::Table,
            "html" | "htm" => Self::Html,
            "markdown" | "md" => Self::Markdown,
            _ => return None,
        })
    }

    /// By the ending of a file name.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        if ending.eq_ignore_ascii_case("txt") { Some(Self::Csv) } else { Self::from_word(ending) }
    }

    /// By the first bytes of a file.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"PK\x03\x04") {
            return Self::Xlsx;
        }
        if bytes.starts_with(b"PAR1") {
            return Self::Parquet;
        }
        if bytes.starts_with(b"ARROW1") || bytes.starts_with(&[0xff, 0xff, 0xff, 0xff]) {
            return Self::Arrow;
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match text.iter().find(|b| !b.is_ascii_whitespace()) {
            Some(b'[') => Self::Json,
            Some(b'{') => {
                let first_line = text.split(|b| *b == b'\n').find(|l| !l.trim_ascii().is_empty()).unwrap_or_default();
                let more = text.split(|b| *b == b'\n').filter(|l| !l.trim_ascii().is_empty()).nth(1);
                let whole = first_line.trim_ascii().ends_with(b"}");
                if whole && more.is_some_and(|l| l.trim_ascii().starts_with(b"{")) { Self::Ndjson } else { Self::Json }
            }
            _ => Self::Csv,
        }
    }

    /// Whether the bytes are meant for machines only, not for a terminal.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Xlsx | Self::Parquet | Self::Arrow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_bytes() {
        assert_eq!(Format::of_name("a.b/Huyện.CSV"), Some(Format::Csv));
        assert_eq!(Format::of_name("x.jsonl"), Some(Format::Ndjson));
        assert_eq!(Format::of_name("x"), None);
        assert_eq!(Format::of_bytes(b"PK\x03\x04zz"), Format::Xlsx);
        assert_eq!(Format::of_bytes("\u{feff}  [1]".as_bytes()), Format::Json);
        assert_eq!(Format::of_bytes(b"{\"a\":1}\n{\"a\":2}\n"), Format::Ndjson);
        assert_eq!(Format::of_bytes(b"{\n\"a\":1}"), Format::Json);
        assert_eq!(Format::of_bytes(b"unit,year\n"), Format::Csv);
    }
}
