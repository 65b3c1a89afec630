//! The text of a query → the query, and notes on how it was read. It never fails.

use crate::lex::{Item, ItemKind, items};
use crate::query::{Clause, Condition, Note, Phrase, Query, What};
use crate::token::TokenKind;
use crate::{Lang, Tell, Told, Word, field, stems, tokens};
use std::ops::Range;

/// Longest query that is read, in bytes.
pub const BYTES_MAX: usize = 4096;
/// Most conditions that are read.
pub const CONDITIONS_MAX: usize = 64;
/// Most prefixes that are read: each walks over a stretch of the index.
pub const PREFIXES_MAX: usize = 4;
/// Most words of a phrase.
pub const WORDS_MAX: usize = 64;
/// Shortest prefix, in characters.
const PREFIX_MIN: usize = 2;

/// Reads a query. Words are joined by AND; `"a phrase"` stands as it is; `-` or NOT before
/// anything says it must not be there; OR joins its two neighbours; `name:value` asks a field
/// (`site: source: place: lang: actor: ring: template: lead: band: advert: currency: phone:
/// email: handle: url: wallet: card: image: account:`); `from:` and `to:` take dates, `price:` a
/// range; `*` behind a word stands for any ending. What `tell` finds in the words, such as a
/// telephone number, is looked for as an identifier, however it is written.
pub fn read(text: &str, tell: Tell<'_>) -> (Query, Vec<Note>) {
    let mut notes = Vec::new();
    let mut kept = text;
    if text.len() > BYTES_MAX {
        kept = &text[..text.floor_char_boundary(BYTES_MAX)];
        let said = format!("the query is long: its first {} bytes are read", kept.len());
        notes.push(Note { start: kept.len(), end: text.len(), said });
    }
    let items = items(kept);
    let mut reader = Reader {
        text: kept,
        tell,
        notes,
        query: Query::default(),
        or: None,
        conditions: 0,
        prefixes: 0,
    };
    reader.all(&items);
    reader.notes.sort_by_key(|n| (n.start, n.end));
    (reader.query, reader.notes)
}

/// A query as it is being read.
pub(crate) struct Reader<'a> {
    pub(crate) text: &'a str,
    pub(crate) tell: Tell<'a>,
    pub(crate) notes: Vec<Note>,
    query: Query,
    /// The OR that waits for what stands behind it.
    or: Option<Range<usize>>,
    conditions: usize,
    prefixes: usize,
}

