//! Simulated reviewers at work on the leads of a country.

use crate::country::{Country, Planted};
use spoor_learn::{
    Calibration, Chance, Elsewhere, Learner, Mix, Outcome, Row, Settings, Sheet, calibration,
    reliability,
};
use spoor_vocab::{Decision, Reason, Verdict};
use std::collections::BTreeMap;

/// SplitMix64, as in the crates.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ (z >> 31)) * n as u128) >> 64) as usize
    }

    pub(crate) fn shuffle<T>(&mut self, of: &mut [T]) {
        for i in (1..of.len()).rev() {
            of.swap(i, self.below(i + 1));
        }
    }
}

/// How the prior's weights stand to what the leads were made with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bits {
    /// As the rule pack has them.
    AsTheyAre,
    /// Half of the rules, drawn anew for each run, count a tenth.
    HalfCountATenth,
    /// The weights of half of the rules are exchanged among them.
    HalfExchanged,
}

/// Who chooses what is reviewed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Chooser {
    Queue,
    Probable,
    Random,
    Uncertain,
}

/// The leads with the weights of their reasons changed.
pub(crate) fn distorted(leads: &[Planted], bits: Bits, seed: u64) -> Vec<Planted> {
    let mut usual: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for reason in leads.iter().flat_map(|l| &l.reasons) {
        let held = usual.entry(reason.code.clone()).or_default();
        *held = (held.0 + f64::from(reason.weight_bits), held.1 + 1.0);
    }
    let mut half: Vec<String> = usual.keys().cloned().collect();
    let mut draw = Draw(seed);
    draw.shuffle(&mut half);
    half.truncate(half.len() / 2);
    let mean = |code: &str| usual[code].0 / usual[code].1;
    let factor: BTreeMap<&str, f64> = (0..half.len())
        .map(|k| {
            let (own, other) = (half[k].as_str(), half[(k + 1) % half.len()].as_str());
            let factor = match bits {
                Bits::AsTheyAre => 1.0,
                Bits::HalfCountATenth => 0.1,
                Bits::HalfExchanged => mean(other) / mean(own).max(1e-6),
            };
            (own, factor)
        })
        .collect();
    let change = |reason: &mut Reason| {
        let factor = factor.get(reason.code.as_str()).copied().unwrap_or(1.0);
        reason.weight_bits = (f64::from(reason.weight_bits) * factor).min(30.0) as f32;
    };
    let mut out = leads.to_vec();
    out.iter_mut().flat_map(|l| &mut l.reasons).for_each(change);
    out
}

pub(crate) fn sheet<'a>(leads: &'a [Planted]) -> Sheet {
    let row = |l: &'a Planted| Row { lead_id: &l.lead_id, reasons: &l.reasons, values: &[] };
    let (sheet, defects) = Sheet::new(leads.iter().map(row));
    assert!(defects.is_empty(), "{defects:?}");
    sheet
}

/// Figures at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    pub(crate) at_50: f64,
    pub(crate) at_200: f64,
    pub(crate) at_rings: f64,
    /// Expected calibration error over all leads, in ten bins of one width.
    pub(crate) error: f64,
    /// Over leads that nobody has decided, in ten bins of one weight.
    pub(crate) open: Calibration,
    /// Over the 500 most probable of those.
    pub(crate) top: Calibration,
    /// Share of the decided leads that were relevant.
    pub(crate) yielded: f64,
}

/// One simulated team.
#[derive(Clone, Copy)]
pub(crate) struct Team {
    pub(crate) chooser: Chooser,
    /// Share of verdicts that are wrong.
    pub(crate) wrong: f64,
    pub(crate) mix: Mix,
    pub(crate) seed: u64,
}

/// Bins of a calibration error.
const BINS: usize = 10;
/// Resamples for its interval.
const DRAWS: u32 = 100;
/// Verdicts come in by so many.
const BATCH: usize = 25;

/// Lets the team decide until each of the `stops`, and takes the figures there. It begins from the
/// literature, or from what was taught elsewhere.
pub(crate) fn play(
    leads: &[Planted],
    rings: usize,
    settings: &Settings,
    team: &Team,
    (stops, elsewhere): (&[usize], Option<Elsewhere>),
) -> (Vec<Figures>, Learner) {
    let (mut learner, _) = Learner::on(sheet(leads), settings.clone(), elsewhere);
    let mut draw = Draw(team.seed ^ 0x5eed);
    let mut decided = vec![false; leads.len()];
    let mut figures = Vec::new();
    let mut count = 0;
    for &stop in stops {
        while count < stop {
            let rows = choose(&learner, team, &decided, &mut draw);
            let take = BATCH.min(stop - count);
            let verdicts: Vec<Decision> = rows
                .into_iter()
                .take(take)
                .map(|row| {
                    decided[row] = true;
                    count += 1;
                    let wrong = (draw.below(1_000_000) as f64) < team.wrong * 1e6;
                    decision(leads, row, wrong, draw.below(3), count)
                })
                .collect();
            if verdicts.is_empty() {
                break;
            }
            learner.learn(&verdicts);
        }
        figures.push(measure(&learner, leads, rings, &decided));
    }
    (figures, learner)
}

