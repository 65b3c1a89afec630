//! What the report is made of. The program gathers it; nothing here is looked up.

use crate::facts::LinkFact;
use crate::pack::RulePack;
use spoor_vocab::{Lead, Millis, Segment, Source};

/// Everything one report says.
#[derive(Clone, Debug)]
pub struct ReportInput<'a> {
    /// Name of the workspace.
    pub workspace: String,
    /// When the snapshot was built.
    pub built_at: Millis,
    /// Rows of each stage in the order of the flow, e.g. `("adverts", 20000)`.
    pub counts: Vec<(String, u64)>,
    /// Where the adverts come from, on what legal basis and for how long.
    pub sources: Vec<Source>,
    /// The pack the leads were weighed with: gives version, basis and what would weaken a reason.
    pub pack: &'a RulePack,
    /// Seed of the intervals.
    pub seed: u64,
    /// How many leads the snapshot has in all.
    pub leads_in_all: u64,
    /// The leads shown, in order of rank.
    pub leads: Vec<ReportLead>,
    /// The signed checkpoint of the custody log, as text; empty where there is none.
    pub checkpoint: String,
}

/// One lead with its evidence.
#[derive(Clone, Debug)]
pub struct ReportLead {
    /// The lead.
    pub lead: Lead,
    /// Adverts quoted, most telling first.
    pub excerpts: Vec<Excerpt>,
    /// Templates of the actor with their parts.
    pub templates: Vec<ReportTemplate>,
    /// Links that hold the actor together.
    pub links: Vec<LinkFact>,
    /// Stays, in any order.
    pub stays: Vec<Stay>,
}

/// One advert, quoted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Excerpt {
    /// Identifier in the table `adverts`.
    pub advert_id: String,
    /// Identifier given by the source.
    pub id: String,
    /// Site.
    pub site: String,
    /// Place, as read; empty where none.
    pub place: String,
    /// When it was posted.
    pub posted: Option<Millis>,
    /// The text as posted.
    pub text: String,
    /// Spans in it. They may overlap, and may be wrong: both are dealt with.
    pub marks: Vec<Mark>,
    /// Digest of the sealed exhibit, hexadecimal.
    pub exhibit: String,
}

/// A marked span. Offsets count CHARACTERS (Unicode scalar values), as in the table `mentions`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    /// First character.
    pub start: u32,
    /// Character after the last.
    pub end: u32,
    /// Kind of mention, e.g. `phone`, `indicator`.
    pub class: String,
    /// What was read there, e.g. `+31970…` or `movement.new-in-town`.
    pub value: String,
}

/// A template of the actor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportTemplate {
    /// Identifier in the table `templates`.
    pub template_id: String,
    /// How many adverts of the actor have it.
    pub adverts: u32,
    /// Its parts in order.
    pub segments: Vec<Segment>,
}

/// A time in a place, as the adverts show it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stay {
    /// Whose: a name or a phone.
    pub line: String,
    /// Place.
    pub place: String,
    /// First advert there.
    pub from: Millis,
    /// Last advert there.
    pub to: Millis,
    /// How many adverts.
    pub adverts: u32,
}
