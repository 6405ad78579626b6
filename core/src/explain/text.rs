//! The explanation as people read it.

use super::{Contributions, Explanation, ItemExplanation, MissingFact, Place, Reading, SourceShown, words};
use crate::diagnostic::Lang;
use crate::program::Reason;
use std::fmt::Write as _;

impl Explanation {
    /// Plain text, line by line.
    pub fn text(&self) -> String {
        let lang = if self.lang == "vi" { Lang::Vi } else { Lang::En };
        let mut out = Writer { lang, text: String::new() };
        let rules = if self.ruleset.label.is_empty() { &self.ruleset.name } else { &self.ruleset.label };
        out.line(0, &format!("{} – {} {}", self.unit_label, words::pick(lang, "year", "năm"), self.year));
        let version = match self.ruleset.version.as_str() {
            "" => String::new(),
            version => format!(" ({} {version})", words::pick(lang, "version", "phiên bản")),
        };
        out.line(0, &format!("{rules}{version}"));
        if self.ruleset.hypothetical {
            let note = words::pick(
                lang,
                "HYPOTHETICAL: this version is not the one in force in that year",
                "GIẢ ĐỊNH: phiên bản này không phải phiên bản có hiệu lực trong năm đó",
            );
            out.line(0, note);
        }
        if let Some(variant) = &self.ruleset.variant {
            out.line(0, &format!("{}: {variant}", words::pick(lang, "Variant", "Phương án")));
        }
        for fault in &self.faults {
            out.line(0, &format!("! {fault}"));
        }
        let first = self.item.iter().map(|i| &**i);
        for item in first.chain(&self.items) {
            out.text.push('\n');
            out.item(item);
        }
        out.text
    }
}

struct Writer {
    lang: Lang,
    text: String,
}

