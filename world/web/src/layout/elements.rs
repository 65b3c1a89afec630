//! Held out: elements of the site's own, as web components have them; fields are attributes of
//! their element and text of it. The names differ from site to site.

use super::{Detail, Entry, Esc, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "elements", held_out: true, open, close, listing, detail };

/// What the site's elements begin with.
fn prefix(frame: &Frame<'_>) -> &'static str {
    ["ux", "my", "app", "ion"][(frame.tag % 4) as usize]
}

fn open(frame: &Frame<'_>, out: &mut String) {
    let p = prefix(frame);
    put!(
        out,
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"{}\"><title>{}</title></head><body>\
         <{p}-app><{p}-toolbar>{}",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand
    );
    links(&frame.nav, "", "", out);
    put!(out, "</{p}-toolbar><{p}-content>");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    let p = prefix(frame);
    put!(out, "</{p}-content><{p}-drawer>");
    links(&frame.side, "", "", out);
    links(&frame.footer, "<small>", "</small>", out);
    put!(out, "</{p}-drawer></{p}-app></body></html>\n");
}

fn tile(frame: &Frame<'_>, entry: &Entry, out: &mut String) {
    let p = prefix(frame);
    put!(out, "<{p}-tile><a slot=\"link\" href=\"{}\"></a>", entry.href);
    put!(out, "<{p}-label slot=\"head\">{}</{p}-label>", Esc(&entry.title));
    for (slot, value) in [("price", &entry.price), ("town", &entry.place), ("date", &entry.posted)]
    {
        if let Some(value) = value {
            put!(out, "<{p}-label slot=\"{slot}\">{}</{p}-label>", Esc(value));
        }
    }
    put!(out, "</{p}-tile>\n");
}

fn listing(frame: &Frame<'_>, listing: &Listing, out: &mut String) {
    let p = prefix(frame);
    put!(out, "<{p}-title>{}</{p}-title><{p}-chips>", Esc(&listing.heading));
    links(&listing.refine, "", "", out);
    put!(out, "</{p}-chips><{p}-grid>\n");
    listing.entries.iter().for_each(|entry| tile(frame, entry, out));
    put!(out, "</{p}-grid><{p}-pager>");
    links(&listing.pager, "", " ", out);
    put!(out, "</{p}-pager>");
}

fn detail(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    let p = prefix(frame);
    put!(out, "<{p}-crumbs>");
    links(&detail.crumbs, "", "", out);
    put!(out, "</{p}-crumbs><{p}-page><{p}-title>{}</{p}-title>", Esc(&detail.title));
    put!(out, "<{p}-gallery>");
    for image in &detail.images {
        put!(out, "<img data-src=\"{image}\" src=\"{image}\" alt=\"\">");
    }
    put!(out, "</{p}-gallery><{p}-text>{}</{p}-text>", Lines(&detail.text, "<br>"));
    for fact in &detail.facts {
        put!(
            out,
            "<{p}-field name=\"{}\" label=\"{}\">{}</{p}-field>",
            fact.field.label(),
            fact.label,
            Esc(&fact.value)
        );
    }
    put!(out, "</{p}-page><{p}-actions>");
    links(&detail.tools, "", "", out);
    put!(out, "</{p}-actions><{p}-title>{}</{p}-title>", detail.related_label);
    detail.related.iter().for_each(|entry| tile(frame, entry, out));
}
