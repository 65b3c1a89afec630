//! Capitals and fonts of the nineties, tables for all: the labels stand in one row and their values in
//! the row below; other adverts fill the column at the left, before the advert itself. No class at all.

use super::words::{CARE, joined, say};
use crate::layout::{Detail, Esc, Fact, Frame, Layout, Lines, Link, Listing, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "fonts", held_out: true, open, close, listing, detail };

/// Most columns of a table of facts.
const COLUMNS: usize = 4;

/// Links in the font of the page.
fn anchors(all: &[Link], before: &str, out: &mut String) {
    for (label, href) in all {
        put!(out, "{before}<A HREF=\"{href}\"><FONT FACE=\"Verdana\" SIZE=\"1\">{}", Esc(label));
        out.push_str("</FONT></A>\n");
    }
}

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<HTML>\n<HEAD>\n<TITLE>{} ~ {}</TITLE>\n<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; \
         charset={}\">\n</HEAD>\n<BODY BGCOLOR=\"#FFFFEE\" LINK=\"#003399\" TOPMARGIN=\"0\">\n<TABLE \
         WIDTH=\"100%\" BORDER=\"0\" CELLPADDING=\"2\">\n<TR><TD BGCOLOR=\"#003366\"><FONT \
         FACE=\"Verdana\" COLOR=\"#FFFFFF\" SIZE=\"4\"><B>{}</B></FONT></TD></TR>\n<TR><TD \
         BGCOLOR=\"#CCCC99\">",
        frame.brand,
        Esc(&frame.title),
        frame.charset,
        frame.brand
    );
    anchors(&frame.nav, "&nbsp;", out);
    out.push_str("</TD></TR>\n</TABLE>\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("<HR SIZE=\"1\">\n<CENTER>");
    anchors(&frame.side, "&nbsp;", out);
    anchors(&frame.footer, "<BR>", out);
    put!(out, "<BR><FONT SIZE=\"1\">{} - {}</FONT>", frame.brand, say(frame, &CARE));
    out.push_str("</CENTER>\n</BODY>\n</HTML>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<FONT FACE=\"Verdana\" SIZE=\"+1\"><B>{}</B></FONT><BR>\n", Esc(&listing.heading));
    anchors(&listing.refine, "&nbsp;", out);
    out.push_str("<TABLE BORDER=\"1\" CELLSPACING=\"0\" WIDTH=\"90%\">\n");
    for (n, entry) in listing.entries.iter().enumerate() {
        let shade = ["#FFFFFF", "#EEEEEE"][n % 2];
        put!(out, "<TR BGCOLOR=\"{shade}\"><TD><FONT FACE=\"Verdana\" SIZE=\"2\"><A HREF=\"");
        put!(out, "{}\">{}</A></FONT></TD>", entry.href, Esc(&entry.title));
        for part in [&entry.price, &entry.place, &entry.posted] {
            let part = part.as_deref().unwrap_or("?");
            put!(out, "<TD><FONT FACE=\"Verdana\" SIZE=\"1\">{}</FONT></TD>", Esc(part));
        }
        out.push_str("</TR>\n");
    }
    out.push_str("</TABLE>\n");
    anchors(&listing.pager, "&nbsp;", out);
}

/// A row of labels and a row of their values.
fn rows(facts: &[Fact], out: &mut String) {
    out.push_str("<TR BGCOLOR=\"#CCCC99\">");
    for fact in facts {
        put!(out, "<TD><FONT FACE=\"Verdana\" SIZE=\"1\">{}</FONT></TD>", fact.label);
    }
    out.push_str("</TR>\n<TR>");
    for fact in facts {
        let value = Esc(&fact.value);
        put!(out, "<TD NOWRAP><FONT FACE=\"Verdana\" SIZE=\"2\"><B>{value}</B></FONT></TD>");
    }
    out.push_str("</TR>\n");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<TABLE WIDTH=\"100%\" BORDER=\"0\"><TR>\n<TD WIDTH=\"160\" VALIGN=\"top\" ");
    put!(out, "BGCOLOR=\"#EEEEDD\"><FONT SIZE=\"1\"><B>{}</B></FONT>", detail.related_label);
    for entry in &detail.related {
        put!(out, "<P><FONT FACE=\"Verdana\" SIZE=\"1\"><A HREF=\"{}\">", entry.href);
        let beside = joined(&[&entry.place, &entry.price], " - ");
        put!(out, "{}</A><BR>{}</FONT></P>\n", Esc(&entry.title), Esc(&beside));
    }
    out.push_str("</TD>\n<TD VALIGN=\"top\">");
    anchors(&detail.crumbs, "&nbsp;&gt;&nbsp;", out);
    put!(
        out,
        "<P><FONT FACE=\"Verdana\" SIZE=\"+2\" COLOR=\"#990000\"><B>{}</B></FONT></P>\n<TABLE \
         BORDER=\"1\" CELLSPACING=\"0\" CELLPADDING=\"4\">\n",
        Esc(&detail.title)
    );
    detail.facts.chunks(COLUMNS).for_each(|facts| rows(facts, out));
    put!(
        out,
        "</TABLE>\n<P><FONT FACE=\"Verdana\" SIZE=\"2\">{}</FONT></P>\n<CENTER>",
        Lines(&detail.text, "<BR>\n")
    );
    for image in &detail.images {
        put!(out, "<A HREF=\"{image}\"><IMG SRC=\"{image}\" BORDER=\"0\" WIDTH=\"180\"></A><BR>\n");
    }
    out.push_str("</CENTER><HR SIZE=\"1\" NOSHADE>\n");
    anchors(&detail.tools, "&nbsp;", out);
    out.push_str("</TD></TR></TABLE>\n");
}
