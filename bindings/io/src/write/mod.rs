//! Tables to bytes.

#[cfg(feature = "arrow")]
pub mod arrow;
#[cfg(feature = "csv")]
pub mod delimited;
#[cfg(feature = "html")]
pub mod html;
pub mod json;
#[cfg(feature = "arrow")]
pub mod long;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod screen;
#[cfg(feature = "parquet")]
mod sink;
pub mod terminal;
#[cfg(feature = "xlsx")]
pub mod xlsx;

#[cfg(feature = "parquet")]
pub use sink::Sink;

/// A text cell that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets show as text.
#[cfg(any(feature = "csv", feature = "xlsx", test))]
pub(crate) fn disarm(text: &str) -> std::borrow::Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::disarm;

    #[test]
    fn formulas_are_disarmed() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(disarm(text), format!("'{text}"));
        }
        assert_eq!(disarm("Xã A = B"), "Xã A = B");
    }
}
