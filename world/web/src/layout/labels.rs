//! Paragraphs that say "Label: value", rules between them, next to no markup.

use super::{Detail, Esc, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "labels", held_out: false, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<html><head><title>{}</title><meta http-equiv=\"content-type\" content=\"text/html; \
         charset={}\"></head>\n<body><h2>{}</h2>\n<p class=\"m\">",
        Esc(&frame.title),
        frame.charset,
        frame.brand
    );
    links(&frame.nav, "", " ", out);
    out.push_str("</p><hr>\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("<hr>\n");
    links(&frame.side, "<p class=\"s\">", "</p>\n", out);
    out.push_str("<p class=\"f\">");
    links(&frame.footer, "", " ", out);
    out.push_str("</p></body></html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h3>{}</h3><p>", Esc(&listing.heading));
    links(&listing.refine, "", " ", out);
    out.push_str("</p>\n");
    for entry in &listing.entries {
        put!(out, "<p><a href=\"{}\">{}</a>", entry.href, Esc(&entry.title));
        for part in [&entry.price, &entry.place, &entry.posted].into_iter().flatten() {
            put!(out, " - {}", Esc(part));
        }
        out.push_str("</p>\n");
    }
    out.push_str("<p>");
    links(&listing.pager, "", " ", out);
    out.push_str("</p>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<p>");
    links(&detail.crumbs, "", " &raquo; ", out);
    put!(out, "</p><h3>{}</h3>\n", Esc(&detail.title));
    for fact in &detail.facts {
        put!(out, "<p><b>{}:</b> {}</p>\n", fact.label, Esc(&fact.value));
    }
    put!(
        out,
        "<p><b>{}:</b></p>\n<p>{}</p>\n",
        detail.text_label,
        Lines(&detail.text, "</p>\n<p>")
    );
    for image in &detail.images {
        put!(out, "<p><img src=\"{image}\"></p>");
    }
    out.push_str("<p>");
    links(&detail.tools, "", " ", out);
    put!(out, "</p><hr><p><i>{}</i></p>\n", detail.related_label);
    for entry in &detail.related {
        put!(out, "<p><a href=\"{}\">{}</a></p>\n", entry.href, Esc(&entry.title));
    }
}
