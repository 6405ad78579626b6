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
    E001_LOOK_ALIKE "E001" Error "'{0}' ({1}) looks like '{2}' ({3}) but is another letter" "'{0}' ({1}) trông giống '{2}' ({3}) nhưng là chữ khác" "" "";
    E001_OVERLAY "E001" Error "'{0}' has a stroke laid over a letter" "'{0}' có nét gạch đè lên chữ" "write the letter itself: đ (U+0111)" "hãy viết đúng chữ đ (U+0111)";
    E001_SCRIPTS "E001" Error "'{0}' mixes letters of different alphabets" "'{0}' trộn chữ của nhiều bảng chữ cái" "type the name again with one alphabet" "hãy gõ lại tên bằng một bảng chữ cái";
    E001_DIRECTION "E001" Error "{0} is invisible and changes how the text reads" "{0} không nhìn thấy được và làm sai lệch cách đọc văn bản" "delete it" "hãy xóa ký tự này";
    E002_DECLARATION "E002" Error "expected a declaration, found '{0}'" "cần một khai báo, nhưng gặp '{0}'" "" "";
    E002_RULESET "E002" Error "a rule file begins with 'ruleset'" "tệp quy tắc phải bắt đầu bằng 'ruleset'" "write: ruleset name \"title\" { applies 2024..2025 }" "hãy viết: ruleset tên \"tiêu đề\" { applies 2024..2025 }";
    E003_NAME "E003" Error "expected a name, found '{0}'" "cần một tên, nhưng gặp '{0}'" "" "";
    E003_RESERVED "E003" Error "expected a name, found '{0}'; '{0}' is reserved: write `{0}` in back-quotes to use it as a name" "cần một tên, nhưng gặp '{0}'; '{0}' là từ dành riêng: hãy viết `{0}` trong dấu huyền để dùng làm tên" "" "";
    E003_TEXT "E003" Error "expected a text in quotes, found '{0}'" "cần một văn bản trong dấu nháy kép, nhưng gặp '{0}'" "" "";
    E003_YEAR "E003" Error "expected a year, found '{0}'" "cần một năm, nhưng gặp '{0}'" "a year has four digits" "năm viết bằng bốn chữ số";
    E003_DATE "E003" Error "expected a date, found '{0}'" "cần một ngày, nhưng gặp '{0}'" "write it as 2024-10-06" "hãy viết như 2024-10-06";
    E003_WHOLE "E003" Error "expected a whole number, found '{0}'" "cần một số nguyên, nhưng gặp '{0}'" "" "";
    E003_VALUE "E003" Error "expected a value, found '{0}'" "cần một giá trị, nhưng gặp '{0}'" "" "";
    E003_INSIDE "E003" Error "'{0}' needs parentheses here" "'{0}' ở đây phải đặt trong ngoặc đơn" "write ({0} …), or parentheses around the part before it" "hãy viết ({0} …), hoặc đặt phần đứng trước trong ngoặc đơn";
    E003_WORD "E003" Error "expected {1}, found '{0}'" "cần {1}, nhưng gặp '{0}'" "" "";
    E004_YEAR "E004" Error "expected a year after ',', found {0}" "sau ',' cần một năm, nhưng gặp {0}" "if this is a decimal, write it with a point, e.g. {1}" "nếu đây là số thập phân, hãy viết bằng dấu chấm, ví dụ {1}";
    E004_COMMA "E004" Error "unexpected ',' between {0} and {2}" "dấu ',' giữa {0} và {2} không đúng chỗ" "if this is a decimal, write it with a point, e.g. {1}" "nếu đây là số thập phân, hãy viết bằng dấu chấm, ví dụ {1}";
    E005_BLOCK "E005" Error "block is not closed: missing '}'" "khối chưa được đóng: thiếu '}'" "" "";
    E005_STRAY "E005" Error "this '}' closes no block" "dấu '}' này không đóng khối nào" "delete it, or look for a missing '{'" "hãy xóa nó, hoặc tìm dấu '{' bị thiếu";
    E006_CLAUSE "E006" Error "'{0}' does not begin a clause here" "'{0}' không mở đầu một mục nào ở đây" "" "";
    E006_ROW "E006" Error "'{0}' does not begin a row here" "'{0}' không mở đầu một dòng nào của bảng ở đây" "a row begins with a comparison sign, 'in', 'when' or 'otherwise'" "một dòng bắt đầu bằng dấu so sánh, 'in', 'when' hoặc 'otherwise'";
    E007_UNFINISHED "E007" Error "the formula is unfinished after '{0}'" "công thức còn dở dang sau '{0}'" "" "";
    E008_UNFINISHED "E008" Error "something is missing after '{0}'" "thiếu phần tiếp theo sau '{0}'" "" "";
    E008_WORD "E008" Error "{1} is missing after '{0}'" "thiếu {1} sau '{0}'" "" "";
    E009_MAXIMUM "E009" Error "a criterion's score needs its maximum: score max 10 points …" "điểm của tiêu chí phải có mức tối đa: score max 10 points …" "" "";
    E010_MIXED "E010" Error "'and' and 'or' are mixed; add parentheses to say which comes first" "'and' và 'or' dùng lẫn nhau; hãy thêm ngoặc đơn để nói rõ phép nào trước" "" "";
    E011_CHAIN "E011" Error "a chained comparison must go one way: 50% <= x < 70%" "so sánh nối tiếp phải cùng một chiều: 50% <= x < 70%" "" "";
    E012_POWER "E012" Error "write (-x) ^ n or -(x ^ n): the two differ" "hãy viết (-x) ^ n hoặc -(x ^ n): hai cách này khác nhau" "" "";
    E013_NUMBER "E013" Error "'{0}' is not a number of the language" "'{0}' không phải là số của ngôn ngữ" "digits, at most one point, single '_' between digits; a unit stands after a space: 10 points" "chỉ gồm chữ số, nhiều nhất một dấu chấm, từng dấu '_' giữa các chữ số; đơn vị viết sau dấu cách: 10 points";
    E013_DATE "E013" Error "there is no date {0}" "không có ngày {0}" "" "";
    E013_RANGE "E013" Error "'{0}' is too large or has too many digits" "'{0}' quá lớn hoặc có quá nhiều chữ số" "" "";
    E014_AGGREGATE "E014" Error "put the aggregate in parentheses before comparing it: (share of … where …) >= 80%" "hãy đặt phép tổng hợp trong ngoặc đơn trước khi so sánh: (share of … where …) >= 80%" "" "";
    E015_DEPTH "E015" Error "nested more than {0} deep" "lồng nhau sâu hơn {0} cấp" "give a part of it a name of its own, e.g. with 'indicator'" "hãy đặt tên riêng cho một phần, ví dụ bằng 'indicator'";
    E016_SIZE "E016" Error "the file is larger than {0} bytes" "tệp lớn hơn {0} byte" "split it, and join the parts with 'use'" "hãy tách tệp và nối các phần bằng 'use'";
    E017_TEXT "E017" Error "the quoted text is not closed on its line" "văn bản trong dấu nháy kép chưa được đóng trên dòng của nó" "" "";
    E017_ESCAPE "E017" Error "'{0}' means nothing in a quoted text" "'{0}' không có nghĩa trong văn bản đặt trong dấu nháy kép" "write \\\\ for a backslash, \\\" for a quote, \\n for a new line" "hãy viết \\\\ cho dấu gạch chéo ngược, \\\" cho dấu nháy kép, \\n cho xuống dòng";
    E018_TWICE "E018" Error "'{0}' is written twice here" "'{0}' được viết hai lần ở đây" "keep one" "hãy giữ lại một";
    // ---- names ----------------------------------------------------------------------------------------------
    // ---- types and units ------------------------------------------------------------------------------------
    // ---- years and targets ----------------------------------------------------------------------------------
    // ---- scoring and groups ---------------------------------------------------------------------------------
    // ---- files, sources, amendments -------------------------------------------------------------------------
    // ---- warnings -------------------------------------------------------------------------------------------
    // ---- files of data --------------------------------------------------------------------------------------
    F01_OPEN "F01" Error "cannot open {0}: {1}" "không mở được {0}: {1}" "" "";
    F02_FORMAT "F02" Error "{0}: this format cannot be read" "{0}: không đọc được định dạng này" "save the table as csv or xlsx; formats are csv, tsv, xlsx, json, ndjson, parquet, arrow" "hãy lưu bảng thành csv hoặc xlsx; các định dạng đọc được: csv, tsv, xlsx, json, ndjson, parquet, arrow";
    F03_ENCODING "F03" Error "{0} is not UTF-8 text from here on" "{0} từ chỗ này không phải văn bản UTF-8" "save the file as 'CSV UTF-8', or as xlsx" "hãy lưu tệp dưới dạng 'CSV UTF-8', hoặc xlsx";
    F04_EMPTY "F04" Error "{0} has no heading row: there is nothing to read" "{0} không có dòng tiêu đề: không có gì để đọc" "" "";
    F05_RAGGED "F05" Error "this row has {0} cells where the heading has {1}; the row is left out" "dòng này có {0} ô trong khi tiêu đề có {1} ô; dòng bị bỏ qua" "look for a missing or an extra delimiter, or for a quotation mark that is not closed" "hãy xem có thiếu hay thừa dấu phân cách, hoặc dấu ngoặc kép chưa đóng";
    F06_DAMAGED "F06" Error "{0} is damaged: {1}" "{0} bị hỏng: {1}" "" "";
    F06_RECORD "F06" Error "{0}: a record, or a plain value, is expected here" "{0}: chỗ này phải là một bản ghi hoặc một giá trị đơn" "" "";
    F07_TWICE "F07" Error "column '{0}' stands here twice" "cột '{0}' xuất hiện hai lần" "rename or remove one of the two" "hãy đổi tên hoặc bỏ một trong hai cột";
    F08_LIMIT "F08" Error "too many {0}: the limit is {1}" "quá nhiều ({0}): giới hạn là {1}" "" "";
    F09_SHEET "F09" Error "there is no sheet '{0}'; there are: {1}" "không có trang tính '{0}'; hiện có: {1}" "" "";
    F10_LEVEL "F10" Error "it is not clear to which level the rows of {0} belong" "chưa rõ các dòng của {0} thuộc cấp nào" "name it, LEVEL=FILE, or add a column 'level'; levels are: {1}" "hãy ghi rõ CẤP=TỆP, hoặc thêm cột 'level'; các cấp: {1}";
    F11_NO_INPUT "F11" Error "no column of {0} is an input of the rules" "{0} không có cột nào là số liệu đầu vào của bộ quy tắc" "a column is matched by the input's name or label, or by a mapping file; `milepost schema` writes an empty table" "cột được nhận theo tên hoặc nhãn của số liệu, hoặc theo tệp ánh xạ; `milepost schema` tạo bảng mẫu";
    F12_UNUSED "F12" Hint "column '{0}' is not used: nothing in the rules has that name or label" "cột '{0}' không được dùng: trong bộ quy tắc không có tên hay nhãn này" "" "";
    F13_LABEL "F13" Warning "column '{0}' was matched by its label to '{1}'" "cột '{0}' được nhận theo nhãn là '{1}'" "" "";
    F14_AMBIGUOUS "F14" Error "column '{0}' could be any of: {1}" "cột '{0}' có thể là: {1}" "name the column after the input, or say it in a mapping file" "hãy đặt tên cột theo tên số liệu, hoặc ghi trong tệp ánh xạ";
    F15_MAPPING "F15" Error "the mapping names '{0}', which is not an input or result of the rules" "tệp ánh xạ nêu '{0}', không phải số liệu hay kết quả của bộ quy tắc" "" "";
    F16_YEAR "F16" Error "this row has no year" "dòng này không có năm" "add a column 'year', or say the year of the whole table: --year" "hãy thêm cột 'year', hoặc nêu năm của cả bảng: --year";
    F17_UNIT "F17" Error "this row names no unit" "dòng này không nêu đơn vị" "" "";
    F18_WORD "F18" Error "'{0}' is not {1}" "'{0}' không phải là {1}" "" "";
    F19_WRITE "F19" Error "cannot write {0}: {1}" "không ghi được {0}: {1}" "" "";
    F21_ASSESSED "F21" Error "a recorded result ('{0}') stands on a row with an assessor" "kết quả đã công bố ('{0}') nằm ở dòng có bên đánh giá" "a recorded result is the settled one: write it on the row without assessor" "kết quả đã công bố là kết quả cuối cùng: hãy ghi ở dòng không có bên đánh giá";
    F20_REPLAY "F20" Error "{0} cannot be replayed: {1}" "không tính lại được {0}: {1}" "" "";
    // ---- run time -------------------------------------------------------------------------------------------
    R01_YEAR "R01" Error "{0} applies to {1}; {2} was asked for" "{0} áp dụng cho {1}; năm được hỏi là {2}" "evaluate a year in which the rules are in force, or compare versions to see another year as if they were" "hãy đánh giá năm mà quy định có hiệu lực, hoặc so sánh các phiên bản để xem năm khác như thể có hiệu lực";
    R02_RANGE "R02" Error "{0} of {1}, {2} = {3} is outside {4}" "{0} của {1}, {2} = {3} nằm ngoài khoảng {4}" "check the unit of the data: if it looks like percentages already multiplied, see 'given as percent'" "kiểm tra đơn vị của số liệu: nếu là phần trăm đã nhân sẵn, xem 'given as percent'";
    R02_PERCENT_COLUMN "R02" Warning "no value of the column {0} exceeds 1, though it is given as percent" "không giá trị nào của cột {0} vượt 1, dù cột nhập theo phần trăm" "write 85 for 85 %, or declare 'given as fraction'" "viết 85 cho 85 %, hoặc khai báo 'given as fraction'";
    R03_NUMBER "R03" Error "{0} of {1}, {2}: '{3}' is not a number" "{0} của {1}, {2}: '{3}' không phải là số" "write digits with a decimal point (a decimal comma needs --locale vi), and leave the cell empty where there is no value" "viết số với dấu chấm thập phân (dấu phẩy cần --locale vi), để trống ô khi không có số liệu";
    R03_WHOLE "R03" Error "{0} of {1}, {2} = {3} must be a whole number" "{0} của {1}, {2} = {3} phải là số nguyên" "" "";
    R03_YES_NO "R03" Error "{0} of {1}, {2}: '{3}' is neither yes nor no" "{0} của {1}, {2}: '{3}' không phải có hay không" "write yes/no, Có/Không, true/false or 1/0" "viết Có/Không, yes/no, true/false hoặc 1/0";
    R03_DATE "R03" Error "{0} of {1}, {2}: '{3}' is not a date" "{0} của {1}, {2}: '{3}' không phải là ngày" "write 2024-10-06 (6/10/2024 needs --locale vi)" "viết 2024-10-06 (6/10/2024 cần --locale vi)";
    R03_YEAR "R03" Error "{0} of {1}, {2}: '{3}' is not a year" "{0} của {1}, {2}: '{3}' không phải là năm" "" "";
    R04_TWICE "R04" Error "two values for {0}, {1}, {2}: {3} and {4}" "hai giá trị cho {0}, {1}, {2}: {3} và {4}" "keep one of the rows; no value is taken until then" "chỉ giữ một dòng; chưa lấy giá trị nào";
    R05_SCORE "R05" Error "{0}: score {1} is outside 0..{2}" "{0}: điểm {1} nằm ngoài 0..{2}" "write 'capped' if scores beyond the maximum are meant to be cut off" "ghi 'capped' nếu điểm vượt mức tối đa cần được cắt bớt";
    R06_DIGITS "R06" Error "{0}: a number has more than {1} bits" "{0}: một số vượt quá {1} bit" "round where the rules allow it, or raise the limit of digits" "hãy làm tròn ở nơi quy định cho phép, hoặc nâng giới hạn chữ số";
    R07_WORK "R07" Error "{0}: more than {1} steps for one unit and year" "{0}: quá {1} bước tính cho một đơn vị và năm" "look for roll-ups inside roll-ups across many units, or raise the limit of work" "kiểm tra các phép tổng hợp lồng nhau trên nhiều đơn vị, hoặc nâng giới hạn tính toán";
    R08_NESTING "R08" Error "{0}: definitions nested more than {1} deep" "{0}: định nghĩa lồng nhau quá {1} tầng" "split the formula, or refer to fewer years and units through each other" "hãy tách công thức, hoặc giảm số năm và đơn vị tham chiếu lồng nhau";
    R20_PARENT "R20" Error "unit {1}: its parent '{3}' is not among the units of {4}" "đơn vị {1}: không tìm thấy đơn vị cấp trên '{3}' ở cấp {4}" "check the spelling of the parent, or add its row" "kiểm tra tên đơn vị cấp trên, hoặc thêm dòng cho nó";
    R20_TWO_PARENTS "R20" Error "unit {1} has two parents: '{3}' and '{4}'" "đơn vị {1} có hai đơn vị cấp trên: '{3}' và '{4}'" "where ids repeat under different parents, write parent/unit as the id" "khi mã trùng nhau giữa các đơn vị cấp trên, viết cấp_trên/đơn_vị";
    R22_CATEGORY "R22" Error "{0} of {1}, {2}: '{3}' is not one of {4}" "{0} của {1}, {2}: '{3}' không thuộc {4}" "" "";
    R24_UNKNOWN "R24" Warning "nothing in the rules is named '{0}' (unit {1})" "không có gì trong quy tắc tên là '{0}' (đơn vị {1})" "check the spelling; the value is not used" "kiểm tra cách viết; giá trị này không được dùng";
    R23_SUCCESSOR "R23" Error "unit {1}: its successor '{3}' is not among the units" "đơn vị {1}: không tìm thấy đơn vị kế thừa '{3}'" "" "";
}