impl Reader<'_> {
    pub(crate) fn note(&mut self, span: &Range<usize>, said: impl Into<String>) {
        self.notes.push(Note { start: span.start, end: span.end, said: said.into() });
    }

    fn all(&mut self, items: &[Item]) {
        let mut at = 0;
        while at < items.len() {
            if matches!(items[at].kind, ItemKind::Bare(_)) {
                let rest = items[at + 1..].iter().take_while(|i| self.goes_on(i)).count();
                self.run(&items[at..=at + rest]);
                at += 1 + rest;
            } else {
                at += 1 + self.one(&items[at], &items[at + 1..]);
            }
        }
        if let Some(or) = self.or.take() {
            self.note(&or, "nothing stands behind OR: it is not read");
        }
    }

    /// Whether a bare word belongs to the run before it: the word NOT ends one.
    pub(crate) fn goes_on(&self, item: &Item) -> bool {
        matches!(item.kind, ItemKind::Bare(_)) && !self.text[item.span.start..].starts_with("NOT ")
    }

    /// Words without quotes: first what is told of them together, then the rest one by one.
    fn run(&mut self, run: &[Item]) {
        let from = match &run[0].kind {
            ItemKind::Bare(inside) => inside.start,
            _ => run[0].span.start,
        };
        let told = self.told(from..run[run.len() - 1].span.end);
        let mut at = 0;
        while at < run.len() {
            let Item { span, not, kind } = run[at].clone();
            let inside = if let ItemKind::Bare(inside) = kind { inside } else { span.clone() };
            match told.iter().find(|t| t.start < span.end && t.end > span.start) {
                Some(first) => {
                    let same = |t: &&Told| t.start < first.end && t.end > first.start;
                    let readings: Vec<&Told> = told.iter().filter(same).collect();
                    let end = readings.iter().map(|t| t.end).max().unwrap_or(first.end);
                    let start = readings.iter().map(|t| t.start).min().unwrap_or(first.start);
                    while at < run.len() && run[at].span.start < end {
                        at += 1;
                    }
                    // In "06 -55 55", the minus belongs to the number.
                    self.identifier(&readings, start..end, not && start >= inside.start);
                }
                None => {
                    self.word(&run[at]);
                    at += 1;
                }
            }
        }
    }

    /// What is told of a stretch of the query.
    pub(crate) fn told(&self, span: Range<usize>) -> Vec<Told> {
        let mut told = (self.tell)(&self.text[span.clone()]);
        told.retain(|t| t.start < t.end && t.end <= span.len() && !t.selector.value.is_empty());
        for t in &mut told {
            t.start += span.start;
            t.end += span.start;
        }
        told.sort_by(|a, b| (a.start, a.end, &a.selector).cmp(&(b.start, b.end, &b.selector)));
        told
    }

    pub(crate) fn identifier(&mut self, readings: &[&Told], span: Range<usize>, not: bool) {
        let mut any: Vec<_> = readings.iter().map(|t| t.selector.clone()).collect();
        any.sort();
        any.dedup();
        let names: Vec<String> = any.iter().map(ToString::to_string).collect();
        let typed = self.text.get(span.clone()).and_then(phrase);
        self.note(&span, format!("looked for as {}, however written", names.join(" or ")));
        self.push(&span, not, What::Selector { any, typed });
    }

    fn word(&mut self, item: &Item) {
        let ItemKind::Bare(inside) = item.kind.clone() else { return };
        let text = &self.text[inside.clone()];
        let words = tokens(text);
        if let Some((name, _)) = text.split_once(':')
            && name.chars().all(char::is_alphabetic)
            && !name.is_empty()
            && !text.contains("://")
        {
            let said = format!("there is no field \"{name}\": read as words");
            self.note(&item.span, said);
        }
        if text.ends_with('*') && !words.is_empty() {
            return self.prefix(item, &inside);
        }
        match words.as_slice() {
            [] => self.note(&item.span, "no word in it: not read"),
            [one] if one.kind == TokenKind::Word => {
                let stems = Lang::ALL
                    .into_iter()
                    .flat_map(|l| stems(l, one).into_iter().map(move |s| (l, s)))
                    .collect();
                let word = Word { folded: one.folded.clone(), latin: one.latin.clone(), stems };
                self.push(&item.span, item.not, What::Word(word));
            }
            _ => self.exactly(&item.span, item.not, inside),
        }
    }

    fn prefix(&mut self, item: &Item, inside: &Range<usize>) {
        let text = self.text[inside.clone()].trim_end_matches('*');
        let words = tokens(text);
        let single = words.len() == 1 && words[0].end == text.len();
        if !single {
            self.note(&item.span, "* stands behind one word only: read without it");
            return self.exactly(&item.span, item.not, inside.clone());
        }
        let folded = words[0].folded.clone();
        if folded.chars().count() < PREFIX_MIN && words[0].kind == TokenKind::Word {
            self.note(&item.span, "* needs two letters before it: read as a word");
            return self.exactly(&item.span, item.not, inside.clone());
        }
        if self.prefixes == PREFIXES_MAX {
            let said = format!("over {PREFIXES_MAX} words with *: not read");
            return self.note(&item.span, said);
        }
        self.prefixes += 1;
        self.push(&item.span, item.not, What::Prefix(folded));
    }

    /// Words as they stand.
    pub(crate) fn exactly(&mut self, span: &Range<usize>, not: bool, inside: Range<usize>) {
        match phrase(&self.text[inside]) {
            Some(phrase) => self.push(span, not, What::Phrase(phrase)),
            None => self.note(span, "no word in it: not read"),
        }
    }

    /// Anything but a bare word. Returns how many of the items behind belong to it.
    fn one(&mut self, item: &Item, behind: &[Item]) -> usize {
        match item.kind.clone() {
            ItemKind::Bare(_) => {}
            ItemKind::Or if self.query.clauses.is_empty() || self.or.is_some() => {
                self.note(&item.span, "nothing stands before OR: it is not read");
            }
            ItemKind::Or => self.or = Some(item.span.clone()),
            ItemKind::Quoted { inside, closed } => {
                if !closed {
                    self.note(&item.span, "the quote is not closed: read to the end");
                }
                self.quoted(item, inside);
            }
            ItemKind::Field { name, value, closed } => {
                if !closed {
                    self.note(&item.span, "the quote is not closed: read to the end");
                }
                return field::read(self, item, &name, value, behind);
            }
        }
        0
    }

    /// A phrase; if all of it is one identifier, that.
    fn quoted(&mut self, item: &Item, inside: Range<usize>) {
        let words = tokens(&self.text[inside.clone()]);
        if words.len() > WORDS_MAX {
            let said = format!("the phrase is long: its first {WORDS_MAX} words are read");
            self.note(&item.span, said);
        }
        let told = self.told(inside.clone());
        let (first, last) = match (words.first(), words.last()) {
            (Some(first), Some(last)) => (first.start + inside.start, last.end + inside.start),
            _ => return self.note(&item.span, "no word in it: not read"),
        };
        let whole: Vec<&Told> = told.iter().filter(|t| t.start <= first && t.end >= last).collect();
        if whole.is_empty() {
            self.exactly(&item.span, item.not, inside);
        } else {
            self.identifier(&whole, inside, item.not);
        }
    }

    pub(crate) fn push(&mut self, span: &Range<usize>, not: bool, what: What) {
        if self.conditions == CONDITIONS_MAX {
            let said = format!("over {CONDITIONS_MAX} conditions: not read");
            return self.note(span, said);
        }
        self.conditions += 1;
        let condition = Condition { not, what };
        match (self.or.take(), self.query.clauses.last_mut()) {
            (Some(_), Some(clause)) => clause.any.push(condition),
            _ => self.query.clauses.push(Clause { any: vec![condition] }),
        }
    }
}

/// The words of `text` as they stand, if there are any.
pub(crate) fn phrase(text: &str) -> Option<Phrase> {
    let found = tokens(text);
    let asked = found.into_iter().filter(|t| t.kind != TokenKind::Single { within: true });
    let words: Vec<(usize, String)> =
        asked.map(|t| (t.position, t.folded)).take(WORDS_MAX).collect();
    let first = words.first()?.0;
    Some(Phrase { words: words.into_iter().map(|(at, w)| (at - first, w)).collect() })
}
