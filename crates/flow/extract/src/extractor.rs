//! The reused buffers, and the order in which the finders run.

use crate::fold::Folded;
use crate::lexicon::lexicon;
use crate::scan::Scan;
use crate::token::{Terms, Token, tokenise};
use crate::{
    Hints, age, body, date, email, handle, link, name, phone, place, price, term, url, wallet,
};
use spoor_vocab::Mention;

/// Reads one text after the other without allocating more than the values found. One per thread;
/// [`crate::extract`] keeps one for each.
#[derive(Default)]
pub struct Extractor {
    folded: Folded,
    tokens: Vec<Token>,
    terms: Terms,
    taken: Vec<bool>,
    phones: phone::Scratch,
    prices: price::Scratch,
}

impl Extractor {
    /// A new one, with empty buffers.
    pub fn new() -> Self {
        Self::default()
    }

    /// See [`crate::extract`].
    pub fn extract(&mut self, text: &str, hints: &Hints<'_>, out: &mut Vec<Mention>) {
        let text = clip(text);
        let from = out.len();
        self.prepare(text);
        let mut phones = std::mem::take(&mut self.phones);
        let mut prices = std::mem::take(&mut self.prices);
        let mut scan = self.scan(text, hints, out);
        date::find(&mut scan);
        wallet::find(&mut scan);
        wallet::take_accounts(&mut scan);
        email::find(&mut scan);
        url::find(&mut scan);
        link::find_schemes(&mut scan);
        phone::find(&mut scan, &mut phones);
        link::find_numbers(&mut scan, from);
        handle::find(&mut scan);
        body::find(&mut scan);
        price::find(&mut scan, &mut prices);
        age::find(&mut scan);
        term::indicators(&mut scan);
        term::services(&mut scan);
        name::find(&mut scan);
        place::find(&mut scan);
        self.phones = phones;
        self.prices = prices;
        sort(&mut out[from..]);
    }

    /// See [`crate::extract_url`].
    pub fn extract_url(&mut self, url: &str, hints: &Hints<'_>, out: &mut Vec<Mention>) {
        let url = clip(url);
        let from = out.len();
        self.prepare(url);
        let mut scan = self.scan(url, hints, out);
        url::read_whole(&mut scan);
        sort(&mut out[from..]);
    }

    fn prepare(&mut self, text: &str) {
        let lexicon = lexicon();
        self.folded.set(text);
        tokenise(&self.folded.bytes, lexicon, &mut self.tokens);
        self.terms.set(&self.folded.bytes, &self.tokens, lexicon);
        self.taken.clear();
        self.taken.resize(self.tokens.len(), false);
    }

    fn scan<'a>(
        &'a mut self,
        text: &'a str,
        hints: &'a Hints<'a>,
        out: &'a mut Vec<Mention>,
    ) -> Scan<'a> {
        Scan {
            text,
            folded: &self.folded,
            tokens: &self.tokens,
            terms: &self.terms,
            taken: &mut self.taken,
            lexicon: lexicon(),
            hints,
            out,
        }
    }
}

/// Offsets are 32 bits wide.
fn clip(text: &str) -> &str {
    &text[..text.floor_char_boundary(u32::MAX as usize - 1)]
}

fn sort(found: &mut [Mention]) {
    found.sort_by(|a, b| {
        (a.start, a.kind, a.end, &a.value).cmp(&(b.start, b.kind, b.end, &b.value))
    });
}
