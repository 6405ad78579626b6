//! Advice that one criterion in two may draw: noted in passing, and worded only where it will be read.

use milepost_core::codes::Message;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::program::{Input, InputId};

use crate::ast::Name;

/// Warnings at names, which speak of the name and of inputs.
#[derive(Debug, Default)]
pub(crate) struct Advice<'a> {
    notes: Vec<Note<'a>>,
    /// The inputs that all of them speak of.
    inputs: Vec<InputId>,
}

#[derive(Debug)]
struct Note<'a> {
    message: &'static Message,
    name: &'a Name,
    /// From, to, in [`Advice::inputs`].
    inputs: (usize, usize),
}

impl<'a> Advice<'a> {
    pub(crate) fn give(&mut self, message: &'static Message, name: &'a Name, inputs: &[InputId]) {
        let from = self.inputs.len();
        self.inputs.extend(inputs);
        self.notes.push(Note { message, name, inputs: (from, self.inputs.len()) });
    }

    fn inputs(&self, note: &Note<'_>) -> &[InputId] {
        self.inputs.get(note.inputs.0..note.inputs.1).unwrap_or_default()
    }

    /// Words the first ones of the text, at most so many, and says how many are left. Each counts once: an amended
    /// version repeats what its base says.
    pub(crate) fn worded(mut self, most: usize, inputs: &[Input]) -> (Vec<Diagnostic>, usize) {
        let place = |note: &Note<'_>| (note.name.span.file, note.name.span.start);
        let mut notes = std::mem::take(&mut self.notes);
        notes.sort_by_key(place);
        let mut said: Vec<Note<'_>> = Vec::new();
        let mut left = 0;
        let mut beside: Vec<(Span, &'static str, (usize, usize))> = Vec::new();
        for note in notes {
            // Equal ones stand at one place.
            if beside.last().is_some_and(|(span, ..)| *span != note.name.span) {
                beside.clear();
            }
            let of = self.inputs(&note);
            let known = beside.iter().any(|(_, id, (from, to))| {
                *id == note.message.id && self.inputs.get(*from..*to).unwrap_or_default() == of
            });
            if known {
                continue;
            }
            beside.push((note.name.span, note.message.id, note.inputs));
            if said.len() < most { said.push(note) } else { left += 1 }
        }
        let worded = said.iter().map(|note| {
            let names: Vec<&str> =
                self.inputs(note).iter().filter_map(|id| inputs.get(id.index())).map(|i| i.name.as_str()).collect();
            let name = note.name.text.to_string();
            let others = (!names.is_empty()).then(|| names.join(", "));
            Diagnostic::new(note.message, note.name.span, std::iter::once(name).chain(others))
        });
        (worded.collect(), left)
    }
}
