//! The country: what is planted is there, what must never be there is not, and the files are what
//! they say they are.

mod files;
mod habits;
mod never;
mod pictures;
mod planted;

use spoor_world::truth::Fact;
use spoor_world::{Plan, texts};
use std::sync::OnceLock;

/// An advert and its truth.
struct Ad {
    title: String,
    text: String,
    fact: Fact,
}

/// A country of 20,000 adverts, made once.
fn country() -> &'static [Ad] {
    static COUNTRY: OnceLock<Vec<Ad>> = OnceLock::new();
    COUNTRY.get_or_init(|| of(Plan::new(20_000, 1)))
}

fn of(plan: Plan) -> Vec<Ad> {
    let mut ads = Vec::new();
    texts(&plan, &mut |title, text, fact| {
        ads.push(Ad { title: title.to_owned(), text: text.to_owned(), fact });
    })
    .unwrap();
    ads
}

/// Words as a reader counts them, in lower case.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}
