//! The adverts of a corpus and its planted truth.

use spoor_link::SelectorUse;
use spoor_vocab::SelectorKind;
use std::io::BufRead;

/// Days since the year 0, roughly, of a date like 2025-03-31: good for differences.
pub(crate) fn day(date: &str) -> Option<i32> {
    let mut parts = date.get(..10)?.split('-').map(|part| part.parse::<i32>().ok());
    Some(parts.next()?? * 365 + parts.next()?? * 30 + parts.next()??)
}

/// Columns of the truth file, by advert.
pub(crate) struct Truth {
    /// Template, -1 for none.
    pub(crate) cluster: Vec<i64>,
    /// Actor.
    pub(crate) entity: Vec<i64>,
    /// How hard the template is: 0, 1, 2; -1 for none.
    pub(crate) level: Vec<i64>,
    /// Phone, e-mail, handle; empty for none.
    pub(crate) contacts: Vec<[String; 3]>,
    /// Whether the phone is disguised.
    pub(crate) disguised: Vec<bool>,
}

impl Truth {
    /// Reads `id cluster entity level phone email handle …` lines under a header.
    pub(crate) fn read(tsv: impl BufRead, rows: usize) -> Self {
        let mut truth = Self {
            cluster: vec![-1; rows],
            entity: vec![-1; rows],
            level: vec![-1; rows],
            contacts: vec![Default::default(); rows],
            disguised: vec![false; rows],
        };
        for line in tsv.lines().skip(1) {
            let line = line.expect("reads");
            let cells: Vec<&str> = line.split('\t').collect();
            let number = |n: usize| cells[n].parse::<i64>().expect("is a number");
            let id = number(0) as usize;
            truth.cluster[id] = number(1);
            truth.entity[id] = number(2);
            truth.level[id] = number(3);
            truth.disguised[id] = cells[7] == "1";
            truth.contacts[id] = [4, 5, 6].map(|n| cells[n].to_string());
        }
        truth
    }

    /// Contacts as an extractor without faults would read them, and `others`, which the truth does
    /// not hold; with `plain`, as one would who reads no number in disguise.
    pub(crate) fn uses<'a>(
        &'a self,
        others: &'a [(u32, SelectorKind, String)],
        plain: bool,
    ) -> Vec<SelectorUse<'a>> {
        const KINDS: [SelectorKind; 3] =
            [SelectorKind::Phone, SelectorKind::Email, SelectorKind::Handle];
        let mut uses = Vec::new();
        let mut push = |row, kind, value: &'a str| {
            if !value.is_empty() {
                uses.push(SelectorUse { row, kind, value, confidence: 1.0 });
            }
        };
        for (row, contacts) in self.contacts.iter().enumerate() {
            for (kind, value) in KINDS.into_iter().zip(contacts) {
                if !(plain && kind == SelectorKind::Phone && self.disguised[row]) {
                    push(row as u32, kind, value);
                }
            }
        }
        for (row, kind, value) in others {
            push(*row, *kind, value);
        }
        uses
    }
}
