//! The Dutch kiosk: tables and a definition list, as pages were built twenty years ago.

use super::{escape, lines, menu};
use crate::advert::Advert;
use crate::when;

pub(super) fn page(ad: &Advert<'_>) -> String {
    let images: String = ad
        .images
        .iter()
        .map(|i| format!("<td><img src=\"/img/{i}.jpg\" width=120 height=160></td>"))
        .collect();
    let title = escape(&ad.title);
    let account = ad.account.as_deref().unwrap_or("-");
    format!(
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\n<html><head>\n\
         <meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\n\
         <title>{title} - Kiosk</title></head>\n<body bgcolor=white>\n\
         <table width=760 class=top><tr><td>{menu}</td></tr></table>\n\
         <table width=760><tr><td class=main valign=top>\n<h1>{title}</h1>\n\
         <dl class=\"facts\"><dt>Nummer</dt><dd class=\"nr\">{id}</dd>\n\
         <dt>Geplaatst</dt><dd class=\"date\">{date}</dd>\n\
         <dt>Plaats</dt><dd class=\"place\">{city}</dd>\n\
         <dt>Lid</dt><dd class=\"member\">{account}</dd></dl>\n\
         <div class=\"advert\">{text}</div>\n\
         <table class=\"photos\"><tr>{images}</tr></table>\n\
         </td><td class=side width=160>Advertentie<br><a href=\"/promo\">Maak uw eigen kiosk</a>\n\
         <br><br>Meest bekeken<br><a href=\"/ad/K1000000\">Bekijk</a></td></tr></table>\n\
         <p class=foot>Kiosk is alleen voor volwassenen. Wie hier komt, is 18 jaar of ouder. \
         Vragen? help@kiosk.example. &copy; Kiosk 2005-2026</p>\n</body></html>\n",
        menu = menu("Kiosk", &[("/", "Start"), ("/list", "Overzicht"), ("/login", "Inloggen")]),
        id = ad.id,
        date = when::dashed(ad.posted),
        city = escape(ad.city),
        text = lines(&ad.text),
    )
}
