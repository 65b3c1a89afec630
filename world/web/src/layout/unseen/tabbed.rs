//! Tabs, whose panels are all in the page: facts in rows with dots between label and value, who and the
//! number on a card with icons, pictures that are loaded late. Microdata names the title and the price.

use super::words::{CONTACT, DETAILS, PICTURES, VIEWS, other, say, views};
use crate::layout::{Detail, Entry, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "tabbed", held_out: true, open, close, listing, detail };

/// What stands where a picture will be.
const BLANK: &str = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n  <meta charset=\"{}\">\n  <title>{} ({})</title>\n\
         </head>\n<body>\n<div class=\"topline\"><div class=\"topline-in\"><div \
         class=\"sitelogo\">{}</div>\n<ul class=\"topline-menu\">\n",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand,
        frame.brand
    );
    links(&frame.nav, "  <li>", "</li>\n", out);
    out.push_str("</ul></div></div>\n<div class=\"center-col\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div>\n<div class=\"tagcloud\">");
    links(&frame.side, "<span>", "</span> ", out);
    out.push_str("</div>\n<div class=\"botline\">");
    links(&frame.footer, "<span>", "</span> ", out);
    out.push_str("</div>\n</body>\n</html>\n");
}

/// An icon with what it means, for those who do not see it.
fn icon(label: &str, out: &mut String) {
    put!(
        out,
        "<svg class=\"ico\" viewBox=\"0 0 16 16\"><title>{label}</title><path d=\"M0 0h16\"/>"
    );
    out.push_str("</svg> ");
}

fn line(entry: &Entry, out: &mut String) {
    put!(out, "<div class=\"ad-line\"><div class=\"ad-line-name\"><a href=\"{}\">", entry.href);
    put!(out, "{}</a></div>", Esc(&entry.title));
    for (class, value) in [
        ("ad-line-sum", &entry.price),
        ("ad-line-city", &entry.place),
        ("ad-line-day", &entry.posted),
    ] {
        if let Some(value) = value {
            put!(out, "<div class=\"{class}\">{}</div>", Esc(value));
        }
    }
    out.push_str("</div>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h1>{}</h1>\n<div class=\"orderline\">", Esc(&listing.heading));
    links(&listing.refine, "<span>", "</span> ", out);
    out.push_str("</div>\n<div class=\"ad-lines\">\n");
    listing.entries.iter().for_each(|entry| line(entry, out));
    out.push_str("</div>\n<div class=\"pageline\">");
    links(&listing.pager, "<span>", "</span> ", out);
    out.push_str("</div>\n");
}

/// The tabs themselves.
fn tabs(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<ul class=\"ui-tabs\" role=\"tablist\">");
    for (id, label) in [
        ("info", say(frame, &DETAILS)),
        ("desc", detail.text_label),
        ("foto", say(frame, &PICTURES)),
        ("call", say(frame, &CONTACT)),
    ] {
        put!(out, "<li role=\"tab\"><a href=\"#tab-{id}\">{label}</a></li>");
    }
    out.push_str("</ul>\n");
}

/// The card of who placed it.
fn contact(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str(
        "<div id=\"tab-call\" role=\"tabpanel\" class=\"ui-tab\"><div class=\"person\">\n",
    );
    for fact in detail.only(&[Field::Account, Field::Place, Field::Phone]) {
        out.push_str("<div class=\"person-line\">");
        icon(other(frame, fact.field), out);
        if fact.field == Field::Phone {
            put!(out, "<a href=\"tel:{0}\">{0}</a></div>\n", Esc(&fact.value));
        } else {
            put!(out, "{}</div>\n", Esc(&fact.value));
        }
    }
    out.push_str("</div></div>\n");
}

fn detail(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<div class=\"pathline\">");
    links(&detail.crumbs, "", " / ", out);
    put!(
        out,
        "</div>\n<div itemscope itemtype=\"http://schema.org/Product\">\n<h1 itemprop=\"name\">{}</h1>\n",
        Esc(&detail.title)
    );
    if let Some(price) = detail.value(Field::Price) {
        put!(out, "<div class=\"bigsum\" itemprop=\"price\">{}</div>\n", Esc(price));
    }
    tabs(frame, detail, out);
    out.push_str("<div id=\"tab-info\" role=\"tabpanel\" class=\"ui-tab\">\n");
    let row = |label: &str, value: &str, out: &mut String| {
        put!(out, "<div class=\"dotrow\"><em>{label}</em><u>.....</u>");
        put!(out, "<span>{}</span></div>\n", Esc(value));
    };
    for fact in detail.only(&[Field::Age, Field::Posted, Field::Number]) {
        row(other(frame, fact.field), &fact.value, out);
    }
    row(say(frame, &VIEWS), &views(detail).to_string(), out);
    put!(
        out,
        "</div>\n<div id=\"tab-desc\" role=\"tabpanel\" class=\"ui-tab\"><div \
         itemprop=\"description\">{}</div></div>\n<div id=\"tab-foto\" role=\"tabpanel\" class=\"ui-tab\">",
        Lines(&detail.text, "<br>\n")
    );
    for image in &detail.images {
        put!(out, "<img class=\"lazyload\" src=\"{BLANK}\" data-src=\"{image}\" alt=\"\">");
        put!(out, "<noscript><img src=\"{image}\" alt=\"\"></noscript>\n");
    }
    out.push_str("</div>\n");
    contact(frame, detail, out);
    out.push_str("</div>\n<div class=\"doline\">");
    links(&detail.tools, "<span>", "</span> ", out);
    put!(out, "</div>\n<h3>{}</h3>\n<div class=\"ad-lines\">\n", detail.related_label);
    detail.related.iter().for_each(|entry| line(entry, out));
    out.push_str("</div>\n");
}
