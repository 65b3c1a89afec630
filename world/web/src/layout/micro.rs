//! Microdata of schema.org.

use super::{Detail, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "micro", held_out: false, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"{}\"><title>{}</title></head>\n\
         <body><div class=\"page-wrap\"><div class=\"logo\">{}</div><div class=\"mainmenu\">",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand
    );
    links(&frame.nav, "<span>", "</span> ", out);
    out.push_str("</div><div class=\"left\">");
    links(&frame.side, "<p>", "</p>", out);
    out.push_str("</div><div class=\"right\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div><div class=\"footnotes\">");
    links(&frame.footer, "", " - ", out);
    out.push_str("</div></div></body></html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h1>{}</h1><div class=\"tabs\">", Esc(&listing.heading));
    links(&listing.refine, "<span>", "</span> ", out);
    out.push_str("</div><div itemscope itemtype=\"https://schema.org/ItemList\">\n");
    for (n, entry) in listing.entries.iter().enumerate() {
        put!(
            out,
            "<div class=\"row\" itemprop=\"itemListElement\" itemscope \
             itemtype=\"https://schema.org/ListItem\"><meta itemprop=\"position\" content=\"{}\">\
             <h3><a itemprop=\"url\" href=\"{}\"><span itemprop=\"name\">{}</span></a></h3>",
            n + 1,
            entry.href,
            Esc(&entry.title)
        );
        let parts = [&entry.posted, &entry.place, &entry.price];
        let line: Vec<&str> = parts.iter().filter_map(|p| p.as_deref()).collect();
        put!(out, "<div class=\"meta\">{}</div></div>\n", Esc(&line.join(" | ")));
    }
    out.push_str("</div><div class=\"pagination\">");
    links(&listing.pager, "<span>", "</span> ", out);
    out.push_str("</div>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<div class=\"breadcrumb\">");
    links(&detail.crumbs, "<span>", "</span> » ", out);
    put!(
        out,
        "</div><div class=\"offer\" itemscope itemtype=\"https://schema.org/Offer\">\
         <h1 itemprop=\"name\">{}</h1>\n<p class=\"intro\">",
        Esc(&detail.title)
    );
    for fact in &detail.facts {
        let prop = match fact.field {
            Field::Price => "price",
            Field::Place => "areaServed",
            Field::Age => "age",
            Field::Posted => "availabilityStarts",
            Field::Phone => "telephone",
            Field::Account => "offeredBy",
            Field::Number => "sku",
        };
        put!(out, "{}: <span itemprop=\"{prop}\">{}</span>. ", fact.label, Esc(&fact.value));
    }
    put!(out, "</p>\n<div itemprop=\"description\">{}</div>\n", Lines(&detail.text, "<br>"));
    for image in &detail.images {
        put!(out, "<img itemprop=\"image\" src=\"{image}\" alt=\"\">");
    }
    out.push_str("</div><div class=\"actions\">");
    links(&detail.tools, "<span>", "</span> ", out);
    put!(out, "</div><div class=\"similar\"><h4>{}</h4>", detail.related_label);
    for entry in &detail.related {
        put!(out, "<p><a href=\"{}\">{}</a></p>", entry.href, Esc(&entry.title));
    }
    out.push_str("</div>");
}
