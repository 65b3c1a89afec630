//! As a program for managing content writes it: each field is boxes in boxes with long names, its label
//! above it or before it, RDFa beside; a block of other adverts stands before the content.

use super::words::{BY, other, say};
use crate::layout::{Detail, Entry, Esc, Fact, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "fields", held_out: true, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML+RDFa 1.0//EN\" \
         \"http://www.w3.org/MarkUp/DTD/xhtml-rdfa-1.dtd\">\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         lang=\"{}\" dir=\"ltr\">\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html; \
         charset={}\" />\n<title>{} | {}</title>\n</head>\n<body class=\"html not-front no-sidebars\">\n\
         <div id=\"header\" class=\"clearfix\"><div id=\"site-name\">{}</div></div>\n<ul \
         id=\"main-menu-links\" class=\"links inline clearfix\">\n",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand,
        frame.brand
    );
    for (n, (label, href)) in frame.nav.iter().enumerate() {
        put!(out, "<li class=\"menu-{}\"><a href=\"{href}\">{}</a></li>\n", 200 + n, Esc(label));
    }
    out.push_str("</ul>\n<div id=\"main\" class=\"region-content\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div>\n<div class=\"region-footer\"><div class=\"pane pane-menu\"><ul>\n");
    links(&frame.side, "<li class=\"leaf\">", "</li>\n", out);
    links(&frame.footer, "<li class=\"leaf\">", "</li>\n", out);
    out.push_str("</ul></div></div>\n</body>\n</html>\n");
}

/// A row of a view: values in boxes, with no labels.
fn view_row(entry: &Entry, out: &mut String) {
    out.push_str("<div class=\"views-row\">");
    if let Some(image) = &entry.image {
        put!(out, "<div class=\"views-field-photo\"><img src=\"{image}\" alt=\"\" /></div>");
    }
    put!(out, "<div class=\"views-field-title\"><span class=\"field-content\"><a href=\"");
    put!(out, "{}\">{}</a></span></div>", entry.href, Esc(&entry.title));
    for (name, value) in [("sum", &entry.price), ("town", &entry.place), ("created", &entry.posted)]
    {
        if let Some(value) = value {
            put!(out, "<div class=\"views-field-{name}\"><span class=\"field-content\">");
            put!(out, "{}</span></div>", Esc(value));
        }
    }
    out.push_str("</div>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h1 class=\"title\" id=\"page-title\">{}</h1>\n", Esc(&listing.heading));
    out.push_str("<div class=\"view-filters\">");
    links(&listing.refine, "<span>", "</span>", out);
    out.push_str("</div>\n<div class=\"view-content\">\n");
    listing.entries.iter().for_each(|entry| view_row(entry, out));
    out.push_str("</div>\n<div class=\"item-list\"><ul>");
    links(&listing.pager, "<li class=\"pager-item\">", "</li>", out);
    out.push_str("</ul></div>\n");
}

/// How a field is named by machines: its name, its type, and its property.
fn machine(field: Field) -> (&'static str, &'static str, &'static str) {
    match field {
        Field::Price => ("sum", "text", "schema:price"),
        Field::Place => ("town", "taxonomy-term-reference", "schema:areaServed"),
        Field::Age => ("years", "number-integer", "foaf:age"),
        Field::Posted => ("created", "datetime", "dc:date"),
        Field::Phone => ("tel", "telephone", "foaf:phone"),
        Field::Account => ("user", "entityreference", "foaf:name"),
        Field::Number => ("nid", "serial", "dc:identifier"),
    }
}

fn boxed(frame: &Frame<'_>, fact: &Fact, out: &mut String) {
    let (name, kind, property) = machine(fact.field);
    let label = other(frame, fact.field);
    put!(
        out,
        "<div class=\"field field-name-{name} field-type-{kind} field-label-inline clearfix\"><div \
         class=\"field-label\">{label}:&nbsp;</div><div class=\"field-items\"><div class=\"field-item \
         item-even\" property=\"{property}\">{}</div></div></div>\n",
        Esc(&fact.value)
    );
}

fn detail(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<div class=\"region-side\"><div class=\"pane pane-views\">");
    put!(out, "<h2>{}</h2><div class=\"view-content\">\n", detail.related_label);
    detail.related.iter().for_each(|entry| view_row(entry, out));
    out.push_str("</div></div></div>\n<div class=\"easy-breadcrumb\">");
    links(&detail.crumbs, "<span class=\"inline\">", " » </span>", out);
    put!(
        out,
        "</div>\n<h1 class=\"title\" id=\"page-title\">{}</h1>\n<div class=\"node node-ad\" \
         typeof=\"schema:Offer\">\n<div class=\"submitted\">",
        Esc(&detail.title)
    );
    for fact in detail.only(&[Field::Account]) {
        put!(out, "{} <span class=\"username\" property=\"foaf:name\">", say(frame, &BY));
        put!(out, "{}</span>", Esc(&fact.value));
    }
    out.push_str(
        "</div>\n<div class=\"field field-name-photo field-type-image field-label-hidden\">",
    );
    for image in &detail.images {
        put!(
            out,
            "<div class=\"field-item item-odd\" rel=\"og:image\"><img typeof=\"foaf:Image\" "
        );
        put!(out, "src=\"{image}\" alt=\"\" /></div>");
    }
    put!(
        out,
        "</div>\n<div class=\"field field-name-body field-type-text-with-summary field-label-above\">\
         <div class=\"field-label\">{}:&nbsp;</div><div class=\"field-items\"><div class=\"field-item \
         item-even\" property=\"content:encoded\"><p>{}</p>\n</div></div></div>\n",
        detail.text_label,
        Lines(&detail.text, "</p>\n<p>")
    );
    for fact in detail.facts.iter().filter(|f| f.field != Field::Account) {
        boxed(frame, fact, out);
    }
    out.push_str("<ul class=\"links inline\">");
    links(&detail.tools, "<li>", "</li>", out);
    out.push_str("</ul></div>\n");
}