fn decision(leads: &[Planted], row: usize, wrong: bool, who: usize, at: usize) -> Decision {
    let verdict = if leads[row].relevant != wrong { Verdict::Pursue } else { Verdict::Dismiss };
    Decision {
        lead_id: leads[row].lead_id.clone(),
        reviewer: format!("reviewer {who}"),
        verdict,
        why: "simulated".into(),
        decided_at: at as i64,
    }
}

fn choose(learner: &Learner, team: &Team, decided: &[bool], draw: &mut Draw) -> Vec<usize> {
    let mix = match team.chooser {
        Chooser::Queue => team.mix,
        Chooser::Probable => Mix { random: 0.0, informative: 0.0, ..team.mix },
        Chooser::Random => Mix { random: 1.0, ..team.mix },
        Chooser::Uncertain => {
            // The classic: nearest to one half first (Lewis and Gale 1994).
            let doubt = |row: &usize| (learner.chance(*row).probability - 0.5).abs();
            let mut free: Vec<usize> = (0..decided.len()).filter(|r| !decided[*r]).collect();
            free.sort_by(|a, b| doubt(a).total_cmp(&doubt(b)));
            free.truncate(BATCH);
            return free;
        }
    };
    learner.queue(BATCH, &mix, draw.below(1 << 30) as u64).into_iter().map(|e| e.row).collect()
}

fn measure(learner: &Learner, leads: &[Planted], rings: usize, decided: &[bool]) -> Figures {
    let order: Vec<usize> = learner.ranking().rows().collect();
    let hits = |k: usize| {
        let k = k.min(order.len());
        order[..k].iter().filter(|r| leads[**r].relevant).count() as f64 / k as f64
    };
    let outcome = |row: usize| {
        let Chance { probability, .. } = learner.chance(row);
        Outcome { probability, relevant: leads[row].relevant, weight: 1.0 }
    };
    let all: Vec<Outcome> = order.iter().map(|r| outcome(*r)).collect();
    let open: Vec<Outcome> = order.iter().filter(|r| !decided[**r]).map(|r| outcome(*r)).collect();
    let top = &open[..open.len().min(500)];
    let seen: Vec<usize> = (0..leads.len()).filter(|r| decided[*r]).collect();
    let right = seen.iter().filter(|r| leads[**r].relevant).count();
    Figures {
        at_50: hits(50),
        at_200: hits(200),
        at_rings: hits(rings),
        error: reliability(&all, BINS).error,
        open: calibration(&open, BINS, DRAWS, 1),
        top: calibration(top, BINS, DRAWS, 1),
        yielded: right as f64 / seen.len().max(1) as f64,
    }
}

/// How a model that never saw a lead of some rings ranks them among all that are no ring's.
pub(crate) struct Unseen {
    pub(crate) leads: usize,
    pub(crate) auc: [f64; 2],
    pub(crate) precision: [f64; 2],
}

/// Learns from 400 decisions without the leads that `held` names; [0] is the prior alone.
pub(crate) fn unseen(
    country: &Country,
    settings: &Settings,
    team: &Team,
    held: &dyn Fn(&Planted) -> bool,
) -> Option<Unseen> {
    let (away, known): (Vec<Planted>, Vec<Planted>) =
        country.leads.iter().cloned().partition(|l| l.relevant && held(l));
    if away.is_empty() || !known.iter().any(|l| l.relevant) {
        return None;
    }
    let (_, learner) = play(&known, country.rings.len(), settings, team, (&[400], None));
    let mut asked: Vec<Planted> = known.iter().filter(|l| !l.relevant).cloned().collect();
    asked.extend(away.iter().cloned());
    asked.sort_by(|a, b| a.lead_id.cmp(&b.lead_id));
    let prior =
        Learner::with(sheet(&asked), &spoor_learn::Model::prior(&sheet(&known), settings), &[]);
    let learned = Learner::with(sheet(&asked), learner.model(), &[]);
    let judged = |learner: &Learner| {
        let hits: Vec<bool> = learner.ranking().rows().map(|r| asked[r].relevant).collect();
        let (mut above, mut wins) = (0usize, 0usize);
        for hit in &hits {
            if *hit { above += 1 } else { wins += above }
        }
        let auc = wins as f64 / (above * (hits.len() - above)).max(1) as f64;
        let first = hits[..away.len()].iter().filter(|h| **h).count();
        (auc, first as f64 / away.len() as f64)
    };
    let (a, b) = (judged(&prior), judged(&learned));
    Some(Unseen { leads: away.len(), auc: [a.0, b.0], precision: [a.1, b.1] })
}