impl Writer {
    fn line(&mut self, depth: usize, line: &str) {
        let line = line.trim_end();
        for _ in 0..depth {
            self.text.push_str("  ");
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn field(&mut self, depth: usize, en: &str, vi: &str, value: &str) {
        if !value.is_empty() {
            self.line(depth, &format!("{}: {value}", words::pick(self.lang, en, vi)));
        }
    }

    fn item(&mut self, item: &ItemExplanation) {
        let depth = item.depth;
        let code = if item.code.is_empty() { String::new() } else { format!("{}  ", item.code) };
        let result = match item.result.as_str() {
            "" => item.value.as_ref().map(|v| format!(": {}", v.shown)).unwrap_or_default(),
            result => format!(": {}", result.to_uppercase()),
        };
        let at = item.at.as_ref().map(|p| format!(" [{}]", self.place(p))).unwrap_or_default();
        self.line(depth, &format!("{code}{}{at}{result}", item.label));
        let inner = depth + 1;
        if let (Some(value), false) = (&item.value, item.result.is_empty())
            && value.exact.is_none()
            && item.parts.is_empty()
        {
            self.field(inner, "Value", "Giá trị", &value.shown);
        }
        self.measure(inner, item);
        self.field(inner, "Because", "Lý do", &item.because);
        for part in &item.parts {
            let name = if part.label.is_empty() { &part.name } else { &part.label };
            self.line(inner, &format!("- {name}: {}", part.result));
        }
        for rule in &item.rules {
            self.line(inner, &format!("· {rule}"));
        }
        for count in &item.counts {
            self.count(inner, count);
        }
        self.readings(inner, item);
        for filled in &item.filled {
            self.field(inner, "Filled", "Giá trị bổ khuyết", filled);
        }
        for reading in item.uses.iter().filter(|r| r.recorded || r.at.is_some()) {
            let text = self.reading(reading);
            self.line(inner, &text);
        }
        self.missing(inner, &item.missing);
        if let Some(decision) = &item.decide {
            for way in &decision.ways {
                self.line(inner, &format!("→ {}", way.text));
            }
        }
        if let Some(contributions) = &item.contributions {
            self.contributions(inner, contributions);
        }
        let entry = item.target.as_ref().and_then(|t| t.entry.as_ref()).and_then(|e| e.source.as_ref());
        for source in item.source.iter().chain(entry) {
            self.field(inner, "Source", "Căn cứ", &source_text(source));
        }
        self.field(inner, "Judged by", "Cơ quan chủ trì đánh giá", &item.judged_by);
        for note in &item.notes {
            self.field(inner, "Note", "Ghi chú", note);
        }
    }

    fn measure(&mut self, depth: usize, item: &ItemExplanation) {
        let mut line = String::new();
        if let Some(measure) = &item.measure {
            let _ = write!(line, "{}: {}", words::pick(self.lang, "Result", "Kết quả"), measure.shown);
        }
        if let Some(target) = &item.target {
            let by = match (target.entry.as_ref().and_then(|e| e.by), self.lang) {
                (Some("hold"), Lang::En) => " (kept from an earlier year)",
                (Some("hold"), Lang::Vi) => " (giữ theo năm trước)",
                (Some(_), Lang::En) => " (on the line between two years)",
                (Some(_), Lang::Vi) => " (nội suy giữa hai năm)",
                _ => "",
            };
            let separator = if line.is_empty() { "" } else { "; " };
            let _ = write!(line, "{separator}{}: {}{by}", words::pick(self.lang, "target", "mục tiêu"), target.shown);
        }
        if let Some(score) = &item.score {
            let of = item.max.as_ref().map(|m| format!("/{}", m.shown)).unwrap_or_default();
            let separator = if line.is_empty() { "" } else { "; " };
            let _ = write!(line, "{separator}{}: {}{of}", words::pick(self.lang, "score", "điểm"), score.shown);
        }
        if item.recorded {
            let _ = write!(line, " ({})", words::pick(self.lang, "published result", "kết quả đã công bố"));
        }
        if !line.is_empty() {
            self.line(depth, &line);
        }
    }

    fn count(&mut self, depth: usize, count: &super::CountShown) {
        let line = match self.lang {
            Lang::En => format!(
                "{} ({}): {} yes, {} no, {} undecided of {}",
                count.level, count.text, count.yes, count.no, count.undecided, count.units
            ),
            Lang::Vi => format!(
                "{} ({}): {} đạt, {} không đạt, {} chưa rõ trong {}",
                count.level, count.text, count.yes, count.no, count.undecided, count.units
            ),
        };
        self.line(depth, &line);
    }

    /// What a formula was made from; a measure that is just one input says it all itself.
    fn readings(&mut self, depth: usize, item: &ItemExplanation) {
        let shown = item.measure.as_ref().or(item.value.as_ref());
        let here = |r: &&Reading| r.at.is_none() && !r.recorded && r.value.exact.is_some();
        let of: Vec<String> = match item.kind {
            "criterion" | "indicator" | "outcome" => {
                let all = item.inputs.iter().chain(&item.uses).filter(here);
                all.filter(|r| shown.is_none_or(|s| *s != r.value))
                    .map(|r| format!("{}: {}", r.label, r.value.shown))
                    .collect()
            }
            _ => Vec::new(),
        };
        self.field(depth, "From", "Tính từ", &of.join("; "));
    }

    fn reading(&self, reading: &Reading) -> String {
        let at = reading.at.as_ref().map(|p| format!(" [{}]", self.place(p))).unwrap_or_default();
        let recorded = match reading.recorded {
            true => words::pick(self.lang, " (published)", " (đã công bố)"),
            false => "",
        };
        format!("{}{at}: {}{recorded}", reading.label, reading.value.shown)
    }

    fn place(&self, place: &Place) -> String {
        let by = place.by.as_ref().map(|who| format!(", {who}")).unwrap_or_default();
        format!("{}, {}{by}", place.label, place.year)
    }

    fn missing(&mut self, depth: usize, missing: &[MissingFact]) {
        if missing.is_empty() {
            return;
        }
        self.line(depth, words::pick(self.lang, "Still missing:", "Còn thiếu:"));
        for fact in missing.iter().take(20) {
            let mut by = fact.by.clone();
            if !fact.waiting_for.is_empty() {
                let waits = words::pick(self.lang, "waiting for", "chờ");
                by.push(format!("{waits}: {}", fact.waiting_for.join("; ")));
            }
            let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join("; ")) };
            let reason = Reason::from_word(fact.reason).map(|r| words::reason(r, self.lang)).unwrap_or_default();
            self.line(depth + 1, &format!("- {} – {}, {}: {reason}{by}", fact.label, fact.unit_label, fact.year));
        }
        if missing.len() > 20 {
            let more = missing.len() - 20;
            self.line(depth + 1, &format!("… {more} {}", words::pick(self.lang, "more", "mục khác")));
        }
    }

    fn contributions(&mut self, depth: usize, all: &Contributions) {
        let kind = crate::program::AggregateKind::from_word(all.method);
        let method = kind.map(|k| words::aggregate(k, self.lang)).unwrap_or_default();
        let [counted, present] = all.members;
        let line = match self.lang {
            Lang::En => format!("Made up of ({method}; {present} of {counted} members have a score):"),
            Lang::Vi => format!("Cơ cấu điểm ({method}; {present}/{counted} mục có điểm):"),
        };
        self.line(depth, &line);
        for part in &all.lines {
            let mut text = format!("- {}", part.label);
            if let Some(score) = &part.score {
                let max = part.max.as_ref().map(|m| format!("/{}", m.shown)).unwrap_or_default();
                let _ = write!(text, ": {}{max}", score.shown);
            }
            if let Some(weight) = &part.weight {
                let _ = write!(text, " × {}", weight.shown);
            }
            match (&part.amount, &part.share) {
                (Some(amount), Some(share)) => {
                    let _ = write!(text, " → {} ({})", amount.shown, share.shown);
                }
                (Some(amount), None) => {
                    let _ = write!(text, " → {}", amount.shown);
                }
                (None, Some(share)) => {
                    let _ = write!(text, " → {}", share.shown);
                }
                (None, None) => {}
            }
            if !part.note.is_empty() {
                let _ = write!(text, " ({})", part.note);
            }
            self.line(depth + 1, &text);
        }
    }
}

fn source_text(source: &SourceShown) -> String {
    let title = if source.title.is_empty() { &source.document } else { &source.title };
    if source.at.is_empty() { title.clone() } else { format!("{title}, {}", source.at) }
}
