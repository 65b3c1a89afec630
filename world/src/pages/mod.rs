//! HTML of the five sites, each built another way.

mod bare;
mod cards;
mod jsonld;
mod microdata;
pub(crate) mod noise;
mod table;

use crate::advert::Advert;
use crate::outlet::Markup;

/// The page of an advert, in the site's charset.
pub(crate) fn page(advert: &Advert<'_>) -> Vec<u8> {
    let html = match advert.outlet.markup {
        Markup::Table => table::page(advert),
        Markup::Cards => cards::page(advert),
        Markup::JsonLd => jsonld::page(advert),
        Markup::Microdata => microdata::page(advert),
        // Partners send files, not pages.
        Markup::Bare | Markup::Jsonl | Markup::Csv => bare::page(advert),
    };
    encode(advert.outlet.markup, html)
}

/// Microdata pages are windows-1252, what it lacks written as character references; the others
/// are UTF-8.
pub(crate) fn encode(markup: Markup, html: String) -> Vec<u8> {
    if markup == Markup::Microdata {
        encoding_rs::WINDOWS_1252.encode(&html).0.into_owned()
    } else {
        html.into_bytes()
    }
}

/// Text in HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// Text in HTML, its line ends as elements.
fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>\n")
}

/// What is on every page of a site: its name and menu.
fn menu(brand: &str, links: &[(&str, &str)]) -> String {
    let links: Vec<String> =
        links.iter().map(|(to, name)| format!("<a href=\"{to}\">{name}</a>")).collect();
    format!("<b>{brand}</b> | {}", links.join(" | "))
}
