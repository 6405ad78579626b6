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
    R02_RANGE "R02" Error "{0} of {1}, {2} = {3} is outside {4}" "{0} của {1}, {2} = {3} nằm ngoài khoảng {4}" "check the unit of the data: if it looks like percentages already multiplied, see 'given as percent'" "kiểm tra đơn vị của số liệu: nếu là phần trăm đã nhân sẵn, xem 'given as percent'";
    R02_PERCENT_COLUMN "R02" Warning "no value of the column {0} exceeds 1, though it is given as percent" "không giá trị nào của cột {0} vượt 1, dù cột nhập theo phần trăm" "write 85 for 85 %, or declare 'given as fraction'" "viết 85 cho 85 %, hoặc khai báo 'given as fraction'";
    R03_NUMBER "R03" Error "{0} of {1}, {2}: '{3}' is not a number" "{0} của {1}, {2}: '{3}' không phải là số" "write digits with a decimal point (a decimal comma needs --locale vi), and leave the cell empty where there is no value" "viết số với dấu chấm thập phân (dấu phẩy cần --locale vi), để trống ô khi không có số liệu";
    R03_WHOLE "R03" Error "{0} of {1}, {2} = {3} must be a whole number" "{0} của {1}, {2} = {3} phải là số nguyên" "" "";
    R03_YES_NO "R03" Error "{0} of {1}, {2}: '{3}' is neither yes nor no" "{0} của {1}, {2}: '{3}' không phải có hay không" "write yes/no, Có/Không, true/false or 1/0" "viết Có/Không, yes/no, true/false hoặc 1/0";
    R03_DATE "R03" Error "{0} of {1}, {2}: '{3}' is not a date" "{0} của {1}, {2}: '{3}' không phải là ngày" "write 2024-10-06 (6/10/2024 needs --locale vi)" "viết 2024-10-06 (6/10/2024 cần --locale vi)";
    R03_YEAR "R03" Error "{0} of {1}, {2}: '{3}' is not a year" "{0} của {1}, {2}: '{3}' không phải là năm" "" "";
    R04_TWICE "R04" Error "two values for {0}, {1}, {2}: {3} and {4}" "hai giá trị cho {0}, {1}, {2}: {3} và {4}" "keep one of the rows; no value is taken until then" "chỉ giữ một dòng; chưa lấy giá trị nào";
    R20_PARENT "R20" Error "unit {1}: its parent '{3}' is not among the units of {4}" "đơn vị {1}: không tìm thấy đơn vị cấp trên '{3}' ở cấp {4}" "check the spelling of the parent, or add its row" "kiểm tra tên đơn vị cấp trên, hoặc thêm dòng cho nó";
    R20_TWO_PARENTS "R20" Error "unit {1} has two parents: '{3}' and '{4}'" "đơn vị {1} có hai đơn vị cấp trên: '{3}' và '{4}'" "where ids repeat under different parents, write parent/unit as the id" "khi mã trùng nhau giữa các đơn vị cấp trên, viết cấp_trên/đơn_vị";
    R22_CATEGORY "R22" Error "{0} of {1}, {2}: '{3}' is not one of {4}" "{0} của {1}, {2}: '{3}' không thuộc {4}" "" "";
    R23_SUCCESSOR "R23" Error "unit {1}: its successor '{3}' is not among the units" "đơn vị {1}: không tìm thấy đơn vị kế thừa '{3}'" "" "";
}
