//! The German board: no profile, no structure for machines; the text stands between menus,
//! banners and a footer.

use super::escape;
use crate::advert::Advert;
use crate::when;

pub(super) fn page(ad: &Advert<'_>) -> String {
    let paragraphs: String = ad
        .text
        .split('\n')
        .filter(|l| !l.is_empty())
        .map(|l| format!("<p>{}</p>\n", escape(l)))
        .collect();
    let images: String =
        ad.images.iter().map(|i| format!("<img src=\"/img/{i}.jpg\" alt=\"\">\n")).collect();
    let title = escape(&ad.title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"de\"><head><meta charset=\"UTF-8\">\
         <title>{title} – Das Brett</title><style>body{{margin:0}} .b{{color:#333}}</style></head><body>\n\
         <div><ul><li><a href=\"/\">Start</a></li><li><a href=\"/suche\">Suche</a></li>\
         <li><a href=\"/stadt\">Städte</a></li><li><a href=\"/konto\">Mein Konto</a></li>\
         <li><a href=\"/hilfe\">Hilfe</a></li></ul></div>\n\
         <div><a href=\"/werbung/1\">Hier könnte Ihre Werbung stehen</a></div>\n\
         <div><div><h1>{title}</h1>\n<p>{city}, {date}</p>\n{paragraphs}{images}</div>\n\
         <div><h3>Ähnliche Anzeigen</h3><ul><li><a href=\"/2025/R1\">Zur Anzeige</a></li>\
         <li><a href=\"/2025/R2\">Zur Anzeige</a></li><li><a href=\"/2025/R3\">Zur Anzeige</a></li></ul></div></div>\n\
         <div><p>Diese Seite ist nur für Erwachsene ab 18 Jahren.</p>\
         <a href=\"/impressum\">Impressum</a> <a href=\"/agb\">AGB</a> <a href=\"/datenschutz\">Datenschutz</a>\
         </div>\n</body></html>\n",
        city = escape(ad.city),
        date = when::dotted(ad.posted),
    )
}
