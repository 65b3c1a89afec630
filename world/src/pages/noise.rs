//! Pages of a crawl that hold no advert: listings, errors, notices, forms.

use super::{encode, escape};
use crate::outlet::Outlet;
use std::fmt::Write as _;

/// A page that is no advert.
pub(crate) struct Noise {
    pub(crate) path: String,
    pub(crate) status: &'static str,
    pub(crate) body: Vec<u8>,
}

fn noise(outlet: &Outlet, path: &str, status: &'static str, inner: &str) -> Noise {
    let charset =
        if outlet.markup == crate::outlet::Markup::Microdata { "windows-1252" } else { "utf-8" };
    let html = format!(
        "<!DOCTYPE html><html><head><meta charset=\"{charset}\"><title>{brand}</title></head><body>\
         <div><a href=\"/\">{brand}</a> <a href=\"/login\">Login</a></div>{inner}\
         <div>18+ <a href=\"/terms\">Terms</a></div></body></html>\n",
        brand = outlet.brand
    );
    Noise { path: path.to_owned(), status, body: encode(outlet.markup, html) }
}

/// The pages a crawl meets once.
pub(crate) fn once(outlet: &Outlet) -> Vec<Noise> {
    vec![
        noise(outlet, "/", "200 OK", "<h1>Welcome</h1><ul><li><a href=\"/list\">All</a></li></ul>"),
        noise(
            outlet,
            "/login",
            "200 OK",
            "<form method=\"post\"><input name=\"user\"><input name=\"pass\" type=\"password\">\
             <button>Login</button></form>",
        ),
        noise(outlet, "/gone/1", "404 Not Found", "<h1>404</h1><p>Not found.</p>"),
        noise(outlet, "/gone/2", "410 Gone", "<h1>410</h1><p>This page is gone.</p>"),
        noise(outlet, "/old", "301 Moved Permanently", ""),
    ]
}

/// A listing of adverts.
pub(crate) fn listing(outlet: &Outlet, page: usize, links: &[(String, String)]) -> Noise {
    let mut inner = format!("<h2>Page {page}</h2><ul class=\"results\">");
    for (url, title) in links {
        let _ = write!(inner, "<li><a href=\"{url}\">{}</a></li>", escape(title));
    }
    let _ = write!(inner, "</ul><a href=\"/list?page={}\">&raquo;</a>", page + 1);
    noise(outlet, &format!("/list?page={page}"), "200 OK", &inner)
}
