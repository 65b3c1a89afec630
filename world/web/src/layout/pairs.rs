//! Fresh: a table with two facts to a row, as programs for classifieds of the years after 2005 wrote
//! it; title and text are rows of another one.

use super::{Detail, Esc, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "pairs", held_out: true, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \
         \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n<html lang=\"{}\"><head>\
         <meta http-equiv=\"Content-Type\" content=\"text/html; charset={}\" /><title>{} - {}</title></head>\n\
         <body><table class=\"forumline\" cellspacing=\"1\"><tr><td class=\"cat_bg\">",
        frame.lang,
        frame.charset,
        frame.brand,
        Esc(&frame.title)
    );
    links(&frame.nav, "", " &nbsp;&#8226;&nbsp; ", out);
    out.push_str("</td></tr></table>\n<table width=\"100%\"><tr><td class=\"middle_col\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</td><td class=\"right_col\"><table class=\"box_tbl\">");
    links(&frame.side, "<tr><td class=\"box_cell\">", "</td></tr>", out);
    out.push_str("</table></td></tr></table>\n<div class=\"copyright_txt\">");
    links(&frame.footer, "", " &nbsp;&#8226;&nbsp; ", out);
    out.push_str("</div></body></html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(
        out,
        "<table class=\"forumline\"><tr><td class=\"cat_bg\" colspan=\"3\">{}</td></tr>\n<tr><td \
         colspan=\"3\">",
        Esc(&listing.heading)
    );
    links(&listing.refine, "", " &nbsp; ", out);
    out.push_str("</td></tr>\n");
    for entry in &listing.entries {
        put!(
            out,
            "<tr><td class=\"row1\"><a class=\"topic_lnk\" href=\"{}\">{}</a><br /><span \
             class=\"gen_small\">{}</span></td><td class=\"row2\">{}</td><td class=\"row1\">{}</td></tr>\n",
            entry.href,
            Esc(&entry.title),
            Esc(entry.posted.as_deref().unwrap_or_default()),
            Esc(entry.price.as_deref().unwrap_or_default()),
            Esc(entry.place.as_deref().unwrap_or_default())
        );
    }
    out.push_str("<tr><td class=\"cat_bg\" colspan=\"3\">");
    links(&listing.pager, "", " &nbsp; ", out);
    out.push_str("</td></tr></table>\n");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    links(&detail.crumbs, "", " &nbsp;&gt;&nbsp; ", out);
    put!(
        out,
        "<table class=\"forumline\"><tr><td class=\"cat_bg\" colspan=\"4\">{}</td></tr>\n",
        Esc(&detail.title)
    );
    for two in detail.facts.chunks(2) {
        out.push_str("<tr>");
        for fact in two {
            put!(
                out,
                "<td class=\"row1\" align=\"right\">{}:&nbsp;</td><td class=\"row2\">{}</td>",
                fact.label,
                Esc(&fact.value)
            );
        }
        if two.len() == 1 {
            out.push_str("<td class=\"row1\">&nbsp;</td><td class=\"row2\">&nbsp;</td>");
        }
        out.push_str("</tr>\n");
    }
    put!(
        out,
        "<tr><td class=\"row1\" align=\"right\">{}:&nbsp;</td><td class=\"row2 msg_txt\" \
         colspan=\"3\">{}</td></tr>\n",
        detail.text_label,
        Lines(&detail.text, "<br />\n")
    );
    if !detail.images.is_empty() {
        out.push_str("<tr><td class=\"row1\" colspan=\"4\" align=\"center\">");
        for image in &detail.images {
            put!(
                out,
                "<a href=\"{image}\" target=\"_blank\"><img src=\"{image}\" border=\"0\" /></a> "
            );
        }
        out.push_str("</td></tr>\n");
    }
    out.push_str("<tr><td class=\"cat_bg\" colspan=\"4\">");
    links(&detail.tools, "", " &nbsp; ", out);
    put!(
        out,
        "</td></tr></table>\n<table class=\"forumline\"><tr><td class=\"cat_bg\">{}</td></tr>\n",
        detail.related_label
    );
    for entry in &detail.related {
        put!(
            out,
            "<tr><td class=\"row1\"><a class=\"topic_lnk\" href=\"{}\">{}</a></td></tr>\n",
            entry.href,
            Esc(&entry.title)
        );
    }
    out.push_str("</table>\n");
}
