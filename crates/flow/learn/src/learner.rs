//! The model at work on a list of leads: decisions go in one by one, probabilities follow.

use crate::ballot::{self, Ballot, Reviewer, last_words};
use crate::curve::Curve;
use crate::design::Design;
use crate::fit::{Odds, Prior, Seen};
use crate::lesson::Elsewhere;
use crate::model::{Chance, Model};
use crate::ranking::Ranking;
use crate::settings::Settings;
use crate::sheet::Sheet;
use spoor_vocab::{Decision, Defect};

/// Rounds of the reviewers' error rates end when none changes by more.
const SETTLED: f64 = 1e-6;

/// A sheet, the decisions on it, the model they make, and what it says of every lead.
#[derive(Clone, Debug)]
pub struct Learner {
    pub(crate) sheet: Sheet,
    pub(crate) design: Design,
    prior: Model,
    pub(crate) model: Model,
    pub(crate) odds: Vec<Odds>,
    decisions: Vec<Decision>,
    since: usize,
}

impl Learner {
    /// The model before any decision, on these leads. Settings that cannot be used are defects, and
    /// their defaults are taken.
    pub fn new(sheet: Sheet, settings: Settings) -> (Self, Vec<Defect>) {
        Self::on(sheet, settings, None)
    }

    /// The same, begun from what another team's decisions taught, where that is given.
    pub fn on(
        sheet: Sheet,
        settings: Settings,
        elsewhere: Option<Elsewhere>,
    ) -> (Self, Vec<Defect>) {
        let (settings, defects) = settings.checked();
        let prior = Model::prior_on(&sheet, &settings, elsewhere);
        (Self::assemble(sheet, prior.clone(), prior), defects)
    }

    /// A model that was learned earlier (a version that is in use, or one that was gone back to),
    /// on these leads. `known` are decisions that are not to teach it: their leads are only out of
    /// the queue. Further decisions add to it; [`Learner::refit`] starts from its own prior and
    /// learns from all decisions it was ever given.
    pub fn with(sheet: Sheet, model: &Model, known: &[Decision]) -> Self {
        let prior = Model::prior_on(&sheet, &model.settings, model.elsewhere.clone());
        let model = model.extended(&sheet);
        let mut out = Self::assemble(sheet, prior, model);
        out.decisions.extend_from_slice(known);
        out
    }

    fn assemble(sheet: Sheet, prior: Model, model: Model) -> Self {
        let design = Design::new(&sheet, &model.features);
        let mut out =
            Self { sheet, design, prior, model, odds: Vec::new(), decisions: Vec::new(), since: 0 };
        out.score();
        out
    }

    fn score(&mut self) {
        self.odds = (0..self.design.len()).map(|r| self.model.odds(self.design.row(r))).collect();
    }

    /// Takes decisions in and fits exactly, whatever came before and in whatever order. A decision
    /// on a lead that is not on the sheet is a defect: it is kept, and teaches nothing here.
    pub fn learn(&mut self, decisions: &[Decision]) -> Vec<Defect> {
        let defects = decisions.iter().filter_map(|d| self.stranger(d)).collect();
        self.decisions.extend_from_slice(decisions);
        self.refit();
        defects
    }

    /// Takes one decision in, in the time of one pass over the leads. Every
    /// [`Settings::refit_every`] decisions, and where somebody speaks a second time or of a lead of
    /// which another spoke, the exact fit follows.
    pub fn decide(&mut self, decision: Decision) -> Option<Defect> {
        let defect = self.stranger(&decision);
        let row = self.sheet.row(&decision.lead_id);
        let first = !self.decisions.iter().any(|d| d.lead_id == decision.lead_id);
        let vote = ballot::label(decision.verdict);
        let name = decision.reviewer.clone();
        self.decisions.push(decision);
        let (Some(row), None) = (row, &defect) else { return defect };
        self.since += 1;
        if !first || self.since >= self.model.settings.refit_every {
            self.refit();
        } else if let Some(said) = vote {
            let who = self.reviewer(&name);
            self.model.reviewers[who].decisions += 1;
            let t = ballot::strength(&[(who, said)], &self.model.reviewers);
            self.follow(row, t);
        }
        None
    }

