//! The rule sets of the language's design are read without a mistake.

const SAMPLES: [(&str, &str, usize); 5] = [
    ("district", include_str!("data/district.mile"), 32),
    ("index", include_str!("data/index.mile"), 0),
    ("plan", include_str!("data/plan.mile"), 0),
    ("hdi", include_str!("data/hdi.mile"), 0),
    ("amendment", include_str!("data/amendment.mile"), 5),
];

#[test]
fn the_samples_are_read() {
    for (name, text, _) in SAMPLES {
        let (file, diagnostics) = milepost_dsl::parse(0, text);
        assert_eq!(diagnostics, [], "{name}");
        assert!(file.is_some_and(|file| !file.decls.is_empty()), "{name}");
    }
}
