//! Fresh: a framework's panels; facts stand in a column beside, after the text, and the value before
//! its label.

use super::{Detail, Esc, Frame, Layout, Lines, Listing, links, put};

pub(super) const LAYOUT: Layout =
    Layout { name: "panel", held_out: true, open, close, listing, detail };

fn open(frame: &Frame<'_>, out: &mut String) {
    put!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"{}\">\n\
         <meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge\"><title>{}</title></head>\n<body>\n\
         <nav class=\"navbar-default navbar-fixed-top\"><div class=\"navbar-header\">\
         <a class=\"navbar-brand\" href=\"/\">{}</a></div><ul class=\"nav-tabs\">\n",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand
    );
    links(&frame.nav, "<li role=\"presentation\">", "</li>", out);
    out.push_str("</ul></nav>\n<div class=\"container-fluid\"><div class=\"row-fluid\">\n");
}

fn close(frame: &Frame<'_>, out: &mut String) {
    out.push_str("</div>\n<div class=\"well well-sm\">");
    links(&frame.side, "", " &bull; ", out);
    out.push_str("</div><hr><footer class=\"text-center\"><p>");
    links(&frame.footer, "", " &bull; ", out);
    out.push_str("</p></footer></div></body></html>\n");
}

fn listing(_: &Frame<'_>, listing: &Listing, out: &mut String) {
    put!(out, "<div class=\"page-header\"><h1>{}</h1></div>", Esc(&listing.heading));
    out.push_str("<div class=\"btn-group\">");
    links(&listing.refine, "<span class=\"btn-default\">", "</span>", out);
    out.push_str("</div>\n");
    for entry in &listing.entries {
        out.push_str("<div class=\"media\">");
        if let Some(image) = &entry.image {
            put!(
                out,
                "<div class=\"media-left\"><img class=\"media-object\" src=\"{image}\"></div>"
            );
        }
        put!(
            out,
            "<div class=\"media-body\"><h4 class=\"media-heading\"><a href=\"{}\">{}</a>",
            entry.href,
            Esc(&entry.title)
        );
        if let Some(price) = &entry.price {
            put!(out, " <span class=\"label-success\">{}</span>", Esc(price));
        }
        out.push_str("</h4><p class=\"text-muted\">");
        for part in [&entry.place, &entry.posted].into_iter().flatten() {
            put!(out, "{} &bull; ", Esc(part));
        }
        out.push_str("</p></div></div>\n");
    }
    out.push_str("<ul class=\"pagination-lg\">");
    links(&listing.pager, "<li>", "</li>", out);
    out.push_str("</ul>\n");
}

fn detail(_: &Frame<'_>, detail: &Detail, out: &mut String) {
    out.push_str("<ol class=\"breadcrumb-bar\">");
    links(&detail.crumbs, "<li>", "</li>", out);
    put!(
        out,
        "</ol>\n<div class=\"col-md-8\"><div class=\"panel panel-default\"><div \
         class=\"panel-heading\"><h3 class=\"panel-title\">{}</h3></div>\n<div class=\"panel-body\">\n{}\n",
        Esc(&detail.title),
        Lines(&detail.text, "<br>\n")
    );
    out.push_str("</div></div>\n<div class=\"thumbnails\">");
    for image in &detail.images {
        put!(
            out,
            "<a class=\"thumbnail\" href=\"{image}\" data-toggle=\"lightbox\"><img \
             class=\"img-responsive\" src=\"{image}\"></a>\n"
        );
    }
    out.push_str(
        "</div></div>\n<div class=\"col-md-4\"><div class=\"panel panel-info\">\
                  <ul class=\"list-group\">\n",
    );
    for fact in &detail.facts {
        put!(
            out,
            "<li class=\"list-group-item\"><span class=\"badge\">{}</span> {}</li>\n",
            Esc(&fact.value),
            fact.label
        );
    }
    out.push_str("</ul></div>\n<div class=\"btn-group-vertical\">");
    links(&detail.tools, "<span class=\"btn-link\">", "</span>", out);
    put!(
        out,
        "</div>\n<div class=\"panel panel-default\"><div class=\"panel-heading\">{}</div>\
         <div class=\"list-group\">",
        detail.related_label
    );
    for entry in &detail.related {
        put!(out, "<div class=\"list-group-item\"><a href=\"{}\">", entry.href);
        put!(out, "{}</a>", Esc(&entry.title));
        if let Some(price) = &entry.price {
            put!(out, " <small>{}</small>", Esc(price));
        }
        out.push_str("</div>\n");
    }
    out.push_str("</div></div></div>\n");
}
