//! Held out: class names of blocks, elements and modifiers; a field is two spans of a row.

use super::{Detail, Entry, Esc, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "bem", held_out: true, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"{}\"><title>{} :: {}</title></head>\
         <body class=\"shell\"><div class=\"shell__head\"><ul class=\"topnav topnav--wide\">",
        frame.lang,
        frame.charset,
        frame.brand,
        Esc(&frame.title)
    );
    links(&frame.nav, "<li class=\"topnav__item\">", "</li>", out);
    out.push_str("</ul></div><div class=\"shell__body\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div><div class=\"shell__rail\">");
    links(&frame.side, "<div class=\"rail__item\">", "</div>", out);
    out.push_str("</div><div class=\"shell__foot\">");
    links(&frame.footer, "<span class=\"foot__item\">", "</span>", out);
    out.push_str("</div></body></html>\n");
}

fn teaser(entry: &Entry, out: &mut String) {
    out.push_str("<section class=\"teaser\"><header class=\"teaser__head\">");
    put!(
        out,
        "<a class=\"teaser__link\" href=\"{}\">{}</a></header><div class=\"teaser__meta\">",
        entry.href,
        Esc(&entry.title)
    );
    for (part, value) in [("where", &entry.place), ("cost", &entry.price), ("when", &entry.posted)]
    {
        if let Some(value) = value {
            put!(out, "<span class=\"teaser__{part}\">{}</span>", Esc(value));
        }
    }
    out.push_str("</div></section>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h2 class=\"headline\">{}</h2><div class=\"filterbar\">", Esc(&listing.heading));
    links(&listing.refine, "<span class=\"filterbar__item\">", "</span>", out);
    out.push_str("</div><div class=\"teasers\">\n");
    listing.entries.iter().for_each(|entry| teaser(entry, out));
    out.push_str("</div><div class=\"pager\">");
    links(&listing.pager, "<span class=\"pager__item\">", "</span>", out);
    out.push_str("</div>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<div class=\"crumbs\">");
    links(&detail.crumbs, "<span class=\"crumbs__item\">", "</span>", out);
    put!(
        out,
        "</div><section class=\"sheet\"><h2 class=\"sheet__title\">{}</h2><div class=\"sheet__copy\">\
         <p>{}</p></div>\n<div class=\"sheet__facts\">",
        Esc(&detail.title),
        Lines(&detail.text, "</p><p>")
    );
    for fact in &detail.facts {
        put!(
            out,
            "<div class=\"fact fact--{}\"><span class=\"fact__key\">{}</span><span \
             class=\"fact__value\">{}</span></div>",
            fact.field.label(),
            fact.label,
            Esc(&fact.value)
        );
    }
    out.push_str("</div><div class=\"sheet__media\">");
    for image in &detail.images {
        put!(out, "<picture><img class=\"sheet__img\" src=\"{image}\" alt=\"\"></picture>");
    }
    out.push_str("</div></section><div class=\"toolbar\">");
    links(&detail.tools, "<span class=\"toolbar__item\">", "</span>", out);
    put!(out, "</div><h3 class=\"subline\">{}</h3>", detail.related_label);
    detail.related.iter().for_each(|entry| teaser(entry, out));
}
