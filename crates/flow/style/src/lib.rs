//! Masked texts to the likelihood that one hand wrote them.
//!
//! What comes in: texts with the spans of all that is stated in them (selectors, names, places,
//! prices), which [`mask`] takes out; for training, [`Example`]s with the actor that selectors
//! give, the template, and the language. What goes out: a [`Profile`] of the writing habits of a
//! text or an actor, a [`Model`] with its [`Card`], and for two profiles a [`Weight`]: a log2
//! likelihood ratio in bits, with what each [`Family`] of habits adds. [`judge`] says how well
//! trials went: equal error rate, true positives at a rate of false ones, area, Cllr.
//!
//! How: character 2- to 4-grams at the edges of words and round signs, short words, shapes of
//! words, signs, layout and lengths are hashed and counted. Two profiles are compared by three
//! similarities a family (cosine, Jensen-Shannon, min-max as in the impostors method, Koppel and
//! Winter 2014); a logistic regression weighs them, and isotonic regression on held-out actors
//! turns its score into bits, which are capped: style is one weight among others.
//!
//! What never happens here: no input or output, no clock, no chance but a generator with a seed.
//! A [`Profile`] can only be made of masked text: digits and words of nationality, ethnicity,
//! skin colour and religion are taken out even where no span says so. A language may stand in for
//! an origin, so it is never the signal: the model learns from pairs of one language only, its
//! negatives are drawn as often within each language as its positives, and of two profiles in
//! different languages it says nothing. Two texts of one template are no pair to learn from: that
//! they are alike is the business of template linkage.

mod calibrate;
mod card;
mod compare;
mod fit;
mod isotonic;
pub mod judge;
mod mask;
mod model;
mod pairs;
mod profile;
mod read;
mod train;

pub use card::{Card, Figures};
pub use compare::Family;
pub use isotonic::isotonic;
pub use mask::{HIDDEN, Masked, mask};
pub use model::{Model, ModelError, Weight};
pub use profile::Profile;
pub use train::{Example, Settings, TrainError};
