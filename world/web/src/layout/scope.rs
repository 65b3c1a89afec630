//! Fresh: microdata on elements that one would not look at, and facts that only `meta` says, which no
//! visitor sees.

use super::{Detail, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "scope", held_out: true, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"{}\"><title>{} @ {}</title>\
         <meta property=\"og:site_name\" content=\"{}\"></head><body itemscope \
         itemtype=\"https://schema.org/WebPage\"><details class=\"burger\"><summary>{}</summary><menu>",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand,
        frame.brand,
        frame.brand
    );
    links(&frame.nav, "<li>", "</li>", out);
    out.push_str("</menu></details><div role=\"main\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div><div role=\"complementary\">");
    links(&frame.side, "<div>", "</div>", out);
    out.push_str("</div><div role=\"contentinfo\">");
    links(&frame.footer, "<span>", "</span>", out);
    out.push_str("</div></body></html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<p role=\"heading\">{}</p><p role=\"toolbar\">", Esc(&listing.heading));
    links(&listing.refine, "", " ", out);
    out.push_str("</p><div role=\"feed\">\n");
    for entry in &listing.entries {
        put!(
            out,
            "<section role=\"article\"><a href=\"{}\"><mark>{}</mark></a>",
            entry.href,
            Esc(&entry.title)
        );
        for (tag, value) in [("var", &entry.price), ("q", &entry.place), ("time", &entry.posted)] {
            if let Some(value) = value {
                put!(out, "<{tag}>{}</{tag}>", Esc(value));
            }
        }
        out.push_str("</section>\n");
    }
    out.push_str("</div><p role=\"navigation\">");
    links(&listing.pager, "", " ", out);
    out.push_str("</p>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<p role=\"navigation\">");
    links(&detail.crumbs, "", " / ", out);
    put!(
        out,
        "</p><section itemprop=\"mainEntity\" itemscope itemtype=\"https://schema.org/Product\">\n\
         <mark itemprop=\"name\">{}</mark>",
        Esc(&detail.title)
    );
    for image in &detail.images {
        put!(out, "<link itemprop=\"image\" href=\"{image}\"><img src=\"{image}\" alt=\"\">");
    }
    put!(out, "\n<span itemprop=\"description\">{}</span>\n", Lines(&detail.text, "<br>"));
    for (field, prop) in
        [(Field::Number, "productID"), (Field::Posted, "releaseDate"), (Field::Age, "audience")]
    {
        if let Some(value) = detail.value(field) {
            put!(out, "<meta itemprop=\"{prop}\" content=\"{}\">", Esc(value));
        }
    }
    out.push_str("<i itemprop=\"offers\" itemscope itemtype=\"https://schema.org/Offer\">");
    if let Some(price) = detail.value(Field::Price) {
        put!(out, "<var itemprop=\"price\">{}</var> ", Esc(price));
    }
    if let Some(place) = detail.value(Field::Place) {
        put!(
            out,
            "<b itemprop=\"availableAtOrFrom\" itemscope itemtype=\"https://schema.org/Place\">\
             <u itemprop=\"name\">{}</u></b> ",
            Esc(place)
        );
    }
    out.push_str("<s itemprop=\"seller\" itemscope itemtype=\"https://schema.org/Person\">");
    if let Some(account) = detail.value(Field::Account) {
        put!(out, "<kbd itemprop=\"name\">{}</kbd>", Esc(account));
    }
    if let Some(phone) = detail.value(Field::Phone) {
        put!(out, " <samp itemprop=\"telephone\">{}</samp>", Esc(phone));
    }
    out.push_str("</s></i></section><p role=\"toolbar\">");
    links(&detail.tools, "", " ", out);
    put!(out, "</p><section aria-label=\"{}\">", detail.related_label);
    for entry in &detail.related {
        put!(out, "<a href=\"{}\"><mark>{}</mark></a>", entry.href, Esc(&entry.title));
    }
    out.push_str("</section>");
}
