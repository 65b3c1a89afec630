//! Decisions into a ranking that learns, a queue for review, and a report on its own bias.
//!
//! **What comes in:** leads as rows of features ([`Row`]: the reasons of `spoor_vocab` with their
//! bits, and numbers), and `spoor_vocab::Decision`s of named reviewers; for the bias report, labels
//! of groups that the caller gives.
//!
//! **What goes out:** from a [`Learner`], for every lead, a probability with an interval
//! ([`Chance`]), what each feature contributes to it ([`Account`]), where the lead would stand
//! without some of them ([`Without`]), and the next leads to review with why each is there
//! ([`Entry`]).
//!
//! **What never happens here:** no file, clock, environment or thread, and no chance but a
//! generator with a seed: the same leads and decisions, in any order, give the same bytes. Labels
//! of an audit are never features. A probability is a forecast of what a careful reviewer would
//! say of a lead, never a verdict on a person.
//!
//! # How it works
//!
//! The log-odds of a lead are `b + Σ w_j x_j`, where x_j is a reason's signed weight in nats. Before
//! any decision every w_j is 1, give or take: the literature's weights count until decisions say
//! otherwise, each for itself and all together by one common factor. The posterior is Laplace's at
//! the exact mode; between exact fits each decision is one step of assumed-density filtering, which
//! also moves the odds of every lead by one product. Reviewers err, each at a rate of their own,
//! which is estimated beside the weights.
//!
//! What a team's decisions taught can travel as a [`Lesson`], without any of them; another team
//! begins from it in place of the literature, and its own decisions soon outweigh it.
//!
//! Last comes one [`Curve`] for all leads, from log-odds to the probability. It is learned from what
//! would have been said of each decided lead without the words on it, and moves no rank: the score
//! stays the exact sum of its contributions. A probability is always that a lead is worth pursuing;
//! that a reviewer who errs will say so is [`Model::word`].

mod account;
mod ballot;
mod bias;
mod calibration;
mod card;
mod chance;
mod curve;
mod design;
mod drift;
mod exact;
mod fit;
mod information;
mod learner;
mod lesson;
mod logistic;
mod matrix;
mod model;
mod prior;
mod queue;
mod ranking;
mod reliability;
mod settings;
mod sheet;
mod stand_in;
mod version;

pub use account::{Account, Contribution, Without, resting_on};
pub use ballot::{Open, Reviewer, label, last_words, open};
pub use bias::{Audit, Audited, BiasReport, Group, Rate, bias_report};
pub use calibration::{Calibration, calibration};
pub use card::Card;
pub use curve::Curve;
pub use drift::{Shift, Watch, Watched, shift};
pub use exact::{benjamini_hochberg, clopper_pearson, fisher};
pub use learner::Learner;
pub use lesson::{Elsewhere, Lesson, NoLesson, TaughtBy};
pub use model::{Chance, Model, Weight};
pub use queue::{Entry, Mix, Why};
pub use ranking::Ranking;
pub use reliability::{Bin, Outcome, Reliability, reliability};
pub use settings::Settings;
pub use sheet::{Feature, FeatureKind, Row, Sheet};
pub use stand_in::{StandIn, StandInTest, audit, exclude, stands_in};
pub use version::{Event, History, ModelVersion, UnknownVersion};
