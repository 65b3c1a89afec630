//! The fields of the index. No text is stored: words, identifiers and what results are sorted,
//! counted and collapsed by.

use crate::token::{TokenKind, tokens};
use crate::{Lang, stems};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{
    LowerCaser, RawTokenizer, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager,
};

/// Handles of the fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    pub(crate) words: Field,
    pub(crate) stems: Field,
    pub(crate) place: Field,
    pub(crate) selector: Field,
    pub(crate) part: Field,
    pub(crate) advert: Field,
    pub(crate) source: Field,
    pub(crate) site: Field,
    pub(crate) lang: Field,
    pub(crate) template: Field,
    pub(crate) actor: Field,
    pub(crate) ring: Field,
    pub(crate) lead: Field,
    pub(crate) band: Field,
    pub(crate) currency: Field,
    pub(crate) posted: Field,
    pub(crate) month: Field,
    pub(crate) price: Field,
    pub(crate) since: Field,
    pub(crate) key: Field,
    pub(crate) template_key: Field,
    pub(crate) actor_key: Field,
}

/// Separates the parts of a term made of two: no folded word has it.
pub(crate) const BETWEEN: char = '\u{1f}';

fn text(tokenizer: &str, record: IndexRecordOption, norms: bool) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(record)
            .set_fieldnorms(norms),
    )
}

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut b = Schema::builder();
    let exact = || text("exact", IndexRecordOption::Basic, false);
    let counted = || exact().set_fast("raw");
    let number = || NumericOptions::default() | FAST;
    let fields = Fields {
        words: b
            .add_text_field("words", text("words", IndexRecordOption::WithFreqsAndPositions, true)),
        stems: b.add_text_field("stems", text("stems", IndexRecordOption::WithFreqs, true)),
        place: b.add_text_field(
            "place",
            text("words", IndexRecordOption::WithFreqsAndPositions, false).set_fast("raw"),
        ),
        selector: b.add_text_field("selector", text("raw", IndexRecordOption::Basic, false)),
        part: b.add_text_field("part", text("raw", IndexRecordOption::Basic, false)),
        advert: b.add_text_field("advert", exact() | STORED),
        source: b.add_text_field("source", counted() | STORED),
        site: b.add_text_field("site", counted()),
        lang: b.add_text_field("lang", counted()),
        template: b.add_text_field("template", exact() | STORED),
        actor: b.add_text_field("actor", exact() | STORED),
        ring: b.add_text_field("ring", exact() | STORED),
        lead: b.add_text_field("lead", exact() | STORED),
        band: b.add_text_field("band", counted()),
        currency: b.add_text_field("currency", exact()),
        posted: b.add_i64_field("posted", number()),
        month: b.add_u64_field("month", number()),
        price: b.add_u64_field("price", number()),
        since: b.add_u64_field("since", number()),
        key: b.add_u64_field("key", number()),
        template_key: b.add_u64_field("template_key", number()),
        actor_key: b.add_u64_field("actor_key", number()),
    };
    (b.build(), fields)
}

/// The analysers that the fields name.
pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::new();
    manager.register("raw", RawTokenizer::default());
    // The engine asks for it, though no field of ours names it.
    manager.register("default", RawTokenizer::default());
    let exact = TextAnalyzer::builder(RawTokenizer::default()).filter(LowerCaser).build();
    manager.register("exact", exact);
    manager.register("words", Words);
    manager.register("stems", Stems);
    manager
}

/// Folded words, and what a foreign word looks like, at one position.
#[derive(Clone)]
struct Words;

/// Stems with their language before them. The first two characters of the text are the language.
#[derive(Clone)]
struct Stems;

/// A term of `stems`.
pub(crate) fn stem_term(lang: Lang, stem: &str) -> String {
    format!("{}{BETWEEN}{stem}", lang.tag())
}

impl Tokenizer for Words {
    type TokenStream<'a> = Ready;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Ready {
        let mut out = Vec::new();
        for token in tokens(text) {
            if let Some(latin) = token.latin {
                out.push((token.position, latin));
            }
            out.push((token.position, token.folded));
        }
        Ready::new(out)
    }
}

impl Tokenizer for Stems {
    type TokenStream<'a> = Ready;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Ready {
        let (lang, text) = text.split_at_checked(2).unwrap_or(("", text));
        let mut out = Vec::new();
        if let Some(lang) = Lang::of_tag(lang) {
            for token in tokens(text).iter().filter(|t| t.kind == TokenKind::Word) {
                out.extend(stems(lang, token).iter().map(|s| (token.position, stem_term(lang, s))));
            }
        }
        Ready::new(out)
    }
}

/// Tokens that are already cut.
pub(crate) struct Ready {
    rest: std::vec::IntoIter<(usize, String)>,
    token: Token,
}

impl Ready {
    fn new(tokens: Vec<(usize, String)>) -> Self {
        Self { rest: tokens.into_iter(), token: Token::default() }
    }
}

impl TokenStream for Ready {
    fn advance(&mut self) -> bool {
        let Some((position, text)) = self.rest.next() else { return false };
        self.token.position = position;
        self.token.text = text;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
