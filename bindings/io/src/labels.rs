//! What people read instead of names.

use milepost_core::diagnostic::Lang;
use milepost_core::program::Labels;

/// The label in a language; else the one of the file, else any, else the name.
pub fn label<'a>(labels: &'a Labels, name: &'a str, lang: Option<Lang>) -> &'a str {
    let wanted = match lang {
        Some(Lang::En) => "en",
        Some(Lang::Vi) => "vi",
        None => "",
    };
    let find = |code: &str| labels.iter().find(|(l, _)| l == code).map(|(_, text)| text.as_str());
    find(wanted).or_else(|| find("")).or_else(|| labels.first().map(|(_, t)| t.as_str())).unwrap_or(name)
}
