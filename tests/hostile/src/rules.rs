//! Rule texts.

use crate::Held;
use milepost_core::diagnostic::{Diagnostic, Lang};
use milepost_core::program::SourceFile;
use milepost_differential::{Random, case};
use milepost_dsl::lex::Keyword;
use milepost_dsl::{CompileOptions, compile, format};
use milepost_io::diagnostics::{Style, render, to_json};

/// Any bytes as a rule file.
pub fn text(bytes: &[u8]) -> Held {
    match milepost_io::read::decode("rules.mile", bytes) {
        Ok(text) => rules(&text),
        Err(fault) if fault.place.is_empty() => Err("bytes that are no text are refused without a place".to_owned()),
        Err(_) => Ok(false),
    }
}

const SIGNS: &[&str] = &[
    ">=",
    "<=",
    ">",
    "<",
    "=",
    "!=",
    "+",
    "-",
    "*",
    "/",
    "^",
    "(",
    ")",
    "{",
    "}",
    ":",
    ",",
    ".",
    "..",
    "≥",
    "\"a\"",
    "\"",
    "`",
    "x",
    "y",
    "d",
    "g",
    "hồ_sơ",
    "2024",
    "2025",
    "3",
    "0",
    "1.5",
    "62,5%",
    "70%",
    "100%",
    "2024-10-06",
    "1/3",
    "points",
    "// c\n",
    "\n",
    "\n\n",
    "\u{202e}",
    "1__2",
    "\u{300}",
    "9999999999999999999999",
    "1e9",
    "0.000000000000000001",
];

/// Bytes as words of the language: one byte a word.
pub fn tokens(bytes: &[u8]) -> Held {
    let words = SIGNS.iter().copied().chain(Keyword::ALL.iter().map(|k| k.word())).collect::<Vec<_>>();
    let mut text = String::from("ruleset t \"T\" { applies 2024..2025 evaluates d }\nlevel d\ninput x, y : number\n");
    for byte in bytes.iter().take(4_000) {
        text.push_str(words.get(usize::from(*byte) % words.len()).copied().unwrap_or_default());
        text.push(if byte % 7 == 0 { '\n' } else { ' ' });
    }
    rules(&text)
}

/// Bytes as the choices of the generator of rules and data, through both evaluators.
pub fn program(bytes: &[u8]) -> Held {
    case(&mut Random::of_bytes(bytes), false, 60).map(|same| same.is_some())
}

/// What must hold of any text: it compiles, or each message has its place in it; it can be laid out once and for all, and
/// means the same then.
pub fn rules(text: &str) -> Held {
    let compiled = compile("rules.mile", text, &|_| None, &CompileOptions::default());
    let (accepted, hash) = match &compiled {
        Ok(compiled) => {
            messages(&compiled.warnings, &compiled.program.files)?;
            (true, compiled.program.content_hash.as_str())
        }
        Err(failed) if failed.diagnostics.is_empty() => return Err("refused without a message".to_owned()),
        Err(failed) => {
            messages(&failed.diagnostics, &failed.files)?;
            (false, "")
        }
    };
    let Ok(once) = format(text) else {
        return if accepted { Err("compiled, and yet not laid out".to_owned()) } else { Ok(false) };
    };
    match format(&once) {
        Ok(twice) if twice == once => {}
        Ok(_) => return Err(format!("laid out in two ways:\n{once}")),
        Err(_) => return Err(format!("what was laid out cannot be read:\n{once}")),
    }
    if accepted {
        match compile("rules.mile", &once, &|_| None, &CompileOptions::default()) {
            Ok(again) if again.program.content_hash.as_str() == hash => {}
            Ok(_) => return Err(format!("laid out, it means something else:\n{once}")),
            Err(_) => return Err(format!("laid out, it does not compile:\n{once}")),
        }
    }
    Ok(accepted)
}

fn messages(found: &[Diagnostic], files: &[SourceFile]) -> Result<(), String> {
    for diagnostic in found {
        let file = files.get(usize::from(diagnostic.span.file));
        let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
        if file.is_none_or(|f| f.text.get(start..end).is_none()) {
            return Err(format!("{} has no place in the text: {start}..{end}", diagnostic.code()));
        }
    }
    // Showing them must hold too; of very many the first ones.
    for diagnostic in found.iter().take(20) {
        for lang in [Lang::En, Lang::Vi] {
            let shown = render(diagnostic, files, Style { lang, colours: true });
            if shown.is_empty() || to_json(diagnostic, files, lang).is_empty() {
                return Err(format!("{} says nothing", diagnostic.code()));
            }
        }
    }
    Ok(())
}
