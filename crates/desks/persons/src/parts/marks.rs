//! Marks, by kind, site, side and motif.

use crate::background::{Shares, key};
use crate::brief::{Brief, MarkCode};
use spoor_vocab::{Mark, Notice};

/// A mark of a notice with the ratio of everything an advert can say of it.
#[derive(Clone, Debug)]
pub(crate) struct Sought {
    code: MarkCode,
    kind: f32,
    /// Agreeing and differing.
    site: (f32, f32),
    side: (f32, f32),
    motif: (f32, f32),
    told: f32,
    hidden: f32,
    cap: f32,
}

/// What two agreeing or differing values say, if they differ in `error` of cases and `share` of all
/// have this value.
fn pair(error: f32, share: f32) -> (f32, f32) {
    let share = share.clamp(1e-4, 0.999);
    ((1.0 - error) / share, error / (1.0 - share))
}

fn pick<T: PartialEq>(a: Option<T>, b: Option<T>, (agree, differ): (f32, f32)) -> f32 {
    match (a, b) {
        (Some(a), Some(b)) if a == b => agree,
        (Some(_), Some(_)) => differ,
        _ => 1.0,
    }
}

impl Sought {
    pub(crate) fn of(shares: &Shares<'_>, notice: &Notice) -> Box<[Self]> {
        notice.marks.iter().map(|mark| Self::one(shares, mark)).collect()
    }

    fn one(shares: &Shares<'_>, mark: &Mark) -> Self {
        let w = &shares.weights.marks;
        let code = MarkCode::of(mark);
        let kind = mark.kind as u8;
        let site = mark.site.map_or(1.0, |s| shares.site(kind, s as u8));
        let motif = mark.motif.as_deref().map_or(1.0, |m| shares.motif(kind, key(m)));
        Self {
            code,
            kind: 1.0 / shares.mark(kind).clamp(1e-3, 1.0),
            site: pair(w.site_differs.value, site),
            side: pair(w.side_differs.value, 0.5),
            motif: pair(w.motif_differs.value, motif),
            told: w.told.value,
            hidden: w.hidden.value,
            cap: libm::powf(10.0, w.cap.value),
        }
    }

    fn against(&self, brief: &Brief) -> Option<f32> {
        let of_kind = || brief.marks.iter().filter(|m| m.kind == self.code.kind);
        let count = of_kind().count();
        if count == 0 {
            // "No tattoo" of somebody who has one is said less often than of others.
            return (brief.denied & (1 << self.code.kind) != 0).then_some(self.hidden);
        }
        let sum: f32 = of_kind()
            .map(|m| {
                pick(self.code.site, m.site, self.site)
                    * pick(self.code.side, m.side, self.side)
                    * pick(self.code.motif, m.motif, self.motif)
            })
            .sum();
        // The advert tells of this mark, or of others as adverts do.
        let this = self.kind * sum / count as f32;
        Some((1.0 - self.told + self.told * this).min(self.cap))
    }
}

pub(crate) fn ratio(sought: &[Sought], brief: &Brief) -> Option<f32> {
    if sought.is_empty() || (brief.marks.is_empty() && brief.denied == 0) {
        return None;
    }
    let known: Vec<f32> = sought.iter().filter_map(|s| s.against(brief)).collect();
    let cap = sought[0].cap;
    (!known.is_empty()).then(|| known.iter().product::<f32>().min(cap))
}

/// A mark in words: "tattoo of a swallow, left wrist".
pub(crate) fn shown(mark: &Mark) -> String {
    let motif = mark.motif.as_ref().map_or(String::new(), |m| format!(" ({m})"));
    let side = mark.side.map_or(String::new(), |s| format!(" {s}"));
    let site = mark.site.map_or(String::new(), |s| format!(" {s}"));
    format!("{}{motif}{side}{site}", mark.kind)
}

pub(crate) fn why(notice: &[Mark], advert: &[&Mark], denied: bool) -> String {
    let list =
        |marks: &mut dyn Iterator<Item = &Mark>| marks.map(shown).collect::<Vec<_>>().join("; ");
    match (notice.is_empty(), advert.is_empty()) {
        (true, _) => "The notice tells of no mark.".to_owned(),
        (_, true) if denied => {
            format!(
                "The advert says there is none; the notice tells of {}.",
                list(&mut notice.iter())
            )
        }
        (_, true) => "The advert tells of no mark.".to_owned(),
        _ => format!(
            "The advert tells of {}; the notice of {}.",
            list(&mut advert.iter().copied()),
            list(&mut notice.iter())
        ),
    }
}
