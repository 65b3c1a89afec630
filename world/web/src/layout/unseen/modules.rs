//! Class names of modules, each with the hash of its build; the page has its head twice, once for
//! telephones and once for wide screens, and the number stands behind a button, its beginning before it.

use super::words::{CARE, DETAILS, REVEAL, other, say};
use crate::layout::{Detail, Entry, Esc, Field, Frame, Layout, Lines, Listing, links, put};
use spoor_world::key;
use std::fmt;

pub(super) const LAYOUT: Layout =
    Layout { name: "modules", held_out: true, open, close, listing, detail };

/// A class of this site's: the module and part, and the hash.
struct Class(&'static str, u64);

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hash = key(&[self.1, 83, crate::visit::text_key(self.0.as_bytes())]) & 0xf_ffff;
        write!(f, "class=\"{}__{hash:05x}\"", self.0)
    }
}

fn open(frame: &Frame<'_>, out: &mut String) {
    let c = |part| Class(part, frame.tag);
    put!(
        out,
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charSet=\"{}\"/><title>{} | {}</title><meta \
         property=\"og:title\" content=\"{}\"/></head><body><div id=\"app\"><header {}><span {}>{}</span>",
        frame.lang,
        frame.charset,
        Esc(&frame.title),
        frame.brand,
        Esc(&frame.title),
        c("Header_bar"),
        c("Header_brand"),
        frame.brand
    );
    links(&frame.nav, "<span>", "</span>", out);
    put!(out, "</header><main {}>", c("Page_main"));
}

fn close(frame: &Frame<'_>, out: &mut String) {
    let c = |part| Class(part, frame.tag);
    put!(out, "</main><div {}>", c("Page_promo"));
    links(&frame.side, "<p>", "</p>", out);
    put!(out, "</div><footer {}><ul>", c("Footer_bar"));
    links(&frame.footer, "<li>", "</li>", out);
    out.push_str("</ul></footer></div></body></html>");
}

fn card(frame: &Frame<'_>, entry: &Entry, out: &mut String) {
    let c = |part| Class(part, frame.tag);
    put!(out, "<li {}><a href=\"{}\" {}>", c("Card_item"), entry.href, c("Card_link"));
    if let Some(image) = &entry.image {
        put!(out, "<img alt=\"\" src=\"{image}\" loading=\"lazy\"/>");
    }
    if let Some(price) = &entry.price {
        put!(out, "<p {}>{}</p>", c("Ad_price"), Esc(price));
    }
    put!(out, "<h3 {}>{}</h3>", c("Card_title"), Esc(&entry.title));
    for value in [&entry.place, &entry.posted].into_iter().flatten() {
        put!(out, "<p {}>{}</p>", c("Ad_sub"), Esc(value));
    }
    out.push_str("</a></li>");
}

fn listing(frame: &Frame<'_>, listing: &Listing, out: &mut String) {
    let c = |part| Class(part, frame.tag);
    put!(out, "<h1 {}>{}</h1><div {}>", c("List_title"), Esc(&listing.heading), c("List_filters"));
    links(&listing.refine, "", "", out);
    put!(out, "</div><ul {}>", c("List_cards"));
    listing.entries.iter().for_each(|entry| card(frame, entry, out));
    put!(out, "</ul><nav {}>", c("List_pages"));
    links(&listing.pager, "", "", out);
    out.push_str("</nav>");
}

/// Price, title, place and date: the same words on telephones and on wide screens.
fn head(frame: &Frame<'_>, detail: &Detail, screen: &'static str, out: &mut String) {
    let c = |part| Class(part, frame.tag);
    put!(out, "<div {}>", c(screen));
    if let Some(price) = detail.value(Field::Price) {
        put!(out, "<p {}>{}</p>", c("Ad_price"), Esc(price));
    }
    put!(out, "<h1 {}>{}</h1>", c("Ad_title"), Esc(&detail.title));
    for value in [Field::Place, Field::Posted].iter().filter_map(|f| detail.value(*f)) {
        put!(out, "<p {}>{}</p>", c("Ad_sub"), Esc(value));
    }
    out.push_str("</div>");
}

/// Who placed it, and the number behind its button.
fn seller(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    let c = |part| Class(part, frame.tag);
    put!(out, "<aside {}>", c("Seller_card"));
    if let Some(account) = detail.value(Field::Account) {
        let initial: String = account.chars().take(1).collect();
        put!(out, "<span {}>{initial}</span>", c("Seller_avatar"));
        put!(out, "<p {}>{}</p>", c("Seller_name"), Esc(account));
    }
    if let Some(phone) = detail.value(Field::Phone) {
        let start: String = phone.chars().take(5).collect();
        put!(out, "<button {}>{}... ", c("Reveal_button"), Esc(&start));
        put!(out, "{}</button><div {} hidden>", say(frame, &REVEAL), c("Reveal_full"));
        put!(out, "<a href=\"tel:{0}\">{0}</a></div>", Esc(phone));
    }
    put!(out, "<p {}>{}</p></aside>", c("Seller_tip"), say(frame, &CARE));
}

fn detail(frame: &Frame<'_>, detail: &Detail, out: &mut String) {
    let c = |part| Class(part, frame.tag);
    put!(out, "<nav {}><ol>", c("Crumbs_list"));
    links(&detail.crumbs, "<li>", "</li>", out);
    put!(out, "<li aria-current=\"page\">{}</li></ol></nav>", Esc(&detail.title));
    put!(out, "<div {}>", c("Gallery_strip"));
    for image in &detail.images {
        put!(out, "<img alt=\"\" src=\"{image}\" srcSet=\"{image} 1x, {image} 2x\"/>");
    }
    out.push_str("</div>");
    head(frame, detail, "Ad_mobile", out);
    head(frame, detail, "Ad_desktop", out);
    put!(out, "<section {}><h2>{}</h2><ul>", c("Specs_list"), say(frame, &DETAILS));
    for fact in detail.only(&[Field::Age, Field::Number, Field::Place, Field::Posted]) {
        put!(out, "<li {}>{}", c("Specs_row"), other(frame, fact.field));
        put!(out, "<b {}>{}</b></li>", c("Specs_value"), Esc(&fact.value));
    }
    put!(out, "</ul></section><section {}><h2>{}</h2>", c("Ad_about"), detail.text_label);
    put!(out, "<div {}>{}</div></section>", c("Ad_copy"), Lines(&detail.text, "<br/>"));
    seller(frame, detail, out);
    put!(out, "<div {}>", c("Ad_actions"));
    links(&detail.tools, "", "", out);
    put!(out, "</div><section {}><h2>{}</h2><ul>", c("List_more"), detail.related_label);
    detail.related.iter().for_each(|entry| card(frame, entry, out));
    out.push_str("</ul></section>");
}
