//! Actors into leads: reasons for and against, a score with its uncertainty, a rank, a report.
//!
//! **What comes in:** [`ActorFacts`], one for each actor that `link` resolved, with its adverts
//! as `extract` read them; a [`RulePack`], the versioned data file with every rule's direction,
//! weight, sentence and source. Two passes: the first builds a [`Baseline`] of what is usual in
//! the corpus, the second [`weigh`]s each actor against it. [`rank`] puts them in order.
//!
//! **What goes out:** `spoor_vocab::Lead`s, each a hypothesis for a person to judge, and
//! [`report::html`], one page without any script that reads on paper.
//!
//! **What never happens here:** no file, socket, clock, environment or thread. No nationality,
//! ethnicity, skin colour, religion or migration status is read, and a pack that tries is
//! refused; names, places and services are compared for equality only. No keyword makes a lead
//! by itself. Nothing is said of anybody but what can be seen in which adverts.
//!
//! # How a lead comes about
//!
//! 1. **Observation.** Each rule (`rules/`, one file per question) gives a strength from 0 to 1 and
//!    the figures of its sentence. Structural rules look at how adverts hang together: names under
//!    one hand, shared means, rounds and moves in step, job adverts that lead to sale adverts; and,
//!    against, spread that no person can have, houses that stay where they are, people on their
//!    own, copied texts. Indicators are words that `extract` read, against how usual they are.
//! 2. **Gate.** Two linked adverts at least, and a structural reason or indicators of two groups in
//!    two adverts each. Otherwise there is no lead, whatever the score would be.
//! 3. **Weight.** Strength times the pack's bits, less a discount within a group of rules that show
//!    the same thing, less the shrinkage for few adverts. The signed weights that are shown sum to
//!    the score; a bootstrap over the adverts gives its interval ([`Weighed`]).
//! 4. **Rank** by score ([`rank`]).
//!
//! Laws, held by tests: the order of adverts changes nothing; what speaks against never raises a
//! score; what names and services say of origin has no effect; parts of a baseline merge in any
//! order; no advert's text becomes markup of the report.
//!
//! # To add a rule
//!
//! An indicator needs an entry in a pack and nothing else. A structural rule needs a line in
//! `structural.rs` (code, settings, figures), a function in `rules/`, an entry in
//! `packs/`, and a case each way in `cases/rules.toml`: a test counts them.

mod baseline;
mod chance;
mod facts;
mod pack;
mod rank;
pub mod report;
mod rules;
mod scene;
mod structural;
mod view;
mod weigh;

pub use baseline::Baseline;
pub use facts::{ActorFacts, AdvertFacts, HandFact, IndicatorFact, LinkFact, PlaceFact, RingFact};
pub use pack::{Basis, PackError, Rule, RuleKind, RulePack};
pub use rank::{Candidate, rank};
pub use weigh::{Weighed, weigh};
