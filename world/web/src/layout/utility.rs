//! Fresh: boxes in boxes, all named by the same utility classes of a framework with a prefix; nothing
//! but its place and its label tells one from another.

use super::{Detail, Entry, Esc, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "utility", held_out: true, open, close, listing, detail };

/// The class of every box.
const BOX: &str = "tw-bg-white tw-rounded-lg tw-shadow tw-p-4 tw-mb-4";

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html><html lang=\"{}\" class=\"tw-h-full\"><head><meta charSet=\"{}\"/><title>{}</title>\
         </head><body class=\"tw-bg-gray-50\"><div id=\"__next\"><div class=\"{BOX}\"><div \
         class=\"tw-text-xl tw-font-bold\">{}</div><div class=\"tw-flex tw-gap-2\">",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand
    );
    links(&frame.nav, "<div class=\"tw-px-2\">", "</div>", out);
    put!(out, "</div></div><div class=\"tw-grid tw-grid-cols-12\"><div class=\"tw-col-span-9\">");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    put!(out, "</div><div class=\"tw-col-span-3\"><div class=\"{BOX}\">");
    links(&frame.side, "<div class=\"tw-px-2\">", "</div>", out);
    put!(out, "</div></div></div><div class=\"{BOX}\"><div class=\"tw-flex tw-gap-2\">");
    links(&frame.footer, "<div class=\"tw-px-2\">", "</div>", out);
    out.push_str(
        "</div></div></div><script id=\"__NEXT_DATA__\" type=\"application/json\">{\"props\":{}}</script>\
         </body></html>",
    );
}

fn boxed(entry: &Entry, out: &mut String) {
    put!(out, "<div class=\"{BOX}\"><a href=\"{}\"><div class=\"tw-flex\">", entry.href);
    if let Some(image) = &entry.image {
        put!(out, "<img class=\"tw-w-24 tw-object-cover\" src=\"{image}\"/>");
    }
    put!(out, "<div class=\"tw-text-sm\">{}</div>", Esc(&entry.title));
    for value in [&entry.price, &entry.place, &entry.posted].into_iter().flatten() {
        put!(out, "<div class=\"tw-text-sm\">{}</div>", Esc(value));
    }
    out.push_str("</div></a></div>");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(
        out,
        "<div class=\"{BOX}\"><div class=\"tw-text-xl tw-font-bold\">{}</div><div class=\"tw-flex \
         tw-gap-2\">",
        Esc(&listing.heading)
    );
    links(&listing.refine, "<div class=\"tw-px-2\">", "</div>", out);
    out.push_str("</div></div>");
    listing.entries.iter().for_each(|entry| boxed(entry, out));
    put!(out, "<div class=\"{BOX}\"><div class=\"tw-flex tw-gap-2\">");
    links(&listing.pager, "<div class=\"tw-px-2\">", "</div>", out);
    out.push_str("</div></div>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    put!(out, "<div class=\"{BOX}\"><div class=\"tw-flex tw-gap-2\">");
    links(&detail.crumbs, "<div class=\"tw-px-2\">", "</div>", out);
    put!(
        out,
        "</div></div><div class=\"{BOX}\"><div class=\"tw-text-xl tw-font-bold\">{}</div></div><div \
         class=\"{BOX}\">",
        Esc(&detail.title)
    );
    for image in &detail.images {
        put!(out, "<img class=\"tw-w-24 tw-object-cover\" src=\"{image}\"/>");
    }
    out.push_str("</div><div class=\"tw-grid tw-grid-cols-2 tw-gap-4\">");
    for fact in &detail.facts {
        put!(
            out,
            "<div class=\"{BOX}\"><div class=\"tw-text-xs tw-uppercase\">{}</div><div \
             class=\"tw-text-sm\">{}</div></div>",
            fact.label,
            Esc(&fact.value)
        );
    }
    put!(
        out,
        "</div><div class=\"{BOX}\"><div class=\"tw-text-xs tw-uppercase\">{}</div><div \
         class=\"tw-text-sm\">{}</div></div><div class=\"{BOX}\"><div class=\"tw-flex tw-gap-2\">",
        detail.text_label,
        Lines(&detail.text, "<br/>")
    );
    links(&detail.tools, "<div class=\"tw-px-2\">", "</div>", out);
    put!(out, "</div></div><div class=\"tw-text-xs tw-uppercase\">{}</div>", detail.related_label);
    detail.related.iter().for_each(|entry| boxed(entry, out));
}