    /// Position of the reviewer, who is put in where the name is new.
    fn reviewer(&mut self, name: &str) -> usize {
        let rate = ballot::prior_rate(&self.model.settings);
        let all = &mut self.model.reviewers;
        all.binary_search_by(|r| r.name.as_str().cmp(name)).unwrap_or_else(|at| {
            let (misses, false_alarms) = (rate, rate);
            all.insert(at, Reviewer { name: name.to_owned(), decisions: 0, misses, false_alarms });
            at
        })
    }

    /// One observation moves the weights in one direction, so the odds of every lead follow from
    /// one product of its row with that direction.
    fn follow(&mut self, row: usize, t: f64) {
        let step = self.model.normal.step(self.design.row(row), t);
        self.model.normal.take(&step);
        for (row, odds) in self.odds.iter_mut().enumerate() {
            let along = self.design.row(row).dot(&step.direction);
            odds.mean += step.shift * along;
            odds.variance = (odds.variance - step.cut * along * along).max(0.0);
        }
    }

    /// The exact fit of all decisions: the same in any order of them.
    pub fn refit(&mut self) {
        self.since = 0;
        if self.model.features != self.prior.features {
            self.design = Design::new(&self.sheet, &self.prior.features);
        }
        let settings = &self.prior.settings;
        let (ballots, reviewers) =
            ballot::ballots(&self.decisions, |id| self.sheet.row(id), settings);
        self.model = fit(&self.prior, &self.design, &ballots, reviewers);
        self.score();
    }

    fn stranger(&self, decision: &Decision) -> Option<Defect> {
        self.sheet.row(&decision.lead_id).is_none().then(|| {
            Defect::new(
                format!("decision on lead {}", decision.lead_id),
                "learn.no-such-lead",
                "the lead is not on the list",
                "give the lead as it was when it was decided, and the decision counts",
            )
        })
    }

    /// The model as it is now.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The leads.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// Every decision taken in, in the order it came.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// What the model says of the lead in a row of the sheet.
    pub fn chance(&self, row: usize) -> Chance {
        self.model.chance(self.odds[row])
    }

    /// The ranking of all leads.
    pub fn ranking(&self) -> Ranking {
        Ranking::new(&self.odds)
    }

    /// Which rows somebody has spoken of, whatever was said.
    pub(crate) fn decided(&self) -> Vec<bool> {
        let mut out = vec![false; self.sheet.len()];
        for lead in last_words(&self.decisions).keys() {
            if let Some(row) = self.sheet.row(lead) {
                out[row] = true;
            }
        }
        out
    }
}

/// Weights and error rates in turn, until the rates settle; then the curve.
fn fit(prior: &Model, design: &Design, ballots: &[Ballot], mut reviewers: Vec<Reviewer>) -> Model {
    let settings = &prior.settings;
    let mut normal = prior.normal.clone();
    let mut seen: Vec<Seen> = Vec::new();
    if let Some(ready) = Prior::new(&prior.normal) {
        for round in 0..=settings.rounds {
            seen =
                ballots.iter().map(|b| (b.row, ballot::strength(&b.votes, &reviewers))).collect();
            normal = ready.fit(design, &seen, &normal.mean);
            if round == settings.rounds {
                break;
            }
            let odds: Vec<f64> =
                seen.iter().map(|(row, _)| design.row(*row).dot(&normal.mean)).collect();
            let strengths: Vec<f64> = seen.iter().map(|s| s.1).collect();
            if ballot::judge(&mut reviewers, ballots, &odds, &strengths, settings) < SETTLED {
                break;
            }
        }
    }
    let curve = Curve::learned(&normal, design, &seen, settings);
    Model { normal, reviewers, curve, ..prior.clone() }
}
