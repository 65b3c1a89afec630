//! Where in a text a query's words stand.

use crate::query::{Phrase, Query, What, Word};
use crate::{Lang, Tell, Token, stems, tokens};
use std::ops::Range;

/// Bytes of `text` that match a condition of `query` which is asked for, not excluded: in order,
/// apart from each other. The words are cut and folded as they are in the index; `lang` is the
/// language that the advert was indexed with, and `tell` the function that the query was read
/// with.
pub fn highlight(text: &str, lang: &str, query: &Query, tell: Tell<'_>) -> Vec<Range<usize>> {
    let page = Page { tokens: tokens(text), lang: Lang::of_tag(lang) };
    let conditions = query.clauses.iter().flat_map(|c| &c.any).filter(|c| !c.not);
    let mut spans: Vec<Range<usize>> = Vec::new();
    for condition in conditions {
        match &condition.what {
            What::Word(word) => page.each(&mut spans, |t| page.is(t, word)),
            What::Phrase(phrase) => page.phrase(&mut spans, phrase),
            What::Prefix(begin) => {
                page.each(&mut spans, |t| forms(t).any(|f| f.starts_with(begin)))
            }
            What::Selector { any, typed } => {
                let told = tell(text).into_iter().filter(|t| any.contains(&t.selector));
                spans.extend(told.filter_map(|t| text.get(t.start..t.end).map(|_| t.start..t.end)));
                if let Some(phrase) = typed {
                    page.phrase(&mut spans, phrase);
                }
            }
            What::Field { .. } | What::Place(_) | What::Posted { .. } | What::Price { .. } => {}
        }
    }
    joined(spans)
}

/// A text, cut.
struct Page {
    tokens: Vec<Token>,
    lang: Option<Lang>,
}

/// The forms under which the index has a token.
fn forms(token: &Token) -> impl Iterator<Item = &str> {
    std::iter::once(token.folded.as_str()).chain(token.latin.as_deref())
}

impl Page {
    fn each(&self, spans: &mut Vec<Range<usize>>, is: impl Fn(&Token) -> bool) {
        spans.extend(self.tokens.iter().filter(|t| is(t)).map(|t| t.start..t.end));
    }

    fn is(&self, token: &Token, word: &Word) -> bool {
        forms(token).any(|f| f == word.folded || Some(f) == word.latin.as_deref())
            || self.lang.is_some_and(|lang| {
                let own = stems(lang, token);
                word.stems.iter().any(|(l, stem)| *l == lang && own.contains(stem))
            })
    }

    fn phrase(&self, spans: &mut Vec<Range<usize>>, phrase: &Phrase) {
        let Some((_, first)) = phrase.words.first() else { return };
        for begin in self.tokens.iter().filter(|t| forms(t).any(|f| f == first)) {
            let mut end = begin.end;
            let all = phrase.words.iter().all(|(behind, word)| {
                let at = begin.position + behind;
                let from = self.tokens.partition_point(|t| t.position < at);
                let here = self.tokens[from..].iter().take_while(|t| t.position == at);
                let found = here.into_iter().find(|t| forms(t).any(|f| f == word));
                found.map(|t| end = end.max(t.end)).is_some()
            });
            if all {
                spans.push(begin.start..end);
            }
        }
    }
}

/// Sorted, and joined where they overlap.
fn joined(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_by_key(|s| (s.start, s.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}
