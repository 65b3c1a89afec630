//! HTML5 with JSON-LD beside it.

use super::{Detail, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "article", held_out: false, open, close, listing, detail };

/// A JSON string; `<` is escaped, since a script element ends at the first `</script`.
fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '<' => out.push_str("\\u003c"),
            c if (c as u32) < 0x20 => put!(out, "\\u{:04x}", c as u32),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!doctype html>\n<html lang={}><meta charset={}><title>{} – {}</title>\n<body><header>\
         <p class=\"site-title\">{}</p><nav aria-label=\"main\"><ul>",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand,
        frame.brand
    );
    links(&frame.nav, "<li>", "</li>", out);
    out.push_str("</ul></nav></header>\n<main>");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</main>\n<aside class=\"widget\"><ol>");
    links(&frame.side, "<li>", "</li>", out);
    out.push_str("</ol></aside><footer><ul>");
    links(&frame.footer, "<li>", "</li>", out);
    out.push_str("</ul></footer></body></html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h1>{}</h1><nav class=\"orders\">", Esc(&listing.heading));
    links(&listing.refine, "", " ", out);
    out.push_str("</nav>\n<section class=\"entries\">");
    for entry in &listing.entries {
        put!(
            out,
            "<article><h2><a href=\"{}\" rel=\"bookmark\">{}</a></h2><footer>",
            entry.href,
            Esc(&entry.title)
        );
        if let Some(posted) = &entry.posted {
            put!(out, "<time>{posted}</time> ");
        }
        if let Some(place) = &entry.place {
            put!(out, "<address>{}</address> ", Esc(place));
        }
        if let Some(price) = &entry.price {
            put!(out, "<data>{}</data>", Esc(price));
        }
        out.push_str("</footer></article>\n");
    }
    out.push_str("</section><nav class=\"pages-nav\">");
    links(&listing.pager, "", " ", out);
    out.push_str("</nav>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",");
    put!(out, "\"@type\":\"Offer\",\"name\":{}", json(&detail.title));
    put!(out, ",\"description\":{}", json(&detail.text));
    if let Some(price) = detail.value(Field::Price) {
        put!(out, ",\"price\":{}", json(price));
    }
    out.push_str("}</script><nav class=\"trail\">");
    links(&detail.crumbs, "", " ", out);
    put!(
        out,
        "</nav><article class=\"entry\"><h1>{}</h1>\n<p class=\"byline\">",
        Esc(&detail.title)
    );
    for (field, tag) in
        [(Field::Posted, "time"), (Field::Place, "address"), (Field::Account, "cite")]
    {
        if let Some(value) = detail.value(field) {
            put!(out, "<{tag}>{}</{tag}> ", Esc(value));
        }
    }
    put!(out, "</p>\n<div class=\"entry-body\"><p>{}</p></div>", Lines(&detail.text, "</p><p>"));
    out.push_str("<ul class=\"specs\">");
    let shown = [Field::Posted, Field::Place, Field::Account];
    for fact in detail.facts.iter().filter(|f| !shown.contains(&f.field)) {
        put!(out, "<li><strong>{}</strong> {}</li>", fact.label, Esc(&fact.value));
    }
    out.push_str("</ul>");
    for image in &detail.images {
        put!(out, "<figure><img src=\"{image}\" alt=\"\"></figure>");
    }
    out.push_str("</article><nav class=\"acts\">");
    links(&detail.tools, "", " ", out);
    put!(out, "</nav><section class=\"more\"><h2>{}</h2>", detail.related_label);
    for entry in &detail.related {
        put!(out, "<p><a href=\"{}\">{}</a></p>", entry.href, Esc(&entry.title));
    }
    out.push_str("</section>");
}
