//! The waterfall of a pair: what each field adds to or takes from the odds that two adverts are of
//! one hand, in bits, from the prior to the sum.

use crate::weights;
use spoor_vocab::SelectorKind;

/// A selector an advert shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown<'a> {
    /// Kind of selector.
    pub kind: SelectorKind,
    /// Normal form.
    pub value: &'a str,
    /// Adverts of the corpus that show it.
    pub shown_by: u32,
    /// Whether it was damped: it then tells nothing.
    pub damped: bool,
}

/// One advert of the pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side<'a> {
    /// Label of its template.
    pub template: u32,
    /// Adverts that follow the template.
    pub template_size: u32,
    /// What it shows.
    pub shown: &'a [Shown<'a>],
    /// Site, with the number of adverts on it.
    pub site: Option<(&'a str, u32)>,
    /// Place, with the number of adverts in it.
    pub place: Option<(&'a str, u32)>,
}

/// One bar of the waterfall.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// `prior`, `template`, the word of a selector kind, `site`, `place`, or `sum`.
    pub field: &'static str,
    /// What agrees or differs, in words.
    pub value: String,
    /// Bits: positive speaks for one hand.
    pub bits: f32,
}

/// The bars of a pair in a corpus of `rows` adverts; `similarity` is that of the two texts. The first
/// is the prior, the last the sum. Swapping the sides changes no weight.
pub fn waterfall(rows: u32, a: &Side<'_>, b: &Side<'_>, similarity: f32) -> Vec<Step> {
    let prior = -(rows.max(2) as f32).log2();
    let mut steps =
        vec![Step { field: "prior", value: "two adverts at random".into(), bits: prior }];
    if a.template == b.template {
        let size = a.template_size.max(b.template_size);
        steps.push(Step {
            field: "template",
            value: format!("texts {:.0} % alike; {size} adverts follow it", similarity * 100.0),
            bits: weights::same_template(similarity, size, rows),
        });
    }
    for kind in weights::KINDS {
        steps.extend(selector_step(kind, rows, a.shown, b.shown));
    }
    steps.extend(circumstance("site", rows, a.site, b.site));
    steps.extend(circumstance("place", rows, a.place, b.place));
    let sum = steps.iter().map(|s| s.bits).sum();
    steps.push(Step { field: "sum", value: "log2 odds of one hand".into(), bits: sum });
    steps
}

/// The rarest value of a kind that both show; or that both show the kind and share none.
fn selector_step(kind: SelectorKind, rows: u32, a: &[Shown<'_>], b: &[Shown<'_>]) -> Option<Step> {
    let of = |side: &[Shown<'_>]| side.iter().any(|s| s.kind == kind && !s.damped);
    let common = a
        .iter()
        .filter(|s| s.kind == kind && b.iter().any(|t| t.kind == kind && t.value == s.value))
        .min_by(|s, t| s.shown_by.cmp(&t.shown_by).then(s.value.cmp(t.value)));
    let field = kind.as_str();
    match common {
        Some(s) if s.damped => Some(Step {
            field,
            value: format!("{}, shown by {} adverts of many hands", s.value, s.shown_by),
            bits: 0.0,
        }),
        Some(s) => Some(Step {
            field,
            value: format!("{}, shown by {} adverts", s.value, s.shown_by),
            bits: weights::agree(kind, s.shown_by, rows),
        }),
        None if of(a) && of(b) => Some(Step {
            field,
            value: "both show one, none shared".into(),
            bits: weights::differ(kind),
        }),
        None => None,
    }
}

/// Site and place: agreeing weighs by rarity, up to what a circumstance can tell; differing little.
fn circumstance(
    field: &'static str,
    rows: u32,
    a: Option<(&str, u32)>,
    b: Option<(&str, u32)>,
) -> Option<Step> {
    let ((a, shown_by), (b, _)) = (a?, b?);
    Some(if a == b {
        let share = (shown_by.max(1) as f32 / rows.max(1) as f32).min(1.0);
        let bits = (SAME_CIRCUMSTANCE / share).log2().clamp(0.0, CIRCUMSTANCE_BITS_MAX);
        Step { field, value: format!("{a}, {shown_by} adverts"), bits }
    } else {
        Step { field, value: "differs".into(), bits: DIFFERENT_CIRCUMSTANCE }
    })
}

/// m: chance that two adverts of one actor share a site or a place.
const SAME_CIRCUMSTANCE: f32 = 0.5;
/// Actors move and use several sites: log2(.5 / .9).
const DIFFERENT_CIRCUMSTANCE: f32 = -0.85;
/// However small a place, being there together is no proof.
const CIRCUMSTANCE_BITS_MAX: f32 = 6.0;
