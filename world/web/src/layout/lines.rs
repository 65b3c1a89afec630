//! Held out: posts as in a forum; fields are lines of one block, "label — value", parted by
//! line breaks, with no element of their own.

use super::{Detail, Esc, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "lines", held_out: true, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \
         \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\n<html lang=\"{}\"><head>\
         <meta http-equiv=\"Content-Type\" content=\"text/html; charset={}\" /><title>{}</title></head>\n\
         <body id=\"forum\"><div class=\"headbar\"><h4>{}</h4>",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand
    );
    links(&frame.nav, "", " | ", out);
    out.push_str("</div><div class=\"postbody\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div><div class=\"headbar low\">");
    links(&frame.side, "", " ~ ", out);
    out.push_str("<br />");
    links(&frame.footer, "", " | ", out);
    out.push_str("</div></body></html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h4>{}</h4><p>", Esc(&listing.heading));
    links(&listing.refine, "", " | ", out);
    out.push_str("</p><ol class=\"topiclist\">\n");
    for entry in &listing.entries {
        put!(out, "<li class=\"topic\"><h5><a href=\"{}\">", entry.href);
        put!(out, "{}</a></h5>", Esc(&entry.title));
        let parts = [&entry.place, &entry.posted, &entry.price];
        let line: Vec<&str> = parts.iter().filter_map(|p| p.as_deref()).collect();
        put!(out, "<span class=\"topicinfo\">{}</span></li>\n", Esc(&line.join(", ")));
    }
    out.push_str("</ol><div class=\"jump\">");
    links(&listing.pager, "", " ", out);
    out.push_str("</div>");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    links(&detail.crumbs, "", " « ", out);
    put!(out, "<h4 class=\"topictitle\">{}</h4>\n<div class=\"opening\">", Esc(&detail.title));
    for fact in &detail.facts {
        put!(out, "{} — {}<br />\n", fact.label, Esc(&fact.value));
    }
    put!(out, "<br />\n{}", Lines(&detail.text, "<br />\n"));
    for image in &detail.images {
        put!(out, "<br /><img src=\"{image}\" alt=\"\" />");
    }
    out.push_str("</div><div class=\"jump\">");
    links(&detail.tools, "", " ", out);
    put!(out, "</div><h5>{}</h5><ol class=\"topiclist short\">", detail.related_label);
    for entry in &detail.related {
        put!(out, "<li><a href=\"{}\">{}</a></li>", entry.href, Esc(&entry.title));
    }
    out.push_str("</ol>");
}
