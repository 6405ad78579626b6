//! Filling lines. A line that is too long is broken at its outermost joints first.

use super::WIDTH;

/// How much deeper the rest of a long line is set.
const CONTINUATION: usize = 4;

/// Where a line may be broken: the lower, the rather.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Joint {
    /// Behind `:` and `=`.
    Parts,
    /// Between arguments.
    Arguments,
    /// Between conditions, parts of a roll-up.
    Phrases,
    /// Around `+` and `-`.
    Terms,
    /// Around `*` and `/`.
    Factors,
}

struct Word {
    text: String,
    /// Spaces before it on its line.
    space: usize,
    /// Nesting and joint, if the line may be broken before it.
    joint: Option<(usize, Joint)>,
    /// Whether it must begin a line.
    turn: bool,
}

/// The words of one line.
pub(super) struct Line {
    indent: usize,
    depth: usize,
    words: Vec<Word>,
}

impl Line {
    pub(super) fn new(indent: usize) -> Self {
        Self { indent, depth: 0, words: Vec::new() }
    }

    /// Adds a word behind so many spaces.
    pub(super) fn word(&mut self, text: &str, space: usize, joint: Option<Joint>, turn: bool) {
        if matches!(text, ")" | "}") {
            self.depth = self.depth.saturating_sub(1);
        }
        let joint = joint.map(|joint| (self.depth, joint));
        if matches!(text, "(" | "{") {
            self.depth += 1;
        }
        let space = if self.words.is_empty() { 0 } else { space };
        self.words.push(Word { text: text.to_owned(), space, joint, turn: turn && !self.words.is_empty() });
    }

    /// The width of all words on one line.
    pub(super) fn width(&self) -> usize {
        width(&self.words)
    }

    /// Writes the line, or lines.
    pub(super) fn finish(self, out: &mut String) {
        let mut filled = Filled { out, column: self.indent, fresh: true, indent: self.indent + CONTINUATION };
        filled.out.extend(std::iter::repeat_n(' ', self.indent));
        for stretch in self.words.chunk_by(|_, next| !next.turn) {
            if stretch.first().is_some_and(|word| word.turn) {
                filled.turn();
            }
            filled.set(stretch);
        }
        filled.out.push('\n');
    }
}

fn width(words: &[Word]) -> usize {
    words.iter().map(|word| word.space + word.text.chars().count()).sum()
}

struct Filled<'a> {
    out: &'a mut String,
    column: usize,
    /// Whether nothing stands on the line yet.
    fresh: bool,
    indent: usize,
}

impl Filled<'_> {
    fn turn(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', self.indent));
        self.column = self.indent;
        self.fresh = true;
    }

    /// Sets words on this line if they fit; else breaks them at the outermost joints, and what is still too long within.
    fn set(&mut self, words: &[Word]) {
        let outermost = words.iter().skip(1).filter_map(|word| word.joint).min();
        let (Some(outermost), true) = (outermost, self.column + width(words) > WIDTH) else {
            return self.put(words);
        };
        for (at, chunk) in words.chunk_by(|_, next| next.joint != Some(outermost)).enumerate() {
            // What is too long for a line of its own may as well begin on this one.
            let (on, alone) = (self.column + width(chunk), self.indent + width(chunk));
            if at > 0 && !self.fresh && on > WIDTH && alone <= WIDTH {
                self.turn();
            }
            self.set(chunk);
        }
    }

    fn put(&mut self, words: &[Word]) {
        for word in words {
            let space = if self.fresh { 0 } else { word.space };
            self.out.extend(std::iter::repeat_n(' ', space));
            self.out.push_str(&word.text);
            self.column += space + word.text.chars().count();
            self.fresh = false;
        }
    }
}
