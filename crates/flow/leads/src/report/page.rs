//! What the templates are given: every number as it is printed.

use super::input::{ReportInput, ReportLead, ReportTemplate};
use super::marks::{Piece, cut};
use super::stays::{Timeline, draw};
use super::words::{clean, grouped, instant, score, signed};
use crate::facts::LinkFact;
use crate::pack::{Basis, RulePack};
use askama::Template;
use spoor_vocab::{Direction, Reason, SegmentKind, Source};

/// Excerpts that stand open; the rest can be unfolded (and are printed).
const OPEN: usize = 2;
/// Widest bar of a table, in units of the drawing.
const BAR: f64 = 120.0;

#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Page<'a> {
    style: &'a str,
    style_hash: String,
    workspace: String,
    built_at: String,
    version: &'a str,
    seed: u64,
    counts: Vec<(String, String)>,
    sources: Vec<Source>,
    in_all: String,
    leads: Vec<LeadPage>,
    citations: Vec<Rule<'a>>,
    checkpoint: String,
}

struct Rule<'a> {
    code: &'a str,
    direction: &'static str,
    bits: String,
    basis: &'static str,
    citation: &'a str,
}

struct LeadPage {
    id: String,
    rank: u32,
    score: String,
    low: String,
    high: String,
    scale: Scale,
    actor_id: String,
    ring_id: Option<String>,
    adverts: usize,
    headline: String,
    reasons_for: Vec<ReasonPage>,
    reasons_against: Vec<ReasonPage>,
    weaken: Vec<String>,
    strengthen: Vec<String>,
    excerpts: Vec<ExcerptPage>,
    more_excerpts: Vec<ExcerptPage>,
    templates: Vec<TemplatePage>,
    links: Vec<LinkPage>,
    timeline: Option<Timeline>,
    advert_ids: Vec<String>,
}

/// Where the interval lies between the lowest and highest of all leads shown, 0 to 200.
struct Scale {
    low: f64,
    width: f64,
    at: f64,
    zero: f64,
}

struct ReasonPage {
    code: String,
    weight: String,
    bar: f64,
    text: String,
    citation: String,
    basis: &'static str,
    adverts: Vec<String>,
}

struct ExcerptPage {
    advert_id: String,
    id: String,
    site: String,
    place: String,
    posted: String,
    exhibit: String,
    pieces: Vec<Piece>,
}

struct TemplatePage {
    id: String,
    adverts: u32,
    segments: Vec<SegmentPage>,
}

struct SegmentPage {
    slot: usize,
    text: String,
    fillings: Vec<String>,
}

struct LinkPage {
    kind: &'static str,
    value: String,
    shown_by: String,
    weight: String,
    bar: f64,
}

impl<'a> Page<'a> {
    pub(super) fn new(input: &'a ReportInput<'a>, style: &'a str, style_hash: String) -> Self {
        let ends = input.leads.iter().flat_map(|l| [l.lead.score_low, l.lead.score_high]);
        let (least, most) = ends.fold((0.0f64, 1.0f64), |(a, b), x| (a.min(x), b.max(x)));
        Self {
            style,
            style_hash,
            workspace: clean(&input.workspace),
            built_at: instant(input.built_at),
            version: input.pack.version(),
            seed: input.seed,
            counts: input.counts.iter().map(|(k, n)| (clean(k), grouped(*n))).collect(),
            sources: input.sources.iter().map(source).collect(),
            in_all: grouped(input.leads_in_all),
            leads: input.leads.iter().map(|l| lead(l, input.pack, least, most)).collect(),
            citations: rules(input),
            checkpoint: clean(&input.checkpoint),
        }
    }
}

fn source(from: &Source) -> Source {
    Source {
        name: clean(&from.name),
        basis: clean(&from.basis),
        purpose: clean(&from.purpose),
        ..from.clone()
    }
}

/// The rules that spoke in the leads shown.
fn rules<'a>(input: &ReportInput<'a>) -> Vec<Rule<'a>> {
    let reasons = || input.leads.iter().flat_map(|l| &l.lead.reasons);
    let pack: &'a RulePack = input.pack;
    pack.rules()
        .iter()
        .filter(|rule| reasons().any(|r| r.code == rule.code))
        .map(|rule| Rule {
            code: &rule.code,
            direction: match rule.direction {
                Direction::For => "for",
                Direction::Against => "against",
            },
            bits: format!("{:.1}", rule.bits),
            basis: basis(rule.basis),
            citation: &rule.citation,
        })
        .collect()
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Published => "measured in the publication",
        Basis::Expert => "expert opinion",
    }
}

