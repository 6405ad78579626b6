//! Case files: Markdown, read line by line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One case, with everything that it takes from its file.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// The file's name without `.md`.
    pub topic: String,
    /// The heading.
    pub name: String,
    /// `- field: value`
    pub fields: BTreeMap<String, String>,
    /// The rule text that is compiled, unless `main` says otherwise.
    pub rules: String,
    /// Further sources by name.
    pub sources: BTreeMap<String, String>,
    /// The facts.
    pub data: serde_json::Value,
    /// One expectation per line.
    pub expect: Vec<String>,
}

impl Case {
    /// `topic: name`
    pub fn id(&self) -> String {
        format!("{}: {}", self.topic, self.name)
    }

    /// The evaluated years.
    ///
    /// # Errors
    /// When the field `year` is missing or is no year.
    pub fn years(&self) -> Result<Vec<i32>, String> {
        let text = self.fields.get("year").ok_or("the field 'year' is missing")?;
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let year = |t: &str| t.parse::<i32>().map_err(|_| format!("'{t}' is no year"));
        Ok((year(from)?..=year(to)?).collect())
    }

    /// What the case needs.
    pub fn tags(&self) -> Vec<&str> {
        self.fields.get("tags").map_or("language", String::as_str).split(',').map(str::trim).collect()
    }
}

const FIELDS: &[&str] = &["why", "tags", "year", "as_of", "variant", "main", "alone"];

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All cases of `tests/cases`, by file name.
///
/// # Errors
/// When a file cannot be read, or is not in the format.
pub fn read_all() -> Result<Vec<Case>, String> {
    let folder = root().join("tests/cases");
    let entries = std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "md") && p.file_stem().is_some_and(|s| s != "README"));
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let topic = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        cases.extend(read(&topic, &text).map_err(|e| format!("{}: {e}", path.display()))?);
    }
    Ok(cases)
}

/// A part of a file: what stands before the first case, or a case.
#[derive(Default)]
struct Section {
    name: String,
    fields: BTreeMap<String, String>,
    rules: String,
    sources: BTreeMap<String, String>,
    data: Option<serde_json::Value>,
    expect: Vec<String>,
}

/// The cases of one file's text.
///
/// # Errors
/// When it is not in the format.
pub fn read(topic: &str, text: &str) -> Result<Vec<Case>, String> {
    let mut sections = vec![Section::default()];
    let mut block: Option<(&str, String)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let at = |message: String| format!("line {number}: {message}");
        let Some(section) = sections.last_mut() else { break };
        match &mut block {
            Some((kind, body)) if line.trim_end() == "```" => {
                section.take(kind, std::mem::take(body)).map_err(at)?;
                block = None;
            }
            Some((_, body)) => {
                body.push_str(line);
                body.push('\n');
            }
            None => {
                if let Some(kind) = line.strip_prefix("```") {
                    block = Some((kind.trim(), String::new()));
                } else if let Some(name) = line.strip_prefix("## ") {
                    sections.push(Section { name: name.trim().to_owned(), ..Section::default() });
                } else if let Some((field, value)) = line.strip_prefix("- ").and_then(|l| l.split_once(": "))
                    && FIELDS.contains(&field)
                {
                    section.fields.insert(field.to_owned(), value.trim().to_owned());
                }
            }
        }
    }
    if block.is_some() {
        return Err("a block is not closed".to_owned());
    }
    let mut sections = sections.into_iter();
    let head = sections.next().unwrap_or_default();
    sections.map(|s| s.complete(topic, &head)).collect()
}

impl Section {
    fn take(&mut self, kind: &str, body: String) -> Result<(), String> {
        match kind.split_once(' ').unwrap_or((kind, "")) {
            ("mile", "") => self.rules.push_str(&body),
            ("mile", name) => {
                self.sources.insert(name.trim().to_owned(), body);
            }
            ("json", _) => self.data = Some(serde_json::from_str(&body).map_err(|e| e.to_string())?),
            ("expect", _) => {
                self.expect.extend(body.lines().filter(|l| !l.trim().is_empty()).map(|l| l.trim().to_owned()))
            }
            (other, _) => return Err(format!("what is a block of '{other}'?")),
        }
        Ok(())
    }

    fn complete(self, topic: &str, head: &Section) -> Result<Case, String> {
        let mut fields = head.fields.clone();
        fields.extend(self.fields);
        let mut sources = head.sources.clone();
        sources.extend(self.sources);
        let alone = fields.get("alone").is_some_and(|v| v == "yes");
        if self.expect.is_empty() {
            return Err(format!("'{}' expects nothing", self.name));
        }
        if !fields.contains_key("why") {
            return Err(format!("'{}' does not say where its expectation comes from", self.name));
        }
        Ok(Case {
            topic: topic.to_owned(),
            name: self.name,
            rules: format!("{}{}", if alone { "" } else { head.rules.as_str() }, self.rules),
            fields,
            sources,
            data: self.data.or_else(|| head.data.clone()).unwrap_or_else(|| serde_json::json!({})),
            expect: self.expect,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_takes_from_its_file() {
        let text = "# T\n- year: 2024\n- why: w\n```mile\nhead\n```\n```mile other\nsource\n```\n## one\n- year: 2022..2023\n\
                    ```mile\nown\n```\n```json\n{\"a\": 1}\n```\n```expect\na = 1\n\nb = 2\n```\n## two\n- alone: yes\n```expect\nx = 1\n```\n";
        let cases = read("t", text).unwrap();
        assert_eq!(cases.len(), 2);
        assert_eq!(cases[0].rules, "head\nown\n");
        assert_eq!(cases[0].years(), Ok(vec![2022, 2023]));
        assert_eq!(cases[0].expect, ["a = 1", "b = 2"]);
        assert_eq!(cases[1].rules, "");
        assert_eq!(cases[1].sources["other"], "source\n");
        assert_eq!(cases[1].data, serde_json::json!({}));
    }

    #[test]
    fn what_is_not_in_the_format_is_refused() {
        assert!(read("t", "## a\n```mile\n").unwrap_err().contains("not closed"));
        assert!(read("t", "## a\n- why: w\n").unwrap_err().contains("expects nothing"));
        assert!(read("t", "## a\n```expect\nx = 1\n```\n").unwrap_err().contains("where its expectation"));
        assert!(read("t", "## a\n```rust\n```\n").unwrap_err().contains("line 3"));
    }
}
