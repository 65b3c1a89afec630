//! Nested tables of the year 2000: no classes to speak of, a field is a row of two cells.

use super::{Detail, Esc, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "table", held_out: false, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\n<html><head>\
         <meta http-equiv=\"Content-Type\" content=\"text/html; charset={}\"><title>{} - {}</title>\
         </head>\n<body bgcolor=\"#ffffff\"><table width=760 class=outer><tr><td colspan=2>\
         <b>{}</b> | ",
        frame.charset,
        Esc(&frame.title),
        frame.brand,
        frame.brand
    );
    links(&frame.nav, "", " | ", out);
    out.push_str("</td></tr><tr><td class=menu width=140 valign=top>");
    links(&frame.side, "<font size=1>", "</font><br>", out);
    out.push_str("</td><td class=main valign=top>\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</td></tr><tr><td colspan=2 class=foot>");
    links(&frame.footer, "", " &middot; ", out);
    put!(out, "&copy; {}</td></tr></table></body></html>\n", frame.brand);
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h2>{}</h2><p>", Esc(&listing.heading));
    links(&listing.refine, "[", "] ", out);
    out.push_str("</p><table class=rows cellpadding=3>\n");
    for (n, entry) in listing.entries.iter().enumerate() {
        let shade = if n % 2 == 0 { "even" } else { "odd" };
        put!(out, "<tr class={shade}><td>");
        if let Some(image) = &entry.image {
            put!(out, "<img src=\"{image}\" width=60 height=45>");
        }
        put!(out, "</td><td><a href=\"{}\">{}</a></td>", entry.href, Esc(&entry.title));
        for cell in [&entry.place, &entry.price, &entry.posted] {
            put!(out, "<td nowrap>{}</td>", Esc(cell.as_deref().unwrap_or("-")));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table><center>");
    links(&listing.pager, "", " ", out);
    out.push_str("</center>\n");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    links(&detail.crumbs, "", " &gt; ", out);
    put!(out, "<h1>{}</h1>\n<table class=facts>", Esc(&detail.title));
    for fact in &detail.facts {
        put!(out, "<tr><td class=l><b>{}</b></td><td>{}</td></tr>\n", fact.label, Esc(&fact.value));
    }
    put!(out, "</table>\n<div class=txt>{}</div>\n<table><tr>", Lines(&detail.text, "<br>\n"));
    for image in &detail.images {
        put!(out, "<td><img src=\"{image}\" width=120></td>");
    }
    out.push_str("</tr></table><p>");
    links(&detail.tools, "[", "] ", out);
    put!(out, "</p><h4>{}</h4><table class=more>", detail.related_label);
    for entry in &detail.related {
        let price = entry.price.as_deref().unwrap_or_default();
        put!(out, "<tr><td><a href=\"{}\">{}</a></td>", entry.href, Esc(&entry.title));
        put!(out, "<td>{}</td></tr>\n", Esc(price));
    }
    out.push_str("</table>");
}
