//! What the network step found, as rows of its first five tables.

use super::Input;
use crate::clock;
use crate::facts::Facts;
use crate::stages::columns::{counts, flags, instants, lists, reals, reals32, strings};
use anyhow::Result;
use spoor_network::{Evidence, Line, Network, Ring};
use spoor_tables::PartWriter;
use spoor_tables::arrow::array::RecordBatch;
use spoor_vocab::{RingEvidence, tables};

/// Rows written at a time.
const CHUNK: usize = 65_536;

/// Everything the step found, and what its numbers stand for.
pub struct Found<'a> {
    facts: &'a Facts,
    /// What the step was given.
    input: &'a Input<'a>,
    /// What it found.
    network: &'a Network,
    /// Identifier of each line: its actor, and its number among the actor's lines, from 1.
    line_ids: Vec<String>,
}

/// Identifier of a ring, by that of its first actor.
pub fn ring_id(first: &str) -> String {
    format!("R-{}", first.strip_prefix("A-").unwrap_or(first))
}

impl<'a> Found<'a> {
    /// Gives every line its identifier.
    pub fn new(facts: &'a Facts, input: &'a Input<'a>, network: &'a Network) -> Self {
        let of_actor = network.lines.chunk_by(|a, b| a.actor == b.actor);
        let line_ids = of_actor
            .flat_map(|own| {
                let actor = &facts.actors()[own[0].actor as usize].0;
                (1..=own.len()).map(move |n| format!("{actor}.{n}"))
            })
            .collect();
        Self { facts, input, network, line_ids }
    }

    /// Writes one of the five tables.
    pub fn write(&self, table: &str, writer: &mut PartWriter) -> Result<()> {
        match table {
            "lines" => self.lines(writer),
            "stays" => self.stays(writer),
            "moves" => self.moves(writer),
            "pairs" => self.pairs(writer),
            _ => self.rings(writer),
        }
    }

    fn actor(&self, number: u32) -> String {
        self.facts.actors()[number as usize].0.clone()
    }

    fn advert(&self, row: u32) -> String {
        self.facts.adverts()[row as usize].advert_id.clone()
    }

    fn place(&self, number: u32) -> String {
        self.input.places[number as usize].key.clone()
    }

    fn line(&self, number: u32) -> String {
        self.line_ids[number as usize].clone()
    }

    fn lines(&self, writer: &mut PartWriter) -> Result<()> {
        let count = |of: &mut dyn Iterator<Item = u32>| {
            let mut counts = vec![0; self.network.lines.len()];
            of.for_each(|line| counts[line as usize] += 1);
            counts
        };
        let stays = count(&mut self.network.stays.iter().map(|s| s.line));
        let moves = count(&mut self.network.moves.iter().map(|m| m.line));
        for rows in self.network.lines.chunks(CHUNK) {
            let names = |l: &Line| {
                l.names.iter().map(|n| self.input.names[*n as usize].to_owned()).collect()
            };
            let columns = vec![
                strings(rows, |l| self.line(l.id)),
                strings(rows, |l| self.actor(l.actor)),
                lists(rows, names),
                counts(rows, |l| l.rows.len()),
                counts(rows, |l| stays[l.id as usize]),
                counts(rows, |l| moves[l.id as usize]),
                reals32(rows, |l| l.fast_share),
                flags(rows, |l| l.spam_like),
            ];
            writer.write(&RecordBatch::try_new(tables::lines(), columns)?)?;
        }
        Ok(())
    }

    fn stays(&self, writer: &mut PartWriter) -> Result<()> {
        for rows in self.network.stays.chunks(CHUNK) {
            let columns = vec![
                strings(rows, |s| self.actor(s.actor)),
                strings(rows, |s| self.line(s.line)),
                strings(rows, |s| self.place(s.place)),
                instants(rows, |s| s.from),
                instants(rows, |s| s.to),
                counts(rows, |s| s.rows.len()),
                flags(rows, |s| s.weak),
            ];
            writer.write(&RecordBatch::try_new(tables::stays(), columns)?)?;
        }
        Ok(())
    }

