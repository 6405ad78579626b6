//! What is wrong, as plain data. Terminals, JSON, Python, JavaScript and editors render it; nothing here does.

use crate::codes::Message;

/// A range of bytes in one source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, serde::Serialize)]
pub struct Span {
    /// Which source of the program: 0 is the file that was compiled, imports follow.
    pub file: u16,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// How much a diagnostic weighs: errors refuse the rules, warnings and hints do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The rules cannot be used.
    Error,
    /// The rules can be used; someone should look.
    Warning,
    /// Worth knowing.
    Hint,
}

/// The language of a message. The caller chooses, not the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Vietnamese.
    Vi,
}

/// One finding: a message of [`crate::codes`], what fills its places, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The message; its code is `message.code`.
    pub message: &'static Message,
    /// What fills `{0}`, `{1}` … of the message and its help.
    pub args: Vec<String>,
    /// Where: the first place is the culprit.
    pub span: Span,
    /// Further places that explain it.
    pub also: Vec<Span>,
    /// "did you mean": the text that would replace the culprit.
    pub suggestion: Option<String>,
}

impl Diagnostic {
    /// A finding at a place.
    pub fn new<S: Into<String>>(message: &'static Message, span: Span, args: impl IntoIterator<Item = S>) -> Self {
        Self { message, args: args.into_iter().map(Into::into).collect(), span, also: Vec::new(), suggestion: None }
    }

    /// Adds a place that explains the first.
    #[must_use]
    pub fn also(mut self, span: Span) -> Self {
        self.also.push(span);
        self
    }

    /// Adds a "did you mean".
    #[must_use]
    pub fn suggest(mut self, text: Option<String>) -> Self {
        self.suggestion = text;
        self
    }

    /// The stable code, `E202`.
    pub fn code(&self) -> &'static str {
        self.message.code
    }

    /// Error, warning or hint.
    pub fn severity(&self) -> Severity {
        self.message.severity
    }

    /// The sentence, in the caller's language.
    pub fn text(&self, lang: Lang) -> String {
        let base = fill(
            match lang {
                Lang::En => self.message.en,
                Lang::Vi => self.message.vi,
            },
            &self.args,
        );
        match (&self.suggestion, lang) {
            (Some(s), Lang::En) => format!("{base}; did you mean '{s}'?"),
            (Some(s), Lang::Vi) => format!("{base}; có phải là '{s}'?"),
            (None, _) => base,
        }
    }

    /// The remedy, where there is one.
    pub fn help(&self, lang: Lang) -> Option<String> {
        let text = match lang {
            Lang::En => self.message.help_en,
            Lang::Vi => self.message.help_vi,
        };
        (!text.is_empty()).then(|| fill(text, &self.args))
    }
}

/// Puts `args` into the numbered places of `template`.
pub fn fill(template: &str, args: &[String]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(rest.get(..open).unwrap_or_default());
        let tail = rest.get(open..).unwrap_or_default();
        let place = tail.find('}').and_then(|close| Some((close, tail.get(1..close)?.parse::<usize>().ok()?)));
        match place {
            Some((close, index)) => {
                out.push_str(args.get(index).map_or("", String::as_str));
                rest = tail.get(close + 1..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_by_number_and_other_braces_stay() {
        let args = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(fill("{1} {0} {x} {", &args), "b a {x} {");
        assert_eq!(fill("{7}", &args), "");
    }
}
