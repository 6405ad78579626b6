//! Writes JSON: what this binding hands over is read by `JSON.parse` on the other side.

use std::fmt::Write as _;

/// A JSON text that is being written. Commas come by themselves.
#[derive(Default)]
pub(crate) struct Json {
    text: String,
}

impl Json {
    fn comma(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }

    /// `{…}`
    pub(crate) fn object(&mut self, fill: &mut dyn FnMut(&mut Self)) -> &mut Self {
        self.comma();
        self.text.push('{');
        fill(self);
        self.text.push('}');
        self
    }

    /// `[…]`
    pub(crate) fn list(&mut self, fill: &mut dyn FnMut(&mut Self)) -> &mut Self {
        self.comma();
        self.text.push('[');
        fill(self);
        self.text.push(']');
        self
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, texts: &mut dyn Iterator<Item = &str>) -> &mut Self {
        self.list(&mut |j| {
            for text in &mut *texts {
                j.text(text);
            }
        })
    }

    /// The name of what is written next.
    pub(crate) fn key(&mut self, name: &str) -> &mut Self {
        self.text(name);
        self.text.push(':');
        self
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.comma();
        self.text.push('"');
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|b| b < b' ' || matches!(b, b'"' | b'\\')) {
            self.text.push_str(rest.get(..at).unwrap_or_default());
            let tail = rest.get(at..).unwrap_or_default();
            match tail.bytes().next() {
                Some(b'"') => self.text.push_str("\\\""),
                Some(b'\\') => self.text.push_str("\\\\"),
                Some(byte) => {
                    const HEX: &[u8; 16] = b"0123456789abcdef";
                    self.text.push_str("\\u00");
                    for digit in [byte >> 4, byte & 15] {
                        self.text.push(HEX.get(usize::from(digit)).map_or('0', |d| char::from(*d)));
                    }
                }
                None => {}
            }
            rest = tail.get(1..).unwrap_or_default();
        }
        self.text.push_str(rest);
        self.text.push('"');
        self
    }

    /// A text, or null.
    pub(crate) fn maybe(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    /// A number; null where it is not finite.
    pub(crate) fn number(&mut self, number: f64) -> &mut Self {
        if !number.is_finite() {
            return self.null();
        }
        self.comma();
        let _ = write!(self.text, "{number}");
        self
    }

    /// A whole number.
    pub(crate) fn whole(&mut self, number: i64) -> &mut Self {
        self.comma();
        let _ = write!(self.text, "{number}");
        self
    }

    /// A count.
    pub(crate) fn count(&mut self, number: usize) -> &mut Self {
        self.whole(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// true, false
    pub(crate) fn bool(&mut self, yes: bool) -> &mut Self {
        self.comma();
        self.text.push_str(if yes { "true" } else { "false" });
        self
    }

    /// null
    pub(crate) fn null(&mut self) -> &mut Self {
        self.comma();
        self.text.push_str("null");
        self
    }

    /// The whole text.
    pub(crate) fn done(self) -> String {
        self.text
    }
}

/// A JSON object.
pub(crate) fn object(fill: &mut dyn FnMut(&mut Json)) -> String {
    let mut json = Json::default();
    json.object(fill);
    json.done()
}

/// A JSON list.
pub(crate) fn list(fill: &mut dyn FnMut(&mut Json)) -> String {
    let mut json = Json::default();
    json.list(fill);
    json.done()
}
