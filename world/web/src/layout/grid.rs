//! Held out: real data tables with header cells; listings have a column for each field.

use super::{Detail, Esc, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "grid", held_out: true, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><title>{}</title><meta charset=\"{}\"></head>\n\
         <body><table class=\"bar\" role=\"presentation\"><tbody><tr>",
        frame.lang,
        Esc(&frame.title),
        frame.charset
    );
    links(&frame.nav, "<td>", "</td>", out);
    put!(out, "</tr></tbody></table><h5>{}</h5>\n", frame.brand);
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("<table class=\"bar bar-low\" role=\"presentation\"><tbody><tr>");
    links(&frame.side, "<td>", "</td>", out);
    out.push_str("</tr><tr>");
    links(&frame.footer, "<td>", "</td>", out);
    out.push_str("</tr></tbody></table></body></html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<table class=\"overview\"><caption>{}</caption><thead><tr>", Esc(&listing.heading));
    links(&listing.refine, "<th>", "</th>", out);
    out.push_str("</tr></thead><tbody>\n");
    for entry in &listing.entries {
        put!(
            out,
            "<tr><th scope=\"row\"><a href=\"{}\">{}</a></th>",
            entry.href,
            Esc(&entry.title)
        );
        for part in [&entry.posted, &entry.price, &entry.place] {
            put!(out, "<td>{}</td>", Esc(part.as_deref().unwrap_or("–")));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody><tfoot><tr>");
    links(&listing.pager, "<td>", "</td>", out);
    out.push_str("</tr></tfoot></table>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    links(&detail.crumbs, "", " → ", out);
    put!(out, "<table class=\"record\"><caption>{}</caption>\n<tbody>", Esc(&detail.title));
    for fact in &detail.facts {
        put!(out, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", fact.label, Esc(&fact.value));
    }
    put!(
        out,
        "<tr><td colspan=\"2\"><blockquote>{}</blockquote></td></tr></tbody></table>\n",
        Lines(&detail.text, "<br><br>")
    );
    for image in &detail.images {
        put!(out, "<a href=\"{image}\"><img src=\"{image}\" width=\"90\" alt=\"\"></a>");
    }
    links(&detail.tools, " ", "", out);
    put!(out, "<table class=\"nearby\"><caption>{}</caption><tbody>", detail.related_label);
    for entry in &detail.related {
        put!(out, "<tr><td><a href=\"{}\">{}</a></td></tr>", entry.href, Esc(&entry.title));
    }
    out.push_str("</tbody></table>");
}
