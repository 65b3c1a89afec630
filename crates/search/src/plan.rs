//! A query → the engine's query.

use crate::document::selector_term;
use crate::query::{Clause, Condition, FieldName, Phrase, Query, What, Word};
use crate::schema::{Fields, stem_term};
use crate::steady::Steady;
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, InvertedIndexRangeQuery, Occur, PhraseQuery,
    Query as Engine, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

type Boxed = Box<dyn Engine>;

/// The engine's query for `query`.
pub(crate) fn plan(fields: &Fields, query: &Query) -> Boxed {
    let mut parts: Vec<(Occur, Boxed)> = Vec::new();
    for clause in query.clauses.iter().filter(|c| !c.any.is_empty()) {
        match clause.any.as_slice() {
            [only] if only.not => parts.push(except(what(fields, &only.what))),
            _ => parts.push((Occur::Must, any(fields, clause))),
        }
    }
    if parts.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        parts.push((Occur::Must, Box::new(AllQuery)));
    }
    match parts.pop() {
        Some((Occur::Must, only)) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            Box::new(BooleanQuery::new(parts))
        }
    }
}

fn except(query: Boxed) -> (Occur, Boxed) {
    (Occur::MustNot, Box::new(Steady(unscored(query))))
}

fn any(fields: &Fields, clause: &Clause) -> Boxed {
    let each = |c: &Condition| -> Boxed {
        let asked = what(fields, &c.what);
        if !c.not {
            return asked;
        }
        let all: Boxed = Box::new(AllQuery);
        unscored(Box::new(BooleanQuery::new(vec![(Occur::Must, all), except(asked)])))
    };
    union(clause.any.iter().map(each).collect())
}

fn union(mut parts: Vec<Boxed>) -> Boxed {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            Box::new(BooleanQuery::union(parts))
        }
    }
}

/// Says nothing about relevance: what is asked of fields holds or does not.
fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn term(field: Field, text: &str, record: IndexRecordOption) -> Boxed {
    Box::new(TermQuery::new(Term::from_field_text(field, text), record))
}

fn what(f: &Fields, what: &What) -> Boxed {
    match what {
        What::Word(asked) => word(f, asked),
        What::Phrase(asked) => phrase(f.words, asked),
        What::Prefix(begin) => prefix(f.words, begin),
        What::Selector { any, typed } => {
            let exact = |s| term(f.selector, &selector_term(s), IndexRecordOption::Basic);
            let mut parts: Vec<Boxed> = any.iter().map(exact).collect();
            parts.extend(typed.iter().map(|p| phrase(f.words, p)));
            union(parts)
        }
        What::Field { field, value, prefix: true } => prefix(by_name(f, *field), value),
        What::Field { field, value, prefix: false } => {
            unscored(term(by_name(f, *field), value, IndexRecordOption::Basic))
        }
        What::Place(asked) => unscored(phrase(f.place, asked)),
        What::Posted { from, before } => unscored(Box::new(RangeQuery::new(
            from.map_or(Bound::Unbounded, |t| Bound::Included(Term::from_field_i64(f.posted, t))),
            before.map_or(Bound::Unbounded, |t| Bound::Excluded(Term::from_field_i64(f.posted, t))),
        ))),
        What::Price { from, to, currency } => price(f, *from, *to, currency.as_deref()),
    }
}

fn price(f: &Fields, from: Option<u64>, to: Option<u64>, currency: Option<&str>) -> Boxed {
    let end = |cents: Option<u64>| {
        cents.map_or(Bound::Unbounded, |c| Bound::Included(Term::from_field_u64(f.price, c)))
    };
    let range: Boxed = Box::new(RangeQuery::new(end(from), end(to)));
    let Some(code) = currency else { return unscored(range) };
    let code = term(f.currency, code, IndexRecordOption::Basic);
    unscored(Box::new(BooleanQuery::intersection(vec![range, code])))
}

/// The word as it stands and its stems, each in its language; a text that has both counts more.
fn word(f: &Fields, word: &Word) -> Boxed {
    let record = IndexRecordOption::WithFreqs;
    let mut parts = vec![term(f.words, &word.folded, record)];
    parts.extend(word.latin.iter().map(|w| term(f.words, w, record)));
    parts.extend(word.stems.iter().map(|(l, s)| term(f.stems, &stem_term(*l, s), record)));
    Box::new(BooleanQuery::union(parts))
}

fn phrase(field: Field, phrase: &Phrase) -> Boxed {
    match phrase.words.as_slice() {
        [] => Box::new(AllQuery),
        [(_, only)] => term(field, only, IndexRecordOption::WithFreqs),
        words => {
            let term = |(at, w): &(usize, String)| (*at, Term::from_field_text(field, w));
            Box::new(PhraseQuery::new_with_offset(words.iter().map(term).collect()))
        }
    }
}

/// Terms from `begin` up to the first that no longer begins so.
fn prefix(field: Field, begin: &str) -> Boxed {
    let from = Bound::Included(Term::from_field_text(field, begin));
    // U+10FFFF is no letter: nothing folded lies behind it.
    let end = format!("{begin}{}", char::MAX);
    let to = Bound::Excluded(Term::from_field_text(field, &end));
    unscored(Box::new(InvertedIndexRangeQuery::new(from, to)))
}

fn by_name(f: &Fields, name: FieldName) -> Field {
    match name {
        FieldName::Advert => f.advert,
        FieldName::Source => f.source,
        FieldName::Site => f.site,
        FieldName::Lang => f.lang,
        FieldName::Actor => f.actor,
        FieldName::Ring => f.ring,
        FieldName::Template => f.template,
        FieldName::Lead => f.lead,
        FieldName::Band => f.band,
        FieldName::Currency => f.currency,
    }
}
