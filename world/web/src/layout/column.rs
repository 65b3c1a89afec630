//! Fresh: as a small paper prints them; the facts are one line parted by commas, with no labels but
//! of the last two, and the text is preformatted.

use super::{Detail, Esc, Field, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "column", held_out: true, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<html lang=\"{}\">\n<head>\n<title>{}: {}</title>\n<meta http-equiv=\"Content-Type\" \
         content=\"text/html; charset={}\">\n</head>\n<body text=\"#000000\">\n<center><big>{}</big><br>\n",
        frame.lang,
        frame.brand,
        Esc(&frame.title),
        frame.charset,
        frame.brand
    );
    links(&frame.nav, "[ ", " ]\n", out);
    out.push_str("</center>\n<hr noshade>\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("<hr noshade>\n<center><small>\n");
    links(&frame.side, "[ ", " ]\n", out);
    out.push_str("<br>\n");
    links(&frame.footer, "[ ", " ]\n", out);
    out.push_str("</small></center>\n</body>\n</html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<h2 align=\"center\">{}</h2>\n", Esc(&listing.heading));
    links(&listing.refine, "( ", " )\n", out);
    out.push_str("<dl>\n");
    for entry in &listing.entries {
        put!(out, "<dt><a href=\"{}\"><b>{}</b></a>\n<dd>", entry.href, Esc(&entry.title));
        let parts = [&entry.place, &entry.price, &entry.posted];
        let line: Vec<&str> = parts.iter().filter_map(|p| p.as_deref()).collect();
        put!(out, "{}\n", Esc(&line.join(", ")));
    }
    out.push_str("</dl>\n<p align=\"center\">");
    links(&listing.pager, "( ", " )\n", out);
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    links(&detail.crumbs, "", " :: ", out);
    put!(out, "<h2 align=\"center\">{}</h2>\n<p><i>", Esc(&detail.title));
    let last = [Field::Account, Field::Number];
    let line: Vec<&str> = detail
        .facts
        .iter()
        .filter(|f| !last.contains(&f.field))
        .map(|f| f.value.as_str())
        .collect();
    put!(out, "{}</i>\n<pre>{}\n</pre>\n", Esc(&line.join(", ")), Lines(&detail.text, "\n"));
    for image in &detail.images {
        put!(out, "<img border=\"0\" src=\"{image}\">\n");
    }
    out.push_str("<p align=\"right\"><small>");
    for fact in detail.facts.iter().filter(|f| last.contains(&f.field)) {
        put!(out, "({} {}) ", fact.label.to_lowercase(), Esc(&fact.value));
    }
    out.push_str("</small>\n<p>");
    links(&detail.tools, "( ", " )\n", out);
    put!(out, "<p><b>{}</b>\n<menu>\n", detail.related_label);
    for entry in &detail.related {
        put!(out, "<li><a href=\"{}\">{}</a>\n", entry.href, Esc(&entry.title));
    }
    out.push_str("</menu>\n");
}
