//! A thread of a forum: who wrote it, and from where, stands in a profile beside the post, when above
//! it; price and the like are bold words at the head of the post. Some posts have an answer below.

use super::words::{beside, views};
use crate::layout::{Detail, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "forum", held_out: true, open, close, listing, detail };

/// What the post itself says.
const INSIDE: [Field; 3] = [Field::Price, Field::Age, Field::Phone];

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html>\n<html dir=\"ltr\" lang=\"{}\">\n<head>\n<meta charset=\"{}\" />\n<title>{} \
         &bull; {}</title>\n</head>\n<body id=\"board\" class=\"nojs section-viewtopic ltr\">\n<div \
         id=\"headerbar\"><p class=\"site-name\">{}</p></div>\n<ul id=\"nav-main\" class=\"linklist\">\n",
        frame.lang,
        frame.charset,
        frame.brand,
        Esc(&frame.title),
        frame.brand
    );
    links(&frame.nav, "<li class=\"small-icon\">", "</li>\n", out);
    out.push_str("</ul>\n<div id=\"page-body\" role=\"main\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div>\n<div class=\"stat-block\"><p>");
    links(&frame.side, "", " &bull; ", out);
    out.push_str("</p></div>\n<div class=\"navfooter\"><ul class=\"linklist\">\n");
    links(&frame.footer, "<li>", "</li>\n", out);
    out.push_str("</ul></div>\n</body>\n</html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(
        out,
        "<h2 class=\"forum-title\">{}</h2>\n<div class=\"action-bar\">",
        Esc(&listing.heading)
    );
    links(&listing.refine, "", " &bull; ", out);
    out.push_str("</div>\n<div class=\"forumbg\"><ul class=\"topics\">\n");
    for (n, entry) in listing.entries.iter().enumerate() {
        let shade = ["bg1", "bg2"][n % 2];
        put!(
            out,
            "<li class=\"lrow {shade}\"><dl class=\"row-item\"><dt><div class=\"list-inner\">"
        );
        put!(out, "<a href=\"{}\" class=\"ttl\">{}</a>", entry.href, Esc(&entry.title));
        put!(out, "<br />{}</div></dt></dl></li>\n", Esc(&beside(entry, " &raquo; ")));
    }
    out.push_str("</ul></div>\n<div class=\"action-bar\">");
    links(&listing.pager, "", " ", out);
    out.push_str("</div>\n");
}

/// The column beside a post: who, and what else of the writer is shown.
fn profile(detail: &Detail, out: &mut String) {
    out.push_str("<dl class=\"postprofile\">");
    if let Some(account) = detail.value(Field::Account) {
        put!(out, "<dt><a href=\"#profile\" class=\"username\">{}</a></dt>", Esc(account));
    }
    for fact in detail.only(&[Field::Place]) {
        put!(out, "<dd><strong>{}:</strong> {}</dd>", fact.label, Esc(&fact.value));
    }
    out.push_str("</dl>\n");
}

/// An answer of somebody else's that says nothing, as such threads have it to get to the top again.
fn bump(detail: &Detail, out: &mut String) {
    let writer = views(detail);
    let when = detail.related.iter().find_map(|e| e.posted.as_deref()).unwrap_or_default();
    put!(
        out,
        "<div class=\"post bg1\"><dl class=\"postprofile\"><dt><a href=\"#profile\" \
         class=\"username\">guest{writer}</a></dt></dl>\n<div class=\"post-inner\"><p \
         class=\"author\">&raquo; {when}</p>\n<div class=\"post-content\">+1</div></div></div>\n"
    );
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<ul class=\"navlinks\">");
    links(&detail.crumbs, "<li class=\"crumb\">", "</li>", out);
    put!(
        out,
        "</ul>\n<h2 class=\"thread-title\"><a href=\"#top\">{}</a></h2>\n",
        Esc(&detail.title)
    );
    out.push_str("<div class=\"post bg2\">\n");
    profile(detail, out);
    out.push_str("<div class=\"post-inner\"><p class=\"author\">");
    for fact in detail.only(&[Field::Number]) {
        put!(out, "<span class=\"post-no\">{} {}</span> ", fact.label, Esc(&fact.value));
    }
    if let Some(posted) = detail.value(Field::Posted) {
        put!(out, "&raquo; {}", Esc(posted));
    }
    out.push_str("</p>\n<div class=\"post-content\">");
    for fact in detail.only(&INSIDE) {
        put!(out, "<b>{}:</b> {}<br />\n", fact.label, Esc(&fact.value));
    }
    put!(out, "<br />\n{}</div>\n", Lines(&detail.text, "<br />\n"));
    if !detail.images.is_empty() {
        out.push_str("<dl class=\"attachbox\">");
        for image in &detail.images {
            put!(out, "<dd><img src=\"{image}\" class=\"postimage\" alt=\"\" /></dd>");
        }
        out.push_str("</dl>\n");
    }
    out.push_str("<ul class=\"post-buttons\">");
    links(&detail.tools, "<li>", "</li>", out);
    out.push_str("</ul></div></div>\n");
    if views(detail).is_multiple_of(3) {
        bump(detail, out);
    }
    put!(out, "<h3 class=\"also-head\">{}</h3>\n<ul class=\"topics\">\n", detail.related_label);
    for entry in &detail.related {
        put!(out, "<li class=\"lrow\"><a href=\"{}\" class=\"ttl\">", entry.href);
        put!(out, "{}</a></li>\n", Esc(&entry.title));
    }
    out.push_str("</ul>\n");
}