    fn moves(&self, writer: &mut PartWriter) -> Result<()> {
        for rows in self.network.moves.chunks(CHUNK) {
            let columns = vec![
                strings(rows, |m| self.actor(m.actor)),
                strings(rows, |m| self.place(m.from)),
                strings(rows, |m| self.place(m.to)),
                instants(rows, |m| m.left),
                instants(rows, |m| m.arrived),
                strings(rows, |m| self.line(m.line)),
                strings(rows, |m| self.advert(m.row)),
                reals32(rows, |m| m.km),
                reals32(rows, |m| m.kmh),
                flags(rows, |m| m.plausible),
                flags(rows, |m| m.weak),
            ];
            writer.write(&RecordBatch::try_new(tables::moves(), columns)?)?;
        }
        Ok(())
    }

    fn pairs(&self, writer: &mut PartWriter) -> Result<()> {
        let actor = |line: u32| self.actor(self.network.lines[line as usize].actor);
        for rows in self.network.pairs.chunks(CHUNK) {
            let columns = vec![
                strings(rows, |p| self.line(p.a)),
                strings(rows, |p| self.line(p.b)),
                strings(rows, |p| actor(p.a)),
                strings(rows, |p| actor(p.b)),
                flags(rows, |p| p.hand_over),
                counts(rows, |p| p.seen as usize),
                reals(rows, |p| p.expected),
                reals(rows, |p| p.effect),
                reals(rows, |p| p.p_value),
                reals(rows, |p| p.q_value),
            ];
            writer.write(&RecordBatch::try_new(tables::pairs(), columns)?)?;
        }
        Ok(())
    }

    fn rings(&self, writer: &mut PartWriter) -> Result<()> {
        let actors = |r: &Ring| r.actors.iter().map(|a| self.actor(*a)).collect();
        for rows in self.network.rings.chunks(CHUNK) {
            let columns = vec![
                strings(rows, |r| ring_id(&self.actor(r.id))),
                lists(rows, actors),
                lists(rows, |r| r.cities.iter().map(|c| self.place(*c)).collect()),
                counts(rows, |r| r.coordinated_moves as usize),
                reals(rows, |r| r.p_value),
                reals(rows, |r| r.q_value),
                reals(rows, |r| r.expected),
                reals(rows, |r| r.effect),
                lists(rows, |r| r.lines.iter().map(|l| self.line(*l)).collect()),
                strings(rows, |r| self.evidence(&r.evidence)),
                strings(rows, |r| self.evidence(&r.dissolves)),
            ];
            writer.write(&RecordBatch::try_new(tables::rings(), columns)?)?;
        }
        Ok(())
    }

    /// Evidence as JSON.
    fn evidence(&self, evidence: &[Evidence]) -> String {
        let shown = |one: &Evidence| match one {
            Evidence::Meeting(m) => {
                let (mut lines, mut rows) = (m.lines.clone(), m.rows.clone());
                lines.sort_unstable();
                lines.dedup();
                rows.sort_unstable();
                rows.dedup();
                RingEvidence::Meeting {
                    place: self.place(m.place),
                    week: clock::day(m.week),
                    line_ids: lines.iter().map(|l| self.line(*l)).collect(),
                    advert_ids: rows.iter().map(|r| self.advert(*r)).collect(),
                    hand_over: m.hand_over,
                }
            }
            Evidence::Tie(t) => RingEvidence::Tie {
                shared: t.kind.as_str().to_owned(),
                value: self.input.shared[t.value as usize].clone(),
                actor_ids: [self.actor(t.a), self.actor(t.b)],
                bits: t.bits,
            },
        };
        let shown: Vec<RingEvidence> = evidence.iter().map(shown).collect();
        serde_json::to_string(&shown).unwrap_or_default()
    }
}
