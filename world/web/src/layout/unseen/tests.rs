use super::*;
use crate::layout::{Detail, Entry, Fact, Field, Frame, Listing};

const ALL: [Field; 7] = [
    Field::Price,
    Field::Place,
    Field::Age,
    Field::Posted,
    Field::Phone,
    Field::Account,
    Field::Number,
];

/// Elements that have no end.
const VOID: [&str; 6] = ["meta", "link", "img", "br", "hr", "path"];

fn link(to: &str) -> (String, String) {
    (to.to_owned(), format!("/{to}"))
}

fn frame() -> Frame<'static> {
    Frame {
        lang: "de",
        brand: "Brand",
        title: "Kopf".to_owned(),
        charset: "utf-8",
        nav: vec![link("nav")],
        side: vec![link("side")],
        footer: vec![link("footer")],
        tag: 7,
    }
}

fn entry() -> Entry {
    let some = |text: &str| Some(text.to_owned());
    Entry {
        href: "/listed".to_owned(),
        title: "Listed <thing>".to_owned(),
        price: some("listed price"),
        place: some("listed place"),
        posted: some("listed date"),
        image: some("/img/listed.gif"),
    }
}

/// A thing whose value of a field is what no other words of the page contain.
fn thing(fields: &[Field], related: Vec<Entry>) -> Detail {
    let fact = |&field: &Field| Fact { field, label: "Wort", value: value(field) };
    Detail {
        title: "Title & more".to_owned(),
        facts: fields.iter().map(fact).collect(),
        text_label: "Text",
        text: "one line\n\nand another\nand a third".to_owned(),
        images: vec!["/img/a.gif".to_owned(), "/img/b.gif".to_owned()],
        crumbs: vec![link("crumb")],
        tools: vec![link("tool")],
        related_label: "Auch",
        related,
    }
}

fn value(field: Field) -> String {
    format!("@{}@", field.label())
}

fn page(layout: &Layout, inner: impl FnOnce(&Frame<'_>, &mut String)) -> String {
    let (frame, mut out) = (frame(), String::new());
    (layout.open)(&frame, &mut out);
    inner(&frame, &mut out);
    (layout.close)(&frame, &mut out);
    out
}

fn detail(layout: &Layout, detail: &Detail) -> String {
    page(layout, |frame, out| (layout.detail)(frame, detail, out))
}

/// The words of a page between its tags.
fn words(html: &str) -> String {
    html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect()
}

/// Every element ends, and in turn.
fn assert_balanced(name: &str, html: &str) {
    let mut open: Vec<String> = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|part| part.split('>').next()) {
        let element = tag.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        match element.strip_prefix('/') {
            Some(end) => assert_eq!(open.pop().as_deref(), Some(end), "{name}: {html}"),
            None if element.starts_with('!') || tag.ends_with('/') => {}
            None if VOID.contains(&element.as_str()) => {}
            None => open.push(element),
        }
    }
    assert!(open.is_empty(), "{name}: {open:?} in {html}");
}

#[test]
fn every_fact_is_said_in_words_and_only_those_that_are_known() {
    for layout in &UNSEEN {
        for known in [&ALL[..], &ALL[3..], &ALL[..1], &[]] {
            let html = detail(layout, &thing(known, Vec::new()));
            let said = words(&html);
            for field in ALL {
                let there = said.contains(&value(field));
                assert_eq!(there, known.contains(&field), "{}: {field:?} {html}", layout.name);
            }
            for part in ["Title &amp; more", "one line", "and another", "and a third"] {
                assert!(said.contains(part), "{}: {part} {html}", layout.name);
            }
            for image in ["/img/a.gif", "/img/b.gif", "/crumb", "/tool", "/nav", "/side", "/footer"]
            {
                assert!(html.contains(image), "{}: {image} {html}", layout.name);
            }
        }
    }
}

#[test]
fn other_things_on_the_page_change_nothing_of_what_is_said_of_this_one() {
    for layout in &UNSEEN {
        let with = words(&detail(layout, &thing(&ALL, vec![entry(), entry()])));
        assert_eq!(with.matches("Listed &lt;thing&gt;").count(), 2, "{}", layout.name);
        assert!(ALL.iter().all(|field| with.contains(&value(*field))), "{}", layout.name);
    }
}

#[test]
fn pages_are_well_formed() {
    for layout in &UNSEEN {
        assert_balanced(layout.name, &detail(layout, &thing(&ALL, vec![entry()])));
        assert_balanced(layout.name, &detail(layout, &thing(&[], Vec::new())));
        let listing = Listing {
            heading: "Heading".to_owned(),
            entries: vec![entry(), Entry { image: None, price: None, ..entry() }],
            refine: vec![link("refine")],
            pager: vec![link("pager")],
        };
        let html = page(layout, |frame, out| (layout.listing)(frame, &listing, out));
        assert_balanced(layout.name, &html);
        let said = words(&html);
        for part in ["Listed &lt;thing&gt;", "listed price", "listed place", "listed date"] {
            assert!(said.contains(part), "{}: {part} {html}", layout.name);
        }
        assert!(html.contains("/refine") && html.contains("/pager"), "{html}");
    }
}
