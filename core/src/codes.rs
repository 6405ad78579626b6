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
    E019_DECLARATIONS "E019" Error "more than {0} declarations in one file" "hơn {0} khai báo trong một tệp" "split the file, and join the parts with 'use'" "hãy tách tệp và nối các phần bằng 'use'";
    E020_ERRORS "E020" Error "{0} more errors from here on are not listed" "còn {0} lỗi khác từ đây không được liệt kê" "mend those above first; many may be of one cause" "hãy sửa các lỗi trên trước; nhiều lỗi có thể cùng một nguyên nhân";
    E020_WARNINGS "E020" Warning "{0} more warnings from here on are not listed" "còn {0} cảnh báo khác từ đây không được liệt kê" "" "";
    // ---- names ----------------------------------------------------------------------------------------------
    E101_TWICE "E101" Error "'{0}' is declared twice (first at line {1})" "'{0}' được khai báo hai lần (lần đầu ở dòng {1})" "give one of them another name" "hãy đặt tên khác cho một trong hai";
    E101_ELSEWHERE "E101" Error "'{0}' is declared twice (first at line {1} of {2})" "'{0}' được khai báo hai lần (lần đầu ở dòng {1} của {2})" "give one of them another name" "hãy đặt tên khác cho một trong hai";
    E101_BUILT_IN "E101" Error "'{0}' is a built-in unit" "'{0}' là đơn vị có sẵn" "use it without declaring it" "hãy dùng mà không cần khai báo";
    E101_MEMBER "E101" Error "'{0}' is twice an item of group {1} (line {2})" "'{0}' là mục của nhóm {1} hai lần (dòng {2})" "give the second one an indicator of its own" "hãy tạo chỉ tiêu riêng cho mục thứ hai";
    E102_NAME "E102" Error "nothing is named '{0}'" "không có gì tên là '{0}'" "" "";
    E102_LEVEL "E102" Error "no level is named '{0}'" "không có cấp nào tên là '{0}'" "declare it: level {0}" "hãy khai báo: level {0}";
    E102_DOCUMENT "E102" Error "no document is named '{0}'" "không có văn bản nào tên là '{0}'" "declare it: document {0} \"…\" { }" "hãy khai báo: document {0} \"…\" { }";
    E102_ASSESSOR "E102" Error "no assessor is named '{0}'" "không có bên đánh giá nào tên là '{0}'" "assessors are named by the 'by' lines of an assessment" "bên đánh giá được nêu trong các dòng 'by' của assessment";
    E102_ASSESSMENT "E102" Error "no assessment is named '{0}'" "không có cách đánh giá nào tên là '{0}'" "" "";
    E102_CATEGORY "E102" Error "no type or category is named '{0}'" "không có kiểu hay danh mục nào tên là '{0}'" "" "";
    E102_ITEM "E102" Error "{0} has no item '{1}'" "{0} không có mục '{1}'" "" "";
    E102_TEST "E102" Error "no earlier test is called '{0}'" "không có kiểm thử nào ở trên tên là '{0}'" "a test can start from the data of a test above it" "một kiểm thử có thể lấy số liệu của kiểm thử ở trên nó";
    E102_INPUT "E102" Error "no input is named '{0}'" "không có số liệu đầu vào nào tên là '{0}'" "" "";
    E102_FUNCTION "E102" Error "no function is named '{0}'" "không có hàm nào tên là '{0}'" "" "";
    E103_UNIT "E103" Error "unit '{0}' is not declared" "đơn vị '{0}' chưa được khai báo" "declare it: unit {0}" "hãy khai báo: unit {0}";
    E104_KIND "E104" Error "'{0}' is declared with '{1}'; here the name of a '{2}' is needed" "'{0}' được khai báo bằng '{1}'; ở đây cần tên của một '{2}'" "" "";
    E104_VALUE "E104" Error "'{0}' is declared with '{1}' and has no value" "'{0}' được khai báo bằng '{1}' nên không có giá trị" "" "";
    E105_PROPERTY "E105" Error "'{0}' has no property '{1}'" "'{0}' không có thuộc tính '{1}'" "properties are met, score, max, verdict; count of a rank" "các thuộc tính là met, score, max, verdict; count của bảng xếp hạng";
    E106_MEASURE "E106" Error "'{0}' is used but this criterion declares no measure" "dùng '{0}' nhưng tiêu chí này không khai báo measure" "add a line: measure …" "hãy thêm dòng: measure …";
    E106_WORD "E106" Error "'{0}' has no meaning here" "'{0}' không có nghĩa ở đây" "measure and target stand for those of a criterion; score and max for the result so far in 'adjust'; value, low, high and goal for an item in 'normalise'; prior for last year's class in a state" "measure và target là của tiêu chí; score và max là kết quả đang tính trong 'adjust'; value, low, high, goal là của một mục trong 'normalise'; prior là loại của năm trước trong state";
    E106_ITEM "E106" Error "'normalise' uses '{0}', but item {1} has no {2}" "'normalise' dùng '{0}' nhưng mục {1} không có {2}" "add to the item: {2} …" "hãy thêm vào mục: {2} …";
    E107_VALUE "E107" Error "{0} has no value of its own" "{0} không có giá trị riêng" "read {0}.score or {0}.met, or give the criterion a measure" "hãy dùng {0}.score hoặc {0}.met, hoặc thêm measure cho tiêu chí";
    E107_VERDICT "E107" Error "{0} has no verdict, so '{0}.{1}' means nothing" "{0} không có kết luận nên '{0}.{1}' không có nghĩa" "a criterion's verdict comes from 'target' or 'met when', a group's from 'verdict'" "kết luận của tiêu chí lấy từ 'target' hoặc 'met when', của nhóm lấy từ 'verdict'";
    E107_SCORE "E107" Error "'{0}.{1}' means nothing: {0} has none" "'{0}.{1}' không có nghĩa: {0} không có" "a criterion's score comes from 'score max …', a group's from 'score sum' and the like" "điểm của tiêu chí lấy từ 'score max …', của nhóm lấy từ 'score sum' v.v.";
    E110_CIRCLE "E110" Error "circular definition: {0}" "định nghĩa vòng tròn: {0}" "a value may not depend on itself, nor on itself in another year; 'state' is what remembers" "một giá trị không được phụ thuộc vào chính nó, kể cả ở năm khác; hãy dùng 'state' để ghi nhớ";
    E110_VERSIONS "E110" Error "circular definition over the versions of the rules: {0}" "định nghĩa vòng tròn giữa các phiên bản: {0}" "one of them reads a stated or a later year, which another version defines by this one" "một trong số đó đọc một năm nêu sẵn hoặc năm sau, mà phiên bản khác lại định nghĩa ngược lại";
    E111_CONDITION "E111" Error "{0} belongs to each {1}; here it needs a roll-up, e.g. share of {1} where {0}" "{0} thuộc về từng {1}; ở đây cần phép tổng hợp, ví dụ share of {1} where {0}" "" "";
    E111_VALUE "E111" Error "{0} belongs to each {1}; here it needs a roll-up, e.g. share of {1} where …, or sum of {0} over {1}" "{0} thuộc về từng {1}; ở đây cần phép tổng hợp, ví dụ share of {1} where …, hoặc sum of {0} over {1}" "" "";
    E112_BELOW "E112" Error "{0} is not a level below {1}" "{0} không phải là cấp dưới của {1}" "'over' looks at the units below this one; 'across' at all units of a level" "'over' xét các đơn vị bên dưới; 'across' xét mọi đơn vị của một cấp";
    E112_RANK "E112" Error "a rank across {0} needs a {0}, but this is evaluated for each {1}" "xếp hạng trong {0} cần một {0}, nhưng ở đây đánh giá từng {1}" "" "";
    E112_MEMBER "E112" Error "{0} belongs to each {1}, but its group {2} to each {3}" "{0} thuộc về từng {1}, nhưng nhóm {2} thuộc về từng {3}" "write 'of {3}', or make a group of the {1} criteria" "hãy viết 'of {3}', hoặc lập nhóm riêng cho các tiêu chí cấp {1}";
    E112_SEVERAL "E112" Error "{0} is in a group, so it belongs to one level" "{0} nằm trong nhóm nên chỉ thuộc một cấp" "" "";
    E112_QUOTA "E112" Error "a quota counts units of the outcome's own level: {1}, not {0}" "hạn mức tính theo đơn vị ở cấp của kết quả: {1}, không phải {0}" "" "";
    E112_FACT "E112" Error "{0} belongs to each {1}, not to a {2}" "{0} thuộc về từng {1}, không thuộc {2}" "write it in: with 1 {1} { … }" "hãy viết trong: with 1 {1} { … }";
    E113_EVALUATES "E113" Error "ruleset {0} does not say which level it evaluates" "bộ quy tắc {0} chưa nói đánh giá cấp nào" "declare a level, and write 'evaluates LEVEL' in the header" "hãy khai báo một cấp và viết 'evaluates CẤP' ở phần đầu";
    E114_OWN "E114" Error "'own' has a meaning only inside a roll-up" "'own' chỉ có nghĩa bên trong phép tổng hợp" "" "";
    // ---- types and units ------------------------------------------------------------------------------------
    E201_MATCH "E201" Error "'{0}': {1} does not match {2}" "'{0}': {1} không khớp với {2}" "" "";
    E202_COMPARE "E202" Error "'{0}': a percentage and a plain number are different things ({1} vs {2}); write the number with %, e.g. 80%" "'{0}': tỷ lệ phần trăm và số thường là hai thứ khác nhau ({1} và {2}); hãy viết 80% thay vì 80" "" "";
    E202_ADD "E202" Error "cannot add {1} and {2}; for a percentage change write x * (100% + 20%)" "không cộng được {1} với {2}; để tăng theo phần trăm hãy viết x * (100% + 20%)" "" "";
    E202_SUBTRACT "E202" Error "cannot subtract {2} from {1}; for a percentage change write x * (100% - 20%)" "không trừ được {2} khỏi {1}; để giảm theo phần trăm hãy viết x * (100% - 20%)" "" "";
    E203_JOIN "E203" Error "'{0}' joins yes/no conditions; this side is {1}" "'{0}' nối các điều kiện có/không; vế này là {1}" "compare it with something first" "hãy so sánh nó với một giá trị trước";
    E203_CONDITION "E203" Error "'{0}' needs a yes/no condition; this is {1}" "'{0}' cần một điều kiện có/không; đây là {1}" "compare it with something" "hãy so sánh nó với một giá trị";
    E204_NUMBER "E204" Error "'{0}' needs a number; this is {1}" "'{0}' cần một số; đây là {1}" "" "";
    E205_UNROUNDED "E205" Hint "an unrounded ln/root/power value is compared" "một giá trị ln/căn/lũy thừa chưa làm tròn được đem so sánh" "the decision is exact; if the text prescribes a precision, wrap it: round(…, step, mode)" "kết quả so sánh là chính xác; nếu văn bản quy định độ chính xác, hãy viết: round(…, bước, cách)";
    E206_ARGUMENTS "E206" Error "'{0}' takes {1} values, {2} are given" "'{0}' cần {1} giá trị, nhưng có {2}" "" "";
    E207_PURE "E207" Error "{0} needs a pure number; divide by a reference amount first, e.g. ln(gni / 100 usd)" "{0} cần một số không có đơn vị; hãy chia cho một lượng gốc trước, ví dụ ln(gni / 100 usd)" "" "";
    E209_CONSTANT "E209" Error "'{0}' differs from unit to unit; here a constant is needed" "'{0}' khác nhau giữa các đơn vị; ở đây cần một hằng số" "use 'indicator' for values that depend on a unit" "hãy dùng 'indicator' cho giá trị phụ thuộc đơn vị";
    E209_LITERAL "E209" Error "a number as written is needed here" "ở đây cần một số viết sẵn" "" "";
    E210_ORDER "E210" Error "'{0}': {1} has no order; only = and != have a meaning" "'{0}': {1} không có thứ tự; chỉ = và != có nghĩa" "a category is ordered when it is declared so: category NAME ordered { lowest, …, highest }" "danh mục có thứ tự khi khai báo như vậy: category TÊN ordered { thấp nhất, …, cao nhất }";
    E211_WHOLE "E211" Error "'{0}' needs a whole number in {1}" "'{0}' cần một số nguyên trong khoảng {1}" "" "";
    E212_GIVEN_AS "E212" Error "'given as' is for ratios; this is {0}" "'given as' chỉ dùng cho tỷ lệ; đây là {0}" "" "";
    E213_DATE "E213" Error "'{0}' needs a date; this is {1}" "'{0}' cần một ngày; đây là {1}" "" "";
    E214_MODE "E214" Error "a way of rounding is needed here: {0}" "ở đây cần một cách làm tròn: {0}" "" "";
    E215_STEP "E215" Error "the step of a rounding must be more than 0" "bước làm tròn phải lớn hơn 0" "" "";
    // ---- years and targets ----------------------------------------------------------------------------------
    E301_TARGET "E301" Error "{0}: no target for {1}; write '{2} none' or '{2} hold'" "{0}: chưa có mục tiêu cho các năm {1}; hãy viết '{2} none' (không xét) hoặc '{2} hold' (giữ như năm gần nhất)" "" "";
    E301_VALUE "E301" Error "{0}: no value for {1}; write '{2} none' or '{2} hold'" "{0}: chưa có giá trị cho các năm {1}; hãy viết '{2} none' hoặc '{2} hold'" "" "";
    E302_SIGN "E302" Error "a numeric target needs a comparison: >= (từ … trở lên), > (trên), <= (không quá), < (dưới)" "mục tiêu bằng số phải có dấu so sánh: >= (từ … trở lên), > (trên), <= (không quá), < (dưới)" "" "";
    E303_TWICE "E303" Error "year {0} has two targets (lines {1} and {2})" "năm {0} có hai mục tiêu (dòng {1} và {2})" "" "";
    E304_SIGNS "E304" Error "{0}: cannot interpolate between '{1}' in {2} and '{3}' in {4}" "{0}: không nội suy được giữa '{1}' năm {2} và '{3}' năm {4}" "write 'between hold' or 'between none'" "hãy viết 'between hold' hoặc 'between none'";
    E304_CONSTANT "E304" Error "{0}: a straight line needs numbers that are known beforehand at both ends" "{0}: nội suy cần biết trước con số ở cả hai đầu" "write 'between hold' or 'between none'" "hãy viết 'between hold' hoặc 'between none'";
    E306_PARAMETER "E306" Error "the values of a parameter stand alone; '{0}' is for targets" "giá trị của tham số đứng một mình; '{0}' chỉ dùng cho mục tiêu" "" "";
    E307_YEARS "E307" Error "ruleset {0} does not say in which years it applies" "bộ quy tắc {0} chưa nói áp dụng cho những năm nào" "write: applies 2024..2025" "hãy viết: applies 2024..2025";
    E308_BACKWARDS "E308" Error "the years {0}..{1} run backwards" "khoảng năm {0}..{1} bị ngược" "" "";
    // ---- scoring and groups ---------------------------------------------------------------------------------
    E401_CLAUSE "E401" Error "'{0}' cannot stand in a {1}" "'{0}' không dùng được trong {1}" "" "";
    E401_TWICE "E401" Error "'{0}' is written twice in {1} (first at line {2})" "'{0}' được viết hai lần trong {1} (lần đầu ở dòng {2})" "keep one" "hãy giữ lại một";
    E401_EXCLUDE "E401" Error "{2} has both '{0}' and '{1}'; only one of them can decide" "{2} có cả '{0}' và '{1}'; chỉ một trong hai được quyết định" "" "";
    E402_CRITERION "E402" Error "group {0} takes the verdict of every member, but {1} has neither 'target' nor 'met when'" "nhóm {0} lấy kết luận của mọi mục, nhưng {1} không có 'target' cũng không có 'met when'" "" "";
    E402_GROUP "E402" Error "group {0} takes the verdict of every member, but group {1} has none" "nhóm {0} lấy kết luận của mọi mục, nhưng nhóm {1} không có kết luận" "write in {1}: verdict every" "hãy viết trong {1}: verdict every";
    E402_ITEM "E402" Error "group {0} takes the verdict of every member, but item {1} has only a score" "nhóm {0} lấy kết luận của mọi mục, nhưng {1} chỉ có điểm" "write: verdict none" "hãy viết: verdict none";
    E403_AT_LEAST "E403" Error "group {0} asks for at least {1} of its {2} members" "nhóm {0} đòi hỏi ít nhất {1} trong {2} mục" "" "";
    E404_SUM "E404" Error "weights in group {0} add up to {1}, not {2}" "tổng trọng số của nhóm {0} là {1}, không phải {2}" "" "";
    E404_YEAR "E404" Error "weights in group {0} add up to {1}, not {2}, in {3}" "tổng trọng số của nhóm {0} năm {3} là {1}, không phải {2}" "" "";
    E405_UNREACHABLE "E405" Error "row {0} can never be used: every value it accepts is already taken by an earlier row" "dòng {0} không bao giờ được dùng: mọi giá trị của nó đã thuộc dòng trước" "" "";
    E405_TARGET "E405" Error "{0}: a target without 'when' is always used, so those after it never are" "{0}: mục tiêu không có 'when' luôn được dùng nên các mục tiêu sau nó không bao giờ được dùng" "put it last" "hãy đặt nó sau cùng";
    E406_GAP "E406" Error "some values match no row ({0}); add 'otherwise: …'" "có giá trị không thuộc dòng nào ({0}); hãy thêm 'otherwise: …'" "" "";
    E406_REST "E406" Error "some values match no row; add 'otherwise: …'" "có giá trị không thuộc dòng nào; hãy thêm 'otherwise: …'" "" "";
    E407_COUNT "E407" Error "{0} has {1} criteria, not {2}" "{0} có {1} tiêu chí, không phải {2}" "" "";
    E408_MAX "E408" Error "the maxima in {0} add up to {1}, not {2}" "tổng điểm tối đa của {0} là {1}, không phải {2}" "" "";
    E408_UNKNOWN "E408" Error "the maximum of {0} is not known beforehand, so it cannot be expected" "điểm tối đa của {0} không biết trước nên không kiểm tra được" "" "";
    E409_NO_SCORE "E409" Error "group {0} makes a score of its members', but none of them has one" "nhóm {0} lấy điểm từ các mục, nhưng không mục nào có điểm" "write 'score max …' in its criteria, or leave out the group's 'score'" "hãy viết 'score max …' trong các tiêu chí, hoặc bỏ 'score' của nhóm";
    E410_WEIGHT "E410" Error "group {0} weighs its members, but {1} has no weight" "nhóm {0} tính theo trọng số, nhưng {1} không có trọng số" "add to {1}: weight …" "hãy thêm vào {1}: weight …";
    E411_MIXED "E411" Error "group {0} takes means of score / maximum, but {1} has no maximum" "nhóm {0} lấy trung bình của điểm / điểm tối đa, nhưng {1} không có điểm tối đa" "put members without a maximum into a group of their own" "hãy đưa các mục không có điểm tối đa vào nhóm riêng";
    E412_OUTCOME "E412" Error "outcome {0} has neither 'require' nor 'from'" "kết quả {0} không có 'require' cũng không có 'from'" "" "";
    E412_STEP "E412" Error "outcome {0} has no classes, so none can be capped, moved or limited" "kết quả {0} không có loại nên không thể giới hạn hay chuyển loại" "classes come from: from E { … }" "các loại lấy từ: from E { … }";
    E412_CLASS "E412" Error "the rows of outcome {0} must give classes; this is {1}" "các dòng của kết quả {0} phải cho ra loại; đây là {1}" "write rows such as: >= 90%: good \"Good\"" "hãy viết các dòng như: >= 90%: tốt \"Tốt\"";
    E413_CLASS "E413" Error "'{0}' is a class with a label; only rows of an outcome make classes" "'{0}' là một loại có nhãn; chỉ các dòng của kết quả mới tạo ra loại" "" "";
    E414_SUBJECT "E414" Error "this row compares, but the table does not say what" "dòng này so sánh nhưng bảng không nói so sánh giá trị nào" "write 'from E { … }', or begin the row with 'when'" "hãy viết 'from E { … }', hoặc bắt đầu dòng bằng 'when'";
    E415_WHEN_MET "E415" Error "{0} is scored when it is met, but has neither 'target' nor 'met when'" "{0} được tính điểm khi đạt, nhưng không có 'target' cũng không có 'met when'" "" "";
    E416_NO_SCORE "E416" Error "'{0}' changes a score, but {1} has none" "'{0}' thay đổi điểm, nhưng {1} không có điểm" "" "";
    E417_STATE "E417" Error "state {0} has no '{1}'" "trạng thái {0} không có '{1}'" "a state needs the value before the first year, 'first ITEM', and rows, 'from { … }'" "trạng thái cần giá trị trước năm đầu, 'first MỤC', và các dòng, 'from { … }'";
    E417_RANK "E417" Error "rank {0} does not say by what" "bảng xếp hạng {0} chưa nói xếp theo gì" "write: by E descending" "hãy viết: by E descending";
    E418_RECORDED "E418" Error "only results can be recorded: a name, or name.score" "chỉ ghi nhận được kết quả: tên, hoặc tên.score" "" "";
    // ---- files, sources, amendments -------------------------------------------------------------------------
    E601_CIRCLE "E601" Error "files lead to each other in a circle: {0}" "các tệp dẫn đến nhau thành vòng tròn: {0}" "" "";
    E602_FILE "E602" Error "cannot find '{0}'" "không tìm thấy '{0}'" "" "";
    E603_OVERLAP "E603" Error "{0} applies from {1}, but the ruleset it amends still applies until {2}" "{0} áp dụng từ {1}, nhưng bộ quy tắc được sửa đổi còn áp dụng đến {2}" "" "";
    E604_SOURCE "E604" Error "amend {0}: every amendment must cite its source" "sửa đổi {0}: mỗi sửa đổi phải nêu căn cứ" "add: source DOCUMENT \"article\"" "hãy thêm: source VĂN_BẢN \"điều\"";
    E605_TWICE "E605" Error "{0} is changed twice in this amendment (lines {1} and {2})" "{0} bị thay đổi hai lần trong bản sửa đổi này (dòng {1} và {2})" "" "";
    E606_NOTHING "E606" Error "nothing to amend: no {0} {1} in the amended ruleset" "không có gì để sửa đổi: bộ quy tắc được sửa đổi không có {0} {1}" "" "";
    E606_BODY "E606" Error "{0} {1} cannot be changed in this form" "không sửa đổi được {0} {1} theo cách viết này" "" "";
    E608_FILES "E608" Error "more than {0} files are used" "dùng quá {0} tệp" "" "";
    E609_NOT_AMENDING "E609" Error "this ruleset amends nothing" "bộ quy tắc này không sửa đổi bộ nào" "write 'amends \"file\"' in the header, or put the change into a variant" "hãy viết 'amends \"tệp\"' ở phần đầu, hoặc đưa thay đổi vào variant";
    E610_VARIANT_BODY "E610" Error "a variant changes what there is: amend, repeal, add" "một phương án chỉ thay đổi cái đã có: amend, repeal, add" "" "";
    E611_DIFFERS "E611" Error "{0} {1} is declared differently in another file that is used with this one" "{0} {1} được khai báo khác trong một tệp khác được dùng cùng" "make both declarations the same, or rename one" "hãy khai báo giống nhau, hoặc đổi tên một bên";
    E612_TYPE "E612" Error "{0} is {1} here and {2} in the ruleset that is amended" "{0} ở đây là {1}, còn trong bộ quy tắc được sửa đổi là {2}" "values of other years are read under their own version, so the kind must stay" "giá trị của năm khác được đọc theo phiên bản của năm đó nên kiểu phải giữ nguyên";
    E613_VARIANT "E613" Error "there is no variant '{0}'" "không có phương án '{0}'" "" "";
    // ---- warnings -------------------------------------------------------------------------------------------
    W101_TONE "W101" Warning "'{0}' and '{1}' differ only in where the tone mark is written" "'{0}' và '{1}' chỉ khác nhau ở chỗ đặt dấu thanh" "use one spelling" "hãy dùng một cách viết";
    W501_ZERO_BASE "W501" Warning "{0} can be undetermined (zero_base: {1} may be 0); say what then: on zero_base: …" "{0} có thể chưa xác định được (mẫu số {1} có thể bằng 0); hãy ghi rõ: on zero_base: …" "" "";
    W601_SOURCE "W601" Warning "criterion {0} cites no source" "tiêu chí {0} không nêu căn cứ" "add: source DOCUMENT \"article\"" "hãy thêm: source VĂN_BẢN \"điều\"";
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
    F12_LEVEL "F12" Hint "column '{0}' is not used: it bears the name of a level, and no column says which unit a row is of" "cột '{0}' không được dùng: cột mang tên một cấp, và không có cột nào cho biết mỗi dòng là của đơn vị nào" "call the column with the ids of the units 'unit', and one with those of the units above 'parent'" "hãy đặt tên cột mã đơn vị là 'unit', cột mã đơn vị cấp trên là 'parent'";
    F13_LABEL "F13" Warning "column '{0}' was matched by its label to '{1}'" "cột '{0}' được nhận theo nhãn là '{1}'" "" "";
    F14_AMBIGUOUS "F14" Error "column '{0}' could be any of: {1}" "cột '{0}' có thể là: {1}" "name the column after the input, or say it in a mapping file" "hãy đặt tên cột theo tên số liệu, hoặc ghi trong tệp ánh xạ";
    F15_MAPPING "F15" Error "the mapping names '{0}', which is not an input or result of the rules" "tệp ánh xạ nêu '{0}', không phải số liệu hay kết quả của bộ quy tắc" "" "";
    F16_YEAR "F16" Error "this row has no year" "dòng này không có năm" "add a column 'year', or say the year of the whole table: --year" "hãy thêm cột 'year', hoặc nêu năm của cả bảng: --year";
    F17_UNIT "F17" Error "this row names no unit" "dòng này không nêu đơn vị" "" "";
    F18_WORD "F18" Error "'{0}' is not {1}" "'{0}' không phải là {1}" "" "";
    F19_WRITE "F19" Error "cannot write {0}: {1}" "không ghi được {0}: {1}" "" "";
    F21_ASSESSED "F21" Error "a recorded result ('{0}') stands on a row with an assessor" "kết quả đã công bố ('{0}') nằm ở dòng có bên đánh giá" "a recorded result is the settled one: write it on the row without assessor" "kết quả đã công bố là kết quả cuối cùng: hãy ghi ở dòng không có bên đánh giá";
    F22_MAPPING_COLUMNS "F22" Error "{0} is not a mapping: it needs the columns 'column' and 'input'" "{0} không phải tệp ánh xạ: cần hai cột 'column' và 'input'" "" "";
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
    R09_THREAD "R09" Error "the evaluation broke off: one of its threads ended early; nothing of it is kept" "việc đánh giá bị gián đoạn: một luồng xử lý kết thúc sớm; không giữ lại kết quả nào" "this is a defect of the program: please report it with the rules and the data" "đây là lỗi của chương trình: hãy báo lại kèm quy tắc và số liệu";
    R20_PARENT "R20" Error "unit {1}: its parent '{3}' is not among the units of {4}" "đơn vị {1}: không tìm thấy đơn vị cấp trên '{3}' ở cấp {4}" "check the spelling of the parent, or add its row" "kiểm tra tên đơn vị cấp trên, hoặc thêm dòng cho nó";
    R20_TWO_PARENTS "R20" Error "unit {1} has two parents: '{3}' and '{4}'" "đơn vị {1} có hai đơn vị cấp trên: '{3}' và '{4}'" "where ids repeat under different parents, write parent/unit as the id" "khi mã trùng nhau giữa các đơn vị cấp trên, viết cấp_trên/đơn_vị";
    R22_CATEGORY "R22" Error "{0} of {1}, {2}: '{3}' is not one of {4}" "{0} của {1}, {2}: '{3}' không thuộc {4}" "" "";
    R24_UNKNOWN "R24" Warning "nothing in the rules is named '{0}' (unit {1})" "không có gì trong quy tắc tên là '{0}' (đơn vị {1})" "check the spelling; the value is not used" "kiểm tra cách viết; giá trị này không được dùng";
    R23_SUCCESSOR "R23" Error "unit {1}: its successor '{3}' is not among the units" "đơn vị {1}: không tìm thấy đơn vị kế thừa '{3}'" "" "";
}
