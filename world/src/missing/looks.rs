//! How somebody looks, and the line of an advert that says some of it.

use crate::lang::Lang;
use crate::rng::Rng;
use spoor_vocab::{EyeColour, HairColour, Mark, MarkKind, Side};
use std::collections::HashMap;

/// Shares of the colours in the order of the vocabulary, in a thousand.
const EYES: [u32; 5] = [520, 240, 90, 80, 70];
const HAIR: [u32; 6] = [190, 390, 270, 70, 20, 60];
/// Sites and motifs in the order of the data file: some are more usual.
const SITES: [(&str, u32); 8] = [
    ("wrist", 22),
    ("shoulder", 16),
    ("arm", 18),
    ("ankle", 12),
    ("neck", 9),
    ("hand", 8),
    ("back", 10),
    ("leg", 5),
];
const MOTIFS: [(&str, u32); 12] = [
    ("rose", 18),
    ("butterfly", 14),
    ("heart", 14),
    ("star", 10),
    ("infinity", 9),
    ("feather", 8),
    ("swallow", 6),
    ("cross", 7),
    ("moon", 5),
    ("anchor", 4),
    ("lotus", 3),
    ("owl", 2),
];

/// How somebody looks.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) eyes: EyeColour,
    pub(crate) hair: HairColour,
    /// Hair as advertised: of somebody who is missed, mostly dyed.
    pub(crate) shown_hair: HairColour,
    pub(crate) mark: Option<Mark>,
}

impl Look {
    /// Of a person; the same numbers give the same look.
    pub(crate) fn of(seed: u64, person: u64, is_missed: bool) -> Self {
        let mut rng = Rng::of(&[seed, 902, person, u64::from(is_missed)]);
        let eyes = EyeColour::ALL[rng.weighted(&EYES)];
        let hair = rng.weighted(&HAIR);
        let dyed = is_missed && rng.chance(800);
        let shown = if dyed { (hair + 1 + rng.index(5)) % 6 } else { hair };
        let kinds: [u32; 4] = if is_missed { [250, 100, 100, 550] } else { [250, 60, 60, 630] };
        let kind = [Some(MarkKind::Tattoo), Some(MarkKind::Scar), Some(MarkKind::Birthmark), None]
            [rng.weighted(&kinds)];
        let mark = kind.map(|kind| {
            let site = SITES[rng.weighted(&SITES.map(|s| s.1))].0;
            let motif = MOTIFS[rng.weighted(&MOTIFS.map(|m| m.1))].0;
            let side = *rng.pick(Side::ALL);
            let paired = !matches!(site, "neck" | "back");
            Mark {
                kind,
                site: site.parse().ok(),
                side: paired.then_some(side),
                motif: (kind == MarkKind::Tattoo).then(|| motif.to_owned()),
                words: String::new(),
            }
        });
        Self { eyes, hair: HairColour::ALL[hair], shown_hair: HairColour::ALL[shown], mark }
    }
}

/// The words of `data/looks.tsv`.
pub(crate) struct Sayings(HashMap<(&'static str, &'static str), [&'static str; 6]>);

impl Sayings {
    pub(crate) fn load() -> Self {
        let mut all = HashMap::new();
        for line in include_str!("../../data/looks.tsv").lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&'static str> = line.split('\t').collect();
            if let [class, code, forms @ ..] = &cells[..]
                && let Ok(forms) = <[&'static str; 6]>::try_from(forms)
            {
                all.insert((*class, *code), forms);
            }
        }
        Self(all)
    }

    fn say(&self, class: &'static str, code: &str, lang: Lang) -> &'static str {
        let found = self.0.iter().find(|((c, k), _)| *c == class && *k == code);
        found.map_or("", |(_, forms)| forms[lang as usize])
    }

    /// What a text says of looks: none, or some of it. The same text says the same each time.
    pub(crate) fn line(&self, look: &Look, height: u8, lang: Lang, rng: &mut Rng) -> String {
        let mut parts: Vec<String> = Vec::new();
        if rng.chance(220) {
            parts.push(format!("{height} cm"));
        }
        if rng.chance(280) {
            parts.push(self.say("eyes", look.eyes.as_str(), lang).to_owned());
        }
        if rng.chance(330) {
            parts.push(self.say("hair", look.shown_hair.as_str(), lang).to_owned());
        }
        let mut out = parts.join(", ");
        if let Some(mark) = &look.mark {
            let told = if mark.kind == MarkKind::Tattoo { 350 } else { 120 };
            if rng.chance(told) {
                let mut of_mark = Vec::new();
                if let Some(motif) = mark.motif.as_deref().filter(|_| rng.chance(700)) {
                    of_mark.push(self.say("motif", motif, lang).to_owned());
                }
                if let Some(site) = mark.site.filter(|_| rng.chance(800)) {
                    let mut at = self.say("site", site.as_str(), lang).to_owned();
                    if let Some(side) = mark.side.filter(|_| rng.chance(600)) {
                        at = format!("{at} {}", self.say("side", side.as_str(), lang));
                    }
                    of_mark.push(at);
                }
                let of_mark = if of_mark.is_empty() {
                    String::new()
                } else {
                    format!(": {}", of_mark.join(", "))
                };
                let between = if out.is_empty() { "" } else { ". " };
                out = format!(
                    "{out}{between}{}{of_mark}",
                    self.say("mark", mark.kind.as_str(), lang)
                );
            }
        }
        if !out.is_empty() {
            out.push('.');
        }
        out
    }
}
