//! A theme of a program for blogs: who posted when and where is a sentence under the title, the rest
//! are bullets; pictures stand in lists of definitions, as that program writes them.

use super::words::{BY, IN, VIEWS, beside, say, views};
use crate::layout::{Detail, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "theme", held_out: true, open, close, listing, detail };

/// What the sentence says.
const SAID: [Field; 3] = [Field::Posted, Field::Account, Field::Place];

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"{}\">\n<title>{} &laquo; {}</title>\n\
         <link rel=\"stylesheet\" href=\"/themes/adsy/style.css\">\n</head>\n<body class=\"adsy \
         right-sidebar\">\n<div id=\"page\" class=\"hfeed\">\n<div id=\"branding\">{}</div>\n<ul \
         id=\"menu-main\" class=\"sf-menu\">\n",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand,
        frame.brand
    );
    for (n, (label, href)) in frame.nav.iter().enumerate() {
        let id = 20 + n;
        put!(out, "<li id=\"menu-item-{id}\" class=\"menu-item-{id}\">");
        put!(out, "<a href=\"{href}\">{}</a></li>\n", Esc(label));
    }
    out.push_str("</ul>\n<div id=\"content\" role=\"main\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str(
        "</div>\n<div id=\"sidebar\"><ul class=\"xoxo\"><li class=\"widget_links\"><ul>\n",
    );
    links(&frame.side, "<li>", "</li>\n", out);
    out.push_str("</ul></li></ul></div>\n<div id=\"site-generator\">");
    links(&frame.footer, "", " | ", out);
    out.push_str("</div>\n</div>\n</body>\n</html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(
        out,
        "<h1 class=\"page-title\">{}</h1>\n<div class=\"loop-order\">",
        Esc(&listing.heading)
    );
    links(&listing.refine, "", " | ", out);
    out.push_str("</div>\n");
    for entry in &listing.entries {
        out.push_str("<div class=\"hentry loop-ad\">");
        if let Some(image) = &entry.image {
            put!(out, "<img class=\"alignleft\" src=\"{image}\" alt=\"\">");
        }
        put!(
            out,
            "<h2 class=\"entry-title\"><a href=\"{}\" rel=\"bookmark\">{}</a></h2><p \
             class=\"loop-info\">{}</p></div>\n",
            entry.href,
            Esc(&entry.title),
            Esc(&beside(entry, " / "))
        );
    }
    out.push_str("<div class=\"nav-previous\">");
    links(&listing.pager, "", " ", out);
    out.push_str("</div>\n");
}

/// When, by whom, where: what of it the site shows.
fn sentence(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<p class=\"entry-meta\">");
    for fact in SAID.iter().filter_map(|field| detail.facts.iter().find(|f| f.field == *field)) {
        match fact.field {
            Field::Posted => put!(out, "{} {} ", fact.label, Esc(&fact.value)),
            Field::Account => {
                let by = say(frame, &BY);
                put!(out, "{by} <a href=\"#author\" rel=\"author\">{}</a> ", Esc(&fact.value));
            }
            _ => put!(out, "{} {}", say(frame, &IN), Esc(&fact.value)),
        }
    }
    out.push_str("</p>\n");
}

fn detail(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<div id=\"breadcrumb\">");
    links(&detail.crumbs, "", " &raquo; ", out);
    put!(
        out,
        "<span class=\"trail-end\">{0}</span></div>\n<div class=\"hentry type-ad\">\n<h1 \
         class=\"entry-title\">{0}</h1>\n",
        Esc(&detail.title)
    );
    sentence(frame, detail, out);
    out.push_str("<ul class=\"ad-custom\">\n");
    for fact in detail.facts.iter().filter(|f| !SAID.contains(&f.field)) {
        put!(
            out,
            "<li id=\"cp_{}\"><span>{}:</span> {}</li>\n",
            fact.field.label(),
            fact.label,
            Esc(&fact.value)
        );
    }
    out.push_str("</ul>\n<div class=\"gallery gallery-columns-3\">");
    for image in &detail.images {
        put!(
            out,
            "<dl class=\"gallery-item\"><dt class=\"gallery-icon\"><a href=\"{image}\"><img \
             src=\"{image}\" class=\"attachment-thumbnail\" alt=\"\"></a></dt></dl>"
        );
    }
    put!(
        out,
        "</div>\n<div class=\"entry-content\">\n<p>{}</p>\n</div>\n<div class=\"entry-utility\">{} {}",
        Lines(&detail.text, "</p>\n<p>"),
        views(detail),
        say(frame, &VIEWS)
    );
    links(&detail.tools, " | ", "", out);
    put!(out, "</div>\n</div>\n<div class=\"also-posts\"><h3>{}</h3><ol>\n", detail.related_label);
    for entry in &detail.related {
        let beside = beside(entry, " / ");
        put!(out, "<li><a href=\"{}\">{}</a>", entry.href, Esc(&entry.title));
        put!(out, "<small>{}</small></li>\n", Esc(&beside));
    }
    out.push_str("</ol></div>\n");
}
