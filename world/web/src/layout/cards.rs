//! Cards of utility classes, fields named by `data-` attributes.

use super::{Detail, Entry, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "cards", held_out: false, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"{}\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{} | {}</title>\
         <link rel=\"stylesheet\" href=\"/a/app.css\"></head>\n<body class=\"font-sans\">\
         <header class=\"flex p-4\"><nav class=\"flex\">",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand
    );
    links(&frame.nav, "", "", out);
    out.push_str("</nav></header>\n<main class=\"container\">");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</main><aside class=\"w-1/4\">");
    links(&frame.side, "<div class=\"p-1\">", "</div>", out);
    out.push_str("</aside><footer class=\"p-4 text-sm\">");
    links(&frame.footer, "", " ", out);
    out.push_str("</footer></body></html>\n");
}

fn card(entry: &Entry, out: &mut String) {
    out.push_str("<article class=\"card shadow\">");
    if let Some(image) = &entry.image {
        put!(out, "<img class=\"rounded\" loading=\"lazy\" src=\"{image}\" alt=\"\">");
    }
    put!(out, "<div class=\"p-2\"><a class=\"block\" href=\"{}\">", entry.href);
    put!(out, "<div class=\"font-bold\">{}</div></a>", Esc(&entry.title));
    for (class, value) in
        [("text-lg", &entry.price), ("text-xs", &entry.place), ("text-xs muted", &entry.posted)]
    {
        if let Some(value) = value {
            put!(out, "<div class=\"{class}\">{}</div>", Esc(value));
        }
    }
    out.push_str("</div></article>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<div class=\"text-xl\">{}</div><div class=\"flex wrap\">", Esc(&listing.heading));
    links(&listing.refine, "<span class=\"chip\">", "</span>", out);
    out.push_str("</div><div class=\"grid grid-cols-3\">\n");
    listing.entries.iter().for_each(|entry| card(entry, out));
    out.push_str("</div><div class=\"flex justify-center\">");
    links(&listing.pager, "<span class=\"btn\">", "</span>", out);
    out.push_str("</div>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<div class=\"text-xs\">");
    links(&detail.crumbs, "", " › ", out);
    put!(
        out,
        "</div><div class=\"card\" data-page=\"item\"><div class=\"text-2xl\" data-role=\"title\">\
         {}</div><div class=\"flex gap-2\">",
        Esc(&detail.title)
    );
    for field in [Field::Price, Field::Place, Field::Posted, Field::Age] {
        if let Some(value) = detail.value(field) {
            put!(out, "<span data-role=\"{}\">{}</span>", field.label(), Esc(value));
        }
    }
    put!(
        out,
        "</div>\n<div class=\"prose\" data-role=\"body\">{}</div><div class=\"flex\" \
         data-role=\"gallery\">",
        Lines(&detail.text, "<br>\n")
    );
    for image in &detail.images {
        put!(out, "<img class=\"w-1/4\" src=\"{image}\" alt=\"\">");
    }
    out.push_str("</div><div class=\"border-t\">");
    if let Some(account) = detail.value(Field::Account) {
        put!(out, "<span class=\"avatar\">{}</span>", &account[..1]);
        put!(out, "<b data-role=\"member\">{}</b>", Esc(account));
    }
    if let Some(phone) = detail.value(Field::Phone) {
        put!(out, "<a class=\"btn\" href=\"tel:{0}\" data-role=\"phone\">{0}</a>", Esc(phone));
    }
    if let Some(number) = detail.value(Field::Number) {
        put!(out, "<span class=\"muted\" data-role=\"number\">{number}</span>");
    }
    out.push_str("</div></div><div class=\"flex\">");
    links(&detail.tools, "<span class=\"btn\">", "</span>", out);
    put!(out, "</div><div class=\"text-xl\">{}</div>", detail.related_label);
    out.push_str("<div class=\"grid grid-cols-4\">");
    detail.related.iter().for_each(|entry| card(entry, out));
    out.push_str("</div>");
}
