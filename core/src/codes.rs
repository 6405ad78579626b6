//! Every message there is, in one table. A code is numbered once and never reused; `docs/errors/<code>.md` explains it.
//!
//! To add a message: add a line here, raise it with [`crate::diagnostic::Diagnostic::new`], write its page, add a case.

use crate::diagnostic::Severity;

/// One sentence of the program, in both languages, with numbered places for what it speaks of.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// The Rust name, which tells the variants of one code apart: `E202_COMPARE`.
    pub id: &'static str,
    /// The public code: `E202`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// English.
    pub en: &'static str,
    /// Vietnamese.
    pub vi: &'static str,
    /// The remedy, or empty.
    pub help_en: &'static str,
    /// The remedy in Vietnamese, or empty.
    pub help_vi: &'static str,
}

macro_rules! messages {
    ($($id:ident $code:literal $severity:ident $en:literal $vi:literal $help_en:literal $help_vi:literal;)*) => {
        $(#[doc = $en] pub static $id: Message = Message {
            id: stringify!($id), code: $code, severity: Severity::$severity,
            en: $en, vi: $vi, help_en: $help_en, help_vi: $help_vi,
        };)*
        /// All messages, in the order of this file.
        pub static ALL: &[&Message] = &[$(&$id),*];
    };
}

// id, code, severity, English, Vietnamese, help, help in Vietnamese
messages! {
    // ---- text -----------------------------------------------------------------------------------------------
    E001_CHARACTER "E001" Error "character '{0}' is not part of the language" "ký tự '{0}' không thuộc ngôn ngữ" "" "";
    // ---- names ----------------------------------------------------------------------------------------------
    // ---- types and units ------------------------------------------------------------------------------------
    // ---- years and targets ----------------------------------------------------------------------------------
    // ---- scoring and groups ---------------------------------------------------------------------------------
    // ---- files, sources, amendments -------------------------------------------------------------------------
    // ---- warnings -------------------------------------------------------------------------------------------
    // ---- run time -------------------------------------------------------------------------------------------
}
