//! Scores the site profiles that are learned on the made-up web: `induce [train|held-out|fresh|unseen]
//! [--seed N] [--layout NAME] [--profiles] [--failures]`. Of each site with adverts up to 30 pages with
//! an advert and 25 others teach; 30 others with an advert judge. Micro F1 by field, by layout, in all.

#[path = "../tests/induced/score.rs"]
mod score;
#[path = "../tests/induced/site.rs"]
mod site;

use score::{Score, Tally, score};
use spoor_web::{Layouts, Plan, Web};
use std::collections::BTreeMap;
use std::process::ExitCode;

const USAGE: &str = "usage: induce [train|held-out|fresh|unseen] [--seed N] [--layout NAME] [--profiles] \
                     [--failures]";

/// Failures of a site that are shown.
const SHOWN: usize = 12;

struct Arguments {
    plan: Plan,
    layout: Option<String>,
    profiles: bool,
    failures: bool,
}

/// Takes the arguments; none if one is not understood.
fn arguments() -> Option<Arguments> {
    let plan = Plan { pages: 60_000, sites: 48, layouts: Layouts::Train, ..Plan::default() };
    let mut taken = Arguments { plan, layout: None, profiles: false, failures: false };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "train" => taken.plan.layouts = Layouts::Train,
            "held-out" => taken.plan.layouts = Layouts::HeldOut,
            "fresh" => taken.plan.layouts = Layouts::Fresh,
            "unseen" => taken.plan.layouts = Layouts::Unseen,
            "--seed" => taken.plan.seed = args.next()?.parse().ok()?,
            "--layout" => taken.layout = Some(args.next()?),
            "--profiles" => taken.profiles = true,
            "--failures" => taken.failures = true,
            _ => return None,
        }
    }
    Some(taken)
}

fn show(host: &str, layout: &str, score: &Score, args: &Arguments) {
    let fields: Vec<String> =
        score.fields.iter().map(|(field, tally)| format!("{field} {:.2}", tally.f1())).collect();
    println!("{host} {layout}: {}", fields.join(", "));
    match &score.toml {
        None => println!("  nothing was learned"),
        Some(toml) if args.profiles => println!("{toml}"),
        Some(_) => {}
    }
    let shown = if args.failures { SHOWN } else { 0 };
    for (url, (field, truth, read)) in score.failures.iter().take(shown) {
        println!("  {field}: {truth:?} is true, {read:?} was read ({url})");
    }
}

fn main() -> ExitCode {
    let Some(args) = arguments() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let mut by_field: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut by_layout: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut all = Tally::default();
    for site in site::sites(&Web::new(args.plan)) {
        if args.layout.as_deref().is_some_and(|wanted| wanted != site.layout) {
            continue;
        }
        let score = score(&site);
        show(&site.host, site.layout, &score, &args);
        for (field, tally) in score.fields {
            by_field.entry(field).or_default().add(tally);
            by_layout.entry(site.layout).or_default().add(tally);
            all.add(tally);
        }
    }
    let line = |name: &str, tally: Tally| {
        let Tally { right, wrong, missed } = tally;
        println!("{name:10} F1 {:.3}  right {right}, wrong {wrong}, missed {missed}", tally.f1());
    };
    by_field.into_iter().for_each(|(field, tally)| line(field, tally));
    by_layout.into_iter().for_each(|(layout, tally)| line(layout, tally));
    line("all", all);
    ExitCode::SUCCESS
}
