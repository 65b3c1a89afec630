//! The French site: microdata of schema.org, windows-1252 declared by a `meta` element.

use super::{escape, lines, menu};
use crate::advert::Advert;
use crate::when;

pub(super) fn page(ad: &Advert<'_>) -> String {
    let images: String = ad
        .images
        .iter()
        .map(|i| format!("<img itemprop=\"image\" src=\"/img/{i}.jpg\" alt=\"\">\n"))
        .collect();
    let account = ad.account.as_deref().map_or(String::new(), |a| {
        format!(
            "<span itemprop=\"provider\" itemscope itemtype=\"https://schema.org/Person\">\
             <span itemprop=\"name\">{a}</span></span>"
        )
    });
    let title = escape(&ad.title);
    format!(
        "<html lang=\"fr\"><head>\n\
         <meta http-equiv=\"content-type\" content=\"text/html; charset=windows-1252\">\n\
         <title>{title} - L'Annonce</title></head>\n<body><div id=\"haut\">{menu}</div>\n\
         <div id=\"fiche\" itemscope itemtype=\"https://schema.org/Service\">\n\
         <meta itemprop=\"identifier\" content=\"{id}\">\n<h1 itemprop=\"name\">{title}</h1>\n\
         <p>Publié le <time itemprop=\"datePublished\" datetime=\"{iso}\">{date}</time> à \
         <span itemprop=\"areaServed\">{city}</span> par {account}</p>\n\
         <div itemprop=\"description\">{text}</div>\n{images}</div>\n\
         <div id=\"pub\"><a href=\"/creer\">Déposez votre annonce</a></div>\n\
         <div id=\"bas\">Réservé aux adultes. Vous devez avoir 18 ans révolus. \
         <a href=\"/mentions\">Mentions légales</a></div>\n</body></html>\n",
        menu =
            menu("L'Annonce", &[("/", "Accueil"), ("/liste", "Annonces"), ("/compte", "Compte")]),
        id = ad.id,
        iso = when::rfc3339(ad.posted),
        date = when::dotted(ad.posted),
        city = escape(ad.city),
        text = lines(&ad.text),
    )
}
