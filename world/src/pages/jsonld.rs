//! The international plaza: everything for machines in JSON-LD of schema.org, nothing readable in
//! the markup.

use super::{escape, lines};
use crate::advert::Advert;
use crate::when;
use serde_json::{Value, json};

/// The advert in the words of schema.org: an offer, a product or a service; jobs are jobs.
fn thing(ad: &Advert<'_>) -> Value {
    let images: Vec<String> =
        ad.images.iter().map(|i| format!("https://{}/img/{i}.jpg", ad.outlet.host)).collect();
    let posted = when::rfc3339(ad.posted);
    let place = json!({"@type": "City", "name": ad.city, "addressCountry": ad.country});
    let by = ad.account.as_ref().map(|a| json!({"@type": "Person", "name": a}));
    let mut thing = json!({
        "@context": "https://schema.org",
        "identifier": ad.id,
        "url": ad.url,
        "description": ad.text,
        "image": images,
    });
    let more = match (ad.is_job, ad.posting.minute % 3) {
        (true, _) => json!({"@type": "JobPosting", "title": ad.title, "datePosted": posted,
            "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress",
                "addressLocality": ad.city, "addressCountry": ad.country}},
            "hiringOrganization": by}),
        (_, 0) => json!({"@type": "Offer", "name": ad.title, "availabilityStarts": posted,
            "areaServed": place, "offeredBy": by}),
        (_, 1) => json!({"@type": "Product", "name": ad.title, "datePublished": posted,
            "offers": {"@type": "Offer", "availableAtOrFrom": place, "seller": by}}),
        _ => json!({"@type": "Service", "name": ad.title, "dateCreated": posted,
            "areaServed": place, "provider": by}),
    };
    if let (Value::Object(all), Value::Object(more)) = (&mut thing, more) {
        all.extend(more);
    }
    thing
}

pub(super) fn page(ad: &Advert<'_>) -> String {
    // A script element ends at the first "</script", so "<" is escaped in it.
    let data = thing(ad).to_string().replace('<', "\\u003c");
    let images: String = ad
        .images
        .iter()
        .map(|i| format!("<i style=\"background:url(/img/{i}.jpg)\"></i>"))
        .collect();
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{title}</title>\
         <script type=\"application/ld+json\">{data}</script></head><body>\
         <div class=\"x1\"><a href=\"/\">Plaza</a> <a href=\"/all\">All</a> <a href=\"/in\">Sign in</a></div>\
         <div class=\"x7f\"><div class=\"k2\">{title}</div><div class=\"k9\">{city}, {date}</div>\
         <div class=\"q0\">{text}</div><div class=\"z\">{images}</div></div>\
         <div class=\"x3\">18+ &middot; Cookies &middot; Imprint</div></body></html>\n",
        title = escape(&ad.title),
        city = escape(ad.city),
        date = when::dotted(ad.posted),
        text = lines(&ad.text),
    )
}
