//! The British board: `div`s, utility classes, `data-` attributes.

use super::{escape, lines};
use crate::advert::Advert;
use crate::when;

pub(super) fn page(ad: &Advert<'_>) -> String {
    let images: String = ad
        .images
        .iter()
        .map(|i| {
            format!("<div class=\"w-1/4 p-1\"><img loading=\"lazy\" src=\"/img/{i}.jpg\" alt=\"\"></div>")
        })
        .collect();
    let title = escape(&ad.title);
    let account = ad.account.as_deref().map_or(String::new(), |a| {
        format!("<a class=\"text-sm\" href=\"/u/{a}\" data-member=\"{a}\">{a}</a>")
    });
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title} | The Board</title>\
         <link rel=\"stylesheet\" href=\"/a/app.css\"></head>\n<body class=\"font-sans\">\
         <header class=\"flex p-4\"><a href=\"/\">The Board</a><nav><a href=\"/browse\">Browse</a>\
         <a href=\"/login\">Log in</a><a href=\"/post\">Post</a></nav></header>\n\
         <main class=\"grid\"><div class=\"card\" data-ad=\"{id}\">\
         <div class=\"text-xl\" data-role=\"title\">{title}</div>\
         <div class=\"flex\"><span data-role=\"place\">{city}</span>\
         <time data-role=\"posted\" datetime=\"{iso}\">{date}</time>{account}</div>\n\
         <div class=\"prose\" data-role=\"body\">{text}</div>\n\
         <div class=\"flex\" data-role=\"gallery\">{images}</div></div>\n\
         <aside class=\"card\"><div>Stay safe: never pay before you meet.</div>\
         <a href=\"/browse?near=1\">More near you</a></aside></main>\n\
         <footer class=\"p-4\">You must be 18 or over to use The Board. <a href=\"/terms\">Terms</a> \
         <a href=\"/about\">About</a></footer><script>window.app={{\"ad\":\"{id}\"}}</script></body></html>\n",
        id = ad.id,
        city = escape(ad.city),
        iso = when::rfc3339(ad.posted),
        date = when::english(ad.posted),
        text = lines(&ad.text),
    )
}
