//! As the big plain boards have it: price and place stand in the heading beside the title, the others
//! are spans of lower-case words; the list of what is near stands before the posting.

use super::words::joined;
use crate::layout::{Detail, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "posting", held_out: true, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"{}\">\n<title>{} - {}</title>\n\
         <meta name=\"format-detection\" content=\"telephone=no\">\n</head>\n<body class=\"pst no-js\">\n<header \
         class=\"global-header\"><span class=\"gh-name\">{}</span>\n",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand,
        frame.brand
    );
    links(&frame.nav, "<span class=\"gh-link\">", "</span>\n", out);
    out.push_str("</header>\n<section class=\"page-container\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</section>\n<footer><ul class=\"foot-list\">\n");
    links(&frame.side, "<li>", "</li>\n", out);
    links(&frame.footer, "<li>", "</li>\n", out);
    out.push_str("</ul></footer>\n</body>\n</html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(
        out,
        "<h4 class=\"search-head\">{}</h4>\n<div class=\"search-legend\">",
        Esc(&listing.heading)
    );
    links(&listing.refine, "", " ", out);
    out.push_str("</div>\n<ul class=\"result-rows\">\n");
    for entry in &listing.entries {
        out.push_str("<li class=\"result-row\">");
        if let Some(posted) = &entry.posted {
            put!(out, "<time class=\"result-date\">{posted}</time> ");
        }
        put!(out, "<a class=\"result-title\" href=\"{}\">{}</a>", entry.href, Esc(&entry.title));
        if let Some(price) = &entry.price {
            put!(out, " <span class=\"result-cost\">{}</span>", Esc(price));
        }
        if let Some(place) = &entry.place {
            put!(out, " <span class=\"result-hood\">({})</span>", Esc(place));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n<div class=\"paginator\">");
    links(&listing.pager, "", " ", out);
    out.push_str("</div>\n");
}

/// Title, price and place in one heading.
fn heading(detail: &Detail, out: &mut String) {
    put!(
        out,
        "<h1 class=\"post-head\"><span class=\"star\"></span>\n<span \
         class=\"post-head-text\"><span id=\"post-name\">{}</span>",
        Esc(&detail.title)
    );
    if let Some(price) = detail.value(Field::Price) {
        put!(out, " - <span class=\"cost\">{}</span>", Esc(price));
    }
    if let Some(place) = detail.value(Field::Place) {
        put!(out, "<small> ({})</small>", Esc(place));
    }
    out.push_str("</span></h1>\n");
}

/// What is near, with the words that the posting itself has.
fn near(detail: &Detail, out: &mut String) {
    put!(out, "<div class=\"near\"><b>{}</b>\n", detail.related_label);
    for entry in &detail.related {
        let beside = joined(&[&entry.price, &entry.place], " - ");
        put!(out, "<p class=\"near-row\"><a href=\"{}\">", entry.href);
        put!(out, "{}</a> <small>{}</small></p>\n", Esc(&entry.title), Esc(&beside));
    }
    out.push_str("</div>\n");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<nav class=\"crumb-bar\">");
    links(&detail.crumbs, "<span class=\"crumb-box\">", " &gt;</span> ", out);
    out.push_str("</nav>\n");
    near(detail, out);
    out.push_str("<section class=\"dispatcher\"><ul class=\"flag-row\">");
    links(&detail.tools, "<li>", "</li>", out);
    out.push_str("</ul></section>\n");
    heading(detail, out);
    out.push_str("<section class=\"userbody\">\n<div class=\"swipe\">");
    for (n, image) in detail.images.iter().enumerate() {
        put!(
            out,
            "<a id=\"{n}_thumb\" class=\"thumb\" href=\"{image}\"><img src=\"{image}\" alt=\""
        );
        put!(out, "{} {}\"></a>", Esc(&detail.title), n + 1);
    }
    out.push_str("</div>\n<p class=\"attrs\">\n");
    for fact in detail.only(&[Field::Age, Field::Account, Field::Phone]) {
        let label = fact.label.to_lowercase();
        put!(out, "<span>{label}: <b>{}</b></span><br>\n", Esc(&fact.value));
    }
    put!(
        out,
        "</p>\n<section id=\"post-body\"><div class=\"print-qr\"><p>QR</p></div>\n{}\n</section>\n",
        Lines(&detail.text, "<br>\n")
    );
    out.push_str("<div class=\"post-infos\">\n");
    for fact in detail.only(&[Field::Posted, Field::Number]) {
        let label = fact.label.to_lowercase();
        match fact.field {
            Field::Posted => {
                put!(
                    out,
                    "<p class=\"post-info\">{label}: <time>{}</time></p>\n",
                    Esc(&fact.value)
                );
            }
            _ => put!(out, "<p class=\"post-info\">{label} {}</p>\n", Esc(&fact.value)),
        }
    }
    out.push_str("</div>\n</section>\n");
}