fn lead(from: &ReportLead, pack: &RulePack, least: f64, most: f64) -> LeadPage {
    let lead = &from.lead;
    let x = |score: f64| (score - least) / (most - least) * 200.0;
    let heaviest = lead.reasons.iter().map(|r| r.weight_bits).fold(0.1, f32::max);
    let side = |direction: Direction| -> Vec<&Reason> {
        lead.reasons.iter().filter(|r| r.direction == direction).collect()
    };
    let (speaks_for, speaks_against) = (side(Direction::For), side(Direction::Against));
    let mut excerpts: Vec<ExcerptPage> = from.excerpts.iter().map(excerpt).collect();
    let more_excerpts = excerpts.split_off(excerpts.len().min(OPEN));
    let show = |reasons: &[&Reason]| {
        reasons.iter().map(|r| reason(r, pack, f64::from(heaviest))).collect::<Vec<_>>()
    };
    LeadPage {
        id: clean(&lead.lead_id),
        rank: lead.rank,
        score: score(lead.score),
        low: score(lead.score_low),
        high: score(lead.score_high),
        scale: Scale {
            low: x(lead.score_low),
            width: (x(lead.score_high) - x(lead.score_low)).max(2.0),
            at: x(lead.score),
            zero: x(0.0),
        },
        actor_id: clean(&lead.actor_id),
        ring_id: lead.ring_id.as_deref().map(clean),
        adverts: lead.advert_ids.len(),
        headline: speaks_for.first().map(|r| clean(&r.text)).unwrap_or_default(),
        weaken: doubts(&speaks_for, pack),
        strengthen: doubts(&speaks_against, pack),
        reasons_for: show(&speaks_for),
        reasons_against: show(&speaks_against),
        excerpts,
        more_excerpts,
        templates: from.templates.iter().map(template).collect(),
        links: links(&from.links),
        timeline: draw(&from.stays),
        advert_ids: lead.advert_ids.iter().map(|id| clean(id)).collect(),
    }
}

/// What would make these reasons weaker, once each, at most six.
fn doubts(reasons: &[&Reason], pack: &RulePack) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for reason in reasons {
        let doubt = pack.rule(&reason.code).map(|r| r.weakened_by.clone()).unwrap_or_default();
        if !doubt.is_empty() && !out.contains(&doubt) && out.len() < 6 {
            out.push(doubt);
        }
    }
    out
}

fn reason(reason: &Reason, pack: &RulePack, heaviest: f64) -> ReasonPage {
    let bits = f64::from(reason.weight_bits);
    let sign = if reason.direction == Direction::For { 1.0 } else { -1.0 };
    ReasonPage {
        code: clean(&reason.code),
        weight: signed(sign * bits),
        bar: (bits / heaviest * BAR).clamp(1.0, BAR),
        text: clean(&reason.text),
        citation: clean(&reason.citation),
        basis: pack.rule(&reason.code).map_or("", |r| basis(r.basis)),
        adverts: reason.adverts.iter().map(|a| clean(a)).collect(),
    }
}

fn excerpt(from: &super::Excerpt) -> ExcerptPage {
    ExcerptPage {
        advert_id: clean(&from.advert_id),
        id: clean(&from.id),
        site: clean(&from.site),
        place: clean(&from.place),
        posted: from.posted.map(instant).unwrap_or_default(),
        exhibit: clean(&from.exhibit),
        pieces: cut(&from.text, &from.marks),
    }
}

fn template(from: &ReportTemplate) -> TemplatePage {
    let mut slots = 0;
    let segments = from
        .segments
        .iter()
        .map(|segment| {
            let slot = segment.kind == SegmentKind::Slot;
            slots += usize::from(slot);
            SegmentPage {
                slot: if slot { slots } else { 0 },
                text: clean(&segment.text),
                fillings: segment.fillings.iter().map(|f| clean(f)).collect(),
            }
        })
        .collect();
    TemplatePage { id: clean(&from.template_id), adverts: from.adverts, segments }
}

fn links(from: &[LinkFact]) -> Vec<LinkPage> {
    let mut links: Vec<&LinkFact> = from.iter().collect();
    links.sort_by(|a, b| {
        b.weight_bits.total_cmp(&a.weight_bits).then((a.kind, &a.value).cmp(&(b.kind, &b.value)))
    });
    links.dedup_by(|a, b| a.kind == b.kind && a.value == b.value);
    let heaviest = links.iter().map(|l| f64::from(l.weight_bits)).fold(0.1, f64::max);
    links
        .into_iter()
        .map(|link| LinkPage {
            kind: link.kind.as_str(),
            value: clean(&link.value),
            shown_by: grouped(u64::from(link.shown_by)),
            weight: signed(f64::from(link.weight_bits)),
            bar: (f64::from(link.weight_bits) / heaviest * BAR).clamp(1.0, BAR),
        })
        .collect()
}
