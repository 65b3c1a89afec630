//! What decisions taught one team, in a form that another can begin from.
//!
//! A lesson is the posterior of the weights of reasons under the literature's prior, from a team's
//! own decisions alone: whoever takes it divides the literature out again, so what a third team had
//! taught the first is not counted twice on its way round. Of people it holds counts only.
//!
//! It counts as a power prior (Ibrahim and Chen 2000, "Power prior distributions for regression
//! models", Statistical Science 15): the likelihood of the decisions made elsewhere to the power of
//! a share `a`, so that `n` of them are worth `a n` made here. It borrows partly (Ibrahim, Chen, Gwon
//! and Chen 2015, "The power prior: theory and applications", Statistics in Medicine 34, section
//! 2.4): how strongly each reason speaks; not how many leads are worth pursuing, and not who errs how
//! often, which are each team's own. Both are integrated out. The curve travels for people to see,
//! and is not begun from: it is learned on forecasts of the weights as that team knows them, and on
//! the tuning countries (seeds 31 and 32) beginning from it made forecasts no better.

use crate::ballot::{label, last_words};
use crate::curve::Curve;
use crate::fit::Normal;
use crate::learner::Learner;
use crate::matrix::Matrix;
use crate::model::Weight;
use crate::settings::Settings;
use crate::sheet::{Feature, FeatureKind, Sheet};
use serde::{Deserialize, Serialize};
use spoor_vocab::Decision;
use std::collections::BTreeSet;
use std::fmt;

/// First words of the file; another form has another number.
const FORM: &str = "spoor lesson 1";
/// All that a lesson says of its source; whose decisions they were is in the pack's signature.
const SOURCE: &str = "decisions of the team that signed this";
/// What one decision made elsewhere counts, of one made here: half, since the sites, the words and
/// the reviewers are others.
const SHARE: f64 = 0.5;
/// All of them together count for no more decisions than these (an effective sample size: Morita,
/// Thall and Müller 2008, Biometrics 64), so that a team's own soon outweigh them.
const COUNT_MOST: f64 = 50.0;
/// Fewer decided leads than these teach nothing that travels, and one of them could be told from it.
pub(crate) const LEADS_LEAST: u32 = 25;
/// No weight is as many times what the rules say: the literature gives or takes 1.
const WEIGHT_MOST: f64 = 20.0;
/// No rule pack has more rules.
const CODES_MOST: usize = 500;

/// Decisions that a model was taught by, as counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaughtBy {
    /// Leads of which somebody said "pursue" or "dismiss".
    pub leads: u32,
    /// Last words that were "pursue".
    pub pursue: u32,
    /// Last words that were "dismiss".
    pub dismiss: u32,
    /// Leads on which both were said.
    pub split: u32,
    /// People who said so.
    pub reviewers: u32,
}

impl TaughtBy {
    /// Counts the last words that teach, of leads that `known` knows.
    pub(crate) fn of(decisions: &[Decision], known: impl Fn(&str) -> bool) -> Self {
        let mut out = Self::default();
        let mut people = BTreeSet::new();
        for (_, words) in last_words(decisions).into_iter().filter(|(lead, _)| known(lead)) {
            let said: Vec<(&str, bool)> =
                words.into_iter().filter_map(|(who, v)| Some((who, label(v)?))).collect();
            let pursue = said.iter().filter(|s| s.1).count() as u32;
            let dismiss = said.len() as u32 - pursue;
            out.leads += u32::from(!said.is_empty());
            out.split += u32::from(pursue > 0 && dismiss > 0);
            (out.pursue, out.dismiss) = (out.pursue + pursue, out.dismiss + dismiss);
            people.extend(said.into_iter().map(|s| s.0));
        }
        out.reviewers = people.len() as u32;
        out
    }
}

/// Which prior a lesson was learned on, so that it can be divided out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Before {
    spread: f64,
    shared_spread: f64,
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    form: String,
    source: String,
    licence: String,
    /// Version of the rule pack whose bits the weights multiply.
    rules: String,
    taught_by: TaughtBy,
    before: Before,
    /// Codes that the team keeps out of its model, sorted.
    kept_out: Vec<String>,
    /// Codes of the reasons, sorted.
    codes: Vec<String>,
    /// Weight of each, where 1 is what the rule pack says.
    mean: Vec<f64>,
    /// Lower triangle of their covariance, row by row.
    covariance: Vec<f64>,
    curve: Curve,
}

/// Why a text is no lesson, or decisions make none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoLesson(String);

impl fmt::Display for NoLesson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoLesson {}

fn no<T>(why: impl Into<String>) -> Result<T, NoLesson> {
    Err(NoLesson(why.into()))
}

