//! The scanner: one pass over the characters.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};

use super::keyword::Keyword;
use super::{Kind, Lexed, Symbol, Token, hygiene, number};

pub(super) struct Scanner<'a> {
    file: u16,
    text: &'a str,
    at: usize,
    bol: bool,
    out: Lexed,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(file: u16, text: &'a str) -> Self {
        Self { file, text, at: 0, bol: true, out: Lexed::default() }
    }

    pub(super) fn run(mut self) -> Lexed {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        // A token has four bytes or more in nearly all texts, blanks included.
        self.out.tokens.reserve(self.text.len() / 4);
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            self.step(*byte);
        }
        self.out
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next_is(&self, wanted: impl Fn(&u8) -> bool) -> bool {
        self.text.as_bytes().get(self.at + 1).is_some_and(wanted)
    }

    /// One step, told by the first byte: nearly all of a text is ASCII outside its quotes.
    fn step(&mut self, byte: u8) {
        match byte {
            b'\n' => {
                self.at += 1;
                self.bol = true;
            }
            b' ' | b'\t' | b'\r' => {
                let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r');
                while self.text.as_bytes().get(self.at).is_some_and(blank) {
                    self.at += 1;
                }
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.name(),
            b'/' if self.next_is(|next| *next == b'/') => self.comment(),
            b'"' => self.string(),
            b'`' => self.quoted(),
            b'0'..=b'9' => self.number(),
            b'.' if self.next_is(u8::is_ascii_digit) => self.number(),
            _ => self.other(),
        }
    }

    fn other(&mut self) {
        let rest = self.rest();
        if let Some((symbol, length)) = symbol(rest) {
            self.push(Kind::Symbol(symbol), length);
            return;
        }
        match rest.chars().next() {
            Some(c) if hygiene::starts_name(c) => self.name(),
            Some(c) => self.stray(c),
            None => {}
        }
    }

    /// Adds a token of so many bytes, and says where it stands.
    fn push(&mut self, kind: Kind, length: usize) -> Span {
        let span = self.span(self.at, self.at + length);
        self.out.tokens.push(Token { kind, span, bol: self.bol });
        self.bol = false;
        self.at += length;
        span
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let narrow = |n| u32::try_from(n).unwrap_or(u32::MAX);
        Span { file: self.file, start: narrow(start), end: narrow(end) }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.out.diagnostics.push(diagnostic);
    }

    fn comment(&mut self) {
        let rest = self.rest();
        let mut end = 0;
        while rest.as_bytes().get(end).is_some_and(|b| !matches!(b, b'\n' | b'\r')) {
            end += 1;
        }
        let line = rest.get(..end).unwrap_or_default();
        self.hidden(line, self.at);
        let end = self.at + line.trim_end().len();
        let span = self.span(self.at, end);
        self.out.comments.push(span);
        self.at += line.len();
    }

    /// Reports controls that would make a line look other than it is.
    fn hidden(&mut self, text: &str, at: usize) {
        if !text.bytes().any(may_be_hidden) {
            return;
        }
        for (offset, c) in text.char_indices().filter(|(_, c)| hygiene::turns_direction(*c)) {
            let span = self.span(at + offset, at + offset + c.len_utf8());
            self.report(Diagnostic::new(&codes::E001_DIRECTION, span, [format!("U+{:04X}", u32::from(c))]));
        }
    }

    fn string(&mut self) {
        let rest = self.rest();
        let (mut escaped, mut any_escape, mut any_hidden, mut closed) = (false, false, false, false);
        let mut length = 1;
        while let Some(byte) = rest.as_bytes().get(length) {
            match byte {
                b'"' if !escaped => {
                    closed = true;
                    length += 1;
                    break;
                }
                b'\n' | b'\r' => break,
                b'\\' => {
                    escaped = !escaped;
                    any_escape = true;
                }
                byte => {
                    any_hidden |= may_be_hidden(*byte);
                    escaped = false;
                }
            }
            length += 1;
        }
        let text = rest.get(..length).unwrap_or_default();
        let text = if closed { text } else { text.trim_end() };
        let length = text.len();
        if any_hidden {
            self.hidden(text, self.at);
        }
        let at = self.at;
        let span = self.push(Kind::Text, length);
        if !closed {
            self.report(Diagnostic::new(&codes::E017_TEXT, self.span(at, at + 1), Vec::<String>::new()));
        } else if any_escape && let Some((offset, escape)) = unknown_escape(text) {
            let start = offset + at;
            let place = Span { start: self.span(start, 0).start, ..span };
            let place = Span { end: place.start + 1 + u32::try_from(escape.len_utf8()).unwrap_or(1), ..place };
            self.report(Diagnostic::new(&codes::E017_ESCAPE, place, [format!("\\{escape}")]));
        }
    }

    fn quoted(&mut self) {
        let inner = self.rest().get(1..).unwrap_or_default();
        let (length, plain) = name_length(inner);
        if length == 0 || !inner.get(length..).is_some_and(|rest| rest.starts_with('`')) {
            return self.stray('`');
        }
        let span = self.push(Kind::Quoted, length + 2);
        if !plain {
            self.check_name(inner.get(..length).unwrap_or_default(), span);
        }
    }

    fn name(&mut self) {
        let rest = self.rest();
        let (length, plain) = name_length(rest);
        let word = rest.get(..length).unwrap_or_default();
        match Keyword::from_word(word) {
            Some(keyword) => {
                self.push(Kind::Keyword(keyword), word.len());
            }
            None => {
                let span = self.push(Kind::Name, word.len());
                if !plain {
                    self.check_name(word, span);
                }
            }
        }
    }

    fn check_name(&mut self, name: &str, span: Span) {
        if let Some(diagnostic) = hygiene::check(name, span) {
            self.report(diagnostic);
        }
    }

    fn number(&mut self) {
        let found = number::read(self.rest());
        let text = self.rest().get(..found.length).unwrap_or_default();
        let span = self.push(found.kind, found.length);
        if let Some(message) = found.fault {
            self.report(Diagnostic::new(message, span, [text]));
        }
    }

    /// A run of the same foreign character is one mistake.
    fn stray(&mut self, c: char) {
        let length: usize = self.rest().chars().take_while(|next| *next == c).map(char::len_utf8).sum();
        // What is invisible stands for nothing: the text around it is read on.
        if hygiene::turns_direction(c) {
            let span = self.span(self.at, self.at + length);
            self.at += length;
            return self.report(Diagnostic::new(&codes::E001_DIRECTION, span, [format!("U+{:04X}", u32::from(c))]));
        }
        let span = self.push(Kind::Error, length);
        self.report(
            Diagnostic::new(&codes::E001_CHARACTER, span, [shown(c)]).suggest(hygiene::meant(c).map(str::to_owned)),
        );
    }
}

