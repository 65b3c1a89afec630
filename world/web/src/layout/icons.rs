//! Fresh: facts in a bar of icons with no word beside them, the text under tabs of buttons, pictures in
//! a slider.

use super::{Detail, Entry, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "icons", held_out: true, open, close, listing, detail };

/// The icon of a field.
fn icon(field: Field) -> &'static str {
    match field {
        Field::Price => "fa-tag",
        Field::Place => "fa-map-marker",
        Field::Age => "fa-birthday-cake",
        Field::Posted => "fa-clock-o",
        Field::Phone => "fa-phone",
        Field::Account => "fa-user",
        Field::Number => "fa-hashtag",
    }
}

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"{}\">\n<title>{} &#8211; {}</title>\n\
         <link rel=\"stylesheet\" href=\"/css/font-awesome.min.css\">\n</head>\n<body class=\"single \
         single-listing\">\n<header id=\"masthead\"><a class=\"custom-logo\" href=\"/\">{}</a>\n\
         <nav class=\"navbar\"><ul class=\"menu-primary\">\n",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand,
        frame.brand
    );
    links(&frame.nav, "<li class=\"menu-item\">", "</li>\n", out);
    out.push_str("</ul></nav></header>\n<div id=\"primary\" class=\"content-area\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div>\n<div id=\"secondary\" class=\"widget-area\"><ul>");
    links(&frame.side, "<li class=\"cat-item\">", "</li>\n", out);
    out.push_str("</ul></div>\n<footer id=\"colophon\"><div class=\"site-info\">");
    links(&frame.footer, "", " <span class=\"sep\"> | </span> ", out);
    out.push_str("</div></footer>\n</body>\n</html>\n");
}

fn box_of(entry: &Entry, out: &mut String) {
    put!(out, "<div class=\"listing-box\"><a href=\"{}\" class=\"listing-thumb\">", entry.href);
    match &entry.image {
        Some(image) => put!(out, "<img src=\"{image}\" class=\"wp-post-image\" alt=\"\">"),
        None => out.push_str("<i class=\"fa fa-camera\"></i>"),
    }
    put!(out, "</a>\n<h4 class=\"listing-name\"><a href=\"{}\">", entry.href);
    put!(out, "{}</a></h4>\n<p class=\"listing-bits\">", Esc(&entry.title));
    for (field, value) in
        [(Field::Place, &entry.place), (Field::Price, &entry.price), (Field::Posted, &entry.posted)]
    {
        if let Some(value) = value {
            put!(out, "<i class=\"fa {}\"></i> {} ", icon(field), Esc(value));
        }
    }
    out.push_str("</p></div>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h1 class=\"archive-title\">{}</h1><div class=\"sorter\">", Esc(&listing.heading));
    links(&listing.refine, "", "", out);
    out.push_str("</div>\n<div class=\"listing-boxes\">\n");
    listing.entries.iter().for_each(|entry| box_of(entry, out));
    out.push_str("</div>\n<div class=\"wp-pagenavi\">");
    links(&listing.pager, "", "\n", out);
    out.push_str("</div>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<div class=\"you-are-here\"><i class=\"fa fa-home\"></i> ");
    links(&detail.crumbs, "", " <i class=\"fa fa-angle-right\"></i> ", out);
    out.push_str("</div>\n");
    if !detail.images.is_empty() {
        out.push_str("<div class=\"swiper\"><div class=\"swiper-wrapper\">\n");
        for image in &detail.images {
            put!(out, "<div class=\"swiper-slide\"><img src=\"{image}\" alt=\"\"></div>\n");
        }
        out.push_str("</div></div>\n");
    }
    put!(
        out,
        "<h1 class=\"listing-heading\">{}</h1>\n<ul class=\"bits-bar\">\n",
        Esc(&detail.title)
    );
    for fact in &detail.facts {
        put!(out, "<li><i class=\"fa {}\"></i> {}</li>\n", icon(fact.field), Esc(&fact.value));
    }
    put!(
        out,
        "</ul>\n<div class=\"tab-buttons\"><button>{}</button></div>\n<div class=\"tab-pane\">\
         <p>{}</p>\n</div>\n<div class=\"sharing\">",
        detail.text_label,
        Lines(&detail.text, "</p>\n<p>")
    );
    links(&detail.tools, "", " ", out);
    put!(out, "</div>\n<h3 class=\"related-heading\">{}</h3>\n", detail.related_label);
    detail.related.iter().for_each(|entry| box_of(entry, out));
}