impl Lesson {
    /// What `decisions` on these leads teach, from the literature's prior on. `rules` is the version
    /// of the rule pack that the leads' reasons were weighed with.
    ///
    /// # Errors
    /// If too few leads were decided for it to travel, or the licence is no SPDX identifier.
    pub fn of(
        sheet: Sheet,
        settings: &Settings,
        decisions: &[Decision],
        (rules, licence): (&str, &str),
    ) -> Result<Self, NoLesson> {
        let taught_by = TaughtBy::of(decisions, |lead| sheet.row(lead).is_some());
        if taught_by.leads < LEADS_LEAST {
            let n = taught_by.leads;
            return no(format!(
                "{n} leads were decided, and fewer than {LEADS_LEAST} do not travel"
            ));
        }
        let mut learner = Learner::new(sheet, settings.clone()).0;
        learner.learn(decisions);
        let model = learner.model();
        let reasons: Vec<usize> = (0..model.features.len())
            .filter(|f| model.features[*f].kind == FeatureKind::Reason)
            .collect();
        let params: Vec<usize> = reasons.iter().map(|f| f + 1).collect();
        let settings = model.settings();
        let lesson = Self {
            form: FORM.to_owned(),
            source: SOURCE.to_owned(),
            licence: licence.to_owned(),
            rules: rules.to_owned(),
            taught_by,
            before: Before { spread: settings.spread, shared_spread: settings.shared_spread },
            kept_out: settings.excluded.iter().cloned().collect(),
            codes: reasons.iter().map(|f| model.features[*f].code.clone()).collect(),
            mean: params.iter().map(|p| model.normal.mean[*p]).collect(),
            covariance: model.normal.covariance.of(&params).triangle(),
            curve: model.curve(),
        };
        lesson.check_words()?;
        Ok(lesson)
    }

    /// Reads one, whoever made it.
    ///
    /// # Errors
    /// If it is none, or one that no decisions could have made.
    pub fn parse(text: &str) -> Result<Self, NoLesson> {
        let lesson: Self = match serde_json::from_str(text) {
            Ok(lesson) => lesson,
            Err(e) => return no(format!("it is no model that can be used: {e}")),
        };
        if lesson.form != FORM {
            return no(format!("its form is {:?} and not {FORM:?}", lesson.form));
        }
        lesson.check_words()?;
        lesson.check_numbers()?;
        Ok(lesson)
    }

    /// A free text would be a place for what must not travel: words are codes only.
    fn check_words(&self) -> Result<(), NoLesson> {
        if self.source != SOURCE {
            return no(format!("its source is {:?} and not {SOURCE:?}", self.source));
        }
        let plain = |c: u8| c.is_ascii_alphanumeric() || b"-._+".contains(&c);
        let codes = self.codes.iter().chain(&self.kept_out);
        for code in codes.chain([&self.rules, &self.licence]) {
            if code.is_empty() || code.len() > 80 || !code.bytes().all(plain) {
                return no(format!("{code:?} is no code"));
            }
        }
        if self.codes.len() > CODES_MOST || self.kept_out.len() > CODES_MOST {
            return no(format!("it has more than {CODES_MOST} codes"));
        }
        match self.codes.is_sorted_by(|a, b| a < b) {
            true => Ok(()),
            false => no("its codes are not sorted, or one is there twice"),
        }
    }

    fn check_numbers(&self) -> Result<(), NoLesson> {
        let TaughtBy { leads, pursue, dismiss, split, reviewers } = self.taught_by;
        let words = u64::from(pursue) + u64::from(dismiss);
        if leads < LEADS_LEAST || u64::from(leads) > words || split > leads || reviewers == 0 {
            return no("its counts of decisions do not fit together");
        }
        let Before { spread, shared_spread } = self.before;
        let (curve, n) = (self.curve, self.codes.len());
        let sane = |v: f64, least: f64| (least..=1e3).contains(&v);
        let before = sane(spread, 1e-3) && sane(shared_spread, 0.0);
        let line = sane(curve.slope, 1e-3) && sane(curve.slope_sd, 0.0) && curve.shift.abs() <= 1e3;
        if !(before && line) {
            return no("its prior or its curve is out of bounds");
        }
        let means = self.mean.len() == n && self.mean.iter().all(|m| m.abs() <= WEIGHT_MOST);
        let Some(covariance) = Matrix::of_triangle(n, &self.covariance).filter(|_| means) else {
            return no(format!("its numbers are not those of {n} codes"));
        };
        // Decisions only ever narrow what was believed: the literature's covariance less this one
        // has no negative direction.
        let mut narrowed = self.before.covariance(n);
        narrowed.add_scaled(-1.0, &covariance);
        (0..n).for_each(|i| narrowed.add(i, i, 1e-9 * spread * spread));
        match covariance.factor().and(narrowed.factor()) {
            Some(_) => Ok(()),
            None => no("no decisions give the covariance that it has"),
        }
    }

