//! Looks read out of a text: marks, colour of eyes and hair, with spans. Words of origin or of the
//! skin are no terms: a colour counts beside eyes or hair only.

use crate::fold::{Word, words};
use crate::lexicon::{Hit, Meaning, hits};
use crate::sheet::{Seen, Span};
use spoor_vocab::{EyeColour, HairColour, Mark, MarkKind};

/// Words between a mark and what is said of it.
const REACH: usize = 7;
/// Words between eyes or hair and their colour.
const BESIDE: usize = 3;

/// What a text says of somebody's looks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looks {
    /// Tattoos, scars, ...
    pub marks: Vec<Seen<Mark>>,
    /// Kinds of marks that the text says are not there.
    pub denied: Vec<MarkKind>,
    /// Colours of eyes.
    pub eyes: Vec<Seen<EyeColour>>,
    /// Colours of hair.
    pub hair: Vec<Seen<HairColour>>,
}

/// Reads a text in any of the six languages. Spans are bytes of `text`.
pub fn looks(text: &str) -> Looks {
    let words = words(text);
    let found = hits(&words);
    let mut out = Looks::default();
    if found.is_empty() {
        return out;
    }
    let mut sentence = 0;
    for next in 1..=found.len() {
        let ends = next == found.len()
            || words[found[next - 1].to..=found[next].from].iter().any(|w| w.begins);
        if ends {
            let hits = &found[sentence..next];
            marks(text, &words, hits, &mut out);
            colours(&words, hits, &mut out);
            sentence = next;
        }
    }
    out
}

fn span(words: &[Word], from: usize, to: usize) -> Span {
    Span { start: words[from].start, end: words[to - 1].end }
}

fn gap(a: &Hit, b: &Hit) -> usize {
    if a.to <= b.from { b.from - a.to } else { a.from.saturating_sub(b.to) }
}

/// Each thing said belongs to the nearest mark of the sentence.
fn marks(text: &str, words: &[Word], hits: &[Hit], out: &mut Looks) {
    let kind = |h: &Hit| {
        h.means.iter().find_map(|m| if let Meaning::Mark(k) = m { Some(*k) } else { None })
    };
    let at: Vec<(usize, MarkKind)> =
        hits.iter().enumerate().filter_map(|(i, h)| Some((i, kind(h)?))).collect();
    for &(i, kind) in &at {
        let said_no = |h: &Hit| {
            h.means.contains(&Meaning::No) && h.to <= hits[i].from && gap(h, &hits[i]) <= 2
        };
        if hits[..i].iter().any(said_no) {
            out.denied.push(kind);
            continue;
        }
        let mut mark = Mark { kind, site: None, side: None, motif: None, words: String::new() };
        let mut near: Vec<&Hit> = hits
            .iter()
            .enumerate()
            .filter(|&(j, h)| {
                let nearest = at.iter().map(|&(k, _)| (gap(&hits[k], h), k)).min();
                j != i && gap(&hits[i], h) <= REACH && nearest.is_some_and(|(_, k)| k == i)
            })
            .map(|(_, h)| h)
            .collect();
        near.sort_by_key(|h| gap(&hits[i], h));
        let (mut from, mut to) = (hits[i].from, hits[i].to);
        for hit in near {
            if fill(&mut mark, hit) {
                (from, to) = (from.min(hit.from), to.max(hit.to));
            }
        }
        let span = span(words, from, to);
        mark.words = text[span.start as usize..span.end as usize].to_owned();
        out.marks.push(Seen { value: mark, span: Some(span) });
    }
}

/// Takes what `hit` says of the mark, where nothing nearer said it. Whether it did.
fn fill(mark: &mut Mark, hit: &Hit) -> bool {
    let mut took = false;
    for &meaning in hit.means {
        match meaning {
            Meaning::Site(site) if mark.site.is_none() => mark.site = Some(site),
            Meaning::Side(side) if mark.side.is_none() => mark.side = Some(side),
            Meaning::Joined(site, side) if mark.site.is_none() => {
                (mark.site, mark.side) = (Some(site), Some(side));
            }
            Meaning::Motif(motif) if mark.motif.is_none() => mark.motif = Some(motif.to_owned()),
            _ => continue,
        }
        took = true;
        // A word that may be a site or a motif is one of them.
        break;
    }
    took
}

fn colours(words: &[Word], hits: &[Hit], out: &mut Looks) {
    for (i, hit) in hits.iter().enumerate() {
        let beside = |h: &&Hit| gap(hit, h) <= BESIDE && h.from != hit.from;
        let nearest = |pick: &dyn Fn(&Hit) -> bool| {
            let mut near: Vec<&Hit> = hits.iter().filter(beside).filter(|h| pick(h)).collect();
            near.sort_by_key(|h| gap(hit, h));
            near.first().copied()
        };
        for meaning in hit.means {
            match meaning {
                Meaning::Eyes => {
                    let colour = nearest(&|h| eye(h).is_some());
                    if let Some(c) = colour
                        && let Some(value) = eye(c)
                    {
                        let span = span(words, c.from.min(hit.from), c.to.max(hit.to));
                        out.eyes.push(Seen { value, span: Some(span) });
                    }
                }
                Meaning::Hair => {
                    let colour = nearest(&|h| hair(h).is_some());
                    if let Some(c) = colour
                        && let Some(value) = hair(c)
                    {
                        let span = span(words, c.from.min(hit.from), c.to.max(hit.to));
                        out.hair.push(Seen { value, span: Some(span) });
                    }
                }
                Meaning::HairNoun(value) if !has_hair(hits, i) => {
                    out.hair
                        .push(Seen { value: *value, span: Some(span(words, hit.from, hit.to)) });
                }
                _ => {}
            }
        }
    }
}

fn eye(hit: &Hit) -> Option<EyeColour> {
    hit.means.iter().find_map(|m| if let Meaning::EyeColour(c) = m { Some(*c) } else { None })
}

fn hair(hit: &Hit) -> Option<HairColour> {
    hit.means.iter().find_map(|m| if let Meaning::HairColour(c) = m { Some(*c) } else { None })
}

fn has_hair(hits: &[Hit], at: usize) -> bool {
    hits.iter().any(|h| h.means.contains(&Meaning::Hair) && gap(h, &hits[at]) <= BESIDE)
}