/// Whether a control that changes the direction of writing may begin so: they all do, and hardly anything else.
fn may_be_hidden(byte: u8) -> bool {
    matches!(byte, 0xe2 | 0xd8)
}

/// Whether a byte goes on in a name of ASCII letters.
static GOES_ON: [bool; 256] = goes_on();

#[expect(clippy::indexing_slicing, reason = "done by the compiler, which would stop at a bad index")]
const fn goes_on() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    table
}

/// How many bytes of a text are a name, and whether all of them are ASCII.
fn name_length(text: &str) -> (usize, bool) {
    let bytes = text.as_bytes();
    if bytes.first().is_some_and(u8::is_ascii_digit) {
        return (0, true);
    }
    // Most names are ASCII, which needs no tables.
    let mut plain = 0;
    while bytes.get(plain).is_some_and(|b| GOES_ON.get(usize::from(*b)).is_some_and(|goes_on| *goes_on)) {
        plain += 1;
    }
    if bytes.get(plain).is_none_or(u8::is_ascii) {
        return (plain, true);
    }
    if plain == 0 && !text.starts_with(hygiene::starts_name) {
        return (0, true);
    }
    let rest = text.get(plain..).unwrap_or_default();
    (plain + rest.find(|c| !hygiene::continues_name(c)).unwrap_or(rest.len()), false)
}

fn shown(c: char) -> String {
    if c.is_control() || c.is_whitespace() { format!("U+{:04X}", u32::from(c)) } else { c.to_string() }
}

/// The first escape of a quoted text that means nothing, with its place.
fn unknown_escape(text: &str) -> Option<(usize, char)> {
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '\\'
            && let Some((_, escape)) = chars.next()
            && !matches!(escape, '"' | '\\' | 'n')
        {
            return Some((at, escape));
        }
    }
    None
}

fn symbol(rest: &str) -> Option<(Symbol, usize)> {
    let mut bytes = rest.bytes();
    let (first, second) = (bytes.next()?, bytes.next());
    let one = |symbol| Some((symbol, 1));
    match (first, second) {
        (b'>', Some(b'=')) => Some((Symbol::Ge, 2)),
        (b'<', Some(b'=')) => Some((Symbol::Le, 2)),
        (b'!', Some(b'=')) => Some((Symbol::Ne, 2)),
        (b'.', Some(b'.')) => Some((Symbol::DotDot, 2)),
        (b'>', _) => one(Symbol::Gt),
        (b'<', _) => one(Symbol::Lt),
        (b'=', _) => one(Symbol::Eq),
        (b'+', _) => one(Symbol::Plus),
        (b'-', _) => one(Symbol::Minus),
        (b'*', _) => one(Symbol::Star),
        (b'/', _) => one(Symbol::Slash),
        (b'^', _) => one(Symbol::Caret),
        (b'(', _) => one(Symbol::OpenParen),
        (b')', _) => one(Symbol::CloseParen),
        (b'{', _) => one(Symbol::OpenBrace),
        (b'}', _) => one(Symbol::CloseBrace),
        (b':', _) => one(Symbol::Colon),
        (b',', _) => one(Symbol::Comma),
        (b'.', _) => one(Symbol::Dot),
        _ => [("≥", Symbol::Ge), ("≤", Symbol::Le), ("≠", Symbol::Ne)]
            .into_iter()
            .find(|(text, _)| rest.starts_with(text))
            .map(|(text, symbol)| (symbol, text.len())),
    }
}