    /// The file.
    pub fn to_text(&self) -> String {
        // Text, numbers and lists of them: nothing here that JSON cannot say.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Version of the rule pack it was learned with; on others its weights would mean another thing.
    pub fn rules(&self) -> &str {
        &self.rules
    }

    /// Decisions it was taught by.
    pub fn taught_by(&self) -> TaughtBy {
        self.taught_by
    }

    /// Codes that the team keeps out of its own model.
    pub fn kept_out(&self) -> &[String] {
        &self.kept_out
    }

    /// The team's curve: to look at.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// Weight of each reason as the team has it, by code: before the discount for being from
    /// elsewhere.
    pub fn weights(&self) -> Vec<Weight> {
        let weight = |(k, code): (usize, &String)| Weight {
            code: code.clone(),
            kind: FeatureKind::Reason,
            mean: self.mean[k],
            sd: self.covariance[k * (k + 3) / 2].max(0.0).sqrt(),
        };
        self.codes.iter().enumerate().map(weight).collect()
    }

    /// The power: what one of its decisions counts, of one made here.
    pub fn share(&self) -> f64 {
        SHARE.min(COUNT_MOST / f64::from(self.taught_by.leads.max(1)))
    }

    /// How many decisions made here it counts for.
    pub fn counts_for(&self) -> f64 {
        self.share() * f64::from(self.taught_by.leads)
    }

    /// Brings the lesson into a prior over the intercept and `features`: precisions, and precisions
    /// times means, add up. What it knows and these do not have is integrated out; what these have
    /// and it does not know follows by what the prior says all have in common.
    pub(crate) fn teach(&self, features: &[Feature], prior: &mut Normal) {
        let (mut here, mut there) = (Vec::new(), Vec::new());
        for (f, feature) in features.iter().enumerate() {
            let known = self.codes.binary_search(&feature.code);
            if let (FeatureKind::Reason, Ok(k)) = (feature.kind, known) {
                here.push(f + 1);
                there.push(k);
            }
        }
        let inverse = |m: &Matrix| m.factor().map(|f| f.inverse());
        let all = Matrix::of_triangle(self.codes.len(), &self.covariance);
        let (Some(after), Some(before), Some(mut precision)) = (
            all.and_then(|all| inverse(&all.of(&there))),
            inverse(&self.before.covariance(there.len())),
            inverse(&prior.covariance),
        ) else {
            return;
        };
        let means: Vec<f64> = there.iter().map(|k| self.mean[*k]).collect();
        let (pulled, usual) = (after.times(&means), before.times(&vec![1.0; there.len()]));
        let mut pull = precision.times(&prior.mean);
        let share = self.share();
        for (i, a) in here.iter().enumerate() {
            pull[*a] += share * (pulled[i] - usual[i]);
            for (j, b) in here.iter().enumerate() {
                precision.add(*a, *b, share * (after.at(i, j) - before.at(i, j)));
            }
        }
        if let Some(factor) = precision.factor() {
            *prior = Normal { mean: factor.solve(&pull), covariance: factor.inverse() };
        }
    }
}

impl Before {
    /// The literature's covariance of `n` weights.
    fn covariance(&self, n: usize) -> Matrix {
        let mut out = Matrix::zero(n);
        for i in 0..n {
            out.add(i, i, self.spread.powi(2));
            (0..n).for_each(|j| out.add(i, j, self.shared_spread.powi(2)));
        }
        out
    }
}

/// A lesson with where it is from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// Name of the pack that brought it.
    pub pack: String,
    /// Its edition.
    pub edition: u32,
    /// Who signed it.
    pub maker: String,
    /// The lesson.
    pub lesson: Lesson,
}

impl fmt::Display for Elsewhere {
    /// Where it is from and what it rests on, in one sentence without its full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TaughtBy { leads, pursue, dismiss, split, reviewers } = self.lesson.taught_by;
        write!(
            f,
            "the model of pack {}, edition {}, signed by {}: taught by decisions on {leads} leads \
             ({pursue} pursue, {dismiss} dismiss, {split} split) of {reviewers} reviewers with rules \
             {}; it counts for {:.0} decisions made here",
            self.pack,
            self.edition,
            self.maker,
            self.lesson.rules,
            self.lesson.counts_for()
        )
    }
}
