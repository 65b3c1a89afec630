//! An advert in the words of schema.org, whatever the notation.

use crate::draft::Draft;
use crate::{date, visible};

/// Shortest description that counts as an advert's text, in characters.
const TEXT_CHARS_MIN: usize = 20;

/// Types that can be an advert (schema.org 28). Organisations, sites, lists and pictures cannot.
const TYPES: [&str; 16] = [
    "Offer",
    "AggregateOffer",
    "Demand",
    "Product",
    "IndividualProduct",
    "Service",
    "JobPosting",
    "Person",
    "ProfilePage",
    "SocialMediaPosting",
    "DiscussionForumPosting",
    "BlogPosting",
    "Article",
    "CreativeWork",
    "LocalBusiness",
    "HealthAndBeautyBusiness",
];

/// Whether a type, with or without its vocabulary, can be an advert.
pub(crate) fn is_advert(kind: &str) -> bool {
    let name = kind.rsplit(['/', '#', ':']).next().unwrap_or(kind);
    TYPES.contains(&name)
}

/// What was stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Thing {
    pub(crate) text: String,
    pub(crate) title: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) posted: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) images: Vec<String>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) price: Option<String>,
}

impl Thing {
    /// The text property of an advert, in order of preference.
    pub(crate) const TEXT: [&str; 4] = ["description", "articleBody", "reviewBody", "text"];
    /// Names.
    pub(crate) const TITLE: [&str; 3] = ["name", "title", "headline"];
    /// Identifiers.
    pub(crate) const ID: [&str; 4] = ["identifier", "sku", "productID", "serialNumber"];
    /// Dates of posting.
    pub(crate) const POSTED: [&str; 5] =
        ["datePosted", "datePublished", "dateCreated", "uploadDate", "availabilityStarts"];
    /// Places.
    pub(crate) const PLACE: [&str; 8] = [
        "areaServed",
        "jobLocation",
        "availableAtOrFrom",
        "contentLocation",
        "locationCreated",
        "location",
        "address",
        "homeLocation",
    ];
    /// Who placed it.
    pub(crate) const ACCOUNT: [&str; 5] =
        ["seller", "offeredBy", "author", "provider", "hiringOrganization"];

    /// The advert; `None` if its text is too short to be one.
    pub(crate) fn into_draft(self) -> Option<Draft> {
        let text = visible::unmarked(&self.text);
        if text.chars().count() < TEXT_CHARS_MIN {
            return None;
        }
        let mut draft = Draft {
            id: self.id,
            url: self.url.filter(|url| url.starts_with("http")),
            account: self.account,
            title: self.title.map(|title| visible::unmarked(&title)),
            text,
            posted: self.posted.as_deref().and_then(date::iso),
            place: self.place,
            images: self.images,
            ..Draft::default()
        };
        for (key, value) in [("phone", self.phone), ("email", self.email), ("price", self.price)] {
            if let Some(value) = value {
                draft.keep(key, &value);
            }
        }
        Some(draft)
    }
}
