//! Limits on what rules and files may ask for: `--limit NAME=N`.

/// Limits of all stages; see `docs/limits.md`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    pub(crate) rules: milepost_dsl::Limits,
    pub(crate) files: milepost_io::Limits,
    pub(crate) work: milepost_core::report::Limits,
}

/// The names that `--limit` knows.
pub(crate) const NAMES: &[&str] = &[
    "rule-bytes",
    "rule-depth",
    "declarations",
    "rule-files",
    "messages",
    "unpacked-bytes",
    "rows",
    "columns",
    "cell-bytes",
    "json-depth",
    "bits",
    "work",
];

impl Limits {
    /// The defaults, with what the command line says instead.
    pub(crate) fn of(given: &[(String, u64)]) -> Self {
        let mut limits = Self::default();
        for (name, most) in given {
            limits.set(name, *most);
        }
        limits
    }

    fn set(&mut self, name: &str, most: u64) {
        let size = usize::try_from(most).unwrap_or(usize::MAX);
        match name {
            "rule-bytes" => self.rules.bytes = size,
            // Beyond this the stack of a thread would not do.
            "rule-depth" => self.rules.depth = size.min(milepost_dsl::Limits::default().depth),
            "declarations" => self.rules.declarations = size,
            "rule-files" => self.rules.files = size.min(usize::from(u16::MAX)),
            "messages" => self.rules.messages = size,
            "unpacked-bytes" => self.files.unpacked = most,
            "rows" => self.files.rows = size,
            "columns" => self.files.columns = size,
            "cell-bytes" => self.files.text = size,
            "json-depth" => self.files.depth = size.min(128),
            "bits" => self.work.bits = most,
            "work" => self.work.work = most,
            _ => {}
        }
    }
}

/// `rows=1000000`
pub(crate) fn parse(text: &str) -> Result<(String, u64), String> {
    let (name, most) = text.split_once('=').ok_or("write NAME=N, e.g. rows=1000000")?;
    if !NAMES.contains(&name) {
        return Err(format!("there is no limit '{name}'; there are {}", NAMES.join(", ")));
    }
    let most = most.replace('_', "").parse().map_err(|_| format!("'{most}' is not a whole number"))?;
    Ok((name.to_owned(), most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_sets_something() {
        let plain = format!("{:?}", Limits::default());
        for name in NAMES {
            let limits = Limits::of(&[parse(&format!("{name}=7")).unwrap_or_default()]);
            assert_ne!(format!("{limits:?}"), plain, "{name}");
        }
        assert!(parse("rows").is_err() && parse("rows=many").is_err() && parse("sense=1").is_err());
    }
}
