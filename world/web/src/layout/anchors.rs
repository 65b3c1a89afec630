//! Fresh: the labels are links in a row, each value stands far from its label in the element with the
//! id that the link names.

use super::{Detail, Esc, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "anchors", held_out: true, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\"><head>\n<meta charset=\"{}\">\n<title>{}</title>\n\
         <script src=\"/js/jquery.js\"></script>\n</head><body id=\"pg\">\n<div id=\"hd\"><span \
         id=\"lg\">{}</span><div id=\"mn\">",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand
    );
    links(&frame.nav, "<span>", "</span>", out);
    out.push_str("</div></div>\n<div id=\"bd\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div>\n<div id=\"ft\"><div>");
    links(&frame.side, "", ", ", out);
    out.push_str("</div><div>");
    links(&frame.footer, "", ", ", out);
    out.push_str("</div></div>\n</body></html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<div id=\"hl\">{}</div><div id=\"fl\">", Esc(&listing.heading));
    links(&listing.refine, "", ", ", out);
    out.push_str("</div>\n");
    for (n, entry) in listing.entries.iter().enumerate() {
        put!(
            out,
            "<div id=\"ad{n}\"><a href=\"{}\" title=\"{}\">",
            entry.href,
            Esc(entry.place.as_deref().unwrap_or_default())
        );
        if let Some(image) = &entry.image {
            put!(out, "<img src=\"{image}\">");
        }
        put!(out, "{}</a>", Esc(&entry.title));
        for part in [&entry.posted, &entry.price].into_iter().flatten() {
            put!(out, "<span>{}</span>", Esc(part));
        }
        out.push_str("</div>\n");
    }
    out.push_str("<div id=\"pn\">");
    links(&listing.pager, "<span>", "</span>", out);
    out.push_str("</div>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<div id=\"bc\">");
    links(&detail.crumbs, "", ", ", out);
    put!(out, "</div>\n<h2 id=\"tt\">{}</h2>\n<div id=\"jump\">", Esc(&detail.title));
    for fact in &detail.facts {
        put!(out, "<a href=\"#v-{}\">{}</a> ", fact.field.label(), fact.label);
    }
    put!(out, "<a href=\"#v-text\">{}</a></div>\n<div id=\"ph\">", detail.text_label);
    for (n, image) in detail.images.iter().enumerate() {
        put!(out, "<a href=\"#p{n}\"><img id=\"p{n}\" src=\"{image}\"></a>");
    }
    put!(out, "</div>\n<div id=\"v-text\">{}</div>\n", Lines(&detail.text, "<br>"));
    // In another order than the labels.
    for fact in detail.facts.iter().rev() {
        put!(out, "<div id=\"v-{}\">{}</div>\n", fact.field.label(), Esc(&fact.value));
    }
    out.push_str("<div id=\"tl\">");
    links(&detail.tools, "", ", ", out);
    put!(out, "</div>\n<div id=\"rl\"><span>{}</span>", detail.related_label);
    for entry in &detail.related {
        put!(out, "<div><a href=\"{}\">{}</a></div>", entry.href, Esc(&entry.title));
    }
    out.push_str("</div>");
}
