//! Utility classes for several widths of screen: a fact is a tile, a big value above its small label,
//! and what nobody reads is one line at the end; price and number stand again in a bar that sticks to
//! the foot of the screen. Long texts are folded.

use super::words::{WHOLE, YEARS, beside, other, say};
use crate::layout::{Detail, Entry, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "tiles", held_out: true, open, close, listing, detail };

/// What the line at the end says.
const SMALL: [Field; 3] = [Field::Number, Field::Posted, Field::Account];

const INK: &str = "text-slate-700 leading-6";

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!doctype html>\n<html lang=\"{}\" class=\"scroll-smooth antialiased\">\n<head><meta \
         charset=\"{}\"><meta name=\"theme-color\" content=\"#0f172a\"><title>{} · {}</title></head>\n\
         <body class=\"min-h-screen {INK}\">\n<nav class=\"sticky top-0 md:px-8\"><strong>{}</strong>",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand,
        frame.brand
    );
    links(&frame.nav, "<div class=\"inline-flex md:px-3\">", "</div>", out);
    out.push_str("</nav>\n<div class=\"mx-auto max-w-screen-lg md:px-8\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div>\n<div class=\"bg-slate-900 text-slate-100 mt-12\">");
    links(&frame.side, "<div class=\"md:px-3\">", "</div>", out);
    links(&frame.footer, "<div class=\"inline-flex md:px-3\">", "</div>", out);
    out.push_str("</div>\n</body></html>\n");
}

fn strip(entry: &Entry, out: &mut String) {
    put!(out, "<a href=\"{}\" class=\"rounded-2xl ring-1 hover:ring-2\">", entry.href);
    if let Some(image) = &entry.image {
        put!(out, "<img class=\"aspect-video\" src=\"{image}\" alt=\"\">");
    }
    put!(
        out,
        "<p class=\"text-base font-medium\">{}</p><p class=\"tracking-wide\">{}</p></a>\n",
        Esc(&entry.title),
        Esc(&beside(entry, " · "))
    );
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h1 class=\"text-3xl\">{}</h1>\n<div>", Esc(&listing.heading));
    links(&listing.refine, "<span class=\"rounded-full ring-1\">", "</span>", out);
    out.push_str("</div>\n<div class=\"md:grid md:grid-cols-3 gap-6\">\n");
    listing.entries.iter().for_each(|entry| strip(entry, out));
    out.push_str("</div>\n<div class=\"inline-flex gap-6\">");
    links(&listing.pager, "<span class=\"rounded-full ring-1\">", "</span>", out);
    out.push_str("</div>\n");
}

/// The text: the first line, and the others folded away.
fn folded(frame: &Frame<'_>, text: &str, out: &mut String) {
    let text = text.trim_start_matches('\n');
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    put!(out, "<div class=\"max-w-prose {INK}\"><p>{}</p>", Esc(first));
    if rest.trim().is_empty() {
        out.push_str("</div>\n");
    } else {
        put!(out, "<div class=\"line-clamp-1 md:line-clamp-none\"><p>{}", Lines(rest, "</p><p>"));
        put!(
            out,
            "</p></div></div>\n<button class=\"md:hidden\">{}</button>\n",
            say(frame, &WHOLE)
        );
    }
}

/// The line at the end: what the site shows of it.
fn last_line(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<p class=\"text-slate-400 mt-12\">");
    let mut between = "";
    for fact in detail.only(&SMALL) {
        put!(out, "{between}{}: {}", other(frame, fact.field), Esc(&fact.value));
        between = " · ";
    }
    out.push_str("</p>\n");
}

fn detail(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<div class=\"overflow-x-auto whitespace-nowrap\">");
    for image in &detail.images {
        put!(out, "<img class=\"inline-block snap-center\" src=\"{image}\" alt=\"\">");
    }
    out.push_str("</div>\n<div class=\"text-slate-400\">");
    links(&detail.crumbs, "", " <span aria-hidden=\"true\">›</span> ", out);
    put!(
        out,
        "</div>\n<h1 class=\"text-3xl font-medium\">{}</h1>\n<div class=\"md:inline-grid gap-6\">\n",
        Esc(&detail.title)
    );
    for fact in detail.facts.iter().filter(|f| !SMALL.contains(&f.field)) {
        let label = match fact.field {
            Field::Age => say(frame, &YEARS),
            field => other(frame, field),
        };
        put!(
            out,
            "<div class=\"rounded-2xl ring-1\"><p class=\"text-3xl\">{}</p><p \
             class=\"tracking-wide\">{label}</p></div>\n",
            Esc(&fact.value)
        );
    }
    out.push_str("</div>\n");
    folded(frame, &detail.text, out);
    last_line(frame, detail, out);
    out.push_str("<div>");
    links(&detail.tools, "<span class=\"rounded-full ring-1\">", "</span>", out);
    put!(out, "</div>\n<h2 class=\"text-base\">{}</h2>\n", detail.related_label);
    out.push_str("<div class=\"md:grid md:grid-cols-3 gap-6\">\n");
    detail.related.iter().for_each(|entry| strip(entry, out));
    out.push_str("</div>\n<div class=\"fixed bottom-0 md:hidden\">");
    if let Some(price) = detail.value(Field::Price) {
        put!(out, "<span>{}</span>", Esc(price));
    }
    if let Some(phone) = detail.value(Field::Phone) {
        put!(out, "<a href=\"tel:{0}\">{0}</a>", Esc(phone));
    }
    out.push_str("</div>\n");
}
