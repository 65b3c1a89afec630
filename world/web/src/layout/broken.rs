//! HTML that no validator likes: capitals, no quotes, elements not closed or closed crosswise.

use super::{Detail, Esc, Frame, Layout, Lines, Link, Listing, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "broken", held_out: false, open, close, listing, detail };

/// Links whose attribute is in single quotes, and not closed elements round them.
fn loose(all: &[Link], before: &str, out: &mut String) {
    for (label, href) in all {
        put!(out, "{before}<A HREF='{href}'>{}</A>\n", Esc(label));
    }
}

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<HTML><HEAD><TITLE>{}</TITLE><META HTTP-EQUIV=Content-Type CONTENT=\"text/html; charset={}\">\
         <BODY><CENTER><FONT COLOR=navy SIZE=5>{}</CENTER></FONT><TABLE><TR><TD CLASS=nv>",
        Esc(&frame.title),
        frame.charset,
        frame.brand
    );
    loose(&frame.nav, "<LI>", out);
    out.push_str("<TD CLASS=bd>");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</FONT><TR><TD><TD>");
    loose(&frame.side, "<BR>", out);
    loose(&frame.footer, "<P>", out);
    out.push_str("</BODY>");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<H2>{}</H3><P>", Esc(&listing.heading));
    loose(&listing.refine, " ", out);
    out.push_str("<UL CLASS=ls>\n");
    for entry in &listing.entries {
        put!(out, "<LI CLASS=it><B><A HREF='{}'>{}</B></A>", entry.href, Esc(&entry.title));
        if let Some(price) = &entry.price {
            put!(out, "<FONT COLOR=red>{}", Esc(price));
        }
        for part in [&entry.place, &entry.posted].into_iter().flatten() {
            put!(out, "<BR>{}", Esc(part));
        }
        out.push('\n');
    }
    out.push_str("</UL>");
    loose(&listing.pager, " ", out);
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    loose(&detail.crumbs, " : ", out);
    put!(out, "<H1><FONT FACE=Arial>{}</H1></FONT>\n<TABLE CLASS=fc>", Esc(&detail.title));
    for fact in &detail.facts {
        put!(out, "<TR><TD>{}<TD CLASS=vl><B>{}\n", fact.label, Esc(&fact.value));
    }
    put!(out, "</TABLE><DIV CLASS=tx><P>{}</DIV>\n", Lines(&detail.text, "\n<P>"));
    for image in &detail.images {
        put!(out, "<IMG SRC={image}>");
    }
    loose(&detail.tools, " | ", out);
    put!(out, "<H4>{}<UL CLASS=mr>", detail.related_label);
    for entry in &detail.related {
        put!(out, "<LI><A HREF='{}'>{}</A>\n", entry.href, Esc(&entry.title));
    }
    out.push_str("</UL>");
}
