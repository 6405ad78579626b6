//! What all pages share: escaping, the frame, and the look. A page needs nothing but itself: no script, no load.

use milepost_core::diagnostic::Lang;

/// Text as HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' && c != '\t' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A whole page around a body.
pub(crate) fn page(title: &str, _lang: Lang, code: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(title)
    )
}

const STYLE: &str = include_str!("page.css");

/// What differs inside a notebook: its width is the cell's, its light or dark is the notebook's.
#[cfg(feature = "html")]
const NOTEBOOK_STYLE: &str = include_str!("notebook.css");

/// A part of a page that belongs to others, such as a notebook. The look reaches no further than the part.
#[cfg(feature = "html")]
pub(crate) fn fragment(code: &str, body: &str) -> String {
    let style = STYLE.replace(":root {", "& {").replace("body {", "& {");
    format!(
        "<div class=\"milepost\" lang=\"{code}\">\n<style>\n.milepost.milepost {{\n{style}}}\n{NOTEBOOK_STYLE}</style>\n{body}</div>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_data_becomes_markup() {
        let nasty = "<script>alert('x')</script> & \"q\"\u{1b}";
        assert_eq!(escape(nasty), "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;\u{fffd}");
        assert!(!page(nasty, Lang::Vi, "vi", "").contains("<script"));
    }

    #[cfg(feature = "html")]
    #[test]
    fn a_part_of_a_page_keeps_its_look_to_itself() {
        let part = fragment("vi", "<p>x</p>");
        let rules: Vec<&str> = NOTEBOOK_STYLE.lines().filter(|l| l.contains('{') && !l.starts_with("@media")).collect();
        assert!(rules.iter().all(|l| l.contains(".milepost.milepost")), "{rules:?}");
        assert!(
            part.contains(".milepost.milepost {\n& { --ink") && !part.contains("body {") && !part.contains(":root {")
        );
    }
}
