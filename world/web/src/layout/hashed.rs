//! `div`s all the way down, with class names that a build tool hashed: other ones on each site.

use super::{Detail, Entry, Esc, Frame, Layout, Lines, Listing, links, put};
use spoor_world::key;

pub(super) const LAYOUT: Layout =
    Layout { name: "hashed", held_out: false, open, close, listing, detail };

/// The class that stands for `part` on this site.
fn class(frame: &Frame<'_>, part: u64) -> String {
    format!("css-{:07x}", key(&[frame.tag, 81, part]) & 0xfff_ffff)
}

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"{}\"><title>{}</title></head><body>\
         <div id=\"__root\"><div class=\"{}\"><div class=\"{}\">",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        class(frame, 1),
        class(frame, 2)
    );
    links(&frame.nav, "<div>", "</div>", out);
    put!(out, "</div><div class=\"{}\">", class(frame, 3));
}

fn close(frame: &Frame<'_>, out: &mut String) {
    put!(out, "</div><div class=\"{}\">", class(frame, 4));
    links(&frame.side, "<div>", "</div>", out);
    links(&frame.footer, "<span>", "</span>", out);
    out.push_str("</div></div></div></body></html>\n");
}

fn tile(frame: &Frame<'_>, entry: &Entry, out: &mut String) {
    put!(out, "<div class=\"{}\"><a href=\"{}\">", class(frame, 10), entry.href);
    if let Some(image) = &entry.image {
        put!(out, "<div style=\"background-image:url({image})\"></div>");
    }
    put!(out, "<div class=\"{}\">{}</div></a>", class(frame, 11), Esc(&entry.title));
    for (part, value) in [(12, &entry.price), (13, &entry.place), (14, &entry.posted)] {
        if let Some(value) = value {
            put!(out, "<div class=\"{}\">{}</div>", class(frame, part), Esc(value));
        }
    }
    out.push_str("</div>");
}

fn listing(frame: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<div class=\"{}\">{}</div><div>", class(frame, 5), Esc(&listing.heading));
    links(&listing.refine, "<div>", "</div>", out);
    put!(out, "</div><div class=\"{}\">", class(frame, 6));
    listing.entries.iter().for_each(|entry| tile(frame, entry, out));
    put!(out, "</div><div class=\"{}\">", class(frame, 7));
    links(&listing.pager, "<div>", "</div>", out);
    out.push_str("</div>");
}

fn detail(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    put!(out, "<div class=\"{}\">", class(frame, 20));
    links(&detail.crumbs, "<div>", "</div>", out);
    put!(out, "</div><div class=\"{}\">{}</div>", class(frame, 21), Esc(&detail.title));
    put!(out, "<div class=\"{}\">", class(frame, 22));
    for image in &detail.images {
        put!(out, "<div><img src=\"{image}\" alt=\"\"></div>");
    }
    put!(out, "</div><div class=\"{}\">", class(frame, 23));
    for fact in &detail.facts {
        put!(
            out,
            "<div class=\"{}\"><div class=\"{}\">{}</div><div class=\"{}\">{}</div></div>",
            class(frame, 24),
            class(frame, 25),
            fact.label,
            class(frame, 26),
            Esc(&fact.value)
        );
    }
    put!(
        out,
        "</div><div class=\"{}\"><div>{}</div><div class=\"{}\">{}</div></div><div>",
        class(frame, 27),
        detail.text_label,
        class(frame, 28),
        Lines(&detail.text, "<br/>")
    );
    links(&detail.tools, "<div>", "</div>", out);
    put!(out, "</div><div class=\"{}\"><div>{}</div>", class(frame, 29), detail.related_label);
    detail.related.iter().for_each(|entry| tile(frame, entry, out));
    out.push_str("</div>");
}
