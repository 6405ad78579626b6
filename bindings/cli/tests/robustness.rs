//! `compare` and `sensitivity`, from end to end.

mod support;

use support::Folder;

const RULES: &str = r#"ruleset g "Example index" {
  version "1"
  applies 2024..2025
  evaluates city
}
level city "City"
input a, b : number
parameter wa = 1
group total "Total" {
  score weighted_mean
  item a weight wa "Schools"
  item b weight 1 "Roads"
}
outcome class "Class" {
  from total.score {
    >= 6: high "High"
    otherwise: low "Low"
  }
}
rank place "Place" of city {
  by total.score descending
}
variant first "Schools first" {
  amend parameter wa = 3
}
"#;
const CITIES: &str = "unit,label,year,a,b\nx,Xa,2024,8,2\ny,Ya <b>,2024,4,7\nz,Za,2024,1,1\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.put("g.mile", RULES);
    folder.put("cities.csv", CITIES);
    folder
}

#[test]
fn a_comparison_says_who_moves_and_why() {
    let folder = folder();
    let run = folder.run(&["compare", "g.mile", "g.mile@first", "cities.csv"]).ok();
    // By hand: x 5 → 6.5, y 5.5 → 4.75, z stays at 1.
    for part in ["Xa", "Low", "High", "+1.5", "Schools +2", "Roads -1.75", "Place"] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    let run = folder.run(&["compare", "g.mile", "g.mile", "cities.csv", "--format", "csv"]).ok();
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    let run = folder.run(&["compare", "g.mile", "g.mile@first", "cities.csv", "--format", "json"]).ok();
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_default();
    let changed =
        |kind: &str| json["items"].as_array().and_then(|i| i.iter().find(|i| i["kind"] == kind)?["changed"].as_u64());
    assert_eq!((changed("rank"), changed("class"), changed("score")), (Some(2), Some(1), Some(2)));
    let page =
        folder.run(&["compare", "g.mile", "g.mile@first", "cities.csv", "--format", "html", "--lang", "vi"]).ok();
    assert!(page.out.contains("<svg") && page.out.contains("Ya &lt;b&gt;") && page.out.contains("So sánh"));
}

#[test]
fn rules_of_other_years_are_compared_as_if_they_were_in_force() {
    let folder = folder();
    let amended = "ruleset g2 \"Example index, amended\" amends \"g.mile\" {\n  version \"2\"\n  applies 2026..2027\n  source d \"1\"\n}\n\
                   document d \"Amendment\" { }\namend parameter wa = 3 { source d \"2\" }\n";
    folder.put("g2.mile", amended);
    let run = folder.run(&["compare", "g.mile", "g2.mile", "cities.csv", "--year", "2024"]).ok();
    assert!(
        run.out.contains("hypothetical") && run.out.contains("+1.5") && run.out.contains("Schools +2"),
        "{}",
        run.out
    );
}

#[test]
fn rank_intervals_are_the_same_bytes_for_the_same_seed() {
    let folder = folder();
    for format in ["text", "csv", "json", "markdown", "html"] {
        let run = |seed: &str| {
            let arguments =
                ["sensitivity", "g.mile", "cities.csv", "--draws", "40", "--seed", seed, "--format", format];
            folder.run(&arguments).ok().out
        };
        let (first, again) = (run("5"), run("5"));
        assert!(first == again && !first.is_empty(), "{format}");
        assert_ne!(first, run("6"), "{format}");
    }
    let run = folder.run(&[
        "sensitivity",
        "g.mile",
        "cities.csv",
        "--draws",
        "40",
        "--spread",
        "0",
        "--variants",
        "-",
        "--format",
        "csv",
    ]);
    // Nothing is drawn that could move a rank: y 5.5, x 5, z 1.
    assert_eq!(
        run.ok().out,
        "unit,label,rank,median,low,high,best,worst,draws\ny,Ya <b>,1,1,1,1,1,1,40\nx,Xa,2,2,2,2,2,2,40\nz,Za,3,3,3,3,3,3,40\n"
    );
}

#[test]
fn wrong_usage_and_rules_without_ranks() {
    let folder = folder();
    assert_eq!(folder.run(&["compare", "g.mile", "cities.csv"]).status, 2);
    assert_eq!(folder.run(&["compare", "g.mile", "g.mile@nothing", "cities.csv"]).status, 1);
    assert_eq!(folder.run(&["sensitivity", "g.mile", "cities.csv", "--rank", "nothing"]).status, 1);
    assert_eq!(folder.run(&["sensitivity", "g.mile", "cities.csv", "--spread", "101"]).status, 2);
    assert_eq!(folder.run(&["sensitivity", "g.mile", "cities.csv", "--variants", "nothing"]).status, 1);
}
