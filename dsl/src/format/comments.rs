//! Comments, each with the token it stands before.

use std::collections::BTreeMap;

use milepost_core::diagnostic::Span;

use crate::lex::Token;

pub(super) struct Comment {
    pub(super) text: String,
    /// Whether it stands behind something on its line.
    pub(super) trailing: bool,
    /// Whether an empty line stands before it.
    pub(super) blank: bool,
}

/// The comments of a text by the token that follows, and where the author left a line empty.
pub(super) struct Comments {
    before: BTreeMap<usize, Vec<Comment>>,
    blank: Vec<bool>,
}

impl Comments {
    pub(super) fn new(text: &str, tokens: &[Token], comments: &[Span]) -> Self {
        let mut before: BTreeMap<usize, Vec<Comment>> = BTreeMap::new();
        let mut blank = Vec::with_capacity(tokens.len());
        let mut comments = comments.iter().peekable();
        let mut end = 0;
        let lines = |from: u32, to: u32| slice(text, from, to).matches('\n').count();
        for (at, start) in tokens.iter().map(|token| token.span.start).chain([u32::MAX]).enumerate() {
            while let Some(comment) = comments.next_if(|comment| comment.start < start) {
                let gap = lines(end, comment.start);
                before.entry(at).or_default().push(Comment {
                    text: slice(text, comment.start, comment.end).trim_end().to_owned(),
                    trailing: gap == 0 && end > 0,
                    blank: gap > 1,
                });
                end = comment.end;
            }
            if let Some(token) = tokens.get(at) {
                blank.push(lines(end, start) > 1);
                end = token.span.end;
            }
        }
        Self { before, blank }
    }

    /// The comments before a token; before the end of the file for the number of tokens.
    pub(super) fn before(&self, at: usize) -> &[Comment] {
        self.before.get(&at).map_or(&[], Vec::as_slice)
    }

    /// Whether an empty line stands before a token, or between it and the comment before it.
    pub(super) fn blank_before(&self, at: usize) -> bool {
        self.blank.get(at).copied().unwrap_or(false)
    }
}

fn slice(text: &str, from: u32, to: u32) -> &str {
    let wide = |n| usize::try_from(n).unwrap_or(usize::MAX);
    text.get(wide(from)..wide(to)).unwrap_or_default()
}
