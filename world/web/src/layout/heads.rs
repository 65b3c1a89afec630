//! Fresh: a page of one person; each fact is a small heading with a paragraph below it, the price is on
//! a button, and the number is cut into elements, so that machines do not find it.

use super::{Detail, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "heads", held_out: true, open, close, listing, detail };

/// A number, each few digits of it in an element of their own; what is seen is the number as it is.
fn cut(number: &str, out: &mut String) {
    let mut run = 0;
    for c in number.chars() {
        if !c.is_ascii_digit() {
            if run > 0 {
                out.push_str("</span>");
            }
            run = 0;
            put!(out, "{}", Esc(c.encode_utf8(&mut [0; 4])));
            continue;
        }
        if run == 4 {
            out.push_str("</span>");
            run = 0;
        }
        if run == 0 {
            out.push_str("<span class=\"dgt\">");
        }
        run += 1;
        out.push(c);
    }
    if run > 0 {
        out.push_str("</span>");
    }
}

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"{}\" /><title>{} | {}</title></head>\n\
         <body class=\"theme-dark\"><div class=\"hero\"><div class=\"hero-name\">{}</div>\
         <ul class=\"hero-nav\">",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand,
        frame.brand
    );
    links(&frame.nav, "<li class=\"hero-link\">", "</li>", out);
    out.push_str("</ul></div>\n<div class=\"stage\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div>\n<div class=\"underline\"><h6>&#9733;</h6><p>");
    links(&frame.side, "", " &#9733; ", out);
    out.push_str("</p><p>");
    links(&frame.footer, "", " &#9733; ", out);
    out.push_str("</p></div></body></html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h1>{}</h1><p class=\"cuts\">", Esc(&listing.heading));
    links(&listing.refine, "", " &#9733; ", out);
    out.push_str("</p>\n<div class=\"gallery-wall\">\n");
    for entry in &listing.entries {
        put!(out, "<a class=\"tile-link\" href=\"{}\">", entry.href);
        if let Some(image) = &entry.image {
            put!(out, "<figure><img src=\"{image}\" alt=\"\"></figure>");
        }
        put!(out, "<h6>{}</h6>", Esc(&entry.title));
        for part in [&entry.place, &entry.posted].into_iter().flatten() {
            put!(out, "<p>{}</p>", Esc(part));
        }
        if let Some(price) = &entry.price {
            put!(out, "<button type=\"button\">{}</button>", Esc(price));
        }
        out.push_str("</a>\n");
    }
    out.push_str("</div>\n<p class=\"steps\">");
    links(&listing.pager, "", " ", out);
    out.push_str("</p>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<p class=\"way\">");
    links(&detail.crumbs, "", " &#9733; ", out);
    put!(out, "</p>\n<div class=\"star-name\">{}</div>\n<div class=\"wall\">", Esc(&detail.title));
    for image in &detail.images {
        put!(
            out,
            "<figure><a href=\"{image}\" class=\"zoom\"><img data-lazy=\"{image}\" src=\"{image}\" \
             alt=\"\"></a></figure>"
        );
    }
    out.push_str("</div>\n<div class=\"quick\">\n");
    for fact in &detail.facts {
        match fact.field {
            Field::Price => {
                put!(out, "<button type=\"button\" class=\"book\">{}</button>\n", Esc(&fact.value));
            }
            Field::Phone => {
                put!(out, "<h6>{}</h6><p>", fact.label);
                cut(&fact.value, out);
                out.push_str("</p>\n");
            }
            _ => put!(out, "<h6>{}</h6><p>{}</p>\n", fact.label, Esc(&fact.value)),
        }
    }
    put!(
        out,
        "</div>\n<h6>{}</h6>\n<p>{}</p>\n<p class=\"do\">",
        detail.text_label,
        Lines(&detail.text, "</p>\n<p>")
    );
    links(&detail.tools, "", " &#9733; ", out);
    put!(out, "</p>\n<h6>{}</h6>\n", detail.related_label);
    for entry in &detail.related {
        put!(out, "<a class=\"tile-link\" href=\"{}\">{}</a>\n", entry.href, Esc(&entry.title));
    }
}
