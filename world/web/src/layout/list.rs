//! Lists: a listing is a `ul`, the fields are a `dl`.

use super::{Detail, Esc, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "list", held_out: false, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"{}\"><title>{}</title></head>\n\
         <body><div id=\"top\"><strong>{}</strong><ul id=\"nav\">",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand
    );
    links(&frame.nav, "<li>", "</li>", out);
    out.push_str("</ul></div><div id=\"content\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div><div id=\"side\"><ul class=\"hot\">");
    links(&frame.side, "<li>", "</li>", out);
    out.push_str("</ul></div><ul id=\"bottom\">");
    links(&frame.footer, "<li>", "</li>", out);
    out.push_str("</ul></body></html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h1>{}</h1><ul class=\"refine\">", Esc(&listing.heading));
    links(&listing.refine, "<li>", "</li>", out);
    out.push_str("</ul><ul class=\"results\">\n");
    for entry in &listing.entries {
        put!(out, "<li class=\"result\"><a href=\"{}\">{}</a>", entry.href, Esc(&entry.title));
        if let Some(price) = &entry.price {
            put!(out, " <em class=\"price\">{}</em>", Esc(price));
        }
        let (place, posted) = (entry.place.as_deref(), entry.posted.as_deref());
        put!(
            out,
            "<small>{} {}</small></li>\n",
            Esc(place.unwrap_or_default()),
            posted.unwrap_or_default()
        );
    }
    out.push_str("</ul><p class=\"pages\">");
    links(&listing.pager, "", " ", out);
    out.push_str("</p>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<p class=\"path\">");
    links(&detail.crumbs, "", " / ", out);
    put!(out, "</p><div class=\"advert\"><h1>{}</h1>\n", Esc(&detail.title));
    for image in &detail.images {
        put!(out, "<img class=\"photo\" src=\"{image}\" alt=\"\">");
    }
    put!(
        out,
        "<div class=\"description\">{}</div>\n<dl class=\"facts\">",
        Lines(&detail.text, "<br>")
    );
    for fact in &detail.facts {
        put!(out, "<dt>{}</dt><dd>{}</dd>\n", fact.label, Esc(&fact.value));
    }
    out.push_str("</dl></div><p class=\"tools\">");
    links(&detail.tools, "", " ", out);
    put!(out, "</p><h3>{}</h3><ul class=\"also\">", detail.related_label);
    for entry in &detail.related {
        put!(out, "<li><a href=\"{}\">{}</a></li>", entry.href, Esc(&entry.title));
    }
    out.push_str("</ul>");
}
